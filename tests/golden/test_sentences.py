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
    from collections.abc import Mapping, Sequence

SENTENCES = golden("sentences")
RULES = Path(__file__).parents[2] / "docs" / "rules.md"


def sentences(cases: Sequence[Mapping[str, str]]) -> list[str]:
    """The explanations of accounts that share their settings, the first on row 2 of its sheet."""
    policy = Policy.load(settings_of(cases[0]["Settings"]))
    rows, logged = [], []
    for number, case in enumerate(cases):
        cells = {"Account": "Acme", **case, "Account ID": f"A-{number}"}
        rows.append(raw_account(cells, AS_OF))
        logged += [
            {
                header: raw_cell(
                    header, (touch | {"Account ID": f"A-{number}"}).get(header, ""), AS_OF
                )
                for header in TOUCH_COLUMNS
            }
            for touch in touches_of(cells)
        ]
    known, _ = clean(sheet(rows, ACCOUNT_COLUMNS), ACCOUNTS, policy, AS_OF)
    touches, _ = clean(sheet(logged, TOUCH_COLUMNS), TOUCHES, policy, AS_OF)
    found = score_accounts(known, policy, AS_OF, touches)
    assert len(found) == len(cases)
    return found["Explanation"].tolist()


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """The sentence of each case: those that share settings are told in one run."""
    by_settings: dict[str, list[dict[str, str]]] = {}
    for case in SENTENCES:
        # What names its row has to stand on row 2.
        alone = case["Case"] if "row 2" in case["Explanation"] else ""
        by_settings.setdefault(case["Settings"] + alone, []).append(case)
    return {
        case["Case"]: sentence
        for cases in by_settings.values()
        for case, sentence in zip(cases, sentences(cases), strict=True)
    }


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["Case"])
def test_a_situation_is_put_into_words(case: dict[str, str], told: dict[str, str]) -> None:
    assert told[case["Case"]] == case["Explanation"]


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
