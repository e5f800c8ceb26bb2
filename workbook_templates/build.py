"""Builds the template workbook: `python -m workbook_templates.build`.

The template is the design: sheets, tables, number formats, validations, charts and print set-up
live here, and a refresh only moves values into them. The same sources give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from scoring.tables import TABLES, Column, Table
from workbook_templates import board_page, design, start_page, table_page, template_path
from workbook_templates.named_styles import name_styles

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Sheet:
    """A sheet of the tracker.

    Attributes:
        name: what its tab says.
        colour: of the tab.
        is_report: it is a page to read, without gridlines.
        frozen_columns: that stay in sight at the left, and on each printed page.
        pages_wide: how many printed pages its columns go on.
        one_page: it prints on one page whatever it holds.
        printed_to: header of the last column that is printed.
    """

    name: str
    colour: str
    is_report: bool = False
    frozen_columns: int = 0
    pages_wide: int = 1
    one_page: bool = False
    printed_to: str | None = None


SHEETS = (
    Sheet("Start", design.NAVY, is_report=True),
    Sheet("Board", design.NAVY, is_report=True),
    Sheet("Red list", design.NAVY, is_report=True, frozen_columns=2),
    Sheet("Standup", design.NAVY, is_report=True, one_page=True, printed_to="Blocker"),
    Sheet(
        "Scorecard",
        design.NAVY,
        is_report=True,
        frozen_columns=3,
        printed_to="Gold standard (unverified)",
    ),
    Sheet("Path to target", design.BLUE, frozen_columns=1),
    Sheet("Coverage", design.BLUE, frozen_columns=2, pages_wide=2),
    Sheet("Accounts", design.GREY, frozen_columns=2, pages_wide=4),
    Sheet("Touches", design.GREY),
    Sheet("Import map", design.GREY),
    Sheet("Export map", design.GREY),
    Sheet("Settings", design.GREY, frozen_columns=1),
    Sheet("Issues", design.BLUE),
    Sheet("Trend", design.BLUE),
    Sheet("History", design.BLUE),
    Sheet("Standup log", design.BLUE),
    Sheet("Run log", design.BLUE),
    Sheet("Audit", design.BLUE),
    Sheet("Export log", design.BLUE),
)


def build(path: Path) -> None:
    """Write the template workbook to `path`."""
    book = xlsxwriter.Workbook(path)
    # The clock would change the file on each build.
    book.set_properties({"title": "Sponsor Coverage", "created": dt.datetime(2026, 1, 1)})
    book.set_size(2400, 1500)
    writer = Writer(book)
    for sheet in SHEETS:
        writer.add(sheet)
    start_page.write_start(writer)
    board_page.write_board(writer)
    board_page.write_trend_chart(writer)
    # Asked for before the book is closed, a format is written even where no cell has just it.
    numbers = {name: writer.style(name)._get_xf_index() for name in design.STYLES}  # noqa: SLF001
    book.close()
    name_styles(path, numbers, {made.xf_index: style for made, style in writer.styled()})


class Writer:
    """A workbook being written; makes each format once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._formats: dict[tuple[str, tuple[tuple[str, Any], ...]], Any] = {}

    def sheet(self, name: str) -> Any:
        """The sheet of this name."""
        return self.book.get_worksheet_by_name(name)

    def format(self, properties: dict[str, Any], style: str = "") -> Any:
        """The format with these properties; it follows a named cell style if one is given."""
        key = (style, tuple(sorted(properties.items())))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]

    def text(self, size: int = design.BODY, color: str = design.INK, **more: Any) -> Any:
        """The format of a text."""
        return self.format(design.text(size, color, **more))

    def style(self, name: str, **more: Any) -> Any:
        """The format of a named cell style, with what differs from it."""
        return self.format(design.STYLES[name] | more, name)

    def cell(self, column: Column, table: Table, **more: Any) -> Any:
        """The format of a column's cells."""
        return self.style(design.body_style(column, table), **design.cell(column) | more)

    def styled(self) -> list[tuple[Any, str]]:
        """The formats that some cell has and that follow a named cell style, each with it."""
        return [
            (made, style)
            for (style, _), made in reversed(self._formats.items())
            if style and made.xf_index is not None
        ]

    def name(self, sheet: str, name: str, row: int, column: int) -> None:
        """Give a cell a name."""
        cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self.book.define_name(name, f"={quote_sheetname(sheet)}!{cell}")

    def add(self, sheet: Sheet) -> None:
        """Add a sheet, with its table if it has one."""
        page = self.book.add_worksheet(sheet.name)
        page.set_tab_color(sheet.colour)
        if sheet.is_report:
            page.hide_gridlines(2)
        if sheet.name in TABLES:
            table_page.write_table(self, page, sheet, TABLES[sheet.name])


if __name__ == "__main__":
    build(template_path())
