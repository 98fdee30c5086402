"""When, where and on what the figures were taken."""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
from pathlib import Path

from geo.format_fr import enumerate_fr, number, partial_date
from tests.bench.peers import PYTHON

#: What the figures depend on most; each is written with its version.
PACKAGES = ("streamlit", "streamlit-folium", "folium", "pydeck", "dash", "dash-leaflet")

_VERSIONS = """
import importlib.metadata, json, sys
print(json.dumps({name: importlib.metadata.version(name) for name in sys.argv[1:]}))
"""


def described(chromium: str, load: float) -> str:
    """Return the date, the machine and the versions, in French.

    Parameters
    ----------
    chromium
        Version of the browser.
    load
        Mean number of processes that wanted a processor before the benchmark started.
    """
    today = partial_date(datetime.datetime.now(tz=datetime.UTC).date().isoformat())
    parts = [f"{os.cpu_count()} cœurs{_processor()}", *_memory(), platform.system()]
    answer = subprocess.run(
        [PYTHON, "-c", _VERSIONS, *PACKAGES], check=True, capture_output=True, text=True
    )
    versions = [f"{name} {version}" for name, version in json.loads(answer.stdout).items()]
    software = [f"Python {platform.python_version()}", f"Chromium {chromium}", *versions]
    return (
        f"Mesuré le {today} sur {', '.join(parts)}, sans carte graphique, charge de départ "
        f"{number(load, decimals=1)}, avec {enumerate_fr(software)}."
    )


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = {line.partition(":")[2].strip() for line in lines if line.startswith("model name")}
    return f" {names.pop()}" if len(names) == 1 else ""


def _memory() -> list[str]:
    if "SC_PHYS_PAGES" not in os.sysconf_names:
        return []
    size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return [f"{number(size / 2**30)} Gio"]
