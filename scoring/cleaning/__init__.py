"""Messy cells to typed columns, with every problem as a row of Issues.

`clean` never drops an account: what can't be read counts as missing, and the account is marked, so
that bad data never improves a rate (G14).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scoring.cells.distinct import by_distinct
from scoring.cells.ids import read_id
from scoring.cleaning.columns import folded_names, plain_answer, read_text, typed_texts
from scoring.cleaning.headers import blank_rows, matched_cells, note_headers
from scoring.cleaning.issues import IssueList, TableError, joined_issues
from scoring.coverage.cleaning.accounts import clean_accounts
from scoring.coverage.cleaning.titles import LEVELS
from scoring.coverage.cleaning.touches import clean_touches, touch_issues
from scoring.coverage.tables import ACCOUNTS, TOUCHES
from scoring.tables import matched_headers

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import Policy

__all__ = [
    "LEVELS",
    "IssueList",
    "TableError",
    "clean",
    "folded_names",
    "joined_issues",
    "plain_answer",
    "read_text",
    "touch_issues",
    "typed_texts",
]


def clean(
    raw: pd.DataFrame, table: str, policy: Policy, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A typed table and its issues.

    Args:
        raw: cells as they stand; the index holds the rows of the sheet, the columns its headers,
            which may be any alias that the contract knows.
        table: "Accounts" or "Touches".
        policy: the parameters.
        as_of: day the scores are made for; what lies after it is in the future.

    Returns:
        The typed frame: every column of the contract (text as str, dates as datetime64[s], amounts
        as float64), rows of `raw` that say something, and
        * for Accounts: Tier as Int8 after cuts (NA: can't be told), ACV, Intro undated, Waiver
          valid, Bad (a value that decides the score can't be read), Contradictory (no id, one that
          stands on rows that differ, or a tier that can't be read), Repeated (further rows of this
          id that were rejected), Executive level and Sponsor level (rank in LEVELS; 0 blank, -1 not
          to be told);
        * for Touches: Qualifies; rows without a usable id or date are left out.
        The issues: a frame with the headers of Issues.

    Raises:
        TableError: a column is missing that nothing can be done without.
    """
    contract = {"Accounts": ACCOUNTS, "Touches": TOUCHES}[table]
    raw = raw.loc[~blank_rows(raw)]
    matched = matched_headers(contract, list(map(str, raw.columns)))
    cells = matched_cells(raw, contract, matched)
    ids, _ = by_distinct(cells["Account ID"], read_id)
    issues = IssueList(table, pd.Series(ids, index=raw.index, dtype=object))
    note_headers(issues, contract, raw, matched)
    cleaned = clean_touches if table == "Touches" else clean_accounts
    return cleaned(cells, issues, policy.on(as_of), as_of)
