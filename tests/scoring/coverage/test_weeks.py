"""The whole way, week after week: raw cells, scores, snapshots, red list, scorecard, board."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest

from scoring.areas import TABLES
from scoring.board.coverage import board
from scoring.board.facts import Facts
from scoring.cleaning import clean
from scoring.coverage.audit import audit
from scoring.coverage.bridge import bridge
from scoring.coverage.history import snapshot, typed_history, with_snapshot
from scoring.coverage.pairs import pair_since
from scoring.coverage.path import path_to_target
from scoring.coverage.redlist import red_list
from scoring.coverage.scorecard import scorecard
from scoring.coverage.scores import score_accounts
from scoring.coverage.standup import standup
from scoring.coverage.tables import ACCOUNTS
from scoring.coverage.trend import trend
from scoring.policy import Policy

POLICY = Policy.load()
FIRST = dt.date(2027, 1, 4)
GREEN: dict[str, Any] = {
    "Account ID": "A-1",
    "Account": "Acme",
    "ARR": 400_000,
    "CS director": "Ines Rocha",
    "Customer sponsor": "Anna Berg",
    "Internal executive": "Maria Holm",
    "Executive title": "VP Customer Success",
    "Two-way intro date": "2026-06-01",
    "Last touch date": "2026-12-14",
    "Last touch type": "Call",
    "Business outcome": "Close in five days",
    "Outcome date": "2026-09-01",
}


@dataclass
class Tracker:
    """Accounts and what a weekly refresh keeps of them."""

    accounts: list[dict[str, Any]]
    history: pd.DataFrame = field(default_factory=lambda: typed_history(pd.DataFrame())[0])

    def refresh(self, as_of: dt.date) -> dict[str, pd.DataFrame]:
        raw = pd.DataFrame(self.accounts, dtype=object)
        typed, _ = clean(raw.set_axis(range(2, len(raw) + 2)), ACCOUNTS, POLICY, as_of)
        typed = pair_since(self.history, typed, as_of)
        scored = score_accounts(typed, POLICY, as_of, None, self.history)
        self.history, _ = with_snapshot(self.history, snapshot(scored, as_of))
        red = red_list(scored, POLICY, as_of)
        card = scorecard(scored, POLICY, as_of, self.history)
        path, weeks = path_to_target(scored, POLICY, as_of), trend(self.history, POLICY, as_of)
        counts = bridge(len(raw), scored)
        slide = board(
            Facts(scored, red, card, path, weeks, self.history, counts, POLICY, as_of), "1"
        )
        return {
            "Coverage": scored,
            "Red list": red,
            "Standup": standup(red, POLICY, as_of),
            "Scorecard": card,
            "Path to target": path,
            "Trend": weeks,
            "Audit": audit(scored, self.history, POLICY, as_of),
            "History": self.history,
            "Board": pd.DataFrame([slide]),
        }

    def weeks(self, count: int) -> dict[str, pd.DataFrame]:
        return [self.refresh(FIRST + dt.timedelta(weeks=week)) for week in range(count)][-1]


def test_every_frame_has_the_headers_of_its_table() -> None:
    found = Tracker([GREEN, GREEN | {"Account ID": "A-2", "Last touch date": None}]).weeks(2)
    for name, table in TABLES.items():
        if name in found:
            assert set(table.own_headers) <= set(found[name].columns), name


@pytest.mark.slow
def test_an_account_that_nobody_touches_turns_red_and_is_escalated() -> None:
    tracker = Tracker([GREEN])
    assert tracker.weeks(4)["Red list"].empty
    red = tracker.refresh(dt.date(2027, 2, 1))["Red list"].iloc[0]
    assert red[["Weeks red", "Current score"]].tolist() == [1, 8417]
    assert pd.isna(red["Escalate to"])
    later = tracker.refresh(dt.date(2027, 2, 8))["Red list"].iloc[0]
    assert later["Weeks red"] == 2
    assert later["Escalate to"] == "CRO"
    assert later["Play due"] == red["Play due"] == pd.Timestamp("2027-02-15")
    assert later["First red"] == pd.Timestamp("2027-02-01")


@pytest.mark.slow
def test_a_touch_closes_the_gap() -> None:
    tracker = Tracker([GREEN])
    tracker.weeks(6)
    tracker.accounts = [GREEN | {"Last touch date": "2027-02-12"}]
    found = tracker.refresh(dt.date(2027, 2, 15))
    assert found["Red list"].empty
    assert found["Trend"][["Gaps closed", "Weeks to close"]].iloc[-1].tolist() == [1, 2.0]


@pytest.mark.slow
def test_a_new_sponsor_starts_a_new_pair_and_stays_noted() -> None:
    tracker = Tracker([GREEN])
    tracker.weeks(2)
    tracker.accounts = [GREEN | {"Customer sponsor": "Carl Ek"}]
    for day in (dt.date(2027, 1, 18), dt.date(2027, 1, 25)):
        row = tracker.refresh(day)["Coverage"].iloc[0]
        assert row["Open gate"] == 3
        assert row["Play due"] == pd.Timestamp("2027-02-17")


@pytest.mark.slow
def test_refreshing_twice_in_a_week_is_refreshing_once() -> None:
    tracker = Tracker([GREEN, GREEN | {"Account ID": "A-2", "Customer sponsor": None}])
    tracker.weeks(3)
    tracker.accounts[1] = GREEN | {"Account ID": "A-2", "Customer sponsor": "Carl Ek"}
    once = tracker.refresh(dt.date(2027, 1, 27))
    again = tracker.refresh(dt.date(2027, 1, 27))
    for name, frame in once.items():
        pd.testing.assert_frame_equal(again[name], frame, obj=name)


def test_it_works_on_no_accounts_at_all() -> None:
    tracker = Tracker([GREEN | {"ARR": 1}])
    found = tracker.weeks(2)
    assert found["History"].empty
    assert found["Board"]["board_headline"].item() == "No account counts towards coverage yet."
