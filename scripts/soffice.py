"""Find LibreOffice and have it turn a file into a PDF, as the tests of the slides do.

``python -m scripts.soffice`` installs it when none is found, through apt when run by root on
Debian, and says which one will be used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from scripts import apt

NAMES = ("soffice", "libreoffice")
ADVICE = (
    "LibreOffice est introuvable. Installez-le (sudo apt-get install libreoffice-impress), ou "
    "donnez son chemin dans SOFFICE_PATH."
)
#: Our fonts beside the system's, so that what is measured is what is drawn.
_FONTS = Path(__file__).resolve().parent.parent / "data" / "export" / "fonts"
_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
_TIMEOUT_S = 180


def find() -> Path | None:
    """Return LibreOffice, or None. ``SOFFICE_PATH`` wins, then the system's."""
    named = os.environ.get("SOFFICE_PATH")
    candidates = [named] if named else [shutil.which(name) for name in NAMES]
    return next((Path(path) for path in candidates if path and Path(path).is_file()), None)


def to_pdf(document: Path, folder: Path, *, fonts: bool = True) -> Path:
    """Return the PDF that LibreOffice makes of a document, in `folder`, with no window.

    Parameters
    ----------
    fonts
        Whether it finds our fonts; without them, it shows what a visitor who lacks them sees.

    Raises
    ------
    FileNotFoundError
        If LibreOffice is not there.
    RuntimeError
        If it made nothing; the message is its own.
    """
    program = find()
    if program is None:
        raise FileNotFoundError(ADVICE)
    with tempfile.TemporaryDirectory(prefix="soffice-") as own:
        environment = os.environ | {"HOME": own}
        if fonts:
            settings = Path(own, "fonts.conf")
            settings.write_text(_FONTCONFIG.format(fonts=_FONTS, cache=Path(own, "cache")))
            environment["FONTCONFIG_FILE"] = str(settings)
        # A profile of its own: one that is open elsewhere would make it give up at once.
        profile = f"-env:UserInstallation={Path(own, 'profile').as_uri()}"
        options = ("--headless", "--norestore", "--convert-to", "pdf", "--outdir")
        said = subprocess.run(
            [program, profile, *options, folder, document],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_TIMEOUT_S,
        )
    made = folder / f"{document.stem}.pdf"
    if not made.is_file():
        raise RuntimeError(f"{document}: LibreOffice made no PDF: {said.stderr or said.stdout}")
    return made


def main() -> None:
    """Install LibreOffice when none is found; tell which one will be used."""
    if find() is None:
        print("Installation de LibreOffice pour les tests des diapositives…", flush=True)
        apt.install("libreoffice-impress")
    found = find()
    print(
        f"LibreOffice : {found}" if found else f"{ADVICE}\nLes tests qui s’en servent sont sautés."
    )


if __name__ == "__main__":
    main()
