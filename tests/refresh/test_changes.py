"""Why accounts came to the red list or left it by an import."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from addin.refresh.changes import score_changes
from scoring.coverage.gates import GATES


def coverage(**cells: Any) -> pd.DataFrame:
    """A row of Coverage: green, in Tier 1, with all gates passed."""
    row = {
        "Account ID": "A1",
        "Account": "Acme",
        "Tier": 1,
        "Status": "Covered",
        "Red": 0,
        "Customer sponsor": "Ann Ask",
        "Internal executive": "Ed Exe",
        **{gate.header: 1 for gate in GATES},
    }
    return pd.DataFrame([row | cells])


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        ({}, {"Tier": 2}, "tier changed"),
        ({"Tier": 2}, {"Gate 1": 0}, "tier changed"),
        ({}, {"Gate 1": 0}, "customer sponsor gone"),
        ({}, {"Customer sponsor": "Zoe Zip", "Gate 3": 0}, "sponsor changed"),
        ({}, {"Status": "Data issue"}, "data that can't be read"),
        ({}, {}, "last touch changed"),
        ({"Account ID": "A9"}, {}, "new in the import"),
    ],
)
def test_an_account_is_newly_red_for_the_plainest_cause(
    before: dict[str, Any], after: dict[str, Any], cause: str
) -> None:
    found = score_changes(coverage(**before), coverage(Red=1, **after))
    assert found.newly_red["Cause"].tolist() == [cause]
    assert found.recovered.empty


def test_what_was_red_before_is_not_newly_red() -> None:
    assert score_changes(coverage(Red=1), coverage(Red=1)).newly_red.empty
    assert len(score_changes(coverage(Red=1), coverage()).recovered) == 1
