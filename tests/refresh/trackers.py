"""What users do to a tracker, and what stands in one afterwards."""

from __future__ import annotations

import warnings
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.table import TableColumn

from addin.package import PackageWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


ACCOUNTS = "Account ID,Account,ARR,Customer sponsor,Internal executive,Executive title\n"
OUTPUTS = (
    "Coverage",
    "Red_list",
    "Standup",
    "Scorecard",
    "Path_to_target",
    "Trend",
    "History",
    "Issues",
    "Audit",
    "Standup_log",
)


class Run(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Command(Protocol):
    """The command line."""

    def __call__(self, *arguments: str | Path) -> Run: ...


def table(path: Path, name: str) -> pd.DataFrame:
    """The body of a table as the product reads it."""
    return PackageWorkbook(path).read_table(name)


LINKS = ["In Accounts", "In Coverage", "Look in", "Row"]


def tables(path: Path, names: Sequence[str] = OUTPUTS) -> dict[str, list[list[Any]]]:
    """The cells of tables, for comparing, but for links: other programs drop their values."""
    book = PackageWorkbook(path)
    found = {name: book.read_table(name) for name in names}
    return {
        name: [
            list(map(_as_shown, row))
            for row in frame.drop(columns=LINKS, errors="ignore").to_numpy().tolist()
        ]
        for name, frame in found.items()
    }


def _as_shown(cell: Any) -> Any:
    """A number without its last digits: openpyxl saves one less than we write."""
    return float(f"{cell:.14g}") if isinstance(cell, float) else cell


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook file."""
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """A workbook changed by another program, and saved."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    yield book
    book.save(path)


def sheet_of(book: Workbook, name: str) -> Worksheet:
    """The sheet with a table."""
    return next(sheet for sheet in book.worksheets if name in sheet.tables)


def add_column(book: Workbook, name: str, header: str, cell: Callable[[int], Any]) -> None:
    """Put a column at the right of a table, with a cell for each row of the sheet."""
    sheet = sheet_of(book, name)
    found = sheet.tables[name]
    left, top, right, bottom = range_boundaries(found.ref)
    assert left
    assert top
    assert right
    assert bottom
    sheet.cell(top, right + 1).value = header
    for row in range(top + 1, bottom + 1):
        sheet.cell(row, right + 1).value = cell(row)
        if isinstance(cell(row), str) and cell(row).startswith("'"):
            sheet.cell(row, right + 1).value = cell(row)[1:]
            sheet.cell(row, right + 1).data_type = "s"
    found.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right + 1)}{bottom}"
    if found.autoFilter is not None:
        found.autoFilter.ref = found.ref
    found.tableColumns.append(TableColumn(id=len(found.tableColumns) + 100, name=header))


def drop_column(book: Workbook, name: str, header: str) -> None:
    """Delete a column of a table; the columns behind it move left."""
    sheet = sheet_of(book, name)
    found = sheet.tables[name]
    left, top, right, bottom = range_boundaries(found.ref)
    assert left
    assert top
    assert right
    assert bottom
    headers = [column.name for column in found.tableColumns]
    place = headers.index(header)
    for row in range(top, bottom + 1):
        for column in range(left + place, right + 1):
            cell, behind = sheet.cell(row, column), sheet.cell(row, column + 1)
            look = behind.number_format
            cell.value = behind.value if column < right else None
            cell.number_format = look
    found.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right - 1)}{bottom}"
    if found.autoFilter is not None:
        found.autoFilter.ref = found.ref
    del found.tableColumns[place]


def swap_columns(book: Workbook, name: str, one: str, other: str) -> None:
    """Let two columns of a table change places."""
    sheet = sheet_of(book, name)
    found = sheet.tables[name]
    left, top, _, bottom = range_boundaries(found.ref)
    assert left
    assert top
    assert bottom
    headers = [column.name for column in found.tableColumns]
    places = [headers.index(one), headers.index(other)]
    found.tableColumns[places[0]].name, found.tableColumns[places[1]].name = other, one
    for row in range(top, bottom + 1):
        cells = [sheet.cell(row, left + place) for place in places]
        # To give a cell a date gives it a format too.
        formats = [cell.number_format for cell in cells]
        cells[0].value, cells[1].value = cells[1].value, cells[0].value
        cells[0].number_format, cells[1].number_format = formats[1], formats[0]


def set_cells(path: Path, name: str, changes: dict[tuple[str, str], Any]) -> None:
    """Type values into a table, each under a header in the row that begins with a key."""
    with opened(path) as book:
        sheet = sheet_of(book, name)
        left, top, right, bottom = range_boundaries(sheet.tables[name].ref)
        assert left
        assert top
        assert right
        assert bottom
        headers = [sheet.cell(top, column).value for column in range(left, right + 1)]
        for (key, header), value in changes.items():
            row = next(row for row in range(top, bottom + 1) if sheet.cell(row, left).value == key)
            sheet.cell(row, left + headers.index(header)).value = value
