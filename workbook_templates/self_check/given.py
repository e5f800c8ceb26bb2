"""What the self-check refers to: accounts, touches, single cells, and how a formula names them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

AS_OF = dt.datetime(2027, 3, 1)
EPOCH = dt.datetime(1899, 12, 30)
FORMULA_TEXT = "=cmd|'/c calc'!A0"
CELL_ERROR = "#DIV/0!"

HEADERS = (
    "Account ID",
    "Account",
    "ARR",
    "CS director",
    "Customer sponsor",
    "Internal executive",
    "Two-way intro date",
    "Last touch date",
    "Business outcome",
    "Profile",
)
TOUCH_HEADERS = ("Account ID", "Touch date", "Type")


def days_ago(days: int) -> dt.datetime:
    """Midnight of the day that many days before the as-of date."""
    return AS_OF - dt.timedelta(days=days)


ACCOUNTS: tuple[tuple[Any, ...], ...] = (
    ("A-1", "Acme", 500_000, "Ines Rocha", "Anna Berg", "Maria Holm", days_ago(273),
     days_ago(10), "Costs down by 10%", None),
    ("A-2", "Borealis", 260_000, "Ines Rocha", "Bo Li", "Maria Holm", days_ago(200),
     days_ago(60), "Onboarding in half the time", None),
    ("A-3", "Cobalt", 60_000, "Omar Diaz", "Cleo Fox", "Jan Smit", "2026-06-01",
     days_ago(80), None, None),
    ("A-4", FORMULA_TEXT, 120_000, "Omar Diaz", None, None, None, None, None, None),
    ("A-5", "Dune", 70_000, "Omar Diaz", "Dee Roy", None, "yes", days_ago(5), None,
     "Single buyer"),
    ("A-6", "Elm", 5_000, "Omar Diaz", None, None, None, None, None, None),
    ("A-7", "Fjord", 300_000, "Ines Rocha", "Eva Lind", "Jan Smit", None, days_ago(20),
     None, None),
)  # fmt: skip
TOUCHES: tuple[tuple[Any, ...], ...] = (
    ("A-2", days_ago(1), "Call"),
    ("A-3", days_ago(3), "Meeting"),
)

# Rows of the sheet Data, counted from 1 as Excel does.
ACCOUNTS_ROW, TOUCHES_ROW, CELLS_ROW = 4, 13, 18

CELLS: dict[str, Any] = {
    "a real date": AS_OF,
    "a date as text": AS_OF.date().isoformat(),
    "a date as a number": float((AS_OF - EPOCH).days),
    "an empty cell": None,
    "an error": CELL_ERROR,
    "a day that does not exist": "31/02/2027",
    "a date of two meanings": "03/04/2026",
}
"""Single cells on the sheet Data, in order, by what they hold."""


def serial(days: int) -> float:
    """The number that Excel has for the day that many days before the as-of date."""
    return float((days_ago(days) - EPOCH).days)


class _LeftOut:
    """The value of an argument that is left out."""


LEFT_OUT = _LeftOut()
TEN_DAYS_AGO = "TODAY()-10"
"""Stands for a value that is known only when Excel works it out."""


@dataclass(frozen=True)
class Given:
    """An argument: how it stands in the formula, and its value; rows of cells for a range."""

    formula: str
    value: Any


@dataclass(frozen=True)
class Check:
    """One row of the self-check.

    Attributes:
        what: is checked.
        function: that is called.
        arguments: of the call.
        expected: value of the cell; None for an empty one.
        pick: row and column of a spill that is looked at, (0, 0) for its size.
        is_error: whether the answer has to be a sentence that begins as expected.
    """

    what: str
    function: str
    arguments: tuple[Given, ...]
    expected: Any
    pick: tuple[int, int] | None = None
    is_error: bool = False

    @property
    def call(self) -> str:
        """The formula that calls the function, without its equals sign."""
        given = ",".join(argument.formula for argument in self.arguments).rstrip(",")
        return f"{self.function}({given})"


NONE = Given("", LEFT_OUT)


def text(value: str) -> Given:
    """A text typed into the formula."""
    doubled = value.replace('"', '""')
    return Given(f'"{doubled}"', value)


def number(value: float) -> Given:
    """A number typed into the formula."""
    return Given(f"{value:.15g}", float(value))


def data(name: str) -> Given:
    """One of the single cells of the sheet Data."""
    row = CELLS_ROW + list(CELLS).index(name)
    return Given(f"Data!$B${row}", [[CELLS[name]]])


def of_account(place: int, header: str) -> Given:
    """A cell of an account on the sheet Data."""
    column = HEADERS.index(header)
    letter, row = "ABCDEFGHIJ"[column], ACCOUNTS_ROW + 1 + place
    return Given(f"Data!${letter}${row}", [[ACCOUNTS[place][column]]])


def _rows(headers: Iterable[str], body: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(headers), *map(list, body)]


ALL_ACCOUNTS = Given("Check_accounts[#All]", _rows(HEADERS, ACCOUNTS))
ALL_TOUCHES = Given("Check_touches[#All]", _rows(TOUCH_HEADERS, TOUCHES))
DAY = data("a real date")
