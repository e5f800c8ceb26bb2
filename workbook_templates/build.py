"""Builds the template workbook: `python -m workbook_templates.build`.

The template is the design: sheets, tables, number formats, validations, charts and print set-up
live here, and a refresh only moves values into them. The same sources give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from scoring.policy import BEGINNING, FULL, Parameter, parameters
from scoring.tables import TABLES, Column, Table
from workbook_templates import board_page, design, start_page, template_path, validations
from workbook_templates.design import BODY_ROW, HEADER_ROW

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Sheet:
    """A sheet of the tracker: its tab's colour, and whether it is a page to read."""

    name: str
    colour: str
    is_report: bool = False
    frozen_columns: int = 0


SHEETS = (
    Sheet("Start", design.NAVY, is_report=True),
    Sheet("Board", design.NAVY, is_report=True),
    Sheet("Red list", design.NAVY, is_report=True, frozen_columns=2),
    Sheet("Standup", design.NAVY, is_report=True),
    Sheet("Scorecard", design.NAVY, is_report=True, frozen_columns=2),
    Sheet("Path to target", design.BLUE),
    Sheet("Coverage", design.BLUE, frozen_columns=2),
    Sheet("Accounts", design.GREY, frozen_columns=2),
    Sheet("Touches", design.GREY),
    Sheet("Import map", design.GREY),
    Sheet("Settings", design.GREY, frozen_columns=1),
    Sheet("Issues", design.BLUE),
    Sheet("Trend", design.BLUE),
    Sheet("History", design.BLUE),
    Sheet("Standup log", design.BLUE),
    Sheet("Run log", design.BLUE),
    Sheet("Audit", design.BLUE),
    Sheet("Export map", design.GREY),
    Sheet("Export log", design.BLUE),
)

SETTINGS_CELL = {"valign": "top", "text_wrap": True}


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
    book.close()


