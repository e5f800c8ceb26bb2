"""The columns of a table by its contract, whatever they are called, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.cells.texts import silent_cells
from scoring.cleaning.issues import IssueList, TableError
from scoring.tables.matching import nearest_column

if TYPE_CHECKING:
    from scoring.tables import Table


def blank_rows(raw: pd.DataFrame) -> pd.Series:
    """Which rows of a sheet say nothing in any column."""
    silent = np.ones(len(raw), dtype=bool)
    for position in range(raw.shape[1]):
        # Most tables have a column that is never blank, so few cells are looked at.
        places = np.flatnonzero(silent)
        silent[places] = silent_cells(raw.iloc[:, position].to_numpy(dtype=object)[places])
    return pd.Series(silent, index=raw.index)


def matched_cells(raw: pd.DataFrame, contract: Table, matched: dict[str, str]) -> pd.DataFrame:
    """The cells under the contract's own headers; a column that is not there is empty.

    Args:
        raw: cells as they stand, by the sheet's own headers.
        contract: the table that they make up.
        matched: the contract's header for each of the sheet's that is read.

    Raises:
        TableError: a column is missing that nothing can be done without.
    """
    missing = [
        c.header for c in contract.columns if c.required and c.header not in matched.values()
    ]
    if contract.one_of and not set(contract.one_of) & set(matched.values()):
        missing.append(" or ".join(contract.one_of[:2]))
    if missing:
        seen = ", ".join(f'"{header}"' for header in list(map(str, raw.columns))[:12]) or "none"
        message = (
            f"{contract.name} has no column {' and no column '.join(missing)}. "
            f"Headers found: {seen}. "
            "Name the column as said, or check that the header row is the first row of the table."
        )
        raise TableError(message)
    positions = {own: list(map(str, raw.columns)).index(given) for given, own in matched.items()}
    empty = pd.Series([None] * len(raw), index=raw.index, dtype=object)
    return pd.DataFrame(
        {
            column.header: raw.iloc[:, positions[column.header]]
            if column.header in positions
            else empty
            for column in contract.columns
        },
        index=raw.index,
    )


def note_headers(
    issues: IssueList, contract: Table, raw: pd.DataFrame, matched: dict[str, str]
) -> None:
    """Note headers that are repeated, nearly right or missing where a gate needs them."""
    present = set(matched.values())
    headers = pd.Series(list(map(str, raw.columns)))
    for header in dict.fromkeys(headers[headers.duplicated()]):
        if header in matched:
            problem = f'Two columns are called "{header}"; only the first is read.'
            issues.add_column(
                matched[header], header, "HEADER_REPEATED", problem, "Rename one of them."
            )
    near = {nearest_column(contract, header): header for header in headers if header not in matched}
    for column in contract.columns:
        if column.header in present:
            continue
        if column.header in near:
            problem = (
                f'The column "{near[column.header]}" is not read. Did you mean "{column.header}"?'
            )
            fix = f'Rename it to "{column.header}" if so.'
            issues.add_column(column.header, near[column.header], "HEADER_UNKNOWN", problem, fix)
        elif column.absent:
            problem = f'There is no column "{column.header}": {column.absent}.'
            fix = f'Add the column "{column.header}". {column.help}'
            issues.add_column(column.header, "", "COLUMN_MISSING", problem, fix)
