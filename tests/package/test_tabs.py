"""Sheets of a file shown and hidden: what opens in front, and that the rest stays."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from addin.package import PackageWorkbook
from tests import tools
from tests.package.lint import lint
from workbook_templates import template_path
from workbook_templates.sheets import sheets


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    return Path(shutil.copy(template_path(), tmp_path / "tracker.xlsx"))


def show(path: Path, **sheets: bool) -> None:
    book = PackageWorkbook(path)
    book.show_sheets({title.replace("_", " "): shown for title, shown in sheets.items()})
    book.save()


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_template_hides_what_no_one_uses_yet(tracker: Path) -> None:
    hidden = [title for title, shown in PackageWorkbook(tracker).sheets().items() if not shown]
    assert hidden == [sheet.name for sheet in sheets() if sheet.hidden]
    assert "Contacts" in hidden


def test_another_sheet_comes_to_the_front_where_the_first_is_hidden(tracker: Path) -> None:
    before = parts(tracker)
    show(tracker, Start=False)
    after = parts(tracker)
    assert re.search(rb'<workbookView[^>]* activeTab="1"', after["xl/workbook.xml"])
    first, second = (after[f"xl/worksheets/sheet{number}.xml"] for number in (1, 2))
    assert b'tabSelected="0"' in first
    assert b'tabSelected="1"' in second
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed <= {
        "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    }  # fmt: skip
    assert lint(tracker) == []


def test_nothing_else_changes_where_another_sheet_is_hidden(tracker: Path) -> None:
    before = parts(tracker)
    show(tracker, Trend=False)
    after = parts(tracker)
    assert {name for name in before if before[name] != after.get(name)} == {"xl/workbook.xml"}
    show(tracker, Trend=True)
    assert PackageWorkbook(tracker).sheets()["Trend"]


@pytest.mark.slow
def test_the_file_stays_one_that_excel_takes(tracker: Path) -> None:
    show(tracker, Start=False, Red_list=False, Contacts=True)
    assert tools.validate_ooxml(tracker) == []
