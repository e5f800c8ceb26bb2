"""The buttons of the ribbon, pressed in a workbook."""

from __future__ import annotations

import datetime as dt
import webbrowser
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from addin.desktop import DesktopWorkbook
from addin.install.xlam import guide_folder
from addin.macros import buttons as macros
from addin.macros import guidebook
from addin.package import PackageWorkbook
from tests.desktop.test_refresh import differences, make_messy
from tests.refresh.trackers import opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Pressed
    from tests.excel import Excel

    Press = Callable[..., Pressed]

TRACKER_BUTTONS = [
    macros.refresh,
    macros.check_data,
    macros.build_board,
    macros.standup_handout,
]


def read(excel: Excel, path: Path) -> DesktopWorkbook:
    return DesktopWorkbook(excel.open(path))


@pytest.mark.slow
def test_refresh_says_what_it_did_in_the_status_bar(demo: Path, excel: Excel, press: Press) -> None:
    found = press(macros.refresh, demo)
    assert found.alerts == []
    assert isinstance(found.status, str)
    assert "40 rows scored" in found.status.replace("of 40", "40")
    assert any("Reading the tracker (1 of 5)" in text for text in excel.app.said_in_status)
    today = dt.datetime.now().astimezone().date()
    assert read(excel, demo).read_values(["start_as_of"])["start_as_of"].date() == today


@pytest.mark.parametrize("button", TRACKER_BUTTONS)
def test_without_a_workbook_it_says_so(button: Callable[[], None], press: Press) -> None:
    found = press(button, None)
    assert found.alerts == [("ok", "No workbook is open; open your tracker first.")]
    assert found.status is False


@pytest.mark.parametrize("button", TRACKER_BUTTONS)
def test_another_workbook_is_left_alone(
    button: Callable[[], None], tmp_path: Path, excel: Excel, press: Press
) -> None:
    path = tmp_path / "budget.xlsx"
    book = openpyxl.Workbook()
    book.create_sheet("xlwings.conf")["A1"] = "Interpreter_Win"
    book.create_sheet("x.py")["A1"] = "=1+1"
    book.save(path)
    before = excel.open(path).impl.state()
    found = press(button, path)
    assert [
        text for _, text in found.alerts if "so it is not a tracker; go to your tracker" in text
    ]
    assert excel.app.open_books[0].state() == before


@pytest.mark.slow
def test_hostile_sheets_and_names_are_only_text(demo: Path, excel: Excel, press: Press) -> None:
    make_messy(demo)
    with opened(demo) as book:
        book.create_sheet("sponsor_coverage.conf")["A1"] = "Interpreter_Win"
        book.create_sheet("x.py")["A1"] = "import os"
        book["Accounts"]["B5"].value = "=cmd|'/c calc'!A0"
        book["Accounts"]["B5"].data_type = "s"
    found = press(macros.refresh, demo)
    assert found.alerts == []
    accounts = read(excel, demo).read_table("Coverage")["Account"].tolist()
    assert "=cmd|'/c calc'!A0" in accounts


@pytest.mark.slow
def test_a_failure_is_one_sentence_and_leaves_everything(
    demo: Path, excel: Excel, press: Press
) -> None:
    with opened(demo) as book:
        book["Red list"].protection.sheet = True
    before = excel.open(demo).impl.state()
    [(buttons, said)] = press(macros.refresh, demo).alerts
    assert buttons == "ok"
    assert "Red list" in said
    assert "protected sheet" in said
    assert "unprotect it (Review, Unprotect Sheet)" in said
    assert differences(before, excel.app.open_books[0].state()) == []
    assert excel.app.status_bar is False


@pytest.mark.slow
def test_a_workbook_in_protected_view_says_what_to_press(
    demo: Path, excel: Excel, press: Press
) -> None:
    excel.app.protected_view = True
    [(_, said)] = press(macros.refresh, demo).alerts
    assert "enable editing" in said


