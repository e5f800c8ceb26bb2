"""Amounts whose header says their unit, such as ARR (USD k)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from addin.importing.names import known_as
from scoring.areas import CONTRACTS
from scoring.cells.currencies import CURRENCY
from scoring.cells.texts import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = {1_000: "thousands", 1_000_000: "millions", 1_000_000_000: "billions"}


@dataclass(frozen=True)
class Unit:
    """The unit of a header.

    Attributes:
        column: the own column that the rest of the header names.
        factor: by which its amounts are to be multiplied.
    """

    column: str
    factor: int

    @property
    def name(self) -> str:
        """The unit in words."""
        return _NAMES[self.factor]


@lru_cache(maxsize=1)
def _words() -> Mapping[str, int]:
    raw = tomllib.loads((files(__package__) / "roles.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {word: int(factor) for factor, words in raw["units"].items() for word in words}
    )


@lru_cache(maxsize=4096)
def unit_of(header: str, table: str) -> Unit | None:
    """The unit that a header says, and the column of amounts that it names; None: it says none.

    Args:
        header: without what a vendor puts around it.
        table: "Accounts", "Touches" or "Contacts".

    >>> unit_of("ARR (USD k)", "Accounts")
    Unit(column='ARR', factor=1000)
    >>> unit_of("ACV in £m", "Accounts"), unit_of("ARR", "Accounts")
    (Unit(column='ACV', factor=1000000), None)
    """
    known = _words()
    # A sign of a currency stuck to its unit, as in k€, would hide it.
    words = folded(CURRENCY.sub(" ", header.casefold().replace("t\N{EURO SIGN}", "k"))).split()
    factors = {known[word] for word in words if word in known}
    rest = " ".join(word for word in words if word not in known and word != "in")
    if len(factors) != 1 or not rest:
        return None
    money = {column.header for column in CONTRACTS[table].columns if column.kind == "money"}
    named = known_as(rest, table) & money
    return Unit(min(named), min(factors)) if len(named) == 1 else None
