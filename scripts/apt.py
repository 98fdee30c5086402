"""Install Debian packages that tests drive, where this user may."""

from __future__ import annotations

import os
import shutil
import subprocess


def install(*packages: str) -> None:
    """Install packages when run by root on Debian; else, or on a failure, leave things as is."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wanted = [*apt, "install", "-y", "--no-install-recommends", *packages]
    for command in ([*apt, "update"], wanted):
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
