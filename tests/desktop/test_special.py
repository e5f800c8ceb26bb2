"""What users do to a table, and what Excel does with what it is given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from xlwings.base_classes import autofilter_criteria_snapshot

from addin.desktop.entries import content_of, entry
from addin.tracker.workbook import WorkbookError
from tests.desktop.test_refresh import differences
from tests.excel.areas import Area
from tests.excel.cells import Cell, entered
from tests.package.test_following import coverage
from tests.package.trackers import build_rich

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.desktop import DesktopWorkbook
    from tests.excel import Excel

    Open = Callable[[Path], DesktopWorkbook]


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    return build_rich(tmp_path / "tracker.xlsx")


def rewrite(open_workbook: Open, path: Path, *accounts: str, **how: Any) -> DesktopWorkbook:
    workbook = open_workbook(path)
    workbook.write_table("Coverage", coverage(accounts), key="Account ID", **how)
    workbook.save()
    return open_workbook(path)


def sheet(excel: Excel, title: str = "Red list") -> Any:
    return next(data for data in excel.app.open_books[0].sheet_data if data.title == title)


def formulas(excel: Excel, count: int) -> list[str | None]:
    return [sheet(excel).cell(row, 5).formula for row in range(4, 4 + count)]


@pytest.mark.parametrize("count", [1, 2, 4, 9, 300])
def test_ranges_grow_and_shrink_with_the_table(
    tracker: Path, excel: Excel, open_workbook: Open, count: int
) -> None:
    rewrite(open_workbook, tracker, *[f"A{n}" for n in range(count)])
    data = sheet(excel)
    assert data.tables[0].area == Area(3, 1, 3 + count, 5)
    assert {row for row, column in data.cells if column == 1 and row > 3} == set(
        range(4, 4 + count)
    )
    looks = {data.cell(row, 3).look for row in range(4, 4 + count)}
    assert looks == {"0%"}
    for spread in [*data.formats, *data.validations]:
        rows = {row for row, _ in spread.state()[1]}
        assert not rows or rows == set(range(4, 4 + count))


def test_a_formula_is_carried_to_moved_and_new_rows(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    rewrite(open_workbook, tracker, "A3", "A8", "A1")
    assert formulas(excel, 4) == [
        "=B4*C4+$B$1",
        "=B5*C5+$B$1",
        "=B6*C6+$B$1",
        None,
    ]


def test_a_value_typed_over_a_formula_stays_with_its_account(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    open_workbook(tracker).table("Coverage").sheet.native.range("E6").value = 42
    rewrite(open_workbook, tracker, "A9", "A3", "A1")
    assert formulas(excel, 3) == ["=B4*C4+$B$1", None, "=B6*C6+$B$1"]
    assert sheet(excel).cell(5, 5).value == 42.0


def test_a_users_formula_survives_an_empty_week(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    rewrite(open_workbook, tracker)
    rewrite(open_workbook, tracker, "A1", "A2")
    assert formulas(excel, 2) == ["=B4*C4+$B$1", "=B5*C5+$B$1"]


def test_a_spilling_formula_is_refused(tracker: Path, excel: Excel, open_workbook: Open) -> None:
    workbook = open_workbook(tracker)
    old = sheet(excel).cells[5, 5]
    sheet(excel).cells[5, 5] = Cell(old.value, old.formula, old.look, array=True)
    with pytest.raises(WorkbookError, match="array formula"):
        workbook.write_table("Coverage", coverage(["A1"]), key="Account ID")


@pytest.mark.parametrize(
    ("place", "count", "said"),
    [((9, 3), 9, "Red list C9 stands below"), ((5, 7), 2, "Red list G5 stands beside")],
)
def test_content_in_the_way_is_refused(
    tracker: Path,
    excel: Excel,
    open_workbook: Open,
    place: tuple[int, int],
    count: int,
    said: str,
) -> None:
    open_workbook(tracker).table("Coverage").sheet.native.range(place).value = "a remark"
    before = excel.app.open_books[0].state()
    with pytest.raises(WorkbookError, match=said):
        rewrite(open_workbook, tracker, *[f"A{n}" for n in range(count)])
    assert excel.app.open_books[0].state() == before


def test_content_beside_rows_that_keep_their_places_stays(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    open_workbook(tracker).table("Coverage").sheet.native.range("G5").value = "a remark"
    workbook = open_workbook(tracker)
    workbook.write_table("Coverage", coverage(["A7", "A8", "A9", "A10"]))
    workbook.save()
    assert open_workbook(tracker).read_table("Coverage")["Account ID"].iloc[0] == "A7"
    assert sheet(excel).cell(5, 7).value == "a remark"


def test_content_well_below_stays(tracker: Path, excel: Excel, open_workbook: Open) -> None:
    open_workbook(tracker).table("Coverage").sheet.native.range("C90").value = "a remark"
    rewrite(open_workbook, tracker, *[f"A{n}" for n in range(9)])
    rewrite(open_workbook, tracker, "A1")
    assert sheet(excel).cell(90, 3).value == "a remark"


def test_merged_cells_and_totals_are_refused(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    open_workbook(tracker)
    sheet(excel).merged.append(Area(5, 4, 6, 4))
    with pytest.raises(WorkbookError, match="holds merged cells inside a table"):
        rewrite(open_workbook, tracker, "A1")
    sheet(excel).merged.clear()
    sheet(excel).tables[0].totals = True
    with pytest.raises(WorkbookError, match="totals row"):
        rewrite(open_workbook, tracker, "A1")


def test_rows_that_a_filter_hides_are_read_and_written(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    open_workbook(tracker)
    table = sheet(excel).tables[0]
    table.filters[1] = autofilter_criteria_snapshot(1, "values", ["=A3", "="])
    table.filters[2] = autofilter_criteria_snapshot(2, "comparison", ">2")
    table.hide()
    criteria = dict(table.filters)
    assert sheet(excel).filtered == {4, 5, 7}
    workbook = rewrite(open_workbook, tracker, "A9", "A3", "A1", "A3")
    frame = workbook.read_table("Coverage")
    assert frame["Account ID"].tolist() == ["A9", "A3", "A1", "A3"]
    assert frame["Notes"].tolist() == [None, "note 3", "note 1", None]
    assert table.filters == criteria
    assert sheet(excel).filtered == {4, 6}


@pytest.mark.parametrize(
    "entry_of",
    [
        autofilter_criteria_snapshot(3, "unknown"),
        autofilter_criteria_snapshot(3, "comparison", "=*eyes*"),
    ],
)
def test_a_filter_that_could_not_come_back_is_not_touched(
    tracker: Path, excel: Excel, open_workbook: Open, entry_of: dict[str, Any]
) -> None:
    open_workbook(tracker)
    sheet(excel).tables[0].filters[3] = entry_of
    before = excel.app.open_books[0].state()
    with pytest.raises(WorkbookError, match="filtered by Score in a way that could not be put"):
        rewrite(open_workbook, tracker, "A1")
    assert excel.app.open_books[0].state() == before


def test_hidden_rows_of_a_plain_range_are_refused(tmp_path: Path, open_workbook: Open) -> None:
    book = xlsxwriter.Workbook(tmp_path / "plain.xlsx")
    plain = book.add_worksheet("Coverage")
    for row, cells in enumerate([["Account ID", "ARR"], ["A1", 1], ["A2", 2]]):
        plain.write_row(row, 0, cells)
    plain.set_row(1, None, None, {"hidden": True})
    book.close()
    with pytest.raises(WorkbookError, match="Rows of sheet Coverage are hidden"):
        rewrite(open_workbook, tmp_path / "plain.xlsx", "A1")


def test_notes_and_threads_follow_their_account(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    native = open_workbook(tracker).table("Coverage").sheet.native
    native.range("D4").add_note("ask Ann")
    comment = native.range("D6").add_comment("who owns this?")
    comment.add_reply("Bob does")
    native.range("D3").add_note("a header's note")
    workbook = rewrite(open_workbook, tracker, "A9", "A1", "A3")
    assert workbook.notes("Coverage") == {
        5: "Notes: ask Ann",
        6: "Notes: [user] who owns this? / Bob does",
    }
    before = excel.app.open_books[0].state()
    with pytest.raises(WorkbookError, match="Red list D5 carries a note"):
        rewrite(open_workbook, tracker, "A3")
    assert excel.app.open_books[0].state() == before
    workbook = rewrite(open_workbook, tracker, "A3", drop_notes=True)
    assert list(workbook.notes("Coverage")) == [4]
    assert [note.text for note in sheet(excel).notes if note.row == 3] == ["a header's note"]


def test_failed_calls_leave_notes_filters_and_sizes_as_they_were(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    native = open_workbook(tracker).table("Coverage").sheet.native
    native.range("D4").add_note("ask Ann")
    native.range("D6").add_comment("[Ann] who owns this?").add_reply("Bob does")
    sheet(excel).tables[0].filters[1] = autofilter_criteria_snapshot(1, "values", ["=A3", "=A4"])
    sheet(excel).tables[0].hide()
    before = excel.app.open_books[0].state()
    for accounts in (["A3", "A1"], ["A9", "A3", "A8", "A1", "A7", "A2"]):
        workbook = open_workbook(tracker)
        workbook.write_table("Coverage", coverage(accounts), key="Account ID")
        writes = 0
        while True:
            writes += 1
            excel.journal.new_run()
            excel.journal.fail_at = writes
            try:
                workbook.save()
            except WorkbookError:
                assert differences(before, excel.app.open_books[0].state()) == [], writes
            else:
                break
        assert writes > 8
        excel.journal.fail_at = None
        excel.app.open_books.clear()
        native = open_workbook(tracker).table("Coverage").sheet.native
        native.range("D4").add_note("ask Ann")
        native.range("D6").add_comment("[Ann] who owns this?").add_reply("Bob does")
        sheet(excel).tables[0].filters[1] = autofilter_criteria_snapshot(
            1, "values", ["=A3", "=A4"]
        )
        sheet(excel).tables[0].hide()


def test_a_text_too_long_is_named_and_nothing_written(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    frame = coverage(["A1", "A2"]).assign(ARR=["ok", "x" * 32_768])
    workbook = open_workbook(tracker)
    with pytest.raises(WorkbookError, match=r"Coverage row 5, column ARR: the text has 32,768"):
        workbook.write_table("Coverage", frame, key="Account ID")
    assert excel.journal.writes == []


@pytest.mark.slow
def test_twenty_thousand_rows_take_a_handful_of_calls(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    rewrite(open_workbook, tracker, *[f"A{n}" for n in range(20_000)])
    workbook = open_workbook(tracker)
    workbook.write_table(
        "Coverage", coverage(f"A{n}" for n in range(20_000, 0, -1)), key="Account ID"
    )
    reads = len(excel.journal.reads)
    workbook.save()
    assert reads < 60
    assert len(excel.journal.writes) <= 4


def test_a_table_whose_rows_were_all_deleted_is_filled(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    rewrite(open_workbook, tracker)
    sheet(excel).tables[0].without_rows = True
    assert (
        open_workbook(tracker)
        .read_table("Coverage")
        .drop(columns="Weighted")
        .dropna(how="all")
        .empty
    )
    workbook = rewrite(open_workbook, tracker, "A5", "A6")
    assert workbook.read_table("Coverage")["Account ID"].tolist() == ["A5", "A6"]


def test_errors_and_times_are_read_as_the_file_adapter_reads_them(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    open_workbook(tracker)
    sheet(excel).put(4, 4, "#N/A")
    sheet(excel).cells[5, 4] = Cell(0.25, None, "hh:mm")
    sheet(excel).cells[6, 4] = Cell(1200.5, None, "$#,##0.00")
    notes = open_workbook(tracker).read_table("Coverage")["Notes"].tolist()
    assert notes == ["#N/A", 0.25, 1200.5, "note 4"]
    assert [type(note) for note in notes] == [str, float, float, str]


def test_an_error_typed_by_the_user_stays_an_error(
    tracker: Path, excel: Excel, open_workbook: Open
) -> None:
    open_workbook(tracker).table("Coverage").sheet.native.range("D4").value = "#N/A"
    rewrite(open_workbook, tracker, "A9", "A1")
    assert type(sheet(excel).cell(5, 4).value).__name__ == "ErrorValue"


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "1/2", "3-4", "0012", "1e5", "50%"),
        *("TRUE", "false", "Wahr", "#N/A", "'quoted", "''", " 5", "May 5", "5 May", "Mar-26"),
        *(
            "12:30",
            "$5",
            "(5)",
            "\uff11\uff12",
            "\uff1d1+1",
            "\t=1",
            "\n",
            "Acme",
            "Ünïcode",
            "x" * 32_767,
        ),
        *("#REF!", "三月五日", "€ 5", ".5", "1,000", "a\nb", "A1", "May 2026"),
    ],
)
@pytest.mark.parametrize("look", ["General", "@", "0%", "yyyy-mm-dd"])
def test_text_stays_text_under_every_format(text: str, look: str) -> None:
    cell = entered(Cell(look=look), entry(text), 1, lambda _: 0.0)
    assert (cell.value, cell.formula, cell.look) == (text, None, look)


@pytest.mark.parametrize("text", ["Acme", "Nordlys Energy", "No longer in Accounts", "call Ann"])
def test_plain_words_get_no_mark(text: str) -> None:
    assert entry(text) == text


def test_numbers_flags_and_days_of_every_kind_arrive(tracker: Path, open_workbook: Open) -> None:
    values: list[Any] = [
        np.int64(5),
        np.float64(0.5),
        True,
        np.array([False])[0],
        dt.date(2026, 1, 2),
        pd.Timestamp(2026, 1, 2, 6),
        np.datetime64("2026-01-02"),
        2**53,
        float("inf"),
        float("nan"),
        10**400,
        dt.date(1850, 1, 1),
        dt.timedelta(hours=6),
    ]
    frame = coverage([f"A{n}" for n in range(len(values))]).assign(
        ARR=pd.Series(values, dtype=object)
    )
    workbook = open_workbook(tracker)
    workbook.write_table("Coverage", frame, key="Account ID")
    workbook.save()
    assert open_workbook(tracker).read_table("Coverage")["ARR"].tolist() == [
        5.0,
        0.5,
        True,
        False,
        dt.datetime(2026, 1, 2),
        dt.datetime(2026, 1, 2, 6),
        dt.datetime(2026, 1, 2),
        float(2**53),
        None,
        None,
        str(10**400),
        "1850-01-01T00:00:00",
        0.25,
    ]


def test_a_value_that_is_written_as_a_formula_keeps_its_formula() -> None:
    @dataclass(frozen=True)
    class Link:
        formula: str

    link = Link("HYPERLINK(\"#'Red list'!A5\",5)")
    assert entry(content_of(link)) == "=HYPERLINK(\"#'Red list'!A5\",5)"


def test_a_sheet_of_the_users_is_not_judged_nor_read(
    tmp_path: Path, open_workbook: Open, excel: Excel
) -> None:
    """Its table has no header row, and another one is large and has none of our names."""
    book = xlsxwriter.Workbook(tmp_path / "tracker.xlsx")
    scores, notes, plain = map(book.add_worksheet, ("Scores", "My notes", "Plain"))
    scores.add_table("A3:A4", {"name": "Coverage", "columns": [{"header": "Account ID"}]})
    notes.add_table("B2:C4", {"name": "Mine", "header_row": False})
    plain.write_row("A1", ["One", "Two"])
    plain.write_row("A2", [1, 2])
    book.close()
    workbook = open_workbook(tmp_path / "tracker.xlsx")
    assert workbook.tables() == ["Coverage", "Mine"]
    with pytest.raises(WorkbookError, match="Table Mine on sheet My notes has no header row"):
        workbook.read_table("Mine")
    assert not [what for what in excel.app.journal.reads if "Plain" in what]
    workbook.write_table("Coverage", pd.DataFrame({"Account ID": ["A1", "A2"]}))
    workbook.save()
