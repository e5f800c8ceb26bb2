"""Refreshing a tracker, against openpyxl loading and saving the same file.

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
YEAR, SECOND_WEEK = 52, 2
SHARE_OF_TIME = 1 / 8
SHARE_OF_MEMORY = 1 / 2

_OPENPYXL = """
import sys
from openpyxl import load_workbook
load_workbook(sys.argv[1]).save(sys.argv[2])
"""
_COMMAND_LINE = "from addin.cli import main; main()"
_PLAIN_COMMAND_LINE = f"import sys; sys.modules['pyarrow'] = None; {_COMMAND_LINE}"
"""As in an install without the extra `fast`, where pandas keeps texts as Python's."""


FULL = "BENCHMARKS_FULL"
"""Environment variable: set to 1, it adds the firm that openpyxl needs four minutes for."""


def run() -> list[Row]:
    """A firm with two accounts in five in scope: the harder case, for less of the work is cells.

    After a year, and in its second week, when there is little history that stays as it is. With
    BENCHMARKS_FULL=1 also one with all of them in scope.
    """
    rows = _compared("40% in scope", firm.REAL_TIERS, SECOND_WEEK)
    rows += _compared("40% in scope", firm.REAL_TIERS, YEAR)
    if os.environ.get(FULL) == "1":
        rows += _compared("all in scope", firm.ALL_IN_SCOPE, YEAR)
    return rows


def refresh_command(tracker: Path, out: Path, *, plain: bool = False) -> list[str]:
    """The refresh as a scheduled job starts it."""
    options = ("--out", str(out), "--as-of", firm.AS_OF.isoformat())
    code = _PLAIN_COMMAND_LINE if plain else _COMMAND_LINE
    return python_command(code, "refresh", str(tracker), *options)


def _compared(scope: str, tiers: tuple[float, ...], weeks: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        tracker, out = Path(folder, "tracker.xlsx"), Path(folder, "out.xlsx")
        firm.build_tracker(tracker, ACCOUNTS, touches_each=TOUCHES_EACH, weeks=weeks, tiers=tiers)
        ours, plain, theirs = _taken(
            refresh_command(tracker, out),
            refresh_command(tracker, out, plain=True),
            _openpyxl_command(tracker, out),
        )
    what = f"refresh of {ACCOUNTS:,} accounts, {scope}, {weeks} weeks"
    named = {what: ours, f"{what}, without pyarrow": plain}
    times = [
        Row(
            what=name,
            ours=taken.seconds,
            baseline=theirs.seconds,
            baseline_name="openpyxl load and save",
            bound=SHARE_OF_TIME,
        )
        for name, taken in named.items()
    ]
    peak = Row(
        what=f"{what}: peak memory",
        ours=ours.peak_megabytes,
        baseline=theirs.peak_megabytes,
        baseline_name="openpyxl load and save",
        unit="MB",
        bound=SHARE_OF_MEMORY,
    )
    return [*times, peak]


def _taken(ours: list[str], plain: list[str], theirs: list[str]) -> tuple[Usage, Usage, Usage]:
    """Ours before and after theirs: openpyxl takes minutes, which even out what else goes on."""
    before, plain_before = usage(ours), usage(plain)
    once = usage(theirs)
    after, plain_after = usage(ours), usage(plain)
    return _middle(before, after), _middle(plain_before, plain_after), once


def _middle(before: Usage, after: Usage) -> Usage:
    return Usage(
        seconds=median((before.seconds, after.seconds)),
        peak_megabytes=max(before.peak_megabytes, after.peak_megabytes),
    )


def _openpyxl_command(tracker: Path, out: Path) -> list[str]:
    return python_command(_OPENPYXL, str(tracker), str(out))
