"""Which given header stands for which column of a table."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from scoring.cells.texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.tables.columns import Table


@lru_cache(maxsize=32)
def _names(table: Table) -> dict[str, str]:
    columns = table.columns
    names = {
        folded(alias): column.header for column in reversed(columns) for alias in column.aliases
    }
    return names | {folded(column.header): column.header for column in columns}


def matched_headers(table: Table, headers: Iterable[str]) -> dict[str, str]:
    """Which given header stands for which column of the table.

    A header that is the column's own beats an alias, and an earlier alias a later one; no column
    is taken twice. Headers that stand for nothing are the user's own and are left out.
    """
    given = [str(header) for header in headers]
    ranks: list[tuple[int, str, str]] = []
    for column in table.columns:
        order = [folded(column.header), *map(folded, column.aliases)]
        ranks += [
            (order.index(folded(header)), header, column.header)
            for header in given
            if folded(header) in order
        ]
    matched: dict[str, str] = {}
    for _, header, own in sorted(ranks, key=lambda rank: (rank[0], given.index(rank[1]))):
        if header not in matched and own not in matched.values():
            matched[header] = own
    return {header: matched[header] for header in given if header in matched}


def nearest_column(table: Table, header: str) -> str | None:
    """The column that a header may have meant, or None."""
    near = difflib.get_close_matches(folded(header), _names(table), n=1, cutoff=0.8)
    return _names(table)[near[0]] if near else None


def named_cells(raw: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Cells of a table under its own headers, by any name the contract knows; None if missing."""
    given = list(map(str, raw.columns))
    places = {own: given.index(header) for header, own in matched_headers(table, given).items()}
    empty = pd.Series(None, index=raw.index, dtype=object)
    return pd.DataFrame(
        {
            header: raw.iloc[:, places[header]] if header in places else empty
            for header in table.headers
        },
        index=raw.index,
    )
