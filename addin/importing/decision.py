"""How one export is read: the mapping that its headers give, against what its cells look like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from addin.importing.contradictions import without_contradictions
from addin.importing.evidence import filled, misfit, samples, whose
from addin.importing.headers import Doubt, Matched, Options, Said, layout_of, matched
from addin.importing.names import SAID, UNREAD, plain
from addin.importing.ranks import OWN_NAME
from addin.importing.roles import side_of
from scoring.areas import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

_TRUSTED = (SAID, OWN_NAME)
_SPONSOR, _EXECUTIVE = "Customer sponsor", "Internal executive"
_THEIRS = "Nearly every account has another name in it, as customers' own executives have."
_OURS = "The same names stand for many accounts in it, as our own executives do."
_MOST_CHANGES = 12


@dataclass(frozen=True)
class Reading:
    """What a person sees of one column of a mapping.

    Attributes:
        column: own header.
        headers: given headers that fill it, the first one first.
        how: how the first was matched.
        share: of the rows in which one of them says something, from 0 to 1.
        samples: up to three values.
    """

    column: str
    headers: tuple[str, ...]
    how: str
    share: float
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Review:
    """A mapping as a person sees it once.

    Attributes:
        layout: the short name of the set of headers.
        is_new: this table of the tracker never met the layout.
        changes: against the layout that came before, a sentence each.
        readings: the columns that are read.
        doubts: the headers of which nobody has said what they mean, with up to three values.
        unread: the headers that fill nothing.
    """

    layout: str
    is_new: bool
    changes: tuple[str, ...]
    readings: tuple[Reading, ...]
    doubts: tuple[tuple[Doubt, tuple[str, ...]], ...]
    unread: tuple[str, ...]


def decided(raw: pd.DataFrame, table: str, options: Options | None = None) -> Matched:
    """How an export is read: by its headers, but for columns that hold something else.

    Args:
        raw: cells of the export.
        table: "Accounts", "Touches" or "Contacts".
        options: how the user wants it to be read.

    Raises:
        ProfileError, TableError: as `addin.importing.headers.matched`.
    """
    options = options or Options()
    headers = list(map(str, raw.columns))
    found = matched(headers, table, options)
    layout = layout_of(headers)
    if not any(entry.is_record and entry.layout == layout for entry in options.said):
        found = _of_their_kind(raw, found)
        found = _of_their_side(raw, found) if table == "Accounts" else found
    return without_contradictions(raw, found)


def _of_their_kind(raw: pd.DataFrame, found: Matched) -> Matched:
    """The mapping without headers whose cells are clearly of another kind."""
    for header in (*found.columns, *(each for many in found.backups.values() for each in many)):
        if found.how.get(header) in _TRUSTED:
            continue
        own = found.columns.get(header) or next(
            own for own, many in found.backups.items() if header in many
        )
        holds = misfit(raw[header], CONTRACTS[found.table].column(own).kind)
        if holds:
            unfit = Doubt(found.table, header, own, f"It holds {holds}.")
            found = replace(_without(found, header, own), unfit=(*found.unfit, unfit))
    doubts = tuple(each for each in found.doubts if not _misfits(raw, each.header, each.column))
    unread = {
        header: None if own and _misfits(raw, header, own, found.table) else own
        for header, own in found.unread.items()
    }
    return replace(found, doubts=doubts, unread=unread)


def _misfits(raw: pd.DataFrame, header: str, own: str, table: str = "Accounts") -> bool:
    columns = {column.header: column for column in CONTRACTS[table].columns}
    return own in columns and bool(misfit(raw[header], columns[own].kind))


def _without(found: Matched, header: str, own: str) -> Matched:
    """The mapping without one header; the next one of its column takes its place."""
    others = [each for each in found.spoken(own) if each != header]
    columns = {given: column for given, column in found.columns.items() if given != header}
    backups = {column: many for column, many in found.backups.items() if column != own}
    if others:
        columns[others[0]] = own
        if others[1:]:
            backups[own] = tuple(others[1:])
    return replace(
        found,
        columns=columns,
        backups=backups,
        unread={**found.unread, header: None},
    )


def _of_their_side(raw: pd.DataFrame, found: Matched) -> Matched:
    """The mapping without people of the wrong side, where a header does not say whose they are."""
    filled_columns = set(found.columns.values())
    for own, other, seems, because in (
        (_EXECUTIVE, _SPONSOR, "theirs", _THEIRS),
        (_SPONSOR, _EXECUTIVE, "ours", _OURS),
    ):
        header = found.given(own)
        if header is None or other in filled_columns or side_of(header):
            continue
        if found.how.get(header) not in _TRUSTED and whose(raw[header]) == seems:
            doubts = (Doubt(found.table, header, each, because) for each in (own, other))
            found = replace(_without(found, header, own), doubts=(*found.doubts, *doubts))
    return found


def reviewed(raw: pd.DataFrame, found: Matched, said: Iterable[Said]) -> Review:
    """What a person should see of a mapping.

    Args:
        raw: cells of the export.
        found: how they are read.
        said: what the tracker's Import map holds.
    """
    layout = layout_of(map(str, raw.columns))
    earlier = [entry for entry in said if entry.is_record and entry.table == found.table]
    is_new = all(entry.layout != layout for entry in earlier)
    readings = [
        Reading(
            own, found.spoken(own), found.how.get(header, SAID), *_shown(raw, found.spoken(own))
        )
        for header, own in found.columns.items()
    ]
    readings += [
        Reading(own, many, "put together", *_shown(raw, many)) for own, many in found.joined.items()
    ]
    order = CONTRACTS[found.table].headers
    return Review(
        layout=layout,
        is_new=is_new,
        changes=_changes(earlier, found, list(map(str, raw.columns))) if is_new else (),
        readings=tuple(sorted(readings, key=lambda each: order.index(each.column))),
        doubts=tuple((doubt, tuple(samples(raw[doubt.header]))) for doubt in found.doubts),
        unread=tuple(found.unread),
    )


def _shown(raw: pd.DataFrame, headers: tuple[str, ...]) -> tuple[float, tuple[str, ...]]:
    """How much of a column is filled, and three values of it."""
    spoken = filled(raw[headers[0]])
    for header in headers[1:]:
        spoken = spoken | filled(raw[header])
    values = [value for header in headers for value in samples(raw[header])]
    return float(spoken.mean()) if len(raw) else 0.0, tuple(values[:3])


def _changes(earlier: list[Said], found: Matched, headers: list[str]) -> tuple[str, ...]:
    """What is different from the most alike of the layouts that came before."""
    layouts: dict[str, dict[str, Said]] = {}
    for entry in earlier:
        layouts.setdefault(entry.layout or "", {})[plain(entry.header)] = entry
    now = {plain(header): header for header in headers}
    if not layouts:
        return ()
    # The latest one of several that are as alike.
    was = max(reversed(layouts.values()), key=lambda known: len(known.keys() & now.keys()))
    gone = [entry for key, entry in was.items() if key not in now]
    read = {own: found.spoken(own) for own in found.columns.values()}
    lines = [
        f'"{entry.header}" is gone'
        + (f": {entry.column} is no longer read." if _lost(entry, read) else ".")
        for entry in gone
    ]
    for key, header in now.items():
        own = found.columns.get(header)
        if key not in was:
            lines.append(f'"{header}" is new' + (f" and read as {own}." if own else "."))
        elif own and was[key].column not in (None, own):
            lines.append(f'"{header}" was read as {was[key].column} and is read as {own}.')
    more = len(lines) - _MOST_CHANGES
    return (*lines[:_MOST_CHANGES], *([f"And {more} more changes."] if more > 0 else []))


def _lost(entry: Said, read: dict[str, tuple[str, ...]]) -> bool:
    return entry.column is not None and entry.column not in read


def records_of(found: Matched, layout: str, headers: Iterable[str]) -> tuple[Said, ...]:
    """How each header of a layout was read, for the Import map to remember.

    Of several that fill a column the one that speaks first stands first. What the user said is
    remembered as that.
    """
    fills: dict[str, str] = {}
    for own in found.columns.values():
        fills |= dict.fromkeys(found.spoken(own), own)
    order = [*fills, *(header for header in headers if header not in fills)]
    return tuple(
        Said(
            found.table,
            header,
            fills.get(header),
            profile=found.profile.name,
            how=found.how.get(header, SAID) if header in fills else UNREAD,
            layout=layout,
        )
        for header in order
        if header not in found.left_out and found.how.get(header) != SAID
    )
