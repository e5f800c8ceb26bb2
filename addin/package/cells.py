"""Values as the inside of cells: text stays text, numbers exact, dates as serial numbers."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.package.markup import escape_text
from addin.tracker import limits
from addin.tracker.values import plain_text
from addin.tracker.workbook import Link, WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BLANK = "/>"

# A leap day that never was: Excel's serials before 1 March 1900 are one less than the days since.
_EPOCH = dt.datetime(1899, 12, 30)
_EPOCH_1904 = dt.datetime(1904, 1, 1)
_MARCH_1900 = dt.datetime(1900, 3, 1)
_FIRST_DAY = dt.datetime(1900, 1, 1)
_DAY = dt.timedelta(days=1)
# Up to here every whole number is a double too.
_EXACT = 2.0**53
_MISSING = (type(pd.NaT), type(pd.NA))
_MICROSECONDS_A_DAY = 86_400_000_000

_SPECIAL = re.compile(
    r"[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|\A\s|\s\Z|\n|\s\s"
)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class TextTooLongError(WorkbookError, ValueError):
    """A text beyond Excel's 32,767 characters; `position` counts the values before it."""

    def __init__(self, length: int, position: int = 0) -> None:
        super().__init__(length)
        self.length = length
        self.position = position


def column_fragments(values: pd.Series | Iterable[Any], *, date1904: bool) -> list[str]:
    """What follows `<c r= s=` for each value of a column.

    Raises:
        TextTooLongError: a text does not fit a cell.
    """
    if isinstance(values, pd.Series):
        fast = _typed_fragments(values, date1904=date1904)
        if fast is not None:
            return fast
        values = values.to_numpy(dtype=object).tolist()
    values = list(values)
    renderer = _Renderer(date1904=date1904)
    kinds = set(map(type, values))
    render = renderer.of_type(kinds.pop()) if len(kinds) == 1 else renderer
    fragments: list[str] = []
    try:
        fragments.extend(map(render, values))
    except TextTooLongError as error:
        error.position = len(fragments)
        raise
    return fragments


def fragment(value: object, *, date1904: bool) -> str:
    """What follows `<c r= s=` for one value."""
    return _Renderer(date1904=date1904)(value)


def as_read(value: object, *, date1904: bool) -> str | float | None:
    """A value as Excel compares it: text, number or blank; dates are serial numbers."""
    if isinstance(value, Link):
        value = value.value
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    if isinstance(value, dt.datetime) and not isinstance(value, _MISSING):
        return serial(value, date1904=date1904)
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return None if math.isnan(value) else float(value)
    return plain_text(value) or None


def serial(value: dt.datetime, *, date1904: bool) -> float | None:
    """Excel's number of a moment, in days; None where Excel has none."""
    value = value.replace(tzinfo=None)
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime(warn=False)
    if date1904:
        return None if value < _EPOCH_1904 else (value - _EPOCH_1904) / _DAY
    if value < _FIRST_DAY:
        return None
    return (value - _EPOCH) / _DAY - (value < _MARCH_1900)


