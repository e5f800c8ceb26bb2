"""Functions of whole tables: what they take, and that they say what the command line says."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
import xlwings as xw

from addin import functions
from scoring.cleaning import clean
from scoring.coverage.redlist import red_list
from scoring.coverage.scorecard import scorecard, without_repeats
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS, COVERAGE, PATH, RED_LIST, SCORECARD, TOUCHES
from scoring.policy import Policy
from scoring.tables import ISSUES
from tests.functions.cells import (
    ACME,
    AS_OF,
    HEADERS,
    TOUCH_HEADERS,
    as_datetime,
    as_iso,
    as_serial,
    records,
    table,
)

DAY = as_datetime(AS_OF)
DATA = Path(__file__).parents[1] / "data"
FORMULA = "=cmd|'/c calc'!A0"
STARTS = ("=", "+", "-", "@", "\t", "\r")


def _scorecard(accounts, *rest):
    return functions.sponsor_scorecard(accounts, None, *rest)


def _path_to_target(accounts, *rest):
    return functions.sponsor_path_to_target(accounts, None, *rest)


WHOLE_TABLE = [
    functions.sponsor_scores,
    functions.sponsor_red_list,
    _scorecard,
    _path_to_target,
    functions.sponsor_issues,
]
TABLES = [COVERAGE, RED_LIST, SCORECARD, PATH, ISSUES]


def _export(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [[cell or None for cell in row] for row in csv.reader(file)]


def _as_csv(spill):
    """A spill as the command line writes its frame."""
    text = io.StringIO()
    shares = {"Gate score", "Current score"}
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(spill[0])
    for row in spill[1:]:
        cells = []
        for header, cell in zip(spill[0], row, strict=True):
            if isinstance(cell, dt.datetime):
                cells.append(cell.strftime("%Y-%m-%d"))
            elif header in shares and cell is not None:
                cells.append(f"{cell:.4f}")
            elif header == "ARR" and cell is not None:
                cells.append(f"{cell:.15g}")
            else:
                cells.append(cell)
        writer.writerow(cells)
    return text.getvalue()


@pytest.mark.parametrize(("function", "contract"), list(zip(WHOLE_TABLE, TABLES, strict=True)))
def test_headers_come_first(function, contract):
    assert function(table(ACME), DAY)[0] == contract.own_headers


def test_a_score_is_the_command_lines(run):
    accounts, touches = (DATA / f"crm_{table}.csv" for table in ("accounts", "touches"))
    day = dt.date(2017, 12, 31)
    told = run("score", accounts, "--touches", touches, "--as-of", day.isoformat()).out
    ranges = _export(accounts.name), _export(touches.name)
    assert _as_csv(functions.sponsor_scores(ranges[0], as_datetime(day), ranges[1])) == told


@pytest.mark.parametrize("headers", [TOUCHES.headers, TOUCHES.headers[:-1]])
def test_a_column_of_the_users_beside_a_trackers_own_stays_his(headers):
    """Also in a table that an earlier template made, without our latest columns."""
    row = {"Account ID": "A-1", "Touch date": DAY, "Type": "Call"}
    own = [header for header in headers if header != "Outcome"]
    touches = [[*own, "Status"], [*map(row.get, own), "Planned"]]
    (scored,) = records(functions.sponsor_scores(table(ACME), DAY, touches))
    assert scored["Days since touch"] == 0


_CELLS: dict[str, list[Any]] = {
    "Account": ["Acme", None, FORMULA, "@b", "-1", "#REF!", ""],
    "ARR": [500_000.0, "$60,000", None, 1_000, -5, "much"],
    "Tier": [None, 1, 2.0, "Tier 3", "gold"],
    "CS director": [None, "Ines Rocha", "+Ana"],
    "Region": [None, "EMEA", "=1+1"],
    "Customer sponsor": [None, "Anna Berg", "Bo Li", "no", "#REF!"],
    "Internal executive": [None, "Maria Holm"],
    "Business outcome": [None, "yes", "Costs down"],
    "Profile": [None, None, "Single buyer"],
    "Sponsor status": [None, None, "Departed"],
}
ROWS = 120


def _random_rows(seed):
    """Messy accounts; a few ids repeat or lack."""
    random = Random(seed)  # noqa: S311 - made-up accounts, nothing secret

    def day():
        return random.choice([None, AS_OF - dt.timedelta(days=random.randint(-5, 500))])

    return [
        {name: random.choice(cells) for name, cells in _CELLS.items()}
        | {
            "Account ID": random.choice([f"A-{n}", n, "A-1", None, FORMULA]),
            "Two-way intro date": random.choice([day(), "yes", "no", "soon"]),
            "Last touch date": day(),
        }
        for n in range(ROWS)
    ]


def _for_host(rows, host):
    return table(
        *(
            {name: host(cell) if isinstance(cell, dt.date) else cell for name, cell in row.items()}
            for row in rows
        )
    )


@pytest.mark.parametrize("host", [as_datetime, as_serial, as_iso])
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.slow
def test_any_table_gets_what_the_rules_give_it(seed, host):
    cells = _for_host(_random_rows(seed), host)
    policy = Policy.load()
    raw = pd.DataFrame(cells[1:], columns=cells[0], index=range(2, len(cells) + 1), dtype=object)
    known, _ = clean(raw, ACCOUNTS, policy, AS_OF)
    scored = score_accounts(known, policy, AS_OF)
    spill = functions.sponsor_scores(cells, host(AS_OF))
    assert len(spill) == 1 + len(scored)
    for row, (_, expected) in zip(records(spill), scored.iterrows(), strict=True):
        for name in ("Status", "Red", "Next play", "Explanation", "Open gate", "Play due"):
            value = expected[name]
            assert row[name] == (None if pd.isna(value) else value), name
        for name in ("Gate score", "Current score"):
            points = expected[name]
            assert row[name] == (None if pd.isna(points) else points / 10_000)
    assert len(functions.sponsor_red_list(cells, host(AS_OF))) == 1 + len(
        red_list(scored, policy, AS_OF)
    )
    assert len(functions.sponsor_scorecard(cells, "All", host(AS_OF))) == 2
    card = without_repeats(scorecard(scored, policy, AS_OF), scored, policy.on(AS_OF))
    assert len(functions.sponsor_scorecard(cells, None, host(AS_OF))) == 1 + len(card)


@pytest.mark.parametrize("function", WHOLE_TABLE)
def test_what_comes_out_is_plain_and_no_formula(function):
    spill = function(_for_host(_random_rows(0), as_datetime), DAY)
    assert len({len(row) for row in spill}) == 1
    for cell in (cell for row in spill for cell in row):
        assert cell is None or type(cell) in (str, int, float, dt.datetime), cell
        assert not (isinstance(cell, float) and math.isnan(cell))
        if isinstance(cell, str) and cell.startswith(STARTS):
            float(cell)
        assert cell != "#REF!"


def test_hostile_text_comes_out_with_an_apostrophe():
    row = ACME | {"Account": FORMULA, "CS director": "\uff1d1+1"}
    spilled = records(functions.sponsor_scores(table(row), DAY))[0]
    assert spilled["Account"] == "'" + FORMULA
    assert spilled["CS director"] == "'\uff1d1+1"


def test_hostile_text_in_issues_comes_out_with_an_apostrophe():
    found = records(functions.sponsor_issues(table(ACME | {"Last touch date": FORMULA}), DAY))
    assert "'" + FORMULA in [row["Value"] for row in found]


def test_issues_tell_the_row_of_the_range():
    cells = table(ACME, ACME | {"Account ID": "A-2", "Last touch date": "31/02/2027"})
    found = records(functions.sponsor_issues(cells, DAY))
    unreadable = [row for row in found if row["Code"] == "DATE_UNREADABLE"]
    assert [(row["Row"], row["Account ID"]) for row in unreadable] == [(3, "A-2")]


@pytest.mark.parametrize("function", WHOLE_TABLE)
@pytest.mark.parametrize("nothing", [None, "", [], [[]], [[None]], [[None, ""], [None, None]]])
def test_no_accounts_at_all_is_refused(function, nothing):
    with pytest.raises(
        xw.XlwingsError, match=r"^accounts is empty\. Pass the table with its header"
    ):
        function(nothing, DAY)


@pytest.mark.parametrize("function", WHOLE_TABLE)
@pytest.mark.parametrize(
    "cells",
    [
        [["A-1", "Acme", 500_000.0], ["A-2", "Bern", 60_000.0]],
        [["A-1"], ["A-2"]],
        [46_000.0, "Acme", None],
        "A-1",
    ],
)
def test_a_range_without_headers_is_refused_in_one_line(function, cells):
    with pytest.raises(xw.XlwingsError, match="Name the column as said, or check") as refused:
        function(cells, DAY)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("function", WHOLE_TABLE)
def test_a_header_row_alone_gives_headers(function):
    spill = function([HEADERS], DAY)
    assert spill[0]
    assert function(HEADERS, DAY) == spill


def test_blank_rows_and_a_longer_range_change_nothing():
    cells = table(ACME, {}, ACME | {"Account ID": "A-2"}, *[{"Account": ""}] * 5)
    short = table(ACME, ACME | {"Account ID": "A-2"})
    assert functions.sponsor_scores(cells, DAY) == functions.sponsor_scores(short, DAY)


def test_headers_may_be_empty_numbers_or_aliases():
    cells = [
        ["Customer ID", "Customer", "ARR (USD)", None, 2027.0, ""],
        ["A-1", "Acme", 1e6, 1, 2, 3],
    ]
    spilled = records(functions.sponsor_scores(cells, DAY))[0]
    assert (spilled["Account ID"], spilled["Account"], spilled["Tier"]) == ("A-1", "Acme", 1)


@pytest.mark.parametrize("omitted", [None, "", 0, [[None]], [[None, None]], [TOUCH_HEADERS]])
def test_omitted_touches_leave_the_last_touch_to_decide(omitted):
    spilled = functions.sponsor_scores(table(ACME), DAY, omitted)
    assert records(spilled)[0]["Days since touch"] == 10


@pytest.mark.parametrize("host", [as_datetime, as_serial, as_iso])
def test_touches_win(host):
    touches = [TOUCH_HEADERS, ["A-1", host(dt.date(2027, 2, 28)), "Call"]]
    for function in (functions.sponsor_scores, functions.sponsor_red_list):
        function(table(ACME), host(AS_OF), touches)
    spilled = records(functions.sponsor_scores(table(ACME), host(AS_OF), touches))[0]
    assert spilled["Days since touch"] == 1


def test_touches_without_a_date_column_are_refused():
    with pytest.raises(xw.XlwingsError, match="Touches has no column Touch date"):
        functions.sponsor_scores(table(ACME), DAY, [["Account ID"], ["A-1"]])


def test_cell_errors_of_classic_excel_are_errors_and_no_names():
    for code in (-2146826245, -2146826265):
        row = ACME | {"Customer sponsor": code, "ARR": 500_000.0}
        assert records(functions.sponsor_scores(table(row), DAY))[0]["Status"] == "Data issue"


@pytest.mark.parametrize(
    ("by", "views"),
    [
        ("tier", {"Tier"}),
        ("CS director", {"CS director"}),
        ("Director", {"CS director"}),
        ("region", {"Region"}),
        ("All", {"All"}),
        (None, {"All", "Tier", "CS director"}),
        (0, {"All", "Tier", "CS director"}),
        ([["Tier"]], {"Tier"}),
    ],
)
def test_a_scorecard_is_cut_by_what_is_asked(by, views):
    card = records(functions.sponsor_scorecard(table(ACME), by, DAY))
    assert {row["View"] for row in card} == views


def test_an_unknown_cut_is_refused():
    with pytest.raises(xw.XlwingsError, match=r'by "Colour" is not a view\. Use one of All, Tier'):
        functions.sponsor_scorecard(table(ACME), "Colour", DAY)


def test_a_path_is_that_of_the_tier():
    rows = [
        ACME | {"Account ID": f"A-{n}", "Business outcome": None, "ARR": arr}
        for n, arr in enumerate([5e5, 6e4, 6e4])
    ]
    rows = [row | {"Two-way intro date": None} for row in rows] + [ACME | {"Account ID": "A-9"}]
    every = records(functions.sponsor_path_to_target(table(*rows), None, DAY))
    second = records(functions.sponsor_path_to_target(table(*rows), "Tier 2", as_serial(AS_OF)))
    assert {row["Tier"] for row in every} == {1, 2}
    assert second == [row for row in every if row["Tier"] == 2]
    assert all(row["Rate after"] > 0 for row in second)


def test_an_omitted_as_of_is_today(monkeypatch):
    monkeypatch.setattr("addin.functions.arguments.today", lambda: AS_OF)
    for function in WHOLE_TABLE:
        assert function(table(ACME)) == function(table(ACME), DAY)


def test_a_bad_as_of_is_refused():
    for function in WHOLE_TABLE:
        with pytest.raises(xw.XlwingsError, match='as_of "next Monday" is not a date'):
            function(table(ACME), "next Monday")


UNSEEN = [
    "\u200b",
    "\ufeff",
    "\u00a0 \u200e",
    "\t",
    "\u200b \u200b \u200b",
    "\u00ad",
    "\u3164",
    "\u2800",
]


@pytest.mark.parametrize("header", ["Customer sponsor", "Internal executive", "Business outcome"])
def test_what_nobody_sees_passes_no_gate(header):
    rows = [ACME | {"Account ID": f"A-{n}", header: cell} for n, cell in enumerate([None, *UNSEEN])]
    empty, *unseen = records(functions.sponsor_scores(table(*rows), DAY))
    assert empty["Gate score"] < 1
    for cell, row in zip(UNSEEN, unseen, strict=True):
        assert row | {"Account ID": empty["Account ID"]} == empty, ascii(cell)
