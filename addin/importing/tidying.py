"""Rows of an export as cells of a table: under our own headers, typed where they can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.importing.columns import silent_texts
from addin.importing.files import WORKBOOKS, read_export
from addin.importing.headers import Matched, Options, matched, monthly_headers
from addin.importing.rows import SAMPLE, ImportFileError, nearly_all_differ
from addin.tracker.memory import no_collection
from scoring.areas import CONTRACTS
from scoring.cells import dates
from scoring.cells.dates import read_dates
from scoring.cells.distinct import by_distinct, distinct_values
from scoring.cells.ids import read_ids, read_tier
from scoring.cells.numbers import read_numbers
from scoring.cells.texts import folded, says_nothing
from scoring.cleaning import TableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scoring.tables import Column

__all__ = [
    "WORKBOOKS",
    "ImportFileError",
    "dated",
    "matched_export",
    "one_account_each",
    "read_export",
    "tidied",
    "under_own_headers",
]

_WIDE_YEARS = (1900, 9999)
"""Those that a sheet knows; an earlier day stays the text that it is, and is an issue."""

_NAME_FOR_ID = "Account"
_MOST_HEADERS = 12
_BETWEEN_IDS = ";"
_TEXTS = ("id", "label", "name", "text", "title", "choice", "outcome", "flag")
"""Kinds whose cells stay as they are but for blanks, so that finding equal ones saves nothing."""


def matched_export(raw: pd.DataFrame, table: str, options: Options | None = None) -> Matched:
    """How the headers of an export are read.

    Raises:
        TableError: nothing in it tells the accounts apart.
    """
    headers = list(map(str, raw.columns))
    found = matched(headers, table, options)
    if found.given("Account ID") is not None or _names_for_ids(raw, found):
        return found
    seen = ", ".join(f'"{header}"' for header in headers[:_MOST_HEADERS])
    near = [header for header, own in found.unread.items() if own == "Account ID"]
    hint = f' If "{near[0]}" holds it, say --map "{near[0]}=Account ID".' if near else ""
    raise TableError(
        f"The export of {table.casefold()} has no column Account ID. Headers found: {seen}. "
        f"Add it, or rename one.{hint}"
    )


def _names_for_ids(raw: pd.DataFrame, found: Matched) -> bool:
    """Whether names can stand for ids: each account has one, and no two the same."""
    given = found.given(_NAME_FOR_ID)
    if found.table != "Accounts" or given is None:
        return False
    names = raw[given].astype(object)
    return not names.map(says_nothing).any() and bool(names.is_unique)


@no_collection()
def tidied(
    raw: pd.DataFrame,
    table: str,
    date_order: str = "auto",
    options: Options | None = None,
    ids_by_name: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """The columns that the table knows, under its own headers, typed where they can be read.

    What can't be read stays as it is, so that the sheet shows it and Issues can name it.

    Args:
        raw: cells of an export.
        table: "Accounts", "Touches" or "Contacts".
        date_order: as Settings has it in import.date_order.
        options: how the user wants the export to be read.
        ids_by_name: ids of accounts by their folded names, for an export without ids.

    Raises:
        TableError: nothing in it tells the accounts apart.
    """
    found = matched_export(raw, table, options)
    given = {own: header for header, own in found.columns.items()}
    columns = {
        column.header: _tidy(raw[given[column.header]], column, date_order, found)
        for column in CONTRACTS[table].columns
        if column.header in given
    }
    if "Account ID" not in given:
        by_name = ids_by_name or {}
        names = columns[_NAME_FOR_ID]
        columns["Account ID"] = names.map(lambda name: by_name.get(folded(str(name)), name))
    columns |= {whole: _joined(raw, parts) for whole, parts in found.joined.items()}
    ordered = [header for header in CONTRACTS[table].headers if header in columns]
    whole = {header: columns[header] for header in ordered}
    return pd.DataFrame(whole, index=raw.index, copy=False)


def under_own_headers(
    raw: pd.DataFrame, table: str, options: Options | None = None
) -> pd.DataFrame:
    """An export under our own headers with its cells as they are, for scoring without a tracker.

    Only amounts of a month become those of a year, and a vendor's words our own. A header that
    fills nothing stays, unless it is the name of a column that another one fills.
    """
    found = matched(list(map(str, raw.columns)), table, options)
    _require_amounts(raw, found)
    columns: dict[str, pd.Series] = {}
    own_headers = CONTRACTS[table].headers
    for header in map(str, raw.columns):
        own = found.columns.get(header)
        if own is None:
            if header not in own_headers and header not in found.left_out:
                columns[header] = raw[header]
            continue
        column = CONTRACTS[table].column(own)
        changes = own in found.monthly or _words(found, column)
        columns[own] = _tidy(raw[header], column, "auto", found) if changes else raw[header]
    columns |= {whole: _joined(raw, parts) for whole, parts in found.joined.items()}
    if "Account ID" not in columns and _names_for_ids(raw, found):
        columns["Account ID"] = columns[_NAME_FOR_ID]
    return pd.DataFrame(columns, index=raw.index)


def _require_amounts(raw: pd.DataFrame, found: Matched) -> None:
    """Refuse accounts whose only amounts are those of a month, unless told that they are."""
    monthly = monthly_headers(map(str, raw.columns), found.table)
    if (
        found.table == "Accounts"
        and monthly
        and not {"ARR", "ACV", "Tier"} & set(found.columns.values())
    ):
        raise TableError(
            f'Accounts has no column ARR or Tier, and "{monthly[0]}" holds amounts of a month. Say '
            "--arr-is monthly to take a year of them as ARR."
        )


def _tidy(cells: pd.Series, column: Column, date_order: str, found: Matched) -> pd.Series:
    """The cells of one column, typed where they can be read."""

    def typed(values: pd.Series) -> pd.Series:
        if column.kind == "id":
            ids = read_ids(values.to_numpy(dtype=object))
            return pd.Series(ids, index=values.index, dtype=object)
        said = _blanks_out(values)
        if column.kind in ("money", "number"):
            times = found.months if column.header in found.monthly else 1
            return _numbers(said, column, times=times)
        if column.kind in ("date", "intro"):
            return dated(said, date_order)
        if column.kind == "tier":
            return _read_by(said, read_tier)
        if words := _words(found, column):
            return said.map(lambda cell: words.get(folded(str(cell)), cell), na_action="ignore")
        return said

    texts = not isinstance(cells.dtype, pd.CategoricalDtype) and column.kind in _TEXTS
    if texts and not _words(found, column):
        return typed(cells)
    return over_distinct(cells, typed)


def over_distinct(cells: pd.Series, made: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """What becomes of each cell, worked out once for each distinct one of categories."""
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        cells = cells.astype(object)
        listed = cells.tolist()
        # To a computer yes is the same as 1, and would be taken for it.
        if nearly_all_differ(listed[:SAMPLE]) or bool in set(map(type, listed)):
            return made(cells)
    codes, found = distinct_values(cells)
    distinct = pd.Series(found, dtype=object)
    values = np.empty(len(distinct) + 1, dtype=object)
    values[:-1], values[-1] = made(distinct).to_numpy(dtype=object), None
    return pd.Series(values.take(codes, mode="wrap"), index=cells.index, dtype=object, copy=False)


def _blanks_out(cells: pd.Series) -> pd.Series:
    values = cells.to_numpy(dtype=object)
    if isinstance(cells.dtype, pd.StringDtype) and not cells.hasnans:
        values[silent_texts(cells)] = None
        return pd.Series(values, index=cells.index, dtype=object, copy=False)
    listed = values.tolist()
    kinds = set(map(type, listed))
    if str not in kinds:
        gone = cells.isna()
        return cells.where(~gone, None) if gone.any() else cells
    spoken = [None if says_nothing(cell) else cell for cell in listed]
    return pd.Series(np.array(spoken, dtype=object), index=cells.index, dtype=object, copy=False)


def _numbers(cells: pd.Series, column: Column, *, times: int) -> pd.Series:
    typed, problems = read_numbers(cells, money=column.kind == "money")
    readable = typed.notna() & (problems == "")
    return (typed * times).astype(object).where(readable, cells)


def dated(cells: pd.Series, date_order: str) -> pd.Series:
    """Days where cells can be read as such; an open column stays as it is under "auto"."""
    order = dates.date_order(cells) if date_order == "auto" else date_order
    if order == "open":
        return cells
    typed, problems = read_dates(cells, order, _WIDE_YEARS)
    readable = typed.notna() & (problems == "")
    return typed.astype(object).where(readable, cells)


def _read_by(cells: pd.Series, read: Callable[[Any], tuple[Any, str]]) -> pd.Series:
    values, codes = by_distinct(cells, read)
    typed = pd.Series(values, index=cells.index, dtype=object)
    return typed.where(typed.notna() & (codes == ""), cells)


def _words(found: Matched, column: Column) -> Mapping[str, str]:
    words = found.profile.words.get(found.table, {})
    return words.get(column.header, {})


def one_account_each(touches: pd.DataFrame) -> pd.DataFrame:
    """Touches with a row for each account, where a cell names several, such as 101;102.

    HubSpot exports an activity so that is associated with more than one company. The first account
    keeps the row of the file; the others stand below the last one.

    Args:
        touches: rows of an export under our own headers.
    """
    ids = touches["Account ID"]
    several = np.array([isinstance(cell, str) and _BETWEEN_IDS in cell for cell in ids], dtype=bool)
    if not several.any():
        return touches
    apart = [
        read_ids(np.array([*dict.fromkeys(filter(None, map(str.strip, cell.split(_BETWEEN_IDS))))]))
        for cell in ids[several]
    ]
    lists = ids.astype(object)
    lists[several] = pd.Series(apart, index=ids.index[several], dtype=object)
    single = touches.assign(**{"Account ID": lists}).explode("Account ID")
    others = single[single.index.duplicated()]
    below = range(touches.index.max() + 1, touches.index.max() + 1 + len(others))
    return pd.concat([single[~single.index.duplicated()], others.set_axis(below)])


def _joined(raw: pd.DataFrame, headers: tuple[str, ...]) -> pd.Series:
    """One text from several cells, such as a first and a last name."""
    parts = [
        over_distinct(raw[header], _blanks_out).map(lambda cell: "" if cell is None else str(cell))
        for header in headers
    ]
    texts = [" ".join(filter(None, map(str.strip, row))) for row in zip(*parts, strict=True)]
    return pd.Series([text or None for text in texts], index=raw.index, dtype=object)
