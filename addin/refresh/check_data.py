"""Check data: what is wrong with the accounts, touches and history of a tracker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin.refresh.inputs import checked
from scoring.cleaning import joined_issues
from scoring.coverage.history import typed_history
from scoring.coverage.tables import ACCOUNTS, HISTORY, TOUCHES
from scoring.settings import policy_from
from scoring.tables import ISSUES, SETTINGS, Table
from scoring.tables.writing import to_cells

if TYPE_CHECKING:
    from addin.refresh.outcome import Request
    from addin.tracker.workbook import Workbook


def write_issues(book: Workbook, request: Request) -> int:
    """Write Issues and its count on Start from the tracker as it stands; how many there are.

    Raises:
        WorkbookError, TableError, PolicyError: with one sentence each that says what to mend.
    """
    present = {name.replace("_", " ").casefold() for name in book.tables()}

    def read(table: Table) -> pd.DataFrame:
        if table.name.casefold() in present:
            return book.read_table(table.name)
        return pd.DataFrame(columns=table.headers, dtype=object)

    settings, accounts, history = map(read, (SETTINGS, ACCOUNTS, HISTORY))
    touches = read(TOUCHES) if "touches" in present else None
    policy = policy_from(settings)
    as_of = request.as_of or policy.as_of or request.today
    found = checked(accounts, touches, policy, as_of)
    # What the whole column lacks is no problem of a row.
    history = history.assign(
        **dict.fromkeys(name for name in HISTORY.headers if name not in history.columns)
    )
    _, problems = typed_history(history)
    issues = joined_issues([found.issues, problems])
    old = read(ISSUES)
    key = "Account ID" if "Account ID" in old.columns else None
    book.write_table("Issues", to_cells(issues, ISSUES), key=key)
    book.write_values({"start_issues": len(issues)})
    book.save()
    return len(issues)
