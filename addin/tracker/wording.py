"""Words and lines for people: counts with nouns, texts that fit, signs that do no harm."""

from __future__ import annotations

import re
import textwrap

from scoring.wording import columns, cut

WIDTH = 100
# Control characters could take over a terminal, and those of direction turn a line around.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def counted(count: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "issue"), counted(2, "issue")
    ('1 issue', '2 issues')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def one_line(text: object) -> str:
    r"""A text on one line, without signs that a terminal would obey.

    >>> one_line("Acme\x1b[2J\nInc")
    'Acme [2J Inc'
    """
    return _UNSEEN.sub(" ", str(text))


def wrapped(label: str, text: str, indent: str = "  ") -> list[str]:
    """A text behind a label, in lines of 100 columns at most."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=label, subsequent_indent=indent, break_on_hyphens=False
    )


def fitted(text: str, width: int) -> str:
    """A text that takes just some columns, with a blank at its end."""
    shown = cut(text, width - 1)
    return shown + " " * (width - columns(shown))
