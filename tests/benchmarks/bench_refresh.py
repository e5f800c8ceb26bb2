"""Refreshing a tracker with a year of history, against openpyxl loading and saving the same file.

openpyxl is what a script would use. It scores nothing here, and loses what it does not know.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks import firm
from tests.benchmarks.report import Row
from tests.benchmarks.timing import Usage, python_command, usage

ACCOUNTS = 10_000
TOUCHES_EACH = 10
WEEKS = 52
SHARE_OF_TIME = 1 / 8
SHARE_OF_MEMORY = 1 / 2

_OPENPYXL = """
import sys
from openpyxl import load_workbook
load_workbook(sys.argv[1]).save(sys.argv[2])
"""
_COMMAND_LINE = "from addin.cli import main; main()"


FULL = "BENCHMARKS_FULL"
"""Environment variable: set to 1, it adds the firm that openpyxl needs four minutes for."""


def run() -> list[Row]:
    """A firm with two accounts in five in scope: the harder case, for less of the work is cells.

    With BENCHMARKS_FULL=1 also one with all of them in scope.
    """
    rows = _compared("40% in scope", firm.REAL_TIERS)
    if os.environ.get(FULL) == "1":
        rows += _compared("all in scope", firm.ALL_IN_SCOPE)
    return rows


def refresh_command(tracker: Path, out: Path) -> list[str]:
    """The refresh as a scheduled job starts it."""
    options = ("--out", str(out), "--as-of", firm.AS_OF.isoformat())
    return python_command(_COMMAND_LINE, "refresh", str(tracker), *options)


def _compared(scope: str, tiers: tuple[float, ...]) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        tracker, out = Path(folder, "tracker.xlsx"), Path(folder, "out.xlsx")
        firm.build_tracker(tracker, ACCOUNTS, touches_each=TOUCHES_EACH, weeks=WEEKS, tiers=tiers)
        ours, theirs = _taken(refresh_command(tracker, out), _openpyxl_command(tracker, out))
    what = f"refresh of {ACCOUNTS:,} accounts, {scope}, {WEEKS} weeks"
    return [
        Row(
            what=what,
            ours=ours.seconds,
            baseline=theirs.seconds,
            baseline_name="openpyxl load and save",
            bound=SHARE_OF_TIME,
        ),
        Row(
            what=f"{what}: peak memory",
            ours=ours.peak_megabytes,
            baseline=theirs.peak_megabytes,
            baseline_name="openpyxl load and save",
            unit="MB",
            bound=SHARE_OF_MEMORY,
        ),
    ]


def _taken(ours: list[str], theirs: list[str]) -> tuple[Usage, Usage]:
    """Ours, theirs, ours: openpyxl takes minutes, which even out what else the machine does."""
    before, once, after = usage(ours), usage(theirs), usage(ours)
    middle = Usage(
        seconds=median((before.seconds, after.seconds)),
        peak_megabytes=max(before.peak_megabytes, after.peak_megabytes),
    )
    return middle, once


def _openpyxl_command(tracker: Path, out: Path) -> list[str]:
    return python_command(_OPENPYXL, str(tracker), str(out))
