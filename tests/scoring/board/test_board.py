"""The sentences and numbers of the board slide."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import openpyxl
import pandas as pd
import pytest

from scoring.board.charts import board_titles
from scoring.board.coverage import board
from scoring.board.facts import Facts
from scoring.board.redaccounts import LISTED
from scoring.coverage.bridge import bridge
from scoring.coverage.path import path_to_target
from scoring.coverage.redlist import red_list
from scoring.coverage.scorecard import scorecard
from scoring.coverage.trend import trend
from scoring.policy import Policy
from tests.scoring.coverage.sample import (
    AS_OF,
    BAD,
    OUT,
    UNCOVERED,
    WAIVED,
    scored,
    snapshots,
    weeks,
)
from workbook_templates import template_path

POLICY = Policy.load()


def slide(
    *rows: dict[str, object],
    history: pd.DataFrame | None = None,
    as_of: dt.date = AS_OF,
    **settings: object,
) -> dict[str, Any]:
    """The slide of these accounts; `history` may hold this week's snapshot."""
    return board(facts(*rows, history=history, as_of=as_of, **settings), "1.2.3")


def facts(
    *rows: dict[str, object],
    history: pd.DataFrame | None = None,
    as_of: dt.date = AS_OF,
    **settings: object,
) -> Facts:
    """What a refresh of these accounts would tell the slide."""
    policy = Policy.load({key.replace("__", "."): value for key, value in settings.items()})
    frame, past = scored(*rows), snapshots() if history is None else history
    return Facts(
        scored=frame,
        red=red_list(frame, policy, as_of),
        card=scorecard(frame, policy, as_of, past),
        path=path_to_target(frame, policy, as_of),
        trend=trend(past, policy, as_of),
        history=past,
        bridge=bridge(len(frame), frame),
        policy=policy,
        as_of=as_of,
    )


def accounts(covered: int, of: int, **values: object) -> list[dict[str, object]]:
    return [(UNCOVERED if n >= covered else {}) | values for n in range(of)]


BEFORE = dt.date(2026, 11, 23)
"""A Monday before the first target."""

SLIPPING: dict[str, object] = {"Status": "Slipping", "Red": 1}
BLIND: dict[str, object] = UNCOVERED | {"Measured": False, "Gates": "00000"}
BLIND |= {f"Gate {gate} filled": False for gate in range(1, 6)}


