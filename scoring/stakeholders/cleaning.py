"""Contacts: one row a person, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scoring.cleaning.columns import typed_column
from scoring.stakeholders.tables import CONTACTS

if TYPE_CHECKING:
    import datetime as dt

    from scoring.cleaning.issues import IssueList
    from scoring.policy import DayPolicy


def clean_contacts(
    cells: pd.DataFrame, issues: IssueList, policy: DayPolicy, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contacts that name an account and a person, and all their issues.

    Args:
        cells: a column for each of the contract's, as they stand.
        issues: those of the headers; its `ids` are the account ids as text.
        policy: the parameters in force.
        as_of: what lies after it is in the future.

    Returns:
        The headers of Contacts: texts as str, Last contact date as datetime64[s].

    Source: S3-03, S3-05, G14.
    """
    typed = {"Account ID": issues.ids}
    for column in CONTACTS.columns[1:]:
        source = cells[column.header]
        typed[column.header], _ = typed_column(source, column, issues, policy, as_of)
    contacts = pd.DataFrame(typed, index=cells.index)[CONTACTS.headers]
    no_id = contacts["Account ID"].isna()
    problem = "The contact has no Account ID and belongs to nobody."
    fix = "Type the id of the account."
    issues.add(no_id, "Account ID", contacts["Account ID"], "ID_MISSING", problem, fix)
    nobody = contacts["Contact"].isna() & ~no_id
    problem = "The row names no person."
    fix = "Type the name, or delete the row."
    issues.add(nobody, "Contact", cells["Contact"], "NAME_MISSING", problem, fix)
    return contacts.loc[~no_id & ~nobody].copy(), issues.frame()
