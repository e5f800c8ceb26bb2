"""A workbook being written: each format once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from workbook_templates import design

if TYPE_CHECKING:
    from scoring.tables import Column, Table


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
