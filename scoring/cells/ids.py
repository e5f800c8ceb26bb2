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
_SHORT_SALESFORCE_ID = re.compile(r"001[A-Za-z0-9]{12}")
_INVISIBLE = re.compile(f"[{UNSEEN}]")
_CHECK_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_CHECK_SPAN = 5


def read_tier(value: Any) -> tuple[Any, str]:
    """A tier from 1 to 4; code TIER_UNREADABLE.

    >>> read_tier("Tier 2"), read_tier(1.0), read_tier("gold")
    ((2, ''), (1, ''), (None, 'TIER_UNREADABLE'))
    """
    if blank(value):
        return None, ""
    text = as_text(value)
    match = None if text.startswith("-") else _TIER.fullmatch(folded(text))
    return (int(match[1]), "") if match else (None, "TIER_UNREADABLE")


_USUAL_IDS = re.compile(r"(?:[!-~]{16,}+\n)*+").fullmatch
_USUAL_ID = re.compile(r"[!-~]{16,}").fullmatch
"""Longer than any word for blank and than the short form of a Salesforce id."""


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

    The short form tells ids apart by capitals only, which lookups in Excel do not see.

    >>> read_id("001D000000IRt53")[0], read_id(1042.0)[0]
    ('001D000000IRt53IAD', '1042')
    """
    if blank(value, LABEL_BLANKS):
        return None, ""
    text = _INVISIBLE.sub("", as_text(value))
    if not _SHORT_SALESFORCE_ID.fullmatch(text):
        return text, ""
    spans = [text[start : start + _CHECK_SPAN] for start in range(0, len(text), _CHECK_SPAN)]
    checks = [sum(1 << bit for bit, sign in enumerate(span) if sign.isupper()) for span in spans]
    return text + "".join(_CHECK_LETTERS[check] for check in checks), ""
