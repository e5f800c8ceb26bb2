"""Where a table stands: a table of the workbook, or a plain range with a header row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from addin.tracker.references import Area
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_HEADERS = 2


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its title and its part."""

    title: str
    part: str
    hidden: bool = False


@dataclass(frozen=True)
class Table:
    """A table or plain range: header row, body rows `first` to `last`, columns left to right.

    A plain range has no `part`, and a body that ends before it begins when it has no rows. A table
    that can't be read says why in `fault`, which matters to nobody who does not ask for it.
    """

    name: str
    sheet: Sheet
    part: str | None
    header: int
    first: int
    last: int
    left: int
    headers: tuple[str | None, ...]
    formulas: tuple[str | None, ...] = ()
    totals: bool = False
    fault: str = ""

    @property
    def right(self) -> int:
        """The last column."""
        return self.left + len(self.headers) - 1

    @property
    def body(self) -> Area:
        """The cells below the header."""
        return Area(self.first, self.left, self.last, self.right)

    def column(self, header: str) -> int | None:
        """The sheet's column under this header."""
        return self.left + self.headers.index(header) if header in self.headers else None


def plain_range(sheet: Sheet, grid: Sequence[Sequence[Any]]) -> Table | None:
    """The plain range of a sheet without tables: its header row and all that is below.

    The header is the first row with two or more cells that are all text and with something right
    below; failing that, the last row of the sheet, when it looks like a header.
    """
    header = _header_row(grid)
    if header is None:
        return None
    filled = [at for at, value in enumerate(grid[header]) if value != ""]
    left, right = filled[0], filled[-1]
    last = header
    for number in range(len(grid) - 1, header, -1):
        if any(value != "" for value in grid[number][left : right + 1]):
            last = number
            break
    headers = [value or None for value in grid[header][left : right + 1]]
    return Table(
        name=sheet.title,
        sheet=sheet,
        part=None,
        header=header + 1,
        first=header + 2,
        last=last + 1,
        left=left + 1,
        headers=tuple(headers),
        formulas=(None,) * len(headers),
    )


def _header_row(grid: Sequence[Sequence[Any]]) -> int | None:
    last = None
    for number, row in enumerate(grid):
        filled = [value for value in row if value != ""]
        if not filled:
            continue
        last = None
        if len(filled) < _LEAST_HEADERS or not all(isinstance(value, str) for value in filled):
            continue
        last = number
        below = grid[number + 1] if number + 1 < len(grid) else []
        if any(value != "" for value in below):
            return number
    return last


def check_headers(table: Table) -> None:
    """Refuse headers of which two are equal, as a column could not be told from another."""
    seen: set[str] = set()
    for header in table.headers:
        if header is not None and header in seen:
            msg = f"{table.name} has two columns headed {header!r}; rename one of them."
            raise WorkbookError(msg)
        seen.add(header or "")