class TestHeadline:
    def test_it_tells_the_rate_the_gap_and_what_closes_it(self) -> None:
        silent = UNCOVERED | {"Gates": "11101", "Play": "touch", "Open gate": 4}
        rows = [*[{}] * 22, *[silent] * 8]
        found = slide(*rows)["board_headline"]
        assert found == (
            "Tier 1 coverage is 73% (22 of 30), 7 pts under target; "
            "2 calls, to Acme and Acme, close the gap."
        )

    @pytest.mark.parametrize(
        ("covered", "whole", "words"),
        [
            (3, 4, "1 call, to Acme, closes the gap."),
            (2, 6, "3 calls, in 3 accounts, Acme first, close the gap."),
        ],
    )
    def test_it_counts_them(self, covered: int, whole: int, words: str) -> None:
        silent = {"Gates": "11101"}
        rows = [(UNCOVERED | silent if n >= covered else {}) for n in range(whole)]
        assert slide(*rows)["board_headline"].endswith(words)

    def test_other_plays_are_plays(self) -> None:
        found = slide(*accounts(3, 4))["board_headline"]
        assert found.endswith("; 1 play, in Acme, closes the gap.")

    def test_what_no_play_closes_asks_for_data(self) -> None:
        assert slide({}, BAD, BAD)["board_headline"].endswith(
            "; no play closes the gap before the data issues are mended."
        )
        found = slide(*[{}] * 2, UNCOVERED, *[BAD] * 2)["board_headline"]
        assert found.endswith(
            "; 1 play, in Acme, brings it to 60%, and the rest needs its data mended."
        )

    def test_on_target_it_looks_at_the_red_list(self) -> None:
        found = slide(*accounts(4, 5, ARR=1e6))["board_headline"]
        assert found == (
            "Tier 1 coverage is 80% (4 of 5), on target; 1 account ($1.0M ARR) is on the red list."
        )

    def test_above_target_with_several_red(self) -> None:
        slipping = SLIPPING | {"ARR": 2e6}
        found = slide({}, slipping, slipping | {"ARR": None})["board_headline"]
        assert found.endswith(
            "20 pts above target; 2 accounts ($2.0M ARR, 1 without ARR) are on the red list."
        )

    def test_a_red_account_of_another_tier_is_not_forgotten(self) -> None:
        found = slide({}, UNCOVERED | {"Tier": 2})["board_headline"]
        assert found.endswith("; 1 Tier 2 account ($0.5M ARR) is on the red list.")

    def test_unknown_arr_is_not_zero(self) -> None:
        """E8: "86 accounts worth $0"."""
        found = slide({}, *[SLIPPING | {"ARR": None}] * 2)["board_headline"]
        assert found.endswith("; 2 accounts (ARR unknown) are on the red list.")

    def test_above_target_with_nothing_red(self) -> None:
        found = slide({})["board_headline"]
        assert found == (
            "Tier 1 coverage is 100% (1 of 1), 20 pts above target; no account is on the red list."
        )

    @pytest.mark.parametrize(
        ("covered", "words"),
        [
            (1, "50% (1 of 2), 30 pts under the first target (80% from 1 Jan 2027); 1 play, in"),
            (2, "100% (2 of 2), 20 pts above the first target (80% from 1 Jan 2027); no account"),
        ],
    )
    def test_before_the_first_target_it_is_measured_against_that(
        self, covered: int, words: str
    ) -> None:
        assert words in slide(*accounts(covered, 2), as_of=BEFORE)["board_headline"]

    def test_a_small_gap_is_less_than_a_point(self) -> None:
        found = slide(*accounts(199, 250))["board_headline"]
        assert "80% (199 of 250), less than 1 pt under target" in found

    def test_without_tier_1_it_speaks_of_tier_2(self) -> None:
        found = slide({"Tier": 2})["board_headline"]
        assert found.startswith(
            "No Tier 1 account counts; Tier 2 coverage is 100% (1 of 1), 50 pts"
        )

    def test_without_anyone_it_says_so(self) -> None:
        assert slide()["board_headline"] == "No account counts towards coverage yet."


