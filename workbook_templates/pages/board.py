"""The board's page and its charts; a refresh fills the named cells and the two small tables.

The page is 1280 by 720 pixels, 16 to 9, and printed on one landscape sheet of paper: Excel knows no
paper of that shape, so the slide keeps its own and the paper is white above and below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from scoring.board.redaccounts import LISTED
from workbook_templates import design
from workbook_templates.drawing import Drawing
from workbook_templates.pages import board_charts

if TYPE_CHECKING:
    from workbook_templates.drawing import Book
    from workbook_templates.writer import Writer

# Tile by tile, with gaps between; the columns of the list fall on the tiles' edges.
WIDTHS = (40, 270, 16, 170, 100, 24, 90, 58, 102, 16, 166, 16, 166, 46)
(_MARGIN, _B, _GAP_1, _D, _E, _GAP_2, _G, _H, _I, _GAP_3, _K, _GAP_4, _M, _) = range(len(WIDTHS))
HEIGHTS = (
    *(4, 20, 60, 4),
    *(20, 48, 18, 18, 44, 3, 18, 5),
    *(22, 16, 191, 5),
    *(24, 18, *([24] * LISTED), 5),
    *(18, 30, 9),
)
_EYEBROW, _HEADLINE, _LABELS, _FIGURES, _FIRST, _SECOND, _NOTES, _BRIDGE = 1, 2, 4, 5, 6, 7, 8, 10
_TITLES, _SUBTITLES, _CHARTS, _LIST, _LIST_HEADER, _REDS = 12, 13, 14, 16, 17, 18
_MOVED = _REDS + LISTED + 1
_SOURCE = _MOVED + 1

_IN_MILLIONS, _IN_THOUSANDS = "#,##0.0,,", "#,##0.0,"
_FIGURE_FORMATS = {"t1": "0%", "t2": "0%", "arr": _IN_MILLIONS}
_NOTED = ("t1", "t2", "arr")
_UNIT = "board_unit"
_RENEWING = ("renewing soon", "renewing next", "renewing later", "renewal date unknown")

# Right of the slide; below it too, since a table needs rows of its own to be written.
_ASIDE = len(WIDTHS) + 1


def _draw(book: Book, page: Any) -> None:
    """Lay out the board's page: 16 to 9, its values in named cells and in two tables beside it."""
    writer = book.writer
    for column, width in enumerate(WIDTHS):
        page.set_column_pixels(column, column, width)
    for row, height in enumerate(HEIGHTS):
        page.set_row_pixels(row, height)
    _write_headline(writer, page)
    _write_tiles(writer, page)
    _put(writer, "board_bridge", _line(_BRIDGE, _B, _M), _small_line())
    _write_titles(writer)
    _write_reds(writer, page)
    _write_ask(writer, page)
    _write_aside(writer, page)
    page.set_landscape()
    page.set_paper(design.LETTER)
    page.print_area(0, 0, len(HEIGHTS) - 1, len(WIDTHS) - 1)
    page.fit_to_pages(1, 1)
    page.set_margins(0.25, 0.25, 0.25, 0.25)
    page.center_horizontally()
    page.center_vertically()
    page.set_zoom(100)


def _small_line() -> dict[str, Any]:
    return design.text(design.BODY, design.INK, align="left", valign="vcenter", shrink=True)


def _put(
    writer: Writer,
    name: str,
    block: tuple[int, int, int, int],
    style: dict[str, Any],
    link: tuple[str, str] | None = None,
) -> None:
    """A named cell, or block of cells, with its look and perhaps a place that it leads to."""
    page = writer.sheet("Board")
    top, left, bottom, right = block
    form = writer.format(style)
    if (top, left) != (bottom, right):
        page.merge_range(top, left, bottom, right, None, form)
    if link is not None:
        place, tip = link
        page.write_url(top, left, f"internal:{place}", form, " ", tip)
    page.write_blank(top, left, None, form)
    writer.name("Board", name, top, left)


def _line(row: int, first: int, last: int) -> tuple[int, int, int, int]:
    return row, first, row, last


def _write_headline(writer: Writer, page: Any) -> None:
    eyebrow = writer.text(design.BODY, design.BLUE, bold=True)
    page.write_string(_EYEBROW, _B, "EXECUTIVE SPONSOR COVERAGE", eyebrow)
    as_of = design.text(design.BODY, design.MUTED, align="right")
    form = {"num_format": f'"As of "{design.DATE}'}
    _put(writer, "board_as_of", _line(_EYEBROW, _M, _M), as_of | form)
    headline = design.text(20, design.NAVY, bold=True, text_wrap=True, valign="vcenter")
    _put(writer, "board_headline", _line(_HEADLINE, _B, _M), headline)
    page.write_string(_HEADLINE, _B, "Refresh fills this page.", writer.format(headline))


