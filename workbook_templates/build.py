"""Builds the template workbook: `python -m workbook_templates.build`.

The template is the design: sheets, tables, number formats, validations, charts and print set-up
live here, and a refresh only moves values into them. The same sources give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import xlsxwriter

from scoring.areas import TABLES
from workbook_templates import design, template_path
from workbook_templates.named_styles import name_styles
from workbook_templates.pages import board as board_page
from workbook_templates.pages import start as start_page
from workbook_templates.pages import table as table_page
from workbook_templates.writer import Sheet, Writer

if TYPE_CHECKING:
    from pathlib import Path


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
        _add(writer, sheet)
    start_page.write_start(writer)
    board_page.write_board(writer)
    board_page.write_trend_chart(writer)
    # Asked for before the book is closed, a format is written even where no cell has just it.
    numbers = {name: writer.style(name)._get_xf_index() for name in design.STYLES}  # noqa: SLF001
    book.close()
    name_styles(path, numbers, {made.xf_index: style for made, style in writer.styled()})


def _add(writer: Writer, sheet: Sheet) -> None:
    """Add a sheet, with its table if it has one."""
    page = writer.book.add_worksheet(sheet.name)
    page.set_tab_color(sheet.colour)
    if sheet.is_report:
        page.hide_gridlines(2)
    if sheet.name in TABLES:
        table_page.write_table(writer, page, sheet, TABLES[sheet.name])


if __name__ == "__main__":
    build(template_path())
