"""The sheets of the tracker, as the areas and the tracker itself declare them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scoring.areas import AREAS, TABLES
from scoring.tables.page import TAB_GROUPS, Page
from scoring.tables.slide import Slide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.area import Area
    from scoring.tables import Table

START = Slide("Start", "The week, the last refresh, and the way to each sheet.", Page("Start"))
_GROUP_OF_ROLE = {"input": "Data", "output": "Check"}


@dataclass(frozen=True)
class Sheet:
    """A sheet of the tracker.

    Attributes:
        name: what its tab says.
        help: what it holds, in one sentence.
        page: where its tab stands, and how it is laid out.
        table: the table of its name; None for a page that is drawn by itself.
        area: the area that it belongs to; None: the tracker itself.
    """

    name: str
    help: str
    page: Page
    table: Table | None = None
    area: Area | None = None

    @property
    def hidden(self) -> bool:
        """Whether it is made hidden."""
        return self.area is not None and self.area.hidden


def sheets(areas: Sequence[Area] = AREAS) -> list[Sheet]:
    """The sheets of a tracker with these areas, in the order of their tabs."""
    of_areas = {table.name for area in AREAS for table in area.tables}
    own = [table for table in TABLES.values() if table.name not in of_areas]
    found = [
        _of_slide(START),
        *(_of_table(table) for table in own),
        *(_of_slide(slide, area) for area in areas for slide in area.slides),
        *(_of_table(table, area) for area in areas for table in area.tables),
    ]
    return sorted(found, key=lambda sheet: (TAB_GROUPS.index(sheet.page.group), sheet.page.place))


def _of_table(table: Table, area: Area | None = None) -> Sheet:
    group = table.page.group or _GROUP_OF_ROLE[table.role]
    return Sheet(table.name, table.help, replace(table.page, group=group), table, area)


def _of_slide(slide: Slide, area: Area | None = None) -> Sheet:
    return Sheet(slide.name, slide.help, replace(slide.page, is_report=True), area=area)
