"""What is measured at all: a gate of which no account says anything is unknown, and not failed.

A score is the account's own and stays as the rules have it. What is said of many accounts (a rate,
what it needs, who steps in) is left out as long as an empty column alone keeps it from being
better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.cells.distinct import among
from scoring.cells.texts import says_nothing
from scoring.coverage.gates import GATES, SINGLE_BIT, TOUCH, Gate
from scoring.wording import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALL = SINGLE_BIT - 1


@dataclass(frozen=True)
class Fill:
    """How far the column behind a gate is filled, among the accounts that count.

    Attributes:
        gate: the gate.
        filled: accounts that say something, also that there is none.
        accounts: accounts that count.
    """

    gate: Gate
    filled: int
    accounts: int

    @property
    def is_unknown(self) -> bool:
        """Whether no account says anything, so that the gate is not measured."""
        return self.filled == 0 < self.accounts


def filled(cells: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    """Whether each account says something in the column behind each gate.

    Args:
        cells: the columns of Accounts as they stand.
        typed: the same cells typed; one without a value may still say that there is none.

    Returns:
        Gate 1 filled to Gate 5 filled (bool) on the index of `cells`.
    """
    found = {}
    for gate in GATES:
        given, says = cells[gate.column], typed[gate.column].notna()
        unread = given.notna() & ~says
        says[unread] = ~given[unread].map(says_nothing).astype(bool)
        found[gate.filled] = says
    return pd.DataFrame(found, index=cells.index)


def known_gates(accounts: pd.DataFrame, touches: pd.DataFrame | None) -> pd.DataFrame:
    """What `filled` says of each account, where a row of Touches is an answer as well.

    Args:
        accounts: as `scoring.cleaning.clean` returns Accounts.
        touches: as `clean` returns Touches, or None.
    """
    known = accounts[[gate.filled for gate in GATES]].copy()
    if touches is not None:
        known[TOUCH.filled] |= among(accounts["Account ID"], touches["Account ID"])
    return known


def measured(known: pd.DataFrame, scored: pd.DataFrame, score: np.ndarray, least: int) -> pd.Series:
    """Whether each account could be covered by the columns that some account which counts fills.

    Where even all gates would not do, no column is to blame, and the account counts as measured.

    Args:
        known: as `known_gates` returns it.
        scored: Counted and Single buyer of the same accounts.
        score: gate score in basis points of each case, as `gate_score_table` gives it.
        least: score from which an account is covered.

    Source: S0-05, S0-13, G14.
    """
    rows = known.loc[scored["Counted"].to_numpy(dtype=bool)]
    unknown = sum(gate.bit for gate in GATES if len(rows) and not rows[gate.filled].any())
    case = np.where(scored["Single buyer"].to_numpy(dtype=bool), SINGLE_BIT, 0) + _ALL
    could = (score[case - unknown] >= least) | (score[case] < least)
    return pd.Series(could, index=known.index)


def fills(scored: pd.DataFrame) -> list[Fill]:
    """How far the column behind each gate is filled.

    Args:
        scored: as `scoring.coverage.score_accounts` returns it.
    """
    counted = scored["Counted"].astype(bool)
    rows = scored.loc[counted]
    return [Fill(gate, int(rows[gate.filled].sum()), len(rows)) for gate in GATES]


def unknown(scored: pd.DataFrame) -> list[Fill]:
    """The gates that are not measured, since no account that counts says anything of them."""
    return [fill for fill in fills(scored) if fill.is_unknown]


def is_measured(scored: pd.DataFrame) -> bool:
    """Whether the coverage rate is measured: each account that counts could be covered."""
    return bool(scored.loc[scored["Counted"].astype(bool), "Measured"].all())


def not_measured(scored: pd.DataFrame) -> str:
    """The sentence that stands where a rate would; "" where the rate is measured.

    Source: S0-05, S0-13.
    """
    return "" if is_measured(scored) else f"Not measured yet, {listed(unknown(scored))}."


def listed(found: Sequence[Fill]) -> str:
    """The columns that nobody fills, with their fill rate and who could supply them.

    >>> from scoring.coverage.gates import EXECUTIVE, SPONSOR
    >>> listed([Fill(gate, 0, 85) for gate in (SPONSOR, EXECUTIVE)])
    '0 of 85 filled: Customer sponsor (ask each CSM), Internal executive (ask the CS directors)'
    """
    columns: dict[str, list[str]] = {}
    for fill in found:
        columns.setdefault(fill.gate.supplier, []).append(fill.gate.column)
    told = [f"{joined(names)} (ask {supplier})" for supplier, names in columns.items()]
    return f"0 of {found[0].accounts:,} filled: {', '.join(told)}"
