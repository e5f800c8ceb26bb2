"""The sheet Coverage: a colour for each status, and a mark on gates that fail and plays overdue."""

from __future__ import annotations

from workbook_templates.conditions import ALARM, LATE, Condition, Places
from workbook_templates.drawing import Drawing

STATUS_COLOURS = {
    "Covered": ("#004D38", "#D3EEE5"),
    "Slipping": ("#7A4B00", "#FDE9BF"),
    "Amber": ("#6B5900", "#FBF6C4"),
    "Uncovered": ("#8A3600", "#F9DCC9"),
    "Waived": ("#3F4953", "#E3E8ED"),
    "Out of scope": ("#66717C", "#F3F6F9"),
    "Data issue": ("#7A2E5C", "#F4DDEA"),
}
"""Ink and fill of each status."""


def _conditions(places: Places) -> list[Condition]:
    at = places.at
    gates = [header for header in places.headers if header.startswith("Gate ")][:-1]
    first = at(gates[0]).lstrip("$")
    return [
        *(
            (["Status"], f'{at("Status")}="{name}"', {"font_color": ink, "bg_color": fill})
            for name, (ink, fill) in STATUS_COLOURS.items()
        ),
        (["Play due"], places.overdue("Play due"), LATE),
        (["Red"], f"{at('Red')}=1", ALARM),
        # One format for all of the gates, since each one costs on opening.
        ([gates[0], gates[-1]], f"AND(ISNUMBER({first}),{first}=0)", ALARM),
    ]


DRAWING = Drawing(conditions=_conditions)
