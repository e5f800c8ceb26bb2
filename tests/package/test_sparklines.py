"""Sparklines follow the table that they stand in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import xlsxwriter

from addin.package import PackageWorkbook
from tests import tools
from tests.package.lint import lint
from tests.package.trackers import part

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "R&D's card"
HEADERS = ["Name", "Line", "Before", "Now", "Mine"]


def _tracker(path: Path, rows: int = 3) -> Path:
    """A table at A3 with a sparkline a row, one of the user's in row 5, and one above the table."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet(TITLE)
    for offset in range(rows):
        sheet.write_row(3 + offset, 0, [f"N{offset}", None, 0.2, 0.4])
    columns = [{"header": header} for header in HEADERS]
    sheet.add_table(2, 0, 2 + rows, 4, {"name": "Card", "columns": columns})
    quoted = TITLE.replace("'", "''")
    lines = [f"B{row}" for row in range(4, 4 + rows)]
    data = [f"'{quoted}'!C{row}:D{row}" for row in range(4, 4 + rows)]
    sheet.add_sparkline("B4", {"location": lines, "range": data, "max": "group"})
    sheet.add_sparkline("E5", {"range": f"'{quoted}'!C5:D5"})
    sheet.add_sparkline("B1", {"range": f"'{quoted}'!C4:D4"})
    book.close()
    return path


def _written(path: Path, rows: int) -> dict[str, str]:
    """Where sparklines stand, and what they read, after the table got this many rows."""
    frame = pd.DataFrame({"Name": [f"M{row}" for row in range(rows)]})
    book = PackageWorkbook(path)
    book.write_table("Card", frame.assign(Line=None, Before=0.1, Now=0.2), key="Name")
    book.save()
    found = re.findall(r"<xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", part(path))
    assert len(found) == len({place for _, place in found}), "two on one cell"
    return {place: reads.rpartition("!")[2] for reads, place in found}


@pytest.mark.parametrize(("before", "after"), [(3, 6), (6, 3), (3, 1), (1, 4)])
def test_each_row_has_its_own(tmp_path: Path, before: int, after: int) -> None:
    found = _written(_tracker(tmp_path / "t.xlsx", before), after)
    own = {place: reads for place, reads in found.items() if place not in ("B1", "E5")}
    assert own == {f"B{row}": f"C{row}:D{row}" for row in range(4, 4 + after)}


def test_an_emptied_table_keeps_one_to_grow_from(tmp_path: Path) -> None:
    path = _tracker(tmp_path / "t.xlsx")
    assert "B5" not in _written(path, 0)
    assert {"B4", "B5", "B6"} <= set(_written(path, 3))


def test_those_elsewhere_stay(tmp_path: Path) -> None:
    found = _written(_tracker(tmp_path / "t.xlsx"), 7)
    assert (found["B1"], found["E5"]) == ("C4:D4", "C5:D5")


def test_excel_opens_them_without_repair(tmp_path: Path) -> None:
    path = _tracker(tmp_path / "t.xlsx")
    _written(path, 9)
    assert lint(path) == []
    assert tools.validate_ooxml(path) == []
