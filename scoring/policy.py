"""Policy: the parameters of one run, with the user's settings on top, checked as a whole."""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from scoring.errors import SponsorCoverageError

FULL = 10_000
"""Basis points in 1.00; every score, weight and rate is held as a whole number of them."""

PERCENT = 100
BEGINNING = dt.date.min


class PolicyError(SponsorCoverageError, ValueError):
    """The settings can't be used; `problems` lists each reason with place, value and mend."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Parameter:
    """One entry of parameters.toml: default, meaning and limits, with its source row.

    `dated` holds (from, value) pairs in order of time; a parameter that never changes has one.
    """

    key: str
    kind: str
    unit: str
    description: str
    source: str
    verified: bool
    default: tuple[tuple[dt.date, Any], ...]
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    length: int | None = None
    total: int = FULL
    aliases: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether the parameter holds several values."""
        return self.kind.startswith("list of ")

    @property
    def item_kind(self) -> str:
        """The kind of one value."""
        return self.kind.removeprefix("list of ")

    @property
    def is_dated(self) -> bool:
        """Whether the default changes with time."""
        return self.default[0][0] != BEGINNING


@lru_cache(maxsize=1)
def parameters() -> dict[str, Parameter]:
    """Every parameter by key, in the order of parameters.toml."""
    text = files(__package__).joinpath("parameters.toml").read_text(encoding="utf-8")
    found: dict[str, Parameter] = {}
    for key, entry in _entries(tomllib.loads(text)):
        dated = entry.pop("values", None) or [{"from": BEGINNING, "value": entry.pop("value")}]
        default = tuple((row["from"], _frozen(row["value"])) for row in dated)
        entry["choices"] = tuple(entry.get("choices", ()))
        entry["aliases"] = tuple(entry.get("aliases", ()))
        found[key] = Parameter(key=key, default=default, **entry)
    return found


def _entries(table: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, dict[str, Any]]]:
    for name, entry in table.items():
        if "kind" in entry:
            yield prefix + name, dict(entry)
        else:
            yield from _entries(entry, f"{prefix}{name}.")


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    return {alias: key for key, entry in parameters().items() for alias in entry.aliases}


