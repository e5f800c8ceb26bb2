"""What a refresh does to a tracker that a user lives in."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from addin.package import PackageWorkbook
from scoring.areas import TABLES
from scoring.coverage.tables import WEEK_HEADERS
from tests import tools
from tests.package.lint import lint
from tests.refresh.trackers import (
    Command,
    add_column,
    drop_column,
    opened,
    parts,
    set_cells,
    sheet_of,
    table,
    tables,
)
from workbook_templates import demo_path

WEEK = "2026-11-23"


def mended(tracker: Path) -> None:
    """Let the account at the top of the red list be touched, and the second one vanish."""
    red = table(tracker, "Red list")["Account ID"].tolist()
    with opened(tracker) as book:
        accounts, touches = sheet_of(book, "Accounts"), sheet_of(book, "Touches")
        for row in range(5, accounts.max_row + 1):
            if accounts.cell(row, 1).value == red[1]:
                for column in range(1, accounts.max_column + 1):
                    accounts.cell(row, column).value = None
        row = touches.max_row
        for column, value in enumerate((red[0], dt.datetime(2026, 11, 16), "Call"), 1):
            touches.cell(row, column).value = value
        for column in range(4, touches.max_column + 1):
            touches.cell(row, column).value = None


@pytest.mark.slow
def test_refreshing_twice_is_refreshing_once(run: Command, demo: Path) -> None:
    run("refresh", demo)
    once, cells = parts(demo), tables(demo)
    logged = len(table(demo, "Run log"))
    run("refresh", demo)
    twice = parts(demo)
    assert tables(demo) == cells
    changed = {name for name in once if once[name] != twice[name]}
    # Only the time of the run may differ: on Start, and in the Run log.
    assert len(changed) <= 2
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet15.xml"}
    assert len(table(demo, "Run log")) == logged


@pytest.mark.slow
def test_the_same_minute_gives_the_same_bytes(
    run: Command, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Clock:
            return cls(2026, 11, 16, 9, 30, tzinfo=tz)

    monkeypatch.setattr("addin.cli.commands.dt.datetime", Clock)
    run("refresh", demo)
    once = demo.read_bytes()
    run("refresh", demo)
    assert demo.read_bytes() == once


@pytest.mark.slow
def test_a_note_on_a_cell_goes_to_the_log_with_its_account(run: Command, demo: Path) -> None:
    red = table(demo, "Red list")["Account ID"].tolist()
    with opened(demo) as book:
        sheet = sheet_of(book, "Red_list")
        sheet["B5"].comment = Comment("ask Bob", "Ann")
        sheet["B7"].comment = Comment("stays", "Ann")
    mended(demo)
    assert run("refresh", demo).code == 1
    log = table(demo, "Standup log").set_index("Account ID")
    assert log.loc[red[0], "Other columns"] == "Notes on cells: Account: ask Bob"
    assert PackageWorkbook(demo).notes("Red list") == {5: "Account: stays"}


@pytest.mark.slow
def test_own_columns_keep_values_formulas_and_text_like_formulas(run: Command, demo: Path) -> None:
    with opened(demo) as book:
        add_column(book, "Coverage", "Own value", lambda row: f"row {row}")
        add_column(book, "Red_list", "Own formula", lambda row: f"=LEN(B{row})")
        add_column(book, "Red_list", "Own text", lambda row: f"'=row {row}")
        add_column(book, "Scorecard", "Remark", lambda row: f"about {row}")
    ids = table(demo, "Coverage").set_index("Account ID")["Own value"].to_dict()
    texts = table(demo, "Red list").set_index("Account ID")["Own text"].to_dict()
    remarks = table(demo, "Scorecard").set_index(["View", "Name"])["Remark"].tolist()
    mended(demo)
    run("refresh", demo, "--as-of", WEEK)
    coverage = table(demo, "Coverage").set_index("Account ID")["Own value"]
    assert coverage.to_dict() == {account: ids[account] for account in coverage.index}
    red = table(demo, "Red list").set_index("Account ID")
    assert {a: t for a, t in red["Own text"].items() if a in texts and t} == {
        account: texts[account] for account in red.index if account in texts
    }
    assert table(demo, "Scorecard")["Remark"].tolist() == remarks
    with opened(demo) as book:
        sheet = sheet_of(book, "Red_list")
        headers = [cell.value for cell in sheet[4]]
        column = headers.index("Own formula") + 1
        formulas = [sheet.cell(row, column).value for row in range(5, 5 + len(red))]
        assert formulas == [f"=LEN(B{row})" for row in range(5, 5 + len(red))]
        kinds = {sheet.cell(row, column + 1).data_type for row in range(5, 5 + len(red))}
        assert kinds <= {"s", "n", "inlineStr"}
    assert lint(demo) == []


DELETED = {
    "Coverage": "Explanation",
    "Scorecard": "Name",
    "History": "Week",
    "Run_log": "Issues",
    "Standup_log": "Why",
    "Issues": "Account ID",
    "Trend": "Week",
    "Red_list": "ARR",
    "Settings": "Default",
}


@pytest.mark.slow
def test_deleted_columns_stay_deleted_and_hinder_nothing(run: Command, demo: Path) -> None:
    with opened(demo) as book:
        for name, header in DELETED.items():
            drop_column(book, name, header)
    before = tables(demo)
    assert run("refresh", demo).code == 1
    assert tables(demo) == before
    assert not any(header in table(demo, name).columns for name, header in DELETED.items())
    assert lint(demo) == []


@pytest.mark.parametrize(
    "names",
    [
        ["Issues", "Touches", "Run_log", "Scorecard", "Board"],
        ["History", "Settings", "Standup_log", "Red_list", "Coverage", "Start"],
    ],
)
@pytest.mark.slow
def test_deleted_sheets_stay_deleted_and_hinder_nothing(
    run: Command, demo: Path, names: list[str]
) -> None:
    with opened(demo) as book:
        for sheet in book.worksheets:
            if {*sheet.tables, sheet.title} & set(names):
                book.remove(sheet)
        left = book.sheetnames
        for name, defined in list(book.defined_names.items()):
            if not any(title in str(defined.value) for title in left):
                del book.defined_names[name]
    assert run("refresh", demo, "--as-of", "2026-11-16").code in {0, 1}
    with opened(demo) as book:
        assert book.sheetnames == left


@pytest.mark.slow
def test_sorted_and_filtered_tables_are_read_whole(run: Command, demo: Path) -> None:
    before = tables(demo, ("Coverage", "Red_list", "Scorecard"))
    with opened(demo) as book:
        for name in ("Coverage", "History", "Accounts"):
            sheet = sheet_of(book, name)
            filtered = sheet.tables[name].autoFilter
            filtered.add_filter_column(2, ["1"])
            for row in range(6, 30):
                sheet.row_dimensions[row].hidden = True
        sheet = sheet_of(book, "History")
        rows: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        filled = [cells for cells in rows if cells[2]]
        filled.sort(key=lambda cells: (cells[2], cells[1]))
        for number, cells in enumerate(filled, 5):
            for column, value in enumerate(cells, 1):
                sheet.cell(number, column).value = value
    run("refresh", demo)
    assert tables(demo, ("Coverage", "Red_list", "Scorecard")) == before
    history = table(demo, "History")
    assert history["Snapshot date"].is_monotonic_increasing
    assert not history.duplicated(["Account ID", "Week"]).any()


@pytest.mark.slow
def test_sheets_of_the_users_own_survive(run: Command, demo: Path) -> None:
    with opened(demo) as book:
        own = book.create_sheet("My pivot")
        own["A1"] = '=COUNTIF(Coverage[Status],"Covered")'
        own["A3"] = "kept"
    run("refresh", demo, "--as-of", WEEK)
    with opened(demo) as book:
        assert book["My pivot"]["A1"].value == '=COUNTIF(Coverage[Status],"Covered")'
        assert book["My pivot"]["A3"].value == "kept"


@pytest.mark.slow
def test_settings_count(run: Command, demo: Path) -> None:
    set_cells(
        demo,
        "Settings",
        {("as_of", "Value"): dt.datetime(2026, 11, 30), ("score.method", "Value"): "weighted"},
    )
    assert "Monday, 30 Nov 2026" in run("refresh", demo).out
    coverage = table(demo, "Coverage")
    assert coverage["Gate score"].dropna().isin([0.2, 0.45]).any()
    assert "Sunday, 6 Dec 2026" in run("refresh", demo, "--as-of", "2026-12-06").out


def test_a_bad_setting_is_named_by_its_row_at_every_command(run: Command, demo: Path) -> None:
    key, value = "coverage.threshold", "high"
    set_cells(demo, "Settings", {(key, "Value"): value})
    settings = table(demo, "Settings")
    row = settings.index[settings["Parameter"] == key][0]
    before = demo.read_bytes()
    for command in ("refresh", "check", "score"):
        ended = run(command, demo)
        assert ended.code == 2
        assert f"Settings row {row}" in ended.err
        assert value in ended.err
        assert ended.err.count("\n") == 1
    assert demo.read_bytes() == before


def test_scoring_a_tracker_is_its_coverage(run: Command, demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "coverage.csv"
    assert run("score", demo, "--out", out).code == 1
    written = pd.read_csv(out, dtype={"Account ID": str})
    shown = table(demo, "Coverage")
    assert list(written.columns) == [name for name in shown.columns if name != "In Accounts"]
    assert written["Current score"].tolist() == pytest.approx(
        shown["Current score"].astype("float64").tolist(), nan_ok=True
    )
    due = [
        None if missing else f"{day:%Y-%m-%d}"
        for day, missing in zip(shown["Play due"], shown["Play due"].isna(), strict=True)
    ]
    assert (
        written["Play due"].astype(object).where(written["Play due"].notna(), None).tolist() == due
    )
    assert written["Explanation"].tolist() == shown["Explanation"].tolist()


@pytest.mark.slow
def test_the_same_export_twice_changes_nothing(
    run: Command, demo_file: Path, tmp_path: Path
) -> None:
    demo = Path(shutil.copy(demo_file, tmp_path / "tracker.xlsx"))
    exports = ("--accounts", demo_path("accounts.csv"), "--touches", demo_path("touches.csv"))
    before = tables(demo, ("Accounts", "Touches", "Coverage", "Red_list", "Issues"))
    ended = run("refresh", demo, *exports)
    assert "0 new, 0 changed, 121 unchanged, 0 not in the export" in ended.out
    assert tables(demo, ("Accounts", "Touches", "Coverage", "Red_list", "Issues")) == before


@pytest.mark.slow
def test_an_export_speaks_for_its_own_columns_only(
    run: Command, demo: Path, tmp_path: Path
) -> None:
    before = table(demo, "Accounts")
    with opened(demo) as book:
        add_column(book, "Accounts", "Own remark", lambda row: f"row {row}")
        add_column(book, "Accounts", "Own formula", lambda row: f"=C{row}*2")
    export = tmp_path / "export.csv"
    first, second = before["Account ID"].iloc[:2]
    export.write_text(
        f"Account ID,Account Name,ARR,CSM,Plan\n{first},,999999,,Pro\nSC-NEW,Newcomer,5000,Ann,\n",
        encoding="utf-8",
    )
    ended = run("refresh", demo, "--accounts", export)
    assert "1 new, 1 changed, 0 unchanged, 39 not in the export (they stay)" in ended.out
    assert "Columns not read: Plan" in ended.out
    after = table(demo, "Accounts")
    assert after["Account ID"].tolist() == [*before["Account ID"], "SC-NEW"]
    assert after["ARR"].iloc[0] == 999999
    assert after["CSM"].iloc[0] is None
    told = table(demo, "Issues")
    assert "VALUE_CLEARED" in told["Code"].tolist()
    assert told["Code"].tolist().count("ACCOUNT_VANISHED") == 39
    changed = ("ARR", "CSM", "Not in import since")
    untouched = [header for header in before.columns if header not in changed]
    assert after[untouched].iloc[:40].to_numpy().tolist() == before[untouched].to_numpy().tolist()
    assert after["Own remark"].iloc[:40].tolist() == [f"row {row}" for row in before.index]
    assert second in table(demo, "Coverage")["Account ID"].to_numpy()
    with opened(demo) as book:
        sheet = sheet_of(book, "Accounts")
        column = [cell.value for cell in sheet[4]].index("Own formula") + 1
        assert sheet.cell(45, column).value == "=C45*2"


@pytest.mark.slow
def test_an_export_of_short_ids_finds_its_accounts(
    run: Command, empty: Path, tmp_path: Path
) -> None:
    with opened(empty) as book:
        sheet = sheet_of(book, "Accounts")
        headers = [cell.value for cell in sheet[4]]
        cells: dict[str, Any] = {
            "Account ID": "001D000000IRt53",
            "Account": "Acme",
            "Customer sponsor": "Ann Ask",
            "ARR": 300000,
        }
        for header, value in cells.items():
            sheet.cell(5, headers.index(header) + 1).value = value
    export = tmp_path / "export.csv"
    export.write_text("Account ID,ARR\n001D000000IRt53IAD,400000\n", encoding="utf-8")
    ended = run("refresh", empty, "--accounts", export, "--as-of", "2026-11-16")
    assert "0 new, 1 changed" in ended.out
    assert table(empty, "Accounts")["Customer sponsor"].tolist() == ["Ann Ask"]
    coverage = table(empty, "Coverage")
    assert coverage["Gate 1"].tolist() == [1]
    assert coverage["ARR"].tolist() == [400000]


def plain_tracker(path: Path) -> Path:
    """A workbook with nothing but plain ranges, under headers of the user's."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Accounts")
    sheet.write_row("A1", ["Company ID", "Company", "Customer", "ARR (USD)", "Sponsor", "Remark"])
    sheet.write_row("A2", ["A1", "Acme", "", 300000, "Ann Ask", "first"])
    sheet.write_row("A4", ["A2", "Bolt", "", 60000, "", "second"])
    for name in ("Coverage", "Red list"):
        own = book.add_worksheet(name)
        own.write_row("A1", ["Account ID", "Account", "Current score", "Notes"])
    book.close()
    return path


