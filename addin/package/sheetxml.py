"""A worksheet part as bytes: head, rows and tail, cut without parsing what stays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from addin.package.cells import BLANK
from addin.package.markup import attribute
from addin.tracker.references import cell_address, cell_name, column_letters
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.package.zipwriting import Chunks

_OPEN = re.compile(rb"<sheetData(?:\s[^>]*)?(/?)>")
_CLOSE = b"</sheetData>"
_ROW_NUMBER = re.compile(rb"<row(?=[\s>/])[^>]*?\sr=\"(\d+)\"")
_ROW_TAG = re.compile(rb"<row(?=[\s>/])[^>]*>")
_CELL = re.compile(rb"<c(?:\s[^>]*?)?(?:/>|>.*?</c>)", re.DOTALL)
_CELL_TAG = re.compile(rb"<c(\s[^>]*?)?(/?)>")
_CELL_R = re.compile(rb"\sr=\"([A-Z]{1,3}[0-9]{1,7})\"")
_CONTENT = re.compile(rb"<(?:v|f|is)(?=[\s>/])")
_FORMULA = re.compile(rb"<f(?:\s[^>]*?)?(?:/>|>(.*?)</f>)", re.DOTALL)
_ERROR_TAG = re.compile(rb"<c\s[^>]*?\bt=\"e\"[^>]*>")
_SPANS = re.compile(rb"\sspans=\"[^\"]*\"")
_CELL_LETTERS = re.compile(rb'<c r="([A-Z]+)')
_SPECIAL_MARKS = (b't="shared"', b't="array"', b't="dataTable"', b" cm=", b"='")
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>(.*?)</v>", re.DOTALL)


@dataclass(frozen=True)
class Row:
    """One row as it stands in the sheet: its number, its start tag and its cells, raw."""

    number: int
    tag: bytes
    cells: bytes

    @property
    def height(self) -> str | None:
        """The height that the user gave the row, in points."""
        custom = attribute(self.tag, "customHeight") in ("1", "true")
        return attribute(self.tag, "ht") if custom else None


class SheetXml:
    """The bytes of a worksheet, found their way in by row number.

    Raises:
        WorkbookError: written by a program whose ways differ from Excel's (prefixes, no
            addresses), which Excel itself would normalise.
    """

    def __init__(self, content: bytes, title: str) -> None:
        self.title = title
        opened = _OPEN.search(content)
        if not opened:
            raise self.foreign("its rows are not where Excel writes them")
        self._content = content
        if opened.group(1):
            self._start = self._end = opened.end()
            self.tail = content[opened.end() :]
            self.head = content[: opened.start()] + opened.group(0)[:-2].rstrip() + b">"
        else:
            self._start = opened.end()
            self._end = content.rfind(_CLOSE)
            if self._end < 0:
                raise self.foreign("its rows have no end")
            self.head = content[: opened.end()]
            self.tail = content[self._end + len(_CLOSE) :]
        if content.find(b"<!", self._start, self._end) >= 0:
            raise self.foreign("there are comments or raw text among its rows")

    def foreign(self, reason: str) -> WorkbookError:
        """The refusal of a sheet that another program wrote in its own way."""
        return WorkbookError(
            f"Sheet {self.title} was not saved by Excel ({reason}); open the workbook in Excel, "
            "save it, and try again."
        )

    def offset(self, row: int) -> int:
        """Where the first row numbered `row` or higher begins, found by halving."""
        low, high = self._start, self._end
        while low < high:
            middle = (low + high) // 2
            at = self._content.find(b"<row", middle, min(high + 3, self._end))
            if at >= 0 and self._number_at(at) < row:
                low = at + 4
            else:
                high = middle
        at = self._content.find(b"<row", low, self._end)
        return at if at >= 0 else self._end

    def _number_at(self, at: int) -> int:
        found = _ROW_NUMBER.match(self._content, at, min(at + 2000, self._end))
        if not found:
            raise self.foreign("its rows carry no numbers")
        return int(found.group(1))

    def between(self, first: int, last: int) -> bytes:
        """The raw bytes of rows `first` to `last`."""
        return self._content[self.offset(first) : self.offset(last + 1)]

    def rows(self, first: int, last: int) -> Iterator[Row]:
        """Rows `first` to `last`, as far as they exist."""
        block = self.between(first, last)
        previous = first - 1
        for piece in block.split(b"</row>"):
            rest = piece
            while tag := _ROW_TAG.match(rest.lstrip()):
                rest = rest.lstrip()
                number = _ROW_NUMBER.match(tag.group(0))
                if not number or int(number.group(1)) <= previous:
                    raise self.foreign("its rows are not numbered in order")
                previous = int(number.group(1))
                if not tag.group(0).endswith(b"/>"):
                    yield Row(previous, tag.group(0), self._addressed(rest[tag.end() :]))
                    break
                yield Row(previous, tag.group(0), b"")
                rest = rest[tag.end() :]

    def is_plain(self, first: int, last: int, letters: set[str]) -> bool:
        """Whether these rows hold only cells of these columns, and no formula but plain ones."""
        block = self.between(first, last)
        known = {name.encode() for name in letters}
        return (
            block.count(b'<c r="') == _count_cells(block)
            and not any(mark in block for mark in _SPECIAL_MARKS)
            and set(_CELL_LETTERS.findall(block)) <= known
        )

    def with_rows(self, first: int, last: int, rows: Chunks) -> Chunks:
        """The whole sheet with rows `first` to `last` replaced."""
        view = memoryview(self._content)
        start, end = self.offset(first), self.offset(last + 1)
        return [
            self.head,
            view[self._start : start],
            *rows,
            view[end : self._end],
            _CLOSE,
            self.tail,
        ]

    def with_cell(self, row: int, column: int, inside: str) -> Chunks:
        """The whole sheet with one cell filled; its look stays.

        `inside` is what follows the cell's address and style.
        """
        found = next(self.rows(row, row), None)
        present = cells(found.cells) if found else []
        old = next((cell for cell in present if position(cell)[1] == column), None)
        look = style(old) if old else self.column_style(column)
        before = [cell for cell in present if position(cell)[1] < column]
        behind = [cell for cell in present if position(cell)[1] > column]
        if old is not None:
            shared = formula_of(old)
            if is_unmovable(old) or (shared and shared.kind == "shared" and shared.text):
                name = cell_name(row, column)
                msg = f"{self.title} {name} shares its formula with other cells; clear it there."
                raise WorkbookError(msg)
        elif inside == BLANK:
            return [self._content]
        address_and_look = f'<c r="{cell_name(row, column)}"' + (f' s="{look}"' if look else "")
        cell = (address_and_look + inside).encode()
        tag = found.tag if found else f'<row r="{row}">'.encode()
        # Spans are a hint to Excel that a new cell may make wrong.
        tag = _SPANS.sub(b"", tag).removesuffix(b"/>").removesuffix(b">") + b">"
        return self.with_rows(row, row, [b"".join([tag, *before, cell, *behind, b"</row>"])])

    def after(self, last: int) -> memoryview:
        """The raw rows behind row `last`."""
        return memoryview(self._content)[self.offset(last + 1) : self._end]

    def find_shared_formula(self, index: str) -> tuple[str, int, int] | None:
        """Text, row and column of the formula that others share by this index."""
        wanted = f'si="{index}"'.encode()
        at = self._content.find(wanted, self._start, self._end)
        while at >= 0:
            begin = self._content.rfind(b"<c ", self._start, at)
            cell = _CELL.match(self._content, begin, self._end)
            if cell and (formula := formula_of(cell.group(0))) and formula.text:
                return formula.text, *cell_address(address(cell.group(0)))
            at = self._content.find(wanted, at + 1, self._end)
        return None

    def errors(self) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of the cells that hold an error such as #N/A."""
        at = self._content.find(b't="e"', self._start, self._end)
        while at >= 0:
            begin = self._content.rfind(b"<c ", self._start, at)
            tag = _ERROR_TAG.match(self._content, begin, self._end) if begin >= 0 else None
            if tag and tag.end() > at:
                cell = _CELL.match(self._content, begin, self._end)
                value = _VALUE.search(cell.group(0)) if cell else None
                named = _CELL_R.search(tag.group(0))
                if not named:
                    raise self.foreign("its cells carry no addresses")
                text = value.group(1).decode() if value else "#VALUE!"
                yield *cell_address(named.group(1).decode()), unescape(text)
            at = self._content.find(b't="e"', at + 1, self._end)

    def cell(self, row: int, column: int) -> bytes | None:
        """One cell, raw; None if the sheet does not hold it."""
        name = cell_name(row, column).encode()
        for found in self.rows(row, row):
            for cell in cells(found.cells):
                if _CELL_R.search(_tag(cell)).group(1) == name:  # type: ignore[union-attr]
                    return cell
        return None

    def column_style(self, column: int) -> str | None:
        """The style id that the sheet gives to blank cells of a column."""
        for tag in re.findall(rb"<col\s[^>]*>", self.head):
            low, high = attribute(tag, "min"), attribute(tag, "max")
            if low and high and int(low) <= column <= int(high):
                return attribute(tag, "style")
        return None

    def _addressed(self, row_cells: bytes) -> bytes:
        """The cells of a row, each with its address as first attribute, as Excel writes it."""
        if row_cells.count(b'<c r="') == _count_cells(row_cells):
            return row_cells

        def ordered(found: re.Match[bytes]) -> bytes:
            name = _CELL_R.search(found.group(0))
            if not name:
                raise self.foreign("its cells carry no addresses")
            rest = (found.group(1) or b"").replace(name.group(0), b"", 1)
            return b'<c r="' + name.group(1) + b'"' + rest + found.group(2) + b">"

        return _CELL_TAG.sub(ordered, row_cells)