class TestTiers:
    def test_rates_are_exact_shares(self) -> None:
        found = slide(*accounts(2, 3))
        assert found["board_t1_rate"] == pytest.approx(2 / 3, abs=1e-15)
        assert found["board_t2_rate"] == "–"
        assert found["board_t2_note"] == "No Tier 2 account counts"

    def test_a_tier_out_of_scope_has_neither_rate_nor_target(self) -> None:
        found = slide({}, scope__tiers=[1])
        assert [found["board_t2_rate"], found["board_t2_gap"]] == ["–", "No target"]

    @pytest.mark.parametrize(
        ("covered", "gap"),
        [
            (0, "Target 80%: 80 pts short"),
            (199, "Target 80%: less than 1 pt short"),
            (200, "Target 80%: reached"),
            (204, "Target 80%: 2 pts above"),
        ],
    )
    def test_the_first_line_measures_it_against_the_target(self, covered: int, gap: str) -> None:
        assert slide(*accounts(covered, 250))["board_t1_gap"] == gap

    @pytest.mark.parametrize(
        ("covered", "gap"),
        [
            (0, "First target 80% from 1 Jan 2027 (80 pts away)"),
            (4, "First target 80% from 1 Jan 2027 (reached)"),
            (5, "First target 80% from 1 Jan 2027 (20 pts above)"),
        ],
    )
    def test_before_the_first_target_it_is_measured_against_that(
        self, covered: int, gap: str
    ) -> None:
        assert slide(*accounts(covered, 5), as_of=BEFORE)["board_t1_gap"] == gap

    def test_a_tier_without_accounts_still_has_its_target(self) -> None:
        assert slide({})["board_t2_gap"] == "Target 50%"

    @pytest.mark.parametrize(
        ("before", "change"),
        [
            ([30, *[20] * 4], "±0 pts this week, –25 pts in 4 weeks"),
            ([20, *[30] * 12, 20], "–25 pts this week, ±0 pts in 13 weeks"),
            ([18, 20], "+5 pts this week"),
            ([20], ""),
        ],
    )
    def test_the_second_line_tells_the_last_change_beside_the_long_one(
        self, before: list[int], change: str
    ) -> None:
        found = slide(*accounts(20, 40), history=weeks(before, of=40))
        assert found["board_t1_change"] == change

    def test_a_skipped_week_is_named(self) -> None:
        history = pd.concat([weeks([18], of=40, end="2027-02-08"), weeks([20], of=40)])
        found = slide(*accounts(20, 40), history=history)
        assert found["board_t1_change"] == "+5 pts since 8 Feb"

    def test_a_single_snapshot_13_weeks_ago_is_told_once(self) -> None:
        history = weeks([10], of=40, end="2026-11-30")
        found = slide(*accounts(20, 40), history=history)
        assert found["board_t1_change"] == "+25 pts in 13 weeks"
        assert found["board_red_change"] == "–10 in 13 weeks"

    def test_it_is_not_compared_with_what_was_not_measured(self) -> None:
        history = weeks([0], of=40, end="2027-02-22", Gates="?????")
        found = slide(*accounts(20, 40), history=history)
        assert [found["board_t1_change"], found["board_red_change"]] == ["", ""]

    def test_a_change_is_rounded_once_from_the_exact_difference(self) -> None:
        found = slide(*accounts(20, 40), history=weeks([19, 20], of=40))
        assert found["board_t1_change"] == "+3 pts this week"
        unseen = slide(*accounts(500, 1000), history=weeks([496, 500], of=1000))
        assert unseen["board_t1_change"] == "±0 pts this week"

    def test_a_tier_that_is_new_has_no_change(self) -> None:
        history = weeks([20], of=40, end="2027-02-22", Tier=2)
        assert slide(*accounts(20, 40), history=history)["board_t1_change"] == ""

    def test_no_rate_stands_without_its_sum_its_waivers_and_stricter_rates(self) -> None:
        note = slide(*accounts(1, 2), SLIPPING, WAIVED, BAD)["board_t1_note"]
        assert note == (
            "4 = 1 solid + 1 slipping + 2 uncovered. 2 pass every gate, 3 have a sponsor by name, "
            "1 waived, 1 data issue."
        )
        several = slide(*accounts(1, 2), BAD, BAD)["board_t1_note"]
        assert several.endswith(" by name, 2 data issues.")
        assert slide({}, WAIVED | {"Tier": 2})["board_t2_note"] == (
            "No Tier 2 account counts; 1 waived"
        )

    def test_what_one_column_tells_is_all_that_it_tells(self) -> None:
        row = {"Gates": "11110", "Gate score": 8500, "Gate 5 filled": False}
        assert slide(row)["board_t1_note"] == (
            "1 = 1 solid + 0 slipping + 0 uncovered. 1 has a sponsor by name."
        )


