"""Every reading of a header that is possible, best first, and those that are doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin import profiles
from addin.importing.names import SAID, plain, sent_fields
from addin.importing.roles import asked_columns, role_of, side_of, tokens
from addin.importing.units import unit_of
from addin.profiles import GENERIC, Profile, squeezed
from scoring.areas import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from addin.importing.names import Said

OWN_NAME = "own name"
PAGE = "this vendor's page"
ALIAS = "alias"
WORDS = "by its words"

_OTHER_SIDE = {
    "Internal executive": "Customer sponsor",
    "Executive title": "Sponsor title",
    "Customer sponsor": "Internal executive",
    "Sponsor title": "Executive title",
}
_UNTOLD = "It does not say whose person it is, and another column names {column}."
_UNIT = "Its amounts are in {unit}; read so, they are taken times {factor:,}."
_GUESS = "Some of its words say that it is {column}, and others are not known."


class _Rank:
    """Whose word on a header counts first."""

    SAID = -1000
    RECORD = -900
    PREFERRED = -50
    MONTHLY = 1
    OWN = 100
    PROFILE = 200
    CONTRACT = 1000
    GENERIC = 2000
    WORDS = 3000


@dataclass(frozen=True)
class Possible:
    """A header that can be read as a column, and how it was matched."""

    header: str
    column: str
    how: str


@dataclass(frozen=True)
class Doubt:
    """A header that may mean a column, which nobody has said.

    Attributes:
        table: of the column.
        header: as the file has it.
        column: what it may mean.
        because: what is doubtful about it, as a sentence.
        inside: it is that column, and its cells contradict each other.
    """

    table: str
    header: str
    column: str
    because: str
    inside: bool = False

    @property
    def seems(self) -> str:
        """What it may be, behind its name."""
        return f"is {self.column}, in doubt" if self.inside else f"may be {self.column}"


def possible(
    headers: Sequence[str],
    table: str,
    profile: Profile,
    said: Mapping[str, str | None],
    records: Mapping[str, Said],
    *,
    monthly: bool,
) -> list[Possible]:
    """Each reading of a header that is certain, best first.

    Args:
        headers: of the file.
        table: "Accounts", "Touches" or "Contacts".
        profile: by whose names they are read.
        said: the column of each header, as it is compared, of which the user spoke.
        records: how each header was read when this layout first came; nothing where it is new.
        monthly: amounts of a month are read too.
    """
    ranks: list[tuple[int, int, str, str, str]] = []
    for place, header in enumerate(headers):
        if plain(header) in said:
            own = said[plain(header)]
            ranks += [] if own is None else [(_Rank.SAID, place, header, own, SAID)]
        elif header in records:
            entry = records[header]
            if entry.column is not None:
                ranks.append((_Rank.RECORD, place, header, entry.column, entry.how))
        elif not records:
            ranks += [
                (rank, place, header, own, how)
                for rank, own, how in _readings(header, table, profile, monthly=monthly)
            ]
    if records:
        # The first of several that filled a column stood first in the map, too.
        order = {header: at for at, header in enumerate(records)}
        ranks.sort(key=lambda rank: (rank[0], order.get(rank[2], rank[1])))
    else:
        ranks.sort()
    found = [Possible(header, own, how) for _, _, header, own, how in ranks]
    return found if records else _sided(found)


def _readings(
    header: str, table: str, profile: Profile, *, monthly: bool
) -> list[tuple[int, str, str]]:
    """The columns that one header can be read as: rank, own header and how."""
    generic = profiles.profile(GENERIC)
    page = ALIAS if profile is generic else PAGE
    sections = [
        (_Rank.PROFILE, profile, profile.imports, page),
        (_Rank.GENERIC, generic, generic.imports, ALIAS),
    ]
    if monthly:
        sections += [
            (_Rank.MONTHLY, profile, profile.monthly, page),
            (_Rank.MONTHLY, generic, generic.monthly, ALIAS),
        ]
    bonus = _Rank.PREFERRED if profile.prefers(header) else 0
    doubted = {entry.column for entry in _doubtful(header, table, profile)}
    found: list[tuple[int, str, str]] = []
    for column in CONTRACTS[table].columns:
        names = [squeezed(name) for name in (column.header, *column.aliases)]
        for key in dict.fromkeys((squeezed(header), profile.key(header, table))):
            if key in names:
                at = names.index(key)
                how = ALIAS if at else OWN_NAME
                rank = _Rank.CONTRACT + at if at else _Rank.OWN
                if not at or column.header not in doubted:
                    found.append((rank + bonus, column.header, how))
    for base, source, section, how in sections:
        key = _key(header, table, profile, source)
        for own, texts in section.get(table, {}).items():
            keys = [source.key(text, table) for text in texts]
            if key in keys and (own not in doubted or base == _Rank.MONTHLY):
                found.append((base + bonus + keys.index(key), own, how))
    role = (
        None if squeezed(header) in sent_fields() else role_of(profile.bare(header, table), table)
    )
    if role and role.certain and role.column not in doubted:
        found.append((_Rank.WORDS, role.column, WORDS))
    return found


def _sided(ranks: list[Possible]) -> list[Possible]:
    """The readings without those that do not say whose person it is, where another header does."""
    sided = {each.column for each in ranks if side_of(each.header)}
    return [
        each
        for each in ranks
        if each.how in (SAID, OWN_NAME)
        or each.column not in sided
        or each.column not in _OTHER_SIDE
        or side_of(each.header)
        or not tokens(each.header) & {"sponsor", "executive"}
    ]


def _doubtful(header: str, table: str, profile: Profile) -> list[profiles.Doubtful]:
    """What the vendor, and any vendor, means by a header that is only taken when said."""
    return [
        entry
        for source in (profile, profiles.profile(GENERIC))
        for entry in source.doubtful
        if entry.table == table
        and _key(header, table, profile, source)
        in [source.key(text, table) for text in entry.headers]
    ]


def _key(header: str, table: str, profile: Profile, source: Profile) -> str:
    """A header as a source's names are compared with it, without what the vendor puts around it."""
    plain_text = header if source is profile else profile.bare(header, table)
    return source.key(plain_text, table)


def doubts_of(
    free: Iterable[str],
    table: str,
    profile: Profile,
    taken: set[str],
    ranks: Sequence[Possible],
) -> tuple[Doubt, ...]:
    """What headers that fill nothing may mean, of columns that decide a score and are not filled.

    Args:
        free: given headers that fill nothing.
        table: "Accounts", "Touches" or "Contacts".
        profile: by whose names they are read.
        taken: own headers that are filled.
        ranks: the certain readings of all headers.
    """
    asked = asked_columns(table) - taken
    known = {each.header for each in ranks}
    found: list[Doubt] = []
    for header in free:
        if squeezed(header) in sent_fields():
            # What we sent ourselves is no news of the customer's.
            continue
        entries = [
            (entry.column, entry.because)
            for entry in _doubtful(header, table, profile)
            if not taken & set(entry.unless)
        ]
        role = role_of(profile.bare(header, table), table)
        unit = unit_of(profile.bare(header, table), table)
        if unit:
            entries.append((unit.column, _UNIT.format(unit=unit.name, factor=unit.factor)))
        if role and not role.certain:
            entries.append((role.column, _GUESS.format(column=role.column)))
        elif role and header not in known and not side_of(header):
            other = _OTHER_SIDE.get(role.column, "")
            entries.append((other, _UNTOLD.format(column=role.column)))
        found += [
            Doubt(table, header, column, because)
            for column, because in entries[:1]
            if column in asked
        ]
    return tuple(found)
