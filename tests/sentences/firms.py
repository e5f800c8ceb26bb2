"""Random accounts with their touches, dense around what sentences speak of."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any, NamedTuple

from tests.sentences.deeds import Account

AS_OF = dt.date(2027, 3, 1)
SPONSORS = ("Anna Berg", "Otto Kern")
OURS = ("Maria Holm", "Jon Falk", "Ines Rocha")
TITLES = ("VP Sales", "CEO", "Director of CS", "CSM", "Wizard", "SVP Operations")
TYPES = ("Call", "Call", "Video", "In person", "SBR", "E-mail", "Marketing", "Other", None)
OUTCOMES = ["Took place", "Completed", "No show", "Cancelled", "Planned", "Deleted", "Perhaps"]

POLICIES: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "weighted": {"score.method": "weighted"},
    "weighted, evenly": {"score.method": "weighted", "score.weights": [2000] * 5},
    "weighted, strict": {"score.method": "weighted", "gates.strict_evidence": True},
    "strict": {"gates.strict_evidence": True},
    "strict, C-level": {"gates.strict_evidence": True, "gate1.min_level": "C-level"},
    "executives of C-level": {"gate2.min_level": "C-level"},
    "any executive": {"gate2.min_level": "any"},
    "ramp": {"decay.mode": "ramp_cliff", "decay.start_days": 10},
    "cliff": {"decay.mode": "cliff"},
    "no decay": {"decay.mode": "none", "decay.stale_cap": 7500},
    "flowchart": {"decay.stale_cap": 7500},
    "no stale cap": {"decay.stale_cap": 10000, "score.levels": [0, 2500, 5000, 7500, 8500, 10000]},
    "stale is nothing": {"decay.stale_cap": 0},
    "current score": {"coverage.basis": "current", "decay.inclusive": False},
    "low lines": {"redlist.t1": 5000, "redlist.t2": 0, "coverage.threshold": 5000},
    "levels alike": {"score.levels": [0, 0, 5000, 5000, 8500, 8500]},
    "one level": {"score.levels": [8000] * 6},
    "a low top": {"score.levels": [0, 1000, 2000, 3000, 7000, 9000]},
    "short times": {"decay.start_days": 0, "decay.stale_days": 31, "outcome.expires_days": 60},
    "other types": {"touch.types": ["E-mail", "Other"], "touch.plan": "days"},
    "no single buyers": {"profiles.single_buyer": False, "handover.days": 20},
    "weighted, ramp": {"score.method": "weighted", "decay.mode": "ramp_cliff"},
    "weighted, flowchart": {"score.method": "weighted", "decay.stale_cap": 9000},
}
"""Settings by what they are: all that can change why a score is where it is."""


class Firm(NamedTuple):
    """Accounts under some settings."""

    accounts: list[Account]
    settings: dict[str, Any]


def firm(name: str, accounts: int, seed: int) -> Firm:
    """Accounts drawn from a seed, under a policy of POLICIES."""
    chance = random.Random(f"{name} {seed}")  # noqa: S311 - examples, not secrets
    return Firm([_account(chance) for _ in range(accounts)], POLICIES[name])


def _account(chance: random.Random) -> Account:
    def ago(*days: int) -> dt.date:
        return AS_OF - dt.timedelta(days=chance.choice(days))

    def maybe(share: float, value: Any) -> Any:
        return value if chance.random() < share else None

    executive = maybe(0.85, chance.choice(OURS))
    cells = {
        "Account": "Acme",
        "Tier": chance.choice([1, 1, 2, 2, 2, 3]),
        "CSM": chance.choice(OURS),
        "Customer sponsor": maybe(0.85, chance.choice(SPONSORS)),
        "Sponsor title": maybe(0.7, chance.choice(TITLES)),
        "Sponsor status": maybe(0.3, chance.choice(["Departed", "At risk", "Active"])),
        "Sponsor since": maybe(0.2, ago(0, 1, 20, 60, 400)),
        "Internal executive": executive,
        "Executive title": maybe(0.8, chance.choice(TITLES)),
        "Executive since": maybe(0.25, ago(0, 5, 21, 90, 91, 400)),
        "Outgoing executive": maybe(0.15, chance.choice(OURS)),
        "Two-way intro date": maybe(0.75, chance.choice([ago(0, 20, 61, 300, 401), "yes", "no"])),
        "Last touch date": maybe(0.7, ago(0, 5, 30, 31, 40, 48, 49, 66, 67, 89, 90, 91, 200)),
        "Last touch type": maybe(0.2, chance.choice(TYPES)),
        "Business outcome": maybe(0.7, "Cut close from 9 to 5 days"),
        "Outcome date": maybe(0.5, ago(0, 59, 61, 300, 364, 365, 366, 500)),
        "Profile": maybe(0.1, "Single buyer"),
        "Go-live date": maybe(0.1, ago(-10, 0, 30, 31)),
    }
    if chance.random() < 0.06:
        waiver = {"Waiver reason": "x", "Waiver approver": "y", "Waiver expires": ago(-30)}
        cells |= waiver
    if chance.random() < 0.12:
        spoilt = chance.choice(
            ["Two-way intro date", "Last touch date", "Outcome date", "Sponsor since", "Tier"]
        )
        cells[spoilt] = chance.choice(["soon", AS_OF + dt.timedelta(days=9)])
    touches = [
        {
            "Touch date": chance.choice([ago(-3, 0, 2, 10, 33, 45, 60, 80, 95, 300), "some day"])
            if chance.random() < 0.3
            else ago(1, 5, 20, 40, 70, 92),
            "Type": chance.choice(TYPES),
            "Outcome": maybe(0.25, chance.choice(OUTCOMES)),
            "Customer contact": maybe(0.6, chance.choice([*SPONSORS, cells["Customer sponsor"]])),
            "Internal person": maybe(0.6, chance.choice([*OURS, executive])),
        }
        for _ in range(chance.choice([0, 0, 0, 1, 1, 2, 3, 5]))
    ]
    return Account(cells, touches)
