"""Writes the generated part of docs/functions.md.

    python -m addin.build

Help and arguments come from addin/functions; every answer and every error in it is what the
function really says. What stands above the marker is written by hand and stays.
"""

from __future__ import annotations

import datetime as dt
import inspect
from pathlib import Path
from typing import Any

import xlwings as xw

from addin import functions
from workbook_templates.self_check.given import (
    ACCOUNTS,
    AS_OF,
    HEADERS,
    LEFT_OUT,
    NONE,
    Check,
    Given,
    days_ago,
    number,
    text,
)

MARKER = "<!-- Everything below is written by: python -m addin.build -->"
PAGE = Path(__file__).parents[2] / "docs" / "functions.md"

_SAMPLE = [list(HEADERS), *map(list, (ACCOUNTS[0], ACCOUNTS[1], ACCOUNTS[6]))]
_ACCOUNTS = Given("Accounts[#All]", _SAMPLE)
_DAY = Given("B1", AS_OF)
_ONE = (
    text("Anna Berg"),
    text("Maria Holm"),
    text("2026-06-01"),
    text(days_ago(60).date().isoformat()),
    text("Costs down by 10%"),
    _DAY,
)
_ONE_OF_TIER = (*_ONE, NONE, number(1))
_RATED = Given("E2:E4", [[1.0], [0.85], [0.5]]), Given("C2:C4", [[1.0], [1.0], [1.0]])

_EXAMPLES: dict[str, tuple[Given, ...]] = {
    "sponsor_scores": (_ACCOUNTS, _DAY),
    "sponsor_red_list": (_ACCOUNTS, _DAY),
    "sponsor_scorecard": (_ACCOUNTS, text("Tier"), _DAY),
    "sponsor_path_to_target": (_ACCOUNTS, number(1), _DAY),
    "sponsor_issues": (_ACCOUNTS, _DAY),
    "sponsor_score": _ONE,
    "sponsor_current_score": _ONE,
    "sponsor_next_play": _ONE_OF_TIER,
    "sponsor_play_due": _ONE_OF_TIER,
    "sponsor_covered_until": (*_ONE[:3], text("2027-02-19"), *_ONE[4:], NONE, number(1)),
    "sponsor_explain": _ONE_OF_TIER,
    "sponsor_status": (number(0.85), number(1), number(0.75)),
    "sponsor_tier": (number(260_000),),
    "sponsor_rate": (*_RATED, number(1)),
    "sponsor_target": (number(1), _DAY),
    "sponsor_parameter": (text("coverage.threshold"),),
}
"""A worked example of each function, in the order of the page."""

_SHOWN = {
    "sponsor_scores": ("Account", "Tier", "Gate score", "Current score", "Status", "Next play"),
    "sponsor_red_list": ("Account", "Tier", "ARR", "Current score", "Next play", "Play due"),
    "sponsor_scorecard": ("View", "Name", "Accounts", "Covered", "Coverage rate", "Target", "Gap"),
    "sponsor_path_to_target": ("Tier", "Step", "Account", "Plays", "Rate after"),
    "sponsor_issues": ("Row", "Account ID", "Column", "Code", "Fix"),
}
"""Of a spill, the columns that the page has room for."""

_BAD: dict[str, Any] = {
    "accounts": [["Name", "Amount"], ["Acme", 500_000]],
    "touches": [["Account ID", "Owner"], ["A-1", "Ines Rocha"]],
    "as_of": "31/02/2027",
    "by": "Colour",
    "tier": "gold",
    "customer_sponsor": "#REF!",
    "internal_executive": "#REF!",
    "intro": "soon",
    "last_touch": "03/04/2026",
    "outcome": "#REF!",
    "profile": "bulk",
    "score": 85,
    "current_score": "high",
    "arr": "much",
    "scores": [[1.0], [0.85]],
    "tiers": [["gold"], [1.0], [1.0]],
    "statuses": [["Covered"], ["Waived"]],
    "current_scores": [["high"], [0.85], [0.85]],
    "name": "coverage.treshold",
}
"""For each argument, something that is refused."""


def reference() -> str:
    """The generated part of the page, from the marker on."""
    return "\n\n".join([MARKER, _sample(), *map(_section, _EXAMPLES)]) + "\n"


def _sample() -> str:
    return (
        "## The functions\n\nThe examples of whole tables use this table, named Accounts; cell B1 "
        f"holds the date {_shown(AS_OF)}.\n\n{_table(_SAMPLE)}"
    )


def _section(name: str) -> str:
    function = getattr(functions, name)
    parameters = inspect.signature(function).parameters
    told = functions.ARGUMENT_HELP[name]
    optional = {key for key, given in parameters.items() if given.default is None}
    signature = ", ".join(f"[{key}]" if key in optional else key for key in parameters)
    arguments = "\n".join(f"| {key} | {told[key]} |" for key in parameters)
    example = Check("", name, _EXAMPLES[name], None)
    parts = [
        f"### {name}",
        inspect.getdoc(function) or "",
        f"    {name}({signature})",
        f"| argument | what it is |\n| --- | --- |\n{arguments}",
        f"Example:\n\n    ={example.call}",
        _answer(name),
        "What it says when something is wrong:",
        "\n".join(f"* {said}" for said in _errors(name)),
    ]
    return "\n\n".join(parts)


def _values(name: str) -> list[Any]:
    given = [argument.value for argument in _EXAMPLES[name]]
    return [None if value is LEFT_OUT else value for value in given]


def _answer(name: str) -> str:
    """What the example answers, as a table or as a line."""
    answer = getattr(functions, name)(*_values(name))
    if name not in _SHOWN:
        return f"gives `{_shown(answer)}`."
    headers = _SHOWN[name]
    places = [answer[0].index(header) for header in headers]
    rows = [[row[place] for place in places] for row in answer]
    width = len(answer[0])
    every = f"All of them: {', '.join(answer[0])}." if width > len(headers) else ""
    return (
        f"spills {len(answer)} rows and {width} columns, among them:\n\n{_table(rows)}\n\n{every}"
    ).rstrip()


def _errors(name: str) -> list[str]:
    """The sentence for something refused in each argument, once each."""
    function = getattr(functions, name)
    said: dict[str, None] = {}
    for place, argument in enumerate(inspect.signature(function).parameters):
        cells = [*_values(name), *[None] * (place + 1)][: max(len(_values(name)), place + 1)]
        cells[place] = _BAD[argument]
        try:
            function(*cells)
        except xw.XlwingsError as error:
            said[str(error)] = None
        else:
            message = f"{name} takes {_BAD[argument]!r} for {argument}"
            raise AssertionError(message)
    return list(said)


def _table(rows: list[list[Any]]) -> str:
    head, *body = ([_shown(cell).replace("|", "\\|") for cell in row] for row in rows)
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _shown(cell: Any) -> str:
    """A cell as the page shows it."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float):
        return f"{cell:g}" if abs(cell) < 1 or cell % 1 else f"{cell:.0f}"
    return "" if cell is None else str(cell)


def written(page: str) -> str:
    """The page with its generated part made anew."""
    head, marker, _ = page.partition(MARKER)
    if not marker:
        message = f"{PAGE.name} has lost the line that tells where the generated part begins."
        raise ValueError(message)
    return head + reference()
