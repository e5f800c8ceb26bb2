"""Cells of one column to values, by the column's kind."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.cells.dates import Clock, date_order, half_converted, read_date, read_dates
from scoring.cells.distinct import by_distinct
from scoring.cells.numbers import read_numbers
from scoring.cells.texts import (
    BLANKS,
    EXCEL_ERRORS,
    LABEL_BLANKS,
    as_text,
    blank,
    folded,
    seen,
    yes_or_no,
)
from scoring.cleaning.issues import told
from scoring.cleaning.placeholders import is_placeholder
from scoring.parameters import FULL
from scoring.wording import counted

if TYPE_CHECKING:
    from scoring.cleaning.issues import IssueList
    from scoring.policy import DayPolicy
    from scoring.tables import Column


def typed_column(
    cells: pd.Series, column: Column, issues: IssueList, policy: DayPolicy, as_of: dt.date
) -> tuple[pd.Series, pd.Series]:
    """A column's typed values, and where its cells could not be read."""
    kind = column.kind
    if kind in ("date", "intro"):
        return _dates(cells, column, issues, policy, as_of)
    if kind in ("money", "number"):
        values, problems = read_numbers(cells, money=kind == "money")
    elif kind == "choice":
        values, problems = _choices(cells, column)
    else:
        values, problems = typed_texts(cells, kind)
    for code in filter(None, problems.cat.categories):
        issues.add(problems == code, column.header, cells, code, *_unread(column, code))
    return values, _is_unread(problems)


def _is_unread(problems: pd.Series) -> pd.Series:
    """Where a cell is no value at all, neither one nor a blank."""
    codes = set(problems.cat.categories) - {"", "PLACEHOLDER", "DATE_ZERO"}
    return problems.isin(codes) if codes else pd.Series(data=False, index=problems.index)


def _unread(column: Column, code: str) -> tuple[str, str]:
    """What to say of a cell that is no value of its column, and how to mend it."""
    header = column.header
    if code == "PLACEHOLDER":
        return (
            f'{header} "{{value}}" says that there is none, and is read as empty.',
            "Clear the cell, or name the person or the outcome.",
        )
    if code == "NUMBER_AMBIGUOUS":
        return (
            f'{header} "{{value}}" may be thousands or decimals: others are written otherwise.',
            "Write it without a sign for thousands, for example 250000.",
        )
    if column.kind in ("money", "number"):
        return f'{header} "{{value}}" is not a number.', "Use digits, for example 250000."
    if column.kind == "choice":
        names = ", ".join(choice[0] for choice in column.choices)
        return f'{header} "{{value}}" is not known.', f"Use one of {names}."
    return f'{header} holds the error "{{value}}".', "Mend the formula, or type the value."


_UNREAD_DATES = {
    "DATE_ZERO": (
        '{header} "{{value}}" is a zero and is read as empty.',
        "Clear the cell, or type the date.",
    ),
    "DATE_UNREADABLE": (
        '{header} "{{value}}" is not a date.',
        "Use a real date, for example 2026-02-28.",
    ),
    "DATE_AMBIGUOUS": (
        '{header} "{{value}}" may be day first or month first: the column has both.',
        "Write it as 2026-02-28, or set import.date_order.",
    ),
}


def _dates(
    cells: pd.Series, column: Column, issues: IssueList, policy: DayPolicy, as_of: dt.date
) -> tuple[pd.Series, pd.Series]:
    order = policy.text("import.date_order")
    if order == "auto":
        order = date_order(cells)
    if order == "open":
        problem = (
            f"{column.header} has dates such as 03/04/2026 and none that tells day from month."
        )
        fix = "They are read month first. If that is wrong, set import.date_order to day first."
        issues.add_column(column.header, "", "DATE_ORDER_OPEN", problem, fix)
    years = (policy.integer("import.first_year"), policy.integer("import.last_year"))
    if half_converted(cells):
        problem = (
            f"{column.header} has real dates with days up to 12 only, beside texts with days above "
            "12, as when Excel swaps day and month of an export."
        )
        fix = "They are read as they stand. Compare some with the source, and import it as text."
        issues.add_column(column.header, "", "DATE_HALF_CONVERTED", problem, fix)
    clock = Clock(policy.text("import.timezone"), as_of)
    days, problems = read_dates(cells, order, years, clock)
    for code in filter(None, problems.cat.categories):
        problem, fix = _UNREAD_DATES[code]
        problem = problem.format(header=column.header)
        issues.add(problems == code, column.header, cells, code, problem, fix)
    unread = _is_unread(problems)
    return without_future(days, unread, column, issues, as_of) if column.past else (days, unread)


