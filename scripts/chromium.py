"""Find or install the Chromium that the browser tests and the benchmark drive.

``python -m scripts.chromium`` installs one when none is found: through apt when run by
root on Debian, else Playwright's own build. It then prints the path, or says what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import apt

#: Names under which distributions install it, in order of preference.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: No sandbox, which containers rarely allow, and none of the background services that would
#: look up hosts on the internet.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

ADVICE = (
    "Chromium est introuvable. Installez-le (sudo apt-get install chromium), ou le navigateur de "
    "Playwright (python -m playwright install chromium), ou donnez son chemin dans CHROMIUM_PATH."
)

_PLAYWRIGHTS_OWN = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def find() -> Path | None:
    """Return a Chromium that starts, or None.

    ``CHROMIUM_PATH`` wins, then the system's, then the one Playwright installed. Each is
    asked its version: Ubuntu's ``chromium-browser`` may be a stub that only names a snap.
    """
    named = os.environ.get("CHROMIUM_PATH")
    candidates = [named] if named else [shutil.which(name) for name in NAMES]
    for candidate in candidates:
        if candidate and _starts(candidate):
            return Path(candidate)
    if named:
        return None
    own = subprocess.run(
        [sys.executable, "-c", _PLAYWRIGHTS_OWN], capture_output=True, text=True, check=False
    ).stdout.strip()
    return Path(own) if own and _starts(own) else None


def install() -> None:
    """Try to install Chromium: apt when root and there, else Playwright's own build."""
    apt.install("chromium")
    if find():
        return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def _starts(path: str) -> bool:
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def main() -> None:
    """Install Chromium when none is found; tell which one will be used."""
    if find() is None:
        print("Installation de Chromium pour les tests de navigateur…", flush=True)
        install()
    found = find()
    if found:
        print(f"Chromium : {found}")
    elif os.environ.get("REQUIRE_BROWSER"):
        sys.exit(ADVICE)
    else:
        print(f"{ADVICE}\nLes tests de navigateur seront sautés.")


if __name__ == "__main__":
    main()
