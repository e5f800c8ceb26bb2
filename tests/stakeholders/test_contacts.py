"""Contacts: cleaned, checked, and shown once they are there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from addin.refresh.request import Request
from addin.refresh.story import refresh
from addin.tracker.memory_book import MemoryTable, MemoryWorkbook
from scoring.areas import AREAS, TABLES
from scoring.cleaning import clean
from scoring.policy import Policy
from scoring.stakeholders import AREA
from scoring.stakeholders.tables import CONTACTS

if TYPE_CHECKING:
    from addin.refresh.outcome import Outcome

DAY = dt.date(2026, 11, 16)
ANN: dict[str, Any] = {"Account ID": "A1", "Contact": "Ann Ames", "Title": "CFO"}


def cleaned(*rows: dict[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    raw = pd.DataFrame(rows, dtype=object).set_axis(range(5, 5 + len(rows)))
    return clean(raw, CONTACTS, Policy.load(), DAY)


def test_a_contact_has_its_columns_typed() -> None:
    contacts, issues = cleaned(ANN | {"Status": "left", "Last contact date": "2026-11-02"})
    assert list(contacts) == CONTACTS.headers
    assert contacts["Status"].tolist() == ["Departed"]
    assert contacts["Last contact date"].tolist() == [pd.Timestamp("2026-11-02")]
    assert issues.empty


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"Account ID": None}, "ID_MISSING", "Account ID"),
        ({"Contact": None}, "NAME_MISSING", "Contact"),
        ({"Contact": "TBD"}, "NAME_MISSING", "Contact"),
        ({"Status": "purple"}, "CHOICE_UNKNOWN", "Status"),
        ({"Last contact date": "2027-01-04"}, "DATE_FUTURE", "Last contact date"),
        ({"Last contact date": "soon"}, "DATE_UNREADABLE", "Last contact date"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(
    cells: dict[str, Any], code: str, column: str
) -> None:
    contacts, issues = cleaned(ANN, ANN | cells)
    told = issues[["Sheet", "Row", "Column", "Code"]].to_numpy().tolist()
    assert told == [["Contacts", 6, column, code]]
    assert len(contacts) == (1 if code.endswith("MISSING") else 2)


def book(*contacts: dict[str, Any], shown: str | None = "Hidden") -> MemoryWorkbook:
    """A tracker as the template has it: the sheet Contacts is there and hidden."""
    held = []
    for table in TABLES.values():
        frame = pd.DataFrame(columns=table.headers, dtype=object)
        if table is CONTACTS and contacts:
            frame = pd.DataFrame(list(contacts), columns=table.headers, dtype=object)
        held.append(MemoryTable.of(table.name.replace(" ", "_"), frame))
    values = {"start_area_coverage": "Shown", "start_area_stakeholders": shown}
    return MemoryWorkbook(held, values, hidden=["Contacts"])


def refreshed(tracker: MemoryWorkbook, **settings: str) -> Outcome:
    overrides = {f"areas.{name}": value for name, value in settings.items()}
    request = Request(
        today=DAY, now="2026-11-16 09:00", who="ann", version="1", overrides=overrides
    )
    return refresh(tracker, request)


def state(tracker: MemoryWorkbook) -> tuple[bool, str]:
    told = tracker.read_values(["start_area_stakeholders"])["start_area_stakeholders"]
    return tracker.sheets()["Contacts"], told


@pytest.mark.parametrize("told", ["Hidden", None, ""])
def test_the_sheet_stays_hidden_while_nobody_uses_it(told: str | None) -> None:
    tracker = book(shown=told)
    refreshed(tracker)
    assert state(tracker) == (False, "Hidden")


def test_the_sheet_comes_up_with_the_first_rows() -> None:
    tracker = book(ANN | {"Status": "purple"})
    found = refreshed(tracker)
    assert state(tracker) == (True, "Shown")
    assert found.issues.loc[found.issues["Sheet"] == "Contacts", "Code"].tolist() == [
        "CHOICE_UNKNOWN",
        "ACCOUNT_UNKNOWN",
    ]


@pytest.mark.slow
def test_a_sheet_that_the_user_hid_stays_hidden() -> None:
    tracker = book(ANN)
    refreshed(tracker)
    tracker.show_sheets({"Contacts": False, "Coverage": False})
    refreshed(tracker)
    assert state(tracker) == (False, "Shown")
    assert not tracker.sheets()["Coverage"]


@pytest.mark.slow
def test_settings_show_it_without_rows_and_hide_it_with_them() -> None:
    empty, full = book(), book(ANN)
    refreshed(empty, stakeholders="yes")
    assert state(empty) == (True, "Shown")
    refreshed(full, stakeholders="no")
    assert state(full) == (False, "Hidden")


@pytest.mark.slow
def test_coverage_is_shown_unless_settings_say_no() -> None:
    tracker = book()
    refreshed(tracker, coverage="no")
    shown = [title for title, is_shown in tracker.sheets().items() if is_shown]
    assert not {"Accounts", "Coverage", "Red list"} & set(shown)
    refreshed(tracker)
    assert tracker.sheets()["Red list"]


def test_the_area_is_listed_and_starts_hidden() -> None:
    assert AREA in AREAS
    assert AREA.hidden
    assert AREA.inputs == (CONTACTS,)
