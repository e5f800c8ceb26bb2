"""Values of cells as both adapters compare them."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pandas as pd

from addin.tracker.workbook import Link

_MISSING = (type(pd.NaT), type(pd.NA))


def plain_text(value: object) -> str:
    """A value as the text by which rows are matched: 5.0 and 5 are the same, blanks are ''."""
    if isinstance(value, Link):
        value = value.value
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, _MISSING):
        return ""
    if isinstance(value, bool | np.bool_):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | np.number | Decimal):
        number = float(value)
        if math.isnan(number):
            return ""
        return str(int(number)) if number.is_integer() else repr(number)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat()
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time()).isoformat()
    if isinstance(value, np.datetime64):
        return plain_text(pd.Timestamp(value))
    return str(value)
