"""What befalls most accounts at once is asked before anything is changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import typer

from addin.cli import imports
from addin.macros import import_accounts
from tests.refresh.trackers import Command, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Pressed
    from tests.excel import Excel

DAY = "2026-11-16"
HEADERS = "Account ID,Account,ARR,Customer sponsor,Internal executive\n"
THREE = f"{HEADERS}A1,Acme,300000,Al,Ed\nA2,Bolt,90000,Bo,Ed\nA3,Core,50000,Cy,Ed\n"
CONTACTS = (
    "Id,AccountId,LastName,FirstName,Name,Email\n"
    "0035g00000AbCdEAAX,A1,Lee,Ann,Ann Lee,a@x.com\n"
    "0035g00000AbCdFAAX,A2,Lum,Joe,Joe Lum,b@x.com\n"
)


@pytest.fixture
def tracker(run: Command, csv_file: Callable[..., Path], tmp_path: Path) -> Path:
    path = tmp_path / "tracker.xlsx"
    assert run("new", path, "--from", csv_file(THREE), "--as-of", DAY).code < 2
    return path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CONTACTS, "headers of contacts"),
        ("Id,Name,ARR\n0065g00000AbCdEAAX,X,1\n0065g00000AbCdFAAX,Y,2\n", "holds ids of deals"),
        ("Id,Name,ARR\n00Q5g00000AbCdEAAX,X,1\n00Q5g00000AbCdFAAX,Y,2\n", "holds ids of leads"),
        ("Record ID,Deal Name,Pipeline,ARR\n1,X,Main,5\n", "deals"),
        ("Record ID,First Name,Last Name,Email,ARR\n1,X,Y,a@b.c,5\n", "headers of contacts"),
        ("Account ID,Account,ARR\nA1,P,1\nA1,Q,2\nA1,R,3\nA2,S,4\nA2,T,5\n", "several"),
        (f"{HEADERS}B1,X,1,a,b\nB2,Y,2,c,d\n", "another business unit"),
        (f"{HEADERS}B1,Acme,1,a,b\nB2,Bolt,2,c,d\n", "2 names are the same"),
        (f"{HEADERS}A1,Ann Lee,1,a,b\nA2,Joe Lum,2,c,d\nA3,Jo Fox,2,c,d\n", "3 of 3 accounts by"),
        (f"{HEADERS}A1,Acme,1,,Ed\nA2,Bolt,2,TBD,Ed\nA3,Core,2,Cy,Ed\n", "clears Customer sponsor"),
    ],
)
def test_an_export_that_befalls_most_accounts_stops_a_job(
    run: Command, tracker: Path, csv_file: Callable[..., Path], text: str, told: str
) -> None:
    before = tracker.read_bytes()
    export = csv_file(text)
    refused = run("refresh", tracker, "--accounts", export, "--as-of", DAY)
    assert refused.code == 2
    assert told in refused.err
    assert "export.csv" in refused.err
    assert "say --yes to go on" in refused.err
    assert tracker.read_bytes() == before


@pytest.mark.slow
def test_a_dry_run_shows_what_would_be_asked_and_yes_goes_on(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    before = tracker.read_bytes()
    told = "clears Customer sponsor of 2 of the 3 accounts that have one"
    export = csv_file(f"{HEADERS}A1,Acme,1,,Ed\nA2,Bolt,2,TBD,Ed\nA3,Core,2,Cy,Ed\n")
    shown = run("refresh", tracker, "--accounts", export, "--as-of", DAY, "--dry-run", "--json")
    found = json.loads(shown.out)
    assert any(told in each for each in found["imported"]["accounts"]["brakes"])
    assert "EXPORT_DOUBTFUL" in shown.out
    assert "Asked first:" in run("refresh", tracker, "--accounts", export, "--dry-run").out
    assert tracker.read_bytes() == before
    done = run("refresh", tracker, "--accounts", export, "--as-of", DAY, "--yes")
    assert done.code < 2
    assert "EXPORT_DOUBTFUL" not in table(tracker, "Issues")["Code"].to_list()


@pytest.mark.parametrize(
    "text",
    [
        # A part of the accounts, one sponsor gone, one customer renamed, one new.
        f"{HEADERS}A1,Acme,1,,Ed\nA9,Nova,2,c,d\n",
        f"{HEADERS}A1,Acme Group,1,Al,Ed\nA2,Zeta,2,Bo,Ed\nA3,Core Ltd,1,Cy,Ed\n",
        # A report of accounts with their main contact.
        "Account ID,Account Name,First Name,Last Name,Email,ARR\nA1,Acme,Al,Li,a@b.c,5\n",
    ],
)
@pytest.mark.slow
def test_what_happens_every_week_is_not_asked(
    run: Command, tracker: Path, csv_file: Callable[..., Path], text: str
) -> None:
    assert run("refresh", tracker, "--accounts", csv_file(text), "--as-of", DAY).code < 2


@pytest.mark.slow
def test_accounts_that_the_tracker_knows_are_asked_about_once(
    run: Command, tmp_path: Path, csv_file: Callable[..., Path]
) -> None:
    path, export = tmp_path / "t.xlsx", csv_file(CONTACTS)
    assert run("new", path, "--from", export).code == 2
    assert run("new", path, "--from", export, "--yes").code < 2
    assert run("refresh", path, "--accounts", export).code < 2


@pytest.mark.slow
def test_touches_of_accounts_that_nobody_knows_are_asked(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    touches = csv_file("Account ID,Touch date,Type\nX1,2026-11-02,Call\nX2,2026-11-02,Call\n")
    refused = run("refresh", tracker, "--touches", touches, "--as-of", DAY)
    assert refused.code == 2
    assert 'none of its 2 account ids, such as "X1", is one of the tracker' in refused.err
    assert run("refresh", tracker, "--touches", touches, "--as-of", DAY, "--yes").code < 2


def test_scores_of_other_records_are_refused_and_a_check_tells_it(
    run: Command, csv_file: Callable[..., Path]
) -> None:
    export = csv_file("Id,Name,ARR\n0065g00000AbCdEAAX,X,1\n0065g00000AbCdFAAX,Y,2\n")
    assert "ids of deals" in run("score", export).err
    assert run("score", export, "--yes", "--as-of", DAY).out.startswith("Account ID")
    assert "EXPORT_DOUBTFUL" in run("check", export).out


@pytest.mark.slow
def test_a_person_at_a_terminal_is_asked_once(
    run: Command,
    tracker: Path,
    csv_file: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    answers = [False, True]

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return answers.pop(0)

    monkeypatch.setattr(imports, "somebody_is_there", lambda: True)
    monkeypatch.setattr(typer, "confirm", confirm)
    export = csv_file(f"{HEADERS}B1,X,1,a,b\nB2,Y,2,c,d\n")
    before = tracker.read_bytes()
    stopped = run("refresh", tracker, "--accounts", export, "--as-of", DAY)
    assert (stopped.code, tracker.read_bytes()) == (2, before)
    assert "nothing was changed" in stopped.err
    assert run("refresh", tracker, "--accounts", export, "--as-of", DAY).code < 2
    assert asked == ["Go on all the same?"] * 2
    assert len(table(tracker, "Accounts")) == 5


@pytest.mark.slow
def test_the_ribbon_asks_before_it_shows_what_would_change(
    press: Callable[..., Pressed], excel: Excel, demo: Path, csv_file: Callable[..., Path]
) -> None:
    excel.app.answers[:] = ["cancel"]
    export = csv_file(f"{HEADERS}B1,X,1,a,b\nB2,Y,2,c,d\n")
    pressed = press(import_accounts, demo, str(export))
    assert len(pressed.alerts) == 1
    assert "Bring it in all the same?" in pressed.alerts[0][1]


@pytest.mark.slow
def test_a_column_that_decides_no_score_may_be_cleared(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    rows = "A1,Acme,300000,Al,Ed,{0}\nA2,Bolt,90000,Bo,Ed,{0}\nA3,Core,50000,Cy,Ed,{0}\n"
    headers = HEADERS.replace("\n", ",CS director\n")
    for director in ("Ann", ""):
        export = csv_file(headers + rows.format(director))
        assert run("refresh", tracker, "--accounts", export, "--as-of", DAY).code < 2
