"""Ids that a spreadsheet or a script has spelled anew, and whose they are in the tracker."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.importing.accountnames import names_in
from addin.importing.merging import compared
from scoring.cells.distinct import distinct_values
from scoring.cells.ids import long_salesforce_id, read_ids
from scoring.cells.texts import as_text, blank, folded
from scoring.cleaning import TableError
from scoring.coverage.tables import ACCOUNTS
from scoring.tables.matching import named_cells
from scoring.wording import counted, cut, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from addin.importing.headers import Matched

_ID = "Account ID"
_BETWEEN_IDS = ";"
_SUCH_AS = 3
_MOST_ROWS = 10
_LONGEST = 40
_SHORT_WORD = 3
"""Words such as "The" say nothing of who is meant."""

_POWER = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+(\d{2})")
"""A number of twelve digits or more as a sheet, or Python, shows it: 1.23457E+11."""
_GROUPED = re.compile(r"\d{1,3}(?:([.,'\u2019 \u00a0\u202f])\d{3})(?:\1\d{3})*")
_NO_DIGIT = re.compile(r"\D")
_DIGITS_OF_A_SHEET = 15
"""So many of a number's digits Excel keeps; behind them it writes zeros."""
_EXACT_FLOAT = 2**53
_SALESFORCE = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")
_FIVES = 5
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


@dataclass(frozen=True)
class Tied:
    """Rows with the ids as the tracker spells them.

    Attributes:
        rows: of the export, under our own headers.
        notes: how many were spelled anew and found, a sentence each.
        doubts: ids that look like those of other accounts, a sentence each, for a person to judge.
    """

    rows: pd.DataFrame
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def tied_ids(rows: pd.DataFrame, raw: pd.DataFrame, found: Matched, accounts: pd.DataFrame) -> Tied:
    """The rows of an export, each id that was spelled anew as the tracker spells it.

    That is done where it is certain: exactly one account fits the digits that are left, and its
    name where both have one.

    Args:
        rows: as `addin.importing.tidying.tidied_as` returns them.
        raw: the cells that they were made of.
        found: how these are read.
        accounts: the tracker's Accounts, or an export's under our own headers.

    Raises:
        TableError: ids were rounded, and nothing tells whose they are.
    """
    header = found.given(_ID)
    if header is None:
        return Tied(rows)
    codes, distinct = distinct_values(rows[_ID])
    known = _Known(named_cells(accounts, ACCOUNTS))
    strange = np.array([cell not in known.cells_of_ids for cell in distinct], dtype=bool)
    rounded = _rounded_numbers(raw[header]) if strange.any() else frozenset()
    if known.cells.empty:
        # Nothing can be found, so only what was rounded matters.
        strange &= np.array(
            [not isinstance(cell, str) or "+" in cell or cell in rounded for cell in distinct],
            dtype=bool,
        )
    texts = dict(zip(np.flatnonzero(strange), read_ids(distinct[strange]), strict=True))
    unknown = {place: text for place, text in texts.items() if text and not known.has(text)}
    if not unknown:
        return Tied(rows)
    suspects = {
        place: text
        for place, text in unknown.items()
        if ("+" in text and _POWER.fullmatch(text))
        or text in rounded
        or known.may_be(text, rounded)
    }
    if not suspects:
        return Tied(rows)
    one_each = found.table == "Accounts"
    present = frozenset(_present(distinct[~strange], texts, known)) if one_each else frozenset()
    return _settled(rows, raw, found, known, _Run(codes, suspects, rounded, present, one_each))


def _present(spelled: np.ndarray, texts: Mapping[int, str | None], known: _Known) -> Iterable[str]:
    """The ids of the tracker that an export spells right."""
    yield from (text for text in read_ids(spelled) if text is not None)
    yield from (text for text in texts.values() if text and known.has(text))


