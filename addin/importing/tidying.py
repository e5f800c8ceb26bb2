"""Rows of an export as cells of a table: under our own headers, typed where they can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.importing.columns import silent_texts
from addin.importing.decision import decided
from addin.importing.evidence import filled
from addin.importing.files import WORKBOOKS, read_export
from addin.importing.names import monthly_headers
from addin.importing.outcomes import gravest
from addin.importing.rows import SAMPLE, ImportFileError, nearly_all_differ
from addin.importing.valuemap import choices_of, meaning_of
from addin.tracker.memory import no_collection
from scoring.areas import CONTRACTS
from scoring.cells import dates
from scoring.cells.dates import AS_WRITTEN, Clock, read_dates, swapped_back
from scoring.cells.distinct import distinct_values
from scoring.cells.ids import read_ids
from scoring.cells.numbers import read_numbers
from scoring.cells.texts import blank, says_nothing, without_markup
from scoring.cleaning import TableError
from scoring.tables.matching import matched_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.importing.headers import Matched, Options
    from scoring.tables import Column

__all__ = [
    "WORKBOOKS",
    "ImportFileError",
    "dated",
    "one_account_each",
    "read_export",
    "require_key",
    "tidied",
    "tidied_as",
    "under_own_headers",
]

_WIDE_YEARS = (1900, 9999)
"""Those that a sheet knows; an earlier day stays the text that it is, and is an issue."""

_ID, _NAME_FOR_ID = "Account ID", "Account"
_MOST_HEADERS = 12
_BETWEEN_IDS = ";"
_TEXTS = ("id", "label", "name", "text", "title", "choice", "outcome", "flag")
"""Kinds whose cells only lose blanks and markup, so that finding equal ones saves nothing."""
_MARKED = ("label", "name", "text", "title", "outcome")
"""Kinds that a CRM may keep as HTML."""


def require_key(raw: pd.DataFrame, found: Matched) -> None:
    """Refuse an export in which nothing tells the accounts apart.

    Raises:
        TableError: names the headers that the file has.
    """
    if found.given(_ID) is not None or _names_for_ids(raw, found) or found.account_names:
        return
    headers = list(map(str, raw.columns))
    seen = ", ".join(f'"{header}"' for header in headers[:_MOST_HEADERS])
    near = [header for header, own in found.unread.items() if own == _ID]
    near += [each.header for each in found.doubts if each.column == _ID]
    hint = f' If "{near[0]}" holds it, say --map "{near[0]}=Account ID".' if near else ""
    raise TableError(
        f"The export of {found.table.casefold()} has no column Account ID. Headers found: {seen}. "
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
) -> pd.DataFrame:
    """The columns that the table knows, under its own headers, typed where they can be read.

    Args:
        raw: cells of an export.
        table: "Accounts", "Touches" or "Contacts".
        date_order: as Settings has it in import.date_order.
        options: how the user wants the export to be read.

    Raises:
        TableError: nothing in it tells the accounts apart.
    """
    return tidied_as(raw, decided(raw, table, options), date_order)


@no_collection()
def tidied_as(raw: pd.DataFrame, found: Matched, date_order: str = "auto") -> pd.DataFrame:
    """The same by a mapping that is decided; what can't be read stays as it is.

    The sheet shows it then, and Issues can name it. Without ids the Account ID of accounts is their
    name; that of touches and contacts is empty, for `addin.importing.accountnames` to find.

    Raises:
        TableError: nothing in it tells the accounts apart.
    """
    if found.table == "Accounts":
        require_key(raw, found)
    contract = CONTRACTS[found.table]
    columns = {
        column.header: _tidy(spoken_cells(raw, found, column.header), column, date_order, found)
        for column in contract.columns
        if found.given(column.header) is not None
    }
    if _ID not in columns:
        nothing = pd.Series(None, index=raw.index, dtype=object)
        columns[_ID] = columns[_NAME_FOR_ID] if found.table == "Accounts" else nothing
    columns |= {whole: _joined(raw, parts) for whole, parts in found.joined.items()}
    ordered = [header for header in contract.headers if header in columns]
    return pd.DataFrame(
        {header: columns[header] for header in ordered}, index=raw.index, copy=False
    )


def spoken_cells(raw: pd.DataFrame, found: Matched, own: str) -> pd.Series:
    """The cells of a column: of its first header, and of the next one where that says nothing."""
    column = CONTRACTS[found.table].column(own)
    if column.gravest:
        return gravest(raw, found, column)
    first, *others = found.spoken(own)
    cells = raw[first]
    for header in others:
        open_rows = ~filled(cells)
        if not open_rows.any():
            break
        other = raw[header].astype(object).to_numpy(dtype=object)
        values = cells.astype(object).to_numpy(dtype=object, copy=True)
        values[open_rows] = other[open_rows]
        cells = pd.Series(values, index=raw.index, dtype=object)
    return cells


def under_own_headers(raw: pd.DataFrame, found: Matched) -> pd.DataFrame:
    """An export under our own headers with its cells as they are, for scoring without a tracker.

    Only amounts of a month become those of a year, and a vendor's words our own. A header that
    fills nothing stays, unless scoring would take it for a column that the mapping did not.

    Args:
        raw: cells of an export.
        found: how its headers are read.

    Raises:
        TableError: nothing in it tells the accounts apart, or its only amounts are of a month.
    """
    if found.table == "Accounts":
        require_key(raw, found)
    _require_amounts(raw, found)
    contract = CONTRACTS[found.table]
    columns: dict[str, pd.Series] = {}
    barred = matched_headers(contract, map(str, raw.columns))
    for header in map(str, raw.columns):
        own = found.columns.get(header)
        if own is None:
            if header not in barred and header not in found.left_out:
                columns[header] = raw[header]
            continue
        column = contract.column(own)
        cells = spoken_cells(raw, found, own)
        changes = own in {
            *found.monthly,
            *found.factors,
            *found.grouped,
            *found.swapped,
        } or choices_of(column)
        columns[own] = _tidy(cells, column, "auto", found) if changes else cells
    columns |= {whole: _joined(raw, parts) for whole, parts in found.joined.items()}
    if _ID not in columns:
        nothing = pd.Series(None, index=raw.index, dtype=object)
        columns[_ID] = columns[_NAME_FOR_ID] if found.table == "Accounts" else nothing
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
        said = _blanks_out(_without_markup(values) if column.kind in _MARKED else values)
        if column.kind in ("money", "number"):
            times = found.months if column.header in found.monthly else 1
            times *= found.factors.get(column.header, 1)
            grouped = column.header in found.grouped
            return _numbers(said, column, times=times, grouped=grouped)
        if column.kind in ("date", "intro"):
            days = swapped_back(said) if column.header in found.swapped else said
            return dated(days, date_order, found.clock)
        if choices_of(column):
            return said.map(
                lambda cell: cell if blank(cell) else meaning_of(cell, column, found),
                na_action="ignore",
            )
        return said

    texts = not isinstance(cells.dtype, pd.CategoricalDtype) and column.kind in _TEXTS
    if texts and not choices_of(column):
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


def _without_markup(cells: pd.Series) -> pd.Series:
    """Cells of a field that may hold HTML, as texts."""
    listed = cells.tolist()
    try:
        whole = "".join(listed)
    except TypeError:
        whole = "".join(cell for cell in listed if isinstance(cell, str))
    if "<" not in whole and "&" not in whole:
        return cells
    plain = [without_markup(cell) if isinstance(cell, str) else cell for cell in listed]
    return pd.Series(np.array(plain, dtype=object), index=cells.index, dtype=object, copy=False)


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


def _numbers(cells: pd.Series, column: Column, *, times: int, grouped: bool) -> pd.Series:
    typed, problems = read_numbers(cells, money=column.kind == "money", grouped=grouped)
    readable = typed.notna() & (problems == "")
    return (typed * times).astype(object).where(readable, cells)


def dated(cells: pd.Series, date_order: str, clock: Clock = AS_WRITTEN) -> pd.Series:
    """Days where cells can be read as such; an open column stays as it is under "auto"."""
    order = dates.date_order(cells) if date_order == "auto" else date_order
    if order == "open":
        return cells
    typed, problems = read_dates(cells, order, _WIDE_YEARS, clock)
    readable = typed.notna() & (problems == "")
    return typed.astype(object).where(readable, cells)


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