def test_accounts_may_be_a_plain_range(run: Command, tmp_path: Path) -> None:
    tracker = plain_tracker(tmp_path / "plain.xlsx")
    ended = run("refresh", tracker, "--as-of", "2026-11-16")
    assert "2 rows in = 2 scored" in ended.out
    assert table(tracker, "Coverage")["Account"].tolist() == ["Acme", "Bolt"]
    assert table(tracker, "Red list")["Current score"].tolist() == [0.25, 0]


def test_an_export_goes_under_the_headers_of_a_plain_range(run: Command, tmp_path: Path) -> None:
    tracker = plain_tracker(tmp_path / "plain.xlsx")
    export = tmp_path / "export.csv"
    export.write_text(
        "Account ID,Account,ARR,Region\nA2,Bolt,70000,East\nA3,Core,80000,West\n", encoding="utf-8"
    )
    ended = run("refresh", tracker, "--accounts", export, "--as-of", "2026-11-16")
    assert "1 new, 1 changed, 0 unchanged, 1 not in the export" in ended.out
    assert "The tracker has no column for: Region" in ended.out
    rows = table(tracker, "Accounts")
    assert rows.index.tolist() == [2, 4, 5]
    assert rows["Company"].tolist() == ["Acme", "Bolt", "Core"]
    assert rows["ARR (USD)"].tolist() == [300000, 70000, 80000]
    assert rows["Remark"].tolist() == ["first", "second", None]
    assert table(tracker, "Coverage")["Account"].tolist() == ["Acme", "Bolt", "Core"]


