"""The order of day and month where a column alone tells none, told by days that are known."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from scoring import reading
from scoring.tables import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEY = "Account ID"
_YEARS = (dt.MINYEAR, dt.MAXYEAR)


def with_told_dates(rows: pd.DataFrame, known: pd.DataFrame, table: str) -> pd.DataFrame:
    """Rows with the dates of an open column read as the same accounts' days elsewhere tell.

    Where an export holds 11/02/2026 and 11/05/2026 and no day above 12, its column is open. If the
    tracker knows the second of November of that account and not the eleventh of February, or more
    such days than of the other kind, the export means November.

    Args:
        rows: as `addin.importing.tidying.tidied` returns them; its open columns hold texts.
        known: the same table from elsewhere, tidied too.
        table: "Accounts" or "Touches".
    """
    told = {}
    for column in CONTRACTS[table].columns:
        header = column.header
        if column.kind == "date" and header in rows and header in known:
            order = _told_order(rows, known, header)
            if order:
                days, problems = reading.read_dates(rows[header], order, _YEARS)
                readable = days.notna() & (problems == "")
                told[header] = days.astype(object).where(readable, rows[header])
    return rows.assign(**told) if told else rows


def _told_order(rows: pd.DataFrame, known: pd.DataFrame, header: str) -> str:
    cells = rows[header]
    if reading.date_order(cells) != "open":
        return ""
    present = set(_pairs(known[_KEY], known[header].map(_day)))
    hits = {}
    for order in ("month first", "day first"):
        days, _ = reading.read_dates(cells, order, _YEARS)
        hits[order] = len(present & set(_pairs(rows[_KEY], days.map(_day))))
    month, day = hits["month first"], hits["day first"]
    return "" if month == day else max(hits, key=lambda order: hits[order])


def _day(cell: object) -> dt.date | None:
    return cell.date() if isinstance(cell, dt.datetime) and not pd.isna(cell) else None


def _pairs(
    ids: Iterable[object], days: Iterable[dt.date | None]
) -> Iterable[tuple[object, dt.date]]:
    return ((given, day) for given, day in zip(ids, days, strict=True) if day is not None)
