"""The board's page and the charts of the trend; a refresh fills the named cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from scoring.tables import TABLES
from workbook_templates import design

if TYPE_CHECKING:
    from workbook_templates.build import Writer

BOARD_COLUMNS = 24
"""Columns of the board's grid, between its margins."""


def write_board(writer: Writer) -> None:
    """Lay out the board's page: 16 to 9, its values in named cells."""
    page = writer.sheet("Board")
    page.set_column_pixels(0, 0, 30)
    page.set_column_pixels(1, BOARD_COLUMNS, 50)
    page.set_column_pixels(BOARD_COLUMNS + 1, BOARD_COLUMNS + 1, 30)
    heights = (
        16,
        22,
        74,
        12,
        20,
        58,
        20,
        36,
        14,
        26,
        24,
        46,
        46,
        46,
        46,
        46,
        8,
        12,
        56,
        10,
        28,
        10,
    )
    for row, height in enumerate(heights):
        page.set_row_pixels(row, height)
    _write_headline(writer, page)
    _write_figures(writer, page)
    _write_reds(writer, page)
    _write_ask(writer, page)
    page.insert_chart(
        10,
        1,
        _rate_chart(writer),
        {
            "description": "Line chart: coverage rate of Tier 1 and Tier 2 by week, each against "
            "its target as a dashed line.",
            "object_position": 1,
        },
    )
    page.set_landscape()
    page.set_paper(design.LETTER)
    page.print_area(0, 0, len(heights) - 1, BOARD_COLUMNS + 1)
    page.fit_to_pages(1, 1)
    page.set_margins(0.25, 0.25, 0.25, 0.25)
    page.center_horizontally()
    page.center_vertically()
    page.set_zoom(100)


def _put(writer: Writer, row: int, first: int, last: int, name: str, style: dict[str, Any]) -> None:
    page = writer.sheet("Board")
    page.merge_range(row, first, row, last, None, writer.format(style))
    writer.name("Board", name, row, first)


def _write_headline(writer: Writer, page: Any) -> None:
    eyebrow = writer.text(design.BODY, design.BLUE, bold=True)
    page.write_string(1, 1, "EXECUTIVE SPONSOR COVERAGE", eyebrow)
    as_of = design.text(design.BODY, design.MUTED, align="right")
    _put(writer, 1, 19, 24, "board_as_of", as_of | {"num_format": f'"As of "{design.DATE}'})
    headline = design.text(22, design.NAVY, bold=True, text_wrap=True, valign="vcenter")
    _put(writer, 2, 1, 24, "board_headline", headline)
    page.write_string(2, 1, "Refresh fills this page.", writer.format(headline))


def _write_figures(writer: Writer, page: Any) -> None:
    money = '[>=999500]#,##0.0,,"M";[>=1000]#,##0,"K";0'
    blocks = (
        (1, 6, "Tier 1 coverage rate", "board_t1_rate", "0%", design.TIER_1, "board_t1"),
        (7, 12, "Tier 2 coverage rate", "board_t2_rate", "0%", "#9A6700", "board_t2"),
        (13, 16, "ARR at risk", "board_arr_at_risk", money, design.INK, ""),
        (17, 20, "Red accounts", "board_red", "0", design.INK, ""),
        (21, 24, "Escalations", "board_escalations", "0", design.INK, ""),
    )
    notes = {
        13: "ARR of the red accounts",
        17: "on Monday's red list",
        21: "accounts for an executive",
    }
    for first, last, label, name, form, colour, prefix in blocks:
        rule: dict[str, Any] = {"left": 5, "left_color": colour, "indent": 1}
        page.write_string(
            4, first, label, writer.text(design.BODY, design.MUTED, bold=True, **rule)
        )
        figure = design.text(36, colour, bold=True, num_format=form, align="left", valign="vcenter")
        _put(writer, 5, first, last, name, figure | rule)
        small = design.text(design.BODY, design.MUTED, align="left", valign="top", text_wrap=True)
        if prefix:
            target = small | rule | {"num_format": '"Target "0%'}
            _put(writer, 6, first, last, f"{prefix}_target", target)
            _put(writer, 7, first, last, f"{prefix}_note", small | rule)
        else:
            page.write_string(6, first, notes[first], writer.text(color=design.MUTED, **rule))
            page.write_blank(7, first, None, writer.text(**rule))


