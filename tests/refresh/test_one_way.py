"""Whatever the door (a cell, the command line, a refresh), the same cells get the same answers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from addin import functions
from addin.functions import active_tracker, declared
from addin.tracker.memory_book import MemoryTable, MemoryWorkbook
from scoring.areas import TABLES
from scoring.policy import Policy
from tests.functions.cells import records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.refresh.outcome import Outcome
    from tests.refresh.trackers import Command

DAY = dt.date(2026, 11, 16)
HEADERS = [
    "Account ID",
    "Account",
    "ARR",
    "Tier level",
    "CS director",
    "Customer sponsor",
    "Sponsor title",
    "Internal executive",
    "Executive title",
    "Two-way intro date",
    "Last touch date",
    "Business outcome",
    "Waiver reason",
    "Waiver approver",
    "Waiver expires",
]
GREEN = ("Ann Ask", "VP Sales", "Ivo Hall", "CEO", "2026-06-01", "2026-11-02", "Costs down 10%")
NO_WAIVER = (None, None, None)
ROWS: list[tuple[Any, ...]] = [
    ("A1", "Acme", 300_000, 1, "Ines Rocha", *GREEN, *NO_WAIVER),
    ("A2", "Brix", 300_000, 1, "Ines Rocha", *GREEN[:5], "2026-08-25", GREEN[6], *NO_WAIVER),
    ("A3", "Cato", 200_000, 1, "Bo Dahl", *GREEN[:6], None, *NO_WAIVER),
    ("A4", "Dune", 90_000, 2, "Bo Dahl", *GREEN[:5], "2026-03-02", GREEN[6], *NO_WAIVER),
    ("A5", "Echo", 80_000, 2, "Ines Rocha", None, *GREEN[1:], "Merger", "CCO", "2026-12-15"),
    ("A6", "Fado", 70_000, 2, None, "Ann Ask", "Manager", *GREEN[2:], *NO_WAIVER),
    ("A7", "Gama", 30_000, 3, "Bo Dahl", *GREEN, *NO_WAIVER),
    ("A8", "Hexa", "much", "gold", "Bo Dahl", *GREEN, *NO_WAIVER),
    # Rows that say nothing, each in its own way, and below them one that says something.
    (None,) * len(HEADERS),
    ("", " ", "\t", "\u00a0", *([None] * (len(HEADERS) - 4))),
    ("  ", *([None] * (len(HEADERS) - 1))),
    ("A9", "Iota", 260_000, 1, "Ines Rocha", *GREEN[:4], None, *GREEN[5:], *NO_WAIVER),
]
TEXTS = ["Account ID", "Status", "Next play", "Play due", "Explanation"]
SETTINGS: dict[str, dict[str, Any]] = {
    "the defaults": {},
    "a higher line": {"coverage.threshold": 0.9},
    "covered by the current score": {"coverage.basis": "current"},
    "decay by a ramp and a cliff": {"decay.mode": "ramp_cliff", "coverage.basis": "current"},
    "an early decay": {"decay.start_days": 10, "decay.stale_days": 60},
    "weighted scores": {"score.method": "weighted"},
    "strict evidence": {"gates.strict_evidence": "yes"},
    "waived accounts counted": {"waiver.in_denominator": "yes"},
    "tier 3 in scope": {"scope.tiers": "1, 2, 3"},
    "other tier cuts": {"tiers.cuts": "250000, 75000, 10000"},
    "touches that last a month": {"touch.plan_days": 30},
    "another red line": {"redlist.t1": 0.8, "redlist.t2": 0.8},
}


def _typed(value: Any) -> str:
    """A value of Settings as TOML takes it."""
    if isinstance(value, str):
        if value in ("yes", "no"):
            return "true" if value == "yes" else "false"
        return f"[{value}]" if value[0].isdigit() else f'"{value}"'
    return str(value)


def _tracker(settings: dict[str, Any]) -> MemoryWorkbook:
    given = {
        "Accounts": pd.DataFrame(ROWS, columns=HEADERS, dtype=object),
        "Settings": pd.DataFrame(list(settings.items()), columns=["Parameter", "Value"]),
    }
    tables = [MemoryTable.of(name, frame, first=2) for name, frame in given.items()]
    tables += [
        MemoryTable.of(name.replace(" ", "_"), pd.DataFrame(columns=table.headers))
        for name, table in TABLES.items()
        if name not in given
    ]
    return MemoryWorkbook(tables)


def _plain(cell: Any) -> Any:
    """A cell without what only its door puts on it: a type of number, a missing value's kind."""
    if cell is None or cell == "" or (not isinstance(cell, str) and pd.isna(cell)):
        return None
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    return cell if isinstance(cell, str) else float(cell)


