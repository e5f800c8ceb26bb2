"""Whether Coverage shows what the tracker's inputs say: nothing stale may leave the tracker."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.tracker.workbook import WorkbookError
from scoring.cells.dates import read_date
from scoring.cells.ids import account_ids
from scoring.cells.texts import as_text, missing
from scoring.coverage.tables import COVERAGE
from scoring.tables.writing import to_cells
from scoring.wording import counted

if TYPE_CHECKING:
    from addin.tracker.workbook import Workbook

_COMPARED = (
    "Gate score",
    "Current score",
    "Status",
    "Red",
    "Open gate",
    "Next play",
    "Play due",
    "Covered until",
)
_DIGITS = 6


def as_of_of(book: Workbook, run_log: pd.DataFrame | None) -> dt.date:
    """The day of the scores that stand in Coverage.

    Raises:
        WorkbookError: the tracker was never refreshed.
    """
    said = book.read_values(["start_as_of"]).get("start_as_of")
    if missing(said) and run_log is not None and len(run_log) and "As of" in run_log:
        said = run_log["As of"].iloc[-1]
    day = None if missing(said) else read_date(said, "iso")[0]
    if day is None:
        raise WorkbookError(
            "The tracker was never refreshed, so there are no scores to export. Refresh it first."
        )
    return day


def check_fresh(coverage: pd.DataFrame, scored: pd.DataFrame) -> None:
    """Refuse a Coverage table that differs from what its inputs say.

    Args:
        coverage: cells of Coverage, in any order, perhaps without some of its columns.
        scored: Coverage as the inputs give it on the same day.

    Raises:
        WorkbookError: names how many accounts differ, and the first of them.
    """
    shown, meant = _by_id(coverage), _by_id(to_cells(scored, COVERAGE))
    strange = [*meant.index.difference(shown.index), *shown.index.difference(meant.index)]
    columns = [header for header in _COMPARED if header in shown.columns]
    both = meant.index.intersection(shown.index)
    differs = _comparable(shown.loc[both, columns]) != _comparable(meant.loc[both, columns])
    changed = differs.index[differs.any(axis=1)]
    count = len(strange) + len(changed)
    if not count:
        return
    first = str(strange[0] if strange else changed[0])
    where = "" if strange else f" ({differs.columns[differs.loc[first].to_numpy().argmax()]})"
    raise WorkbookError(
        f"Coverage does not show what Accounts, Touches and Settings say now: "
        f"{counted(count, 'account')} differ{'s' if count == 1 else ''}, such as {first}{where}. "
        "Refresh the tracker, then export."
    )


def _by_id(cells: pd.DataFrame) -> pd.DataFrame:
    if "Account ID" not in cells:
        raise WorkbookError(
            "Coverage has no column Account ID. Put it back, or undo, then refresh the tracker."
        )
    ids = account_ids(cells["Account ID"])
    named = cells.set_axis(pd.Index(ids, dtype=object, name="Account ID"), axis=0)
    named = named[named.index.notna()]
    return named[~named.index.duplicated()]


def _comparable(cells: pd.DataFrame) -> pd.DataFrame:
    return cells.astype(object).map(_plain).astype(object)


def _plain(value: Any) -> Any:
    """A cell for comparing: a number or a text."""
    if missing(value):
        return ""
    if isinstance(value, bool | int | float):
        return round(float(value), _DIGITS)
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    try:
        return round(float(value), _DIGITS)
    except (TypeError, ValueError):
        return as_text(value)
