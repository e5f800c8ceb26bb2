"""The board's page and its charts; a refresh fills the named cells and the two small tables.

The page is 1280 by 720 pixels, 16 to 9, and printed on one landscape sheet of paper: Excel knows no
paper of that shape, so the slide keeps its own and the paper is white above and below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from scoring.board.coverage import LISTED
from workbook_templates import design
from workbook_templates.drawing import Drawing
from workbook_templates.pages import board_charts

if TYPE_CHECKING:
    from workbook_templates.drawing import Book
    from workbook_templates.writer import Writer

# Tile by tile, with gaps between; the columns of the list fall on the tiles' edges.
WIDTHS = (40, 276, 16, 176, 100, 24, 84, 106, 16, 190, 16, 190, 46)
_MARGIN, _B, _GAP_1, _D, _E, _GAP_2, _G, _H, _GAP_3, _J, _GAP_4, _L, _ = range(len(WIDTHS))
HEIGHTS = (
    *(10, 20, 66, 6),
    *(20, 50, 18, 18, 30, 10),
    *(22, 16, 206, 8),
    *(24, 18, *([26] * LISTED), 8),
    *(30, 10),
)
_EYEBROW, _HEADLINE, _LABELS, _FIGURES, _FIRST, _SECOND, _NOTES = 1, 2, 4, 5, 6, 7, 8
_TITLES, _SUBTITLES, _CHARTS, _LIST, _LIST_HEADER, _REDS = 10, 11, 12, 14, 15, 16
_SOURCE = _REDS + LISTED + 1

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
    _put(writer, "board_as_of", _line(_EYEBROW, _L, _L), as_of | form)
    headline = design.text(20, design.NAVY, bold=True, text_wrap=True, valign="vcenter")
    _put(writer, "board_headline", _line(_HEADLINE, _B, _L), headline)
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
        (_G, _H, "ARR at risk", "arr", design.INK, ("'Red list'!A1", "To the red list")),
        (_J, _J, "Red accounts", "red", design.INK, ("'Red list'!A1", "To the red list")),
        (_L, _L, "Escalations", "escalations", design.INK, ("'Red list'!A1", "To the red list")),
    )
    for first, last, label, part, colour, link in tiles:
        rule = {"left": 5, "left_color": colour}
        head = design.text(design.BODY, design.MUTED, bold=True, indent=1)
        page.write_url(
            _LABELS, first, f"internal:{link[0]}", writer.format(head | rule), label, link[1]
        )
        figure = design.text(30, colour, bold=True, align="left", valign="vcenter", indent=1)
        figure |= {"num_format": "0%" if part.startswith("t") else "#,##0"}
        # A currency's sign may be long.
        figure |= {"shrink": True} if part == "arr" else {}
        name = {"t1": "t1_rate", "t2": "t2_rate", "arr": "arr_shown"}.get(part, part)
        _put(writer, f"board_{name}", _line(_FIGURES, first, last), figure | rule)
        small = design.text(design.BODY, design.INK, align="left", valign="vcenter", indent=1)
        first_line = "gap" if part.startswith("t") else "base"
        lines = ((_FIRST, first_line), (_SECOND, "change"))
        for row, line in lines:
            _put(writer, f"board_{part}_{line}", _line(row, first, last), small | rule)
        note = design.text(design.SMALL, design.MUTED, text_wrap=True, valign="top", indent=1)
        if part.startswith("t"):
            note |= {"align": "left"}
            _put(writer, f"board_{part}_note", _line(_NOTES, first, last), note | rule)
        else:
            page.write_blank(_NOTES, first, None, writer.format(note | rule))


def _write_titles(writer: Writer) -> None:
    titles = (
        (_B, _E, "weeks", ("Trend!A1", "To the trend")),
        (_G, _L, "groups", ("Scorecard!A1", "To the scorecard")),
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
    _put(writer, "board_red_title", _line(_LIST, _B, _H), title, link)
    columns: tuple[tuple[int, int, str, str, dict[str, Any]], ...] = (
        (_B, _GAP_1, "Account", "account", {"bold": True}),
        (_D, _D, "Why it is red", "reason", {}),
        (_E, _GAP_2, "Owner", "owner", {}),
        (_G, _G, "ARR", "arr", {"align": "right"}),
        (_H, _H, "Due", "due", {"num_format": design.DATE, "align": "right"}),
    )
    small = design.text(design.SMALL, design.MUTED, bold=True, valign="vcenter")
    rule = {"bottom": 1, "bottom_color": design.LINE}
    for first, last, label, _, style in columns:
        look = writer.format(small | rule | {"align": style.get("align", "left")})
        page.write_string(_LIST_HEADER, first, label, look)
        for column in range(first + 1, last + 1):
            page.write_blank(_LIST_HEADER, column, None, look)
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
        xl_rowcol_to_cell(_REDS, _H),
        xl_rowcol_to_cell(_EYEBROW, _L, row_abs=True, col_abs=True),
    )
    page.conditional_format(
        _REDS,
        _H,
        _REDS + LISTED - 1,
        _H,
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
    page.write_string(_LIST, _J, "What we ask of the board", head)
    for column in (_GAP_4, _L):
        page.write_blank(_LIST, column, None, head)
    ask = design.text(11, design.WHITE, text_wrap=True, valign="top", **band)
    _put(writer, "board_ask", (_LIST_HEADER, _J, _REDS + LISTED - 1, _L), ask)
    source = design.text(design.SMALL, design.MUTED, text_wrap=True, valign="top", align="left")
    _put(writer, "board_source", _line(_SOURCE, _B, _L), source)


def _write_aside(writer: Writer, page: Any) -> None:
    """Both charts, their numbers below the slide and right of it, and what else is not printed."""
    aside = board_charts.Aside(writer, len(HEIGHTS) + 1, _ASIDE)
    names = (
        ("Name of the first line", "board_t1_label", "@"),
        ("Name of the second line", "board_t2_label", "@"),
        ("ARR at risk, in full", "board_arr_at_risk", "#,##0"),
    )
    for row, (label, name, form) in enumerate(names, start=aside.below):
        page.write_string(row, _ASIDE, label, writer.text(design.SMALL, design.MUTED))
        look = design.text(design.SMALL, design.MUTED, num_format=form, align="right")
        _put(writer, name, _line(row, _ASIDE + 1, _ASIDE + 1), look)
    height = HEIGHTS[_CHARTS]
    weeks = board_charts.weeks_chart(writer, aside, (sum(WIDTHS[_B : _E + 1]), height))
    groups = board_charts.groups_chart(writer, aside, (sum(WIDTHS[_G : _L + 1]), height))
    for column, chart, words in (
        (_B, weeks, _ABOUT_WEEKS),
        (_G, groups, _ABOUT_GROUPS),
    ):
        # The charts keep their place and size whatever happens to the cells.
        page.insert_chart(_CHARTS, column, chart, {"description": words, "object_position": 1})


_ABOUT_WEEKS = (
    "Line chart: coverage rate of Tier 1 and Tier 2 over 13 weeks, with the target in force as "
    "dashes. Its numbers stand in the table Board_weeks on this sheet."
)
_ABOUT_GROUPS = (
    "Column chart: coverage rate by CS director, worst first, with the target as a dash. Its "
    "numbers stand in the table Board_groups on this sheet."
)


DRAWING = Drawing(draw=_draw)