@dataclass(frozen=True)
class Formula:
    """A cell's formula: its text (empty where it is shared from another cell) and its kind."""

    text: str
    kind: str | None
    shared: str | None


def _count_cells(block: bytes) -> int:
    return block.count(b"<c ") + block.count(b"<c>") + block.count(b"<c/>")


def cells(row_cells: bytes) -> list[bytes]:
    """The cells of a row, raw."""
    return _CELL.findall(row_cells)


def cell_at(row_cells: bytes, name: str) -> bytes | None:
    """The cell of this address in a row, raw."""
    begin = row_cells.find(b'<c r="' + name.encode() + b'"')
    if begin < 0:
        return None
    end = row_cells.find(b">", begin)
    if row_cells[end - 1] == ord("/"):
        return row_cells[begin : end + 1]
    return row_cells[begin : row_cells.find(b"</c>", end) + 4]


def beside(row_cells: bytes, left: int, right: int) -> tuple[list[bytes], list[bytes]]:
    """The cells of a row before column `left` and behind column `right`, raw."""
    begin = row_cells.find(b'<c r="')
    if begin < 0:
        return [], []
    last = row_cells.rfind(b'<c r="')
    if _column_at(row_cells, begin) >= left and _column_at(row_cells, last) <= right:
        return [], []
    found = [(cell_address(address(cell))[1], cell) for cell in cells(row_cells)]
    before = [cell for column, cell in found if column < left]
    return before, [cell for column, cell in found if column > right]


