"""What a data issue is about, which row it is in, and that a sentence is the same at every door.

How each kind of situation is put into words stands in tests/golden/sentences.csv; that what is said
holds is checked by doing, in tests/sentences.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from scoring.cleaning import clean
from scoring.coverage.explanation import sentence
from scoring.coverage.scores import score_accounts, situations
from scoring.coverage.tables import ACCOUNTS
from scoring.policy import Policy

DAY = dt.date(2027, 3, 1)
POLICY = Policy.load()
GREEN = {
    "Account ID": "A",
    "Account": "Acme",
    "Tier": 1,
    "Customer sponsor": "Anna Berg",
    "Internal executive": "Maria Holm",
    "Executive title": "VP Sales",
    "Two-way intro date": "2026-01-25",
    "Last touch date": "2027-02-19",
    "Business outcome": "Costs down",
}


def typed(*rows: dict[str, Any]) -> pd.DataFrame:
    """Accounts from row 80 of the sheet on."""
    cells = pd.DataFrame([GREEN | row for row in rows], dtype=object)
    return clean(cells.set_axis(range(80, 80 + len(cells))), ACCOUNTS, POLICY, DAY)[0]


@pytest.mark.parametrize(
    ("cells", "trouble"),
    [
        ({"Two-way intro date": "soon"}, "unreadable two-way intro date"),
        ({"Sponsor status": "gone fishing"}, "unknown sponsor status"),
        ({"Sponsor since": "2027-03-02"}, "sponsor since in the future"),
        ({"Go-live date": "2029-01-01"}, "go-live date too far ahead"),
        ({"Customer sponsor": "#REF!"}, "error in customer sponsor"),
        ({"Tier": "gold"}, "unreadable tier"),
        ({"Tier": None}, "neither tier nor amount"),
        ({"Account ID": None}, "no Account ID"),
        (
            {"Profile": "bulk", "Last touch date": "2027-03-02"},
            "last touch date in the future; unknown profile",
        ),
    ],
    ids=str,
)
def test_a_data_issue_names_its_row_and_what_is_wrong(cells: dict[str, Any], trouble: str) -> None:
    """Source: G14."""
    found = score_accounts(typed({"Account ID": "B"}, cells), POLICY, DAY)["Explanation"]
    assert found[81].startswith(f"Counts as not covered until row 81 is mended ({trouble}). ")
    assert not found[80].startswith("Counts")


def test_rows_of_one_id_that_differ_are_told() -> None:
    found = score_accounts(typed({}, {"ARR": 5}), POLICY, DAY)["Explanation"]
    what = "Account ID on several rows that differ"
    assert found[80].startswith(f"Counts as not covered until row 80 is mended ({what}). 1.00: ")


def test_a_trouble_that_has_no_words_leads_to_issues() -> None:
    account = typed({"Go-live date": "soon"}).assign(Trouble="see Issues")
    assert "(see Issues)" in score_accounts(account, POLICY, DAY)["Explanation"].iloc[0]


def test_one_account_is_told_as_a_whole_table_is() -> None:
    kinds: tuple[dict[str, Any], ...] = (
        {},
        {"Tier": 3},
        {"Business outcome": None},
        {"Last touch date": "2026-01-01"},
    )
    accounts = typed(*({"Account ID": f"A-{n}", **kind} for n, kind in enumerate(kinds)))
    scored, read = situations(accounts, POLICY, DAY)
    rules = POLICY.on(DAY)
    alone = [sentence(row, rules, DAY) for row in read.to_dict("records")]
    assert alone == scored["Explanation"].tolist()


def test_no_text_of_the_customer_is_in_a_sentence() -> None:
    hostile = {"Customer sponsor": "=cmd|' /c calc'!A0", "Last touch type": "=1+1"}
    found = score_accounts(typed(hostile | {"Two-way intro date": "=HYPERLINK(1)"}), POLICY, DAY)
    assert "=" not in found["Explanation"].iloc[0]
