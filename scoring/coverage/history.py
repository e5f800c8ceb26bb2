"""Weekly snapshots and what they tell: runs of failed gates and red weeks, changed people.

A snapshot holds one row an account; a later refresh in the same ISO week replaces it. Runs are told
by the account's own snapshots in order of date, so a week that was skipped does not break one.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scoring.cells.dates import date_order, read_dates
from scoring.cells.distinct import by_distinct
from scoring.cells.ids import read_id, read_tier
from scoring.cells.numbers import read_numbers
from scoring.cells.texts import LABEL_BLANKS, as_text, blank, yes_or_no
from scoring.cleaning import IssueList, folded_names
from scoring.coverage.tables import HISTORY
from scoring.parameters import FULL
from scoring.tables.matching import named_cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring.tables import Column

GATES = [f"Gate {number}" for number in range(1, 6)]
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
_GATE_TEXTS = np.array([f"{case:05b}"[::-1] for case in range(2 ** len(GATES))], dtype=object)


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
    ids, _ = by_distinct(cells["Account ID"], read_id)
    issues = IssueList("History", pd.Series(ids, index=raw.index, dtype=object))
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
    return points, problems.mask(outside, "SCORE_OUTSIDE")


def _read_flag(value: Any) -> tuple[int, str]:
    return int(yes_or_no(value) is True), ""


def _read_text(value: Any) -> tuple[str | None, str]:
    if blank(value, LABEL_BLANKS):
        return None, ""
    return as_text(value), ""


def _read_as_it_stands(value: Any) -> tuple[str | None, str]:
    return (None if blank(value, frozenset()) else as_text(value)) or None, ""


def _read_gates(value: Any) -> tuple[str | None, str]:
    # Excel turns 01101 into the number 1101 when someone types in the cell.
    text = "" if blank(value) else as_text(value).zfill(len(GATES))
    readable = len(text) == len(GATES) and set(text) <= {"0", "1"}
    return (text, "") if readable else (None, "" if not text else "GATES_UNREADABLE")


_READERS: dict[str, Callable[[Any], tuple[Any, str]]] = {
    "id": read_id,
    "tier": read_tier,
    "flag": _read_flag,
    "Gates": _read_gates,
    "Failed since": _read_as_it_stands,
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
    bits = kept[GATES].to_numpy(dtype="int64") @ (1 << np.arange(len(GATES)))
    rows = kept.assign(**{"Snapshot date": pd.Timestamp(as_of), "Week": iso_week(as_of)})
    rows["Gates"] = _GATE_TEXTS[bits]
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


def by_account(history: pd.DataFrame, columns: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Snapshots account by account in order of date, and which rows are an account's first."""
    codes, _ = pd.factorize(history["Account ID"])
    order = np.lexsort((history["Snapshot date"].to_numpy().astype("int64"), codes))
    first = np.append(True, codes[order][1:] != codes[order][:-1])[: len(order)]
    rows = history[["Account ID", "Snapshot date", *columns]].iloc[order]
    return rows.reset_index(drop=True), first


def held_before(values: np.ndarray, first: np.ndarray) -> np.ndarray:
    """What held in the account's snapshot before; False in its first."""
    return np.append(False, values[:-1])[: len(values)] & ~first


