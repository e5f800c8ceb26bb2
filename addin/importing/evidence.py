"""What the cells of a column look like: no title is read as a name, and no date as a type."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.importing.columns import silent_cells
from addin.importing.roles import is_title
from scoring.cells.texts import as_text, blank, folded, says_nothing, yes_or_no

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

_LOOKED_AT = 2_000
"""Rows from which the sample is taken."""
_MOST = 200
_CLEARLY = 0.6
"""The share of cells of another sort from which a header is not what it is called."""
_LEAST_PEOPLE = 8
_ALL_DIFFER = 0.9
_FEW = 0.5
_SAMPLES = 3
_LONGEST_WORDING = 6
"""The most words that a choice is made of."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DAY = re.compile(r"\d{1,4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,4}")
_NAMED_DAY = re.compile(r"(?=.*\d)(?=.*\b(?:\d{4}|'?\d{2})\b).*[^\W\d]{3,}")
_ID = re.compile(r"00[0-9A-Za-z]\w{12}(?:\w{3})?|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}")
_NUMBER = re.compile(r"[^\w\s]*\s*(?:[A-Za-z]{1,3}\s*)?[^\w\s]*\s*\d[\d.,'\s]*\s*[^\W\d]{0,3}\W*")
_EPOCH = 20_000

_NOT_A = {
    "date": frozenset({"email", "link", "yes or no", "title", "text", "sentence"}),
    "intro": frozenset({"email", "link", "title"}),
    "money": frozenset({"email", "link", "title", "text", "sentence", "date", "yes or no"}),
    "number": frozenset({"email", "link", "title", "date"}),
    "name": frozenset({"date", "number", "link", "yes or no", "title", "id"}),
    "title": frozenset({"date", "number", "link", "email", "yes or no", "id"}),
    "choice": frozenset({"date", "number", "link", "email", "id", "sentence"}),
    "tier": frozenset({"date", "link", "email", "id", "title"}),
    "id": frozenset({"date", "link", "yes or no"}),
    "outcome": frozenset({"number", "date", "email", "id"}),
}
"""By the kind of a column, the sorts of cells that it never holds."""
_WORDS = {
    "email": "addresses",
    "link": "links",
    "yes or no": "yes and no",
    "title": "job titles",
    "text": "texts",
    "sentence": "sentences",
    "date": "dates",
    "number": "numbers",
    "id": "ids",
}


def sample(cells: pd.Series) -> list[Any]:
    """Some of the distinct cells of a column that say something, as they come."""
    head = cells.iloc[:_LOOKED_AT]
    if all(map(says_nothing, head.unique())):
        # A column may begin with blanks, as one that was added last year does.
        head = cells
    found = [cell for cell in head.unique() if not blank(cell)]
    return found[:_MOST]


def samples(cells: pd.Series) -> list[str]:
    """Three values of a column, as a person reads them."""
    return [as_text(cell) for cell in sample(cells)[:_SAMPLES]]


def sort_of(cell: Any) -> str:
    """What one cell looks like.

    >>> [sort_of(cell) for cell in ("VP Sales", "2026-11-02", "$1,200.00", "Ann Ask", "a@b.com")]
    ['title', 'date', 'number', 'text', 'email']
    """
    if isinstance(cell, bool):
        return "yes or no"
    if isinstance(cell, dt.date):
        return "date"
    if isinstance(cell, (int, float)):
        return "number"
    text = str(cell).strip()
    checks = (
        ("email", _EMAIL.fullmatch(text) is not None),
        ("link", _URL.match(text) is not None),
        ("date", _DAY.match(text) is not None),
        ("number", _NUMBER.fullmatch(text) is not None),
        ("id", _ID.fullmatch(text) is not None),
        ("yes or no", yes_or_no(text) is not None),
        ("title", is_title(text)),
        ("date", _NAMED_DAY.fullmatch(text) is not None),
    )
    plain = "sentence" if len(text.split()) > _LONGEST_WORDING else "text"
    return next((sort for sort, fits in checks if fits), plain)


def misfit(cells: pd.Series, kind: str) -> str:
    """What a column clearly holds instead of its kind, as a word; "" where it may be of its kind.

    Args:
        cells: of one header.
        kind: of the column that it would fill.
    """
    never = _NOT_A.get(kind)
    found = sample(cells) if never else []
    if not never or not found:
        return ""
    counts = Counter(_sorts(found, kind))
    wrong = {sort: count for sort, count in counts.items() if sort in never}
    if sum(wrong.values()) < _CLEARLY * len(found):
        return ""
    return _WORDS[max(wrong, key=lambda sort: wrong[sort])]


def _sorts(cells: Iterable[Any], kind: str) -> Iterable[str]:
    for cell in cells:
        sort = sort_of(cell)
        if kind in ("date", "intro") and sort == "number" and _may_be_day(cell):
            sort = "date"
        yield sort


def _may_be_day(cell: Any) -> bool:
    digits = re.sub(r"\D", "", as_text(cell))
    return bool(digits) and int(digits) >= _EPOCH


def filled(cells: pd.Series) -> np.ndarray:
    """Which cells of a column say something."""
    return ~silent_cells(cells.array if isinstance(cells.dtype, pd.CategoricalDtype) else cells)


def whose(cells: pd.Series) -> str:
    """Whose people a column seems to name: "theirs", "ours", or "" where nothing tells.

    One of our executives stands for many accounts, and a customer's own executive for one.
    """
    head = cells.iloc[:_LOOKED_AT]
    named = [folded(str(cell)) for cell in head.tolist() if not blank(cell)]
    if len(named) < _LEAST_PEOPLE:
        return ""
    share = len(set(named)) / len(named)
    return "theirs" if share > _ALL_DIFFER else "ours" if share < _FEW else ""
