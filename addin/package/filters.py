"""Filters: which rows of a new body they show, where that can be told without Excel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from addin.package.markup import MAIN, excel_text, parse, start_tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

_AUTO_FILTER = re.compile(rb"<autoFilter(?=[\s>])[^>]*?(?<!/)>.*?</autoFilter>", re.DOTALL)


def filter_of_table(content: bytes, part: str) -> etree._Element | None:
    """The filter in a table part."""
    return parse(content, part).find(f"{{{MAIN}}}autoFilter")


def filter_of_sheet(head: bytes, tail: bytes, part: str) -> etree._Element | None:
    """The filter of a sheet that has no table there."""
    found = _AUTO_FILTER.search(tail)
    root = start_tag("worksheet").search(head)
    if not found or not root:
        return None
    # Only the root knows the namespaces that the filter may use.
    whole = root.group(0) + found.group(0) + b"</worksheet>"
    return parse(whole, part).find(f"{{{MAIN}}}autoFilter")


def filtered_rows_shown(
    element: etree._Element | None, texts: Callable[[int], list[Any] | None], count: int
) -> list[bool] | None:
    """Which of `count` rows a filter shows; None where nothing is filtered or it can't be told.

    `texts` gives the values of a column by its place in the filter.
    """
    if element is None or not len(element):
        return None
    shown = [True] * count
    for column in element.iterfind(f"{{{MAIN}}}filterColumn"):
        values = texts(int(column.get("colId", "0")))
        for condition in column:
            if not isinstance(condition.tag, str):
                continue
            kept = None if values is None else _matches(condition, values)
            if kept is None:
                return None
            shown = [one and other for one, other in zip(shown, kept, strict=True)]
    return shown


def _matches(condition: etree._Element, values: list[Any]) -> list[bool] | None:
    kind = condition.tag.removeprefix(f"{{{MAIN}}}")
    if kind == "filters":
        if len(condition) != len(condition.findall(f"{{{MAIN}}}filter")):
            return None
        wanted = [excel_text(entry.get("val", "")).casefold() for entry in condition]
        blank = condition.get("blank") in ("1", "true")
        numbers = {number for text in wanted if (number := _number(text)) is not None}
        if any(isinstance(value, float) for value in values) and len(numbers) < len(wanted):
            # Excel keeps numbers here as they look (1,000 or 85%), which can't be compared.
            return None
        return [_is_among(value, set(wanted), numbers, blank=blank) for value in values]
    if kind == "customFilters":
        tests = [
            [
                _compares(value, entry.get("operator", "equal"), entry.get("val", ""))
                for value in values
            ]
            for entry in condition
        ]
        if not tests or any(None in test for test in tests):
            return None
        both = condition.get("and") in ("1", "true")
        return [all(row) if both else any(row) for row in zip(*tests, strict=True)]
    return None


def _is_among(value: object, wanted: set[str], numbers: set[float], *, blank: bool) -> bool:
    if value is None:
        return blank
    if isinstance(value, float):
        return value in numbers
    return str(value).casefold() in wanted


def _compares(value: object, operator: str, text: str) -> bool | None:
    number = _number(text)
    if number is not None:
        matched = _compared(value if isinstance(value, float) else None, operator, number)
        return matched if value is None or isinstance(value, float) else operator == "notEqual"
    if operator not in ("equal", "notEqual"):
        return None
    if text.strip() == "":
        return (value is None) == (operator == "equal")
    pattern = re.escape(text.casefold())
    pattern = pattern.replace(r"\~\*", r"[*]").replace(r"\~\?", r"[?]")
    pattern = pattern.replace(r"\*", ".*").replace(r"\?", ".")
    same = bool(isinstance(value, str) and re.fullmatch(pattern, value.casefold(), re.DOTALL))
    return same == (operator == "equal")


def _compared(value: float | None, operator: str, bound: float) -> bool:
    if value is None:
        return operator == "notEqual"
    return {
        "equal": value == bound,
        "notEqual": value != bound,
        "lessThan": value < bound,
        "lessThanOrEqual": value <= bound,
        "greaterThan": value > bound,
        "greaterThanOrEqual": value >= bound,
    }.get(operator, True)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
