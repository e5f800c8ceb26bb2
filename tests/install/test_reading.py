"""Settings files and add-in files are read as Excel reads them, and hostile ones do no harm."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlwings
from hypothesis import given
from hypothesis import strategies as st

from addin.install.host import addinfile, settingsfile
from addin.install.host.addinfile import asked_xlwings, is_ours
from addin.install.host.computer import CannotTellError
from tests.install.computers import XLWINGS, addin_file

KEY = "INTERPRETER_WIN"
PACKAGE = Path(xlwings.__file__).parent


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'"INTERPRETER_WIN","C:\\a b\\py.exe"\r\n', b"C:\\a b\\py.exe"),
        (b"INTERPRETER_WIN,C:\\py.exe", b"C:\\py.exe"),
        (b' "Interpreter_Win" , "C:\\a,b\\py.exe" \n', b"C:\\a,b\\py.exe"),
        (b'"INTERPRETER_WIN","first"\n"INTERPRETER_WIN","second"\n', b"first"),
        (b'"INTERPRETER_WIN",""\n', b""),
        (b'"INTERPRETER_WINDOW","x"\n', None),
        (b"INTERPRETER_WIN\n", None),
        (b"", None),
    ],
)
def test_a_setting_is_read_as_a_macro_reads_it(content: bytes, value: bytes | None) -> None:
    assert settingsfile.setting(content, KEY) == value


@given(st.binary(max_size=200), st.from_regex(rb"[A-Za-z:\\ ]{1,20}", fullmatch=True))
def test_what_was_set_is_read_back(content: bytes, value: bytes) -> None:
    after = settingsfile.changed(content, {KEY: value}, b"\r\n")
    assert settingsfile.setting(after, KEY) == value


@given(st.binary(max_size=200))
def test_setting_twice_is_setting_once(content: bytes) -> None:
    once = settingsfile.changed(content, {KEY: b"x"}, b"\r\n")
    assert settingsfile.changed(once, {KEY: b"x"}, b"\r\n") == once


@given(st.lists(st.sampled_from([b'"A","1"', b'"B","2"', b"noise", b""]), max_size=6))
def test_adding_and_taking_away_leaves_other_lines(lines: list[bytes]) -> None:
    content = b"".join(line + b"\r\n" for line in lines)
    added = settingsfile.changed(content, {KEY: b"x"}, b"\r\n")
    assert settingsfile.changed(added, {KEY: None}, b"\r\n") == content


@pytest.mark.parametrize("name", ["quickstart_addin.xlam", "addin/xlwings.xlam"])
def test_the_version_is_read_from_macros_that_excel_saved(name: str) -> None:
    assert asked_xlwings((PACKAGE / name).read_bytes()) == XLWINGS


def test_another_add_in_is_not_ours() -> None:
    assert not is_ours((PACKAGE / "quickstart_addin.xlam").read_bytes())
    assert is_ours(addin_file())


def with_macros(macros: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/vbaProject.bin", macros)
    return content.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK", with_macros(b""), with_macros(b"\xd0\xcf" * 600)])
def test_macros_that_cannot_be_read_are_said_to_be_so(content: bytes) -> None:
    with pytest.raises(CannotTellError):
        asked_xlwings(content)


@given(st.binary(max_size=300))
def test_broken_compression_ends(container: bytes) -> None:
    assert len(addinfile._unpacked(b"\1" + container)) < 300 * 5_000


def test_macros_of_a_size_that_no_add_in_has_are_not_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(addinfile, "_MOST_BYTES", 1_000)
    with pytest.raises(CannotTellError):
        asked_xlwings(with_macros(b"\0" * 1_001))
