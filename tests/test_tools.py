"""The outside tools see what they are there to see."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from tests import tools

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.libreoffice]

STALE = 1
RIGHT = 10_000


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A small workbook whose one formula carries a wrong cached value."""
    path = tmp_path / "small.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Accounts")
        sheet.write_row(0, 0, ["Account", "ARR"])
        for row in range(1, 5):
            sheet.write_row(row, 0, [f"Acme {row}", 1_000 * row])
        sheet.write_formula("D1", "=SUM(B2:B5)", None, STALE)
    return path


def rewritten(path: Path, part: str, old: str, new: str) -> Path:
    """A copy of the workbook beside it, with one text replaced in one part."""
    broken = path.with_name("broken.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            target.writestr(name, text)
    return broken


def test_validator_accepts_a_sound_workbook(workbook: Path) -> None:
    assert tools.validate_ooxml(workbook) == []


def test_validator_says_where_a_workbook_breaks_the_schema(workbook: Path) -> None:
    broken = rewritten(workbook, "xl/worksheets/sheet1.xml", "<sheetData>", "<sheetData><cow/>")
    (finding,) = tools.validate_ooxml(broken)
    assert "/xl/worksheets/sheet1.xml" in finding
    assert "cow" in finding


def test_validator_raises_on_a_file_that_is_no_package(tmp_path: Path) -> None:
    path = tmp_path / "text.xlsx"
    path.write_text("no zip")
    with pytest.raises(tools.ToolError, match="could not read"):
        tools.validate_ooxml(path)


@pytest.mark.parametrize(("recalc", "value"), [(False, STALE), (True, RIGHT)])
def test_libreoffice_recalculates_only_when_asked(
    workbook: Path, tmp_path: Path, *, recalc: bool, value: int
) -> None:
    out = tmp_path / "out"
    converted = tools.libreoffice_convert(workbook, "xlsx", out, recalc=recalc)
    sheet = openpyxl.load_workbook(converted, data_only=True).active
    assert sheet is not None
    assert sheet["D1"].value == value


def test_libreoffice_refuses_to_write_over_its_source(workbook: Path) -> None:
    with pytest.raises(ValueError, match="overwritten"):
        tools.libreoffice_convert(workbook, "xlsx", workbook.parent)


def test_a_workbook_becomes_one_picture_a_page(workbook: Path, tmp_path: Path) -> None:
    (page,) = tools.to_png(workbook, tmp_path / "out")
    assert page.read_bytes().startswith(b"\x89PNG")


def test_a_missing_tool_skips_outside_ci(monkeypatch: pytest.MonkeyPatch, workbook: Path) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.skip.Exception, match="soffice is not installed"):
        tools.libreoffice_convert(workbook, "pdf", workbook.parent)


def test_a_missing_tool_fails_in_ci(monkeypatch: pytest.MonkeyPatch, workbook: Path) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.fail.Exception, match="soffice is not installed"):
        tools.libreoffice_convert(workbook, "pdf", workbook.parent)
