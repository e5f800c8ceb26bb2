"""The first sheet: the week, the last refresh, the set-up, the way to each sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from scoring.area import HIDDEN, SHOWN
from scoring.coverage.gates import GATES
from scoring.parameters import FULL, parameters
from workbook_templates import design
from workbook_templates.drawing import Drawing
from workbook_templates.sheets import START

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scoring.area import Area
    from workbook_templates.drawing import Book
    from workbook_templates.sheets import Sheet
    from workbook_templates.writer import Writer


LAST_REFRESH = (
    (
        ("Refreshed", "start_last_refresh", "d mmm yyyy hh:mm", "Run log"),
        ("Scores as of", "start_as_of", design.DATE, "Settings"),
        ("Red accounts", "start_red", "#,##0", "Red list"),
        ("Escalations", "start_escalations", "#,##0", "Red list"),
        ("Problems to fix", "start_issues", "#,##0", "Issues"),
        ("Version", "start_version", "@", "Run log"),
        ("Settings", "start_settings_hash", "@", "Settings"),
    ),
    (
        ("Rows in Accounts", "start_rows_in", "#,##0", "Accounts"),
        ("– scored", "start_scored", "#,##0", "Coverage"),
        ("– waived", "start_waived", "#,##0", "Coverage"),
        ("– out of scope", "start_out_of_scope", "#,##0", "Coverage"),
        ("– with issues", "start_rejected", "#,##0", "Issues"),
        ("Together", "start_check", "@", "Run log"),
    ),
)
"""Label, name, number format and source of each cell on the last refresh, in two columns."""

LOOKS = (
    ("SC Input", "Yours", "Blue on white: comes from you or your CRM."),
    ("SC Yours", "Yours, kept", "Blue in a box: yours inside a table that Refresh writes."),
    ("SC Setting", "Setting", "Bold blue in a box: changes a rule; empty means the default."),
    ("SC Output", "Made by Refresh", "Dark: replaced on each refresh."),
    ("SC Source link", "→ 17", "Underlined: click to see where it comes from."),
)
"""Cell style, sample and meaning of each look that a cell may have."""

WEEK = (
    ("Accounts", "Drop the CRM export", "Paste it into Accounts (and Touches), as it comes."),
    (
        "Start",
        "Refresh",
        "Press Refresh on the ribbon, or run: sponsor-coverage refresh <this file>",
    ),
    (
        "Red list",
        "Read Red list and Board",
        "Fill in next touch and blocker, then hold the standup.",
    ),
)
"""Sheet, name and sentence of each step of the week."""

_THRESHOLD = parameters()["coverage.threshold"].default[0][1] / FULL
_DECAY_START = parameters()["decay.start_days"].default[0][1]
SET_UP = (
    ("Settings", f"Agree on one strict definition: five gates, covered from {_THRESHOLD:.2f}."),
    (
        "Accounts",
        "Bring the five fields above from the CRM; the import finds them by their headers.",
    ),
    (
        "Scorecard",
        f"Put the rate on each director's scorecard, with decay from day {_DECAY_START}.",
    ),
    ("Standup", "Review the red list weekly, in the executive standup."),
)
"""Sheet and sentence of the four things to do once (S0-04)."""

_FOR = {
    design.NAVY: "Pages to read",
    design.GREY: "Yours to fill",
    design.BLUE: "Made by Refresh",
}
"""What the sheets are for, by the colour of their tabs."""


def _draw(book: Book, page: Any) -> None:
    """Lay out the first sheet: the week, the last refresh, the set-up, the way to each sheet."""
    writer = book.writer
    widths = (2, 5, 20, 22, 22, 3, 20, 22, 16, 2)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.set_row(0, 12)
    page.set_row(1, 36)
    page.write_string(1, 1, "Sponsor Coverage", writer.text(22, design.NAVY, bold=True))
    page.write_string(
        2,
        1,
        "Which customers have an executive sponsor who is truly in touch with ours, and what to do "
        "about the others.",
        writer.text(11, design.MUTED),
    )
    _write_week(writer, page, 4)
    _write_last_refresh(writer, page, 9)
    _write_filled(writer, page, 19)
    _write_set_up(writer, page, 26)
    _write_looks(writer, page, 32)
    row = _write_areas(writer, page, 39, book.areas)
    others = [sheet for sheet in book.sheets if sheet.name != START.name]
    last = _write_contents(writer, page, row + 1, others)
    page.set_portrait()
    page.set_paper(design.LETTER)
    page.fit_to_pages(1, 1)
    page.print_area(0, 0, last, len(widths) - 1)
    page.set_margins(0.4, 0.4, 0.4, 0.75)
    page.center_horizontally()
    page.activate()


def _section(writer: Writer, page: Any, row: int, words: str) -> None:
    line: dict[str, Any] = {"bottom": 2, "bottom_color": design.NAVY}
    page.set_row(row, 22)
    page.write_string(row, 1, words, writer.text(design.SECTION, design.NAVY, bold=True, **line))
    for column in range(2, 9):
        page.write_blank(row, column, None, writer.text(**line))


def _link(writer: Writer, page: Any, row: int, column: int, sheet: str, words: str) -> None:
    style = writer.text(design.BODY, design.BLUE, underline=1, valign="vcenter", indent=1)
    page.write_url(row, column, f"internal:'{sheet}'!A1", style, words, f"Go to {sheet}")


def _write_week(writer: Writer, page: Any, row: int) -> None:
    _section(writer, page, row, "Each week")
    badge = writer.text(
        11, design.WHITE, bold=True, bg_color=design.NAVY, align="center", valign="vcenter"
    )
    for number, (sheet, name, words) in enumerate(WEEK, start=1):
        page.set_row(row + number, 21)
        page.write_number(row + number, 1, number, badge)
        _link(writer, page, row + number, 2, sheet, name)
        page.write_string(row + number, 3, words, writer.text(valign="vcenter"))


def _write_last_refresh(writer: Writer, page: Any, row: int) -> None:
    _section(writer, page, row, "Last refresh")
    page.set_row(row + 1, 36)
    page.merge_range(
        row + 1,
        1,
        row + 1,
        8,
        "No refresh yet. Fill Accounts, then press Refresh.",
        writer.text(11, bold=True, text_wrap=True, valign="vcenter"),
    )
    writer.name("Start", "start_summary", row + 1, 1)
    line: dict[str, Any] = {"bottom": 1, "bottom_color": design.LINE}
    for (first, value, last), entries in zip(((1, 3, 4), (6, 7, 8)), LAST_REFRESH, strict=True):
        for offset, (label, name, form, sheet) in enumerate(entries, start=row + 2):
            page.set_row(offset, 18)
            for column in range(first, last + 1):
                page.write_blank(offset, column, None, writer.text(**line))
            look = writer.style("SC Link", **line)
            page.write_url(offset, first, f"internal:'{sheet}'!A1", look, label, f"Go to {sheet}")
            style = writer.text(num_format=form, bold=True, align="left", valign="vcenter", **line)
            page.write_blank(offset, value, None, style)
            writer.name("Start", name, offset, value)


def _write_filled(writer: Writer, page: Any, row: int) -> None:
    """How far the columns behind the gates are filled, and who could fill them."""
    _section(
        writer, page, row, "The five fields that scores rest on, filled in accounts that count"
    )
    for gate in GATES:
        at = row + gate.number
        page.set_row(at, 18)
        _link(writer, page, at, 2, "Accounts", gate.column)
        page.write_blank(at, 3, None, writer.text(bold=True, valign="vcenter"))
        writer.name(START.name, f"start_fill_{gate.number}", at, 3)
        page.write_string(
            at, 4, f"can be supplied by {gate.supplier}", writer.text(valign="vcenter")
        )


def _write_set_up(writer: Writer, page: Any, row: int) -> None:
    _section(writer, page, row, "Set up once")
    box = writer.text(13, design.NAVY, align="center", valign="vcenter")
    for number, (sheet, words) in enumerate(SET_UP, start=1):
        page.set_row(row + number, 19)
        page.write_string(row + number, 1, "☐", box)
        page.data_validation(
            row + number,
            1,
            row + number,
            1,
            {"validate": "list", "source": ["☐", "☑"], "input_message": "Tick when done."},
        )
        _link(writer, page, row + number, 2, sheet, sheet)
        page.write_string(row + number, 3, words, writer.text(valign="vcenter"))


def _write_looks(writer: Writer, page: Any, row: int) -> None:
    _section(writer, page, row, "What cells look like")
    for offset, (style, sample, words) in enumerate(LOOKS, start=row + 1):
        page.set_row(offset, 18)
        page.write_string(offset, 2, sample, writer.style(style, align="center", valign="vcenter"))
        page.write_string(offset, 3, words, writer.style("SC Text", indent=1))


def _write_areas(writer: Writer, page: Any, row: int, areas: Sequence[Area]) -> int:
    """What each area gives and needs, and whether its sheets are shown; the row after the last."""
    _section(writer, page, row, "What it does")
    name = writer.text(bold=True, valign="vcenter", indent=1)
    right = writer.text(color=design.MUTED, align="right", valign="vcenter")
    for area in areas:
        row += 1
        page.set_row(row, 16)
        page.write_string(row, 2, area.title, name)
        page.write_string(row, 3, area.gives, writer.text(valign="vcenter"))
        page.write_string(row, 8, HIDDEN if area.hidden else SHOWN, right)
        writer.name(START.name, area.shown_in, row, 8)
        notes = [f"Needs: {area.needs}"]
        if area.hidden:
            told = "Its sheets are hidden until it has them; to see them sooner, put yes beside"
            notes.append(f"{told} {area.parameter} on Settings, and refresh.")
        for note in notes:
            row += 1
            page.set_row(row, 16)
            page.write_string(row, 3, note, writer.text(color=design.MUTED, valign="vcenter"))
    return row + 1


def _write_contents(writer: Writer, page: Any, row: int, listed: list[Sheet]) -> int:
    """The way to each sheet, by the colours of the tabs; the row after the last."""
    _section(writer, page, row, "Sheets")
    row += 1
    places: dict[str, list[str]] = {}
    for colour, words in _FOR.items():
        sheets = [sheet for sheet in listed if design.TAB_COLOURS[sheet.page.group] == colour]
        for place, sheet in enumerate(sheets):
            page.set_row(row, 16)
            page.write_blank(row, 1, None, writer.text(bg_color=colour))
            _link(writer, page, row, 2, sheet.name, sheet.name)
            if sheet.area is not None:
                places.setdefault(sheet.area.shown_in, []).append(xl_rowcol_to_cell(row, 3))
            muted = writer.text(color=design.MUTED, valign="vcenter")
            page.write_string(row, 3, sheet.help, muted)
            if place == 0:
                right = writer.text(color=colour, bold=True, align="right", valign="vcenter")
                page.write_string(row, 8, words, right)
            row += 1
        page.set_row(row, 5)
        row += 1
    _mark_hidden(writer, page, places)
    return row


def _mark_hidden(writer: Writer, page: Any, places: Mapping[str, list[str]]) -> None:
    """Say of the sheets of an area that they are hidden, while they are: a link to one is idle."""
    look = writer.book.add_format({"num_format": '"Hidden now. "@'})
    for cell, names in places.items():
        first = xl_cell_to_rowcol(names[0])
        rule = {"type": "formula", "criteria": f'={cell}="{HIDDEN}"', "format": look}
        page.conditional_format(*first, *first, rule | {"multi_range": " ".join(names)})


DRAWING = Drawing(draw=_draw)
