"""The Import map of a tracker: what its user once saw or said of headers, remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin.importing.names import SAID, Said, no_such_column, plain
from addin.profiles import ProfileError, profile
from scoring.areas import IMPORTED
from scoring.cells.texts import blank, folded, says_nothing
from scoring.cleaning import TableError
from scoring.tables import IMPORT_MAP

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

_TABLE, _HEADER, _COLUMN, _PROFILE, _HOW, _LAYOUT, _DECIDED = IMPORT_MAP.headers


def said_in(rows: pd.DataFrame) -> tuple[Said, ...]:
    """What an Import map says.

    Args:
        rows: cells of the Import map; the index holds the rows of the sheet.

    Raises:
        TableError: names the row with a table, column or profile that there is none of.
    """
    cells = rows.reindex(columns=IMPORT_MAP.headers).astype(object)
    return tuple(
        _entry(row, *(_text(cell) or None for cell in values))
        for row, values in zip(cells.index, cells.itertuples(index=False), strict=True)
        if not blank(values[1])
    )


def _entry(  # noqa: PLR0913, PLR0917 - one for each column of the map
    row: int,
    table: str | None,
    header: str | None,
    column: str | None,
    vendor: str | None,
    how: str | None,
    layout: str | None,
    _decided: str | None,
) -> Said:
    place = f"Import map row {row}"
    own = next((name for name in IMPORTED if folded(name) == folded(table or "")), None)
    if own is None:
        raise TableError(f'{place}: "{table or ""}" is none of {", ".join(IMPORTED)}. Choose one.')
    found = next(
        (name for name in IMPORTED[own].headers if folded(name) == folded(column or "")), None
    )
    if column and found is None:
        raise TableError(f"{place}: {no_such_column(own, header or '', column)}")
    try:
        known = profile(vendor).name if vendor else None
        return Said(own, header or "", found, known, how=how or SAID, layout=layout or None)
    except ProfileError as error:
        raise TableError(f"{place}: {error} Leave Profile blank for every file.") from error


def said_on_command_line(
    texts: Iterable[str], headers: Mapping[str, Sequence[str]]
) -> tuple[Said, ...]:
    """What "Header=Column" says, for each table whose file has that header.

    Args:
        texts: as typed; nothing behind the sign leaves the header out.
        headers: the headers of each table's file.

    Raises:
        TableError: it is not written so, or no file has the header, or no table the column.
    """
    found: list[Said] = []
    for text in texts:
        header, sign, column = (part.strip() for part in text.rpartition("="))
        if not sign or not header:
            raise TableError(f'--map "{text}" must be written as "Header in the file=Column".')
        tables = _tables_with(header, headers)
        table, colon, rest = (part.strip() for part in header.partition(":"))
        if not tables and colon:
            tables = [name for name in _tables_with(rest, headers) if folded(name) == folded(table)]
            header = rest if tables else header
        if not tables:
            seen = ", ".join(f'"{name}"' for known in headers.values() for name in known)
            raise TableError(f'--map "{text}": no file has the header "{header}". Found: {seen}.')
        fitting = [
            Said(table, header, own)
            for table in tables
            for own in IMPORTED[table].headers
            if folded(own) == folded(column)
        ]
        if column and not fitting:
            raise TableError(f'--map "{text}": {no_such_column(tables[0], header, column)}')
        found += fitting or [Said(table, header, None) for table in tables]
    return tuple(found)


def _tables_with(header: str, headers: Mapping[str, Sequence[str]]) -> list[str]:
    return [table for table, known in headers.items() if plain(header) in map(plain, known)]


def hints(texts: Iterable[str], table: str) -> tuple[Said, ...]:
    """What "Header=Column" says of one table, before its file is read; nonsense is told later."""
    pairs = [text.rpartition("=") for text in texts]
    return tuple(
        Said(table, header.strip(), own)
        for header, _, column in pairs
        for own in IMPORTED[table].headers
        if header.strip() and folded(own) == folded(column)
    )


def with_said(
    rows: pd.DataFrame, said: Iterable[Said], records: Iterable[Said], day: dt.date
) -> pd.DataFrame:
    """The rows of an Import map with what was said and shown now.

    The latest word on a header counts. A layout that was shown again takes the place of what the
    map holds of it; rows that are a user's own stay.

    Args:
        rows: cells of the Import map.
        said: what the user said of headers.
        records: how the headers of layouts were read, as they were shown.
        day: of the import.
    """
    cells = rows.reindex(columns=IMPORT_MAP.headers).astype(object)
    said, records = list(said), list(records)
    words = {(entry.table, plain(entry.header)) for entry in said}
    shown = {(entry.table, entry.layout) for entry in records}
    keys = zip(
        *(cells[name].map(_text) for name in (_TABLE, _HEADER, _HOW, _LAYOUT)),
        strict=True,
    )
    kept = [
        (table, plain(header)) not in words
        and not (how not in ("", SAID) and (table, layout) in shown)
        for table, header, how, layout in keys
    ]
    new = [entry for entry in records if (entry.table, plain(entry.header)) not in words]
    lines = pd.DataFrame(
        [
            [
                entry.table,
                entry.header,
                entry.column,
                entry.profile,
                entry.how,
                entry.layout,
                pd.Timestamp(day),
            ]
            for entry in (*said, *new)
        ],
        columns=IMPORT_MAP.headers,
        dtype=object,
    )
    return pd.concat([cells[kept], lines], ignore_index=True) if len(lines) else cells[kept]


def _text(cell: object) -> str:
    return "" if says_nothing(cell) else str(cell).strip()
