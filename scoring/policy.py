"""Policy: the parameters of one run, with the user's settings on top, checked as a whole.

Any parameter may change with time, so nothing can be read without a day: `Policy.on` gives the
policy of one.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import json
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from scoring.errors import SponsorCoverageError
from scoring.parameters import BEGINNING, FULL, Parameter, aliases, parameters
from scoring.values import read_day, read_value

Dated = tuple[tuple[dt.date, Any], ...]
"""Values of a parameter, each with the day from which it holds, in order of time."""


class PolicyError(SponsorCoverageError, ValueError):
    """The settings can't be used; `problems` lists each reason with place, value and mend."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class DayPolicy:
    """The numbers in force on a day, read by key with the getter of their kind.

    Scores, weights and rates come as whole basis points (8500 is 0.85), money in the currency of
    the data, periods in whole days or weeks. Two days with the same numbers have the same policy.

    >>> DayPolicy({"decay.stale_days": 90}) == DayPolicy({"decay.stale_days": 90})
    True
    """

    __slots__ = ("_hash", "_values")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)
        self._hash = hash(tuple(sorted(self._values.items(), key=lambda item: item[0])))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DayPolicy) and self._values == other._values

    def __hash__(self) -> int:
        return self._hash

    def value(self, key: str) -> Any:
        """The value of a parameter; None before the first one starts."""
        return self._values[key]

    def items(self) -> Iterable[tuple[str, Any]]:
        """Every key with its value."""
        return self._values.items()

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

    def target(self, tier: int) -> int | None:
        """The target rate of a tier in force, in basis points; None where there is none.

        Source: S0-22, C13, C14.
        """
        points = self._values.get(f"targets.t{tier}")
        return None if points is None else int(points)

    def red_line(self, tier: int) -> int:
        """The current score below which an account of the tier is red, in basis points (S0-27)."""
        return self.integer("redlist.t1" if tier == 1 else "redlist.t2")


class Policy:
    """The numbers of one run, with all that changes in time. Load with `Policy.load`.

    >>> policy = Policy.load({"decay.mode": "cliff"})
    >>> policy.on(dt.date(2027, 1, 4)).text("decay.mode")
    'cliff'
    >>> [policy.on(dt.date(year, 1, 4)).target(1) for year in (2026, 2027, 2028)]
    [None, 8000, 9200]
    """

    def __init__(self, dated: Mapping[str, Dated]) -> None:
        self._dated = dict(dated)
        starts = {start for values in self._dated.values() for start, _ in values}
        self._starts = sorted(starts | {BEGINNING})
        self._days: dict[dt.date, DayPolicy] = {}

    @classmethod
    def load(
        cls, overrides: Mapping[str, Any] | None = None, *, places: Mapping[str, str] | None = None
    ) -> Policy:
        """The defaults with `overrides` on top.

        Args:
            overrides: dotted keys, or nested tables as a TOML file has them; a value may be a
                table with `value`, and a dated one a list of tables with `from` and `value`, of
                which one may have no `from`: it holds from the beginning.
            places: for messages, where each dotted key of `overrides` stands ("Settings row 14").

        Raises:
            PolicyError: unknown keys, unreadable values or a policy that contradicts itself; all
                problems at once.
        """
        problems: list[str] = []
        dated = {key: entry.default for key, entry in parameters().items()}
        for given, value in _flat(overrides or {}):
            place = (places or {}).get(given, "Policy")
            key = aliases().get(given, given)
            if key not in dated:
                problems.append(f'{place}: there is no parameter "{given}".{_did_you_mean(given)}')
                continue
            try:
                dated[key] = _override(parameters()[key], value)
            except ValueError as error:
                problems.append(f"{place}: {given} {error}")
        policy = cls(dated)
        problems.extend(policy._contradictions())
        if problems:
            raise PolicyError(problems)
        return policy

    @classmethod
    def always(cls, rules: DayPolicy) -> Policy:
        """A policy that has the rules of one day on every day."""
        dated = {key: ((BEGINNING, value),) for key, value in rules.items()}
        return cls(dated | {"as_of": ((BEGINNING, ""),)})

    @classmethod
    def from_toml(cls, text: str) -> Policy:
        """The defaults with the overrides of a TOML text on top.

        Raises:
            PolicyError: the text is not TOML, or as for `load`.
        """
        return cls.load(overrides_from_toml(text))

    def on(self, day: dt.date) -> DayPolicy:
        """The policy of a day."""
        start = self._starts[bisect_right(self._starts, day) - 1]
        if start not in self._days:
            self._days[start] = DayPolicy(
                {
                    key: _in_force(values, start)
                    for key, values in self._dated.items()
                    if key != "as_of"
                }
            )
        return self._days[start]

    def changes_after(self, day: dt.date, groups: Iterable[str]) -> list[dt.date]:
        """The days after a day on which a parameter of some groups changes, such as "decay"."""
        chosen = {
            start
            for key, values in self._dated.items()
            if key.partition(".")[0] in groups
            for start, _ in values
        }
        return sorted(start for start in chosen if start > day)

    def dated(self, key: str) -> Dated:
        """All (from, value) pairs of a parameter, in order of time."""
        return self._dated[key]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and self._dated == other._dated

    def __hash__(self) -> int:
        return hash(tuple(self._dated.items()))

    @property
    def as_of(self) -> dt.date | None:
        """The as-of date of Settings; None where it is left open. It can't change with time."""
        return self._dated["as_of"][0][1] or None

    @property
    def settings_hash(self) -> str:
        """Twelve hexadecimal digits that change with any setting but the as-of date."""
        rules = {key: value for key, value in self._dated.items() if key != "as_of"}
        return hashlib.sha256(json.dumps(rules, default=str).encode()).hexdigest()[:12]

    def _contradictions(self) -> Iterable[str]:
        """What is wrong between values that are fine one by one, on any day."""
        if len(self._dated["as_of"]) > 1 or self._dated["as_of"][0][0] != BEGINNING:
            yield "Policy: as_of is one day and can't have a date from which it holds. Clear From."
        told: set[str] = set()
        for start in self._starts:
            for problem in _contradictions(self.on(start)):
                when = "" if start == BEGINNING else f" (from {start})"
                if problem not in told:
                    yield f"{problem}{when}"
                told.add(problem)


