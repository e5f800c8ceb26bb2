"""Messy cells to typed columns, with every problem as a row of Issues.

`clean` never drops an account: what can't be read counts as missing, and the account is marked, so
that bad data never improves a rate (G14).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from scoring.cells.ids import account_ids
from scoring.cleaning.columns import plain_answer, read_text, typed_texts
from scoring.cleaning.headers import blank_rows, matched_cells, note_headers
from scoring.cleaning.issues import IssueList, TableError, joined_issues
from scoring.tables.matching import matched_headers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import pandas as pd

    from scoring.policy import DayPolicy, Policy
    from scoring.tables import Table

    Cleaner = Callable[
        [pd.DataFrame, IssueList, DayPolicy, dt.date], tuple[pd.DataFrame, pd.DataFrame]
    ]

__all__ = [
    "IssueList",
    "TableError",
    "clean",
    "joined_issues",
    "plain_answer",
    "read_text",
    "typed_texts",
]


def clean(
    raw: pd.DataFrame, table: Table, policy: Policy, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A typed table and its issues.

    Args:
        raw: cells as they stand; the index holds the rows of the sheet, the columns its headers,
            which may be any alias that the contract knows.
        table: what the cells make up; its area says how it is cleaned.
        policy: the parameters.
        as_of: day the scores are made for; what lies after it is in the future.

    Returns:
        The typed frame: every column of the contract (text as str, dates as datetime64[s], amounts
        as float64), rows of `raw` that say something, and
        * for Accounts: Tier as Int8 after cuts (NA: can't be told), ACV, Intro undated, Gate 1
          filled to Gate 5 filled (whether the column behind it says anything), Waiver valid, Bad (a
          value that decides the score can't be read), Contradictory (no id, or one that stands on
          rows that differ), Tier open (a row of the id has a tier that can't be read, or none),
          Trouble (what a data issue is about, in words), Unread (int8, bits of the gates whose cell
          can't be read), Repeated (further rows of this id that were rejected), Executive level
          and Sponsor level (rank in LEVELS; 0 blank, -1 not to be told), Own CSM (the executive is
          the account's CSM);
        * for Touches: Held (bool: it took place), Qualifies (bool: and is live), Future (bool:
          dated after the as-of date), Planned date (planned for today or later). Rows without a
          usable id, or deleted in the CRM, are left out; those without a usable date have none.
        The issues: a frame with the headers of Issues.

    Raises:
        TableError: a column is missing that nothing can be done without, or no area cleans
            the table.
    """
    cleaner = _cleaner(table)
    raw = raw.loc[~blank_rows(raw)]
    matched = matched_headers(table, list(map(str, raw.columns)))
    cells = matched_cells(raw, table, matched)
    issues = IssueList(table.name, account_ids(cells["Account ID"]))
    note_headers(issues, table, raw, matched)
    return cleaner(cells, issues, policy.on(as_of), as_of)


def _cleaner(table: Table) -> Cleaner:
    """What types the cells of a table: a function of its area, loaded where it is needed."""
    module, _, name = table.cleaner.partition(":")
    if not name:
        raise TableError(f"No area says how the table {table.name} is cleaned.")
    cleaner: Cleaner = getattr(import_module(module), name)
    return cleaner
