"""The commands as a user starts them, on a system without Excel and on a made-up one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from addin.install.host import thiscomputer
from addin.install.host.computer import OpenWorkbook, Process

if TYPE_CHECKING:
    from tests.install.computers import MadeUp
    from tests.refresh.trackers import Command

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def at(made: MadeUp, addin: bytes, tmp_path_factory, monkeypatch) -> MadeUp:
    """The commands see the made-up computer, and an add-in that came with the program."""
    came = tmp_path_factory.mktemp("came") / "sponsor_coverage.xlam"
    came.write_bytes(addin)
    monkeypatch.setattr(thiscomputer, "this_computer", lambda: made.computer)
    monkeypatch.setitem(sys.modules, "addin.install.xlam", SimpleNamespace(addin_path=lambda: came))
    return made


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="a system that may have Excel")
@pytest.mark.parametrize("command", [["install"], ["uninstall"], ["doctor"], ["doctor", "--json"]])
@pytest.mark.slow
def test_a_system_without_excel_is_told_so_in_one_sentence(
    tmp_path: Path, command: list[str]
) -> None:
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from addin.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", start, str(CHECKOUT), "addin", *command],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        encoding="utf-8",
        env={"HOME": str(tmp_path), "PATH": ""},
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("sponsor-coverage: Excel runs on Windows and macOS only")
    assert "refresh" in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.rglob("*")) == []


def test_help_lists_the_commands_of_the_add_in(run: Command) -> None:
    assert "addin" in run("--help").out
    listed = run("addin", "--help").out
    assert all(name in listed for name in ("build", "install", "uninstall", "doctor"))


@pytest.mark.slow
def test_the_command_line_starts_without_what_only_the_add_in_needs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, addin.cli; print(*sys.modules)"],
        capture_output=True,
        check=True,
        cwd=CHECKOUT,
        encoding="utf-8",
    )
    needless = {
        "xlwings",
        "olefile",
        "numpy",
        "pandas",
        "zipfile",
        "addin.install.installing",
        "addin.install.doctor",
    }
    assert not needless & set(done.stdout.split())


@pytest.mark.usefixtures("at")
def test_install_then_doctor_then_uninstall(run: Command) -> None:
    installed = run("addin", "install")
    assert (installed.code, installed.err) == (0, "")
    assert "Start Excel" in installed.out
    examined = run("addin", "doctor")
    assert examined.code == 0, examined.out
    assert all(line.startswith("✓ ") for line in examined.out.splitlines())
    assert run("addin", "uninstall").code == 0
    assert run("addin", "doctor").code == 1


@pytest.mark.usefixtures("at")
def test_install_says_when_nothing_was_changed(run: Command) -> None:
    run("addin", "install")
    assert "nothing was changed" in run("addin", "install").out


@pytest.mark.usefixtures("at")
def test_uninstall_says_when_there_was_nothing(run: Command) -> None:
    assert "nothing was changed" in run("addin", "uninstall").out


def test_install_asks_for_a_new_start_of_a_running_excel(at: MadeUp, run: Command) -> None:
    at.state.running = (Process(elevated=False),)
    assert "Quit Excel" in run("addin", "install").out


@pytest.mark.usefixtures("at")
def test_doctor_gives_each_finding_one_line_with_its_mend(run: Command) -> None:
    lines = run("addin", "doctor").out.splitlines()
    (missing,) = [line for line in lines if line.startswith("✗ Add-in file: ")]
    assert missing.endswith("Run: sponsor-coverage addin install")


@pytest.mark.usefixtures("at")
def test_doctor_tells_a_script_what_it_found(run: Command) -> None:
    told = json.loads(run("addin", "doctor", "--json").out)
    assert told["well"] is False
    (missing,) = [one for one in told["findings"] if one["check"] == "Add-in file"]
    assert missing["state"] == "mend"
    assert "install" in missing["mend"]


@pytest.mark.usefixtures("at")
def test_doctor_looks_into_the_workbook_it_is_given(run: Command, tmp_path: Path) -> None:
    run("addin", "install")
    book = Workbook()
    book.create_sheet("Sponsor_Coverage.conf").sheet_state = "veryHidden"
    book.save(tmp_path / "tracker.xlsx")
    examined = run("addin", "doctor", tmp_path / "tracker.xlsx")
    assert examined.code == 1
    assert '"tracker.xlsx" has a sheet "Sponsor_Coverage.conf"' in examined.out


@pytest.mark.parametrize("name", ["missing.xlsx", "text.xlsx"])
@pytest.mark.usefixtures("at")
def test_doctor_refuses_what_is_no_workbook(run: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "text.xlsx").write_text("no workbook")
    examined = run("addin", "doctor", tmp_path / name)
    assert (examined.code, examined.out) == (2, "")
    assert name in examined.err


def test_a_sheet_name_cannot_take_over_the_terminal(at: MadeUp, run: Command) -> None:
    at.state.running = (Process(elevated=False),)
    at.state.active = OpenWorkbook("a\x1b[2J\nb.xlsx", ("sponsor_coverage.conf",))
    examined = run("addin", "doctor")
    assert "\x1b" not in examined.out
    assert "b.xlsx" in examined.out


@pytest.mark.usefixtures("at")
def test_a_copy_without_its_add_in_says_how_to_build_it(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = SimpleNamespace(addin_path=lambda: tmp_path / "gone.xlam")
    monkeypatch.setitem(sys.modules, "addin.install.xlam", gone)
    refused = run("addin", "install")
    assert refused.code == 2
    assert "addin build --out" in refused.err


@pytest.mark.parametrize("out", ["add-in.xlsx", "nowhere/add-in.xlam"])
def test_build_refuses_another_kind_of_file(run: Command, out: str) -> None:
    refused = run("addin", "build", "--out", out)
    assert refused.code == 2
    assert out in refused.err
