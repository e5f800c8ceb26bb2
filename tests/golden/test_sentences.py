"""The sentences of sentences.csv: how the product puts each kind of situation into words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scoring.cleaning import clean
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS, TOUCHES
from scoring.policy import Policy
from tests.golden.test_golden import (
    ACCOUNT_COLUMNS,
    AS_OF,
    TOUCH_COLUMNS,
    golden,
    raw_account,
    raw_cell,
    settings_of,
    sheet,
    touches_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SENTENCES = golden("sentences")
RULES = Path(__file__).parents[2] / "docs" / "rules.md"


def sentence(case: Mapping[str, str]) -> str:
    """The explanation of an account on row 2 of its sheet."""
    cells = {"Account": "Acme", **case, "Account ID": "A-1"}
    policy = Policy.load(settings_of(case["Settings"]))
    known, _ = clean(sheet([raw_account(cells, AS_OF)], ACCOUNT_COLUMNS), ACCOUNTS, policy, AS_OF)
    rows = [touch | {"Account ID": "A-1"} for touch in touches_of(cells)]
    touches = [
        {header: raw_cell(header, row.get(header, ""), AS_OF) for header in TOUCH_COLUMNS}
        for row in rows
    ]
    logged, _ = clean(sheet(touches, TOUCH_COLUMNS), TOUCHES, policy, AS_OF)
    return str(score_accounts(known, policy, AS_OF, logged).iloc[0]["Explanation"])


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["Case"])
def test_a_situation_is_put_into_words(case: dict[str, str]) -> None:
    assert sentence(case) == case["Explanation"]


@pytest.mark.parametrize(
    "jargon", ["All gates", "all five gates", "Reachable", "hold it back", "capped", "return to"]
)
def test_no_sentence_needs_the_manual(jargon: str) -> None:
    assert not [case for case in SENTENCES if jargon in case["Explanation"]]


def test_the_rules_quote_a_sentence_as_it_is() -> None:
    quoted = re.findall(r"(?:^> .+\n)+", RULES.read_text(encoding="utf-8"), re.MULTILINE)
    lines = [quote.replace("> ", "").replace("\n", " ").strip() for quote in quoted]
    assert len(lines) == 1
    assert set(lines) <= {case["Explanation"] for case in SENTENCES}
