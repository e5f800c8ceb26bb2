"""Each gate that fails has words, also one that brings none but its own."""

import datetime as dt
from dataclasses import replace

import pytest

from scoring.coverage.gates import GATES, OUTCOME
from scoring.coverage.reasons import REASONS, plain_reason
from scoring.policy import Policy

RULES = Policy.load().on(dt.date(2027, 3, 1))
PLACED = replace(OUTCOME, number=6, letter="P", subject="segment", why_red="no segment is set")


def test_every_gate_is_told_once():
    told = [reason.bit for reason in REASONS]
    assert [gate.key for gate in GATES if told.count(gate.bit) != 1] == []


@pytest.mark.parametrize(
    ("gate", "unread", "said"),
    [
        (PLACED, 0, "no segment is set"),
        (replace(PLACED, why_red=None), 0, "there is no segment"),
        (PLACED, PLACED.bit, "the cell of the segment can't be read"),
        (PLACED, OUTCOME.bit, "no segment is set"),
    ],
)
def test_a_further_gate_speaks_in_its_own_words(gate, unread, said):
    reason = plain_reason(gate)
    assert reason.words(dict.fromkeys(reason.columns, unread), RULES) == said
