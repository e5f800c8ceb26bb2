"""Reading one value of a parameter, as people write it in Settings or in a TOML file."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scoring.cells.dates import read_date
from scoring.parameters import FULL, PERCENT

if TYPE_CHECKING:
    import datetime as dt

    from scoring.parameters import Parameter


def read_value(entry: Parameter, value: Any) -> Any:
    """A value of the parameter's kind.

    Raises:
        ValueError: it can't be read, or lies outside of what is allowed.
    """
    if not entry.is_list:
        return _read_item(entry, value)
    if isinstance(value, str):
        value = [part for part in re.split(r"[;,]\s*", value.strip()) if part]
    items = list(value) if isinstance(value, list | tuple) else [value]
    if entry.item_kind == "weight":
        items = _weights(entry, items)
    else:
        items = [_read_item(entry, item) for item in items]
    if entry.length not in (None, len(items)):
        message = f"has {len(items)} values and needs {entry.length}: {entry.description}"
        raise ValueError(message)
    if not items:
        message = f"is empty and needs at least one value: {entry.description}"
        raise ValueError(message)
    return tuple(items)


def _read_item(entry: Parameter, value: Any) -> Any:
    match entry.item_kind:
        case "score":
            return _score(value)
        case "flag":
            return _flag(value)
        case "choice":
            return _choice(value, entry.choices)
        case "text":
            return str(value).strip()
        case "date":
            return read_day(value) if str(value).strip() else ""
        case "zone":
            return _zone(str(value).strip())
    number = _number(value)
    if entry.item_kind in ("days", "count") and number != int(number) and entry.verified:
        message = (
            f'"{value}" is not a whole number of {entry.unit}. '
            f"Use one such as {entry.default[0][1]}."
        )
        raise ValueError(message)
    _check_limits(entry, number)
    return int(number) if number == int(number) else number


def _check_limits(entry: Parameter, number: float) -> None:
    low = 0 if entry.minimum is None else entry.minimum
    if number < low or (entry.maximum is not None and number > entry.maximum):
        above = "" if entry.maximum is None else f" and at most {entry.maximum:g}"
        message = f'"{number:g}" is out of range. Use at least {low:g}{above} ({entry.unit}).'
        raise ValueError(message)


def _number(value: Any) -> float:
    text = str(value).replace("_", "").replace(",", "").replace("$", "").strip()
    scale = 1.0
    if text.endswith("%"):
        text, scale = text[:-1], 1 / PERCENT
    try:
        number = float(text) * scale
    except ValueError:
        number = float("nan")
    if isinstance(value, bool) or number - number != 0:
        message = f'"{value}" is not a number. Use digits only.'
        raise ValueError(message)
    return number


def _score(value: Any) -> int:
    """Basis points from 0.85, 8500 or "85%"."""
    number = _number(value)
    points = number * FULL if 0 <= number <= 1 else number
    if not (0 <= points <= FULL and abs(points - round(points)) < 1 / PERCENT) or (
        1 < number <= PERCENT
    ):
        message = (
            f'"{value}" is not a score. Use a share such as 0.85, or basis points such as 8500.'
        )
        raise ValueError(message)
    return round(points)


def _weights(entry: Parameter, items: list[Any]) -> list[int]:
    """Weights in basis points, from shares (0.20), percentages (20) or basis points (2000)."""
    if not entry.total:
        return [_score(item) for item in items]
    numbers = [_number(item) for item in items]
    scales = [
        FULL / whole for whole in (1, PERCENT, FULL) if abs(sum(numbers) - whole) * FULL < whole
    ]
    if not scales or min(numbers) < 0:
        message = f"add up to {sum(numbers):g} and must add up to 100, with none below 0."
        raise ValueError(message)
    return [round(number * scales[0]) for number in numbers]


def _flag(value: Any) -> bool:
    text = str(value).strip().casefold()
    if text in ("true", "yes", "y", "1", "1.0", "on"):
        return True
    if text in ("false", "no", "n", "0", "0.0", "off"):
        return False
    message = f'"{value}" is neither yes nor no. Use one of them.'
    raise ValueError(message)


def _bare(value: Any) -> str:
    """Letters and digits alone, so that in_person and In person, email and E-mail are the same."""
    return re.sub(r"[\W_]+", "", str(value)).casefold()


def _choice(value: Any, choices: tuple[str, ...]) -> str:
    by_name = {_bare(choice): choice for choice in choices}
    if _bare(value) in by_name:
        return by_name[_bare(value)]
    near = difflib.get_close_matches(_bare(value), by_name, n=1)
    hint = f' Did you mean "{by_name[near[0]]}"?' if near else ""
    message = f'"{value}" is not one of {", ".join(choices)}.{hint}'
    raise ValueError(message)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f'"{name}" is not a time zone. Use one such as Europe/Berlin, or leave it empty.'
        raise ValueError(message) from error


def read_day(value: Any) -> dt.date:
    """A day from a real date, a serial number or a text such as 2027-01-31.

    Raises:
        ValueError: it is no date, or one that can be read in two ways.
    """
    day, problem = read_date(value, "mixed")
    if day is None or problem:
        message = f'"{value}" is not a date. Use one such as 2027-01-31.'
        raise ValueError(message)
    return day
