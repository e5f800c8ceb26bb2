"""The fewest plays that bring a tier to its target."""

from __future__ import annotations

import datetime as dt
from itertools import chain, combinations

import pytest

from scoring.coverage.cases import CASES, GATE_BITS
from scoring.coverage.gates import SINGLE_BIT
from scoring.coverage.path import (
    candidates,
    closing_table,
    path_to_target,
    plays_to_target,
)
from scoring.coverage.points import gate_score_table
from scoring.coverage.tables import PATH
from scoring.coverage.targets import Goal, goal
from scoring.policy import Policy
from tests.scoring.coverage.sample import AS_OF, BAD, OUT, UNCOVERED, WAIVED, scored

POLICY = Policy.load()
WEIGHTED = {"score.method": "weighted"}


def open_row(gates: str, **values: object) -> dict[str, object]:
    return UNCOVERED | {"Gates": gates} | values


class TestClosingTable:
    @pytest.mark.parametrize(
        "settings", [{}, WEIGHTED, {"decay.stale_cap": 0.9, "decay.ramp_end": 0.9, **WEIGHTED}]
    )
    def test_no_smaller_set_of_gates_is_enough(self, settings: dict[str, object]) -> None:
        policy = Policy.load(settings)
        table, scores = closing_table(policy.on(AS_OF)), gate_score_table(policy.on(AS_OF))
        bits = [int(bit) for bit in GATE_BITS]
        sets = list(chain.from_iterable(combinations(range(5), size) for size in range(6)))
        limits = [policy.on(AS_OF).integer(f"sla_days.gate{gate}") for gate in range(1, 6)]
        for case in CASES:
            enough = [
                (len(gates), sum(limits[gate] for gate in gates))
                for gates in sets
                if scores[case | sum(bits[gate] for gate in gates)] >= 8500
                and not any(case & bits[gate] for gate in gates)
            ]
            assert (table["Plays"][case], table["Days"][case]) == min(enough)

    def test_it_names_the_gates(self) -> None:
        table = closing_table(POLICY.on(AS_OF))
        assert table["Gates to close"][0] == "1, 2, 3, 4"
        assert table["Gates to close"][SINGLE_BIT] == "1, 4"
        assert table["Gates to close"][31] == ""
        assert table["Gates to close"][31 + 64] == "4"
        assert table["Days"][31 + 64] == 7

    def test_of_equal_plays_the_quicker_are_taken(self) -> None:
        low = WEIGHTED | {"coverage.threshold": 0.75}
        assert closing_table(Policy.load(low).on(AS_OF))["Gates to close"][0b01110] == "1"
        slow = Policy.load(low | {"sla_days.gate1": 40})
        assert closing_table(slow.on(AS_OF))["Gates to close"][0b01110] == "5"

    def test_where_nothing_is_enough_it_says_nothing(self) -> None:
        policy = Policy.load({"score.levels": [0, 0, 0, 0, 0, 0.5]})
        assert closing_table(policy.on(AS_OF))["Plays"][:32].isna().all()


class TestCandidates:
    def test_they_count_are_not_covered_and_can_be_mended_by_plays(self) -> None:
        waived = WAIVED | {"Counted": True}
        frame = scored({}, open_row("11010"), BAD, waived, OUT, WAIVED)
        assert candidates(frame, POLICY.on(AS_OF))["Account ID"].tolist() == ["A-2"]

    def test_the_cheapest_come_first(self) -> None:
        frame = scored(
            open_row("00000", ARR=9e6),
            open_row("11011", ARR=1e6),
            open_row("11101", ARR=1e5),
            open_row("11101", ARR=2e5),
            open_row("11101", **{"ARR": 2e5, "Account ID": "A-0"}),
            open_row("00000", **{"Single buyer": True}),
        )
        found = candidates(frame, POLICY.on(AS_OF))
        assert found["Account ID"].tolist() == ["A-0", "A-4", "A-3", "A-2", "A-6", "A-1"]
        assert found["Plays"].tolist() == [1, 1, 1, 1, 2, 4]
        assert found["Days"].tolist() == [7, 7, 7, 30, 14, 58]

    def test_on_the_current_score_a_decayed_account_needs_a_touch(self) -> None:
        policy = Policy.load({"coverage.basis": "current"})
        frame = scored(
            open_row("11111", **{"Days since touch": 49}),
            open_row("11011", **{"Days since touch": 48}),
            open_row("11011", **{"Days since touch": 49}),
            open_row("11101", **{"Days since touch": 400}),
            open_row("11101", **{"Days since touch": None}),
            open_row("00000", **{"Days since touch": None, "Single buyer": True}),
        )
        found = candidates(frame, policy.on(AS_OF)).sort_index()["Gates to close"]
        assert found.tolist() == ["4", "3", "3, 4", "4", "4", "1, 4"]

    def test_who_cant_be_covered_is_none(self) -> None:
        policy = Policy.load({"score.levels": [0, 0, 0, 0, 0, 0.5]})
        assert candidates(scored(open_row("11010")), policy.on(AS_OF)).empty


