"""The sentences above the reports, in every situation that a tracker can be in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import openpyxl
import pandas as pd
import pytest

from addin.refresh.headings import headings
from addin.refresh.outcome import Outcome
from scoring.areas import TABLES
from scoring.cleaning import joined_issues
from scoring.coverage.audit import audit
from scoring.coverage.history import snapshot
from scoring.coverage.path import path_to_target
from scoring.coverage.redlist import red_list
from scoring.coverage.scorecard import scorecard
from scoring.coverage.standup import standup
from scoring.policy import Policy
from tests.scoring.coverage.sample import AS_OF, UNCOVERED, WAIVED, scored
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
        path=path_to_target(frame, policy, as_of),
        audit=audit(frame, history, policy, as_of),
        issues=joined_issues([]),
        history=history,
        rows={},
        imported={},
    )
    return headings(outcome, standup(red, frame, policy, as_of))


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
    assert found["path_to_target_summary"].startswith("No steps")
    assert found["issues_summary"] == "Nothing to mend."
    assert found["audit_summary"] == "Nothing looks too good or too hollow."


def test_red_accounts_are_counted_by_tier_and_director() -> None:
    rows: list[dict[str, Any]] = [{"ARR": 2e6}, {"Tier": 2, "ARR": 1e6, "CS director": None}]
    found = said(*({**UNCOVERED, **row} for row in rows))
    assert found["red_list_summary"] == (
        "2 red accounts, 1 in Tier 1 and 1 in Tier 2, worth $3,000,000 a year: "
        "2 to escalate, 0 with an overdue play."
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
        (1, "1 red account, 480 seconds each."),
        (24, "24 red accounts, 20 seconds each."),
        (30, "24 red accounts, 20 seconds each; 6 more on the Red list."),
    ],
)
def test_the_standup_says_what_fits(red: int, words: str) -> None:
    assert said(*[UNCOVERED] * red)["standup_summary"] == words


def test_the_standup_names_its_week_and_its_people() -> None:
    found = said(UNCOVERED, as_of=dt.date(2027, 3, 4), standup__attendees=["CEO"])
    assert found["standup_when"].startswith("Week of Monday 1 March 2027.")
    assert found["standup_attendees"] == "In the room: CEO"
    assert found["red_list_touch_by"] == pd.Timestamp("2027-03-18")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{}, UNCOVERED], "Tier 1 50.0% against 80.0%, 30.0 points short."),
        ([{}], "Tier 1 100.0% against 80.0%, 20.0 points above."),
        ([*[{}] * 4, UNCOVERED], "Tier 1 80.0% against 80.0%, to the point."),
        (
            [{}, WAIVED],
            "Tier 1 100.0% against 80.0%, 20.0 points above. 1 account left out by a waiver.",
        ),
    ],
)
def test_the_scorecard_says_how_far_the_target_is(rows: list[dict[str, Any]], words: str) -> None:
    assert said(*rows)["scorecard_summary"] == words


def test_without_a_target_there_is_none() -> None:
    found = said({}, as_of=dt.date(2026, 3, 1))
    assert found["scorecard_summary"] == "Tier 1 100.0%, no target yet."


def test_the_path_is_told_tier_by_tier() -> None:
    found = said({}, UNCOVERED)
    assert found["path_to_target_summary"] == "Tier 1 comes to 100.0% with 1 play in 1 account."
