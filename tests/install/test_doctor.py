"""Each thing that can be wrong has its own finding, in words, with its mend."""

from __future__ import annotations

import plistlib
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, NoReturn

import pytest

from addin.install.doctor import Finding, examine, exit_code
from addin.install.host.computer import CannotTellError, OpenWorkbook, Process
from addin.install.installing import install, uninstall
from tests.install.computers import APP_PATHS, EXCEL, XLWINGS, MadeUp, addin_file, program

if TYPE_CHECKING:
    from collections.abc import Callable

SECURITY = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
COMMON_POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Common"
TRUSTED = "Trusted Locations"
STARTUP = r"%APPDATA%\Microsoft\Excel\XLSTART"
RUNNING = (Process(elevated=False),)


@pytest.fixture
def well_pc(pc: MadeUp, addin: bytes) -> MadeUp:
    """A Windows on which the add-in works."""
    install(pc.computer, addin)
    return pc


@pytest.fixture
def well_mac(mac: MadeUp, addin: bytes) -> MadeUp:
    """A Mac on which the add-in works."""
    install(mac.computer, addin)
    return mac


def findings(made: MadeUp, addin: bytes, state: str = "mend") -> dict[str, Finding]:
    """The findings of a kind, by what they are about."""
    found = examine(made.computer, addin)
    return {finding.check: finding for finding in found if finding.state == state}


def the_finding(made: MadeUp, addin: bytes) -> Finding:
    """The only thing that is wrong."""
    (wrong,) = findings(made, addin).values()
    assert wrong.mend
    return wrong


def assert_finds(made: MadeUp, addin: bytes, check: str, says: str, mend: str) -> None:
    wrong = the_finding(made, addin)
    assert wrong.check == check
    assert says in wrong.says
    assert mend in wrong.mend


def test_after_installing_all_is_well(made: MadeUp, addin: bytes) -> None:
    install(made.computer, addin)
    found = examine(made.computer, addin)
    assert [finding for finding in found if finding.state != "well"] == []
    assert exit_code(found) == 0


def test_a_difficult_user_name_is_well_too(named_pc: MadeUp, addin: bytes) -> None:
    install(named_pc.computer, addin)
    assert exit_code(examine(named_pc.computer, addin)) == 0


def test_examining_changes_nothing(made: MadeUp, addin: bytes) -> None:
    before = made.disk.files()
    examine(made.computer, addin)
    assert made.disk.files() == before


def test_something_to_mend_wins_over_what_is_unknown() -> None:
    mend, unknown = Finding("a", "mend", "", "x"), Finding("b", "unknown", "")
    assert [exit_code(found) for found in ([unknown, mend], [unknown], [])] == [1, 2, 0]


