"""Coverage rates of past weeks, cut as the scorecard cuts today's."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from scoring.coverage.history import iso_week
from scoring.coverage.tables import WEEK_HEADERS, WEEKS_SHOWN
from scoring.coverage.trend import weekly_rates

if TYPE_CHECKING:
    from scoring.policy import Policy

ALL_ACCOUNTS = "All scored accounts"
NO_NAME = "(none)"
KEYS = ["View", "Name", "Tier"]
_KINDS = {"View": "str", "Name": "str", "Tier": "Int8", "Week": "str", "Coverage rate": "Int32"}


def rates_then(
    history: pd.DataFrame, scored: pd.DataFrame, policy: Policy, as_of: dt.date, weeks: int
) -> pd.DataFrame:
    """Coverage rates of the latest snapshot at least `weeks` old and at most a week older.

    Args:
        history: typed History.
        scored: today's accounts, which tell regions and segments.
        policy: the parameters in force.
        as_of: day of the score.
        weeks: how far to look back.

    Returns:
        View, Name, Tier and Coverage rate (basis points).

    Source: S0-21.
    """
    latest = pd.Timestamp(as_of) - pd.Timedelta(weeks=weeks)
    days = history["Snapshot date"]
    old = history.loc[(days <= latest) & (days >= latest - pd.Timedelta(weeks=1))]
    old = old.loc[old["Snapshot date"] == old["Snapshot date"].max()]
    return _rates(old, scored, policy).drop(columns="Week")


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
    found = {
        header: card[KEYS]
        .merge(rates.loc[rates["Week"] == week], on=KEYS, how="left")["Coverage rate"]
        .set_axis(card.index)
        for header, week in zip(WEEK_HEADERS, weeks, strict=False)
    }
    found[WEEK_HEADERS[-1]] = card["Coverage rate"]
    return pd.DataFrame(found, index=card.index).astype("Int32")


def _rates(rows: pd.DataFrame, scored: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Rates of snapshots by each view of the scorecard.

    Snapshots tell tier and director as they were. Regions and segments are today's, so that the
    change of one compares the same accounts; those that have left are in none.
    """
    known = scored.drop_duplicates("Account ID").set_index("Account ID")
    there = rows["Account ID"].isin(known.index)
    named = rows.assign(**{"CS director": rows["CS director"].fillna(NO_NAME)})
    for view in ("Region", "Segment"):
        today = rows["Account ID"].map(known[view]).astype("str").fillna(NO_NAME)
        named[view] = today.where(there)
    everything = weekly_rates(named, policy).assign(View="All", Name=ALL_ACCOUNTS, Tier=pd.NA)
    tiers = weekly_rates(named, policy, ["Tier"]).assign(View="Tier")
    tiers["Name"] = "Tier " + tiers["Tier"].astype("str")
    parts = [everything, tiers]
    for view in ("CS director", "Region", "Segment"):
        groups = weekly_rates(named.loc[named[view].notna()], policy, [view, "Tier"])
        parts.append(groups.assign(View=view, Name=groups[view]))
    columns = list(_KINDS)
    return pd.concat([part[columns].astype(_KINDS) for part in parts], ignore_index=True)
