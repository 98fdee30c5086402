"""What a server's process has cost so far, read in ``/proc``; None where the system has none."""

from __future__ import annotations

import os
import re
from pathlib import Path


def cpu_ms(pid: int) -> float | None:
    """Return the processor time of a process, user and system, all its threads, in ms."""
    path = Path(f"/proc/{pid}/stat")
    if not path.exists():
        return None
    # The name, in parentheses, may hold spaces: fields are counted after it.
    fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return 1000 * ticks / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float | None:
    """Return the resident memory of a process, in MB."""
    path = Path(f"/proc/{pid}/status")
    if not path.exists():
        return None
    match = re.search(r"VmRSS:\s+(\d+) kB", path.read_text(encoding="utf-8"))
    return int(match[1]) / 1024 if match else None
