"""MemoryWorkbook keeps the contract of every adapter, so that what tests see in it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from addin.package import PackageWorkbook
from addin.tracker.memory_book import MemoryTable, MemoryWorkbook
from addin.tracker.workbook import Workbook, WorkbookError
from tests.workbook_contract import WorkbookContract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAMES = ["As_of", "Headline", "Local", "Empty_cell"]


class TestMemoryWorkbook(WorkbookContract):
    @pytest.fixture
    def open_workbook(self) -> Callable[[Path], Workbook]:
        """Opens a file's cells the first time, and afterwards what was saved last."""
        opened: dict[Path, MemoryWorkbook] = {}

        def anew(path: Path) -> Workbook:
            known = opened.get(path) or MemoryWorkbook.of(PackageWorkbook(path), NAMES)
            opened[path] = known.anew()
            return opened[path]

        return anew


def book(*accounts: str) -> MemoryWorkbook:
    cells = pd.DataFrame({"Account ID": accounts, "Own": [f"of {one}" for one in accounts]})
    return MemoryWorkbook([MemoryTable.of("Red_list", cells)])


def test_what_is_not_saved_is_gone() -> None:
    red = book("A1")
    red.write_table("Red list", pd.DataFrame({"Account ID": ["A2"]}), key="Account ID")
    assert red.anew().read_table("Red_list")["Account ID"].tolist() == ["A1"]
    red.save()
    assert red.anew().read_table("Red_list")["Account ID"].tolist() == ["A2"]


@pytest.mark.parametrize(("drop", "left"), [(False, {5: "ask Bob"}), (True, {})])
def test_a_note_is_lost_only_when_its_text_is_kept(*, drop: bool, left: dict[int, str]) -> None:
    red = book("A1")
    red.table("Red list").notes = {5: "ask Bob"}
    frame = pd.DataFrame({"Account ID": ["A2"]})
    if drop:
        red.write_table("Red list", frame, key="Account ID", drop_notes=True)
    else:
        with pytest.raises(WorkbookError, match="row 5 has a note"):
            red.write_table("Red list", frame, key="Account ID")
    assert red.notes("Red list") == left


def test_a_note_follows_its_row() -> None:
    red = book("A1", "A2")
    red.table("Red list").notes = {5: "ask Bob"}
    red.write_table("Red list", pd.DataFrame({"Account ID": ["A2", "A1"]}), key="Account ID")
    assert red.notes("Red list") == {6: "ask Bob"}


def test_it_refuses_what_a_sheet_cannot_hold() -> None:
    red = book("A1")
    with pytest.raises(WorkbookError, match="32,767"):
        red.write_table("Red list", pd.DataFrame({"Account ID": ["x" * 32_768]}))
    with pytest.raises(WorkbookError, match="can't be kept"):
        red.write_table("Red list", pd.DataFrame({"Account ID": ["A1"]}), keep_rows=2)
    red.table("Red list").first = 1_048_576
    red.write_table("Red list", pd.DataFrame({"Account ID": ["A3"]}))
    with pytest.raises(WorkbookError, match="1,048,577"):
        red.write_table("Red list", pd.DataFrame({"Account ID": ["A3", "A4"]}))
