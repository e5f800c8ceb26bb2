"""What an export writes, what it leaves out, and what it remembers."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from addin.exporting.writing import Exported, write_export
from addin.package import PackageWorkbook
from addin.tracker.wholefile import OutputFileError
from addin.tracker.workbook import WorkbookError
from tests.exporting.conftest import made
from tests.exporting.firm import (
    AS_OF,
    BROKEN,
    COVERED,
    FADING,
    SMALL,
    WAIVED,
    account,
    cells,
    change,
    delete,
    refreshed,
    row,
)
from tests.refresh.trackers import parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.refresh.trackers import Command

SCORE = "Sponsor_Coverage_Score__c"
STATUS = "Sponsor_Coverage_Status__c"


def test_salesforce_gets_a_file_for_data_loader(export: Callable[..., Exported]) -> None:
    told = export()
    assert told.path.read_bytes().decode() == (
        "Id,Sponsor_Coverage_Score__c,Sponsor_Coverage_Current_Score__c,"
        "Sponsor_Coverage_Status__c,Sponsor_Coverage_Red__c,Sponsor_Coverage_Open_Gate__c,"
        "Sponsor_Coverage_Next_Play__c,Sponsor_Coverage_Play_Due__c,"
        "Sponsor_Coverage_Covered_Until__c,Sponsor_Coverage_Executive_Sponsor__c,"
        "Sponsor_Coverage_As_Of__c\r\n"
        f"{COVERED},1.0000,1.0000,Covered,false,#N/A,Plan the next touch,2026-12-20,2026-12-20,"
        "Ivo Exec,2026-11-16\r\n"
        f"{FADING},1.0000,0.6167,Slipping,true,#N/A,Call the sponsor,2026-11-30,#N/A,"
        "Ivo Exec,2026-11-16\r\n"
        f"{WAIVED},#N/A,#N/A,Waived,false,#N/A,#N/A,#N/A,#N/A,Ivo Exec,2026-11-16\r\n"
    )


def test_every_row_of_accounts_is_told_of(export: Callable[..., Exported]) -> None:
    told = export()
    assert (told.rows_in, told.written, told.unchanged) == (6, 3, 0)
    assert told.left_out["Account ID"].tolist()[:2] == [SMALL, BROKEN]
    assert pd.isna(told.left_out["Account ID"].iloc[2])
    assert told.left_out["Row"].tolist() == [8, 9, 10]
    assert told.left_out["Reason"].tolist() == [
        "Out of scope and never sent, so there is nothing to take back.",
        'Data issue, so there is no score to send. Last touch date "31/31/2026" is not a date.',
        "The row has no Account ID.",
    ]


def test_what_the_crm_has_already_is_not_sent_again(export: Callable[..., Exported]) -> None:
    export()
    told = export()
    assert (told.written, told.unchanged) == (0, 3)
    assert cells(told.path).empty


@pytest.mark.slow
def test_only_the_account_that_changed_is_sent(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    export()
    change(tracker, FADING, {"Last touch date": dt.datetime(2026, 11, 12)})
    told = export()
    assert cells(told.path)["Id"].tolist() == [FADING]
    assert told.unchanged == 2


@pytest.mark.slow
def test_another_day_with_the_same_scores_sends_nothing(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    export()
    refreshed(PackageWorkbook(tracker), AS_OF + dt.timedelta(days=1))
    sent = cells(export().path)["Id"].tolist()
    assert COVERED not in sent


def test_all_sends_every_account_out_of_scope_too(export: Callable[..., Exported]) -> None:
    export()
    told = export(everything=True)
    assert cells(told.path)["Id"].tolist() == [COVERED, FADING, WAIVED, SMALL]


@pytest.mark.slow
def test_each_profile_has_a_memory_of_its_own(export: Callable[..., Exported]) -> None:
    export()
    assert export("hubspot").written == 3
    assert export().written == 0


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        (
            {
                "Waiver reason": "In court",
                "Waiver approver": "Vera",
                "Waiver expires": dt.datetime(2027, 1, 1),
            },
            "Waived",
        ),
        ({"Tier": 4.0, "ARR": 10.0}, "Out of scope"),
        ({"Two-way intro date": "soon"}, "Data issue"),
    ],
)
@pytest.mark.slow
def test_an_account_that_loses_its_score_is_emptied_once(
    tracker: Path, export: Callable[..., Exported], changes: dict[str, object], status: str
) -> None:
    export()
    change(tracker, FADING, changes)
    told = export()
    sent = row(told.path, FADING)
    assert (sent[SCORE], sent[STATUS]) == ("#N/A", status)
    assert (told.emptied, export().written) == (1, 0)


@pytest.mark.slow
def test_a_deleted_account_is_emptied_once_and_leaves_names_alone(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    export()
    delete(tracker, FADING)
    told = export()
    sent = row(told.path, FADING)
    assert (sent[SCORE], sent[STATUS]) == ("#N/A", "Removed")
    assert sent["Sponsor_Coverage_Executive_Sponsor__c"] == ""
    assert (told.removed, export().written, export(everything=True).removed) == (1, 0, 0)


@pytest.mark.parametrize(("profile", "is_said"), [("hubspot", True), ("salesforce", False)])
def test_it_says_where_an_old_score_may_outlive_an_empty_cell(
    export: Callable[..., Exported], profile: str, *, is_said: bool
) -> None:
    assert any("the old score stays" in note for note in export(profile).notes) is is_said


def test_it_says_that_the_scores_are_of_another_week(export: Callable[..., Exported]) -> None:
    same = export(now=dt.datetime(2026, 11, 22, tzinfo=dt.UTC), is_dry=True).notes
    later = export(now=dt.datetime(2026, 11, 23, tzinfo=dt.UTC), is_dry=True).notes
    assert [note for note in later if note not in same] == [
        (
            "The scores are as of 2026-11-16, another week than today's. Refresh the tracker first to "
            "send this week's."
        )
    ]


@pytest.mark.slow
def test_ids_that_the_crm_cannot_know_are_told(tmp_path: Path) -> None:
    path = made(tmp_path / "own.xlsx", [account("ACC-1"), account(COVERED)])
    notes = write_export(PackageWorkbook(path), "salesforce", tmp_path / "out.csv").notes
    assert any(note.startswith("1 id can't be a Salesforce id, such as ACC-1.") for note in notes)


def test_a_row_deleted_from_the_log_is_sent_again(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    export()
    book = PackageWorkbook(tracker)
    log = book.read_table("Export log")
    book.write_table("Export log", log[log["Account ID"] != COVERED])
    book.save()
    assert cells(export().path)["Id"].tolist() == [COVERED]


@pytest.mark.slow
def test_rows_that_are_alike_are_sent_once(tmp_path: Path) -> None:
    path = made(tmp_path / "twice.xlsx", [account("A1"), account("A2")])
    book = PackageWorkbook(path)
    accounts = book.read_table("Accounts")
    book.write_table("Accounts", accounts.iloc[[0, 0, 1]])
    refreshed(book)
    told = write_export(PackageWorkbook(path), "generic_csv", tmp_path / "out.csv")
    assert cells(told.path)["Account ID"].tolist() == ["A1", "A2"]
    assert told.left_out[["Row", "Account ID"]].to_numpy().tolist() == [[6, "A1"]]


def test_a_dry_run_writes_nothing(tracker: Path, export: Callable[..., Exported]) -> None:
    before = tracker.read_bytes()
    told = export(is_dry=True)
    assert told.summary.startswith("Would write 3 accounts to ")
    assert not told.path.exists()
    assert tracker.read_bytes() == before


@pytest.mark.slow
def test_a_tracker_without_the_log_sends_everything_and_says_so(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    book = openpyxl.load_workbook(tracker)
    del book["Export log"]
    del book["Export map"]
    book.save(tracker)
    assert export().written == 3
    told = export()
    assert told.written == 3
    assert any("no Export log" in note for note in told.notes)


def test_scores_that_are_older_than_their_inputs_are_not_sent(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    book = PackageWorkbook(tracker)
    accounts = book.read_table("Accounts")
    accounts.loc[accounts["Account ID"] == FADING, "Last touch date"] = dt.datetime(2026, 11, 12)
    book.write_table("Accounts", accounts)
    book.save()
    with pytest.raises(
        WorkbookError, match=rf"1 account differs, such as {FADING} \(Current score"
    ):
        export()
    assert not tracker.with_name("out.csv").exists()


def test_an_account_typed_in_after_the_refresh_is_noticed(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    book = PackageWorkbook(tracker)
    accounts = book.read_table("Accounts")
    book.write_table("Accounts", pd.concat([accounts, pd.DataFrame([account("NEW")])]))
    book.save()
    with pytest.raises(WorkbookError, match=r"such as NEW\. Refresh the tracker"):
        export()


def test_a_tracker_that_was_never_refreshed_has_nothing_to_export(
    empty: Path, tmp_path: Path
) -> None:
    with pytest.raises(WorkbookError, match="never refreshed"):
        write_export(PackageWorkbook(empty), "salesforce", tmp_path / "out.csv")


def test_a_sorted_coverage_is_as_fresh_as_before(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    book = PackageWorkbook(tracker)
    book.write_table("Coverage", book.read_table("Coverage").iloc[::-1])
    book.save()
    assert export().written == 3


def test_the_file_that_was_there_is_back_if_the_log_cannot_be_saved(
    tracker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tracker.with_name("out.csv")
    out.write_text("last week's")
    before = tracker.read_bytes()

    def save(_book: PackageWorkbook) -> None:
        raise WorkbookError("tracker.xlsx is open in Excel")

    monkeypatch.setattr(PackageWorkbook, "save", save)
    with pytest.raises(WorkbookError, match="open in Excel"):
        write_export(PackageWorkbook(tracker), "salesforce", out)
    assert out.read_text() == "last week's"
    assert tracker.read_bytes() == before
    assert sorted(path.name for path in tracker.parent.iterdir()) == ["out.csv", "tracker.xlsx"]


def test_no_file_is_left_if_the_log_cannot_be_saved(
    tracker: Path, export: Callable[..., Exported], monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(_book: PackageWorkbook) -> None:
        raise WorkbookError("tracker.xlsx is open in Excel")

    monkeypatch.setattr(PackageWorkbook, "save", save)
    with pytest.raises(WorkbookError):
        export()
    assert not tracker.with_name("out.csv").exists()


def test_a_file_that_is_open_in_excel_is_refused_before_anything_is_done(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    tracker.with_name("~$out.xlsx").touch()
    before = tracker.read_bytes()
    with pytest.raises(OutputFileError, match="open in Excel"):
        export("planhat", "out.xlsx")
    assert tracker.read_bytes() == before


def test_no_text_of_a_csv_file_is_a_formula(hostile: Path, tmp_path: Path) -> None:
    told = write_export(PackageWorkbook(hostile), "generic_csv", tmp_path / "out.csv")
    texts = cells(told.path)
    names = texts["Coverage executive sponsor"].tolist()
    assert names == ["'@SUM(1)", 'Ann "The Boss" O\'Neil; Esq., Ltd', "Émile Zola Jr", "", "Tab"]
    assert texts["Coverage customer sponsor"].iloc[0] == '\'=HYPERLINK("http://x")'


@pytest.mark.parametrize(
    ("profile", "name", "ids"),
    [
        ("generic_csv", "out.csv", ["00042", "8.0E7", "Zoë-ß-日本", "-17", "1;2,3"]),
        ("generic_xlsx", "out.xlsx", ["00042", "8.0E7", "Zoë-ß-日本", "=1+1", "-17", "1;2,3"]),
    ],
)
def test_an_id_is_sent_as_it_is_or_not_at_all(
    hostile: Path, tmp_path: Path, profile: str, name: str, ids: list[str]
) -> None:
    told = write_export(PackageWorkbook(hostile), profile, tmp_path / name)
    assert cells(told.path)["Account ID"].tolist() == ids
    reasons = told.left_out.set_index("Account ID")["Reason"]
    assert ("=1+1" in ids) or reasons["=1+1"].startswith("A spreadsheet would run")


def test_no_cell_of_a_workbook_is_a_formula(hostile: Path, tmp_path: Path) -> None:
    told = write_export(PackageWorkbook(hostile), "generic_xlsx", tmp_path / "out.xlsx")
    sheet = parts(told.path)["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet


def test_the_command_line_says_what_it_did(tracker: Path, run: Command) -> None:
    out = tracker.with_name("out.csv")
    told = run("export", tracker, "--profile", "Salesforce", "--out", out)
    assert told.code == 0
    assert told.out.startswith(
        f"Wrote 3 accounts to {out}, 1 of them with a status and no score, 0 unchanged since the "
        "last export, 3 left out; scores as of 2026-11-16."
    )
    assert "row 10: The row has no Account ID." in told.out


def test_the_command_line_speaks_to_scripts(tracker: Path, run: Command) -> None:
    out = tracker.with_name("out.csv")
    told = run("export", tracker, "--profile", "salesforce", "--out", out, "--json", "--dry-run")
    found = json.loads(told.out)
    assert (found["rows in"], found["written"], len(found["left out"])) == (6, 3, 3)
    assert found["fields"]["Id"] == "Account ID"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--profile", "salesfroce", "--out", "o.csv"], "Did you mean salesforce?"),
        (["--profile", "salesforce", "--out", "o.xlsx"], "must end in .csv"),
        (["--profile", "salesforce", "--out", "no/o.csv"], "a folder that does not exist"),
        (["--profile", "generic", "--out", "tracker.xlsx"], "is a file that is read"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(
    tracker: Path, run: Command, monkeypatch: pytest.MonkeyPatch, given: list[str], said: str
) -> None:
    monkeypatch.chdir(tracker.parent)
    told = run("export", tracker, *given)
    assert (told.code, told.out) == (2, "")
    assert said in told.err
    assert told.err.count("\n") == 1
