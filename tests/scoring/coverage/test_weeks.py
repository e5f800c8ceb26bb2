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

    def scored(self, as_of: dt.date) -> pd.DataFrame:
        raw = pd.DataFrame(self.accounts, dtype=object)
        typed, _ = clean(raw.set_axis(range(2, len(raw) + 2)), ACCOUNTS, POLICY, as_of)
        typed = pair_since(self.history, typed, as_of)
        scored = score_accounts(typed, POLICY, as_of, None, self.history)
        self.history, _ = with_snapshot(self.history, snapshot(scored, as_of))
        return scored

    def refresh(self, as_of: dt.date) -> dict[str, pd.DataFrame]:
        scored = self.scored(as_of)
        red = red_list(scored, POLICY, as_of)
        card = scorecard(scored, POLICY, as_of, self.history)
        path, weeks = path_to_target(scored, POLICY, as_of), trend(self.history, POLICY, as_of)
        counts = bridge(len(self.accounts), scored)
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


NO_INTRO: dict[str, Any] = GREEN | {"Two-way intro date": None, "Last touch date": "2026-12-28"}
WAIVER: dict[str, Any] = {
    "Waiver reason": "Declined a program",
    "Waiver approver": "Noor Haddad",
    "Waiver expires": "2027-03-01",
}


def red_row(tracker: Tracker, day: str, **cells: Any) -> tuple[int, str, str, str]:
    """Weeks red, First red, Play due and Escalate to of the account after a refresh."""
    # With nobody's intro known, none would be late: it would not be measured.
    tracker.accounts = [NO_INTRO | cells, GREEN | {"Account ID": "A-2"}]
    as_of = dt.date.fromisoformat(day)
    row = red_list(tracker.scored(as_of), POLICY, as_of).set_index("Account ID").loc["A-1"]
    first, due = (row[header].date().isoformat() for header in ("First red", "Play due"))
    to = row["Escalate to"]
    return int(row["Weeks red"]), first, due, "" if pd.isna(to) else str(to)


HELD = {"Two-way intro date": "2026-06-01"}


def test_a_week_filled_in_later_as_green_begins_the_run_anew() -> None:
    tracker = Tracker([NO_INTRO])
    assert red_row(tracker, "2027-01-04") == (1, "2027-01-04", "2027-02-03", "")
    assert red_row(tracker, "2027-01-18") == (3, "2027-01-04", "2027-02-03", "CRO")
    tracker.accounts = [NO_INTRO | HELD]
    assert not tracker.scored(dt.date(2027, 1, 11))["Red"].any()
    # Not 4 weeks: what the snapshot of the 18th noted as its start is no longer so.
    assert red_row(tracker, "2027-01-25") == (2, "2027-01-18", "2027-02-17", "CRO")


def test_a_week_filled_in_later_as_red_is_one_of_the_run() -> None:
    tracker = Tracker([NO_INTRO])
    assert red_row(tracker, "2027-01-11") == (1, "2027-01-11", "2027-02-10", "")
    assert red_row(tracker, "2027-01-04") == (1, "2027-01-04", "2027-02-03", "")
    # Not 2 weeks from the 11th on.
    assert red_row(tracker, "2027-01-18") == (3, "2027-01-04", "2027-02-03", "CRO")


def test_a_past_week_run_again_says_what_it_said() -> None:
    tracker = Tracker([NO_INTRO])
    weeks = ["2027-01-04", "2027-01-06", "2027-01-14", "2027-01-27"]
    once = [red_row(tracker, day) for day in weeks]
    assert once == [red_row(tracker, day) for day in weeks[1:2]] * 2 + [
        red_row(tracker, day) for day in weeks[2:]
    ]


def test_within_a_week_the_day_of_the_replaced_snapshot_is_kept() -> None:
    tracker = Tracker([NO_INTRO])
    for day in ("2027-01-05", "2027-01-07", "2027-01-10"):
        assert red_row(tracker, day) == (1, "2027-01-05", "2027-02-04", "")
    assert red_row(tracker, "2027-01-11") == (2, "2027-01-05", "2027-02-04", "CRO")


def test_a_run_goes_through_week_53() -> None:
    tracker = Tracker([NO_INTRO])
    for number, day in enumerate(("2026-12-29", "2027-01-03", "2027-01-04", "2027-01-11")):
        assert red_row(tracker, day)[:2] == ((1, 1, 2, 3)[number], "2026-12-29")


def test_a_waived_week_neither_counts_nor_breaks_the_run() -> None:
    tracker = Tracker([NO_INTRO])
    assert red_row(tracker, "2027-01-04") == (1, "2027-01-04", "2027-02-03", "")
    tracker.accounts = [NO_INTRO | WAIVER]
    assert not tracker.scored(dt.date(2027, 1, 11))["Red"].any()
    assert red_row(tracker, "2027-01-18") == (2, "2027-01-04", "2027-02-03", "CRO")
    assert red_row(tracker, "2027-01-25") == (3, "2027-01-04", "2027-02-03", "CRO")


def test_a_play_does_not_begin_in_a_waived_week() -> None:
    tracker = Tracker([NO_INTRO | WAIVER])
    tracker.scored(dt.date(2027, 1, 4))
    assert red_row(tracker, "2027-01-11") == (1, "2027-01-11", "2027-02-10", "")


def test_plays_that_begin_anew_on_each_day_change_no_red_week(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    anew = Policy.load({"sla.clock": "as_of"})
    monkeypatch.setattr("tests.scoring.coverage.test_weeks.POLICY", anew)
    tracker = Tracker([NO_INTRO])
    assert red_row(tracker, "2027-01-04") == (1, "2027-01-04", "2027-02-03", "")
    assert red_row(tracker, "2027-01-11") == (2, "2027-01-04", "2027-02-10", "CRO")


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


def test_a_handover_spares_its_own_change_and_no_later_one() -> None:
    """C36: an executive who handed over in January does not do so again in April."""
    first = GREEN | {"Internal executive": "Jon Falk", "Last touch date": "2027-01-04"}
    tracker = Tracker([first])
    tracker.scored(dt.date(2027, 1, 4))
    tracker.accounts = [
        first | {"Internal executive": "Maria Holm", "Outgoing executive": "Jon Falk"}
    ]
    for day in ("2027-01-11", "2027-03-01", "2027-04-05"):
        row = tracker.scored(dt.date.fromisoformat(day)).iloc[0]
        assert row[["Gate 2", "Gate 3"]].tolist() == [1, 1]
    # 90 days after 5 January, since when Maria Holm may have stood.
    assert tracker.scored(dt.date(2027, 4, 6)).iloc[0]["Gate 3"] == 0
    touched = {"Two-way intro date": "2027-01-20", "Last touch date": "2027-04-05"}
    tracker.accounts = [tracker.accounts[0] | touched]
    assert tracker.scored(dt.date(2027, 4, 12)).iloc[0]["Gate score"] == 10000
    tracker.accounts = [tracker.accounts[0] | {"Internal executive": "Nina Voss"}]
    row = tracker.scored(dt.date(2027, 4, 19)).iloc[0]
    assert row[["Gate 3", "Gate 4", "Gate score"]].tolist() == [0, 0, 5000]
    tracker.accounts = [tracker.accounts[0] | {"Outgoing executive": "Holm, Maria"}]
    assert tracker.scored(dt.date(2027, 4, 19)).iloc[0]["Gate score"] == 10000