class _Renderer:
    """Turns values into fragments; remembers how to treat each type and each text met."""

    def __init__(self, *, date1904: bool) -> None:
        self._date1904 = date1904
        self._texts: dict[str, str] = {}
        self._by_type: dict[type, Callable[[Any], str]] = {
            str: self._text,
            float: _number,
            int: _integer,
            bool: _boolean,
            type(None): _blank,
            Link: _link,
        }

    def __call__(self, value: object) -> str:
        return self.of_type(type(value))(value)

    def of_type(self, kind: type) -> Callable[[Any], str]:
        """What turns values of one type into fragments."""
        treat = self._by_type.get(kind)
        if treat is None:
            treat = self._by_type[kind] = self._treatment(kind)
        return treat

    def _treatment(self, kind: type) -> Callable[[Any], str]:  # noqa: C901, PLR0911 - one a type
        if kind in _MISSING:
            return _blank
        if issubclass(kind, str):
            return lambda value: self._text(str.__str__(value))
        if issubclass(kind, bool | np.bool_):
            return _boolean
        if issubclass(kind, int | np.integer):
            return _integer
        if issubclass(kind, float | np.floating | Decimal):
            return _number
        if issubclass(kind, dt.datetime):
            return self._moment
        if issubclass(kind, np.datetime64):
            return lambda value: self(pd.Timestamp(value))
        if issubclass(kind, dt.date):
            return lambda value: self._moment(dt.datetime.combine(value, dt.time()))
        if issubclass(kind, dt.time):
            return self._moment_of_day
        if issubclass(kind, dt.timedelta | np.timedelta64):
            return lambda value: _number(pd.Timedelta(value) / pd.Timedelta(_DAY))
        return lambda value: self._text(str(value))

    def _text(self, value: str) -> str:
        found = self._texts.get(value)
        if found is None:
            found = self._texts[value] = _text(value)
        return found

    def _moment(self, value: dt.datetime) -> str:
        number = serial(value, date1904=self._date1904)
        if number is None:
            return self._text(value.isoformat())
        return _number(number)

    def _moment_of_day(self, value: dt.time) -> str:
        since = dt.datetime.combine(_EPOCH, value.replace(tzinfo=None)) - _EPOCH
        return _number(since / _DAY)


def _typed_fragments(values: pd.Series, *, date1904: bool) -> list[str] | None:
    """Fragments of a column of one number type; None where each value needs its own look."""
    kind = values.dtype.kind if isinstance(values.dtype, np.dtype) else ""
    if kind == "f":
        return _float_fragments(values.to_numpy())
    if kind in "iu" and kind:
        return [f"><v>{value}</v></c>" for value in values.tolist()]
    if kind == "M":
        moments = values.to_numpy().astype("datetime64[us]")
        if (moments[~np.isnat(moments)] < np.datetime64(_MARCH_1900)).any():
            return None
        if date1904 and (moments[~np.isnat(moments)] < np.datetime64(_EPOCH_1904)).any():
            return None
        epoch = np.datetime64(_EPOCH_1904 if date1904 else _EPOCH, "us")
        days = (moments - epoch) / np.timedelta64(_MICROSECONDS_A_DAY, "us")
        return _float_fragments(days)
    return None


def _float_fragments(values: np.ndarray) -> list[str]:
    if not np.isfinite(values).all():
        return [_number(value) for value in values.tolist()]
    if (np.abs(values) < _EXACT).all() and (values == np.floor(values)).all():
        values = values.astype(np.int64)
    return [f"><v>{value!r}</v></c>" for value in values.tolist()]


def _blank(_: object) -> str:
    return BLANK


def _boolean(value: object) -> str:
    return f' t="b"><v>{int(bool(value))}</v></c>'


def _integer(value: int) -> str:
    # Beyond a double's range no number of Excel's can hold it.
    if abs(value) > 10**308:
        return _text(str(value))
    return f"><v>{int(value)}</v></c>"


def _number(value: float | Decimal) -> str:
    number = float(value)
    # Neither NaN nor infinity is a number to Excel: such a cell makes it repair the file.
    if not math.isfinite(number):
        return BLANK
    text = repr(number)
    return f"><v>{text.removesuffix('.0')}</v></c>"


def _link(link: Link) -> str:
    kind = ' t="str"' if isinstance(link.value, str) else ""
    shown = plain_text(link.value)
    return f"{kind}><f>{escape_text(link.formula)}</f><v>{shown}</v></c>"


def _text(value: str) -> str:
    if not value:
        return BLANK
    length = len(value)
    if length > limits.MAX_TEXT // 2:
        length = len(value.encode("utf-16-le", "surrogatepass")) // 2
        if length > limits.MAX_TEXT:
            raise TextTooLongError(length)
    if not _SPECIAL.search(value):
        return f' t="inlineStr"><is><t>{value}</t></is></c>'
    escaped = _ILLEGAL.sub(_as_code, value)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f' t="inlineStr"><is><t xml:space="preserve">{escaped}</t></is></c>'


def _as_code(found: re.Match[str]) -> str:
    return f"_x{ord(found.group(0)):04X}_"
