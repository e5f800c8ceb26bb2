"""Which vendor an export is from, told by its headers."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from addin.profiles import GENERIC, Profile, all_profiles, profile, squeezed
from scoring.areas import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LEAST_TELLING = 3
_LEAST_WEIGHT = 1.5
_CLEARER = 1.2
"""By how much the best vendor must outweigh the next one; else none is told."""


def detected(headers: Iterable[str], table: str) -> tuple[Profile, str | None]:
    """The profile whose layout the headers tell, and that layout; generic where nothing tells.

    A header that one vendor alone writes tells more than one that several do.
    """
    given = {header.strip() for header in headers}
    if sender := _sender(given) if table == "Accounts" else None:
        return sender, f"{sender.title} file of scores"
    # Data Loader may write API names in capitals; where the exact ones tell, they tell better.
    return (
        _told(given, table)
        or _told({header.upper() for header in given}, table, upper=True)
        or (profile(GENERIC), None)
    )


def _told(given: set[str], table: str, *, upper: bool = False) -> tuple[Profile, str] | None:
    found: list[tuple[float, Profile, str]] = []
    weights = _weights(table, upper=upper)
    for each in all_profiles():
        for layout, tables in each.layouts.items():
            hits = given & _spelled(tables.get(table, ()), upper=upper)
            weight = sum(weights[header] for header in hits)
            # Words of ours alone tell nothing: a sheet of anybody's may have them.
            own = any(squeezed(header) not in _plain_names(table) for header in hits)
            if len(hits) >= _LEAST_TELLING and weight >= _LEAST_WEIGHT and own:
                found.append((weight, each, layout))
    if not found:
        return None
    best = max(found, key=lambda entry: entry[0])
    others = [entry[0] for entry in found if entry[1] is not best[1]]
    return best[1:] if best[0] >= _CLEARER * max(others, default=0) else None


def _spelled(headers: Iterable[str], *, upper: bool) -> set[str]:
    return {header.upper() if upper else header for header in headers}


def _sender(given: set[str]) -> Profile | None:
    """The vendor for which we wrote a file of scores that has these headers and no other ones."""
    for each in all_profiles():
        key, fields = each.exports.get("key"), each.exports.get("fields", {}).values()
        told = key in given and len(given) >= _LEAST_TELLING
        if told and given <= {key, *fields} and each.name != GENERIC:
            return each
    return None


@lru_cache(maxsize=8)
def _weights(table: str, *, upper: bool) -> Mapping[str, float]:
    counts = Counter(
        header
        for each in all_profiles()
        for header in _spelled(
            (text for layout in each.layouts.values() for text in layout.get(table, ())),
            upper=upper,
        )
    )
    return {header: 1 / count for header, count in counts.items()}


@lru_cache(maxsize=8)
def _plain_names(table: str) -> frozenset[str]:
    """The names of our columns, squeezed."""
    return frozenset(
        squeezed(name)
        for column in CONTRACTS[table].columns
        for name in (column.header, *column.aliases)
    )
