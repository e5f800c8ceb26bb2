"""Nothing in a workbook, in its name or beside it decides what the add-in runs."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlwings
from hypothesis import given
from hypothesis import strategies as st
from pyopenvba.interpreter import Interpreter

from addin import functions
from addin.install.vba import FUNCTIONS
from tests.xlam.excel import (
    as_vba,
    excel_with_addin,
    pressed,
    procedure,
    sources_with_line_feeds,
)

if TYPE_CHECKING:
    from pyopenvba.apps.excel import ExcelApplication

STOCK = (Path(xlwings.__file__).parent / "xlwings_custom_addin.bas").read_text("utf-8")

HOSTILE = [
    'C:\\Users\\O\'Brien\\Q4 "final".csv',
    "a');__import__('os').system('calc')#",
    "x^&calc&.xlsx",
    "%COMSPEC% & calc.exe",
    "$(touch owned)`touch owned`.csv",
    "one\ntwo\r\n\0three|four",
    "=cmd|'/c calc'!A0",
    "\\",
    "",
    "Łódź 株式会社 \N{GRINNING FACE} \uffff",
    "a lone \ud800 surrogate",
]


def source(name: str) -> str:
    return sources_with_line_feeds()[name]


def code(text: str) -> str:
    """A module without its comments."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("'"))


@cache
def encoder() -> Interpreter:
    vba = Interpreter()
    vba.add_module(source("Encoding"), name="Encoding")
    return vba


def decoded(literal: str) -> str:
    text = eval(literal, {"__builtins__": {"bytes": bytes}})  # noqa: S307 - what Python would do
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("text", HOSTILE)
def test_text_for_python_arrives_as_it_was(text: str) -> None:
    literal = str(encoder().run("PythonText", [as_vba(text)]))
    assert decoded(literal) == text


@given(st.text(st.characters(), max_size=20))
def test_any_text_for_python_is_hexadecimal_digits(text: str) -> None:
    literal = str(encoder().run("PythonText", [as_vba(text)]))
    digits = re.fullmatch(
        r"bytes\.fromhex\('([0-9A-F]*)'\)\.decode\('utf-16-be','surrogatepass'\)", literal
    )
    assert digits
    assert len(digits[1]) == 4 * len(as_vba(text))


@pytest.mark.parametrize("path", [text for text in HOSTILE if text])
def test_a_hostile_path_is_only_an_argument(path: str) -> None:
    (command,) = pressed(excel_with_addin(path), "OnImport", "Accounts")
    literal = command.removeprefix("import addin.macros; addin.macros.import_table(")
    table, _, given = literal.removesuffix(")").partition(", ")
    assert (decoded(table), decoded(given)) == ("Accounts", path)


def test_the_workbooks_name_reaches_a_mac_encoded() -> None:
    name = "$(touch owned).xlsx"
    set_by_python = str(encoder().run("CallerArguments", [name]))
    assert "touch" not in set_by_python
    assert decoded(re.findall(r"bytes\.\S+\)", set_by_python)[0].removesuffix(",")) == name
    assert "CallerArguments(ActiveWorkbook.Name) & command" in source("Callbacks")


def bridge(interpreter: str) -> ExcelApplication:
    """The bridge in an Excel whose active workbook has a config sheet that names a program."""
    app = excel_with_addin()
    app.interpreter.modules.pop("xlwings", None)
    text = (
        source("xlwings")
        .replace(
            procedure(source("xlwings"), "FromUserFile"),
            "Private Function FromUserFile(sName As String) As String\n"
            f'    If sName = "INTERPRETER_WIN" Then FromUserFile = "{interpreter}"\nEnd Function',
        )
        .replace('Environ("ComSpec")', '"C:\\Windows\\System32\\cmd.exe"')
    )
    app.add_module(text, name="xlwings_under_test")
    app.add_module(
        "Sub Poison()\n"
        '    ActiveSheet.Name = "sponsor_coverage.conf"\n'
        '    Range("A1").Value = "INTERPRETER_WIN"\n'
        '    Range("B1").Value = "C:\\evil\\python.exe"\n'
        '    Range("A2").Value = "PYTHONPATH"\n'
        '    Range("B2").Value = "C:\\evil"\n'
        '    Worksheets.Add.Name = "x.py"\n'
        "End Sub\n",
        name="Attack",
    )
    app.run("Poison")
    return app


def test_python_starts_from_the_users_file_whatever_the_workbook_says() -> None:
    command = str(bridge("C:\\Program Files\\Python\\python.exe").run("XLPyCommand"))
    assert command == (
        'C:\\Windows\\System32\\cmd.exe  /K ""C:\\Program Files\\Python\\python.exe" -B -P -c '
        '"import xlwings; xlwings.serve(\'$(CLSID)\')""'
    )


