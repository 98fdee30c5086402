"""Find the nginx that the tests of the deployment run.

``python -m scripts.nginx`` installs it when none is found, through apt when run by root on
Debian, and says which one will be used.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from scripts import apt

ADVICE = (
    "Nginx est introuvable. Installez-le (sudo apt-get install nginx-light), ou donnez son chemin "
    "dans NGINX_PATH."
)
#: Debian puts it where only root's PATH leads.
_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))


def find() -> Path | None:
    """Return nginx, or None. ``NGINX_PATH`` wins, then the system's."""
    found = os.environ.get("NGINX_PATH") or shutil.which("nginx", path=_PATH)
    return Path(found) if found and Path(found).is_file() else None


def main() -> None:
    """Install nginx when none is found; tell which one will be used."""
    if find() is None:
        print("Installation de nginx pour les tests du déploiement…", flush=True)
        apt.install("nginx-light")
    found = find()
    print(f"Nginx : {found}" if found else f"{ADVICE}\nLes tests qui s’en servent sont sautés.")


if __name__ == "__main__":
    main()
