"""What the cadence can hold: how often accounts are touched, and what share of days that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.cells.distinct import among
from scoring.coverage.evidence import last_fresh_day
from scoring.coverage.gates import SINGLE_BIT, TOUCH
from scoring.coverage.scores import gate_score_table, last_day_at_or_above

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy, Policy

_ALL_BUT_TOUCH = SINGLE_BIT - 1 - TOUCH.bit


def touch_cadence(
    scored: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    history: pd.DataFrame | None = None,
    touches: pd.DataFrame | None = None,
) -> pd.Series:
    """Days from one touch of an account to the next, as it is touched at present.

    The mean gap between its touch days of the last `touch.cadence_days`, or the days since the
    last one if those are more. An account with a single touch day takes its tier's median gap
    instead of its own; where no account of the tier has two, twice the median days since the touch:
    on a steady rhythm half of the gap has passed on average. NaN: no touch in these days.

    Source: C02.
    """
    today = pd.Timestamp(as_of)
    logged = _touch_days(scored, history, touches)
    window = pd.Timedelta(days=policy.on(as_of).integer("touch.cadence_days"))
    recent = logged.loc[(logged["Day"] <= today) & (logged["Day"] > today - window)]
    days = recent.drop_duplicates().groupby("Account ID")["Day"].agg(["min", "max", "size"])
    day = pd.Timedelta(days=1)
    gaps = ((days["max"] - days["min"]) / day / (days["size"] - 1)).where(days["size"] > 1)
    ids = scored["Account ID"]
    own = ids.map(gaps).astype("float64")
    since = ids.map((today - days["max"]) / day).astype("float64")
    tiers = scored["Tier"]
    usual = own.groupby(tiers).median().fillna(2 * since.groupby(tiers).median())
    gap = own.fillna(tiers.map(usual).astype("float64"))
    return gap.where(gap >= since, since).clip(lower=1)


def _touch_days(
    scored: pd.DataFrame, history: pd.DataFrame | None, touches: pd.DataFrame | None
) -> pd.DataFrame:
    """Account ID and Day of every touch that counts; History tells of accounts without a log."""
    headers = ["Account ID", "Last touch date"]
    sources = [scored[headers]]
    known = pd.Series(dtype="str")
    if touches is not None:
        logged = touches.loc[touches["Qualifies"], ["Account ID", "Touch date"]]
        known = logged["Account ID"]
        sources.append(logged)
    if history is not None:
        sources.append(history.loc[~among(history["Account ID"], known), headers])
    return pd.concat(
        [source.set_axis(["Account ID", "Day"], axis=1) for source in sources]
    ).dropna()


def reachable_shares(
    scored: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    history: pd.DataFrame | None = None,
    touches: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Shares of days on which the present cadence keeps each account covered and off the red list.

    min(1, H / cadence), with H the days after a touch for which an account that has no other gap
    stays there; 0 for an account that nobody has touched.

    Returns:
        Covered and Off red list, from 0 to 1, on the index of `scored`.

    Source: C02.
    """
    rules = policy.on(as_of)
    cadence = touch_cadence(scored, policy, as_of, history, touches)
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
