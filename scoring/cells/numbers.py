"""Reading amounts and numbers: both kinds of thousands signs, currencies, brackets, k and M."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd

from scoring.cells.distinct import by_distinct, no_problems
from scoring.cells.texts import blank

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
        return numbers, pd.Series(no_problems(len(values)), index=values.index)
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

    numbers, problems = by_distinct(values, read, "float64")
    return pd.Series(numbers, index=values.index), pd.Series(problems, index=values.index)


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
