"""What a worksheet function of a whole table gives back: a block of cells that every host takes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.cells.texts import EXCEL_ERRORS
from scoring.tables.writing import harmless, to_cells

if TYPE_CHECKING:
    from scoring.tables import Table


def spilled(frame: pd.DataFrame, table: Table) -> list[list[Any]]:
    """Headers and rows as every host takes them: no NaN, and no text that reads as a formula."""
    cells = to_cells(frame, table)
    columns = [_plain_cells(cells[header]) for header in cells.columns]
    return [list(cells.columns), *map(list, zip(*columns, strict=True))]


def _plain_cells(values: pd.Series) -> list[Any]:
    """Values of a column as Python has them, None where there is none."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        days: list[Any] = values.to_numpy().astype("datetime64[s]").astype(object).tolist()
        return days
    there = values.notna()
    plain = values.astype(object).where(there, None).tolist()
    return [harmless(_no_error(cell)) if isinstance(cell, str) else cell for cell in plain]


def _no_error(text: str) -> str:
    """A text that Office.js does not take for an error of the cell, such as #REF! in Issues."""
    return f"'{text}" if text in EXCEL_ERRORS or text == "#N/A" else text


def days_after(day: dt.date, days: int | None) -> dt.datetime | None:
    """The day that lies some days after another, as a cell takes it; none where there are none."""
    if days is None:
        return None
    return dt.datetime(day.year, day.month, day.day) + dt.timedelta(days=days)
