"""Find the PostgreSQL whose private clusters the tests of the store use, and its PostGIS.

``python -m scripts.postgresql`` installs what is missing, through apt when run by root on Debian,
and says what will be used.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from scripts import apt

ADVICE = (
    "PostgreSQL est introuvable. Installez-le (sudo apt-get install postgresql), ou donnez son "
    "dossier bin dans POSTGRESQL_PATH."
)
_ROOTS = (Path("/usr/lib/postgresql"), Path("/opt/homebrew/opt"), Path("/usr/local/opt"))
_DEBIAN_EXTENSIONS = Path("/usr/share/postgresql")


def find() -> Path | None:
    """Return the folder of its programs, or None.

    ``POSTGRESQL_PATH`` wins, then the newest of the system's, then the one on the path.
    """
    named = os.environ.get("POSTGRESQL_PATH")
    if named:
        return Path(named) if Path(named, "initdb").is_file() else None
    found = [path.parent for root in _ROOTS for path in root.glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: [int(n) for n in re.findall(r"\d+", str(path))])
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def main() -> None:
    """Install what is missing; tell what will be used."""
    if find() is None:
        print("Installation de PostgreSQL pour les tests des versions…", flush=True)
        apt.install("postgresql")
    found = find()
    if found is None:
        print(f"{ADVICE}\nLes tests qui s’en servent sont sautés.")
        return
    version = found.parent.name
    if found.is_relative_to(_ROOTS[0]) and not _has_postgis(version):
        print("Installation de PostGIS pour les tests des vues…", flush=True)
        apt.install(f"postgresql-{version}-postgis-3")
    said = "" if _has_postgis(version) else ", sans PostGIS : les tests de ses vues sont sautés"
    print(f"PostgreSQL : {found}{said}")


def _has_postgis(version: str) -> bool:
    return (_DEBIAN_EXTENSIONS / version / "extension" / "postgis.control").is_file()


if __name__ == "__main__":
    main()
