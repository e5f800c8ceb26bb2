"""A sheet's values through calamine, made exact where calamine falls short."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from threading import Thread
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.package.cells import serial
from addin.package.parts import CONTENT_TYPES, Parts
from addin.package.sheetxml import SheetXml, with_number
from addin.tracker import limits
from addin.tracker.memory import no_collection
from addin.tracker.references import column_letters
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import python_calamine as calamine

    from addin.tracker.places import Sheet, Table
    from addin.tracker.references import Area

_DAY = dt.timedelta(days=1)
_NEEDED_KINDS = ("sharedStrings", "styles")
_ODD_KINDS = {dt.time, dt.timedelta, int}
_ROWS_AT_ONCE = 1_000
_OWN_TYPES = (str, float, bool, dt.datetime, type(None))


class _Days(dict[dt.date, dt.datetime]):
    """Dates as moments; a column repeats the same few."""

    def __missing__(self, day: dt.date) -> dt.datetime:
        self[day] = moment = dt.datetime.combine(day, dt.time())
        return moment


class _Ahead:
    """A sheet that is parsed while other things are done: calamine lets go of the interpreter."""

    def __init__(self, packed: bytes, title: str) -> None:
        self.title = title
        self._packed = packed
        self._found: calamine.CalamineSheet | Exception = RuntimeError("not parsed yet")
        # A daemon, since whoever gives up should not have to wait for it.
        self._thread = Thread(target=self._parse, daemon=True)
        self._thread.start()

    def _parse(self) -> None:
        from python_calamine import CalamineWorkbook

        try:
            # A workbook of its own: calamine's can't be shared between threads.
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(self._packed))
            self._found = workbook.get_sheet_by_name(self.title)
        except Exception as error:  # noqa: BLE001 - it is raised where the sheet is asked for
            self._found = error

    def sheet(self) -> calamine.CalamineSheet:
        """The sheet, once it is parsed."""
        self._thread.join()
        if isinstance(self._found, Exception):
            raise self._found
        return self._found


class Reader:
    """The sheets of a workbook through calamine, as they would be saved now."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._packed: bytes | None = None
        self._unchanged: calamine.CalamineWorkbook | None = None
        self._ahead: _Ahead | None = None

    def read_ahead(self, sheets: Iterable[Sheet]) -> None:
        """Begin to parse the largest of some sheets, where that takes as long as to be felt."""
        by_size = {self.parts.archive.size(sheet.part): sheet for sheet in sheets}
        size = max(by_size, default=0)
        if size > limits.LARGE_PART_BYTES and not self.parts.changed:
            height, width = self.parts.corner(by_size[size].part)
            if height * width <= limits.MAX_GRID_CELLS:
                self._ahead = _Ahead(self._bytes(), by_size[size].title)

    def rows(self, sheet: Sheet) -> list[list[Any]]:
        """The cells of a sheet, row by row from A1; blanks are empty texts.

        Raises:
            WorkbookError: the sheet is too large or can't be read.
        """
        from python_calamine import CalamineError

        height, width = self.parts.corner(sheet.part)
        if height * width > limits.MAX_GRID_CELLS:
            msg = (
                f"Sheet {sheet.title} has a cell as far away as {column_letters(width)}{height}, "
                "more than can be read. Delete what stands there: Ctrl+End in Excel shows the "
                "corner."
            )
            raise WorkbookError(msg)
        try:
            with no_collection():
                found = self._parsed(sheet)
                rows: list[list[Any]] = found.to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError) as error:
            msg = (
                f"Sheet {sheet.title} can't be read ({error}); open the workbook in Excel and "
                "save it."
            )
            raise WorkbookError(msg) from error
        return rows

    def _parsed(self, sheet: Sheet) -> calamine.CalamineSheet:
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.title == sheet.title and not self.parts.changed:
            self.parts.archive.check_unchanged()
            return ahead.sheet()
        self._ahead = ahead
        return self._workbook(sheet).get_sheet_by_name(sheet.title)

    def _bytes(self) -> bytes:
        # Once for all sheets, since they share their texts; from memory, since a file that is held
        # open can't be replaced on Windows.
        if self._packed is None:
            self._packed = self.parts.path.read_bytes()
        return self._packed

    def _workbook(self, sheet: Sheet) -> calamine.CalamineWorkbook:
        from python_calamine import CalamineWorkbook

        if self.parts.changed:
            self._unchanged = None
            return CalamineWorkbook.from_filelike(io.BytesIO(_excerpt(self.parts, sheet)))
        self.parts.archive.check_unchanged()
        if self._unchanged is None:
            self._unchanged = CalamineWorkbook.from_filelike(io.BytesIO(self._bytes()))
        return self._unchanged


