"""Builds the self-check workbook: `python -m addin.build`.

One row a check: the formula, what it answers, what it must answer, and whether they are the same.
Until Excel has worked it out with the add-in, every cell says that the add-in is not loaded.
The same sources give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path
from typing import Any

import xlsxwriter

from workbook_templates import design
from workbook_templates.self_check.checks import SPILLING, checks, spills
from workbook_templates.self_check.given import (
    ACCOUNTS,
    ACCOUNTS_ROW,
    CELL_ERROR,
    CELLS,
    CELLS_ROW,
    HEADERS,
    TOUCH_HEADERS,
    TOUCHES,
    TOUCHES_ROW,
    Check,
)

NOT_LOADED = "add-in not loaded"
FIRST_ROW = 7
"""Row of the first check, as Excel counts."""
RESULT, LOADED = "self_check_result", "add_in_loaded"
_PAGE = "Self check"
_LAST_COLUMN = 5

_HOW = (
    "Each row calls a worksheet function and compares its answer with what the rules say. With the "
    "add-in loaded, press Ctrl+Alt+F9. If cells show #NAME? although it is loaded, press Ctrl+H on "
    "the sheets Self check and Spills and replace sponsor_ by sponsor_."
)
_ASK = "Add-in not loaded: nothing was checked. Load sponsor_coverage.xlam, then press Ctrl+Alt+F9."


def self_check_path() -> Path:
    """The self-check workbook that ships with the product."""
    return Path(str(files("workbook_templates").joinpath("self_check.xlsx")))


def build(path: Path) -> None:
    """Write the self-check workbook to `path`."""
    book = xlsxwriter.Workbook(path)
    # The clock would change the file on each build.
    created = dt.datetime(2026, 1, 1)
    book.set_properties({"title": "Sponsor Coverage self-check", "created": created})
    page = _Page(book)
    corners = spill_corners()
    page.write_checks(checks(), corners)
    page.write_data()
    page.write_spills(corners)
    book.close()


def spill_corners() -> dict[str, int]:
    """The row in which each spill starts on its sheet, its call above it and two rows free."""
    rows, row = {}, 4
    for name in SPILLING:
        rows[name] = row
        row += len(spills()[name]) + 3
    return rows


def formula_cells() -> dict[str, list[str]]:
    """The addresses of the formulas that call the add-in or follow from it, by sheet."""
    last = FIRST_ROW + len(checks())
    rows = range(FIRST_ROW, last)
    return {
        "Spills": [f"A{row}" for row in spill_corners().values()],
        _PAGE: ["C4", *(f"{column}{row}" for column in "DF" for row in rows), "A2"],
    }


class _Page:
    """The sheets of the self-check, being written."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._page, self._data, self._spills = (
            book.add_worksheet(name) for name in (_PAGE, "Data", "Spills")
        )
        self._page.set_tab_color(design.NAVY)
        self._data.set_tab_color(design.GREY)
        self._spills.set_tab_color(design.BLUE)
        self._date = book.add_format({"num_format": design.DATE, "align": "left"})
        self._plain = book.add_format({"align": "left", "valign": "top"})
        self._title = book.add_format(design.text(design.TITLE, design.NAVY, bold=True))
        self._note = book.add_format(design.text(design.SMALL, design.MUTED, text_wrap=True))
        self._header = book.add_format(
            {**design.text(design.BODY, design.WHITE, bold=True), "bg_color": design.NAVY}
        )

    def write_checks(self, rows: list[Check], corners: dict[str, int]) -> None:
        """The sheet that people read."""
        page, last = self._page, FIRST_ROW + len(rows) - 1
        page.hide_gridlines(2)
        for column, width in enumerate((6, 52, 64, 44, 44, 19)):
            page.set_column(column, column, width)
        page.write_string(
            "A1", "Sponsor Coverage: self-check of the worksheet functions", self._title
        )
        page.set_row(1, 30)
        same, numbers = f"$F${FIRST_ROW}:$F${last}", f"$A${FIRST_ROW}:$A${last}"
        verdict = (
            f'=IF({LOADED}="yes",IF(COUNTIF({same},TRUE)={len(rows)},"All {len(rows)} checks TRUE",'
            f'"Not TRUE: check "&_xlfn.TEXTJOIN(", ",TRUE,IF({same}=TRUE,"",{numbers}))),"{_ASK}")'
        )
        big = self._book.add_format(design.text(design.SECTION, design.INK, bold=True))
        page.write_dynamic_array_formula("A2:A2", verdict, big, _ASK)
        page.merge_range("A3:F3", _HOW, self._note)
        page.set_row(2, 26)
        page.write_string("B4", "Is the add-in loaded, and does it answer?", self._plain)
        probe = '=IF(IFERROR(sponsor_tier(1000000)=1,FALSE),"yes","no")'
        page.write_dynamic_array_formula("C4:C4", probe, self._plain, "no")
        self._book.define_name(RESULT, f"='{_PAGE}'!$A$2")
        self._book.define_name(LOADED, f"='{_PAGE}'!$C$4")
        heads = ("Check", "What is checked", "Formula", "Answer", "Expected", "Same")
        page.write_row(FIRST_ROW - 2, 0, heads, self._header)
        page.freeze_panes(FIRST_ROW - 1, 0)
        for place, check in enumerate(rows):
            self._write_check(FIRST_ROW + place, place + 1, check, corners)
        page.autofilter(FIRST_ROW - 2, 0, last - 1, _LAST_COLUMN)
        for value, colour in (("TRUE", design.GOOD), ("FALSE", design.BAD)):
            looks = self._book.add_format({"font_color": colour, "bold": True})
            rule = {"type": "cell", "criteria": "==", "value": value, "format": looks}
            page.conditional_format(f"F{FIRST_ROW}:F{last}", rule)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(FIRST_ROW - 2)

    def _write_check(self, row: int, place: int, check: Check, corners: dict[str, int]) -> None:
        page = self._page
        call = _formula(check, corners, "_xlfn.ANCHORARRAY(Spills!$A${row})")
        form = self._date if isinstance(check.expected, dt.datetime) else self._plain
        page.write_number(f"A{row}", place, self._plain)
        page.write_string(f"B{row}", check.what, self._plain)
        page.write_string(f"C{row}", "=" + shown(check, corners), self._plain)
        answer = f'=IFERROR({call},IF({LOADED}="yes","an error value","{NOT_LOADED}"))'
        page.write_dynamic_array_formula(f"D{row}:D{row}", answer, form, NOT_LOADED)
        _write(page, f"E{row}", check.expected, form)
        same = f'=IF({LOADED}="yes",{_comparison(check, row)},"{NOT_LOADED}")'
        page.write_dynamic_array_formula(f"F{row}:F{row}", same, self._plain, NOT_LOADED)

    def write_data(self) -> None:
        """What the formulas refer to."""
        page = self._data
        page.write_string("A1", "What the formulas of the self-check refer to", self._title)
        page.set_column(0, len(HEADERS) - 1, 22)
        self._write_table(ACCOUNTS_ROW, "Check_accounts", HEADERS, ACCOUNTS)
        self._write_table(TOUCHES_ROW, "Check_touches", TOUCH_HEADERS, TOUCHES)
        for place, (name, value) in enumerate(CELLS.items()):
            row = CELLS_ROW + place
            page.write_string(f"A{row}", name, self._plain)
            if value == CELL_ERROR:
                page.write_formula(f"B{row}", "=1/0", self._plain, CELL_ERROR)
            else:
                _write(page, f"B{row}", value, self._date if _is_day(value) else self._plain)

    def _write_table(self, row: int, name: str, headers: Any, body: Any) -> None:
        columns = [{"header": header} for header in headers]
        last = row - 1 + len(body), len(headers) - 1
        self._data.add_table(row - 1, 0, *last, {"name": name, "columns": columns})
        for place, cells in enumerate(body):
            for column, value in enumerate(cells):
                looks = self._date if _is_day(value) else self._plain
                _write(self._data, (row + place, column), value, looks)

    def write_spills(self, corners: dict[str, int]) -> None:
        """Each function of a whole table, spilling."""
        page = self._spills
        page.write_string("A1", "The functions of whole tables, spilled", self._title)
        page.set_column(0, 22, 16)
        for name, (function, given) in SPILLING.items():
            row = corners[name]
            call = Check(name, function, given, None).call
            page.write_string(f"A{row - 1}", f"={call}", self._note)
            spill = f'=IFERROR({call},"{NOT_LOADED}")'
            page.write_dynamic_array_formula(f"A{row}:A{row}", spill, self._plain, NOT_LOADED)


