"""Whatever the door (a cell, a button, the command line, a refresh), the same cells get the same.

One tracker stands as a workbook in memory, as one that is open in Excel, and as exports.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as SheetTable

from addin import functions
from addin.desktop import DesktopWorkbook
from addin.functions import active_tracker, declared
from addin.macros import buttons
from addin.tracker.memory_book import MemoryTable, MemoryWorkbook
from scoring.areas import TABLES
from scoring.policy import Policy, overrides_from_toml
from tests.functions.cells import records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.refresh.outcome import Outcome
    from addin.tracker.workbook import Workbook
    from tests.conftest import Pressed
    from tests.excel import Excel
    from tests.refresh.trackers import Command

    Press = Callable[..., Pressed]

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
    ("0012", " Luna\u00a0GmbH ", "€ 300,000", "Tier 1", "ines  rocha", *GREEN, *NO_WAIVER),
    (123, "Moro", "300k", None, "Bo Dahl", "n/a", *GREEN[1:], *NO_WAIVER),
    ("B1", "Nova", 9e4, "T2", "Bo Dahl", *GREEN[:3], "yes", "yes", "14/10/2026", "no", *NO_WAIVER),
    ("B2", "Orca", 9e4, 2.0, "#N/A", *GREEN[:5], "03/04/2026", GREEN[6], "Merger", None, None),
    ("B3", "Puma", 9e4, "2", "Bo Dahl", *GREEN[:5], "2027-01-01", GREEN[6], *NO_WAIVER),
    (None, "Quo", 9e4, 2, "Bo Dahl", *GREEN, *NO_WAIVER),
    ("B4", None, -5, None, "Bo Dahl", "-", *GREEN[1:], "Merger", "CCO", "31/02/2027"),
]
SCORED = 16
"""Rows that say something."""
TOUCH_HEADERS = ["Account ID", "Touch date", "Type", "Owner"]
TOUCHES: list[tuple[Any, ...]] = [
    ("A1", "2026-10-05", "Call", "Ivo Hall"),
    ("A2", "2026-08-20", "Meeting", "Ivo Hall"),
    ("A2", "2026-11-09", "Email", "Ivo Hall"),
    ("A4", "2026-11-10", "EBR", "Bo Dahl"),
    ("A4", "31/02/2026", "Call", "Bo Dahl"),
    ("\u200b", None, "  ", None),
    ("A99", "2026-11-01", "Call", "Bo Dahl"),
    (" 0012 ", "2026-11-12", "zoom", "ivo hall"),
    ("123", "12/11/2026", "E-mail", "Ivo Hall"),
    (123, "2026-11-03", "Call", "Ivo Hall"),
    (None, "2026-11-12", "Call", "Ivo Hall"),
    ("B1", "2027-02-01", "Left message", None),
]
SHARED = ("Coverage", "Red list", "Scorecard", "Issues")
"""The outputs that every door has."""
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
    "days before months": {"import.date_order": "day first"},
    "another red line": {"redlist.t1": 0.8, "redlist.t2": 0.8},
}
QUICK = ("the defaults", "waived accounts counted", "a red line from a day on")
"""The settings that the fast tests try, each of another kind."""


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


def _cells(settings: dict[str, Any], *, filled: bool = True) -> dict[str, list[list[Any]]]:
    """The tables of a tracker, each with its header row; without accounts unless `filled`."""
    given = [[name, *dated] for name, value in settings.items() for dated in _dated(value)]
    return {
        **{name: [table.headers] for name, table in TABLES.items()},
        **({"Accounts": [HEADERS, *map(list, ROWS)]} if filled else {}),
        "Touches": [TOUCH_HEADERS, *map(list, TOUCHES)],
        "Settings": [["Parameter", "From", "Value"], *given],
    }


def _in_memory(settings: dict[str, Any]) -> MemoryWorkbook:
    tables = (
        (name.replace(" ", "_"), pd.DataFrame(rows, columns=headers, dtype=object))
        for name, (headers, *rows) in _cells(settings).items()
    )
    return MemoryWorkbook([MemoryTable.of(name, frame, first=2) for name, frame in tables])


def _in_excel(path: Path, settings: dict[str, Any], *, filled: bool) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in _cells(settings, filled=filled).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        place = f"A1:{get_column_letter(len(rows[0]))}{max(len(rows), 2)}"
        sheet.add_table(SheetTable(displayName=name.replace(" ", "_"), ref=place))
    book.save(path)
    return path


def _exported(folder: Path) -> tuple[Path, Path]:
    """Accounts and touches as the CRM exports them."""
    paths = folder / "accounts.csv", folder / "touches.csv"
    for path, rows in zip(paths, ([HEADERS, *ROWS], [TOUCH_HEADERS, *TOUCHES]), strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return paths


def _plain(cell: Any) -> Any:
    """A cell without what only its door puts on it: a type of number, a missing value's kind."""
    if cell is None or cell == "" or (not isinstance(cell, str) and pd.isna(cell)):
        return None
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    # Rows of blanks that an import leaves out move those below them up.
    return re.sub(r"\brow \d+", "a row", cell) if isinstance(cell, str) else float(cell)