def test_touches_without_a_sheet_for_them_are_refused(run: Command, tmp_path: Path) -> None:
    tracker = plain_tracker(tmp_path / "plain.xlsx")
    before = tracker.read_bytes()
    ended = run("refresh", tracker, "--touches", demo_path("touches.csv"))
    assert ended.code == 2
    assert "no table called Touches" in ended.err
    assert tracker.read_bytes() == before


@pytest.fixture
def busy(run: Command, demo: Path, tmp_path: Path) -> Path:
    """A tracker after all that a week brings."""
    export = tmp_path / "export.csv"
    export.write_text("Account ID,Account,ARR\nSC-NEW,=1+1 東京\a,5000000\n", encoding="utf-8")
    mended(demo)
    run("refresh", demo, "--accounts", export, "--as-of", WEEK)
    return demo


@pytest.mark.slow
def test_the_result_is_a_sound_workbook(demo_file: Path, busy: Path) -> None:
    for path in (demo_file, busy):
        assert lint(path) == []


@pytest.mark.slow
def test_microsofts_validator_accepts_the_result(demo_file: Path) -> None:
    assert tools.validate_ooxml(demo_file) == []


def test_each_number_leads_to_its_account(demo_file: Path) -> None:
    book = openpyxl.load_workbook(demo_file, read_only=True)
    coverage, accounts = book["Coverage"], book["Accounts"]
    ids = {
        row: cell for row, (cell,) in enumerate(accounts.iter_rows(max_col=1, values_only=True), 1)
    }
    score = TABLES["Coverage"].headers.index("Gate score")
    for row in coverage.iter_rows(min_row=5, max_col=score + 1, values_only=True):
        assert (row[2] is None) == (row[score] is None)
        if row[2] is None:
            continue
        place = re.fullmatch(r"""=HYPERLINK\("#'Accounts'!A(\d+)",(\d+)\)""", str(row[2]))
        assert place is not None
        assert place[1] == place[2]
        assert ids[int(place[1])] == row[0]
    book.close()


