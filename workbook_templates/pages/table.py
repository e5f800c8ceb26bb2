"""A sheet that holds one table: heading, columns, checks, conditional formats, print set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from scoring.coverage.tables import WEEK_HEADERS
from workbook_templates import design
from workbook_templates.design import BODY_ROW, HEADER_ROW
from workbook_templates.pages import validations
from workbook_templates.pages.conditions import BARS, conditions
from workbook_templates.pages.settings import settings_rows, write_settings

if TYPE_CHECKING:
    from scoring.tables import Column, Table
    from workbook_templates.writer import Sheet, Writer

FOUND = {
    "Red list",
    "Standup",
    "Scorecard",
    "Path to target",
    "Coverage",
    "Issues",
    "Audit",
}
"""Sheets above whose table a refresh says in a sentence what it found."""

BELOW = {
    "Red list": ("red_list_directors", "By director: after the first refresh"),
    "Standup": ("standup_when", "The script of the weekly standup"),
}
"""Sheets with a second sentence: the name of its cell, and what it says before a refresh."""


MADE_BY = {
    "Export log": "Kept by exports",
    "Scorecard": "Made by Refresh",
}
"""What the third line says of an output where it is not that a refresh replaces all of it."""

GROUPS = {
    "Coverage rate": "Against the target",
    "Last 13 weeks": "Direction, 0 to 100%",
    "Plays to target": "Work left",
    "Full rate": "How deep it goes",
    "Median (unverified)": "Published, unverified",
    "Share of target": "Bonus measure, directors only (S0-31)",
    "ARR-weighted rate": "More measures",
    WEEK_HEADERS[0]: "What the small charts read",
}
"""What the columns of Scorecard are about, from the named one on."""


def write_table(writer: Writer, page: Any, sheet: Sheet, table: Table) -> None:
    """Lay out the sheet of a table, with one blank row in it, or the parameters in Settings."""
    count = len(settings_rows()) if table.name == "Settings" else 1
    last = HEADER_ROW + count
    _write_heading(writer, page, sheet, table)
    for index, column in enumerate(table.columns):
        look = _blank(writer, column, table)
        page.set_column(index, index, design.width(column, table.name), look)
    page.add_table(
        HEADER_ROW,
        0,
        last,
        len(table.columns) - 1,
        {
            "name": table.name.replace(" ", "_"),
            "style": None,
            "banded_rows": False,
            "columns": [
                {
                    "header": column.header,
                    "header_format": writer.style(
                        design.header_style(column, table),
                        **design.header(column, _fill(sheet, column)),
                    ),
                    "format": writer.cell(column, table),
                }
                for column in table.columns
            ],
        },
    )
    _add_checks(page, table, last)
    if table.name == "Settings":
        write_settings(writer, page)
    else:
        for index, column in enumerate(table.columns):
            page.write_blank(BODY_ROW, index, None, writer.cell(column, table))
    _add_conditions(writer, page, table, last)
    _add_sparklines(page, table)
    page.freeze_panes(BODY_ROW, sheet.frozen_columns)
    _set_up_print(page, sheet, table)


def _fill(sheet: Sheet, column: Column) -> str:
    return design.YOURS_HEADER if column.user else sheet.colour


def _blank(writer: Writer, column: Column, table: Table) -> Any:
    # What is pasted below an input keeps its leading zeros and reads as the dates it holds.
    plain = table.role != "input" or table.name == "Settings"
    form = design.number_format(column)
    return None if plain or form == "General" else writer.format({"num_format": form})


def _write_heading(writer: Writer, page: Any, sheet: Sheet, table: Table) -> None:
    if design.is_one_line(table):
        # A set height keeps a wrapped cell from growing, so the others are left to Excel.
        page.set_default_row(design.COMFORTABLE)
    page.set_row(0, 30)
    page.set_row(1, 18)
    page.set_row(HEADER_ROW, 40)
    title = writer.style("SC Title", font_color=sheet.colour)
    page.write_string(0, 0, sheet.name, title)
    if table.name in FOUND:
        page.write_string(1, 0, table.help, writer.style("SC Finding"))
        writer.name(sheet.name, f"{table.name.lower().replace(' ', '_')}_summary", 1, 0)
    else:
        page.write_string(1, 0, table.help, writer.style("SC Note"))
    link = writer.style("SC Link", font_size=design.SMALL)
    page.write_url(2, 0, "internal:Start!A1", link, "← Start", "Back to the first sheet")
    _write_third_line(writer, page, sheet, table)


def _write_third_line(writer: Writer, page: Any, sheet: Sheet, table: Table) -> None:
    note = writer.style("SC Note", font_size=design.SMALL)
    own = [table.headers.index(header) for header in table.user_headers]
    yours = writer.style(
        "SC Note", font_size=design.SMALL, font_color=design.YOURS_HEADER, bold=True
    )
    if table.name in BELOW:
        name, words = BELOW[table.name]
        page.write_string(2, 1, words, note)
        writer.name(sheet.name, name, 2, 1)
    elif table.role == "output":
        made = MADE_BY.get(table.name, "Made by Refresh: what is typed here is replaced")
        page.write_string(2, 1, made, note)
    elif not own:
        page.write_string(2, 1, "✎ Yours to fill in: paste or type below", yours)
    if table.name == "Scorecard":
        strong = writer.style("SC Note", font_size=design.SMALL, font_color=design.BLUE, bold=True)
        for header, words in GROUPS.items():
            page.write_string(2, table.headers.index(header), words, strong)
    if table.name == "Standup":
        place = table.headers.index("Next play")
        page.write_string(2, place, "In the room: after the first refresh", note)
        writer.name(sheet.name, "standup_attendees", 2, place)
    if table.name == "Red list":
        by = writer.style(
            "SC Note", font_size=design.SMALL, font_color=design.YOURS_HEADER, bold=True,
            align="right", num_format='"✎ by "d mmm',
        )  # fmt: skip
        page.write_blank(2, own[0], None, by)
        writer.name(sheet.name, "red_list_touch_by", 2, own[0])
        page.write_string(2, own[1], "✎ Yours to fill in: each refresh keeps it", yours)
        hidden = writer.style("SC Note", font_size=design.SMALL, font_color=design.WHITE)
        page.write_string(0, own[2], "tier", hidden)
        writer.name(sheet.name, "red_list_order", 0, own[2])
    elif own:
        page.write_string(2, own[0], "✎ Yours to change", yours)


def _add_checks(page: Any, table: Table, last: int) -> None:
    for index, column in enumerate(table.columns):
        message = validations.header_note(column, table)
        page.data_validation(HEADER_ROW, index, HEADER_ROW, index, message)
        check = validations.check(table, column)
        if check:
            page.data_validation(BODY_ROW, index, last, index, check)


def _add_conditions(writer: Writer, page: Any, table: Table, last: int) -> None:
    if table.name in BARS:
        index = table.headers.index(BARS[table.name])
        page.conditional_format(
            BODY_ROW,
            index,
            last,
            index,
            {
                "type": "data_bar",
                "bar_color": design.BAR,
                "bar_solid": True,
                "bar_border_color": design.BAR,
                "min_type": "num",
                "max_type": "num",
                "min_value": 0,
                "max_value": 1,
            },
        )
    for headers, formula, look in conditions(table):
        columns = [table.headers.index(header) for header in headers]
        page.conditional_format(
            BODY_ROW,
            min(columns),
            last,
            max(columns),
            {"type": "formula", "criteria": formula, "format": writer.book.add_format(look)},
        )


def _add_sparklines(page: Any, table: Table) -> None:
    for index, column in enumerate(table.columns):
        if column.kind == "sparkline":
            first, last = (table.headers.index(WEEK_HEADERS[end]) for end in (0, -1))
            page.add_sparkline(
                BODY_ROW,
                index,
                {
                    "location": xl_rowcol_to_cell(BODY_ROW, index),
                    "range": f"{table.name}!{xl_range(BODY_ROW, first, BODY_ROW, last)}",
                    # Columns from 0 to 1 in every row, so that heights can be compared.
                    "type": "column",
                    "min": 0,
                    "max": 1,
                    "series_color": design.BLUE,
                    "empty_cells": "gaps",
                },
            )


def _set_up_print(page: Any, sheet: Sheet, table: Table) -> None:
    page.set_landscape()
    page.set_paper(design.LETTER)
    page.fit_to_pages(sheet.pages_wide, int(sheet.one_page))
    page.repeat_rows(HEADER_ROW)
    if sheet.pages_wide > 1:
        page.repeat_columns(0, sheet.frozen_columns - 1)
        page.print_across()
    if sheet.printed_to is not None:
        page.print_area(0, 0, BODY_ROW, table.headers.index(sheet.printed_to))
    page.set_margins(0.3, 0.3, 0.4, 0.6)
    page.set_footer(f"&L&8Sponsor Coverage – {sheet.name}&R&8Page &P of &N")
