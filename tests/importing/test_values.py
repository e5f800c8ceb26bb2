"""What words in an export mean: by number, by word, by what the user said, else asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typer

from addin.cli import imports
from addin.importing.valuemap import by_words
from scoring.cells.ids import read_tier
from tests.refresh.trackers import Command, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = "2026-11-16"


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("Tier 1 - Platinum", 1),
        ("Tier 2 (Gold)", 2),
        ("Gold (T2)", 2),
        ("1 - Strategic", 1),
        ("Tier III", 3),
        ("Tier Four", 4),
        ("Platinum", None),
        ("Tier 1 or 2, tier 3", None),
        ("Tier 1/Tier 2", None),
        ("Tier 5", None),
        ("3 months", None),
        ("-1 - low", None),
    ],
)
def test_a_tier_is_told_by_its_number(text: str, tier: int | None) -> None:
    assert read_tier(text) == ((tier, "") if tier else (None, "TIER_UNREADABLE"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Zoom Meeting", "Video"),
        ("Executive Sponsor Call", "Call"),
        ("Phone Call - Outbound", "Call"),
        ("Onsite meeting", "In person"),
        ("EBR (virtual)", "EBR"),
        ("Email - meeting invite", "E-mail"),
        ("Internal prep call", "Other"),
        ("Call attempt", "Other"),
        ("Left voicemail", "Other"),
        ("LinkedIn message", "Chat"),
        ("Vor-Ort-Termin", "In person"),
        ("Huddle", None),
    ],
)
def test_a_type_is_told_by_its_words(text: str, kind: str | None) -> None:
    assert by_words(text, "Type") == kind


ACCOUNTS = "Account ID,Account,ARR,Tier\nA1,Acme,300000,Platinum\nA2,Bolt,60000,Tier 2 (Gold)\n"


@pytest.mark.slow
def test_an_unknown_tier_leaves_it_to_the_amount_and_is_one_issue(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    path, export = tmp_path / "n.xlsx", csv_file(ACCOUNTS)
    made = run("new", path, "--from", export, "--as-of", DAY)
    assert "value unknown (1)" in made.out
    assert table(path, "Coverage")["Tier"].tolist() == [1, 2]
    issues = table(path, "Issues")
    [fix] = issues.loc[issues["Code"] == "VALUE_UNKNOWN", "Fix"]
    assert '--value "Platinum=…"' in fix
    run("refresh", path, "--accounts", export, "--as-of", DAY, "--value", "Platinum=3")
    assert table(path, "Coverage")["Tier"].tolist() == [3, 2]
    kept = table(path, "Value map")
    assert kept.iloc[:, :4].to_numpy().tolist() == [["Accounts", "Tier", "Platinum", "3"]]
    again = run("refresh", path, "--accounts", export, "--as-of", DAY)
    assert table(path, "Coverage")["Tier"].tolist() == [3, 2]
    assert "VALUE_UNKNOWN" not in again.out


@pytest.mark.slow
def test_words_that_accounts_need_are_refused_in_a_job_with_what_to_say(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "n.xlsx"
    export = csv_file("Account ID,Account,Tier\nA1,Acme,Platinum\nA2,Bolt,Gold\n")
    refused = run("new", path, "--from", export, "--as-of", DAY)
    assert (refused.code, path.exists()) == (2, False)
    assert '"Platinum" in 1 row' in refused.err
    assert '--value "Gold=…"' in refused.err
    said = ("--value", "Platinum=1", "--value", "Tier: Gold=2")
    run("new", path, "--from", export, "--as-of", DAY, *said)
    assert table(path, "Coverage")["Tier"].tolist() == [1, 2]


@pytest.mark.slow
def test_a_person_at_a_terminal_is_asked_for_words(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["nonsense", "video", ""])
    monkeypatch.setattr(imports, "somebody_is_there", lambda: True)
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(answers))
    accounts = csv_file("Account ID,Account,ARR\nA1,Acme,300000\n", "a.csv")
    touches = csv_file(
        "Account ID,Date,Type\nA1,2026-11-10,Huddle\nA1,2026-11-11,Huddle\nA1,2026-11-12,Gizmo\n",
        "t.csv",
    )
    path = tmp_path / "n.xlsx"
    run("new", path, "--from", accounts, "--touches", touches, "--as-of", DAY)
    assert table(path, "Touches")["Type"].tolist() == ["Video", "Video", "Gizmo"]
    assert table(path, "Value map")["Word in the file"].tolist() == ["Huddle"]


@pytest.mark.slow
def test_a_word_that_is_known_from_now_on_doubles_no_touch(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    accounts = csv_file("Account ID,Account,ARR\nA1,Acme,300000\n", "a.csv")
    touches = csv_file("Account ID,Date,Type\nA1,2026-11-10,Huddle\n", "t.csv")
    path = tmp_path / "n.xlsx"
    made = run("new", path, "--from", accounts, "--touches", touches, "--as-of", DAY)
    assert "value unknown (1)" in made.out
    asked = ("refresh", path, "--touches", touches, "--as-of", DAY)
    assert "0 new, 1 known already" in run(*asked, "--value", "Huddle=Video").out
    assert table(path, "Touches")["Type"].tolist() == ["Video"]
    assert "0 new, 1 known already" in run(*asked).out


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Platinum", 'must be written as "Word in the file=Meaning"'),
        ("Bronze=2", 'no column of choices holds "Bronze"'),
        ("Platinum=9", 'Tier can\'t be "9". Use one of 1, 2, 3, 4'),
    ],
)
def test_words_that_make_no_sense_are_refused(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path, value: str, said: str
) -> None:
    export = csv_file(ACCOUNTS)
    ended = run("new", tmp_path / "n.xlsx", "--from", export, "--value", value)
    assert (ended.code, said in ended.err) == (2, True)
