"""The two people of an account as snapshots knew them, and since when a new one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from scoring.cells.distinct import among
from scoring.cleaning import IssueList
from scoring.people import another_person, same_person

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy

PAIR = (("Customer sponsor", "Sponsor since"), ("Internal executive", "Executive since"))
"""The two people of an account, and the columns that say since when each is there."""

OUTGOING = "Outgoing executive"


class Empty(NamedTuple):
    """Columns that `pair_since` adds for the empty cell of a person.

    Attributes:
        before: whom the last snapshot of an earlier week names that names anybody.
        back: since when that person stands who comes back.
        new: since when somebody else stands who takes the place.
    """

    before: str
    back: str
    new: str


EMPTY = {
    "Customer sponsor": Empty("Sponsor before", "Sponsor back since", "New sponsor since"),
    "Internal executive": Empty("Executive before", "Executive back since", "New executive since"),
}
"""What snapshots say of a person whose cell is empty."""

_SOMEBODY_NEW = "\0"


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
    another name. An empty name is nobody's, and a date that the user gave wins; one that an import
    wrote for the person before is none. This week's snapshot is about to be replaced and not
    looked at: two refreshes give what one gives.

    An outgoing executive who was not the executive before the present one is left out: that
    handover was another's, and has ended.

    Args:
        history: typed History.
        accounts: typed Accounts.
        as_of: day of the score.

    Returns:
        The accounts, with the columns of EMPTY beside; the one called before for all.

    Source: C36, G11.
    """
    monday = pd.Timestamp(as_of) - pd.Timedelta(days=as_of.weekday())
    past = history.loc[
        (history["Snapshot date"] < monday) & among(history["Account ID"], accounts["Account ID"]),
        ["Account ID", "Snapshot date", *(name for name, _ in PAIR)],
    ]
    past = past.sort_values("Snapshot date", kind="stable")
    filled = accounts.copy()
    for name, since in PAIR:
        then = past[name]
        with_id = accounts.loc[accounts["Account ID"].notna()]
        named = with_id.loc[with_id[name].notna()]
        filled[since] = accounts[since].copy()
        stands = _stands_since(past, then, named, since, named[name])
        filled.loc[named.index, since] = stands
        empty = with_id.loc[with_id[name].isna()]
        last = past.loc[then.notna()].drop_duplicates("Account ID", keep="last")
        before = last.set_index("Account ID")[name].reindex(with_id["Account ID"])
        before = before.set_axis(with_id.index)
        columns = EMPTY[name]
        filled[columns.before] = before
        back = _stands_since(past, then, empty, since, before[empty.index])
        filled[columns.back] = back
        new = pd.Series(_SOMEBODY_NEW, index=empty.index, dtype=object)
        filled[columns.new] = _stands_since(past, then, empty, since, new)
    filled[OUTGOING] = accounts[OUTGOING].mask(_of_another_handover(past, accounts))
    return filled


def _stands_since(
    past: pd.DataFrame,
    then: pd.Series,
    accounts: pd.DataFrame,
    since: str,
    person: pd.Series,
) -> pd.Series:
    """Since when a person stands, told by the account's own date or else by snapshots.

    Args:
        past: snapshots of earlier weeks in order of date.
        then: the person in each of them.
        accounts: typed Accounts, each with an id.
        since: the column of the account's own date.
        person: who stands there now, on the index of `accounts`.
    """
    ids = accounts["Account ID"]
    present = person.set_axis(ids)
    present = present[~present.index.duplicated()]
    now = present.reindex(past["Account ID"]).set_axis(past.index)
    other = past.loc[another_person(then, now)]
    last = other.drop_duplicates("Account ID", keep="last").set_index("Account ID")
    changed = (last["Snapshot date"] + pd.Timedelta(days=1)).reindex(ids).set_axis(accounts.index)
    written = _written_for_another(past, then, accounts, since, last)
    return accounts[since].mask(written).fillna(changed)


def _written_for_another(
    past: pd.DataFrame,
    then: pd.Series,
    accounts: pd.DataFrame,
    since: str,
    last: pd.DataFrame,
) -> pd.Series:
    """Whether a date is the one that an import wrote when the person before came (C36).

    That is the day after the last snapshot before theirs; without one it is of the week of their
    first snapshot.

    Args:
        past: snapshots of earlier weeks in order of date.
        then: the person in each of them.
        accounts: typed Accounts.
        since: the column of the date.
        last: the last snapshot with another person than now, by Account ID.
    """
    ids = accounts["Account ID"]
    given = accounts[since].notna() & ids.isin(last.index)
    if not given.any():
        return given
    rows = past.loc[past["Account ID"].isin(ids[given])]
    rows = rows.assign(Person=then, Day=rows["Snapshot date"]).set_index("Account ID")
    rows = rows.loc[rows["Day"] <= last["Snapshot date"].reindex(rows.index)]
    named = rows.loc[rows["Person"].notna()]
    person = named.groupby(level=0)["Person"].last().reindex(named.index)
    left = named.loc[another_person(named["Person"], person)].groupby(level=0)["Day"].max()
    theirs = named.loc[~(named["Day"] <= left.reindex(named.index))]
    first = theirs.groupby(level=0)["Day"].min()
    before = rows.loc[rows["Day"] < first.reindex(rows.index)].groupby(level=0)["Day"].max()
    first, before = (found.reindex(ids).set_axis(accounts.index) for found in (first, before))
    day, monday = accounts[since], first - pd.to_timedelta(first.dt.day_of_week, unit="D")
    at_once = before.isna() & (day >= monday) & (day <= first)
    return given & (at_once | (day == before + pd.Timedelta(days=1)))


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
