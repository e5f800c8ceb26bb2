"""Workbooks for the tests of the package adapter, and looks inside their parts."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"
TABLE = "xl/tables/table1.xml"
WORKBOOK = "xl/workbook.xml"
HEADERS = ["Account ID", "ARR", "Score", "Notes", "Weighted"]


def build_rich(path: Path, rows: int = 4, *, options: dict[str, Any] | None = None) -> Path:
    """A table `Coverage` at A3 with all that can hang on it; Notes and Weighted are the user's."""
    book = xlsxwriter.Workbook(path, options or {})
    percent = book.add_format({"num_format": "0%", "bold": True})
    sheet = book.add_worksheet("Red list")
    last = 2 + rows
    for offset in range(rows):
        row = 3 + offset
        sheet.write_string(row, 0, f"A{offset + 1}")
        sheet.write_number(row, 1, 100.0 * (offset + 1))
        sheet.write_number(row, 2, 0.25 * offset, percent)
        sheet.write_string(row, 3, f"note {offset + 1}")
        formula = f"=B{row + 1}*C{row + 1}+$B$1"
        sheet.write_formula(row, 4, formula, None, 25.0 * offset * (offset + 1))
    columns = [{"header": header} for header in HEADERS]
    sheet.add_table(2, 0, last, 4, {"name": "Coverage", "columns": columns})
    sheet.conditional_format(3, 2, last, 2, {"type": "data_bar", "data_bar_2010": True})
    red = {"type": "formula", "criteria": "=$C4<0.5", "format": book.add_format({"bold": True})}
    sheet.conditional_format(3, 0, last, 4, red)
    listed = {"validate": "list", "source": ["yes", "no"]}
    sheet.data_validation(3, 3, last, 3, listed)
    elsewhere = {"validate": "list", "source": "=Other!$A$1:$A$9"}
    sheet.data_validation(3, 1, last, 1, elsewhere)
    sheet.ignore_errors({"number_stored_as_text": f"A4:A{last + 1}"})
    sheet.print_area(0, 0, last, 4)
    sheet.insert_textbox("H2", "A user's remark")
    other = book.add_worksheet("Other")
    other.write_string("A1", "a chart and sparklines")
    other.add_sparkline("B1", {"range": f"'Red list'!C4:C{last + 1}"})
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "='Red list'!$B$3",
            "categories": f"='Red list'!$A$4:$A${last + 1}",
            "values": f"='Red list'!$B$4:$B${last + 1}",
        }
    )
    other.insert_chart("D4", chart)
    book.define_name("Scores", f"='Red list'!$C$4:$C${last + 1}")
    book.define_name("Elsewhere", "='Red list'!$C$1:$C$2")
    book.close()
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of a workbook, unpacked."""
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def part(path: Path, name: str = SHEET) -> str:
    """One part as text."""
    return parts_of(path)[name].decode()


def edited(path: Path, name: str, change: Callable[[str], str]) -> Path:
    """The workbook with one part changed by hand."""
    parts = parts_of(path)
    old = parts.get(name, b"").decode()
    parts[name] = change(old).encode()
    assert parts[name] != old.encode(), f"the test's edit of {name} changed nothing"
    return packed(path, parts)


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    """A workbook file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return path


def cell(path: Path, name: str, sheet: str = SHEET) -> str | None:
    """A cell as it stands in the sheet's part."""
    found = re.search(rf'<c r="{name}"(?:[^>]*/>|.*?</c>)', part(path, sheet), re.DOTALL)
    return found.group(0) if found else None


def raw_members(path: Path) -> dict[str, bytes]:
    """Local header and packed data of each member, as they lie in the file."""
    content = path.read_bytes()
    with zipfile.ZipFile(path) as zipped:
        infos = sorted(zipped.infolist(), key=lambda info: info.header_offset)
        ends = [info.header_offset for info in infos[1:]] + [zipped.start_dir]
    return {
        info.filename: content[info.header_offset : end]
        for info, end in zip(infos, ends, strict=True)
    }