class TestNotMeasured:
    def test_it_is_told_instead_of_any_number(self) -> None:
        found = slide(BLIND, BLIND | {"Tier": 2}, history=weeks([0], of=2, end="2027-02-22"))
        assert found["board_headline"] == (
            "Sponsor data is missing for all 2 accounts that count; coverage is not measured yet."
        )
        for name in ("t1_rate", "t2_rate", "arr_shown", "red", "escalations"):
            assert found[f"board_{name}"] == "–"
        for name in ("t1_gap", "t2_gap", "arr_base", "red_base", "escalations_base"):
            assert found[f"board_{name}"].casefold() == "not measured yet"
        for name in ("arr_change", "red_change", "escalations_change", "arr_note", "moved"):
            assert found[f"board_{name}"] == ""
        assert found["board_t1_change"] == "Target 80%"
        assert found["board_t1_note"] == "1 account that count"
        assert found["board_bridge"] == (
            "2 rows of the file = 2 scored + 0 waived + 0 out of scope + 0 with issues ✓ adds up"
        )

    def test_the_list_tells_what_to_fill_and_who_could(self) -> None:
        found = slide(BLIND | {"Gate 1 filled": True}, BLIND)
        rows = [
            tuple(found[f"board_red_{place}_{part}"] for part in ("account", "reason", "owner"))
            for place in range(1, LISTED + 1)
        ]
        assert found["board_red_title"] == "What is missing to measure coverage"
        assert rows[0] == ("Customer sponsor", "1 of 2 filled", "each CSM")
        assert rows[3] == ("Last touch date", "0 of 2 filled", "RevOps")
        assert found["board_head_owner"] == "Who can supply it"
        assert [found["board_red_1_arr"], found["board_red_1_due"]] == ["", ""]

    def test_the_only_thing_to_decide_is_to_bring_the_data(self) -> None:
        blind = UNCOVERED | {"Measured": False, "Gate 3 filled": False, "Gate 5 filled": False}
        found = slide(blind)
        assert found["board_ask"] == (
            "RevOps – bring in Two-way intro date and Business outcome – 1 account, largest first "
            "– by 15 Mar 2027"
        )
        assert found["board_headline"].startswith(
            "Two-way intro date and Business outcome are empty for all 1 account that count"
        )

    def test_a_single_column_is_one(self) -> None:
        found = slide(UNCOVERED | {"Measured": False, "Gate 3 filled": False})
        assert found["board_headline"].startswith("Two-way intro date is empty for all")


