"""Columns of an export that grow by blocks of cells and keep each distinct one once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.importing.rows import SAMPLE, nearly_all_differ
from scoring.cells.texts import says_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Settle = Callable[[Sequence[Any]], Sequence[Any]]

_CODED = {str, float, dt.date, dt.datetime}
"""Kinds of cells of which none is the same as one of another kind, as True is the same as 1."""


class _Places(dict[Any, int]):
    """A number for each distinct cell, in the order in which they come."""

    def __missing__(self, cell: Any) -> int:
        self[cell] = place = len(self)
        return place


class Column:
    """The cells of one column so far."""

    def __init__(self) -> None:
        self._places = _Places()
        self._blocks: list[np.ndarray] = []
        self._plain = False

    def add(self, cells: Sequence[Any], settle: Settle | None = None) -> None:
        """Put cells below.

        Args:
            cells: as the reader gives them, blanks as empty texts.
            settle: what makes them the cells of a table; only asked of each distinct one if it can.
        """
        if not self._blocks:
            self._plain = nearly_all_differ(cells[:SAMPLE])
        self._plain = self._plain or not set(map(type, cells)) <= _CODED
        if self._plain:
            block = np.empty(len(cells), dtype=object)
            block[:] = settle(cells) if settle else cells
        else:
            found = map(self._places.__getitem__, cells)
            block = np.fromiter(found, dtype=np.int32, count=len(cells))
        self._blocks.append(block)

    def whole(self, settle: Settle | None = None) -> pd.Categorical | pd.Series:
        """The column: categories, or plain cells where nearly each is another."""
        distinct = list(self._places)
        if settle:
            distinct = ["" if cell is None else cell for cell in settle(distinct)]
        if not self._plain and len(set(distinct)) == len(distinct):
            codes = np.concatenate(self._blocks) if self._blocks else np.empty(0, dtype=np.int32)
            return categories(codes, distinct)
        values = np.empty(len(distinct), dtype=object)
        values[:] = distinct
        blocks = [block if block.dtype == object else values.take(block) for block in self._blocks]
        # Left to itself, pandas would take texts among the cells for a column of texts.
        return pd.Series(np.concatenate(blocks), dtype=object, copy=False)


def categories(codes: np.ndarray, distinct: Sequence[Any]) -> pd.Categorical:
    """A column as the code of each cell and the cell that each code stands for."""
    values = np.empty(len(distinct), dtype=object)
    values[:] = distinct
    dtype = pd.CategoricalDtype(pd.Index(values, dtype=object))
    return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)


def silent_rows(columns: Iterable[Any]) -> np.ndarray:
    """Which rows say nothing; most tables have a column that is never blank."""
    blank: np.ndarray | None = None
    # Categories first: one look at each distinct cell often settles it.
    for column in sorted(columns, key=lambda column: not isinstance(column, pd.Categorical)):
        silent = silent_cells(column)
        blank = silent if blank is None else blank & silent
        if not blank.any():
            break
    return np.empty(0, dtype=bool) if blank is None else blank


def silent_cells(column: Any) -> np.ndarray:
    """Which cells of a column say nothing."""
    if isinstance(column, pd.Categorical):
        return np.array([*map(says_nothing, column.categories), True], dtype=bool)[column.codes]
    if isinstance(column.dtype, pd.StringDtype):
        return silent_texts(column)
    return np.array([*map(says_nothing, column)], dtype=bool)


def silent_texts(texts: pd.Series) -> np.ndarray:
    """Which cells of a column of texts, as Arrow keeps them, say nothing."""
    silent = np.array(texts == "", dtype=bool)
    # What begins with a sign of ASCII that is seen, as most cells do, says something.
    open_ones = np.flatnonzero(~silent & ~texts.str.match("[!-~]").to_numpy(dtype=bool))
    silent[open_ones] = [*map(says_nothing, texts.iloc[open_ones])]
    return silent
