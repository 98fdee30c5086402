"""Benchmark of the map, run by ``make bench`` and never by ``make test``.

In one run, on the same machine and in the same Chromium, three parts:

- *pairs*: this application beside its peers (a bare Streamlit page, two idioms of
  streamlit-folium, ``st.pydeck_chart``, dash-leaflet), on the same data at three sizes;
- *growth*: this application alone, as cooperations and then pôles are multiplied;
- *own*: its other pages, clicks on the map, weights of a visit, its server.

The peers are in ``pairs/``, run by an environment of their own. What is multiplied is made up and
named so. ``python -m tests.bench --help`` lists the options. Results: a Markdown report on the
standard output, the same, a picture and every raw figure in ``tests/bench/results/``, and the
README's section.
"""
