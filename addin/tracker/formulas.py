"""A user's formulas, carried to other rows as Excel's fill does."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from addin.tracker import limits
from addin.tracker.references import cell_name
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CELL = re.compile(r"(?<![\w.$])(\$?[A-Za-z]{1,3})([0-9]{1,7})(?![\w.(!])")
# Enough to tell what the column's formula is when single cells were changed by hand.
_SAMPLES = 25
_ROWS = re.compile(r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})")


class RowFormula:
    """A formula taken apart once, to be written out for any row of its column.

    Raises:
        WorkbookError: the formula can't be read.
    """

    def __init__(self, text: str, row: int, place: str) -> None:
        from openpyxl.formula.tokenizer import (
            Token,
            Tokenizer,
            TokenizerError,
        )

        try:
            tokens = Tokenizer("=" + text).items
        except (TokenizerError, IndexError) as error:
            msg = f"The formula in {place} can't be read ({error}); mend it in Excel."
            raise WorkbookError(msg) from error
        self._pieces: list[str | int] = []
        for token in tokens:
            movable = token.type == Token.OPERAND and token.subtype == Token.RANGE
            if movable or token.type == Token.FUNC:
                self._take_apart(token.value, row)
            else:
                self._pieces.append(token.value)
        self.relative = any(isinstance(piece, int) for piece in self._pieces)
        self.pattern = tuple(self._pieces)

    def at(self, row: int) -> str:
        """The formula as it reads in this row."""
        if not self.relative:
            return "".join(map(str, self._pieces))
        written = []
        for piece in self._pieces:
            if isinstance(piece, str):
                written.append(piece)
            elif 1 <= row + piece <= limits.MAX_ROWS:
                written.append(str(row + piece))
            else:
                # What Excel writes for a reference that leaves the sheet; the column goes too.
                written[-1] = re.sub(r"\$?[A-Za-z]{1,3}\Z", "", written[-1]) + "#REF!"
        return "".join(written)

    def _take_apart(self, value: str, row: int) -> None:
        sheet, mark, reference = value.rpartition("!")
        self._pieces.append(sheet + mark)
        if "[" in reference:
            self._pieces.append(reference)
            return
        if rows := _ROWS.fullmatch(reference):
            for lock, number, between in ((rows[1], rows[2], ":"), (rows[3], rows[4], "")):
                self._pieces += [lock, number if lock else int(number) - row, between]
            return
        end = 0
        for found in _CELL.finditer(reference):
            self._pieces += [reference[end : found.start(2)], int(found[2]) - row]
            end = found.end()
        self._pieces.append(reference[end:])


def column_formula(
    texts: Mapping[int, str],
    *,
    filled: int,
    calculated: str | None,
    first: int,
    place: Callable[[int], str],
) -> RowFormula | None:
    """The formula that a column as a whole holds; None where its cells hold values.

    Args:
        texts: the formulas of single cells by row, without the equals sign.
        filled: how many cells of the column are not empty.
        calculated: the formula that the table itself names for the column.
        first: the first row of the body, to which `calculated` refers.
        place: names the column's cell in a row, for an error.
    """
    if calculated is not None:
        formula = RowFormula(calculated, first, place(first))
        if not formula.relative:
            return formula
    if calculated is None and len(texts) * 2 <= filled:
        return None
    samples = [RowFormula(text, row, place(row)) for row, text in list(texts.items())[:_SAMPLES]]
    if samples:
        common, _ = Counter(sample.pattern for sample in samples).most_common(1)[0]
        return next(sample for sample in samples if sample.pattern == common)
    return None if calculated is None else RowFormula(calculated, first, place(first))


def carried(
    text: str, old: int, row: int, common: RowFormula | None, place: Callable[[int], str]
) -> str:
    """One cell's formula as it reads when its row has moved from `old` to `row`."""
    if old == row:
        return text
    if common is not None and common.at(old) == text:
        return common.at(row)
    return RowFormula(text, old, place(old)).at(row)


def shared_at(text: str, origin: tuple[int, int], row: int, column: int) -> str:
    """A shared formula as it reads in one of the cells that share it."""
    if origin == (row, column):
        return text
    if origin[1] == column:
        return RowFormula(text, origin[0], cell_name(*origin)).at(row)
    from openpyxl.formula.translate import Translator

    translator = Translator("=" + text, origin=cell_name(*origin))
    return translator.translate_formula(cell_name(row, column)).removeprefix("=")
