"""Format red list colours tables by the lines of the policy and leaves other formats alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin.macros import buttons as macros
from tests.refresh.trackers import set_cells

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Pressed
    from tests.excel import Excel

    Press = Callable[..., Pressed]


def plain(path: Path, score: float = 0.5) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["My accounts"])
    sheet.append([])
    sheet.append(["Name", "Customer tier", "Score"])
    for row in (["Acme", 1, score], ["Bolt", "Tier 2", 0.9], ["Core", None, None]):
        sheet.append(row)
    book.save(path)
    return path


def ours(excel: Excel, place: int = 0) -> list[dict[str, Any]]:
    found = excel.app.open_books[0].sheet_data[place].formats
    return [spread.what for spread in found if "Sponsor Coverage" in str(spread.what)]


def test_any_table_with_tier_and_score_is_coloured(
    tmp_path: Path, excel: Excel, press: Press
) -> None:
    path = plain(tmp_path / "mine.xlsx")
    excel.open(path).sheets[0].range("B5").select()
    before = dict(excel.app.open_books[0].sheet_data[0].cells)
    found = press(macros.format_red_list, path)
    assert found.alerts == []
    data = excel.app.open_books[0].sheet_data[0]
    assert data.cells == before
    assert data.selected.address == "$B$5"
    whole = [spread for spread in data.formats if "fill_color" in spread.what]
    assert [area.address for spread in whole for area in spread.areas] == ["$A$4:$C$6"]
    assert "($C4*10000<8500)" in whole[0].what["formula"]
    assert "($C4*10000<7000)" in whole[0].what["formula"]
    bars = [spread for spread in data.formats if spread.what["type"] == "data_bar"]
    assert [bar.areas[0].address for bar in bars] == ["$C$4:$C$6"]


def test_twice_is_as_once(tmp_path: Path, excel: Excel, press: Press) -> None:
    path = plain(tmp_path / "mine.xlsx")
    excel.open(path).sheets[0].range("B5").select()
    excel.app.open_books[0].sheet_data[0]
    press(macros.format_red_list, path)
    once = excel.app.open_books[0].state()
    press(macros.format_red_list, path)
    assert excel.app.open_books[0].state() == once


@pytest.mark.slow
def test_the_lines_are_those_of_settings_and_other_rules_stay(
    demo: Path, excel: Excel, press: Press
) -> None:
    set_cells(demo, "Settings", {("redlist.t1", "Value"): 0.8})
    book = excel.open(demo)
    book.sheets["Start"].activate()
    red = next(data for data in book.impl.sheet_data if data.title == "Red list")
    theirs = [repr(spread.what) for spread in red.formats]
    assert press(macros.format_red_list, demo).alerts == []
    assert [repr(s.what) for s in red.formats if "Sponsor Coverage" not in repr(s.what)][
        -len(theirs) :
    ] == theirs
    place = book.impl.sheet_data.index(red)
    assert any("*10000<8000)" in rule["formula"] for rule in ours(excel, place))
    assert not any("fill_color" in rule for rule in ours(excel, place))
    assert book.impl.active.title == "Start"


def test_scores_out_of_a_hundred_are_refused(tmp_path: Path, excel: Excel, press: Press) -> None:
    path = plain(tmp_path / "mine.xlsx", 85)
    excel.open(path).sheets[0].range("B5").select()
    [(_, said)] = press(macros.format_red_list, path).alerts
    assert "has the score 85, and a score is a share from 0 to 1" in said


def test_a_workbook_without_such_a_table_says_what_to_select(tmp_path: Path, press: Press) -> None:
    path = tmp_path / "empty.xlsx"
    openpyxl.Workbook().save(path)
    [(_, said)] = press(macros.format_red_list, path).alerts
    assert "select a cell of such a table" in said
