"""The golden vectors of tests/golden, against the reference and against the product.

The CSV files are made to be read and extended in a spreadsheet. A date is a date (2027-03-01) or
counts from the as-of date (90 days ago, in 14 days). An empty expected cell is not checked; "-"
expects an empty one. A touch is "date | type | contact | internal person"; ";" parts several.
"""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import pandas as pd
import pytest

from scoring.areas import TABLES
from scoring.cleaning import clean
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS, TOUCHES
from scoring.policy import Policy
from tests.reference import BAD, DEFAULTS, GATES, Row, Touch, reference_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GOLDEN = Path(__file__).parent
AS_OF = date(2027, 3, 1)
ACCOUNT_COLUMNS = TABLES["Accounts"].headers
TOUCH_COLUMNS = TABLES["Touches"].headers
DATES = {
    column.header
    for name in ("Accounts", "Touches")
    for column in TABLES[name].columns
    if column.kind in {"date", "intro"}
}
PLAYS = {
    "Name a customer sponsor": "gate1",
    "Map an internal executive": "gate2",
    "Hold the two-way intro": "gate3",
    "Call the sponsor": "gate4",
    "Document the business outcome": "gate5",
    "Plan the next touch": "plan",
}


class Scorer(Protocol):
    """Scores accounts by the rules: the reference or the product."""

    def __call__(
        self,
        accounts: Sequence[Row],
        touches: Sequence[Touch],
        settings: Mapping[str, Any],
        as_of: date,
    ) -> list[Row]: ...

    def __hash__(self) -> int: ...


def product_rows(
    accounts: Sequence[Row],
    touches: Sequence[Touch],
    settings: Mapping[str, Any],
    as_of: date,
) -> list[Row]:
    """The product's results of raw cells, in the shape of the reference's."""
    policy = Policy.load(dict(settings))
    typed, _ = clean(sheet(accounts, ACCOUNT_COLUMNS), ACCOUNTS, policy, as_of)
    logged, _ = clean(sheet(touches, TOUCH_COLUMNS), TOUCHES, policy, as_of)
    scored = score_accounts(typed, policy, as_of, touches=logged)
    return [product_row(row) for row in scored.to_dict("records")]


def sheet(rows: Sequence[Row], headers: list[str]) -> pd.DataFrame:
    """Cells as a sheet has them: any value in any column, numbered from sheet row 2."""
    frame = pd.DataFrame(rows, columns=headers, dtype=object)
    return frame.set_axis(range(2, len(frame) + 2))


def product_row(row: Mapping[str, Any]) -> Row:
    """One Coverage row in plain Python values, its play by kind."""
    values = {header: plain_value(value) for header, value in row.items()}
    return {
        "Account ID": values["Account ID"],
        "Tier": values["Tier"],
        **{f"Gate {gate}": values[f"Gate {gate}"] for gate in GATES},
        "Gate score": values["Gate score"],
        "Current score": values["Current score"],
        "Status": values["Status"],
        "Red": bool(values["Red"]),
        "Open gate": values["Open gate"],
        "Play kind": play_kind(values["Next play"], values["Open gate"]),
        "Play due": values["Play due"],
        "Covered until": values["Covered until"],
        "Days since touch": values["Days since touch"],
    }


