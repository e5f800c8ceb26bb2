"""Builds the template workbook: `python -m addin.build`.

The template is the design: sheets, tables, number formats, validations, charts and print set-up
live here, and a refresh only moves values into them. The same sources give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import xlsxwriter

from scoring.areas import AREAS
from workbook_templates import design
from workbook_templates.drawing import Book, drawing
from workbook_templates.named_styles import name_styles
from workbook_templates.sheets import sheets
from workbook_templates.table_sheet import write_table
from workbook_templates.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scoring.area import Area
    from workbook_templates.sheets import Sheet


def build(path: Path, areas: Sequence[Area] = AREAS) -> None:
    """Write the template workbook to `path`."""
    book = xlsxwriter.Workbook(path)
    # The clock would change the file on each build.
    book.set_properties({"title": "Sponsor Coverage", "created": dt.datetime(2026, 1, 1)})
    book.set_size(2400, 1500)
    writer = Writer(book)
    listed = sheets(areas)
    for sheet in listed:
        _add(writer, sheet)
    for sheet in listed:
        draw = drawing(sheet.name).draw
        if draw is not None:
            draw(Book(writer, areas, listed), writer.sheet(sheet.name))
    # Asked for before the book is closed, a format is written even where no cell has just it.
    numbers = {name: writer.style(name)._get_xf_index() for name in design.STYLES}  # noqa: SLF001
    book.close()
    name_styles(path, numbers, {made.xf_index: style for made, style in writer.styled()})


def _add(writer: Writer, sheet: Sheet) -> None:
    """Add a sheet, with its table if it has one."""
    page = writer.book.add_worksheet(sheet.name)
    page.set_tab_color(design.TAB_COLOURS[sheet.page.group])
    if sheet.page.is_report:
        page.hide_gridlines(2)
    if sheet.hidden:
        page.hide()
    if sheet.table is not None:
        write_table(writer, page, sheet, sheet.table)
