"""From the rows of the file to the accounts of the rate and the red list, each step counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.errors import SponsorCoverageError

if TYPE_CHECKING:
    import pandas as pd


class BridgeError(SponsorCoverageError):
    """The counts do not add up, which would be a fault of the product."""


@dataclass(frozen=True)
class Bridge:
    """The counts that lead from one number to the next; they add up, or making one fails.

    Attributes:
        rows: rows of Accounts that say something.
        scored, waived, out_of_scope: accounts of these standings.
        issues: accounts with data issues.
        repeated: further rows of an account that is counted already.
        accounts: those in the denominator of the coverage rate.
        solid: of these, covered and not red.
        slipping: covered and red.
        uncovered: not covered.
        red: accounts on the red list.
        not_red: not covered, and yet not red.
    """

    rows: int
    scored: int
    waived: int
    out_of_scope: int
    issues: int
    repeated: int
    accounts: int
    solid: int
    slipping: int
    uncovered: int
    red: int
    not_red: int

    @property
    def rejected(self) -> int:
        """Rows that could not be scored, or stand for an account that is counted already."""
        return self.issues + self.repeated

    def __post_init__(self) -> None:
        sums = {
            "rows": (self.rows, self.scored + self.waived + self.out_of_scope + self.rejected),
            "accounts": (self.accounts, self.solid + self.slipping + self.uncovered),
            "red": (self.red, self.slipping + self.uncovered - self.not_red),
        }
        wrong = [name for name, (whole, parts) in sums.items() if whole != parts]
        if wrong:
            raise BridgeError(
                f"The {' and the '.join(wrong)} do not add up: {self}. Nothing was written; please "
                "report this."
            )


def bridge(rows: int, scored: pd.DataFrame) -> Bridge:
    """Where every row of Accounts went, and what the accounts that count are made of.

    Args:
        rows: rows of Accounts that say something.
        scored: as `scoring.coverage.score_accounts` returns it.

    Raises:
        BridgeError: a row or an account is unaccounted for.

    Source: S0-13, G14, C34.
    """
    status = scored["Status"]
    counted = scored["Counted"].astype(bool)
    red = scored["Red"] == 1
    uncovered = counted & ~status.isin(("Covered", "Slipping"))
    return Bridge(
        rows=rows,
        scored=int(status.isin(("Covered", "Slipping", "Amber", "Uncovered")).sum()),
        waived=int((status == "Waived").sum()),
        out_of_scope=int((status == "Out of scope").sum()),
        issues=int((status == "Data issue").sum()),
        repeated=int(scored["Repeated"].sum()),
        accounts=int(counted.sum()),
        solid=int((counted & (status == "Covered")).sum()),
        slipping=int((counted & (status == "Slipping")).sum()),
        uncovered=int(uncovered.sum()),
        red=int(red.sum()),
        not_red=int((uncovered & ~red).sum()),
    )