@dataclass(frozen=True)
class _Run:
    codes: np.ndarray
    suspects: Mapping[int, str]
    rounded: frozenset[str]
    present: frozenset[str]
    one_each: bool


def _settled(
    rows: pd.DataFrame, raw: pd.DataFrame, found: Matched, known: _Known, run: _Run
) -> Tied:
    names = _names_of(rows, raw, found)
    values = rows[_ID].to_numpy(dtype=object, copy=True)
    answers: dict[tuple[str, str], tuple[str | None, tuple[str, ...]]] = {}
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in np.flatnonzero(np.isin(run.codes, [*run.suspects])):
        key = (run.suspects[run.codes[place]], names[place])
        places[key].append(int(place))
    for text, name in places:
        answers[text, name] = known.account_of(text, name, run.rounded, run.present)
    taken: dict[str, int] = defaultdict(int)
    for given, _ in answers.values():
        taken[given or ""] += 1
    certain: list[tuple[str, str, int]] = []
    lost: list[tuple[str, str, tuple[str, ...], list[int]]] = []
    doubtful: list[tuple[str, str, tuple[str, ...], list[int]]] = []
    for (text, name), (given, fitting) in answers.items():
        at = places[text, name]
        if given is not None and not (run.one_each and taken[given] > 1):
            values[at] = given
            certain.append((text, given, len(at)))
        elif _is_rounded(text, run.rounded):
            lost.append((text, name, fitting, at))
        elif fitting:
            doubtful.append((text, name, fitting, at))
    if lost:
        raise TableError(_lost_text(lost, found, rows.index, known))
    if not certain and not doubtful:
        return Tied(rows)
    whole = rows.assign(**{_ID: pd.Series(values, index=rows.index, dtype=object)})
    doubts = (_doubt_text(doubtful, rows.index, known),) if doubtful else ()
    return Tied(whole, _notes(certain), doubts)


def _names_of(rows: pd.DataFrame, raw: pd.DataFrame, found: Matched) -> list[str]:
    """What each row calls its account, folded; "" where it does not say."""
    if found.table == "Accounts":
        cells = rows["Account"].tolist() if "Account" in rows else [None] * len(rows)
        return ["" if blank(cell) else folded(compared(cell)) for cell in cells]
    return [folded(name) for name in names_in(raw, found.account_names)]