def _rows(found: list[dict[str, Any]], headers: list[str]) -> list[list[Any]]:
    return [[_plain(row[header]) for header in headers] for row in found]


def _own(table: str) -> list[str]:
    """The columns of an output that do not rest on earlier weeks."""
    past = ("Coverage rate last week", "Change", "Weeks red", "Red since", "Escalation", "Trend")
    return [header for header in TABLES[table].own_headers if header not in past]


def _read(book: MemoryWorkbook, table: str) -> list[list[Any]]:
    frame = book.read_table(table.replace(" ", "_"))
    return _rows(frame.astype(object).to_dict("records"), _own(table))


@pytest.mark.parametrize("case", SETTINGS)
def test_every_door_gives_the_same_answers(
    case: str,
    refreshed: Callable[..., Outcome],
    run: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = SETTINGS[case]
    book = _tracker(settings)
    refreshed(book, DAY.isoformat())

    toml = tmp_path / "policy.toml"
    toml.write_text("".join(f'"{name}" = {_typed(it)}\n' for name, it in settings.items()), "utf-8")
    policy = Policy.load(settings)
    monkeypatch.setattr(active_tracker, "default_policy", lambda: policy)
    monkeypatch.setattr(declared, "_CLASSIC", False)
    cells = [HEADERS, *map(list, ROWS)]
    day = dt.datetime(DAY.year, DAY.month, DAY.day)

    of_sheet = book.read_table("Coverage").astype(object).to_dict("records")
    coverage = _rows(of_sheet, _own("Coverage"))
    assert len(coverage) == 9
    assert coverage == _rows(records(functions.sponsor_scores(cells, day)), _own("Coverage"))
    assert _read(book, "Red list") == _rows(
        records(functions.sponsor_red_list(cells, day)), _own("Red list")
    )
    assert _read(book, "Scorecard") == _rows(
        records(functions.sponsor_scorecard(cells, None, day)), _own("Scorecard")
    )
    assert _read(book, "Issues") == _rows(
        records(functions.sponsor_issues(cells, day)), _own("Issues")
    )

    export = tmp_path / "accounts.csv"
    with export.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)
    told = run("score", export, "--policy", toml, "--as-of", DAY.isoformat())
    shown = list(csv.DictReader(io.StringIO(told.out)))
    assert _rows(shown, TEXTS) == _rows(of_sheet, TEXTS)
    for header in ("Gate score", "Current score"):
        shown_scores = [float(row[header]) if row[header] else None for row in shown]
        assert shown_scores == [row[header] for row in of_sheet]

    frame = book.read_table("Coverage")
    ranges = [
        [[name], *([None if pd.isna(cell) else cell] for cell in frame[name])]
        for name in ("Gate score", "Tier", "Status", "Current score")
    ]
    card = book.read_table("Scorecard")
    scores, tiers, statuses, current = ranges
    for tier, name in ((None, "All scored accounts"), (1, "Tier 1"), (2, "Tier 2")):
        line = card[card["Name"] == name]
        rate = functions.sponsor_rate(scores, tiers, tier, statuses, current)
        assert _plain(line["Coverage rate"].iloc[0]) == _plain(rate)