class Grid:
    """The cells of one sheet, row by row from A1; blanks are empty texts as calamine gives them."""

    def __init__(self, reader: Reader, sheet: Sheet) -> None:
        parts = reader.parts
        self._parts, self._sheet = parts, sheet
        self.rows = reader.rows(sheet)
        self._content = b""
        self._days = _Days()
        if parts.has_errors(sheet.part):
            # calamine gives an error such as #N/A as a blank, and cleaning has to report it.
            content = parts.read(sheet.part)
            for row, column, text in SheetXml(content, sheet.title).errors():
                if row <= len(self.rows) and column <= len(self.rows[row - 1]):
                    self.rows[row - 1][column - 1] = text

    @property
    def is_uncalculated(self) -> bool:
        """Whether a formula on the sheet has no value, so that its cell came as a blank."""
        return self._parts.is_uncalculated(self._sheet.part)

    def value(self, row: int, column: int) -> Any:
        """One cell as `read_table` gives it."""
        if row > len(self.rows) or column > len(self.rows[row - 1]):
            return None
        return self._settled(self.rows[row - 1][column - 1], row, column)

    def values(self, area: Area, *, date1904: bool) -> list[list[Any]]:
        """A block of cells as a chart caches it, dates as serial numbers."""
        found = [
            [self.value(row, column) for column in range(area.left, area.right + 1)]
            for row in range(area.top, area.bottom + 1)
        ]
        return [
            [
                serial(cell, date1904=date1904) if isinstance(cell, dt.datetime) else cell
                for cell in row
            ]
            for row in found
        ]

    def frame(self, table: Table) -> pd.DataFrame:
        """The body of a table: object columns by header, the sheet's row numbers as index."""
        count = len(self.rows[table.first - 1 : table.last])
        columns = [np.full(count, None, dtype=object) for _ in table.headers]
        blank_rows = np.ones(count, dtype=bool)
        for first, block in self.blocks(table):
            for place, (values, cells) in enumerate(zip(columns, block, strict=True)):
                here = slice(first - table.first, first - table.first + len(cells))
                found = self.settled(cells, table.left + place, first)
                values[here] = np.fromiter(found, dtype=object, count=len(cells))
                if blank_rows[here].any():
                    blank_rows[here] &= [cell is None for cell in found]
        named = zip(table.headers, columns, strict=True)
        frame = pd.DataFrame(
            {header: values for header, values in named if header is not None},
            index=np.arange(table.first, table.first + count),
            dtype=object,
            copy=False,
        )
        return frame[~blank_rows] if blank_rows.any() else frame

    def blocks(self, table: Table) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
        """The first row of each block of the body, and its cells by column as calamine has them.

        calamine makes cells row by row: a few rows at a time are all in the processor's cache.
        """
        rows = self.rows[table.first - 1 : table.last]
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            block = list(zip(*some, strict=True))[table.left - 1 :][: len(table.headers)]
            missing = len(table.headers) - len(block)
            yield table.first + start, block + [("",) * len(some)] * missing

    def settled(self, cells: Sequence[Any], column: int, first: int) -> Sequence[Any]:
        """Cells of one column as `read_table` gives them, by the kinds that stand in it."""
        kinds = set(map(type, cells))
        if kinds & _ODD_KINDS:
            return [self._settled(cell, row, column) for row, cell in enumerate(cells, first)]
        if dt.date in kinds:
            days = self._days
            cells = [days[cell] if type(cell) is dt.date else cell for cell in cells]
        if str in kinds and "" in cells:
            return [None if type(cell) is str and not cell else cell for cell in cells]
        return cells

    def _settled(self, cell: Any, row: int, column: int) -> Any:
        if isinstance(cell, str):
            return cell or None
        if isinstance(cell, _OWN_TYPES):
            return cell
        if isinstance(cell, dt.date):
            return dt.datetime.combine(cell, dt.time())
        if isinstance(cell, dt.timedelta):
            return cell / _DAY
        if isinstance(cell, dt.time):
            return self._time_of_day(cell, row, column)
        return float(cell)

    def _time_of_day(self, cell: dt.time, row: int, column: int) -> float:
        # A negative number under a date format comes as midnight; the sheet knows better.
        if cell == dt.time():
            raw = self._raw(row, column)
            number = with_number(raw) if raw else None
            if number is not None:
                return number
        return (
            dt.timedelta(
                hours=cell.hour,
                minutes=cell.minute,
                seconds=cell.second,
                microseconds=cell.microsecond,
            )
            / _DAY
        )

    def _raw(self, row: int, column: int) -> bytes | None:
        if not self._content:
            self._content = self._parts.read(self._sheet.part)
        return SheetXml(self._content, self._sheet.title).cell(row, column)


def _excerpt(parts: Parts, sheet: Sheet) -> bytes:
    """A workbook file of what it takes to read one sheet as it would be saved now."""
    needed: Iterable[str] = [
        CONTENT_TYPES,
        "_rels/.rels",
        parts.workbook,
        parts.relationships_part(parts.workbook),
        sheet.part,
        *(
            link.target
            for link in parts.relationships(parts.workbook)
            if link.kind in _NEEDED_KINDS
        ),
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as zipped:
        for name in needed:
            if parts.has(name):
                zipped.writestr(name, parts.read(name))
    return packed.getvalue()
