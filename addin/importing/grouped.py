"""Grouped reports: a value that stands once for a group of rows is the value of each of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.importing.evidence import filled
from addin.importing.rows import Export
from scoring.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

_ARROW = re.compile(r"\s*[\u2191\u2193\u25b2\u25bc]\s*$")
"""How a report marks a column by which it is sorted or grouped."""
_SUBTOTAL = re.compile(
    r"^(?:sub-?\s?totals?|zwischensumme|teilergebnis|sous-total)\b", re.IGNORECASE
)


def filled_down(export: Export) -> Export:
    """An export with the value of each group in all of its rows.

    A column is one of groups where it stands first, its value comes once and the rows below it are
    blank, and either a subtotal ends each group or the report marks the column. Merged cells of
    several rows say the same in each of these.

    Args:
        export: without totals and notes, which its reading lists.
    """
    frame, reading = export.rows, export.reading
    marked = {header for header in map(str, frame.columns) if _ARROW.search(header)}
    ends = [entry.row for entry in reading.left_out if _SUBTOTAL.match(entry.text)]
    if frame.empty or not (marked or ends or reading.spans):
        return export
    notes = list(reading.notes)
    frame = frame.copy()
    for header, first, last in reading.spans:
        rows = frame.index[(frame.index >= first) & (frame.index <= last)]
        if len(rows) > 1 and header in frame:
            frame[header] = _down(frame[header], set(rows[1:]))
            notes.append(f'"{header}" is one merged cell in rows {first} to {last}.')
    for header in _groups(frame, marked, ends):
        blank = ~filled(frame[header])
        frame[header] = _down(frame[header], set(frame.index[blank]))
        name = _ARROW.sub("", header)
        rows_told = counted(int(blank.sum()), "row")
        notes.append(f'"{name}" stands once for each group and is filled down in {rows_told}.')
    names = [_ARROW.sub("", header) for header in map(str, frame.columns)]
    if len(set(names)) == len(names):
        frame.columns = pd.Index(names)
    return Export(frame, replace(reading, notes=tuple(notes)))


def _groups(frame: pd.DataFrame, marked: set[str], ends: Sequence[int]) -> list[str]:
    """The first columns whose values stand once for the rows of a group."""
    found: list[str] = []
    outer = np.zeros(len(frame), dtype=bool)
    outer[0] = True
    # The row below a subtotal begins a group.
    rows = frame.index.to_numpy()
    begins = [place for row in ends for place in np.flatnonzero(rows > row)[:1]]
    for header in map(str, frame.columns):
        spoken = filled(frame[header])
        if not (spoken | ~outer).all():
            break
        if spoken.all():
            if header in marked:
                continue
            break
        between = bool((~spoken[: np.flatnonzero(spoken)[-1]]).any())
        told = bool(ends) and (not begins or bool(spoken[begins].all()))
        if not (told or (header in marked and between)) or _repeats(frame[header], spoken, outer):
            break
        found.append(header)
        outer = spoken
    return found


def _repeats(cells: pd.Series, spoken: np.ndarray, outer: np.ndarray) -> bool:
    """Whether a value comes twice in an outer group, as in a column that is only sorted."""
    group = np.cumsum(outer)[spoken]
    values = cells.astype(object).to_numpy()[spoken]
    return bool(pd.DataFrame({"group": group, "value": values}).duplicated().any())


def _down(cells: pd.Series, rows: set[Any]) -> pd.Series:
    """A column with the cell above in each of these rows."""
    values = cells.astype(object).to_numpy()
    # The place of each row itself, or of the last one before it that is not filled from above.
    places = np.where(cells.index.isin(list(rows)), 0, np.arange(len(cells)))
    return pd.Series(values[np.maximum.accumulate(places)], index=cells.index, dtype=object)
