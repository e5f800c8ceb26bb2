"""Weekly snapshots: reading the sheet History, and taking this week's.

A snapshot holds one row an account; a later refresh in the same ISO week replaces it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scoring.cells.dates import date_order, read_dates
from scoring.cells.distinct import by_distinct
from scoring.cells.ids import account_ids, read_id, read_tier
from scoring.cells.numbers import read_numbers
from scoring.cells.texts import LABEL_BLANKS, as_text, blank, yes_or_no
from scoring.cleaning import IssueList
from scoring.coverage.gates import GATE_HEADERS
from scoring.coverage.marks import marks_of, read_failed_since, read_marks, unmeasured_marks
from scoring.coverage.measured import unknown
from scoring.coverage.tables import HISTORY
from scoring.parameters import FULL
from scoring.tables.matching import named_cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring.tables import Column

_DTYPES = {
    "label": "str",
    "name": "str",
    "id": "str",
    "date": "datetime64[s]",
    "tier": "Int8",
    "money": "float64",
    "score": "Int32",
    "flag": "int8",
}


def iso_weeks(days: pd.Series) -> pd.Series:
    """The ISO week of each date as text.

    >>> iso_weeks(pd.Series([pd.Timestamp("2027-01-03")])).tolist()
    ['2026-W53']
    """
    codes, distinct = pd.factorize(days)
    weeks = pd.array([*(iso_week(day) for day in distinct), None], dtype="str")
    return pd.Series(weeks.take(codes), index=days.index)


def iso_week(day: pd.Timestamp | dt.date) -> str:
    """The ISO week of one day as text."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def mondays(days: pd.Series) -> pd.Series:
    """The Monday of each date's ISO week."""
    return days - pd.to_timedelta(days.dt.day_of_week, unit="D")


