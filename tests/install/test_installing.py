"""Installing twice changes nothing, and removing leaves everything of others."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, NoReturn

import pytest

from addin.install.host.computer import Process
from addin.install.installing import InstallError, install, uninstall
from tests.install.computers import SCRIPT, MadeUp, addin_file

if TYPE_CHECKING:
    from pathlib import PurePath

RUNNING = (Process(elevated=False),)


def assert_refused(made: MadeUp, addin: bytes, *said: str) -> None:
    before = made.disk.files()
    with pytest.raises(InstallError) as refused:
        install(made.computer, addin)
    for words in said:
        assert words in str(refused.value)
    assert made.disk.files() == before


def foreign_files(made: MadeUp) -> list[PurePath]:
    """Files of others in every folder that installing writes to."""
    others = [made.addin.with_name("PERSONAL.XLSB"), made.settings.with_name("notes.txt")]
    if made.computer.system == "macOS":
        others.append(made.script.with_name("xlwings-0.30.0.applescript"))
    return others


def test_windows_gets_the_add_in_in_its_start_up_folder(pc: MadeUp, addin: bytes) -> None:
    install(pc.computer, addin)
    place = r"C:\Users\zoe\AppData\Roaming\Microsoft\Excel\XLSTART\sponsor_coverage.xlam"
    assert pc.disk.read(PureWindowsPath(place)) == addin


def test_windows_gets_settings_that_name_this_python(named_pc: MadeUp, addin: bytes) -> None:
    install(named_pc.computer, addin)
    python = named_pc.computer.home.joinpath(
        "AppData", "Roaming", "uv", "tools", "sponsor-coverage", "Scripts", "python.exe"
    )
    settings = named_pc.computer.home / ".sponsor_coverage" / "sponsor_coverage.conf"
    expected = f'"INTERPRETER_WIN","{python}"\r\n'.encode("cp1252")
    assert named_pc.disk.read(settings) == expected


def test_macos_gets_add_in_settings_and_script(mac: MadeUp, addin: bytes) -> None:
    install(mac.computer, addin)
    library = PurePosixPath("/Users/zoe/Library")
    group = library / "Group Containers/UBF8T346G9.Office/User Content.localized"
    assert mac.disk.read(group / "Startup.localized/Excel/sponsor_coverage.xlam") == addin
    settings = library / "Containers/com.microsoft.Excel/Data/sponsor_coverage.conf"
    assert mac.disk.read(settings) == (
        b'"INTERPRETER_MAC","/Users/zoe/.local/share/uv/tools/sponsor-coverage/bin/python"\n'
        b'"SPONSOR_COVERAGE_SCRIPT","xlwings-0.37.8.applescript"\n'
    )
    script = library / "Application Scripts/com.microsoft.Excel/xlwings-0.37.8.applescript"
    assert b"on VbaHandler(" in mac.disk.read(script)


def test_a_redirected_roaming_folder_is_used(pc: MadeUp, addin: bytes) -> None:
    pc.change(environment={"APPDATA": r"\\server\profiles$\zoe\Roaming"})
    install(pc.computer, addin)
    place = r"\\server\profiles$\zoe\Roaming\Microsoft\Excel\XLSTART\sponsor_coverage.xlam"
    assert pc.disk.read(PureWindowsPath(place)) == addin


def test_installing_twice_changes_nothing_and_says_so(made: MadeUp, addin: bytes) -> None:
    assert all(step.changed for step in install(made.computer, addin))
    before = {path: path.stat().st_mtime_ns for path in made.disk.root.rglob("*")}
    assert not any(step.changed for step in install(made.computer, addin))
    assert {path: path.stat().st_mtime_ns for path in made.disk.root.rglob("*")} == before


def test_installing_leaves_no_file_on_the_way(made: MadeUp, addin: bytes) -> None:
    before = made.disk.files()
    install(made.computer, addin)
    added = set(made.disk.files()) - set(before)
    files = {name for name in added if (made.disk.root / name).is_file()}
    names = {name.rpartition("/")[2] for name in files}
    assert names <= {"sponsor_coverage.xlam", "sponsor_coverage.conf", SCRIPT}


def test_excel_never_sees_a_half_written_add_in(
    made: MadeUp, addin: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    replace = Path.replace

    def watched(partial: Path, target: Path) -> Path:
        if target.suffix == ".xlam":
            seen.extend(path.name for path in target.parent.iterdir())
        return replace(partial, target)

    monkeypatch.setattr(Path, "replace", watched)
    install(made.computer, addin)
    assert made.disk.is_file(made.addin)
    assert seen == []


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    pc: MadeUp, addin: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(pc.computer, addin)
    before = pc.disk.files()

    def failing(_partial: Path, _target: Path) -> NoReturn:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(PermissionError):
        install(pc.computer, addin_file(note="newer"))
    assert pc.disk.files() == before


def test_removing_leaves_everything_as_it_was(made: MadeUp, addin: bytes) -> None:
    before = {path for path in made.disk.root.rglob("*") if path.is_file()}
    install(made.computer, addin)
    assert any(step.changed for step in uninstall(made.computer))
    assert {path for path in made.disk.root.rglob("*") if path.is_file()} == before


def test_removing_takes_its_own_empty_folder_along(pc: MadeUp, addin: bytes) -> None:
    install(pc.computer, addin)
    uninstall(pc.computer)
    assert not pc.disk.at(pc.settings.parent).exists()


def test_removing_leaves_what_is_of_others(made: MadeUp, addin: bytes) -> None:
    for other in foreign_files(made):
        made.disk.put(other, b"theirs")
    install(made.computer, addin)
    uninstall(made.computer)
    assert [made.disk.read(other) for other in foreign_files(made)] == [
        b"theirs" for _ in foreign_files(made)
    ]


def test_removing_twice_says_that_there_was_nothing(made: MadeUp, addin: bytes) -> None:
    install(made.computer, addin)
    uninstall(made.computer)
    before = made.disk.files()
    assert not any(step.changed for step in uninstall(made.computer))
    assert made.disk.files() == before


@pytest.mark.parametrize(
    "theirs",
    [
        b'"SHOW CONSOLE","True"\r\n"PYTHONPATH","C:\\\xc4rger"\r\n',
        b'"SHOW CONSOLE","True"',
        b"not a setting at all\n",
    ],
)
def test_settings_of_others_survive_to_the_byte(pc: MadeUp, addin: bytes, theirs: bytes) -> None:
    pc.disk.put(pc.settings, theirs)
    install(pc.computer, addin)
    assert pc.disk.read(pc.settings).startswith(theirs)
    uninstall(pc.computer)
    assert pc.disk.read(pc.settings).rstrip(b"\r\n") == theirs.rstrip(b"\r\n")


def test_an_older_python_in_the_settings_is_replaced(pc: MadeUp, addin: bytes) -> None:
    pc.disk.put(pc.settings, b'"interpreter_win","C:\\old\\python.exe"\r\n"A","1"\r\n')
    install(pc.computer, addin)
    assert pc.settings_text() == (f'"INTERPRETER_WIN","{pc.computer.interpreter}"\r\n"A","1"\r\n')


def test_settings_without_ours_are_left_alone_on_removal(pc: MadeUp) -> None:
    pc.disk.put(pc.settings, b'"SHOW CONSOLE","True"\r\n')
    assert not any(step.changed for step in uninstall(pc.computer))
    assert pc.disk.read(pc.settings) == b'"SHOW CONSOLE","True"\r\n'


def test_an_older_add_in_of_ours_is_replaced(made: MadeUp, addin: bytes) -> None:
    made.disk.put(made.addin, addin_file(note="older"))
    step = install(made.computer, addin)[-1]
    assert step.changed
    assert "of another version" in step.says
    assert made.disk.read(made.addin) == addin


@pytest.mark.parametrize("content", [b"no zip", b"", addin_file(sheet="Other")])
def test_a_foreign_file_of_that_name_is_kept(made: MadeUp, addin: bytes, content: bytes) -> None:
    made.disk.put(made.addin, content)
    assert_refused(made, addin, "is not a Sponsor Coverage add-in", "Move it")
    steps = uninstall(made.computer)
    assert "not ours and was left alone" in steps[0].says
    assert made.disk.read(made.addin) == content


def test_the_mark_of_the_web_goes_when_installing_again(pc: MadeUp, addin: bytes) -> None:
    pc.disk.put(pc.addin, addin)
    zone = pc.addin.with_name(f"{pc.addin.name}:Zone.Identifier")
    pc.disk.put(zone, b"[ZoneTransfer]\r\nZoneId=3\r\n")
    assert "marked as from the internet" in install(pc.computer, addin)[-1].says


def test_an_open_add_in_is_not_replaced_on_windows(pc: MadeUp, addin: bytes) -> None:
    pc.disk.put(pc.addin, addin_file(note="older"))
    pc.disk.held_files.add(pc.addin)
    pc.state.running = RUNNING
    assert_refused(pc, addin, "Quit Excel", str(pc.addin))


def test_an_add_in_with_its_owner_file_is_not_replaced(pc: MadeUp, addin: bytes) -> None:
    pc.disk.put(pc.addin, addin_file(note="older"))
    pc.disk.put(pc.addin.with_name("~$sponsor_coverage.xlam"))
    pc.state.running = RUNNING
    assert_refused(pc, addin, "Quit Excel")


def test_an_owner_file_that_a_crash_left_is_no_hindrance(pc: MadeUp, addin: bytes) -> None:
    pc.disk.put(pc.addin, addin_file(note="older"))
    pc.disk.put(pc.addin.with_name("~$sponsor_coverage.xlam"))
    install(pc.computer, addin)
    assert pc.disk.read(pc.addin) == addin


def test_a_running_excel_keeps_its_add_in_on_macos(mac: MadeUp, addin: bytes) -> None:
    mac.disk.put(mac.addin, addin_file(note="older"))
    mac.state.running = RUNNING
    assert_refused(mac, addin, "Quit Excel")


def test_an_open_add_in_is_not_removed(made: MadeUp, addin: bytes) -> None:
    install(made.computer, addin)
    made.state.running = RUNNING
    made.disk.held_files.add(made.addin)
    before = made.disk.files()
    with pytest.raises(InstallError, match="Quit Excel"):
        uninstall(made.computer)
    assert made.disk.files() == before


def test_a_running_excel_without_the_add_in_is_no_hindrance(made: MadeUp, addin: bytes) -> None:
    made.state.running = RUNNING
    assert all(step.changed for step in install(made.computer, addin))


def test_without_the_excel_extra_nothing_is_installed(made: MadeUp, addin: bytes) -> None:
    made.state.versions.clear()
    assert_refused(made, addin, "xlwings", '".[excel]"')


def test_another_xlwings_is_refused(made: MadeUp, addin: bytes) -> None:
    made.state.versions["xlwings"] = "0.38.0"
    assert_refused(made, addin, "0.38.0", "0.37.8", '".[excel]"')


def test_an_add_in_built_for_another_xlwings_is_refused(made: MadeUp, addin: bytes) -> None:
    made.state.versions["xlwings"] = "0.38.0"
    made.change(pinned=lambda _: "0.38.0")
    assert_refused(made, addin, "built for xlwings 0.37.8", "0.38.0")


def test_a_damaged_add_in_is_refused(made: MadeUp) -> None:
    assert_refused(made, b"half a file", "damaged")


def test_without_excel_nothing_is_installed(pc: MadeUp, addin: bytes) -> None:
    pc.registry.keys.clear()
    assert_refused(pc, addin, "Excel is not installed")


def test_a_python_of_the_store_is_refused(pc: MadeUp, addin: bytes) -> None:
    pc.change(base_python=PureWindowsPath(r"C:\Program Files\WindowsApps\Python.3.12"))
    assert_refused(pc, addin, "Microsoft Store", "only-managed")


def test_a_user_whom_macros_cannot_name_is_refused(pc: MadeUp, addin: bytes) -> None:
    home = PureWindowsPath(r"C:\Users\山田")
    pc.change(home=home)
    assert_refused(pc, addin, "山田", "non-Unicode programs")


def test_a_python_whom_macros_cannot_name_goes_by_its_short_name(pc: MadeUp, addin: bytes) -> None:
    python = PureWindowsPath(r"D:\道具\python.exe")
    pc.disk.put(python, b"python")
    pc.state.short_names[python] = r"D:\4A8E~1\python.exe"
    pc.change(interpreter=python)
    install(pc.computer, addin)
    assert pc.settings_text() == '"INTERPRETER_WIN","D:\\4A8E~1\\python.exe"\r\n'


@pytest.mark.parametrize("folder", ["/Users/zoe's", "/Users/zoë", "/opt/$(touch x)"])
def test_a_path_that_a_shell_would_misread_is_refused(
    mac: MadeUp, addin: bytes, folder: str
) -> None:
    python = PurePosixPath(folder) / "python"
    mac.disk.put(python, b"python")
    mac.change(interpreter=python)
    assert_refused(mac, addin, folder, "UV_TOOL_DIR")


def test_an_excel_that_never_ran_is_started_first(mac: MadeUp, addin: bytes) -> None:
    mac.disk.at(mac.settings.parent).rmdir()
    assert_refused(mac, addin, "Start Excel once")


def test_a_closed_sandbox_is_named(mac: MadeUp, addin: bytes) -> None:
    mac.disk.closed.add(mac.settings.parent)
    assert_refused(mac, addin, "App Management")


def test_a_script_that_was_there_before_stays(mac: MadeUp, addin: bytes) -> None:
    assert mac.state.script is not None
    content = mac.state.script[1]
    mac.disk.put(mac.script, content)
    install(mac.computer, addin)
    install(mac.computer, addin)
    uninstall(mac.computer)
    assert mac.disk.read(mac.script) == content


def test_a_script_that_someone_changed_is_kept(mac: MadeUp, addin: bytes) -> None:
    mac.disk.put(mac.script, b"theirs")
    assert_refused(mac, addin, "differs", SCRIPT)


def test_our_older_script_goes_with_the_new_one(mac: MadeUp, addin: bytes) -> None:
    older = mac.script.with_name("xlwings-0.37.7.applescript")
    mac.disk.put(older, b"older")
    mac.disk.put(mac.settings, f'"SPONSOR_COVERAGE_SCRIPT","{older.name}"\n'.encode())
    install(mac.computer, addin)
    assert not mac.disk.is_file(older)
    assert mac.disk.is_file(mac.script)


@pytest.mark.parametrize(
    "name", ["../../../notes.txt", "notes.txt", "xlwings-/../notes.applescript"]
)
def test_a_forged_record_removes_no_other_file(mac: MadeUp, addin: bytes, name: str) -> None:
    install(mac.computer, addin)
    victim = mac.script.parent / name
    mac.disk.put(victim, b"theirs")
    mac.disk.put(mac.settings, f'"SPONSOR_COVERAGE_SCRIPT","{name}"\n'.encode())
    uninstall(mac.computer)
    assert mac.disk.read(victim) == b"theirs"