def _write_tiles(writer: Writer, page: Any) -> None:
    tiles = (
        (_B, _B, "Tier 1 coverage", "t1", design.TIER_1, ("Scorecard!A1", "To the scorecard")),
        (
            _D,
            _E,
            "Tier 2 coverage",
            "t2",
            board_charts.TIER_2_INK,
            ("Scorecard!A1", "To the scorecard"),
        ),
        (_G, _I, "ARR on the red list", "arr", design.INK, ("'Red list'!A1", "To the red list")),
        (_K, _K, "Red accounts", "red", design.INK, ("'Red list'!A1", "To the red list")),
        (_M, _M, "Escalations", "escalations", design.INK, ("'Red list'!A1", "To the red list")),
    )
    for first, last, label, part, colour, link in tiles:
        rule = {"left": 5, "left_color": colour}
        head = design.text(design.BODY, design.MUTED, bold=True, indent=1)
        if part == "arr":
            # A refresh names the currency and the unit.
            _put(writer, "board_arr_label", _line(_LABELS, first, last), head | rule, link)
        page.write_url(
            _LABELS, first, f"internal:{link[0]}", writer.format(head | rule), label, link[1]
        )
        figure = design.text(28, colour, bold=True, align="left", valign="vcenter", indent=1)
        figure |= {"num_format": _FIGURE_FORMATS.get(part, "#,##0")}
        name = {"t1": "t1_rate", "t2": "t2_rate", "arr": "arr_shown"}.get(part, part)
        _put(writer, f"board_{name}", _line(_FIGURES, first, last), figure | rule)
        small = design.text(
            design.BODY, design.INK, align="left", valign="vcenter", indent=1, shrink=True
        )
        first_line = "gap" if part.startswith("t") else "base"
        lines = ((_FIRST, first_line), (_SECOND, "change"))
        for row, line in lines:
            _put(writer, f"board_{part}_{line}", _line(row, first, last), small | rule)
        note = design.text(design.SMALL, design.MUTED, text_wrap=True, valign="top", indent=1)
        if part in _NOTED:
            note |= {"align": "left"}
            _put(writer, f"board_{part}_note", _line(_NOTES, first, last), note | rule)
        else:
            page.write_blank(_NOTES, first, None, writer.format(note | rule))


def _write_titles(writer: Writer) -> None:
    titles = (
        (_B, _E, "weeks", ("Trend!A1", "To the trend")),
        (_G, _M, "groups", ("Scorecard!A1", "To the scorecard")),
    )
    for first, last, part, link in titles:
        _put(writer, f"board_{part}_title", _line(_TITLES, first, last), _title(), link)
        _put(writer, f"board_{part}_note", _line(_SUBTITLES, first, last), _subtitle())


def _title() -> dict[str, Any]:
    look = design.text(design.SECTION, design.NAVY, bold=True, valign="vcenter", shrink=True)
    return look | {"align": "left", "top": 2, "top_color": design.NAVY}


def _subtitle() -> dict[str, Any]:
    return design.text(design.SMALL, design.MUTED, align="left", valign="vcenter", shrink=True)


def _write_reds(writer: Writer, page: Any) -> None:
    title = _title()
    link = ("'Red list'!A1", "To the red list")
    _put(writer, "board_red_title", _line(_LIST, _B, _I), title, link)
    columns: tuple[tuple[int, int, str, str, dict[str, Any]], ...] = (
        (_B, _B, "Account", "account", {"bold": True}),
        (_GAP_1, _E, "Why it is red", "reason", {}),
        (_GAP_2, _G, "Owner", "owner", {}),
        (_H, _H, "ARR", "arr", {"num_format": _IN_MILLIONS, "align": "right"}),
        (_I, _I, "Due", "due", {"num_format": design.DATE, "align": "right"}),
    )
    small = design.text(design.SMALL, design.MUTED, bold=True, valign="vcenter")
    rule = {"bottom": 1, "bottom_color": design.LINE}
    for first, last, label, name, style in columns:
        look = small | rule | {"align": style.get("align", "left")}
        _put(writer, f"board_head_{name}", _line(_LIST_HEADER, first, last), look)
        page.write_string(_LIST_HEADER, first, label, writer.format(look))
    for number in range(1, LISTED + 1):
        row = _REDS + number - 1
        for first, last, _, name, style in columns:
            # The names are cut to fit; letters as wide as W need a little less than full size.
            cell = design.text(valign="vcenter", shrink=True, align="left") | rule | style
            # The list is the head of the red list, in its order.
            place = f"'Red list'!A{design.BODY_ROW + number}"
            # On our own words: LibreOffice spreads a name of right-to-left letters in a link.
            to_row = (place, "To the account on the red list") if name == "reason" else None
            _put(writer, f"board_red_{number}_{name}", _line(row, first, last), cell, to_row)
    late = {"font_color": design.BAD, "bold": True, "num_format": f'"late  "{design.DATE}'}
    due, as_of = (
        xl_rowcol_to_cell(_REDS, _I),
        xl_rowcol_to_cell(_EYEBROW, _M, row_abs=True, col_abs=True),
    )
    page.conditional_format(
        _REDS,
        _I,
        _REDS + LISTED - 1,
        _I,
        {
            "type": "formula",
            # Cells of this sheet, not names, so that a copy of it stays as it was.
            "criteria": f"AND(ISNUMBER({due}),{due}<{as_of})",
            "format": writer.book.add_format(late),
        },
    )


