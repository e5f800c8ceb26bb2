"""From the rows of the file to the rate and the red list: everything adds up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scoring.coverage.bridge import BridgeError, bridge
from tests.scoring.coverage.sample import BAD, OUT, UNCOVERED, WAIVED, scored

AMBER = {"Status": "Amber", "Covered": False}
SLIPPING = {"Status": "Slipping", "Red": 1}
ROWS: tuple[dict[str, Any], ...] = (
    {},
    SLIPPING,
    UNCOVERED,
    AMBER,
    BAD | {"Red": 1, "Repeated": 1},
    BAD,
    WAIVED,
    OUT,
)


def test_each_row_is_counted_where_it_went() -> None:
    found = bridge(9, scored(*ROWS))
    assert (found.scored, found.waived, found.out_of_scope, found.rejected) == (4, 1, 1, 3)
    assert (found.accounts, found.solid, found.slipping, found.uncovered) == (6, 1, 1, 4)
    assert (found.red, found.not_red) == (3, 2)


def test_a_waived_account_that_counts_is_uncovered_and_not_red() -> None:
    found = bridge(1, scored(WAIVED | {"Counted": True}))
    assert (found.accounts, found.uncovered, found.not_red, found.red) == (1, 1, 1, 0)


def test_a_row_that_went_nowhere_stops_the_run() -> None:
    with pytest.raises(BridgeError, match=r"The rows do not add up: .* please report this"):
        bridge(10, scored(*ROWS))


@pytest.mark.parametrize(("count", "named"), [("solid", "accounts"), ("not_red", "red")])
def test_so_does_an_account_that_is_lost_between_two_counts(count: str, named: str) -> None:
    found = bridge(9, scored(*ROWS))
    with pytest.raises(BridgeError, match=f"The {named} do not add up"):
        replace(found, **{count: 17})
