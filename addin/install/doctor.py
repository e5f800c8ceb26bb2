"""Examines whether the add-in works on this computer, and says what to mend.

Every check answers with one finding: well, to mend, or can't tell. A check changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from addin.install.host import policy, settingsfile
from addin.install.host.addinfile import SETTINGS_SHEET, asked_xlwings, is_ours
from addin.install.host.computer import MACOS, WINDOWS, CannotTellError, OpenWorkbook
from addin.install.host.places import excel_program, mac_excel_version, places_of
from addin.install.host.programs import machine_bits
from addin.install.host.python import REINSTALL, name_for_excel, python_problem, xlwings_problem
from addin.install.installing import INTERPRETER, only_with_excel
from scoring.errors import SponsorCoverageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import PurePath

    from addin.install.host.computer import Computer

_INSTALL = "Run: sponsor-coverage addin install"
_INSTALL_AFTER_QUITTING = "Quit Excel and run: sponsor-coverage addin install"
_PROGRAM_START = 4_096


@dataclass(frozen=True)
class Finding:
    """What one check found: its subject, a sentence, and the mend where something is wrong."""

    check: str
    state: Literal["well", "mend", "unknown"]
    says: str
    mend: str = ""


@dataclass(frozen=True)
class Patient:
    """The computer, the add-in as it came, and the workbook that the user asks about, if any."""

    computer: Computer
    addin: bytes
    workbook: OpenWorkbook | None = None


def examine(
    computer: Computer, addin: bytes, workbook: OpenWorkbook | None = None
) -> list[Finding]:
    """Every check that applies to this computer, in the order in which to mend.

    Args:
        computer: the computer to examine.
        addin: the content of the add-in file as it came with this version.
        workbook: a workbook to look into; None looks into the one that is active in Excel.

    Raises:
        InstallError: neither Windows nor macOS.
    """
    only_with_excel(computer)
    patient = Patient(computer, addin, workbook)
    checks = _WINDOWS_CHECKS if computer.system == WINDOWS else _MAC_CHECKS
    return [_answer(subject, check, patient) for subject, check in checks.items()]


def exit_code(findings: list[Finding]) -> int:
    """0 all well, 1 something to mend, 2 something could not be found out."""
    states = {finding.state for finding in findings}
    return 1 if "mend" in states else 2 if "unknown" in states else 0


class _ToMendError(SponsorCoverageError):
    """A check found something wrong: what, and how to mend it."""

    def __init__(self, says: str, mend: str) -> None:
        super().__init__(says)
        self.mend = mend


def _answer(subject: str, check: Callable[[Patient], str], patient: Patient) -> Finding:
    try:
        return Finding(subject, "well", check(patient))
    except _ToMendError as wrong:
        return Finding(subject, "mend", str(wrong), wrong.mend)
    except CannotTellError as error:
        return Finding(subject, "unknown", f"Can't tell: {error}.")
    except OSError as error:
        said = f"{error.filename or 'a file'} could not be read ({error.strerror or error})"
        return Finding(subject, "unknown", f"Can't tell: {said}.")


def _excel(patient: Patient) -> str:
    computer = patient.computer
    program = excel_program(computer)
    if program is None:
        raise _ToMendError(
            "The desktop Excel is not installed.",
            "Install Microsoft Excel (the one in the browser can't load this add-in), start it "
            "once, then run: sponsor-coverage addin install",
        )
    version = mac_excel_version(computer, program) if computer.system == MACOS else None
    return f'Excel{f" {version}" if version else ""} is at "{program}".'


def _python(patient: Patient) -> str:
    problem = python_problem(patient.computer)
    if problem is not None:
        raise _ToMendError(problem.says, problem.mend)
    return f'Python is at "{patient.computer.interpreter}".'


def _xlwings(patient: Patient) -> str:
    problem = xlwings_problem(patient.computer)
    if problem is not None:
        raise _ToMendError(problem.says, problem.mend)
    return f"xlwings {patient.computer.version_of('xlwings')} is installed, the version asked for."


def _folders(patient: Patient) -> str:
    disk = patient.computer.disk
    for folder in places_of(patient.computer).sandbox:
        try:
            there = disk.is_folder(folder)
            readable = there and disk.readable(folder)
        except PermissionError:
            there, readable = True, False
        if not there:
            raise _ToMendError(
                f'Excel has not made its folder "{folder}" yet.',
                f"Start Excel once and quit it. Then: {_INSTALL}",
            )
        if not readable:
            raise _ToMendError(
                f'macOS does not let this program into Excel\'s folder "{folder}".',
                "In System Settings, Privacy & Security, allow this terminal under App "
                f"Management, and open it anew. Then: {_INSTALL}",
            )
    return "This program may read and write Excel's folders."


def _addin_file(patient: Patient) -> str:
    place = places_of(patient.computer).addin
    present = patient.computer.disk.read_if_there(place)
    if present is None:
        raise _ToMendError(f'There is no add-in at "{place}".', _INSTALL)
    if not is_ours(present):
        raise _ToMendError(
            f'"{place}" is not a Sponsor Coverage add-in.', f"Move it elsewhere. {_INSTALL}"
        )
    if present != patient.addin:
        raise _ToMendError(
            f'The add-in at "{place}" is of another version than this program.',
            _INSTALL_AFTER_QUITTING,
        )
    return f'The add-in is at "{place}", in this version.'


def _asked_version(patient: Patient) -> str:
    """The add-in that Excel loads asks for one version of xlwings' library, and no other."""
    place = places_of(patient.computer).addin
    asked = asked_xlwings(patient.computer.disk.read_if_there(place) or patient.addin)
    there = patient.computer.version_of("xlwings")
    if asked != there:
        raise _ToMendError(
            f"The add-in's macros ask for xlwings {asked}, and "
            f"{f'xlwings {there}' if there else 'none'} is installed.",
            f"{_INSTALL_AFTER_QUITTING}. If it stays so: {REINSTALL}",
        )
    return f"The add-in's macros ask for xlwings {asked}."


