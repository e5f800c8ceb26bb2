"""Coverage by week, and the gaps that closed (S0-21, S0-30)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.reference.past import first_day, is_waived, week_name
from tests.reference.rules import rules_on
from tests.reference.scorecard import rate_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tests.reference.past import Past
    from tests.reference.rules import Row


def trend(past: Past, settings: Mapping[str, Any], as_of: date) -> list[Row]:
    """One row a snapshot up to the as-of date, oldest first."""
    known = past.up_to(as_of)
    rules = rules_on(settings, as_of)
    closed = weeks_to_close(known)
    rows = []
    for day in known.days()[-rules["trend.weeks"] :]:
        then = rules_on(settings, day)
        shots = known.on(day)
        closings = closed.get(day, [])
        rows.append(
            {
                "Week": week_name(day),
                "Snapshot date": day,
                "Tier 1 rate": rate_of([shot for shot in shots if shot.tier == 1], settings),
                "Tier 1 target": _share(then["targets.t1"]),
                "Tier 2 rate": rate_of([shot for shot in shots if shot.tier == 2], settings),
                "Tier 2 target": _share(then["targets.t2"]),
                "Red": sum(shot.is_red for shot in shots),
                "Gaps closed": len(closings),
                "Weeks to close": sum(closings, Fraction(0)) / len(closings) if closings else None,
                "Weekly review (unverified)": then["benchmark.weeks_to_close_weekly"],
                "Monthly review (unverified)": then["benchmark.weeks_to_close_monthly"],
            }
        )
    return rows


def weeks_to_close(past: Past) -> dict[date, list[Fraction]]:
    """By the day of the first snapshot that is red no more: weeks since the first red one.

    A waiver closes none, and a waived week is none of those that the gap took (C34).
    """
    closed: dict[date, list[Fraction]] = {}
    for account_id in {shot.account_id for shot in past.snapshots}:
        since, waived = None, 0
        for shot in past.of(account_id):
            if is_waived(shot):
                waived += 1
            elif shot.is_red and since is None:
                since, waived = first_day(shot, shot.red_since), 0
            elif not shot.is_red and since is not None:
                weeks = Fraction((shot.day - since).days, 7) - waived
                closed.setdefault(shot.day, []).append(weeks)
                since = None
    return closed


def _share(points: int | None) -> Fraction | None:
    return None if points is None else Fraction(points, 10000)
