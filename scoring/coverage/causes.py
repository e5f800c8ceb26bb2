"""What keeps a score from full marks, and which of it holds the score where it is.

A cause is a gate that fails, or a last touch that has decayed. Causes of an account are bits: those
of the gates, and DECAYED. Which of them bind is found by mending them and scoring again.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from scoring.coverage.cases import CASES
from scoring.coverage.gates import GATES, SINGLE_BIT, SPONSOR, TOUCH
from scoring.coverage.points import decay_cap_table, decay_caps, gate_score_table

if TYPE_CHECKING:
    from scoring.policy import DayPolicy

DECAYED = 1 << len(GATES)
"""The bit of a last touch that still passes its gate and has decayed."""

_ALL = SINGLE_BIT - 1
_OF_SINGLE = sum(gate.bit for gate in GATES if gate.single_buyer)


def causes(case: np.ndarray, days: np.ndarray, policy: DayPolicy) -> np.ndarray:
    """Everything that keeps each account from full marks, as bits (int64)."""
    asked = np.where(CASES >= SINGLE_BIT, _OF_SINGLE, _ALL)
    failed = (asked & ~CASES).take(case)
    touched = (case & TOUCH.bit) > 0
    short = touched & (decay_caps(case, days, policy) < decay_cap_table(policy)[0])
    return failed | np.where(short, DECAYED, 0)


def binding_causes(
    case: np.ndarray,
    days: np.ndarray,
    departed: np.ndarray,
    successor: tuple[np.ndarray, np.ndarray],
    policy: DayPolicy,
) -> np.ndarray:
    """The causes that hold each score where it is, as bits (int64); 0: nothing would raise it.

    These are the causes that raise the score when they alone are mended. Where none does, as with
    two that hold it at the same height, they are those that raise it together, as few as possible.

    Args:
        case: gates, as bits.
        days: days since the last touch, NEVER where there was none.
        departed: whether the sponsor has left. Until there is another, nothing else can be mended.
        successor: case and days once there is another sponsor.
        policy: the parameters in force.

    Source: C01, C05, C62.
    """
    caps = decay_caps(case, days, policy)
    then_case = np.where(departed, successor[0], case)
    then_caps = np.where(departed, decay_caps(*successor, policy), caps)
    found = np.where(departed, SPONSOR.bit, 0) | causes(
        then_case, np.where(departed, successor[1], days), policy
    )
    columns = (case, caps, then_case, then_caps, found, departed)
    keys = pd.DataFrame(dict(zip(_Situation._fields, columns, strict=True)))
    numbers = keys.groupby(list(keys), sort=False).ngroup().to_numpy()
    table, freshest = gate_score_table(policy), int(decay_cap_table(policy)[0])
    distinct = keys.loc[~pd.Series(numbers).duplicated()].to_numpy(dtype="int64").tolist()
    held = [_binding(_Situation(*each), table, freshest) for each in distinct]
    return np.array(held, dtype="int64").take(numbers) if held else np.zeros(0, dtype="int64")


class _Situation(NamedTuple):
    """What decides a score, now and once a departed sponsor is replaced."""

    case: int
    cap: int
    then_case: int
    then_cap: int
    causes: int
    departed: int


def _binding(known: _Situation, table: np.ndarray, freshest: int) -> int:
    """The binding causes of one situation."""
    score = min(table[known.case], known.cap)

    def mended(chosen: int) -> int:
        if known.departed and not chosen & SPONSOR.bit:
            return int(score)
        cap = freshest if chosen & (TOUCH.bit | DECAYED) else known.then_cap
        return int(min(table[known.then_case | chosen & _ALL], cap))

    bits = [bit for bit in (*(gate.bit for gate in GATES), DECAYED) if known.causes & bit]
    for size in range(1, len(bits) + 1):
        sets = [sum(chosen) for chosen in combinations(bits, size)]
        raising = [chosen for chosen in sets if mended(chosen) > score]
        if raising:
            return int(np.bitwise_or.reduce(raising))
    return 0
