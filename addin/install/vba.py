"""The VBA sources of the add-in: those of addin/ribbon and those made from addin.functions."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from scoring.errors import SponsorCoverageError

RIBBON = Path(__file__).parents[1] / "ribbon"

FUNCTIONS = "WorksheetFunctions"
HELP = "FunctionHelp"

# Excel cuts help off at this length, and the VBA editor breaks on longer lines.
_LONGEST_HELP = 255
_LONGEST_LINE = 1_023

_HEAD = """\
Attribute VB_Name = "{name}"
Option Explicit
{private}' Made from addin/functions by python -m addin.build; changes made here are lost.
"""


_DESCRIBE = """\
Private Sub Describe(functionName As String, help As String, category As String, \
argumentHelp As Variant)
    ' Help is worth no error: a function without it still works.
    On Error Resume Next
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & functionName, \
Description:=help, Category:=category, ArgumentDescriptions:=argumentHelp
End Sub
"""


class VbaError(SponsorCoverageError):
    """The sources cannot become a VBA project."""


def vba_sources() -> dict[str, str]:
    """Name and source of each module, with CRLF line ends, as it stands in the add-in.

    Raises:
        VbaError: a source has a character outside cp1252, or a line that is too long.
    """
    written = {path.stem: path.read_text("utf-8") for path in _files()}
    sources = written | _made_from_functions()
    for name, text in sources.items():
        _refuse_what_vba_cannot_hold(name, text)
    return {name: "\r\n".join(text.splitlines()) + "\r\n" for name, text in sources.items()}


def is_class(name: str) -> bool:
    """Whether a module is a class of its own, neither a standard module nor one of a sheet."""
    path = RIBBON / f"{name}.cls"
    return path.exists() and path.read_text("utf-8").startswith("VERSION")


def _files() -> list[Path]:
    return sorted(path for path in RIBBON.iterdir() if path.suffix in {".bas", ".cls"})


def _refuse_what_vba_cannot_hold(name: str, text: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > _LONGEST_LINE:
            raise VbaError(f"{name} line {number} has {len(line)} characters; break it up.")
        try:
            line.encode("cp1252")
        except UnicodeEncodeError as error:
            sign = line[error.start]
            says = f'{name} line {number}: "{sign}" is not in cp1252; write it plainly.'
            raise VbaError(says) from error


@cache
def _made_from_functions() -> dict[str, str]:
    """The wrappers and the help, from a process of their own: it stubs what belongs to Windows."""
    run = subprocess.run(
        [sys.executable, "-m", "addin.install.vba"],
        capture_output=True,
        check=False,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
    )
    if run.returncode:
        said = run.stderr.strip()[-2_000:]
        raise VbaError(f"The wrappers of addin.functions were not made: {said}")
    made: dict[str, str] = json.loads(run.stdout)
    return made


def _wrappers_and_help() -> dict[str, str]:
    udfs = _classic_udfs()
    module = import_module("addin.functions")
    text = io.StringIO()
    # Under any name but one in .xlam the wrappers hand the add-in itself to Python. The active
    # workbook would be searched for sheets named *.py, which xlwings takes for code.
    udfs.generate_vba_wrapper("addin.functions", module, text, _Book())
    documented = [made.__xlfunc__ for made in vars(module).values() if hasattr(made, "__xlfunc__")]
    wrappers = _HEAD.format(name=FUNCTIONS, private="") + '#Const App = "Microsoft Excel"\n\n'
    return {FUNCTIONS: wrappers + text.getvalue(), HELP: _help(documented)}


class _Book:
    Name = "sponsor_coverage"


def _classic_udfs() -> Any:
    """The real xlwings.udfs with the decorators it has on Windows; pywin32 alone is stubbed."""
    from unittest.mock import MagicMock

    for name in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
        sys.modules[name] = MagicMock(name=name)
    sys.modules["pywintypes"].com_error = type("com_error", (Exception,), {})  # type: ignore[attr-defined]
    xw: Any = import_module("xlwings")
    udfs = import_module("xlwings.udfs")
    xw.func, xw.arg, xw.ret, xw.script = udfs.xlfunc, udfs.xlarg, udfs.xlret, udfs.xlsub
    return udfs


def _help(functions: list[dict[str, Any]]) -> str:
    """What the function wizard shows: VBA hands it to Excel, for nothing is imported later."""
    lines = [_HEAD.format(name=HELP, private="Option Private Module\n")]
    lines += ["Public Sub DescribeFunctions()"]
    lines += [f"    Describe_{function['name']}" for function in functions]
    lines += ["End Sub", ""]
    for function in functions:
        lines += _description(function)
    return "\n".join(lines) + "\n" + _DESCRIBE


def _description(function: dict[str, Any]) -> list[str]:
    arguments = [argument["doc"] for argument in function["args"]]
    texts = [function["ret"]["doc"], function["category"], *arguments]
    for text in texts:
        if len(text) > _LONGEST_HELP:
            raise VbaError(f"The help of {function['name']} is cut by Excel: {text}")
    head, category, *rest = map(_literal, texts)
    return [
        f"Private Sub Describe_{function['name']}()",
        f"    Dim argumentHelp({len(rest) - 1}) As String",
        "",
        *(f"    argumentHelp({place}) = {text}" for place, text in enumerate(rest)),
        f'    Describe "{function["name"]}", {head}, {category}, argumentHelp',
        "End Sub",
        "",
    ]


def _literal(text: str) -> str:
    return '"' + " ".join(text.split()).replace('"', '""') + '"'


if __name__ == "__main__":
    json.dump(_wrappers_and_help(), sys.stdout)
