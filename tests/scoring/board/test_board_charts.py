"""What the charts of the board slide show, and the sentences above them."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from scoring.board.charts import GROUPS, board_groups, board_titles, board_weeks
from scoring.coverage.tables import BOARD_GROUPS, BOARD_WEEKS, WEEKS_SHOWN
from tests.scoring.board.test_board import BLIND, accounts, facts
from tests.scoring.coverage.sample import OUT, UNCOVERED, WAIVED, snapshots, weeks

NAMES = ("Tier 1 name at", "Tier 2 name at")


def of_directors(
    *covered: tuple[str | None, int, int], **values: object
) -> list[dict[str, object]]:
    """Accounts of directors: name, how many covered, of how many."""
    return [
        account
        for name, done, whole in covered
        for account in accounts(done, whole, **{"CS director": name, **values})
    ]


def shown(rows: pd.DataFrame) -> list[str]:
    return [name.replace("\n", " / ") for name in rows["Name"].dropna()]


class TestWeeks:
    def test_the_first_week_stands_last(self) -> None:
        found = board_weeks(facts(*accounts(1, 2), history=weeks([1], of=2)))
        assert found.columns.tolist() == BOARD_WEEKS.headers
        assert len(found) == WEEKS_SHOWN
        assert found["Week of"].iloc[[0, -1]].tolist() == [
            pd.Timestamp("2026-12-07"),
            pd.Timestamp("2027-03-01"),
        ]
        assert found["Tier 1 rate"].isna().tolist() == [True] * 12 + [False]
        assert found["Tier 1 rate"].iloc[-1] == 5000

    def test_a_week_without_a_snapshot_is_a_gap_with_a_target(self) -> None:
        history = pd.concat([weeks([1], of=2, end="2027-02-15"), weeks([2], of=2)])
        found = board_weeks(facts({}, {}, history=history)).tail(3)
        assert found["Tier 1 rate"].fillna(-1).tolist() == [5000, -1, 10000]
        assert found["Tier 1 target"].tolist() == [8000] * 3

    def test_no_more_weeks_than_there_is_room_for(self) -> None:
        found = board_weeks(facts({}, history=weeks([0] * 20 + [1], of=1)))
        assert found["Tier 1 rate"].tolist() == [0] * 12 + [10000]

    def test_its_last_rate_is_that_of_the_tile(self) -> None:
        found = board_weeks(facts(*accounts(2, 4), history=weeks([4], of=4)))
        assert found["Tier 1 rate"].iloc[-1] == 5000

    def test_before_the_first_target_no_dash_stands(self) -> None:
        found = board_weeks(facts({}, as_of=dt.date(2027, 1, 4)))
        assert found["Tier 1 target"].isna().tolist() == [True] * 12 + [False]

    def test_a_tier_without_accounts_has_neither_line_nor_dashes_nor_name(self) -> None:
        found = board_weeks(facts({}))
        columns = ["Tier 2 rate", "Tier 2 target", "Tier 2 name at"]
        assert found[columns].isna().all(axis=None)
        assert found["Tier 1 name at"].iloc[-1] == 10000

    @pytest.mark.parametrize(
        ("first", "second", "heights"),
        [
            (80, 20, [8000, 2000]),
            (50, 50, [5650, 4350]),
            (45, 50, [4100, 5400]),
            (100, 100, [10000, 8700]),
            (0, 0, [1300, 0]),
        ],
    )
    def test_the_names_of_near_lines_stand_apart(
        self, first: int, second: int, heights: list[int]
    ) -> None:
        rows = [*accounts(first, 100), *accounts(second, 100, Tier=2)]
        assert board_weeks(facts(*rows))[[*NAMES]].iloc[-1].tolist() == heights


class TestGroups:
    def test_the_worst_stands_first_and_short_ones_apart(self) -> None:
        rows = of_directors(("Ann", 4, 5), ("Bob", 1, 4), ("Cleo", 2, 2))
        found = board_groups(facts(*rows))
        assert found.columns.tolist() == BOARD_GROUPS.headers
        assert shown(found) == ["Bob / 25%: 1 of 4", "Ann / 80%: 4 of 5", "Cleo / 100%: 2 of 2"]
        middle = found.dropna(subset="Name").fillna(-1)
        assert middle["Short of target"].tolist() == [2500, -1, -1]
        assert middle["On target"].tolist() == [-1, 8000, 10000]
        assert middle["Target"].tolist() == [8000] * 3

    def test_few_stand_in_the_middle(self) -> None:
        found = board_groups(facts(*of_directors(("Ann", 1, 1), ("Bob", 1, 1))))
        assert len(found) == GROUPS
        assert found["Name"].notna().tolist() == [False, False, True, True, False, False]

    def test_those_beyond_the_room_stand_together(self) -> None:
        rows = of_directors(*[(f"D{n}", n % 3, 3) for n in range(1, 9)])
        found = shown(board_groups(facts(*rows)))
        assert len(found) == GROUPS
        assert found[0] == "D3 / 0%: 0 of 3"
        assert found[-1] == "3 others / 67%: 6 of 9"

    def test_accounts_without_a_director_are_a_group_but_no_director(self) -> None:
        rows = of_directors((None, 0, 2), ("Ann", 1, 1))
        told = facts(*rows)
        assert shown(board_groups(told)) == ["none named / 0%: 0 of 2", "Ann / 100%: 1 of 1"]
        assert board_titles(told)["board_groups_title"] == (
            "Every CS director has reached the Tier 1 target"
        )

    @pytest.mark.parametrize(
        ("values", "name", "title"),
        [
            ({}, "Enterprise", "The one segment is under the Tier 1 target"),
            ({"Segment": None}, "EMEA", "The one region is under the Tier 1 target"),
            (
                {"Segment": None, "Region": None},
                "Tier 1",
                "Tier 1 coverage against its target",
            ),
        ],
    )
    def test_without_directors_it_tells_what_else_it_can(
        self, values: dict[str, object], name: str, title: str
    ) -> None:
        told = facts(*of_directors((None, 1, 2), **values))
        assert shown(board_groups(told)) == [f"{name} / 50%: 1 of 2"]
        assert board_titles(told)["board_groups_title"] == title

    def test_without_tier_1_it_tells_tier_2(self) -> None:
        told = facts({"Tier": 2})
        assert board_groups(told)["Target"].dropna().tolist() == [5000]
        assert "Tier 2 target" in board_titles(told)["board_groups_title"]

    def test_without_accounts_it_is_empty(self) -> None:
        told = facts(OUT)
        assert board_groups(told).isna().all(axis=None)
        titles = board_titles(told)
        assert titles["board_groups_title"] == "Nothing to compare yet"
        assert titles["board_groups_note"] == ""

    def test_before_the_first_target_they_are_measured_against_that(self) -> None:
        told = facts(UNCOVERED, as_of=dt.date(2026, 11, 22))
        assert board_groups(told)["Target"].dropna().tolist() == [8000]
        assert board_groups(told)["Short of target"].dropna().tolist() == [0]
        titles = board_titles(told)
        assert (
            titles["board_groups_title"] == "The one CS director is under the first Tier 1 target"
        )
        assert titles["board_groups_note"] == (
            "Lowest first; mark: first target 80% from 1 Jan 2027"
        )

    def test_what_is_not_measured_is_not_compared(self) -> None:
        told = facts(BLIND)
        assert board_groups(told).isna().all(axis=None)
        assert board_titles(told)["board_groups_title"] == "Nothing to compare yet"
        assert board_titles(told)["board_groups_note"] == ""

    def test_a_long_name_is_cut(self) -> None:
        found = board_groups(facts({"CS director": "Anna\nMaria von und zu Hohenstein"}))
        assert shown(found) == ["Anna Maria von… / 100%: 1 of 1"]


class TestTitles:
    @pytest.mark.parametrize(
        ("covered", "title"),
        [
            ((0, 0, 0), "All 3 CS directors are under the Tier 1 target"),
            ((0, 1, 1), "1 of 3 CS directors is under the Tier 1 target"),
            ((0, 0, 1), "2 of 3 CS directors are under the Tier 1 target"),
            ((1, 1, 1), "Every CS director has reached the Tier 1 target"),
        ],
    )
    def test_the_directors_short_of_target_are_counted(
        self, covered: tuple[int, ...], title: str
    ) -> None:
        rows = of_directors(*zip("ABC", covered, (1, 1, 1), strict=True))
        assert board_titles(facts(*rows))["board_groups_title"] == title

    def test_waivers_are_counted_beside_the_rates(self) -> None:
        note = board_titles(facts({}, WAIVED, WAIVED))["board_groups_note"]
        assert note == "Lowest first; mark: target 80%; 2 waived"

    def test_the_lines_are_named_at_their_ends(self) -> None:
        found = board_titles(facts({}))
        assert found["board_t1_label"] == "\u00a0Tier\u00a01\u00a0100%"
        assert found["board_t2_label"] == ""

    def test_dashes_are_explained_only_where_there_are_any(self) -> None:
        note = board_titles(facts({}))["board_weeks_note"]
        assert note == "Coverage rate over 13 weeks; dashes: target in force"
        before = facts({}, as_of=dt.date(2026, 11, 22))
        assert board_titles(before)["board_weeks_note"].endswith(
            "; first target 80% from 1 Jan 2027"
        )
        assert board_titles(facts(OUT))["board_weeks_note"] == "Coverage rate over 13 weeks"

    @pytest.mark.parametrize(
        ("before", "title"),
        [
            (0, "Week 1: the trend needs 3 more weeks"),
            (2, "Week 3: the trend needs 1 more week"),
        ],
    )
    def test_the_first_weeks_make_no_trend(self, before: int, title: str) -> None:
        history = weeks([0] * before + [1], of=1)
        assert board_titles(facts({}, history=history))["board_weeks_title"] == title

    def test_without_a_rate_there_is_no_line(self) -> None:
        found = board_titles(facts(BLIND))["board_weeks_title"]
        assert found == "Coverage by week: not measured yet"

    def test_it_tells_from_where_to_where_each_line_goes(self) -> None:
        days = ("2026-12-07", "2027-02-08", "2027-02-15", "2027-03-01")
        one = [(day, {"Status": "Uncovered"} if day == days[0] else {}) for day in days]
        two = [(day, {"Account ID": "A-2", "Tier": 2}) for day in days]
        told = facts({}, {"Tier": 2}, history=snapshots(*one, *two))
        found = board_titles(told)["board_weeks_title"]
        assert found == "Tier 1 from 0% to 100%, Tier 2 from 100% to 100% since 7 Dec 2026"

    def test_tiers_with_pasts_of_other_length_each_tell_theirs(self) -> None:
        days = ("2027-02-08", "2027-02-15", "2027-02-22", "2027-03-01")
        history = snapshots(
            *[(day, {"Account ID": "A-1"}) for day in days],
            ("2027-02-22", {"Account ID": "A-2", "Tier": 2}),
            ("2027-03-01", {"Account ID": "A-2", "Tier": 2, "Status": "Uncovered"}),
        )
        told = facts({}, UNCOVERED | {"Tier": 2}, history=history)
        assert board_titles(told)["board_weeks_title"] == (
            "Tier 1 from 100% to 100% since 8 Feb, Tier 2 from 100% to 0% since 22 Feb"
        )