def _mark(patient: Patient) -> str:
    computer = patient.computer
    place = places_of(computer).addin
    if not computer.disk.is_file(place):
        return "No add-in file is blocked."
    if computer.disk.from_internet(place):
        blocked = computer.system == WINDOWS and policy.internet_macros_blocked(computer)
        by_whom = "IT has Excel block" if blocked else "Excel may block"
        raise _ToMendError(
            f'"{place}" is marked as a file from the internet, and {by_whom} the macros of such '
            "files.",
            f"{_INSTALL_AFTER_QUITTING} (it writes the file anew, without the mark)",
        )
    return "The add-in file is not marked as one from the internet."


def _interpreter(patient: Patient) -> str:
    computer = patient.computer
    place, key = places_of(computer).settings, INTERPRETER[computer.system]
    named = settingsfile.setting(computer.disk.read_if_there(place) or b"", key)
    if not named:
        raise _ToMendError(f'No file "{place}" tells Excel which Python to start.', _INSTALL)
    if named in (
        name_for_excel(computer, computer.interpreter),
        str(computer.interpreter).encode(),
    ):
        return "Excel starts this Python."
    try:
        text = named.decode(computer.ansi)
    except UnicodeDecodeError:
        raise _ToMendError(
            f'"{place}" is not in the letters of Excel\'s macros.', _INSTALL
        ) from None
    other = computer.path(text)
    if not computer.disk.is_file(other):
        says = f'"{place}" names a Python that is not there, "{other}".'
    elif not computer.disk.size(other):
        says = f'"{place}" names "{other}", which is a placeholder of the Microsoft Store.'
    elif _same_file(computer, other):
        return "Excel starts this Python."
    else:
        says = f'Excel starts another Python, "{other}", than the one that runs this program.'
    raise _ToMendError(says, _INSTALL)


