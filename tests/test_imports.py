"""The layers, proved: who imports whom, who may do what, and that importing does nothing.

``geo`` ← ``data`` ← ``pages/_shared`` ← ``pages`` ← ``app.py``: arrows never turn back.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

#: For each layer, the layers its modules may import besides their own.
MAY_IMPORT = {
    "geo": set(),
    "data": {"geo"},
    "pages._shared": {"geo", "data"},
    "pages": {"geo", "pages._shared"},
    "app": {"geo", "pages._shared"},
}
STREAMLIT = {"streamlit", "streamlit_folium"}
MAY_IMPORT_STREAMLIT = {"pages._shared", "pages", "app"}
#: What a page or the frame may import of a layer it does not reach: the errors it catches.
CAUGHT = "data.errors"
#: The only module that makes Folium objects; others may name their types.
FOLIUM_HOME = "geo/layers.py"
#: The driver of PostgreSQL: SQLAlchemy loads it by the name in an address.
DRIVER = "psycopg"
NETWORK = {"aiohttp", "ftplib", "http", "httpx", "requests", "socket", "urllib3"}
#: The only package that reaches anything outside the folder.
NETWORK_HOME = "data/build/"
#: The only module that changes a CRS.
CRS_HOME = "geo/crs.py"
#: The only module that chooses colours, and the one whose rule shows examples of their form.
COLOUR_HOMES = {"geo/palette.py", "data/fields.py"}

HEX_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


def layer_of(path: str) -> str:
    """Return the layer of a module, given its path from the root."""
    parts = path.split("/")
    if parts[:2] == ["pages", "_shared"]:
        return "pages._shared"
    return parts[0].removesuffix(".py")


def layer_of_import(name: str) -> str | None:
    """Return the layer that an imported name belongs to; None for a library."""
    parts = name.split(".")
    if parts[:2] == ["pages", "_shared"]:
        return "pages._shared"
    return parts[0] if parts[0] in MAY_IMPORT else None


def imported(tree: ast.AST, path: str) -> list[tuple[str, bool]]:
    """Return every module name imported, wherever it is, and whether only types need it."""
    package = path.removesuffix(".py").split("/")[:-1]
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [(alias.name, id(node) in typing_only) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *((node.module or "").split("."))]).strip(".")
            # `from pages import _shared` imports pages._shared.
            names += [(f"{module}.{alias.name}", id(node) in typing_only) for alias in node.names]
    return names


def faults(source: str, path: str) -> list[str]:
    """Return what a module does that its layer may not."""
    tree = ast.parse(source, path)
    found = []
    for name, typing_only in imported(tree, path):
        found += _layer_faults(name, path)
        found += _library_faults(name, path, typing_only=typing_only)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"to_crs", "set_crs"}:
            wrong = path != CRS_HOME
            found += [f"{path}:{node.lineno}: {node.attr} outside {CRS_HOME}"] * wrong
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            wrong = bool(HEX_COLOUR.fullmatch(node.value)) and path not in COLOUR_HOMES
            found += [f"{path}:{node.lineno}: colour {node.value} outside geo/palette.py"] * wrong
    return found


def _layer_faults(name: str, path: str) -> list[str]:
    layer, other = layer_of(path), layer_of_import(name)
    if other is None or name == CAUGHT or name.startswith(f"{CAUGHT}."):
        return [f"{path}: geo imports {name}"] if other and layer == "geo" else []
    if other == layer == "pages":
        return [f"{path}: a page imports another, {name}"]
    if other != layer and other not in MAY_IMPORT[layer]:
        return [f"{path}: {layer} imports {name} ({other})"]
    return []


def _library_faults(name: str, path: str, *, typing_only: bool) -> list[str]:
    root = name.partition(".")[0]
    if root in STREAMLIT and layer_of(path) not in MAY_IMPORT_STREAMLIT:
        return [f"{path}: {name} outside app.py and pages/"]
    if root in {"folium", "branca"} and path != FOLIUM_HOME and not typing_only:
        return [f"{path}: {name} outside {FOLIUM_HOME}"]
    network = root in NETWORK or name.startswith("urllib.request")
    if network and not path.startswith(NETWORK_HOME):
        return [f"{path}: {name} reaches the network"]
    return []


def modules() -> list[str]:
    """Return the paths of the product's modules, from the root."""
    files = [ROOT / "app.py"]
    for folder in ("geo", "data", "pages"):
        files += sorted((ROOT / folder).rglob("*.py"))
    return [file.relative_to(ROOT).as_posix() for file in files]


