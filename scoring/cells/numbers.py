"""Reading amounts and numbers: both kinds of thousands signs, currencies, brackets, k and M."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from scoring.cells.currencies import CURRENCY, codes_in
from scoring.cells.distinct import by_distinct, no_problems
from scoring.cells.texts import blank

_USUAL_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,2})?").fullmatch
_GROUPED_COMMA = re.compile(
    r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|-?[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d+)?"
)
"""With thousands, or with lakhs as in 3,00,000."""
_GROUPED_POINT = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_ONE_POINT_GROUP = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_ONE_COMMA_GROUP = re.compile(r"-?[1-9]\d{0,2},\d{3}")
_DECIMAL_COMMA = re.compile(r"-?(?:\d+,\d{1,2}|0,\d+)")
_DECIMAL_POINT = re.compile(r"\.\d{1,2}$|^-?0?\.\d+$|\d{4}\.\d+$|\.\d{4,}$")
"""Ends of a number whose point can't part thousands."""
_THREE_DECIMALS = re.compile(r"-?(?:0?|\d{4,}|\d{1,3}(?:,\d{2,3})*,\d{3})\.\d{3}|-?\d+\.\d{4,}")
"""Numbers that show that a column is not rounded to cents, as sums of other numbers are."""

_PLAIN = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?")
_SCALES = {
    "k": 1e3, "tsd": 1e3, "tsd.": 1e3, "teur": 1e3, "keur": 1e3, "thousand": 1e3,
    "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "mio.": 1e6, "million": 1e6, "meur": 1e6,
    "b": 1e9, "bn": 1e9, "mrd": 1e9, "mrd.": 1e9, "billion": 1e9,
    "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "cr": 1e7, "crore": 1e7, "crores": 1e7,
}  # fmt: skip
_AMOUNT = re.compile(
    rf"(.*?\d[\d.,'e+-]*)({'|'.join(map(re.escape, sorted(_SCALES, key=len, reverse=True)))})?"
)
_A_YEAR = re.compile(r"\bper year\b|\bp\.? ?a\b\.?|/\s*(?:yr|year)\b")
_NO_DIGITS = re.compile(r"[\s()]*[-\u2010-\u2015\u2212][\s()\-\u2010-\u2015\u2212]*")
"""What an accountant writes for nothing, beside a currency."""


class Signs(NamedTuple):
    """How the numbers of a column are written, told from all of its values.

    Attributes:
        decimal: the sign that begins decimals; "" if nothing tells.
        doubtful: the signs by which one group of three contradicts the rest of a column of money.
    """

    decimal: str
    doubtful: str = ""


def number_signs(values: pd.Series, *, money: bool = False) -> Signs:
    """The signs of a column.

    Args:
        values: cells.
        money: nobody rounds money to three decimals, so 300.000 contradicts a column in which 90.50
            or many a 90,000 stands, unless others in it have three decimals beyond doubt.
    """
    found = {text for text in values if isinstance(text, str) and not text.isdecimal()}
    parted = [(text, "") if _USUAL_NUMBER(text) else _parted(text) for text in found]
    texts = [digits for digits, _ in parted]
    european = any(
        _DECIMAL_COMMA.fullmatch(text)
        or (_GROUPED_POINT.fullmatch(text) and not _ONE_POINT_GROUP.fullmatch(text))
        for text in texts
    )
    american = any(
        _DECIMAL_POINT.search(text)
        or (_GROUPED_COMMA.fullmatch(text) and not _ONE_COMMA_GROUP.fullmatch(text))
        for text in texts
    )
    plain = [digits for digits, scale in parted if not scale]
    points = sum(_ONE_POINT_GROUP.fullmatch(text) is not None for text in plain)
    commas = sum(_ONE_COMMA_GROUP.fullmatch(text) is not None for text in plain)
    doubtful = ""
    if money:
        rest = not american and not european
        exact = any(map(_THREE_DECIMALS.fullmatch, texts))
        if points and not exact and (american or (commas >= points and not european)):
            doubtful += "."
        if commas and (european or (rest and points >= commas and not exact)):
            doubtful += ","
        if rest and points > commas:
            return Signs("", doubtful)
    grouped = any(map(_ONE_COMMA_GROUP.fullmatch, texts))
    if european and not american and (money or not grouped):
        return Signs(",", doubtful)
    return Signs("." if american or grouped else "", doubtful)


