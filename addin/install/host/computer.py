"""A computer with Excel, as small as installing and examining an add-in needs it.

Everything that differs from machine to machine is passed in, so that the same rules work on a real
computer and on one made up for a test. Paths are those that Excel knows (`PureWindowsPath` or
`PurePosixPath`); only `Disk` turns them into files.
"""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Protocol

from scoring.errors import SponsorCoverageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WINDOWS, MACOS = "Windows", "macOS"
QUARANTINE = "com.apple.quarantine"
_ZONE_STREAM = ":Zone.Identifier"


class CannotTellError(SponsorCoverageError):
    """Something could not be found out; the text says why."""


class Registry(Protocol):
    """Reads the registry. Keys begin with HKCU or HKLM; what is not there is empty."""

    def values(self, key: str) -> Mapping[str, object]:
        """The values of a key, by their names in small letters; "" is the default value."""

    def subkeys(self, key: str) -> list[str]:
        """The names of the keys below a key."""


@dataclass(frozen=True)
class Process:
    """A running Excel, and whether it runs as administrator (None: it does not say)."""

    elevated: bool | None


@dataclass(frozen=True)
class OpenWorkbook:
    """A workbook that the add-in would work on; `folder` is None where it is not on this disk."""

    name: str
    sheets: tuple[str, ...]
    folder: PurePath | None = None


class Disk:
    """Files and folders, by the paths that Excel knows."""

    def at(self, path: PurePath) -> Path:
        """The file behind a path."""
        return Path(path)

    def is_file(self, path: PurePath) -> bool:
        """Whether there is a file; a folder that may not be read is an error, not a no."""
        try:
            return stat.S_ISREG(self.at(path).stat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False

    def is_folder(self, path: PurePath) -> bool:
        """Whether there is a folder."""
        try:
            return stat.S_ISDIR(self.at(path).stat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False

    def size(self, path: PurePath) -> int:
        """Size of a file in bytes."""
        return self.at(path).stat().st_size

    def read(self, path: PurePath) -> bytes:
        """The bytes of a file."""
        return self.at(path).read_bytes()

    def read_if_there(self, path: PurePath) -> bytes | None:
        """The bytes of a file, or None if there is none."""
        return self.read(path) if self.is_file(path) else None

    def write(self, path: PurePath, content: bytes, by_way_of: PurePath | None = None) -> None:
        """Write a file at once, the old one or the new one; folders are made as needed.

        `by_way_of` is the folder in which it is written first, if not in its own.
        """
        target = self.at(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.parent if by_way_of is None else self.at(by_way_of)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=beside)
        partial = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            # A file made for a moment is private; this one is read by another program.
            partial.chmod(0o644)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    def remove(self, path: PurePath) -> None:
        """Remove a file."""
        self.at(path).unlink()

    def remove_if_empty(self, folder: PurePath) -> bool:
        """Remove a folder that holds nothing, and say whether it was removed."""
        place = self.at(folder)
        if not self.is_folder(folder) or any(place.iterdir()):
            return False
        place.rmdir()
        return True

    def held(self, path: PurePath) -> bool:
        """Whether another program keeps the file from being written, as Windows tells it."""
        try:
            with self.at(path).open("r+b"):
                return False
        except PermissionError:
            return True

    def readable(self, folder: PurePath) -> bool:
        """Whether the folder may be read and written."""
        try:
            any(self.at(folder).iterdir())
        except PermissionError:
            return False
        return os.access(self.at(folder), os.R_OK | os.W_OK | os.X_OK)

    def from_internet(self, path: PurePath) -> bool:
        """Whether the system marked the file as one that came from the internet."""
        if isinstance(path, PureWindowsPath):
            try:
                zone = self.at(path).with_name(path.name + _ZONE_STREAM).read_bytes()
            except OSError:
                return False
            # 3 is the internet, 4 a site that is known to be bad.
            return any(f"ZoneId={number}".encode() in zone for number in (3, 4))
        return QUARANTINE in self.attributes(path)

    def attributes(self, _path: PurePath) -> list[str]:
        """The names of a file's extended attributes; none where the system has none."""
        return []


@dataclass(frozen=True)
class Computer:
    """A computer: system, folders, Python, registry and what runs.

    `ansi` is the encoding in which Excel's VBA reads text files; `short_name` gives the name that
    Windows keeps for old programs, or None. `processes` are the running Excels. `version_of` and
    `pinned` give versions of Python packages, None where there is none.
    """

    system: str
    environment: Mapping[str, str]
    home: PurePath
    interpreter: PurePath
    base_python: PurePath
    disk: Disk
    registry: Registry
    ansi: str
    elevated: bool | None
    short_name: Callable[[PurePath], str | None]
    processes: Callable[[], tuple[Process, ...]]
    open_workbook: Callable[[], OpenWorkbook | None]
    version_of: Callable[[str], str | None]
    pinned: Callable[[str], str | None]
    applescript: Callable[[], tuple[str, bytes] | None]

    def path(self, text: str) -> PurePath:
        """A path in the notation of this computer."""
        return PureWindowsPath(text) if self.system == WINDOWS else PurePosixPath(text)

    def excel_runs(self) -> bool | None:
        """Whether Excel is running; None if that can't be found out."""
        try:
            return bool(self.processes())
        except CannotTellError:
            return None
