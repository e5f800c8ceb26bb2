"""Worksheet functions: against the scoring they call, the rule they compute, and a bare import."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING, Any

from addin import functions
from addin.functions.spills import spilled
from scoring.cleaning import clean
from scoring.coverage import tables
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import COVERAGE
from scoring.parameters import FULL
from scoring.policy import Policy
from tests import reference
from tests.benchmarks import firm
from tests.benchmarks.report import Row
from tests.benchmarks.timing import median_seconds, median_usage, python_command

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNTS = 10_000
CELLS = 2_000
"""Single accounts that are scored in one run."""

_AS_OF = dt.datetime.combine(firm.AS_OF, dt.time())
_IMPORTS = "import xlwings, pandas"


def run() -> list[Row]:
    """In this process but for the imports, as Excel's server runs them once it has started."""
    return [_whole_table(), *_single_cells(), _import()]


def _whole_table() -> Row:
    policy = Policy.load()
    cells = firm.accounts(ACCOUNTS)
    raw = cells.astype(object).where(cells.notna(), None)
    body = [
        [cell.to_pydatetime() if hasattr(cell, "to_pydatetime") else cell for cell in row]
        for row in raw.itertuples(index=False)
    ]
    table = [list(raw.columns), *body]

    def scored() -> Any:
        known, _ = clean(raw, tables.ACCOUNTS, policy, firm.AS_OF)
        return score_accounts(known, policy, firm.AS_OF)

    if functions.sponsor_scores(table, _AS_OF) != spilled(scored(), COVERAGE):
        raise AssertionError("the function and the scoring differ")
    seconds = median_seconds(
        {"function": lambda: functions.sponsor_scores(table, _AS_OF), "scoring": scored}, rounds=5
    )
    return Row(
        what=f"`sponsor_scores` on {ACCOUNTS:,} rows",
        ours=seconds["function"],
        baseline=seconds["scoring"],
        baseline_name="`clean` and `score_accounts` on the same cells in a frame",
        bound=2.0,
    )


def _single_cells() -> list[Row]:
    """Accounts that were never seen before, and accounts that are worked out again."""
    seen = list(_accounts(range(CELLS)))
    for cells in seen:
        if _points(cells) != _rule(cells):
            raise AssertionError(f"the function and the rule differ on {cells}")
    runs = count(1)

    def fresh() -> list[tuple[Any, ...]]:
        start = next(runs) * CELLS
        return list(_accounts(range(start, start + CELLS)))

    batches = iter([fresh() for _ in range(20)])
    seconds = median_seconds(
        {
            "fresh": lambda: [_points(cells) for cells in next(batches)],
            "again": lambda: [_points(cells) for cells in seen],
            "rule": lambda: [_rule(cells) for cells in seen],
        }
    )
    return [
        Row(
            what=f"{CELLS:,} calls of `sponsor_current_score`, {kind}",
            ours=seconds[name],
            baseline=seconds["rule"],
            baseline_name="the reference's code for gates, score and decay, on typed values",
            bound=10.0,
        )
        for name, kind in (("fresh", "new accounts"), ("again", "the same accounts again"))
    ]


def _accounts(places: range) -> Iterator[tuple[Any, ...]]:
    """Sponsor, executive, intro, last touch and outcome of accounts that have nothing in common."""
    for place in places:
        yield (
            f"Anna Berg-{place}",
            f"Maria Holm-{place}",
            _AS_OF - dt.timedelta(days=200 + place % 500),
            _AS_OF - dt.timedelta(days=place % 180),
            f"Costs down by {place}",
        )


def _points(cells: tuple[Any, ...]) -> int:
    """The current score of one account in basis points, by the worksheet function."""
    return round(functions.sponsor_current_score(*[*cells, _AS_OF]) * FULL)


def _rule(cells: tuple[Any, ...]) -> int:
    """The current score of one account in basis points, as plain Python."""
    sponsor, executive, intro, touched, outcome = cells
    account: defaultdict[str, Any] = defaultdict(lambda: None)
    account |= {
        "Customer sponsor": sponsor,
        "Internal executive": executive,
        "Two-way intro date": intro.date(),
        "Last touch date": touched.date(),
        "Business outcome": outcome,
    }
    picture = reference.Picture(account, (), reference.DEFAULTS, firm.AS_OF)
    return int(picture.current_score)


def _import() -> Row:
    taken = median_usage(
        {
            "functions": python_command("import addin.functions"),
            "bare": python_command(_IMPORTS),
        },
        rounds=9,
    )
    return Row(
        what="`import addin.functions`",
        ours=taken["functions"].seconds,
        baseline=taken["bare"].seconds,
        baseline_name=f'`python -c "{_IMPORTS}"`',
        bound=1.2,
    )
