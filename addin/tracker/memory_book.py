"""MemoryWorkbook: a tracker without a file, for tests and for trying things out.

It keeps the `Workbook` protocol and its contract tests, and stands to the two adapters as a mock
transport does to a network: what a refresh decides can be seen without a zip or Excel. What is
about files and looks (formats, filters, charts, merged cells) is not here.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd

from addin.tracker import limits
from addin.tracker.matching import rows_by_key, rows_by_place
from addin.tracker.references import same_sheet
from addin.tracker.values import plain_text
from addin.tracker.workbook import Link, Standing, WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from addin.tracker.workbook import Workbook

_FIRST_ROW = 5


@dataclass
class MemoryTable:
    """A table or plain range: its name, its sheet, its headers, and its rows from `first` on.

    Attributes:
        name: as `tables` gives it.
        sheet: the title of its sheet.
        headers: from left to right.
        rows: the cells of the body by header, one dict a row, blank rows included.
        first: the sheet's row of the first of them.
        formulas: the cells that hold a formula, by the sheet's row and header.
        notes: what hangs on the cells of a row, by the sheet's row.
        plain: whether it is a range that goes by its sheet's title.
    """

    name: str
    sheet: str
    headers: list[str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    first: int = _FIRST_ROW
    formulas: set[tuple[int, str]] = field(default_factory=set)
    notes: dict[int, str] = field(default_factory=dict)
    plain: bool = False

    @classmethod
    def of(
        cls, name: str, frame: pd.DataFrame, *, sheet: str = "", first: int = _FIRST_ROW
    ) -> Self:
        """A table of these cells, from row `first` on."""
        headers = list(map(str, frame.columns))
        rows = [
            dict(zip(headers, map(as_read, row), strict=True))
            for row in frame.itertuples(index=False, name=None)
        ]
        return cls(name, sheet or name.replace("_", " "), headers, rows, first)

    def copied(self) -> Self:
        """A table of its own that holds the same."""
        return replace(
            self,
            headers=list(self.headers),
            rows=[dict(row) for row in self.rows],
            formulas=set(self.formulas),
            notes=dict(self.notes),
        )

    def answers_to(self, name: str) -> bool:
        """Whether a name means this table; a blank is an underscore, but for a plain range."""
        if self.plain:
            return self.sheet.casefold() == name.casefold()
        return self.name.casefold() == name.replace(" ", "_").casefold()

    def frame(self) -> pd.DataFrame:
        """The body as `read_table` gives it."""
        index = np.arange(self.first, self.first + len(self.rows))
        frame = pd.DataFrame(
            {
                header: np.fromiter(
                    (row.get(header) for row in self.rows), dtype=object, count=len(self.rows)
                )
                for header in self.headers
            },
            index=index,
            dtype=object,
        )
        filled = [any(value is not None for value in row.values()) for row in self.rows]
        return frame[np.array(filled, dtype=bool)]

    def replace(self, frame: pd.DataFrame, key: str | None, keep: int, *, drop_notes: bool) -> None:
        """Put these rows in the place of those from `keep` on; own cells follow their row.

        Raises:
            WorkbookError: the rows can't be told apart, do not fit, or would lose a note.
        """
        self._check(frame, key, keep)
        start = self.first + keep
        old = range(start, self.first + len(self.rows))
        sources = self._sources(frame, key, old)
        lost = {row for row in self.notes if row in old} - set(sources)
        if lost and not drop_notes:
            raise WorkbookError(
                f"{self.sheet} row {min(lost)} has a note on a cell and goes; move the note first."
            )
        own = [header for header in self.headers if header not in frame.columns]
        carried = {header for header in own if self._is_calculated(header, keep)}
        given = {header: list(map(as_read, frame[header])) for header in frame.columns}
        rows = []
        formulas = {cell for cell in self.formulas if cell[0] < start}
        for place, source in enumerate(sources):
            before = {} if source is None else self.rows[source - self.first]
            rows.append(
                {
                    header: given[header][place] if header in given else before.get(header)
                    for header in self.headers
                }
            )
            held = {header for header in own if (source, header) in self.formulas} | carried
            formulas |= {(start + place, header) for header in held}
        kept_notes = {row: text for row, text in self.notes.items() if row not in old}
        moved = {
            start + place: self.notes[source]
            for place, source in enumerate(sources)
            if source is not None and source in self.notes
        }
        self.rows = self.rows[:keep] + rows
        self.formulas, self.notes = formulas, kept_notes | moved

    def _check(self, frame: pd.DataFrame, key: str | None, keep: int) -> None:
        if key is not None and not {key} <= {*self.headers} & {*frame.columns}:
            raise WorkbookError(
                f"{self.name} has no column {key!r}, by which its rows are told apart; add it."
            )
        height = max(1, len(self.rows))
        if not 0 <= keep <= height:
            raise WorkbookError(
                f"{self.name} has {height:,} rows, so {keep:,} of them can't be kept."
            )
        last = self.first + keep + len(frame) - 1
        if last > limits.MAX_ROWS:
            raise WorkbookError(
                f"{self.name} would end in row {last:,}, and Excel has {limits.MAX_ROWS:,} rows; "
                "move old rows to another workbook first."
            )

    def _sources(self, frame: pd.DataFrame, key: str | None, old: range) -> list[int | None]:
        if key is None:
            return rows_by_place(old, len(frame))
        keys = {row: plain_text(self.rows[row - self.first].get(key)) for row in old}
        return rows_by_key(keys, list(map(plain_text, frame[key].tolist())))

    def _is_calculated(self, header: str, keep: int) -> bool:
        """Whether a column as a whole is one formula, judged by the rows that go."""
        start = max(self.first, self.first + keep - 1)
        filled = sum(row.get(header) is not None for row in self.rows[start - self.first :])
        held = sum(row >= start and name == header for row, name in self.formulas)
        return held * 2 > filled


class MemoryWorkbook:
    """A tracker in memory; keeps the `Workbook` protocol of `addin.tracker.workbook`.

    What is written shows at once and is kept by `save`; `anew` is the book as it was saved last.

    Args:
        tables: the tables, in sheet order.
        values: the named cells.
        hidden: the titles of sheets that are not shown.

    >>> accounts = pd.DataFrame({"Account ID": ["A1"], "Account": ["Acme"]})
    >>> book = MemoryWorkbook([MemoryTable.of("Accounts", accounts)], {"headline": None})
    >>> book.write_values({"headline": "All is well"})
    >>> book.read_values(["headline", "unknown"])
    {'headline': 'All is well'}
    >>> book.read_table("accounts").index.tolist()
    [5]
    """

    def __init__(
        self,
        tables: Sequence[MemoryTable],
        values: Mapping[str, Any] | None = None,
        hidden: Iterable[str] = (),
    ) -> None:
        self.held = list(tables)
        self.values = dict(values or {})
        self.hidden = set(hidden)
        self.steps: list[str] = []
        self.save()

    @classmethod
    def of(cls, book: Workbook, names: Iterable[str] = ()) -> Self:
        """What another workbook holds: all of its tables, and these of its named cells."""
        held = []
        for name in book.tables():
            frame = book.read_table(name)
            place = book.standing(name)
            table = MemoryTable.of(name, frame, sheet=place.sheet, first=place.first_row)
            # A table has no blank in its name; of other names the two are the same to a reader.
            table.plain = name == table.sheet
            rows = dict(zip(frame.index.tolist(), table.rows, strict=True))
            blank: dict[str, Any] = dict.fromkeys(table.headers)
            last = max(rows, default=table.first)
            table.rows = [rows.get(row, dict(blank)) for row in range(table.first, last + 1)]
            table.formulas = book.formulas(name, list(rows))
            table.notes = book.notes(name)
            held.append(table)
        hidden = [title for title, is_shown in book.sheets().items() if not is_shown]
        return cls(held, book.read_values(names), hidden)

    def anew(self) -> Self:
        """A book of its own that holds what was saved last."""
        held, values, hidden = self._saved
        return type(self)([table.copied() for table in held], values, hidden)

    def table(self, name: str) -> MemoryTable:
        """A table to look at or to change as its user does.

        Raises:
            WorkbookError: no such table.
        """
        for table in sorted(self.held, key=lambda table: table.plain):
            if table.answers_to(name):
                return table
        raise WorkbookError(f"The workbook has no table {name!r}; add it, or name a sheet so.")

    def tables(self) -> list[str]:
        """Names that `read_table` accepts, in sheet order."""
        return [table.name for table in self.held]

    def read_table(self, name: str) -> pd.DataFrame:
        """The body of a table, as `Workbook.read_table` says."""
        return self.table(name).frame()

    def standing(self, name: str) -> Standing:
        """Where a table stands, as `Workbook.standing` says."""
        table = self.table(name)
        return Standing(table.sheet, table.first, tuple(table.headers))

    def write_table(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        key: str | None = None,
        keep_rows: int = 0,
        drop_notes: bool = False,
    ) -> None:
        """Replace the body of a table by `frame`, as `Workbook.write_table` says."""
        self.table(name).replace(frame, key, keep_rows, drop_notes=drop_notes)

    def notes(self, name: str) -> dict[int, str]:
        """The notes on the body of a table, by the sheet's row numbers."""
        return dict(self.table(name).notes)

    def formulas(self, name: str, rows: Iterable[int]) -> set[tuple[int, str]]:
        """The cells that hold a formula in these of the sheet's rows."""
        wanted = set(rows)
        return {cell for cell in self.table(name).formulas if cell[0] in wanted}

    def read_values(self, names: Iterable[str]) -> dict[str, Any]:
        """The values of named cells; a name that the workbook lacks is left out."""
        return {name: self.values[name] for name in names if name in self.values}

    def write_values(self, values: Mapping[str, Any]) -> None:
        """Put values into named cells; a name that the workbook lacks is passed over."""
        self.values |= {
            name: as_read(value) for name, value in values.items() if name in self.values
        }

    def sheets(self) -> dict[str, bool]:
        """The titles of all sheets, and whether each is shown."""
        return {table.sheet: table.sheet not in self.hidden for table in self.held}

    def show_sheets(self, shown: Mapping[str, bool]) -> None:
        """Show or hide sheets, as `Workbook.show_sheets` says."""
        after = {
            title: next((to for name, to in shown.items() if same_sheet(name, title)), is_shown)
            for title, is_shown in self.sheets().items()
        }
        if any(after.values()):
            self.hidden = {title for title, is_shown in after.items() if not is_shown}

    def progress(self, text: str, done: int, total: int) -> None:
        """Note what is going on in `steps`."""
        self.steps.append(f"{text} ({done} of {total})")

    def save(self) -> None:
        """Keep what stands now, for `anew`."""
        held = [table.copied() for table in self.held]
        self._saved = held, dict(self.values), set(self.hidden)


def as_read(value: Any) -> Any:
    """A value as reading it gives it: str, float, bool, datetime or None.

    >>> as_read(5), as_read(float("inf")), as_read(dt.date(2026, 1, 31))
    (5.0, None, datetime.datetime(2026, 1, 31, 0, 0))

    Raises:
        WorkbookError: a text is longer than a cell.
    """
    if isinstance(value, Link):
        value = value.value
    if isinstance(value, str):
        if len(value) > limits.MAX_TEXT:
            raise WorkbookError(
                f"A text has {len(value):,} characters and a cell holds {limits.MAX_TEXT:,}; "
                "shorten it."
            )
        return value or None
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, pd.Timestamp | np.datetime64):
        return pd.Timestamp(value).to_pydatetime()
    if isinstance(value, dt.date):
        return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    number = float(value)
    return number if math.isfinite(number) else None
