"""What a cell says as a text: whether it says anything, yes or no, and how texts are compared."""

from __future__ import annotations

import datetime as dt
import html
import math
import re
import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

BLANKS = frozenset(
    {
        "",
        "n a",
        "na",
        "none",
        "null",
        "nil",
        "nan",
        "nat",
        "tbd",
        "tba",
        "tbc",
        "unknown",
        "not set",
    }
    | {"not assigned", "unassigned", "vacant", "not available", "to be defined", "to be confirmed"}
)
LABEL_BLANKS = frozenset({"", "n a", "null", "nan"})
"""A region may well be called NA and a segment None, so labels have fewer words for blank."""

YES = frozenset(
    {
        "yes",
        "y",
        "true",
        "1",
        "1 0",
        "x",
        "done",
        "completed",
        "complete",
        "held",
        "ja",
        "oui",
        "si",
        "sim",
        "checked",
        "selected",
        "wahr",
        "vrai",
        "verdadero",
        "verdadeiro",
        "vero",
        "waar",
    }
)
NO = frozenset(
    {"no", "n", "false", "0", "0 0", "not done", "open", "pending", "nein", "non", "nao", "nee"}
    | {"unchecked", "not checked", "not selected", "falsch", "faux", "falso", "onwaar"}
)
"""Yes and no, as people, CRMs and Excel in its languages write them, without accents."""

_TICKS = dict.fromkeys("\u2713\u2714\u2705\u2611\u25cf\u2612\u2327\U0001f5f9\U0001f5f8", True) | (
    dict.fromkeys("\u2717\u2718\u274c\u274e\u2610\u25cb\u25a1", False)
)
"""Signs of forms, and those by which Coverage shows its gates: a box with a cross is ticked."""
_EMPTY_BOX = re.compile(r"\[\s*\]|\(\s*\)").fullmatch

EXCEL_ERRORS = frozenset(
    {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"}
)

_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text without capitals, accents and signs, for comparing headers, names and choices.

    >>> folded("  E-Mail (sent) ")
    'e mail sent'
    """
    if text.isascii():
        # Most cells, at a fifth of the time; nothing below would change them otherwise.
        return _SIGNS.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _SIGNS.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def missing(value: Any) -> bool:
    """Whether a cell is empty: None, NaN, NaT or NA."""
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float) and math.isnan(value))
    )


UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""The signs that Unicode shows as nothing, and the blanks that are letters or symbols to it, as the
inside of a class of a regular expression."""

_SILENT = re.compile(rf"[\s{UNSEEN}]*").fullmatch
_EDGES = re.compile(rf"^[\s{UNSEEN}]+|[\s{UNSEEN}]+$")


def says_nothing(cell: Any) -> bool:
    r"""Whether a cell is empty, or holds nothing but blanks, tabs and signs that are not seen.

    >>> [says_nothing(cell) for cell in (None, "", " \t", "\u00a0\u200b", "-", 0)]
    [True, True, True, True, False, False]
    """
    return _SILENT(cell) is not None if isinstance(cell, str) else missing(cell)


_SPEAKING_LINES = re.compile(r"(?:[!-~][^\n]*+\n)*+").fullmatch


def silent_cells(cells: np.ndarray) -> np.ndarray:
    """Which cells say nothing, as `says_nothing` tells; at once where all are plain texts."""
    listed = cells.tolist()
    if set(map(type, listed)) <= {str} and _SPEAKING_LINES("\n".join([*listed, ""])):
        return np.zeros(len(listed), dtype=bool)
    return np.fromiter(map(says_nothing, listed), dtype=bool, count=len(listed))


_NO_SIGNS = re.compile(rf"[\s\-\u2010-\u2015_.?!/\\*#{UNSEEN}]*")


def blank(value: Any, words: frozenset[str] = BLANKS) -> bool:
    """Whether a cell tells nothing: it says nothing, or only a dash, n/a and their like."""
    if says_nothing(value):
        return True
    if not isinstance(value, str):
        return False
    text = folded(value)
    # A name may be written in signs alone, such as an emoji.
    return text in words and (bool(text) or _NO_SIGNS.fullmatch(value) is not None)


def seen(text: str) -> str:
    """A text without the markup in it, and without the signs at its ends that nobody sees."""
    plain = without_markup(text)
    return plain if plain.isascii() else _EDGES.sub("", plain)


def as_text(value: Any) -> str:
    """A cell as text: whole numbers without .0, dates as ISO."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    return str(value).strip()


_BLOCKS = re.compile(
    r"<!--.*?-->|<(style|script)\b[^>]*>.*?</\1\s*>"
    r"|</?(?:p|br|div|li|ul|ol|tr|td|th|table|tbody|thead|h[1-6]|hr|body|html|head|pre|blockquote)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE | re.DOTALL,
)
_INLINE = re.compile(
    r"</?(?:span|b|i|u|s|a|em|strong|font|small|big|sup|sub|code|img|label|mark|o:p|meta|title)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ESCAPED_TWICE = 2


def without_markup(text: str) -> str:
    """The text of a field that a CRM keeps as HTML; any other text as it is.

    >>> without_markup("<p>Cut&nbsp;cost <b>10%</b></p>"), without_markup("<p></p>&nbsp;")
    ('Cut cost 10%', '')
    >>> without_markup("AT&T: cost <10%, speed >5")
    'AT&T: cost <10%, speed >5'
    """
    if "<" not in text and "&" not in text:
        return text
    plain = text
    for _ in range(_ESCAPED_TWICE):
        plain = _INLINE.sub("", _BLOCKS.sub(" ", plain))
        plain = _ENTITY.sub(lambda found: html.unescape(found[0]), plain)
    return text if plain == text else " ".join(plain.split())


def yes_or_no(value: Any) -> bool | None:
    """True, False, or None where the cell says neither.

    >>> yes_or_no("WAHR"), yes_or_no("[x]"), yes_or_no("\u2717"), yes_or_no("maybe")
    (True, True, False, None)
    """
    said = as_text(value)
    text = folded(said)
    if text:
        return True if text in YES else False if text in NO else None
    sign = said.rstrip("\ufe0e\ufe0f")
    return False if _EMPTY_BOX(sign) else _TICKS.get(sign)
