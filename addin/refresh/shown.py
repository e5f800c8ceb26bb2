"""Which areas a tracker shows: their sheets come up once they are used, and hide nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring.area import HIDDEN, SHOWN
from scoring.areas import AREAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from addin.tracker.workbook import Standing, Workbook
    from scoring.area import Area
    from scoring.policy import DayPolicy


@dataclass(frozen=True, eq=False)
class Tabs:
    """What changes at the tabs.

    Attributes:
        sheets: titles of the sheets that are to be shown or hidden.
        values: what Start says of each area, by the name of its cell.
    """

    sheets: Mapping[str, bool]
    values: Mapping[str, Any]


def tabs_of(
    book: Workbook,
    tables: Mapping[str, pd.DataFrame],
    places: Mapping[str, Standing],
    policy: DayPolicy,
    areas: Iterable[Area] = AREAS,
) -> Tabs:
    """The sheets of each area, shown or hidden where its state has changed.

    In between the user's own hand counts: a sheet that he hides stays hidden.

    Args:
        book: the tracker; its Start says what was shown before.
        tables: its tables, exports brought in.
        places: where each table stands.
        policy: the parameters in force; `areas.<name>` is auto, yes or no.
        areas: that are looked at.
    """
    sheets: dict[str, bool] = {}
    values: dict[str, Any] = {}
    for area in areas:
        cell = area.shown_in
        said = book.read_values([cell]).get(cell)
        was = said != HIDDEN if said in (SHOWN, HIDDEN) else not area.hidden
        asked = policy.text(area.parameter)
        filled = any(len(tables.get(table.name, ())) for table in area.inputs)
        now = was or filled or not area.hidden if asked == "auto" else asked == "yes"
        values[cell] = SHOWN if now else HIDDEN
        if now != was:
            titles = [places[t.name].sheet for t in area.tables if t.name in places]
            sheets |= dict.fromkeys([*titles, *(slide.name for slide in area.slides)], now)
    return Tabs(sheets, values)
