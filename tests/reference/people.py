"""Names and titles, as the rules compare them (C32, G01, C27)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVELS = ("any", "Manager", "Director", "VP", "C-level")
C_LEVEL_WORDS = {
    "ceo",
    "cfo",
    "coo",
    "cto",
    "cio",
    "cro",
    "cmo",
    "cpo",
    "cco",
    "founder",
    "chairman",
    "president",
}
VP_WORDS = {"vp", "svp", "evp"}
DIRECTOR_WORDS = {"director", "head"}
MANAGER_WORDS = {"manager", "csm", "am", "ae"}
STAFF_WORDS = {"assistant", "aide"}


def matches(name: str | None, people: Iterable[str | None]) -> bool:
    """Whether a name is one of these people; an empty name on either side matches."""
    return not name or any(not person or same_name(name, person) for person in people)


def same_name(one: str, other: str) -> bool:
    """Equal names, capitals, accents and spaces apart."""
    return plain(one) == plain(other)


def plain(name: str) -> str:
    """A name without capitals, accents and spaces."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(
        letter
        for letter in letters.casefold()
        if not unicodedata.combining(letter) and not letter.isspace()
    )


def reaches(title: str, least: str) -> bool:
    """Whether a title tells at least this level."""
    return LEVELS.index(level_of(title)) >= LEVELS.index(least)


def level_of(title: str) -> str:
    """The highest level that the parts of a title tell; "any" where they tell none (C32)."""
    text = title.lower().replace(",", " ").replace("go to market", "market")
    text = text.replace("vice president", "vp").partition(" to ")[0]
    words = set(text.split())
    if words & STAFF_WORDS:
        return "Manager"
    if words & C_LEVEL_WORDS or {"chief", "officer"} <= words:
        return "C-level"
    if words & VP_WORDS:
        return "VP"
    if words & DIRECTOR_WORDS:
        return "Director"
    return "Manager" if words & MANAGER_WORDS else "any"
