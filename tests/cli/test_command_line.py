"""The contract of the command line: 0 done, 1 done with issues, 2 one sentence and nothing written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import openpyxl
import pytest

from tests.refresh.trackers import ACCOUNTS, Command, Run, parts

SOUND = (
    "Account ID,Account,ARR,Customer sponsor,Internal executive,Executive title,Two-way intro date,"
    "Last touch date,Business outcome\n"
    "A1,Acme,300000,Ann Ask,Ed Exe,CEO,2026-11-01,2026-11-01,Saves 20%\n"
)


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.csv"
    path.write_text(SOUND, encoding="utf-8")
    return path


def assert_failed(run: Run, said: str) -> None:
    assert run.code == 2
    assert run.out == ""
    assert run.err.startswith("sponsor-coverage: ")
    assert run.err.count("\n") == 1
    assert "Traceback" not in run.err
    assert said in run.err


def listing(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing command"),
        (["nonsense"], "nonsense"),
        (["--nonsense"], "--nonsense"),
        (["refresh"], "tracker"),
        (["refresh", "t.xlsx", "--as-of"], "--as-of"),
        (["refresh", "t.xlsx", "extra"], "extra"),
        (["refresh", "t.xlsx", "--as-of", "2026-02-30"], "2026-02-30"),
        (["refresh", "t.xlsx", "--as-of", "tomorrow"], "tomorrow"),
        (["refresh", "missing.xlsx"], "missing.xlsx"),
        (["refresh", "folder"], "folder"),
        (["refresh", "accounts.csv"], ".xlsx"),
        (["refresh", "t.xlsx", "--accounts", "missing.csv"], "missing.csv"),
        (["refresh", "t.xlsx", "--accounts", "folder"], "is a folder"),
        (["refresh", "t.xlsx", "--touches", "missing.csv"], "missing.csv"),
        (["refresh", "t.xlsx", "--out", "t.csv"], ".xlsx"),
        (["refresh", "t.xlsx", "--out", "nowhere/t.xlsx"], "nowhere"),
        (["new", "t.xlsx"], "there already"),
        (["new", "folder"], "there already"),
        (["new", "u.csv"], ".xlsx"),
        (["new", "u.xlsx", "--from", "missing.csv"], "missing.csv"),
        (["new", "u.xlsx", "--as-of", "soon"], "soon"),
        (["new", "nowhere/u.xlsx"], "nowhere"),
        (["score", "missing.csv"], "missing.csv"),
        (["score", "folder"], "is a folder"),
        (["score", "accounts.csv", "--policy", "missing.toml"], "missing.toml"),
        (["score", "accounts.csv", "--policy", "folder"], "folder"),
        (["score", "accounts.csv", "--out", "folder"], "is a folder"),
        (["score", "accounts.csv", "--out", "nowhere/o.csv"], "does not exist"),
        (["score", "accounts.csv", "--out", "accounts.csv"], "is read"),
        (["score", "accounts.csv", "--as-of", "0000-01-01"], "0000-01-01"),
        (["score", "accounts.csv", "--as-of", "1026-11-16"], "1026-11-16"),
        (["score", "accounts.csv", "--as-of", "9999-12-31"], "9999-12-31"),
        (["check", "missing.csv"], "missing.csv"),
        (["check", "folder"], "is a folder"),
        (["demo", "--out", "accounts.csv"], "is a file"),
    ],
)
@pytest.mark.usefixtures("accounts")
def test_what_cannot_be_done_is_one_sentence_and_writes_nothing(
    run: Command,
    empty: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    empty.rename(tmp_path / "t.xlsx")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    before = listing(tmp_path)
    assert_failed(run(*arguments), said)
    assert listing(tmp_path) == before


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (b"coverage.treshold = 0.9\n", "Did you mean"),
        (b'coverage.threshold = "high"\n', "high"),
        (b"coverage.threshold = \n", "Policy file"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"redlist.t2 = 0.9\n", "redlist.t2"),
    ],
)
def test_a_bad_policy_is_refused(
    run: Command, accounts: Path, tmp_path: Path, policy: bytes, said: str
) -> None:
    (tmp_path / "policy.toml").write_bytes(policy)
    out = tmp_path / "out.csv"
    assert_failed(run("score", accounts, "--policy", tmp_path / "policy.toml", "--out", out), said)
    assert not out.exists()


def test_a_locked_tracker_is_refused(run: Command, empty: Path) -> None:
    before = empty.read_bytes()
    (empty.parent / f"~${empty.name}").touch()
    assert_failed(run("refresh", empty), "open in Excel")
    assert empty.read_bytes() == before


@pytest.mark.parametrize("command", ["refresh", "score"])
def test_a_read_only_file_is_refused(
    run: Command, empty: Path, accounts: Path, tmp_path: Path, command: str
) -> None:
    target = empty if command == "refresh" else tmp_path / "out.csv"
    target.touch()
    target.chmod(0o444)
    before = target.read_bytes()
    given = (empty,) if command == "refresh" else (accounts, "--out", target)
    assert_failed(run(command, *given), "read-only")
    assert target.read_bytes() == before


@pytest.mark.slow
def test_the_export_is_never_written_over(run: Command, empty: Path, tmp_path: Path) -> None:
    export = tmp_path / "export.xlsx"
    assert run("new", export, "--from", _export(tmp_path)).code == 1
    before = export.read_bytes()
    assert_failed(run("refresh", empty, "--accounts", export, "--out", export), "is read")
    assert export.read_bytes() == before


def _export(folder: Path) -> Path:
    path = folder / "export.csv"
    path.write_text(ACCOUNTS + "A1,Acme,300000,,,\n", encoding="utf-8")
    return path


@pytest.mark.slow
def test_the_version_is_told(run: Command) -> None:
    told = run("--version")
    assert (told.code, told.out) == (0, f"sponsor-coverage {version('sponsor-coverage')}\n")


@pytest.mark.slow
def test_sound_data_ends_in_zero(run: Command, accounts: Path, tmp_path: Path) -> None:
    day = ("--as-of", "2026-11-16")
    tracker = tmp_path / "new.xlsx"
    assert run("score", accounts, *day).code == 0
    assert run("check", accounts, *day).code == 0
    assert run("new", tracker, "--from", accounts, *day).code == 0
    assert run("check", tracker, *day).code == 0
    assert run("refresh", tracker, *day).code == 0


@pytest.mark.slow
def test_issues_end_in_one_at_every_door(run: Command, tmp_path: Path) -> None:
    accounts, touches = tmp_path / "a.csv", tmp_path / "t.csv"
    accounts.write_text(SOUND, encoding="utf-8")
    touches.write_text("Account ID,Touch date,Type\nA9,2026-11-01,Call\n", encoding="utf-8")
    given = ("--touches", touches, "--as-of", "2026-11-16")
    tracker = tmp_path / "new.xlsx"
    scored = run("score", accounts, *given)
    assert scored.code == 1
    assert scored.err.startswith("1 issue; see: sponsor-coverage check")
    checked = run("check", accounts, *given)
    assert checked.code == 1
    assert "ACCOUNT_UNKNOWN" in checked.out
    assert run("new", tracker, "--from", accounts, *given).code == 1
    assert run("refresh", tracker, "--as-of", "2026-11-16").code == 1
    assert "ACCOUNT_UNKNOWN" in run("check", tracker, "--as-of", "2026-11-16").out


def test_an_empty_tracker_is_made_and_refreshed(run: Command, tmp_path: Path) -> None:
    tracker = tmp_path / "my tracker.xlsx"
    made = run("new", tracker)
    assert made.code == 0
    assert f'sponsor-coverage refresh "{tracker}"' in made.out
    refreshed = run("refresh", tracker)
    assert refreshed.code == 0
    assert "Accounts is empty" in refreshed.out


@pytest.mark.slow
def test_json_is_json_at_every_door(run: Command, accounts: Path, tmp_path: Path) -> None:
    assert json.loads(run("new", tmp_path / "e.xlsx", "--json").out)["tracker"].endswith("e.xlsx")
    made = json.loads(run("new", tmp_path / "f.xlsx", "--from", accounts, "--json").out)
    assert made["rows"] == {
        "rows in": 1,
        "scored": 1,
        "waived": 0,
        "out of scope": 0,
        "rejected": 0,
    }
    assert json.loads(run("refresh", tmp_path / "f.xlsx", "--json").out)["red"] == []
    assert json.loads(run("check", accounts, "--json").out)["rows in"] == 1


@pytest.mark.slow
def test_another_file_can_be_written(run: Command, demo: Path, tmp_path: Path) -> None:
    before = demo.read_bytes()
    out = tmp_path / "out.xlsx"
    assert run("refresh", demo, "--out", out).code == 1
    assert demo.read_bytes() == before
    assert parts(out).keys() == parts(demo).keys()


def test_a_fault_of_ours_is_no_success(
    run: Command, accounts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr("addin.refresh.inputs.checked", broken)
    assert_failed(run("score", accounts), "should not")


COMMAND = [sys.executable, "-c", "from addin.cli import main; main()"]


def started(*arguments: str | Path, **options: str) -> subprocess.CompletedProcess[bytes]:
    command = [*COMMAND, *map(str, arguments)]
    environment = {**os.environ, **options}
    return subprocess.run(command, capture_output=True, check=False, env=environment)


@pytest.mark.slow
def test_a_terminal_of_few_signs_does_not_matter(tmp_path: Path) -> None:
    accounts = tmp_path / "a.csv"
    accounts.write_text(SOUND.replace("Acme", "東京 🚀 Ärzte"), encoding="utf-8")
    ran = started("score", accounts, PYTHONIOENCODING="ascii")
    assert ran.stderr == b""
    assert "東京 🚀 Ärzte" in ran.stdout.decode()


@pytest.mark.slow
def test_a_reader_that_goes_gets_no_traceback(accounts: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [*COMMAND, "score", str(accounts)], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert ran.returncode == 2
    assert ran.stderr == b"sponsor-coverage: the output was not read to its end.\n"


def test_a_device_is_written_to_and_stays_one(run: Command, accounts: Path) -> None:
    assert run("score", accounts, "--out", os.devnull).code == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.slow
def test_scoring_imports_nothing_of_workbooks_or_reports(accounts: Path) -> None:
    code = (
        "import sys; from addin import cli\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "score", str(accounts)], capture_output=True, check=True
    )
    loaded = set(ran.stderr.decode().split())
    heavy = {"lxml", "python_calamine", "openpyxl", "rich", "addin.package", "addin.refresh.story"}
    reports = {
        "scoring.board.coverage",
        "scoring.coverage.scorecard",
        "scoring.coverage.audit",
        "scoring.coverage.redlist",
        "scoring.coverage.standup",
        "scoring.coverage.trend",
        "scoring.coverage.comparison",
    }
    assert not loaded & (heavy | reports)


@pytest.mark.slow
def test_a_kept_slide_stays_while_the_board_moves_on(run: Command, demo: Path) -> None:
    kept = run("refresh", demo, "--keep-board")
    assert "Slide kept as it is: sheet Board 2026-11-16" in kept.out
    again = run("refresh", demo, "--keep-board", "--json")
    assert json.loads(again.out)["kept board"] == "Board 2026-11-16 (2)"
    assert json.loads(run("refresh", demo, "--json").out)["kept board"] is None
    before = cells_of_board(demo, "Board 2026-11-16")
    assert before == cells_of_board(demo, "Board")
    run("refresh", demo, "--as-of", "2026-12-28")
    assert cells_of_board(demo, "Board 2026-11-16") == before
    assert cells_of_board(demo, "Board") != before


def cells_of_board(tracker: Path, sheet: str) -> list[list[object]]:
    book = openpyxl.load_workbook(tracker)
    links = {
        cell.coordinate: cell.hyperlink.location
        for row in book[sheet]
        for cell in row
        if cell.hyperlink
    }
    return [
        [None if cell.value == links.get(cell.coordinate, "") else cell.value for cell in row]
        for row in book[sheet]["A1:U53"]
    ]
