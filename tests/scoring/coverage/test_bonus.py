"""What coverage is worth in a director's bonus (S0-31, C30)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from scoring.coverage.bonus import bonus
from scoring.coverage.scorecard import scorecard
from scoring.coverage.targets import Goal, goals
from scoring.policy import Policy
from tests.scoring.coverage.sample import AS_OF, UNCOVERED, scored

POLICY = Policy.load()
SHARES = ["Share of target", "Bonus from", "Bonus up to"]


def card(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {"View": "CS director", "Name": "Ines Rocha", "Tier": 1, "Accounts": 10, "Target": 8000}
    frame = pd.DataFrame([plain | row for row in rows])
    return frame.astype({"Coverage rate": "Float64", "Target": "Int32"})


GOALS = goals(POLICY, AS_OF)


def test_on_target_the_whole_weight_is_earned() -> None:
    found = bonus(card({"Coverage rate": 8000}), POLICY.on(AS_OF), GOALS)
    assert found[SHARES].to_numpy().tolist() == [[10000, 1000, 1500]]


def test_half_of_the_target_earns_half() -> None:
    found = bonus(card({"Coverage rate": 4000}), POLICY.on(AS_OF), GOALS)
    assert found[SHARES].to_numpy().tolist() == [[5000, 500, 750]]


def test_what_is_above_one_target_does_not_make_up_for_another() -> None:
    above, below = {"Coverage rate": 10000}, {"Coverage rate": 4000, "Accounts": 30}
    found = bonus(card(above, below), POLICY.on(AS_OF), GOALS)
    assert found["Share of target"].tolist() == [10000, 5000]
    assert found["Bonus from"].tolist() == [250, 375]


def test_each_directors_rows_add_up_by_themselves() -> None:
    full, other = {"Coverage rate": 8000}, {"Coverage rate": 8000, "Name": "Bo Dahl"}
    found = bonus(card(full, full, other), POLICY.on(AS_OF), GOALS)
    assert found["Bonus up to"].tolist() == [750, 750, 1500]


@pytest.mark.parametrize("view", ["All", "Tier", "Region", "Segment", "CSM"])
def test_nobody_but_a_director_is_paid_on_it(view: str) -> None:
    found = bonus(card({"View": view, "Coverage rate": 8000}), POLICY.on(AS_OF), GOALS)
    assert found["Share of target"].tolist() == [10000]
    assert found[["Bonus from", "Bonus up to"]].isna().all(axis=None)


def test_accounts_of_no_director_earn_nobody_anything() -> None:
    found = bonus(card({"Name": "(none)", "Coverage rate": 8000}), POLICY.on(AS_OF), GOALS)
    assert found["Bonus from"].isna().all()


def test_a_row_without_a_target_is_left_out_of_the_sum() -> None:
    found = bonus(
        card({"Coverage rate": 8000}, {"Coverage rate": 9000, "Target": None}),
        POLICY.on(AS_OF),
        GOALS,
    )
    assert found["Bonus from"].fillna(-1).tolist() == [1000, -1]


def test_nothing_is_owed_for_a_target_to_come() -> None:
    to_come = {1: Goal(8000, AS_OF.replace(year=2028))}
    found = bonus(card({"Coverage rate": 8000}), POLICY.on(AS_OF), to_come)
    assert found.isna().all(axis=None)


def test_it_is_not_rounded() -> None:
    """E8: 6 of 13 at a weight of 10% is 0.04615… where the target is 100%."""
    found = bonus(
        card({"Coverage rate": 10_000 * 6 / 13, "Target": 10_000}), POLICY.on(AS_OF), GOALS
    )
    assert found["Bonus from"].item() == pytest.approx(10_000 * 0.1 * 6 / 13, rel=1e-12)


def test_the_scorecard_shows_it() -> None:
    csm = Policy.load({"views.csm_coverage": True})
    found = scorecard(scored({}, UNCOVERED), csm, AS_OF).set_index("View")
    assert found.loc["CS director", SHARES].tolist() == [6250, 625, 937.5]
    assert found.loc["CSM", ["Bonus from", "Bonus up to"]].isna().all()
