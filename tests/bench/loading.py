"""Time, in a fresh process, what the server loads once: ``python -m tests.bench.loading``."""

from __future__ import annotations

import json
import time

from data.dataset import build_dataset, open_inventory
from data.loaders import load_prepared


def main() -> None:
    """Print the loading times in ms as JSON; the modules are imported, the files are not read."""
    start = time.perf_counter()
    store = open_inventory()
    tables = store.read()
    tables_read = time.perf_counter()
    load_prepared(tables=tables)
    prepared_read = time.perf_counter()
    build_dataset(tables, store.current())
    all_read = time.perf_counter()
    print(
        json.dumps(
            {
                "tables_ms": (tables_read - start) * 1000,
                "perimetres_ms": (prepared_read - tables_read) * 1000,
                "tout_ms": (all_read - prepared_read) * 1000,
            }
        )
    )


if __name__ == "__main__":
    main()
