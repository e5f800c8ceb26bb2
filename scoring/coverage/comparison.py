"""Coverage rates of past weeks, cut as the scorecard cuts today's."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from scoring.cells.distinct import among
from scoring.coverage.history import iso_week
from scoring.coverage.tables import WEEK_HEADERS, WEEKS_SHOWN
from scoring.coverage.trend import RATED, weekly_rates
from scoring.coverage.views import ALL, SNAPSHOT, TIER, VIEWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.policy import Policy

ALL_ACCOUNTS = "All scored accounts"
NO_NAME = "(none)"
KEYS = ["View", "Name", "Tier"]
_KINDS = {"View": "str", "Name": "str", "Tier": "Int8", "Week": "str", "Coverage rate": "Float64"}


def rates_then(
    history: pd.DataFrame,
    scored: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    weeks: Sequence[int],
) -> pd.DataFrame:
    """Coverage rates of the latest snapshots at least so many weeks old and at most a week older.

    Args:
        history: typed History.
        scored: today's accounts, which tell regions and segments.
        policy: the parameters in force.
        as_of: day of the score.
        weeks: how far to look back, once or several times.

    Returns:
        Weeks (as given), View, Name, Tier and Coverage rate (basis points).

    Source: S0-21.
    """
    days = history["Snapshot date"]
    parts = []
    for number in weeks:
        latest = pd.Timestamp(as_of) - pd.Timedelta(weeks=number)
        near = (days <= latest) & (days >= latest - pd.Timedelta(weeks=1))
        newest = history.loc[near & (days == days[near].max())]
        # Rates are told apart by week: the name of the look back stands in for it.
        parts.append(newest.assign(Week=str(number)))
    rates = _rates(pd.concat(parts, ignore_index=True), scored, policy)
    return rates.rename(columns={"Week": "Weeks"}).astype({"Weeks": "int64"})


def rates_by_week(
    card: pd.DataFrame,
    scored: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    history: pd.DataFrame,
) -> pd.DataFrame:
    """The coverage rate of each row of the scorecard in each of the last 13 ISO weeks.

    A week without a snapshot is empty; this week is the rate of the row itself.

    Args:
        card: as `scoring.coverage.scorecard.scorecard` returns it.
        scored: the frame it was made from.
        policy: the parameters in force.
        as_of: day of the score.
        history: typed History.

    Returns:
        "12 weeks ago" to "This week", basis points, on the index of `card`.

    Source: S0-21.
    """
    ago = reversed(range(1, WEEKS_SHOWN))
    weeks = [iso_week(as_of - dt.timedelta(weeks=number)) for number in ago]
    rates = _rates(history.loc[history["Week"].isin(weeks)], scored, policy)
    rows = card[KEYS].assign(Row=card.index).merge(rates, on=KEYS)
    found = rows.pivot_table("Coverage rate", "Row", "Week", aggfunc="first")
    found = found.reindex(index=card.index, columns=weeks).set_axis(WEEK_HEADERS[:-1], axis=1)
    return found.assign(**{WEEK_HEADERS[-1]: card["Coverage rate"]}).astype("Float64")


def _rates(rows: pd.DataFrame, scored: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Rates of snapshots by each view of the scorecard.

    Snapshots tell tier and director as they were. Regions and segments are today's, so that the
    change of one compares the same accounts; those that have left are in none.
    """
    known = scored.drop_duplicates("Account ID").set_index("Account ID")
    there = among(rows["Account ID"], known.index)
    names: dict[str, pd.Series] = {}
    for view in (view for view in VIEWS if view.cuts and view.past):
        if view.past == SNAPSHOT:
            names[view.name] = rows[view.name].fillna(NO_NAME)
        else:
            today = rows["Account ID"].map(known[view.name]).astype("str").fillna(NO_NAME)
            names[view.name] = today.where(there)
    base = rows[[*RATED, "Tier"]]
    # One frame for all views, so that the rates are worked out once and not view by view.
    cuts = [
        base.assign(View=ALL.name, Name=ALL_ACCOUNTS, Tier=0),
        base.assign(View=TIER.name, Name=""),
    ]
    cuts += [base.assign(View=view, Name=name) for view, name in names.items()]
    rates = weekly_rates(pd.concat(cuts, ignore_index=True), policy, KEYS)
    of_tier = rates["View"] == TIER.name
    rates["Name"] = rates["Name"].mask(of_tier, "Tier " + rates["Tier"].astype("str"))
    rates["Tier"] = rates["Tier"].astype("Int8").mask(rates["View"] == ALL.name)
    return rates[list(_KINDS)].astype(_KINDS)
