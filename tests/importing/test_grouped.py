"""Grouped reports: what stands once for a group is in each of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin.importing.files import read_export

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["Success Manager  \u2191", "Account ID", "Account Name", "ARR"]
GROUPED: list[list[Any]] = [
    HEADER,
    ["Ann Bo", "A1", "Acme", 300000],
    [None, "A2", "Bolt", 300000],
    ["Subtotal", "Sum", None, 600000],
    [None, "Count", 2, None],
    ["Cy Do", "A3", "Core", 300000],
    ["Subtotal", "Sum", None, 300000],
    ["Total", "Sum", None, 900000],
]


def read(path: Path, rows: list[list[Any]], merged: tuple[str, ...] = ()) -> Any:
    """The export of a workbook with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(path / "report.xlsx")
    return read_export(path / "report.xlsx", "Accounts")


def test_the_value_of_a_group_is_that_of_its_rows(tmp_path: Path) -> None:
    export = read(tmp_path, GROUPED)
    assert export.rows["Success Manager"].tolist() == ["Ann Bo", "Ann Bo", "Cy Do"]
    assert "filled down in 1 row" in " ".join(export.reading.notes)


def test_without_subtotals_the_mark_of_the_report_tells(tmp_path: Path) -> None:
    rows = [row for row in GROUPED if row[1] not in ("Sum", "Count")]
    assert read(tmp_path, rows).rows["Success Manager"].tolist() == ["Ann Bo", "Ann Bo", "Cy Do"]


def test_groups_in_groups_are_filled_each(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Region \u2191", "Manager \u2191", "Account ID", "Account Name"],
        ["West", "Ann", "A1", "Acme"],
        [None, None, "A2", "Bolt"],
        [None, "Bea", "A3", "Core"],
        ["East", "Ann", "A4", "Dyn"],
        [None, None, "A5", "Echo"],
    ]
    found = read(tmp_path, rows).rows
    assert found["Region"].tolist() == ["West", "West", "West", "East", "East"]
    assert found["Manager"].tolist() == ["Ann", "Ann", "Bea", "Ann", "Ann"]


@pytest.mark.parametrize(
    "sponsors",
    [["Ann", "Bea", None, None], ["Ann", "Ann", None, "Bea"], [None, "Ann", "Bea", "Cy"]],
)
def test_a_column_that_is_only_sorted_is_not_filled(
    tmp_path: Path, sponsors: list[str | None]
) -> None:
    rows: list[list[Any]] = [
        ["Sponsor \u2191", "Account ID", "Account Name"],
        *([name, f"A{at}", f"Firm {at}"] for at, name in enumerate(sponsors)),
    ]
    found = read(tmp_path, rows).rows["Sponsor"].tolist()
    assert [cell or None for cell in found] == sponsors


def test_a_merged_cell_speaks_for_each_of_its_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Account ID", "Account Name", "CSM", "Tier"],
        ["A1", "Acme", "Ann", None],
        ["A2", "Bolt", None, 2],
        ["A3", "Core", None, None],
        ["A4", "Dyn", None, 1],
    ]
    found = read(tmp_path, rows, ("C2:C4",)).rows
    assert [cell or None for cell in found["CSM"]] == ["Ann", "Ann", "Ann", None]
    assert [cell or None for cell in found["Tier"]] == [None, 2, None, 1]
