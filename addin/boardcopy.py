"""A dated copy of the board slide that stays as it was."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from addin.desktop.changes import excels_words, undisturbed
from addin.desktop.entries import Content, Formula, entries
from addin.desktop.sheets import OpenSheet
from addin.package.references import Area
from addin.pressing import day_in
from addin.workbook import WorkbookError

if TYPE_CHECKING:
    import datetime as dt

    import xlwings as xw

    from addin.desktop import DesktopWorkbook


def dated_copy(book: DesktopWorkbook, today: dt.date) -> str:
    """Copy the Board sheet as it stands and return the copy's name; no older copy is touched.

    Raises:
        WorkbookError: Excel refused the copy.
    """
    board = book.book.sheets["Board"]
    day = day_in(book.read_values(["board_as_of"]).get("board_as_of"), today)
    taken = {sheet.name.casefold() for sheet in book.book.sheets}
    name = _free(f"Board {day}", taken)
    read = OpenSheet(board)
    shown = read.values(read.used)
    held, _ = read.contents(read.used)
    try:
        with undisturbed(book.book.app):
            copy = board.copy(after=board, name=name)
            for row, cells in enumerate(held, read.used.top):
                _freeze(copy, row, read.used.left, cells, shown[row - read.used.top])
    except Exception as error:
        msg = (
            f'Excel did not copy the Board ("{excels_words(error)}"); if the workbook\'s structure '
            "is protected, take that off (Review, Protect Workbook) and try again."
        )
        raise WorkbookError(msg) from error
    return name


def _freeze(
    copy: xw.Sheet, row: int, left: int, cells: list[Content], values: list[Content]
) -> None:
    """Let a row hold values where it held formulas, links apart."""
    for column, (content, value) in enumerate(zip(cells, values, strict=True), left):
        if isinstance(content, Formula) and not content.text.startswith("=HYPERLINK("):
            area = Area(row, column, row, column)
            copy.range((area.top, area.left)).value = entries([[value]])


def _free(name: str, taken: set[str]) -> str:
    if name.casefold() not in taken:
        return name
    return next(
        other for number in count(2) if (other := f"{name} ({number})").casefold() not in taken
    )
