"""What a column of an export clearly holds."""

from __future__ import annotations

import pandas as pd
import pytest

from addin.importing.evidence import misfit

TITLES = [f"Director of Team {number}" for number in range(10)]
NAMES = [f"Ann Ask {letter}" for letter in "ABCDEFGHIJ"]


@pytest.mark.parametrize(("titles", "held"), [(5, ""), (6, "job titles"), (10, "job titles")])
def test_a_column_is_another_from_six_of_ten_cells_on(titles: int, held: str) -> None:
    cells = pd.Series(TITLES[:titles] + NAMES[titles:])
    assert misfit(cells, "name") == held


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ("They agreed to roll it out everywhere", "sentences"),
        ("Left a voicemail, will call again", ""),
    ],
)
def test_a_choice_is_made_of_few_words(cell: str, held: str) -> None:
    assert misfit(pd.Series([cell]), "choice") == held
