"""What a play brings where snapshots know who stood there before (C36)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from scoring.inputs import checked
from scoring.policy import Policy
from tests.scoring.coverage.sample import snapshots

AS_OF = dt.date(2027, 3, 1)
GREEN: dict[str, Any] = {
    "Account ID": "A-1",
    "Account": "Acme",
    "Tier": 1,
    "CSM": "Ines Rocha",
    "Customer sponsor": "Anna Berg",
    "Internal executive": "Maria Holm",
    "Executive title": "VP Sales",
    "Two-way intro date": dt.datetime(2026, 2, 1),
    "Last touch date": dt.datetime(2027, 2, 19),
    "Business outcome": "Close in 5 days",
}
CALL = {"Account ID": "A-1", "Touch date": dt.datetime(2027, 2, 19), "Type": "Call"}


def explained(cells: dict[str, Any], *touches: dict[str, Any], **last_week: Any) -> str:
    """The sentence of an account whose people stood in the snapshot of last week."""
    people = {"Customer sponsor": "Anna Berg", "Internal executive": "Maria Holm"}
    named = {header.replace("_", " ").capitalize(): name for header, name in last_week.items()}
    history = snapshots(("2027-02-22", people | named))
    accounts = pd.DataFrame([GREEN | cells], dtype=object)
    logged = pd.DataFrame([CALL | touch for touch in touches], dtype=object) if touches else None
    return str(checked(accounts, logged, Policy.load(), AS_OF).scored(history)["Explanation"][0])


def test_somebody_new_in_an_empty_cell_starts_anew_where_another_stood() -> None:
    told = explained({"Customer sponsor": None})
    assert "Name a sponsor: 0.50, then hold the intro and call: 1.00." in told


def test_nobody_stood_there_so_intro_and_touch_remain() -> None:
    assert "Name a sponsor: 1.00." in explained({"Customer sponsor": None}, customer_sponsor=None)


def test_an_executive_in_an_empty_cell_starts_anew_as_well() -> None:
    told = explained({"Internal executive": None, "Executive title": None})
    assert "Map an executive: 0.50, then hold the intro and call: 1.00." in told


@pytest.mark.parametrize(
    ("contact", "offered"), [("Anna Berg", True), ("Carl Ek", False), (None, False)]
)
def test_the_one_of_the_last_touch_is_offered_where_the_pair_goes_on(
    contact: str | None, *, offered: bool
) -> None:
    told = explained({"Customer sponsor": None}, {"Customer contact": contact})
    assert ("Or the one of the last touch: 1.00." in told) == offered


def test_the_accounts_own_csm_is_not_offered_as_executive() -> None:
    empty = {"Internal executive": None, "Executive title": None}
    told = explained(empty, {"Internal person": "Ines Rocha"}, internal_executive=None)
    assert "the one of the last touch" not in told
    known = explained(empty, {"Internal person": "Maria Holm"}, internal_executive=None)
    assert "Or the one of the last touch if VP or above: 1.00." in known


@pytest.mark.parametrize(
    ("outgoing", "reached"), [("Maria Holm", "1.00."), ("Jon Falk", "0.50, then hold the intro")]
)
def test_who_is_named_as_outgoing_spares_the_pair_only_if_it_is_the_one_before(
    outgoing: str, reached: str
) -> None:
    empty = {"Internal executive": None, "Executive title": None, "Outgoing executive": outgoing}
    assert f"Map an executive: {reached}" in explained(empty)


def test_a_handover_is_promised_only_by_whom_snapshots_know() -> None:
    low = {"Executive title": "Director of Sales"}
    assert "with a handover: 1.00." in explained(low)
    assert "with a handover: 0.50" not in explained(low, internal_executive="Jon Falk")
    told = explained(
        low | {"Executive since": dt.datetime(2026, 1, 1)}, internal_executive="Jon Falk"
    )
    assert "with a handover: 1.00." not in told


def test_an_executive_to_be_replaced_costs_the_intro_behind_a_new_sponsor() -> None:
    low = {"Executive title": "Director of Sales", "Customer sponsor": None}
    told = explained(low, {"Customer contact": "Anna Berg"})
    assert "then map an executive, hold the intro and call: 1.00" in told
