"""The two people of an account as snapshots knew them, and since when a new one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scoring.cells.distinct import among
from scoring.cleaning import IssueList, folded_names
from scoring.people import same_person

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy

PAIR = (("Customer sponsor", "Sponsor since"), ("Internal executive", "Executive since"))
"""The two people of an account, and the columns that say since when each is there."""

OUTGOING = "Outgoing executive"


def last_people(history: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Who stood in the last snapshot of an earlier week, and since when somebody new may stand.

    Args:
        history: typed History.
        as_of: day of the score.

    Returns:
        Customer sponsor, Internal executive and Since, the day after that snapshot
        (datetime64[s]), by Account ID, for accounts with an earlier snapshot.
    """
    monday = pd.Timestamp(as_of) - pd.Timedelta(days=as_of.weekday())
    past = history.loc[history["Snapshot date"] < monday]
    last = past.sort_values("Snapshot date", kind="stable").drop_duplicates(
        "Account ID", keep="last"
    )
    since = last["Snapshot date"] + pd.Timedelta(days=1)
    return last.assign(Since=since).set_index("Account ID")[[*(name for name, _ in PAIR), "Since"]]


def pair_since(history: pd.DataFrame, accounts: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Accounts with Sponsor since and Executive since filled in where a name has changed.

    The new person stands since the day after the last snapshot of an earlier ISO week that has
    another name. An empty name is nobody's, and a date that the user gave wins. This week's
    snapshot is about to be replaced and not looked at: two refreshes give what one gives.

    An outgoing executive who was not the executive before the present one is left out: that
    handover was another's, and has ended.

    Args:
        history: typed History.
        accounts: typed Accounts.
        as_of: day of the score.

    Source: C36, G11.
    """
    monday = pd.Timestamp(as_of) - pd.Timedelta(days=as_of.weekday())
    past = history.loc[
        (history["Snapshot date"] < monday) & among(history["Account ID"], accounts["Account ID"]),
        ["Account ID", "Snapshot date", *(name for name, _ in PAIR)],
    ]
    filled = accounts.copy()
    for name, since in PAIR:
        known = accounts["Account ID"].notna() & accounts[name].notna()
        present = folded_names(accounts.loc[known, name])
        present = present.set_axis(accounts.loc[known, "Account ID"])
        present = present[~present.index.duplicated()]
        then = folded_names(past[name])
        now = present.reindex(past["Account ID"]).set_axis(past.index)
        other = past.loc[then.notna() & now.notna() & (then != now)]
        last = other.groupby("Account ID")["Snapshot date"].max() + pd.Timedelta(days=1)
        changed = last.reindex(accounts["Account ID"]).set_axis(accounts.index)
        filled[since] = accounts[since].fillna(changed)
    filled[OUTGOING] = accounts[OUTGOING].mask(_of_another_handover(past, accounts))
    return filled


def _of_another_handover(past: pd.DataFrame, accounts: pd.DataFrame) -> pd.Series:
    """Where the outgoing executive is not the last one whom snapshots knew before the present one.

    Where they knew none, the user is believed.
    """
    held = accounts.loc[accounts["Account ID"].notna() & accounts[OUTGOING].notna()]
    held = held.set_index("Account ID")
    rows = past.loc[past["Account ID"].isin(held.index)].sort_values("Snapshot date", kind="stable")
    present = held["Internal executive"].reindex(rows["Account ID"])
    others = rows.loc[~same_person(rows["Internal executive"], present)]
    before = others.drop_duplicates("Account ID", keep="last").set_index("Account ID")
    outgoing = held[OUTGOING].reindex(before.index)
    wrong = before.index[~same_person(outgoing, before["Internal executive"])]
    return accounts["Account ID"].isin(wrong)


def handover_issues(
    history: pd.DataFrame, accounts: pd.DataFrame, policy: DayPolicy, as_of: dt.date
) -> pd.DataFrame:
    """Outgoing executives who spare nothing, since somebody else was the executive before.

    Args:
        history: typed History.
        accounts: typed Accounts.
        policy: the parameters in force.
        as_of: day of the score.

    Returns:
        The headers of Issues.

    Source: C36, G14.
    """
    held = accounts.loc[accounts[OUTGOING].notna()]
    filled = pair_since(history, held, as_of)
    ends = filled["Executive since"] + pd.Timedelta(days=policy.integer("handover.days"))
    wrong = filled[OUTGOING].isna() & (ends >= pd.Timestamp(as_of))
    issues = IssueList("Accounts", held["Account ID"])
    problem = (
        'The outgoing executive "{value}" was not the executive before the present one, so no '
        "handover spares intro and touches."
    )
    fix = "Type the name of the last executive, or clear the cell."
    issues.add(wrong, OUTGOING, held[OUTGOING], "HANDOVER_OF_ANOTHER", problem, fix)
    return issues.frame()
