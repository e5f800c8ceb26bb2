"""Reading single cells: dates, money, numbers, yes and no, as people and CRMs write them.

Each reader takes the values of a column, looks at every distinct value once, and returns typed
values together with a code for each value that it could not read.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scoring.tables import folded

if TYPE_CHECKING:
    from collections.abc import Callable

BLANKS = frozenset(
    {
        "",
        "n a",
        "na",
        "none",
        "null",
        "nil",
        "nan",
        "nat",
        "tbd",
        "tba",
        "tbc",
        "unknown",
        "not set",
    }
    | {"not assigned", "unassigned", "vacant", "not available", "to be defined", "to be confirmed"}
)
LABEL_BLANKS = frozenset({"", "n a", "null", "nan"})
"""A region may well be called NA and a segment None, so labels have fewer words for blank."""

YES = frozenset(
    {
        "yes",
        "y",
        "true",
        "1",
        "1 0",
        "x",
        "done",
        "completed",
        "complete",
        "held",
        "ja",
        "oui",
        "si",
    }
)
NO = frozenset({"no", "n", "false", "0", "0 0", "not done", "open", "pending", "nein", "non"})

EXCEL_EPOCH = pd.Timestamp("1899-12-30")
EXCEL_ERRORS = frozenset(
    {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"}
)
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


def by_distinct(
    values: pd.Series, read: Callable[[Any], tuple[Any, str]]
) -> tuple[np.ndarray, np.ndarray]:
    """What `read` makes of each value, and its code for what it could not read ("" if it could).

    Each distinct value is read once: exports repeat themselves.
    """
    codes, distinct = distinct_values(values)
    pairs = [read(value) for value in distinct]
    results = np.empty(len(pairs) + 1, dtype=object)
    problems = np.full(len(pairs) + 1, "", dtype=object)
    results[-1] = None
    for place, (result, problem) in enumerate(pairs):
        results[place], problems[place] = result, problem
    return results[codes], problems[codes]


def distinct_values(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """A code for each value, -1 where it is missing, and the value that each code stands for."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories.to_numpy(dtype=object)
    return pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=True)


def missing(value: Any) -> bool:
    """Whether a cell is empty: None, NaN, NaT or NA."""
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float) and math.isnan(value))
    )


_NO_SIGNS = re.compile(r"[\s\-\u2010-\u2015_.?!/\\*#]*")


def blank(value: Any, words: frozenset[str] = BLANKS) -> bool:
    """Whether a cell says nothing: empty, a dash, a question mark, n/a and their like."""
    if missing(value) or not isinstance(value, str):
        return missing(value)
    text = folded(value)
    # A name may be written in signs alone, such as an emoji.
    return text in words and (bool(text) or _NO_SIGNS.fullmatch(value) is not None)


def as_text(value: Any) -> str:
    """A cell as text: whole numbers without .0, dates as ISO."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    return str(value).strip()


def yes_or_no(value: Any) -> bool | None:
    """True, False, or None where the cell says neither."""
    text = folded(as_text(value))
    return True if text in YES else False if text in NO else None


# --- Dates ---------------------------------------------------------------------------------------


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
        return plain, pd.Series("", index=values.index, dtype=object)

    def read(value: Any) -> tuple[Any, str]:
        day, problem = read_date(value, order)
        if day is not None and not years[0] <= day.year <= years[1]:
            return None, "DATE_UNREADABLE"
        return day, problem

    days, problems = by_distinct(values, read)
    typed = pd.Series(days.astype("datetime64[s]"), index=values.index)
    return typed, pd.Series(problems, index=values.index, dtype=object)


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


# --- Money and numbers ---------------------------------------------------------------------------

_USUAL_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,2})?").fullmatch
_GROUPED_COMMA = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_GROUPED_POINT = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_ONE_POINT_GROUP = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_DECIMAL_COMMA = re.compile(r"-?(?:\d+,\d{1,2}|0,\d+)")
_DECIMAL_POINT = re.compile(r"\.\d{1,2}$|^-?0?\.\d+$|\d{4}\.\d+$|\.\d{4,}$")
"""Ends of a number whose point can't part thousands."""

