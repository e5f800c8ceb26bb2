"""Random firms over two weeks, for reports that must add up whatever the data are."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.package import PackageWorkbook
from addin.refresh.request import Request
from addin.refresh.story import refresh
from workbook_templates import template_path

if TYPE_CHECKING:
    from pathlib import Path

    from addin.refresh.outcome import Outcome

Row = dict[str, Any]
BEHIND_GATES = (
    "Customer sponsor",
    "Internal executive",
    "Two-way intro date",
    "Last touch date",
    "Business outcome",
)
DIRECTORS = ("Ines Rocha", "Bo Dahl", "Cleo Marsh", None)
DAYS = (dt.date(2026, 11, 16), dt.date(2027, 3, 1), dt.date(2028, 2, 28))
SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"coverage.basis": "current"},
    {"waiver.in_denominator": True},
    {"score.method": "weighted"},
    {"scope.tiers": [1]},
    {"scope.tiers": [1, 2, 3]},
    {"coverage.threshold": 0.9},
    {"standup.account_seconds": 120},
)


@dataclass(frozen=True)
class Told:
    """A tracker after its second refresh, and what that found."""

    tracker: Path
    outcome: Outcome


def told(seed: int, folder: Path) -> Told:
    """A tracker that was made, refreshed, changed and refreshed a week later."""
    rng = random.Random(seed)  # noqa: S311 - firms that come again, not secrets
    day = rng.choice(DAYS)
    rows = accounts(rng, day)
    changes = rng.choice(SETTINGS)
    tracker = folder / f"firm-{seed}.xlsx"
    _refreshed(template_path(), tracker, rows, day - dt.timedelta(weeks=1), changes)
    later = [changed(rng, row, day) for row in rows if row is rows[0] or rng.random() > 0.03]
    return Told(tracker, _refreshed(tracker, tracker, later, day, changes))


def _refreshed(source: Path, target: Path, rows: list[Row], day: dt.date, changes: Row) -> Outcome:
    typed = PackageWorkbook(source, target=target)
    typed.write_table("Accounts", pd.DataFrame(rows, dtype=object))
    typed.save()
    request = Request(day, f"{day} 09:00", "ann", "1", overrides=changes)
    return refresh(PackageWorkbook(target), request)


def accounts(rng: random.Random, day: dt.date) -> list[Row]:
    """Accounts of every kind; in some firms a column is empty for everybody."""
    rows = [account(rng, number, day) for number in range(rng.choice((1, 3, 12, 40, 90)))]
    if rng.random() < 0.25:
        for header in rng.sample(BEHIND_GATES, rng.choice((1, 1, 2, 5))):
            for row in rows:
                row[header] = None
    repeated = rng.sample(rows, min(2, len(rows))) if rng.random() < 0.3 else []
    return rows + [row | ({} if rng.random() < 0.5 else {"ARR": 1}) for row in repeated]


def account(rng: random.Random, number: int, day: dt.date) -> Row:
    """One account, as a CRM may have it."""

    def ago(most: int) -> str:
        return str(day - dt.timedelta(days=rng.randrange(8, most)))

    director = rng.choice(DIRECTORS)
    row: Row = {
        "Account ID": f"A-{number}",
        "Account": f"Company {number}",
        "ARR": rng.choice((None, rng.randrange(20_000, 2_000_000))),
        "Tier": rng.choice((1, 1, 2, 2, 2, 3)),
        "CS director": director,
        "Region": director and f"Region of {director}",
        "Segment": rng.choice(("Enterprise", "Mid-market")),
        "CSM": rng.choice(("Noor Haddad", None)),
        "Owner this quarter": rng.choice(("Olga Owner", None, None)),
        "Renewal date": rng.choice((None, str(day + dt.timedelta(days=rng.randrange(-30, 400))))),
        "Customer sponsor": rng.choice(("Anna Berg", "Anna Berg", "Anna Berg", None)),
        "Internal executive": rng.choice(("Maria Holm", "Maria Holm", None)),
        "Executive title": rng.choice(("VP Sales", "VP CS", "Director")),
        "Two-way intro date": rng.choice((ago(900), ago(900), "no", None)),
        "Last touch date": rng.choice((ago(60), ago(120), ago(300), None)),
        "Business outcome": rng.choice(("Cut costs", "Cut costs", None)),
        "Outcome date": ago(500),
        "Profile": "Single buyer" if rng.random() < 0.08 else None,
    }
    if rng.random() < 0.06:
        row["Last touch date"] = "31/02/2026"
    if rng.random() < 0.05:
        row["Tier"] = "gold"
    if rng.random() < 0.08:
        expires = str(day + dt.timedelta(days=60))
        row |= {"Waiver reason": "Merger", "Waiver approver": "CCO", "Waiver expires": expires}
    if rng.random() < 0.05:
        row["Go-live date"] = ago(25)
    return row


def changed(rng: random.Random, row: Row, day: dt.date) -> Row:
    """The account a week later: now and then somebody called, left, or mended the data."""
    what = rng.random()
    if what < 0.2 and row["Last touch date"]:
        return row | {"Last touch date": str(day)}
    if what < 0.25:
        return row | {"Customer sponsor": "Carl Ek" if row["Customer sponsor"] else None}
    return row
