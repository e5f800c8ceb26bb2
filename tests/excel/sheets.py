"""The double's worksheets and ranges, as xlwings asks for them."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.excel.areas import Area
from tests.excel.cells import GENERAL, Cell
from tests.excel.host import Book, ExcelError, asked_by_product
from tests.excel.sheetdata import NoteData, SheetData

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self.book.active)

    def __call__(self, key: int | str) -> Sheet:
        if isinstance(key, int):
            return Sheet(self.book.sheet_data[key - 1])
        for data in self.book.sheet_data:
            if data.title.casefold() == key.casefold():
                return Sheet(data)
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.book.sheet_data)

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(data) for data in self.book.sheet_data])

    def __contains__(self, key: str) -> bool:
        return any(data.title.casefold() == key.casefold() for data in self.book.sheet_data)


class Sheet(base_classes.Sheet):
    def __init__(self, data: SheetData) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sheet) and other.data is self.data

    def __hash__(self) -> int:
        return id(self.data)

    @property
    def name(self) -> str:
        return self.data.title

    @name.setter
    def name(self, value: str) -> None:
        self.data.change(f"renamed to {value}")
        book, old = self.data.book, f"'{self.data.title}'!"
        book.defined = [
            (name.replace(old, f"'{value}'!"), to.replace(old, f"'{value}'!"))
            for name, to in book.defined
        ]
        self.data.title = value

    @property
    def book(self) -> Book:
        return self.data.book

    @property
    def index(self) -> int:
        return self.data.book.sheet_data.index(self.data) + 1

    @property
    def visible(self) -> bool:
        return self.data.visible

    @visible.setter
    def visible(self, value: bool) -> None:
        self.data.visible = value

    def range(self, one: Any, other: Any = None) -> Range:
        if isinstance(one, Range):
            other = other or one
            area = Area(
                min(one.row, other.row),
                min(one.column, other.column),
                max(one.area.bottom, other.area.bottom),
                max(one.area.right, other.area.right),
            )
        elif isinstance(one, tuple) and len(one) == 4:
            area = Area(one[0], one[1], one[0] + one[2] - 1, one[1] + one[3] - 1)
        elif isinstance(one, tuple):
            end = other or one
            area = Area(
                min(one[0], end[0]), min(one[1], end[1]), max(one[0], end[0]), max(one[1], end[1])
            )
        else:
            area = Area.of(one)
        return Range(self.data, area)

    @property
    def cells(self) -> Range:
        return Range(self.data, Area(1, 1, 1_048_576, 16_384))

    @property
    def used_range(self) -> Range:
        self.data.book.app.journal.read(f"used range of {self.name}")
        return Range(self.data, self.data.used)

    @property
    def tables(self) -> Any:
        from tests.excel.objects import Tables

        return Tables(self.data)

    @property
    def notes(self) -> list[Any]:
        return self._notes(threaded=False)

    @property
    def comments(self) -> list[Any]:
        return self._notes(threaded=True)

    def _notes(self, *, threaded: bool) -> list[Any]:
        from tests.excel.objects import Note

        self.data.book.app.journal.read(f"notes of {self.name}")
        return [Note(note) for note in self.data.notes if note.threaded == threaded]

    def activate(self) -> None:
        if not self.data.visible:
            raise ExcelError("Activate method of Worksheet class failed")
        self.data.book.activate()
        self.data.book.active = self.data

    @property
    def api(self) -> Any:
        """What Excel's own object has beyond xlwings, as far as the product asks for it."""
        return SimpleNamespace(Cells=SimpleNamespace(ClearHyperlinks=self._clear_hyperlinks))

    def _clear_hyperlinks(self) -> None:
        self.data.change("links cleared")
        self.data.hyperlinks.clear()

    def delete(self) -> None:
        book = self.data.book
        book.sheet_data.remove(self.data)
        title = self.name if self.name.isidentifier() else f"'{self.name}'"
        book.defined = [(name, to) for name, to in book.defined if f"={title}!" not in to]
        if book.active is self.data:
            book.active = book.sheet_data[-1]

    def copy(self, before: Any, after: Any) -> None:
        """A copy, with names of its own for those of the workbook that point to the sheet."""
        book = self.data.book
        new = self.data.copy_for(book)
        new.title = f"{self.name} (2)"
        for number, table in enumerate(new.tables, 1):
            table.name = f"{table.name}{len(book.sheet_data)}{number}"
        at = book.sheet_data.index((after or before).data) + (after is not None)
        self.data.change("copied")
        book.sheet_data.insert(at, new)
        book.active = new
        start = f"={self.name}!"
        copied = [
            (name, to) for name, to in book.defined if to.startswith(start) and "!" not in name
        ]
        book.defined += [
            (f"'{new.title}'!{name}", to.replace(start, f"='{new.title}'!")) for name, to in copied
        ]


