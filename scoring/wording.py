"""Numbers, dates and names as the words of a sentence."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from scoring.parameters import PERCENT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
# Signs that are not seen, and those of direction, which turn around what stands beside them.
_UNSEEN = re.compile("[\\s\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
# Control characters could take over a terminal, and those of direction turn a line around.
_DISTURBING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")

WIDTH = 100
"""Columns of a line for people."""

_SETTLED = 6


def counted(number: int, noun: str) -> str:
    """A count in digits with its noun.

    >>> counted(1, "issue"), counted(2, "issue"), counted(1300, "row")
    ('1 issue', '2 issues', '1,300 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def joined(parts: Sequence[str]) -> str:
    """Parts of a sentence as one list.

    >>> joined(["Acme"]), joined(["Acme", "Brix", "Cato"])
    ('Acme', 'Acme, Brix and Cato')
    """
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def percent(basis_points: float) -> int:
    """Exact basis points as whole per cent, halves away from zero, as Excel shows them.

    >>> percent(10_000 * 31 / 117), percent(5050), percent(-5050)
    (26, 51, -51)
    """
    # Half a point is told apart from what a sum of fractions leaves behind the ninth digit.
    whole = int((round(abs(basis_points), _SETTLED) + PERCENT / 2) // PERCENT)
    return whole if basis_points >= 0 else -whole


def points(basis_points: float) -> str:
    """The size of a gap or a change in whole points, rounded once from exact basis points.

    >>> points(40), points(-100), points(667)
    ('less than 1 pt', '1 pt', '7 pts')
    """
    number = percent(abs(basis_points))
    return counted(number, "pt") if number else "less than 1 pt"


def sign(number: float) -> str:
    """The sign of a change, as it stands before its size.

    >>> sign(4), sign(-2), sign(0)
    ('+', '–', '±')
    """
    return "+" if number > 0 else "–" if number < 0 else "±"


def signed(basis_points: float) -> str:
    """A change in whole points with its sign.

    >>> signed(1270), signed(-100), signed(0)
    ('+13 pts', '–1 pt', '±0 pts')
    """
    number = percent(basis_points)
    return f"{sign(number)}{counted(abs(number), 'pt')}"


def day(date: dt.date) -> str:
    """A date that reads the same on both sides of the Atlantic: 16 Nov 2026."""
    return f"{date.day} {_MONTHS.split()[date.month - 1]} {date.year}"


def short_day(date: dt.date, as_of: dt.date) -> str:
    """A date without its year where that is the year of the as-of date.

    >>> import datetime as dt
    >>> short_day(dt.date(2026, 11, 16), dt.date(2026, 1, 5))
    '16 Nov'
    """
    text = day(date)
    return text.rpartition(" ")[0] if date.year == as_of.year else text


def one_line(text: object) -> str:
    r"""A text on one line, without signs that a terminal would obey.

    >>> one_line("Acme\x1b[2J\nInc")
    'Acme [2J Inc'
    """
    return _DISTURBING.sub(" ", str(text))


def wrapped(label: str, text: str, indent: str = "  ") -> list[str]:
    """A text behind a label, in lines of 100 columns at most."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=label, subsequent_indent=indent, break_on_hyphens=False
    )


def padded(text: str, width: int) -> str:
    """A text that takes just some columns, with a blank at its end."""
    shown = cut(text, width - 1)
    return shown + " " * (width - columns(shown))


def fitted(text: str, width: int) -> str:
    """A customer's text on one line, cut with an ellipsis where it is wider than `width` letters.

    East Asian signs and emoji are two letters wide. Signs that are not seen are left out.

    >>> fitted("Nordic Offshore Wind", 12), fitted("北海風力発電株式会社", 12)
    ('Nordic Offs…', '北海風力発…')
    """
    line = _UNSEEN.sub(" ", text).strip()
    shown = cut(line, width)
    return shown if shown == line else shown.removesuffix("…").rstrip() + "…"


def cut(text: str, width: int) -> str:
    """A text that takes no more than some columns, with an ellipsis where it was cut.

    >>> cut("Nordic Offshore", 8), cut("Nordic", 8)
    ('Nordic …', 'Nordic')
    """
    reached = list(accumulate(map(_columns_of, text)))
    if not reached or reached[-1] <= width:
        return text
    # Signs that take no column of their own stay with the one that they stand on.
    return text[: bisect_right(reached, width - 1)] + "…"


def columns(text: str) -> int:
    """Columns that a text takes: East Asian signs and emoji are two wide."""
    return sum(map(_columns_of, text))


def _columns_of(sign: str) -> int:
    return 0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