class TestPath:
    def test_it_stops_where_the_target_is_reached(self) -> None:
        rows = [open_row(gates) for gates in ("11101", "11010", "00000", "11011")]
        found = path_to_target(scored(*([{}] * 6), *rows), POLICY, AS_OF)
        assert list(found) == PATH.own_headers
        assert found["Account ID"].tolist() == ["A-7", "A-10"]
        assert found["Step"].tolist() == [1, 2]
        assert found["Rate after"].tolist() == [7000, 8000]
        assert found["Plays"].sum() == 2

    def test_each_tier_has_its_own_path(self) -> None:
        second = [open_row(gates, Tier=2) for gates in ("11101", "11011", "00000")]
        found = path_to_target(scored(open_row("11010"), *second, {"Tier": 2}), POLICY, AS_OF)
        assert found[["Tier", "Step", "Account ID"]].to_numpy().tolist() == [
            [1, 1, "A-1"],
            [2, 1, "A-2"],
        ]

    def test_data_issues_weigh_on_the_rate_and_are_not_on_the_path(self) -> None:
        found = path_to_target(scored(BAD, open_row("11101")), POLICY, AS_OF)
        assert found["Account ID"].tolist() == ["A-2"]
        assert found["Rate after"].tolist() == [5000]

    def test_a_tier_on_target_has_none(self) -> None:
        assert path_to_target(scored({}), POLICY, AS_OF).empty

    def test_a_tier_without_a_target_has_none(self) -> None:
        policy = Policy.load({"scope.tiers": [1, 3]})
        assert path_to_target(scored(open_row("11010", Tier=3)), policy, AS_OF).empty
        assert goal(policy, 3, AS_OF) is None

    def test_before_the_first_target_that_one_is_the_goal(self) -> None:
        assert goal(POLICY, 1, dt.date(2026, 11, 22)) == Goal(8000, dt.date(2027, 1, 1))
        assert goal(POLICY, 1, dt.date(2028, 1, 1)) == Goal(9200)

    def test_a_target_of_nothing_is_one(self) -> None:
        dated = [{"from": "2026-01-01", "value": 0.9}, {"from": "2027-01-01", "value": 0}]
        policy = Policy.load({"targets.t1": dated})
        assert goal(policy, 1, dt.date(2027, 6, 1)) == Goal(0)
        assert len(path_to_target(scored(open_row("11010")), POLICY, dt.date(2026, 11, 22))) == 1

    def test_nobody_makes_an_empty_path(self) -> None:
        found = path_to_target(scored(), POLICY, AS_OF)
        assert list(found) == PATH.own_headers
        assert found.empty


class TestPlaysToTarget:
    def test_they_are_the_plays_of_the_path(self) -> None:
        frame = scored(
            {}, open_row("11010"), open_row("00000"), open_row("11101", Tier=2), {"Tier": 2}
        )
        path = path_to_target(frame, POLICY, AS_OF)
        found = plays_to_target(frame, POLICY, AS_OF, frame[["Tier"]])
        expected = path.groupby("Tier")["Plays"].sum().reindex([1, 2], fill_value=0)
        assert found.to_dict() == expected.to_dict() == {1: 5, 2: 0}

    def test_they_are_unknown_where_plays_cant_reach_the_target(self) -> None:
        frame = scored(BAD, open_row("11101"))
        found = plays_to_target(frame, POLICY, AS_OF, frame[["Tier"]])
        assert found.isna().tolist() == [True]

    def test_they_are_unknown_without_a_target(self) -> None:
        policy = Policy.load({"scope.tiers": [1, 3]})
        frame = scored(open_row("11010", Tier=3))
        assert plays_to_target(frame, policy, AS_OF, frame[["Tier"]]).isna().all()

    def test_they_are_told_by_director_too(self) -> None:
        frame = scored(open_row("11010"), open_row("10000", **{"CS director": "Bo Dahl"}))
        found = plays_to_target(frame, POLICY, AS_OF, frame[["CS director", "Tier"]])
        assert found.to_dict() == {("Bo Dahl", 1): 3, ("Ines Rocha", 1): 1}
