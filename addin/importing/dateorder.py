"""The order of day and month where a column alone tells none, told by days that are known."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from addin.importing.tidying import dated
from scoring.areas import CONTRACTS
from scoring.cells.dates import date_order
from scoring.cells.texts import missing

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

_KEY = "Account ID"
_ORDERS = ("month first", "day first")


def open_dates(rows: pd.DataFrame, table: str) -> list[str]:
    """The columns of dates in which nothing tells day from month.

    Args:
        rows: as `addin.importing.tidying.tidied` returns them; its open columns hold texts.
        table: "Accounts", "Touches" or "Contacts".
    """
    return [
        column.header
        for column in CONTRACTS[table].columns
        if column.kind in ("date", "intro")
        and column.header in rows
        and date_order(rows[column.header]) == "open"
    ]


def with_told_dates(rows: pd.DataFrame, known: pd.DataFrame, table: str) -> pd.DataFrame:
    """Rows with the dates of an open column read as the same accounts' days elsewhere tell.

    Where an export holds 11/02/2026 and 11/05/2026 and no day above 12, its column is open. If the
    tracker knows the second of November of that account and not the eleventh of February, or more
    such days than of the other kind, the export means November.

    Args:
        rows: as for `open_dates`.
        known: the same table from elsewhere, tidied too.
        table: "Accounts", "Touches" or "Contacts".
    """
    told = {
        header: dated(rows[header], order)
        for header in open_dates(rows, table)
        if header in known and (order := _told_order(rows, known, header))
    }
    return rows.assign(**told) if told else rows


def _told_order(rows: pd.DataFrame, known: pd.DataFrame, header: str) -> str:
    present = set(_days(known[_KEY], known[header]))
    month, day = (
        len(present & set(_days(rows[_KEY], dated(rows[header], order)))) for order in _ORDERS
    )
    return "" if month == day else _ORDERS[day > month]


def _days(ids: pd.Series, cells: pd.Series) -> Iterable[tuple[object, dt.date]]:
    """Each account with each of its days."""
    pairs = zip(ids, cells, strict=True)
    return (
        (given, cell.date())
        for given, cell in pairs
        if isinstance(cell, dt.datetime) and not missing(cell)
    )
