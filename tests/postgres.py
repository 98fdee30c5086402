"""A private PostgreSQL for tests: its own cluster in a temporary folder, on a free local port.

Made from the binaries of the system's package (Debian: `postgresql`), which refuse to run as
root: the server then runs as `postgres`. Nothing of the system's own clusters is touched.
"""

from __future__ import annotations

import os
import pwd
import secrets
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from scripts import postgresql

USER = "essai"

#: Nothing is kept after the tests: what a power cut would lose does not matter.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "16MB",
    "unix_socket_directories": "''",
}


_CLUSTER: pytest.StashKey[Cluster] = pytest.StashKey()


class Cluster:
    """A server that `start`, `stop` and `kill` really start, stop and kill.

    Attributes
    ----------
    port
        Port on 127.0.0.1, the same after a restart.
    """

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries = binaries
        self.folder = folder
        self.data = folder / "data"
        self.port = _free_port()
        self.password = secrets.token_hex(8)
        self._numbers = count(1)
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_server_user())
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            self._as_user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        secret = folder / "secret"
        secret.write_text(self.password)
        secret.chmod(0o644)  # inside a folder that is closed to others
        self._run(
            "initdb",
            *("-D", str(self.data), "-U", USER, "--auth=scram-sha-256", f"--pwfile={secret}"),
            *("--encoding=UTF8", "--locale=C", "--no-sync"),
        )

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = SETTINGS | {"port": str(self.port), "listen_addresses": "127.0.0.1"}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._control("start", "-o", options, "-l", str(self.folder / "log"))

    def stop(self) -> None:
        """Cut every connection and stop the server."""
        self._control("stop", "-m", "immediate")

    @property
    def running(self) -> bool:
        """Whether the server runs."""
        answer = self._run("pg_ctl", "status", "-D", str(self.data), check=False)
        return answer.returncode == 0

    def url(self, database: str) -> str:
        """Return the address of a database, as `DATABASE_URL`."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        name = f"essai_{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def new_schema(self) -> str:
        """Make an empty schema in a database, and return an address where it comes first.

        Made and forgotten several times faster than a database.
        """
        name = f"essai_{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{self.url('postgres')}?options=-csearch_path%3D{name}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Connect as the superuser, each statement by itself."""
        return psycopg.connect(self.url(database), autocommit=True, connect_timeout=5)

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", *arguments, "-D", str(self.data), "-w", "-t", "60", "-s")

    def _run(
        self, program: str, *arguments: str, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        # A server inherits what it is given: a pipe would stay open as long as it runs.
        with tempfile.TemporaryFile("w+") as said:
            answer = subprocess.run(
                [str(self.binaries / program), *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                check=False,
                **self._as_user,
            )
            if check and answer.returncode:
                said.seek(0)
                raise RuntimeError(f"{program} failed: {said.read()}")
        return answer


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Cluster:
    """Return a running server, one for all the modules that import this fixture.

    A test that stops it starts it again.
    """
    if postgresql.find() is None:
        pytest.skip("no PostgreSQL: run `make postgresql`")
    stash = request.config.stash
    if _CLUSTER not in stash:
        stack = ExitStack()
        stash[_CLUSTER] = stack.enter_context(running_cluster())
        request.config.add_cleanup(stack.close)
    return stash[_CLUSTER]


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a new cluster; stop and remove it at the end.

    Raises
    ------
    LookupError
        If PostgreSQL is not installed.
    """
    binaries = postgresql.find()
    if binaries is None:
        raise LookupError(postgresql.ADVICE)
    with tempfile.TemporaryDirectory(prefix="coop-pg-") as name:
        cluster = Cluster(binaries, Path(name))
        cluster.start()
        try:
            yield cluster
        finally:
            if cluster.running:
                cluster.stop()


def _server_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise LookupError("PostgreSQL refuses to run as root, and there is no other user to run it")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
