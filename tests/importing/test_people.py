"""People in exports: another spelling is no other person, and touches with others are told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.refresh.trackers import Command, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = "2026-11-16"
ACCOUNTS = (
    "Account ID,Account,ARR,Customer sponsor,Internal executive,Executive title,Two-way intro date\n"
    "1,Acme,300000,Ana Ruiz,Laura Chen,CEO,2026-02-01\n"
)


@pytest.mark.slow
def test_a_sponsor_in_another_spelling_is_no_new_pair(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "n.xlsx"
    run("new", path, "--from", csv_file(ACCOUNTS), "--as-of", "2026-11-09")
    respelled = ACCOUNTS.replace("Ana Ruiz", '"Ruiz, Dr. Ana"').replace("Laura", "Ms. Laura K.")
    run("refresh", path, "--accounts", csv_file(respelled), "--as-of", DAY)
    assert "PAIR_CHANGED" not in table(path, "Issues")["Code"].tolist()
    assert table(path, "Coverage")["Gate 3"].tolist() == [1]
    other = ACCOUNTS.replace("Ana Ruiz", "Ana Maria Gomez")
    run("refresh", path, "--accounts", csv_file(other), "--as-of", "2026-11-23")
    assert "PAIR_CHANGED" in table(path, "Issues")["Code"].tolist()
    assert table(path, "Coverage")["Gate 3"].tolist() == [0]


@pytest.mark.slow
def test_touches_and_contacts_in_another_spelling_do_not_come_twice(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "n.xlsx"
    text = "Account ID,Date,Type,Contact,Internal person\n1,2026-11-10,Call,{},Laura Chen\n"
    people = "Account ID,Contact,Title\n1,{},CIO\n"
    for name in ("Ana Ruiz", "Dr. Ana Ruiz", '"Ruiz, Ana"', "Ana Ruiz <ana@firm.example>"):
        files = (
            "--touches",
            csv_file(text.format(name), "t.csv"),
            "--contacts",
            csv_file(people.format(name), "c.csv"),
        )
        if path.exists():
            run("refresh", path, *files, "--as-of", DAY)
        else:
            run("new", path, "--from", csv_file(ACCOUNTS), *files, "--as-of", DAY)
        assert table(path, "Coverage")["Gate 4"].tolist() == [1]
    assert (len(table(path, "Touches")), len(table(path, "Contacts"))) == (1, 1)


@pytest.mark.slow
def test_live_touches_with_others_are_told_at_each_import_and_refresh(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "n.xlsx"
    touches = csv_file(
        "Account ID,Date,Type,Contact,Internal person\n1,2026-11-10,Call,Anne Ruiz,Laura Chen\n"
        "1,2026-11-09,Call,Ana Ruiz,\n1,2026-11-12,Email,Bo Li,\n1,2026-11-11,Call,,Ed Exe\n",
        "t.csv",
    )
    run("new", path, "--from", csv_file(ACCOUNTS), "--touches", touches, "--as-of", DAY)
    told = (
        '2 live touches do not count for the people named, such as somebody with "Ed Exe" (Acme, '
        "11 Nov 2026)"
    )
    for said in (("refresh", path, "--as-of", DAY), ("refresh", path, "--as-of", DAY, "--dry-run")):
        assert told in " ".join(run(*said).out.split())
    found = json.loads(run("refresh", path, "--as-of", DAY, "--json").out)
    assert found["touches of others"].startswith("2 live touches do not count")
    one = csv_file("Account ID,Date,Type,Contact\n1,2026-11-14,Call,Ana Ruiz\n", "o.csv")
    assert "do not count" not in run("refresh", path, "--touches", one, "--as-of", DAY).out
