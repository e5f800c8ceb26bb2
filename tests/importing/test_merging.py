"""Merging: who counts as another person, what says nothing, and dates that a column leaves open."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from addin.importing.dateorder import with_told_dates
from addin.importing.merging import ids_by_name, merged, places_of
from addin.importing.tidying import tidied
from scoring.cleaning import TableError

if TYPE_CHECKING:
    from addin.importing.merging import AccountsPlan

AS_OF = dt.date(2026, 11, 16)
HEADERS = ["Account ID", "Customer sponsor", "Internal executive", "Sponsor since"]


def accounts(sponsor: Any, executive: Any = "Ed Exe", since: Any = None) -> pd.DataFrame:
    return pd.DataFrame([["A1", sponsor, executive, since]], columns=HEADERS, dtype=object)


def exported(sponsor: Any, executive: Any = "Ed Exe") -> pd.DataFrame:
    return accounts(sponsor, executive).drop(columns="Sponsor since")


def since_of(plan: AccountsPlan) -> Any:
    return plan.rows["Sponsor since"].iloc[0]


@pytest.mark.parametrize("nobody", ["TBD", "n/a", "-", "Vacant", "none", "#N/A", "", None])
def test_a_word_for_nobody_is_no_other_person(nobody: str | None) -> None:
    first = merged(accounts(nobody), exported("Ann Ace"), 5, AS_OF)
    assert since_of(first) is None
    gone = merged(accounts("Ann Ace"), exported(nobody or None), 5, AS_OF)
    assert since_of(gone) is None
    assert gone.issues["Code"].tolist() == ["VALUE_CLEARED"]
    assert 'Customer sponsor was "Ann Ace"' in gone.issues["Problem"].iloc[0]


@pytest.mark.parametrize("nothing", ["-", "n/a", "none", "0", 0.0, None])
def test_a_waiver_stays_where_the_export_has_a_word_for_nothing(nothing: object) -> None:
    columns = ["Account ID", "Waiver reason", "Waiver expires"]
    given = pd.DataFrame([["A1", "In court", "2027-01-31"]], columns=columns, dtype=object)
    text = nothing if isinstance(nothing, str) and nothing != "0" else None
    update = pd.DataFrame([["A1", text, nothing]], columns=columns, dtype=object)
    plan = merged(given, update, 5, AS_OF)
    assert plan.rows.to_numpy().tolist() == given.to_numpy().tolist()
    assert plan.issues.empty


def last(sponsor: str) -> pd.DataFrame:
    columns = ["Customer sponsor", "Internal executive", "Since"]
    row = [sponsor, "Ed Exe", pd.Timestamp("2026-11-10")]
    return pd.DataFrame([row], columns=columns, index=pd.Index(["A1"], name="Account ID"))


def test_a_wrong_file_is_undone_by_the_right_one() -> None:
    wrong = merged(accounts("Ann Ace"), exported("Bea Boss"), 5, AS_OF, last("Ann Ace"))
    assert since_of(wrong) == pd.Timestamp("2026-11-10")
    right = merged(wrong.rows, exported("Ann Ace"), 5, AS_OF, last("Ann Ace"))
    assert since_of(right) is None
    assert right.issues["Code"].tolist() == ["PAIR_RESTORED"]


def test_a_date_that_the_user_typed_is_not_taken_back() -> None:
    typed = accounts("Bea Boss", since="2026-11-12")
    back = merged(typed, exported("Ann Ace"), 5, AS_OF, last("Ann Ace"))
    assert since_of(back) == "2026-11-12"


def test_a_column_that_the_export_lacks_and_nothing_changes_is_told() -> None:
    plan = merged(accounts("Ann Ace", since="2026-01-05"), exported("Ann Ace"), 5, AS_OF)
    assert "Sponsor since" in plan.untouched
    changed = merged(accounts("Ann Ace"), exported("Bea Boss"), 5, AS_OF)
    assert "Sponsor since" not in changed.untouched


def test_two_people_of_one_name_are_two() -> None:
    people = pd.DataFrame({"Account ID": ["X", "X", "Y"], "Contact": ["Ann", "Ann", "Ann"]})
    assert list(places_of(people.iloc[:1], people, ("Account ID", "Contact"))) == [0, -1, -1]


def touches(*days: Any) -> pd.DataFrame:
    rows = [["A1", day, "Call"] for day in days]
    return tidied(pd.DataFrame(rows, columns=["Account ID", "Touch date", "Type"]), "Touches")


def days_of(rows: pd.DataFrame) -> list[Any]:
    return [
        cell.date().isoformat() if hasattr(cell, "date") else cell for cell in rows["Touch date"]
    ]


@pytest.mark.parametrize(
    ("known", "meant"),
    [
        ("2026-11-02", ["2026-11-02", "2026-11-05"]),
        ("2026-02-11", ["2026-02-11", "2026-05-11"]),
        ("2026-07-07", ["11/02/2026", "11/05/2026"]),
    ],
)
def test_open_dates_are_told_by_days_of_the_same_account(known: str, meant: list[str]) -> None:
    rows = with_told_dates(touches("11/02/2026", "11/05/2026"), touches(known), "Touches")
    assert days_of(rows) == meant


def test_days_that_speak_for_both_orders_leave_it_open() -> None:
    known = touches("2026-11-02", "2026-02-11")
    rows = with_told_dates(touches("11/02/2026", "11/05/2026"), known, "Touches")
    assert days_of(rows) == ["11/02/2026", "11/05/2026"]


def test_what_no_order_reads_stays_as_it_is() -> None:
    rows = with_told_dates(touches("11/02/2026", "soon"), touches("2026-11-02"), "Touches")
    assert days_of(rows) == ["2026-11-02", "soon"]


@pytest.mark.parametrize(("here", "left_out"), [(1, 1), (2, 0)])
def test_rows_alike_are_merged_unless_the_tracker_has_both(here: int, left_out: int) -> None:
    columns = ["Account ID", "Account"]
    known = pd.DataFrame([["A1", "Acme"]] * here, columns=columns, dtype=object)
    twice = pd.DataFrame([["A1", "Acme Ltd"]] * 2, columns=columns, dtype=object)
    plan = merged(known, twice, 5, AS_OF)
    assert plan.rows["Account"].tolist() == ["Acme Ltd"] * here
    assert len(plan.duplicates) == left_out
    assert plan.vanished == ()


def test_a_name_that_two_accounts_share_stands_for_neither() -> None:
    rows = [["A1", "Acme"], ["A2", "ACME"], ["A3", "Bolt"], [None, "Core"]]
    known = pd.DataFrame(rows, columns=["Account ID", "Account"], dtype=object)
    assert ids_by_name(known) == {"bolt": "A3"}


@pytest.mark.parametrize("name", [None, " ", "Acme"])
def test_names_stand_for_ids_only_where_each_account_has_its_own(name: str | None) -> None:
    export = pd.DataFrame({"Account": ["Acme", name], "ARR": [1, 2]}, dtype=object)
    with pytest.raises(TableError, match="no column Account ID"):
        tidied(export, "Accounts")


def test_rows_of_one_account_that_are_alike_stay_alike() -> None:
    """The first alone was matched, and the second got a mark of ours: two that differ (A10)."""
    known = pd.concat([accounts("Ann Ace")] * 2).set_axis([5, 6])
    plan = merged(known, exported("Bea Boss"), 5, AS_OF)
    assert plan.rows["Customer sponsor"].tolist() == ["Bea Boss"] * 2
    assert plan.rows.loc[5].equals(plan.rows.loc[6])
    assert (plan.changed, plan.vanished) == (1, ())
