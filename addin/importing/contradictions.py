"""Columns whose cells contradict each other, so that somebody must say how they are meant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from addin.importing.evidence import filled
from addin.importing.names import SAID
from addin.importing.ranks import Doubt
from addin.importing.roles import asked_columns
from scoring.areas import CONTRACTS
from scoring.cells.dates import half_converted
from scoring.cells.distinct import distinct_values
from scoring.cells.numbers import contradicting

if TYPE_CHECKING:
    from addin.importing.headers import Matched

_AMOUNTS = (
    "{cells} stand beside amounts that are written another way, so one of them may be a "
    "thousandfold of what it seems; read so, each group of three digits is thousands."
)
_DAYS = (
    "Its real dates have days up to 12 only and its texts days above 12, as when Excel swaps day "
    "and month of an export; read so, the real dates are swapped back."
)
_SUCH_AS = 2


def without_contradictions(raw: pd.DataFrame, found: Matched) -> Matched:
    """The mapping with a doubt for each column that contradicts itself and decides a score.

    What the user said of such a header settles it: its lone groups of three digits are thousands,
    its real dates are swapped back. Amounts that decide no tier are left to Issues.

    Args:
        raw: cells of the export.
        found: how its headers are read.
    """
    grouped, swapped, doubts = set(found.grouped), set(found.swapped), list(found.doubts)
    for own in dict.fromkeys(found.columns.values()):
        if own not in asked_columns(found.table):
            continue
        kind, headers = CONTRACTS[found.table].column(own).kind, found.spoken(own)
        cells = _distinct(raw, headers)
        because = ""
        if kind == "money" and (odd := contradicting(cells)) and not _has_tiers(raw, found):
            because = _AMOUNTS.format(cells=" and ".join(f'"{cell}"' for cell in odd[:_SUCH_AS]))
        elif kind in ("date", "intro") and half_converted(cells):
            because = _DAYS
        if because and found.how.get(headers[0]) == SAID:
            (grouped if kind == "money" else swapped).add(own)
        elif because:
            doubts.append(Doubt(found.table, headers[0], own, because, inside=True))
    if len(doubts) == len(found.doubts) and not grouped and not swapped:
        return found
    return replace(
        found, doubts=tuple(doubts), grouped=frozenset(grouped), swapped=frozenset(swapped)
    )


def _distinct(raw: pd.DataFrame, headers: tuple[str, ...]) -> pd.Series:
    return pd.concat(
        [pd.Series(distinct_values(raw[header])[1], dtype=object) for header in headers]
    )


def _has_tiers(raw: pd.DataFrame, found: Matched) -> bool:
    """Whether each row says its tier, so that no amount decides one."""
    given = found.given("Tier")
    return given is not None and bool(filled(raw[given]).all())


def notes_on(found: Matched) -> list[str]:
    """How amounts and days are read otherwise than they stand, a sentence each."""
    notes = [
        f'The amounts of "{found.given(own)}" were taken times {factor:,}.'
        for own, factor in found.factors.items()
    ]
    notes += [
        f'"{found.given(own)}" parts thousands by both signs: each group of three digits was read '
        "as thousands."
        for own in sorted(found.grouped)
    ]
    notes += [
        f'Day and month of the real dates of "{found.given(own)}" were swapped back.'
        for own in sorted(found.swapped)
    ]
    return notes
