"""The add-in's own VBA run by pyOpenVBA's interpreter: what a press of a button tells Python.

Only what needs Windows or a Mac is replaced: the file dialogs and the bridge's last step.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import VBAObject, member

from addin.install.vba import vba_sources

_PICKING = """\
Public Function PickedExport(title As String) As String
    PickedExport = Picked
End Function
Public Function PickedTarget(title As String, proposed As String) As String
    PickedTarget = Picked
End Function
Public Function Picked() As String
    Dim i As Long
    For i = 1 To {length}
        Picked = Picked & ChrW(Split("{codes}", ",")(i - 1))
    Next i
End Function
"""

_BRIDGE = """\
Public Sub RunPython(control As IRibbonControl, PythonCommand As String)
    If control Is Nothing Then Exit Sub
    Debug.Print PythonCommand
End Sub
Public Sub ExcelsClock(at As Date, macro As String)
End Sub
"""


class Control(VBAObject):  # type: ignore[misc]
    """A control of the ribbon, as Excel hands it to a callback."""

    def __init__(self, tag: str = "") -> None:
        self._tag = tag

    @member(name="Tag")  # type: ignore[untyped-decorator]
    def tag(self) -> str:
        return self._tag


def as_vba(text: str) -> str:
    """A text as VBA holds it: one character for each UTF-16 unit."""
    units = text.encode("utf-16-be", "surrogatepass")
    return "".join(map(chr, (int.from_bytes(units[i : i + 2]) for i in range(0, len(units), 2))))


@cache
def sources_with_line_feeds() -> dict[str, str]:
    """Name and source of each module, with line ends that Python's texts have."""
    return {name: text.replace("\r\n", "\n") for name, text in vba_sources().items()}


def procedure(source: str, name: str) -> str:
    """The text of one procedure of a module."""
    found = re.search(
        rf"^(?:Public |Private )?(Sub|Function) {name}\(.*?^End \1$",
        source,
        re.MULTILINE | re.DOTALL,
    )
    assert found, name
    return found[0]


def excel_with_addin(picked: str = "", *, workbooks: int = 1) -> ExcelApplication:
    """An Excel in memory that has the add-in's modules; the file dialogs answer `picked`."""
    sources = sources_with_line_feeds()
    codes = [str(ord(sign)) for sign in as_vba(picked)]
    # The interpreter has not Excel's clock, which would call a macro later.
    sources["Callbacks"] = sources["Callbacks"].replace("Application.OnTime ", "ExcelsClock ")
    app = ExcelApplication()
    app.add_module(_PICKING.format(length=len(codes), codes=",".join(codes)), name="FilePicking")
    app.add_module(_BRIDGE + procedure(sources["xlwings"], "LastLine") + "\n", name="xlwings")
    for name in ("Encoding", "FunctionHelp", "Callbacks"):
        app.add_module(sources[name], name=name)
    # The interpreter knows no WithEvents, nor the head of a class file.
    watch = sources["WorkbookWatch"].partition("END\n")[2].replace("WithEvents ", "")
    app.add_module(watch, name="WorkbookWatch", kind="class")
    for _ in range(workbooks):
        app.add_workbook()
    return app


def pressed(app: ExcelApplication, callback: str, tag: str = "") -> list[Any]:
    """What Python is told when a button is pressed."""
    app.run(callback, Control(tag))
    return list(app.console)
