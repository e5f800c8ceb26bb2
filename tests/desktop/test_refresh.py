"""A refresh in Excel finds and writes what a refresh of the file does."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from xlwings.base_classes import autofilter_criteria_snapshot

from addin.package import PackageWorkbook
from addin.refresh.request import Request
from addin.refresh.story import refresh
from addin.tracker.workbook import WorkbookError
from tests.refresh.trackers import add_column, opened, parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.desktop import DesktopWorkbook
    from addin.tracker.workbook import Workbook
    from tests.excel import Excel

REQUEST = Request(
    today=dt.date(2026, 11, 24),
    now="2026-11-24 08:00",
    who="ann",
    version="1",
    as_of=dt.date(2026, 11, 24),
)


def cells(book: Workbook) -> dict[str, list[list[Any]]]:
    """The cells of every table, with their headers and rows."""
    found = {}
    for name in book.tables():
        frame = book.read_table(name)
        found[name] = [list(frame.columns), frame.index.tolist(), *frame.to_numpy().tolist()]
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Any]:
    """What two states of a workbook do not share."""
    if before.keys() != after.keys():
        return [before.keys() ^ after.keys()]
    found: list[Any] = []
    for title, sheet in before.items():
        for kind in sheet if isinstance(sheet, dict) else []:
            old, new = sheet[kind], after[title][kind]
            if old != new and kind == "cells":
                places = [place for place in old | new if old.get(place) != new.get(place)]
                found += [(title, place, old.get(place), new.get(place)) for place in places]
            elif old != new:
                found.append((title, kind))
    return found


def make_messy(path: Path) -> Path:
    """A tracker as users leave it: own columns with formulas, hostile text, odd cells."""
    with opened(path) as book:
        add_column(book, "Coverage", "Mine", lambda row: f"note {row}" if row % 3 else None)
        add_column(book, "Scorecard", "Twice", lambda row: f"=D{row}*2")
        add_column(book, "History", "Seen", lambda row: row)
        accounts = book["Accounts"]
        headers = [cell.value for cell in accounts[4]]
        named = headers.index("Account") + 1
        texts = ["=1+1", "'=cmd|'/c calc'!A0", "+1", "@SUM(A1)", " Ünïcode GmbH ", "0012", "1/2"]
        for row, text in enumerate(texts, 5):
            accounts.cell(row, named).value = text
            accounts.cell(row, named).data_type = "s"
        accounts.cell(13, headers.index("Last touch date") + 1).value = "31/02/2026"
        accounts.cell(14, headers.index("ARR") + 1).value = "$1,200.50"
        accounts.cell(15, 1).value = None
        accounts.cell(17, 1).value = accounts.cell(16, 1).value
        for column in range(1, len(headers) + 1):
            accounts.cell(19, column).value = None
        accounts.cell(20, headers.index("Last touch date") + 1).value = dt.datetime(2031, 1, 1)
    return path


@pytest.fixture
def messy(demo: Path) -> Path:
    return make_messy(demo)


@pytest.mark.parametrize("kind", ["demo", "messy"])
@pytest.mark.slow
def test_it_writes_the_same_tables(
    kind: str,
    demo: Path,
    tmp_path: Path,
    open_workbook: Callable[[Path], DesktopWorkbook],
) -> None:
    tracker = make_messy(demo) if kind == "messy" else demo
    other = Path(shutil.copy(tracker, tmp_path / "other.xlsx"))
    names = ["board_headline", "board_as_of", "start_rows_in", "start_summary", "board_red_1_due"]
    package = PackageWorkbook(tracker)
    outcome = refresh(package, REQUEST)
    desktop = open_workbook(other)
    found = refresh(desktop, REQUEST)
    assert found.rows == outcome.rows
    expected, written = cells(PackageWorkbook(tracker)), cells(open_workbook(other))
    for name in expected:
        # What Excel has not calculated yet the file does not hold.
        calculated = expected[name][0].index("Twice") if "Twice" in expected[name][0] else None
        if calculated is not None:
            for rows in (expected[name][2:], written[name][2:]):
                for row in rows:
                    row[calculated] = None
        assert written[name] == expected[name], name
    assert open_workbook(other).read_values(names) == PackageWorkbook(tracker).read_values(names)


def calculated_by_excel(path: Path, ending: str, value: int) -> None:
    """Give the formulas that end so a value, which openpyxl does not save."""
    content = parts(path)
    formula = re.compile(rf"(<f>[^<]*{ending}</f>)<v\s*/?>(?:</v>)?".encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in content.items():
            valued = formula.sub(rf"\g<1><v>{value}</v>".encode(), part)
            file.writestr(name, valued if "worksheets/sheet" in name else part)


@pytest.mark.parametrize("adapter", ["file", "Excel"])
@pytest.mark.slow
def test_what_a_formula_shows_is_never_logged_as_a_note(
    adapter: str, demo: Path, open_workbook: Callable[[Path], DesktopWorkbook]
) -> None:
    def tracker() -> Workbook:
        return PackageWorkbook(demo) if adapter == "file" else open_workbook(demo)

    with opened(demo) as book:
        book["Accounts"].cell(15, 1).value = None
    refresh(PackageWorkbook(demo), REQUEST)
    with opened(demo) as book:
        add_column(book, "Coverage", "Twice", lambda row: f"=D{row}*2")
        add_column(book, "Coverage", "Mine", lambda row: f"note {row}")
        row = next(cells[0].row for cells in book["Coverage"]["A5:A90"] if not cells[0].value)
    calculated_by_excel(demo, r"\*2", 7)
    logged = len(tracker().read_table("Standup log"))
    for _ in range(2):
        refresh(tracker(), REQUEST)
        log = tracker().read_table("Standup log").iloc[logged:]
        assert log["Other columns"].tolist() == [f"Mine: note {row}"]


@pytest.mark.slow
def test_a_second_refresh_changes_nothing(
    messy: Path, excel: Excel, open_workbook: Callable[[Path], DesktopWorkbook]
) -> None:
    refresh(open_workbook(messy), REQUEST)
    before = excel.app.open_books[0].state()
    refresh(open_workbook(messy), REQUEST)
    assert excel.app.open_books[0].state() == before
    assert excel.journal.writes == []


@pytest.mark.slow
def test_whole_blocks_go_in_one_call(
    demo: Path, excel: Excel, open_workbook: Callable[[Path], DesktopWorkbook]
) -> None:
    refresh(open_workbook(demo), REQUEST)
    values = [text for text in excel.journal.writes if "values of" in text]
    tables = [text for text in values if not text.startswith(("Board", "Start"))]
    assert 0 < len(tables) < 30
    reads = [text for text in excel.journal.reads if text.startswith("values of")]
    assert len(reads) == len(excel.app.open_books[0].sheet_data)


@pytest.mark.slow
def test_every_failed_call_leaves_the_workbook_as_it_was(
    messy: Path, excel: Excel, open_workbook: Callable[[Path], DesktopWorkbook]
) -> None:
    later = Request(
        today=dt.date(2026, 12, 1),
        now="2026-12-01 08:00",
        who="ann",
        version="1",
        as_of=dt.date(2026, 12, 1),
    )
    book = open_workbook(messy).book.impl
    data = next(data for data in book.sheet_data if data.title == "Coverage")
    book.sheets("Coverage").range((6, 2)).add_note("ask Bob")
    data.tables[0].filters[3] = autofilter_criteria_snapshot(3, "values", ["=1", "=2"])
    data.tables[0].hide()
    before = book.state()
    workbook = open_workbook(messy)
    excel.journal.fail_at = 1
    with pytest.raises(WorkbookError):
        refresh(workbook, later)
    call = 1
    while True:
        call += 1
        excel.journal.new_run()
        excel.journal.fail_at = call
        said = None
        try:
            workbook.save()
        except WorkbookError as error:
            said = str(error)
        if said is not None:
            assert "everything was put back as it was" in said
            assert differences(before, book.state()) == [], f"call {call}"
            assert excel.app.status_bar is False
            assert excel.app.calculation == "automatic"
            assert excel.app.screen_updating
            assert excel.app.enable_events
        else:
            break
    assert call > 20
    assert book.state() != before
