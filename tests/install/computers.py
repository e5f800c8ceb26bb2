"""Made-up computers with Excel, in a temporary folder: one with Windows, one with macOS."""

from __future__ import annotations

import io
import plistlib
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

import xlwings

from addin.install.host.computer import (
    MACOS,
    QUARANTINE,
    WINDOWS,
    Computer,
    Disk,
    OpenWorkbook,
    Process,
)
from addin.install.host.places import places_of

if TYPE_CHECKING:
    from collections.abc import Mapping

XLWINGS = "0.37.8"
_PACKAGE = Path(xlwings.__file__).parent
APP_PATHS = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
SCRIPT = f"xlwings-{XLWINGS}.applescript"


def program(bits: int = 64) -> bytes:
    """The first bytes of a Windows program."""
    machine = {64: 0x8664, 32: 0x014C}[bits]
    start = bytearray(b"MZ".ljust(0x80, b"\0"))
    start[0x3C:0x40] = (0x80).to_bytes(4, "little")
    return bytes(start) + b"PE\0\0" + machine.to_bytes(2, "little")


def addin_file(note: str = "", sheet: str = "sponsor_coverage.conf") -> bytes:
    """An add-in with the macros of xlwings' own, which Excel itself has saved."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(_PACKAGE / "quickstart_addin.xlam") as source,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr("xl/vbaProject.bin", source.read("xl/vbaProject.bin"))
        archive.writestr("xl/workbook.xml", f'<workbook><sheet name="{sheet}"/>{note}</workbook>')
    return content.getvalue()


class TemporaryDisk(Disk):
    """A disk whose drives are folders of a temporary one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.held_files: set[PurePath] = set()
        self.marked: set[PurePath] = set()
        self.closed: set[PurePath] = set()

    def at(self, path: PurePath) -> Path:
        drive = path.drive.strip("\\").replace(":", "").replace("\\", "/")
        return self.root.joinpath(drive, *path.parts[1:])

    def put(self, path: PurePath, content: bytes = b"") -> None:
        self.at(path).parent.mkdir(parents=True, exist_ok=True)
        self.at(path).write_bytes(content)

    def held(self, path: PurePath) -> bool:
        return path in self.held_files

    def readable(self, folder: PurePath) -> bool:
        return folder not in self.closed and super().readable(folder)

    def attributes(self, path: PurePath) -> list[str]:
        return [QUARANTINE] if path in self.marked else []

    def files(self) -> dict[str, bytes]:
        """Every file, and every folder with an empty content."""
        return {
            str(path.relative_to(self.root)): path.read_bytes() if path.is_file() else b""
            for path in sorted(self.root.rglob("*"))
        }


class MadeUpRegistry:
    """A registry that is a dictionary; keys and names know no capitals, as in Windows."""

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, object]] = {}

    def put(self, key: str, name: str, value: object) -> None:
        self.keys.setdefault(key.casefold(), {})[name.casefold()] = value

    def values(self, key: str) -> Mapping[str, object]:
        return self.keys.get(key.casefold(), {})

    def subkeys(self, key: str) -> list[str]:
        start = f"{key.casefold()}\\"
        below = (known[len(start) :] for known in self.keys if known.startswith(start))
        return sorted({name.partition("\\")[0] for name in below})


@dataclass
class State:
    """What a test changes on the computer while it is there."""

    running: tuple[Process, ...] = ()
    active: OpenWorkbook | None = None
    versions: dict[str, str] = field(default_factory=lambda: {"xlwings": XLWINGS})
    short_names: dict[PurePath, str] = field(default_factory=dict)
    script: tuple[str, bytes] | None = field(
        default_factory=lambda: (SCRIPT, (_PACKAGE / SCRIPT).read_bytes())
    )


@dataclass
class MadeUp:
    """A made-up computer, with what a test may change about it."""

    computer: Computer
    disk: TemporaryDisk
    registry: MadeUpRegistry
    state: State

    def change(self, **fields: Any) -> None:
        self.computer = replace(self.computer, **fields)

    @property
    def addin(self) -> PurePath:
        return places_of(self.computer).addin

    @property
    def settings(self) -> PurePath:
        return places_of(self.computer).settings

    @property
    def script(self) -> PurePath:
        scripts = places_of(self.computer).scripts
        assert scripts is not None
        return scripts / SCRIPT

    def settings_text(self) -> str:
        return self.disk.read(self.settings).decode("cp1252")


def _made_up(system: str, root: Path, home: PurePath, interpreter: PurePath) -> MadeUp:
    disk, registry, state = TemporaryDisk(root), MadeUpRegistry(), State()
    computer = Computer(
        system=system,
        environment={"APPDATA": str(home / "AppData" / "Roaming"), "USER": home.name},
        home=home,
        interpreter=interpreter,
        base_python=interpreter.parent,
        disk=disk,
        registry=registry,
        ansi="cp1252" if system == WINDOWS else "utf-8",
        elevated=False if system == WINDOWS else None,
        short_name=state.short_names.get,
        processes=lambda: state.running,
        open_workbook=lambda: state.active,
        version_of=state.versions.get,
        pinned={"xlwings": XLWINGS}.get,
        applescript=lambda: state.script,
    )
    disk.put(interpreter, b"python")
    return MadeUp(computer, disk, registry, state)


def windows(root: Path, user: str = "zoe") -> MadeUp:
    """A Windows with Excel, on which the tool was installed and the add-in was not."""
    home = PureWindowsPath("C:/Users") / user
    tool = home / "AppData" / "Roaming" / "uv" / "tools" / "sponsor-coverage"
    made = _made_up(WINDOWS, root, home, tool / "Scripts" / "python.exe")
    for bits in (32, 64):
        made.disk.put(tool / f"xlwings{bits}-{XLWINGS}.dll")
    made.disk.put(PureWindowsPath(EXCEL), program())
    made.registry.put(APP_PATHS, "", EXCEL)
    return made


def macos(root: Path, user: str = "zoe") -> MadeUp:
    """A Mac with Excel, on which the tool was installed and the add-in was not."""
    home = PurePosixPath("/Users") / user
    tool = home / ".local" / "share" / "uv" / "tools" / "sponsor-coverage"
    made = _made_up(MACOS, root, home, tool / "bin" / "python")
    about = PurePosixPath("/Applications/Microsoft Excel.app/Contents/Info.plist")
    made.disk.put(about, plistlib.dumps({"CFBundleShortVersionString": "16.89"}))
    for folder in places_of(made.computer).sandbox:
        made.disk.at(folder).mkdir(parents=True)
    return made
