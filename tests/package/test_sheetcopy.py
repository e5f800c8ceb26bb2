"""A copied sheet stays as it was, and the workbook stays one that Excel opens without repair."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from addin.package import PackageWorkbook
from addin.tracker.workbook import SheetCopier, WorkbookError
from tests import tools
from tests.package.lint import lint
from tests.package.trackers import edited, part, parts_of, raw_members

if TYPE_CHECKING:
    from pathlib import Path

COPY = "Board 2026-11-23"
SHEET = "xl/worksheets/sheet3.xml"


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    """A board with all that can hang on one, and a table elsewhere that it reads."""
    path = tmp_path / "tracker.xlsx"
    book = xlsxwriter.Workbook(path)
    late = book.add_format({"bold": True})
    board = book.add_worksheet("Board")
    board.activate()
    board.write_string("A1", "Coverage rose")
    board.write_number("A2", 46000)
    board.write_formula("A3", "=Other!B2*2", None, 0.5)
    board.write_formula("A4", '="as "&A1', None, "as Coverage rose")
    board.write_url("A5", "internal:Other!A1", string="to the numbers")
    board.write_url("A6", "https://example.com", string="outside")
    board.write_comment("A1", "a remark")
    board.merge_range("C1:D1", "merged")
    named = {"type": "formula", "criteria": "=$A$2>day", "format": late}
    board.conditional_format("A2", named)
    board.conditional_format("A3", {"type": "formula", "criteria": "=Board!$A$2>1", "format": late})
    board.data_validation("B2", {"validate": "list", "source": "=Board!$A$1:$A$4"})
    columns = [{"header": "Week"}, {"header": "Rate"}]
    data = [["W1", 0.25], ["W2", 0.5]]
    board.add_table("F1:G3", {"name": "Board_weeks", "columns": columns, "data": data})
    other = book.add_worksheet("Other")
    other.add_table("A1:B3", {"name": "Trend", "columns": columns, "data": data})
    for place, sheet, left in (("I1", "Board", "F"), ("I20", "Other", "A")):
        chart = book.add_chart({"type": "line"})
        right = chr(ord(left) + 1)
        chart.add_series(
            {
                "name": f"={sheet}!${right}$1",
                "categories": f"={sheet}!${left}$2:${left}$3",
                "values": f"={sheet}!${right}$2:${right}$3",
            }
        )
        chart.set_title({"name": f"={sheet}!${left}$2"})
        board.insert_chart(place, chart)
    board.insert_textbox("A20", "words", {"textlink": "=Board!$A$1"})
    board.insert_textbox("A30", "other words", {"textlink": "=Other!$A$2"})
    board.print_area("A1:D9")
    book.define_name("day", "=Board!$A$2")
    book.define_name("elsewhere", "=Other!$A$2")
    book.define_name("Board!own", "=Board!$A$1")
    book.close()
    return path


def copied(path: Path, name: str = COPY) -> str:
    book = PackageWorkbook(path)
    title = book.copy_sheet("Board", name)
    book.save()
    return title


def charts_of_copy(path: Path) -> list[str]:
    return [part(path, f"xl/charts/chart{number}.xml") for number in (3, 4)]


def test_a_file_can_keep_a_sheet(tracker: Path) -> None:
    assert isinstance(PackageWorkbook(tracker), SheetCopier)


def test_excel_would_offer_no_repair(tracker: Path) -> None:
    copied(tracker)
    copied(tracker)
    assert lint(tracker) == []


@pytest.mark.slow
def test_microsofts_validator_finds_nothing_new(tracker: Path) -> None:
    before = tools.validate_ooxml(tracker)
    copied(tracker)
    assert tools.validate_ooxml(tracker) == before


def test_the_copy_stands_last_and_is_not_selected(tracker: Path) -> None:
    assert copied(tracker) == COPY
    book = openpyxl.load_workbook(tracker)
    assert book.sheetnames == ["Board", "Other", COPY]
    assert not book[COPY].sheet_view.tabSelected
    assert book[COPY].sheet_state == "visible"


def test_a_second_copy_of_the_day_gets_a_number(tracker: Path) -> None:
    assert [copied(tracker) for _ in range(3)] == [COPY, f"{COPY} (2)", f"{COPY} (3)"]
    book = PackageWorkbook(tracker)
    assert [book.copy_sheet("board", COPY) for _ in range(2)] == [f"{COPY} (4)", f"{COPY} (5)"]
    assert copied(tracker, "OTHER") == "OTHER (2)"


def test_a_long_title_leaves_room_for_the_number(tracker: Path) -> None:
    title = "B" * 31
    copied(tracker, title)
    assert copied(tracker, title) == "B" * 27 + " (2)"


@pytest.mark.parametrize("title", ["", "  ", "a/b", "a:b", "[x]", "'x", "x'", "x" * 32])
def test_a_title_that_excel_refuses_is_refused(tracker: Path, title: str) -> None:
    before = tracker.read_bytes()
    with pytest.raises(WorkbookError, match="can't be called"):
        copied(tracker, title)
    assert tracker.read_bytes() == before


def test_a_sheet_that_is_not_there_is_named(tracker: Path) -> None:
    with pytest.raises(WorkbookError, match="no sheet 'Bord'"):
        PackageWorkbook(tracker).copy_sheet("Bord", COPY)


def test_values_and_looks_are_those_of_the_sheet(tracker: Path) -> None:
    copied(tracker)
    book = openpyxl.load_workbook(tracker)
    board, copy = book["Board"], book[COPY]
    assert [copy[f"A{row}"].value for row in range(1, 5)] == [
        "Coverage rose",
        46000,
        0.5,
        "as Coverage rose",
    ]
    assert [str(area) for area in copy.merged_cells.ranges] == ["C1:D1"]
    assert [copy[place].value for place in ("F1", "G1", "F3", "G3")] == ["Week", "Rate", "W2", 0.5]
    assert copy["A2"].style_id == board["A2"].style_id


def test_links_notes_and_tables_stay_behind(tracker: Path) -> None:
    copied(tracker)
    book = openpyxl.load_workbook(tracker)
    assert book[COPY]["A5"].hyperlink is None
    assert book[COPY]["A1"].comment is None
    assert not book[COPY].tables
    assert book["Board"]["A5"].hyperlink is not None
    assert book["Board"]["A1"].comment.text == "a remark"
    assert list(book["Board"].tables) == ["Board_weeks"]


def test_conditions_and_lists_look_at_the_copy(tracker: Path) -> None:
    copied(tracker)
    sheet = part(tracker, SHEET)
    assert "$A$2&gt;day" in sheet
    assert f"'{COPY}'!$A$2&gt;1" in sheet
    assert f"<formula1>'{COPY}'!$A$1:$A$4</formula1>" in sheet
    names = openpyxl.load_workbook(tracker)[COPY].defined_names
    assert {name: found.attr_text for name, found in names.items() if "Print" not in name} == {
        "day": f"'{COPY}'!$A$2",
        "own": f"'{COPY}'!$A$1",
    }


def test_the_copy_has_a_print_area_of_its_own(tracker: Path) -> None:
    copied(tracker)
    book = openpyxl.load_workbook(tracker)
    assert book[COPY].print_area == f"'{COPY}'!$A$1:$D$9"
    assert book["Board"].print_area == "'Board'!$A$1:$D$9"


def test_a_chart_of_the_sheet_reads_the_copy(tracker: Path) -> None:
    copied(tracker)
    own, _ = charts_of_copy(tracker)
    found = set(re.findall(r"<c:f>([^<]*)</c:f>", own))
    assert found == {f"'{COPY}'!${cells}" for cells in ("F$2:$F$3", "G$2:$G$3", "G$1", "F$2")}
    assert "<c:v>0.25</c:v>" in own


def test_a_chart_of_another_sheet_holds_its_points(tracker: Path) -> None:
    copied(tracker)
    _, foreign = charts_of_copy(tracker)
    assert "<c:f>" not in foreign
    assert re.search(r"<c:tx><c:v>Rate</c:v></c:tx>", foreign)
    assert re.search(r'<c:strLit><c:ptCount val="2"/><c:pt idx="0"><c:v>W1</c:v>', foreign)
    assert re.search(r"<c:numLit>.*<c:v>0.25</c:v>.*<c:v>0.5</c:v>.*</c:numLit>", foreign)
    assert "<a:t>W1</a:t>" in foreign


def test_shapes_that_show_a_cell_show_the_copys_or_keep_their_words(tracker: Path) -> None:
    copied(tracker)
    drawings = [text.decode() for name, text in parts_of(tracker).items() if "drawings/dr" in name]
    (drawing,) = [text for text in drawings if COPY in text]
    assert f"textlink=\"'{COPY}'!$A$1\"" in drawing
    assert "Other!" not in drawing
    assert "other words" in drawing


def test_the_copy_shows_what_is_written_in_the_same_save(tracker: Path) -> None:
    book = PackageWorkbook(tracker)
    book.write_table("Board_weeks", pd.DataFrame({"Week": ["W3", "W4"], "Rate": [0.75, 1.0]}))
    book.write_table("Trend", pd.DataFrame({"Week": ["W8", "W9"], "Rate": [0.1, 0.2]}))
    book.copy_sheet("Board", COPY)
    book.save()
    own, foreign = charts_of_copy(tracker)
    assert "<c:v>0.75</c:v>" in own
    assert "<c:v>0.1</c:v>" in foreign
    assert openpyxl.load_workbook(tracker)[COPY]["G2"].value == 0.75


def test_nothing_that_follows_changes_the_copy(tracker: Path) -> None:
    copied(tracker)
    kept = raw_members(tracker)
    ours = [SHEET, "xl/charts/chart3.xml", "xl/charts/chart4.xml", "xl/drawings/drawing2.xml"]
    book = PackageWorkbook(tracker)
    book.write_table("Board_weeks", pd.DataFrame({"Week": ["W3", "W4"], "Rate": [0.75, 1.0]}))
    book.write_table("Trend", pd.DataFrame({"Week": [*"abcdef"], "Rate": [0.1] * 6}))
    book.write_values({"day": 1.0, "own": "changed"})
    book.save()
    now = raw_members(tracker)
    assert [now[name] == kept[name] for name in ours] == [True] * len(ours)
    assert openpyxl.load_workbook(tracker)["Board"]["A2"].value == 1


def test_all_else_stays_to_the_byte(tracker: Path) -> None:
    before = raw_members(tracker)
    copied(tracker)
    after = raw_members(tracker)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}


def test_a_pivot_table_is_refused_and_nothing_written(tracker: Path) -> None:
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    link = '<Relationship Id="rId99" Type="http://x/pivotTable" Target="../tables/table1.xml"/>'
    edited(tracker, rels, lambda text: text.replace("</Relationships>", link + "</Relationships>"))
    before = tracker.read_bytes()
    with pytest.raises(WorkbookError, match="holds a pivotTable, which a copy can't take along"):
        copied(tracker)
    assert tracker.read_bytes() == before


def test_an_extension_that_leads_elsewhere_is_refused_and_nothing_written(tracker: Path) -> None:
    extension = '<extLst><ext uri="{X}"><x:slicer xmlns:x="http://x" r:id="rId98"/></ext></extLst>'
    sheet = "xl/worksheets/sheet1.xml"
    edited(tracker, sheet, lambda text: text.replace("</worksheet>", extension + "</worksheet>"))
    before = tracker.read_bytes()
    with pytest.raises(WorkbookError, match="holds a slicer"):
        copied(tracker)
    assert tracker.read_bytes() == before


def test_a_workbook_without_a_name_or_a_drawing_is_copied_too(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Board").write_string("A1", "bare")
    book.close()
    copied(path)
    assert openpyxl.load_workbook(path)[COPY]["A1"].value == "bare"
    assert lint(path) == []