@pytest.mark.slow
def test_the_view_and_the_settings_of_excel_come_back(
    demo: Path, excel: Excel, press: Press
) -> None:
    book = excel.open(demo)
    book.sheets["Coverage"].activate()
    book.sheets["Coverage"].range("C7:D9").select()
    excel.app.calculation = "semiautomatic"
    press(macros.refresh, demo)
    assert book.impl.active.title == "Coverage"
    assert book.impl.active.selected.address == "$C$7:$D$9"
    assert excel.app.calculation == "semiautomatic"
    assert excel.app.screen_updating


@pytest.mark.slow
def test_an_import_is_shown_before_it_is_written(
    demo: Path, tmp_path: Path, excel: Excel, press: Press
) -> None:
    export = tmp_path / "export.csv"
    known = PackageWorkbook(demo).read_table("Accounts")[["Account ID", "Account", "ARR"]]
    new = pd.DataFrame([["NEW-1", "=1+1", 5000]], columns=known.columns)
    pd.concat([known, new]).to_csv(export, index=False)
    before = excel.open(demo).impl.state()
    excel.app.answers = ["cancel"]
    found = press(macros.import_accounts, demo, str(export))
    [(buttons, question)] = found.alerts
    assert buttons == "ok_cancel"
    assert "1 new" in question
    assert found.status is False
    assert differences(before, excel.app.open_books[0].state()) == []
    found = press(macros.import_accounts, demo, str(export))
    assert "41 rows" in str(found.status)
    accounts = read(excel, demo).read_table("Accounts")
    assert accounts["Account"].tolist()[-1] == "=1+1"


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["yes", "no", "cancel"])
def test_what_an_import_does_not_know_is_asked_in_one_dialog(
    demo: Path, tmp_path: Path, excel: Excel, press: Press, answer: str
) -> None:
    export = tmp_path / "export.csv"
    export.write_text("Account ID,Account,ARR,Champion\nNEW-1,New,5000,Bo Li\n")
    excel.app.answers = [answer, "ok"]
    found = press(macros.import_accounts, demo, str(export))
    buttons, question = found.alerts[0]
    assert (buttons, '"Champion" (Bo Li): Customer sponsor?' in question) == ("yes_no_cancel", True)
    accounts = read(excel, demo).read_table("Accounts")
    if answer == "cancel":
        assert (len(found.alerts), "NEW-1" in accounts["Account ID"].tolist()) == (1, False)
        return
    row = accounts.set_index("Account ID").loc["NEW-1"]
    assert row["Customer sponsor"] == ("Bo Li" if answer == "yes" else None)
    kept = read(excel, demo).read_table("Import map").set_index("Header in the file")
    assert kept.loc["Champion", "Column"] == ("Customer sponsor" if answer == "yes" else None)


def test_words_that_nobody_knows_are_named_with_the_sheet_for_them(
    demo: Path, tmp_path: Path, press: Press
) -> None:
    export = tmp_path / "export.csv"
    rows = [f"NEW-{number},New {number},Platinum\n" for number in range(3)]
    export.write_text("Account ID,Account,Tier\n" + "".join(rows))
    [(_, said)] = press(macros.import_accounts, demo, str(export)).alerts
    assert '"Platinum" in Tier (one of 1, 2, 3, 4)' in said
    assert "Value map" in said


@pytest.mark.slow
def test_touches_are_added(demo: Path, tmp_path: Path, excel: Excel, press: Press) -> None:
    book = read(excel, demo)
    known = book.read_table("Accounts")["Account ID"].iloc[0]
    old = len(book.read_table("Touches"))
    export = tmp_path / "touches.csv"
    export.write_text(f"Account ID,Touch date,Type\n{known},2026-11-01,Executive meeting\n")
    assert press(macros.import_touches, demo, str(export)).alerts[0][0] == "ok_cancel"
    assert len(read(excel, demo).read_table("Touches")) == old + 1


def test_a_file_that_is_missing_is_named(demo: Path, press: Press) -> None:
    [(_, said)] = press(macros.import_accounts, demo, "/nowhere/export.csv").alerts
    assert said.startswith('There is no file "/nowhere/export.csv"')


