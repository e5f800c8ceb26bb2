"""The sources keep within what VBA and Excel's function wizard can hold."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import xlwings

from addin import functions
from addin.install.vba import (
    FUNCTIONS,
    HELP,
    RIBBON,
    VbaError,
    _refuse_what_vba_cannot_hold,
    vba_sources,
)
from addin.install.xlam import CONFIG

WRITTEN = sorted(path.stem for path in RIBBON.iterdir() if path.suffix in {".bas", ".cls"})
EACH = pytest.mark.parametrize("name", [*WRITTEN, FUNCTIONS, HELP])
CALLED = sorted(name for name in vars(functions) if name.startswith("sponsor_"))

# Words that VBA keeps for itself; a declaration of one does not compile. `Name` is a statement
# too, yet may be declared.
_RESERVED = """
    addressof alias and any as attribute boolean byref byte byval call case cbool cbyte ccur cdate
    cdbl cint class clng close const csng cstr currency cvar date debug declare defbool dim do double
    each else elseif empty end endif enum eqv erase error event exit false for friend function get
    global gosub goto if imp implements in input integer is let lib like line lock long longlong
    longptr loop lset me mod new next not nothing null object on open option optional or
    paramarray preserve print private property ptrsafe public put raiseevent redim rem resume return
    rset seek select set single static step stop string sub then to true type typeof unlock until
    variant wend while with withevents write xor
"""
RESERVED = set(_RESERVED.split())


def declared(source: str) -> set[str]:
    """Names of procedures, their parameters, variables and constants."""
    code = "\n".join(line for line in source.splitlines() if not line.lstrip().startswith("'"))
    names = set(re.findall(r"\b(?:Sub|Function) (\w+)", code))
    heads = re.findall(r"^\s*(?:Public |Private )?(?:Sub|Function) \w+\((.*)\)", code, re.MULTILINE)
    heads += re.findall(
        r"^\s*(?:Dim|Private(?: WithEvents| Const)?|Public(?: Const)?) (\w.*)", code, re.MULTILINE
    )
    for head in heads:
        if not re.match(r"(Sub|Function|Declare|Const)\b", head):
            for part in re.sub(r'"[^"]*"', "", head).split(","):
                names |= set(re.findall(r"^\s*(?:Optional |ByRef |ByVal |ParamArray )*(\w+)", part))
    return names


@cache
def sources() -> dict[str, str]:
    return vba_sources()


def test_every_module_is_looked_at() -> None:
    assert {*WRITTEN, FUNCTIONS, HELP} == set(sources())


@EACH
def test_lines_are_short_enough_for_the_editor(name: str) -> None:
    assert max(map(len, sources()[name].splitlines())) <= 1_023


@EACH
def test_a_statement_is_continued_24_times_at_most(name: str) -> None:
    runs = re.findall(r"(?:.* _\r\n)+", sources()[name])
    assert all(run.count("\r\n") <= 24 for run in runs)


@EACH
def test_procedures_are_under_64_kb(name: str) -> None:
    for procedure in re.split(r"\r\nEnd (?:Sub|Function)\r\n", sources()[name]):
        assert len(procedure) < 65_536


@EACH
def test_names_are_no_reserved_words_and_short(name: str) -> None:
    assert len(name) <= 31
    names = declared(sources()[name])
    assert {word.lower() for word in names} & RESERVED == set()
    assert max(map(len, names), default=0) <= 255


@EACH
def test_sources_are_cp1252_with_crlf(name: str) -> None:
    sources()[name].encode("cp1252")
    assert sources()[name].count("\n") == sources()[name].count("\r\n")


@EACH
def test_every_variable_must_be_declared(name: str) -> None:
    assert "\r\nOption Explicit\r\n" in sources()[name] or name == "Sheet1"


def test_only_the_functions_can_be_called_from_cells() -> None:
    standard = {
        name
        for name, text in sources().items()
        if "VB_Base" not in text and "VERSION" not in text[:8]
    }
    public = {name for name in standard if "Option Private Module" not in sources()[name]}
    assert public == {FUNCTIONS}


@pytest.mark.parametrize("line", ["x" * 1_024, "' Łódź"])
def test_a_line_that_vba_cannot_hold_is_refused(line: str) -> None:
    with pytest.raises(VbaError, match="Broken line 2"):
        _refuse_what_vba_cannot_hold("Broken", f"Option Explicit\n{line}\n")


@cache
def wrappers() -> dict[str, list[str]]:
    heads = re.findall(r"^Function (\w+)\((.*)\)\r$", sources()[FUNCTIONS], re.MULTILINE)
    return {
        name: [argument.removeprefix("Optional ") for argument in arguments.split(", ")]
        for name, arguments in heads
    }


def test_the_functions_are_those_of_the_python_module() -> None:
    assert sorted(wrappers()) == CALLED


@pytest.mark.parametrize("name", CALLED)
def test_a_function_name_is_no_cell_address(name: str) -> None:
    assert not re.fullmatch(r"[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*", name, re.IGNORECASE)


@pytest.mark.parametrize("name", CALLED)
def test_the_wizard_can_show_the_arguments(name: str) -> None:
    arguments = wrappers()[name]
    assert len(arguments) + sum(map(len, arguments)) <= 254


@pytest.mark.parametrize("name", CALLED)
def test_a_function_has_help_for_itself_and_each_argument(name: str) -> None:
    described = re.search(
        rf"Private Sub Describe_{name}\(\)\r\n(.*?)End Sub", sources()[HELP], re.DOTALL
    )
    assert described
    assert f"\r\n    Describe_{name}\r\n" in sources()[HELP]
    texts = re.findall(r'argumentHelp\(\d+\) = "(.+)"\r', described[1])
    assert len(texts) == len(wrappers()[name])
    (help_text,) = re.findall(rf'Describe "{name}", "(.+?)", "Sponsor Coverage"', described[1])
    assert all(0 < len(text.replace('""', '"')) <= 255 for text in [help_text, *texts])


def test_help_is_given_to_excel_once_a_workbook_is_open() -> None:
    assert "Application.MacroOptions" in sources()[HELP]
    assert "DescribeFunctions" in sources()["WorkbookWatch"]


def test_the_dll_is_that_of_the_pinned_xlwings() -> None:
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    pinned = re.findall(r'"xlwings==([\d.]+)"', project)
    named = re.findall(r"xlwings(?:64|32)-([\d.]+)\.dll", sources()["xlwings"])
    assert len(named) == 4
    assert {*pinned, *named, dict(CONFIG)["XLWINGS VERSION"]} == {xlwings.__version__}
