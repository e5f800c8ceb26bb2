"""The worked examples of a page of docs: read from its tables, and run in a tracker.

A table of examples has the headers *example*, *given* and *comes out*. What can't be read is an
error, so that no example stands on the page without being run. Docs/rules.md says how to write one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from scoring.areas import TABLES
from scoring.errors import SponsorCoverageError
from tests.reference.firms import ACCOUNT_COLUMNS, TOUCH_COLUMNS, Refresh
from tests.reference.product import Product

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.reference.rules import Row

HEADERS = ["example", "given", "comes out"]
MONDAY = date(2027, 3, 1)
GREEN: dict[str, str] = {
    "Account": "Acme",
    "ARR": "300000",
    "Tier": "1",
    "CS director": "Helen Marsh",
    "Customer sponsor": "Anna Berg",
    "Internal executive": "Maria Holm",
    "Executive title": "VP Sales",
    "Two-way intro date": "400 days ago",
    "Last touch date": "10 days ago",
    "Business outcome": "Close in 5 days",
}
# How an account stood in a week before; each word changes the green account.
WEEKS: dict[str, dict[str, str]] = {
    "green": {},
    "red": {"Two-way intro date": "no"},
    "named": dict.fromkeys(
        ("Internal executive", "Two-way intro date", "Last touch date", "Business outcome"), ""
    ),
    "waived": {
        "Two-way intro date": "no",
        "Waiver reason": "Sponsor declined",
        "Waiver approver": "Noor Haddad",
        "Waiver expires": "in 60 days",
    },
}
LOOKED_UP = ("Coverage", "Red list", "Standup")
# What stands there does not hang on the other accounts.
ALONE = ("Coverage", "Red list")


# What docs/board.md calls the cells of the slide, and how they are named.
SLIDE = {
    "Slide: Tier 1": "board_t1_rate",
    "Slide: first line": "board_t1_gap",
    "Slide: second line": "board_t1_change",
    "Slide: small print": "board_t1_note",
    "Slide: ARR on the red list": "board_arr_at_risk",
    "Slide: red accounts": "board_red",
    "Slide: escalations": "board_escalations",
    "Slide: owner of the first": "board_red_1_owner",
}


class ExampleError(ValueError):
    """An example that can't be read."""


@dataclass
class Account:
    """One account of an example: what differs from the green one, and its touches."""

    cells: dict[str, str] = field(default_factory=dict)
    touches: list[list[str]] = field(default_factory=list)


@dataclass
class Example:
    """One line of a table of examples."""

    name: str
    expected: list[tuple[str, str, str]]
    accounts: list[Account] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    weeks: list[str] = field(default_factory=list)
    as_of: date = MONDAY


def examples_in(page: Path) -> Iterator[Example]:
    """Each example of a page.

    Raises:
        ExampleError: a row of a table of examples can't be read.
    """
    inside = False
    for line in page.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells == HEADERS:
            inside = True
        elif inside and set(line) - set("|-: "):
            if len(cells) != len(HEADERS):
                raise ExampleError(f"{line!r} has {len(cells)} cells")
            yield example_of(*cells)


def example_of(name: str, given: str, expected: str) -> Example:
    """The example that a row of a table tells."""
    found = Example(name, [outcome_of(part) for part in parts(expected, ";")])
    for group in parts(given, " / "):
        account, times = Account(), 1
        for part in parts(group, ";"):
            if count := re.fullmatch(r"(\d+) alike", part):
                times = int(count[1])
            elif setting := re.fullmatch(r"`([a-z_0-9.]+)` = (.+)", part):
                found.settings[setting[1]] = typed_setting(setting[2])
            elif day := re.fullmatch(r"as of (\d{4}-\d\d-\d\d)", part):
                found.as_of = date.fromisoformat(day[1])
            elif weeks := re.fullmatch(r"weeks before: (.+)", part):
                found.weeks = [word.strip() for word in weeks[1].split(",")]
            elif touch := re.fullmatch(r"touch (.+)", part):
                account.touches.append([word.strip() for word in touch[1].split(",")])
            elif part != "green":
                header, value = cell_of(part)
                account.cells[header] = value
        found.accounts += [account] * times
    unknown = set(found.weeks) - {*WEEKS, "skipped"}
    if unknown:
        raise ExampleError(f"{name}: no week is {unknown}")
    return found


def parts(text: str, mark: str) -> list[str]:
    """The parts of a cell."""
    return [part.strip() for part in text.split(mark) if part.strip()]


def cell_of(part: str) -> tuple[str, str]:
    """A header of Accounts and the value under it.

    Raises:
        ExampleError: it begins with no header of Accounts.
    """
    for header in sorted(ACCOUNT_COLUMNS, key=len, reverse=True):
        if part.startswith(f"{header} "):
            value = part.removeprefix(header).strip()
            return header, "" if value == "empty" else value
    raise ExampleError(f"{part!r} begins with no column of Accounts")


def outcome_of(part: str) -> tuple[str, str, str]:
    """(sheet, header, value) of an expected cell; the sheet may be left to the header.

    Raises:
        ExampleError: no sheet has such a column.
    """
    if part.startswith("gates "):
        return "Coverage", "gates", part.removeprefix("gates ")
    for words, cell in SLIDE.items():
        if part.startswith(f"{words} "):
            return "Board", cell, part.removeprefix(words).strip()
    sheets = ("Scorecard", "Path to target", "Trend", "Audit", "Issues", *LOOKED_UP)
    named = next((sheet for sheet in sheets if part.startswith(f"{sheet}: ")), None)
    rest = part.removeprefix(f"{named}: ")
    for sheet in [named] if named else LOOKED_UP:
        for header in sorted(TABLES[sheet].headers, key=len, reverse=True):
            if rest.startswith(f"{header} "):
                return sheet, header, rest.removeprefix(header).strip()
    raise ExampleError(f"{part!r} begins with no column that a refresh makes")