class TestCounts:
    RED: ClassVar[dict[str, object]] = UNCOVERED | {"ARR": 1e6}

    def test_they_stand_beside_their_whole(self) -> None:
        found = slide(self.RED, self.RED, {"ARR": 2e6}, WAIVED | {"ARR": 9e6})
        assert found["board_arr_at_risk"] == found["board_arr_shown"] == 2e6
        assert found["board_arr_label"] == "ARR on the red list, $M"
        assert found["board_arr_base"] == "50% of $4.0M"
        assert found["board_red"] == 2
        assert found["board_red_base"] == "of 3 accounts that count"
        assert found["board_escalations_base"] == "red for 2 weeks or more"

    def test_unknown_arr_is_not_zero(self) -> None:
        assert slide({"ARR": None})["board_arr_base"] == "ARR unknown"
        found = slide(*[self.RED | {"ARR": None}] * 2, {})
        assert found["board_arr_shown"] == "–"
        assert found["board_arr_base"] == "ARR of 2 accounts unknown"
        some = slide(self.RED, self.RED | {"ARR": None})
        assert some["board_arr_base"] == "100% of $1.0M; 1 more without ARR"

    def test_a_small_firm_counts_in_thousands(self) -> None:
        found = slide(self.RED | {"ARR": 60_000}, views__currency="€")
        assert found["board_unit"] == "K"
        assert found["board_arr_label"] == "ARR on the red list, €K"
        assert found["board_arr_base"] == "100% of €60.0K"

    def test_it_is_split_by_when_it_renews_and_adds_up(self) -> None:
        soon = {"Renewal date": pd.Timestamp("2027-04-01")}
        next_ = {"Renewal date": pd.Timestamp("2027-07-01")}
        rows = [self.RED | {"ARR": 1_240_000.0} | when for when in (soon, next_, {})]
        found = slide(*rows)
        assert found["board_arr_note"] == (
            "By renewal: 1.3 within 90 days, 1.2 in 91–180 days, 0.0 later, 1.2 unknown"
        )
        parts = [found[f"board_renewing_{place}"] for place in range(1, 5)]
        assert sum(parts) == found["board_arr_shown"]
        assert slide({})["board_arr_note"] == ""

    def test_in_the_first_week_nothing_has_changed(self) -> None:
        found = slide(self.RED, history=snapshots(("2027-03-01", {"Red": 1})))
        changes = [found[f"board_{name}_change"] for name in ("arr", "red", "escalations")]
        assert changes == ["", "", ""]

    def test_what_got_worse_stands_beside_what_got_better(self) -> None:
        long_red = {"Red": 1, "ARR": 5e5, "Red since": pd.Timestamp("2026-11-02")}
        fresh = {"Red": 1, "ARR": 1e5, "Account ID": "A-2", "Red since": None}
        past = snapshots(
            ("2026-11-23", long_red),
            ("2026-11-30", long_red),
            ("2026-11-30", fresh),
            ("2027-02-22", {"Red": 0}),
        )
        found = slide(self.RED, history=past)
        assert found["board_arr_change"] == "+$1.0M this week, +$0.4M in 13 weeks"
        assert found["board_red_change"] == "+1 this week, –1 in 13 weeks"
        assert found["board_escalations_change"] == "+1 this week, ±0 in 13 weeks"

    def test_an_account_without_an_id_is_not_compared(self) -> None:
        row = BAD | {"Account ID": None, "Red": 1}
        found = slide(row, history=snapshots(("2027-02-22", {"Red": 0})))
        assert found["board_red"] == 1
        assert found["board_red_change"] == "±0 this week"

    @pytest.mark.parametrize(
        ("day", "when"),
        [
            ("2026-11-23", "in 13 weeks"),
            ("2026-11-16", "since 16 Nov 2026"),
            ("2027-02-01", "in 4 weeks"),
            ("2027-02-22", "this week"),
        ],
    )
    def test_they_compare_with_a_snapshot_as_old_as_said_or_a_week_more(
        self, day: str, when: str
    ) -> None:
        found = slide({}, history=snapshots((day, {"Red": 1})))
        assert found["board_red_change"] == f"–1 {when}"


class TestBridge:
    def test_every_count_leads_to_the_next(self) -> None:
        amber = {"Status": "Amber", "Covered": False}
        found = slide({}, SLIPPING, UNCOVERED, amber, WAIVED, OUT, BAD)["board_bridge"]
        assert found == (
            "5 accounts = 1 solid + 1 slipping (covered, yet on the red list) + 3 uncovered; "
            "red list 2 = 1 slipping + 3 uncovered – 2 not red; "
            "7 rows of the file = 4 scored + 1 waived + 1 out of scope + 1 with issues ✓ adds up"
        )


