"""The Settings of the tracker that is active, for the worksheet functions of classic Excel.

The add-in hands itself over with each call, never a workbook that came by mail, since xlwings would
look there for code. Through it the functions see Excel and so the active workbook, without an
argument of their own. Its Settings are read about once a calculation: as long as calls follow
each other closely, a cell costs no more than the name of the workbook.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import xlwings as xw

from addin.tracker.workbook import TRACKER, plain_name
from scoring.policy import Policy, PolicyError
from scoring.settings import policy_from

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET = 0.25
"""Seconds without a call that end a calculation."""
LONGEST = 2.0
"""Seconds after which Settings are read again within one calculation."""

_COLUMNS = ("Parameter", "From", "Value", "Default")
_NEEDED = {"Parameter", "Value"}


class _Read(NamedTuple):
    """What was read last: of which workbook, when, and the policy or what is wrong with it."""

    book: str
    at: float
    found: Policy | str


class ActiveSettings:
    """The policy that is in force for the cells that Excel is calculating."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: _Read | None = None
        self._used = 0.0

    def policy(self, book: xw.Book) -> Policy:
        """The defaults with the Settings of a workbook on top, if it is a tracker.

        Raises:
            XlwingsError: Settings can't be used; it names the row, the parameter and the mend.
        """
        name, now = book.name, self._clock()
        last = self._last
        if last is None or last.book != name or now - self._used > QUIET or now - last.at > LONGEST:
            last = _Read(name, now, _policy_of(settings_of(book)))
            self._last = last
            now = self._clock()
        self._used = now
        if isinstance(last.found, str):
            raise xw.XlwingsError(last.found)
        return last.found


SETTINGS = ActiveSettings()


def active_policy() -> Policy:
    """The policy of the tracker that is active, else the defaults of parameters.toml.

    Raises:
        XlwingsError: as for `ActiveSettings.policy`.
    """
    book = _active_book()
    return default_policy() if book is None else SETTINGS.policy(book)


@lru_cache(maxsize=1)
def default_policy() -> Policy:
    """The defaults of parameters.toml."""
    return Policy.load()


def _active_book() -> xw.Book | None:
    """The workbook that is active in Excel; None where there is none, or Excel did not call."""
    try:
        found = xw.Book.caller().app.books.active
    except Exception as error:
        # xlwings has no class of its own for this; a fault of Excel has one.
        if type(error) is not Exception:
            raise
        return None
    # In front of a window in Protected View Excel has no active workbook, and xlwings an empty one.
    return None if found.api is None else found


def settings_of(book: xw.Book) -> tuple[int, tuple[tuple[Any, ...], ...]] | None:
    """The cells of Settings and the row of the sheet they start in; None if it is no tracker.

    A tracker has Accounts and Settings, each as a table or as a sheet with a plain range.
    """
    places: dict[str, Any] = {}
    for sheet in book.sheets:
        tables = list(sheet.tables)
        for table in tables:
            places[plain_name(table.name)] = table
        if not tables:
            places.setdefault(plain_name(sheet.name), sheet)
    if not places.keys() >= TRACKER:
        return None
    place = places["settings"]
    cells = place.used_range if isinstance(place, xw.Sheet) else place.range
    values = cells.options(ndim=2, err_to_str=True).value
    return cells.row, tuple(map(tuple, values))


@lru_cache(maxsize=8)
def _policy_of(settings: tuple[int, tuple[tuple[Any, ...], ...]] | None) -> Policy | str:
    """The policy that cells of Settings make, the same for the same cells; or what is wrong."""
    if settings is None:
        return default_policy()
    first, rows = settings
    for place, row in enumerate(rows):
        headers = ["" if cell is None else str(cell).strip() for cell in row]
        if set(headers) >= _NEEDED:
            index = range(first + place + 1, first + len(rows))
            body = pd.DataFrame(rows[place + 1 :], index=index, columns=headers, dtype=object)
            known = body.loc[:, [name in _COLUMNS for name in headers]]
            try:
                return policy_from(known)
            except PolicyError as error:
                return _told(error.problems)
    return (
        "Settings of the active tracker has no header row with Parameter and Value. Put it back, "
        "undo or a copy has it."
    )


def _told(problems: list[str]) -> str:
    """The first problem, and how many more there are."""
    more = len(problems) - 1
    return problems[0] + (f" Settings has {more} more to mend." if more else "")
