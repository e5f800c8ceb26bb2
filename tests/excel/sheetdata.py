"""What the double's worksheets hold: cells, tables, notes, formats, validations."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.excel.areas import Area, Spread
from tests.excel.cells import Cell, calculated, entered
from tests.excel.host import Book, ExcelError

if TYPE_CHECKING:
    from tests.excel.sheets import Range

_BLANK = Cell()


@dataclass
class NoteData:
    """A note, or a thread with replies."""

    sheet: SheetData
    row: int
    column: int
    text: str
    author: str = "user"
    threaded: bool = False
    replies: list[str] = field(default_factory=list)

    def state(self) -> tuple[Any, ...]:
        return (self.row, self.column, self.text, self.threaded, tuple(self.replies))


class TableData:
    """A table: where it lies, what filters it, which columns calculate."""

    def __init__(self, sheet: SheetData, name: str, area: Area) -> None:
        self.sheet, self.name, self.area = sheet, name, area
        self.totals = False
        self.headers_shown = True
        self.without_rows = False
        self.filters: dict[int, dict[str, Any]] = {}
        self.calculated: dict[int, str] = {}

    @property
    def body(self) -> Area:
        return self.area._replace(top=self.area.top + 1, bottom=self.area.bottom - int(self.totals))

    def hide(self) -> None:
        """Hide the rows that the filter does not show, and show the others."""
        rows = range(self.body.top, self.body.bottom + 1)
        self.sheet.filtered -= set(rows)
        for criteria in self.filters.values():
            column = self.area.left + criteria["field"] - 1
            self.sheet.filtered |= {
                row for row in rows if not _shown(criteria, self.sheet.cell(row, column))
            }

    def resize(self, area: Area) -> None:
        if area.top != self.area.top or area.bottom <= area.top:
            raise ExcelError("The range does not work for the table: its headers must stay.")
        for other in self.sheet.tables:
            if other is not self and other.area.common(area):
                raise ExcelError("A table can't overlap another table.")
        old, self.area = self.area, area
        for place, formula in self.calculated.items():
            for row in range(old.bottom + 1, area.bottom + 1):
                self.sheet.put(row, area.left + place, formula)
        self.hide()

    def state(self) -> tuple[Any, ...]:
        filters = tuple(sorted((k, repr(v)) for k, v in self.filters.items()))
        return (self.name, self.area, filters)


def _shown(criteria: dict[str, Any], cell: Cell) -> bool:
    text = cell.formula_text() if cell.formula is None else str(cell.value)
    if criteria["type"] == "values":
        return text.casefold() in [value.casefold() for value in criteria["values"]]
    if criteria["type"] == "comparison" and criteria["operator"] in ("equal_to", "not_equal_to"):
        same = text.casefold() == (criteria["value1"] or "").casefold()
        return same == (criteria["operator"] == "equal_to")
    if criteria["type"] == "comparison" and isinstance(cell.value, float):
        bound = float(criteria["value1"])
        return cell.value > bound if criteria["operator"] == "greater_than" else cell.value < bound
    return criteria["type"] != "comparison"


class SheetData:
    """A worksheet's cells and everything on them."""

    def __init__(self, book: Book, title: str) -> None:
        self.book, self.title = book, title
        self.visible, self.protected = True, False
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[Area] = []
        self.tables: list[TableData] = []
        self.notes: list[NoteData] = []
        self.formats: list[Spread] = []
        self.validations: list[Spread] = []
        self.filtered: set[int] = set()
        self.hidden_by_hand: set[int] = set()
        self.hyperlinks: set[tuple[int, int]] = set()
        self.selected = Area(1, 1, 1, 1)

    def copy_for(self, book: Book) -> SheetData:
        """A worksheet of another workbook that holds the same; only what never changes is shared."""
        twin = SheetData(book, self.title)
        twin.visible, twin.protected, twin.selected = self.visible, self.protected, self.selected
        twin.cells, twin.merged = dict(self.cells), list(self.merged)
        twin.filtered, twin.hidden_by_hand = set(self.filtered), set(self.hidden_by_hand)
        twin.hyperlinks = set(self.hyperlinks)
        twin.formats, twin.validations = deepcopy(self.formats), deepcopy(self.validations)
        twin.notes = [replace(note, sheet=twin, replies=list(note.replies)) for note in self.notes]
        for table in self.tables:
            same = copy(table)
            same.sheet = twin
            same.filters, same.calculated = dict(table.filters), dict(table.calculated)
            twin.tables.append(same)
        return twin

    @property
    def selection(self) -> Range:
        from tests.excel.sheets import Range

        return Range(self, self.selected)

    @property
    def used(self) -> Area:
        if not self.cells:
            return Area(1, 1, 1, 1)
        rows = [row for row, _ in self.cells]
        columns = [column for _, column in self.cells]
        return Area(min(rows), min(columns), max(rows), max(columns))

    def cell(self, row: int, column: int) -> Cell:
        return self.cells.get((row, column), _BLANK)

    def put(self, row: int, column: int, given: Any) -> None:
        """Assign to a cell as COM does."""
        for area in self.merged:
            inside = area.common(Area(row, column, row, column))
            if inside and (row, column) != (area.top, area.left):
                return
        old = self.cell(row, column)
        new = entered(old, given, row, lambda text: calculated(text, self._value))
        if new == _BLANK:
            self.cells.pop((row, column), None)
        else:
            self.cells[row, column] = new

    def change(self, what: str, area: Area | None = None) -> None:
        """Note a change, and refuse it where Excel would."""
        self.book.app.journal.write(f"{self.title}: {what}")
        if self.book.app.protected_view:
            raise ExcelError("The workbook is open in Protected View.")
        if self.protected:
            raise ExcelError("The cell you're trying to change is on a protected sheet.")
        if area and self.filtered & set(range(area.top, area.bottom + 1)):
            self.book.app.journal.refuse(f"{self.title}: written over rows that a filter hides")

    def look(self, row: int, column: int, look: str) -> None:
        new = replace(self.cell(row, column), look=look)
        if new == _BLANK:
            self.cells.pop((row, column), None)
        else:
            self.cells[row, column] = new

    def _value(self, row: int, column: int) -> Any:
        return self.cell(row, column).value

    def state(self) -> dict[str, Any]:
        return {
            "cells": {place: (c.formula or c.value, c.look) for place, c in self.cells.items()},
            "tables": sorted(table.state() for table in self.tables),
            "notes": sorted(note.state() for note in self.notes),
            "formats": sorted((s for f in self.formats if (s := f.state())[1]), key=repr),
            "validations": sorted((s for v in self.validations if (s := v.state())[1]), key=repr),
            "hidden": sorted(self.filtered),
            "links": sorted(self.hyperlinks),
            "visible": self.visible,
        }
