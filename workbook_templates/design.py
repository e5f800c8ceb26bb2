"""What the template looks like: one palette, one type scale, one grid, one format a kind.

Each look that people meet has a name in Excel's Cell Styles gallery, so a tracker can be restyled
there in one place. Three roles are told apart, by ink and rule as much as by fill: inputs are blue
on white with broken rules, outputs dark with thin solid rules, and what is the user's own inside a
table of ours stands in a box on cream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.tables import Column, Table

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
TAB_COLOURS = {
    "Start": NAVY,
    "Meet": NAVY,
    "Act": BLUE,
    "Data": GREY,
    "Set": GREY,
    "Check": BLUE,
    "Log": BLUE,
}
"""The colour of each group of tabs."""

# The user's own cells inside a table of ours.
YOURS = "#FFF7E0"
YOURS_HEADER = "#8A6100"
YOURS_LINE = "#C9A24A"

# What repeats the word above it.
FADED = "#7D8995"
BAR = "#C6DAEE"

# Okabe and Ito's colours, told apart with any kind of colour vision.
TIER_1 = "#0072B2"
GOOD = "#00664B"
BAD = "#B34700"

TITLE, SECTION, BODY, SMALL = 18, 12, 10, 9

# The ink of what people type, as financial models have it.
INPUT_INK = "#0B3FA8"
INPUT_LINE = "#AFC1E6"
THIN, HAIR = 1, 7

# Readers that drop the indent of a rounded number keep the room that its format asks for.
AIR = "_)_)"

DATE = "d mmm yyyy"
DATE_OR_NUMBER = "[>36525]d mmm yyyy;General"
"""A date shows as one; a share that lands under this format still shows as 0.8."""
POINTS = f'+0" pts"{AIR};"–"0" pts"{AIR};0" pts"{AIR}'
"""A gap or a change of rates is no per cent of anything: it shows its sign and its unit."""

NUMBER_FORMATS = {
    "id": "@",
    "money": "#,##0",
    "count": "0",
    "tier": "0",
    "date": DATE,
    "intro": DATE,
    "score": "0.00",
    "rate": f"0%{AIR}",
    "flag": '"✓";;"✗"',
    "link": '"→ "0',
    "gate": '"Gate "0',
    "points": POINTS,
    "fine rate": f"0.0%{AIR}",
    "tenths": f"0.0{AIR}",
    "red": '"Red";;"–"',
}
"""The number format of each kind of column, or form of it; the others are General."""

_KIND_WIDTHS = {
    # The 18 letters of Salesforce, of which the last ones tell two accounts apart.
    "id": 22,
    "name": 18,
    "label": 16,
    "text": 34,
    "title": 22,
    "money": 13,
    "number": 12.5,
    "count": 10.5,
    "date": 13,
    "intro": 13,
    "outcome": 34,
    "flag": 7.5,
    "tier": 7.5,
    "score": 11,
    "rate": 11,
    "points": 11,
    "choice": 14,
    "link": 10.5,
    "sparkline": 18,
}

_WRAPPED = ("text", "outcome")
_CENTRED = ("flag", "tier", "link")
_RIGHT = ("money", "number", "count", "date", "intro", "score", "rate", "points")


def number_format(column: Column) -> str:
    """The number format of a column's cells."""
    return NUMBER_FORMATS.get(column.look.form or column.kind, "General")


def width(column: Column) -> float:
    """The width of a column, in characters."""
    return column.look.width or _KIND_WIDTHS[column.kind]


def alignment(column: Column) -> str:
    """Where a column's words and numbers stand."""
    if column.kind in _CENTRED:
        return "center"
    return "right" if column.kind in _RIGHT else "left"


def text(size: int = BODY, color: str = INK, **more: Any) -> dict[str, Any]:
    """The format of a text."""
    return {"font_name": FONT, "font_size": size, "font_color": color, **more}


def _header(fill: str) -> dict[str, Any]:
    return text(
        color=WHITE, bold=True, bg_color=fill, valign="top", text_wrap=True, right=THIN,
        right_color=WHITE,
    )  # fmt: skip


STYLES: dict[str, dict[str, Any]] = {
    "SC Title": text(TITLE, NAVY, bold=True, valign="vcenter"),
    "SC Finding": text(11, bold=True, valign="vcenter"),
    "SC Heading": text(SECTION, NAVY, bold=True, bottom=2, bottom_color=NAVY),
    "SC Text": text(valign="vcenter"),
    "SC Note": text(color=MUTED, valign="vcenter"),
    "SC Link": text(color=BLUE, underline=1, valign="vcenter"),
    "SC Input header": _header(GREY) | {"italic": True},
    "SC Output header": _header(NAVY),
    "SC Yours header": _header(YOURS_HEADER) | {"italic": True},
    "SC Input": text(color=INPUT_INK, valign="vcenter", bottom=HAIR, bottom_color=INPUT_LINE),
    "SC Output": text(valign="vcenter", bottom=THIN, bottom_color=LINE),
    "SC Yours": text(
        color=INPUT_INK, valign="vcenter", bg_color=YOURS, border=HAIR, border_color=YOURS_LINE
    ),
    "SC Setting": text(
        color=INPUT_INK, bold=True, valign="vcenter", text_wrap=True, bg_color=YOURS, border=HAIR,
        border_color=YOURS_LINE,
    ),
    "SC Source link": text(
        color=BLUE, underline=1, valign="vcenter", align="center", bottom=THIN, bottom_color=LINE
    ),
}  # fmt: skip
"""The cell styles by the names under which Excel's gallery lists them."""


COMFORTABLE = 18
"""Height of a row of one line, in points."""


def is_one_line(table: Table) -> bool:
    """Whether no cell of a table wraps, so that its rows need no height of their own."""
    return not any(cell(column)["text_wrap"] for column in table.columns)


def body_style(column: Column, table: Table) -> str:
    """The name of the cell style of a column's cells."""
    if column.kind == "link":
        return "SC Source link"
    if table.page.keeps_rows:
        return "SC Setting" if column.user else "SC Output"
    if column.user:
        return "SC Yours"
    return "SC Input" if table.role == "input" else "SC Output"


def header_style(column: Column, table: Table) -> str:
    """The name of the cell style of a column's header."""
    if column.user:
        return "SC Yours header"
    inputs = table.role == "input" and not table.page.keeps_rows
    return "SC Input header" if inputs else "SC Output header"


def cell(column: Column) -> dict[str, Any]:
    """How a column's cells differ from their style: number format, alignment, wrapping."""
    aligned = alignment(column)
    return {
        "num_format": number_format(column),
        "align": aligned,
        "indent": int(aligned != "center" and AIR not in number_format(column)),
        "text_wrap": column.kind in _WRAPPED and not column.look.one_line,
    }


def header(column: Column, fill: str) -> dict[str, Any]:
    """How a header differs from its style; the filter's button has the corner at the bottom."""
    aligned = alignment(column)
    return {"bg_color": fill, "align": aligned, "indent": int(aligned != "center")}
