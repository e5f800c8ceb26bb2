"""Files that hold next to nothing: one sentence or an account of each row, never an error of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from addin.importing.headerrows import header_in
from tests.refresh.trackers import Command, table

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2026-11-16"
SOUND = "Account ID,Account,ARR\nA1,Acme,300000\n"
HOLLOW = {
    "all rows rejected": "Account ID,Account,ARR\n,,300000\n,,90000\n",
    "blank line, unknown headers": "\nFoo,Bar\n1,2\n",
    "only a header": "Account ID,Account,ARR\n",
    "only delimiters": ",,,\n,,,\n",
    "one delimiter": ";",
    "blank lines": "\n\n\n",
    "a lone header": "Account ID\n",
    "a header twice": "Account ID,Account ID\nA1,A2\n",
    "headers that say nothing": ",,\nA1,Acme,300000\n",
    "no header at all": "A1,Acme,300000\n",
    "a header and a total": "Account ID,Account,ARR\nTotal,,300000\n",
    "a header and blanks": "Account ID,Account,ARR\n,,\n , ,\n",
    "touches without days": "Account ID,Date,Type\nA1,,\n",
    "contacts without names": "Account ID,Contact\nA1,\n",
}


@pytest.mark.parametrize("text", HOLLOW.values(), ids=HOLLOW)
@pytest.mark.parametrize("option", ["--accounts", "--touches", "--contacts"])
def test_a_hollow_file_is_said_to_be_one_whichever_way_it_comes(
    run: Command, tmp_path: Path, text: str, option: str
) -> None:
    sound, hollow = tmp_path / "sound.csv", tmp_path / "hollow.csv"
    sound.write_text(SOUND, encoding="utf-8")
    hollow.write_text(text, encoding="utf-8")
    if option == "--accounts":
        runs = [run("score", hollow), run("check", hollow)]
        runs.append(run("new", tmp_path / "n.xlsx", "--from", hollow))
    else:
        runs = [run("check", sound, option, hollow)]
        runs.append(run("new", tmp_path / "n.xlsx", "--from", sound, option, hollow, "--dry-run"))
    assert all(ended.code in (0, 1, 2) and "report it" not in ended.err for ended in runs)
    assert all(ended.err for ended in runs if ended.code == 2)


def test_an_empty_sheet_is_said_to_hold_no_table(run: Command, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    for command in ("score", "check"):
        assert "holds no table" in run(command, tmp_path / "empty.xlsx").err


@pytest.mark.slow
def test_accounts_that_are_all_rejected_leave_a_tracker_that_says_so(
    run: Command, tmp_path: Path
) -> None:
    rejected = tmp_path / "rejected.csv"
    rejected.write_text(HOLLOW["all rows rejected"], encoding="utf-8")
    made = run("new", tmp_path / "n.xlsx", "--from", rejected, "--as-of", DAY)
    assert "2 rows in the file = 0 imported + 0 merged + 0 left out + 2 rejected" in made.out
    assert table(tmp_path / "n.xlsx", "Issues")["Code"].tolist()[:2] == ["ROW_REJECTED"] * 2


def test_headers_that_nobody_knows_are_those_of_the_first_row_that_says_something(
    run: Command, tmp_path: Path
) -> None:
    assert header_in([["", ""], ["Foo", "Bar"], ["1", "2"]], "Accounts", ()).top == 1
    assert header_in([["", ""], ["", ""]], "Accounts", ()).top == 0
    path = tmp_path / "a.csv"
    path.write_text(HOLLOW["blank line, unknown headers"], encoding="utf-8")
    assert 'Headers found: "Foo", "Bar".' in run("check", path).err
