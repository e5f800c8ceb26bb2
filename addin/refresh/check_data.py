"""Check data: what is wrong with the accounts, touches and history of a tracker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.refresh.tables import found_in, typed_output
from scoring.areas import AREAS
from scoring.cleaning import joined_issues
from scoring.coverage.history import typed_history
from scoring.coverage.tables import ACCOUNTS, HISTORY, TOUCHES
from scoring.inputs import checked, other_inputs
from scoring.settings import policy_from
from scoring.tables import ISSUES, SETTINGS

if TYPE_CHECKING:
    from addin.refresh.request import Request
    from addin.tracker.workbook import Workbook


def write_issues(book: Workbook, request: Request) -> int:
    """Write Issues and its count on Start from the tracker as it stands; how many there are.

    Raises:
        WorkbookError, TableError, PolicyError: with one sentence each that says what to mend.
    """
    inputs = (table for area in AREAS for table in area.inputs)
    tables = found_in(book, (SETTINGS, *inputs, HISTORY, ISSUES)).tables
    policy = policy_from(tables[SETTINGS.name])
    as_of = request.as_of or policy.as_of or request.today
    known = checked(tables[ACCOUNTS.name], tables.get(TOUCHES.name), policy, as_of)
    _, others = other_inputs(tables, policy, as_of)
    past, problems = typed_history(tables[HISTORY.name])
    issues = joined_issues([known.issues_beside(past), *others, problems])
    write = typed_output(ISSUES, issues, tables)
    book.write_table(write.table, write.cells, key=write.key)
    book.write_values({"start_issues": len(issues)})
    book.save()
    return len(issues)
