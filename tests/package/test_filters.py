"""Which rows a filter shows, as Excel would: numbers, texts, blanks, and what only Excel can tell."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from addin.package.filters import filtered_rows_shown
from addin.package.markup import MAIN

VALUES = [None, 5.0, 6.0, "five", "Five*"]


def shown(condition: str, values: list[Any] | None = VALUES) -> list[Any] | None:
    """The values that a filter of one column lets through."""
    whole = f'<autoFilter xmlns="{MAIN}"><filterColumn colId="0">{condition}</filterColumn></autoFilter>'
    rows = filtered_rows_shown(etree.fromstring(whole), lambda _: values, len(VALUES))
    if rows is None:
        return None
    return [value for value, one in zip(VALUES, rows, strict=True) if one]


def custom(*conditions: tuple[str, str], both: bool = False) -> str:
    told = "".join(f'<customFilter operator="{sign}" val="{text}"/>' for sign, text in conditions)
    return (
        f"<customFilters{' and=' + chr(34) + '1' + chr(34) if both else ''}>{told}</customFilters>"
    )


@pytest.mark.parametrize(
    ("sign", "text", "rows"),
    [
        ("equal", "5", [5.0]),
        ("notEqual", "5", [None, 6.0, "five", "Five*"]),
        ("lessThan", "6", [5.0]),
        ("lessThanOrEqual", "6", [5.0, 6.0]),
        ("greaterThan", "5", [6.0]),
        ("greaterThanOrEqual", "5", [5.0, 6.0]),
        ("equal", "five", ["five"]),
        ("equal", "FIVE", ["five"]),
        ("equal", "fi*", ["five", "Five*"]),
        ("equal", "f?ve", ["five"]),
        ("equal", "five~*", ["Five*"]),
        ("notEqual", "five", [None, 5.0, 6.0, "Five*"]),
        ("equal", " ", [None]),
        ("notEqual", " ", [5.0, 6.0, "five", "Five*"]),
        ("lessThan", "five", None),
    ],
)
def test_a_condition_is_that_of_excel(sign: str, text: str, rows: list[Any] | None) -> None:
    assert shown(custom((sign, text))) == rows


def test_two_conditions_are_joined_as_they_say() -> None:
    pair = (("greaterThan", "5"), ("equal", "five"))
    assert shown(custom(*pair)) == [6.0, "five"]
    assert shown(custom(*pair, both=True)) == []


def test_a_list_holds_texts_and_perhaps_blanks() -> None:
    texts = [None, "A", "b", "c", "A"]
    listed = '<filters{}><filter val="a"/><filter val="B"/></filters>'
    column = f'<autoFilter xmlns="{MAIN}"><filterColumn colId="0">{{}}</filterColumn></autoFilter>'
    for blank, expected in (("", False), (' blank="1"', True)):
        element = etree.fromstring(column.format(listed.format(blank)))
        rows = filtered_rows_shown(element, lambda _: texts, len(texts))
        assert rows == [expected, True, True, False, True]


@pytest.mark.parametrize(
    "condition",
    [
        '<filters><filter val="85%"/></filters>',
        '<filters><dateGroupItem year="2026" dateTimeGrouping="year"/></filters>',
        '<top10 val="3"/>',
        "<customFilters/>",
    ],
)
def test_what_only_excel_can_tell_hides_nothing(condition: str) -> None:
    assert shown(condition) is None


def test_a_formula_is_left_to_excel() -> None:
    assert shown(custom(("equal", "5")), None) is None


def test_without_a_filter_nothing_is_hidden() -> None:
    assert filtered_rows_shown(None, lambda _: VALUES, 5) is None
