"""Reading dates: real ones, serials, and texts in ISO, US, European or spelled form."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from scoring.cells.distinct import by_distinct, distinct_values, no_problems
from scoring.cells.texts import blank

EXCEL_EPOCH = pd.Timestamp("1899-12-30")
LAST_TWENTIES_YEAR = 69
_MONTH_NAMES = (
    "jan january januar jaenner janner janv janvier ene enero gen gennaio janeiro januari",
    "feb february februar feber fev fevr fevrier febrero febbraio fevereiro februari",
    "mar march marz maerz mrz mars marzo marco mrt maart",
    "apr april avr avril abr abril aprile",
    "may mai mayo mag maggio maio mei",
    "jun june juni juin junio giu giugno junho",
    "jul july juli juil juillet julio lug luglio julho",
    "aug august aout ago agosto augustus",
    "sep sept september septembre septiembre setiembre set settembre setembro",
    "oct october okt oktober octobre octubre ott ottobre out outubro",
    "nov november novembre noviembre novembro",
    "dec december dez dezember decembre dic diciembre dicembre dezembro",
)
"""Months in English, German, French, Spanish, Italian, Portuguese and Dutch, without accents."""
MONTHS = {
    name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()
}
MONTHS_IN_YEAR = 12

_TIME = r"(?:,?[Tt ].*)?"
_ISO = re.compile(rf"(\d{{4}})[-/.] ?(\d{{1,2}})[-/.] ?(\d{{1,2}})\.?{_TIME}")
_PLAIN_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SIGNED = re.compile("(\\d{4})\u5e74 ?(\\d{1,2})\u6708 ?(\\d{1,2})\u65e5.*")
"""Year, month and day by their signs in Japanese and Chinese."""

_STAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)? ?"
    r"(?:(?P<utc>Z|z|UTC|GMT)|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?)"
)
"""A moment whose zone is said with it."""
_NUMERIC = re.compile(rf"(\d{{1,2}})([-/.]) ?(\d{{1,2}})\2 ?(\d{{4}}|\d{{2}}){_TIME}")
_DAY_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|o|a)?[-\s.]+(?:de |of )?([a-z]+)\.?,?[-\s]+"
    rf"(?:de |del )?(\d{{4}}|\d{{2}}){_TIME}"
)
_NAME_DAY = re.compile(
    rf"([a-z]+)\.?[-\s]+(\d{{1,2}})(?:st|nd|rd|th)?,?[-\s]+(\d{{4}}|\d{{2}}){_TIME}"
)
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mie|jue|vie"
    r"|sab|dom|gio|seg|ter|qua|qui|sex|ma|wo|vr|za|zo)[a-z]*(?:-feira)?\.?,?\s+"
)
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?(?:\.0)?")
"""Seconds or milliseconds since 1970, from 2001 on."""
_MILLISECONDS = 10**12
_LAST_NOON = dt.time(12)
"""In UTC, when the day before ends in the last place on earth."""
_SERIAL = re.compile(r"\d{1,5}(?:\.\d+)?")
_FIRST_SERIAL = 367


class Clock(NamedTuple):
    """By what a moment with a zone becomes a day.

    Attributes:
        zone: IANA name of the firm's zone; "": the day is the one that is written.
        latest: the as-of date; without a zone, a moment of the next day that somewhere on earth is
            still of this day counts as of this day, since what took place lies before it.
    """

    zone: str = ""
    latest: dt.date | None = None

    def day_of(self, moment: dt.datetime) -> dt.date:
        """The day of a moment that has a zone; midnight sharp in UTC is a day without a time."""
        if moment.time() == dt.time.min and not moment.utcoffset():
            return moment.date()
        if self.zone:
            return moment.astimezone(ZoneInfo(self.zone)).date()
        if self.latest is not None and moment.date() == self.latest + dt.timedelta(days=1):
            end = dt.datetime.combine(moment.date(), _LAST_NOON, tzinfo=dt.UTC)
            return self.latest if moment < end else moment.date()
        return moment.date()


AS_WRITTEN = Clock()


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


def half_converted(values: pd.Series) -> bool:
    """Whether Excel swapped day and month of the real dates of a column.

    A program that opens a CSV with days first as if months came first makes dates of those with a
    day up to 12, the wrong ones, and leaves the others as texts. So all real dates have such days,
    and all texts have a day above 12 (or the other way round).

    >>> half_converted(pd.Series([dt.datetime(2026, 2, 10), "13/10/2026"]))
    True
    >>> half_converted(pd.Series([dt.datetime(2026, 2, 13), "13/10/2026"]))
    False
    """
    distinct = distinct_values(values)[1]
    real = [cell for cell in distinct if isinstance(cell, dt.date)]
    if not real or any(cell.day > MONTHS_IN_YEAR for cell in real):
        return False
    texts = [text for cell in distinct if isinstance(cell, str) and (text := cell.strip())]
    found = [match for text in texts if (match := _NUMERIC.fullmatch(text))]
    pairs = [(int(match[1]), int(match[3])) for match in found]
    firsts = [first > MONTHS_IN_YEAR >= second for first, second in pairs]
    seconds = [second > MONTHS_IN_YEAR >= first for first, second in pairs]
    return bool(pairs) and (all(firsts) or all(seconds))


def swapped_back(values: pd.Series) -> pd.Series:
    """The real dates of a column with day and month changed; the other cells as they are."""

    def swapped(cell: Any) -> Any:
        fits = isinstance(cell, dt.date) and cell.day <= MONTHS_IN_YEAR
        return cell.replace(month=cell.day, day=cell.month) if fits else cell

    return pd.Series([swapped(cell) for cell in values.astype(object)], values.index, dtype=object)


def read_dates(
    values: pd.Series, order: str, years: tuple[int, int], clock: Clock = AS_WRITTEN
) -> tuple[pd.Series, pd.Series]:
    """Dates of a column, at midnight, and a code where a value is none.

    Args:
        values: cells: datetimes, serials, text in ISO, US, European or spelled form, seconds or
            milliseconds since 1970.
        order: as `date_order` tells; "open" reads month first.
        years: first and last year that make sense.
        clock: by what a moment with a zone becomes a day.

    Codes: DATE_UNREADABLE, DATE_AMBIGUOUS, DATE_ZERO (an empty cell that came as 0: read as blank).
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        plain = pd.to_datetime(values).dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
        return plain, pd.Series(no_problems(len(values)), index=values.index)

    def read(value: Any) -> tuple[Any, str]:
        day, problem = read_date(value, order, clock)
        if day is not None and not years[0] <= day.year <= years[1]:
            return None, "DATE_UNREADABLE"
        return day, problem

    days, problems = by_distinct(values, read, "datetime64[s]")
    return pd.Series(days, index=values.index), pd.Series(problems, index=values.index)


