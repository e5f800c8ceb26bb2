"""A large sheet that is parsed in the background reads as any other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import python_calamine

from addin.package import PackageWorkbook, reading
from addin.tracker import limits
from addin.tracker.workbook import WorkbookError
from tests.package.trackers import SHEET, build_rich

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    return build_rich(tmp_path / "tracker.xlsx", rows=40)


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of sheets that were parsed ahead; every sheet counts as a large one."""
    titles: list[str] = []
    sheet = reading._Ahead.sheet

    def noted(self: reading._Ahead) -> python_calamine.CalamineSheet:
        titles.append(self.title)
        return sheet(self)

    monkeypatch.setattr(limits, "LARGE_PART_BYTES", 0)
    monkeypatch.setattr(reading._Ahead, "sheet", noted)
    return titles


def test_it_reads_as_any_other(
    tracker: Path, ahead: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = PackageWorkbook(tracker).read_table("Coverage")
    assert ahead == ["Red list"]
    monkeypatch.undo()
    pd.testing.assert_frame_equal(found, PackageWorkbook(tracker).read_table("Coverage"))


def test_what_was_written_since_is_read(tracker: Path, ahead: list[str]) -> None:
    book = PackageWorkbook(tracker)
    found = book.read_table("Coverage")
    book.write_table("Coverage", found.assign(ARR=7.0)[["ARR"]])
    assert set(book.read_table("Coverage")["ARR"]) == {7.0}
    assert ahead == ["Red list"]


def test_a_sheet_that_has_to_be_read_anew_is(tracker: Path, ahead: list[str]) -> None:
    book = PackageWorkbook(tracker)
    content = book._parts.read(SHEET)
    assert book._parts.write(SHEET, content.replace(b"note 1<", b"noted 1<") + b" ")
    assert len(book.read_table("Coverage")) == 40
    assert ahead == []


def test_a_sheet_that_cannot_be_parsed_is_told_where_it_is_asked_for(
    tracker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LARGE_PART_BYTES", 0)

    def broken(_: object) -> python_calamine.CalamineWorkbook:
        raise ValueError("no end")

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", SimpleNamespace(from_filelike=broken))
    book = PackageWorkbook(tracker)
    with pytest.raises(WorkbookError, match=r"can't be read \(no end\)"):
        book.read_table("Coverage")