def run(examples: Sequence[Example]) -> list[list[str]]:
    """What comes out otherwise than the page says, one line a cell, for each example.

    Examples of one account that ask for nothing but its own cells share a tracker.
    """
    together: dict[str, list[Example]] = {}
    for place, example in enumerate(examples):
        shared = (
            len(example.accounts) == 1
            and not example.weeks
            and all(sheet in ALONE for sheet, _, _ in example.expected)
        )
        key = f"{example.settings} {example.as_of}" if shared else str(place)
        together.setdefault(key, []).append(example)
    wrong = {
        id(example): found
        for group in together.values()
        for example, found in zip(group, run_together(group), strict=True)
    }
    return [wrong[id(example)] for example in examples]


def run_together(group: Sequence[Example]) -> list[list[str]]:
    """The same for examples in one tracker; where it is refused, why."""
    try:
        return outcomes_in_a_tracker(group)
    except SponsorCoverageError as error:
        return [[f"{example.name}: {error}"] for example in group]


def outcomes_in_a_tracker(group: Sequence[Example]) -> list[list[str]]:
    """The same where the accounts stand one below the other."""
    first = group[0]
    product = Product(first.settings)
    standing: dict[tuple[str, str], Any] = {}
    weeks = first.weeks
    for ago, word in zip(range(len(weeks), 0, -1), weeks, strict=True):
        day = first.as_of - timedelta(weeks=ago)
        if word != "skipped":
            standing = refresh(product, group, day, standing, word)
    refresh(product, group, first.as_of, standing)
    asked = {sheet for example in group for sheet, _, _ in example.expected}
    sheets = {sheet: product.rows(sheet) for sheet in {"Coverage", *asked} - {"Board"}}
    sheets["Board"] = [product.board()]
    found = []
    number = 0
    for example in group:
        coverage = sheets["Coverage"][number]
        number += len(example.accounts)
        found.append(
            [
                f"{example.name}: {sheet}, {header} is {value}, not {expected}"
                for sheet, header, expected in example.expected
                for value in [value_of(sheets[sheet], coverage, sheet, header)]
                if not says(value, expected, example.as_of)
            ]
        )
    return found


def refresh(
    product: Product,
    group: Sequence[Example],
    day: date,
    standing: dict[tuple[str, str], Any],
    week: str = "",
) -> dict[tuple[str, str], Any]:
    """Type what the accounts are in a week, refresh, and give back what stands there."""
    typed: dict[tuple[str, str], Any] = {}
    touches = []
    accounts = [account for example in group for account in example.accounts]
    for number, account in enumerate(accounts, start=1):
        key = f"A-{number:03}"
        blank = dict.fromkeys(ACCOUNT_COLUMNS, "") | {"Account ID": key}
        # Earlier weeks are those of the first account; the others stood as they do.
        own = WEEKS[week] if week and number == 1 else account.cells
        for header, text in (blank | GREEN | own).items():
            typed[key, header] = typed_value(text, day)
        for touch in account.touches:
            headers = ("Touch date", "Type", "Customer contact", "Internal person", "Outcome")
            told = dict(zip(headers, touch, strict=False))
            row: Row = dict.fromkeys(TOUCH_COLUMNS) | told | {"Account ID": key}
            row["Touch date"] = typed_value(row["Touch date"], group[0].as_of)
            touches.append({header: value or None for header, value in row.items()})
    changed = {place: value for place, value in typed.items() if standing.get(place) != value}
    product.refreshed(Refresh(day, changed, [], [], touches, {}))
    return typed


def typed_setting(text: str) -> Any:
    """A value of Settings as the user types it."""
    if re.fullmatch(r"\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"\d+\.\d+", text) else text


def typed_value(text: str, day: date) -> Any:
    """A cell as the user types it: a date where the text tells one."""
    return date_of(text, day) or (text or None)


def date_of(text: str, day: date) -> date | None:
    """The date that "90 days ago", "in 14 days", "today" or "2027-03-01" tells."""
    if ago := re.fullmatch(r"(\d+) days? ago", text):
        return day - timedelta(days=int(ago[1]))
    if ahead := re.fullmatch(r"in (\d+) days?", text):
        return day + timedelta(days=int(ahead[1]))
    if text == "today":
        return day
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def value_of(rows: Sequence[Row], coverage: Row, sheet: str, header: str) -> Any:
    """A cell of an account, of its tier's row, of its director's, or of the first row."""
    if header == "gates":
        return "".join(str(int(coverage[f"Gate {gate}"])) for gate in range(1, 6))
    if sheet in LOOKED_UP:
        rows = [row for row in rows if row["Account ID"] == coverage["Account ID"]]
    if sheet == "Scorecard":
        view = "CS director" if header.startswith("Bonus") else "Tier"
        rows = [row for row in rows if (row["View"], row["Tier"]) == (view, coverage["Tier"])]
    if sheet == "Trend":
        rows = rows[-1:]
    return rows[0][header] if rows else None


def says(value: Any, expected: str, day: date) -> bool:
    """Whether a cell is what the page says, to the digits that the page has."""
    if expected == "empty":
        return value is None
    if value is None:
        return False
    if isinstance(value, date | datetime):
        return date_of(expected, day) == value
    if isinstance(value, str):
        return value == expected
    if expected in ("yes", "no"):
        return bool(value) == (expected == "yes")
    number = Decimal(expected.removesuffix("%").replace("–", "-"))
    own = Decimal(repr(float(value)))
    if expected.endswith("%"):
        own *= 100
    return own.quantize(Decimal(1).scaleb(int(number.as_tuple().exponent)), ROUND_HALF_UP) == number
