"""Which header of an export fills which column: by what the user said, then by the profiles."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from addin import profiles
from addin.importing.detection import detected
from addin.importing.names import SAID, Said, nearest, no_such_column, plain
from addin.importing.ranks import Doubt, Possible, doubts_of, possible
from addin.importing.roles import names_account, side_of, speaks_alone, tokens
from addin.importing.units import unit_of
from addin.profiles import GENERIC, Profile, all_profiles
from scoring.areas import CONTRACTS
from scoring.cells.dates import AS_WRITTEN, Clock
from scoring.cells.texts import folded
from scoring.cleaning import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Doubt", "Matched", "Options", "Said", "SaidValue", "layout_of", "matched"]


@dataclass(frozen=True)
class SaidValue:
    """What the user said of one word of a column: the choice that it means, or None for nothing."""

    table: str
    column: str
    word: str
    meaning: str | None


@dataclass(frozen=True)
class Options:
    """How the user wants exports to be read.

    Attributes:
        profile: the profile to read them by; None: found by the headers.
        said: what single headers mean, the latest word last.
        monthly: the amounts are those of a month.
        months: by how much an amount of a month is multiplied.
        meanings: what single words of a column mean, the latest word last.
        clock: by what a moment with a zone becomes a day.
    """

    profile: str | None = None
    said: tuple[Said, ...] = ()
    monthly: bool = False
    months: int = 1
    meanings: tuple[SaidValue, ...] = ()
    clock: Clock = AS_WRITTEN


@dataclass(frozen=True)
class Matched:
    """How the headers of one file are read.

    Attributes:
        table: the table that they fill.
        profile: the profile by whose names they are read.
        layout: what kind of export it looks like, for people; None: nothing tells.
        columns: given header, and the own header that it fills.
        how: given header, and how it was matched.
        backups: own header, and the given headers that speak where the first one is blank.
        joined: own header, and the given headers whose texts it is put together from.
        doubts: what a header may mean and nobody has said; none of them is read.
        unfit: headers that are called like a column and hold something else; none is read.
        monthly: own headers whose amounts are those of a month.
        months: by how much these are multiplied.
        unread: given headers that fill nothing, and the own header that each may have meant.
        left_out: given headers that the user said to leave out.
        account_names: given headers that name the account, in a table of its touches or contacts.
        meanings: what single words of a column mean, by own header and folded word.
        factors: own headers whose amounts are in thousands or more, and what they are taken times.
        grouped: own headers in which one group of three is thousands, whichever sign parts it.
        swapped: own headers whose real dates have day and month changed.
        clock: by what a moment with a zone becomes a day.
    """

    table: str
    profile: Profile
    layout: str | None
    columns: Mapping[str, str]
    how: Mapping[str, str] = field(default_factory=dict)
    backups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    unfit: tuple[Doubt, ...] = ()
    monthly: frozenset[str] = frozenset()
    months: int = 1
    unread: Mapping[str, str | None] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    account_names: tuple[str, ...] = ()
    meanings: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    factors: Mapping[str, int] = field(default_factory=dict)
    grouped: frozenset[str] = frozenset()
    swapped: frozenset[str] = frozenset()
    clock: Clock = AS_WRITTEN

    def given(self, own: str) -> str | None:
        """What the file calls one of our columns."""
        return next((given for given, known in self.columns.items() if known == own), None)

    def spoken(self, own: str) -> tuple[str, ...]:
        """Every header that speaks for one of our columns, the first one first."""
        first = self.given(own)
        return () if first is None else (first, *self.backups.get(own, ()))

    @property
    def told(self) -> str:
        """How the file is read, in one sentence."""
        several = (*self.joined.values(), *self.backups.values(), self.account_names)
        read = {*self.columns, *(given for many in several for given in many)}
        total = len(read | {*self.unread, *self.left_out})
        kind = self.layout or (
            "spreadsheet" if self.profile.name == GENERIC else f"{self.profile.title} export"
        )
        return f"Read as a {kind} ({len(read)} of {total} headers known)"


def layout_of(headers: Iterable[str]) -> str:
    """A short name of a set of headers, whatever their order.

    >>> layout_of(["ARR", "Name"]) == layout_of(["name", "arr"])
    True
    """
    text = "\n".join(sorted(map(plain, headers)))
    # A letter first, or Excel takes it for a number.
    return "L" + hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:8]


def matched(headers: Iterable[str], table: str, options: Options | None = None) -> Matched:
    """How headers are read: what the user said first, then our own names, then the profile's.

    No column is taken twice, and no header fills two; another header of the same column speaks
    where the first one is blank. What is doubtful about a column that decides a score is not read.

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
    said = _said(headers, table, profile, options)
    records = _records(headers, table, profile, options)
    left_out = tuple(header for header in headers if said.get(plain(header), header) is None)
    ranks = possible(headers, table, profile, said, records, monthly=options.monthly)
    columns: dict[str, str] = {}
    how: dict[str, str] = {}
    for each in ranks:
        if each.header in columns or each.column in columns.values() or each.header in left_out:
            continue
        columns[each.header], how[each.header] = each.column, each.how
    joined = _joined(headers, table, profile, columns)
    used = {*columns, *left_out, *(header for many in joined.values() for header in many)}
    backups = _backups(ranks, table, columns, how, used)
    used |= {header for many in backups.values() for header in many}
    taken = {*columns.values(), *joined}
    free = [header for header in headers if header not in used]
    doubts = () if records else doubts_of(free, table, profile, taken, ranks)
    names = tuple(header for header in free if table != "Accounts" and names_account(header))
    asked = {each.header for each in doubts}
    ours = _monthly_columns(table) if options.monthly else set()
    return Matched(
        table=table,
        profile=profile,
        layout=layout,
        columns={header: columns[header] for header in headers if header in columns},
        how=how | {each.header: each.how for each in ranks if each.header not in how},
        backups=backups,
        joined=joined,
        doubts=doubts,
        monthly=frozenset(ours & taken),
        months=options.months,
        unread={
            header: None
            if header in asked or header in records
            else nearest(header, table, profile, taken)
            for header in free
            if header not in names
        },
        left_out=left_out,
        account_names=names,
        meanings={
            (each.column, folded(each.word)): each.meaning
            for each in options.meanings
            if each.table == table
        },
        factors={
            own: unit.factor
            for header, own in columns.items()
            if (unit := unit_of(profile.bare(header, table), table)) and unit.column == own
        },
        clock=options.clock,
    )