def read_date(value: Any, order: str, clock: Clock = AS_WRITTEN) -> tuple[dt.date | None, str]:
    """One date, and a code where the value is none; see `read_dates`."""
    if type(value) is str and _PLAIN_ISO(value):
        # Most dates, at a fraction of the time; what is no day is judged below.
        try:
            return dt.date.fromisoformat(value), ""
        except ValueError:
            return _from_text(value, order, clock)
    if isinstance(value, dt.time | dt.timedelta):
        return None, "DATE_ZERO"
    if isinstance(value, dt.datetime | dt.date):
        day = dt.date(value.year, value.month, value.day)
        return (None, "DATE_ZERO") if day <= dt.date(1900, 1, 1) else (day, "")
    if isinstance(value, bool | np.bool_):
        return None, "DATE_UNREADABLE"
    if isinstance(value, int | float):
        return _from_serial(float(value), clock)
    if blank(value):
        return None, ""
    return _from_text(str(value).strip(), order, clock)


def _from_serial(serial: float, clock: Clock) -> tuple[dt.date | None, str]:
    if serial == 0:
        return None, "DATE_ZERO"
    if math.isfinite(serial) and _SECONDS.fullmatch(f"{serial:.0f}"):
        seconds = serial / 1000 if serial >= _MILLISECONDS else serial
        return clock.day_of(dt.datetime.fromtimestamp(seconds, dt.UTC)), ""
    if compact := _COMPACT.fullmatch(f"{serial:.0f}"):
        return _day(*compact.groups())
    if _FIRST_SERIAL <= serial < 10 ** len("99999"):
        return (EXCEL_EPOCH + pd.Timedelta(days=int(serial))).date(), ""
    return None, "DATE_UNREADABLE"


def _from_text(text: str, order: str, clock: Clock) -> tuple[dt.date | None, str]:
    if re.fullmatch(r"[0\s:/.-]+", text):
        return None, "DATE_ZERO"
    if stamp := _STAMP.fullmatch(text):
        return _from_stamp(stamp, clock)
    if iso := _ISO.fullmatch(text) or _SIGNED.fullmatch(text):
        return _day(*iso.groups())
    if compact := _COMPACT.fullmatch(text):
        return _day(*compact.groups())
    if numeric := _NUMERIC.fullmatch(text):
        return _numeric_day(numeric, order)
    if _SERIAL.fullmatch(text) or _SECONDS.fullmatch(text):
        return _from_serial(float(text), clock)
    plain = unicodedata.normalize("NFKD", text.casefold())
    spelled = "".join(sign for sign in plain if not unicodedata.combining(sign))
    # "mar" is a month and a weekday, so a weekday is only left out where the text is no date.
    for words in (spelled, _WEEKDAY.sub("", spelled)):
        if (match := _DAY_NAME.fullmatch(words)) and match[2] in MONTHS:
            return _day(match[3], str(MONTHS[match[2]]), match[1])
        if (match := _NAME_DAY.fullmatch(words)) and match[1] in MONTHS:
            return _day(match[3], str(MONTHS[match[1]]), match[2])
    return None, "DATE_UNREADABLE"


def _from_stamp(stamp: re.Match[str], clock: Clock) -> tuple[dt.date | None, str]:
    next_day = clock.latest and (clock.latest + dt.timedelta(days=1)).isoformat()
    if not clock.zone and stamp[1] != next_day:
        return _day(*stamp[1].split("-"))
    hours, minutes = int(stamp["hours"] or 0), int(stamp["minutes"] or 0)
    offset = dt.timedelta(hours=hours, minutes=minutes)
    try:
        zone = dt.timezone(-offset if stamp["sign"] == "-" else offset)
        moment = dt.datetime.fromisoformat(f"{stamp[1]}T{stamp[2]}").replace(tzinfo=zone)
        return clock.day_of(moment), ""
    except (ValueError, OverflowError):
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