@pytest.mark.slow
def test_check_data_writes_issues_alone_and_shows_them(
    demo: Path, excel: Excel, press: Press
) -> None:
    make_messy(demo)
    before = excel.open(demo).impl.state()
    found = press(macros.check_data, demo)
    book = excel.app.open_books[0]
    after = book.state()
    assert {name for name in before if before[name] != after[name]} == {"Issues", "Start"}
    assert book.active.title == "Issues"
    assert str(found.status).endswith("issues to look at.")
    count = len(read(excel, demo).read_table("Issues"))
    assert read(excel, demo).read_values(["start_issues"]) == {"start_issues": float(count)}


@pytest.mark.slow
def test_the_board_alone_is_built(demo: Path, excel: Excel, press: Press) -> None:
    with opened(demo) as book:
        book["Board"]["B3"].value = "old words"
    before = excel.open(demo).impl.state()
    assert press(macros.build_board, demo).alerts == []
    after = excel.app.open_books[0].state()
    assert {name for name in before if before[name] != after[name]} == {"Board"}
    assert excel.app.open_books[0].active.title == "Board"


@pytest.mark.slow
def test_a_copy_of_the_board_is_dated_and_stays(demo: Path, excel: Excel, press: Press) -> None:
    press(macros.refresh, demo)
    day = read(excel, demo).read_values(["board_as_of"])["board_as_of"].date()
    press(macros.copy_board, demo)
    found = press(macros.copy_board, demo)
    assert str(found.status) == f"Sponsor Coverage: Board {day} (2) stays as it is now."
    sheets = excel.app.open_books[0].sheet_data
    assert [data.title for data in sheets[-2:]] == [f"Board {day}", f"Board {day} (2)"]
    assert excel.app.open_books[0].active is sheets[-1]
    kept = sheets[-2].state()
    with_other = read(excel, demo)
    with_other.write_values({"board_headline": "other words"})
    with_other.save()
    assert press(macros.refresh, demo).alerts == []
    assert sheets[-2].state() == kept


def test_a_copy_of_the_board_holds_values_and_leads_nowhere(
    demo: Path, excel: Excel, press: Press
) -> None:
    excel.open(demo).sheets["Board"].range("AC3").formula = "=2*3"
    excel.open(demo).sheets["Board"].range("AC4").formula = '=HYPERLINK("#Accounts!A5",5)'
    press(macros.copy_board, demo)
    sheets = excel.app.open_books[0].sheet_data
    board, copy = sheets[1], sheets[-1]
    assert board.cell(3, 29).formula == "=2*3"
    assert [(c.value, c.formula) for c in (copy.cell(3, 29), copy.cell(4, 29))] == [
        (6.0, None),
        (5.0, None),
    ]
    assert board.hyperlinks
    assert not copy.hyperlinks


def test_a_copy_that_excel_refuses_leaves_no_sheet(demo: Path, excel: Excel, press: Press) -> None:
    before = excel.open(demo).impl.state()
    for call in (1, 2, 3):
        excel.journal.fail_at = call
        [(_, said)] = press(macros.copy_board, demo).alerts
        assert "everything was put back as it was" in said
        assert "Review, Protect Workbook" in said
        assert differences(before, excel.app.open_books[0].state()) == []


@pytest.mark.slow
def test_the_handout_takes_blockers_from_the_red_list(
    demo: Path, excel: Excel, press: Press
) -> None:
    press(macros.refresh, demo)
    book = read(excel, demo)
    red = book.table("Red list")
    column = red.place.column("Blocker")
    excel.open(demo).sheets["Red list"].range((5, column or 0)).value = "legal is slow"
    before = excel.app.open_books[0].state()
    found = press(macros.standup_handout, demo)
    assert found.alerts == []
    today = dt.datetime.now().astimezone().date()
    assert (demo.parent / f"Standup {today}.pdf").exists()
    assert excel.app.open_books[0].pdfs == [["Standup"]]
    assert "legal is slow" in read(excel, demo).read_table("Standup")["Blocker"].tolist()
    after = excel.app.open_books[0].state()
    assert {name for name in before if before[name] != after[name]} == {"Standup"}