def _said(
    headers: Sequence[str], table: str, profile: Profile, options: Options
) -> dict[str, str | None]:
    """What the user said of headers, by each as it is compared."""
    found: dict[str, str | None] = {}
    given = set(map(plain, headers))
    for entry in options.said:
        if entry.table != table or entry.profile not in (None, profile.name) or entry.is_record:
            continue
        if entry.column is not None and entry.column not in CONTRACTS[table].headers:
            raise TableError(no_such_column(table, entry.header, entry.column))
        # A word on a header of another file leaves out none of this one.
        if plain(entry.header) in given:
            found = {
                header: None if column == entry.column else column
                for header, column in found.items()
            } | {plain(entry.header): entry.column}
    return found


def _records(
    headers: Sequence[str], table: str, profile: Profile, options: Options
) -> dict[str, Said]:
    """How a layout was read when it first came, by given header; nothing where it is new."""
    layout = layout_of(headers)
    found = {
        plain(entry.header): entry
        for entry in options.said
        if entry.is_record
        and (entry.table, entry.layout) == (table, layout)
        and entry.profile in (None, profile.name)
    }
    return {header: found[plain(header)] for header in headers if plain(header) in found}


def _backups(
    ranks: Sequence[Possible],
    table: str,
    columns: Mapping[str, str],
    how: Mapping[str, str],
    used: set[str],
) -> dict[str, tuple[str, ...]]:
    """Other headers of a column, which speak in the rows where the first one is blank."""
    first = {own: header for header, own in columns.items()}
    found: dict[str, tuple[str, ...]] = {}
    taken = set(used)
    for each in ranks:
        own = each.column
        if each.header in taken or own not in first or speaks_alone(table, own):
            continue
        if how[first[own]] == SAID or not _alike(first[own], each.header):
            continue
        found[own] = (*found.get(own, ()), each.header)
        taken.add(each.header)
    return found


def _alike(first: str, other: str) -> bool:
    """Whether one header may speak for another: of the same side, and in the same unit."""
    units = {"unit", "currency", "monthly"}
    one, two = tokens(first) & units, tokens(other) & units
    return one == two and side_of(first) == side_of(other)


def _monthly_columns(table: str) -> set[str]:
    return {own for profile in all_profiles() for own in profile.monthly.get(table, {})}


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
