"""The sheet Scorecard: what its columns are about, its groups, and a small chart in each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from scoring.coverage.tables import SCORECARD, WEEK_HEADERS
from workbook_templates import design
from workbook_templates.conditions import AGAIN, ALARM, GROUP_ENDS, Condition, Places
from workbook_templates.design import BODY_ROW
from workbook_templates.drawing import Drawing

if TYPE_CHECKING:
    from workbook_templates.drawing import Book
    from workbook_templates.writer import Writer

_GROUPS = {
    "Target": "Against the target",
    "Last 13 weeks": "Last 13 weeks (scale 0–100%)",
    "Plays to target": "Still to do (own book)",
    "Full rate": "Strict measures",
    "Median (unverified)": "Published, unverified",
    "Share of target": "Bonus measure, directors only (S0-31)",
    "ARR-weighted rate": "More measures",
    WEEK_HEADERS[0]: "What the small charts read",
}
"""What the columns are about, from the named one on."""


def _conditions(places: Places) -> list[Condition]:
    view, gap = places.at("View"), places.at("Gap")
    whole = {"bold": True, "bg_color": design.SURFACE}
    return [
        (["View"], places.repeats("View"), AGAIN),
        (["Gap"], f"AND(ISNUMBER({gap}),{gap}<0)", ALARM),
        (places.headers, f'{view}="All"', whole),
        (places.headers, f'AND({places.ends("View")},{view}<>"")', GROUP_ENDS),
    ]


def _write_heading(writer: Writer, page: Any) -> None:
    strong = writer.style("SC Note", font_size=design.SMALL, font_color=design.BLUE, bold=True)
    for header, words in _GROUPS.items():
        page.write_string(2, SCORECARD.headers.index(header), words, strong)


def _draw(_: Book, page: Any) -> None:
    first, last = (SCORECARD.headers.index(WEEK_HEADERS[end]) for end in (0, -1))
    place = SCORECARD.headers.index("Last 13 weeks")
    page.add_sparkline(
        BODY_ROW,
        place,
        {
            "location": xl_rowcol_to_cell(BODY_ROW, place),
            "range": f"{SCORECARD.name}!{xl_range(BODY_ROW, first, BODY_ROW, last)}",
            # Columns from 0 to 1 in every row, so that heights can be compared.
            "type": "column",
            "min": 0,
            "max": 1,
            "series_color": design.BLUE,
            "empty_cells": "gaps",
        },
    )


DRAWING = Drawing(conditions=_conditions, bar="Coverage rate", heading=_write_heading, draw=_draw)
