"""The target that a tier is measured against on a day: the one in force, else the first to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.parameters import parameters
from scoring.wording import day, percent

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import Policy


@dataclass(frozen=True)
class Goal:
    """A target.

    Attributes:
        rate: in basis points.
        starts: the day from which it holds; None: it is in force.
    """

    rate: int
    starts: dt.date | None = None

    @property
    def told(self) -> str:
        """The target as every sheet names it.

        >>> import datetime as dt
        >>> Goal(8000).told, Goal(8000, dt.date(2027, 1, 1)).told
        ('target 80%', 'first target 80% from 1 Jan 2027')
        """
        if self.starts is None:
            return f"target {percent(self.rate)}%"
        return f"first target {percent(self.rate)}% from {day(self.starts)}"

    @property
    def said(self) -> str:
        """The same in a sentence, such as `target of 80%`."""
        return self.told.replace("target", "target of")


def goal(policy: Policy, tier: int, as_of: dt.date) -> Goal | None:
    """The target of a tier in force, or before the first starts that first one.

    Every sheet, the path and the console are measured against this one; None where a tier has none.

    >>> import datetime as dt
    >>> from scoring.policy import Policy
    >>> [goal(Policy.load(), 1, dt.date(year, 6, 1)) for year in (2026, 2028)]
    [Goal(rate=8000, starts=datetime.date(2027, 1, 1)), Goal(rate=9200, starts=None)]

    Source: S0-22, C13, C14.
    """
    key = f"targets.t{tier}"
    if key not in parameters():
        return None
    in_force = policy.on(as_of).target(tier)
    if in_force is not None:
        return Goal(in_force)
    starts, rate = policy.dated(key)[0]
    return Goal(int(rate), starts)


def goals(policy: Policy, as_of: dt.date) -> dict[int, Goal]:
    """The target of each tier in scope that has one."""
    found = {tier: goal(policy, tier, as_of) for tier in policy.on(as_of).integers("scope.tiers")}
    return {tier: each for tier, each in found.items() if each is not None}
