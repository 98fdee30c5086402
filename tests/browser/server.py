"""Start a Streamlit application on a free port of this machine, and stop it."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 10
POLL_S = 0.05

#: Options a test server adds to .streamlit/config.toml. No file watcher: nothing changes under
#: a running test.
OPTIONS = (
    "--server.address=127.0.0.1",
    "--server.headless=true",
    "--server.enableStaticServing=true",
    "--server.fileWatcherType=none",
    "--browser.gatherUsageStats=false",
)


class ServerError(RuntimeError):
    """The application did not start; the message holds the end of its log."""


@dataclass(frozen=True)
class AppServer:
    """A running application."""

    port: int
    pid: int
    log: Path
    prefix: str = ""

    @property
    def url(self) -> str:
        """Return its address, without a final slash."""
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def log_tail(self, lines: int = 60) -> str:
        """Return the last lines the server wrote."""
        written = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(written[-lines:])


@contextlib.contextmanager
def serve(
    script: Path,
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    launcher: Sequence[str] = (sys.executable, "-m", "streamlit"),
    folder: Path = ROOT,
    prefix: str = "",
) -> Iterator[AppServer]:
    """Serve a Streamlit script until the block ends.

    Parameters
    ----------
    script
        The application's entry.
    log
        File that receives what the server writes.
    environment
        Variables added to this process's own, such as ``COOP_TABLES``.
    launcher
        Command that stands for ``python -m streamlit``, with this interpreter unless given.
    folder
        Working directory, whose ``.streamlit/config.toml`` holds.
    prefix
        Path under which the application stands, such as ``/coop``.

    Raises
    ------
    ServerError
        When the server does not answer in time, or ends before it does.
    """
    port = free_port()
    options = (f"--server.port={port}", f"--server.baseUrlPath={prefix}", *OPTIONS)
    command = [*launcher, "run", str(script), *options]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = AppServer(port=port, pid=process.pid, log=log, prefix=prefix)
    try:
        _wait_until_healthy(server, process)
        yield server
    finally:
        _stop(process)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(server: AppServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    pause = threading.Event()
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError(f"it ended with code {process.returncode}:\n{server.log_tail()}")
        if _is_healthy(server):
            return
        pause.wait(POLL_S)
    raise ServerError(f"no answer after {START_TIMEOUT_S} s:\n{server.log_tail()}")


def _is_healthy(server: AppServer) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=2)
    try:
        connection.request("GET", f"{server.prefix}/_stcore/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server's whole process group, kindly then firmly."""
    for kill in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, kill)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT_S)
            return
