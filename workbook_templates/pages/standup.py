"""The sheet Standup: who is in the room, and one director after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring.coverage.tables import STANDUP
from workbook_templates import design
from workbook_templates.conditions import (
    AGAIN,
    GROUP_ENDS,
    RAISED,
    RAISED_NUMBER,
    Condition,
    Places,
)
from workbook_templates.drawing import Drawing

if TYPE_CHECKING:
    from workbook_templates.writer import Writer


def _conditions(places: Places) -> list[Condition]:
    at, ends = places.at, places.ends
    escalated = f'{at("Escalate to")}<>""'
    return [
        (["CS director"], places.repeats("CS director"), AGAIN),
        (["Tier"], f"{at('Tier')}=1", {"bold": True}),
        (["Weeks red"], escalated, RAISED_NUMBER),
        (["Escalate to"], escalated, RAISED),
        (places.headers, f'AND({ends("CS director")},{at("Account")}<>"")', GROUP_ENDS),
    ]


def _write_heading(writer: Writer, page: Any) -> None:
    place = STANDUP.headers.index("Next play")
    note = writer.style("SC Note", font_size=design.SMALL)
    page.write_string(2, place, "In the room: after the first refresh", note)
    writer.name(STANDUP.name, STANDUP.cell("attendees"), 2, place)


DRAWING = Drawing(conditions=_conditions, bar="Current score", heading=_write_heading)