class TestRedAccounts:
    def test_it_lists_the_first_five(self) -> None:
        rows = [UNCOVERED | {"Account": f"Co {n}", "ARR": 1e6 - n} for n in range(6)]
        found = slide(*rows)
        names = [found[f"board_red_{place}_account"] for place in range(1, LISTED + 1)]
        assert names == ["Co 0", "Co 1", "Co 2", "Co 3", "Co 4"]
        assert found["board_red"] == 6
        assert found["board_arr_at_risk"] == 6e6 - 15
        assert found["board_red_1_owner"] == "Ines Rocha"
        assert found["board_red_1_due"] == dt.date(2027, 3, 20)

    def test_each_stands_with_its_arr_as_a_number(self) -> None:
        found = slide(UNCOVERED | {"ARR": 1_250_000}, BAD | {"ARR": None, "Red": 1})
        assert [found["board_red_1_arr"], found["board_red_2_arr"]] == [1_250_000, "–"]
        assert found["board_head_arr"] == "ARR, $M"

    def test_free_places_are_empty(self) -> None:
        found = slide(UNCOVERED)
        parts = ("account", "reason", "owner", "arr", "due")
        assert [found[f"board_red_2_{part}"] for part in parts] == [""] * 5

    def test_an_empty_list_says_who_comes_next(self) -> None:
        later = {"Account": None, "Covered until": pd.Timestamp("2027-03-31")}
        found = slide({}, later)
        assert found["board_red_title"] == (
            "No account is on the red list; next to turn red: A-2 on 1 Apr 2027"
        )
        endless = slide({"Covered until": None})["board_red_title"]
        assert endless == "No account is on the red list"
        named = slide({})["board_red_title"]
        assert named.endswith("next to turn red: Acme on 9 Apr 2027")

    @pytest.mark.parametrize(
        ("red", "title"),
        [
            (1, "The one red account"),
            (5, "The 5 red accounts, by tier and ARR"),
            (13, "The first 5 of 13 red accounts, by tier and ARR"),
        ],
    )
    def test_its_title_counts_them(self, red: int, title: str) -> None:
        assert slide({}, *[UNCOVERED] * red)["board_red_title"] == title

    def test_a_nameless_account_shows_its_id(self) -> None:
        nobody = {"CS director": None, "CSM": None}
        found = slide(UNCOVERED | {"Account": None, "Play due": None, **nobody})
        assert found["board_red_1_account"] == "A-1"
        assert found["board_red_1_due"] == "–"
        assert found["board_red_1_owner"] == "no owner"

    def test_names_are_cut_to_the_room_that_they_have(self) -> None:
        names = {"Account": "北" * 200, "CS director": "Line one\nand\u202etwo and three"}
        found = slide(UNCOVERED | names)
        assert found["board_red_1_account"] == "北" * 16 + "…"
        assert found["board_red_1_owner"] == "Line one and two…"

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"Open gate": 1, "Play": "sponsor"}, "no sponsor in place"),
            (
                {"Open gate": 4, "Play": "touch", "Days since touch": 1104},
                "no touch for 1,104 days (limit 90)",
            ),
            ({"Open gate": 4, "Play": "touch", "Days since touch": None}, "no touch yet"),
            (
                {"Open gate": 5, "Play": "decay", "Days since touch": 1, "Current score": 8400},
                "cooling: 1 day since touch, score 0.84 < 0.85",
            ),
            (
                {"Tier": 2, "Play": "decay", "Days since touch": 70, "Current score": 6667},
                "cooling: 70 days since touch, score 0.67 < 0.70",
            ),
            (
                {"Play": "decay", "Days since touch": None},
                "cooling: never touched, score 0.50 < 0.85",
            ),
            (BAD, "data that can't be read"),
        ],
    )
    def test_the_reason_is_a_few_words(self, values: dict[str, object], reason: str) -> None:
        assert slide(UNCOVERED | values)["board_red_1_reason"] == reason


class TestMoved:
    def test_it_names_who_came_and_who_went(self) -> None:
        red = {"Red": 1, "Status": "Uncovered"}
        rows = [UNCOVERED | {"Account": f"Co {n}"} for n in range(6)]
        rows += [{"Account": "Back"}, WAIVED | {"Account": "Waived"}]
        past = snapshots(*(("2027-02-22", red | {"Account ID": f"A-{n}"}) for n in (1, 7, 8)))
        assert slide(*rows, history=past)["board_moved"] == (
            "Since 22 Feb: 5 newly red (Co 1, Co 2, Co 3, Co 4 and 1 more); 1 recovered (Back); "
            "1 no longer scored (Waived)."
        )

    def test_nobody_is_nobody(self) -> None:
        found = slide({}, history=snapshots(("2027-02-22", {})))["board_moved"]
        assert found == "Since 22 Feb: 0 newly red; 0 recovered."

    def test_the_first_week_says_so(self) -> None:
        assert slide({})["board_moved"].startswith("The first snapshot that is measured")


