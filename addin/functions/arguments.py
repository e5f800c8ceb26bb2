"""What a worksheet function is given, whichever host calls it: cells as rules read them.

Classic Excel passes dates as datetimes, Office.js as serials; an empty cell comes as None, 0 or an
empty text. Each reader takes all of these, and refuses what it can't read with one line that says
which argument it was and how to mend it.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd
import xlwings as xw

from scoring.cells.dates import read_date
from scoring.cells.ids import read_tier
from scoring.cells.numbers import read_numbers
from scoring.cells.texts import EXCEL_ERRORS, as_text, blank, folded, missing, says_nothing
from scoring.cleaning import plain_answer, read_text
from scoring.coverage.scores import STATUSES
from scoring.coverage.tables import PROFILES
from scoring.parameters import FULL
from scoring.tables.shared import TIER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.policy import DayPolicy, Policy

_LONGEST_SHOWN = 80
_REMEMBERED = 32_768
_FIRST_ROW = 2
# Codes that classic Excel passes for errors which xlwings does not know, such as #SPILL!.
_ERROR_CODES = range(-2146826288, -2146826200)

INTRO_NONE, INTRO_UNDATED, INTRO_DATED = range(3)
"""What an intro cell says: nothing, yes, or a day."""


def one_cell(value: Any, argument: str) -> Any:
    """The value of an argument that is one cell.

    Raises:
        XlwingsError: it is several cells.
    """
    while isinstance(value, list | tuple):
        if len(value) != 1:
            cells = sum(len(row) if isinstance(row, list | tuple) else 1 for row in value)
            raise xw.XlwingsError(
                f"{argument} is {cells} cells and must be one. Pass a single cell and fill down, "
                "or score the whole table with sponsor_scores."
            )
        value = value[0]
    return _with_error(value)


def _with_error(cell: Any) -> Any:
    """A cell, with the code of an error turned into its text."""
    return "#VALUE!" if type(cell) is int and cell in _ERROR_CODES else cell


def day_or_none(value: Any, argument: str, policy: Policy, as_of: dt.date) -> dt.date | None:
    """A day up to the as-of date, None where the cell is empty.

    Raises:
        XlwingsError: it is no date, one that can be read in two ways, or lies after the as-of date.
    """
    day = _day_of(value, argument, policy.on(as_of))
    if day is not None and day > as_of:
        raise xw.XlwingsError(
            f"{argument} {day} lies after the as-of date {as_of}. Use the day on which it took "
            "place, or pass a later as_of."
        )
    return day


def as_of_or_today(value: Any, policy: Policy) -> dt.date:
    """The as-of date; where it is left out or empty, that of Settings, else today.

    Raises:
        XlwingsError: it is no date, or one that can be read in two ways.
    """
    otherwise = policy.as_of or today()
    return _day_of(value, "as_of", policy.on(otherwise)) or otherwise


def today() -> dt.date:
    """The day it is where the calculation runs."""
    return dt.datetime.now().astimezone().date()


def _day_of(value: Any, argument: str, policy: DayPolicy) -> dt.date | None:
    value = one_cell(value, argument)
    return None if missing(value) else _read_day(value, argument, policy)


@lru_cache(maxsize=_REMEMBERED, typed=True)
def _read_day(value: Any, argument: str, policy: DayPolicy) -> dt.date | None:
    order = policy.text("import.date_order")
    # A single cell has no column to tell day from month by.
    day, problem = read_date(value, "mixed" if order == "auto" else order)
    if problem == "DATE_AMBIGUOUS":
        raise xw.XlwingsError(
            f'{argument} "{_shown(value)}" may be day first or month first. Use a real date, or '
            "text such as 2026-02-28."
        )
    years = policy.integer("import.first_year"), policy.integer("import.last_year")
    outside = day is not None and not years[0] <= day.year <= years[1]
    if problem == "DATE_UNREADABLE" or outside:
        raise xw.XlwingsError(
            f'{argument} "{_shown(value)}" is not a date. Use a real date, for example 2026-02-28.'
        )
    return day


def says_something(value: Any, argument: str) -> bool:
    """Whether a name or an outcome is there: not empty, a dash, n/a, TBD or no.

    Raises:
        XlwingsError: the cell holds an error.
    """
    return _says_something(one_cell(value, argument), argument)


@lru_cache(maxsize=_REMEMBERED, typed=True)
def _says_something(value: Any, argument: str) -> bool:
    kind = "outcome" if argument == "outcome" else "name"
    text, problem = read_text(value, kind)
    if problem == "CELL_ERROR":
        _refuse_error(value, argument)
    return text is not None


def intro_of(value: Any, policy: Policy, as_of: dt.date) -> int:
    """What an intro cell says: INTRO_NONE, INTRO_UNDATED (yes) or INTRO_DATED.

    Raises:
        XlwingsError: it is neither yes, no nor a day up to the as-of date.
    """
    value = one_cell(value, "intro")
    if not isinstance(value, dt.date) and (answer := plain_answer(value)) is not None:
        return INTRO_UNDATED if answer else INTRO_NONE
    return INTRO_NONE if day_or_none(value, "intro", policy, as_of) is None else INTRO_DATED


def is_single_buyer(value: Any) -> bool:
    """Whether a profile says single buyer; empty means standard.

    Raises:
        XlwingsError: it is another profile.
    """
    return _is_single_buyer(one_cell(value, "profile"))


@lru_cache(maxsize=_REMEMBERED, typed=True)
def _is_single_buyer(value: Any) -> bool:
    if blank(value) or value == 0:
        return False
    given = folded(as_text(value))
    for names in PROFILES:
        if given in map(folded, names):
            return names[0] == "Single buyer"
    known = ", ".join(names[0] for names in PROFILES)
    raise xw.XlwingsError(f'profile "{_shown(value)}" is not known. Use one of {known}.')


def tier_or_none(value: Any) -> int | None:
    """A tier from 1 to 4, None where the cell is empty.

    Raises:
        XlwingsError: it is no tier.
    """
    return _tier_or_none(one_cell(value, "tier"))


@lru_cache(maxsize=_REMEMBERED, typed=True)
def _tier_or_none(value: Any) -> int | None:
    if isinstance(value, int | float) and value == 0:
        return None
    tier, problem = read_tier(value)
    if problem:
        raise xw.XlwingsError(f'tier "{_shown(value)}" is not a tier. Use 1, 2, 3 or 4.')
    return None if tier is None else int(tier)


def points_or_none(value: Any) -> int | None:
    """A score in basis points, None where the cell is empty.

    Raises:
        XlwingsError: it is not a share from 0 to 1.
    """
    return _points_or_none(one_cell(value, "score"))


@lru_cache(maxsize=_REMEMBERED, typed=True)
def _points_or_none(value: Any) -> int | None:
    if blank(value):
        return None
    text = str(value).strip()
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1 or isinstance(value, bool):
        raise xw.XlwingsError(
            f'score "{_shown(value)}" is not a score. Use a share from 0 to 1, such as 0.85.'
        )
    return round(share * FULL)


def amount_or_none(value: Any, argument: str) -> float | None:
    """An amount, None where the cell is empty.

    Raises:
        XlwingsError: it is no number, or below zero.
    """
    value = one_cell(value, argument)
    if isinstance(value, int | float) and not isinstance(value, bool):
        number: float | None = None if missing(value) else float(value)
    else:
        numbers, problems = read_numbers(pd.Series([value], dtype=object), money=True)
        if problems.iloc[0]:
            raise xw.XlwingsError(
                f'{argument} "{_shown(value)}" is not a number. Use digits, for example 250000.'
            )
        number = None if missing(numbers.iloc[0]) else float(numbers.iloc[0])
    if number is not None and number < 0:
        raise xw.XlwingsError(
            f"{argument} {number:g} is below zero. Use the recurring revenue of a year, 0 or more."
        )
    return number


def text_of(value: Any, argument: str) -> str:
    """A text, "" where the cell is empty.

    Raises:
        XlwingsError: the cell holds an error.
    """
    value = one_cell(value, argument)
    if isinstance(value, str) and value.strip().upper() in EXCEL_ERRORS:
        _refuse_error(value, argument)
    return "" if missing(value) or value == 0 else as_text(value)


def column_of(value: Any) -> list[Any]:
    """The cells of a range in a row, whether it is one cell, one row, one column or a block."""
    if not isinstance(value, list | tuple):
        return [value]
    return [cell for row in value for cell in (row if isinstance(row, list | tuple) else [row])]


def accounts_of(scores: Any, tiers: Any, statuses: Any, current_scores: Any) -> pd.DataFrame:
    """Tier, Gate score, Current score and Status of each row, without a header row or blank rows.

    Raises:
        XlwingsError: the ranges differ in size, or a cell can't be read.
    """
    given = {"scores": column_of(scores), "tiers": column_of(tiers)}
    for name, cells in (("statuses", statuses), ("current_scores", current_scores)):
        column = column_of(cells)
        if any(cell != 0 and not says_nothing(cell) for cell in column):
            given[name] = column
    sizes = {name: len(cells) for name, cells in given.items()}
    if len(set(sizes.values())) > 1:
        told = ", ".join(f"{name} has {size} cells" for name, size in sizes.items())
        raise xw.XlwingsError(f"{told}. Pass ranges over the same rows.")
    start = int(bool(given["tiers"]) and _is_header(given["tiers"][0]))
    read = {name: cells[start:] for name, cells in given.items()}
    gates = list(map(points_or_none, read["scores"]))
    currents = read.get("current_scores")
    said = read.get("statuses", [None] * len(gates))
    rows = pd.DataFrame(
        {
            "Tier": pd.array(list(map(tier_or_none, read["tiers"])), dtype="Int8"),
            "Gate score": pd.array(gates, dtype="Int32"),
            "Current score": pd.array(
                list(map(points_or_none, currents)) if currents else gates, dtype="Int32"
            ),
            "Status": pd.array(list(map(_status_or_none, said)), dtype="str"),
        }
    )
    return rows.loc[rows[["Tier", "Gate score", "Status"]].notna().any(axis=1)]


_STATUSES = {folded(status): status for status in STATUSES}


def _status_or_none(cell: Any) -> str | None:
    """A status, however it is written; None for an empty cell.

    Raises:
        XlwingsError: it is no status, so that nobody can tell whether the account counts.
    """
    if says_nothing(cell) or cell == 0:
        return None
    if (name := folded(as_text(cell))) not in _STATUSES:
        raise xw.XlwingsError(
            f'statuses "{_shown(cell)}" is not a status. Use one of {", ".join(STATUSES)}.'
        )
    return _STATUSES[name]


_TIER_HEADERS = frozenset(map(folded, (TIER.header, *TIER.aliases)))


def _is_header(cell: Any) -> bool:
    return isinstance(cell, str) and folded(cell) in _TIER_HEADERS


def table_of(value: Any, argument: str) -> pd.DataFrame:
    """The cells under a header row, on an index that counts the header row as row 1.

    Blank rows at the end are left out, so a range may be longer than its table.

    Raises:
        XlwingsError: there is no header row.
    """
    rows = value if isinstance(value, list | tuple) else [[value]]
    if rows and not isinstance(rows[0], list | tuple):
        rows = [rows]
    end = len(rows)
    while end and all(map(says_nothing, rows[end - 1])):
        end -= 1
    if not end:
        raise xw.XlwingsError(
            f"{argument} is empty. Pass the table with its header row, for example Accounts[#All]."
        )
    headers = ["" if missing(cell) else as_text(cell) for cell in rows[0]]
    index = range(_FIRST_ROW, end + 1)
    cells = [list(map(_with_error, row)) for row in rows[1:end]]
    frame = pd.DataFrame(cells, index=index, columns=range(len(headers)), dtype=object)
    return frame.set_axis(headers, axis=1)


def optional_table_of(value: Any, argument: str) -> pd.DataFrame | None:
    """As `table_of`; None where the argument is left out, empty, or a header row alone."""
    if all(cell is None or cell in ("", 0) for cell in column_of(value)):
        return None
    frame = table_of(value, argument)
    return frame if len(frame) else None


def _refuse_error(value: str, argument: str) -> NoReturn:
    raise xw.XlwingsError(
        f"{argument} holds the error {value.strip()}. Mend the formula there, or type the value."
    )


def _shown(value: Any) -> str:
    text = " ".join(as_text(value).split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def nearest(key: str, known: Iterable[str]) -> str:
    """The name that a mistyped one was meant to be, as the end of an error's sentence."""
    import difflib

    near = difflib.get_close_matches(key.casefold(), known, n=1, cutoff=0.5)
    return f' Did you mean "{near[0]}"?' if near else " Settings lists them all."
