"""Reading dates: real ones, serials, and texts in ISO, US, European or spelled form."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd

from scoring.cells.distinct import by_distinct, no_problems
from scoring.cells.texts import blank

EXCEL_EPOCH = pd.Timestamp("1899-12-30")
LAST_TWENTIES_YEAR = 69
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTHS_IN_YEAR = 12

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_PLAIN_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:,?[T ].*)?")
_DAY_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-\s.]+([a-z]+)\.?,?[-\s]+(\d{4}|\d{2})(?:[ t].*)?"
)
_NAME_DAY = re.compile(
    r"([a-z]+)\.?[-\s]+(\d{1,2})(?:st|nd|rd|th)?,?[-\s]+(\d{4}|\d{2})(?:[ t].*)?"
)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+")
_SERIAL = re.compile(r"\d{1,5}(?:\.\d+)?")
_FIRST_SERIAL = 367


def date_order(values: pd.Series) -> str:
    """How numeric dates of a column are written, told from all of its values.

    Returns "month first", "day first", "mixed" (some values prove each), "open" (nothing proves
    either, yet some value needs to know), or "" (no value needs to know).
    """
    texts = {text.strip() for text in values if isinstance(text, str)}
    found = [match for text in texts if (match := _NUMERIC.fullmatch(text))]
    pairs = [(int(m[1]), int(m[3])) for m in found if m[2] != "."]
    day_first = any(first > MONTHS_IN_YEAR for first, _ in pairs)
    month_first = any(second > MONTHS_IN_YEAR for _, second in pairs)
    if day_first and month_first:
        return "mixed"
    if day_first or month_first:
        return "day first" if day_first else "month first"
    return "open" if any(first != second for first, second in pairs) else ""


def read_dates(
    values: pd.Series, order: str, years: tuple[int, int]
) -> tuple[pd.Series, pd.Series]:
    """Dates of a column, at midnight, and a code where a value is none.

    Args:
        values: cells: datetimes, serials, text in ISO, US, European or spelled form.
        order: as `date_order` tells; "open" reads month first.
        years: first and last year that make sense.

    Codes: DATE_UNREADABLE, DATE_AMBIGUOUS, DATE_ZERO (an empty cell that came as 0: read as blank).
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        plain = pd.to_datetime(values).dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
        return plain, pd.Series(no_problems(len(values)), index=values.index)

    def read(value: Any) -> tuple[Any, str]:
        day, problem = read_date(value, order)
        if day is not None and not years[0] <= day.year <= years[1]:
            return None, "DATE_UNREADABLE"
        return day, problem

    days, problems = by_distinct(values, read, "datetime64[s]")
    return pd.Series(days, index=values.index), pd.Series(problems, index=values.index)


def read_date(value: Any, order: str) -> tuple[dt.date | None, str]:
    """One date, and a code where the value is none; see `read_dates`."""
    if type(value) is str and _PLAIN_ISO(value):
        # Most dates, at a fraction of the time; what is no day is judged below.
        try:
            return dt.date.fromisoformat(value), ""
        except ValueError:
            return _from_text(value, order)
    if isinstance(value, dt.time | dt.timedelta):
        return None, "DATE_ZERO"
    if isinstance(value, dt.datetime | dt.date):
        day = dt.date(value.year, value.month, value.day)
        return (None, "DATE_ZERO") if day <= dt.date(1900, 1, 1) else (day, "")
    if isinstance(value, bool | np.bool_):
        return None, "DATE_UNREADABLE"
    if isinstance(value, int | float):
        return _from_serial(float(value))
    if blank(value):
        return None, ""
    return _from_text(str(value).strip(), order)


def _from_serial(serial: float) -> tuple[dt.date | None, str]:
    if serial == 0:
        return None, "DATE_ZERO"
    if compact := _COMPACT.fullmatch(f"{serial:.0f}"):
        return _day(*compact.groups())
    if _FIRST_SERIAL <= serial < 10 ** len("99999"):
        return (EXCEL_EPOCH + pd.Timedelta(days=int(serial))).date(), ""
    return None, "DATE_UNREADABLE"


def _from_text(text: str, order: str) -> tuple[dt.date | None, str]:
    if re.fullmatch(r"[0\s:/.-]+", text):
        return None, "DATE_ZERO"
    if iso := _ISO.fullmatch(text):
        return _day(*iso.groups())
    if compact := _COMPACT.fullmatch(text):
        return _day(*compact.groups())
    if numeric := _NUMERIC.fullmatch(text):
        return _numeric_day(numeric, order)
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text))
    spelled = _WEEKDAY.sub("", text.casefold())
    if match := _DAY_NAME.fullmatch(spelled):
        return _day(match[3], str(MONTHS.get(match[2], 0)), match[1])
    if match := _NAME_DAY.fullmatch(spelled):
        return _day(match[3], str(MONTHS.get(match[1], 0)), match[2])
    return None, "DATE_UNREADABLE"


def _numeric_day(match: re.Match[str], order: str) -> tuple[dt.date | None, str]:
    first, sign, second, year = match.groups()
    first_is_day = int(first) > MONTHS_IN_YEAR or sign == "."
    second_is_day = int(second) > MONTHS_IN_YEAR
    if order == "mixed" and not first_is_day and not second_is_day and int(first) != int(second):
        return None, "DATE_AMBIGUOUS"
    if first_is_day or (order == "day first" and not second_is_day):
        return _day(year, second, first)
    return _day(year, first, second)


def _day(year: str, month: str, day: str) -> tuple[dt.date | None, str]:
    number = int(year)
    if len(year) == len("26"):
        number += 2000 if number <= LAST_TWENTIES_YEAR else 1900
    try:
        return dt.date(number, int(month), int(day)), ""
    except ValueError:
        return None, "DATE_UNREADABLE"