def typed_history(raw: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The History table as typed columns, and what could not be read in it.

    Args:
        raw: cells as they stand; the index holds the rows of the sheet. Columns may be missing.

    Returns:
        The headers of History with scores in basis points (Int32), Tier as Int8, dates as
        datetime64[s], on the index of `raw`; rows without an id or a date, and all but the last of
        an account and week, are left out. Week follows Snapshot date; where that can't be read, the
        Monday of Week stands in.
        The issues: a frame with the headers of Issues.
    """
    cells = named_cells(raw, HISTORY)
    issues = IssueList("History", account_ids(cells["Account ID"]))
    typed = {
        column.header: _typed(cells[column.header], column, issues) for column in HISTORY.columns
    }
    days = typed["Snapshot date"]
    fallback, _ = by_distinct(cells.loc[days.isna(), "Week"], _monday_of)
    days.loc[days.isna()] = fallback.astype("datetime64[s]")
    history = pd.DataFrame(typed | {"Week": iso_weeks(days)})
    usable = history["Account ID"].notna() & days.notna()
    said = ~usable
    said[~usable] = (raw.loc[~usable].notna() & (raw.loc[~usable] != "")).any(axis=1)
    column = np.where(history["Account ID"].isna(), "Account ID", "Snapshot date")
    for header in ("Account ID", "Snapshot date"):
        problem = f"The snapshot has no {header} that can be read and is left out."
        fix = "Put the row back from a copy, or delete it."
        mask = said & (column == header)
        issues.add(mask, header, cells[header], "SNAPSHOT_UNREADABLE", problem, fix)
    order = days[usable].sort_values(kind="stable").index
    later = history.loc[order, ["Account ID", "Week"]].duplicated(keep="last")
    repeated = later.reindex(raw.index, fill_value=False)
    problem = "The account has several snapshots in this week; the last one counts."
    issues.add(repeated, "Week", history["Week"], "SNAPSHOT_REPEATED", problem, "Delete this row.")
    return history.loc[usable & ~repeated].copy(), issues.frame()


def _typed(cells: pd.Series, column: Column, issues: IssueList) -> pd.Series:
    """One column of History, each distinct cell read once; what can't be read counts as empty."""
    codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    values, problems = _typed_values(pd.Series(distinct), column)
    problem = f'{column.header} "{{value}}" can\'t be read and counts as empty.'
    fix = "Put the cell back from a copy, or leave it."
    # What leaves a row without a day is told of the row.
    unread = (problems != "").to_numpy()[codes] & (column.header != "Snapshot date")
    issues.add(unread, column.header, cells, "SNAPSHOT_CELL", problem, fix)
    return values.astype(_DTYPES[column.kind]).take(codes).set_axis(cells.index)


def _typed_values(cells: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    if column.kind == "date":
        order = date_order(cells)
        return read_dates(cells, order, (dt.MINYEAR, dt.MAXYEAR))
    if column.kind == "money":
        return read_numbers(cells)
    if column.kind == "score":
        return _points(*read_numbers(cells))
    read = _READERS.get(column.header) or _READERS.get(column.kind, _read_text)
    found, codes = by_distinct(cells, read)
    values = pd.Series(found, cells.index, dtype=object)
    return values.fillna(0) if column.kind == "flag" else values, pd.Series(codes, cells.index)


def _points(shares: pd.Series, problems: pd.Series) -> tuple[pd.Series, pd.Series]:
    outside = (shares < 0) | (shares > 1)
    points = (shares.where(~outside) * FULL).round().astype("Float64")
    return points, problems.astype(object).mask(outside, "SCORE_OUTSIDE")


def _read_flag(value: Any) -> tuple[int, str]:
    return int(yes_or_no(value) is True), ""


def _read_text(value: Any) -> tuple[str | None, str]:
    if blank(value, LABEL_BLANKS):
        return None, ""
    return as_text(value), ""


_READERS: dict[str, Callable[[Any], tuple[Any, str]]] = {
    "id": read_id,
    "tier": read_tier,
    "flag": _read_flag,
    "Gates": read_marks,
    "Failed since": read_failed_since,
}


def _monday_of(week: Any) -> tuple[dt.date | None, str]:
    try:
        return dt.datetime.strptime(f"{week}-1", "%G-W%V-%u").date(), ""
    except ValueError:
        return None, ""


def snapshot(scored: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """This week's rows of History: every account in scope that has an id.

    Args:
        scored: as `scoring.coverage.score_accounts` returns it; waived accounts and data issues
            are kept, accounts out of scope and new ones are not.
        as_of: day of the score.

    Returns:
        The headers of History, scores in basis points.

    Source: S0-21, C12, C15.
    """
    kept = scored.loc[scored["Account ID"].notna() & (scored["Status"] != "Out of scope")]
    rows = kept.assign(**{"Snapshot date": pd.Timestamp(as_of), "Week": iso_week(as_of)})
    held = ~kept["Measured"].astype(bool)
    marks = pd.Series(marks_of(kept[GATE_HEADERS].to_numpy()), index=kept.index, dtype="str")
    gates = [fill.gate for fill in unknown(scored)]
    rows["Gates"] = marks.mask(held, unmeasured_marks(marks, gates))
    # What nobody knew starts no week on the red list.
    rows["Red"] = kept["Red"].mask(held, 0)
    kinds = {column.header: _DTYPES[column.kind] for column in HISTORY.columns}
    return rows[HISTORY.headers].astype(kinds).reset_index(drop=True)


def with_snapshot(history: pd.DataFrame, taken: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """History with a snapshot in place of the rows of its ISO week, in order of date.

    Args:
        history: typed History.
        taken: as `snapshot` returns it.

    Returns:
        The new history, and how many of its leading rows are those of `history`, unchanged and in
        place. Where `typed_history` left rows out, the sheet has others there.
    """
    days = history["Snapshot date"].to_numpy()
    kept = np.argsort(days, kind="stable")
    kept = kept[~history["Week"].isin(taken["Week"].unique()).to_numpy()[kept]]
    later = days[kept] > taken["Snapshot date"].max()
    older, newer = history.iloc[kept[~later]], history.iloc[kept[later]]
    moved = np.flatnonzero(kept[~later] != np.arange(len(older)))
    unchanged = int(moved[0]) if len(moved) else len(older)
    return pd.concat([older, taken, newer], ignore_index=True), unchanged
