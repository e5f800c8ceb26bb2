"""Records that were deleted or merged in the CRM are no rows, and no account stays live unsaid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from addin.importing.files import read_export
from addin.importing.rows import ImportFileError
from tests.refresh.trackers import Command, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = "2026-11-16"


@pytest.mark.slow
def test_deleted_and_merged_accounts_are_left_out_counted_and_marked(
    run: Command, tmp_path: Path, csv_file: Callable[..., Path]
) -> None:
    path = tmp_path / "t.xlsx"
    first = csv_file("Id,Name,ARR__c\n001A,Acme,5\n001B,Acme old,5\n001C,Gone,5\n001D,Dot,5\n")
    assert run("new", path, "--from", first, "--as-of", DAY).code < 2
    export = csv_file(
        "Id,IsDeleted,MasterRecordId,Name,ARR__c\n001A,false,,Acme,6\n"
        "001B,true,001A,Acme old,6\n001C,TRUE,,Gone,6\n001D,0,000000000000000,Dot,6\n"
    )
    done = run("refresh", path, "--accounts", export, "--as-of", DAY, "--json")
    counts = json.loads(done.out)["imported"]["accounts"]
    assert (counts["rows in file"], counts["imported"], counts["left out"]) == (4, 2, 2)
    assert [(row["row"], row["why"]) for row in counts["other rows"]] == [
        (3, "merged into another record"),
        (4, "deleted in the CRM"),
    ]
    accounts = table(path, "Accounts").set_index("Account ID")
    marks = accounts["Not in import since"]
    assert marks.notna().to_list() == [False, True, True, False]
    assert accounts["ARR"].to_list() == [6, 5, 5, 6]
    issues = table(path, "Issues")
    told = issues[issues["Code"] == "ACCOUNT_VANISHED"]["Problem"].to_list()
    assert "merged into another record, as row 3" in told[0]
    assert "deleted in the CRM, as row 4" in told[1]


@pytest.mark.parametrize(
    ("header", "cells", "left"),
    [
        ("Is Deleted", ("no", "yes"), 1),
        ("Deleted At", ("", "2026-01-02"), 1),
        ("Merged into", ("A1", "A1"), 1),
        ("Master Record ID", ("", "A1"), 1),
        ("Archived", ("yes", "yes"), 0),
    ],
)
def test_vendors_say_it_in_several_ways(
    csv_file: Callable[..., Path], header: str, cells: tuple[str, str], left: int
) -> None:
    text = f"Account ID,Account,{header}\nA1,Acme,{cells[0]}\nA2,Bolt,{cells[1]}\n"
    found = read_export(csv_file(text), "Accounts")
    assert len(found.reading.left_out) == left
    contacts = f"Account ID,Contact,{header}\nA1,Al,{cells[0]}\nA2,Bo,{cells[1]}\n"
    assert len(read_export(csv_file(contacts), "Contacts").rows) == 2 - left


def test_a_file_of_deleted_records_alone_is_refused(csv_file: Callable[..., Path]) -> None:
    with pytest.raises(ImportFileError, match="only records that were deleted"):
        read_export(csv_file("Account ID,Account,IsDeleted\nA1,Acme,true\n"), "Accounts")
