"""Every table by its name, and which given header stands for which column."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import TYPE_CHECKING

from scoring.cells.texts import folded
from scoring.tables.accounts import (
    AUDIT,
    COVERAGE,
    HISTORY,
    ISSUES,
    PATH,
    RED_LIST,
    STANDUP,
    STANDUP_LOG,
)
from scoring.tables.exports import EXPORT_LOG, EXPORT_MAP
from scoring.tables.inputs import ACCOUNTS, CONTACTS, IMPORT_MAP, SETTINGS, TOUCHES
from scoring.tables.rates import RUN_LOG, SCORECARD, TREND

if TYPE_CHECKING:
    from collections.abc import Iterable


TABLES = {
    table.name: table
    for table in (
        SETTINGS,
        ACCOUNTS,
        TOUCHES,
        IMPORT_MAP,
        COVERAGE,
        RED_LIST,
        SCORECARD,
        PATH,
        HISTORY,
        TREND,
        STANDUP,
        ISSUES,
        STANDUP_LOG,
        RUN_LOG,
        AUDIT,
        EXPORT_MAP,
        EXPORT_LOG,
    )
}
"""The tables of the tracker as it comes."""

IMPORTED = {table.name: table for table in (ACCOUNTS, TOUCHES, CONTACTS)}
"""The tables that exports go into; Contacts only where the user added it to the tracker."""

CONTRACTS = {**TABLES, **IMPORTED}


@lru_cache(maxsize=32)
def _names(table: str) -> dict[str, str]:
    columns = CONTRACTS[table].columns
    names = {
        folded(alias): column.header for column in reversed(columns) for alias in column.aliases
    }
    return names | {folded(column.header): column.header for column in columns}


def matched_headers(table: str, headers: Iterable[str]) -> dict[str, str]:
    """Which given header stands for which column of the table.

    A header that is the column's own beats an alias, and an earlier alias a later one; no column
    is taken twice. Headers that stand for nothing are the user's own and are left out.
    """
    given = [str(header) for header in headers]
    ranks: list[tuple[int, str, str]] = []
    for column in CONTRACTS[table].columns:
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


def nearest_column(table: str, header: str) -> str | None:
    """The column that a header may have meant, or None."""
    near = difflib.get_close_matches(folded(header), _names(table), n=1, cutoff=0.8)
    return _names(table)[near[0]] if near else None