def _in_force(values: Dated, day: dt.date) -> Any:
    return next((value for start, value in reversed(values) if start <= day), None)


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
        and all(isinstance(row, Mapping) and {"from", "value"} & row.keys() for row in entry)
    )


def _is_table_of_dated_columns(entry: Any) -> bool:
    return _is_dated_rows(entry) and all("value" not in row for row in entry)


def _override(entry: Parameter, value: Any) -> Dated:
    if not _is_dated_rows(value):
        return ((BEGINNING, read_value(entry, value)),)
    rows = [_dated_row(entry, row) for row in value]
    if not entry.is_dated and all(start != BEGINNING for start, _ in rows):
        # Before the first date stands what would stand without any.
        rows.append((BEGINNING, read_value(entry, entry.default[0][1])))
    if len(dict(rows)) < len(rows):
        raise ValueError("has two values from the same day. Keep one of them.")
    return tuple(sorted(rows, key=lambda row: row[0]))


def _dated_row(entry: Parameter, row: Mapping[str, Any]) -> tuple[dt.date, Any]:
    if strange := sorted(row.keys() - {"from", "value"}):
        message = f"has {strange[0]} in a dated row. Use from and value alone."
        raise ValueError(message)
    if "value" not in row:
        message = f"has no value from {row['from']} on. Add one, or take the row out."
        raise ValueError(message)
    start = read_day(row["from"]) if "from" in row else BEGINNING
    return start, read_value(entry, row["value"])


def _did_you_mean(key: str) -> str:
    near = difflib.get_close_matches(key, [*parameters(), *aliases()], n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def _contradictions(policy: DayPolicy) -> Iterable[str]:
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
    for key in ("health.cuts", "gaming.climb", "bonus.weight", "redlist.renewal_days"):
        low, high = policy.integers(key)
        if low > high:
            yield f"Policy: the first value of {key} must not exceed the second."


def _share(points: int) -> str:
    return f"{points / FULL:.2f}"


def _shares(points: tuple[int, ...]) -> str:
    return ", ".join(map(_share, points))
