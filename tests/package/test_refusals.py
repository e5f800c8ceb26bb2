"""Files that can't be edited safely are refused with one sentence, and left as they are."""

from __future__ import annotations

import os
import struct
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import xlsxwriter

from addin.package import PackageWorkbook
from addin.package.reading import Reader
from addin.tracker import limits
from addin.tracker.workbook import WorkbookError
from tests.package.trackers import (
    SHEET,
    TABLE,
    WORKBOOK,
    build_rich,
    edited,
    packed,
    parts_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.tracker.places import Sheet

FRAME = pd.DataFrame({"Account ID": ["A2", "A7"]})


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    return build_rich(tmp_path / "tracker.xlsx")


def rewrite(path: Path) -> None:
    workbook = PackageWorkbook(path)
    workbook.read_table("Coverage")
    workbook.write_table("Coverage", FRAME, key="Account ID")
    workbook.save()


def refused(path: Path, said: str) -> None:
    before = path.read_bytes()
    with pytest.raises(WorkbookError, match=said) as caught:
        rewrite(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
    assert path.read_bytes() == before


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="There is no file"):
        PackageWorkbook(tmp_path / "gone.xlsx")


def test_a_csv_by_the_wrong_name(tmp_path: Path) -> None:
    path = tmp_path / "data.xlsx"
    path.write_text("Account ID,ARR\n")
    refused(path, "is not an Excel workbook")


def test_an_unknown_ending(tracker: Path) -> None:
    refused(tracker.rename(tracker.with_suffix(".xlsb")), r"neither \.xlsx nor \.xlsm")


def test_an_encrypted_workbook(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(5000))
    refused(path, "password-protected or an old .xls")


def test_a_workbook_open_in_excel(tracker: Path) -> None:
    workbook = PackageWorkbook(tracker)
    workbook.write_table("Coverage", FRAME, key="Account ID")
    tracker.with_name("~$tracker.xlsx").touch()
    with pytest.raises(WorkbookError, match="close it in Excel"):
        workbook.save()
    refused(tracker, "close it in Excel")


def test_a_read_only_workbook(tracker: Path) -> None:
    tracker.chmod(0o444)
    refused(tracker, "read-only")


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    refused(packed(tmp_path / "a.xlsx", {"readme.txt": b"hello"}), "no Excel workbook")


def test_a_strict_workbook(tracker: Path) -> None:
    old = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    edited(tracker, WORKBOOK, lambda text: text.replace(old, strict))
    refused(tracker, "Strict Open XML")


@pytest.mark.parametrize("name", [WORKBOOK, SHEET, TABLE, "[Content_Types].xml"])
@pytest.mark.parametrize("before", ["", "<!-- harmless <a> -->", "<?pi?>\n"])
def test_a_document_type_definition(tracker: Path, name: str, before: str) -> None:
    bomb = f'{before}<!DOCTYPE a [<!ENTITY b "bb">]>'
    edited(tracker, name, lambda text: text.replace("?>", "?>" + bomb, 1))
    refused(tracker, "not safe to open")


def test_another_encoding(tracker: Path) -> None:
    parts = parts_of(tracker)
    parts[SHEET] = parts[SHEET].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    refused(packed(tracker, parts), "not written in UTF-8")


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/evil.xml", "xl\\evil.xml", "xl/../../evil.xml", "C:/evil.xml"]
)
def test_an_unsafe_name(tracker: Path, name: str) -> None:
    packed(tracker, {**parts_of(tracker), name: b"<a/>"})
    refused(tracker, "unsafe name")


