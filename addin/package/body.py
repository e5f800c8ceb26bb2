"""The rows of a table written anew: the frame's columns, and the user's own that follow them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any

from addin.package import sheetxml
from addin.package.cells import BLANK, TextTooLongError, as_read, column_fragments
from addin.package.owncolumns import OwnColumn
from addin.tracker import limits
from addin.tracker.matching import rows_by_key, rows_by_place
from addin.tracker.references import Area, Growth, cell_name, column_letters
from addin.tracker.values import plain_text
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    import pandas as pd

    from addin.package.sheetxml import SheetXml
    from addin.package.zipwriting import Chunks
    from addin.tracker.places import Table

# Rows are put together in blocks, so that a long table never stands in memory as loose strings.
_BLOCK = 20_000

ValueAt = Callable[[int, int], Any]


@dataclass
class OldRows:
    """What the rows to be replaced hold that must be kept or checked."""

    own: dict[int, dict[int, bytes]] = field(default_factory=dict)
    beside: dict[int, tuple[str, str]] = field(default_factory=dict)
    sharers: dict[str, tuple[str, int, int]] = field(default_factory=dict)


class Body:
    """The new body of one table, checked against what the sheet holds.

    Raises:
        WorkbookError: the sheet holds something there that can't follow; nothing was changed.
    """

    def __init__(  # noqa: PLR0913 - one call, each a fact of its own
        self,
        sheet: SheetXml,
        table: Table,
        frame: pd.DataFrame,
        *,
        key: str | None,
        keep_rows: int,
        value_at: ValueAt,
        follow: bool,
        date1904: bool,
    ) -> None:
        self.sheet, self.table, self.frame = sheet, table, frame
        self._date1904 = date1904
        self._value_at = value_at
        _check_request(table, frame, key, keep_rows)
        self.first = table.first + keep_rows
        self.old_last = table.last
        count = len(frame)
        self.new_last = max(table.first, self.first + count - 1)
        if self.new_last > limits.MAX_ROWS:
            msg = (
                f"{table.name} would end in row {self.new_last:,}, and Excel has "
                f"{limits.MAX_ROWS:,} rows; move old rows to another workbook first."
            )
            raise WorkbookError(msg)
        # Rows that come again one for one in their places need not be free on either side.
        self._in_place = key is None and self.new_last == self.old_last
        self._look = self._first_row_look()
        self._own_columns = [
            number
            for number, header in enumerate(table.headers, table.left)
            if header is None or header not in frame.columns
        ]
        self._old = self._read_old_rows()
        # Reading the sheet for its keys is only worth it if something follows them.
        wanted = follow or bool(self._own_columns)
        self.source = self._sources(key, count) if wanted else [None] * count
        self._own = {number: self._own_column(number) for number in self._own_columns}

    @property
    def growth(self) -> Growth:
        """How the body's last row changes."""
        table = self.table
        return Growth(
            sheet=table.sheet.title,
            header=table.header,
            first=table.first,
            old_last=self.old_last,
            new_last=self.new_last,
            left=table.left,
            right=table.right,
        )

    @property
    def replaced(self) -> Area:
        """The cells of the rows that go."""
        return Area(self.first, self.table.left, self.old_last, self.table.right)

    @property
    def affected(self) -> Area:
        """All cells that change, those of the rows that come included."""
        last = max(self.old_last, self.new_last)
        return Area(self.first, self.table.left, last, self.table.right)

    @property
    def moves(self) -> dict[int, int]:
        """The new row of each old one that is still there."""
        return {old: new for new, old in enumerate(self.source, self.first) if old is not None}

    def column_values(self, place: int) -> list[Any] | None:
        """The new values under the header in this place, as a filter sees them.

        None for a formula, whose values only Excel knows.
        """
        if place >= len(self.table.headers):
            return None
        number = self.table.left + place
        if number in self._own:
            if self._own[number].formula or self._own[number].has_formulas:
                return None
            values = [None if row is None else self._value_at(row, number) for row in self.source]
        else:
            values = self.frame[self.table.headers[place]].tolist()
        return [as_read(value, date1904=self._date1904) for value in values]

    def chunks(self, shown: list[bool] | None) -> Chunks:
        """The raw rows from the first replaced one to the last that changes."""
        written: Chunks = []
        if len(self.frame):
            for start in range(0, len(self.frame), _BLOCK):
                stop = min(start + _BLOCK, len(self.frame))
                written.append(_encoded("".join(self._lines(start, stop, shown))))
        elif self.first == self.table.first:
            written.append(_encoded(self._blank_row()))
        emptied = range(max(self.new_last, self.first - 1) + 1, self.old_last + 1)
        for row in emptied:
            if row in self._old.beside:
                written.append(_encoded(f'<row r="{row}">{"".join(self._old.beside[row])}</row>'))
        return written

    def _lines(self, start: int, stop: int, shown: list[bool] | None) -> Iterator[str]:
        rows = range(self.first + start, self.first + stop)
        numbers = [str(row) for row in rows]
        columns = [
            self._own[number].cells(rows, self.source[start:stop])
            if number in self._own
            else self._frame_cells(place, number, start, stop, numbers)
            for place, number in enumerate(range(self.table.left, self.table.right + 1))
        ]
        opened = [f'<row r="{number}"{self._height}>' for number in numbers]
        if shown is not None:
            opened = [
                tag if visible else tag[:-1] + ' hidden="1">'
                for tag, visible in zip(opened, shown[start:stop], strict=True)
            ]
        if any(row in self._old.beside for row in rows):
            sides = [self._old.beside.get(row, ("", "")) for row in rows]
            columns = [[left for left, _ in sides], *columns, [right for _, right in sides]]
        return map("".join, zip(opened, *columns, repeat("</row>")))

    def _frame_cells(
        self, place: int, number: int, start: int, stop: int, numbers: list[str]
    ) -> list[str]:
        header = self.table.headers[place]
        values = self.frame[header].iloc[start:stop]
        try:
            fragments = column_fragments(values, date1904=self._date1904)
        except TextTooLongError as error:
            row = self.first + start + error.position
            msg = (
                f"{self.table.name} row {row}, column {header}: the text has {error.length:,} "
                f"characters and a cell holds {limits.MAX_TEXT:,}; shorten it."
            )
            raise WorkbookError(msg) from error
        look = self._look.get(number)
        before = f'<c r="{column_letters(number)}'
        if look is None:
            return [
                "" if text == BLANK else f'{before}{row}"{text}'
                for row, text in zip(numbers, fragments, strict=True)
            ]
        after = f'" s="{look}"'
        return [f"{before}{row}{after}{text}" for row, text in zip(numbers, fragments, strict=True)]

    def _blank_row(self) -> str:
        row = self.first
        left, right = self._old.beside.get(row, ("", ""))
        cells = [
            self._own[number].last_trace(row)
            if number in self._own
            else sheetxml.blank_cell(row, number, self._look.get(number))
            for number in range(self.table.left, self.table.right + 1)
        ]
        return f'<row r="{row}"{self._height}>{left}{"".join(cells)}{right}</row>'

    def _first_row_look(self) -> dict[int, str | None]:
        """Style ids of the first body row by column; its height too, if the user set one."""
        self._height = ""
        look = {
            number: self.sheet.column_style(number)
            for number in range(self.table.left, self.table.right + 1)
        }
        for row in self.sheet.rows(self.table.first, self.table.first):
            if row.height:
                self._height = f' ht="{row.height}" customHeight="1"'
            for cell in sheetxml.cells(row.cells):
                look[sheetxml.position(cell)[1]] = sheetxml.style(cell)
        return look

    def _read_old_rows(self) -> OldRows:
        old = OldRows()
        table = self.table
        last = max(self.old_last, self.new_last)
        inside = {column_letters(number) for number in range(table.left, table.right + 1)}
        plain = self.sheet.is_plain(self.first, self.old_last, inside)
        # The usual case: nothing but cells of ours, which need no look before they go.
        start = self.old_last + 1 if plain and not self._own_columns else self.first
        for row in self.sheet.rows(start, last):
            if not plain or row.number > self.old_last:
                self._check_row(row, old)
            if row.number <= self.old_last:
                old.own[row.number] = {
                    number: cell
                    for number in self._own_columns
                    if (cell := sheetxml.cell_at(row.cells, cell_name(row.number, number)))
                }
        behind = bytes(self.sheet.after(last)) if old.sharers else b""
        for index, (_, line, column) in old.sharers.items():
            if f'si="{index}"'.encode() in behind:
                raise self._refusal(
                    line, column, "shares its formula with cells below the table", "retype those"
                )
        return old

    def _check_row(self, row: sheetxml.Row, old: OldRows) -> None:
        table = self.table
        left, right = sheetxml.beside(row.cells, table.left, table.right)
        if left or right:
            old.beside[row.number] = _decoded(left), _decoded(right)
        below = row.number > self.old_last
        present = sheetxml.cells(row.cells)
        at_risk = present if below else [] if self._in_place else [*left, *right]
        for cell in at_risk:
            if sheetxml.has_content(cell):
                where = f"stands {'below' if below else 'beside'} the table {table.name}"
                raise self._refusal(*sheetxml.position(cell), where, "move it elsewhere")
        for cell in present:
            if sheetxml.is_unmovable(cell):
                raise self._refusal(
                    *sheetxml.position(cell),
                    "is part of an array formula, which can't follow its row",
                    "use a plain formula",
                )
            formula = sheetxml.formula_of(cell)
            if formula and formula.kind == "shared" and formula.shared and formula.text:
                old.sharers[formula.shared] = (formula.text, *sheetxml.position(cell))

    def _refusal(self, row: int, column: int, problem: str, mend: str) -> WorkbookError:
        place = f"{self.table.sheet.title} {cell_name(row, column)}"
        return WorkbookError(f"{place} {problem}; {mend} and try again.")

    def _sources(self, key: str | None, count: int) -> list[int | None]:
        old_rows = range(self.first, self.old_last + 1)
        if key is None:
            return rows_by_place(old_rows, count)
        column = self.table.column(key)
        if column is None:
            raise KeyError(key)
        keys = {row: plain_text(self._value_at(row, column)) for row in old_rows}
        return rows_by_key(keys, [plain_text(value) for value in self.frame[key].tolist()])

    def _own_column(self, number: int) -> OwnColumn:
        samples = {row: cells[number] for row, cells in self._old.own.items() if number in cells}
        kept = self.first - 1
        if kept >= self.table.first and (cell := self.sheet.cell(kept, number)):
            samples = {kept: cell, **samples}
        place = number - self.table.left
        return OwnColumn(
            sheet=self.sheet,
            number=number,
            cells=samples,
            sharers=self._old.sharers,
            calculated=self.table.formulas[place] if self.table.formulas else None,
            first=self.table.first,
            look=self._look.get(number),
        )


def _check_request(table: Table, frame: pd.DataFrame, key: str | None, keep_rows: int) -> None:
    def refuse(problem: str) -> None:
        msg = f"{table.name} on sheet {table.sheet.title} {problem}"
        raise WorkbookError(msg)

    if table.totals:
        refuse("has a totals row; switch it off in Excel (Table Design, Total Row).")
    if not frame.columns.is_unique:
        doubled = frame.columns[frame.columns.duplicated()][0]
        refuse(f"was given two columns named {doubled!r}; rename one of them.")
    if key is not None and (key not in table.headers or key not in frame.columns):
        refuse(f"has no column {key!r}, by which its rows are told apart; add it.")
    height = table.last - table.first + 1
    if not 0 <= keep_rows <= height:
        refuse(f"has {height:,} rows, so {keep_rows:,} of them can't be kept; read it again.")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _decoded(cells: Sequence[bytes]) -> str:
    return b"".join(cells).decode("utf-8", "surrogateescape")