class TestDecisions:
    OLD: ClassVar[dict[str, object]] = {"Red since": pd.Timestamp("2027-02-01")}

    def test_each_says_who_does_what_for_which_account_by_when(self) -> None:
        own = self.OLD | {"Executive title": "VP CS"}
        silent = {"Play": "touch", "Open gate": 4, "Days since touch": 189, "ARR": 1.3e6}
        fresh = {"Red since": pd.Timestamp("2027-03-01"), "Account": "New Co"}
        found = slide(
            UNCOVERED | self.OLD | silent,
            UNCOVERED | own | {"ARR": None, "Account": None, "Play": "outcome"},
            UNCOVERED | fresh,
        )
        assert found["board_ask"].splitlines() == [
            "1. VP CS – call the sponsor at Acme ($1.3M, 189 days silent) – by 15 Mar 2027",
            "2. CRO – agree an outcome with A-2 – by 15 Mar 2027",
        ]
        assert found["board_escalations"] == 2
        assert found["board_red"] == 3

    def test_no_more_than_three(self) -> None:
        found = slide(*[UNCOVERED | self.OLD] * 4, BAD)["board_ask"].splitlines()
        assert len(found) == 3
        assert all(" – hold the intro with Acme ($0.5M) – by 15 Mar 2027" in line for line in found)

    def test_an_account_that_was_never_touched_and_one_without_a_play(self) -> None:
        never = {"Play": "decay", "Days since touch": None, "ARR": None}
        found = slide(UNCOVERED | self.OLD | never, UNCOVERED | self.OLD | {"Play": "plan"})
        first, second = found["board_ask"].splitlines()
        assert second == "2. VP CS – call the sponsor at Acme (never touched) – by 15 Mar 2027"
        assert first == "1. VP CS – look at Acme ($500.0K) – by 15 Mar 2027"

    def test_long_names_leave_room_for_the_others(self) -> None:
        row = UNCOVERED | self.OLD | {"Account": "Long " * 40}
        found = slide(row, escalation__to="Chief of everything there is")["board_ask"]
        assert found.startswith(
            "Chief of everyt… – hold the intro with Long Long Long Long Long Lo… ($500.0K) – by"
        )

    def test_data_that_nobody_can_read_is_mended(self) -> None:
        assert slide({}, BAD)["board_ask"] == (
            "RevOps – mend the rows on Issues – 1 account not covered till then – by 15 Mar 2027"
        )

    def test_with_nothing_to_decide_it_says_so(self) -> None:
        assert slide({})["board_ask"] == "Nothing to decide this week."


def test_the_source_tells_day_definition_and_settings() -> None:
    assert slide({})["board_source"] == (
        "As of 1 Mar 2027. Covered: gate score of at least 0.85; tiers 1, 2, waived accounts left "
        "out. Red list: current score below 0.85 in Tier 1 and 0.70 in Tier 2. Published medians "
        "64% / 31% (unverified). "
        f"Sponsor Coverage 1.2.3, settings {POLICY.settings_hash}."
    )
    found = slide({}, coverage__basis="current", waiver__in_denominator=True)["board_source"]
    assert "current score of at least 0.85; tiers 1, 2, waived accounts left in." in found


def test_weeks_after_the_day_are_not_looked_at() -> None:
    later = weeks([1, 2], of=2, end="2027-03-15")
    found = slide({}, UNCOVERED, history=later)
    assert found["board_headline"].startswith("Tier 1 coverage is 50%")
    assert found["board_t1_change"] == ""


def test_every_value_can_go_to_a_cell() -> None:
    found = slide({}, UNCOVERED, history=weeks([1, 1], of=2))
    assert all(type(value) in (str, int, float, dt.date) for value in found.values())
    cells = openpyxl.load_workbook(template_path()).defined_names
    named = {name for name in cells if name.startswith("board_")}
    assert set(found) == named - set(board_titles(facts({})))
