"""How History keeps gates: by a letter each, so that it reads right when gates come or go.

A capital says that the gate passed, a small letter that it failed: SEItO is an account whose touch
is missing. A question mark stands for a gate that was not measured and held the account back, since
no account said anything of it: SE?tO. Until version 0.1 it was one digit a gate, 11101, of the five
gates there were then.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from scoring.cells.distinct import by_distinct
from scoring.cells.texts import as_text, blank, missing
from scoring.coverage.gates import EXECUTIVE, GATES, INTRO, OUTCOME, SPONSOR, TOUCH

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from scoring.coverage.gates import Gate

_OF_DIGITS = (SPONSOR, EXECUTIVE, INTRO, TOUCH, OUTCOME)
"""The gates that five digits, or five dates, stand for."""

_BY_LETTER = {gate.letter: gate for gate in GATES}
PASSED, FAILED, UNKNOWN = "1", "0", "?"


def marks_of(passed: np.ndarray) -> np.ndarray:
    """The mark of each row of a table with a column a gate.

    >>> marks_of(np.array([[1, 1, 1, 0, 1]])).tolist()
    ['SEItO']
    """
    bits = passed.astype("int64") @ (1 << np.arange(len(GATES)))
    texts = [
        "".join(gate.letter if case & gate.bit else gate.letter.lower() for gate in GATES)
        for case in range(1 << len(GATES))
    ]
    return np.array(texts, dtype=object)[bits]


def unmeasured_marks(marks: pd.Series, unknown: Iterable[Gate]) -> pd.Series:
    """Marks with a question mark in place of the gates that were not measured.

    >>> import pandas as pd
    >>> unmeasured_marks(pd.Series(["SEitO"]), [INTRO]).tolist()
    ['SE?tO']
    """
    signs = {ord(sign): UNKNOWN for gate in unknown for sign in (gate.letter, gate.letter.lower())}
    return marks.str.translate(signs)


def is_unmeasured(marks: pd.Series) -> pd.Series:
    """Which marks are of an account that an empty column held back."""
    return marks.str.contains(UNKNOWN, regex=False, na=False).astype(bool)


def read_marks(value: Any) -> tuple[str | None, str]:
    """A cell of Gates as a mark; code GATES_UNREADABLE where a letter is no gate's.

    >>> read_marks("SEItO"), read_marks("11101"), read_marks(1101.0), read_marks("SEItOX")
    (('SEItO', ''), ('SEItO', ''), ('sEItO', ''), (None, 'GATES_UNREADABLE'))
    """
    text = "" if missing(value) else as_text(value)
    if blank(value) and UNKNOWN not in text:
        return None, ""
    if text.isdecimal():
        # Excel turns 01101 into the number 1101 when someone types in the cell.
        digits = text.zfill(len(_OF_DIGITS))
        if len(digits) != len(_OF_DIGITS) or set(digits) - {PASSED, FAILED}:
            return None, "GATES_UNREADABLE"
        return "".join(
            gate.letter if digit == PASSED else gate.letter.lower()
            for gate, digit in zip(_OF_DIGITS, digits, strict=True)
        ), ""
    letters = text.upper().replace(UNKNOWN, "")
    if len(set(letters)) < len(letters) or not set(letters) <= _BY_LETTER.keys():
        return None, "GATES_UNREADABLE"
    return text, ""


def gate_passes(marks: pd.Series) -> np.ndarray:
    """A column a gate: PASSED, FAILED, or UNKNOWN where the mark does not speak of it."""
    found, _ = by_distinct(marks, lambda mark: (_digits(mark), ""))
    nothing = UNKNOWN * len(GATES)
    texts = np.array([text or nothing for text in found], dtype=f"U{len(GATES)}")
    return texts.view("U1").reshape(len(texts), len(GATES))


def _digits(value: Any) -> str | None:
    mark, _ = read_marks(value)
    if mark is None:
        return None
    return "".join(
        PASSED if gate.letter in mark else FAILED if gate.letter.lower() in mark else UNKNOWN
        for gate in GATES
    )


def failed_since_texts(failed: pd.DataFrame) -> pd.Series:
    """Since when each gate has failed, as History keeps it: T2026-11-02; "-" where none has.

    Args:
        failed: a date for each gate by its header, NaT where it passes.
    """
    dates = failed[[gate.header for gate in GATES]]
    # Most accounts share their dates with others, and spelling them takes long.
    numbers = dates.groupby(list(dates), dropna=False, sort=False).ngroup().to_numpy()
    distinct = dates.iloc[np.unique(numbers, return_index=True)[1]]
    days = [distinct[gate.header].dt.strftime("%Y-%m-%d") for gate in GATES]
    parts = [(gate.letter + day).astype("str") for gate, day in zip(GATES, days, strict=True)]
    texts = parts[0].str.cat(parts[1:], sep=" ", na_rep="").str.split().str.join(" ")
    return texts.replace("", "-").astype("str").take(numbers).set_axis(failed.index)


def read_failed_since(value: Any) -> tuple[str | None, str]:
    """A cell of Failed since; code SINCE_UNREADABLE where it is none.

    >>> read_failed_since("- 2026-11-02 - - -"), read_failed_since("T2026-11-02")
    (('E2026-11-02', ''), ('T2026-11-02', ''))
    """
    parts = [] if missing(value) else as_text(value).split()
    if not parts:
        return None, ""
    if len(parts) == len(_OF_DIGITS) and all(part == "-" or part[0].isdecimal() for part in parts):
        parts = [
            gate.letter + part for gate, part in zip(_OF_DIGITS, parts, strict=True) if part != "-"
        ]
    parts = [part for part in parts if part != "-"]
    days = since_by_letter(" ".join(parts))
    if days is None or len(days) < len(parts):
        return None, "SINCE_UNREADABLE"
    return " ".join(parts) or "-", ""


def since_by_letter(text: str) -> dict[str, dt.date] | None:
    """Since when the gates that a text of Failed since names have failed; None if it is none."""
    days: dict[str, dt.date] = {}
    for part in text.split() if text != "-" else ():
        try:
            days[part[0]] = dt.date.fromisoformat(part[1:])
        except ValueError:
            return None
    return days if days.keys() <= _BY_LETTER.keys() else None