def plain_value(value: Any) -> Any:
    """A frame's value as int, str, date or None."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, (str, date)):
        return value
    return int(value)


def play_kind(text: str | None, open_gate: int | None) -> str | None:
    """The kind of a play; a call while gate 4 passes is the touch against decay."""
    if text is None:
        return None
    kind = PLAYS[text]
    return "touch" if kind == "gate4" and open_gate != 4 else kind


def golden(name: str) -> list[dict[str, str]]:
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str, as_of: date) -> date | None:
    """The date that "90 days ago", "in 14 days" or "2027-03-01" tells; None if it is none."""
    if ago := re.fullmatch(r"(\d+) days? ago", text):
        return as_of - timedelta(days=int(ago[1]))
    if ahead := re.fullmatch(r"in (\d+) days?", text):
        return as_of + timedelta(days=int(ahead[1]))
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def points(text: str) -> int:
    """0.85 as basis points."""
    return int(Decimal(text) * 10_000)


def settings_of(text: str) -> dict[str, Any]:
    """The settings of "decay.mode=cliff; scope.tiers=1, 2, 3"."""
    pairs = (entry.split("=") for entry in text.split(";") if entry.strip())
    return {key.strip(): setting(key.strip(), value.strip()) for key, value in pairs}


def setting(key: str, text: str) -> Any:
    default = DEFAULTS[key]
    if isinstance(default, bool):
        return text == "true"
    if isinstance(default, list):
        items = [item.strip() for item in text.split(",")]
        return [int(item) if isinstance(default[0], int) else item for item in items]
    if isinstance(default, int):
        return points(text) if "." in text else int(text)
    return text


def clean_account(cells: Mapping[str, str], as_of: date) -> Row:
    """The account as the reference takes it: clean values."""
    return {header: clean_cell(header, cells.get(header, ""), as_of) for header in ACCOUNT_COLUMNS}


def clean_cell(header: str, text: str, as_of: date) -> Any:
    if not text:
        return None
    if header in DATES:
        known = text if text in {"yes", "no"} else BAD
        return day(text, as_of) or known
    if header in {"Tier", "ARR", "ACV"}:
        return int(text) if text.isdecimal() else BAD
    return text


def raw_account(cells: Mapping[str, str], as_of: date) -> Row:
    """The account as a sheet holds it: dates are date-times, all else is text."""
    return {header: raw_cell(header, cells.get(header, ""), as_of) for header in ACCOUNT_COLUMNS}


def raw_cell(header: str, text: str, as_of: date) -> Any:
    if not text:
        return None
    known = day(text, as_of) if header in DATES else None
    return text if known is None else datetime.combine(known, time())


def touches_of(cells: Mapping[str, str]) -> list[dict[str, str]]:
    """The touches of a situation as cells of text."""
    rows = [entry.split("|") for entry in cells.get("Touches", "").split(";") if entry.strip()]
    headers = ("Touch date", "Type", "Customer contact", "Internal person", "Outcome")
    return [dict(zip(headers, map(str.strip, row), strict=False)) for row in rows]


class Asked(NamedTuple):
    """One account given as cells of text, to be scored under some settings on a day."""

    cells: Mapping[str, str]
    settings: Mapping[str, Any]
    as_of: date


def score_all(scorer: Scorer, asked: Sequence[Asked]) -> list[Row]:
    """Score accounts with the reference or the product: one call for all that share settings.

    Each account stands alone, so it may stand in a table with others, as in a tracker.
    """
    together: dict[str, list[int]] = {}
    for place, one in enumerate(asked):
        together.setdefault(f"{one.as_of} {sorted(one.settings.items())}", []).append(place)
    found: dict[int, Row] = {}
    for places in together.values():
        _, settings, as_of = asked[places[0]]
        accounts, touches = [], []
        for place in places:
            account, own = rows_of(scorer, f"A-{place}", asked[place])
            accounts.append(account)
            touches += own
        rows = scorer(accounts, touches, settings, as_of)
        found |= dict(zip(places, rows, strict=True))
    return [found[place] for place in range(len(asked))]


def rows_of(scorer: Scorer, account_id: str, asked: Asked) -> tuple[Row, list[Row]]:
    """The row of Accounts and those of Touches, as the scorer takes them."""
    cells = {"Account": "Acme", **asked.cells, "Account ID": account_id}
    of_account, of_cell = (
        (clean_account, clean_cell) if scorer is reference_rows else (raw_account, raw_cell)
    )
    touches = [
        {
            header: of_cell(
                header, (touch | {"Account ID": account_id}).get(header, ""), asked.as_of
            )
            for header in TOUCH_COLUMNS
        }
        for touch in touches_of(cells)
    ]
    return of_account(cells, asked.as_of), touches


GREEN = {
    "Tier": "1",
    "Customer sponsor": "Anna Berg",
    "Internal executive": "Maria Holm",
    "Executive title": "VP Sales",
    "Two-way intro date": "400 days ago",
    "Last touch date": "10 days ago",
    "Business outcome": "Cut close from 9 to 5 days",
}
FAILS = {
    1: {"Customer sponsor": ""},
    2: {"Internal executive": ""},
    3: {"Two-way intro date": ""},
    4: {"Last touch date": "104 days ago"},
    5: {"Business outcome": ""},
}
both = pytest.mark.parametrize(
    "scorer", [reference_rows, product_rows], ids=["reference", "product"]
)


METHODS = ("Waterfall", "Weighted")
MODES = ("Linear cap", "Ramp cliff", "Cliff", "None")


def pattern(cells: Mapping[str, str]) -> str:
    return "".join(cells[f"Gate {gate}"] for gate in GATES)


def with_pattern(cells: Mapping[str, str]) -> dict[str, str]:
    """A green account with the gates of a pattern failed."""
    account = dict(GREEN)
    for gate in GATES:
        account |= {} if cells[f"Gate {gate}"] == "1" else FAILS[gate]
    return account


def touched(days: str) -> dict[str, str]:
    """A green account with its last touch so many days ago, or never."""
    return GREEN | {"Last touch date": "" if days == "never" else f"{days} days ago"}


@cache
def scored_patterns(scorer: Scorer) -> dict[tuple[str, str, bool], Row]:
    """Every pattern by either method, with and without the stale cap."""
    keys = [
        (pattern(cells), method, capped)
        for cells in golden("gate_patterns")
        for method in METHODS
        for capped in (False, True)
    ]
    accounts = {pattern(cells): with_pattern(cells) for cells in golden("gate_patterns")}
    asked = [
        Asked(
            accounts[gates],
            {"score.method": method.lower()} | ({} if capped else {"decay.stale_cap": 10_000}),
            AS_OF,
        )
        for gates, method, capped in keys
    ]
    return dict(zip(keys, score_all(scorer, asked), strict=True))


@both
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("cells", golden("gate_patterns"), ids=pattern)
def test_a_gate_pattern_has_its_published_score(
    scorer: Scorer, method: str, cells: dict[str, str]
) -> None:
    rows = scored_patterns(scorer)
    before_cap, after_cap = (rows[pattern(cells), method, capped] for capped in (False, True))

    assert "".join(str(after_cap[f"Gate {gate}"]) for gate in GATES) == pattern(cells)
    assert before_cap["Gate score"] == points(cells[method])
    assert after_cap["Gate score"] == points(cells[f"{method} after stale cap"])
    assert after_cap["Open gate"] == (int(cells["Open gate"]) if cells["Open gate"] else None)


@cache
def scored_decay(scorer: Scorer) -> dict[tuple[str, str], Row]:
    """A green account on each of the published days, in each mode of decay and each tier."""
    days = [cells["Days since touch"] for cells in golden("decay")]
    asked = {
        (age, mode): Asked(touched(age), {"decay.mode": mode.lower().replace(" ", "_")}, AS_OF)
        for age in days
        for mode in MODES
    }
    asked |= {
        (age, tier): Asked(touched(age) | {"Tier": tier}, {}, AS_OF)
        for age in days
        for tier in ("1", "2")
    }
    return dict(zip(asked, score_all(scorer, list(asked.values())), strict=True))


@both
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("cells", golden("decay"), ids=lambda cells: cells["Days since touch"])
def test_a_green_account_decays_as_published(
    scorer: Scorer, mode: str, cells: dict[str, str]
) -> None:
    row = scored_decay(scorer)[cells["Days since touch"], mode]

    assert row["Gate score"] == points(cells["Gate score"])
    assert row["Current score"] == points(cells[mode])
    assert (row["Status"] in {"Covered", "Slipping"}) == (cells["Covered"] == "yes")


@both
@pytest.mark.parametrize("tier", ["1", "2"])
@pytest.mark.parametrize("cells", golden("decay"), ids=lambda cells: cells["Days since touch"])
def test_linear_decay_turns_a_green_account_red_on_its_day(
    scorer: Scorer, tier: str, cells: dict[str, str]
) -> None:
    row = scored_decay(scorer)[cells["Days since touch"], tier]

    assert row["Red"] == (cells[f"Tier {tier} red"] == "yes")


@cache
def scored_situations(scorer: Scorer) -> dict[str, Row]:
    """Every situation by its name."""
    cases = golden("situations")
    asked = [
        Asked(cells, settings_of(cells["Settings"]), date.fromisoformat(cells["As of"]))
        for cells in cases
    ]
    rows = score_all(scorer, asked)
    return {cells["Case"]: row for cells, row in zip(cases, rows, strict=True)}


@both
@pytest.mark.parametrize("cells", golden("situations"), ids=lambda cells: cells["Case"])
def test_a_situation_scores_as_expected(scorer: Scorer, cells: dict[str, str]) -> None:
    row, as_of = scored_situations(scorer)[cells["Case"]], date.fromisoformat(cells["As of"])

    expected = {
        header.removeprefix("Expected "): text
        for header, text in cells.items()
        if header.startswith("Expected ") and text
    }
    assert expected
    assert {name: shown(row, name, as_of, text) for name, text in expected.items()} == expected


def test_every_situation_has_a_name_of_its_own() -> None:
    names = [cells["Case"] for cells in golden("situations")]
    assert len(set(names)) == len(names)


def shown(row: Row, name: str, as_of: date, expected: str) -> str:
    """A result in the words of the golden file."""
    if name == "gates":
        return "".join(str(row[f"Gate {gate}"]) for gate in GATES)
    value = row["Play kind" if name == "play" else name.capitalize()]
    if value is None:
        return "-"
    if name == "red":
        return "yes" if value else "no"
    if name.endswith("score"):
        return f"{Decimal(value) / 10_000:.{len(expected.partition('.')[2])}f}"
    if isinstance(value, date):
        return expected if value == day(expected, as_of) else value.isoformat()
    return str(value)
