"""Runs told by snapshots: since when a gate has failed, or an account has been red.

A run is derived from the account's own snapshots in order of date, in whatever order these were
taken: a week that was skipped breaks none, nor does one in which nothing was measured; a week that
is filled in later is heeded, and a waived week neither counts nor breaks one. The start that a
snapshot notes is heeded within its own week only, where it is all that is left of an earlier
snapshot that was replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scoring.cells.distinct import by_distinct
from scoring.coverage.gates import GATE_HEADERS, GATES
from scoring.coverage.history import mondays
from scoring.coverage.marks import (
    FAILED,
    gate_passes,
    is_unmeasured,
    read_failed_since,
    since_by_letter,
)

if TYPE_CHECKING:
    import datetime as dt

_WEEK = pd.Timedelta(weeks=1)


def by_account(history: pd.DataFrame, columns: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Snapshots account by account in order of date, and which rows are an account's first."""
    codes, _ = pd.factorize(history["Account ID"])
    order = np.lexsort((history["Snapshot date"].to_numpy().astype("int64"), codes))
    rows = history[["Account ID", "Snapshot date", *columns]].iloc[order]
    return rows.reset_index(drop=True), _changes(codes[order])


def told_weeks(history: pd.DataFrame, columns: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """As `by_account` without waived snapshots and those in which nothing was measured.

    Waived before counts the waived ones above a row (C34).
    """
    rows, _ = by_account(history, list(dict.fromkeys(["Status", "Gates", *columns])))
    waived = (rows["Status"] == "Waived").to_numpy()
    told = ~waived & ~is_unmeasured(rows["Gates"]).to_numpy()
    kept = rows.assign(**{"Waived before": waived.cumsum()})[told].reset_index(drop=True)
    return kept, _changes(pd.factorize(kept["Account ID"])[0])


def _changes(codes: np.ndarray) -> np.ndarray:
    return np.append(True, codes[1:] != codes[:-1])[: len(codes)]


def held_before(values: np.ndarray, first: np.ndarray) -> np.ndarray:
    """What held in the account's snapshot before; False in its first."""
    return np.append(False, values[:-1])[: len(values)] & ~first


def run_start(holds: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Place of the row with which the run that holds at each row began."""
    begins = holds & ~held_before(holds, first)
    return np.maximum.accumulate(np.where(begins, np.arange(len(holds)), 0))


def within_week(days: pd.Series, noted: np.ndarray) -> np.ndarray:
    """The starts noted in snapshots of some days where they lie in their week, else these days."""
    begins, ends = mondays(days).to_numpy(), days.to_numpy()
    return np.where((begins <= noted) & (noted <= ends), noted, ends)


def run_starts(history: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Since when each gate has failed and each account has been red, as far as snapshots tell.

    The snapshot of this week, which a refresh replaces, can start a run and can't end one.

    Args:
        history: typed History.
        as_of: day of the score; later snapshots are not looked at.

    Returns:
        By Account ID: Gate 1 to Gate 5 and Red (datetime64[s], NaT where it did not hold), and
        Weeks waived (int64), the waived weeks since the account turned red.

    Source: C12, C34, S0-29.
    """
    monday = pd.Timestamp(as_of) - pd.Timedelta(days=as_of.weekday())
    past = history.loc[history["Snapshot date"] <= pd.Timestamp(as_of)]
    rows, first = told_weeks(past, ["Gates", "Failed since", "Red", "Red since"])
    holds = np.column_stack([gate_passes(rows["Gates"]) == FAILED, rows["Red"] == 1])
    places = _starts(holds, first, (rows["Snapshot date"] >= monday).to_numpy())
    found = pd.DataFrame(
        _days(rows, places),
        index=pd.Index(rows.loc[first, "Account ID"], name="Account ID"),
        columns=[*GATE_HEADERS, "Red"],
    )
    gone = past.loc[(past["Status"] == "Waived") & (past["Snapshot date"] < monday)]
    since = found["Red"].reindex(gone["Account ID"]).to_numpy()
    counts = gone.loc[gone["Snapshot date"].to_numpy() > since, "Account ID"].value_counts()
    return found.assign(**{"Weeks waived": counts.reindex(found.index, fill_value=0)})


def _starts(holds: np.ndarray, first: np.ndarray, this_week: np.ndarray) -> np.ndarray:
    """Where each account's run of each thing began that still goes on; -1 where none does."""
    accounts, rows = np.cumsum(first) - 1, np.arange(len(first))
    runs = [run_start(held, first) for held in holds.T]
    starts = np.full((first.sum(), len(runs)), -1)
    # What held up to last week goes on, whatever the snapshot of this week says.
    for part in (this_week, ~this_week):
        last = np.full(len(starts), -1)
        np.maximum.at(last, accounts[part], rows[part])
        known = np.flatnonzero(last >= 0)
        for column, run in enumerate(runs):
            on = known[holds[last[known], column]]
            starts[on, column] = run[last[on]]
    return starts


def _days(rows: pd.DataFrame, places: np.ndarray) -> np.ndarray:
    """The days of runs that began at some rows, a column for each gate and for red."""
    began = np.unique(places[places >= 0])
    noted = _noted(rows.iloc[began])
    days = [within_week(rows["Snapshot date"].iloc[began], each) for each in noted.T]
    found = np.full(places.shape, np.datetime64("NaT"), dtype="datetime64[s]")
    for column, day in enumerate(days):
        on = places[:, column] >= 0
        found[on, column] = day[np.searchsorted(began, places[on, column])]
    return found


def _noted(rows: pd.DataFrame) -> np.ndarray:
    """Failed since of each gate and Red since, as they stand in these rows."""
    found, _ = by_distinct(rows["Failed since"], _read_failed_since)
    blank = (None,) * len(GATES)
    dates = np.array([days or blank for days in found], dtype="datetime64[s]")
    return np.column_stack([dates.reshape(len(rows), len(GATES)), rows["Red since"].to_numpy()])


def _read_failed_since(value: Any) -> tuple[tuple[dt.date | None, ...] | None, str]:
    text, problem = read_failed_since(value)
    days = since_by_letter(text or "") or {}
    return tuple(days.get(gate.letter) for gate in GATES), problem


def running(
    ids: pd.Series,
    found: pd.DataFrame,
    red: pd.Series,
    as_of: dt.date,
    history: pd.DataFrame | None,
) -> pd.DataFrame:
    """Since when what fails today has failed; what nothing tells of has done so since today.

    Args:
        ids: Account ID of each account.
        found: as `scoring.coverage.evidence.evidence` returns it; only the gates are read.
        red: whether each account is red.
        as_of: day of the score.
        history: typed History, or None.

    Returns:
        On the index of `ids` the columns of `run_starts`, NaT where nothing fails.

    Source: C12, S0-29.
    """
    holds = {**{gate: ~found[gate] for gate in GATE_HEADERS}, "Red": red}
    today = pd.Series(pd.Timestamp(as_of), index=ids.index).astype("datetime64[s]")
    since = pd.DataFrame({name: today.where(on) for name, on in holds.items()}, index=ids.index)
    since["Weeks waived"] = 0
    if history is None or history.empty:
        return since
    runs = run_starts(history, as_of).reindex(ids).set_axis(ids.index)
    for name, on in holds.items():
        since[name] = runs[name].where(on).fillna(since[name])
    since["Weeks waived"] = runs["Weeks waived"].fillna(0).astype("int64")
    return since


def weeks_red(since: pd.Series, waived: pd.Series, as_of: dt.date) -> pd.Series:
    """ISO weeks from the first red day to the as-of date, both included, but for waived ones.

    Args:
        since: first red day of the run.
        waived: waived weeks since then.
        as_of: day of the score.

    Source: S0-29, C34.
    """
    monday = pd.Timestamp(as_of) - pd.Timedelta(days=as_of.weekday())
    return ((monday - mondays(since)) // _WEEK + 1 - waived).astype("Int32")
