"""A worksheet as it stands in Excel, read in whole blocks: cells, tables, notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.desktop.entries import CellError, Content, Formula, content_read
from addin.tracker.places import Sheet as Place
from addin.tracker.places import Table, plain_range
from addin.tracker.references import Area
from addin.tracker.workbook import is_named_as_ours

if TYPE_CHECKING:
    import xlwings as xw

    from addin.desktop.notes import NoteOnCell


@dataclass(frozen=True)
class OpenTable:
    """A table or plain range of an open workbook: where it lies, and Excel's own object of it."""

    place: Table
    sheet: OpenSheet
    native: xw.main.Table | None

    @property
    def filtered(self) -> xw.main.AutoFilter:
        """The filter over the table's header row."""
        if self.native is not None:
            return self.native.autofilter
        place = self.place
        last = max(place.last, place.header)
        return self.sheet.range(Area(place.header, place.left, last, place.right)).autofilter


class OpenSheet:
    """One worksheet. Everything is read at most once, and nothing again after the first write."""

    def __init__(self, native: xw.Sheet) -> None:
        self.native = native
        self.title: str = native.name
        self._cells: list[list[Content]] | None = None
        self._has_errors = False
        self._used: Area | None = None
        self._tables: list[OpenTable] | None = None
        self._notes: list[NoteOnCell] | None = None

    def range(self, area: Area) -> xw.Range:
        """Excel's own object for a block of cells."""
        return self.native.range((area.top, area.left), (area.bottom, area.right))

    @property
    def used(self) -> Area:
        """The block that holds all cells with content or format."""
        if self._used is None:
            found = self.native.used_range
            rows, columns = found.shape
            top, left = found.row, found.column
            self._used = Area(top, left, top + rows - 1, left + columns - 1)
        return self._used

    @property
    def tables(self) -> list[OpenTable]:
        """The tables of the sheet from top to bottom, or the plain range of one without tables."""
        if self._tables is None:
            found = [self._table(native) for native in self.native.tables]
            # A sheet of the user's is none of our business, and may be large.
            if not found and is_named_as_ours(self.title):
                found = self.plain
            found.sort(key=lambda table: (table.place.header, table.place.left))
            self._tables = found
        return self._tables

    @property
    def plain(self) -> list[OpenTable]:
        """The plain range of a sheet without tables, if there is one."""
        place = plain_range(Place(self.title, self.title), self._texts())
        return [OpenTable(place, self, None)] if place and not self.native.tables else []

    @property
    def notes(self) -> list[NoteOnCell]:
        """The notes and comments on the sheet's cells."""
        if self._notes is None:
            from addin.desktop.notes import notes_on

            self._notes = notes_on(self.native)
        return self._notes

    def value(self, row: int, column: int) -> Content:
        """What one cell shows."""
        used = self.used
        if used.top <= row <= used.bottom and used.left <= column <= used.right:
            return self._grid()[row - used.top][column - used.left]
        return None

    def values(self, area: Area) -> list[list[Content]]:
        """What a block of cells shows."""
        used, grid = self.used, self._grid()
        width = area.right - area.left + 1
        if used.left <= area.left and area.right <= used.right:
            start = area.left - used.left
            return [
                grid[row - used.top][start : start + width]
                if used.top <= row <= used.bottom
                else [None] * width
                for row in range(area.top, area.bottom + 1)
            ]
        columns = range(area.left, area.right + 1)
        return [
            [self.value(row, column) for column in columns]
            for row in range(area.top, area.bottom + 1)
        ]

    def contents(self, area: Area) -> tuple[list[list[Content]], str]:
        """What a block of cells holds, formulas as formulas, and by which property they go back."""
        shown = self.values(area)
        formulas, prop = _formulas_of(self.range(area))
        # A text that begins with an equals sign reads as its own formula.
        held = [
            [
                Formula(formula)
                if isinstance(formula, str) and formula[:1] == "=" and formula != value
                else value
                for value, formula in zip(values, texts, strict=True)
            ]
            for values, texts in zip(shown, formulas, strict=True)
        ]
        return held, prop

    def frame(self, table: Table) -> pd.DataFrame:
        """The body of a table: object columns by header, the sheet's row numbers as index."""
        cells = np.empty((table.last - table.first + 1, len(table.headers)), dtype=object)
        if len(cells):
            cells[:] = self.values(table.body)
            if self._has_errors:
                for place, value in np.ndenumerate(cells):
                    cells[place] = str(value) if isinstance(value, CellError) else value
        named = [place for place, header in enumerate(table.headers) if header is not None]
        frame = pd.DataFrame(
            {table.headers[place]: cells[:, place] for place in named},
            index=range(table.first, table.last + 1),
            dtype=object,
        )
        return frame[~np.asarray(cells == None, dtype=bool).all(axis=1)]  # noqa: E711 - by cell

    def _grid(self) -> list[list[Content]]:
        if self._cells is None:
            raw = self.range(self.used).options(ndim=2, err_to_str=True).value
            self._cells = [list(map(content_read, row)) for row in raw]
            self._has_errors = any(CellError in set(map(type, row)) for row in self._cells)
        return self._cells

    def _texts(self) -> list[list[Any]]:
        """The cells from A1 on, blanks as empty texts."""
        used = self.used
        whole = self.values(Area(1, 1, used.bottom, used.right))
        return [["" if cell is None else cell for cell in row] for row in whole]

    def _table(self, native: xw.main.Table) -> OpenTable:
        name = native.display_name
        found = native.range
        rows, columns = found.shape
        top, left = found.row, found.column
        totals = bool(native.show_totals)
        fault, headers = "", self.values(Area(top, left, top, left + columns - 1))[0]
        if not native.show_headers:
            fault = (
                f"Table {name} on sheet {self.title} has no header row; show it in Excel (Table "
                "Design, Header Row)."
            )
        place = Table(
            name=name,
            sheet=Place(self.title, self.title),
            part=name,
            header=top,
            first=top + 1,
            # A table that lost its last row keeps a blank one to be filled in.
            last=max(top + rows - 1 - int(totals), top + 1),
            left=left,
            headers=tuple(None if header is None else _header(header) for header in headers),
            formulas=(None,) * columns,
            totals=totals,
            fault=fault,
        )
        return OpenTable(place, self, native)


def _header(content: Content) -> str:
    if isinstance(content, float) and content.is_integer():
        return str(int(content))
    return str(content)


def _formulas_of(found: xw.Range) -> tuple[list[list[Any]], str]:
    """The formulas of a block, and the property that gave them.

    The newer property keeps formulas that spill as they are; versions of Excel before 2021 lack it.
    """
    try:
        raw, prop = found.formula2, "formula2"
    except Exception:  # noqa: BLE001 - each host raises an error of its own
        raw, prop = found.formula, "formula"
    if not isinstance(raw, list | tuple):
        return [[raw]], prop
    if not isinstance(raw[0], list | tuple):
        return [list(raw)], prop
    return [list(row) for row in raw], prop