@pytest.mark.parametrize("path", modules())
def test_module_keeps_to_its_layer(path: str) -> None:
    found = faults((ROOT / path).read_text(encoding="utf-8"), path)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("geo/a.py", "import streamlit as st"),
        ("geo/a.py", "from data.loaders import load_tables"),
        ("geo/a.py", "def f():\n    import data"),
        ("geo/a.py", "from data.errors import DataError"),
        ("geo/a.py", "from folium import Map"),
        ("geo/a.py", "frame.to_crs(3035)"),
        ("geo/a.py", "INK = '#182033'"),
        ("data/a.py", "from pages._shared import cache"),
        ("data/a.py", "import streamlit_folium"),
        ("data/loaders.py", "import requests"),
        ("data/loaders.py", "from urllib.request import urlopen"),
        ("pages/_shared/a.py", "from pages import carte"),
        ("pages/_shared/a.py", "import app"),
        ("pages/carte.py", "from data import loaders"),
        ("pages/carte.py", "import pages.poles"),
        ("pages/carte.py", "from . import poles"),
        ("pages/carte.py", "from folium import Map"),
        ("app.py", "from data.loaders import load_tables"),
    ],
)
def test_rule_refuses(path: str, source: str) -> None:
    assert faults(source, path)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("geo/a.py", "import geopandas\nfrom geo.crs import to_area_crs\nfrom . import links"),
        ("geo/layers.py", "import folium\nfrom branca.element import MacroElement"),
        ("geo/crs.py", "frame.to_crs(3035)"),
        ("geo/palette.py", "INK = '#182033'"),
        ("data/loaders.py", "from urllib.parse import urlsplit\nfrom geo.text import fold"),
        ("data/build/sources.py", "import subprocess, urllib.request"),
        ("pages/_shared/cache.py", "import streamlit\nfrom data.loaders import load_tables"),
        ("pages/carte.py", "import streamlit\nfrom pages._shared import cache\nimport geo.filters"),
        ("pages/_shared/a.py", "if TYPE_CHECKING:\n    import folium"),
        ("app.py", "import streamlit\nfrom pages._shared import messages"),
        ("app.py", "from data.errors import DataError"),
    ],
)
def test_rule_accepts(path: str, source: str) -> None:
    assert faults(source, path) == []


def pinned(*files: str) -> set[str]:
    """Return the names, normalised, that requirements files pin to one version."""
    lines = "\n".join((ROOT / file).read_text(encoding="utf-8") for file in files)
    found = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==\S+$", lines, re.MULTILINE)
    return {name.lower().replace("_", "-") for name in found}


#: Which distributions own each top-level module: every one installed is read, so once for all.
owners = cache(packages_distributions)


@pytest.mark.parametrize("path", modules())
def test_every_library_is_pinned(path: str) -> None:
    """What a module imports is named in the requirements, not left to another library's needs."""
    files = ["requirements.txt"]
    if path.startswith(NETWORK_HOME):
        files.append("requirements-build.txt")
    known = pinned(*files)
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    roots = {name.partition(".")[0] for name, _ in imported(tree, path)}
    missing = {
        root
        for root in roots - set(sys.stdlib_module_names) - set(MAY_IMPORT)
        if not {name.lower().replace("_", "-") for name in owners().get(root, [root])} & known
    }
    assert not missing, f"{path} imports {sorted(missing)}, which {files} do not pin"


