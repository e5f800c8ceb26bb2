"""What the template looks like: one palette, one type scale, one number format a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.tables import Column

# Counted from 0, as XlsxWriter does: the table's header is row 4 of each sheet.
HEADER_ROW = 3
BODY_ROW = 4

# XlsxWriter's number of the paper.
LETTER = 1

FONT = "Calibri"

INK = "#1B2733"
MUTED = "#5B6875"
LINE = "#D5DCE3"
SURFACE = "#F3F6F9"
WHITE = "#FFFFFF"
NAVY = "#17365D"
BLUE = "#2F6DB5"
GREY = "#66717C"
# The user's own cells inside a table of ours.
YOURS = "#FFF7E0"
YOURS_HEADER = "#8A6100"

# Okabe and Ito's colours, told apart with any kind of colour vision.
TIER_1 = "#0072B2"
TIER_2 = "#E69F00"
GOOD = "#00664B"
BAD = "#B34700"

TITLE, SECTION, BODY, SMALL = 18, 12, 10, 9

DATE = "d mmm yyyy"
DATE_OR_NUMBER = "[>36525]d mmm yyyy;General"
"""A date shows as one; a share that lands under this format still shows as 0.8."""
SIGNED_RATE = '+0%;"–"0%;0%'
"""A gap or a change shows its sign; the rates themselves do not."""

NUMBER_FORMATS = {
    "id": "@",
    "money": "#,##0",
    "count": "0",
    "tier": "0",
    "date": DATE,
    "intro": DATE,
    "score": "0.00",
    "rate": "0%",
    "flag": '"✓";;"✗"',
}
"""The number format of each kind of column; the others are General."""

_HEADER_FORMATS = {
    "Open gate": '"Gate "0',
    "Gap": SIGNED_RATE,
    "Change 4 weeks": SIGNED_RATE,
    "Change 13 weeks": SIGNED_RATE,
    "Weeks to close": "0.0",
    "Minutes": "0",
}

_KIND_WIDTHS = {
    "id": 14,
    "name": 18,
    "label": 16,
    "text": 34,
    "title": 22,
    "money": 13,
    "number": 12.5,
    "count": 11.5,
    "date": 13,
    "intro": 13,
    "outcome": 34,
    "flag": 8,
    "tier": 7.5,
    "score": 11.5,
    "rate": 12.5,
    "choice": 14,
}

_HEADER_WIDTHS = {
    "Account": 26,
    "Explanation": 100,
    "Problem": 72,
    "Fix": 58,
    "Finding": 110,
    "Notes": 38,
    "Blocker": 38,
    "What it does": 84,
    "Next play": 30,
    "Owner this quarter": 18,
    "Parameter": 27,
    "Play due": 18,
    "Unit": 22,
    "Source": 20,
    "Verified": 12,
    "Value": 20,
    "Default": 26,
    "Week": 11,
    "Gates": 9,
    "Gates to close": 16,
    "Failed since": 56,
    "Escalate to": 13,
    "When": 20,
    "Version": 10,
    "Settings hash": 16,
    "Minute": 10,
    "Code": 22,
    "Sheet": 12,
    "View": 13,
    "Name": 22,
    "Detector": 15,
    "Why": 22,
    "Profile": 14,
    "Waived": 9.5,
    "Red": 8,
    "New": 8,
    "Amber": 9,
    "Median (unverified)": 13,
    "Gold standard (unverified)": 14,
    "Named-only rate": 12,
    "ARR-weighted rate": 12,
    "Two-way intro date": 14,
}

_WRAPPED = ("text", "outcome")
_CENTRED = ("flag", "tier")
_RIGHT = ("money", "number", "count", "date", "intro", "score", "rate")


def number_format(column: Column) -> str:
    """The number format of a column's cells."""
    if column.header == "Red" and column.kind == "flag":
        return '"Red";;"–"'
    return _HEADER_FORMATS.get(column.header) or NUMBER_FORMATS.get(column.kind, "General")


def width(column: Column) -> float:
    """The width of a column, in characters."""
    return _HEADER_WIDTHS.get(column.header) or _KIND_WIDTHS[column.kind]


def alignment(column: Column) -> str:
    """Where a column's words and numbers stand."""
    if column.kind in _CENTRED:
        return "center"
    return "right" if column.kind in _RIGHT else "left"


def cell(column: Column, **more: Any) -> dict[str, Any]:
    """The format of a column's body cells."""
    aligned = alignment(column)
    return {
        **text(),
        "num_format": number_format(column),
        "align": aligned,
        "indent": int(aligned == "left"),
        "valign": "top",
        "text_wrap": column.kind in _WRAPPED,
        "bottom": 1,
        "bottom_color": LINE,
        **more,
    }


def header(column: Column, fill: str) -> dict[str, Any]:
    """The format of a column's header cell; the filter's button has the corner at the bottom."""
    return {
        **text(color=WHITE, bold=True),
        "bg_color": fill,
        "align": alignment(column),
        "indent": int(alignment(column) == "left"),
        "valign": "top",
        "text_wrap": True,
        "right": 1,
        "right_color": WHITE,
    }


def text(size: int = BODY, color: str = INK, **more: Any) -> dict[str, Any]:
    """The format of a text."""
    return {"font_name": FONT, "font_size": size, "font_color": color, **more}