_PLAIN = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?")
_SCALES = {"k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "b": 1e9, "bn": 1e9}
_AMOUNT = re.compile(r"(.*?\d[\d.,'e+-]*)\s*(k|mm|mn|mio|m|bn|b)?")
_CODES = "usd|eur|gbp|chf|aud|cad|sek|nok|dkk|jpy|inr"
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_CURRENCY = re.compile(rf"[{''.join(_SIGNS)}]|\b(?:{_CODES}|us|per year|pa)\b|/\s*(?:yr|year)")
_CODE = re.compile(rf"(?<![a-z])(?:{_CODES})(?![a-z])")


def decimal_sign(values: pd.Series) -> str:
    """The decimal sign of a column, told from all of its values; "" if nothing tells."""
    found = {text for text in values if isinstance(text, str) and not text.isdecimal()}
    texts = [text if _USUAL_NUMBER(text) else _parted(text)[0] for text in found]
    european = any(
        _DECIMAL_COMMA.fullmatch(text)
        or (_GROUPED_POINT.fullmatch(text) and not _ONE_POINT_GROUP.fullmatch(text))
        for text in texts
    )
    american = any(_GROUPED_COMMA.fullmatch(text) or _DECIMAL_POINT.search(text) for text in texts)
    if european == american:
        return "." if american else ""
    return "," if european else "."


def read_numbers(values: pd.Series, *, money: bool = False) -> tuple[pd.Series, pd.Series]:
    """Amounts of a column as floats, and a code where a value is none.

    Reads 8.0E7, $1,200.00, 1.200,00 €, (500) as -500, 250k, 1.2M. Code: NUMBER_UNREADABLE.

    Args:
        values: cells.
        money: 250.000 is a quarter of a million unless the column proves a decimal point, since
            nobody writes money with three decimals; but 1.250M is a million and a quarter.
    """
    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype):
        numbers = values.astype("float64").where(np.isfinite(values.astype("float64")))
        return numbers, pd.Series("", index=values.index, dtype=object)
    sign = decimal_sign(values)

    def read(value: Any) -> tuple[Any, str]:
        if isinstance(value, bool | np.bool_ | dt.date | dt.time):
            return None, "NUMBER_UNREADABLE"
        if isinstance(value, int | float):
            return (float(value), "") if np.isfinite(value) else (None, "NUMBER_UNREADABLE")
        if _USUAL_NUMBER(value):
            # Most amounts, at a tenth of the time; nothing below would read them otherwise.
            return float(value), ""
        if blank(value):
            return None, ""
        number = _amount(str(value), sign, money=money)
        return number, "" if number is not None else "NUMBER_UNREADABLE"

    numbers, problems = by_distinct(values, read)
    typed = pd.Series(pd.to_numeric(numbers, errors="coerce"), index=values.index, dtype="float64")
    return typed, pd.Series(problems, index=values.index, dtype=object)


def currencies(values: pd.Series) -> list[str]:
    """The currencies that amounts of a column name, by their codes.

    >>> currencies(pd.Series(["$5", "900 EUR", "US$ 7", "8"]))
    ['EUR', 'USD']
    """
    texts = (text for text in values.unique() if isinstance(text, str) and not _USUAL_NUMBER(text))
    return sorted({code for text in texts for code in _codes(text.casefold())})


def _codes(text: str) -> set[str]:
    """The codes that stand in an amount; else those that its signs are the usual ones of."""
    spelled = set(_CODE.findall(text))
    signs = {code for sign, code in _SIGNS.items() if sign in text}
    return {code.upper() for code in spelled} or signs


def _bare(text: str) -> str:
    plain = _CURRENCY.sub("", text.casefold().replace("\N{MINUS SIGN}", "-"))
    return re.sub(r"[\s'\N{RIGHT SINGLE QUOTATION MARK}]", "", plain)


