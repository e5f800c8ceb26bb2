"""What is measured at all: an empty column is unknown, and not failed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from scoring.coverage.measured import fills, is_measured, not_measured, unknown
from scoring.inputs import checked
from scoring.policy import Policy
from tests.scoring.coverage.sample import AS_OF, scored

ACCOUNT: dict[str, Any] = {
    "Account ID": "A-1",
    "Account": "Acme",
    "Tier": 1,
    "Customer sponsor": "Anna Berg",
    "Internal executive": "Maria Holm",
    "Executive title": "VP Sales",
    "Two-way intro date": "2026-06-01",
    "Last touch date": "2027-02-20",
    "Business outcome": "Cut costs",
}
EMPTY = dict.fromkeys(
    (
        "Customer sponsor",
        "Internal executive",
        "Two-way intro date",
        "Last touch date",
        "Business outcome",
    )
)


def found(
    *rows: dict[str, Any], touches: list[dict[str, Any]] | None = None, **settings: Any
) -> pd.DataFrame:
    """The accounts of a file as they are scored."""
    policy = Policy.load({key.replace("__", "."): value for key, value in settings.items()})
    numbered = [ACCOUNT | {"Account ID": f"A-{n}"} | row for n, row in enumerate(rows, start=1)]
    accounts = pd.DataFrame(numbered, dtype=object)
    logged = pd.DataFrame(touches, dtype=object) if touches else None
    return checked(accounts, logged, policy, AS_OF).scored()


@pytest.mark.parametrize("header", [*EMPTY][:4])
def test_an_empty_column_that_keeps_everybody_uncovered_is_not_measured(header: str) -> None:
    frame = found({header: None}, {header: " "})
    assert not is_measured(frame)
    assert [fill.gate.column for fill in unknown(frame)] == [header]
    assert frame["Red"].tolist() == [1, 1]
    assert f"0 of 2 filled: {header} (ask " in not_measured(frame)


def test_an_outcome_is_not_needed_to_be_covered() -> None:
    frame = found({"Business outcome": None})
    assert is_measured(frame)
    assert not_measured(frame) == ""
    assert [fill.filled for fill in fills(frame)] == [1, 1, 1, 1, 0]


def test_it_is_where_settings_ask_for_one() -> None:
    assert not is_measured(found({"Business outcome": None}, coverage__threshold=0.9))


def test_one_account_that_is_filled_in_makes_the_others_fail() -> None:
    frame = found(EMPTY, {})
    assert is_measured(frame)
    assert [fill.filled for fill in fills(frame)] == [1] * 5


def test_an_account_out_of_scope_says_nothing_of_the_others() -> None:
    assert not is_measured(found(EMPTY, {"Tier": 4}))


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        ("Two-way intro date", "no"),
        ("Business outcome", "TBD"),
        ("Customer sponsor", "nobody"),
        ("Last touch date", "31/02/2027"),
    ],
)
def test_to_say_that_there_is_none_is_an_answer(header: str, answer: str) -> None:
    assert is_measured(found({header: answer}))


@pytest.mark.parametrize("account", ["A-1", "A-9"])
def test_a_row_of_touches_is_an_answer_of_its_account(account: str) -> None:
    mail = {"Account ID": account, "Touch date": "2027-02-01", "Type": "E-mail"}
    frame = found({"Last touch date": None}, touches=[mail])
    assert is_measured(frame) == (account == "A-1")


def test_a_single_buyer_needs_two_columns() -> None:
    buyer = EMPTY | {"Profile": "Single buyer", "Customer sponsor": "Anna Berg"}
    touched = buyer | {"Last touch date": "2027-02-20"}
    assert is_measured(found(touched))
    frame = found(touched, EMPTY)
    assert frame["Measured"].tolist() == [True, False]
    assert not is_measured(frame)
    assert not is_measured(found(buyer))


def test_where_no_score_would_do_no_column_is_to_blame() -> None:
    levels = [0, 2500, 5000, 7500, 8500, 9000]
    assert is_measured(found(EMPTY, score__levels=levels, coverage__threshold=0.95))


def test_weights_may_leave_room_for_an_empty_column() -> None:
    assert is_measured(
        found({"Two-way intro date": None}, score__method="weighted", coverage__threshold=0.8)
    )


def test_without_accounts_nothing_is_missing() -> None:
    frame = found({"Tier": 4})
    assert is_measured(frame)
    assert unknown(frame) == []


def test_it_says_what_is_missing_and_who_could_supply_it() -> None:
    frame = scored({"Measured": False, **{f"Gate {gate} filled": False for gate in range(1, 6)}})
    assert not_measured(frame) == (
        "Not measured yet, 0 of 1 filled: Customer sponsor and Business outcome (ask each CSM), "
        "Internal executive (ask the CS directors), Two-way intro date (ask each owner), Last "
        "touch date (ask RevOps)."
    )


def test_each_day_asks_for_what_its_rules_ask() -> None:
    later = [{"value": 0.85}, {"from": dt.date(2027, 2, 1), "value": 0.9}]
    assert not is_measured(found({"Business outcome": None}, coverage__threshold=later))
