"""What the module of one sheet adds to what every sheet has; most sheets need none."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scoring.area import Area
    from workbook_templates.conditions import Condition, Places
    from workbook_templates.sheets import Sheet
    from workbook_templates.writer import Writer


@dataclass(frozen=True)
class Book:
    """The workbook that is being built, for those who draw a whole sheet."""

    writer: Writer
    areas: Sequence[Area]
    sheets: Sequence[Sheet]


@dataclass(frozen=True)
class Drawing:
    """What a sheet has of its own, each part only where it is needed.

    Attributes:
        conditions: its conditional formats.
        bar: header of the column with a bar from 0 to 1 behind its numbers.
        heading: writes more words above the table.
        checks: what a column accepts, by its header, in place of what its kind does.
        rows: how many rows the table comes with.
        fill: writes these rows.
        draw: draws on the sheet once all sheets are there: the whole page, or a chart.
    """

    conditions: Callable[[Places], list[Condition]] | None = None
    bar: str = ""
    heading: Callable[[Writer, Any], None] | None = None
    checks: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    rows: int = 1
    fill: Callable[[Writer, Any], None] | None = None
    draw: Callable[[Book, Any], None] | None = None


def drawing(sheet: str) -> Drawing:
    """What the sheet of this name has of its own: `DRAWING` of its module in `pages`.

    >>> drawing("Red list").bar
    'Current score'
    >>> drawing("History")
    Drawing(...)
    """
    module = f"workbook_templates.pages.{sheet.lower().replace(' ', '_')}"
    if find_spec(module) is None:
        return Drawing()
    found: Drawing = import_module(module).DRAWING
    return found
