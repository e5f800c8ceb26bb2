"""The sheet Trend: the chart of the red list beside the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from scoring.coverage.tables import TREND
from workbook_templates import design
from workbook_templates.drawing import Drawing

if TYPE_CHECKING:
    from workbook_templates.drawing import Book


def _body(header: str) -> str:
    """The body of a column of Trend, which holds one empty row so far."""
    column = TREND.headers.index(header)
    first = last = design.BODY_ROW
    cells = [xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (first, last)]
    return "=Trend!" + ":".join(cells)


def _series(header: str, **look: Any) -> dict[str, Any]:
    column = TREND.headers.index(header)
    cell = xl_rowcol_to_cell(design.HEADER_ROW, column, row_abs=True, col_abs=True)
    return {
        "name": f"=Trend!{cell}",
        "categories": _body("Snapshot date"),
        "values": _body(header),
        **look,
    }


_BY_WEEK = {"text_axis": True, "interval_unit": 4, "interval_tick": 4}


def _finish(
    chart: Any, axis: dict[str, Any], form: str, width: int, height: int, **scale: float
) -> None:
    font = {"name": design.FONT, "size": 9, "color": design.MUTED}
    line = {"color": design.LINE}
    upright = font | {"size": 8, "rotation": -45}
    chart.set_x_axis({**axis, "num_format": "d mmm", "num_font": upright, "line": line})
    chart.set_y_axis(
        {
            "num_format": form,
            "num_font": font,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": design.LINE, "width": 0.75}},
            **scale,
        }
    )
    chart.set_title({"none": True})
    chart.set_legend({"position": "top", "font": font | {"color": design.INK}})
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_plotarea({"fill": {"none": True}})
    chart.set_size({"width": width, "height": height})
    chart.show_blanks_as("gap")


def _draw(book: Book, page: Any) -> None:
    chart = book.writer.book.add_chart({"type": "column"})
    chart.add_series(_series("Red", fill={"color": design.BAD}, gap=60))
    chart.add_series(_series("Gaps closed", fill={"color": design.TIER_1}))
    _finish(chart, _BY_WEEK, "0", 820, 340, min=0)
    page.insert_chart(
        design.HEADER_ROW,
        len(TREND.headers) + 1,
        chart,
        {
            "description": "Column chart: red accounts and gaps closed by week.",
            # Rows that a refresh adds must not stretch the chart.
            "object_position": 3,
        },
    )


DRAWING = Drawing(draw=_draw)
