"""Puts the add-in where Excel loads it, and takes it away again.

Three things are written, each at once and only if it differs: on macOS the script through which
Excel starts Python, the settings that name this Python, and, last, the add-in itself, so that
Excel never loads one that is not ready. Nothing of anyone else's is changed or removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.install.host import settingsfile
from addin.install.host.addinfile import asked_xlwings, is_ours
from addin.install.host.computer import MACOS, WINDOWS, CannotTellError
from addin.install.host.places import excel_program, places_of
from addin.install.host.python import REINSTALL, name_for_excel, python_problem, xlwings_problem
from scoring.errors import SponsorCoverageError

if TYPE_CHECKING:
    from pathlib import PurePath

    from addin.install.host.computer import Computer
    from addin.install.host.places import Places

INTERPRETER = {WINDOWS: "INTERPRETER_WIN", MACOS: "INTERPRETER_MAC"}
# Remembers that the script is ours to remove: someone else's xlwings may have put it there.
SCRIPT = "SPONSOR_COVERAGE_SCRIPT"
_OWNER_FILE = "~$"


class InstallError(SponsorCoverageError):
    """The add-in can't be installed or removed; the text says why and what to do."""


@dataclass(frozen=True)
class Step:
    """One thing that was looked at, and whether it was changed."""

    says: str
    changed: bool


def only_with_excel(computer: Computer) -> None:
    """Refuse on a system that has no Excel.

    Raises:
        InstallError: neither Windows nor macOS.
    """
    if computer.system not in INTERPRETER:
        raise InstallError(
            "Excel runs on Windows and macOS only, so there is no add-in to install, remove or "
            f"examine on {computer.system}; the commands new, refresh, check and score do the "
            "same work here without Excel."
        )


def install(computer: Computer, addin: bytes) -> list[Step]:
    """Put the add-in in place and tell it which Python to start; done twice, it changes nothing.

    Args:
        computer: where to install.
        addin: the content of the add-in file.

    Raises:
        InstallError: it can't be installed; what is there is left as it was.
    """
    only_with_excel(computer)
    places = places_of(computer)
    _check_computer(computer, places)
    _check_addin(computer, addin)
    _check_free(computer, places, addin)
    script = _script(computer, places)
    steps = [] if script is None else [_write_script(computer, script)]
    steps.append(_write_settings(computer, places, script))
    steps.append(_write_addin(computer, places, addin))
    return steps


def uninstall(computer: Computer) -> list[Step]:
    """Remove the add-in and its settings, and nothing else.

    Raises:
        InstallError: Excel has the add-in open; nothing is removed.
    """
    only_with_excel(computer)
    places = places_of(computer)
    present = computer.disk.read_if_there(places.addin)
    steps = []
    if present is None:
        steps.append(Step(f'There is no add-in at "{places.addin}".', changed=False))
    elif not is_ours(present):
        steps.append(Step(f'"{places.addin}" is not ours and was left alone.', changed=False))
    else:
        _refuse_while_open(computer, places)
        computer.disk.remove(places.addin)
        steps.append(Step(f'Removed the add-in "{places.addin}".', changed=True))
    return steps + _remove_settings(computer, places)


def _check_computer(computer: Computer, places: Places) -> None:
    if excel_program(computer) is None:
        raise InstallError(
            "Excel is not installed on this computer. Install the desktop Excel (not the one in "
            "the browser), start it once, then install the add-in again."
        )
    for folder in places.sandbox:
        if not computer.disk.is_folder(folder):
            raise InstallError(
                f'Excel has not made its folder "{folder}" yet. Start Excel once, quit it, then '
                "install the add-in again."
            )
        if not computer.disk.readable(folder):
            raise InstallError(
                f'macOS does not let this program into Excel\'s folder "{folder}". Allow it under '
                "System Settings, Privacy & Security, App Management, then install again."
            )
    for problem in (python_problem(computer), xlwings_problem(computer)):
        if problem is not None:
            raise InstallError(str(problem))


def _check_addin(computer: Computer, addin: bytes) -> None:
    if not is_ours(addin):
        raise InstallError(
            f"The add-in that came with this copy of Sponsor Coverage is damaged. {REINSTALL} "
            "puts it right."
        )
    try:
        asked = asked_xlwings(addin)
    except CannotTellError:
        return
    there = computer.version_of("xlwings")
    if asked != there:
        raise InstallError(
            f"The add-in was built for xlwings {asked}, and xlwings {there} is installed. "
            f"{REINSTALL} puts it right."
        )


def _check_free(computer: Computer, places: Places, addin: bytes) -> None:
    present = computer.disk.read_if_there(places.addin)
    if present is None or _right(computer, places, present, addin):
        return
    if not is_ours(present):
        raise InstallError(
            f'"{places.addin}" is there already and is not a Sponsor Coverage add-in. Move it '
            "elsewhere, then install again."
        )
    _refuse_while_open(computer, places)


def _right(computer: Computer, places: Places, present: bytes, addin: bytes) -> bool:
    """Whether the add-in in place is this one, free of the mark that it came from the internet."""
    return present == addin and not computer.disk.from_internet(places.addin)


