"""Fair measurements: contenders take turns, and the median of their runs counts.

Taking turns (A B A B) spreads whatever else the machine does over all contenders.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_METER = Path(__file__).with_name("meter.py")
_BYTES_PER_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """What one command took."""

    seconds: float
    peak_megabytes: float


def median_seconds(
    contenders: Mapping[str, Callable[[], object]], *, rounds: int = 7
) -> dict[str, float]:
    """Median seconds of each function, in this process, after one run to warm up.

    Use it for pure functions. What leaves state behind (files, caches, memory) belongs in
    `median_usage`.
    """
    for function in contenders.values():
        function()
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, function in contenders.items():
            gc.collect()
            start = perf_counter()
            function()
            seconds[name].append(perf_counter() - start)
    return {name: median(runs) for name, runs in seconds.items()}


def median_usage(
    contenders: Mapping[str, Sequence[str]], *, rounds: int = 5, folder: Path | None = None
) -> dict[str, Usage]:
    """Median seconds and median peak memory of each command, after one run to warm up.

    Seconds run from start to end of the process, so Python's own start counts.

    Raises:
        RuntimeError: a command ended with an error.
    """
    for command in contenders.values():
        usage(command, folder=folder)
    runs: dict[str, list[Usage]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, command in contenders.items():
            runs[name].append(usage(command, folder=folder))
    return {
        name: Usage(
            seconds=median(run.seconds for run in taken),
            peak_megabytes=median(run.peak_megabytes for run in taken),
        )
        for name, taken in runs.items()
    }


def usage(command: Sequence[str], *, folder: Path | None = None) -> Usage:
    """Seconds and peak resident memory of one command, run once in `folder`.

    A small process in between starts the command: the peak that the system reports for a child
    is never below that of the process it came from, and this one may be large.

    Raises:
        RuntimeError: the command ended with an error.
    """
    metered = subprocess.run(
        [sys.executable, "-I", "-S", str(_METER), *command],
        capture_output=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )
    if metered.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {metered.stderr.strip()}")
    taken = json.loads(metered.stdout)
    return Usage(seconds=taken["seconds"], peak_megabytes=taken["peak_bytes"] / _BYTES_PER_MEGABYTE)


def python_command(code: str, *arguments: str) -> list[str]:
    """The command that runs `code` in a fresh Python like this one; it finds `sys.argv[1:]`."""
    return [sys.executable, "-c", code, *arguments]
