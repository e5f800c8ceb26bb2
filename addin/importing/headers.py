"""Which header of an export fills which column: by what the user said, then by the profiles."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from addin import profiles
from addin.importing.detection import detected
from addin.profiles import GENERIC, Doubtful, Profile, all_profiles, squeezed
from scoring.areas import CONTRACTS
from scoring.cleaning import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NEAR = 0.87
"""Two letters swapped in a header, but not another word: Account type is no account tier."""

_LONGEST_HEADER = 80


@dataclass(frozen=True)
class Said:
    """What the user said of one header: the column it fills, or None to leave it out."""

    table: str
    header: str
    column: str | None
    profile: str | None = None


@dataclass(frozen=True)
class Options:
    """How the user wants exports to be read.

    Attributes:
        profile: the profile to read them by; None: found by the headers.
        said: what single headers mean, the latest word last.
        monthly: the amounts are those of a month.
        months: by how much an amount of a month is multiplied.
    """

    profile: str | None = None
    said: tuple[Said, ...] = ()
    monthly: bool = False
    months: int = 1


@dataclass(frozen=True)
class Matched:
    """How the headers of one file are read.

    Attributes:
        table: the table that they fill.
        profile: the profile by whose names they are read.
        layout: what kind of export it looks like, for people; None: nothing tells.
        columns: given header, and the own header that it fills.
        joined: own header, and the given headers whose texts it is put together from.
        doubtful: given header, and what is doubtful about reading it.
        monthly: own headers whose amounts are those of a month.
        months: by how much these are multiplied.
        unread: given headers that fill nothing, and the own header that each may have meant.
        left_out: given headers that the user said to leave out.
    """

    table: str
    profile: Profile
    layout: str | None
    columns: Mapping[str, str]
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubtful: Mapping[str, Doubtful] = field(default_factory=dict)
    monthly: frozenset[str] = frozenset()
    months: int = 1
    unread: Mapping[str, str | None] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def given(self, own: str) -> str | None:
        """What the file calls one of our columns."""
        return next((given for given, known in self.columns.items() if known == own), None)

    @property
    def told(self) -> str:
        """How the file is read, in one sentence."""
        known = len(self.columns) + len({given for many in self.joined.values() for given in many})
        total = known + len(self.unread) + len(self.left_out)
        kind = self.layout or (
            "spreadsheet" if self.profile.name == GENERIC else f"{self.profile.title} export"
        )
        return f"Read as a {kind} ({known} of {total} headers known)"


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
            found |= {own} if own else _known_as(text, table)
    return found


def plain(header: str) -> str:
    """A header as a user may type it again: without capitals and the kind of its blanks."""
    return " ".join(header.split()).casefold()


@lru_cache(maxsize=16_384)
def _known_as(text: str, table: str) -> frozenset[str]:
    known = _known_names(table)
    keys = {profile.key(text, table) for profile in all_profiles()}
    return frozenset(known[key] for key in keys if key in known)


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


def matched(headers: Iterable[str], table: str, options: Options | None = None) -> Matched:
    """How headers are read: what the user said first, then our own names, then the profile's.

    No column is taken twice, and no header fills two.

    Raises:
        ProfileError: there is no such profile.
        TableError: the user maps to a column that the table does not have.
    """
    return _matched(tuple(headers), table, options or Options())


@lru_cache(maxsize=16)
def _matched(headers: tuple[str, ...], table: str, options: Options) -> Matched:
    profile, layout = detected(headers, table)
    if options.profile is not None:
        profile = profiles.profile(options.profile)
        layout = layout if layout in profile.layouts else None
    said = _said(table, profile, options)
    left_out = tuple(header for header in headers if said.get(plain(header), header) is None)
    ranks = _ranks(headers, table, profile, said, monthly=options.monthly)
    columns: dict[str, str] = {}
    monthly = set()
    for header, own in ranks:
        if header not in columns and own not in columns.values() and header not in left_out:
            columns[header] = own
            if options.monthly and own in _monthly_columns(table):
                monthly.add(own)
    doubtful = _doubtful(headers, table, profile, columns, left_out)
    columns |= {header: entry.column for header, entry in doubtful.items()}
    joined = _joined(headers, table, profile, columns)
    used = {*columns, *left_out, *(header for texts in joined.values() for header in texts)}
    taken = {*columns.values(), *joined}
    return Matched(
        table=table,
        profile=profile,
        layout=layout,
        columns={header: columns[header] for header in headers if header in columns},
        joined=joined,
        doubtful=doubtful,
        monthly=frozenset(monthly),
        months=options.months,
        unread={
            header: _nearest(header, table, profile, taken)
            for header in headers
            if header not in used
        },
        left_out=left_out,
    )


class _Rank:
    """Whose word on a header counts first."""

    SAID = -1000
    PREFERRED = -50
    MONTHLY = 1
    OWN = 100
    PROFILE = 200
    CONTRACT = 1000
    GENERIC = 2000


def _said(table: str, profile: Profile, options: Options) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for entry in options.said:
        if entry.table != table or entry.profile not in (None, profile.name):
            continue
        if entry.column is not None and entry.column not in CONTRACTS[table].headers:
            raise TableError(no_such_column(table, entry.header, entry.column))
        found = {
            header: None if column == entry.column else column for header, column in found.items()
        } | {plain(entry.header): entry.column}
    return found


def no_such_column(table: str, header: str, column: str) -> str:
    """The sentence on a mapping to a column that the table does not have."""
    near = difflib.get_close_matches(column, CONTRACTS[table].headers, n=1, cutoff=0.5)
    hint = f' Did you mean "{near[0]}"?' if near else ""
    return (
        f'"{header}" is mapped to "{column}", and {table} has no such column.{hint} Use one of: '
        f"{', '.join(CONTRACTS[table].headers)}."
    )


def _ranks(
    headers: Sequence[str],
    table: str,
    profile: Profile,
    said: Mapping[str, str | None],
    *,
    monthly: bool,
) -> list[tuple[str, str]]:
    """Each reading of a header that is possible, best first."""
    generic = profiles.profile(GENERIC)
    sections = [
        (_Rank.PROFILE, profile, profile.imports),
        (_Rank.GENERIC, generic, generic.imports),
    ]
    if monthly:
        sections += [
            (_Rank.MONTHLY, profile, profile.monthly),
            (_Rank.MONTHLY, generic, generic.monthly),
        ]
    ranks: list[tuple[int, int, str, str]] = []
    for place, header in enumerate(headers):
        if plain(header) in said:
            own = said[plain(header)]
            ranks += [] if own is None else [(_Rank.SAID, place, header, own)]
            continue
        bonus = _Rank.PREFERRED if profile.prefers(header) else 0
        for column in CONTRACTS[table].columns:
            names = [squeezed(name) for name in (column.header, *column.aliases)]
            for key in dict.fromkeys((squeezed(header), profile.key(header, table))):
                if key in names:
                    at = names.index(key)
                    rank = _Rank.OWN if at == 0 else _Rank.CONTRACT + at
                    ranks.append((rank + bonus, place, header, column.header))
        for base, source, section in sections:
            key = source.key(header, table)
            for own, texts in section.get(table, {}).items():
                keys = [source.key(text, table) for text in texts]
                if key in keys:
                    ranks.append((base + bonus + keys.index(key), place, header, own))
    return [(header, own) for _, _, header, own in sorted(ranks)]


def _monthly_columns(table: str) -> set[str]:
    return {own for profile in all_profiles() for own in profile.monthly.get(table, {})}


def _doubtful(
    headers: Sequence[str],
    table: str,
    profile: Profile,
    columns: Mapping[str, str],
    left_out: tuple[str, ...],
) -> dict[str, Doubtful]:
    """Headers that are taken for want of a better one."""
    found: dict[str, Doubtful] = {}
    for source in (profile, profiles.profile(GENERIC)):
        for entry in source.doubtful:
            taken = {*columns.values(), *(each.column for each in found.values())}
            if entry.table != table or entry.column in taken or taken & set(entry.unless):
                continue
            keys = [source.key(text, table) for text in entry.headers]
            fits = (
                header
                for header in headers
                if header not in (*columns, *left_out, *found) and source.key(header, table) in keys
            )
            found |= dict.fromkeys(list(fits)[:1], entry)
    return found


def _joined(
    headers: Sequence[str], table: str, profile: Profile, columns: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Columns that several headers make up together, such as a first and a last name."""
    for source in (profile, profiles.profile(GENERIC)):
        for own, texts in source.joined.get(table, {}).items():
            keys = [source.key(text, table) for text in texts]
            free = {
                source.key(header, table): header for header in headers if header not in columns
            }
            if own not in columns.values() and all(key in free for key in keys):
                return {own: tuple(free[key] for key in keys)}
    return {}


def _nearest(header: str, table: str, profile: Profile, taken: set[str]) -> str | None:
    """The column that a header may have meant, if nothing fills it yet."""
    if squeezed(header) in _sent_fields() or monthly_headers([header], table):
        # What we sent ourselves looks like a column of ours, and must never become one; amounts of
        # a month must never become those of a year by a mapping.
        return None
    known = {key: own for key, own in _known_names(table).items() if own not in taken}
    key = profile.key(header, table)
    near = difflib.get_close_matches(key, known, n=1, cutoff=_NEAR)
    return known[near[0]] if near else None


@lru_cache(maxsize=1)
def _sent_fields() -> frozenset[str]:
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
