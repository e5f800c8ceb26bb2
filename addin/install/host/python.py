"""The Python that Excel is to start: whether it can, and under which name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.install.host.computer import MACOS, WINDOWS

if TYPE_CHECKING:
    from pathlib import PurePath

    from addin.install.host.computer import Computer

REINSTALL = (
    'uv tool install --force ".[excel]" (or: python -m pip install --upgrade ".[excel]") in the '
    "folder of its source, or with the name of its wheel file in place of the dot"
)
_OWN_PYTHON = 'uv tool install --python-preference only-managed --force ".[excel]"'
# On macOS a shell gets the path, with its blanks made safe and nothing else.
_PLAIN = re.compile(r"[A-Za-z0-9_./@+ -]+")


@dataclass(frozen=True)
class Problem:
    """What is wrong, and how to mend it; both are whole sentences."""

    says: str
    mend: str

    def __str__(self) -> str:
        return f"{self.says} {self.mend}"


def python_problem(computer: Computer) -> Problem | None:
    """Why Excel could not start this Python; None if it can."""
    interpreter = computer.interpreter
    if computer.system == WINDOWS and _from_store(computer):
        return Problem(
            f'The Python at "{interpreter}" comes from the Microsoft Store, which hides what it '
            "writes from Excel.",
            f"Use another Python: {_OWN_PYTHON}.",
        )
    if not computer.disk.is_file(interpreter) or not computer.disk.size(interpreter):
        return Problem(
            f'There is no working Python at "{interpreter}".', f"Install again: {REINSTALL}."
        )
    if computer.system == MACOS and not _PLAIN.fullmatch(str(interpreter)):
        return Problem(
            f'Excel for Mac cannot start "{interpreter}", because its path has quotes, '
            "accented letters or other signs.",
            "Set UV_TOOL_DIR to a folder with a plain name, such as /Users/Shared/uv, and "
            f"install again: {REINSTALL}.",
        )
    return _naming_problem(computer)


def xlwings_problem(computer: Computer) -> Problem | None:
    """Why the add-in would not find its library; None if it will."""
    there, asked = computer.version_of("xlwings"), computer.pinned("xlwings")
    if there is None:
        return Problem(
            "The package xlwings, through which Excel and Python talk, is not installed.",
            f"Install with the excel extra: {REINSTALL}.",
        )
    if asked is not None and there != asked:
        return Problem(
            f"xlwings {there} is installed, and the add-in works with xlwings {asked} alone.",
            f"Install the right one: {REINSTALL}.",
        )
    return None


def name_for_excel(computer: Computer, path: PurePath) -> bytes | None:
    """A file's path as Excel's macros read it from a text file; None if they can't."""
    for name in (str(path), computer.short_name(path)):
        if name is not None and '"' not in name and "\n" not in name:
            try:
                return name.encode(computer.ansi)
            except UnicodeEncodeError:
                continue
    return None


def _from_store(computer: Computer) -> bool:
    """Whether Python runs from the Store's folder, directly or under a virtual environment."""
    paths = (computer.interpreter, computer.base_python)
    return any(part.casefold() == "windowsapps" for path in paths for part in path.parts)


def _naming_problem(computer: Computer) -> Problem | None:
    try:
        str(computer.home).encode(computer.ansi)
        unreadable = None
    except UnicodeEncodeError:
        unreadable = computer.home
    if name_for_excel(computer, computer.interpreter) is None:
        unreadable = computer.interpreter
    if unreadable is None:
        return None
    return Problem(
        f'Excel\'s macros cannot read the name "{unreadable}": its letters are foreign to the '
        "language that Windows uses for older programs.",
        "Ask IT to set the language for non-Unicode programs (Region, Administrative) to that of "
        "the name, then install again.",
    )
