"""Conditional formats: few, cheap, and never a colour without a word or sign beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name

from scoring.coverage.gates import GATES
from workbook_templates import design
from workbook_templates.design import BODY_ROW

if TYPE_CHECKING:
    from scoring.tables import Table

_ALARM = {"font_color": design.BAD, "bold": True}
_LATE = _ALARM | {"num_format": f'"late  "{design.DATE}'}
_PAST = _ALARM | {"num_format": f'"past  "{design.DATE}'}
_RAISED = _ALARM | {"num_format": '"▲ "@'}
_RAISED_NUMBER = _ALARM | {"num_format": '"▲ "0'}
_GROUP_ENDS = {"bottom": design.THIN, "bottom_color": design.NAVY}
_AGAIN = {"font_color": design.FADED}

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

BARS = {"Red list": "Current score", "Standup": "Current score", "Scorecard": "Coverage rate"}
"""Which column shows a bar from 0 to 1 behind its numbers."""

Condition = tuple[list[str], str, dict[str, Any]]


def conditions(table: Table) -> list[Condition]:
    """Columns, formula and look of each conditional format of a table.

    Those of whole rows come last: some readers show no other one beside the first that holds.
    """

    def at(header: str, row: int = BODY_ROW + 1) -> str:
        return f"${xl_col_to_name(table.headers.index(header))}{row}"

    def repeats(header: str) -> str:
        return f"{at(header)}={at(header, BODY_ROW)}"

    def ends(header: str) -> str:
        return f"{at(header)}<>{at(header, BODY_ROW + 2)}"

    if table.name == "Red list":
        return _red_list(table, at, ends)
    match table.name:
        case "Standup":
            return [
                (["CS director"], repeats("CS director"), _AGAIN),
                (["Tier"], f"{at('Tier')}=1", {"bold": True}),
                (["Weeks red"], f'{at("Escalate to")}<>""', _RAISED_NUMBER),
                (["Escalate to"], f'{at("Escalate to")}<>""', _RAISED),
                (table.headers, f'AND({ends("CS director")},{at("Account")}<>"")', _GROUP_ENDS),
            ]
        case "Coverage":
            first = at(GATES[0].header).lstrip("$")
            return [
                *_status(at),
                (["Play due"], _overdue(at), _LATE),
                (["Red"], f"{at('Red')}=1", _ALARM),
                # One format for the five columns, since each one costs on opening.
                ([GATES[0].header, GATES[-1].header], f"AND(ISNUMBER({first}),{first}=0)", _ALARM),
            ]
        case "Scorecard":
            gap = at("Gap")
            whole = {"bold": True, "bg_color": design.SURFACE}
            return [
                (["View"], repeats("View"), _AGAIN),
                (["Gap"], f"AND(ISNUMBER({gap}),{gap}<0)", _ALARM),
                (table.headers, f'{at("View")}="All"', whole),
                (table.headers, f'AND({ends("View")},{at("View")}<>"")', _GROUP_ENDS),
            ]
        case "Settings":
            unverified = {"italic": True, "font_color": design.BAD}
            changed = f'{at("Value")}<>""'
            return [
                (["Verified"], f'{at("Verified")}="unverified"', unverified),
                (["Default"], changed, {"font_color": design.MUTED, "font_strikeout": True}),
            ]
        case _:
            return []


def _red_list(table: Table, at: Any, ends: Any) -> list[Condition]:
    by = f'IF(red_list_order="director",{ends("CS director")},{ends("Tier")})'
    planned = at("Next touch")
    return [
        (["Tier"], f"{at('Tier')}=1", {"bold": True, "bg_color": "#DCE6F2"}),
        (["Play due"], _overdue(at), _LATE),
        (["Weeks red"], f'{at("Escalate to")}<>""', _RAISED_NUMBER),
        (["Escalate to"], f'{at("Escalate to")}<>""', _RAISED),
        (["Next touch"], f"AND(ISNUMBER({planned}),{planned}<start_as_of)", _PAST),
        (table.headers, f'AND({by},{at("Account ID")}<>"")', _GROUP_ENDS),
    ]


def _overdue(at: Any) -> str:
    return f"AND(ISNUMBER({at('Play due')}),{at('Play due')}<start_as_of)"


def _status(at: Any) -> list[Condition]:
    return [
        (["Status"], f'{at("Status")}="{name}"', {"font_color": ink, "bg_color": fill})
        for name, (ink, fill) in STATUS_COLOURS.items()
    ]
