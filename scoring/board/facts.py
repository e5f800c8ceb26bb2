"""What the board slide is made from: the frames of a refresh, the tiers, and what was before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.coverage.runs import run_starts, weeks_red
from scoring.wording import percent

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy, Policy

_SPANS = {"in 13 weeks": 13, "in 4 weeks": 4}
_SINCE_LAST = "since the last snapshot"
_WEEK = pd.Timedelta(weeks=1)


@dataclass(frozen=True)
class Facts:
    """All that the slide is made from.

    Attributes:
        scored: as `scoring.coverage.score_accounts` returns it.
        red: as `scoring.coverage.redlist.red_list` returns it.
        card: as `scoring.coverage.scorecard.scorecard` returns it.
        trend: as `scoring.coverage.trend.trend` returns it, this week included.
        history: typed History; tells what the counts were.
        policy: the parameters.
        as_of: day of the score.
    """

    scored: pd.DataFrame
    red: pd.DataFrame
    card: pd.DataFrame
    trend: pd.DataFrame
    history: pd.DataFrame
    policy: Policy
    as_of: dt.date

    @property
    def rules(self) -> DayPolicy:
        """The parameters in force on the day of the slide."""
        return self.policy.on(self.as_of)

    @cached_property
    def tiers(self) -> tuple[Tier, Tier]:
        """Tier 1 and Tier 2 as the slide speaks of them."""
        return _tier(self, 1), _tier(self, 2)

    @property
    def headline_tier(self) -> Tier | None:
        """The tier that the headline speaks of: the first that has an account that counts."""
        return next((tier for tier in self.tiers if tier.rate is not None), None)


@dataclass(frozen=True)
class Tier:
    """One tier's row of the scorecard; rates in basis points, None where there is none."""

    number: int
    rate: int | None = None
    target: int | None = None
    accounts: int = 0
    covered: int = 0
    waived: int = 0
    full: int = 0
    named: int = 0
    data_issues: int = 0
    then: tuple[str, int] | None = None

    @property
    def name(self) -> str:
        """What the slide calls it."""
        return f"Tier {self.number}"

    @property
    def gap(self) -> int:
        """Whole points between rate and target as both are shown."""
        return abs(percent(self.target or 0) - percent(self.rate or 0))

    @property
    def is_short(self) -> bool:
        """Whether it has a target and has not reached it."""
        return self.rate is not None and self.target is not None and self.rate < self.target

    @property
    def change(self) -> tuple[str, int] | None:
        """Over which time the rate changed, and by how many points as both rates are shown."""
        if self.then is None or self.rate is None:
            return None
        when, earlier = self.then
        return when, percent(self.rate) - percent(earlier)


def _tier(facts: Facts, number: int) -> Tier:
    card = facts.card
    rows = card.loc[(card["View"] == "Tier") & (card["Tier"] == number)]
    if rows.empty:
        return Tier(number)
    row = rows.iloc[0]
    rate = known(row["Coverage rate"])
    return Tier(
        number,
        rate,
        known(row["Target"]),
        int(row["Accounts"]),
        int(row["Covered"]),
        int(row["Waived"]),
        known(row["Full rate"]) or 0,
        known(row["Named-only rate"]) or 0,
        int(row["Data issues"]),
        None if rate is None else _rate_then(facts, row, number, rate),
    )


def _rate_then(facts: Facts, row: pd.Series, number: int, rate: int) -> tuple[str, int] | None:
    """The earlier rate that this one is compared with, over the longest time that is known."""
    past = facts.trend.loc[facts.trend["Snapshot date"] <= pd.Timestamp(facts.as_of)]
    last_two = past[f"Tier {number} rate"].tail(2)
    week = last_two.diff().iloc[-1] if len(last_two) > 1 else pd.NA
    changes = {
        **{when: row[f"Change {weeks} weeks"] for when, weeks in _SPANS.items()},
        _SINCE_LAST: week,
    }
    known = ((when, rate - int(change)) for when, change in changes.items() if pd.notna(change))
    return next(known, None)


def known(value: Any) -> int | None:
    """A whole number; None where it is missing."""
    return None if pd.isna(value) else int(value)


def counts_then(facts: Facts) -> tuple[str, dict[str, float]] | None:
    """ARR at risk ("arr"), red accounts and escalations of the snapshot to compare with.

    Returns:
        Over which time, and the counts; None in the first week.
    """
    found = _earlier_snapshot(facts)
    if found is None:
        return None
    when, snapshot = found
    history = facts.history
    red = history.loc[(history["Snapshot date"] == snapshot) & (history["Red"] == 1)]
    day = snapshot.date()
    runs = run_starts(history, day).reindex(red["Account ID"])
    weeks = weeks_red(runs["Red"], runs["Weeks waived"], day)
    due = weeks >= facts.policy.on(day).integer("escalation.red_weeks")
    counts = {"arr": float(red["ARR"].sum()), "red": len(red), "escalations": int(due.sum())}
    return when, counts


def _earlier_snapshot(facts: Facts) -> tuple[str, pd.Timestamp] | None:
    """The snapshot of 13 weeks ago, else of 4, else the last: as old as said, or a week more."""
    today = pd.Timestamp(facts.as_of)
    days = pd.Series(facts.history["Snapshot date"].unique())
    days = days.loc[days < today - pd.Timedelta(days=today.weekday())]
    for when, weeks in _SPANS.items():
        latest = today - weeks * _WEEK
        fitting = days.loc[(days <= latest) & (days >= latest - _WEEK)]
        if len(fitting):
            return when, fitting.max()
    return None if days.empty else (_SINCE_LAST, days.max())
