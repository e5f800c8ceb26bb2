"""The two charts of the board's slide, and the tables beside it that hold their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from scoring.board.charts import GROUPS
from scoring.coverage.tables import BOARD_GROUPS, BOARD_WEEKS, WEEKS_SHOWN
from workbook_templates import design, validations

if TYPE_CHECKING:
    from scoring.tables import Table
    from workbook_templates.writer import Writer

TIER_2_INK = "#9A6700"
"""The orange of Tier 2, dark enough for letters and thin lines on white."""

_FONT = {"name": design.FONT, "size": 9, "color": design.MUTED}
_ROWS = {BOARD_WEEKS.name: WEEKS_SHOWN, BOARD_GROUPS.name: GROUPS}


class Aside:
    """The numbers of the charts, outside what is printed, in a column of the sheet and below a row.

    They are tables of this sheet, so that a copy of the sheet takes them along, and neither hidden
    nor in hidden rows, whose cells Excel does not draw.
    """

    def __init__(self, writer: Writer, top: int, left: int) -> None:
        self._writer = writer
        self._page = writer.sheet("Board")
        self._left = left
        self._tops = {BOARD_WEEKS.name: top + 2, BOARD_GROUPS.name: top + 2 + WEEKS_SHOWN + 2}
        self.below = top + 2 + WEEKS_SHOWN + 2 + GROUPS + 2
        page = self._page
        page.set_column_pixels(left - 1, left - 1, 46)
        page.set_column_pixels(left, left, 150)
        page.set_column_pixels(left + 1, left + len(BOARD_WEEKS.headers) - 1, 90)
        head = writer.text(design.SECTION, design.MUTED, bold=True)
        page.write_string(top, left, "The numbers behind the charts", head)
        words = (
            "A refresh writes them; they stand here so that a copy of the sheet takes them along."
        )
        page.write_string(top + 1, left, words, writer.text(design.SMALL, design.MUTED))
        for table in (BOARD_WEEKS, BOARD_GROUPS):
            self._add_table(table)

    def column(self, table: Table, header: str) -> str:
        """The body of a column, as a chart names it."""
        top = self._tops[table.name] + 1
        column = self._left + table.headers.index(header)
        return f"=Board!{xl_range_abs(top, column, top + _ROWS[table.name] - 1, column)}"

    def header(self, table: Table, header: str) -> str:
        """The cell of a header, as a chart names it."""
        return self.cell(self._tops[table.name], table.headers.index(header))

    def cell(self, row: int, place: int) -> str:
        """A cell, as a chart names it."""
        name = xl_rowcol_to_cell(row, self._left + place, row_abs=True, col_abs=True)
        return f"=Board!{name}"

    def _add_table(self, table: Table) -> None:
        top, left, rows = self._tops[table.name], self._left, _ROWS[table.name]
        small: dict[str, Any] = {"font_size": design.SMALL, "valign": "vcenter"}
        quiet = small | {"font_color": design.MUTED}
        columns = []
        for column in table.columns:
            head = design.header(column, design.GREY) | small
            body = design.cell(column) | quiet
            looks = (self._writer.format(head), self._writer.format(body))
            columns.append({"header": column.header, "header_format": looks[0], "format": looks[1]})
        self._page.set_row_pixels(top, 34)
        look = {"style": None, "banded_rows": False, "autofilter": False, "columns": columns}
        named = look | {"name": table.name.replace(" ", "_")}
        self._page.add_table(top, left, top + rows, left + len(columns) - 1, named)
        for place, column in enumerate(table.columns, start=left):
            self._page.data_validation(
                top, place, top, place, validations.header_note(column, table)
            )
            for row in range(top + 1, top + rows + 1):
                self._page.write_blank(row, place, None, columns[place - left]["format"])


def weeks_chart(writer: Writer, aside: Aside, size: tuple[int, int]) -> Any:
    """Coverage by week as lines with marks, the targets as dashes, names at the ends."""
    chart = writer.book.add_chart({"type": "line"})
    dates = aside.column(BOARD_WEEKS, "Week of")
    tiers = ((1, design.TIER_1, "circle"), (2, TIER_2_INK, "square"))
    for tier, colour, marker in tiers:
        fill = {"fill": {"color": colour}, "border": {"color": colour}}
        # Dashes, not a line: they show where there is but one week, and step with the target.
        target = {"type": "long_dash", "size": 9, **fill}
        looks: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
            ("rate", {"color": colour, "width": 2.25}, {"type": marker, "size": 5, **fill}),
            ("target", {"none": True}, target),
        )
        for what, line, mark in looks:
            header = f"Tier {tier} {what}"
            chart.add_series(
                {
                    "name": aside.header(BOARD_WEEKS, header),
                    "categories": dates,
                    "values": aside.column(BOARD_WEEKS, header),
                    "line": line,
                    "marker": mark,
                }
            )
    for place, (tier, colour, _) in enumerate(tiers):
        # A series that is not drawn carries the name to the end of the line, clear of the other.
        font = {"name": design.FONT, "size": 9, "bold": True, "color": colour}
        label = {"series_name": True, "value": False, "position": "right", "font": font}
        chart.add_series(
            {
                "name": aside.cell(aside.below + place, 1),
                "categories": dates,
                "values": aside.column(BOARD_WEEKS, f"Tier {tier} name at"),
                "line": {"none": True},
                "marker": {"type": "none"},
                "data_labels": label,
            }
        )
    axis = {"text_axis": True, "interval_unit": 2, "num_format": "d mmm"}
    axis |= {"num_font": _FONT | {"size": 8}, "line": {"color": design.LINE}}
    chart.set_x_axis(axis | {"major_tick_mark": "none"})
    _finish(chart, size, {"x": 0.065, "width": 0.8})
    return chart


def groups_chart(writer: Writer, aside: Aside, size: tuple[int, int]) -> Any:
    """Coverage by director as columns, the target as a dash over each."""
    chart = writer.book.add_chart({"type": "column"})
    names = aside.column(BOARD_GROUPS, "Name")
    for header, colour in (("Short of target", design.BAD), ("On target", design.TIER_1)):
        chart.add_series(
            {
                "name": aside.header(BOARD_GROUPS, header),
                "categories": names,
                "values": aside.column(BOARD_GROUPS, header),
                "fill": {"color": colour},
                "gap": 90,
                "overlap": 100,
            }
        )
    target = writer.book.add_chart({"type": "line"})
    ink = {"fill": {"color": design.INK}, "border": {"color": design.INK}}
    target.add_series(
        {
            "name": aside.header(BOARD_GROUPS, "Target"),
            "categories": names,
            "values": aside.column(BOARD_GROUPS, "Target"),
            "line": {"none": True},
            "marker": {"type": "long_dash", "size": 24, **ink},
        }
    )
    chart.combine(target)
    axis = {"num_font": _FONT | {"color": design.INK}, "major_tick_mark": "none"}
    chart.set_x_axis(axis | {"line": {"color": design.LINE}})
    _finish(chart, size, {"x": 0.075, "width": 0.915})
    return chart


def _finish(chart: Any, size: tuple[int, int], across: dict[str, float]) -> None:
    chart.set_y_axis(
        {
            "num_format": "0%",
            "num_font": _FONT,
            "line": {"none": True},
            "major_tick_mark": "none",
            "major_gridlines": {"visible": True, "line": {"color": design.LINE, "width": 0.75}},
            # The whole of what a rate can be, or a change would look larger than it is.
            "min": 0,
            "max": 1,
            "major_unit": 0.25,
        }
    )
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_plotarea({"fill": {"none": True}, "layout": {"y": 0.05, "height": 0.74, **across}})
    chart.set_size({"width": size[0], "height": size[1]})
    chart.show_blanks_as("gap")