class Writer:
    """A workbook being written; makes each format once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def sheet(self, name: str) -> Any:
        """The sheet of this name."""
        return self.book.get_worksheet_by_name(name)

    def format(self, properties: dict[str, Any]) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]

    def text(self, size: int = design.BODY, color: str = design.INK, **more: Any) -> Any:
        """The format of a text."""
        return self.format(design.text(size, color, **more))

    def name(self, sheet: str, name: str, row: int, column: int) -> None:
        """Give a cell a name."""
        cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self.book.define_name(name, f"={sheet}!{cell}")

    def add(self, sheet: Sheet) -> None:
        """Add a sheet, with its table if it has one."""
        page = self.book.add_worksheet(sheet.name)
        page.set_tab_color(sheet.colour)
        if sheet.is_report:
            page.hide_gridlines(2)
        if sheet.name in TABLES:
            self._add_table(page, sheet, TABLES[sheet.name])

    def _add_table(self, page: Any, sheet: Sheet, table: Table) -> None:
        rows = settings_rows() if table.name == "Settings" else [[None] * len(table.columns)]
        last_row, last_column = HEADER_ROW + len(rows), len(table.columns) - 1
        self._write_heading(page, sheet, table)
        for index, column in enumerate(table.columns):
            page.set_column(index, index, design.width(column), self._blank(column, table))
        page.add_table(
            HEADER_ROW,
            0,
            last_row,
            last_column,
            {
                "name": table.name.replace(" ", "_"),
                "style": None,
                "banded_rows": False,
                "columns": [
                    {
                        "header": column.header,
                        "header_format": self.format(design.header(column, _fill(sheet, column))),
                        "format": self.format(_body(column)),
                    }
                    for column in table.columns
                ],
            },
        )
        for index, column in enumerate(table.columns):
            page.data_validation(
                HEADER_ROW, index, HEADER_ROW, index, validations.header_note(column)
            )
            check = validations.check(table, column)
            if check:
                page.data_validation(BODY_ROW, index, last_row, index, check)
        if table.name == "Settings":
            self._write_settings(page)
        else:
            for index, column in enumerate(table.columns):
                page.write_blank(BODY_ROW, index, None, self.format(_body(column)))
        self._add_conditions(page, table)
        page.freeze_panes(BODY_ROW, sheet.frozen_columns)
        self._set_up_print(page, sheet)

    def _blank(self, column: Column, table: Table) -> Any:
        # What is pasted below an input keeps its leading zeros and reads as the dates it holds.
        plain = table.role != "input" or table.name == "Settings"
        form = design.number_format(column)
        return None if plain or form == "General" else self.format({"num_format": form})

    def _write_heading(self, page: Any, sheet: Sheet, table: Table) -> None:
        page.set_row(0, 30)
        page.set_row(HEADER_ROW, 42)
        page.write_string(0, 0, sheet.name, self.text(design.TITLE, sheet.colour, bold=True))
        page.write_string(1, 0, table.help, self.text(color=design.MUTED))
        page.write_url(
            2,
            0,
            "internal:Start!A1",
            self.text(design.SMALL, design.BLUE),
            "← Start",
            "Back to the first sheet",
        )
        own = [index for index, column in enumerate(table.columns) if column.user]
        if own:
            page.write_string(
                2,
                own[0],
                "Yours to fill in: each refresh keeps it"
                if table.role == "output"
                else "Yours to change",
                self.text(design.SMALL, design.YOURS_HEADER, bold=True),
            )

    def _write_settings(self, page: Any) -> None:
        columns = TABLES["Settings"].columns
        entries = [(entry, start) for entry in parameters().values() for start, _ in entry.default]
        for row, (values, (entry, _)) in enumerate(
            zip(settings_rows(), entries, strict=True), start=BODY_ROW
        ):
            for index, (column, value) in enumerate(zip(columns, values, strict=True)):
                style = _body(column) | SETTINGS_CELL
                if column.header == "Value":
                    style |= {"num_format": _value_format(entry), "align": "left"}
                if column.header == "Default":
                    style |= {"num_format": _default_format(entry), "align": "left"}
                form = self.format(style)
                if value is None:
                    page.write_blank(row, index, None, form)
                elif isinstance(value, dt.date):
                    page.write_datetime(row, index, value, form)
                else:
                    page.write(row, index, value, form)
            value_column = next(i for i, column in enumerate(columns) if column.header == "Value")
            page.data_validation(
                row, value_column, row, value_column, validations.value_check(entry)
            )

    def _add_conditions(self, page: Any, table: Table) -> None:
        last = HEADER_ROW + (len(settings_rows()) if table.name == "Settings" else 1)
        for columns, formula, look in _conditions(table):
            for header in columns:
                index = table.headers.index(header)
                page.conditional_format(
                    BODY_ROW,
                    index,
                    last,
                    index,
                    {"type": "formula", "criteria": formula, "format": self.book.add_format(look)},
                )
        if table.name == "Red list":
            index = table.headers.index("Current score")
            bar = {"type": "data_bar", "bar_color": "#9DB8D2", "min_type": "num", "max_type": "num"}
            page.conditional_format(
                BODY_ROW, index, BODY_ROW, index, bar | {"min_value": 0, "max_value": 1}
            )

    def _set_up_print(self, page: Any, sheet: Sheet) -> None:
        page.set_landscape()
        page.set_paper(design.LETTER)
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADER_ROW)
        page.set_margins(0.4, 0.4, 0.5, 0.6)
        page.set_footer(f"&L&8Sponsor Coverage – {sheet.name}&R&8Page &P of &N")


def settings_rows() -> list[list[Any]]:
    """The rows of Settings: one a parameter, one a dated value of it, with Value left empty.

    A score or rate stands as a share (0.85), a list as a text ("1, 2"), a flag as yes or no.
    """
    return [
        [
            entry.key,
            None if start == BEGINNING else start,
            None,
            _default(entry, value),
            entry.unit,
            entry.description,
            entry.source,
            "yes" if entry.verified else "unverified",
        ]
        for entry in parameters().values()
        for start, value in entry.default
    ]


def _default(entry: Parameter, value: Any) -> Any:
    if entry.is_list:
        return ", ".join(_item_text(entry, item) for item in value)
    if entry.item_kind == "score":
        return value / FULL
    if entry.item_kind == "flag":
        return "yes" if value else "no"
    return None if value == "" else value


def _item_text(entry: Parameter, item: Any) -> str:
    return f"{item / FULL:.2f}" if entry.item_kind in ("score", "weight") else str(item)


def _value_format(entry: Parameter) -> str:
    if entry.is_list:
        return "@"
    if entry.kind == "date":
        return design.DATE_OR_NUMBER
    return {"score": "0.00", "money": "#,##0"}.get(entry.kind, "General")


def _default_format(entry: Parameter) -> str:
    # A table that is written anew takes its looks from its first row, so that one must fit all.
    return "General" if entry.kind == "date" else _value_format(entry)


def _fill(sheet: Sheet, column: Column) -> str:
    return design.YOURS_HEADER if column.user else sheet.colour


def _body(column: Column) -> dict[str, Any]:
    return design.cell(column, **({"bg_color": design.YOURS} if column.user else {}))


def _conditions(table: Table) -> list[tuple[list[str], str, dict[str, Any]]]:
    """Columns, formula and look of each conditional format; colour never speaks alone."""

    def at(header: str) -> str:
        return f"${xl_col_to_name(table.headers.index(header))}{BODY_ROW + 1}"

    late = {"font_color": design.BAD, "bold": True, "num_format": f'"late  "{design.DATE}'}
    alarm = {"font_color": design.BAD, "bold": True}
    status = [
        (["Status"], f'{at("Status")}="{name}"', {"font_color": ink, "bg_color": fill})
        for name, (ink, fill) in STATUS_COLOURS.items()
        if "Status" in table.headers
    ]
    match table.name:
        case "Red list":
            overdue = f"AND(ISNUMBER({at('Play due')}),{at('Play due')}<start_as_of)"
            escalated = f'{at("Escalate to")}<>""'
            return [
                (["Play due"], overdue, late),
                (["Weeks red", "Escalate to"], escalated, alarm),
            ]
        case "Standup":
            return [(["Weeks red", "Escalate to"], f'{at("Escalate to")}<>""', alarm)]
        case "Coverage":
            overdue = f"AND(ISNUMBER({at('Play due')}),{at('Play due')}<start_as_of)"
            gates = [f"Gate {number}" for number in range(1, 6)]
            return [
                *status,
                (["Play due"], overdue, late),
                (["Red"], f"{at('Red')}=1", alarm),
                *(([gate], f"AND(ISNUMBER({at(gate)}),{at(gate)}=0)", alarm) for gate in gates),
            ]
        case "Scorecard":
            gap = at("Gap")
            whole = {"bold": True, "bg_color": design.SURFACE}
            return [
                (table.headers, f'{at("View")}="All"', whole),
                (["Gap"], f"AND(ISNUMBER({gap}),{gap}<0)", alarm),
            ]
        case "Settings":
            return [
                (
                    ["Verified"],
                    f'{at("Verified")}="unverified"',
                    {"italic": True, "font_color": design.BAD},
                )
            ]
        case _:
            return status


STATUS_COLOURS = {
    "Covered": ("#004D38", "#D3EEE5"),
    "Slipping": ("#7A4B00", "#FDE9BF"),
    "Amber": ("#6B5900", "#FBF6C4"),
    "Uncovered": ("#8A3600", "#F9DCC9"),
    "Waived": ("#3F4953", "#E3E8ED"),
    "Out of scope": ("#66717C", "#F3F6F9"),
    "Data issue": ("#7A2E5C", "#F4DDEA"),
}
"""Ink and fill of each status."""


if __name__ == "__main__":
    build(template_path())
