"""Touches: which qualify, and what is wrong between them and the accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scoring.cells.distinct import among
from scoring.cleaning.columns import typed_column
from scoring.cleaning.issues import IssueList
from scoring.coverage.tables import TOUCHES

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy


def clean_touches(
    cells: pd.DataFrame, issues: IssueList, policy: DayPolicy, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Touches with an id, and all their issues; takes what `clean_accounts` takes.

    A touch without a date that can be used stays, so that sentences can speak of it.
    """
    contract = TOUCHES
    typed: dict[str, pd.Series] = {"Account ID": issues.ids}
    bad: dict[str, pd.Series] = {}
    for column in contract.columns[1:]:
        source = cells[column.header]
        typed[column.header], bad[column.header] = typed_column(
            source, column, issues, policy, as_of
        )
    touches = pd.DataFrame(typed, index=cells.index)[contract.headers]
    no_id = touches["Account ID"].isna()
    problem = "The touch has no Account ID and does not count."
    fix = "Type the id of the account."
    issues.add(no_id, "Account ID", touches["Account ID"], "ID_MISSING", problem, fix)
    undated = touches["Touch date"].isna() & ~bad["Touch date"]
    problem = "The touch has no date and does not count."
    issues.add(
        undated, "Touch date", cells["Touch date"], "DATE_MISSING", problem, "Type its date."
    )
    if cells["Type"].isna().all() and len(cells):
        problem = "No touch has a Type, so none of them counts."
        fix = "Add the column Type: Call, Video, In person, SBR or EBR count."
        issues.add_column("Type", "", "COLUMN_MISSING", problem, fix)
    else:
        untyped = touches["Type"].isna() & ~bad["Type"]
        problem = "The touch has no Type and does not count."
        fix = "Type Call, Video, In person, SBR, EBR, E-mail, Marketing, Event, Chat or Other."
        issues.add(untyped, "Type", cells["Type"], "TYPE_MISSING", problem, fix)
    touches["Future"] = False
    for header, code, rows in issues.noted():
        touches.loc[rows, "Future"] |= (header, code) == ("Touch date", "DATE_FUTURE")
    touches["Qualifies"] = touches["Type"].isin(policy.texts("touch.types"))
    return touches.loc[touches["Account ID"].notna()].copy(), issues.frame()


def touch_issues(touches: pd.DataFrame, accounts: pd.DataFrame, policy: DayPolicy) -> pd.DataFrame:
    """What is wrong between touches and accounts: unknown ids, early and repeated touches.

    Source: G14. None changes a score: the first belong to no account, the second are stale, and a
    touch counts no more for standing there twice.
    """
    touches = touches.loc[touches["Touch date"].notna()]
    issues = IssueList("Touches", touches["Account ID"].astype(object))
    ids = touches["Account ID"]
    unknown = ~among(ids, accounts["Account ID"])
    problem = "There is no account {value} in Accounts, so the touch belongs to nobody."
    fix = "Correct the id, or add the account."
    issues.add(unknown, "Account ID", ids, "ACCOUNT_UNKNOWN", problem, fix)
    known = accounts.drop_duplicates("Account ID").set_index("Account ID")["Go-live date"]
    go_live = known.reindex(ids).set_axis(ids.index)
    margin = pd.Timedelta(days=policy.integer("touch.before_golive_days"))
    early = touches["Touch date"] < go_live - margin
    problem = f"The touch of {{value}} lies more than {margin.days} days before go-live."
    fix = "Correct the date of the touch or the go-live date."
    issues.add(early, "Touch date", touches["Touch date"], "TOUCH_BEFORE_CONTRACT", problem, fix)
    said = ["Account ID", "Touch date", "Type", "Customer contact", "Internal person", "Topics"]
    problem = "The touch of {value} stands in Touches already, word for word."
    fix = "Delete one of the two, or say in Topics what tells them apart."
    days = touches["Touch date"]
    issues.add(touches.duplicated(said), "Touch date", days, "TOUCH_REPEATED", problem, fix)
    return issues.frame()