def _write_reds(writer: Writer, page: Any) -> None:
    line: dict[str, Any] = {"bottom": 2, "bottom_color": design.NAVY}
    heading = writer.text(design.SECTION, design.NAVY, bold=True, **line)
    page.write_string(9, 1, "Coverage rate by week, against the target in force", heading)
    page.write_string(9, 14, "Red list: five to talk about first", heading)
    for column in (*range(2, 13), *range(15, 25)):
        page.write_blank(9, column, None, writer.text(**line))
    columns: tuple[tuple[int, int, str, str, dict[str, Any]], ...] = (
        (14, 16, "Account", "account", {"bold": True}),
        (17, 20, "Why it is red", "reason", {}),
        (21, 22, "Owner", "owner", {}),
        (23, 24, "Due", "due", {"num_format": "d mmm", "align": "right"}),
    )
    small = design.text(design.SMALL, design.MUTED, bold=True, valign="vcenter")
    for first, last, label, _, style in columns:
        place = last if style.get("align") else first
        page.write_string(
            10, place, label, writer.format(small | {"align": style.get("align", "left")})
        )
    rule = {"bottom": 1, "bottom_color": design.LINE}
    for number in range(1, 6):
        for first, last, _, name, style in columns:
            cell = design.text(valign="vcenter", text_wrap=True, align="left") | rule | style
            _put(writer, 10 + number, first, last, f"board_red_{number}_{name}", cell)
    late = {"font_color": design.BAD, "bold": True, "num_format": '"late  "d mmm'}
    page.conditional_format(
        11,
        23,
        15,
        23,
        {
            "type": "formula",
            "criteria": "AND(ISNUMBER($X12),$X12<board_as_of)",
            "format": writer.book.add_format(late),
        },
    )


def _write_ask(writer: Writer, page: Any) -> None:
    band: dict[str, Any] = {"bg_color": design.NAVY, "valign": "vcenter"}
    page.write_string(18, 1, "The ask", writer.text(13, design.WHITE, bold=True, indent=1, **band))
    page.write_blank(18, 2, None, writer.text(**band))
    ask = design.text(13, design.WHITE, text_wrap=True, **band)
    _put(writer, 18, 3, 24, "board_ask", ask)
    source = design.text(design.SMALL, design.MUTED, text_wrap=True, valign="top")
    _put(writer, 20, 1, 24, "board_source", source)


def _trend(header: str) -> str:
    """The body of a column of Trend, which holds one empty row so far."""
    column = TABLES["Trend"].headers.index(header)
    first = last = design.BODY_ROW
    cells = [xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (first, last)]
    return "=Trend!" + ":".join(cells)


def _series(header: str, **look: Any) -> dict[str, Any]:
    column = TABLES["Trend"].headers.index(header)
    cell = xl_rowcol_to_cell(design.HEADER_ROW, column, row_abs=True, col_abs=True)
    return {
        "name": f"=Trend!{cell}",
        "categories": _trend("Snapshot date"),
        "values": _trend(header),
        **look,
    }


# A line stands where its date is; a column needs the room between two weeks.
_BY_DATE = {"date_axis": True, "major_unit": 1, "major_unit_type": "months"}
_BY_WEEK = {"text_axis": True, "interval_unit": 4, "interval_tick": 4}


def _finish(
    chart: Any, axis: dict[str, Any], form: str, width: int, height: int, **scale: float
) -> None:
    font = {"name": design.FONT, "size": 9, "color": design.MUTED}
    line = {"color": design.LINE}
    chart.set_x_axis({**axis, "num_format": "d mmm", "num_font": font, "line": line})
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


def _rate_chart(writer: Writer) -> Any:
    chart = writer.book.add_chart({"type": "line"})
    for tier, colour in ((1, design.TIER_1), (2, design.TIER_2)):
        rate = {"color": colour, "width": 2.5}
        target = {"color": colour, "width": 1.25, "dash_type": "dash"}
        chart.add_series(_series(f"Tier {tier} rate", line=rate))
        chart.add_series(_series(f"Tier {tier} target", line=target))
    _finish(chart, _BY_DATE, "0%", 12 * 50, 24 + 5 * 46 + 8, min=0, max=1, major_unit=0.2)
    return chart


def write_trend_chart(writer: Writer) -> None:
    """Put the chart of the red list beside the Trend table."""
    chart = writer.book.add_chart({"type": "column"})
    chart.add_series(_series("Red", fill={"color": design.BAD}, gap=60))
    chart.add_series(_series("Gaps closed", fill={"color": design.TIER_1}))
    _finish(chart, _BY_WEEK, "0", 620, 300, min=0)
    writer.sheet("Trend").insert_chart(
        design.HEADER_ROW,
        len(TABLES["Trend"].headers) + 1,
        chart,
        {
            "description": "Column chart: red accounts and gaps closed by week.",
            # Rows that a refresh adds must not stretch the chart.
            "object_position": 3,
        },
    )
