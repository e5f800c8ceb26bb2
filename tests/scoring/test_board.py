"""The sentences and numbers of the board slide."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from scoring.board import LISTED, board, money
from scoring.policy import Policy
from scoring.redlist import red_list
from scoring.scorecard import scorecard
from scoring.trend import trend
from tests.scoring.sample import AS_OF, BAD, UNCOVERED, WAIVED, scored, snapshots, weeks

POLICY = Policy.load()


def slide(
    *rows: dict[str, object],
    history: pd.DataFrame | None = None,
    as_of: dt.date = AS_OF,
    **settings: object,
) -> dict[str, Any]:
    """The slide of these accounts; `history` may hold this week's snapshot."""
    policy = Policy.load({key.replace("__", "."): value for key, value in settings.items()})
    frame, past = scored(*rows), snapshots() if history is None else history
    red = red_list(frame, policy, as_of)
    card = scorecard(frame, policy, as_of, past)
    return board(frame, red, card, trend(past, policy, 26), policy, as_of, "1.2.3")


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
    def test_rates_and_targets_are_shares(self) -> None:
        found = slide(*accounts(2, 3))
        assert found["board_t1_rate"] == 0.6667
        assert found["board_t1_target"] == 0.8
        assert found["board_t2_rate"] == ""
        assert found["board_t2_target"] == 0.5
        assert found["board_t2_note"] == "No Tier 2 account counts; 0 waived"

    def test_a_tier_out_of_scope_is_empty(self) -> None:
        found = slide({}, scope__tiers=[1])
        assert [found["board_t2_rate"], found["board_t2_target"]] == ["", ""]

    @pytest.mark.parametrize(
        ("before", "note"),
        [
            (
                [30, *[20] * 4],
                "30 points short of target; all gates 50%, named 100%; 1 waived; down 25 points in 4 weeks",
            ),
            (
                [20, *[30] * 13],
                "30 points short of target; all gates 50%, named 100%; 1 waived; unchanged in 13 weeks",
            ),
            (
                [19, 20],
                "30 points short of target; all gates 50%, named 100%; 1 waived; up 3 points since the last snapshot",
            ),
            ([20], "30 points short of target; all gates 50%, named 100%; 1 waived"),
        ],
    )
    def test_the_note_tells_gap_waivers_and_change(self, before: list[int], note: str) -> None:
        found = slide(*accounts(20, 40), WAIVED, history=weeks(before, of=40))
        assert found["board_t1_note"] == note

    def test_a_change_of_one_point_is_a_point(self) -> None:
        found = slide(*accounts(51, 100), history=weeks([50, 51], of=100))
        assert "up 1 point since" in found["board_t1_note"]

    def test_without_a_target_the_note_says_so(self) -> None:
        found = slide({}, as_of=dt.date(2026, 11, 22))
        assert found["board_t1_note"] == "No target in force; all gates 100%, named 100%; 0 waived"
        assert found["board_t1_target"] == ""


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

    def test_free_places_are_empty(self) -> None:
        found = slide({})
        cells = [found[f"board_red_5_{name}"] for name in ("account", "owner", "reason", "due")]
        assert cells == [""] * 4

    def test_a_nameless_account_shows_its_id(self) -> None:
        found = slide(UNCOVERED | {"Account": None, "Play due": None, "CS director": None})
        assert found["board_red_1_account"] == "A-1"
        assert found["board_red_1_due"] == ""
        assert found["board_red_1_owner"] == ""

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"Open gate": 1, "Play": "gate1"}, "no sponsor in place"),
            ({"Open gate": 4, "Play": "gate4", "Days since touch": 104}, "no touch for 104 days"),
            ({"Open gate": 4, "Play": "gate4", "Days since touch": None}, "no touch yet"),
            ({"Open gate": 5, "Play": "touch", "Days since touch": 1}, "no touch for 1 day"),
            ({"Open gate": None, "Play": "touch", "Days since touch": 50}, "no touch for 50 days"),
            (BAD, "data that can't be read"),
        ],
    )
    def test_the_reason_is_a_few_words(self, values: dict[str, object], reason: str) -> None:
        assert slide(UNCOVERED | values)["board_red_1_reason"] == reason


class TestAsk:
    def test_escalations_come_first(self) -> None:
        old = {"Red since": pd.Timestamp("2027-02-01")}
        own = old | {"Executive title": "VP CS"}
        found = slide(UNCOVERED | old, UNCOVERED | old, UNCOVERED | own)
        assert found["board_ask"] == (
            "CRO to step in on one account and VP CS to step in on two accounts, "
            "red for two weeks or more."
        )
        assert found["board_escalations"] == 3

    def test_then_red_accounts(self) -> None:
        row = UNCOVERED | {"Red since": pd.Timestamp("2027-03-01")}
        assert slide(row)["board_ask"] == (
            "Each owner to touch the account by 15 Mar 2027: one account on the red list."
        )

    @pytest.mark.parametrize(
        ("rows", "ask"),
        [
            (1, "Back the one play that reaches the targets."),
            (2, "Back the two plays that reach the targets."),
            (0, "Nothing to ask this week."),
        ],
    )
    def test_then_the_path_to_target(self, rows: int, ask: str) -> None:
        amber = UNCOVERED | {"Red": 0, "Status": "Amber", "Tier": 2}
        assert slide({}, *[amber] * (2 * rows))["board_ask"] == ask


def test_the_source_tells_day_definition_and_settings() -> None:
    assert slide({})["board_source"] == (
        "As of 1 Mar 2027. Covered: gate score of at least 0.85; tiers 1, 2, waived accounts left "
        "out. Published medians, unverified: 64% in Tier 1 and 31% in Tier 2. "
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
    assert money(amount, POLICY) == text


def test_money_takes_the_sign_of_the_settings() -> None:
    assert money(5e6, Policy.load({"views.currency": "€"})) == "€5M"


def test_every_value_can_go_to_a_cell() -> None:
    found = slide({}, UNCOVERED, history=weeks([1, 1], of=2))
    assert all(type(value) in (str, int, float, dt.date) for value in found.values())
    assert len(found) == 7 + 6 + 4 * LISTED
