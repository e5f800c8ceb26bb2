"""A formula carried to other rows, up to the edges of the sheet."""

from __future__ import annotations

import pytest

from addin.tracker.formulas import RowFormula


@pytest.mark.parametrize(
    ("text", "row", "there"),
    [
        ("A5*2", 1_048_576, "A1048576*2"),
        ("A6*2", 1_048_575, "A1048576*2"),
        ("A6*2", 1_048_576, "#REF!*2"),
        ("A4*2", 2, "A1*2"),
        ("A4*2", 1, "#REF!*2"),
        ("SUM(B$5:B6)", 1_048_576, "SUM(B$5:#REF!)"),
        ("$C$5+1", 1_048_576, "$C$5+1"),
    ],
)
def test_a_reference_ends_with_the_sheet(text: str, row: int, there: str) -> None:
    assert RowFormula(text, 5, "Coverage D5").at(row) == there
