"""What a refresh found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring.coverage.tables import AUDIT, PATH

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from addin.refresh.changes import ScoreChanges
    from scoring.coverage.bridge import Bridge
    from scoring.coverage.movement import Movement
    from scoring.policy import DayPolicy, Policy
    from scoring.tables import Table


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """What one refresh found: the frames it wrote, and how every row was accounted for."""

    policy: Policy
    as_of: dt.date
    scored: pd.DataFrame
    red: pd.DataFrame
    scorecard: pd.DataFrame
    made: Mapping[Table, pd.DataFrame]
    issues: pd.DataFrame
    history: pd.DataFrame
    bridge: Bridge
    imported: Mapping[str, Any]
    movement: Movement | None = None
    moved: ScoreChanges | None = None
    others: pd.DataFrame | None = None
    kept_board: str = ""

    @property
    def rows(self) -> dict[str, int]:
        """Where every row of Accounts went: rows in = scored + waived + out of scope + rejected."""
        counts = self.bridge
        return {
            "rows in": counts.rows,
            "scored": counts.scored,
            "waived": counts.waived,
            "out of scope": counts.out_of_scope,
            "rejected": counts.rejected,
        }

    @property
    def path(self) -> pd.DataFrame:
        """Path to target."""
        return self.made[PATH]

    @property
    def audit(self) -> pd.DataFrame:
        """Audit."""
        return self.made[AUDIT]

    @property
    def rules(self) -> DayPolicy:
        """The parameters in force on the as-of date."""
        return self.policy.on(self.as_of)