def test_every_pinned_library_is_imported() -> None:
    roots = {
        name.partition(".")[0]
        for path in modules()
        for name, _ in imported(ast.parse((ROOT / path).read_text(encoding="utf-8")), path)
    }
    used = {name.lower().replace("_", "-") for root in roots for name in owners().get(root, [])}
    assert pinned("requirements.txt", "requirements-build.txt") - {DRIVER} <= used


def test_every_layer_is_there() -> None:
    assert {layer_of(path) for path in modules()} == set(MAY_IMPORT)


#: Run apart: an audit hook cannot be removed, and modules must be imported for the first time.
_IMPORT_ALL = """
import importlib, pathlib, sys

root = pathlib.Path.cwd()
seen = []

def watch(event, arguments):
    if event == "socket.connect":
        seen.append(f"connects to {arguments[1]}")
    elif event in ("subprocess.Popen", "os.system"):
        seen.append(f"runs {arguments[0]}")
    elif event == "open" and isinstance(arguments[0], str):
        path = pathlib.Path(arguments[0]).absolute()
        inside = root in path.parents and ".streamlit" not in path.parts
        code = path.suffix in (".py", ".pyc") or "__pycache__" in path.parts
        library = "site-packages" in path.parts
        if inside and not code and not library:
            seen.append(f"opens {path.relative_to(root)}")

names = sys.argv[1:]
for name in names:
    # Libraries first: what they open is theirs. Their import is cached by the first pass.
    importlib.import_module(name)
for name in [name for name in sys.modules if name.partition(".")[0] in ("geo", "data", "pages")]:
    del sys.modules[name]
sys.addaudithook(watch)
for name in names:
    before = len(seen)
    importlib.import_module(name)
    for fault in seen[before:]:
        print(f"{name} {fault}")
"""


def test_importing_reads_nothing() -> None:
    """Importing geo, data and pages/_shared opens no file of ours, runs and reaches nothing."""
    names = [
        path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for path in modules()
        if layer_of(path) not in {"pages", "app"}
    ]
    answer = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == ""


#: Calls that build or read something; none belongs at a module's top level.
_WORK = re.compile(
    r"^(open|read_\w+|load\w*|from_\w+|connect|urlopen|DataFrame|GeoDataFrame|Series|GeoSeries"
    r"|run|Popen|glob|rglob|iterdir|cache_\w+)$"
)


def work_at_import(source: str) -> list[int]:
    """Return the lines where a module's top level calls something that builds or reads."""

    def calls(node: ast.AST) -> list[int]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return []
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            return []
        here = []
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else ""
            name = function.id if isinstance(function, ast.Name) else name
            here = [node.lineno] if _WORK.match(name) else []
        return here + [line for child in ast.iter_child_nodes(node) for line in calls(child)]

    return calls(ast.parse(source))


@pytest.mark.parametrize(
    "path", [path for path in modules() if layer_of(path) not in {"pages", "app"}]
)
def test_nothing_is_built_at_import(path: str) -> None:
    lines = work_at_import((ROOT / path).read_text(encoding="utf-8"))
    assert not lines, f"{path}: work at import, line {lines}"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import pandas as pd\nT = pd.read_csv('a.csv')", [2]),
        ("class A:\n    t = open('a')", [2]),
        ("def f():\n    return open('a')", []),
        ("if __name__ == '__main__':\n    run()", []),
        ("import re\nP = re.compile('a')", []),
    ],
)
def test_work_at_import_is_seen(source: str, lines: list[int]) -> None:
    assert work_at_import(source) == lines


def test_every_test_file_is_collected() -> None:
    """A file of tests that pytest does not find by its name would never run."""
    unseen = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if not path.name.startswith("test_")
        and re.search(r"^(async )?def test_", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert not unseen, unseen
