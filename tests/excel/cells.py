"""What Excel makes of what is typed into a cell, and what a cell says when it is asked."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import from_excel, to_excel

if TYPE_CHECKING:
    from collections.abc import Callable

GENERAL = "General"
ERRORS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
_NUMBER = re.compile(r"[+-]?\(?[$€£]?\s?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][+-]?\d+)?\)?\s?%?")
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_DAY = re.compile(r"([a-z]{3,9})[ -](\d{1,4})(?:,? (\d{4}))?", re.IGNORECASE)
_DAY_MONTH = re.compile(r"(\d{1,2})[ -]([a-z]{3,9})(?:[ -](\d{2,4}))?", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,4})[/-](\d{1,2})(?:[/-](\d{1,4}))?")


class ErrorValue(str):
    """An error that a cell holds."""

    __slots__ = ()


@dataclass(frozen=True)
class Cell:
    """A cell: its value (dates are numbers), its formula, its number format."""

    value: float | str | bool | None = None
    formula: str | None = None
    look: str = GENERAL
    array: bool = False

    @property
    def empty(self) -> bool:
        return self.value is None and self.formula is None

    def shown(self) -> Any:
        """The value as COM hands it over."""
        value = self.value
        if isinstance(value, ErrorValue):
            return ERRORS[value]
        if isinstance(value, bool) or not isinstance(value, float):
            return value
        if is_date_format(self.look):
            moment = from_excel(value)
            if isinstance(moment, dt.time):
                moment = dt.datetime.combine(dt.date(1899, 12, 30), moment)
            if isinstance(moment, dt.timedelta):
                moment = dt.datetime(1899, 12, 30) + moment
            return moment.replace(tzinfo=dt.UTC)
        if any(sign in self.look for sign in "$€£"):
            return Decimal(str(round(value, 4)))
        return value

    def formula_text(self) -> str:
        """What the formula bar holds; a mark before a text is not part of it."""
        if self.formula is not None:
            return self.formula
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return str(self.value).upper()
        if isinstance(self.value, float):
            return f"{self.value:.15g}"
        return str(self.value)


def entered(cell: Cell, given: Any, row: int, calculate: Callable[[str], Any]) -> Cell:
    """The cell after this was assigned to it."""
    bare = replace(cell, value=None, formula=None, array=False)
    if given is None or (isinstance(given, str) and not given):
        return bare
    if isinstance(given, bool):
        return replace(bare, value=given)
    if isinstance(given, dt.datetime):
        look = "m/d/yyyy" if cell.look == GENERAL else cell.look
        return replace(bare, value=float(to_excel(given.replace(tzinfo=None))), look=look)
    if type(given) in (int, float):
        number = float(given)
        if not np.isfinite(number):
            raise TypeError("a number that Excel does not know")
        return replace(bare, value=number)
    if isinstance(given, str):
        return _typed(bare, given, calculate)
    raise TypeError(f"{type(given).__name__} can't be handed to Excel")


def _typed(cell: Cell, text: str, calculate: Callable[[str], Any]) -> Cell:
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > 32_767 + (text[0] == "'"):
        raise ValueError("text too long for a cell")
    if text[0] == "'":
        return replace(cell, value=text[1:] or None)
    if cell.look == "@":
        return replace(cell, value=text)
    number = _number(text)
    if number is not None:
        return replace(cell, value=number)
    if text[0] in "=+-@\uff1d\uff0b\uff0d\uff20" and len(text) > 1:
        formula = "=" + text.lstrip("=@\uff1d\uff0b\uff20")
        return replace(cell, formula=formula, value=calculate(formula))
    if text.strip().upper() in ("TRUE", "FALSE", "WAHR", "FALSCH"):
        return replace(cell, value=text.strip().upper() in ("TRUE", "WAHR"))
    if text.strip().upper() in ERRORS:
        return replace(cell, value=ErrorValue(text.strip().upper()))
    day = _date(text.strip())
    if day is not None:
        return replace(cell, value=day, look="d-mmm" if cell.look == GENERAL else cell.look)
    return replace(cell, value=text)


def _number(text: str) -> float | None:
    bare = text.strip()
    if not bare or not _NUMBER.fullmatch(bare) or not any(sign.isdigit() for sign in bare):
        return None
    share = 100 if bare.endswith("%") else 1
    digits = re.sub(r"[$€£,\s%()]", "", bare)
    return (-1 if "(" in bare else 1) * float(digits) / share


def _date(text: str) -> float | None:
    if _TIME.fullmatch(text):
        hours, minutes, *rest = map(int, text.split(":"))
        return (hours * 3600 + minutes * 60 + (rest[0] if rest else 0)) / 86_400
    try:
        if found := _SLASHED.fullmatch(text):
            one, two, three = (int(part) if part else 2026 for part in found.groups())
            day = dt.datetime(one, two, three) if one > 31 else dt.datetime(three, one, two)
        elif found := _MONTH_DAY.fullmatch(text):
            month = _MONTHS.index(found[1][:3].lower()) + 1
            number = int(found[2])
            day = (
                dt.datetime(number, month, 1)
                if number > 31
                else dt.datetime(int(found[3] or 2026), month, number)
            )
        elif found := _DAY_MONTH.fullmatch(text):
            year = int(found[3] or 2026)
            day = dt.datetime(
                year if year > 99 else 2000 + year,
                _MONTHS.index(found[2][:3].lower()) + 1,
                int(found[1]),
            )
        else:
            return None
    except ValueError:
        return None
    return float(to_excel(day))


def prepared(value: Any) -> Any:
    """What xlwings' engine for Windows makes of a value before it reaches Excel."""
    if isinstance(value, dt.date | np.datetime64):
        if value is pd.NaT:
            return ""
        moment = pd.Timestamp(value).to_pydatetime(warn=False)
        return moment.replace(tzinfo=dt.UTC)
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, float | np.floating) and np.isnan(value):
        return ""
    return float(value) if isinstance(value, np.number) else value


_REFERENCE = re.compile(r"(?<![A-Za-z])\$?([A-Z]{1,3})\$?(\d+)(?![A-Za-z(])")
_ARITHMETIC = re.compile(r"[0-9.+*/() -]+")
_LINK = re.compile(r'=HYPERLINK\("(?:[^"]|"")*",\s*(?:"((?:[^"]|"")*)"|([0-9.eE+-]+))\)')


def calculated(formula: str, value_at: Callable[[int, int], Any]) -> Any:
    """The value of a formula, as far as the double can reckon; else zero."""
    if "|" in formula:
        raise AssertionError(f"a command reached Excel as a formula: {formula}")
    if found := _LINK.fullmatch(formula):
        return float(found[2]) if found[2] else found[1].replace('""', '"')

    def number(found: re.Match[str]) -> str:
        value = value_at(int(found[2]), column_index_from_string(found[1]))
        return repr(float(value)) if isinstance(value, int | float) else "0.0"

    text = _REFERENCE.sub(number, formula[1:])
    if not _ARITHMETIC.fullmatch(text):
        return 0.0
    try:
        return float(eval(text, {"__builtins__": {}}))  # noqa: S307 - digits and signs only
    except (SyntaxError, ZeroDivisionError, TypeError):
        return ErrorValue("#VALUE!")
