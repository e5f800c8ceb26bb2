"""Runs told by snapshots: since when a gate has failed, or an account has been red.

Runs are told by the account's own snapshots in order of date, so a week that was skipped does not
break one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from scoring.cells.distinct import by_distinct
from scoring.coverage.gates import GATE_HEADERS, GATES


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
    return pd.DataFrame(found, index=ids, columns=[*GATE_HEADERS, "Red"])


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