def shown(check: Check, corners: dict[str, int]) -> str:
    """The formula of the answer, as Excel shows it."""
    return _formula(check, corners, "Spills!$A${row}#")


def _formula(check: Check, corners: dict[str, int], spill: str) -> str:
    if check.pick is None:
        return check.call
    names = {
        Check("", function, given, None).call: name for name, (function, given) in SPILLING.items()
    }
    area = spill.format(row=corners[names[check.call]])
    if check.pick == (0, 0):
        return f'ROWS({area})&" rows, "&COLUMNS({area})&" columns"'
    return f"INDEX({area},{check.pick[0]},{check.pick[1]})"


def _comparison(check: Check, row: int) -> str:
    if check.is_error:
        return f"LEFT(D{row},LEN(E{row}))=E{row}"
    if check.expected is None or isinstance(check.expected, str):
        return f"EXACT(D{row},E{row})"
    return f"IF(ISNUMBER(D{row}),ABS(D{row}-E{row})<0.0000001,FALSE)"


def _is_day(value: Any) -> bool:
    return isinstance(value, dt.datetime)


def _write(page: Any, cell: Any, value: Any, looks: Any) -> None:
    """A value as it is; a text that begins with = stays a text."""
    place = (cell,) if isinstance(cell, str) else cell
    if value is None:
        page.write_blank(*place, None, looks)
    elif isinstance(value, str):
        page.write_string(*place, value, looks)
    elif isinstance(value, dt.datetime):
        page.write_datetime(*place, value, looks)
    else:
        page.write_number(*place, value, looks)