def _refuse_while_open(computer: Computer, places: Places) -> None:
    running = computer.excel_runs()
    if running is False:
        return
    # macOS lets an open file be replaced, so there a running Excel is enough.
    owner_file = places.startup / f"{_OWNER_FILE}{places.addin.name}"
    held = computer.disk.held(places.addin) or computer.disk.is_file(owner_file)
    if held or (running and computer.system == MACOS):
        raise InstallError(
            f'Excel has the add-in "{places.addin}" open. Quit Excel, with all its windows, then '
            "try again; nothing was changed."
        )


@dataclass(frozen=True)
class _Script:
    """The script through which Excel for Mac starts Python; `ours` if we are to remove it."""

    target: PurePath
    content: bytes
    ours: bool
    former: bytes | None


def _script(computer: Computer, places: Places) -> _Script | None:
    if places.scripts is None:
        return None
    came = computer.applescript()
    if came is None:
        raise InstallError(f"The package xlwings is damaged. {REINSTALL} puts it right.")
    name, content = came
    target = places.scripts / name
    present = computer.disk.read_if_there(target)
    recorded = _setting(computer, places, SCRIPT)
    ours = present is None or recorded == name.encode()
    if not ours and present != content:
        raise InstallError(
            f'"{target}" is there already and differs from the one of xlwings. Move it elsewhere, '
            "then install again."
        )
    former = recorded if recorded != name.encode() else None
    return _Script(target, content, ours, former)


def _write_script(computer: Computer, script: _Script) -> Step:
    if script.former is not None:
        _remove_script(computer, script.target.parent, script.former)
    if computer.disk.read_if_there(script.target) == script.content:
        says = f'The script that starts Python is in place: "{script.target}".'
        return Step(says, changed=False)
    computer.disk.write(script.target, script.content)
    return Step(f'Put the script that starts Python at "{script.target}".', changed=True)


def _remove_script(computer: Computer, folder: PurePath, recorded: bytes) -> bool:
    """Remove the script that was recorded as ours, and say whether it was there."""
    name = recorded.decode("ascii", errors="replace")
    script = folder / name
    # The record is a text file that anyone can edit; it must not reach other files.
    if script.name != name or not (name.startswith("xlwings-") and name.endswith(".applescript")):
        return False
    if not computer.disk.is_file(script):
        return False
    computer.disk.remove(script)
    return True


def _setting(computer: Computer, places: Places, key: str) -> bytes | None:
    return settingsfile.setting(computer.disk.read_if_there(places.settings) or b"", key)


def _write_settings(computer: Computer, places: Places, script: _Script | None) -> Step:
    present = computer.disk.read_if_there(places.settings)
    values = {INTERPRETER[computer.system]: name_for_excel(computer, computer.interpreter)}
    if script is not None:
        values[SCRIPT] = script.target.name.encode() if script.ours else None
    wanted = settingsfile.changed(present or b"", values, _line_end(computer))
    if wanted == present:
        return Step(f'The settings name this Python already: "{places.settings}".', changed=False)
    computer.disk.write(places.settings, wanted)
    return Step(
        f'The settings in "{places.settings}" name this Python, "{computer.interpreter}".',
        changed=True,
    )


def _write_addin(computer: Computer, places: Places, addin: bytes) -> Step:
    present = computer.disk.read_if_there(places.addin)
    if present is not None and _right(computer, places, present, addin):
        return Step(f'The add-in is in place: "{places.addin}".', changed=False)
    # Excel opens whatever lies in its start-up folder, so a half-written file must not.
    computer.disk.write(places.addin, addin, by_way_of=places.startup.parent)
    if present is None:
        says = f'Put the add-in at "{places.addin}".'
    elif present == addin:
        says = f'Replaced the add-in at "{places.addin}", which was marked as from the internet.'
    else:
        says = f'Replaced the add-in at "{places.addin}", which was of another version.'
    return Step(says, changed=True)


def _remove_settings(computer: Computer, places: Places) -> list[Step]:
    present = computer.disk.read_if_there(places.settings)
    if present is None:
        return [Step(f'There are no settings at "{places.settings}".', changed=False)]
    steps = []
    recorded = settingsfile.setting(present, SCRIPT)
    scripts = places.scripts
    if scripts is not None and recorded is not None and _remove_script(computer, scripts, recorded):
        steps.append(Step("Removed the script that started Python.", changed=True))
    ours = dict.fromkeys([INTERPRETER[computer.system], SCRIPT])
    remaining = settingsfile.changed(present, ours, _line_end(computer))
    if remaining == present:
        says = f'"{places.settings}" holds no setting of ours and was left alone.'
        return [*steps, Step(says, changed=False)]
    if remaining.strip():
        computer.disk.write(places.settings, remaining)
        says = f'Removed our settings from "{places.settings}"; other settings in it stay.'
        return [*steps, Step(says, changed=True)]
    computer.disk.remove(places.settings)
    if computer.system == WINDOWS:
        computer.disk.remove_if_empty(places.settings.parent)
    return [*steps, Step(f'Removed the settings "{places.settings}".', changed=True)]


def _line_end(computer: Computer) -> bytes:
    return b"\r\n" if computer.system == WINDOWS else b"\n"