def without_future(
    days: pd.Series, unread: pd.Series, column: Column, issues: IssueList, as_of: dt.date
) -> tuple[pd.Series, pd.Series]:
    """Days without those after the as-of date, each an issue, and where no day could be read."""
    future = days > pd.Timestamp(as_of)
    problem = f"{column.header} {{value}} lies after the as-of date {as_of}."
    fix = f"Type the day on which it took place, {as_of} at the latest."
    issues.add(future, column.header, days, "DATE_FUTURE", problem, fix)
    return days.where(~future), unread | future


def _choices(cells: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    known = {folded(name): names[0] for names in column.choices for name in names}

    def read(value: Any) -> tuple[Any, str]:
        if blank(value):
            return None, ""
        name = known.get(folded(as_text(value)))
        return name, "" if name else "CHOICE_UNKNOWN"

    values, problems = by_distinct(cells, read, "str")
    return pd.Series(values, index=cells.index), pd.Series(problems, index=cells.index)


_DIGIT = re.compile(r"\d")
_MAY_BE_NONE = ("name", "outcome")
"""Kinds whose texts may say that there is none."""


def typed_texts(cells: pd.Series, kind: str) -> tuple[pd.Series, pd.Series]:
    """Texts of a column of a kind, and a code where a cell holds an error or a placeholder."""
    values, problems = by_distinct(cells, partial(read_text, kind=kind), "str")
    return pd.Series(values, index=cells.index), pd.Series(problems, index=cells.index)


def read_text(value: Any, kind: str) -> tuple[str | None, str]:
    """The text of one cell of a kind, None where there is none, and a code; see `typed_texts`."""
    words = LABEL_BLANKS if kind in ("label", "text", "id") else BLANKS
    text = as_text(value)
    if "#" in text and text.upper() in EXCEL_ERRORS:
        return None, "CELL_ERROR"
    if kind != "id":
        text = seen(text)
    if blank(text, words) or (text is not value and blank(value, words)):
        return None, ""
    if kind in _MAY_BE_NONE:
        if yes_or_no(text) is False:
            return None, ""
        if is_placeholder(text, kind):
            return None, "PLACEHOLDER"
    return text, ""


def repeated_words(
    cells: pd.Series, column: Column, issues: IssueList, policy: DayPolicy
) -> pd.Series:
    """Where an answer stands that is neither a day nor yes nor no, and many others give it as well.

    In more than `import.unknown_share` of the cells it is a word of the source and no slip, so one
    issue tells all, and it says nothing of an account: its gate fails, and it is no data issue.
    """

    def worded(cell: Any) -> tuple[str | None, str]:
        if not isinstance(cell, str) or "#" in cell or plain_answer(cell) is not None:
            return None, ""
        unread = read_date(cell, "")[1] == "DATE_UNREADABLE" and not _DIGIT.search(cell)
        return (folded(cell) or cell.strip() if unread else None), ""

    said = pd.Series(by_distinct(cells, worded)[0], index=cells.index, dtype=object)
    few = max(1, policy.integer("import.unknown_share") * len(cells) // FULL)
    repeated = said.map(said.value_counts()).fillna(0) > few
    if repeated.any():
        words = (
            f"{counted(said[repeated].nunique(), 'word')} in {counted(int(repeated.sum()), 'row')}"
        )
        shown = told(cells[repeated].iloc[0])
        problem = (
            f'{column.header} has {words} such as "{shown}" that mean neither a day nor yes nor '
            "no, and are read as empty."
        )
        fix = "Replace them with the day of the intro, with yes or with no."
        issues.add_column(column.header, shown, "VALUE_UNKNOWN", problem, fix)
    return repeated


def plain_answer(value: Any) -> bool | None:
    """Yes or no; the number 0 is left to the date reader, which calls it an empty date."""
    if isinstance(value, dt.date | dt.time) or as_text(value) in ("0", "0.0"):
        return None
    return yes_or_no(value)
