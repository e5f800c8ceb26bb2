"""What hangs on a table follows its rows and its size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from addin.package import PackageWorkbook
from addin.tracker.workbook import WorkbookError
from tests.package.lint import lint
from tests.package.trackers import SHEET, TABLE, WORKBOOK, build_rich, cell, edited, part

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def coverage(accounts: Iterable[str]) -> pd.DataFrame:
    names = list(accounts)
    numbers = [float(name[1:]) for name in names]
    return pd.DataFrame({"Account ID": names, "ARR": numbers, "Score": [0.125] * len(names)})


def with_remark(path: Path, place: str) -> Path:
    """The workbook with a text in one more cell, behind all others of its row."""
    row = place.lstrip("ABCDEFGH")
    remark = f'<c r="{place}" t="inlineStr"><is><t>a remark</t></is></c></row>'

    def remarked(text: str) -> str:
        if f'<row r="{row}"' not in text:
            return text.replace("</sheetData>", f'<row r="{row}">{remark}</sheetData>')
        return re.sub(rf'(<row r="{row}".*?)</row>', rf"\g<1>{remark}", text, count=1)

    return edited(path, SHEET, remarked)


def refresh(path: Path, accounts: Iterable[str], *, keep_rows: int = 0) -> Path:
    workbook = PackageWorkbook(path)
    workbook.write_table("Coverage", coverage(accounts), key="Account ID", keep_rows=keep_rows)
    workbook.save()
    assert lint(path) == []
    return path


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    return build_rich(tmp_path / "tracker.xlsx")


@pytest.mark.parametrize("count", [1, 2, 4, 9, 300])
def test_ranges_grow_and_shrink_with_the_table(tracker: Path, count: int) -> None:
    refresh(tracker, [f"A{n}" for n in range(count)])
    last = 3 + count
    sheet = part(tracker)
    reference = "C4" if count == 1 else f"C4:C{last}"
    assert f'<dimension ref="A3:E{last}"/>' in sheet
    assert f'<conditionalFormatting sqref="{reference}">' in sheet
    assert f'<conditionalFormatting sqref="A4:E{last}">' in sheet
    assert f"<xm:sqref>{reference}</xm:sqref>" in sheet
    assert f'sqref="{reference.replace("C", "D")}"' in sheet
    assert f'<ignoredError sqref="{reference.replace("C", "A")}"' in sheet
    assert f'ref="A3:E{last}"' in part(tracker, TABLE)
    assert f'<autoFilter ref="A3:E{last}"/>' in part(tracker, TABLE)
    workbook = part(tracker, WORKBOOK)
    assert f"'Red list'!$C$4:$C${last}</definedName>" in workbook
    assert f"'Red list'!$A$1:$E${last}</definedName>" in workbook
    assert "'Red list'!$C$1:$C$2</definedName>" in workbook


def test_shrinking_and_growing_again_gives_the_same_sheet(tracker: Path) -> None:
    refresh(tracker, ["A1", "A2", "A3", "A4"])
    before = part(tracker), part(tracker, TABLE), part(tracker, WORKBOOK)
    refresh(tracker, ["A1"])
    refresh(tracker, ["A1", "A2", "A3", "A4"])
    after = part(tracker), part(tracker, TABLE), part(tracker, WORKBOOK)
    assert after[1:] == before[1:]
    assert re.sub("note [2-4]", "", before[0]).count("sqref") == after[0].count("sqref")


def test_ranges_elsewhere_stay(tracker: Path) -> None:
    edited(
        tracker,
        SHEET,
        lambda text: text.replace(
            "<conditionalFormatting",
            '<conditionalFormatting sqref="G4:G7 A1:A1000"><cfRule type="expression" dxfId="0" '
            'priority="9"><formula>A1=1</formula></cfRule></conditionalFormatting>'
            "<conditionalFormatting",
            1,
        ),
    )
    refresh(tracker, [f"A{n}" for n in range(9)])
    assert '<conditionalFormatting sqref="G4:G7 A1:A1000">' in part(tracker)


def test_a_range_cut_in_pieces_grows_at_its_end(tracker: Path) -> None:
    edited(tracker, SHEET, lambda text: text.replace('sqref="A4:E7"', 'sqref="A4:E5 A6:E7"'))
    refresh(tracker, [f"A{n}" for n in range(9)])
    assert 'sqref="A4:E5 A6:E12"' in part(tracker)


def test_a_relative_formula_is_carried_to_moved_and_new_rows(tracker: Path) -> None:
    refresh(tracker, ["A3", "A8", "A1"])
    assert cell(tracker, "E4") == '<c r="E4"><f>B4*C4+$B$1</f></c>'
    assert cell(tracker, "E5") == '<c r="E5"><f>B5*C5+$B$1</f></c>'
    assert cell(tracker, "E6") == '<c r="E6"><f>B6*C6+$B$1</f></c>'
    assert cell(tracker, "E7") is None


def test_a_value_typed_over_a_formula_stays_with_its_account(tracker: Path) -> None:
    edited(
        tracker,
        SHEET,
        lambda text: re.sub(r'<c r="E6">.*?</c>', '<c r="E6"><v>42</v></c>', text),
    )
    refresh(tracker, ["A9", "A3", "A1"])
    assert cell(tracker, "E5") == '<c r="E5"><v>42</v></c>'
    assert cell(tracker, "E4") == '<c r="E4"><f>B4*C4+$B$1</f></c>'


def test_shared_formulas_become_plain_ones(tracker: Path) -> None:
    def share(text: str) -> str:
        text = text.replace("<f>B4*C4+$B$1</f>", '<f t="shared" ref="E4:E7" si="0">B4*C4+$B$1</f>')
        return re.sub(r"<f>B[5-7]\*C[5-7]\+\$B\$1</f>", '<f t="shared" si="0"/>', text)

    edited(tracker, SHEET, share)
    refresh(tracker, ["A4", "A1", "A7"])
    assert [cell(tracker, f"E{row}") for row in (4, 5, 6)] == [
        f'<c r="E{row}"><f>B{row}*C{row}+$B$1</f></c>' for row in (4, 5, 6)
    ]


def test_a_shared_formula_whose_origin_is_kept_is_carried(tracker: Path) -> None:
    def share(text: str) -> str:
        text = text.replace("<f>B4*C4+$B$1</f>", '<f t="shared" ref="E4:E7" si="0">B4*C4+$B$1</f>')
        return re.sub(r"<f>B[5-7]\*C[5-7]\+\$B\$1</f>", '<f t="shared" si="0"/>', text)

    edited(tracker, SHEET, share)
    refresh(tracker, ["A4", "A9"], keep_rows=2)
    assert cell(tracker, "E6") == '<c r="E6"><f>B6*C6+$B$1</f></c>'
    assert cell(tracker, "E7") == '<c r="E7"><f>B7*C7+$B$1</f></c>'
    assert '<f t="shared" si="0"/>' in (cell(tracker, "E5") or "")


def test_a_structured_formula_reaches_new_rows_also_after_an_empty_week(tmp_path: Path) -> None:
    path = tmp_path / "structured.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().add_table(
        0,
        0,
        2,
        2,
        {
            "name": "Coverage",
            "data": [["A1", 1], ["A2", 2]],
            "columns": [
                {"header": "Account ID"},
                {"header": "ARR"},
                {"header": "Double", "formula": "=Coverage[[#This Row],[ARR]]*2"},
            ],
        },
    )
    book.close()
    refresh(path, [])
    refresh(path, ["A5", "A6", "A7"])
    formula = "<f>Coverage[[#This Row],[ARR]]*2</f>"
    assert [formula in (cell(path, f"C{row}") or "") for row in (2, 3, 4)] == [True] * 3


def test_a_users_formula_survives_an_empty_week(tracker: Path) -> None:
    refresh(tracker, [])
    refresh(tracker, ["A1", "A2"])
    assert cell(tracker, "E5") == '<c r="E5"><f>B5*C5+$B$1</f></c>'


def test_rich_text_errors_and_styles_of_the_user_are_carried_raw(tracker: Path) -> None:
    rich = '<is><r><rPr><b/></rPr><t>bold</t></r><r><t xml:space="preserve"> &amp; not</t></r></is>'

    def enrich(text: str) -> str:
        text = re.sub(
            r'<c r="D4".*?</c>', f'<c r="D4" s="1" t="inlineStr">{rich}</c>', text, count=1
        )
        return re.sub(r'<c r="D5".*?</c>', '<c r="D5" t="e"><v>#N/A</v></c>', text, count=1)

    edited(tracker, SHEET, enrich)
    refresh(tracker, ["A7", "A2", "A1"])
    assert cell(tracker, "D6") == f'<c r="D6" s="1" t="inlineStr">{rich}</c>'
    assert cell(tracker, "D5") == '<c r="D5" t="e"><v>#N/A</v></c>'


def test_a_repeated_key_keeps_each_rows_notes(tracker: Path) -> None:
    refresh(tracker, ["A1", "A1", "A2"])
    frame = PackageWorkbook(tracker).read_table("Coverage")
    assert frame["Notes"].tolist() == ["note 1", None, "note 2"]


def test_array_formulas_are_refused(tracker: Path) -> None:
    edited(tracker, SHEET, lambda text: text.replace("<f>B5*C5", '<f t="array" ref="E5">B5*C5', 1))
    with pytest.raises(WorkbookError, match="Red list E5 is part of an array formula"):
        refresh(tracker, ["A1"])


@pytest.mark.parametrize(
    ("place", "count", "said"),
    [("C9", 9, "Red list C9 stands below"), ("G5", 2, "Red list G5 stands beside")],
)
def test_content_in_the_way_is_refused(tracker: Path, place: str, count: int, said: str) -> None:
    with_remark(tracker, place)
    before = tracker.read_bytes()
    with pytest.raises(WorkbookError, match=said):
        refresh(tracker, [f"A{n}" for n in range(count)])
    assert tracker.read_bytes() == before


def test_content_well_below_stays(tracker: Path) -> None:
    with_remark(tracker, "C90")
    remark = cell(tracker, "C90")
    refresh(tracker, [f"A{n}" for n in range(9)])
    assert remark is not None
    assert cell(tracker, "C90") == remark


def test_looks_without_content_stay_beside_and_give_way_below(tracker: Path) -> None:
    def styled(text: str) -> str:
        text = re.sub(r'(<row r="5".*?)</row>', r'\1<c r="H5" s="1"/></row>', text)
        return text.replace("</sheetData>", '<row r="9"><c r="B9" s="1"/></row></sheetData>')

    edited(tracker, SHEET, styled)
    refresh(tracker, [f"A{n}" for n in range(9)])
    assert cell(tracker, "H5") == '<c r="H5" s="1"/>'
    assert cell(tracker, "B9") == '<c r="B9"><v>5</v></c>'
    refresh(tracker, ["A1"])
    assert cell(tracker, "H5") == '<c r="H5" s="1"/>'
    assert cell(tracker, "B9") is None


def test_a_totals_row_is_refused(tracker: Path) -> None:
    edited(tracker, TABLE, lambda text: text.replace('totalsRowShown="0"', 'totalsRowCount="1"'))
    with pytest.raises(WorkbookError, match="totals row"):
        refresh(tracker, ["A1"])


def test_merged_cells_in_the_body_are_refused(tracker: Path) -> None:
    merge = '</sheetData><mergeCells count="1"><mergeCell ref="D5:D6"/></mergeCells>'
    edited(tracker, SHEET, lambda text: text.replace("</sheetData>", merge))
    with pytest.raises(WorkbookError, match="Red list D5:D6 are merged"):
        refresh(tracker, ["A1"])


def with_filter(path: Path, condition: str, column: int, hidden: Iterable[int]) -> Path:
    def hide(text: str) -> str:
        for row in hidden:
            text = re.sub(rf'<row r="{row}"', f'<row r="{row}" hidden="1"', text)
        return text

    edited(path, SHEET, hide)
    return edited(
        path,
        TABLE,
        lambda text: text.replace(
            '<autoFilter ref="A3:E7"/>',
            f'<autoFilter ref="A3:E7"><filterColumn colId="{column}">{condition}</filterColumn>'
            "</autoFilter>",
        ),
    )


@pytest.mark.parametrize(
    ("condition", "column", "hidden"),
    [
        ('<filters><filter val="a3"/></filters>', 0, {"A9", "A1"}),
        ('<filters><filter val="note 3"/></filters>', 3, {"A9", "A1"}),
        ('<filters blank="1"><filter val="note 1"/></filters>', 3, {"A3"}),
        (
            '<customFilters><customFilter operator="greaterThan" val="2"/></customFilters>',
            1,
            {"A1"},
        ),
        ('<customFilters><customFilter val="A*"/></customFilters>', 0, set()),
        ('<customFilters><customFilter operator="notEqual" val="A9"/></customFilters>', 0, {"A9"}),
        ('<top10 val="1"/>', 1, set()),
        ('<dynamicFilter type="aboveAverage"/>', 1, set()),
        ('<filters><filter val="25%"/></filters>', 2, set()),
        ('<customFilters><customFilter operator="greaterThan" val="2"/></customFilters>', 4, set()),
    ],
)
def test_filters_hide_the_rows_they_mean_or_none(
    tracker: Path, condition: str, column: int, hidden: set[str]
) -> None:
    with_filter(tracker, condition, column, hidden=[4, 6])
    refresh(tracker, ["A9", "A3", "A1"])
    rows = dict(zip((4, 5, 6), ["A9", "A3", "A1"], strict=True))
    found = re.findall(r'<row r="(\d+)"[^>]*hidden="1"', part(tracker))
    assert {rows[int(number)] for number in found} == hidden
    assert condition in part(tracker, TABLE)


def test_links_follow_their_account_and_notes_do_too(tmp_path: Path) -> None:
    path = tmp_path / "linked.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Red list")
    data = [["A1", 1, "x"], ["A2", 2, "y"], ["A3", 3, "z"]]
    columns = [{"header": header} for header in ("Account ID", "ARR", "Notes")]
    sheet.add_table(0, 0, 3, 2, {"name": "Coverage", "data": data, "columns": columns})
    for row in (1, 2, 3):
        sheet.write_url(row, 0, f"https://crm.example/{row}", string=f"A{row}")
    sheet.write_comment("C3", "ask Bob")
    sheet.write_comment("C1", "a header's note")
    book.close()
    refresh(path, ["A9", "A3", "A8", "A2"])
    found = openpyxl.load_workbook(path)["Red list"]
    links = {row: found.cell(row, 1).hyperlink for row in range(2, 6)}
    assert {row: link.target for row, link in links.items() if link} == {
        3: "https://crm.example/3",
        5: "https://crm.example/2",
    }
    assert found["C5"].comment.text.strip() == "ask Bob"
    assert found["C3"].comment is None
    assert found["C1"].comment is not None
    drawing = part(path, "xl/drawings/vmlDrawing1.vml")
    assert "<x:Row>4</x:Row>" in drawing
    before = path.read_bytes()
    with pytest.raises(WorkbookError, match="Red list C5 carries a note"):
        refresh(path, ["A9"])
    assert path.read_bytes() == before
    assert PackageWorkbook(path).notes("Coverage") == {5: "Notes: ask Bob"}
    book = PackageWorkbook(path)
    rows = book.read_table("Coverage")[["Account ID", "ARR"]].iloc[:1]
    book.write_table("Coverage", rows, key="Account ID", drop_notes=True)
    book.save()
    assert PackageWorkbook(path).notes("Coverage") == {}
    left = openpyxl.load_workbook(path)["Red list"]
    assert [cell.coordinate for row in left.iter_rows() for cell in row if cell.comment] == ["C1"]
    assert part(path, "xl/drawings/vmlDrawing1.vml").count('ObjectType="Note"') == 1
    assert lint(path) == []


def test_charts_show_the_new_points(tracker: Path) -> None:
    before = part(tracker, "xl/charts/chart1.xml")
    refresh(tracker, ["A30", "A20"])
    after = part(tracker, "xl/charts/chart1.xml")
    assert "<c:f>'Red list'!$B$4:$B$5</c:f>" in after
    assert '<c:ptCount val="2"/><c:pt idx="0"><c:v>30</c:v></c:pt><c:pt idx="1"><c:v>20' in after
    assert '<c:pt idx="0"><c:v>A30</c:v></c:pt>' in after
    strip = r"<c:f>[^<]*</c:f>|<c:ptCount.*?(?=</c:\w+Cache>)"
    assert re.sub(strip, "", after) == re.sub(strip, "", before)


def test_a_chart_of_other_cells_stays(tracker: Path) -> None:
    before = part(tracker, "xl/charts/chart1.xml")
    workbook = PackageWorkbook(tracker)
    workbook.write_values({"Nothing": 1})
    assert part(tracker, "xl/charts/chart1.xml") == before


def test_excel_is_asked_to_calculate(tracker: Path) -> None:
    edited(tracker, WORKBOOK, lambda text: re.sub(r"<calcPr[^>]*>", "", text))
    refresh(tracker, ["A1"])
    assert '<calcPr fullCalcOnLoad="1"/></workbook>' in part(tracker, WORKBOOK)


def test_the_first_rows_height_and_looks_are_taken(tracker: Path) -> None:
    edited(
        tracker,
        SHEET,
        lambda text: text.replace('<row r="4"', '<row r="4" ht="30" customHeight="1"'),
    )
    refresh(tracker, [f"A{n}" for n in range(9)])
    sheet = part(tracker)
    assert sheet.count(' ht="30" customHeight="1"') == 9
    assert (cell(tracker, "C12") or "").startswith('<c r="C12" s="1">')


def test_two_writes_before_one_save_are_both_there(tracker: Path) -> None:
    workbook = PackageWorkbook(tracker)
    workbook.write_table("Coverage", coverage(["A1", "A2"]), key="Account ID")
    workbook.write_table("Coverage", coverage(["A2", "A5", "A1"]), key="Account ID")
    workbook.save()
    assert lint(tracker) == []
    frame = PackageWorkbook(tracker).read_table("Coverage")
    assert frame["Notes"].tolist() == ["note 2", None, "note 1"]
    assert "$B$4:$B$6" in part(tracker, "xl/charts/chart1.xml")


def test_a_failed_write_leaves_the_earlier_ones(tracker: Path) -> None:
    workbook = PackageWorkbook(tracker)
    workbook.write_table("Coverage", coverage(["A1", "A2"]), key="Account ID")
    too_long = coverage(["A1"]).assign(**{"Account ID": ["x" * 32_768]})
    with pytest.raises(WorkbookError, match=r"Coverage row 4, column Account ID: .* 32,768"):
        workbook.write_table("Coverage", too_long, key="Account ID")
    workbook.save()
    assert PackageWorkbook(tracker).read_table("Coverage")["Account ID"].tolist() == ["A1", "A2"]


def test_more_rows_than_excel_has_are_refused(tracker: Path) -> None:
    frame = pd.DataFrame({"Account ID": pd.Series(range(1_048_574))})
    with pytest.raises(WorkbookError, match="1,048,577"):
        PackageWorkbook(tracker).write_table("Coverage", frame)


def test_content_beside_stays_where_every_row_keeps_its_place(tracker: Path) -> None:
    with_remark(tracker, "G5")
    remark = cell(tracker, "G5")
    book = PackageWorkbook(tracker)
    frame = book.read_table("Coverage")
    book.write_table("Coverage", frame.assign(ARR=1.0))
    book.save()
    assert remark is not None
    assert cell(tracker, "G5") == remark
    assert PackageWorkbook(tracker).read_table("Coverage")["ARR"].tolist() == [1.0] * len(frame)
