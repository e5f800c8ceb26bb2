"""Columns that contradict themselves or say a unit: asked once, remembered, never a silent factor."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin.importing.headers import matched
from addin.importing.units import unit_of
from tests.refresh.trackers import Command, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = "2026-11-16"
MIXED = 'Account ID,Account,ARR\nA1,Acme,300.000\nA2,Bolt,"90,000"\n'


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("ARR (USD k)", 1000),
        ("ARR (£m)", 1000000),
        ("ARR in Tsd. EUR", 1000),
        ("ARR k€", 1000),
        ("ARR (T€)", 1000),
        ("ARR ('000)", 1000),
        ("Annual recurring revenue (millions)", 1000000),
        ("ARR [Mrd. EUR]", 1000000000),
    ],
)
def test_a_header_that_says_its_unit_is_offered_with_it(header: str, factor: int) -> None:
    unit = unit_of(header, "Accounts")
    assert unit is not None
    assert (unit.column, unit.factor) == ("ARR", factor)
    found = matched(["Account ID", header], "Accounts")
    assert [(doubt.header, doubt.column) for doubt in found.doubts] == [(header, "ARR")]
    assert f"taken times {factor:,}" in found.doubts[0].because
    assert not matched(["Account ID", header, "ARR"], "Accounts").doubts


@pytest.mark.parametrize(
    "header", ["ARR", "ARR (USD)", "Employees (k)", "k", "ARR (k, m)", "Tier m"]
)
def test_a_header_without_a_unit_of_amounts_has_none(header: str) -> None:
    assert unit_of(header, "Accounts") is None


@pytest.mark.slow
def test_amounts_in_thousands_are_taken_times_it_once_somebody_said_yes_and_ever_after(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    export = csv_file('Account ID,Account,ARR (USD k)\nA1,Acme,1200\nA2,Bolt,"90,5"\n')
    path = tmp_path / "n.xlsx"
    refused = run("new", path, "--from", export, "--as-of", DAY)
    assert (refused.code, "Its amounts are in thousands" in refused.err) == (2, True)
    made = run("new", path, "--from", export, "--as-of", DAY, "--map", "ARR (USD k)=ARR")
    assert 'The amounts of "ARR (USD k)" were taken times 1,000.' in made.out
    assert table(path, "Accounts")["ARR"].tolist() == [1200000, 90500]
    again = csv_file("Account ID,Account,ARR (USD k)\nA1,Acme,1300\nA2,Bolt,90\n")
    run("refresh", path, "--accounts", again, "--as-of", DAY)
    assert table(path, "Accounts")["ARR"].tolist() == [1300000, 90000]
    scored = run("score", again, "--as-of", DAY, "--map", "ARR (USD k)=ARR")
    assert ",1,1300000," in scored.out


@pytest.mark.slow
def test_amounts_with_both_signs_are_asked_and_read_as_thousands_once_somebody_said_yes(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    export, path = csv_file(MIXED), tmp_path / "n.xlsx"
    refused = run("new", path, "--from", export, "--as-of", DAY)
    assert refused.code == 2
    assert '"ARR" (300.000, 90,000) is ARR, in doubt.' in refused.err
    checked = run("check", export, "--as-of", DAY).out
    assert "NUMBER_AMBIGUOUS (2)" in checked
    assert "COLUMN_DOUBTFUL" in checked
    assert "is ARR, in doubt" in run("new", path, "--from", export, "--dry-run").out
    run("new", path, "--from", export, "--as-of", DAY, "--map", "ARR=ARR")
    assert table(path, "Accounts")["ARR"].tolist() == [300000, 90000]
    assert "parts thousands by both signs" in run("refresh", path, "--accounts", export).out


@pytest.mark.slow
def test_a_layout_that_was_sound_is_asked_in_the_week_in_which_its_amounts_contradict_each_other(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "n.xlsx"
    run("new", path, "--from", csv_file(MIXED.replace("300.000", '"300,000"')), "--as-of", DAY)
    before = path.read_bytes()
    assert run("refresh", path, "--accounts", csv_file(MIXED), "--as-of", DAY).code == 2
    assert path.read_bytes() == before


@pytest.mark.slow
def test_amounts_that_decide_no_tier_are_an_issue_and_stop_nobody(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    lines = MIXED.splitlines()
    text = "\n".join([f"{lines[0]},Tier", *(f"{line},1" for line in lines[1:])])
    made = run("new", tmp_path / "n.xlsx", "--from", csv_file(text), "--as-of", DAY)
    assert (made.code, "number ambiguous (2)" in made.out) == (1, True)


@pytest.fixture
def swapped(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    rows: list[list[Any]] = [
        ["Account ID", "Account", "ARR", "Last touch date"],
        ["A1", "Acme", 300000, dt.datetime(2026, 2, 10)],
        ["A2", "Bolt", 300000, "13/10/2026"],
    ]
    for row in rows:
        book.worksheets[0].append(row)
    book.save(tmp_path / "swapped.xlsx")
    return tmp_path / "swapped.xlsx"


@pytest.mark.slow
def test_days_that_excel_swapped_are_asked_and_swapped_back_once_somebody_said_yes(
    run: Command, swapped: Path, tmp_path: Path
) -> None:
    path = tmp_path / "n.xlsx"
    refused = run("new", path, "--from", swapped, "--as-of", DAY)
    assert (refused.code, "as when Excel swaps day and month" in refused.err) == (2, True)
    assert "DATE_HALF_CONVERTED (1)" in run("check", swapped, "--as-of", DAY).out
    said = ("--map", "Last touch date=Last touch date")
    made = run("new", path, "--from", swapped, "--as-of", DAY, *said)
    assert "were swapped back" in made.out
    days = [day.date() for day in table(path, "Accounts")["Last touch date"]]
    assert days == [dt.date(2026, 10, 2), dt.date(2026, 10, 13)]
    scored = run("score", swapped, "--as-of", DAY, *said).out.splitlines()[1:]
    assert [line.split(",")[18] for line in scored] == ["45", "34"]


@pytest.mark.slow
def test_an_evening_call_is_of_the_day_in_the_firms_zone(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    export = csv_file(
        "Account ID,Account,ARR,Last touch date\nA1,Acme,300000,2026-11-17T01:30:00.000+0000\n"
        "A2,Bolt,300000,2026-11-16T23:30:00Z\n"
    )
    path = tmp_path / "n.xlsx"
    run("new", path, "--from", export, "--as-of", DAY)
    days = [day.date() for day in table(path, "Accounts")["Last touch date"]]
    assert days == [dt.date(2026, 11, 16), dt.date(2026, 11, 16)]
    assert "DATE_FUTURE" not in run("check", export, "--as-of", DAY).out
    policy = csv_file('[import]\ntimezone = "Europe/Berlin"\n', "p.toml")
    asked = ("score", export, "--as-of", "2026-11-18", "--policy", policy)
    days_since = [line.split(",")[18] for line in run(*asked).out.splitlines()[1:]]
    assert days_since == ["1", "1"]
