"""Coverage by week, and how long gaps took to close, told from the snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.coverage.marks import is_unmeasured
from scoring.coverage.points import reaches_line
from scoring.coverage.runs import held_before, run_start, told_weeks, within_week
from scoring.coverage.tables import TREND
from scoring.parameters import FULL

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from scoring.policy import DayPolicy, Policy

COVERED = ("Covered", "Slipping")
"""Statuses of accounts that count as covered."""

RATED = ("Week", "Snapshot date", "Gates", "Status", "Gate score", "Current score")
"""Columns of History that its rates are worked out from."""

DAYS_IN_WEEK = 7


def rate(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Exact share in basis points as nullable Float64; NA where the whole is 0.

    It is rounded where it is shown, and only there, so that 31 of 117 reads as 26% everywhere.
    """
    known = whole > 0
    return (FULL * part / whole.where(known)).astype("Float64").where(known)


def coverage_rate(rows: pd.DataFrame, policy: DayPolicy, tier: int | None = None) -> float | None:
    """Coverage rate of single accounts, counted as the scorecard counts them.

    Args:
        rows: Tier, Gate score and Current score (nullable, scores in basis points) and Status
            (text, missing where nobody says). A known status decides whether an account counts and
            is covered; without one the score by which coverage is told does. An account whose tier
            can't be told counts in the rate of all tiers, as not covered.
        policy: the parameters in force.
        tier: the tier; None: all tiers in scope.

    Returns:
        Exact basis points; None where no account counts.

    Source: S0-01, S0-15, C07, C34.
    """
    status, tiers = rows["Status"], rows["Tier"]
    counted = (status != "Out of scope").fillna(value=True)
    if not policy.flag("waiver.in_denominator"):
        counted &= (status != "Waived").fillna(value=True)
    if tier is None:
        counted &= tiers.isna() | tiers.isin(policy.integers("scope.tiers"))
    else:
        counted &= (tiers == tier).fillna(value=False)
    enough = reaches_line(rows["Gate score"], rows["Current score"], policy).fillna(value=False)
    covered = status.isin(COVERED) | (status.isna() & enough & tiers.notna())
    share = rate(pd.Series([(covered & counted).sum()]), pd.Series([counted.sum()])).iloc[0]
    return None if pd.isna(share) else float(share)


def weekly_rates(history: pd.DataFrame, policy: Policy, by: Sequence[str] = ()) -> pd.DataFrame:
    """Coverage rate of each week, as its snapshot had it, by columns of History.

    The rules are those of the snapshot's day. Where coverage was not measured there is no rate.

    Returns:
        Week, Snapshot date, the columns of `by`, Accounts, Covered, Coverage rate (exact basis
        points), in order of date. Rows without a value in a column of `by` are left out.

    Source: S0-01, C34.
    """
    codes, days = pd.factorize(history["Snapshot date"])
    rules = [policy.on(day.date()) for day in days]
    covered = history["Status"].isin(COVERED)
    unknown = history["Status"].isna()
    if unknown.any():
        # Without the column Status the scores still tell most of it.
        covered |= unknown & _reaches_threshold(history, rules, codes)
    waived_count = np.array([each.flag("waiver.in_denominator") for each in rules], dtype=bool)
    counted = (history["Status"] != "Waived") | waived_count.take(codes)
    rows = history[["Week", "Snapshot date", *by]].assign(
        Accounts=counted.astype("int64"),
        Covered=(covered & counted).astype("int64"),
        Unknown=is_unmeasured(history["Gates"]) & counted,
    )
    sums = {"Snapshot date": "max", "Accounts": "sum", "Covered": "sum", "Unknown": "any"}
    weeks = rows.groupby(["Week", *by], as_index=False, observed=True).agg(sums)
    held = weeks.pop("Unknown").astype(bool)
    weeks["Coverage rate"] = rate(weeks["Covered"], weeks["Accounts"]).mask(held)
    return weeks.sort_values(["Snapshot date", *by], ignore_index=True)


