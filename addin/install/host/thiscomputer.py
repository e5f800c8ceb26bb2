"""The computer that this program runs on."""

from __future__ import annotations

import csv
import ctypes
import io
import os
import re
import subprocess
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.install.host.computer import (
    MACOS,
    WINDOWS,
    CannotTellError,
    Computer,
    Disk,
    OpenWorkbook,
    Process,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PurePath

_SYSTEMS = {"win32": WINDOWS, "darwin": MACOS, "linux": "Linux"}
_SECONDS_TO_ANSWER = 20
# Windows' own numbers: rights to ask about a process, and what to ask.
_QUERY_LIMITED_INFORMATION = 0x1000
_TOKEN_QUERY = 0x0008
_TOKEN_ELEVATION = 20
_ACCESS_DENIED = 5


def this_computer() -> Computer:
    """The computer that this program runs on."""
    system = _SYSTEMS.get(sys.platform, sys.platform)
    return Computer(
        system=system,
        environment={name.upper(): value for name, value in os.environ.items()},
        home=Path.home(),
        interpreter=_console_python(Path(sys.executable)),
        base_python=Path(sys.base_prefix),
        disk=_ThisDisk(),
        registry=_ThisRegistry(),
        ansi="mbcs" if system == WINDOWS else "utf-8",
        elevated=_elevated(),
        short_name=_short_name,
        processes=_windows_processes if system == WINDOWS else _mac_processes,
        open_workbook=_open_workbook,
        version_of=_version_of,
        pinned=_pinned,
        applescript=_applescript,
    )


def _console_python(interpreter: Path) -> Path:
    """python.exe beside a pythonw.exe: only the first one reports its errors to Excel."""
    console = interpreter.with_name("python.exe")
    is_windowed = interpreter.name.casefold() == "pythonw.exe"
    return console if is_windowed and console.is_file() else interpreter


class _ThisRegistry:
    """The registry of Windows; on other systems it is empty."""

    def values(self, key: str) -> Mapping[str, object]:
        found: dict[str, object] = {}
        if sys.platform == "win32":
            import winreg

            with _opened(key) as handle:
                if handle is not None:
                    for number in range(winreg.QueryInfoKey(handle)[1]):
                        name, value, _ = winreg.EnumValue(handle, number)
                        found[name.casefold()] = value
        return found

    def subkeys(self, key: str) -> list[str]:
        names: list[str] = []
        if sys.platform == "win32":
            import winreg

            with _opened(key) as handle:
                if handle is not None:
                    count = winreg.QueryInfoKey(handle)[0]
                    names = [winreg.EnumKey(handle, number) for number in range(count)]
        return names


def _opened(key: str) -> Any:
    """A key of the registry, opened to be read in a `with`; None inside if it is not there."""
    from contextlib import nullcontext

    if sys.platform == "win32":
        import winreg

        hive, _, rest = key.partition("\\")
        root = winreg.HKEY_CURRENT_USER if hive == "HKCU" else winreg.HKEY_LOCAL_MACHINE
        try:
            # The view of 64-bit programs, whichever Python asks.
            return winreg.OpenKey(root, rest, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)
        except FileNotFoundError:
            return nullcontext()
    return nullcontext()


def _elevated() -> bool | None:
    if sys.platform == "win32":
        return bool(ctypes.windll.shell32.IsUserAnAdmin())
    return None


def _short_name(path: PurePath) -> str | None:
    """The 8.3 name that Windows keeps for a path, if it keeps one."""
    if sys.platform == "win32":
        room = ctypes.create_unicode_buffer(32_768)
        if ctypes.windll.kernel32.GetShortPathNameW(str(path), room, len(room)):
            return room.value
    return None


def _windows_processes() -> tuple[Process, ...]:
    """The running Excels, as the system's list of tasks has them."""
    listed = _answer(["tasklist", "/FI", "IMAGENAME eq EXCEL.EXE", "/FO", "CSV", "/NH"])
    rows = [row for row in csv.reader(io.StringIO(listed)) if len(row) > 1]
    numbers = [row[1] for row in rows if row[0].casefold() == "excel.exe" and row[1].isdecimal()]
    return tuple(Process(_process_elevated(int(number))) for number in numbers)


def _process_elevated(number: int) -> bool | None:
    """Whether a process runs as administrator; a process that may not be asked does."""
    if sys.platform == "win32":
        try:
            import pywintypes
            import win32api
            import win32security
        except ImportError:
            return None
        try:
            process = win32api.OpenProcess(_QUERY_LIMITED_INFORMATION, 0, number)
            token = win32security.OpenProcessToken(process, _TOKEN_QUERY)
            return bool(win32security.GetTokenInformation(token, _TOKEN_ELEVATION))
        except pywintypes.error as error:
            return True if error.winerror == _ACCESS_DENIED else None
    return None


def _mac_processes() -> tuple[Process, ...]:
    listed = _answer(["/bin/ps", "-A", "-x", "-o", "comm="])
    running = [line for line in listed.splitlines() if line.endswith("/Microsoft Excel")]
    return tuple(Process(None) for _ in running)


def _answer(command: list[str]) -> str:
    """What a program of the system prints."""
    try:
        run = subprocess.run(  # noqa: S603 - fixed programs of the system, no text from outside
            command,
            capture_output=True,
            check=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS_TO_ANSWER,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotTellError(f"{command[0]} gave no answer ({type(error).__name__})") from error
    return run.stdout


def _open_workbook() -> OpenWorkbook | None:
    """The active workbook of the running Excel, or None if none is open."""
    try:
        import xlwings

        app = xlwings.apps.active
        book = app.books.active if app else None
        if book is None:
            return None
        folder = None if "://" in book.fullname else Path(book.fullname).parent
        return OpenWorkbook(book.name, tuple(book.sheet_names), folder)
    except Exception as error:
        # Excel answers with errors of its own kind while a cell is edited or a dialog is open.
        raise CannotTellError(f"Excel did not answer ({type(error).__name__})") from error


class _ThisDisk(Disk):
    """The disk of this computer."""

    def attributes(self, path: PurePath) -> list[str]:
        if sys.platform == "darwin":
            return _answer(["/usr/bin/xattr", str(self.at(path))]).split()
        return []


def _version_of(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _pinned(package: str) -> str | None:
    """The one version of a package that this product asks for."""
    try:
        asked = metadata.requires("sponsor-coverage") or []
    except metadata.PackageNotFoundError:
        return None
    exact = re.compile(rf"{re.escape(package)}\s*==\s*([\w.]+)", re.IGNORECASE)
    return next((found[1] for line in asked if (found := exact.match(line))), None)


def _applescript() -> tuple[str, bytes] | None:
    """The script through which Excel for Mac starts Python: its file name and its content."""
    spec = find_spec("xlwings")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for script in sorted(Path(folder).glob("xlwings-*.applescript")):
            return script.name, script.read_bytes()
    return None
