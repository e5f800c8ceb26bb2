"""Classic Excel on any machine: the real xlwings.udfs and its COM engine over a stub of pywin32.

Run as a script, it imports addin.functions as Excel's COM server would, prints the VBA wrappers and
what each call on stdin answers, as JSON. Only what belongs to Windows is stubbed. A call is a name,
its arguments and, if there is one, the workbook that is active: its name and its sheets. One more
entry hands over that workbook instead of the add-in, as the wrappers never do.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import importlib
import io
import json
import sys
import types
from typing import Any
from unittest.mock import MagicMock

MISSING = -2147352572
"""What COM passes for an argument that is left out."""

FORBIDDEN = ("xlwings.server", "xlwings.pro.embedded_code")
"""Modules that no call may load: one needs a server, one runs code that a sheet holds."""
PROTECTED_VIEW = "protected view"
"""Instead of a workbook: none is active for macros, since all that is open is in Protected View."""

_WINDOWS = (
    "pythoncom",
    "pywintypes",
    "win32api",
    "win32con",
    "win32gui",
    "win32process",
    "win32timezone",
    "win32com",
    "win32com.client",
)


def _stub_windows() -> None:
    for name in _WINDOWS:
        sys.modules[name] = MagicMock(name=name)
    pywintypes: Any = sys.modules["pywintypes"]
    pywintypes.TimeType = type("TimeType", (dt.datetime,), {})
    pywintypes.com_error = type("com_error", (Exception,), {})
    client: Any = sys.modules["win32com.client"]
    for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
        setattr(client, name, type(name, (), {}))
    client.Dispatch = lambda found: found
    timezone: Any = sys.modules["win32timezone"]
    timezone.TimeZoneInfo.utc = lambda: dt.UTC
    sys.modules["pythoncom"].__file__ = "pythoncom.dll"
    pywintypes.IID = str
    for name in ("windll", "oledll"):
        setattr(ctypes, name, MagicMock(name=name))
    server: Any = types.ModuleType("xlwings.com_server")
    server.loop = None
    sys.modules["xlwings.com_server"] = server


def _classic() -> Any:
    """The real xlwings.udfs, with the decorators that Windows has."""
    xw: Any = importlib.import_module("xlwings")
    real, ctypes.PyDLL = ctypes.PyDLL, MagicMock(name="PyDLL")  # type: ignore[misc]
    windows = importlib.import_module("xlwings._xlwindows")
    ctypes.PyDLL = real  # type: ignore[misc]
    xw.engines.add(xw.Engine(impl=windows.engine))
    xw._xlwindows = windows
    udfs = importlib.import_module("xlwings.udfs")
    xw.func, xw.arg, xw.ret, xw.script = udfs.xlfunc, udfs.xlarg, udfs.xlret, udfs.xlsub
    return udfs


class _Range:
    """A range as pywin32 hands it over: a tuple of rows, and a lone cell bare."""

    def __init__(self, rows: list[list[Any]], first_row: int = 1) -> None:
        single = len(rows) == len(rows[0]) == 1
        self.Value = rows[0][0] if single else tuple(map(tuple, rows))
        self.Row, self.Column = first_row, 1
        self.Rows, self.Columns = MagicMock(Count=len(rows)), MagicMock(Count=len(rows[0]))
        self.Worksheet = MagicMock()
        self._oleobj_ = MagicMock()
        attributes = self._oleobj_.GetTypeInfo.return_value.GetTypeAttr.return_value
        attributes.iid = "{00020846-0000-0000-C000-000000000046}"


class _Collection(list[Any]):
    """A collection of Excel."""

    @property
    def Count(self) -> int:  # noqa: N802 - Excel's name
        return len(self)


class _Sheet:
    """A worksheet: one table of its own name that starts in row 4, or a plain range."""

    def __init__(self, name: str, rows: list[list[Any]], *, as_table: bool) -> None:
        self.Name = name
        self.UsedRange = _Range(rows, 1 if as_table else 4)
        table = types.SimpleNamespace(Name=name.replace(" ", "_"), Range=_Range(rows, 4))
        self.ListObjects = _Collection([table] if as_table else [])


class _Workbook:
    """The workbook that is active in Excel."""

    def __init__(self, name: str, sheets: dict[str, list[list[Any]]], *, as_tables: bool) -> None:
        self.Name = name
        self.Worksheets = _Collection(
            _Sheet(title, [list(map(_from_json, row)) for row in rows], as_table=as_tables)
            for title, rows in sheets.items()
        )


class _AddIn:
    """The add-in as its wrappers hand it over, in an Excel where a workbook is active."""

    def __init__(self, active: _Workbook | None) -> None:
        self.Name = "sponsor_coverage.xlam"
        self.Worksheets = _Collection([])
        excel = types.SimpleNamespace(ActiveWorkbook=active, Hwnd=1)
        excel.Application = excel
        excel.Workbooks = types.SimpleNamespace(Application=excel)
        self.Application = excel


def _add_in(told: Any) -> Any:
    """The add-in of a call, None where Excel did not make it."""
    if told == PROTECTED_VIEW:
        return _AddIn(None)
    if not told:
        return None
    return _AddIn(_Workbook(told["name"], told["sheets"], as_tables=told.get("tables", True)))


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        if "missing" in value:
            return MISSING
        if "range" in value:
            return _Range([list(map(_from_json, row)) for row in value["range"]])
        return dt.datetime.fromisoformat(value["date"]).replace(tzinfo=dt.UTC)
    return float(value) if isinstance(value, int) and value > MISSING // 2 else value


def _to_json(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_to_json(item) for item in value]
    return {"date": value.isoformat()[:10]} if isinstance(value, dt.datetime) else value


def main() -> None:
    """Print {"vba": ..., "functions": ..., "answers": [...]} for the calls on stdin."""
    _stub_windows()
    udfs = _classic()
    module = importlib.import_module("addin.functions")
    book = MagicMock()
    book.Name = "sponsor_coverage.xlam"
    text = io.StringIO()
    udfs.generate_vba_wrapper("addin.functions", module, text, book)
    answers = []
    for name, arguments, *active in json.load(sys.stdin):
        given = tuple(map(_from_json, arguments))
        add_in: Any = _add_in(active[0]) if active else None
        if len(active) > 1:
            udfs.udf_modules.clear()
            add_in = add_in.Application.ActiveWorkbook
        try:
            answers.append(_to_json(udfs.call_udf("addin.functions", name, given, add_in, None)))
        except Exception as error:  # noqa: BLE001 - Excel shows its text in the cell
            answers.append({"error": type(error).__name__, "text": str(error)})
    functions = {
        name: {
            "help": function.__xlfunc__["ret"]["doc"],
            "category": function.__xlfunc__["category"],
            "volatile": function.__xlfunc__["volatile"],
            "arguments": {a["name"]: a["doc"] for a in function.__xlfunc__["args"]},
            "options": {a["name"]: sorted(a["options"]) for a in function.__xlfunc__["args"]},
        }
        for name, function in vars(module).items()
        if hasattr(function, "__xlfunc__")
    }
    forbidden = [name for name in sys.modules if name in FORBIDDEN]
    told = {"vba": text.getvalue(), "functions": functions, "answers": answers}
    json.dump(told | {"forbidden": forbidden}, sys.stdout)


if __name__ == "__main__":
    main()
