"""The sheet Red list: the user's columns, the day to touch by, and what is late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring.coverage.tables import RED_LIST
from workbook_templates import design
from workbook_templates.conditions import (
    GROUP_ENDS,
    LATE,
    PAST,
    RAISED,
    RAISED_NUMBER,
    Condition,
    Places,
)
from workbook_templates.drawing import Drawing

if TYPE_CHECKING:
    from workbook_templates.writer import Writer

_TOUCH_BY = RED_LIST.cell("touch_by")
_ORDER = RED_LIST.cell("order")


def _conditions(places: Places) -> list[Condition]:
    at, ends = places.at, places.ends
    by = f'IF({_ORDER}="director",{ends("CS director")},{ends("Tier")})'
    escalated = f'{at("Escalate to")}<>""'
    return [
        (["Tier"], f"{at('Tier')}=1", {"bold": True, "bg_color": "#DCE6F2"}),
        (["Play due"], places.overdue("Play due"), LATE),
        (["Weeks red"], escalated, RAISED_NUMBER),
        (["Escalate to"], escalated, RAISED),
        (["Next touch"], places.overdue("Next touch"), PAST),
        (places.headers, f'AND({by},{at("Account ID")}<>"")', GROUP_ENDS),
    ]


def _write_heading(writer: Writer, page: Any) -> None:
    own = [RED_LIST.headers.index(header) for header in RED_LIST.user_headers]
    small = {"font_size": design.SMALL}
    yours = small | {"font_color": design.YOURS_HEADER, "bold": True}
    by = writer.style("SC Note", **yours, align="right", num_format='"✎ by "d mmm')
    page.write_blank(2, own[0], None, by)
    writer.name(RED_LIST.name, _TOUCH_BY, 2, own[0])
    words = "✎ Yours to fill in: each refresh keeps it"
    page.write_string(2, own[1], words, writer.style("SC Note", **yours))
    # In white: what ends a group of rows hangs on how they are sorted.
    hidden = writer.style("SC Note", **small, font_color=design.WHITE)
    page.write_string(0, own[2], "tier", hidden)
    writer.name(RED_LIST.name, _ORDER, 0, own[2])


_NEXT_TOUCH = {
    "validate": "date",
    "criteria": "between",
    "minimum": "=start_as_of",
    "maximum": f"={_TOUCH_BY}",
    "input_title": "Next touch",
    "input_message": "The planned touch, by the day above this column.",
    "error_type": "warning",
    "error_title": "Next touch",
    "error_message": "The standup asks for a date from the as-of date to the day above this "
    "column (standup.next_touch_days). Keep this one anyway?",
}

DRAWING = Drawing(
    conditions=_conditions,
    bar="Current score",
    heading=_write_heading,
    checks={"Next touch": _NEXT_TOUCH},
)