@pytest.mark.parametrize(
    "bare", ["", "python", "python.exe", ".\\python.exe", "C:python.exe", "\\python.exe", "\\\\srv"]
)
def test_an_interpreter_without_its_full_path_is_refused(bare: str) -> None:
    assert not bridge("").run("IsFullPath", bare)


@pytest.mark.parametrize("full", ["C:\\Python\\python.exe", "\\\\srv\\share\\python.exe"])
def test_an_interpreter_with_its_full_path_is_taken(full: str) -> None:
    assert bridge("").run("IsFullPath", full)


@pytest.mark.slow
def test_a_module_beside_the_workbook_is_not_imported(tmp_path: Path) -> None:
    (tmp_path / "xlwings.py").write_text("raise SystemExit('planted')")
    flags = re.findall(r'tail = " (.*?) -c ', source("xlwings"))[0].split()
    command = [sys.executable, *flags, "-c", "import xlwings"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    unsafe = [flag for flag in command if flag != "-P"]
    planted = subprocess.run(unsafe, cwd=tmp_path, check=False, capture_output=True)
    assert b"planted" in planted.stderr


def test_the_bridge_asks_no_workbook_and_no_folder() -> None:
    words = code(source("xlwings"))
    for word in ("ThisWorkbook", "Sheets", "Worksheets", "Range", "GetConfigFromSheet", "CurDir"):
        assert not re.search(rf"\b{word}\b", words), word
    assert re.findall(r".*ActiveWorkbook.*", words) == [
        '        XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook'
    ]
    assert set(re.findall(r'Environ\("(\w+)"\)', words)) == {"HOME", "USERPROFILE", "ComSpec"}


def test_the_bridge_keeps_no_other_way_to_run_a_program() -> None:
    words = code(source("xlwings"))
    for word in ("Shell", "CreateObject", "MacScript", "WScript", "system", "ImportUDFs"):
        assert not re.search(rf"\b{word}\b", words), word
    public = re.findall(r"^(?:Public )?(?:Sub|Function) (\w+)", words, re.MULTILINE)
    assert public == ["RunPython", "XLPy", "LastLine"]


def test_what_runs_python_must_be_handed_a_ribbon_control() -> None:
    running = re.compile(r"\b(RunPython|ExecuteMac|RunOnWorkbook|ImportFile)\b")
    for name in ("xlwings", "Callbacks"):
        procedures = re.findall(
            r"^(?:Public |Private )?(?:Sub|Function) .*?^End (?:Sub|Function)$",
            source(name),
            re.MULTILINE | re.DOTALL,
        )
        for text in procedures:
            head, _, body = text.partition("\n")
            if running.search(body):
                assert "(control As IRibbonControl" in head, head


def test_without_a_control_nothing_runs() -> None:
    vba = Interpreter()
    run = procedure(source("xlwings"), "RunPython")
    assert run.splitlines()[3].strip() == "If control Is Nothing Then Exit Sub"
    vba.add_module(
        "Public Ran As Boolean\n"
        f"{run.partition('#If Mac')[0]}    Ran = True\nEnd Sub\n"
        'Function Try() As Boolean\n    RunPython Nothing, "import os"\n    Try = Ran\nEnd Function\n',
        name="Bridge",
    )
    assert not vba.run("Try")


def test_the_functions_hand_python_the_addin_and_never_the_active_workbook() -> None:
    named = [name for name in functions.__all__ if name.startswith("sponsor_")]
    assert "ActiveWorkbook" not in source(FUNCTIONS)
    assert source(FUNCTIONS).count(", ThisWorkbook, Application.Caller)") == len(named)


def test_kept_procedures_are_those_of_xlwings() -> None:
    stock = {line.rstrip() for line in STOCK.splitlines()}
    for name in ("GetConfigFromFile", "ParentFolder"):
        kept = procedure(source("xlwings"), name).removeprefix("Private ").splitlines()
        assert [line for line in kept if line not in stock] == []


def test_the_notice_of_xlwings_is_kept_whole() -> None:
    notice = STOCK[
        STOCK.index("'xlwings is distributed") : STOCK.index("POSSIBILITY OF SUCH DAMAGE.")
    ]
    assert notice in source("xlwings")


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (
            "Traceback:\r\n  at line 3\r\nValueError: Accounts row 3: no ID.\r\n",
            "Accounts row 3: no ID.",
        ),
        ("Excel may not start Python yet; run it.", "Excel may not start Python yet; run it."),
        ("Accounts row 3: no ID.", "Accounts row 3: no ID."),
        ("", ""),
    ],
)
def test_an_error_is_told_in_its_last_line(message: str, sentence: str) -> None:
    vba = Interpreter()
    vba.add_module(procedure(source("xlwings"), "LastLine") + "\n", name="Bridge")
    assert str(vba.run("LastLine", [message])) == sentence