def _parted(text: str) -> tuple[str, str]:
    """The digits of an amount and its scale, without currency and brackets; "" where it is none."""
    match = _AMOUNT.fullmatch(_bare(text).strip("()"))
    return (match[1], match[2] or "") if match else ("", "")


def _amount(text: str, sign: str, *, money: bool) -> float | None:
    digits, scale = _parted(text)
    groups = sign == "," or (money and not sign and not scale)
    if _GROUPED_POINT.fullmatch(digits) and (groups or not _ONE_POINT_GROUP.fullmatch(digits)):
        digits = digits.replace(".", "").replace(",", ".")
    elif _DECIMAL_COMMA.fullmatch(digits):
        digits = digits.replace(",", ".")
    elif _GROUPED_COMMA.fullmatch(digits):
        digits = digits.replace(",", "")
    if not _PLAIN.fullmatch(digits):
        return None
    number = float(digits) * _SCALES.get(scale, 1.0)
    if not np.isfinite(number):
        return None
    bare = _bare(text)
    return -number if bare.startswith("(") and bare.endswith(")") else number


# --- Titles, tiers, ids --------------------------------------------------------------------------

_TIER = re.compile(r"(?:tier|t|level|segment)?\s*([1-4])(?: 0)?")
_SHORT_SALESFORCE_ID = re.compile(r"001[A-Za-z0-9]{12}")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_CHECK_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_CHECK_SPAN = 5


def read_tier(value: Any) -> tuple[Any, str]:
    """A tier from 1 to 4; code TIER_UNREADABLE.

    >>> read_tier("Tier 2"), read_tier(1.0), read_tier("gold")
    ((2, ''), (1, ''), (None, 'TIER_UNREADABLE'))
    """
    if blank(value):
        return None, ""
    text = as_text(value)
    match = None if text.startswith("-") else _TIER.fullmatch(folded(text))
    return (int(match[1]), "") if match else (None, "TIER_UNREADABLE")


_USUAL_IDS = re.compile(r"(?:[!-~]{16,}+\n)*+").fullmatch
_USUAL_ID = re.compile(r"[!-~]{16,}").fullmatch
"""Longer than any word for blank and than the short form of a Salesforce id."""


def read_ids(values: np.ndarray) -> list[Any]:
    """Account ids as `read_id` has them; long ones, as most are, need no second look.

    >>> read_ids(np.array(["001D000000IRt53", " 0015g00000abcdeAAA", None], dtype=object))
    ['001D000000IRt53IAD', '0015g00000abcdeAAA', None]
    """
    cells: list[Any] = values.tolist()
    texts = set(map(type, cells)) <= {str}
    if texts:
        lines = "\n".join([*cells, ""])
        if lines.count("\n") == len(cells) and _USUAL_IDS(lines):
            return cells
    usual = map(_USUAL_ID, cells) if texts else [False] * len(cells)
    return [
        value if known else read_id(value)[0] for value, known in zip(cells, usual, strict=True)
    ]


def read_id(value: Any) -> tuple[Any, str]:
    """An account id as text; a 15-character Salesforce id becomes its 18-character form.

    The short form tells ids apart by capitals only, which lookups in Excel do not see.

    >>> read_id("001D000000IRt53")[0], read_id(1042.0)[0]
    ('001D000000IRt53IAD', '1042')
    """
    if blank(value, LABEL_BLANKS):
        return None, ""
    text = _INVISIBLE.sub("", as_text(value))
    if not _SHORT_SALESFORCE_ID.fullmatch(text):
        return text, ""
    spans = [text[start : start + _CHECK_SPAN] for start in range(0, len(text), _CHECK_SPAN)]
    checks = [sum(1 << bit for bit, sign in enumerate(span) if sign.isupper()) for span in spans]
    return text + "".join(_CHECK_LETTERS[check] for check in checks), ""
