"""Rows of accounts that Accounts does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.cells.distinct import among
from scoring.cleaning.issues import IssueList
from scoring.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from scoring.policy import DayPolicy


def unknown_accounts(
    ids: pd.Series, accounts: pd.Series, sheet: str, noun: str, policy: DayPolicy
) -> pd.DataFrame:
    """An issue for each row of an unknown account; for all of them together where they are many.

    Ten thousand of them would bury every other issue.

    Args:
        ids: the account of each row, as text; the index holds the rows of the sheet.
        accounts: the ids that there are.
        sheet: what the rows stand on.
        noun: what a row is, such as "touch".
        policy: the parameters in force.

    Source: G14.
    """
    issues = IssueList(sheet, ids.astype(object))
    unknown = ~among(ids, accounts) & ids.notna().to_numpy()
    count, most = int(unknown.sum()), policy.integer("issues.most_unknown")
    if count <= most:
        problem = f"There is no account {{value}} in Accounts, so the {noun} belongs to nobody."
        fix = "Correct the id, or add the account."
        issues.add(unknown, "Account ID", ids, "ACCOUNT_UNKNOWN", problem, fix)
        return issues.frame()
    names = ids[unknown].drop_duplicates()
    shown = ", ".join(names.iloc[:most])
    rest = f" and {len(names) - most:,} more" if len(names) > most else ""
    problem = (
        f"{count:,} of {len(ids):,} rows belong to {counted(len(names), 'account')} that Accounts "
        f"does not have: {shown}{rest}."
    )
    fix = "Import these accounts too, or export for the accounts of the tracker alone."
    issues.add_column("Account ID", names.iloc[0], "ACCOUNT_UNKNOWN", problem, fix)
    return issues.frame()
