"""The notes of accounts that leave a table: which rows leave, and what stood beside them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.cells.distinct import among, by_distinct
from scoring.cells.ids import account_ids
from scoring.cells.texts import as_text
from scoring.coverage.tables import RED_LIST, STANDUP_LOG
from scoring.tables.matching import matched_headers, named_cells
from scoring.wording import day

if TYPE_CHECKING:
    from scoring.tables import Table

_LOGGED = ("Next touch", "Blocker", "Notes")


def texts_of(cells: pd.Series) -> pd.Series:
    """What the user typed, word for word, a date as sheets show it; empty cells are missing."""

    def read(value: object) -> tuple[str | None, str]:
        return (day(value) if isinstance(value, dt.date) else as_text(value)) or None, ""

    texts, _ = by_distinct(cells, read)
    return pd.Series(texts, index=cells.index, dtype="str")


def leaving(old: pd.DataFrame, new: pd.DataFrame, table: Table = RED_LIST) -> pd.DataFrame:
    """The rows of a table that leave it; one without an Account ID always does.

    Args:
        old: cells of the table as it stands in the workbook.
        new: the same table as it will be written; only Account ID is read.
        table: Red list or Coverage.

    Source: S0-28.
    """
    ids = account_ids(named_cells(old, table)["Account ID"])
    return old.loc[~among(ids, new["Account ID"].dropna())]


def departures(
    gone: pd.DataFrame, accounts: pd.DataFrame, as_of: dt.date, table: Table = RED_LIST
) -> pd.DataFrame:
    """What the user wrote beside accounts that leave a table, as rows for the Standup log.

    Args:
        gone: cells of the rows that leave, with the user's columns; see `leaving`.
        accounts: typed Accounts; tells whether an account is still there.
        as_of: day on which they leave.
        table: Red list or Coverage; every column that is not the table's own is the user's.

    Returns:
        The headers of Standup log, one row an account that leaves and has some text of the user.

    Source: S0-28.
    """
    given = list(map(str, gone.columns))
    ours = matched_headers(table, given)
    handled = {*_LOGGED, *(column.header for column in table.columns if not column.user)}
    named = named_cells(gone, table)
    headers = ("Account", "CS director", *_LOGGED)
    logged = pd.DataFrame({name: texts_of(named[name]) for name in headers if name in named})
    logged = logged.reindex(columns=headers)
    logged["Account ID"] = account_ids(named["Account ID"])
    other = pd.Series("", index=gone.index, dtype=object)
    for place in (place for place, header in enumerate(given) if ours.get(header) not in handled):
        text = texts_of(gone.iloc[:, place])
        entry = (f"{given[place]}: " + text).fillna("").astype(object)
        other = other + np.where((other != "") & (entry != ""), "; ", "") + entry
    logged["Other columns"] = other.mask(other == "", None).astype("str")
    logged["Logged"] = pd.Timestamp(as_of)
    there = among(logged["Account ID"], accounts["Account ID"].dropna())
    why = np.where(
        there, f"Off the {table.name[0].lower()}{table.name[1:]}", "No longer in Accounts"
    )
    logged["Why"] = np.where(logged["Account ID"].isna(), "No Account ID", why)
    spoke = logged[[*_LOGGED, "Other columns"]].notna().any(axis=1)
    rows = logged.loc[spoke, STANDUP_LOG.headers].reset_index(drop=True)
    return rows.astype({"Logged": "datetime64[s]", "Why": "str"})