def test_two_parts_of_one_name(tracker: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(tracker, "a") as zipped:
            zipped.writestr(WORKBOOK.upper(), b"<a/>")
    refused(tracker, "two parts named")


def test_too_many_parts(tracker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ENTRIES", 10)
    refused(tracker, "holds .* parts, more than 10")


def test_a_bomb_in_one_part(tracker: Path) -> None:
    refused(packed(tracker, {**parts_of(tracker), "xl/b.xml": bytes(9_000_000)}), "100 times")


def test_a_bomb_in_all(tracker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 5_000)
    refused(tracker, "unpacks to")


def test_a_small_part_of_blanks_is_no_bomb(tracker: Path) -> None:
    packed(tracker, {**parts_of(tracker), "xl/b.xml": bytes(900_000)})
    assert PackageWorkbook(tracker).tables()[0] == "Coverage"


def test_a_small_workbook_of_blanks_is_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().add_table("A1:A2", {"name": "Coverage"})
    book.close()
    packed(path, {**parts_of(path), "xl/b.xml": bytes(1_000_000)})
    assert path.stat().st_size < 1_000_000 / limits.MAX_RATIO
    assert PackageWorkbook(path).tables() == ["Coverage"]


def test_a_part_that_lies_about_its_size(tracker: Path) -> None:
    content = bytearray(packed(tracker, {**parts_of(tracker), "z.xml": bytes(9_000)}).read_bytes())
    at = content.rindex(b"PK\x01\x02")
    assert struct.unpack_from("<L", content, at + 24) == (9_000,)
    struct.pack_into("<L", content, at + 24, 4_000)
    tracker.write_bytes(content)
    refused(tracker, "is damaged")


def test_a_wrong_checksum(tracker: Path) -> None:
    content = bytearray(tracker.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 16] ^= 1
    tracker.write_bytes(content)
    refused(tracker, "is damaged")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short(tracker: Path, share: float) -> None:
    content = tracker.read_bytes()
    tracker.write_bytes(content[: int(len(content) * share)])
    refused(tracker, "is damaged")


def test_overlapping_parts(tracker: Path) -> None:
    content = bytearray(tracker.read_bytes())
    with zipfile.ZipFile(tracker) as zipped:
        first, second = zipped.infolist()[:2]
    at = content.index(b"PK\x01\x02", zipped.start_dir)
    assert struct.unpack_from("<L", content, at + 42) == (first.header_offset,)
    struct.pack_into("<L", content, at + 42, second.header_offset)
    tracker.write_bytes(content)
    refused(tracker, "is damaged")


def test_an_unknown_packing(tracker: Path) -> None:
    with zipfile.ZipFile(tracker, "a", zipfile.ZIP_BZIP2) as zipped:
        zipped.writestr("xl/extra.xml", b"<a/>")
    refused(tracker, "packed in a way")


def test_a_digital_signature(tracker: Path) -> None:
    packed(tracker, {**parts_of(tracker), "_xmlsignatures/sig1.xml": b"<a/>"})
    refused(tracker, "digital signature")


def test_a_table_beyond_the_sheet(tracker: Path) -> None:
    edited(tracker, TABLE, lambda text: text.replace('ref="A3:E7"', 'ref="A3:E1048577"', 1))
    refused(tracker, "does not fit")


def test_a_table_whose_columns_do_not_fit_its_range(tracker: Path) -> None:
    edited(tracker, TABLE, lambda text: text.replace('ref="A3:E7"', 'ref="A3:F7"', 1))
    refused(tracker, "does not fit")


def test_a_part_that_is_not_well_formed(tracker: Path) -> None:
    edited(tracker, TABLE, lambda text: text.replace("</tableColumns>", ""))
    refused(tracker, "is damaged")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("<row r=", "<row n="), "carry no numbers|not numbered"),
        (lambda text: text.replace("<c r=", "<c n="), "carry no addresses"),
        (lambda text: text.replace("<sheetData>", "<sheetData><!-- x -->"), "raw text"),
        (
            lambda text: text.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?"),
            "not where Excel writes them",
        ),
    ],
)
def test_a_sheet_written_in_another_way(
    tracker: Path, change: Callable[[str], str], said: str
) -> None:
    edited(tracker, SHEET, change)
    before = tracker.read_bytes()
    with pytest.raises(WorkbookError, match=said):
        PackageWorkbook(tracker).write_table("Coverage", FRAME, key="Account ID")
    assert tracker.read_bytes() == before


