"""What a refresh found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring.cleaning import TableError

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from addin.refresh.changes import ScoreChanges
    from scoring.policy import DayPolicy, Policy


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """What one refresh found: the frames it wrote, and how every row was accounted for."""

    policy: Policy
    as_of: dt.date
    scored: pd.DataFrame
    red: pd.DataFrame
    scorecard: pd.DataFrame
    path: pd.DataFrame
    audit: pd.DataFrame
    issues: pd.DataFrame
    history: pd.DataFrame
    rows: dict[str, int]
    imported: dict[str, Any]
    moved: ScoreChanges | None = None
    kept_board: str = ""

    @property
    def rules(self) -> DayPolicy:
        """The parameters in force on the as-of date."""
        return self.policy.on(self.as_of)


def row_counts(rows_in: int, scored: pd.DataFrame) -> dict[str, int]:
    """Where every row of Accounts went: rows in = scored + waived + out of scope + rejected.

    Raises:
        TableError: a row is unaccounted for, which would be a fault of the product.
    """
    status = scored["Status"].value_counts()
    counts = {
        "rows in": rows_in,
        "scored": int(
            status.reindex(["Covered", "Slipping", "Amber", "Uncovered"]).fillna(0).sum()
        ),
        "waived": int(status.get("Waived", 0)),
        "out of scope": int(status.get("Out of scope", 0)),
        "rejected": int(status.get("Data issue", 0)) + int(scored["Repeated"].sum()),
    }
    if counts["rows in"] != sum(list(counts.values())[1:]):
        raise TableError(
            f"The rows do not add up: {counts}. Nothing was written; please report this."
        )
    return counts
