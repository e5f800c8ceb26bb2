"""Who came to the red list since the last snapshot, and who left it."""

from __future__ import annotations

import datetime as dt

from scoring.coverage.movement import movement
from tests.scoring.coverage.sample import AS_OF, BAD, OUT, UNCOVERED, WAIVED, scored, snapshots

LAST = "2027-02-22"
RED = {"Red": 1, "Status": "Uncovered"}


def then(*red: str, day: str = LAST, **values: object) -> tuple[tuple[str, dict[str, object]], ...]:
    return tuple((day, RED | {"Account ID": account} | values) for account in red)


def test_then_and_now_are_told_apart_account_by_account() -> None:
    rows = [
        UNCOVERED | {"Account": "Stays"},
        {"Account": "Recovered"},
        WAIVED | {"Account": "Waived"},
        OUT | {"Account": None},
        UNCOVERED | {"Account": "Small", "ARR": 1.0},
        UNCOVERED | {"Account": "New here", "ARR": 9e6},
        BAD | {"Account": "Unreadable", "Red": 1},
    ]
    frame = scored(*rows)
    history = snapshots(
        *then("A-1", "A-2", "A-3", "A-4", "A-9"),
        (LAST, {"Account ID": "A-5"}),
        *then("A-5", day="2027-02-15"),
        *then("A-1", day="2027-03-01"),
    )
    found = movement(frame, history, AS_OF)
    assert found is not None
    assert (found.since, found.was) == (dt.date(2027, 2, 22), 5)
    assert found.newly_red == ["New here", "Unreadable", "Small"]
    assert found.recovered == ["Recovered"]
    assert found.left == ["Waived", "A-4", "A-9"]
    now = found.was + len(found.newly_red) - len(found.recovered) - len(found.left)
    assert now == (frame["Red"] == 1).sum()


def test_an_account_without_an_id_is_in_no_snapshot() -> None:
    found = movement(scored(BAD | {"Account ID": None, "Red": 1}), snapshots(*then()), AS_OF)
    assert found is None
    found = movement(scored(BAD | {"Account ID": None, "Red": 1}), snapshots((LAST, {})), AS_OF)
    assert found is not None
    assert found.newly_red == []


def test_the_first_week_has_nothing_to_compare_with() -> None:
    assert movement(scored(UNCOVERED), snapshots(*then("A-1", day="2027-03-01")), AS_OF) is None
    assert movement(scored(UNCOVERED), snapshots(*then("A-1", day="2027-03-08")), AS_OF) is None


def test_what_is_not_measured_has_not_moved() -> None:
    blind = UNCOVERED | {"Measured": False, "Gate 1 filled": False}
    assert movement(scored(blind), snapshots((LAST, {})), AS_OF) is None


def test_neither_has_a_week_after_one_that_was_not_measured() -> None:
    history = snapshots(*then("A-1", Gates="?????"))
    assert movement(scored({}), history, AS_OF) is None
