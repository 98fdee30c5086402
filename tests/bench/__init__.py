"""Benchmark of the map, run by ``make bench`` and never by ``make test``.

In one run, on the same data and machine, it drives three applications in Chromium, in turn
so that the machine's moods weigh on all alike:

- *nue*: a bare Streamlit page with one widget, the floor of any filter answered by a server;
- *courante*: the plain idiom, a Folium map rebuilt at each rerun;
- *carte*: this application, then the same with ten times the cooperations.

``python -m tests.bench --help`` lists the options. Results: a Markdown report on the standard
output, the same and every raw figure in ``tests/bench/results/``.
"""
