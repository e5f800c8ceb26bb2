"""Reading ids and tiers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.cells.distinct import distinct_values
from scoring.cells.texts import LABEL_BLANKS, UNSEEN, as_text, blank, folded

if TYPE_CHECKING:
    import numpy as np

_TIER = re.compile(r"(?:tier|t|level|segment)?\s*([1-4])(?: 0)?")
_NAMED_TIER = re.compile(
    r"\b(?:(?:tier|level|stufe|niveau|nivel) ?(\d+|one|two|three|four|iv|i{1,3})|t ?(\d+))\b"
)
_LEADING_TIER = re.compile(r"([1-4])\s*[-\u2010-\u2015:.)(|/]\s*[^\W\d]")
_TIER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_SHORT_SALESFORCE_ID = re.compile(r"001[A-Za-z0-9]{12}")
_INVISIBLE = re.compile(f"[{UNSEEN}]")
_CHECK_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_CHECK_SPAN = 5


def read_tier(value: Any) -> tuple[Any, str]:
    """A tier from 1 to 4, by itself or beside the firm's name for it; code TIER_UNREADABLE.

    >>> read_tier("Tier 2"), read_tier(1.0), read_tier("gold")
    ((2, ''), (1, ''), (None, 'TIER_UNREADABLE'))
    >>> read_tier("Tier 1 - Platinum")[0], read_tier("Gold (T2)")[0], read_tier("3 - Growth")[0]
    (1, 2, 3)
    """
    if blank(value):
        return None, ""
    text = as_text(value)
    if text.startswith("-"):
        return None, "TIER_UNREADABLE"
    plain = folded(text)
    match = _TIER.fullmatch(plain) or _LEADING_TIER.match(text)
    words = {word or sign for word, sign in _NAMED_TIER.findall(plain)}
    # A cell that names two tiers tells neither.
    tiers = {_TIER_WORDS.get(word) or int(word) for word in words} or (
        {int(match[1])} if match else set()
    )
    if len(tiers) == 1 and tiers <= {1, 2, 3, 4}:
        return tiers.pop(), ""
    return None, "TIER_UNREADABLE"


_USUAL_IDS = re.compile(r"(?:[!#-&(-<>-~][!-~]{15,}+\n)*+").fullmatch
_USUAL_ID = re.compile(r"[!#-&(-<>-~][!-~]{15,}").fullmatch
"""Longer than any word for blank and than the short form of a Salesforce id, and wrapped in
nothing."""
_WRAPPED = re.compile(r"""=?"([^"]*)"|'(.+)""")
"""How a sheet, or who makes a file for one, says that digits are a text."""
_MADE_FLOAT = re.compile(r"(\d+)\.0+")


def read_ids(values: np.ndarray) -> list[Any]:
    """Account ids as `read_id` has them; long ones, as most are, need no second look.

    >>> import numpy as np
    >>> read_ids(np.array(["001D000000IRt53", " 0015g00000abcdeAAA", None], dtype=object))
    ['001D000000IRt53IAD', '0015g00000abcdeAAA', None]
    """
    cells: list[Any] = values.tolist()
    texts = set(map(type, cells)) <= {str}
    if texts:
        lines = "\n".join([*cells, ""])
        if lines.count("\n") == len(cells) and _USUAL_IDS(lines):
            return cells
    usual = map(_USUAL_ID, cells) if texts else [False] * len(cells)
    return [
        value if known else read_id(value)[0] for value, known in zip(cells, usual, strict=True)
    ]


def account_ids(cells: pd.Series) -> pd.Series:
    """The account ids of a column of cells, each as `read_id` has it; missing where there is none.

    >>> account_ids(pd.Series(["001D000000IRt53", 1042.0, "n/a"], dtype=object)).to_list()
    ['001D000000IRt53IAD', '1042', nan]
    """
    codes, distinct = distinct_values(cells)
    ids = pd.array([*read_ids(distinct), None], dtype="str")
    return pd.Series(ids.take(codes), index=cells.index)


def read_id(value: Any) -> tuple[Any, str]:
    """An account id as text; a 15-character Salesforce id becomes its 18-character form.

    The short form tells ids apart by capitals only, which lookups in Excel do not see. What a
    spreadsheet or a script puts around digits is none of the id's.

    >>> read_id("001D000000IRt53")[0], read_id(1042.0)[0]
    ('001D000000IRt53IAD', '1042')
    >>> read_id('="0012"')[0], read_id("'0012")[0], read_id("1042.0")[0], read_id('=""')[0]
    ('0012', '0012', '1042', None)
    """
    if type(value) is str and value.isascii() and value.isdigit():
        # As most ids of many systems are; nothing below would change them.
        return value, ""
    if blank(value, LABEL_BLANKS):
        return None, ""
    text = _INVISIBLE.sub("", as_text(value))
    if wrapped := _WRAPPED.fullmatch(text):
        text = (wrapped[1] or wrapped[2] or "").strip()
        if blank(text, LABEL_BLANKS):
            return None, ""
    if made := _MADE_FLOAT.fullmatch(text):
        text = made[1]
    if not _SHORT_SALESFORCE_ID.fullmatch(text):
        return text, ""
    return long_salesforce_id(text), ""


def long_salesforce_id(text: str) -> str:
    """The 18 characters of an id of Salesforce that has 15; the last three tell its capitals."""
    spans = [text[start : start + _CHECK_SPAN] for start in range(0, len(text), _CHECK_SPAN)]
    checks = [sum(1 << bit for bit, sign in enumerate(span) if sign.isupper()) for span in spans]
    return text + "".join(_CHECK_LETTERS[check] for check in checks)
