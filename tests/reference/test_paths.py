"""The fewest plays to a target, by trying every set of accounts of a small firm (S0-22, C05)."""

from __future__ import annotations

import pytest

from tests.reference.compare import Reference
from tests.reference.firms import firm_of
from tests.reference.path import fewest_by_trying
from tests.reference.product import Product
from tests.reference.rules import planned_target

FEW = range(500, 503)
MORE = range(503, 520)
CUTS = ("Tier", "CS director", "Region", "Segment")


@pytest.mark.parametrize(
    "seed", [*FEW, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MORE)]
)
@pytest.mark.slow
def test_no_set_of_accounts_reaches_a_target_with_fewer_plays(seed: int) -> None:
    firm = firm_of(seed, accounts=18, refreshes=1)
    product, reference = Product(firm.settings), Reference(firm)
    (look,) = firm.refreshes
    product.refreshed(look)
    reference.refreshed(look)
    looked_at = 0
    for row in product.rows("Scorecard"):
        if row["View"] not in CUTS:
            continue
        target = planned_target(firm.settings, int(row["Tier"]), look.as_of)
        group = [
            one
            for one in reference.scored
            if one.account.tier == row["Tier"]
            and (row["View"] == "Tier" or (one.cells[row["View"]] or "(none)") == row["Name"])
        ]
        if target is None or not row["Accounts"]:
            continue
        looked_at += 1
        found = (row["View"], row["Name"], row["Plays to target"])
        assert found == (row["View"], row["Name"], fewest_by_trying(group, target))
    assert looked_at > 5
