"""Where Excel looks for add-ins, their settings and their scripts."""

from __future__ import annotations

import plistlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.install.host.addinfile import ADDIN_NAME, PROJECT
from addin.install.host.computer import MACOS, WINDOWS

if TYPE_CHECKING:
    from pathlib import PurePath

    from addin.install.host.computer import Computer

_APP_PATHS = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
# Both hives, and where a 32-bit Office on 64-bit Windows writes.
_EXCEL_KEYS = (
    f"HKCU\\{_APP_PATHS}",
    f"HKLM\\{_APP_PATHS}",
    "HKLM\\" + _APP_PATHS.replace("Software", r"Software\WOW6432Node"),
)
_CONTAINER = "Library/Containers/com.microsoft.Excel/Data"
_GROUP = "Library/Group Containers/UBF8T346G9.Office"
_SCRIPTS = "Library/Application Scripts/com.microsoft.Excel"
_APPLICATION = "Microsoft Excel.app"


@dataclass(frozen=True)
class Places:
    """The add-in's place, the file with its settings, and the scripts' folder (macOS only)."""

    addin: PurePath
    settings: PurePath
    scripts: PurePath | None = None
    sandbox: tuple[PurePath, ...] = ()

    @property
    def startup(self) -> PurePath:
        """The folder whose files Excel opens as it starts."""
        return self.addin.parent


def places_of(computer: Computer) -> Places:
    """Where the add-in and its settings belong for the user of this computer."""
    if computer.system == WINDOWS:
        roaming = computer.environment.get("APPDATA")
        folder = computer.path(roaming) if roaming else computer.home / "AppData" / "Roaming"
        return Places(
            addin=folder / "Microsoft" / "Excel" / "XLSTART" / ADDIN_NAME,
            settings=computer.home / f".{PROJECT}" / f"{PROJECT}.conf",
        )
    group = computer.home / _GROUP
    container = computer.home / _CONTAINER
    return Places(
        addin=group / "User Content.localized" / "Startup.localized" / "Excel" / ADDIN_NAME,
        settings=container / f"{PROJECT}.conf",
        scripts=computer.home / _SCRIPTS,
        sandbox=(container, group),
    )


def excel_program(computer: Computer) -> PurePath | None:
    """Excel itself, or None if it is not installed."""
    if computer.system == MACOS:
        for applications in (computer.path("/Applications"), computer.home / "Applications"):
            if computer.disk.is_folder(applications / _APPLICATION):
                return applications / _APPLICATION
        return None
    for key in _EXCEL_KEYS:
        named = str(computer.registry.values(key).get("") or "").strip('"')
        if named and computer.disk.is_file(computer.path(named)):
            return computer.path(named)
    return None


def mac_excel_version(computer: Computer, program: PurePath) -> str | None:
    """The version that Excel for Mac says it has, such as 16.89."""
    about = computer.disk.read_if_there(program / "Contents" / "Info.plist")
    try:
        found = plistlib.loads(about or b"").get("CFBundleShortVersionString")
    except (plistlib.InvalidFileException, ValueError, AttributeError):
        return None
    return str(found) if found else None
