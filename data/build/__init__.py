"""The build: from the published sources to `data/prepared/` and `static/layers/`.

`pipeline.build` runs every step; each module owns one. Nothing here is imported by the
application: it reads what the build wrote.
"""
