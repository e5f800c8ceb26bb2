"""Touches: which qualify, and what is wrong between them and the accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from scoring.cleaning.columns import typed_column, without_future
from scoring.cleaning.issues import IssueList, joined_issues
from scoring.cleaning.unknown import unknown_accounts
from scoring.coverage.tables import TOUCHES
from scoring.coverage.tables.choices import DELETED, PLANNED, TOOK_PLACE

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy


def clean_touches(
    cells: pd.DataFrame, issues: IssueList, policy: DayPolicy, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Touches with an id, and all their issues; takes what `clean_accounts` takes.

    A touch without a date that can be used stays, so that sentences can speak of it; one that was
    deleted in the CRM does not.
    """
    contract = TOUCHES
    outcome = contract.column("Outcome")
    became, unknown = typed_column(cells["Outcome"], outcome, issues, policy, as_of)
    if (gone := became == DELETED).any():
        cells, became, unknown = cells[~gone], became[~gone], unknown[~gone]
        issues.ids = issues.ids[~gone]
    typed: dict[str, pd.Series] = {"Account ID": issues.ids, "Outcome": became}
    bad: dict[str, pd.Series] = {}
    for column in contract.columns:
        if column.header not in typed:
            source, dated = cells[column.header], replace(column, past=False)
            typed[column.header], bad[column.header] = typed_column(
                source, dated, issues, policy, as_of
            )
    touches = pd.DataFrame(typed, index=cells.index)[contract.headers]
    day, date = touches["Touch date"], contract.column("Touch date")
    ahead = (became == PLANNED) & (day >= pd.Timestamp(as_of))
    touches["Planned date"] = day.where(ahead)
    touches["Touch date"], bad["Touch date"] = without_future(
        day.mask(ahead), bad["Touch date"], date, issues, as_of
    )
    touches["Held"] = (became.isna() & ~unknown) | (became == TOOK_PLACE)
    no_id = touches["Account ID"].isna()
    problem = "The touch has no Account ID and does not count."
    fix = "Type the id of the account."
    issues.add(no_id, "Account ID", touches["Account ID"], "ID_MISSING", problem, fix)
    undated = day.isna() & ~bad["Touch date"]
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
    live = touches["Type"].isin(policy.texts("touch.types"))
    touches["Qualifies"] = live & touches["Held"]
    return touches.loc[touches["Account ID"].notna()].copy(), issues.frame()


def touch_issues(touches: pd.DataFrame, accounts: pd.DataFrame, policy: DayPolicy) -> pd.DataFrame:
    """What is wrong between touches and accounts: unknown ids, early and repeated touches.

    Source: G14. None changes a score: the first belong to no account, the second are stale, and a
    touch counts no more for standing there twice.
    """
    touches = touches.loc[touches["Touch date"].notna()]
    issues = IssueList("Touches", touches["Account ID"].astype(object))
    ids = touches["Account ID"]
    unknown = unknown_accounts(ids, accounts["Account ID"], issues.sheet, "touch", policy)
    known = accounts.drop_duplicates("Account ID").set_index("Account ID")["Go-live date"]
    go_live = known.reindex(ids).set_axis(ids.index)
    margin = pd.Timedelta(days=policy.integer("touch.before_golive_days"))
    early = touches["Touch date"] < go_live - margin
    problem = f"The touch of {{value}} lies more than {margin.days} days before go-live."
    fix = "Correct the date of the touch or the go-live date."
    issues.add(early, "Touch date", touches["Touch date"], "TOUCH_BEFORE_CONTRACT", problem, fix)
    said = [
        "Account ID",
        "Touch date",
        "Type",
        "Outcome",
        "Customer contact",
        "Internal person",
        "Topics",
        "Activity ID",
    ]
    problem = "The touch of {value} stands in Touches already, word for word."
    fix = "Delete one of the two, or say in Topics what tells them apart."
    days = touches["Touch date"]
    issues.add(touches.duplicated(said), "Touch date", days, "TOUCH_REPEATED", problem, fix)
    return joined_issues([unknown, issues.frame()])