def _same_file(computer: Computer, other: PurePath) -> bool:
    """Whether two names, such as one with other capitals, are of this Python."""
    return other == computer.interpreter and computer.system == WINDOWS


def _library(patient: Patient) -> str:
    """The library that Excel itself loads must have as many bits as Excel has."""
    computer = patient.computer
    program, version = excel_program(computer), computer.version_of("xlwings")
    if program is None or version is None:
        raise CannotTellError("Excel or xlwings is missing")
    with computer.disk.at(program).open("rb") as file:
        bits = machine_bits(file.read(_PROGRAM_START))
    if bits is None:
        raise CannotTellError(f'"{program}" does not say whether it has 32 or 64 bits')
    name = f"xlwings{bits}-{version}.dll"
    # Where the macros look: beside Python, and one folder up for a virtual environment.
    folders = (computer.interpreter.parent, computer.interpreter.parent.parent)
    for folder in folders:
        if computer.disk.is_file(folder / name):
            return f"Excel has {bits} bits, and so has its library, {name}."
    raise _ToMendError(
        f'Excel has {bits} bits, and its library {name} is neither in "{folders[0]}" nor in '
        f'"{folders[1]}".',
        f"Install again: {REINSTALL}",
    )


def _macros(patient: Patient) -> str:
    computer = patient.computer
    if policy.macros_off(computer):
        raise _ToMendError(
            "A policy switches macros off in all of Office.",
            "Ask IT to lift the policy VBAOff for you; without macros no add-in works",
        )
    if policy.macros_run(computer):
        return "Excel lets the macros of the add-in run."
    trust, (_, words) = policy.startup_trust(computer), policy.macro_setting(computer)
    raise _ToMendError(
        f"Outside trusted locations {words}, and Excel does not trust its start-up folder.",
        trust.mend,
    )


def _addins(patient: Patient) -> str:
    computer = patient.computer
    if policy.addins_off(computer):
        raise _ToMendError(
            "Excel is told to load no add-ins (DisableAllAddins).",
            "In Excel: File, Options, Trust Center, Trust Center Settings, Add-ins, and clear "
            "Disable all Application Add-ins; if it is grey, ask IT",
        )
    if policy.addins_must_be_signed(computer):
        raise _ToMendError(
            "Excel is told to load signed add-ins only (RequireAddinSig), and this one is not "
            "signed.",
            "Ask IT to sign the add-in with the firm's certificate, or to lift the setting",
        )
    return "Excel may load add-ins."


def _trust(patient: Patient) -> str:
    computer = patient.computer
    trust, startup = policy.startup_trust(computer), places_of(computer).startup
    if not trust.trusted:
        raise _ToMendError(
            f'Excel does not trust its start-up folder "{startup}": {trust.reason}.', trust.mend
        )
    return f'Excel trusts its start-up folder "{startup}".'


def _disabled(patient: Patient) -> str:
    if policy.disabled_after_crash(patient.computer):
        raise _ToMendError(
            "Excel has put the add-in on its list of disabled items, as it does after a crash.",
            "In Excel: File, Options, Add-ins, Manage: Disabled Items, Go, choose "
            "sponsor_coverage.xlam, Enable",
        )
    return "The add-in is not on Excel's list of disabled items."


def _administrator(patient: Patient) -> str:
    if patient.computer.elevated:
        raise _ToMendError(
            "This program runs as administrator, so it may see another user's folders than Excel "
            "does.",
            "Close this window, open a new one without administrator rights, and run it there",
        )
    if any(process.elevated for process in patient.computer.processes()):
        raise _ToMendError(
            "Excel runs as administrator or as another user, so that Python can't reach it.",
            "Quit Excel and start it as usual, not with Run as administrator",
        )
    return "Neither Excel nor this program runs as administrator."


