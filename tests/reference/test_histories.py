"""Random firms over ten refreshes: the product against the reference, cell by cell.

Skipped weeks, weeks filled in later, two refreshes in a week, week 53, imports, other people of a
pair, waivers that come and go, departures, rows that can't be read.
"""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import settings

from tests.reference.compare import differences
from tests.reference.firms import firm_of

# Each firm takes about five seconds; "thorough" is for a search at leisure.
SEEDS = range(max(8, settings().max_examples // 25))
SHOWN = 12


def told(seed: int) -> list[str]:
    """The first cells that differ in the firm of a seed, one a line."""
    return [
        f"refresh {found.look} as of {found.as_of}, {found.sheet} {found.key}, {found.column}: "
        f"product {found.product}, reference {found.reference}"
        for found in islice(differences(firm_of(seed)), SHOWN)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_no_cell_of_a_firm_differs(seed: int) -> None:
    assert told(seed) == []
