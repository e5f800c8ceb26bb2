"""Accounts: one row each, with tier, levels and waivers judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.cells.distinct import by_distinct
from scoring.cleaning.columns import plain_answer, repeated_words, typed_column
from scoring.cleaning.issues import IssueList, told
from scoring.coverage.cleaning.executives import CSM_LEVEL, own_csms
from scoring.coverage.cleaning.tiers import tiers
from scoring.coverage.cleaning.titles import title_levels
from scoring.coverage.gates import GATES
from scoring.coverage.measured import filled
from scoring.coverage.tables import ACCOUNTS

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy


def clean_accounts(
    cells: pd.DataFrame, issues: IssueList, policy: DayPolicy, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Accounts and their issues, as `scoring.cleaning.clean` has them.

    Args:
        cells: a column for each of the contract's, as they stand.
        issues: those of the headers; its `ids` are the account ids as text.
        policy: the parameters in force.
        as_of: day the scores are made for.
    """
    contract = ACCOUNTS
    typed: dict[str, pd.Series] = {"Account ID": issues.ids}
    bad: dict[str, pd.Series] = {}
    intro = cells["Two-way intro date"]
    undated = _undated_intros(intro)
    unknown = repeated_words(intro, contract.column("Two-way intro date"), issues, policy)
    intro = intro.where(~(undated | unknown | _said_no(intro)), None)
    for column in contract.columns:
        if column.kind in ("id", "tier"):
            continue
        source = intro if column.kind == "intro" else cells[column.header]
        typed[column.header], bad[column.header] = typed_column(
            source, column, issues, policy, as_of
        )
    limit = policy.integer("grace.furthest_days")
    far = typed["Go-live date"] > pd.Timestamp(as_of) + pd.Timedelta(days=limit)
    problem = f"Go-live date {{value}} lies more than {limit} days ahead."
    fix = "Type the day on which the customer goes live."
    issues.add(far, "Go-live date", typed["Go-live date"], "GOLIVE_FAR", problem, fix)
    typed["Go-live date"] = typed["Go-live date"].where(~far)
    bad["Go-live date"] |= far
    typed["Tier"], bad["Tier"] = tiers(cells["Tier"], typed, bad, issues, policy)
    # An unknown type is not an empty one: it must not count as a live touch.
    typed["Last touch type"] = typed["Last touch type"].mask(bad["Last touch type"], "Unknown")
    accounts = pd.DataFrame(typed, index=cells.index)[contract.headers]
    # Tier and amount come before scope, so their trouble is told apart below.
    decides = [c.header for c in contract.columns if c.decides and c.header not in ("ARR", "Tier")]
    accounts["Intro undated"] = undated
    accounts["Unread"] = sum(bad[gate.column].astype("int8") * gate.bit for gate in GATES)
    accounts = accounts.assign(**filled(cells, accounts))
    accounts["Bad"] = np.logical_or.reduce([bad[header].to_numpy() for header in decides])
    for title, level in (
        ("Sponsor title", "Sponsor level"),
        ("Executive title", "Executive level"),
    ):
        accounts[level] = title_levels(accounts[title], policy)
    accounts["Own CSM"] = own_csms(accounts, issues, policy)
    accounts["Executive level"] = accounts["Executive level"].mask(accounts["Own CSM"], CSM_LEVEL)
    accounts["Waiver valid"] = _valid_waivers(
        accounts, bad["Waiver expires"], issues, policy, as_of
    )
    _note_owners(accounts, issues)
    _note_declined(accounts, issues)
    # A tier that can't be read must not take an account out of scope.
    accounts["Tier open"] = bad["Tier"] | accounts["Tier"].isna()
    accounts = _once_each(accounts, cells, issues, policy)
    accounts["Trouble"] = _troubles(accounts, decides, issues)
    return accounts, issues.frame()


_TROUBLES = {
    "CELL_ERROR": "error in {}",
    "CHOICE_UNKNOWN": "unknown {}",
    "DATE_AMBIGUOUS": "ambiguous {}",
    "DATE_FUTURE": "{} in the future",
    "DATE_UNREADABLE": "unreadable {}",
    "GOLIVE_FAR": "{} too far ahead",
    "ID_CONTRADICTORY": "{} on several rows that differ",
    "ID_MISSING": "no {}",
    "TIER_MISSING": "neither {} nor amount",
    "TIER_UNREADABLE": "unreadable {}",
}
"""What a data issue is about, by the code of the issue; {} stands for the column."""


def _troubles(accounts: pd.DataFrame, decides: list[str], issues: IssueList) -> pd.Series:
    """What keeps each account from being scored, in words; "" where nothing does."""
    columns = {*decides, "Account ID", "Tier"}
    words = pd.Series("", index=accounts.index, dtype=object)
    for column, code, found in issues.noted():
        if code in _TROUBLES and column in columns:
            name = column if column == "Account ID" else column[0].lower() + column[1:]
            rows = found.intersection(accounts.index)
            words[rows] += "; " + _TROUBLES[code].format(name)
    told = words.str.removeprefix("; ")
    held = accounts["Bad"] | accounts["Contradictory"] | accounts["Tier open"]
    return told.mask((told == "") & held, "see Issues")