@dataclass(frozen=True, eq=False)
class _Known:
    """The accounts of a tracker by what is left of an id that was spelled anew.

    Attributes:
        cells: Accounts under our own headers.
    """

    cells: pd.DataFrame

    @cached_property
    def ids(self) -> tuple[str | None, ...]:
        """The id of each row."""
        return tuple(read_ids(self.cells[_ID].to_numpy(dtype=object)))

    @cached_property
    def cells_of_ids(self) -> frozenset[Any]:
        """The ids as they stand in cells, which is how most exports spell them."""
        return frozenset(self.cells[_ID].tolist())

    @cached_property
    def every(self) -> frozenset[str]:
        """All ids."""
        return frozenset(given for given in self.ids if given is not None)

    def has(self, text: str) -> bool:
        """Whether these are ids as the tracker spells them; a cell may hold several."""
        return text in self.every or all(
            part.strip() in self.every for part in text.split(_BETWEEN_IDS)
        )

    def may_be(self, text: str, rounded: frozenset[str]) -> bool:
        """Whether an account fits what is left of an id."""
        return bool(self.every) and any(self._fitting(part, rounded) for part in _parts(text))

    def account_of(
        self, text: str, name: str, rounded: frozenset[str], present: frozenset[str]
    ) -> tuple[str | None, tuple[str, ...]]:
        """The id of the one account that fits for certain, if any, and of all that fit.

        Args:
            text: an id, or several of a touch.
            name: of the account, folded, or "".
            rounded: numbers that a sheet has rounded.
            present: ids that the export spells right, in rows of their own.
        """
        answers: list[str] = []
        every: list[str] = []
        for part in _parts(text):
            if part in self.every:
                answers.append(part)
                continue
            fitting = tuple(each for each in self._fitting(part, rounded) if each not in present)
            every += fitting
            same = [each for each in fitting if name and self.names[each] == name]
            if len(same) == 1:
                answers.append(same[0])
            elif len(fitting) == 1 and (
                _SALESFORCE.fullmatch(part) or not self._told(name, fitting)
            ):
                answers.append(fitting[0])
            elif len(_parts(text)) > 1 and not fitting:
                answers.append(part)
            else:
                return None, tuple(every)
        return f"{_BETWEEN_IDS}".join(answers), tuple(every)

    @cached_property
    def names(self) -> dict[str, str]:
        """What each account is called, folded, by its id."""
        names = self.cells["Account"].tolist()
        return {
            given: "" if blank(name) else folded(compared(name))
            for given, name in zip(self.ids, names, strict=True)
            if given is not None
        }

    def _told(self, name: str, fitting: tuple[str, ...]) -> bool:
        """Whether both have a name, and another one; "Bolt Group" is no other than "Bolt"."""
        known = self.names[fitting[0]]
        first, other = (text.partition(" ")[0] for text in (name, known))
        return bool(name and known) and not (first == other and len(first) > _SHORT_WORD)

    @cached_property
    def shown(self) -> dict[str, str]:
        """What each account is called, for people, by its id."""
        names = self.cells["Account"].tolist()
        return {
            given: cut(one_line(compared(name)), _LONGEST)
            for given, name in zip(self.ids, names, strict=True)
            if given is not None
        }

    def _fitting(self, text: str, rounded: frozenset[str]) -> tuple[str, ...]:
        span = _span_of(text, rounded)
        if span is not None:
            numbers = self._numbers
            low = bisect_left(numbers, (span[0], ""))
            high = bisect_right(numbers, (span[1], "\U0010ffff"))
            return tuple(given for _, given in numbers[low:high])
        if _SALESFORCE.fullmatch(text):
            return tuple(each for each in _salesforce_forms(text) if each in self.every)
        digits = _digits_of(text)
        return () if digits is None else tuple(self._by_digits.get(digits, ()))

    @cached_property
    def _numbers(self) -> list[tuple[int, str]]:
        return sorted((int(given), given) for given in self.every if _is_number(given))

    @cached_property
    def _by_digits(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for given in self.every:
            if given[0].isdigit() and (digits := _digits_of(given)) is not None:
                found[digits].append(given)
        return found


def _parts(text: str) -> list[str]:
    return [part for part in map(str.strip, text.split(_BETWEEN_IDS)) if part]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _digits_of(text: str) -> str | None:
    """The digits of a whole number however it is grouped, without zeros at its front."""
    if _is_number(text):
        return text.lstrip("0") or "0"
    if power := _POWER.fullmatch(text):
        first, more, places = power[1], power[2] or "", int(power[3])
        if len(more) > places:
            return None
        text = first + more.ljust(places, "0")
    elif _GROUPED.fullmatch(text):
        text = _NO_DIGIT.sub("", text)
    return (text.lstrip("0") or "0") if _is_number(text) else None


def _span_of(text: str, rounded: frozenset[str]) -> tuple[int, int] | None:
    """The numbers that a rounded one may have been; None where it is exact."""
    if text in rounded:
        unit = 10 ** (len(text) - _DIGITS_OF_A_SHEET)
        # A sheet puts zeros behind the fifteenth digit, and other programs round.
        at = int(text) // unit * unit
        return at - unit, at + 2 * unit
    power = _POWER.fullmatch(text)
    if power is None or len(power[2] or "") >= int(power[3]):
        return None
    more = power[2] or ""
    unit = 10 ** (int(power[3]) - len(more))
    at = int(power[1] + more) * unit
    return at - unit // 2, at + unit // 2


def _is_rounded(text: str, rounded: frozenset[str]) -> bool:
    return any(_span_of(part, rounded) is not None for part in _parts(text))


def _rounded_numbers(cells: pd.Series) -> frozenset[str]:
    """The texts of numbers with more digits than a sheet keeps."""
    _, distinct = distinct_values(cells)
    found = set()
    for cell in distinct:
        if isinstance(cell, float) and abs(cell) >= 10**_DIGITS_OF_A_SHEET and cell.is_integer():
            text = as_text(cell)
            if cell >= _EXACT_FLOAT or text[_DIGITS_OF_A_SHEET:].strip("0") == "":
                found.add(text)
    return frozenset(found)


def _salesforce_forms(text: str) -> Iterable[str]:
    """An id of Salesforce in its long form, in its short one, and with its capitals put right.

    >>> [*_salesforce_forms("001D000000IRT53IAD")]
    ['001D000000IRt53IAD', '001D000000IRt53']
    """
    if len(text) == _DIGITS_OF_A_SHEET:
        return (long_salesforce_id(text),)
    short, checks = text[:_DIGITS_OF_A_SHEET], text[_DIGITS_OF_A_SHEET:].upper()
    if not set(checks) <= set(_LETTERS):
        return ()
    capitals = [
        bool(_LETTERS.index(checks[place // _FIVES]) >> place % _FIVES & 1)
        for place in range(len(short))
    ]
    right = "".join(
        sign.upper() if is_capital else sign.lower()
        for sign, is_capital in zip(short, capitals, strict=True)
    )
    return right + checks, right


def _notes(certain: list[tuple[str, str, int]]) -> tuple[str, ...]:
    if not certain:
        return ()
    text, given, _ = certain[0]
    many = counted(sum(count for _, _, count in certain), "row")
    told = (
        f"The account's id is spelled anew in {many}, such as {_quoted(text)} for "
        f"{_quoted(given)}; the account was found all the same."
    )
    return (told,)


_Open = list[tuple[str, str, tuple[str, ...], list[int]]]


def _lost_text(lost: _Open, found: Matched, index: pd.Index, known: _Known) -> str:
    text, _, fitting, _ = lost[0]
    maybe = f", which may be {_either(fitting, known)}" if fitting else ""
    return (
        f"{found.table}: Account ID is rounded to {_quoted(text)}{maybe}, so that nobody can tell "
        f"whose account stands in {_rows_of(lost, index)} of the file. Export again, and take "
        "that file as it comes: a spreadsheet that opens it rounds long numbers, unless the "
        "column is a text."
    )


def _doubt_text(doubtful: _Open, index: pd.Index, known: _Known) -> str:
    shown = "; ".join(
        f"{_quoted(text)} may be {_either(fitting, known)}"
        for text, _, fitting, _ in doubtful[:_SUCH_AS]
    )
    return (
        f"ids in {_rows_of(doubtful, index)} of the file look like those of other accounts, "
        f"spelled anew: {shown}. They would be taken for new accounts; if they are the same, "
        "export the ids as texts."
    )


def _either(fitting: tuple[str, ...], known: _Known) -> str:
    names = (
        f"{_quoted(each)} ({known.shown[each]})" if known.names[each] else _quoted(each)
        for each in fitting[:_SUCH_AS]
    )
    more = f" or {len(fitting) - _SUCH_AS} more" if len(fitting) > _SUCH_AS else ""
    return " or ".join(names) + more


def _rows_of(entries: _Open, index: pd.Index) -> str:
    rows = sorted(int(index[place]) for _, _, _, at in entries for place in at)
    shown = ", ".join(map(str, rows[:_MOST_ROWS]))
    more = f" and {len(rows) - _MOST_ROWS:,} more" if len(rows) > _MOST_ROWS else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {shown}{more}"


def _quoted(text: Any) -> str:
    return f'"{cut(one_line(str(text)), _LONGEST)}"'