def address(cell: bytes) -> str:
    """The address in a raw cell whose address comes first."""
    return cell[6 : cell.index(b'"', 6)].decode()


def position(cell: bytes) -> tuple[int, int]:
    """Row and column of a raw cell."""
    return cell_address(address(cell))


def moved(cell: bytes, row: int) -> bytes:
    """A raw cell readdressed to another row."""
    end = cell.index(b'"', 6)
    letters = cell[6:end].rstrip(b"0123456789")
    return b'<c r="' + letters + str(row).encode() + cell[end:]


def style(cell: bytes) -> str | None:
    """The style id of a raw cell."""
    return attribute(_tag(cell), "s")


def has_content(cell: bytes) -> bool:
    """Whether a raw cell holds a value or formula, not just a look."""
    return bool(_CONTENT.search(cell, len(_tag(cell))))


def is_unmovable(cell: bytes) -> bool:
    """Whether a cell is part of an array formula, a spilling formula or a data table."""
    if attribute(_tag(cell), "cm") is not None:
        return True
    formula = formula_of(cell)
    return formula is not None and formula.kind in ("array", "dataTable")


def formula_of(cell: bytes) -> Formula | None:
    """The formula of a raw cell, if it has one."""
    found = _FORMULA.search(cell)
    if not found:
        return None
    tag = found.group(0)[: found.group(0).index(b">") + 1]
    text = unescape((found.group(1) or b"").decode())
    return Formula(text, attribute(tag, "t"), attribute(tag, "si"))


def with_number(value: bytes) -> float | None:
    """The number in a raw cell, whatever its format; None if it holds none."""
    found = _VALUE.search(value)
    try:
        return float(found.group(1)) if found else None
    except ValueError:
        return None


def _tag(cell: bytes) -> bytes:
    return cell[: cell.index(b">") + 1]


def _column_at(row_cells: bytes, begin: int) -> int:
    name = row_cells[begin + 6 : begin + 16].partition(b'"')[0].decode()
    return cell_address(name)[1]


def blank_cell(row: int, column: int, style_id: str | None) -> str:
    """An empty cell with a look."""
    look = f' s="{style_id}"' if style_id else ""
    return f'<c r="{column_letters(column)}{row}"{look}/>'