def _said_no(cells: pd.Series) -> pd.Series:
    values, _ = by_distinct(cells, lambda value: (plain_answer(value) is False, ""))
    return pd.Series([value is True for value in values], index=cells.index, dtype=bool)


def _undated_intros(cells: pd.Series) -> pd.Series:
    values, _ = by_distinct(cells, lambda value: (plain_answer(value) is True, ""))
    return pd.Series([value is True for value in values], index=cells.index, dtype=bool)


def _valid_waivers(
    accounts: pd.DataFrame,
    bad_expiry: pd.Series,
    issues: IssueList,
    policy: DayPolicy,
    as_of: dt.date,
) -> pd.Series:
    """Which waivers count: complete, not expired, not too long (C34)."""
    expires = accounts["Waiver expires"]
    parts = accounts[["Waiver reason", "Waiver approver", "Waiver expires"]].notna()
    complete = parts.all(axis=1)
    incomplete = (parts.any(axis=1) | bad_expiry) & ~complete
    reasons = accounts["Waiver reason"]
    problem = "The waiver lacks its reason, approver or expiry date and does not count."
    fix = "Fill in all three."
    issues.add(incomplete, "Waiver reason", reasons, "WAIVER_INCOMPLETE", problem, fix)
    expired = complete & (expires < pd.Timestamp(as_of))
    problem = "The waiver expired on {value} and no longer counts."
    fix = "Renew it with a new approval, or clear it."
    issues.add(expired, "Waiver expires", expires, "WAIVER_EXPIRED", problem, fix)
    longest = policy.integer("waiver.max_days")
    too_long = complete & (expires > pd.Timestamp(as_of) + pd.Timedelta(days=longest))
    problem = (
        f"The waiver runs until {{value}}, more than {longest} days ahead, and does not count."
    )
    fix = f"Let it expire within {longest} days."
    issues.add(too_long, "Waiver expires", expires, "WAIVER_TOO_LONG", problem, fix)
    return complete & ~expired & ~too_long


def _note_declined(accounts: pd.DataFrame, issues: IssueList) -> None:
    """A sponsor who declines needs a waiver (S1-36, C34)."""
    declined = (accounts["Sponsor status"] == "Declined") & ~accounts["Waiver valid"]
    sponsors = accounts["Customer sponsor"]
    problem = 'The sponsor "{value}" declined, and no waiver says so.'
    fix = "Add a waiver with reason, approver and expiry, or name another sponsor."
    issues.add(declined, "Sponsor status", sponsors, "DECLINED_NO_WAIVER", problem, fix)


def _note_owners(accounts: pd.DataFrame, issues: IssueList) -> None:
    """Exactly one owner a quarter (C58)."""
    owners = accounts["Owner this quarter"]
    several = owners.str.contains(r"[;/&]| and ", regex=True, na=False)
    problem = 'Owner this quarter "{value}" names more than one person.'
    fix = "Name one owner for the quarter."
    issues.add(several, "Owner this quarter", owners, "OWNER_SEVERAL", problem, fix)


def _once_each(
    accounts: pd.DataFrame, cells: pd.DataFrame, issues: IssueList, policy: DayPolicy
) -> pd.DataFrame:
    """One row an account; the first row of a repeated id tells how many further rows there were."""
    ids = accounts["Account ID"]
    no_id = ids.isna()
    fix = "Type the id that the CRM gives the account."
    problem = "The row has no Account ID, so it can't be scored."
    issues.add(no_id, "Account ID", ids, "ID_MISSING", problem, fix)
    repeated = ids.duplicated(keep=False) & ~no_id
    accounts["Contradictory"] = no_id
    accounts["Repeated"] = 0
    if not repeated.any():
        return accounts
    texts = cells.loc[repeated].astype(object).map(told)
    rows = texts.drop(columns="Account ID").agg("\x1f".join, axis=1)
    groups = rows.groupby(ids[repeated])
    differs = (groups.transform("nunique") > 1).reindex(accounts.index, fill_value=False)
    later = ids.duplicated(keep="first") & ~no_id
    fix = "Keep one row."
    problem = "Account ID {value} stands on several rows that are alike; the first counts."
    issues.add(later & ~differs, "Account ID", ids, "ID_REPEATED", problem, fix)
    problem = (
        "Account ID {value} stands on several rows that differ, so none of them can be trusted."
    )
    issues.add(
        differs, "Account ID", ids, "ID_CONTRADICTORY", problem, "Keep the row that is right."
    )
    accounts["Contradictory"] = no_id | differs
    # Of tiers that differ the highest one in scope counts, so that no denominator loses an account.
    tiers = accounts["Tier"]
    inside = tiers.where(tiers.isin(policy.integers("scope.tiers")))
    for highest in (tiers, inside):
        accounts["Tier"] = highest.groupby(ids).transform("min").fillna(accounts["Tier"])
    accounts["Tier open"] |= accounts["Tier open"].groupby(ids).transform("any").eq(other=True)
    counts = ids[repeated].value_counts()
    accounts["Repeated"] = ids.map(counts).where(repeated & ~later, 1).astype("int64") - 1
    return accounts.loc[~later].copy()
