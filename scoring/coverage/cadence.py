"""What the cadence can hold: how often accounts are touched, and what share of days that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.coverage.gates import SINGLE_BIT, TOUCH
from scoring.coverage.points import gate_score_table, last_day_at_or_above, last_fresh_day

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy, Policy

_ALL_BUT_TOUCH = SINGLE_BIT - 1 - TOUCH.bit


def touch_cadence(
    scored: pd.DataFrame, policy: Policy, as_of: dt.date, history: pd.DataFrame | None = None
) -> pd.Series:
    """Days from one touch of an account to the next, as it is touched at present.

    Only touches count that count for gate 4. The mean gap between the days with one in the last
    `touch.cadence_days`, or the days since the last one if those are more. An account with a single
    such day takes its tier's median gap instead of its own; where no account of the tier has two,
    twice the median days since the touch: on a steady rhythm half of the gap has passed on average.
    NaN: no touch in these days.

    Source: C02, C60.
    """
    day = pd.Timedelta(days=1)
    known = _touch_days(scored, policy.on(as_of).integer("touch.cadence_days"), as_of, history)
    several = known["Days"] > 1
    own = ((known["Last"] - known["First"]) / day / (known["Days"] - 1)).where(several)
    since = (pd.Timestamp(as_of) - known["Last"]) / day
    tiers = scored["Tier"]
    usual = own.groupby(tiers).median().fillna(2 * since.groupby(tiers).median())
    gap = own.fillna(tiers.map(usual).astype("float64"))
    return gap.where(gap >= since, since).clip(lower=1)


def _touch_days(
    scored: pd.DataFrame, window: int, as_of: dt.date, history: pd.DataFrame | None
) -> pd.DataFrame:
    """How many days of late each account was touched on, the first and the last of them.

    Where Touches do not tell, the last touches that snapshots knew of the same pair do.
    """
    logged = scored["Logged"].astype(bool)
    days = scored["Touch days"].where(logged)
    found = pd.DataFrame(
        {
            "Days": days,
            "First": scored["First touch date"].where(days > 0),
            "Last": scored["Last touch date"].where(days > 0),
        }
    )
    today = pd.Timestamp(as_of)
    # What a later snapshot tells of an earlier touch was not known on the day.
    then = None if history is None else history.loc[history["Snapshot date"] <= today]
    told = _stated_days(scored.loc[~logged], then)
    recent = told.loc[(told["Day"] <= today) & (told["Day"] > today - pd.Timedelta(days=window))]
    stated = recent.drop_duplicates().groupby("Row")["Day"].agg(["size", "min", "max"])
    found.loc[stated.index] = stated.to_numpy()
    return found.astype({"Days": "float64", "First": "datetime64[s]", "Last": "datetime64[s]"})


def _stated_days(scored: pd.DataFrame, history: pd.DataFrame | None) -> pd.DataFrame:
    """Row and Day of each touch of the pair that Accounts and snapshots know of."""
    own = pd.DataFrame({"Row": scored.index, "Day": scored["Last touch date"].to_numpy()})
    if history is None:
        return own.dropna()
    place = pd.Index(scored["Account ID"]).get_indexer_for(history["Account ID"])
    known = place >= 0
    place = place[known]
    past = pd.DataFrame(
        {
            "Row": scored.index.take(place),
            "Day": history["Last touch date"].to_numpy()[known],
        }
    )
    early = past["Day"].to_numpy() < scored["Pair since"].to_numpy().take(place)
    return pd.concat([own, past.loc[~early]]).dropna()


def reachable_shares(
    scored: pd.DataFrame, policy: Policy, as_of: dt.date, history: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Shares of days on which the present cadence keeps each account covered and off the red list.

    min(1, H / cadence), with H the days after a touch for which an account that has no other gap
    stays there; 0 for an account whose sponsor and executive have not spoken.

    Returns:
        Covered and Off red list, from 0 to 1, on the index of `scored`.

    Source: C02.
    """
    rules = policy.on(as_of)
    cadence = touch_cadence(scored, policy, as_of, history)
    single = scored["Single buyer"].to_numpy(dtype=bool)
    current = rules.text("coverage.basis") == "current"
    held = _days_held(rules.integer("coverage.threshold"), single, rules, decays=current)
    off = np.full(len(scored), np.nan)
    for tier in rules.integers("scope.tiers"):
        own = (scored["Tier"] == tier).fillna(value=False).to_numpy(dtype=bool)
        line = rules.red_line(tier)
        off[own] = _days_held(line, single[own], rules, decays=True)
    shares = {"Covered": held / cadence, "Off red list": off / cadence}
    return pd.DataFrame(shares, index=scored.index).clip(upper=1).fillna(0.0)


def _days_held(line: int, single: np.ndarray, policy: DayPolicy, *, decays: bool) -> np.ndarray:
    """Days after a touch for which the score stays at or above a line; inf: for ever."""
    table = gate_score_table(policy)
    stale = table[[_ALL_BUT_TOUCH, SINGLE_BIT + _ALL_BUT_TOUCH]]
    ends = np.where(stale >= line, np.inf, last_fresh_day(policy))
    last = last_day_at_or_above(line, policy) if decays else None
    ends[0] = ends[0] if last is None else min(ends[0], last)
    return ends[single.astype("int64")]