def _write_ask(writer: Writer, page: Any) -> None:
    band = {"bg_color": design.NAVY, "align": "left", "indent": 1}
    head = writer.format(
        design.text(design.SECTION, design.WHITE, bold=True, valign="vcenter", **band)
    )
    page.write_string(_LIST, _K, "Decisions and help needed", head)
    for column in (_GAP_4, _M):
        page.write_blank(_LIST, column, None, head)
    ask = design.text(11, design.WHITE, text_wrap=True, valign="top", **band)
    _put(writer, "board_ask", (_LIST_HEADER, _K, _REDS + LISTED - 1, _M), ask)
    _put(writer, "board_moved", _line(_MOVED, _B, _M), _small_line())
    source = design.text(design.SMALL, design.MUTED, text_wrap=True, valign="top", align="left")
    _put(writer, "board_source", _line(_SOURCE, _B, _M), source)


def _write_aside(writer: Writer, page: Any) -> None:
    """Both charts, their numbers below the slide and right of it, and what else is not printed."""
    aside = board_charts.Aside(writer, len(HEIGHTS) + 1, _ASIDE)
    names = (
        ("Name of the first line", "board_t1_label", "@"),
        ("Name of the second line", "board_t2_label", "@"),
        ("Unit of ARR on the slide", _UNIT, "@"),
        ("ARR on the red list, in full", "board_arr_at_risk", "#,##0"),
        *(
            (f"– {when}", f"board_renewing_{place}", "#,##0")
            for place, when in enumerate(_RENEWING, start=1)
        ),
    )
    for row, (label, name, form) in enumerate(names, start=aside.below):
        page.write_string(row, _ASIDE, label, writer.text(design.SMALL, design.MUTED))
        look = design.text(design.SMALL, design.MUTED, num_format=form, align="right")
        _put(writer, name, _line(row, _ASIDE + 1, _ASIDE + 1), look)
    _show_thousands(writer, page, aside.below + [name for _, name, _ in names].index(_UNIT))
    height = HEIGHTS[_CHARTS]
    weeks = board_charts.weeks_chart(writer, aside, (sum(WIDTHS[_B : _E + 1]), height))
    groups = board_charts.groups_chart(writer, aside, (sum(WIDTHS[_G : _M + 1]), height))
    for column, chart, words in (
        (_B, weeks, _ABOUT_WEEKS),
        (_G, groups, _ABOUT_GROUPS),
    ):
        # The charts keep their place and size whatever happens to the cells.
        page.insert_chart(_CHARTS, column, chart, {"description": words, "object_position": 1})


def _show_thousands(writer: Writer, page: Any, row: int) -> None:
    """Let ARR stand in thousands where the unit says so: a number format knows no condition."""
    unit = xl_rowcol_to_cell(row, _ASIDE + 1, row_abs=True, col_abs=True)
    look = writer.book.add_format({"num_format": _IN_THOUSANDS})
    rule = {"type": "formula", "criteria": f'{unit}="K"', "format": look}
    for top, bottom, column in ((_FIGURES, _FIGURES, _G), (_REDS, _REDS + LISTED - 1, _H)):
        page.conditional_format(top, column, bottom, column, rule)


_ABOUT_WEEKS = (
    "Line chart: coverage rate of Tier 1 and Tier 2 over 13 weeks, with the target in force as "
    "dashes. Its numbers stand in the table Board_weeks on this sheet."
)
_ABOUT_GROUPS = (
    "Column chart: coverage rate by CS director, worst first, with the target as a dash. Its "
    "numbers stand in the table Board_groups on this sheet."
)


DRAWING = Drawing(draw=_draw)
