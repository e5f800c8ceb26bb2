"""What the board slide is made from: the frames of a refresh, the tiers, and what was before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.coverage.marks import is_unmeasured
from scoring.coverage.measured import is_measured
from scoring.coverage.movement import movement
from scoring.coverage.runs import run_starts, weeks_red
from scoring.coverage.targets import goals
from scoring.coverage.views import TIER, rows_of
from scoring.parameters import FULL
from scoring.wording import short_day

if TYPE_CHECKING:
    import datetime as dt

    from scoring.coverage.bridge import Bridge
    from scoring.coverage.movement import Movement
    from scoring.coverage.targets import Goal
    from scoring.policy import DayPolicy, Policy

SPANS = {"in 13 weeks": 13, "in 4 weeks": 4}
_WEEK = pd.Timedelta(weeks=1)


@dataclass(frozen=True)
class Facts:
    """All that the slide is made from.

    Attributes:
        scored: as `scoring.coverage.score_accounts` returns it.
        red: as `scoring.coverage.redlist.red_list` returns it.
        card: as `scoring.coverage.scorecard.scorecard` returns it.
        path: as `scoring.coverage.path.path_to_target` returns it.
        trend: as `scoring.coverage.trend.trend` returns it, this week included.
        history: typed History; tells what the counts were.
        bridge: where the rows of the file went.
        policy: the parameters.
        as_of: day of the score.
    """

    scored: pd.DataFrame
    red: pd.DataFrame
    card: pd.DataFrame
    path: pd.DataFrame
    trend: pd.DataFrame
    history: pd.DataFrame
    bridge: Bridge
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
        return next((tier for tier in self.tiers if tier.accounts), None)

    @property
    def is_measured(self) -> bool:
        """Whether the coverage rate is measured."""
        return is_measured(self.scored)

    @cached_property
    def movement(self) -> Movement | None:
        """What changed on the red list since the last snapshot."""
        return movement(self.scored, self.history, self.as_of)


@dataclass(frozen=True)
class Tier:
    """One tier's row of the scorecard; rates in exact basis points, None where there is none.

    Attributes:
        changes: over which time, and by how many basis points, the rate changed; the last time
            first.
    """

    number: int
    rate: float | None = None
    goal: Goal | None = None
    accounts: int = 0
    covered: int = 0
    solid: int = 0
    slipping: int = 0
    uncovered: int = 0
    red: int = 0
    waived: int = 0
    full: int | None = None
    named: int | None = None
    data_issues: int = 0
    changes: tuple[tuple[str, float], ...] = ()

    @property
    def name(self) -> str:
        """What the slide calls it."""
        return f"Tier {self.number}"

    @property
    def target(self) -> int | None:
        """The target that it is measured against, in basis points."""
        return None if self.goal is None else self.goal.rate

    @property
    def gap(self) -> float:
        """Basis points from the target to the rate, below 0 where it is short; 0 without either."""
        return 0 if self.rate is None or self.target is None else self.rate - self.target

    @property
    def is_short(self) -> bool:
        """Whether it has a target and has not reached it."""
        return self.gap < 0


def _tier(facts: Facts, number: int) -> Tier:
    rows = rows_of(TIER, facts.card)
    rows = rows.loc[rows["Tier"] == number]
    if rows.empty:
        return Tier(number)
    row = rows.iloc[0]
    rate = None if pd.isna(row["Coverage rate"]) else float(row["Coverage rate"])
    counts = ("Accounts", "Covered", "Solid", "Slipping", "Uncovered", "Red", "Waived")
    return Tier(
        number=number,
        rate=rate,
        goal=goals(facts.policy, facts.as_of).get(number),
        **{header.casefold(): known(row[header]) or 0 for header in counts},
        full=_count_of(row, "Full rate"),
        named=_count_of(row, "Named-only rate"),
        data_issues=int(row["Data issues"]),
        changes=tuple(_changes(facts, row, number, rate)),
    )


def _count_of(row: pd.Series, header: str) -> int | None:
    """The accounts behind a rate; None where it is not told."""
    return None if pd.isna(row[header]) else round(row[header] * row["Accounts"] / FULL)


def _changes(
    facts: Facts, row: pd.Series, number: int, rate: float | None
) -> list[tuple[str, float]]:
    """The change of a rate since each snapshot that it is compared with."""
    found = []
    for then in () if rate is None else compared(facts):
        if then.weeks:
            change = row[f"Change {then.weeks} weeks"]
        else:
            rows = facts.trend.loc[facts.trend["Snapshot date"] == then.day]
            change = (rate - rows[f"Tier {number} rate"]).sum(min_count=1)
        found += [] if pd.isna(change) else [(then.when, float(change))]
    return found


@dataclass(frozen=True)
class Then:
    """An earlier snapshot.

    Attributes:
        when: how long ago it is, as the slide says it.
        day: its day.
        weeks: weeks between it and the slide, if it was sought by them; 0: it is the last one.
    """

    when: str
    day: pd.Timestamp
    weeks: int = 0


def compared(facts: Facts) -> list[Then]:
    """The snapshots that the slide compares with: the last one, and the oldest of its spans.

    The last one is that before this week's; that of a span is as old as said, or a week more. One
    in which coverage was not measured is not compared with.
    """
    today = pd.Timestamp(facts.as_of)
    monday = today - pd.Timedelta(days=today.weekday())
    blind = facts.history.loc[is_unmeasured(facts.history["Gates"]), "Snapshot date"].unique()
    days = pd.Series(facts.history["Snapshot date"].unique())
    days = days.loc[days < monday]
    found = []
    if len(days):
        last = days.max()
        week_before = last >= monday - _WEEK
        when = "this week" if week_before else f"since {short_day(last, facts.as_of)}"
        found.append(Then(when, last))
    for when, weeks in SPANS.items():
        latest = today - weeks * _WEEK
        fitting = days.loc[(days <= latest) & (days >= latest - _WEEK)]
        if len(fitting):
            oldest = Then(when, fitting.max(), weeks)
            found = [then for then in found if then.day != oldest.day] + [oldest]
            break
    return [then for then in found if then.day not in blind]


def counts_then(facts: Facts, snapshot: pd.Timestamp) -> dict[str, float]:
    """ARR on the red list ("arr"), red accounts and escalations, as a snapshot had them."""
    history = facts.history
    red = history.loc[(history["Snapshot date"] == snapshot) & (history["Red"] == 1)]
    day = snapshot.date()
    runs = run_starts(history, day).reindex(red["Account ID"])
    weeks = weeks_red(runs["Red"], runs["Weeks waived"], day)
    due = weeks >= facts.policy.on(day).integer("escalation.red_weeks")
    return {"arr": float(red["ARR"].sum()), "red": len(red), "escalations": int(due.sum())}


def known(value: Any) -> int | None:
    """A whole number; None where it is missing."""
    return None if pd.isna(value) else int(value)
