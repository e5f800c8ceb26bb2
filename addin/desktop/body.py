"""The rows of an open table anew: the frame's columns, and the user's own that follow them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from addin.desktop.entries import Content, Formula, content_of
from addin.tracker import limits
from addin.tracker.formulas import carried, column_formula
from addin.tracker.matching import rows_by_key, rows_by_place
from addin.tracker.references import Area, cell_name
from addin.tracker.values import plain_text
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from addin.desktop.notes import NoteOnCell
    from addin.desktop.sheets import OpenTable
    from addin.tracker.formulas import RowFormula

Column = list[Content]


@dataclass(frozen=True)
class Request:
    """What is asked to be written into one table; see `Workbook.write_table`.

    `fallback` gives the user's own cells for rows that no old row continues, by header; `notes` are
    put on the new rows.
    """

    frame: pd.DataFrame
    key: str | None = None
    keep_rows: int = 0
    drop_notes: bool = False
    fallback: Mapping[str, Column] | None = None
    notes: tuple[NoteOnCell, ...] = ()


class Body:
    """The new body of one open table, checked against what the sheet holds.

    Everything is read and decided here; nothing is written.

    Raises:
        WorkbookError: the sheet holds something there that can't follow its row.
    """

    def __init__(self, table: OpenTable, request: Request) -> None:
        self.table, self.request = table, request
        place, count = table.place, len(request.frame)
        self._check_request()
        self.first = place.first + request.keep_rows
        self.old_last = place.last
        self.new_last = max(place.first, self.first + count - 1)
        if self.new_last > limits.MAX_ROWS:
            msg = (
                f"{place.name} would end in row {self.new_last:,}, and Excel has "
                f"{limits.MAX_ROWS:,} rows; move old rows to another workbook first."
            )
            raise WorkbookError(msg)
        # Rows that keep their place are read too where a formula may have to be taken from them.
        self._top = max(place.first, self.first - 1)
        self.last = max(self.old_last, self.new_last, self.first)
        self._own = [
            number
            for number, header in enumerate(place.headers, place.left)
            if header is None or header not in request.frame.columns
        ]
        held, self.formula_property = table.sheet.contents(self._area(self._top, self.last))
        self._held = dict(enumerate(held, self._top))
        self.old = held[self.first - self._top :]
        self._check_surroundings()
        self.source = self._sources(count)
        self.new = self._rows(count)

    @property
    def affected(self) -> Area:
        """All cells that may change, those of the rows that come or go included."""
        return self._area(self.first, self.last)

    @property
    def replaced(self) -> Area:
        """The cells of the rows that go."""
        return self._area(self.first, self.old_last)

    @property
    def moves(self) -> dict[int, int]:
        """The new row of each old one that is still there."""
        return {old: new for new, old in enumerate(self.source, self.first) if old is not None}

    @property
    def own_headers(self) -> list[str]:
        """The headers of the user's own columns."""
        left = self.table.place.left
        headers = [self.table.place.headers[number - left] for number in self._own]
        return [header for header in headers if header is not None]

    def _area(self, top: int, bottom: int) -> Area:
        return Area(top, self.table.place.left, bottom, self.table.place.right)

    def _check_request(self) -> None:
        place, frame, key = self.table.place, self.request.frame, self.request.key

        def refuse(problem: str) -> None:
            msg = f"{place.name} on sheet {place.sheet.title} {problem}"
            raise WorkbookError(msg)

        if place.totals:
            refuse("has a totals row; switch it off in Excel (Table Design, Total Row).")
        if not frame.columns.is_unique:
            doubled = frame.columns[frame.columns.duplicated()][0]
            refuse(f"was given two columns named {doubled!r}; rename one of them.")
        if key is not None and (key not in place.headers or key not in frame.columns):
            refuse(f"has no column {key!r}, by which its rows are told apart; add it.")
        height = place.last - place.first + 1
        if not 0 <= self.request.keep_rows <= height:
            kept = self.request.keep_rows
            refuse(f"has {height:,} rows, so {kept:,} of them can't be kept; read it again.")

    def _check_surroundings(self) -> None:
        table, title = self.table, self.table.place.sheet.title
        found = table.sheet.range(self.affected)
        if found.merge_cells is not False:
            msg = (
                f"{title} {self.affected} holds merged cells inside a table; unmerge them (Home, "
                "Merge & Center) and try again."
            )
            raise WorkbookError(msg)
        for row in range(self.old_last + 1, self.new_last + 1):
            for column, content in enumerate(self._held[row], table.place.left):
                if content is not None:
                    msg = (
                        f"{title} {cell_name(row, column)} stands below the table "
                        f"{table.place.name}; move it elsewhere and try again."
                    )
                    raise WorkbookError(msg)
        self._check_beside()
        formulas = any(
            isinstance(self._held[row][number - table.place.left], Formula)
            for number in self._own
            for row in range(self.first, self.old_last + 1)
        )
        if formulas and self._own_cells().has_array is not False:
            msg = (
                f"{title} {self._area(self.first, self.old_last)} holds an array formula, which "
                "can't follow its row; use a plain formula and try again."
            )
            raise WorkbookError(msg)

    def _check_beside(self) -> None:
        """Refuse remarks beside rows that move: they would end beside another account."""
        if self.request.key is None and self.new_last == self.old_last:
            # Rows that come again one for one in their places.
            return
        place, sheet = self.table.place, self.table.sheet
        used = sheet.used
        for left, right in ((used.left, place.left - 1), (place.right + 1, used.right)):
            if left > right:
                continue
            beside = sheet.values(Area(self.first, left, self.last, right))
            for row, cells in enumerate(beside, self.first):
                for column, content in enumerate(cells, left):
                    if content is not None:
                        msg = (
                            f"{place.sheet.title} {cell_name(row, column)} stands beside the table "
                            f"{place.name}; move it elsewhere and try again."
                        )
                        raise WorkbookError(msg)

    def _own_cells(self) -> Any:
        area = Area(self.first, min(self._own), self.old_last, max(self._own))
        return self.table.sheet.range(area)

    def _sources(self, count: int) -> list[int | None]:
        rows, key = range(self.first, self.old_last + 1), self.request.key
        if key is None:
            return rows_by_place(rows, count)
        column = self.table.place.headers.index(key)
        shown = self.table.sheet.values(self.replaced)
        keys = {row: plain_text(cells[column]) for row, cells in zip(rows, shown, strict=True)}
        return rows_by_key(keys, [plain_text(value) for value in self.request.frame[key].tolist()])

    def _rows(self, count: int) -> list[list[Content]]:
        place = self.table.place
        columns = [
            self._own_column(number, header)
            if number in set(self._own)
            else self._frame_column(str(header))
            for number, header in enumerate(place.headers, place.left)
        ]
        height = self.last - self.first + 1
        blank: list[Content] = [None] * (height - max(count, len(columns[0])))
        return [list(row) for row in zip(*(column + blank for column in columns), strict=True)]

    def _frame_column(self, header: str) -> Column:
        values = self.request.frame[header].tolist()
        contents: Column = []
        try:
            contents.extend(map(content_of, values))
        except ValueError as error:
            row = self.first + len(contents)
            msg = (
                f"{self.table.place.name} row {row}, column {header}: the text has "
                f"{error.args[0]:,} characters and a cell holds {limits.MAX_TEXT:,}; shorten it."
            )
            raise WorkbookError(msg) from error
        return contents or self._last_row(None)

    def _last_row(self, content: Content) -> Column:
        """The column of a body without rows: a table keeps one, and a user's formula in it."""
        return [content] if self.first == self.table.place.first else []

    def _own_column(self, number: int, header: str | None) -> Column:
        offset = number - self.table.place.left
        cells = {row: self._held[row][offset] for row in range(self._top, self.old_last + 1)}
        texts = {
            row: cell.text.removeprefix("=")
            for row, cell in cells.items()
            if isinstance(cell, Formula)
        }

        def name(row: int) -> str:
            return f"{self.table.place.sheet.title} {cell_name(row, number)}"

        common = column_formula(
            texts,
            filled=sum(cell is not None for cell in cells.values()),
            calculated=None,
            first=self.table.place.first,
            place=name,
        )
        spare = (self.request.fallback or {}).get(header or "")
        column: Column = []
        for position, old in enumerate(self.source):
            row = self.first + position
            content = None if old is None else cells[old]
            if content is None and old is None and spare is not None:
                # A formula is taken from its neighbours: the kept one may point elsewhere.
                content = None if isinstance(spare[position], Formula) else spare[position]
            if isinstance(content, Formula) and old is not None:
                text = carried(texts[old], old, row, common, name)
                content = Formula("=" + text)
            column.append(_formula_at(common, row) if content is None else content)
        return column or self._last_row(_formula_at(common, self.first))


def _formula_at(common: RowFormula | None, row: int) -> Formula | None:
    return None if common is None else Formula("=" + common.at(row))