def test_cells_with_attributes_in_another_order_are_understood(tracker: Path) -> None:
    def turned(text: str) -> str:
        return text.replace('<c r="D4" t="s">', '<c t="s" r="D4">')

    edited(tracker, SHEET, turned)
    workbook = PackageWorkbook(tracker)
    frame = pd.DataFrame({"Account ID": ["A9", "A1"], "ARR": [1, 2], "Score": [1, 2]})
    workbook.write_table("Coverage", frame, key="Account ID")
    workbook.save()
    assert PackageWorkbook(tracker).read_table("Coverage")["Notes"].tolist() == [None, "note 1"]


def test_a_read_only_folder(tracker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The system is asked rather than the mode: an administrator may write anywhere.
    monkeypatch.setattr(os, "access", lambda path, _mode: path != tracker.parent)
    refused(tracker, "read-only")


FAR = [
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    '<row r = "1048576"><c r = "XFD1048576"><v>1</v></c></row>',
    '<row\nr="1048576"><c\nr="XFD1048576"><v>1</v></c></row>',
    '<row r= "1048576"><c r= "XFD1048576"><v>1</v></c></row>',
    '<row r="&#49;048576"><c r="&#88;FD1048576"><v>1</v></c></row>',
    '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    '<row r="999"><c r="ABCDE999"><v>1</v></c></row>',
    '<row r="9"><c r="AAA9"><v>1</v></c></row><row r="99000"><c r="A99000"/></row>',
]


@pytest.mark.parametrize("last", [True, False], ids=["last", "first"])
@pytest.mark.parametrize("far", FAR)
def test_a_cell_too_far_away_is_refused_however_it_is_written(
    tracker: Path, far: str, *, last: bool
) -> None:
    place = "</sheetData>" if last else "<sheetData>"
    written = f"{far}{place}" if last else f"{place}{far}"
    edited(tracker, SHEET, lambda text: text.replace(place, written))
    with pytest.raises(WorkbookError, match="has a cell as far away as"):
        PackageWorkbook(tracker).read_table("Coverage")


def test_an_apostrophe_in_a_text_makes_no_cell_far(tracker: Path) -> None:
    """As in a note such as x='y', beside which the parser is asked."""
    edited(
        tracker,
        SHEET,
        lambda text: text.replace(
            "</sheetData>", '<row r="9"><c r="A9" t="str"><v>x=\'y\'</v></c></row></sheetData>'
        ),
    )
    assert len(PackageWorkbook(tracker).read_table("Coverage")) == 4


def test_a_sheet_of_the_users_is_not_judged_nor_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its table has no header row, and another one a cell at the end of the world."""
    book = xlsxwriter.Workbook(tmp_path / "tracker.xlsx")
    titles = ("Scores", "My notes", "Far")
    scores, notes, far = map(book.add_worksheet, titles)
    scores.add_table("A3:A4", {"name": "Coverage", "columns": [{"header": "Account ID"}]})
    notes.add_table("B2:C4", {"name": "Mine", "header_row": False})
    far.write("XFD1048576", "here")
    book.close()
    read: list[str] = []
    rows = Reader.rows

    def noted(self: Reader, sheet: Sheet) -> list[list[Any]]:
        read.append(sheet.title)
        return rows(self, sheet)

    monkeypatch.setattr(Reader, "rows", noted)
    tracker = PackageWorkbook(tmp_path / "tracker.xlsx")
    assert tracker.tables() == ["Coverage", "Mine"]
    tracker.read_table("Coverage")
    tracker.write_table("Coverage", FRAME)
    tracker.save()
    assert read == ["Scores"]
    with pytest.raises(WorkbookError, match="Table Mine on sheet My notes has no header row"):
        PackageWorkbook(tmp_path / "tracker.xlsx").read_table("Mine")