def test_a_new_tracker_never_takes_the_place_of_a_file(
    tmp_path: Path, excel: Excel, press: Press
) -> None:
    target = tmp_path / "mine.xlsx"
    assert press(macros.new_tracker, None, str(target)).alerts == []
    assert excel.app.active_book is not None
    assert excel.app.active_book.name == "mine.xlsx"
    before = target.read_bytes()
    [(_, said)] = press(macros.new_tracker, None, str(target)).alerts
    assert "is there already" in said
    assert target.read_bytes() == before
    [(_, said)] = press(macros.new_tracker, None, str(tmp_path / "mine.xlsm")).alerts
    assert "must end in .xlsx" in said


def test_settings_open_at_the_first_value(demo: Path, excel: Excel, press: Press) -> None:
    assert press(macros.open_settings, demo).alerts == []
    book = excel.app.open_books[0]
    assert book.active.title == "Settings"
    headers = [book.active.cell(4, column).value for column in range(1, 9)]
    row, column = book.active.selected[:2]
    assert (row, headers[column - 1]) == (5, "Value")


def test_help_opens_a_page_that_exists(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def browse(url: str) -> bool:
        seen.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", browse)
    assert press(macros.open_help, None).alerts == []
    assert press(macros.open_help, None, "rules").alerts == []
    assert [url.rpartition("/")[2] for url in seen] == ["index.html", "rules.html"]
    [(_, said)] = press(macros.open_help, None, "../../etc/passwd").alerts
    assert 'no page "../../etc/passwd"' in said


def test_the_guide_shows_markup_and_does_not_carry_it_out() -> None:
    page = guidebook.page_as_html(
        "# A <b>\n\n<script>x</script> [on](rules.md#a) [out](https://a.b/c.md)"
    )
    assert "<script>" not in page
    assert 'href="rules.html#a"' in page
    assert 'href="https://a.b/c.md"' in page
    assert "<title>A &lt;b&gt;</title>" in page


@pytest.mark.slow
def test_scores_go_out_to_a_file_for_the_crm(
    demo: Path, tmp_path: Path, excel: Excel, press: Press
) -> None:
    press(macros.refresh, demo)
    before = excel.app.open_books[0].state()
    target = tmp_path / "scores.csv"
    found = press(macros.export_for_crm, demo, "generic", str(target))
    assert found.alerts == []
    assert "Wrote" in str(found.status)
    assert len(target.read_text(encoding="utf-8-sig").splitlines()) > 30
    after = excel.app.open_books[0].state()
    assert {name for name in before if before[name] != after[name]} <= {"Export log"}
    [(_, said)] = press(macros.export_for_crm, demo, "nobody", str(target)).alerts
    assert "nobody" in said


@pytest.mark.parametrize(
    ("button", "page"),
    [
        ("refresh", "refresh"),
        ("import_accounts", "import-accounts"),
        ("import_touches", "import-touches"),
        ("check_data", "check-data"),
        ("format_red_list", "format-red-list"),
        ("build_board", "build-board"),
        ("copy_board", "copy-board"),
        ("standup_handout", "standup-handout"),
        ("export_for_crm", "export-for-crm"),
        ("new_tracker", "new-tracker"),
        ("restore_last_refresh", "restore-last-refresh"),
        ("open_settings", "settings"),
        ("open_help", "help"),
    ],
)
def test_every_button_has_its_page_in_the_guide(button: str, page: str) -> None:
    assert callable(getattr(macros, button))
    folder = guide_folder() / "ribbon"
    assert "## When it says no" in (folder / f"{page}.md").read_text(encoding="utf-8")
    assert f"({page}.md)" in (folder / "index.md").read_text(encoding="utf-8")