def _rows(found: list[dict[str, Any]], headers: list[str]) -> list[list[Any]]:
    # What a word of an export means is asked once, beside what its rows say of it.
    kept = (row for row in found if row.get("Code") != "VALUE_UNKNOWN")
    return [[_plain(row[header]) for header in headers] for row in kept]


def _compared(table: str) -> list[str]:
    """The columns of an output that rest neither on earlier weeks nor on the row of the sheet."""
    past = ("Coverage rate last week", "Change", "Weeks red", "Red since", "Escalation", "Trend")
    apart = (*past, "Row")
    return [header for header in TABLES[table].own_headers if header not in apart]


def _read(book: Workbook, table: str) -> list[list[Any]]:
    frame = book.read_table(table.replace(" ", "_"))
    return _rows(frame.astype(object).to_dict("records"), _compared(table))


@pytest.fixture
def pressed(excel: Excel, press: Press, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Presses Refresh, or Import accounts where there is a file, and reads what every door has."""

    def shared(settings: dict[str, Any], *files: Path) -> dict[str, Any]:
        path = tmp_path / f"tracker {len(files)}.xlsx"
        _in_excel(path, settings | {"as_of": DAY.isoformat()}, filled=not files)
        button = buttons.import_accounts if files else buttons.refresh
        said = press(button, path, *map(str, files))
        assert [kind for kind, _ in said.alerts] == ["ok_cancel"] * len(files)
        return {table: _read(DesktopWorkbook(excel.open(path)), table) for table in SHARED}

    return shared


@pytest.fixture
def in_cells(monkeypatch: pytest.MonkeyPatch) -> Callable[[Policy], dict[str, Any]]:
    """Asks the worksheet functions for what every door has, under a policy."""

    def shared(policy: Policy) -> dict[str, Any]:
        monkeypatch.setattr(active_tracker, "default_policy", lambda: policy)
        monkeypatch.setattr(declared, "_CLASSIC", False)
        cells, touches = [HEADERS, *map(list, ROWS)], [TOUCH_HEADERS, *map(list, TOUCHES)]
        day = dt.datetime(DAY.year, DAY.month, DAY.day)
        spills = {
            "Coverage": functions.sponsor_scores(cells, day, touches),
            "Red list": functions.sponsor_red_list(cells, day, touches),
            "Scorecard": functions.sponsor_scorecard(cells, None, day, touches),
            "Issues": functions.sponsor_issues(cells, day, touches),
        }
        return {table: _rows(records(spill), _compared(table)) for table, spill in spills.items()}

    return shared


@pytest.mark.parametrize(
    "case",
    [case if case in QUICK else pytest.param(case, marks=pytest.mark.slow) for case in SETTINGS],
)
def test_every_door_gives_the_same_answers(
    case: str,
    refreshed: Callable[..., Outcome],
    pressed: Callable[..., dict[str, Any]],
    in_cells: Callable[[Policy], dict[str, Any]],
    run: Command,
    tmp_path: Path,
) -> None:
    settings = SETTINGS[case]
    book = _in_memory(settings)
    refreshed(book, DAY.isoformat())
    export, calls = _exported(tmp_path)
    toml = tmp_path / "policy.toml"
    toml.write_text("".join(f'"{name}" = {_typed(it)}\n' for name, it in settings.items()), "utf-8")
    policy = Policy.load(overrides_from_toml(toml.read_text("utf-8")))

    told = {table: _read(book, table) for table in SHARED}
    assert len(told["Coverage"]) == SCORED
    assert pressed(settings) == told
    assert pressed(settings, export) == told
    assert in_cells(policy) == told

    files = (export, "--touches", calls, "--as-of", DAY.isoformat())
    shown = list(csv.DictReader(io.StringIO(run("score", *files, "--policy", toml).out)))
    of_sheet = book.read_table("Coverage").astype(object).to_dict("records")
    assert _rows(shown, TEXTS) == _rows(of_sheet, TEXTS)
    for header in ("Gate score", "Current score"):
        shown_scores = [float(row[header]) if row[header] else None for row in shown]
        assert shown_scores == [row[header] for row in of_sheet]
    _check_rates(book)


def _check_rates(book: MemoryWorkbook) -> None:
    """The rate of a range of scores is that on the scorecard."""
    frame, card = book.read_table("Coverage"), book.read_table("Scorecard")
    scores, tiers, statuses, current = (
        [[name], *([None if pd.isna(cell) else cell] for cell in frame[name])]
        for name in ("Gate score", "Tier", "Status", "Current score")
    )
    for tier, name in ((None, "All scored accounts"), (1, "Tier 1"), (2, "Tier 2")):
        line = card[card["Name"] == name]
        rate = functions.sponsor_rate(scores, tiers, tier, statuses, current)
        assert _plain(line["Coverage rate"].iloc[0]) == _plain(rate)


@pytest.mark.slow
def test_touches_come_in_by_their_button_as_they_stand_in_the_sheet(
    refreshed: Callable[..., Outcome], excel: Excel, press: Press, tmp_path: Path
) -> None:
    book = _in_memory({})
    refreshed(book, DAY.isoformat())
    export, calls = _exported(tmp_path)
    path = _in_excel(tmp_path / "tracker.xlsx", {"as_of": DAY.isoformat()}, filled=False)
    touches = excel.open(path).sheets["Touches"]
    touches.range((2, 1), (len(TOUCHES) + 1, len(TOUCH_HEADERS))).clear_contents()
    press(buttons.import_touches, path, str(calls))
    press(buttons.import_accounts, path, str(export))
    for table in SHARED:
        assert _read(DesktopWorkbook(excel.open(path)), table) == _read(book, table)


@pytest.mark.slow
def test_check_tells_of_the_same_issues(
    refreshed: Callable[..., Outcome], excel: Excel, press: Press, run: Command, tmp_path: Path
) -> None:
    book = _in_memory({})
    refreshed(book, DAY.isoformat())
    export, calls = _exported(tmp_path)
    asked = ("--touches", calls, "--as-of", DAY.isoformat(), "--json")
    told = json.loads(run("check", export, *asked).out)
    issues = _read(book, "Issues")
    assert _rows(told["issues"], _compared("Issues")) == issues
    assert told["rows in"] == SCORED
    path = _in_excel(tmp_path / "tracker.xlsx", {"as_of": DAY.isoformat()}, filled=True)
    press(buttons.check_data, path)
    assert _read(DesktopWorkbook(excel.open(path)), "Issues") == issues
