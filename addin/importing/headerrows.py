"""Where the header of a table stands, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from addin.importing.names import Said, known_columns, known_headers
from scoring.areas import IMPORTED
from scoring.cells.texts import says_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HEADER_SEARCH = 60
_ID = "Account ID"
_LEAST_KNOWN = 2


@dataclass(frozen=True)
class Header:
    """Where the header of a table stands in the first rows, and what it says.

    Attributes:
        top: its first row, counted from 0.
        depth: rows that it takes, 1 or 2.
        texts: the header of each column, "" where there is none.
        known: how many columns of the table it names.
    """

    top: int
    depth: int
    texts: tuple[str, ...]
    known: int


def header_in(rows: Sequence[Sequence[Any]], table: str, said: tuple[Said, ...]) -> Header:
    """The row, or the two rows, that look most like the header of the table.

    Where none names a column of it, the first that says something.
    """
    texts_of = list(map(_texts, rows))
    spoken = next((top for top, texts in enumerate(texts_of) if any(texts)), 0)
    best = Header(spoken, 1, texts_of[spoken] if rows else (), 0)
    for top, texts in enumerate(texts_of):
        columns = known_columns(texts, table, said)
        # Of a table of sums above and the accounts below, the one with ids is meant.
        better = len(columns) == best.known and _ID in columns - known_columns(
            best.texts, table, said
        )
        if len(columns) > best.known or better:
            best = Header(top, 1, texts, len(columns))
    for top in range(min(best.top + 1, len(rows) - 1)):
        both = _two_rows(rows, top, table, said)
        # Only where it tells more: the row below a header is nearly always the first account.
        if both.known > best.known:
            best = both
    return best


def _two_rows(
    rows: Sequence[Sequence[Any]], top: int, table: str, said: tuple[Said, ...]
) -> Header:
    """A header whose upper row spans columns of the lower: Account over ID and Name."""
    upper, lower = list(_texts(rows[top])), _texts(rows[top + 1])
    nothing = Header(top, 2, (), 0)
    if not all(isinstance(cell, str) or says_nothing(cell) for cell in rows[top + 1]):
        return nothing
    upper += [""] * (len(lower) - len(upper))
    # Without a span the row below is the first account, whatever its cells look like.
    if not any(below and not text for text, below in zip(upper, lower, strict=False)):
        return nothing
    span, told = "", 0
    texts = []
    for place, text in enumerate(upper):
        below = lower[place] if place < len(lower) else ""
        span = text or (span if below else "")
        whole = f"{span} {below}".strip()
        # A name below Customer sponsor is the sponsor's, not the account's.
        likely = (whole, span if below.casefold() == "name" else below, below)
        meant = next((each for each in likely if known_headers([each], table, said)), None)
        if below and text and meant is None and _is_known(text, table, said):
            # A header that is whole stands above a value: the row below is the first account.
            return nothing
        told += bool(below and meant)
        texts.append(text if not below else meant or whole)
    if told < _LEAST_KNOWN:
        return nothing
    return Header(top, 2, tuple(texts), known_headers(texts, table, said))


def _is_known(text: str, table: str, said: tuple[Said, ...]) -> bool:
    return known_headers([text], table, said) > 0


def _texts(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple("" if says_nothing(cell) else str(cell).strip() for cell in row)


def distinct_headers(texts: Sequence[str]) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """Headers of which no two are equal, and what the repeated ones are called now.

    >>> distinct_headers(["ARR", "", "ARR"])
    (['ARR', 'Column 2', 'ARR (2)'], (('ARR', 'ARR (2)'),))
    """
    found: list[str] = []
    repeated = []
    taken = {text for text in texts if text}
    for place, text in enumerate(texts, start=1):
        name = text or f"Column {place}"
        count = 1
        while name in found or (name != text and name in taken):
            count += 1
            name = f"{text or f'Column {place}'} ({count})"
        if text and name != text:
            repeated.append((text, name))
        found.append(name)
    return found, tuple(repeated)


def is_header(cells: Iterable[Any], said: tuple[Said, ...] = ()) -> bool:
    """Whether a row looks like the header of any table that exports go into."""
    cells = [cell for cell in cells if not says_nothing(cell)]
    texts = [cell for cell in cells if isinstance(cell, str)]
    return len(texts) == len(cells) and any(
        known_headers(texts, name, said) >= max(_LEAST_KNOWN, len(texts) // 2) for name in IMPORTED
    )
