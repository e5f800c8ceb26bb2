"""What became of an activity: the gravest of all that an export's columns say of it."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.importing.evidence import filled
from addin.importing.roles import parted
from addin.importing.valuemap import meaning_of
from scoring.cells.distinct import distinct_values
from scoring.cells.texts import blank, folded, yes_or_no

if TYPE_CHECKING:
    from addin.importing.headers import Matched
    from scoring.tables import Column


@lru_cache(maxsize=1)
def _flags() -> tuple[tuple[tuple[str, ...], str, str | None], ...]:
    raw = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
    return tuple(
        (tuple(map(folded, each["words"])), each["choice"], each.get("otherwise"))
        for each in raw["flags"]
    )


def flagged(header: str, *, yes: bool) -> str | None:
    """What a yes or a no below a header means; None where it means nothing.

    >>> flagged("IsDeleted", yes=True), flagged("Closed", yes=False), flagged("No-show?", yes=False)
    ('Deleted', 'Planned', None)
    """
    words = f" {folded(parted(header))} "
    found = (each for each in _flags() if any(f" {word} " in words for word in each[0]))
    _, choice, otherwise = next(found, ((), None, None))
    return choice if yes else otherwise


def is_flag(header: str) -> bool:
    """Whether a yes below a header says what became of an activity."""
    return flagged(header, yes=True) is not None


def _meaning(cell: Any, header: str, column: Column, found: Matched) -> Any:
    if blank(cell):
        return None
    said = yes_or_no(cell) if is_flag(header) else None
    return meaning_of(cell, column, found) if said is None else flagged(header, yes=said)


def gravest(raw: pd.DataFrame, found: Matched, column: Column) -> pd.Series:
    """A column that several headers speak for, as one choice each row.

    A word that nobody knows stays where no other header says anything.

    Args:
        raw: cells of an export.
        found: how its headers are read.
        column: whose choices stand in the order of their gravity.
    """
    order = {choice[0]: place for place, choice in enumerate(column.choices)}
    ranks = np.full(len(raw), -1)
    cells = np.full(len(raw), None, dtype=object)
    for header in found.spoken(column.header):
        codes, distinct = distinct_values(raw[header])
        means = [_meaning(cell, header, column, found) for cell in distinct]
        known = np.array([*(order.get(mean, -1) for mean in means), -1]).take(codes, mode="wrap")
        graver = known > ranks
        ranks[graver] = known[graver]
        values = np.array([*means, None], dtype=object).take(codes, mode="wrap")
        open_rows = graver | ((ranks < 0) & ~filled(pd.Series(cells)))
        cells[open_rows] = values[open_rows]
    return pd.Series(cells, index=raw.index, dtype=object)
