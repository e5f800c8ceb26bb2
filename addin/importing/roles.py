"""What a header means by its words, in any order: whose person it is about, and what of them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from scoring.cells.texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_HUMP = re.compile(r"[a-z][A-Z]")
_UNKNOWN = "unknown"
_NEVER = frozenset({"other", "unit", "monthly", "id", "outgoing"})
"""Tokens beside which a header means another thing."""
_SIDES = frozenset({"customer", "ours"})
_TELLING = frozenset(
    {"title", "status", "since", "date", "type", "id", "unit", "currency", "monthly", "other"}
)
"""Tokens in which a header and the column that it may have meant must agree."""


@dataclass(frozen=True)
class _Pattern:
    """The tokens of which a header of a column is made."""

    column: str
    must: frozenset[str]
    may: frozenset[str]


@dataclass(frozen=True)
class Role:
    """What the words of a header mean.

    Attributes:
        column: the own column.
        certain: every word of it is understood.
    """

    column: str
    certain: bool


@dataclass(frozen=True)
class _Rules:
    words: Mapping[str, str]
    patterns: Mapping[str, tuple[_Pattern, ...]]
    asked: Mapping[str, frozenset[str]]
    alone: Mapping[str, frozenset[str]]
    account_one_of: frozenset[str]
    account_may: frozenset[str]
    titles: tuple[str, ...]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    raw = tomllib.loads((files(__package__) / "roles.toml").read_text(encoding="utf-8"))
    words = {folded(word): token for token, many in raw["words"].items() for word in many}
    patterns = {
        table: tuple(
            _pattern(column, text) for column, texts in raw[table].items() for text in texts
        )
        for table in raw["asked"]
    }
    return _Rules(
        words=MappingProxyType(words),
        patterns=MappingProxyType(patterns),
        asked=MappingProxyType({table: frozenset(own) for table, own in raw["asked"].items()}),
        alone=MappingProxyType({table: frozenset(own) for table, own in raw["alone"].items()}),
        account_one_of=frozenset(raw["account_name"]["one_of"]),
        account_may=frozenset(raw["account_name"]["may"]),
        titles=tuple(map(folded, raw["evidence"]["titles"])),
    )


def _pattern(column: str, text: str) -> _Pattern:
    words = text.split()
    must = frozenset(word for word in words if not word.endswith("?"))
    return _Pattern(column, must, frozenset(word.rstrip("?") for word in words))


def asked_columns(table: str) -> frozenset[str]:
    """The columns of a table that decide a score: no doubtful header becomes one unasked."""
    return _rules().asked.get(table, frozenset())


def speaks_alone(table: str, column: str) -> bool:
    """Whether only the first header of a column is read, and no other one where that is blank."""
    return column in _rules().alone.get(table, ())


def title_words() -> tuple[str, ...]:
    """Words of which job titles are made."""
    return _rules().titles


def parted(header: str) -> str:
    """A header with blanks between the words of a name such as IsClosed."""
    return _CAMEL.sub(" ", header) if _HUMP.search(header) else header


@lru_cache(maxsize=16_384)
def tokens(header: str) -> frozenset[str]:
    """What each word, or phrase, of a header stands for; "unknown" where nothing is known of it.

    >>> sorted(tokens("Exec Sponsor (Customer)")) == sorted(tokens("customerExecutiveSponsor"))
    True
    """
    words = folded(parted(header)).split()
    known, found = _rules().words, set()
    place = 0
    while place < len(words):
        for length in (3, 2, 1):
            phrase = " ".join(words[place : place + length])
            token = known.get(phrase)
            if token is not None:
                found.add(token)
                place += length
                break
        else:
            found.add(_UNKNOWN)
            place += 1
    return frozenset(found - {"noise"})


def role_of(header: str, table: str) -> Role | None:
    """The column that a header means by its words alone; None where they mean none.

    Args:
        header: without what a vendor puts around it.
        table: "Accounts", "Touches" or "Contacts".

    >>> role_of("Last Exec Touch", "Accounts")
    Role(column='Last touch date', certain=True)
    >>> role_of("Executive Sponsor EMEA", "Accounts")
    Role(column='Internal executive', certain=False)
    >>> role_of("Executive Sponsor E-mail", "Accounts")
    """
    given = tokens(header)
    patterns = _rules().patterns.get(table, ())
    whole = next((each for each in patterns if each.must <= given <= each.may), None)
    if whole:
        return Role(whole.column, certain=True)
    fitting = [each for each in patterns if each.must <= given and not given & _NEVER - each.may]
    # Of several the one that leaves the fewest words over, then the one that asks for most.
    best = min(fitting, key=lambda each: (len(given - each.may), -len(each.must)), default=None)
    if best is None or given - best.may - {_UNKNOWN, "associated", "account", "done", "mapped"}:
        return None
    return Role(best.column, certain=False)


def side_of(header: str) -> frozenset[str]:
    """Whose person a header names: the customer's, ours, both or untold."""
    return tokens(header) & _SIDES


def names_account(header: str) -> bool:
    """Whether a header of touches or contacts names the account, such as Company / Account."""
    given, rules = tokens(header), _rules()
    return bool(given & rules.account_one_of) and given <= rules.account_may


def same_sort(header: str, name: str) -> bool:
    """Whether two headers agree in unit and sort: no title is a name, and no date is a type."""
    return tokens(header) & _TELLING == tokens(name) & _TELLING


def is_title(text: str) -> bool:
    """Whether a cell holds a job title.

    >>> is_title("VP of Sales"), is_title("Ann Ask")
    (True, False)
    """
    words = f" {folded(text)} "
    return any(f" {title} " in words for title in title_words())


def any_of(headers: Iterable[str], token: str) -> bool:
    """Whether a word of any header stands for this token."""
    return token in chain.from_iterable(map(tokens, headers))
