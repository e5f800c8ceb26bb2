"""Every number of the rules, written out again from the requirements, and which holds on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Row: TypeAlias = "dict[str, Any]"
Touch: TypeAlias = "dict[str, Any]"
Rules: TypeAlias = "Mapping[str, Any]"


@dataclass(frozen=True)
class Dated:
    """A parameter with a value from each of several days on; None: from the beginning."""

    steps: tuple[tuple[date | None, Any], ...]

    def on(self, day: date) -> Any:
        """The value in force on a day; None before the first."""
        found = None
        for start, value in sorted(self.steps, key=lambda entry: entry[0] or date.min):
            if start is None or start <= day:
                found = value
        return found

    def first(self) -> Any:
        """The value that comes into force first."""
        return min(self.steps, key=lambda entry: entry[0] or date.min)[1]


DEFAULTS: dict[str, Any] = {
    "score.method": "waterfall",  # C05
    "score.levels": [0, 2500, 5000, 7500, 8500, 10000],  # S0-07 … S0-12
    "score.weights": [2000, 2500, 2000, 2000, 1500],  # C06
    "decay.mode": "linear_cap",  # C02
    "decay.start_days": 30,  # S0-24
    "decay.stale_days": 90,  # S0-25
    "decay.inclusive": True,  # C04
    "decay.stale_cap": 5000,  # C01
    "decay.ramp_end": 8500,  # C02
    "coverage.basis": "gate",  # C02
    "coverage.threshold": 8500,  # S0-15
    "redlist.t1": 8500,  # S0-27
    "redlist.t2": 7000,  # S0-27
    "redlist.order": "tier",  # S0-27
    "sla.clock": "first_failed_snapshot",  # C12
    "sla_days.gate1": 7,  # S0-07
    "sla_days.gate2": 14,  # S0-08
    "sla_days.gate3": 30,  # S0-09
    "sla_days.gate4": 7,  # S0-10
    "sla_days.gate5": 30,  # S0-11
    "standup.next_touch_days": 14,  # C11
    "standup.script_minutes": 8,  # S0-28
    "standup.account_seconds": 20,  # S0-28
    "escalation.red_weeks": 2,  # S0-29
    "escalation.to": "VP CS",  # S0-29
    "escalation.fallback": "CRO",  # C27
    "touch.plan": "before_red",  # C59
    "touch.plan_days": 84,  # C59
    "touch.types": ["Call", "Video", "In person", "SBR", "EBR"],  # C10
    "touch.cadence_days": 365,  # C02
    "tiers.cuts": [250_000, 50_000, 15_000],  # C17
    "tiers.basis": "ARR",  # C17
    "scope.tiers": [1, 2],  # S0-06
    "gate1.min_level": "VP",  # G01
    "gate2.min_level": "VP",  # C32
    "gates.strict_evidence": False,  # G01
    "waiver.max_days": 180,  # C34
    "waiver.in_denominator": False,  # C34
    "profiles.single_buyer": True,  # C35
    "handover.days": 90,  # C36
    "outcome.expires_days": 365,  # G10
    "grace.days": 30,  # G12
    "targets.t1": Dated(((date(2027, 1, 1), 8000), (date(2028, 1, 1), 9200))),  # S0-22
    "targets.t2": Dated(((date(2027, 1, 1), 5000), (date(2028, 1, 1), 7800))),  # S0-22
    "bonus.weight": [1000, 1500],  # S0-31
    "views.csm_coverage": False,  # C30
    "gaming.points": 1000,  # C13
    "gaming.weeks": 8,  # C13
    "gaming.climb": [6000, 9200],  # C13
    "gaming.climb_weeks": 20,  # C13
    "gaming.gates_at_once": 3,  # S0-38
    "gaming.min_moved": 2,  # S0-38
    "trend.weeks": 26,  # S0-21
    "benchmark.median_t1": 6400,  # S0-03
    "benchmark.median_t2": 3100,  # S0-03
    "benchmark.gold_t1": 9200,  # S0-02
    "benchmark.gold_t2": 7800,  # S0-02
    "benchmark.weeks_to_close_weekly": 3.4,  # S0-30
    "benchmark.weeks_to_close_monthly": 9.1,  # S0-30
}


def rules_on(settings: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The value of each parameter in force on a day.

    Raises:
        KeyError: a setting that the reference does not know.
    """
    unknown = set(settings) - set(DEFAULTS)
    if unknown:
        raise KeyError(f"settings the reference doesn't know: {sorted(unknown)}")
    return {
        name: value.on(day) if isinstance(value, Dated) else value
        for name, value in (DEFAULTS | dict(settings)).items()
    }


def planned_target(settings: Mapping[str, Any], tier: int | None, day: date) -> int | None:
    """A tier's target on a day; before the first comes into force, that one (S0-22, C14)."""
    if tier not in (1, 2):
        return None
    given = (DEFAULTS | dict(settings))[f"targets.t{tier}"]
    if not isinstance(given, Dated):
        return int(given)
    in_force = given.on(day)
    return int(given.first() if in_force is None else in_force)
