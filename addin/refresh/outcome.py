"""What a refresh is asked to do, and what it found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from addin.importing.plan import Exports
from scoring.cleaning import TableError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from addin.refresh.changes import ScoreChanges
    from scoring.policy import DayPolicy, Policy


@dataclass(frozen=True)
class Request:
    """What one refresh is asked to do.

    Attributes:
        today: the day it is.
        now: local time of the run, for the Run log.
        who: the user, for the Run log.
        version: of the product, for the Run log.
        as_of: wins over Settings and over today.
        overrides: parameters that win over Settings.
        accounts: rows of an export that go into Accounts first.
        touches: rows of an export; those that Touches lacks are added to it first.
        keep_board: also keep the slide as it is now, on a sheet of its own named by the as-of date.
        contacts: the same for Contacts, where the tracker has that table.
        profile: the profile to read the exports by; None: found by their headers.
        mapping: what single headers of theirs mean, each as "Header=Column".
        dry_run: find out everything and write nothing.
    """

    today: dt.date
    now: str
    who: str
    version: str
    as_of: dt.date | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)
    accounts: pd.DataFrame | None = None
    touches: pd.DataFrame | None = None
    contacts: pd.DataFrame | None = None
    profile: str | None = None
    mapping: tuple[str, ...] = ()
    dry_run: bool = False
    keep_board: bool = False

    @property
    def exports(self) -> Exports:
        """What the refresh brings in first."""
        return Exports(self.accounts, self.touches, self.contacts, self.profile, self.mapping)


@dataclass(frozen=True)
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
