"""Format red list: tier, score and red rows of a table, by the lines of the policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.desktop.changes import excels_words, same_view, undisturbed
from addin.tracker.references import Area, column_letters, same_sheet
from addin.tracker.workbook import WorkbookError, has_table
from scoring.cells.texts import folded
from scoring.coverage.tables import RED_LIST
from scoring.parameters import FULL
from scoring.settings import policy_from
from scoring.tables import SETTINGS
from workbook_templates.design import BAD, BLUE, TIER_1

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import xlwings as xw

    from addin.desktop import DesktopWorkbook
    from addin.desktop.sheets import OpenTable
    from scoring.policy import DayPolicy

_TIER = ("Tier", "Account tier", "Customer tier")
_SCORE = ("Current score", "Gate score", "Score", "Coverage score", "Sponsor score")
# Excel reads these formulas in the language of its windows, so they hold no function, no list
# separator and no decimal sign. The words tell our rules from the user's.
_MARK = '("Sponsor Coverage"<>"")'
# A tint of the template's colour for what is bad, light enough for dark text.
_RED_FILL = "#FBE8DC"
_RED_LINES = {1: "redlist.t1", 2: "redlist.t2"}


@dataclass(frozen=True)
class _Rule:
    """One conditional format: on which cells, where it shows, and how."""

    area: Area
    formula: str
    look: Mapping[str, Any]


def format_accounts(book: DesktopWorkbook, today: dt.date) -> str:
    """Put conditional formats on the selected table, or on Red list; what was done.

    A second time changes nothing, and the user's own formats stay.

    Raises:
        WorkbookError: neither has a tier and a score column, or Excel refused.
    """
    settings = (
        book.read_table("Settings")
        if has_table(book, SETTINGS.name)
        else pd.DataFrame(columns=SETTINGS.headers, dtype=object)
    )
    policy = policy_from(settings)
    table = _table_to_format(book)
    _check_scores(table)
    rules = _rules(table, policy.on(policy.as_of or today))
    body = table.sheet.range(table.place.body)
    old = [rule for rule in body.conditional_formats if _is_ours(rule)]
    score = table.sheet.range(_column(table, _SCORE))
    has_bar = any(rule.type == "data_bar" for rule in score.conditional_formats)
    corner = table.sheet.range(Area(*[table.place.first, table.place.left] * 2))
    try:
        with same_view(book.book), undisturbed(book.book.app):
            # Excel reads a relative reference from the cell that is selected.
            table.sheet.native.activate()
            corner.select()
            for rule in old:
                rule.delete()
            for new in rules:
                cells = table.sheet.range(new.area)
                cells.conditional_formats.add_custom(new.formula, **new.look)
            if not has_bar:
                score.conditional_formats.add_data_bar(BLUE, minimum=0, maximum=1, gradient=False)
    except Exception as error:
        msg = (
            f'Excel did not let {table.sheet.title} be formatted ("{excels_words(error)}"); if the '
            "sheet is protected or hidden, unprotect it (Review, Unprotect Sheet) or show it, and "
            "try again; no cell was changed."
        )
        raise WorkbookError(msg) from error
    return f"{table.place.name} is coloured by tier and score."


def _table_to_format(book: DesktopWorkbook) -> OpenTable:
    selected = book.book.app.selection
    if selected is not None:
        for table in book.tables_on(selected.sheet.name):
            if _is_on(table, selected) and _has(table, _TIER) and _has(table, _SCORE):
                return table
    if has_table(book, "Red list"):
        table = book.table("Red list")
        if _has(table, _TIER) and _has(table, _SCORE):
            return table
    msg = (
        f"The selection is in no table with a column {_TIER[0]} and a column "
        f"{_SCORE[0]} (or Score), and {book.book.name} has no Red list with them; select a cell of "
        "such a table and try again."
    )
    raise WorkbookError(msg)


def _is_on(table: OpenTable, selected: xw.Range) -> bool:
    place = table.place
    return (
        place.header <= selected.row <= place.last and place.left <= selected.column <= place.right
    )


def _header(table: OpenTable, names: tuple[str, ...]) -> str | None:
    known = {folded(name) for name in names}
    found = (header for header in table.place.headers if header and folded(header) in known)
    return next(found, None)


def _has(table: OpenTable, names: tuple[str, ...]) -> bool:
    return _header(table, names) is not None


def _column(table: OpenTable, names: tuple[str, ...]) -> Area:
    place = table.place
    number = place.left + place.headers.index(_header(table, names))
    return Area(place.first, number, max(place.last, place.first), number)


def _check_scores(table: OpenTable) -> None:
    for cells in table.sheet.values(_column(table, _SCORE)):
        score = cells[0]
        if isinstance(score, float) and not isinstance(score, bool) and not 0 <= score <= 1:
            msg = (
                f"{table.place.name} has the score {score:g}, and a score is a share from 0 to 1, "
                "such as 0.85; divide the column by 100 and try again."
            )
            raise WorkbookError(msg)


def _rules(table: OpenTable, policy: DayPolicy) -> list[_Rule]:
    """The rules from the weakest to the strongest."""
    place = table.place
    body, tier, score = place.body, _column(table, _TIER), _column(table, _SCORE)
    tier_cell = f"${column_letters(tier.left)}{place.first}"
    score_cell = f"${column_letters(score.left)}{place.first}"

    def is_tier(number: int) -> str:
        return f'(({tier_cell}&""="{number}")+({tier_cell}&""="Tier {number}")>0)'

    red = "+".join(
        f"{is_tier(number)}*({score_cell}*{FULL}<{policy.integer(key)})"
        for number, key in _RED_LINES.items()
    )
    is_red = f'=({score_cell}<>"")*({red})*{_MARK}'
    rules = [
        _Rule(tier, f"={is_tier(1)}*{_MARK}", {"font_color": TIER_1, "font_bold": True}),
        _Rule(score, is_red, {"font_color": BAD, "font_bold": True}),
    ]
    # On Red list every row is red, and a fill that is everywhere says nothing.
    if not same_sheet(place.name.replace("_", " "), RED_LIST.name):
        rules.insert(0, _Rule(body, is_red, {"fill_color": _RED_FILL}))
    return rules


def _is_ours(rule: Any) -> bool:
    return rule.type == "custom" and _MARK in (rule.formula or "")
