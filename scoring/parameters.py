"""The parameters: every number of the domain with its meaning, its limits and its source row."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from scoring import AREA_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FULL = 10_000
"""Basis points in 1.00; scores, weights and targets are whole numbers of them, rates are exact."""

PERCENT = 100
BEGINNING = dt.date.min
"""From this day on holds what has no date."""


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


PACKAGES = ("scoring", *(f"scoring.{name}" for name in AREA_NAMES))
"""Packages with a parameters.toml, in the order in which Settings lists them: the tracker, then the
areas."""


@lru_cache(maxsize=1)
def parameters() -> dict[str, Parameter]:
    """Every parameter by key, in the order of the files.

    Raises:
        ValueError: two files have the same parameter, or one is not as it must be.
    """
    found: dict[str, Parameter] = {}
    for package in PACKAGES:
        text = files(package).joinpath("parameters.toml").read_text(encoding="utf-8")
        for entry in parameters_in(text, package):
            if entry.key in found:
                message = f"{package}: there is a parameter {entry.key} already."
                raise ValueError(message)
            found[entry.key] = entry
    return found


def parameters_in(text: str, place: str = "parameters") -> list[Parameter]:
    """The parameters that a TOML text holds.

    Args:
        text: one table a parameter, as scoring/parameters.toml says.
        place: whose text it is, for messages.

    Raises:
        ValueError: an entry lacks a key, has one that is not known, or has dated values that are
            out of order.
    """
    return [_parameter(key, entry, place) for key, entry in _entries(tomllib.loads(text))]


_KNOWN = frozenset(field.name for field in fields(Parameter)) - {"key", "default"}
_NEEDED = frozenset({"kind", "unit", "description", "source", "verified"})


def _parameter(key: str, entry: dict[str, Any], place: str) -> Parameter:
    if ("values" in entry) == ("value" in entry):
        message = f"{place}: {key} needs either value or values."
        raise ValueError(message)
    dated = entry.pop("values", None) or [{"value": entry.pop("value")}]
    wrong = sorted((entry.keys() - _KNOWN) | (_NEEDED - entry.keys()))
    if wrong:
        message = f"{place}: {key} has keys that are not known, or lacks some: {', '.join(wrong)}."
        raise ValueError(message)
    starts = [row.get("from", BEGINNING) for row in dated]
    if starts != sorted(set(starts)):
        message = f"{place}: the values of {key} must be in order of time, one a day."
        raise ValueError(message)
    default = tuple(
        (start, _frozen(row["value"])) for start, row in zip(starts, dated, strict=True)
    )
    entry["choices"] = tuple(entry.get("choices", ()))
    entry["aliases"] = tuple(entry.get("aliases", ()))
    return Parameter(key=key, default=default, **entry)


def _entries(table: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, dict[str, Any]]]:
    for name, entry in table.items():
        if "kind" in entry:
            yield prefix + name, dict(entry)
        else:
            yield from _entries(entry, f"{prefix}{name}.")


@lru_cache(maxsize=1)
def aliases() -> dict[str, str]:
    """The key of each parameter by its other names."""
    return {alias: key for key, entry in parameters().items() for alias in entry.aliases}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
