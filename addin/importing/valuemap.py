"""What the words in a column mean: as the user said, as the vendor lists them, else by rule."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.importing.headers import Matched, SaidValue
from scoring.areas import CONTRACTS, IMPORTED
from scoring.cells.distinct import distinct_values
from scoring.cells.ids import read_tier
from scoring.cells.numbers import read_numbers
from scoring.cells.texts import as_text, blank, folded, missing
from scoring.cleaning import TableError
from scoring.parameters import FULL
from scoring.tables import VALUE_MAP

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Iterable, Mapping, Sequence

    from scoring.tables import Column

_TABLE, _COLUMN, _WORD, _MEANING, _DECIDED = VALUE_MAP.headers
_TIERS = ("1", "2", "3", "4")
_KEYS = {"Last touch type": "Type"}
"""Columns whose words are those of another one."""


@dataclass(frozen=True)
class UnknownWord:
    """A word of which neither number nor word tells what it means.

    Attributes:
        table: of the column.
        column: own header.
        word: as the file has it.
        count: how many rows hold it.
        needed: without it more than a few accounts can't be scored.
    """

    table: str
    column: str
    word: str
    count: int
    needed: bool

    @property
    def choices(self) -> tuple[str, ...]:
        """What it may mean."""
        return choices_of(CONTRACTS[self.table].column(self.column))


def choices_of(column: Column) -> tuple[str, ...]:
    """What a column may hold: nothing where it takes any text."""
    return _TIERS if column.kind == "tier" else tuple(choice[0] for choice in column.choices)


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    raw = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
    return {
        column: tuple((each["choice"], tuple(map(folded, each["words"]))) for each in groups)
        for column, groups in raw.items()
    }


@lru_cache(maxsize=16_384)
def by_words(text: str, column: str) -> str | None:
    """The choice that a text means by the words in it; None where none tells.

    >>> by_words("Phone Call - Outbound", "Type"), by_words("Zoom Meeting", "Type")
    ('Call', 'Video')
    >>> by_words("Email: call moved", "Type"), by_words("Huddle", "Type")
    ('E-mail', None)
    """
    words = f" {folded(text)} "
    groups = _groups().get(_KEYS.get(column, column), ())
    return next(
        (choice for choice, known in groups if any(f" {word} " in words for word in known)), None
    )


def meaning_of(cell: Any, column: Column, found: Matched) -> Any:
    """A cell of a choice as one of ours; as it is where nothing tells, None where it means nothing.

    Args:
        cell: that says something.
        column: what it stands in.
        found: how the export is read.
    """
    text = as_text(cell)
    key = folded(text)
    if (column.header, key) in found.meanings:
        said = found.meanings[column.header, key]
        return int(said) if said is not None and column.kind == "tier" else said
    if column.kind == "tier":
        tier, problem = read_tier(cell)
        return cell if problem else tier
    words = found.profile.words.get(found.table, {}).get(column.header, {})
    own = {folded(name): choice[0] for choice in column.choices for name in choice}
    return words.get(key) or own.get(key) or by_words(text, column.header) or cell


def unknown_words(rows: pd.DataFrame, table: str, share: int) -> tuple[UnknownWord, ...]:
    """The words of an export that no choice, number or rule tells.

    Args:
        rows: as `addin.importing.tidying.tidied` returns them.
        table: "Accounts", "Touches" or "Contacts".
        share: of the rows that may be data issues for words, in basis points; where more would be,
            the words are needed.
    """
    found: list[UnknownWord] = []
    for column in CONTRACTS[table].columns:
        if column.header not in rows or not choices_of(column):
            continue
        known = set(choices_of(column))
        codes, distinct = distinct_values(rows[column.header])
        counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
        words: Counter[str] = Counter()
        for cell, count in zip(distinct, counts, strict=True):
            if not blank(cell) and as_text(cell) not in known:
                words[as_text(cell)] += int(count)
        if not words:
            continue
        failing = _hold(rows[column.header], words) if column.decides else np.zeros(0, dtype=bool)
        if column.kind == "tier":
            failing &= ~_have_amounts(rows)
        needed = failing.sum() > max(1, share * len(rows) // FULL)
        found += [
            UnknownWord(table, column.header, word, count, bool(needed))
            for word, count in words.most_common()
        ]
    return tuple(found)


def _have_amounts(rows: pd.DataFrame) -> np.ndarray:
    """Which accounts have a readable amount, which decides the tier where that is empty."""
    told = np.zeros(len(rows), dtype=bool)
    for header in ("ARR", "ACV"):
        if header in rows:
            amounts, _ = read_numbers(rows[header], money=True)
            told |= amounts.notna().to_numpy()
    return told


def _hold(cells: pd.Series, words: Container[str]) -> np.ndarray:
    held = (not blank(cell) and as_text(cell) in words for cell in cells.tolist())
    return np.fromiter(held, dtype=bool, count=len(cells))


def without_unknown_tiers(rows: pd.DataFrame, unknown: Sequence[UnknownWord]) -> pd.DataFrame:
    """Rows without the tiers that nobody knows, where an amount decides instead."""
    words = {each.word for each in unknown if each.column == "Tier"}
    if not words:
        return rows
    gone = _hold(rows["Tier"], words) & _have_amounts(rows)
    cells = rows["Tier"].astype(object).to_numpy(copy=True)
    cells[gone] = None
    return rows.assign(Tier=pd.Series(cells, index=rows.index, dtype=object))


def values_in(rows: pd.DataFrame) -> tuple[SaidValue, ...]:
    """What a Value map says.

    Args:
        rows: cells of the Value map; the index holds the rows of the sheet.

    Raises:
        TableError: names the row with a table, column or meaning that there is none of.
    """
    cells = rows.reindex(columns=VALUE_MAP.headers).astype(object)
    return tuple(
        _entry(row, *("" if missing(cell) else as_text(cell) for cell in values))
        for row, values in zip(cells.index, cells.itertuples(index=False), strict=True)
        if not blank(values[2])
    )


def _entry(row: int, table: str, column: str, word: str, meaning: str, _day: str) -> SaidValue:
    place = f"Value map row {row}"
    own = next((name for name in IMPORTED if folded(name) == folded(table)), None)
    if own is None:
        raise TableError(f'{place}: "{table}" is none of {", ".join(IMPORTED)}. Choose one.')
    columns = {folded(each.header): each for each in IMPORTED[own].columns if choices_of(each)}
    known = columns.get(folded(column))
    if known is None:
        names = ", ".join(each.header for each in columns.values())
        raise TableError(f'{place}: "{column}" takes no words. Use one of {names}.')
    return SaidValue(own, known.header, word, _choice(meaning, known, place))


def _choice(meaning: str, column: Column, place: str) -> str | None:
    if blank(meaning):
        return None
    fits = {folded(choice): choice for choice in choices_of(column)}
    if folded(meaning) not in fits:
        raise TableError(
            f'{place}: {column.header} can\'t be "{meaning}". Use one of '
            f"{', '.join(fits.values())}, or leave it blank."
        )
    return fits[folded(meaning)]


def said_on_command_line(
    texts: Iterable[str], exports: Iterable[tuple[pd.DataFrame, Matched]]
) -> tuple[SaidValue, ...]:
    """What "Word=Meaning" says, of each column of the files that holds the word.

    Args:
        texts: as typed, with the column before the word where it is told: "Type: Huddle=Video".
        exports: the raw cells of each file, and how its headers are read.

    Raises:
        TableError: it is not written so, no column holds the word, or none can mean that.
    """
    exports = list(exports) if texts else []
    found: list[SaidValue] = []
    for text in texts:
        word, sign, meaning = (part.strip() for part in text.rpartition("="))
        if not sign or not word:
            raise TableError(f'--value "{text}" must be written as "Word in the file=Meaning".')
        holders = list(_holders(word, exports))
        column, colon, rest = (part.strip() for part in word.partition(":"))
        if not holders and colon:
            word = rest
            holders = [
                each for each in _holders(rest, exports) if folded(each[1].header) == folded(column)
            ]
        if not holders:
            raise TableError(f'--value "{text}": no column of choices holds "{word}".')
        fitting = [
            (table, own)
            for table, own in holders
            if blank(meaning) or folded(meaning) in map(folded, choices_of(own))
        ]
        if not fitting:
            _choice(meaning, holders[0][1], f'--value "{text}"')
        found += [
            SaidValue(table, own.header, word, _choice(meaning, own, "")) for table, own in fitting
        ]
    return tuple(found)


def _holders(
    word: str, exports: Iterable[tuple[pd.DataFrame, Matched]]
) -> Iterable[tuple[str, Column]]:
    """The columns of choices in which a word stands."""
    for raw, how in exports:
        for column in CONTRACTS[how.table].columns:
            cells = (
                cell
                for header in (how.spoken(column.header) if choices_of(column) else ())
                for cell in raw[header].unique()
            )
            if any(folded(as_text(cell)) == folded(word) for cell in cells if not blank(cell)):
                yield how.table, column


def with_values(rows: pd.DataFrame, said: Iterable[SaidValue], day: dt.date) -> pd.DataFrame:
    """The rows of a Value map with what was said now; the latest word counts."""
    cells = rows.reindex(columns=VALUE_MAP.headers).astype(object)
    said = list(said)
    words = {(each.table, each.column, folded(each.word)) for each in said}
    kept = [
        (table, column, folded("" if missing(word) else as_text(word))) not in words
        for table, column, word in zip(cells[_TABLE], cells[_COLUMN], cells[_WORD], strict=True)
    ]
    lines = pd.DataFrame(
        [[each.table, each.column, each.word, each.meaning, pd.Timestamp(day)] for each in said],
        columns=VALUE_MAP.headers,
        dtype=object,
    )
    return pd.concat([cells[kept], lines], ignore_index=True)
