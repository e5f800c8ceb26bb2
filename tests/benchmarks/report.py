"""The rows of the benchmark table, and the table itself."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HEAD = "| what | ours | baseline | ratio | bound |\n| --- | ---: | ---: | ---: | ---: |"

_HOW_TO_READ = """\
Run them all with `python -m tests.benchmarks` (about fifteen minutes, Linux or macOS, with the extra
`test`), or some by name: `python -m tests.benchmarks scoring start`. The exit code is 1 when a ratio
is over its bound. `BENCHMARKS_FULL=1` adds the firm with every account in scope, which takes openpyxl
four minutes and more than 4 GB.

The ratio is ours over the baseline's; below 1 is better than the baseline. Seconds depend on the
machine and on what else it does, so contenders take turns and only ratios have bounds. A bound of
0.12 in the table is one eighth.

* **Growth**: the whole refresh, in a process of its own, of ever larger trackers with two weeks of
  history. A ratio of 1 is linear; below 1, the fixed cost of starting spreads over more accounts.
* **Refresh**: `sponsor-coverage refresh` on a year of weekly snapshots and 100,000 touches, against
  openpyxl, which only loads and saves the same file. The tracker is in the form that Excel saves, with
  shared strings, which openpyxl reads faster than ours.
* **Scoring**: both sides start from the same evidence, and the benchmark fails unless they agree.
  The row-by-row code is that of `tests/reference`; DuckDB gets one thread, for ours has one.
* **Start**: a whole process, the start of Python included.
* **Functions**: in one process, as Excel's cells call them, against the same rules called from Python.
  Cleaning the cells counts as part of the scoring on both sides.
* **Import**: an export read into typed cells, against the bare reading of the same file by pandas with
  pyarrow, or by calamine. The memory is that of a process which reads a million touches.
* **Opening**: LibreOffice opens a tracker, and a workbook with the same values and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One comparison: our number, the baseline's, and the greatest ratio that is allowed."""

    what: str
    ours: float
    baseline: float
    baseline_name: str
    unit: str = "s"
    bound: float | None = None

    @property
    def ratio(self) -> float:
        """Ours over the baseline's; below 1 is better than the baseline."""
        return self.ours / self.baseline

    @property
    def within_bound(self) -> bool:
        """Whether the ratio is allowed; always so without a bound."""
        return self.bound is None or self.ratio <= self.bound


def markdown_table(rows: Iterable[Row]) -> str:
    """The rows as a markdown table; a broken bound stands out in bold."""
    return "\n".join([_HEAD, *(_line(row) for row in rows)])


def markdown_page(rows_by_benchmark: Mapping[str, list[Row]]) -> str:
    """A page with one table a benchmark, and what it was measured on."""
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )
    parts = ["# Benchmarks", _HOW_TO_READ, f"Measured on {machine}."]
    for name, rows in rows_by_benchmark.items():
        parts += [f"## {name.replace('_', ' ').capitalize()}", markdown_table(rows)]
    return "\n\n".join(parts) + "\n"


def _line(row: Row) -> str:
    ratio = f"{row.ratio:.3g}"
    cells = [
        row.what.replace("|", "\\|"),
        _amount(row.ours, row.unit),
        f"{_amount(row.baseline, row.unit)} ({row.baseline_name})".replace("|", "\\|"),
        ratio if row.within_bound else f"**{ratio}**",
        "" if row.bound is None else f"{row.bound:.3g}",
    ]
    return f"| {' | '.join(cells)} |"


def _amount(number: float, unit: str) -> str:
    return f"{number:,.3g} {unit}" if number < 100 else f"{number:,.0f} {unit}"
