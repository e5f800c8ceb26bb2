"""What lies on the double's cells: tables, filters, notes, conditional formats, validations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.excel.areas import Area, Spread
from tests.excel.host import ExcelError, asked_by_product
from tests.excel.sheets import Range, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.excel.sheetdata import NoteData, SheetData, TableData


class Tables(base_classes.Collection):
    def __init__(self, data: SheetData) -> None:
        self.data = data

    def __call__(self, key: int | str) -> Table:
        if isinstance(key, int):
            return Table(self.data.tables[key - 1])
        return next(Table(table) for table in self.data.tables if table.name == key)

    def __len__(self) -> int:
        return len(self.data.tables)

    def __iter__(self) -> Iterator[Table]:
        return iter([Table(table) for table in self.data.tables])


class Table(base_classes.Table):
    def __init__(self, data: TableData) -> None:
        self.data = data

    @property
    def name(self) -> str:
        return self.data.name

    display_name = name

    @property
    def parent(self) -> Sheet:
        return Sheet(self.data.sheet)

    @property
    def range(self) -> Range:
        if asked_by_product():
            self.data.sheet.book.app.journal.read(f"range of table {self.name}")
        return Range(self.data.sheet, self.data.area)

    @property
    def data_body_range(self) -> Range | None:
        self.data.sheet.book.app.journal.read(f"body of table {self.name}")
        return None if self.data.without_rows else Range(self.data.sheet, self.data.body)

    @property
    def show_headers(self) -> bool:
        return self.data.headers_shown

    @property
    def show_totals(self) -> bool:
        return self.data.totals

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(Range(self.data.sheet, self.data.area), self.data)

    def resize(self, found: Any) -> None:
        self.data.sheet.change(f"table {self.name} resized")
        self.data.resize(found.impl.area)


class AutoFilter(base_classes.AutoFilter):
    """The filter of a table; over a plain range there is none."""

    def __init__(self, range_: Range, table: TableData | None = None) -> None:
        self._range, self._table = range_, table

    @property
    def criteria(self) -> list[dict[str, Any]]:
        self._range.data.book.app.journal.read("filter")
        found = self._table.filters if self._table else {}
        return [
            found.get(field, base_classes.empty_autofilter_criteria(field))
            for field in range(1, self._range.shape[1] + 1)
        ]

    def clear(self, field: int | None) -> None:
        self._change("filter cleared")
        if self._table:
            self._table.filters.pop(field or 0, None)
            self._table.hide()

    def apply_values(self, field: int, values: list[str]) -> None:
        self._apply(field, "values", values=["" if value == "=" else value for value in values])

    def apply_comparison(self, field: int, operator: str, one: Any, two: Any) -> None:
        self._apply(field, "comparison", operator=operator, value1=one, value2=two)

    def apply_top_items(self, field: int, count: int) -> None:
        self._apply(field, "top_items", count=count)

    def _apply(self, field: int, kind: str, **what: Any) -> None:
        self._change(f"filter of {kind}")
        if self._table is None:
            raise ExcelError("AutoFilter method of Range class failed")
        entry = base_classes.empty_autofilter_criteria(field, kind) | what
        self._table.filters[field] = entry
        self._table.hide()

    def _change(self, what: str) -> None:
        self._range.data.change(what)


class Note(base_classes.Note):
    def __init__(self, data: NoteData) -> None:
        self.data = data

    @property
    def text(self) -> str:
        return self.data.text

    @property
    def author(self) -> str:
        return self.data.author

    @property
    def location(self) -> Range:
        place = (self.data.row, self.data.column)
        return Range(self.data.sheet, Area(*place, *place))

    @property
    def replies(self) -> list[Any]:
        return [Reply(text) for text in self.data.replies]

    def add_reply(self, text: str) -> None:
        self.data.sheet.change("reply")
        self.data.replies.append(text)

    def delete(self) -> None:
        self.data.sheet.change("note deleted")
        self.data.sheet.notes.remove(self.data)


class Reply(base_classes.CommentReply):
    def __init__(self, text: str) -> None:
        self._text = text

    @property
    def text(self) -> str:
        return self._text


class ConditionalFormat(base_classes.ConditionalFormat):
    def __init__(self, data: SheetData, spread: Spread) -> None:
        self.data, self.spread = data, spread

    def _of(self, name: str) -> Any:
        return self.spread.what.get(name)

    type = property(lambda self: self._of("type"))
    operator = property(lambda self: self._of("operator"))
    formula = property(lambda self: self._of("formula"))
    formula1 = property(lambda self: self._of("formula1"))
    fill_color = property(lambda self: self._of("fill_color"))
    font_color = property(lambda self: self._of("font_color"))
    bar_color = property(lambda self: self._of("bar_color"))

    def delete(self) -> None:
        self.data.change("conditional format deleted")
        self.data.formats.remove(self.spread)


class ConditionalFormats(base_classes.ConditionalFormats):
    def __init__(self, range_: Range) -> None:
        self._range = range_

    def _found(self) -> list[Spread]:
        self._range.data.book.app.journal.read("conditional formats")
        area = self._range.area
        return [
            spread
            for spread in self._range.data.formats
            if any(own.common(area) for own in spread.areas)
        ]

    def __len__(self) -> int:
        return len(self._found())

    def __call__(self, key: int) -> ConditionalFormat:
        return ConditionalFormat(self._range.data, self._found()[key - 1])

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return iter([ConditionalFormat(self._range.data, spread) for spread in self._found()])

    def _add(self, kind: str, spec: dict[str, Any]) -> ConditionalFormat:
        self._range.data.change(f"conditional format on {self._range.address}")
        if len(str(spec.get("formula") or "")) > 255:
            raise ExcelError("The formula of a conditional format is too long.")
        spread = Spread({"type": kind, **spec}, [self._range.area])
        self._range.data.formats.insert(0, spread)
        return ConditionalFormat(self._range.data, spread)

    def add_cell_value(self, spec: dict[str, Any]) -> ConditionalFormat:
        return self._add("cell_value", spec)

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        return self._add("custom", spec)

    def add_data_bar(self, spec: dict[str, Any]) -> ConditionalFormat:
        return self._add("data_bar", spec)


class DataValidation(base_classes.DataValidation):
    def __init__(self, range_: Range) -> None:
        self._range = range_

    def delete(self) -> None:
        self._range.data.change("validation deleted")
        for spread in self._range.data.validations:
            spread.cut(self._range.area)