def run_start(holds: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Place of the row with which the run that holds at each row began."""
    begins = holds & ~held_before(holds, first)
    return np.maximum.accumulate(np.where(begins, np.arange(len(holds)), 0))


def gate_passes(gates: pd.Series) -> np.ndarray:
    """Digits of the gates, one column a gate: "1" passed, "0" failed, else unknown."""
    texts = gates.fillna("").to_numpy(dtype=object).astype(f"U{len(GATES)}")
    return texts.view("U1").reshape(len(texts), len(GATES))


def run_starts(history: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Since when each gate has failed and each account has been red, as far as snapshots tell.

    The snapshot of this week, which a refresh replaces, can start a run and can't end one.

    Args:
        history: typed History.
        as_of: day of the score; later snapshots are not looked at.

    Returns:
        Gate 1 to Gate 5 and Red (datetime64[s], NaT where it did not hold) by Account ID.

    Source: C12, S0-29.
    """
    today = pd.Timestamp(as_of)
    past = history.loc[history["Snapshot date"] <= today]
    rows, first = by_account(past, ["Gates", "Failed since", "Red", "Red since"])
    this_week = (rows["Snapshot date"] >= today - pd.Timedelta(days=as_of.weekday())).to_numpy()
    accounts = np.cumsum(first) - 1
    place = np.arange(len(rows))
    last = np.flatnonzero(np.append(first[1:], True)[: len(rows)])
    earlier = np.full(len(last), -1)
    np.maximum.at(earlier, accounts[~this_week], place[~this_week])
    failed = gate_passes(rows["Gates"]) == "0"
    runs = [run_start(failed[:, gate], first) for gate in range(len(GATES))]
    runs.append(run_start((rows["Red"] == 1).to_numpy(), first))
    holds = np.column_stack([failed, rows["Red"] == 1])
    since = _since(rows, last, holds, runs)
    known = earlier >= 0
    prior = np.full(since.shape, np.datetime64("NaT"), dtype=since.dtype)
    prior[known] = _since(rows, earlier[known], holds, runs)
    found = np.where(np.isnat(since), prior, since)
    ids = pd.Index(rows["Account ID"].iloc[last], name="Account ID")
    return pd.DataFrame(found, index=ids, columns=[*GATES, "Red"])


def _since(
    rows: pd.DataFrame, places: np.ndarray, holds: np.ndarray, runs: list[np.ndarray]
) -> np.ndarray:
    """Since when each thing has held at some rows: as noted there, else as its run began."""
    since = _noted(rows.iloc[places])
    unknown = holds[places] & np.isnat(since)
    days = rows["Snapshot date"].to_numpy()
    for column, run in enumerate(runs):
        missing = np.flatnonzero(unknown[:, column])
        starts = run[places[missing]]
        noted = _noted(rows.iloc[starts])[:, column]
        since[missing, column] = np.where(np.isnat(noted), days[starts], noted)
    return since


def _noted(rows: pd.DataFrame) -> np.ndarray:
    """Failed since of the five gates and Red since, as they stand in these rows."""
    found, _ = by_distinct(rows["Failed since"], _read_failed_since)
    blank = (None,) * len(GATES)
    dates = np.array([days or blank for days in found], dtype="datetime64[s]")
    return np.column_stack([dates.reshape(len(rows), len(GATES)), rows["Red since"].to_numpy()])


def _read_failed_since(text: Any) -> tuple[tuple[dt.date | None, ...] | None, str]:
    try:
        days = tuple(None if part == "-" else dt.date.fromisoformat(part) for part in text.split())
    except ValueError:
        return None, ""
    return (days if len(days) == len(GATES) else None), ""


PAIR = (("Customer sponsor", "Sponsor since"), ("Internal executive", "Executive since"))
"""The two people of an account, and the columns that say since when each is there."""


def last_people(history: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Who stood in the last snapshot of an earlier week, and since when somebody new may stand.

    Args:
        history: typed History.
        as_of: day of the score.

    Returns:
        Customer sponsor, Internal executive and Since, the day after that snapshot
        (datetime64[s]), by Account ID, for accounts with an earlier snapshot.
    """
    monday = pd.Timestamp(as_of) - pd.Timedelta(days=as_of.weekday())
    past = history.loc[history["Snapshot date"] < monday]
    last = past.sort_values("Snapshot date", kind="stable").drop_duplicates(
        "Account ID", keep="last"
    )
    since = last["Snapshot date"] + pd.Timedelta(days=1)
    return last.assign(Since=since).set_index("Account ID")[[*(name for name, _ in PAIR), "Since"]]


def pair_since(history: pd.DataFrame, accounts: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Accounts with Sponsor since and Executive since filled in where a name has changed.

    The new person stands since the day after the last snapshot of an earlier ISO week that has
    another name. An empty name is nobody's, and a date that the user gave wins. This week's
    snapshot is about to be replaced and not looked at: two refreshes give what one gives.

    Args:
        history: typed History.
        accounts: typed Accounts.
        as_of: day of the score.

    Source: C36, G11.
    """
    monday = pd.Timestamp(as_of) - pd.Timedelta(days=as_of.weekday())
    past = history.loc[
        (history["Snapshot date"] < monday) & history["Account ID"].isin(accounts["Account ID"])
    ]
    filled = accounts.copy()
    for name, since in PAIR:
        known = accounts["Account ID"].notna() & accounts[name].notna()
        present = folded_names(accounts.loc[known, name])
        present = present.set_axis(accounts.loc[known, "Account ID"])
        present = present[~present.index.duplicated()]
        then = folded_names(past[name])
        now = present.reindex(past["Account ID"]).set_axis(past.index)
        other = past.loc[then.notna() & now.notna() & (then != now)]
        last = other.groupby("Account ID")["Snapshot date"].max() + pd.Timedelta(days=1)
        changed = last.reindex(accounts["Account ID"]).set_axis(accounts.index)
        filled[since] = accounts[since].fillna(changed)
    return filled
