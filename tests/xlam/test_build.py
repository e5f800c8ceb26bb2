"""The add-in is built the same each time, and readers that nobody here wrote find it sound."""

from __future__ import annotations

import re
import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from pyopenvba import ExcelFile, check_file
from python_calamine import CalamineWorkbook

from addin.install.vba import vba_sources
from addin.install.xlam import CONFIG, CONFIG_SHEET, addin_path, build_addin
from tests import tools

if TYPE_CHECKING:
    from pathlib import Path

RIBBON = "customUI/customUI14.xml"


def changed(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """A copy of the add-in with one text replaced in one part."""
    with zipfile.ZipFile(addin_path()) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new, 1)
            target.writestr(name, content)
    return path


def code(source: str) -> list[str]:
    """The lines of a module below its head, which each reader shows in its own way."""
    lines = [line.rstrip() for line in source.splitlines()]
    start = lines.index("END") + 1 if lines[0].startswith("VERSION") else 0
    return [line for line in lines[start:] if line and not line.startswith("Attribute VB_")]


@pytest.mark.slow
def test_a_rebuild_gives_the_bytes_that_ship(tmp_path: Path) -> None:
    build_addin(tmp_path / "again.xlam")
    assert (tmp_path / "again.xlam").read_bytes() == addin_path().read_bytes(), (
        "addin/sponsor_coverage.xlam is out of date: run python -m addin.build"
    )


@pytest.mark.slow
def test_the_sdk_finds_nothing_wrong() -> None:
    assert tools.validate_ooxml(addin_path()) == []


@pytest.mark.slow
def test_the_sdk_looks_into_the_ribbon_too(tmp_path: Path) -> None:
    broken = changed(tmp_path / "broken.xlam", RIBBON, b"<group ", b'<group size="huge" ')
    (finding,) = tools.validate_ooxml(broken)
    assert finding.startswith(f"/{RIBBON}")
    assert "size" in finding


def test_olevba_reads_back_every_source() -> None:
    with warnings.catch_warnings():
        # It uses names of pyparsing that are on their way out.
        warnings.simplefilter("ignore", DeprecationWarning)
        from oletools import olevba  # noqa: PLC0415
    parser = olevba.VBA_Parser(str(addin_path()))
    read = {name.rpartition(".")[0]: text for _, _, name, text in parser.extract_macros()}
    parser.close()
    assert {name: code(text) for name, text in read.items()} == {
        name: code(text) for name, text in vba_sources().items()
    }


@pytest.mark.slow
@pytest.mark.libreoffice
def test_libreoffice_reads_every_source_and_the_config_sheet(tmp_path: Path) -> None:
    converted = tools.libreoffice_convert(
        addin_path(), "ods", tmp_path, read_as="Calc MS Excel 2007 VBA XML"
    )
    sources = vba_sources()
    with zipfile.ZipFile(converted) as package:
        basic = {
            name: etree.fromstring(package.read(f"Basic/VBAProject/{name}.xml")).text or ""
            for name in sources
        }
        content = package.read("content.xml").decode()
    added = ("Rem Attribute", "Option VBASupport", "Option ClassModule", "Attribute")
    for name, text in sources.items():
        lines = [line for line in code(basic[name]) if not line.startswith(added)]
        assert lines == code(text), name
    assert CONFIG_SHEET in content


def test_calamine_reads_the_config_sheet() -> None:
    book = CalamineWorkbook.from_path(addin_path())
    assert book.sheet_names == [CONFIG_SHEET]
    assert book.get_sheet_by_index(0).to_python() == [list(pair) for pair in CONFIG]


def test_pyopenvba_finds_a_whole_project() -> None:
    report = check_file(addin_path())
    assert report.ok
    assert not report.issues
    with ExcelFile(addin_path()) as book:
        assert book.vba_project().validate() == []


def test_a_cut_off_project_is_noticed(tmp_path: Path) -> None:
    with zipfile.ZipFile(addin_path()) as package:
        whole = package.read("xl/vbaProject.bin")
    cut = changed(tmp_path / "cut.xlam", "xl/vbaProject.bin", whole, whole[: len(whole) // 2])
    assert not check_file(cut).ok


def test_code_names_of_the_sheets_are_modules_of_the_project() -> None:
    with zipfile.ZipFile(addin_path()) as package:
        parts = [package.read(name) for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml")]
    names = {name for part in parts for name in re.findall(r'codeName="(\w+)"', part.decode())}
    documents = {name for name, text in vba_sources().items() if 'VB_Base = "0{0002' in text}
    assert names == documents == {"ThisWorkbook", "Sheet1"}


def test_the_file_tells_no_time_and_no_system() -> None:
    with zipfile.ZipFile(addin_path()) as package:
        assert {(part.date_time, part.create_system) for part in package.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 3)
        }
        assert package.namelist()[0] == "[Content_Types].xml"
