"""The sentences above the reports, in every situation that a tracker can be in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import openpyxl
import pandas as pd
import pytest

from addin.refresh.headings import _issues, headings
from addin.refresh.outcome import Outcome
from scoring.areas import TABLES
from scoring.cleaning import joined_issues
from scoring.coverage.audit import audit
from scoring.coverage.bridge import bridge
from scoring.coverage.history import snapshot
from scoring.coverage.measured import is_measured
from scoring.coverage.path import path_to_target
from scoring.coverage.redlist import red_list
from scoring.coverage.scorecard import scorecard
from scoring.coverage.standup import standup
from scoring.coverage.tables import AUDIT, PATH
from scoring.policy import Policy
from tests.scoring.coverage.sample import AS_OF, BAD, OUT, UNCOVERED, WAIVED, scored
from workbook_templates import template_path


def said(*rows: dict[str, Any], as_of: dt.date = AS_OF, **settings: Any) -> dict[str, Any]:
    policy = Policy.load({key.replace("__", "."): value for key, value in settings.items()})
    frame = scored(*rows)
    red = red_list(frame, policy, as_of)
    history = snapshot(frame, as_of)
    outcome = Outcome(
        policy=policy,
        as_of=as_of,
        scored=frame,
        red=red,
        scorecard=scorecard(frame, policy, as_of),
        made={
            PATH: path_to_target(frame, policy, as_of),
            AUDIT: audit(frame, history, policy, as_of),
        },
        issues=joined_issues([]),
        history=history,
        bridge=bridge(len(frame), frame),
        imported={},
    )
    script = standup(red if is_measured(frame) else red.iloc[:0], policy, as_of)
    return headings(outcome, script)


def test_every_named_cell_above_a_table_is_filled() -> None:
    named = {
        name
        for name, cell in openpyxl.load_workbook(template_path()).defined_names.items()
        if cell.attr_text.partition("!")[0].strip("'") in TABLES
    }
    assert set(said()) == named


def test_nothing_red_is_said_so() -> None:
    found = said({})
    assert found["red_list_summary"].startswith("Nothing is red")
    assert found["red_list_directors"] == ""
    assert found["standup_summary"].startswith("Nothing is red")


def test_an_empty_tracker_says_what_to_do() -> None:
    found = said()
    assert found["coverage_summary"] == "No accounts yet: fill Accounts, then refresh."
    assert found["scorecard_summary"] == "No account is scored yet: fill Accounts, then refresh."
    assert found["path_to_target_summary"] == "No account counts towards a target yet."
    assert found["issues_summary"] == "Nothing to fix."
    assert found["audit_summary"] == "No suspicious pattern in 0 accounts."


def test_red_accounts_are_counted_by_tier_and_director() -> None:
    rows: list[dict[str, Any]] = [{"ARR": 2e6}, {"Tier": 2, "ARR": 1e6, "CS director": None}]
    found = said(*({**UNCOVERED, **row} for row in rows))
    assert found["red_list_summary"] == (
        "2 red accounts, 1 in Tier 1 and 1 in Tier 2, $3.0M ARR: 2 go to VP CS, 0 past due. "
        "By renewal, $M: 0.0 within 90 days, 0.0 in 91–180 days, 0.0 later, 3.0 unknown."
    )
    assert found["red_list_directors"] == "By director: Ines Rocha 1 · no director 1"


def test_many_directors_and_long_names_stay_on_one_line() -> None:
    found = said(*(UNCOVERED | {"CS director": f"{place:02d}" + "x" * 60} for place in range(12)))
    line = found["red_list_directors"]
    assert line.endswith("… 1 · 4 more directors")
    assert len(line) < 320


def test_a_name_from_right_to_left_does_not_turn_the_line_around() -> None:
    found = said(UNCOVERED | {"CS director": "ليلى حسن"})
    assert found["red_list_directors"] == "By director: ليلى حسن\u200e 1"


@pytest.mark.parametrize(
    ("red", "words"),
    [
        (1, "1 red account in 8 of the 30 minutes, 480 seconds each."),
        (24, "24 red accounts in 8 of the 30 minutes, 20 seconds each."),
        (
            30,
            "24 red accounts in 8 of the 30 minutes, 20 seconds each; 6 more on the Red list.",
        ),
    ],
)
def test_the_standup_says_what_fits(red: int, words: str) -> None:
    assert said(*[UNCOVERED] * red)["standup_summary"] == words


def test_the_standup_names_the_directors_that_it_does_not_hear() -> None:
    ours = [UNCOVERED] * 24
    others = [UNCOVERED | {"ARR": 1.0, "CS director": name} for name in ("Bo", "Bo", None)]
    assert said(*ours, *others)["standup_summary"].endswith(
        "; 3 more on the Red list. Not in the script: Bo 2, no director 1."
    )


def test_the_standup_names_its_week_and_its_people() -> None:
    found = said(UNCOVERED, as_of=dt.date(2027, 3, 4), standup__attendees=["CEO"])
    assert found["standup_when"] == "Week of Monday 1 Mar 2027"
    assert found["standup_attendees"] == "In the room: CEO"
    assert found["red_list_touch_by"] == pd.Timestamp("2027-03-18")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{}, UNCOVERED], "Tier 1 is 50% (1 of 2), 30 pts under its target of 80%."),
        ([{}], "Tier 1 is 100% (1 of 1), 20 pts above its target of 80%."),
        ([*[{}] * 4, UNCOVERED], "Tier 1 is 80% (4 of 5), on its target of 80%."),
        (
            [{}, WAIVED],
            (
                "Tier 1 is 100% (1 of 1), 20 pts above its target of 80%. "
                "1 account left out by a waiver."
            ),
        ),
        (
            [{"Gate 5 filled": False}],
            (
                "Tier 1 is 100% (1 of 1), 20 pts above its target of 80%. Full rate is not measured "
                "yet, 0 of 1 filled: Business outcome (ask each CSM)."
            ),
        ),
    ],
)
def test_the_scorecard_says_how_far_the_target_is(rows: list[dict[str, Any]], words: str) -> None:
    assert said(*rows)["scorecard_summary"] == words


def test_before_the_first_target_that_one_stands_for_it() -> None:
    found = said({}, UNCOVERED, as_of=dt.date(2026, 3, 1))
    assert found["scorecard_summary"] == (
        "Tier 1 is 50% (1 of 2), 30 pts under its first target of 80% from 1 Jan 2027."
    )
    assert found["path_to_target_summary"].endswith(
        "to 100% (first target 80% from 1 Jan 2027): Acme (100%)."
    )


def test_a_tier_without_a_target_has_none() -> None:
    found = said({"Tier": 3}, scope__tiers=[3])
    assert found["scorecard_summary"] == "Tier 3 is 100% (1 of 1), with no target."
    assert found["path_to_target_summary"] == "Tier 3 has no target."


def test_each_row_of_the_scorecard_adds_up() -> None:
    found = said({}, UNCOVERED, {"CS director": "Bo", "Segment": "Small"})
    assert found["scorecard_check"] == (
        "Accounts = solid + slipping + uncovered ✓ in each row; Region is left out: it repeats "
        "Tier; Segment is left out: it repeats CS director"
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{}, UNCOVERED], "1 play brings Tier 1 from 50% to 100% (target 80%): Acme (100%)."),
        (
            [{}, *[UNCOVERED | {"Gates": "11101"}] * 3],
            "3 calls bring Tier 1 from 25% to 100% (target 80%): Acme (50%), then Acme (75%), then Acme (100%).",
        ),
        (
            [{}, UNCOVERED | {"Gates": "10010"}],
            "2 plays in 1 account bring Tier 1 from 50% to 100% (target 80%): Acme (100%).",
        ),
        (
            [{}, UNCOVERED, BAD],
            (
                "1 play brings Tier 1 from 33% to 67% (target 80%; mend the data issues for the rest): "
                "Acme (67%)."
            ),
        ),
        ([{}, BAD], "Tier 1 stays at 50%: mend the data issues of its accounts first."),
        ([{}], "Tier 1 is at 100%, above its target of 80%."),
        ([*[{}] * 4, UNCOVERED], "Tier 1 is at 80%, on its target of 80%."),
    ],
)
def test_the_path_is_told_tier_by_tier(rows: list[dict[str, Any]], words: str) -> None:
    assert said(*rows)["path_to_target_summary"] == words


def test_a_long_path_is_cut() -> None:
    found = said(*[UNCOVERED] * 6)["path_to_target_summary"]
    assert found.endswith(": Acme (17%), then Acme (33%), then Acme (50%), and so on.")


def test_coverage_says_what_is_covered_of_what_counts() -> None:
    slipping = {"Status": "Slipping", "Red": 1}
    found = said({}, slipping, UNCOVERED, WAIVED, OUT, BAD)["coverage_summary"]
    assert found == (
        "2 of 4 accounts that count are covered, 1 of them slipping; 1 waived, 1 out of scope, "
        "1 with data issues."
    )
    assert said({})["coverage_summary"] == (
        "1 of 1 account that count are covered, 0 of them slipping."
    )


def test_what_is_not_measured_is_said_on_every_sheet() -> None:
    blind = UNCOVERED | {"Measured": False, "Gate 1 filled": False, "Gates": "00000"}
    found = said(*[blind] * 2)
    missing = "Not measured yet, 0 of 2 filled: Customer sponsor (ask each CSM)."
    assert found["scorecard_summary"] == missing
    assert found["scorecard_check"] == "Not measured yet"
    assert found["coverage_summary"] == missing
    assert found["path_to_target_summary"].startswith(missing)
    assert found["standup_summary"] == f"Nothing to read out. {missing}"
    assert found["red_list_summary"] == (
        f"{missing} 2 accounts stand here for that alone, so no play is due yet."
    )
    assert found["audit_summary"] == (
        f"Not enough data to audit (0 of 2 have a sponsor). {missing}"
    )


def test_problems_are_told_in_words() -> None:
    issues = pd.DataFrame({"Code": ["ID_CONTRADICTORY", "DATE_FUTURE", "DATE_FUTURE"]})
    assert _issues(issues) == "3 problems to fix: date future (2), ID contradictory (1)"
