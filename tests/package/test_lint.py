"""The lint finds what Excel would repair, and nothing in sound files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.package.lint import lint
from tests.package.trackers import SHEET, TABLE, WORKBOOK, build_rich, edited
from tests.workbook_contract import build_tracker

if TYPE_CHECKING:
    from pathlib import Path


def test_sound_workbooks_pass(tmp_path: Path) -> None:
    assert lint(build_rich(tmp_path / "rich.xlsx")) == []
    assert lint(build_tracker(tmp_path / "small.xlsx")) == []


def test_a_file_that_is_no_zip_is_named(tmp_path: Path) -> None:
    path = tmp_path / "no.xlsx"
    path.write_text("no")
    assert "not a sound zip file" in lint(path)[0]


MERGES = (
    '</sheetData><mergeCells count="{}"><mergeCell ref="{}"/><mergeCell ref="{}"/></mergeCells>'
)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (TABLE, 'name="ARR"', 'name="Arr!"', "header B3 is 'ARR', the column 'Arr!'"),
        (TABLE, 'name="ARR"', 'name="score"', "two columns headed 'score'"),
        (SHEET, '<c r="B3" t="s"><v>9</v>', '<c r="B3"><v>2026</v>', "header B3 is no text"),
        (TABLE, "A3:E7", "A3:E3", "no body row"),
        (TABLE, 'displayName="Coverage"', 'displayName="Scores"', "is a defined name too"),
        (TABLE, 'displayName="Coverage"', 'displayName="Red list"', "can't be a table name"),
        (TABLE, 'displayName="Coverage"', 'displayName="AB12"', "can't be a table name"),
        (TABLE, '<autoFilter ref="A3:E7"/>', '<autoFilter ref="A3:E9"/>', "filter does not fit"),
        (SHEET, '<row r="5"', '<row r="9"', "row 6 out of order"),
        (SHEET, '<c r="B5"', '<c r="A5"', "A5 out of order or twice"),
        (SHEET, '<c r="B5"', '<c r="B6"', "cell 'B6' in row 5"),
        (SHEET, "<v>200</v>", "<v>NaN</v>", "B5 has 'NaN' for a number"),
        (SHEET, "<v>200</v>", "<v>inf</v>", "B5 has 'inf' for a number"),
        (SHEET, 't="s"><v>0</v>', 't="s"><v>999</v>', "has shared string 999"),
        (SHEET, '<c r="C4" s="1"', '<c r="C4" s="99"', "C4 has style 99"),
        (SHEET, "</sheetData>", MERGES.format(2, "H1:I2", "I2:J3"), "merged cells overlap"),
        (SHEET, "</sheetData>", MERGES.format(2, "H1:I2", "A5:B5"), "merged cells inside"),
        (SHEET, "</sheetData>", MERGES.format(3, "H1:I2", "K1:L1"), "mergeCells says 3"),
        (SHEET, '"yes,no"', '"' + "yes," * 80 + 'no"', "over 255 characters"),
        (
            SHEET,
            '<conditionalFormatting sqref="C4:C7"',
            '<conditionalFormatting sqref=""',
            "range ''",
        ),
        (
            SHEET,
            '<c r="B4"><v>100</v>',
            '<c r="B4" t="inlineStr"><is><t>' + "x" * 32_768 + "</t></is>",
            "over 32,767",
        ),
        (SHEET, "<v>200</v>", "<v>\x0b</v>", "not well-formed"),
        (WORKBOOK, 'name="Scores"', 'name="R"', "'R' can't be a defined name"),
        (WORKBOOK, 'name="Scores"', 'name="two words"', "can't be a defined name"),
        (WORKBOOK, 'name="Scores"', 'name="elsewhere"', "defined name 'elsewhere' twice"),
        ("xl/_rels/workbook.xml.rels", "theme1.xml", "theme9.xml", "which is missing"),
        ("[Content_Types].xml", "/xl/styles.xml", "/xl/gone.xml", "xl/gone.xml is missing"),
    ],
)
def test_a_broken_workbook_is_caught(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    path = build_rich(tmp_path / "broken.xlsx")
    edited(path, name, lambda text: text.replace(old, new, 1))
    assert any(said in problem for problem in lint(path)), lint(path)
