"""Between what a cell holds and what Excel is handed: text stays text, whatever it looks like."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from addin.tracker.limits import MAX_TEXT
from scoring.cells.texts import EXCEL_ERRORS

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Formula:
    """What a cell holds that is calculated; the text begins with an equals sign."""

    text: str


class CellError(str):
    """An error such as #N/A that a cell holds, and not a text that looks like one."""

    __slots__ = ()


@runtime_checkable
class _WithFormula(Protocol):
    """A value of ours that is written as a formula, such as a link to where a number comes from.

    Its formula holds no equals sign in front, and no text of a customer.
    """

    @property
    def formula(self) -> str: ...


Content = str | float | bool | dt.datetime | Formula | CellError | None
"""What a cell holds."""

_FIRST_DAY = dt.datetime(1900, 1, 1)
_EPOCH = dt.datetime(1899, 12, 30)
_DAY = dt.timedelta(days=1)
_MISSING = type(pd.NaT) | type(pd.NA)
# Excel reads the words for true and false in the language of its windows.
_TRUTH = frozenset(
    (
        "true",
        "false",
        "wahr",
        "falsch",
        "vrai",
        "faux",
        "verdadero",
        "falso",
        "vero",
        "verdadeiro",
        "waar",
        "onwaar",
        "sant",
        "falskt",
        "sand",
        "falsk",
        "sann",
        "usann",
        "tosi",
        "epätosi",
        "prawda",
        "fałsz",
        "pravda",
        "nepravda",
        "igaz",
        "hamis",
        "истина",
        "ложь",
        "doğru",
        "adevărat",
        "fals",
        "verdader",
        "yanl\u0131ş",
    )
)
_ERRORS = EXCEL_ERRORS | {"#N/A"}
_ERROR_CODES = range(-2146826288, -2146826200)


def content_of(value: Any) -> Content:
    """A value of a frame as what its cell is to hold; missing values are None.

    Raises:
        ValueError: a text is longer than a cell can hold; the message is its length.
    """
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, _MISSING | Formula):
        return value if isinstance(value, Formula) else None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | float | np.number | Decimal):
        return _number(value)
    if isinstance(value, np.datetime64):
        return content_of(pd.Timestamp(value))
    if isinstance(value, dt.date):
        return _moment(value)
    if isinstance(value, dt.timedelta | np.timedelta64):
        return pd.Timedelta(value) / pd.Timedelta(_DAY)
    return Formula("=" + value.formula) if isinstance(value, _WithFormula) else _text(str(value))


def content_read(value: Any) -> Content:
    """A value as Excel hands it over, as what its cell holds."""
    if isinstance(value, str):
        return CellError(value) if value in _ERRORS else (value or None)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and value in _ERROR_CODES:
        # Errors that xlwings has no text for, such as that of a spill.
        return CellError("#VALUE!")
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, dt.datetime):
        plain = value.replace(tzinfo=None)
        # A time of day comes as a moment of the day before the first.
        return plain if plain >= _FIRST_DAY else (plain - _EPOCH) / _DAY
    return str(value)


def entry(content: Content) -> str | float | bool | dt.datetime:
    """What Excel must be given so that the cell holds exactly this."""
    if content is None:
        return ""
    if isinstance(content, Formula):
        return content.text
    if isinstance(content, str) and not isinstance(content, CellError):
        return "'" + content if _needs_mark(content) else content
    return str(content) if isinstance(content, CellError) else content


def entries(rows: Sequence[Sequence[Content]]) -> list[list[Any]]:
    """A block of cells as Excel must be given it."""
    known: dict[str, Any] = {}

    def given(content: Content) -> Any:
        if type(content) is not str:
            return entry(content)
        found = known.get(content)
        if found is None:
            found = known[content] = entry(content)
        return found

    return [[given(content) for content in row] for row in rows]


def _needs_mark(text: str) -> bool:
    """Whether Excel might take a text for a formula, number, date, error or truth value.

    What Excel understands depends on its language, so only text is left bare that no language
    reads as something else: it begins with a letter, has no digit, and is no word for true or
    false.
    """
    if not text[0].isalpha() or text.casefold() in _TRUTH:
        return True
    if text.isascii():
        return _DIGIT.search(text) is not None
    return any(character.isnumeric() for character in text)


_DIGIT = re.compile("[0-9]")


def _text(value: str) -> str | None:
    if len(value) > MAX_TEXT // 2:
        length = len(value.encode("utf-16-le", "surrogatepass")) // 2
        if length > MAX_TEXT:
            raise ValueError(length)
    return str.__str__(value) or None


def _number(value: float | np.number | Decimal) -> float | str | None:
    try:
        number = float(value)
    except OverflowError:
        return str(value)
    return number if math.isfinite(number) else None


def _moment(value: dt.date) -> dt.datetime | str:
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    plain = value.replace(tzinfo=None)
    if isinstance(plain, pd.Timestamp):
        plain = plain.to_pydatetime(warn=False)
    return plain if plain >= _FIRST_DAY else plain.isoformat()