def test_excel_missing_on_windows(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.registry.put(APP_PATHS, "", r"C:\gone\EXCEL.EXE")
    assert_finds(well_pc, addin, "Excel", "not installed", "Install Microsoft Excel")


def test_a_32_bit_office_on_64_bit_windows_is_found(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.registry.keys.clear()
    key = APP_PATHS.replace("Software", r"Software\WOW6432Node")
    well_pc.registry.put(key, "", f'"{EXCEL}"')
    assert findings(well_pc, addin) == {}


def test_excel_missing_on_macos(well_mac: MadeUp, addin: bytes) -> None:
    program_folder = well_mac.disk.at(PurePosixPath("/Applications/Microsoft Excel.app"))
    program_folder.rename(program_folder.with_name("Numbers.app"))
    assert_finds(well_mac, addin, "Excel", "not installed", "Install Microsoft Excel")


def test_excel_for_mac_says_its_version(well_mac: MadeUp, addin: bytes) -> None:
    assert "Excel 16.89 is at" in findings(well_mac, addin, "well")["Excel"].says


def test_a_python_of_the_store(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.change(base_python=PureWindowsPath(r"C:\Program Files\WindowsApps\Python"))
    assert_finds(well_pc, addin, "Python", "Microsoft Store", "only-managed")


def test_xlwings_missing(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.state.versions.clear()
    found = findings(well_pc, addin)
    assert "not installed" in found["xlwings"].says
    assert '".[excel]"' in found["xlwings"].mend


def test_xlwings_of_another_version(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.state.versions["xlwings"] = "0.38.0"
    found = findings(well_pc, addin)
    assert "0.38.0" in found["xlwings"].says
    assert XLWINGS in found["xlwings"].says
    assert '".[excel]"' in found["xlwings"].mend
    assert "ask for xlwings 0.37.8" in found["Add-in and xlwings"].says


def test_the_add_in_missing(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.disk.remove(well_pc.addin)
    assert_finds(well_pc, addin, "Add-in file", str(well_pc.addin), "addin install")


def test_after_removing_the_mend_is_to_install(made: MadeUp, addin: bytes) -> None:
    install(made.computer, addin)
    uninstall(made.computer)
    found = findings(made, addin)
    assert {"Add-in file", "Python that Excel starts"} <= set(found)
    assert all("addin install" in finding.mend for finding in found.values())


def test_the_add_in_of_another_version(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.disk.put(well_pc.addin, addin_file(note="older"))
    assert_finds(well_pc, addin, "Add-in file", "another version", "Quit Excel")


def test_a_foreign_file_in_its_place(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.disk.put(well_pc.addin, addin_file(sheet="Other"))
    assert_finds(well_pc, addin, "Add-in file", "not a Sponsor Coverage add-in", "Move it")


def test_macros_that_cannot_be_read_are_unknown(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.disk.put(well_pc.addin, b"no zip")
    found = examine(well_pc.computer, addin)
    states = {finding.check: finding.state for finding in found}
    assert states["Add-in and xlwings"] == "unknown"


@pytest.mark.parametrize("zone", [3, 4])
def test_the_mark_of_the_web(well_pc: MadeUp, addin: bytes, zone: int) -> None:
    stream = well_pc.addin.with_name(f"{well_pc.addin.name}:Zone.Identifier")
    well_pc.disk.put(stream, f"[ZoneTransfer]\r\nZoneId={zone}\r\n".encode())
    assert_finds(well_pc, addin, "Mark of the Web", "Excel may block", "addin install")


def test_a_mark_that_the_firm_blocks_names_the_policy(well_pc: MadeUp, addin: bytes) -> None:
    stream = well_pc.addin.with_name(f"{well_pc.addin.name}:Zone.Identifier")
    well_pc.disk.put(stream, b"[ZoneTransfer]\r\nZoneId=3\r\n")
    well_pc.registry.put(POLICY, "blockcontentexecutionfrominternet", 1)
    assert_finds(well_pc, addin, "Mark of the Web", "IT has Excel block", "addin install")


def test_a_file_of_the_firms_own_network_is_not_marked(well_pc: MadeUp, addin: bytes) -> None:
    stream = well_pc.addin.with_name(f"{well_pc.addin.name}:Zone.Identifier")
    well_pc.disk.put(stream, b"[ZoneTransfer]\r\nZoneId=1\r\n")
    assert findings(well_pc, addin) == {}


def test_quarantine(well_mac: MadeUp, addin: bytes) -> None:
    well_mac.disk.marked.add(well_mac.addin)
    assert_finds(well_mac, addin, "Quarantine", "from the internet", "addin install")


def test_settings_missing(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.disk.remove(well_pc.settings)
    assert_finds(well_pc, addin, "Python that Excel starts", str(well_pc.settings), "install")


def test_settings_with_an_empty_interpreter(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.disk.put(well_pc.settings, b'"INTERPRETER_WIN",""\r\n')
    assert_finds(well_pc, addin, "Python that Excel starts", "which Python", "addin install")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "is not there"),
        (b"", "placeholder of the Microsoft Store"),
        (b"python", "another Python"),
    ],
)
def test_settings_with_another_python(
    well_pc: MadeUp, addin: bytes, content: bytes | None, says: str
) -> None:
    other = PureWindowsPath(r"C:\Users\zoe\AppData\Local\Microsoft\WindowsApps\python.exe")
    if content is not None:
        well_pc.disk.put(other, content)
    well_pc.disk.put(well_pc.settings, f'"INTERPRETER_WIN","{other}"\r\n'.encode())
    assert_finds(well_pc, addin, "Python that Excel starts", says, "addin install")


def test_settings_in_letters_that_macros_cannot_read(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.disk.put(well_pc.settings, b'"INTERPRETER_WIN","C:\\\x81\\python.exe"\r\n')
    assert_finds(well_pc, addin, "Python that Excel starts", "letters", "addin install")


def test_capitals_make_no_other_python(well_pc: MadeUp, addin: bytes) -> None:
    shouted = str(well_pc.computer.interpreter).upper()
    # The made-up disk knows capitals, and Windows' does not.
    well_pc.disk.put(PureWindowsPath(shouted), b"python")
    well_pc.disk.put(well_pc.settings, f'"INTERPRETER_WIN","{shouted}"\r\n'.encode())
    assert findings(well_pc, addin) == {}


@pytest.mark.parametrize("bits", [32, 64])
def test_the_library_must_have_the_bits_of_excel(well_pc: MadeUp, addin: bytes, bits: int) -> None:
    well_pc.disk.put(PureWindowsPath(EXCEL), program(bits))
    folder = well_pc.computer.interpreter.parent.parent
    well_pc.disk.remove(folder / f"xlwings{bits}-{XLWINGS}.dll")
    wanted = f"Excel has {bits} bits, and its library xlwings{bits}-{XLWINGS}.dll"
    assert_finds(well_pc, addin, "Library for Excel", wanted, '".[excel]"')


def test_a_program_that_is_none_is_unknown(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.disk.put(PureWindowsPath(EXCEL), b"text")
    assert "32 or 64 bits" in findings(well_pc, addin, "unknown")["Library for Excel"].says


def test_macros_switched_off_by_policy(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.registry.put(COMMON_POLICY, "VBAOff", 1)
    assert_finds(well_pc, addin, "Macros", "switches macros off", "Ask IT")


@pytest.mark.parametrize("key", [SECURITY, POLICY])
def test_no_add_ins(well_pc: MadeUp, addin: bytes, key: str) -> None:
    well_pc.registry.put(key, "DisableAllAddins", 1)
    assert_finds(well_pc, addin, "Add-ins", "DisableAllAddins", "ask IT")


def test_signed_add_ins_only(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.registry.put(POLICY, "RequireAddinSig", 1)
    assert_finds(well_pc, addin, "Add-ins", "RequireAddinSig", "sign the add-in")


def test_a_policy_wins_over_what_the_user_chose(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.registry.put(SECURITY, "DisableAllAddins", 1)
    well_pc.registry.put(POLICY, "DisableAllAddins", 0)
    assert findings(well_pc, addin) == {}


@pytest.mark.parametrize("warnings", [1, 2, 3, 4])
def test_in_a_trusted_location_macros_run_whatever_the_setting(
    well_pc: MadeUp, addin: bytes, warnings: int
) -> None:
    well_pc.registry.put(POLICY, "VBAWarnings", warnings)
    well_pc.registry.put(rf"{SECURITY}\{TRUSTED}\Location0", "Path", STARTUP + "\\")
    assert findings(well_pc, addin) == {}


@pytest.mark.parametrize(
    ("warnings", "words"),
    [
        (None, "Excel asks"),
        (2, "Excel asks"),
        (3, "only signed macros run"),
        (4, "no macros run"),
        ("nonsense", "Excel asks"),
    ],
)
def test_without_trusted_locations_the_macro_setting_counts(
    well_pc: MadeUp, addin: bytes, warnings: object, words: str
) -> None:
    well_pc.registry.put(rf"{POLICY}\{TRUSTED}", "AllLocationsDisabled", 1)
    if warnings is not None:
        well_pc.registry.put(POLICY, "VBAWarnings", warnings)
    found = findings(well_pc, addin)
    assert set(found) == {"Macros", "Trusted location"}
    assert words in found["Macros"].says
    assert "Ask IT" in found["Macros"].mend
    assert "switched off" in found["Trusted location"].says


def only_trusted(well_pc: MadeUp, addin: bytes) -> Finding:
    """The finding on the trusted location, the only one where all macros may run."""
    well_pc.registry.put(SECURITY, "VBAWarnings", 1)
    wrong = the_finding(well_pc, addin)
    assert wrong.check == "Trusted location"
    return wrong


def test_a_start_up_folder_that_is_not_trusted(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.registry.put(rf"{SECURITY}\{TRUSTED}\Location0", "Path", r"D:\Models")
    wrong = only_trusted(well_pc, addin)
    assert "missing from" in wrong.says
    assert "Add new location" in wrong.mend


@pytest.mark.parametrize(("below", "wrong"), [(1, 0), (0, 1)])
def test_a_folder_above_counts_only_with_its_subfolders(
    well_pc: MadeUp, addin: bytes, below: int, wrong: int
) -> None:
    key = rf"{SECURITY}\{TRUSTED}\Location0"
    well_pc.registry.put(key, "Path", r"c:\users\ZOE\AppData\Roaming\Microsoft")
    well_pc.registry.put(key, "AllowSubFolders", below)
    well_pc.registry.put(SECURITY, "VBAWarnings", 1)
    assert len(findings(well_pc, addin)) == wrong


def test_a_folder_of_a_similar_name_is_no_folder_above(well_pc: MadeUp, addin: bytes) -> None:
    key = rf"{SECURITY}\{TRUSTED}\Location0"
    well_pc.registry.put(key, "Path", r"C:\Users\zoe\AppData\Roaming\Microsoft\Ex")
    well_pc.registry.put(key, "AllowSubFolders", 1)
    assert "missing from" in only_trusted(well_pc, addin).says


def test_only_the_locations_of_it_count(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.registry.put(rf"{COMMON_POLICY}\Security\{TRUSTED}", "Allow User Locations", 0)
    well_pc.registry.put(rf"{SECURITY}\{TRUSTED}\Location0", "Path", STARTUP)
    wrong = only_trusted(well_pc, addin)
    assert "IT named" in wrong.says
    assert "Ask IT" in wrong.mend


@pytest.mark.parametrize("key", [POLICY, rf"{COMMON_POLICY}\Security"])
def test_a_location_of_it_counts(well_pc: MadeUp, addin: bytes, key: str) -> None:
    well_pc.registry.put(rf"{COMMON_POLICY}\Security\{TRUSTED}", "Allow User Locations", 0)
    well_pc.registry.put(rf"{key}\{TRUSTED}\Location7", "Path", STARTUP)
    assert findings(well_pc, addin) == {}


def test_a_start_up_folder_on_the_network(pc: MadeUp, addin: bytes) -> None:
    pc.change(environment={"APPDATA": r"\\server\profiles$\zoe"})
    install(pc.computer, addin)
    assert "on the network" in only_trusted(pc, addin).says
    pc.registry.put(rf"{SECURITY}\{TRUSTED}", "AllowNetworkLocations", 1)
    assert findings(pc, addin) == {}


def test_an_add_in_that_excel_disabled_after_a_crash(well_pc: MadeUp, addin: bytes) -> None:
    key = r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
    well_pc.registry.put(key, "4F2A", b"\1\0" + str(well_pc.addin).encode("utf-16-le"))
    assert_finds(well_pc, addin, "Disabled items", "after a crash", "Manage: Disabled Items")


def test_this_program_as_administrator(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.change(elevated=True)
    assert_finds(well_pc, addin, "Administrator", "This program", "without administrator")


def test_excel_as_administrator(well_pc: MadeUp, addin: bytes) -> None:
    well_pc.state.running = (*RUNNING, Process(elevated=True))
    assert_finds(well_pc, addin, "Administrator", "Excel runs as", "start it as usual")


def test_a_system_that_does_not_say_what_runs_is_unknown(well_pc: MadeUp, addin: bytes) -> None:
    def silent() -> NoReturn:
        raise CannotTellError("tasklist gave no answer")

    well_pc.change(processes=silent)
    found = examine(well_pc.computer, addin)
    unknown = {finding.check for finding in found if finding.state == "unknown"}
    assert unknown == {"Administrator", "Workbook"}
    assert exit_code(found) == 2


@pytest.mark.parametrize(
    ("preference", "value", "mend"),
    [
        ("VisualBasicEntirelyDisabled", True, "Ask IT"),
        ("VisualBasicMacroExecutionState", "DisabledWithoutWarnings", "Settings, Security"),
        ("DisableVisualBasicMacScript", True, "Ask IT"),
    ],
)
@pytest.mark.parametrize(
    "folder",
    [
        "/Library/Managed Preferences",
        "/Library/Managed Preferences/zoe",
        "/Users/zoe/Library/Preferences",
    ],
)
def test_macros_forbidden_on_macos(
    well_mac: MadeUp, addin: bytes, folder: str, preference: str, value: object, mend: str
) -> None:
    file = PurePosixPath(folder) / "com.microsoft.office.plist"
    well_mac.disk.put(file, plistlib.dumps({preference: value}))
    assert_finds(well_mac, addin, "Macros", preference, mend)


def test_what_it_manages_wins_over_the_user_on_macos(well_mac: MadeUp, addin: bytes) -> None:
    name, state = "com.microsoft.office.plist", "VisualBasicMacroExecutionState"
    for folder, value in (
        (PurePosixPath("/Library/Managed Preferences"), "EnabledWithoutWarnings"),
        (PurePosixPath("/Users/zoe/Library/Preferences"), "DisabledWithoutWarnings"),
    ):
        well_mac.disk.put(folder / name, plistlib.dumps({state: value}))
    assert findings(well_mac, addin) == {}


def test_preferences_that_cannot_be_parsed_count_as_none(well_mac: MadeUp, addin: bytes) -> None:
    file = PurePosixPath("/Users/zoe/Library/Preferences/com.microsoft.office.plist")
    well_mac.disk.put(file, b"no plist")
    assert findings(well_mac, addin) == {}


@pytest.mark.parametrize(("content", "says"), [(None, "is missing"), (b"other", "not the one")])
def test_the_script_that_starts_python(
    well_mac: MadeUp, addin: bytes, content: bytes | None, says: str
) -> None:
    well_mac.disk.remove(well_mac.script)
    if content is not None:
        well_mac.disk.put(well_mac.script, content)
    assert_finds(well_mac, addin, "Script that starts Python", says, "addin install")


def test_a_sandbox_that_is_closed(well_mac: MadeUp, addin: bytes) -> None:
    well_mac.disk.closed.add(well_mac.settings.parent)
    assert_finds(well_mac, addin, "Excel's folders", "does not let", "App Management")


def test_a_file_that_may_not_be_read_is_unknown(
    well_mac: MadeUp, addin: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: PurePath) -> NoReturn:
        raise PermissionError(1, "Operation not permitted", str(path))

    monkeypatch.setattr(well_mac.disk, "read", denied)
    unknown = findings(well_mac, addin, "unknown")
    assert "Operation not permitted" in unknown["Python that Excel starts"].says


def with_sheets(*sheets: str) -> Callable[[MadeUp], None]:
    def opened(made: MadeUp) -> None:
        made.state.running = RUNNING
        made.state.active = OpenWorkbook("tracker.xlsx", sheets)

    return opened


@pytest.mark.parametrize(
    ("sheet", "mend"),
    [
        ("sponsor_coverage.conf", "delete it"),
        ("SPONSOR_COVERAGE.CONF", "delete it"),
    ],
)
def test_a_stray_sheet_in_the_active_workbook(
    made: MadeUp, addin: bytes, sheet: str, mend: str
) -> None:
    install(made.computer, addin)
    with_sheets("Accounts", sheet)(made)
    assert_finds(made, addin, "Workbook", f'"tracker.xlsx" has a sheet "{sheet}"', mend)


def test_an_ordinary_workbook_is_well(made: MadeUp, addin: bytes) -> None:
    install(made.computer, addin)
    with_sheets("Accounts", "xlwings", "my sponsor_coverage.conf notes", "x.py")(made)
    assert findings(made, addin) == {}


def test_a_settings_file_beside_the_workbook(made: MadeUp, addin: bytes) -> None:
    install(made.computer, addin)
    folder = made.computer.home / "Documents"
    made.disk.put(folder / "sponsor_coverage.conf", b'"INTERPRETER_WIN","evil"')
    made.state.running = RUNNING
    made.state.active = OpenWorkbook("tracker.xlsx", ("Accounts",), folder)
    assert_finds(made, addin, "Workbook", "Beside the workbook", "delete it")


def test_an_excel_that_does_not_answer_is_unknown(made: MadeUp, addin: bytes) -> None:
    def busy() -> NoReturn:
        raise CannotTellError("Excel did not answer (com_error)")

    install(made.computer, addin)
    made.state.running = RUNNING
    made.change(open_workbook=busy)
    found = examine(made.computer, addin)
    assert [finding.check for finding in found if finding.state == "unknown"] == ["Workbook"]
    assert exit_code(found) == 2