def read_numbers(
    values: pd.Series, *, money: bool = False, grouped: bool = False
) -> tuple[pd.Series, pd.Series]:
    """Amounts of a column as floats, and a code where a value is none.

    Reads 8.0E7, $1,200.00, 1.200,00 €, 3,00,000, (500) as -500, 250k, 1.2M, and € - as 0. Codes:
    NUMBER_UNREADABLE; NUMBER_AMBIGUOUS, one group of three that
    contradicts the rest of a column of money.

    Args:
        values: cells.
        money: 250.000 is a quarter of a million unless the column proves a decimal point, since
            nobody writes money with three decimals; but 1.250M is a million and a quarter.
        grouped: somebody said that one group of three is thousands, whichever sign parts it.
    """
    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype):
        numbers = values.astype("float64").where(np.isfinite(values.astype("float64")))
        return numbers, pd.Series(no_problems(len(values)), index=values.index)
    signs = number_signs(values, money=money)

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
        if signs.doubtful and _is_one_group(str(value), signs.doubtful):
            if not grouped:
                return None, "NUMBER_AMBIGUOUS"
            return _amount(re.sub("[.,]", "", str(value)), "", money=True), ""
        number = _amount(str(value), signs.decimal, money=money)
        return number, "" if number is not None else "NUMBER_UNREADABLE"

    numbers, problems = by_distinct(values, read, "float64")
    return pd.Series(numbers, index=values.index), pd.Series(problems, index=values.index)


def contradicting(values: pd.Series) -> list[str]:
    """The amounts of a column of money that contradict the rest of it, each once.

    >>> contradicting(pd.Series(["300.000", "90.50"])), contradicting(pd.Series(["300.000", "9"]))
    (['300.000'], [])
    """
    doubtful = number_signs(values, money=True).doubtful
    texts = (text for text in values.unique() if isinstance(text, str)) if doubtful else ()
    return [text for text in texts if _is_one_group(text, doubtful)]


def currencies(values: pd.Series) -> list[str]:
    """The currencies that amounts of a column name, by their codes.

    >>> currencies(pd.Series(["$5", "900 EUR", "US$ 7", "8"]))
    ['EUR', 'USD']
    """
    texts = (text for text in values.unique() if isinstance(text, str) and not _USUAL_NUMBER(text))
    return sorted({code for text in texts for code in codes_in(text)})


def _bare(text: str) -> str:
    plain = text.casefold().replace("\N{MINUS SIGN}", "-").replace("t€", "k")
    plain = _A_YEAR.sub("", CURRENCY.sub("", plain))
    plain = re.sub(r"[\s'\N{RIGHT SINGLE QUOTATION MARK}]", "", plain)
    # Ledgers put the minus behind.
    return f"-{plain[:-1]}" if plain.endswith("-") and plain[0].isdigit() else plain


def _parted(text: str) -> tuple[str, str]:
    """The digits of an amount and its scale, without currency and brackets; "" where it is none."""
    match = _AMOUNT.fullmatch(_bare(text).strip("()"))
    return (match[1], match[2] or "") if match else ("", "")


def _is_one_group(text: str, signs: str) -> bool:
    digits, scale = _parted(text)
    groups = {".": _ONE_POINT_GROUP, ",": _ONE_COMMA_GROUP}
    return not scale and any(groups[sign].fullmatch(digits) for sign in signs)


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
        return 0.0 if not digits and _is_nothing(text) else None
    number = float(digits) * _SCALES.get(scale, 1.0)
    if not np.isfinite(number):
        return None
    bare = _bare(text)
    return -number if bare.startswith("(") and bare.endswith(")") else number


def _is_nothing(text: str) -> bool:
    """Whether a text is a currency with a dash for its amount."""
    plain = text.casefold()
    rest = CURRENCY.sub("", plain)
    return rest != plain and _NO_DIGITS.fullmatch(rest) is not None
