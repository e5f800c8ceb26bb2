"""Between the rules' types and cells: basis points become shares or points, missing is empty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.parameters import FULL, PERCENT

if TYPE_CHECKING:
    from scoring.tables import Column, Table

SHARE_KINDS = ("score", "rate")
# The wide forms are those that East Asian versions of Excel take for the plain ones.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a text begins that a spreadsheet may take for a formula."""

_DIGITS = 9


def to_cells(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The columns of a table, ready to be written: shares as 0.85, points as -6.7, flags as 1 or 0.

    Columns that the frame lacks are left out, so that the workbook's stay as they are.
    """
    kept = [
        column for column in table.columns if not column.user and column.header in frame.columns
    ]
    return pd.DataFrame(
        {column.header: _cell_values(frame[column.header], column) for column in kept},
        index=frame.index,
        columns=[column.header for column in kept],
    )


def _cell_values(values: pd.Series, column: Column) -> pd.Series:
    if column.kind in SHARE_KINDS:
        return shares(values)
    if column.kind == "points":
        # A difference of two shares leaves more digits than either has.
        return (values.astype("Float64").astype("float64") / PERCENT).round(_DIGITS)
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.astype("int8")
    return values


def shares(points: pd.Series) -> pd.Series:
    """Basis points as shares of one, NaN where there are none."""
    return pd.Series(points.to_numpy("float64", na_value=np.nan) / FULL, index=points.index)


def to_csv(frame: pd.DataFrame, table: Table) -> str:
    """The columns of a table as CSV: dates as ISO 8601, shares with four decimals, 1/0 for yes/no.

    A text that a spreadsheet would take for a formula gets a leading apostrophe.
    """
    cells = to_cells(frame, table)
    for column in table.columns:
        if column.header not in cells:
            continue
        values = cells[column.header]
        if column.kind in SHARE_KINDS:
            cells[column.header] = values.map("{:.4f}".format, na_action="ignore")
        elif pd.api.types.is_datetime64_any_dtype(values.dtype):
            cells[column.header] = values.dt.strftime("%Y-%m-%d")
        elif column.kind == "money":
            cells[column.header] = values.map("{:.15g}".format, na_action="ignore")
        elif isinstance(values.dtype, pd.StringDtype) or values.dtype == object:
            cells[column.header] = values.map(harmless, na_action="ignore")
    return cells.to_csv(index=False, lineterminator="\n")


_AFTER_SEPARATOR = re.compile(rf"([;\t|]\s*)(?=[{re.escape(''.join(FORMULA_STARTS).strip())}])")


def harmless(text: object) -> object:
    """A text that no spreadsheet takes for a formula, or for the end of a row.

    >>> harmless("=1+1"), harmless("-12.5"), harmless("Acme")
    ("'=1+1", '-12.5', 'Acme')

    Where a list has semicolons, a spreadsheet may part a text at its own.

    >>> harmless("Acme;=1+1"), harmless("Acme; Bolt")
    ("Acme;'=1+1", 'Acme; Bolt')
    """
    if not isinstance(text, str):
        return text
    # A lone carriage return goes unquoted into the file, and spreadsheets begin a row there.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _AFTER_SEPARATOR.sub(r"\1'", text)
    if not text.startswith(FORMULA_STARTS):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text
