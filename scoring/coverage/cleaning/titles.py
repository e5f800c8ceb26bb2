"""The level that a title tells (C32)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.cells.distinct import by_distinct
from scoring.cells.texts import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.policy import DayPolicy

LEVELS = ("any", "Manager", "Director", "VP", "C-level")
"""Levels of a title, lowest first; a level's place in it is its rank."""

_MANAGER = LEVELS.index("Manager")
_STAFF, _OTHERS = -2, -3
_KINDS = {
    "others": _OTHERS,
    "staff": _STAFF,
    "c_level": LEVELS.index("C-level"),
    "c_level_alone": LEVELS.index("C-level"),
    "vp": LEVELS.index("VP"),
    "vp_alone": LEVELS.index("VP"),
    "director": LEVELS.index("Director"),
    "manager": _MANAGER,
}
"""What the words of each list tell: a level, staff of somebody else, or somebody else's title."""

_ABBREVIATED = re.compile(r"(?<!\w)(?:[^\W\d_]\.[ -]?)+[^\W\d_](?:\.|(?!\w))")
_PARTS = re.compile(r"[,;:|()\r\n\t•·–—]|\s-\s")
_JOINTS = re.compile(r"[/&+]|\b(?:and|und|et|y)\b", re.IGNORECASE)
_BETWEEN = frozenset((",", "&"))
_MOST_WORDS = 12
"""What a * stands for at most, so that the longest text is read in one pass."""


def title_levels(titles: pd.Series, policy: DayPolicy) -> pd.Series:
    """Rank of each title in LEVELS, the highest that it tells: 0 where empty, -1 where none (C32).

    The longest words win where they overlap, so a vice president is no president. An assistant to
    the CEO is no CEO: a title is read up to the words that lead to somebody else's.
    """
    known = _known_words(policy)
    joined = [title_words(text) for text in policy.texts("levels.joined")]

    def read(value: Any) -> tuple[int, str]:
        text = f" {title_words(str(value))} "
        for words in joined:
            text = text.replace(f" {words} ", f" {words.replace(' ', '_')} ")
        return _highest(text.split(), known), ""

    found, _ = by_distinct(titles, read)
    return pd.Series(pd.to_numeric(found), index=titles.index).fillna(0).astype("int8")


def title_words(title: str) -> str:
    """The words of a title, with a comma between its parts and an & for each "and".

    >>> title_words("S.V.P./GM, Sales and Marketing - EMEA")
    'svp & gm , sales & marketing , emea'
    """
    plain = _ABBREVIATED.sub(lambda found: re.sub(r"[. -]", "", found[0]), title)
    words: list[str] = []
    for number, part in enumerate(_PARTS.split(plain)):
        for place, piece in enumerate(_JOINTS.split(part)):
            sign = "&" if place else "," if number else ""
            if sign and words and words[-1] in _BETWEEN:
                words.pop()
            words += [sign, *folded(piece).split()] if sign and words else folded(piece).split()
    return " ".join(words)


@dataclass(frozen=True)
class _Entry:
    """One entry of a list: its words, those behind a * in it, and what they tell."""

    words: Sequence[str]
    behind: Sequence[str]
    rank: int
    alone: bool
    stops: frozenset[str]

    def end(self, title: list[str], at: int) -> int:
        """Where the entry ends that begins at a place of a title; 0 where none does."""
        end = at + len(self.words)
        if title[at:end] != self.words:
            return 0
        if self.behind:
            return self._end_behind(title, end)
        if self.alone and {*title[max(at - 1, 0) : at], *title[end : end + 1]} - _BETWEEN:
            return 0
        return end

    def _end_behind(self, title: list[str], at: int) -> int:
        """Where the words behind the * end; 0 where they do not come."""
        words, listing = 0, False
        for place in range(at, min(at + _MOST_WORDS, len(title))):
            end = place + len(self.behind)
            if words and not listing and title[place:end] == self.behind:
                return end
            if title[place] in self.stops:
                return 0
            # A comma parts two titles, unless an "and" behind it makes a list of what it parts.
            listing = title[place] == "," or (listing and title[place] != "&")
            words += title[place] not in _BETWEEN
        return 0


def _known_words(policy: DayPolicy) -> dict[str, list[_Entry]]:
    """The entries of all lists by their first word, the longest first, those with a * last."""
    others = (title_words(text) for text in policy.texts("levels.others"))
    stops = frozenset(("of", *(text for text in others if " " not in text)))
    entries = []
    for name, rank in _KINDS.items():
        for text in policy.texts(f"levels.{name}"):
            words, _, behind = (title_words(piece).split() for piece in text.partition("*"))
            entries.append(_Entry(words, behind, rank, name.endswith("_alone"), stops))
    known: dict[str, list[_Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (bool(entry.behind), -len(entry.words))):
        known.setdefault(" ".join(entry.words[:1]), []).append(entry)
    return known


def _highest(title: list[str], known: dict[str, list[_Entry]]) -> int:
    """The highest level that the words of a title tell, -1 where they tell none."""
    highest, place = -1, 0
    while place < len(title):
        ends = ((entry.rank, entry.end(title, place)) for entry in known.get(title[place], ()))
        rank, end = next((found for found in ends if found[1]), (-1, place + 1))
        if rank == _OTHERS:
            break
        if rank == _STAFF:
            # An assistant, or the assistant of what stands before; else one of several roles.
            whole = not _BETWEEN & {*title[:place]} or not {*title[end : end + 1]} - _BETWEEN
            return _MANAGER if whole else max(highest, _MANAGER)
        highest, place = max(highest, rank), end
    return highest
