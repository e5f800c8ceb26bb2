"""What looks too good or too hollow (S0-38, C13, G02)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.reference.accounts import GATES
from tests.reference.people import same_name
from tests.reference.rules import rules_on
from tests.reference.scorecard import is_named, rate_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from tests.reference.past import Past, Snapshot
    from tests.reference.rules import Row
    from tests.reference.tracker import Scored


def audit(
    scored: Sequence[Scored], past: Past, settings: Mapping[str, Any], as_of: date
) -> list[Row]:
    """Pace, Gates at once, Named only, Mapped and left; this week's snapshot is in the past."""
    known = past.up_to(as_of)
    rules = rules_on(settings, as_of)
    looked_at = [one for one in scored if one.account.standing == "scored"]
    rows = pace(known, settings, as_of)
    for one in looked_at:
        rows += gates_at_once(one, known, rules["gaming.gates_at_once"], rules["gaming.weeks"])
    for one in looked_at:
        picture = one.account.picture
        if picture.single_buyer:
            continue
        gates = picture.gates
        if is_named(one) and not any(gates[gate] for gate in (2, 3, 4, 5)):
            rows.append(_finding("Named only", one, None, as_of))
        if all(gates[gate] for gate in (1, 2, 3)) and not gates[4]:
            rows.append(_finding("Mapped and left", one, picture.last_touch, as_of))
    return rows


def _finding(detector: str, one: Scored, start: date | None, end: date) -> Row:
    return {
        "Detector": detector,
        "View": "Account",
        "Name": one.cells["Account"],
        "Account ID": one.account_id,
        "From": start,
        "To": end,
    }


def gates_at_once(one: Scored, past: Past, least: int, weeks: int) -> list[Row]:
    """Gates that turned from failed to passed between two snapshots of the last weeks."""
    shots = past.of(one.account_id)
    oldest = one.account.as_of - timedelta(weeks=weeks)
    return [
        _finding("Gates at once", one, before.day, after.day)
        for before, after in pairwise(shots)
        if after.day >= oldest and len(turned(before, after)) >= least
    ]


def turned(before: Snapshot, after: Snapshot) -> list[int]:
    """Which gates turned; after a departure gates 2 and 5 come back by themselves (C36)."""
    gates = [gate for gate in GATES if after.passed[gate] and not before.passed[gate]]
    left = not any(before.passed.values()) and bool(before.sponsor)
    replaced = left and not (after.sponsor and same_name(before.sponsor or "", after.sponsor))
    return [gate for gate in gates if not (replaced and gate in (2, 5))]


def pace(past: Past, settings: Mapping[str, Any], as_of: date) -> list[Row]:
    """Rates of tiers, and of directors' tiers, that rose faster than usual (C13)."""
    days = past.days()
    if not days:
        return []
    latest = days[-1]
    directors = sorted({shot.director for shot in past.on(latest) if shot.director})
    rows: list[Row] = []
    for director in (None, *directors):
        for tier in (1, 2, 3, 4):
            rates = {
                day: counts
                for day in days
                if (counts := _counts(past.on(day), director, tier, settings)) is not None
            }
            rows += [
                {
                    "Detector": "Pace",
                    "View": "CS director" if director else "Tier",
                    "Name": f"{director}, Tier {tier}" if director else f"Tier {tier}",
                    "Account ID": None,
                    "From": start,
                    "To": latest,
                }
                for start in _starts(rates, latest, rules_on(settings, as_of))
            ]
    return rows


def _counts(
    shots: Sequence[Snapshot], director: str | None, tier: int, settings: Mapping[str, Any]
) -> tuple[Fraction, int] | None:
    """The rate of a group and its covered accounts."""
    group = [
        shot
        for shot in shots
        if shot.tier == tier and (director is None or shot.director == director)
    ]
    rate = rate_of(group, settings)
    covered = sum(shot.status in ("Covered", "Slipping") for shot in group)
    return None if rate is None else (rate, covered)


def _starts(
    rates: Mapping[date, tuple[Fraction, int]], latest: date, rules: Mapping[str, Any]
) -> list[date]:
    """From which days the rate rose too fast, up to the latest snapshot: by points, by climb.

    Each time it is the last day on which the rate was at its lowest.
    """
    if latest not in rates:
        return []
    now, covered = rates[latest]
    low, high = (Fraction(points, 10000) for points in rules["gaming.climb"])
    too_fast: list[tuple[int, Callable[[Fraction], bool]]] = [
        (rules["gaming.weeks"], lambda rate: now - rate > Fraction(rules["gaming.points"], 10000)),
        (rules["gaming.climb_weeks"], lambda rate: rate <= low and now >= high),
    ]
    starts = []
    for weeks, rose in too_fast:
        found = [
            (rate, -day.toordinal(), day)
            for day, (rate, covered_then) in rates.items()
            if 0 < (latest - day).days < 7 * weeks
            and rose(rate)
            and covered - covered_then >= rules["gaming.min_moved"]
        ]
        starts += [min(found)[2]] if found else []
    return starts