class Range(base_classes.Range):
    def __init__(self, data: SheetData, area: Area) -> None:
        self.data, self.area = data, area
        self.options: dict[str, Any] = {}

    @property
    def _journal(self) -> Any:
        return self.data.book.app.journal

    @property
    def api(self) -> Any:
        self._journal.public_only("Range.api")
        return self

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.data)

    @property
    def row(self) -> int:
        return self.area.top

    @property
    def column(self) -> int:
        return self.area.left

    @property
    def shape(self) -> tuple[int, int]:
        return self.area.bottom - self.area.top + 1, self.area.right - self.area.left + 1

    @property
    def address(self) -> str:
        return self.area.address

    def get_address(self, row: bool, column: bool, external: bool) -> str:  # noqa: FBT001
        return self.area.address

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        self._journal.public_only("Range()")
        if column is None:
            row, column = divmod(row - 1, self.shape[1])
            row, column = row + 1, column + 1
        top, left = self.area.top + row - 1, self.area.left + column - 1
        return Range(self.data, Area(top, left, top, left))

    def _places(self) -> Iterator[tuple[int, int]]:
        for row in range(self.area.top, self.area.bottom + 1):
            for column in range(self.area.left, self.area.right + 1):
                yield row, column

    def _block(self, of: Callable[[Cell], Any]) -> Any:
        columns = range(self.area.left, self.area.right + 1)
        rows = tuple(
            tuple(of(self.data.cell(row, column)) for column in columns)
            for row in range(self.area.top, self.area.bottom + 1)
        )
        return rows[0][0] if len(self) == 1 else rows

    @property
    def raw_value(self) -> Any:
        self._journal.read(f"values of {self.data.title}!{self.address}")
        return self._block(Cell.shown)

    @raw_value.setter
    def raw_value(self, given: Any) -> None:
        self._assign("values", given)

    @property
    def formula(self) -> Any:
        self._journal.read(f"formulas of {self.data.title}!{self.address}")
        return self._block(Cell.formula_text)

    @formula.setter
    def formula(self, given: Any) -> None:
        self._assign("formulas", given)

    formula2 = formula

    def _assign(self, what: str, given: Any) -> None:
        self.data.change(f"{what} of {self.address}", self.area)
        whole = isinstance(given, list | tuple)
        if whole and (len(given), len(given[0])) != self.shape:
            self._journal.refuse(f"{self.address} was given a block of another size")
        for row, column in self._places():
            value = given[row - self.area.top][column - self.area.left] if whole else given
            try:
                self.data.put(row, column, value)
            except (TypeError, ValueError) as error:
                raise ExcelError(str(error)) from error

    def clear_contents(self) -> None:
        self.data.change(f"contents of {self.address} cleared", self.area)
        for row, column in self._places():
            self.data.put(row, column, None)

    def clear_formats(self) -> None:
        self.data.change(f"formats of {self.address} cleared")
        for row, column in self._places():
            self.data.look(row, column, GENERAL)
        for spread in self.data.formats:
            spread.cut(self.area)

    @property
    def has_array(self) -> bool | None:
        self._journal.read(f"arrays of {self.address}")
        found = {self.data.cell(*place).array for place in self._places()}
        return found.pop() if len(found) == 1 else None

    @property
    def merge_cells(self) -> bool | None:
        self._journal.read(f"merged cells of {self.address}")
        over = [area for area in self.data.merged if area.common(self.area)]
        if not over:
            return False
        return True if over[0].common(self.area) == self.area else None

    @property
    def merge_area(self) -> Range:
        self._journal.read(f"merged cells of {self.address}")
        for area in self.data.merged:
            if area.common(self.area):
                return Range(self.data, area)
        return self

    def get_special_cells(self, kind: str, _value: Any) -> list[Range]:
        self._journal.read(f"{kind} cells of {self.address}")
        hidden = self.data.filtered | self.data.hidden_by_hand
        runs: list[Area] = []
        for row in range(self.area.top, self.area.bottom + 1):
            if row in hidden:
                continue
            if runs and runs[-1].bottom == row - 1:
                runs[-1] = runs[-1]._replace(bottom=row)
            else:
                runs.append(Area(row, self.area.left, row, self.area.right))
        return [Range(self.data, area) for area in runs]

    def copy(self, destination: Any = None) -> None:
        app = self.data.book.app
        app.copied, app.cut_copy_mode = (self.data, self.area), "copy"

    def paste(self, paste: str, **_: Any) -> None:
        app = self.data.book.app
        self.data.change(f"{paste} pasted to {self.address}")
        if app.copied is None or app.cut_copy_mode is None:
            raise ExcelError("PasteSpecial method of Range class failed")
        source, area = app.copied
        if paste == "values":
            self._paste_values(source, area)
            return
        spreads = self.data.formats if paste == "formats" else self.data.validations
        for spread in spreads:
            spread.paste(area, self.area)
        if paste == "formats":
            for row, column in self._places():
                cell = source.cell(area.top, area.left + column - self.area.left)
                self.data.look(row, column, cell.look)
        if self.data.book.active is self.data:
            self.data.selected = self.area

    def _paste_values(self, source: SheetData, area: Area) -> None:
        down, right = self.row - area.top, self.column - area.left
        for (row, column), cell in list(source.cells.items()):
            if area.common(Area(row, column, row, column)) and not cell.empty:
                place = row + down, column + right
                frozen = replace(self.data.cell(*place), value=cell.value, formula=None)
                self.data.cells[place] = replace(frozen, array=False)

    def select(self) -> None:
        if (
            self.data.book.app.active_book is not self.data.book
            or self.data.book.active is not self.data
        ):
            raise ExcelError("Select method of Range class failed")
        self.data.selected = self.area

    @property
    def table(self) -> Any:
        from tests.excel.objects import Table

        self._journal.read(f"table at {self.address}")
        corner = Area(self.row, self.column, self.row, self.column)
        return next((Table(t) for t in self.data.tables if t.area.common(corner)), None)

    @property
    def current_region(self) -> Range:
        self._journal.read(f"region of {self.address}")
        area = self.area
        while True:
            around = Area(
                max(area.top - 1, 1), max(area.left - 1, 1), area.bottom + 1, area.right + 1
            )
            filled = [
                place
                for place, cell in self.data.cells.items()
                if not cell.empty and around.common(Area(*place, *place))
            ]
            rows, columns = [p[0] for p in filled], [p[1] for p in filled]
            grown = Area(
                min([area.top, *rows]),
                min([area.left, *columns]),
                max([area.bottom, *rows]),
                max([area.right, *columns]),
            )
            if grown == area:
                return Range(self.data, area)
            area = grown

    @property
    def autofilter(self) -> Any:
        from tests.excel.objects import AutoFilter

        return AutoFilter(self)

    @property
    def conditional_formats(self) -> Any:
        from tests.excel.objects import ConditionalFormats

        return ConditionalFormats(self)

    @property
    def data_validation(self) -> Any:
        from tests.excel.objects import DataValidation

        return DataValidation(self)

    @property
    def note(self) -> Any:
        return self._note(threaded=False)

    @property
    def comment(self) -> Any:
        return self._note(threaded=True)

    def _note(self, *, threaded: bool) -> Any:
        from tests.excel.objects import Note

        if asked_by_product(4):
            self._journal.read(f"note at {self.address}")
        here = [n for n in self.data.notes if (n.row, n.column) == (self.row, self.column)]
        return next((Note(note) for note in here if note.threaded == threaded), None)

    def add_note(self, text: str) -> Any:
        return self._annotate(text, threaded=False)

    def add_comment(self, text: str) -> Any:
        return self._annotate(text, threaded=True)

    def _annotate(self, text: str, *, threaded: bool) -> Any:
        from tests.excel.objects import Note

        self.data.change(f"note on {self.address}")
        if any((n.row, n.column) == (self.row, self.column) for n in self.data.notes):
            raise ExcelError("The cell has a note already.")
        note = NoteData(self.data, self.row, self.column, text, threaded=threaded)
        self.data.notes.append(note)
        return Note(note)


def _refused(name: str) -> property:
    def refuse(self: Range) -> None:
        self._journal.refuse(f"{name} can't be read on every host")

    return property(refuse)


for _name in (
    "number_format",
    "color",
    "column_width",
    "row_height",
    "left",
    "top",
    "width",
    "height",
):
    setattr(Range, _name, _refused(_name))
