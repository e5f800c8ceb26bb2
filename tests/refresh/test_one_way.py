"""Whatever the door (a cell, the command line, a refresh), the same cells get the same answers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from addin import functions
from addin.functions import active_tracker, declared
from addin.tracker.memory_book import MemoryTable, MemoryWorkbook
from scoring.areas import TABLES
from scoring.policy import Policy, overrides_from_toml
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
    ("\u200b", " ", "\t", "\u00a0", *([None] * (len(HEADERS) - 4))),
    ("  ", *([None] * (len(HEADERS) - 1))),
    ("A9", "Iota", 260_000, 1, "Ines Rocha", *GREEN[:4], None, *GREEN[5:], *NO_WAIVER),
]
TOUCH_HEADERS = ["Account ID", "Touch date", "Type", "Owner"]
TOUCHES: list[tuple[Any, ...]] = [
    ("A1", "2026-10-05", "Call", "Ivo Hall"),
    ("A2", "2026-08-20", "Meeting", "Ivo Hall"),
    ("A2", "2026-11-09", "Email", "Ivo Hall"),
    ("A4", "2026-11-10", "EBR", "Bo Dahl"),
    ("A4", "31/02/2026", "Call", "Bo Dahl"),
    ("\u200b", None, "  ", None),
    ("A99", "2026-11-01", "Call", "Bo Dahl"),
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
    "a red line from a day on": {"redlist.t2": [(None, 0.5), ("2026-11-01", 0.85)]},
    "a line of coverage to come": {"coverage.threshold": [(None, 0.8), ("2026-12-01", 0.95)]},
    "another red line": {"redlist.t1": 0.8, "redlist.t2": 0.8},
}


def _dated(value: Any) -> list[tuple[str | None, Any]]:
    """A value with the day that it holds from on; None: from the beginning."""
    return value if isinstance(value, list) else [(None, value)]


def _typed(value: Any) -> str:
    """A value of Settings as TOML takes it."""
    if isinstance(value, list):
        since = [f"from = {day}, " if day else "" for day, _ in value]
        given = [
            f"{{{day}value = {_typed(it)}}}" for day, (_, it) in zip(since, value, strict=True)
        ]
        return f"[{', '.join(given)}]"
    if isinstance(value, str):
        if value in ("yes", "no"):
            return "true" if value == "yes" else "false"
        return f"[{value}]" if value[0].isdigit() else f'"{value}"'
    return str(value)


def _tracker(settings: dict[str, Any]) -> MemoryWorkbook:
    given = {
        "Accounts": pd.DataFrame(ROWS, columns=HEADERS, dtype=object),
        "Touches": pd.DataFrame(TOUCHES, columns=TOUCH_HEADERS, dtype=object),
        "Settings": pd.DataFrame(
            [(name, *dated) for name, value in settings.items() for dated in _dated(value)],
            columns=["Parameter", "From", "Value"],
        ),
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
    policy = Policy.load(overrides_from_toml(toml.read_text("utf-8")))
    monkeypatch.setattr(active_tracker, "default_policy", lambda: policy)
    monkeypatch.setattr(declared, "_CLASSIC", False)
    cells, touches = [HEADERS, *map(list, ROWS)], [TOUCH_HEADERS, *map(list, TOUCHES)]
    day = dt.datetime(DAY.year, DAY.month, DAY.day)

    of_sheet = book.read_table("Coverage").astype(object).to_dict("records")
    coverage = _rows(of_sheet, _own("Coverage"))
    assert len(coverage) == 9
    assert coverage == _rows(
        records(functions.sponsor_scores(cells, day, touches)), _own("Coverage")
    )
    assert _read(book, "Red list") == _rows(
        records(functions.sponsor_red_list(cells, day, touches)), _own("Red list")
    )
    assert _read(book, "Scorecard") == _rows(
        records(functions.sponsor_scorecard(cells, None, day, touches)), _own("Scorecard")
    )
    assert _read(book, "Issues") == _rows(
        records(functions.sponsor_issues(cells, day, touches)), _own("Issues")
    )

    export = tmp_path / "accounts.csv"
    calls = tmp_path / "touches.csv"
    for path, rows in ((export, cells), (calls, touches)):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    files = (export, "--touches", calls, "--as-of", DAY.isoformat())
    told = run("score", *files, "--policy", toml)
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


def test_check_tells_of_the_same_issues(
    refreshed: Callable[..., Outcome], run: Command, tmp_path: Path
) -> None:
    book = _tracker({})
    refreshed(book, DAY.isoformat())
    paths = {"Accounts": tmp_path / "accounts.csv", "Touches": tmp_path / "touches.csv"}
    for path, rows in zip(
        paths.values(), ([HEADERS, *ROWS], [TOUCH_HEADERS, *TOUCHES]), strict=True
    ):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    asked = ("--touches", paths["Touches"], "--as-of", DAY.isoformat(), "--json")
    told = json.loads(run("check", paths["Accounts"], *asked).out)
    headers = [header for header in _own("Issues") if header != "Row"]
    issues = book.read_table("Issues").astype(object).to_dict("records")
    # What a word of an export means is asked once, beside what its rows say of it.
    others = [each for each in told["issues"] if each["Code"] != "VALUE_UNKNOWN"]
    assert _rows(others, headers) == _rows(issues, headers)
    assert len(others) < len(told["issues"])
    assert told["rows in"] == 9
