"""Cell references, and how those that cover a table's body follow its new size."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_AREA = re.compile(
    r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?::(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7}))?"
)
_SHEET = r"'(?:[^']|'')+'|[^\s'!,()=+*/&<>^\"-]+"
_SHEET_AREA = re.compile(rf"({_SHEET})!({_CELL}(?::{_CELL})?)")
_SHEET_AREAS = re.compile(rf"{_SHEET_AREA.pattern}(?:,{_SHEET_AREA.pattern})*")


@dataclass(frozen=True)
class Area:
    """A block of cells; rows and columns count from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def overlaps(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def __str__(self) -> str:
        return f"{cell_name(self.top, self.left)}:{cell_name(self.bottom, self.right)}"


@dataclass(frozen=True)
class SheetArea:
    """A block of cells of a sheet."""

    sheet: str
    area: Area


@dataclass(frozen=True)
class Growth:
    """A table's body that now ends in another row."""

    sheet: str
    header: int
    first: int
    old_last: int
    new_last: int
    left: int
    right: int

    def area(self, text: str, *, single_cells: bool = True) -> str:
        """A reference such as `$A$5:$A$24` as it must read now.

        One that runs from the header or the first body row, or from above, to the last body row
        follows the body; one that is wider than the table never shrinks.
        """
        found = _AREA.fullmatch(text)
        if not found or (found.group(8) is None and not single_cells):
            return text
        area = area_of(text)
        if area is None or not self._covers(area):
            return text
        wider = area.left < self.left or area.right > self.right
        if wider and self.new_last < self.old_last:
            return text
        return _with_bottom(found, self.new_last, single_cells=single_cells)

    def areas(self, text: str) -> str:
        """A list of references separated by blanks, as in `sqref`."""
        pieces = text.split()
        joined = {
            (area.left, area.right)
            for piece in pieces
            if (area := area_of(piece)) and area.top <= self.first and area.bottom >= self.first
        }
        grown = [self._piece(piece, joined) for piece in pieces]
        return " ".join(piece for piece in grown if piece) or text

    def formula(self, text: str, *, single_cells: bool = False) -> str:
        """A formula that is nothing but references to cells of sheets, as in defined names."""
        bare = text.removeprefix("(").removesuffix(")")
        if not _SHEET_AREAS.fullmatch(bare):
            return text

        def grown(found: re.Match[str]) -> str:
            if not same_sheet(sheet_title(found.group(1)), self.sheet):
                return found.group(0)
            return f"{found.group(1)}!{self.area(found.group(2), single_cells=single_cells)}"

        return _SHEET_AREA.sub(grown, text)

    def _covers(self, area: Area) -> bool:
        within = area.left <= self.right and area.right >= self.left
        return within and area.top <= self.first and area.bottom == self.old_last

    def _piece(self, piece: str, joined: set[tuple[int, int]]) -> str:
        # Excel cuts a range in pieces when rows are pasted; the last piece still has to follow.
        area = area_of(piece)
        found = _AREA.fullmatch(piece)
        if (
            area
            and found
            and self.first < area.top
            and area.bottom == self.old_last
            and (area.left, area.right) in joined
            and self.left <= area.left
            and area.right <= self.right
        ):
            if area.top > self.new_last:
                return ""
            return _with_bottom(found, self.new_last, single_cells=True)
        return self.area(piece)


def _with_bottom(found: re.Match[str], row: int, *, single_cells: bool) -> str:
    lock1, column1, lock2, top, *end = found.groups()
    if end[1] is None:
        end = [lock1, column1, lock2, top]
    start = f"{lock1}{column1}{lock2}{top}"
    last = f"{end[0]}{end[1]}{end[2]}{row}"
    return start if start == last and single_cells else f"{start}:{last}"


def area_of(text: str) -> Area | None:
    """The block that `A1` or `$A$1:$B$2` stands for; None for anything else."""
    found = _AREA.fullmatch(text)
    if not found:
        return None
    _, left, _, top, _, right, _, bottom = found.groups()
    return Area(
        int(top),
        column_number(left),
        int(bottom or top),
        column_number(right or left),
    )


def sheet_areas(formula: str) -> list[SheetArea]:
    """The blocks of cells in a formula that is nothing but a list of them; else nothing."""
    bare = formula.removeprefix("(").removesuffix(")")
    if not _SHEET_AREAS.fullmatch(bare):
        return []
    return [
        SheetArea(sheet_title(found.group(1)), area)
        for found in _SHEET_AREA.finditer(bare)
        if (area := area_of(found.group(2)))
    ]


def renamed_sheet(formula: str, old: str, new: str) -> str:
    """A formula that refers to sheet `new` wherever it referred to sheet `old`.

    >>> renamed_sheet("Board!$A$1>'Red list'!A1", "Board", "Board 2026-11-16")
    "'Board 2026-11-16'!$A$1>'Red list'!A1"
    """
    quoted = "'" + new.replace("'", "''") + "'!"

    def renamed(found: re.Match[str]) -> str:
        return quoted if same_sheet(sheet_title(found.group(1)), old) else found.group(0)

    return re.sub(rf"({_SHEET})!", renamed, formula)


def sheet_title(quoted: str) -> str:
    """A sheet's title as in a formula, without quotes."""
    if quoted.startswith("'"):
        return quoted[1:-1].replace("''", "'")
    return quoted


def same_sheet(one: str, other: str) -> bool:
    """Whether two titles name one sheet; Excel does not tell upper from lower case."""
    return one.casefold() == other.casefold()


def column_letters(number: int) -> str:
    """The letters of a column, counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column, counted from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """A cell's name, such as D14."""
    return f"{column_letters(column)}{row}"


def cell_address(name: str) -> tuple[int, int]:
    """Row and column of a cell's name."""
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]), column_number(letters)