def _reaches_threshold(
    history: pd.DataFrame, rules: Sequence[DayPolicy], codes: np.ndarray
) -> pd.Series:
    """Whether the score that decides coverage on each snapshot's day reaches the threshold."""
    current = np.array([each.text("coverage.basis") == "current" for each in rules], dtype=bool)
    lines = np.array([each.integer("coverage.threshold") for each in rules], dtype="int64")
    decisive = history["Gate score"].mask(current.take(codes), history["Current score"])
    return (decisive >= lines.take(codes)).fillna(value=False).astype(bool)


def weeks_to_close(history: pd.DataFrame) -> pd.DataFrame:
    """Each gap that closed: from the first red snapshot of a run to the first that is not red.

    A waiver takes an account off the red list and closes no gap: waived weeks are passed over, and
    are none of those that the gap took.

    Returns:
        Account ID, Red since, Closed (dates), Week (of the closing), Weeks (by date, a fraction).

    Source: S0-30, C34.
    """
    rows, first = told_weeks(history, ["Week", "Red", "Red since"])
    red = (rows["Red"] == 1).to_numpy()
    closed = np.flatnonzero(held_before(red, first) & ~red)
    begun = rows.iloc[run_start(red, first)[closed - 1]]
    gaps = rows.iloc[closed][["Account ID", "Week"]].reset_index(drop=True)
    gaps["Red since"] = within_week(begun["Snapshot date"], begun["Red since"].to_numpy())
    gaps["Closed"] = rows["Snapshot date"].to_numpy()[closed]
    waived = rows["Waived before"].to_numpy()[closed] - begun["Waived before"].to_numpy()
    days = (gaps["Closed"] - gaps["Red since"]) / pd.Timedelta(days=1)
    gaps["Weeks"] = days / DAYS_IN_WEEK - waived
    return gaps[["Account ID", "Red since", "Closed", "Week", "Weeks"]]


def trend(history: pd.DataFrame, policy: Policy, as_of: dt.date) -> pd.DataFrame:
    """Coverage, targets, red accounts and gaps closed, week by week.

    Args:
        history: typed History, this week's snapshot included; later ones are not looked at.
        policy: the parameters; each week has those of its snapshot's day. `trend.weeks` says how
            many of the latest snapshots to show.
        as_of: day of the score.

    Returns:
        The headers of Trend, oldest week first; rates in exact basis points, NA where no account
        counts, coverage was not measured, or no target was in force; so is Red.

    Source: S0-21, S0-30, C14, C15, C55.
    """
    history = history.loc[history["Snapshot date"] <= pd.Timestamp(as_of)]
    weeks = policy.on(as_of).integer("trend.weeks")
    known = history.assign(Unknown=is_unmeasured(history["Gates"]))
    by_week = known.groupby("Week", as_index=False)
    table = by_week.agg({"Snapshot date": "max", "Red": "sum", "Unknown": "any"})
    table = table.sort_values("Snapshot date").tail(weeks).reset_index(drop=True)
    rates = weekly_rates(history, policy, ["Tier"])
    for tier in (1, 2):
        own = rates.loc[rates["Tier"] == tier].set_index("Week")["Coverage rate"]
        targets = [policy.on(day.date()).target(tier) for day in table["Snapshot date"]]
        table[f"Tier {tier} rate"] = table["Week"].map(own).astype("Float64")
        table[f"Tier {tier} target"] = pd.array(targets, dtype="Int32")
    gaps = weeks_to_close(history).groupby("Week")["Weeks"]
    table["Gaps closed"] = table["Week"].map(gaps.size()).fillna(0).astype("int64")
    table["Weeks to close"] = table["Week"].map(gaps.mean()).astype("float64")
    for pace in ("weekly", "monthly"):
        header = f"{pace.capitalize()} review (unverified)"
        published = [
            policy.on(day.date()).number(f"benchmark.weeks_to_close_{pace}")
            for day in table["Snapshot date"]
        ]
        table[header] = pd.Series(published, index=table.index, dtype="float64")
    table["Red"] = table["Red"].astype("Int64").mask(table["Unknown"].astype(bool))
    return table[TREND.headers]
