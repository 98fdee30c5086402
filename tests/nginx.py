"""A real nginx for tests: the template of `deploy/`, in a temporary folder, on a free port."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from scripts import nginx

TEMPLATE = Path(__file__).resolve().parents[1] / "deploy" / "nginx.conf.template"
START_TIMEOUT_S = 10

#: What the distribution's own file says around the template; the log tells who answered.
_CONFIGURATION = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/error.log notice;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    default_type application/octet-stream;
    log_format essai
        '$status|$upstream_addr|$request_method $request_uri|$cookie_coop_affinite';
    access_log {folder}/access.log essai;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/cooperations.conf;
}}
"""


@dataclass(frozen=True)
class Nginx:
    """A running nginx.

    Attributes
    ----------
    port
        Port on 127.0.0.1.
    folder
        Its configuration and logs.
    """

    port: int
    folder: Path

    @property
    def url(self) -> str:
        """Return its address, without a final slash."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        """Send one request, `_` in a header's name standing for `-`; return answer and body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=named)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def answered(self, pattern: str) -> list[list[int]]:
        """Return, for each request logged that matches, the ports of the servers that got it."""
        lines = (self.folder / "access.log").read_text(encoding="utf-8").splitlines()
        return [
            [int(port) for port in re.findall(r"127\.0\.0\.1:(\d+)", line.split("|")[1])]
            for line in lines
            if re.search(pattern, line.split("|", 2)[2])
        ]

    def logged(self, pattern: str, count: int) -> list[list[int]]:
        """Wait until as many requests are logged, which they are once answered; return them."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while len(found := self.answered(pattern)) < count:
            assert time.monotonic() < deadline, f"{pattern}: {len(found)} of {count} requests"
            time.sleep(0.01)
        return found

    def port_of(self, visitor: str) -> int:
        """Return the port of the server that a visitor of this number is given to."""
        mark = f"/_stcore/health?{visitor}"
        before = len(self.answered(re.escape(mark)))
        self.ask(mark, Cookie=f"coop_affinite={visitor}")
        return self.logged(re.escape(mark), before + 1)[-1][-1]

    def visitors(self, ports: Sequence[int]) -> dict[int, str]:
        """Return a visitor's number for each of these ports."""
        found: dict[int, str] = {}
        for number in range(64):
            found.setdefault(self.port_of(f"essai{number}"), f"essai{number}")
            if len(found) == len(ports):
                return found
        raise AssertionError(f"64 visitors, and only the ports {sorted(found)} answered")


@contextmanager
def serve_nginx(folder: Path, ports: Sequence[int], integration: str) -> Iterator[Nginx]:
    """Put nginx before servers of 127.0.0.1 until the block ends; skip without nginx.

    Parameters
    ----------
    integration
        Sites that may show the map in a frame.
    """
    program = nginx.find()
    if program is None:
        pytest.skip("no nginx: run `make nginx`")
    port = _free_port()
    values = {
        "COOP_ECOUTE": f"127.0.0.1:{port}",
        "COOP_SERVEURS": " ".join(f"server 127.0.0.1:{number};" for number in ports),
        "COOP_INTEGRATION": integration,
    }
    template = TEMPLATE.read_text(encoding="utf-8")
    written = re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], template)
    (folder / "cooperations.conf").write_text(written, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(_CONFIGURATION.format(folder=folder, user=user), encoding="utf-8")
    log = folder / "error.log"
    command = [str(program), "-p", str(folder), "-e", str(log), "-c", str(main)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait(process, port, log)
        yield Nginx(port, folder)
    finally:
        process.terminate()
        process.wait(START_TIMEOUT_S)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"nginx did not start:\n{log.read_text(encoding='utf-8')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
