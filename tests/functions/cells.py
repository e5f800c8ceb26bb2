"""Cells as each host passes them."""

from __future__ import annotations

import datetime as dt
from typing import Any

AS_OF = dt.date(2027, 3, 1)
"""A Monday."""

EPOCH = dt.datetime(1899, 12, 30)

HEADERS = [
    "Account ID",
    "Account",
    "ARR",
    "Tier",
    "CS director",
    "Region",
    "Customer sponsor",
    "Internal executive",
    "Two-way intro date",
    "Last touch date",
    "Business outcome",
    "Profile",
    "Sponsor status",
    "Waiver reason",
    "Waiver approver",
    "Waiver expires",
]

ACME = {
    "Account ID": "A-1",
    "Account": "Acme",
    "ARR": 500_000.0,
    "CS director": "Ines Rocha",
    "Customer sponsor": "Anna Berg",
    "Internal executive": "Maria Holm",
    "Two-way intro date": dt.datetime(2026, 6, 1),
    "Last touch date": dt.datetime(2027, 2, 19),
    "Business outcome": "Costs down by 10%",
}


TOUCH_HEADERS = ["Account ID", "Touch date", "Type"]


def as_datetime(day: dt.date) -> dt.datetime:
    """A date cell of classic Excel."""
    return dt.datetime(day.year, day.month, day.day)


def as_serial(day: dt.date) -> float:
    """A date cell of Office.js."""
    return float((as_datetime(day) - EPOCH).days)


def as_iso(day: dt.date) -> str:
    """A date that was typed as text."""
    return day.isoformat()


def table(*rows: dict[str, Any], headers: list[str] | None = None) -> list[list[Any]]:
    """A range with a header row."""
    names = headers or HEADERS
    return [list(names), *([row.get(name) for name in names] for row in rows)]


def records(spill: list[list[Any]]) -> list[dict[str, Any]]:
    """The rows of a spill by header."""
    return [dict(zip(spill[0], row, strict=True)) for row in spill[1:]]
