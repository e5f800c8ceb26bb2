"""The checks of the self-check workbook: what is asked, in which formula, and what must come out.

What must come out is worked out by the rules for whole tables, on the way that the command line
takes, and never by the worksheet functions that are checked.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.cleaning import clean
from scoring.coverage import tables as coverage
from scoring.coverage.path import path_to_target
from scoring.coverage.redlist import red_list
from scoring.coverage.scorecard import scorecard
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import COVERAGE, PATH, RED_LIST, SCORECARD
from scoring.coverage.views import TIER, rows_of
from scoring.parameters import FULL
from scoring.policy import Policy
from scoring.tables import ISSUES
from scoring.tables.writing import harmless, to_cells
from workbook_templates.self_check.given import (
    ACCOUNTS,
    ACCOUNTS_ROW,
    ALL_ACCOUNTS,
    ALL_TOUCHES,
    AS_OF,
    CELLS_ROW,
    DAY,
    HEADERS,
    NONE,
    TEN_DAYS_AGO,
    TOUCH_HEADERS,
    TOUCHES,
    Check,
    Given,
    data,
    days_ago,
    number,
    of_account,
    serial,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def _policy() -> Policy:
    return Policy.load()


@cache
def spills() -> dict[str, list[list[Any]]]:
    """What each function of a whole table must spill, headers first, by the rules for tables."""
    policy, day = _policy(), AS_OF.date()
    raw = pd.DataFrame(ACCOUNTS, columns=HEADERS, dtype=object)
    raw.index = pd.RangeIndex(2, 2 + len(raw))
    touches = pd.DataFrame(TOUCHES, columns=TOUCH_HEADERS, dtype=object)
    touches.index = pd.RangeIndex(2, 2 + len(touches))
    known, problems = clean(raw, coverage.ACCOUNTS, policy, day)
    logged, _ = clean(touches, coverage.TOUCHES, policy, day)
    scored = score_accounts(known, policy, day)
    card = scorecard(scored, policy, day)
    frames = {
        "scores": (scored, COVERAGE),
        "scores with touches": (score_accounts(known, policy, day, logged), COVERAGE),
        "red list": (red_list(scored, policy, day), RED_LIST),
        "scorecard": (rows_of(TIER, card), SCORECARD),
        "path": (path_to_target(scored, policy, day), PATH),
        "issues": (problems, ISSUES),
    }
    return {name: _plain(to_cells(frame, table)) for name, (frame, table) in frames.items()}


def _plain(cells: pd.DataFrame) -> list[list[Any]]:
    there = cells.astype(object).where(cells.notna(), None)
    rows = [[_plain_cell(cell) for cell in row] for row in there.itertuples(index=False)]
    return [list(cells.columns), *rows]


def _plain_cell(cell: Any) -> Any:
    if isinstance(cell, pd.Timestamp):
        return cell.to_pydatetime()
    return harmless(cell.item() if hasattr(cell, "item") else cell)


SPILLING = {
    "scores": ("sponsor_scores", (ALL_ACCOUNTS, DAY)),
    "scores with touches": ("sponsor_scores", (ALL_ACCOUNTS, DAY, ALL_TOUCHES)),
    "red list": ("sponsor_red_list", (ALL_ACCOUNTS, DAY)),
    "scorecard": ("sponsor_scorecard", (ALL_ACCOUNTS, text("Tier"), DAY)),
    "path": ("sponsor_path_to_target", (ALL_ACCOUNTS, NONE, DAY)),
    "issues": ("sponsor_issues", (ALL_ACCOUNTS, DAY)),
}
"""The calls whose whole spill stands on the sheet Spills."""

_LOOKED_AT = {
    "scores": ("Account", "Tier", "Current score", "Status", "Play due"),
    "scores with touches": ("Days since touch", "Status"),
    "red list": ("Account", "Open gate", "Next play"),
    "scorecard": ("Name", "Accounts", "Coverage rate"),
    "path": ("Account ID", "Plays", "Rate after"),
    "issues": ("Code", "Problem"),
}

_OF_ONE = {
    "sponsor_score": "Gate score",
    "sponsor_current_score": "Current score",
    "sponsor_next_play": "Next play",
    "sponsor_play_due": "Play due",
    "sponsor_covered_until": "Covered until",
    "sponsor_explain": "Explanation",
}
_GATES = HEADERS[4:9]
_WITH_TIER = frozenset(list(_OF_ONE)[2:])


def checks() -> list[Check]:
    """Every check, in the order of the sheet."""
    return [*_single_accounts(), *_kinds(), *_numbers(), *_tables(), *_errors()]


def _scored() -> list[dict[str, Any]]:
    headers, *rows = spills()["scores"]
    return [dict(zip(headers, row, strict=True)) for row in rows]


def _single_accounts() -> Iterable[Check]:
    for function, header in _OF_ONE.items():
        for place, row in enumerate(_scored()):
            given = [of_account(place, name) for name in _GATES]
            rest = [DAY, of_account(place, "Profile")]
            if function in _WITH_TIER:
                rest.append(number(row["Tier"]))
            elif row["Status"] == "Out of scope":
                continue
            what = f"{header} of account {row['Account ID']}, as in sponsor_scores"
            yield Check(what, function, (*given, *rest), row[header])
    for place, row in enumerate(_scored()):
        own = row["Account ID"]
        arr = of_account(place, "ARR")
        yield Check(f"Tier of account {own} by its ARR", "sponsor_tier", (arr,), row["Tier"])
        if row["Gate score"] is not None:
            scores = number(row["Gate score"]), number(row["Tier"]), number(row["Current score"])
            what = f"Status of account {own} by its scores"
            yield Check(what, "sponsor_status", scores, row["Status"])


def _kinds() -> Iterable[Check]:
    """The kinds of cells that an argument may be."""
    named = text("Anna Berg"), text("Maria Holm"), text("yes")
    full, nothing = _scored_alone(10, tier=1)["Gate score"], _scored()[3]["Gate score"]
    touched = Given(f"DATE({AS_OF.year},2,19)", serial(10))
    score = "sponsor_score"
    for kind in ("a real date", "a date as text", "a date as a number"):
        day = data(kind)
        yield Check(f"The last touch is {kind}", score, (*named, day, text("yes"), DAY), full)
        yield Check(f"The as-of date is {kind}", score, (*named, touched, text("yes"), day), full)
    empty = data("an empty cell")
    yield Check("Every argument is an empty cell", score, (empty,) * 5, nothing)
    yield Check("Every argument is an empty text", score, (text(""),) * 5, nothing)
    lately = (*named, Given("TODAY()-10", TEN_DAYS_AGO), text("yes"))
    yield Check("An as-of date that is left out is today", score, lately, full)
    yield Check("An empty as-of date is today", score, (*lately, empty), full)
    row = _scored_alone(80, tier=2)
    given = (*named, _days(80), text("yes"), DAY, NONE, number(2))
    yield Check("A profile left out, a tier given", "sponsor_explain", given, row["Explanation"])


def _days(days: int) -> Given:
    return Given(f"Data!$B${CELLS_ROW}-{days}", serial(days))


def _scored_alone(days: int, tier: int) -> dict[str, Any]:
    """One account with every gate but perhaps the touch, by the rules for tables."""
    headers = ("Account ID", "Account", "Tier", *_GATES)
    row = ("A", "A", tier, "Anna Berg", "Maria Holm", "yes", days_ago(days), "yes")
    raw = pd.DataFrame([row], columns=headers, dtype=object)
    known, _ = clean(raw, coverage.ACCOUNTS, _policy(), AS_OF.date())
    found = _plain(to_cells(score_accounts(known, _policy(), AS_OF.date()), COVERAGE))
    return dict(zip(*found, strict=True))


def _numbers() -> Iterable[Check]:
    """Rates, targets and parameters."""
    policy = _policy().on(AS_OF.date())
    headers, *rows = spills()["scorecard"]
    rates = {
        line["Tier"]: line["Coverage rate"]
        for line in (dict(zip(headers, row, strict=True)) for row in rows)
    }
    rated = [row for row in _scored() if row["Gate score"] is not None]
    scores = [row["Gate score"] for row in rated]
    tiers = [row["Tier"] for row in rated]
    down = (
        Given(_array(scores, ";"), [[score] for score in scores]),
        Given(_array(tiers, ";"), [[tier] for tier in tiers]),
    )
    across = Given(_array(scores, ","), [scores]), Given(_array(tiers, ","), [tiers])
    for tier in sorted(rates):
        what = f"Rate of tier {tier} from scores in a column, as on the scorecard"
        yield Check(what, "sponsor_rate", (*down, number(tier)), rates[tier])
    yield Check(
        "Rate of tier 1 from scores in a row", "sponsor_rate", (*across, number(1)), rates[1]
    )
    for tier in (1, 2):
        target = policy.target(tier)
        what = f"Target of tier {tier} on a day"
        expected = None if target is None else target / FULL
        yield Check(what, "sponsor_target", (number(tier), DAY), expected)
    share = policy.integer("coverage.threshold") / FULL
    stale = policy.integer("decay.stale_days")
    yield Check(
        "A parameter that is a share", "sponsor_parameter", (text("coverage.threshold"),), share
    )
    yield Check("A parameter that is days", "sponsor_parameter", (text("decay.stale_days"),), stale)
    target = policy.target(1)
    given = text("targets.t1"), DAY
    expected = None if target is None else target / FULL
    yield Check("A parameter that changes with time", "sponsor_parameter", given, expected)


def _array(values: list[Any], between: str) -> str:
    return "{" + between.join(f"{value:g}" for value in values) + "}"


def _tables() -> Iterable[Check]:
    """The size of each spill and a few of its cells."""
    for name, (function, given) in SPILLING.items():
        spill = spills()[name]
        height, width = len(spill), len(spill[0])
        size = f"{height} rows, {width} columns"
        yield Check(f"Spill of {name}: its size", function, given, size, pick=(0, 0))
        for header in _LOOKED_AT[name]:
            column = spill[0].index(header)
            for row in {1: 1, height - 1: height - 1} if height > 1 else ():
                what = f"Spill of {name}: {header} in row {row + 1}"
                expected = spill[row][column]
                yield Check(what, function, given, expected, pick=(row + 1, column + 1))
        yield Check(f"Spill of {name}: first header", function, given, spill[0][0], pick=(1, 1))
    function, given = SPILLING["scores"]
    hostile = spills()["scores"][4][1]
    what = "A name that reads as a formula stays text"
    yield Check(what, function, given, hostile, pick=(5, 2))


def _errors() -> Iterable[Check]:
    """What is wrong is told in one line."""
    named = text("Anna Berg"), text("Maria Holm"), text("yes")
    day, two = data("a day that does not exist"), data("a date of two meanings")
    several = Given(
        f"Data!$E${ACCOUNTS_ROW + 1}:$E${ACCOUNTS_ROW + 2}", [[ACCOUNTS[0][4]], [ACCOUNTS[1][4]]]
    )
    headless = Given(
        f"Data!$A${ACCOUNTS_ROW + 1}:$C${ACCOUNTS_ROW + 2}", [list(row[:3]) for row in ACCOUNTS[:2]]
    )
    said = (
        (
            "A day that does not exist",
            "sponsor_score",
            (*named, day, text("yes"), DAY),
            'last_touch "31/02/2027" is not a date.',
        ),
        (
            "A date of two meanings",
            "sponsor_score",
            (*named, two, text("yes"), DAY),
            'last_touch "03/04/2026" may be day first or month first.',
        ),
        (
            "A touch after the as-of date",
            "sponsor_score",
            (*named, _later(), text("yes"), DAY),
            "last_touch 2027-03-02 lies after the as-of date 2027-03-01.",
        ),
        (
            "An error in a cell",
            "sponsor_score",
            (data("an error"), *named[1:], DAY, text("yes"), DAY),
            "customer_sponsor holds the error #DIV/0!.",
        ),
        (
            "Several cells where one belongs",
            "sponsor_score",
            (several, *named[1:], DAY, text("yes"), DAY),
            "customer_sponsor is 2 cells and must be one.",
        ),
        (
            "An unknown profile",
            "sponsor_score",
            (*named, DAY, text("yes"), DAY, text("bulk")),
            'profile "bulk" is not known.',
        ),
        ("An unknown tier", "sponsor_target", (text("gold"), DAY), 'tier "gold" is not a tier.'),
        ("ARR that is no number", "sponsor_tier", (text("much"),), 'arr "much" is not a number.'),
        (
            "A score above 1",
            "sponsor_status",
            (number(85), number(1)),
            'score "85" is not a score.',
        ),
        (
            "Ranges of different size",
            "sponsor_rate",
            (Given("{1;0.5}", [[1.0], [0.5]]), number(1), number(1)),
            "scores has 2 cells, tiers has 1 cells.",
        ),
        (
            "A parameter misspelt",
            "sponsor_parameter",
            (text("coverage.treshold"),),
            'There is no parameter "coverage.treshold". Did you mean "coverage.threshold"?',
        ),
        (
            "An unknown cut",
            "sponsor_scorecard",
            (ALL_ACCOUNTS, text("Colour"), DAY),
            'by "Colour" is not a view.',
        ),
        (
            "An empty range for a table",
            "sponsor_scores",
            (data("an empty cell"), DAY),
            "accounts is empty.",
        ),
        (
            "A table without its header row",
            "sponsor_scores",
            (headless, DAY),
            "Accounts has no column",
        ),
    )
    for what, function, given, sentence in said:
        yield Check(what, function, given, sentence, is_error=True)


def _later() -> Given:
    return Given(f"Data!$B${CELLS_ROW}+1", serial(-1))
