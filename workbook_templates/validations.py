"""What the cells that people fill in accept, and what they say when selected."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from scoring.parameters import Parameter, parameters

if TYPE_CHECKING:
    from scoring.tables import Column, Table

_LIST_LIMIT = 255
_MESSAGE_LIMIT = 255
_MESSAGE_TITLE_LIMIT = 32


def header_note(column: Column, table: Table) -> dict[str, Any]:
    """What a header says when it is selected: the meaning, and the rule behind an output."""
    words = [column.help]
    if column.required:
        words.append("Needed.")
    if column.decides:
        words.append("Decides the score.")
    if table.role == "output" and not column.user:
        words.append(f"Rule: {column.source}." if column.source else "From Accounts.")
    return {
        "validate": "any",
        "input_title": column.header[:_MESSAGE_TITLE_LIMIT],
        "input_message": " ".join(words)[:_MESSAGE_LIMIT],
    }


def check(table: Table, column: Column) -> dict[str, Any] | None:
    """What an input column accepts; it only warns, since exports spell things otherwise."""
    if table.page.keeps_rows or not (table.role == "input" or column.user):
        return None
    if column.choices:
        return _list_check(column, [choice[0] for choice in column.choices])
    if column.kind == "tier":
        return _list_check(column, ["1", "2", "3", "4"])
    if column.kind in ("date", "intro"):
        return date_check(column.help, and_words=column.kind == "intro")
    return {
        "validate": "any",
        "input_title": column.header[:_MESSAGE_TITLE_LIMIT],
        "input_message": column.help[:_MESSAGE_LIMIT],
    }


def _list_check(column: Column, choices: list[str]) -> dict[str, Any]:
    title = column.header[:_MESSAGE_TITLE_LIMIT]
    assert len(",".join(choices)) <= _LIST_LIMIT, title  # noqa: S101 - Excel calls for repair
    return {
        "validate": "list",
        "source": choices,
        "input_title": title,
        "input_message": column.help[:_MESSAGE_LIMIT],
        "error_type": "warning",
        "error_title": title,
        "error_message": "This is not on the list. Keep it anyway?",
    }


def date_check(message: str, *, and_words: bool = False) -> dict[str, Any]:
    """What a column of dates accepts; one that reads words too only says what to type."""
    first_year = parameters()["import.first_year"].default[0][1]
    # A yes or no is read too, so there the check only says what to type.
    told = {"input_message": message[:_MESSAGE_LIMIT]}
    if and_words:
        return told | {"validate": "any"}
    return told | {
        "validate": "date",
        "criteria": ">=",
        "value": dt.date(first_year, 1, 1),
        "error_type": "warning",
        "error_title": "Not a date",
        "error_message": f"{message} Use a date such as 2026-11-16. Keep it anyway?"[
            :_MESSAGE_LIMIT
        ],
    }


def value_check(entry: Parameter) -> dict[str, Any]:
    """What the Value of a parameter accepts."""
    check = {
        "input_title": "Value",
        "input_message": f"{entry.description} Empty means the default."[:_MESSAGE_LIMIT],
        "error_title": entry.key[:_MESSAGE_TITLE_LIMIT],
    }
    if entry.is_list or entry.kind == "text":
        hint = f" One or more of: {', '.join(entry.choices)}." if entry.choices else ""
        message = f"{entry.description}{hint} Empty means the default."
        return check | {"validate": "any", "input_message": message[:_MESSAGE_LIMIT]}
    if entry.kind == "date":
        return check | date_check(entry.description)
    if entry.kind in ("choice", "flag"):
        choices = entry.choices or ("yes", "no")
        return (
            check
            | {"validate": "list", "source": list(choices)}
            | {"error_message": f"Use one of: {', '.join(choices)}."}
        )
    if entry.kind == "score":
        low, high = 0.0, 1.0
    else:
        low = entry.minimum or 0
        high = entry.maximum or 1_000_000_000
    unit = "a share such as 0.85" if entry.kind == "score" else f"a number of {entry.unit}"
    return check | {
        "validate": "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_type": "warning",
        "error_message": f"Use {unit}, from {low:g} to {high:,g}. Keep this anyway?",
    }
