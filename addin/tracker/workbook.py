"""The Workbook protocol: the little that a refresh needs from a tracker, wherever it lives.

Two adapters keep it: `addin.package.PackageWorkbook` edits the .xlsx file itself, and
`addin.desktop.DesktopWorkbook` edits the workbook that is open in Excel. One suite of contract
tests runs against both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from scoring.errors import SponsorCoverageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd


_PLACE = re.compile(r"(?:'(?:[^'\x00-\x1f]|''){1,62}'|[^\W\d]\w*)!\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}")
_WORD = re.compile(r"[\w →↗-]{1,40}")
_QUOTE = '"'


class WorkbookError(SponsorCoverageError):
    """The workbook can't be read or written; the message is one sentence that says what to mend."""


@dataclass(frozen=True)
class Link:
    r"""A number or a word of ours that leads to a place of the workbook when it is clicked.

    It is written as a formula with its value cached, so a file that is mailed around shows the
    number. No text of a customer enters the formula.

    Attributes:
        place: where it leads, such as Accounts!A5 or 'Red list'!A5.
        value: what the cell shows and what reading it gives.

    Raises:
        ValueError: the place is no cell of a sheet, or the value could be a customer's text.

    >>> Link("'Red list'!A5", 5).formula
    'HYPERLINK("#\'Red list\'!A5",5)'
    """

    place: str
    value: float | str

    def __post_init__(self) -> None:
        if not _PLACE.fullmatch(self.place):
            msg = f"{self.place!r} is no place of a workbook; write it as 'Red list'!A5."
            raise ValueError(msg)
        if isinstance(self.value, str) and not _WORD.fullmatch(self.value):
            msg = f"A link shows a number or a short word, not {self.value!r}."
            raise ValueError(msg)

    @property
    def formula(self) -> str:
        """The formula, without the leading sign of equality."""
        shown = f'"{self.value}"' if isinstance(self.value, str) else f"{float(self.value):.15g}"
        return f'HYPERLINK("#{self.place.replace(_QUOTE, _QUOTE * 2)}",{shown})'


def place_of(sheet: str, row: int, column: str = "A") -> str:
    """A cell as a place that a link leads to; the sheet's title may hold any sign.

    >>> place_of("Director's list", 5)
    "'Director''s list'!A5"
    """
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{column}{row}"


@dataclass(frozen=True)
class Standing:
    """Where a table stands.

    Attributes:
        sheet: the title of its sheet.
        first_row: the row in which its body starts.
        headers: from left to right; None over a column without one.
    """

    sheet: str
    first_row: int
    headers: tuple[str | None, ...]

    def height(self, body: pd.DataFrame) -> int:
        """Rows of a body down to the last one that says something, blank ones included."""
        return int(body.index.max()) - self.first_row + 1 if len(body) else 0


def plain_name(name: str) -> str:
    """The name of a table as two are compared: a blank is an underscore, and case is nothing."""
    return name.replace("_", " ").casefold()


def present(book: Workbook) -> frozenset[str]:
    """The names of the tables that a workbook has, as `plain_name` gives them."""
    return frozenset(map(plain_name, book.tables()))


TRACKER = frozenset({"accounts", "settings"})
"""The tables, as `plain_name` gives them, by which a workbook is known for a tracker."""


@lru_cache(maxsize=1)
def _plain_names() -> frozenset[str]:
    from scoring.areas import TABLES

    return frozenset(map(plain_name, TABLES))


def is_named_as_ours(title: str) -> bool:
    """Whether a sheet is called as one of our tables, so that it may hold one that is no table."""
    return plain_name(title).strip() in _plain_names()


def has_table(book: Workbook, name: str) -> bool:
    """Whether a workbook has a table of this name."""
    return plain_name(name) in present(book)


@dataclass(frozen=True)
class Write:
    """One table to be written: cells that take the place of its body from row `keep_rows` on."""

    table: str
    cells: pd.DataFrame
    key: str | None = None
    keep_rows: int = 0


class Workbook(Protocol):
    """A tracker workbook: named tables and named cells, read first and written afterwards."""

    def tables(self) -> list[str]:
        """Names that `read_table` accepts, in sheet order; it takes a blank for an underscore too.

        The tables of the workbook, and any sheet without a table whose cells form a plain range
        with a header row; such a range goes by the sheet's name.
        """
        ...

    def read_table(self, name: str) -> pd.DataFrame:
        """The body of a table, as it stands: object columns named by the header texts.

        The index holds the sheet's row numbers, so that a problem can be reported where the user
        sees it. Cells are str, float, bool, datetime or None; rows that are blank in every
        column are left out.

        Raises:
            WorkbookError: no such table.
        """
        ...

    def standing(self, name: str) -> Standing:
        """Where a table stands as it was read.

        Raises:
            WorkbookError: no such table.
        """
        ...

    def write_table(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        key: str | None = None,
        keep_rows: int = 0,
        drop_notes: bool = False,
    ) -> None:
        """Replace the body of a table by `frame`, from its row `keep_rows` on.

        The first `keep_rows` rows of the body stay as they are, and `frame` holds only what comes
        after them. Columns go by header text, whatever their order in the sheet. A cell may be an
        `Link`, which becomes a formula with its value cached. A column that the
        frame lacks is the user's own: its cells follow their row by the value of `key`, nth to nth
        where a value repeats, or stay in place without a key; a column of formulas is carried to
        every row. A column that the sheet lacks is left out. Header, number formats, widths,
        conditional formats, validations and filters stay and follow the table's new size. Notes on
        cells stay with their row; where the row goes, they go with it if `drop_notes` says that the
        caller keeps their text, and else the write is refused.
        """
        ...

    def notes(self, name: str) -> dict[int, str]:
        """The notes and comments on the body of a table, by the sheet's row numbers.

        Raises:
            WorkbookError: no such table.
        """
        ...

    def formulas(self, name: str, rows: Iterable[int]) -> set[tuple[int, str]]:
        """The cells that hold a formula in these of the sheet's rows, each by row and header.

        Raises:
            WorkbookError: no such table.
        """
        ...

    def read_values(self, names: Iterable[str]) -> dict[str, Any]:
        """The values of named cells; a name that the workbook lacks is left out."""
        ...

    def write_values(self, values: Mapping[str, Any]) -> None:
        """Put values into named cells; a name that the workbook lacks is passed over."""
        ...

    def sheets(self) -> dict[str, bool]:
        """The titles of all sheets in tab order, and whether each is shown."""
        ...

    def show_sheets(self, shown: Mapping[str, bool]) -> None:
        """Have `save` show or hide the sheets of these titles; others are passed over.

        The last sheet that is shown stays so, and where the one in front is hidden, the first that
        is shown comes to the front.
        """
        ...

    def progress(self, text: str, done: int, total: int) -> None:
        """Say what is going on, where the user looks for it."""
        ...

    def save(self) -> None:
        """Bring everything written so far into the workbook, or nothing of it."""
        ...


@runtime_checkable
class Bounded(Protocol):
    """A workbook of a file that may not become too large: an extension that not every host has."""

    def check_room(self, frames: Sequence[pd.DataFrame]) -> None:
        """Refuse rows that would make the file larger than it can be opened again."""
        ...


@runtime_checkable
class SheetCopier(Protocol):
    """A workbook that can also keep a sheet as it is: an extension that not every host has."""

    def copy_sheet(self, name: str, new_name: str) -> str:
        """Add a copy of a sheet whose values and charts stay as they are; return its title.

        Where there is a sheet of that name the copy gets a number behind it; none is overwritten.
        """
        ...
