"""What gates and days are worth: the tables that every score is read from.

Scores are whole basis points. What depends on gates alone is read from a table of the cases there
are (each gate, and whether the account has a single buyer: 64 with five gates), so no rule is
written twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scoring.coverage.cases import CASES, GATE_BITS
from scoring.coverage.gates import GATES, SINGLE_BIT, TOUCH
from scoring.parameters import FULL, PERCENT

if TYPE_CHECKING:
    import pandas as pd

    from scoring.policy import DayPolicy

NEVER = -1
"""Days since touch where there has been none."""


def last_fresh_day(policy: DayPolicy) -> int:
    """The last day since a touch on which gate 4 passes (C04)."""
    return policy.integer("decay.stale_days") - (0 if policy.flag("decay.inclusive") else 1)


def cases(evidence: pd.DataFrame) -> np.ndarray:
    """The case of each account (int8): its gates as bits 1 to 16, a single buyer as 32."""
    case = evidence["Single buyer"].to_numpy().astype("int8") * np.int8(SINGLE_BIT)
    for each in GATES:
        case += evidence[each.header].to_numpy().astype("int8") * each.bit
    return case


def gate_score_table(policy: DayPolicy) -> np.ndarray:
    """Gate score in basis points of each case, with the stale cap.

    Source: waterfall S0-07 to S0-12, weighted C05 and C06, stale cap S0-25, single buyer S0-36.
    """
    passed = (CASES[:, None] & GATE_BITS) > 0
    if policy.text("score.method") == "waterfall":
        levels = np.array(policy.integers("score.levels"))
        score = levels[np.where(passed.all(axis=1), len(GATE_BITS), (~passed).argmax(axis=1))]
    else:
        score = passed @ np.array(policy.integers("score.weights"))
    touched = passed[:, TOUCH.place]
    score = np.where(touched, score, np.minimum(score, policy.integer("decay.stale_cap")))
    asked = passed[:, [gate.place for gate in GATES if gate.single_buyer]].all(axis=1)
    return np.where(CASES >= SINGLE_BIT, np.where(asked, FULL, 0), score).astype("int32")


def open_gate_table() -> np.ndarray:
    """The first gate that fails in each case, 0: none; single buyers have but some (S0-36)."""
    failed = (CASES[:, None] & GATE_BITS) == 0
    failed[SINGLE_BIT:, [gate.place for gate in GATES if not gate.single_buyer]] = False
    return np.where(failed.any(axis=1), failed.argmax(axis=1) + 1, 0).astype("int8")


def decay_cap_table(policy: DayPolicy) -> np.ndarray:
    """Cap on the current score, in basis points, by days since the last touch.

    The last entry stands for every later day, and for never. Halves are rounded up.

    Source: S0-24, S0-25, C02 to C04.
    """
    start, stale = policy.integer("decay.start_days"), policy.integer("decay.stale_days")
    days = np.arange(stale + 2)
    mode = policy.text("decay.mode")
    if mode == "none":
        return np.full(len(days), FULL, dtype="int32")
    ends = {"linear_cap": "decay.stale_cap", "ramp_cliff": "decay.ramp_end"}
    drop = FULL - policy.integer(ends[mode]) if mode in ends else 0
    span = stale - start
    points = FULL * span - drop * np.clip(days - start, 0, span)
    cap = (2 * points + span) // (2 * span)
    fresh = days <= last_fresh_day(policy)
    return np.where(fresh, cap, policy.integer("decay.stale_cap")).astype("int32")


def hundredths(points: Any) -> Any:
    """Scores in basis points as the sheet shows them: in hundredths, halves up."""
    return (points + PERCENT // 2) // PERCENT


def reaches_line(gate: Any, current: Any, policy: DayPolicy) -> Any:
    """Whether scores in basis points, single or in arrays, are enough to be covered.

    Source: S0-15, C07.
    """
    decisive = gate if policy.text("coverage.basis") == "gate" else current
    return decisive >= policy.integer("coverage.threshold")


def red_lines(policy: DayPolicy) -> np.ndarray:
    """Red line in basis points by tier; place 0, no tier, has a line that nothing falls below."""
    return np.array([0] + [policy.red_line(tier) for tier in range(1, 5)], dtype="int32")


def decay_caps(case: np.ndarray, days: np.ndarray, policy: DayPolicy) -> np.ndarray:
    """The cap of each account by its days since the last touch; a single buyer has none (S0-36)."""
    table = decay_cap_table(policy)
    place = np.where(days == NEVER, len(table) - 1, np.minimum(days, len(table) - 1))
    return np.where(case >= SINGLE_BIT, FULL, table.take(place))


def last_day_at_or_above(line: int, policy: DayPolicy) -> int | None:
    """Last day since a touch on which the decay cap reaches a line in basis points; None: always.

    >>> import datetime as dt
    >>> from scoring.policy import Policy
    >>> rules = Policy.load().on(dt.date(2027, 1, 4))
    >>> last_day_at_or_above(8500, rules), last_day_at_or_above(7000, rules)
    (48, 66)
    """
    cap = decay_cap_table(policy)
    below = np.flatnonzero(cap < line)
    return int(below[0]) - 1 if len(below) else None