@pytest.mark.parametrize("name", ["Red list", "Standup", "Path_to_target", "Audit"])
def test_each_report_leads_to_the_accounts_explanation(demo_file: Path, name: str) -> None:
    report, coverage = table(demo_file, name), table(demo_file, "Coverage")
    known = report[report["Account ID"].notna()]
    assert len(known)
    rows = known["In Coverage"].astype(int)
    assert coverage.loc[rows, "Account ID"].tolist() == known["Account ID"].tolist()


@pytest.mark.slow
def test_each_issue_leads_to_its_row(demo_file: Path) -> None:
    book = openpyxl.load_workbook(demo_file)
    cells = [str(row[1].value) for row in book["Issues"].iter_rows(min_row=5)]
    assert all(
        re.match(r"""=HYPERLINK\("#'(Accounts|Touches)'!A\d+",\d+\)""", cell) for cell in cells
    )


@pytest.mark.slow
def test_a_sheet_with_another_name_is_led_to(run: Command, demo: Path) -> None:
    with opened(demo) as book:
        book["Accounts"].title = "It's ours"
    run("refresh", demo)
    book = openpyxl.load_workbook(demo)
    assert book["Coverage"]["C5"].value.startswith("""=HYPERLINK("#'It''s ours'!A""")


def test_the_scorecard_keeps_13_weeks_for_its_sparklines(demo_file: Path) -> None:
    card = table(demo_file, "Scorecard")
    tiers = card[card["View"] == "Tier"]
    assert tiers[list(WEEK_HEADERS)].notna().all(axis=None)
    assert tiers["This week"].tolist() == tiers["Coverage rate"].tolist()


