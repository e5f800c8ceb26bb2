"""The sentences and numbers of the board slide."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pandas as pd
import pytest

from scoring.board.coverage import LISTED, board
from scoring.board.facts import Facts
from scoring.coverage.redlist import red_list
from scoring.coverage.scorecard import scorecard
from scoring.coverage.trend import trend
from scoring.policy import Policy
from scoring.wording import money
from tests.scoring.coverage.sample import AS_OF, BAD, UNCOVERED, WAIVED, scored, snapshots, weeks

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
    red = red_list(frame, policy, as_of)
    card = scorecard(frame, policy, as_of, past)
    return Facts(frame, red, card, trend(past, policy, 26), past, policy, as_of)


def accounts(covered: int, of: int, **values: object) -> list[dict[str, object]]:
    return [(UNCOVERED if n >= covered else {}) | values for n in range(of)]


class TestHeadline:
    def test_it_tells_a_rise_the_gap_and_what_holds_it_back(self) -> None:
        history = weeks([32, *[40] * 13], of=50)
        rows = accounts(43, 50, ARR=840_000)
        found = slide(*rows, history=history, targets__t1=0.92)["board_headline"]
        assert found == (
            "Tier 1 coverage rose to 86%, six points short of target; "
            "seven accounts worth $5.9M hold it back."
        )

    @pytest.mark.parametrize(
        ("before", "words"),
        [(25, "fell to 50%"), (15, "rose to 50%"), (20, "holds at 50%"), (None, "stands at 50%")],
    )
    def test_its_verb_follows_the_change(self, before: int | None, words: str) -> None:
        history = None if before is None else weeks([before, *[20] * 4], of=40)
        assert words in slide(*accounts(20, 40), history=history)["board_headline"]

    def test_a_single_account_holds_it_back(self) -> None:
        found = slide(*accounts(3, 4, ARR=4e5))["board_headline"]
        assert found.endswith("five points short of target; one account worth $400K holds it back.")

    def test_on_target_it_looks_at_the_red_list(self) -> None:
        found = slide(*accounts(4, 5, ARR=1e6))["board_headline"]
        assert found.endswith("80%, on target; one account worth $1M is on the red list.")

    def test_above_target_with_several_red(self) -> None:
        slipping = {"Status": "Slipping", "Red": 1, "ARR": 2e6}
        found = slide({}, slipping, slipping)["board_headline"]
        assert found.endswith("20 points above target; two accounts worth $4M are on the red list.")

    def test_a_red_account_of_another_tier_is_not_forgotten(self) -> None:
        found = slide({}, UNCOVERED | {"Tier": 2})["board_headline"]
        assert found.endswith("; no Tier 1 account is on the red list.")

    def test_above_target_with_nothing_red(self) -> None:
        found = slide({})["board_headline"]
        assert found.startswith("Tier 1 coverage stands at 100%, 20 points above target;")
        assert found.endswith("; no account is on the red list.")

    def test_without_a_target_it_names_none(self) -> None:
        found = slide({}, UNCOVERED, as_of=dt.date(2026, 11, 22))["board_headline"]
        assert found.startswith("Tier 1 coverage stands at 50%; one account worth")

    def test_a_small_gap_is_less_than_a_point(self) -> None:
        found = slide(*accounts(199, 250))["board_headline"]
        assert "80%, less than a point short of target" in found

    def test_without_tier_1_it_speaks_of_tier_2(self) -> None:
        found = slide({"Tier": 2})["board_headline"]
        assert found.startswith(
            "No Tier 1 account counts; Tier 2 coverage stands at 100%, 50 points"
        )

    def test_without_anyone_it_says_so(self) -> None:
        assert slide()["board_headline"] == "No account counts towards coverage yet."


class TestTiers:
    def test_rates_are_shares(self) -> None:
        found = slide(*accounts(2, 3))
        assert found["board_t1_rate"] == 0.6667
        assert found["board_t2_rate"] == "–"
        assert found["board_t2_note"] == "No Tier 2 account counts; 0 waived"

    def test_a_tier_out_of_scope_has_neither_rate_nor_target(self) -> None:
        found = slide({}, scope__tiers=[1])
        assert [found["board_t2_rate"], found["board_t2_gap"]] == ["–", "No target in force"]

    @pytest.mark.parametrize(
        ("covered", "gap"),
        [
            (0, "Target 80%: 80 points short"),
            (199, "Target 80%: less than a point short"),
            (200, "Target 80%: reached"),
            (204, "Target 80%: two points above"),
        ],
    )
    def test_the_first_line_measures_it_against_the_target(self, covered: int, gap: str) -> None:
        assert slide(*accounts(covered, 250))["board_t1_gap"] == gap

    def test_a_tier_without_accounts_still_has_its_target(self) -> None:
        assert slide({})["board_t2_gap"] == "Target 50%"

    def test_before_the_first_target_it_says_so(self) -> None:
        found = slide({}, as_of=dt.date(2026, 11, 22))
        assert found["board_t1_gap"] == "No target in force"

    @pytest.mark.parametrize(
        ("before", "change"),
        [
            ([30, *[20] * 4], "Down 25 points in 4 weeks"),
            ([20, *[30] * 13], "Unchanged in 13 weeks"),
            ([18, 20], "Up five points since the last snapshot"),
            ([20], ""),
        ],
    )
    def test_the_second_line_tells_the_change(self, before: list[int], change: str) -> None:
        found = slide(*accounts(20, 40), history=weeks(before, of=40))
        assert found["board_t1_change"] == change

    def test_a_change_is_the_difference_of_the_rates_as_they_are_shown(self) -> None:
        # 47.5% reads as 48%, so that 50% is two points up for whoever looks at the chart.
        found = slide(*accounts(20, 40), history=weeks([19, 20], of=40))
        assert found["board_t1_change"] == "Up two points since the last snapshot"
        unseen = slide(*accounts(500, 1000), history=weeks([496, 500], of=1000))
        assert unseen["board_t1_change"] == "Unchanged since the last snapshot"
        assert unseen["board_headline"].startswith("Tier 1 coverage holds at 50%")

    def test_no_rate_stands_without_its_waivers_and_stricter_rates(self) -> None:
        note = slide(*accounts(1, 2), WAIVED, BAD)["board_t1_note"]
        assert note == "1 of 3 covered; all gates 33%, named 67%; 1 waived; 1 data issue"
        several = slide(*accounts(1, 2), BAD, BAD)["board_t1_note"]
        assert several.endswith("; 0 waived; 2 data issues")


class TestCounts:
    RED: ClassVar[dict[str, object]] = UNCOVERED | {"ARR": 1e6}

    def test_they_stand_beside_their_whole(self) -> None:
        found = slide(self.RED, self.RED, {"ARR": 2e6}, WAIVED | {"ARR": 9e6})
        assert found["board_arr_at_risk"] == 2e6
        assert found["board_arr_shown"] == "$2M"
        assert found["board_arr_base"] == "50% of $4M in scope"
        assert found["board_red"] == 2
        assert found["board_red_base"] == "of three accounts in scope"
        assert found["board_escalations_base"] == "red for two weeks or more"

    def test_without_arr_there_is_no_share(self) -> None:
        assert slide({"ARR": None})["board_arr_base"] == "of $0 in scope"

    def test_in_the_first_week_nothing_has_changed(self) -> None:
        found = slide(self.RED, history=snapshots(("2027-03-01", {"Red": 1})))
        changes = [found[f"board_{name}_change"] for name in ("arr", "red", "escalations")]
        assert changes == ["", "", ""]

    def test_they_tell_what_changed_since_the_longest_time_known(self) -> None:
        long_red = {"Red": 1, "ARR": 5e5}
        fresh = {"Red": 1, "ARR": 1e5, "Account ID": "A-2"}
        past = snapshots(
            ("2026-11-02", long_red),
            ("2026-11-30", long_red),
            ("2026-11-30", fresh),
            ("2027-02-22", {"Red": 0}),
        )
        found = slide(self.RED, history=past)
        assert found["board_arr_change"] == "Up $400K in 13 weeks"
        assert found["board_red_change"] == "Down one in 13 weeks"
        assert found["board_escalations_change"] == "Unchanged in 13 weeks"

    @pytest.mark.parametrize(
        ("day", "when"),
        [
            ("2026-11-23", "in 13 weeks"),
            ("2026-11-16", "since the last snapshot"),
            ("2027-02-01", "in 4 weeks"),
            ("2027-02-22", "since the last snapshot"),
        ],
    )
    def test_they_compare_with_a_snapshot_as_old_as_said_or_a_week_more(
        self, day: str, when: str
    ) -> None:
        found = slide({}, history=snapshots((day, {"Red": 1})))
        assert found["board_red_change"] == f"Down one {when}"


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

    def test_each_stands_with_its_arr_as_people_say_it(self) -> None:
        found = slide(UNCOVERED | {"ARR": 1_250_000}, BAD | {"ARR": None, "Red": 1})
        assert [found["board_red_1_arr"], found["board_red_2_arr"]] == ["$1.2M", "–"]

    def test_free_places_are_empty(self) -> None:
        found = slide(UNCOVERED)
        parts = ("account", "reason", "owner", "arr", "due")
        assert [found[f"board_red_2_{part}"] for part in parts] == [""] * 5

    def test_an_empty_list_says_so(self) -> None:
        assert slide({})["board_red_1_account"] == "Nobody is on it."

    @pytest.mark.parametrize(
        ("red", "title"),
        [
            (0, "No account is on the red list"),
            (1, "The one red account"),
            (5, "The five red accounts, by tier and ARR"),
            (13, "The first five of 13 red accounts, by tier and ARR"),
        ],
    )
    def test_its_title_counts_them(self, red: int, title: str) -> None:
        assert slide({}, *[UNCOVERED] * red)["board_red_title"] == title

    def test_a_nameless_account_shows_its_id(self) -> None:
        found = slide(UNCOVERED | {"Account": None, "Play due": None, "CS director": None})
        assert found["board_red_1_account"] == "A-1"
        assert found["board_red_1_due"] == "–"
        assert found["board_red_1_owner"] == "no owner"

    def test_names_are_cut_to_the_room_that_they_have(self) -> None:
        names = {"Account": "北" * 200, "CS director": "Line one\nand\u202etwo and three"}
        found = slide(UNCOVERED | names)
        assert found["board_red_1_account"] == "北" * 17 + "…"
        assert found["board_red_1_owner"] == "Line one and two…"

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"Open gate": 1, "Play": "sponsor"}, "no sponsor in place"),
            (
                {"Open gate": 4, "Play": "touch", "Days since touch": 1104},
                "no touch for 1,104 days",
            ),
            ({"Open gate": 4, "Play": "touch", "Days since touch": None}, "no touch yet"),
            ({"Open gate": 5, "Play": "decay", "Days since touch": 1}, "no touch for 1 day"),
            ({"Open gate": None, "Play": "decay", "Days since touch": 50}, "no touch for 50 days"),
            (BAD, "data that can't be read"),
        ],
    )
    def test_the_reason_is_a_few_words(self, values: dict[str, object], reason: str) -> None:
        assert slide(UNCOVERED | values)["board_red_1_reason"] == reason


class TestAsk:
    def test_it_says_who_does_what_for_how_many_by_when(self) -> None:
        old = {"Red since": pd.Timestamp("2027-02-01")}
        own = old | {"Executive title": "VP CS"}
        fresh = {"Red since": pd.Timestamp("2027-03-01"), "Account": "New Co"}
        found = slide(UNCOVERED | old, *[UNCOVERED | own] * 2, UNCOVERED | fresh)
        assert found["board_ask"].splitlines() == [
            "1. CRO to step in on two accounts by 15 Mar 2027, Acme first.",
            "2. VP CS to step in on one account by 15 Mar 2027.",
            "3. Owners to touch the one other red account by 15 Mar 2027.",
            "4. Everyone to back the four plays that reach the targets.",
        ]
        assert found["board_escalations"] == 3
        assert found["board_red"] == 4

    def test_long_names_leave_room_for_the_others(self) -> None:
        row = UNCOVERED | {"Red since": pd.Timestamp("2027-02-01"), "Account": "Long " * 40}
        found = slide(row, row, escalation__to="Chief of everything there is")["board_ask"]
        assert found.startswith(
            "1. Chief of everyt… to step in on two accounts by 15 Mar 2027, "
            "Long Long Long Long Lon… first."
        )

    def test_without_escalations_it_asks_the_owners(self) -> None:
        row = UNCOVERED | {"Red since": pd.Timestamp("2027-03-01"), "Tier": 2}
        found = slide({"Tier": 2}, {"Tier": 2}, row, row | {"ARR": 1})
        assert found["board_ask"] == "Owners to touch the two red accounts by 15 Mar 2027."

    @pytest.mark.parametrize(
        ("rows", "ask"),
        [
            (1, "Everyone to back the one play that reaches the targets."),
            (2, "Everyone to back the two plays that reach the targets."),
            (0, "Nothing to ask this week."),
        ],
    )
    def test_with_nothing_red_it_asks_for_the_path_to_target(self, rows: int, ask: str) -> None:
        amber = UNCOVERED | {"Red": 0, "Status": "Amber", "Tier": 2}
        assert slide({}, *[amber] * (2 * rows))["board_ask"] == ask


def test_the_source_tells_day_definition_and_settings() -> None:
    assert slide({})["board_source"] == (
        "As of 1 Mar 2027. Covered: gate score of at least 0.85; tiers 1, 2, waived accounts left "
        "out. At risk: ARR of the accounts on the red list. Published medians, unverified: 64% in Tier 1 and 31% in Tier 2. "
        f"Sponsor Coverage 1.2.3, settings {POLICY.settings_hash}."
    )
    found = slide({}, coverage__basis="current", waiver__in_denominator=True)["board_source"]
    assert "current score of at least 0.85; tiers 1, 2, waived accounts left in." in found


def test_weeks_after_the_day_are_not_looked_at() -> None:
    later = weeks([1, 2], of=2, end="2027-03-15")
    found = slide({}, UNCOVERED, history=later)
    assert found["board_headline"].startswith("Tier 1 coverage stands at 50%")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "$0"), (499, "$499"), (999.6, "$1K"), (420_400, "$420K"), (949_999, "$950K"),
        (950_001, "$1M"), (4_230_000, "$4.2M"), (999_950_000, "$1B"), (2.5e9, "$2.5B"),
    ],
)  # fmt: skip
def test_money_is_short(amount: float, text: str) -> None:
    assert money(amount, POLICY.on(AS_OF)) == text


def test_money_takes_the_sign_of_the_settings() -> None:
    assert money(5e6, Policy.load({"views.currency": "€"}).on(AS_OF)) == "€5M"


def test_every_value_can_go_to_a_cell() -> None:
    found = slide({}, UNCOVERED, history=weeks([1, 1], of=2))
    assert all(type(value) in (str, int, float, dt.date) for value in found.values())
    assert len(found) == 4 + 2 * 4 + 10 + 5 * LISTED + 1
