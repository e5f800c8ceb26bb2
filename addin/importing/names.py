"""What the columns of a table are called anywhere, and what a header may have meant by it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from addin.importing.roles import role_of, same_sort
from addin.profiles import Profile, all_profiles, squeezed
from scoring.areas import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_NEAR = 0.87
"""Two letters swapped in a header, but not another word: Account type is no account tier."""

_LONGEST_HEADER = 80

SAID = "said"
UNREAD = "not read"


@dataclass(frozen=True)
class Said:
    """What is known of one header: the column it fills, or None to leave it out.

    Attributes:
        table: of the column.
        header: as the file has it.
        column: that it fills; None: it is left out.
        profile: only for files of this profile; None: for every file.
        how: "said" by the user, or how it was matched when its layout first came.
        layout: of a match, the layout that it is for.
    """

    table: str
    header: str
    column: str | None
    profile: str | None = None
    how: str = SAID
    layout: str | None = None

    @property
    def is_record(self) -> bool:
        """Whether it notes what was once shown, and is no word of the user's."""
        return self.layout is not None and self.how != SAID


def known_headers(cells: Iterable[object], table: str, said: Iterable[Said] = ()) -> int:
    """How many cells of a row could be headers of the table, each column counted once."""
    return len(known_columns(cells, table, said))


def known_columns(cells: Iterable[object], table: str, said: Iterable[Said] = ()) -> set[str]:
    """The columns of the table that the cells of a row could be headers of."""
    mine = {plain(entry.header): entry.column for entry in said if entry.table == table}
    found: set[str] = set()
    for cell in cells:
        if isinstance(cell, str) and 0 < len(cell) <= _LONGEST_HEADER:
            text = cell.strip()
            own = mine.get(plain(text))
            found |= {own} if own else known_as(text, table)
    return found


def plain(header: str) -> str:
    """A header as a user may type it again: without capitals and the kind of its blanks."""
    return " ".join(header.split()).casefold()


@lru_cache(maxsize=16_384)
def known_as(text: str, table: str) -> frozenset[str]:
    """The columns of the table that a text may be the header of."""
    known = _known_names(table)
    keys = {profile.key(text, table) for profile in all_profiles()}
    found = {known[key] for key in keys if key in known}
    role = None if found else role_of(text, table)
    return frozenset({role.column} if role and role.certain else found)


@lru_cache(maxsize=8)
def _known_names(table: str) -> Mapping[str, str]:
    """Every name that any profile or the contract has for a column of the table."""
    found: dict[str, str] = {}
    for profile in all_profiles():
        for section in (profile.imports, profile.monthly, profile.joined):
            for own, texts in section.get(table, {}).items():
                for text in texts:
                    found.setdefault(profile.key(text, table), own)
    for column in CONTRACTS[table].columns:
        for text in (column.header, *column.aliases):
            found.setdefault(squeezed(text), column.header)
    return found


def no_such_column(table: str, header: str, column: str) -> str:
    """The sentence on a mapping to a column that the table does not have."""
    near = difflib.get_close_matches(column, CONTRACTS[table].headers, n=1, cutoff=0.5)
    hint = f' Did you mean "{near[0]}"?' if near else ""
    return (
        f'"{header}" is mapped to "{column}", and {table} has no such column.{hint} Use one of: '
        f"{', '.join(CONTRACTS[table].headers)}."
    )


def nearest(header: str, table: str, profile: Profile, taken: set[str]) -> str | None:
    """The column that a header may have meant, if nothing fills it yet and it is of its sort."""
    if squeezed(header) in sent_fields() or monthly_headers([header], table):
        # What we sent ourselves looks like a column of ours, and must never become one; amounts of
        # a month must never become those of a year by a mapping.
        return None
    bare = profile.bare(header, table)
    known = {key: own for key, own in _known_names(table).items() if own not in taken}
    near = difflib.get_close_matches(squeezed(bare), known, n=1, cutoff=_NEAR)
    spelled = _spellings(table)
    if near and same_sort(bare, spelled[near[0]]):
        return known[near[0]]
    role = role_of(bare, table)
    return role.column if role and role.column not in taken else None


@lru_cache(maxsize=8)
def _spellings(table: str) -> Mapping[str, str]:
    """Each known name as somebody writes it, by what it is compared by."""
    found: dict[str, str] = {}
    for column in CONTRACTS[table].columns:
        for text in (column.header, *column.aliases):
            found.setdefault(squeezed(text), text)
    for profile in all_profiles():
        for section in (profile.imports, profile.monthly, profile.joined):
            for texts in section.get(table, {}).values():
                for text in texts:
                    found.setdefault(profile.key(text, table), profile.bare(text, table))
    return found


@lru_cache(maxsize=1)
def sent_fields() -> frozenset[str]:
    """The fields of every vendor that hold our scores."""
    return frozenset(
        squeezed(field)
        for profile in all_profiles()
        for field in profile.exports.get("fields", {}).values()
    )


def monthly_headers(headers: Iterable[str], table: str) -> list[str]:
    """Headers that hold amounts of a month, which are read only when told."""
    keys = {
        profile.key(text, table)
        for profile in all_profiles()
        for texts in profile.monthly.get(table, {}).values()
        for text in texts
    }
    return [header for header in headers if squeezed(header) in keys]