class Policy:
    """The numbers of one run. Load with `Policy.load`, read by key with the getter of its kind.

    Scores, weights and rates come as whole basis points (8500 is 0.85), money in the currency of
    the data, periods in whole days or weeks.

    >>> Policy.load({"decay.mode": "cliff"}).text("decay.mode")
    'cliff'
    >>> Policy.load().integer("coverage.threshold")
    8500
    """

    def __init__(self, dated: Mapping[str, tuple[tuple[dt.date, Any], ...]]) -> None:
        self._dated = dict(dated)

    @classmethod
    def load(
        cls, overrides: Mapping[str, Any] | None = None, *, places: Mapping[str, str] | None = None
    ) -> Policy:
        """The defaults with `overrides` on top.

        Args:
            overrides: dotted keys, or nested tables as a TOML file has them; a value may be a
                table with `value`, and a dated one a list of tables with `from` and `value`.
            places: for messages, where each dotted key of `overrides` stands ("Settings row 14").

        Raises:
            PolicyError: unknown keys, unreadable values or a policy that contradicts itself; all
                problems at once.
        """
        problems: list[str] = []
        dated = {key: entry.default for key, entry in parameters().items()}
        for given, value in _flat(overrides or {}):
            place = (places or {}).get(given, "Policy")
            key = _aliases().get(given, given)
            if key not in dated:
                problems.append(f'{place}: there is no parameter "{given}".{_did_you_mean(given)}')
                continue
            try:
                dated[key] = _override(parameters()[key], value)
            except ValueError as error:
                problems.append(f"{place}: {given} {error}")
        policy = cls(dated)
        problems.extend(_contradictions(policy))
        if problems:
            raise PolicyError(problems)
        return policy

    @classmethod
    def from_toml(cls, text: str) -> Policy:
        """The defaults with the overrides of a TOML text on top.

        Raises:
            PolicyError: the text is not TOML, or as for `load`.
        """
        return cls.load(overrides_from_toml(text))

    def value(self, key: str, as_of: dt.date | None = None) -> Any:
        """The value in force on `as_of` (undated parameters need none); None before the first."""
        in_force = None
        for start, value in self._dated[key]:
            if start == BEGINNING or (as_of is not None and start <= as_of):
                in_force = value
        return in_force

    def dated(self, key: str) -> tuple[tuple[dt.date, Any], ...]:
        """All (from, value) pairs of a parameter, in order of time."""
        return self._dated[key]

    def integer(self, key: str) -> int:
        """A score in basis points, or a whole number of days, weeks or things."""
        return int(self.value(key))

    def number(self, key: str) -> float:
        """A number that may have a fraction."""
        return float(self.value(key))

    def integers(self, key: str) -> tuple[int, ...]:
        """Several scores in basis points, or several whole numbers."""
        return tuple(int(item) for item in self.value(key))

    def flag(self, key: str) -> bool:
        """A yes/no parameter."""
        return bool(self.value(key))

    def text(self, key: str) -> str:
        """A choice or a text."""
        return str(self.value(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Several choices or texts."""
        return tuple(self.value(key))

    def target(self, tier: int, as_of: dt.date) -> int | None:
        """The target rate of a tier in force on a day, in basis points; None where there is none.

        Source: S0-22, C13, C14.
        """
        key = f"targets.t{tier}"
        return self.value(key, as_of) if key in self._dated else None

    def red_line(self, tier: int) -> int:
        """The current score below which an account of the tier is red, in basis points (S0-27)."""
        return self.integer("redlist.t1" if tier == 1 else "redlist.t2")

    @property
    def settings_hash(self) -> str:
        """Twelve hexadecimal digits that change with any setting but the as-of date."""
        rules = {key: value for key, value in self._dated.items() if key != "as_of"}
        return hashlib.sha256(json.dumps(rules, default=str).encode()).hexdigest()[:12]


def overrides_from_toml(text: str) -> dict[str, Any]:
    """The overrides that a TOML text holds.

    Raises:
        PolicyError: the text is not TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([f"Policy file: {error}. Check quotes and brackets there."]) from error


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    """Dotted keys and values of nested tables; `[[targets]]` rows become one dated key a column."""
    for name, entry in table.items():
        key = prefix + name
        if isinstance(entry, Mapping) and not {"value", "values"} & entry.keys():
            yield from _flat(entry, f"{key}.")
        elif isinstance(entry, Mapping):
            yield key, entry.get("values", entry.get("value"))
        elif _is_table_of_dated_columns(entry):
            columns = dict.fromkeys(column for row in entry for column in row if column != "from")
            for column in columns:
                rows = [row for row in entry if column in row]
                yield (
                    f"{key}.{column}",
                    [{"from": row["from"], "value": row[column]} for row in rows],
                )
        else:
            yield key, entry


def _is_dated_rows(entry: object) -> bool:
    return (
        isinstance(entry, list)
        and bool(entry)
        and all(isinstance(row, Mapping) and "from" in row for row in entry)
    )


def _is_table_of_dated_columns(entry: Any) -> bool:
    return _is_dated_rows(entry) and all("value" not in row for row in entry)


def _override(entry: Parameter, value: Any) -> tuple[tuple[dt.date, Any], ...]:
    if _is_dated_rows(value):
        rows = [(_date(row["from"]), _read(entry, row["value"])) for row in value]
        if len(dict(rows)) < len(rows):
            raise ValueError("has two values from the same day. Keep one of them.")
        return tuple(sorted(rows))
    return ((BEGINNING, _read(entry, value)),)


def _read(entry: Parameter, value: Any) -> Any:
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
            return _date(value) if str(value).strip() else ""
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


def _date(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value).strip()[:10])
    except ValueError as error:
        message = f'"{value}" is not a date. Use one such as 2027-01-31.'
        raise ValueError(message) from error


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _did_you_mean(key: str) -> str:
    known = [*parameters(), *_aliases()]
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def _contradictions(policy: Policy) -> Iterable[str]:
    """What is wrong between values that are fine one by one."""
    levels = policy.integers("score.levels")
    if list(levels) != sorted(levels):
        yield f"Policy: score.levels {_shares(levels)} must not fall from one gate to the next."
    if policy.integer("redlist.t2") > policy.integer("redlist.t1"):
        yield (
            f"Policy: redlist.t2 {_share(policy.integer('redlist.t2'))} lies above redlist.t1 "
            f"{_share(policy.integer('redlist.t1'))}. Tier 2 can't be held to more than Tier 1."
        )
    if policy.integer("decay.start_days") >= policy.integer("decay.stale_days"):
        yield (
            f"Policy: decay.start_days {policy.integer('decay.start_days')} must be less than "
            f"decay.stale_days {policy.integer('decay.stale_days')}."
        )
    ramp, cap = policy.integer("decay.ramp_end"), policy.integer("decay.stale_cap")
    if policy.text("decay.mode") == "ramp_cliff" and ramp < cap:
        yield (
            f"Policy: decay.ramp_end {_share(ramp)} lies below decay.stale_cap {_share(cap)}. "
            "A score can't rise by going stale."
        )
    cuts = policy.integers("tiers.cuts")
    if any(upper <= lower for upper, lower in pairwise(cuts)):
        yield f"Policy: tiers.cuts {', '.join(map(str, cuts))} must fall from Tier 1 to Tier 3."
    for key in ("health.cuts", "gaming.climb", "bonus.weight"):
        low, high = policy.integers(key)
        if low > high:
            yield f"Policy: the first value of {key} must not exceed the second."


def _share(points: int) -> str:
    return f"{points / FULL:.2f}"


def _shares(points: tuple[int, ...]) -> str:
    return ", ".join(map(_share, points))
