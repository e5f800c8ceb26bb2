"""Ids spelled anew by spreadsheets and scripts: found where it is certain, else refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from addin.importing.decision import decided
from addin.importing.respelled import Tied, tied_ids
from addin.importing.tidying import tidied_as
from scoring.cleaning import TableError
from tests.refresh.trackers import Command, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = "2026-11-16"


def _tied(
    export: dict[str, list[object]], known: dict[str, list[object]], name: str = "Accounts"
) -> Tied:
    raw = pd.DataFrame(export, dtype=object)
    found = decided(raw, name)
    rows = tidied_as(raw, found)
    return tied_ids(rows, raw, found, pd.DataFrame(known, dtype=object))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("123", "123.0"),
        ("0012", '="0012"'),
        ("0012", "'0012"),
        ("0012", "12"),
        ("12", "0012"),
        ("1234", "1,234"),
        ("1234567", "1.234.567"),
        ("123456789012", "1.23457E+11"),
        ("123456789012", "1,23457E+11"),
        ("123456789012", "1.23456789012E+11"),
        ("123456789012345678", "1.2345678901234568e+17"),
        ("123456789012345678", 123456789012345690.0),
        ("123456789012345678", 123456789012345000.0),
        ("001D000000IRt53IAD", "001D000000IRt53"),
        ("001D000000IRt53", "001d000000irt53iad"),
        ("001D000000IRt53IAD", "001D000000IRT53IAD"),
        ("a0XD000000IRt53", "a0XD000000IRt53IAD"),
    ],
    ids=str,
)
def test_a_spelling_that_fits_one_account_is_that_account(ours: str, theirs: object) -> None:
    known: dict[str, list[object]] = {"Account ID": [ours, "77"], "Account": ["Acme", "Bolt"]}
    named: dict[str, list[object]] = {"Account ID": [theirs], "Account": ["Acme"]}
    for export in (named, {"Account ID": [theirs]}):
        tied = _tied(export, known)
        given = tied.rows["Account ID"].iloc[0]
        assert given == ours or (len(ours), given[:15]) == (15, ours)
        assert tied.doubts == ()
    touch = named | {"Touch date": ["2026-11-02"], "Type": ["Call"]}
    assert _tied(touch, known, "Touches").rows["Account ID"].iloc[0][:15] == ours[:15]


def test_an_id_that_stands_in_the_export_as_it_is_belongs_to_its_own_row() -> None:
    known: dict[str, list[object]] = {"Account ID": ["0012"], "Account": ["Acme"]}
    tied = _tied({"Account ID": ["0012", "12"], "Account": ["Acme", "Acme"]}, known)
    assert tied.rows["Account ID"].to_list() == ["0012", "12"]
    assert tied.doubts == ()


def test_a_rounded_id_goes_to_the_one_of_its_name() -> None:
    known: dict[str, list[object]] = {
        "Account ID": ["123456789012", "123456999999"],
        "Account": ["Acme", "Bolt"],
    }
    export: dict[str, list[object]] = {
        "Account ID": ["1.23457E+11", "1.23457E+11"],
        "Account": ["Bolt", "ACME"],
    }
    tied = _tied(export, known)
    assert tied.rows["Account ID"].to_list() == ["123456999999", "123456789012"]
    assert "spelled anew in 2 rows" in tied.notes[0]


@pytest.mark.parametrize("name", ["Zeta", None])
def test_a_rounded_id_that_may_be_two_accounts_is_refused_with_both(name: str | None) -> None:
    known: dict[str, list[object]] = {
        "Account ID": ["123456789012", "123456999999"],
        "Account": ["Acme", "Bolt"],
    }
    with pytest.raises(TableError) as refused:
        _tied({"Account ID": ["1.23457E+11"], "Account": [name]}, known)
    for text in ('"1.23457E+11"', '"123456789012" (Acme)', '"123456999999"', "row 0", "Export"):
        assert text in str(refused.value)


def test_a_rounded_id_is_refused_where_there_is_no_account_yet() -> None:
    known: dict[str, list[object]] = {"Account ID": [], "Account": []}
    for given in ("1.23457E+11", 123456789012345678.0):
        with pytest.raises(TableError, match="rounded"):
            _tied({"Account ID": [given], "Account": ["Acme"]}, known)
    assert len(_tied({"Account ID": ["4E11", "12E34"], "Account": ["A", "B"]}, known).rows) == 2
    assert len(_tied({"Account ID": [1234567890123456.0], "Account": ["A"]}, known).rows) == 1


def test_two_spellings_that_mean_the_same_account_are_left_to_a_person() -> None:
    known: dict[str, list[object]] = {"Account ID": ["0012"], "Account": ["Acme"]}
    tied = _tied({"Account ID": ["12", "012"], "Account": ["Acme", "Acme"]}, known)
    assert tied.rows["Account ID"].to_list() == ["12", "012"]
    assert '"12" may be "0012" (Acme)' in tied.doubts[0]


def test_a_touch_of_several_accounts_has_each_id_put_right() -> None:
    known: dict[str, list[object]] = {"Account ID": ["0012", "0034"], "Account": ["A", "B"]}
    touch: dict[str, list[object]] = {
        "Account ID": ["12;34;99", "0012;0034"],
        "Touch date": ["2026-11-02"] * 2,
        "Type": ["Call"] * 2,
    }
    assert _tied(touch, known, "Touches").rows["Account ID"].to_list() == [
        "0012;0034;99",
        "0012;0034",
    ]


@pytest.mark.slow
def test_a_number_like_an_old_one_is_asked_where_the_names_differ(
    run: Command, tmp_path: Path, csv_file: Callable[..., Path]
) -> None:
    path = tmp_path / "t.xlsx"
    head = "Account ID,Account,ARR\n"
    assert run("new", path, "--from", csv_file(f"{head}0012,Acme,5\n0013,Bolt,5\n")).code < 2
    before = path.read_bytes()
    export = csv_file(f"{head}12,Acme,6\n13,Zeta,6\n")
    refused = run("refresh", path, "--accounts", export)
    assert refused.code == 2
    for text in ("row 3", '"13" may be "0013" (Bolt)', "--yes"):
        assert text in refused.err
    assert path.read_bytes() == before
    assert run("refresh", path, "--accounts", export, "--yes", "--as-of", DAY).code < 2
    assert table(path, "Accounts")["Account ID"].to_list() == ["0012", "0013", "13"]


@pytest.mark.parametrize(
    ("name", "same"), [("Bolt Group", True), ("Zeta Ltd", False), ("The Firm", False)]
)
def test_a_renamed_account_is_the_same_where_its_name_begins_alike(name: str, same: bool) -> None:  # noqa: FBT001
    known: dict[str, list[object]] = {"Account ID": ["0013"], "Account": ["Bolt Ltd"]}
    tied = _tied({"Account ID": ["13"], "Account": [name]}, known)
    assert (tied.rows["Account ID"].iloc[0] == "0013") is same
    assert bool(tied.doubts) is not same


def test_scores_of_exports_tie_touches_spelled_anew(
    run: Command, csv_file: Callable[..., Path]
) -> None:
    accounts = csv_file(
        "Account ID,Account,ARR,Customer sponsor,Internal executive\n0012,Acme,300000,A B,C D\n"
    )
    touches = csv_file("Account ID,Touch date,Type\n12.0,2026-11-10,Call\n", "touches.csv")
    checked = run("check", accounts, "--touches", touches, "--as-of", DAY)
    assert "ACCOUNT_UNKNOWN" not in checked.out
