"""The one way from cells to scores: raw tables become typed frames, issues and scores here.

Whatever the door (a cell, a button, the command line, a refresh), no other place cleans, rates or
counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.areas import AREAS
from scoring.cells.ids import account_ids
from scoring.cells.texts import says_nothing
from scoring.cleaning import IssueList, clean, joined_issues
from scoring.cleaning.headers import blank_rows
from scoring.cleaning.unknown import unknown_accounts
from scoring.coverage.cleaning.touches import touch_issues
from scoring.coverage.evidence import newer_than_logged
from scoring.coverage.pairs import handover_issues, pair_since
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS, TOUCHES
from scoring.tables.matching import matched_headers, named_cells

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from scoring.policy import Policy


_SCORED = (ACCOUNTS, TOUCHES)
"""The inputs that are checked against each other, as scores rest on both."""


@dataclass(frozen=True, eq=False)
class Checked:
    """Accounts and touches as they are scored, and what is wrong with them.

    Attributes:
        policy: the parameters in force.
        as_of: day of the score.
        accounts: typed Accounts.
        touches: typed Touches; None where there is no row of them.
        issues: the problems, with the headers of Issues.
        rows: rows of Accounts that say something.
    """

    policy: Policy
    as_of: dt.date
    accounts: pd.DataFrame
    touches: pd.DataFrame | None
    issues: pd.DataFrame
    rows: int

    def scored(self, history: pd.DataFrame | None = None) -> pd.DataFrame:
        """Coverage, as `scoring.coverage.score_accounts` returns it.

        Args:
            history: typed History.
        """
        known = self.accounts
        if history is not None:
            known = pair_since(history, known, self.as_of)
        return score_accounts(known, self.policy, self.as_of, self.touches, history)

    def issues_beside(self, history: pd.DataFrame | None) -> pd.DataFrame:
        """All issues, with those that only snapshots tell.

        Args:
            history: typed History, or None.
        """
        if history is None:
            return self.issues
        rules = self.policy.on(self.as_of)
        told = handover_issues(history, self.accounts, rules, self.as_of)
        return joined_issues([self.issues, told])


def checked(
    accounts: pd.DataFrame, touches: pd.DataFrame | None, policy: Policy, as_of: dt.date
) -> Checked:
    """Accounts and touches cleaned, with the same issues whichever door they came through.

    Args:
        accounts: cells of Accounts; the index holds the rows of the sheet.
        touches: cells of Touches, or None.
        policy: the parameters in force.
        as_of: day of the score.

    Raises:
        TableError: a column is missing that nothing can be done without.
    """
    said = _said(accounts)
    known, problems = clean(said, ACCOUNTS, policy, as_of)
    parts = [problems, _empty_columns(said)]
    logged = None
    if touches is not None and len(rows := _said(touches)):
        logged, touch_problems = clean(rows, TOUCHES, policy, as_of)
        parts = [_without_last_touch(part) for part in parts]
        parts += [touch_problems, touch_issues(logged, known, policy.on(as_of))]
        parts.append(_contradictions(known, logged, policy, as_of))
    return Checked(
        policy, as_of, accounts=known, touches=logged, issues=joined_issues(parts), rows=len(said)
    )


def other_inputs(
    tables: Mapping[str, pd.DataFrame], policy: Policy, as_of: dt.date
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame]]:
    """The inputs beside accounts and touches, and what is wrong with them.

    Args:
        tables: cells of the tables that are there, by name.
        policy: the parameters in force.
        as_of: day of the score.

    Returns:
        The typed rows by the name of the table, where there are any; the issues of each.
    """
    inputs = (table for area in AREAS for table in area.inputs if table not in _SCORED)
    said = {table: _said(tables[table.name]) for table in inputs if table.name in tables}
    cleaned = {
        table.name: clean(rows, table, policy, as_of) for table, rows in said.items() if len(rows)
    }
    typed = {name: rows for name, (rows, _) in cleaned.items()}
    parts = [issues for _, issues in cleaned.values()]
    if ACCOUNTS.name in tables:
        accounts = account_ids(named_cells(tables[ACCOUNTS.name], ACCOUNTS)["Account ID"])
        parts += [
            unknown_accounts(rows["Account ID"], accounts, name, "row", policy.on(as_of))
            for name, rows in typed.items()
            if "Account ID" in rows
        ]
    return typed, parts


def _said(raw: pd.DataFrame) -> pd.DataFrame:
    """The rows that hold more than blanks; only these are rows in."""
    silent = blank_rows(raw)
    return raw.loc[~silent] if silent.any() else raw


def _empty_columns(accounts: pd.DataFrame) -> pd.DataFrame:
    """Issues of the columns that scores rest on and that no row fills.

    A tracker has every column from the start, so a first refresh must say which are yet to fill.
    """
    issues = IssueList("Accounts", accounts.iloc[:, 0])
    headers = list(map(str, accounts.columns))
    for given, own in matched_headers(ACCOUNTS, headers).items():
        column = ACCOUNTS.column(own)
        cells = accounts.iloc[:, headers.index(given)]
        if column.absent and len(cells) and all(map(says_nothing, cells)):
            problem = f'The column "{given}" is empty throughout: {column.absent}.'
            issues.add_column(own, "", "COLUMN_EMPTY", problem, f"Fill it. {column.help}")
    return issues.frame()


def _contradictions(
    accounts: pd.DataFrame, touches: pd.DataFrame, policy: Policy, as_of: dt.date
) -> pd.DataFrame:
    """Issues of accounts that are scored and whose last touch is another in Touches (C10)."""
    issues = IssueList("Accounts", accounts["Account ID"])
    scored = accounts["Tier"].isin(policy.on(as_of).integers("scope.tiers"))
    newer = newer_than_logged(accounts, touches, policy, as_of) & scored
    problem = (
        "Last touch date {value} is newer than all that counts in Touches, and Touches decide."
    )
    fix = "Log that touch in Touches with its type and people, or clear Last touch date."
    days = accounts["Last touch date"]
    issues.add(newer, "Last touch date", days, "TOUCH_NOT_LOGGED", problem, fix)
    return issues.frame()


def _without_last_touch(issues: pd.DataFrame) -> pd.DataFrame:
    """Issues but for a missing Last touch date, which nobody needs where touches are logged."""
    idle = issues["Code"].isin(("COLUMN_MISSING", "COLUMN_EMPTY"))
    return issues[~(idle & (issues["Column"] == "Last touch date"))]