def test_each_report_says_what_was_found(demo_file: Path) -> None:
    book = PackageWorkbook(demo_file)
    names = ["red_list_summary", "standup_summary", "standup_attendees", "scorecard_summary"]
    assert book.read_values(names) == {
        "red_list_summary": "46 red accounts, 12 in Tier 1 and 34 in Tier 2, $12.0M ARR: 39 go to "
        "CRO or VP CS, 35 past due. By renewal, $M: 3.0 within 90 days, 2.0 in 91–180 days, 7.0 "
        "later, 0.0 unknown.",
        "standup_summary": "24 red accounts in 8 of the 30 minutes, 20 seconds each; 22 more on "
        "the Red list. Not in the script: Ingrid Solberg 6.",
        "standup_attendees": "In the room: VP CS, CS director, VP Sales, RevOps lead",
        "scorecard_summary": "Tier 1 is 73% (22 of 30), 7 pts under its target of 80%; Tier 2 is "
        "51% (30 of 59), 1 pt above its target of 50%. 1 account left out by a waiver.",
    }
    assert book.read_values(["red_list_touch_by"]) == {
        "red_list_touch_by": dt.datetime(2026, 11, 30)
    }


def test_openpyxl_reads_the_values(demo_file: Path) -> None:
    book = openpyxl.load_workbook(demo_file, data_only=True, read_only=True)
    shown = table(demo_file, "Coverage")
    rows = list(book["Coverage"].iter_rows(min_row=5, values_only=True))
    assert [row[0] for row in rows] == shown["Account ID"].tolist()
    assert [row[12] for row in rows] == shown["Current score"].tolist()


@pytest.mark.slow
@pytest.mark.libreoffice
def test_libreoffice_works_out_the_same_numbers(demo_file: Path, tmp_path: Path) -> None:
    anew = tools.libreoffice_convert(demo_file, "xlsx", tmp_path, recalc=True)
    names = ("Coverage", "Red_list", "Scorecard", "Path_to_target", "Trend", "Audit")
    here, there = PackageWorkbook(demo_file), PackageWorkbook(anew)
    for name in names:
        ours, theirs = here.read_table(name), there.read_table(name)
        numbers = [column for column in ours if ours[column].map(type).eq(float).any()]
        for column in numbers:
            assert theirs[column].astype("float64").tolist() == pytest.approx(
                ours[column].astype("float64").tolist(), nan_ok=True, abs=1e-9
            ), (name, column)