def _mac_macros(patient: Patient) -> str:
    preferences = policy.mac_preferences(patient.computer)
    if preferences.get("VisualBasicEntirelyDisabled"):
        raise _ToMendError(
            "Macros are switched off in all of Office (VisualBasicEntirelyDisabled).",
            "Ask IT to lift that setting for you; without macros no add-in works",
        )
    if preferences.get("VisualBasicMacroExecutionState") == "DisabledWithoutWarnings":
        raise _ToMendError(
            "Excel runs no macros and does not ask (VisualBasicMacroExecutionState).",
            "In Excel: Settings, Security, and choose Disable all macros with notification; if it "
            "is grey, ask IT",
        )
    if preferences.get("DisableVisualBasicMacScript"):
        raise _ToMendError(
            "Macros may not run the script that starts Python (DisableVisualBasicMacScript).",
            "Ask IT to lift that setting for you",
        )
    return "Excel lets macros run, or asks."


def _script(patient: Patient) -> str:
    computer, came = patient.computer, patient.computer.applescript()
    folder = places_of(computer).scripts
    if folder is None or came is None:
        raise CannotTellError("xlwings is not installed, and the script is a part of it")
    name, content = came
    present = computer.disk.read_if_there(folder / name)
    if present is None:
        raise _ToMendError(
            f'The script that starts Python, "{folder / name}", is missing.', _INSTALL
        )
    if present != content:
        raise _ToMendError(
            f'The script that starts Python, "{folder / name}", is not the one of this version.',
            f"Move it elsewhere. {_INSTALL}",
        )
    return f'The script that starts Python is at "{folder / name}".'


def _workbook(patient: Patient) -> str:
    computer = patient.computer
    book = patient.workbook
    if book is None and computer.processes():
        book = computer.open_workbook()
    if book is None:
        return "No workbook is open whose settings could contradict these."
    # The add-in obeys neither of the two; whoever put them there meant to have another obeyed.
    stray = next((sheet for sheet in book.sheets if sheet.casefold() == SETTINGS_SHEET), None)
    if stray is not None:
        raise _ToMendError(
            f'The workbook "{book.name}" has a sheet "{stray}", which is there to have Excel start '
            "another program than this Python.",
            "The add-in does not obey it, but be careful with this workbook if you did not make "
            "the sheet, and delete it (if it is hidden: right-click a tab, Unhide)",
        )
    if book.folder is not None and computer.disk.is_file(book.folder / SETTINGS_SHEET):
        raise _ToMendError(
            f'Beside the workbook lies a file "{book.folder / SETTINGS_SHEET}", which is there to '
            "have Excel start another program than this Python.",
            "The add-in does not obey it, but be careful with this folder if you did not put the "
            "file there, and delete it",
        )
    return f'Nothing in or beside the workbook "{book.name}" contradicts the settings.'


_WINDOWS_CHECKS: dict[str, Callable[[Patient], str]] = {
    "Excel": _excel,
    "Python": _python,
    "xlwings": _xlwings,
    "Add-in file": _addin_file,
    "Add-in and xlwings": _asked_version,
    "Mark of the Web": _mark,
    "Python that Excel starts": _interpreter,
    "Library for Excel": _library,
    "Macros": _macros,
    "Add-ins": _addins,
    "Trusted location": _trust,
    "Disabled items": _disabled,
    "Administrator": _administrator,
    "Workbook": _workbook,
}
_MAC_CHECKS: dict[str, Callable[[Patient], str]] = {
    "Excel": _excel,
    "Python": _python,
    "xlwings": _xlwings,
    "Excel's folders": _folders,
    "Add-in file": _addin_file,
    "Add-in and xlwings": _asked_version,
    "Quarantine": _mark,
    "Python that Excel starts": _interpreter,
    "Script that starts Python": _script,
    "Macros": _mac_macros,
    "Workbook": _workbook,
}
