"""Records of an export that are no more: deleted in the CRM, or merged into another one."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from addin.importing.headers import Options, matched
from addin.importing.rows import Export, Gone, LeftOut, told_row
from addin.profiles import squeezed
from scoring.cells.distinct import distinct_values
from scoring.cells.ids import read_id
from scoring.cells.texts import as_text, blank, yes_or_no

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from addin.importing.names import Said

DELETED, MERGED = "deleted in the CRM", "merged into another record"
_ID = "Account ID"


@lru_cache(maxsize=1)
def _headers() -> Mapping[str, frozenset[str]]:
    raw = tomllib.loads((files(__package__) / "deleted.toml").read_text(encoding="utf-8"))
    return {name: frozenset(headers) for name, headers in raw.items()}


def without_deleted(export: Export, table: str, said: tuple[Said, ...]) -> Export:
    """An export without the records that it says are no more; its reading lists them.

    What a touch that was deleted means, its outcome says.

    Args:
        export: as it was read.
        table: "Accounts", "Touches" or "Contacts".
        said: what the user said of single headers.
    """
    given = {header: squeezed(header) for header in export.headers}
    if table == "Touches" or not any(
        key in known for key in given.values() for known in _headers().values()
    ):
        return export
    frame, found = export.rows, export.reading
    how = matched(export.headers, table, Options(said=said))
    own = how.given(_ID)
    deleted = np.zeros(len(frame), dtype=bool)
    merged = deleted.copy()
    for header, key in given.items():
        if header in how.columns:
            continue
        if key in _headers()["flags"]:
            deleted |= _cells_that(frame[header], lambda cell: yes_or_no(cell) is True)
        elif key in _headers()["days"]:
            deleted |= _cells_that(frame[header], _is_told)
        elif key in _headers()["masters"]:
            merged |= _cells_that(frame[header], _is_told)
            # Some systems name the record itself where nothing was merged.
            merged &= ~_same(frame[header], frame[own]) if own is not None else merged
    places = np.flatnonzero(deleted | merged)
    if not len(places):
        return export
    left, gone = [], []
    for place in places:
        cells, row = frame.iloc[place], int(frame.index[place])
        why = MERGED if merged[place] else DELETED
        left.append(LeftOut(row, why, told_row(cells)))
        account = None if own is None or table != "Accounts" else read_id(cells[own])[0]
        if account is not None:
            gone.append(Gone(row, why, account))
    both = sorted((*found.left_out, *left), key=lambda entry: entry.row)
    reading = replace(found, left_out=tuple(both), gone=tuple(gone))
    return Export(frame.drop(index=frame.index[places]), reading)


def with_deleted(issues: pd.DataFrame, gone: Iterable[Gone]) -> pd.DataFrame:
    """Issues of an import, in which an account that is no more says why the export lacks it."""
    by_id = {entry.account: entry for entry in gone}
    if not by_id:
        return issues
    told = issues.copy()
    for row in issues.index[issues["Code"] == "ACCOUNT_VANISHED"]:
        entry = by_id.get(read_id(issues.loc[row, "Account ID"])[0])
        if entry is not None:
            told.loc[row, "Problem"] = (
                f"The account was {entry.why}, as row {entry.row} of the export says; it stays "
                "and is scored as it stands."
            )
    return told


def _cells_that(cells: pd.Series, speaks: Callable[[Any], bool]) -> np.ndarray:
    codes, distinct = distinct_values(cells)
    told = [not blank(cell) and speaks(cell) for cell in distinct]
    found: np.ndarray = np.array([*told, False], dtype=bool)[codes]
    return found


def _is_told(cell: Any) -> bool:
    return as_text(cell).strip("0-:. ") != ""


def _same(one: pd.Series, other: pd.Series) -> np.ndarray:
    texts = (cells.astype(object).map(lambda cell: read_id(cell)[0]) for cells in (one, other))
    left, right = (part.to_numpy(dtype=object) for part in texts)
    same: np.ndarray = np.equal(left, right).astype(bool)
    return same
