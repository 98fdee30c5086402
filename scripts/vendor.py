"""Refresh ``static/vendor`` from the npm packages pinned in ``vendor.toml``.

Run by ``make vendor``; standard library and the npm client only. The application
never runs this: what it serves is committed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
MANIFEST = VENDOR / "vendor.toml"
CHECKSUMS = VENDOR / "SHA256SUMS"
FONTS_CSS = VENDOR / "fonts.css"

_FONT_FILE = re.compile(r"-(?P<subset>latin-ext|latin)-wght-(?P<style>normal|italic)\.woff2$")


@dataclass(frozen=True)
class Package:
    """One pinned npm package and the files the application uses of it."""

    name: str
    version: str
    integrity: str
    licence: str
    url: str
    folder: str
    files: tuple[str, ...]
    strip: str
    font_family: str = ""
    font_weight: str = ""

    def target(self, member: str) -> Path:
        """Return where a file of the package is written."""
        return VENDOR / self.folder / member.removeprefix(self.strip)


def read_manifest(path: Path = MANIFEST) -> list[Package]:
    """Return the pinned packages in the manifest's order."""
    with path.open("rb") as stream:
        rows = tomllib.load(stream)["package"]
    return [Package(**{**row, "files": tuple(row["files"])}) for row in rows]


def pack(package: Package, folder: Path) -> Path:
    """Fetch a package's tarball with the npm client and check its digest.

    Raises
    ------
    SystemExit
        When the tarball's SHA-512 is not the pinned one.
    """
    spec = f"{package.name}@{package.version}"
    answer = subprocess.run(
        ["npm", "pack", spec, "--json", "--pack-destination", str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    reported = json.loads(answer.stdout)
    entries = reported if isinstance(reported, list) else list(reported.values())
    tarball = folder / Path(entries[0]["filename"]).name
    digest = hashlib.sha512(tarball.read_bytes()).digest()
    found = "sha512-" + base64.b64encode(digest).decode()
    if found != package.integrity:
        sys.exit(f"{spec}: expected {package.integrity}, found {found}; nothing was written")
    return tarball


def extract(package: Package, tarball: Path) -> str:
    """Write the package's listed files, VERSION and LICENSE; return its unicode ranges (JSON)."""
    shutil.rmtree(VENDOR / package.folder, ignore_errors=True)
    with tarfile.open(tarball) as archive:

        def content(member: str) -> bytes:
            stream = archive.extractfile(f"package/{member}")
            if stream is None:
                sys.exit(f"{package.name}: `{member}` is not a file of the package")
            return stream.read()

        for member in package.files:
            target = package.target(member)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content(member))
        folder = VENDOR / package.folder
        (folder / "LICENSE").write_bytes(content("LICENSE"))
        (folder / "VERSION").write_text(
            f"{package.name} {package.version}\n{package.licence}\n{package.url}\n",
            encoding="utf-8",
        )
        return content("unicode.json").decode() if package.font_family else "{}"


def font_faces(package: Package, unicode_ranges: str) -> list[str]:
    """Return the package's ``@font-face`` rules, URLs relative to ``static/vendor``."""
    ranges = json.loads(unicode_ranges)
    rules = []
    for member in package.files:
        match = _FONT_FILE.search(member)
        if match is None:
            sys.exit(f"{package.name}: `{member}` is not named like a variable font")
        relative = package.target(member).relative_to(VENDOR).as_posix()
        rules.append(
            "@font-face {\n"
            f'  font-family: "{package.font_family}";\n'
            f"  font-style: {match['style']};\n"
            f"  font-weight: {package.font_weight};\n"
            "  font-display: swap;\n"
            f'  src: url("{relative}") format("woff2");\n'
            f"  unicode-range: {ranges[match['subset']]};\n"
            "}\n"
        )
    return rules


def checksums() -> str:
    """Return one ``sha256  path`` line per vendored file, sorted by path."""
    files = sorted(
        path for path in VENDOR.rglob("*") if path.is_file() and path not in (MANIFEST, CHECKSUMS)
    )
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(VENDOR).as_posix()}\n"
        for path in files
    )


def refresh() -> None:
    """Write every vendored file anew."""
    rules: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        for package in read_manifest():
            ranges = extract(package, pack(package, Path(temporary)))
            if package.font_family:
                rules += font_faces(package, ranges)
            print(f"{package.name} {package.version}: {len(package.files)} files")
    header = "/* Written by scripts/vendor.py from vendor.toml: do not edit. */\n"
    FONTS_CSS.write_text(header + "".join(rules), encoding="utf-8")
    CHECKSUMS.write_text(checksums(), encoding="utf-8")


if __name__ == "__main__":
    if shutil.which("npm") is None:
        sys.exit("npm est nécessaire pour rafraîchir static/vendor (paquet Debian : npm).")
    refresh()
