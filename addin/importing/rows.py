"""What came out of a file: the account of its rows, and words for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scoring.cells.texts import as_text, says_nothing
from scoring.errors import SponsorCoverageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

SAMPLE = 1_000
_MOST_DISTINCT = 0.95
_LONGEST_TOLD = 80


class ImportFileError(SponsorCoverageError):
    """The file can't be read; the message is one sentence that says why and how to mend it."""


@dataclass(frozen=True)
class LeftOut:
    """One row of a file that is no row of its table: where, why, and what it says."""

    row: int
    why: str
    text: str


SAID_ALREADY = "the same as an earlier row"
"""Why a row is merged into another one, where all the others are left out."""


@dataclass(frozen=True)
class Gone:
    """An account that an export says is no more: the row that says it, why, and its id."""

    row: int
    why: str
    account: str


@dataclass(frozen=True)
class Reading:
    """How a file was read.

    Attributes:
        name: the file's name.
        sheet: the sheet that the table stands on; None for text.
        left_out: rows that are none of the table's: above the header, totals, footers.
        repeated: headers that stood on several columns, as they are called now.
        notes: what else a reader should know, a sentence each.
        spans: merged cells of several rows: header, first and last row.
        gone: accounts that were deleted or merged; their rows are left out.
        letters: what is uncertain about the letters of a text, a sentence; it is one of the notes.
    """

    name: str
    sheet: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    repeated: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = field(default=())
    spans: tuple[tuple[str, int, int], ...] = ()
    gone: tuple[Gone, ...] = ()
    letters: str = ""


@dataclass(frozen=True, eq=False)
class Export:
    """A table as it came out of a file.

    Attributes:
        rows: raw cells; the index holds the rows that a spreadsheet would show.
        reading: how they were read.
    """

    rows: pd.DataFrame
    reading: Reading = field(default=Reading("the export"))

    @property
    def headers(self) -> list[str]:
        """Its headers, as they are called."""
        return list(map(str, self.rows.columns))


def is_silent(row: Iterable[Any]) -> bool:
    """Whether no cell of a row says anything."""
    return all(map(says_nothing, row))


def rows_above(rows: Iterable[Sequence[Any]]) -> list[LeftOut]:
    """The rows above the header that say something."""
    return [
        LeftOut(number, "above the header", told_row(row))
        for number, row in enumerate(rows, start=1)
        if not is_silent(row)
    ]


def told_row(cells: Iterable[Any]) -> str:
    """What a row says, on one line."""
    text = ", ".join(as_text(cell) for cell in cells if not says_nothing(cell))
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_TOLD else text[: _LONGEST_TOLD - 1] + "…"


def nearly_all_differ(sample: Sequence[Any]) -> bool:
    """Whether a column's first cells are names, ids and their like: few of them come twice.

    To work on each distinct text once is then no gain.
    """
    texts = [*map(str, sample)]
    distinct = len(set(texts))
    if distinct < len(texts) / 2:
        return False
    filled = sum(1 for cell, text in zip(sample, texts, strict=True) if cell and text.strip())
    return distinct > _MOST_DISTINCT * filled > _MOST_DISTINCT * len(texts) / 2
