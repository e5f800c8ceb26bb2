"""A sheet that holds one table: heading, columns, checks, conditional formats, print set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook_templates import design, validations
from workbook_templates.conditions import Places
from workbook_templates.design import BODY_ROW, HEADER_ROW
from workbook_templates.drawing import Drawing, drawing

if TYPE_CHECKING:
    from scoring.tables import Column, Table
    from workbook_templates.sheets import Sheet
    from workbook_templates.writer import Writer


def write_table(writer: Writer, page: Any, sheet: Sheet, table: Table) -> None:
    """Lay out the sheet of a table, with one blank row in it or those that it comes with."""
    own = drawing(sheet.name)
    last = HEADER_ROW + own.rows
    colour = design.TAB_COLOURS[sheet.page.group]
    _write_heading(writer, page, sheet, table, own)
    for index, column in enumerate(table.columns):
        page.set_column(index, index, design.width(column), _blank(writer, column, table))
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
                        **design.header(column, design.YOURS_HEADER if column.user else colour),
                    ),
                    "format": writer.cell(column, table),
                }
                for column in table.columns
            ],
        },
    )
    _add_checks(page, table, last, own)
    if own.fill is not None:
        own.fill(writer, page)
    else:
        for index, column in enumerate(table.columns):
            page.write_blank(BODY_ROW, index, None, writer.cell(column, table))
    _add_conditions(writer, page, table, last, own)
    page.freeze_panes(BODY_ROW, sheet.page.frozen_columns)
    _set_up_print(page, sheet, table)


def _blank(writer: Writer, column: Column, table: Table) -> Any:
    # What is pasted below an input keeps its leading zeros and reads as the dates it holds.
    plain = table.role != "input" or table.page.keeps_rows
    form = design.number_format(column)
    return None if plain or form == "General" else writer.format({"num_format": form})


def _write_heading(writer: Writer, page: Any, sheet: Sheet, table: Table, own: Drawing) -> None:
    if design.is_one_line(table):
        # A set height keeps a wrapped cell from growing, so the others are left to Excel.
        page.set_default_row(design.COMFORTABLE)
    page.set_row(0, 30)
    page.set_row(1, 18)
    page.set_row(HEADER_ROW, 40)
    title = writer.style("SC Title", font_color=design.TAB_COLOURS[sheet.page.group])
    page.write_string(0, 0, sheet.name, title)
    if table.page.finds:
        page.write_string(1, 0, table.help, writer.style("SC Finding"))
        writer.name(sheet.name, table.cell("summary"), 1, 0)
    else:
        page.write_string(1, 0, table.help, writer.style("SC Note"))
    link = writer.style("SC Link", font_size=design.SMALL)
    page.write_url(2, 0, "internal:Start!A1", link, "← Start", "Back to the first sheet")
    _write_third_line(writer, page, sheet, table)
    if own.heading is not None:
        own.heading(writer, page)
    elif table.user_headers:
        place = table.headers.index(table.user_headers[0])
        page.write_string(2, place, "✎ Yours to change", _yours(writer))


def _write_third_line(writer: Writer, page: Any, sheet: Sheet, table: Table) -> None:
    note = writer.style("SC Note", font_size=design.SMALL)
    if table.page.second is not None:
        part, words = table.page.second
        page.write_string(2, 1, words, note)
        writer.name(sheet.name, table.cell(part), 2, 1)
    elif table.role == "output":
        page.write_string(2, 1, table.page.made_by, note)
    elif not table.user_headers:
        page.write_string(2, 1, "✎ Yours to fill in: paste or type below", _yours(writer))


def _yours(writer: Writer) -> Any:
    return writer.style(
        "SC Note", font_size=design.SMALL, font_color=design.YOURS_HEADER, bold=True
    )


def _add_checks(page: Any, table: Table, last: int, own: Drawing) -> None:
    for index, column in enumerate(table.columns):
        message = validations.header_note(column, table)
        page.data_validation(HEADER_ROW, index, HEADER_ROW, index, message)
        check = own.checks.get(column.header) or validations.check(table, column)
        if check:
            page.data_validation(BODY_ROW, index, last, index, check)


def _add_conditions(writer: Writer, page: Any, table: Table, last: int, own: Drawing) -> None:
    if own.bar:
        index = table.headers.index(own.bar)
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
    # Those of whole rows come last: some readers show no other beside the first that holds.
    for headers, formula, look in own.conditions(Places(table)) if own.conditions else ():
        columns = [table.headers.index(header) for header in headers]
        page.conditional_format(
            BODY_ROW,
            min(columns),
            last,
            max(columns),
            {"type": "formula", "criteria": formula, "format": writer.book.add_format(look)},
        )


def _set_up_print(page: Any, sheet: Sheet, table: Table) -> None:
    page.set_landscape()
    page.set_paper(design.LETTER)
    page.fit_to_pages(sheet.page.pages_wide, int(sheet.page.one_page))
    page.repeat_rows(HEADER_ROW)
    if sheet.page.pages_wide > 1:
        page.repeat_columns(0, sheet.page.frozen_columns - 1)
        page.print_across()
    if sheet.page.printed_to:
        page.print_area(0, 0, BODY_ROW, table.headers.index(sheet.page.printed_to))
    page.set_margins(0.3, 0.3, 0.4, 0.6)
    page.set_footer(f"&L&8Sponsor Coverage – {sheet.name}&R&8Page &P of &N")
