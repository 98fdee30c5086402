"""Benchmark of the map, run by ``make bench`` and never by ``make test``.

In one run, on the same machine, four parts, the first three in the same Chromium:

- *pairs*: this application beside its peers (a bare Streamlit page, two idioms of
  streamlit-folium, ``st.pydeck_chart``, dash-leaflet), on the same data at three sizes;
- *growth*: this application alone, as cooperations and then pôles are multiplied;
- *own*: its other pages, clicks on the map, weights of a visit, its server;
- *load*: more and more visitors at once, over Streamlit's WebSocket, without a browser.

The peers are in ``pairs/``, run by an environment of their own. What is multiplied is made up and
named so. ``python -m tests.bench --help`` lists the options. Results: a Markdown report on the
standard output, the same and every raw figure in ``tests/bench/results/``, and the README's section
with its picture.
"""
