"""A mapping is a decision that a person sees once: shown, asked, refused, remembered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import typer

from addin.cli import imports
from addin.importing.decision import decided
from addin.importing.headers import Options, Said, layout_of, matched
from addin.importing.roles import role_of
from addin.importing.tidying import tidied
from tests.refresh.trackers import Command, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = "2026-11-16"
CHAMPION = (
    "Account ID,Account,ARR,Champion,Internal executive\nA1,Acme,300000,Bo Li,Ed Exe\n"
    "A2,Bolt,90000,Ce Mi,Ed Exe\n"
)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Exec Sponsor (Customer)", "Customer sponsor"),
        ("Executive Sponsor (External)", "Customer sponsor"),
        ("customerExecSponsorName", "Customer sponsor"),
        ("Customer Exec Sponsor - Title", "Sponsor title"),
        ("Internal Exec Sponsor", "Internal executive"),
        ("Executive Sponsor - Internal", "Internal executive"),
        ("Title, Internal Exec Sponsor", "Executive title"),
        ("Last Exec Touch", "Last touch date"),
        ("Date of last sponsor call", "Last touch date"),
        ("Sponsor Intro Date", "Two-way intro date"),
        ("Previous Executive Sponsor", "Outgoing executive"),
        ("Customer sponsor status", "Sponsor status"),
    ],
)
def test_a_header_is_read_by_its_words_in_any_order(header: str, column: str) -> None:
    role = role_of(header, "Accounts")
    assert role is not None
    assert (role.column, role.certain) == (column, True)


@pytest.mark.parametrize(
    "header",
    ["Customer Sponsor Email", "Next Exec Touch", "Executive Sponsor ID", "Sponsor count", "ARR"],
)
def test_words_that_make_another_thing_of_it_make_no_column(header: str) -> None:
    assert role_of(header, "Accounts") is None


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Champion", "Customer sponsor"),
        ("Economic Buyer", "Customer sponsor"),
        ("Executive Contact", "Customer sponsor"),
        ("ICP tier", "Tier"),
        ("Contract start", "Go-live date"),
        ("Create date", "Go-live date"),
        ("Annual revenue", "ARR"),
        ("Executive Sponsor EMEA", "Internal executive"),
    ],
)
def test_what_only_looks_alike_is_asked_and_an_exact_column_beats_it(
    header: str, column: str
) -> None:
    lone = matched(["Account ID", header], "Accounts")
    assert header not in lone.columns
    assert [(doubt.header, doubt.column) for doubt in lone.doubts] == [(header, column)]
    both = matched(["Account ID", header, column], "Accounts")
    assert (both.columns[column], both.doubts) == (column, ())


def test_a_header_that_says_whose_person_it_is_beats_one_that_does_not() -> None:
    found = matched(["Account ID", "Executive Sponsor", "Internal Exec Sponsor"], "Accounts")
    assert found.columns["Internal Exec Sponsor"] == "Internal executive"
    assert [(each.header, each.column) for each in found.doubts] == [
        ("Executive Sponsor", "Customer sponsor")
    ]


def test_a_title_is_no_name_and_a_date_no_type() -> None:
    raw = pd.DataFrame(
        {
            "Account ID": ["A1", "A2"],
            "Exec Sponsor (Customer)": ["VP Sales", "Chief Financial Officer"],
            "Last meeting type": ["2026-11-02", "2026-11-03"],
        },
        dtype=object,
    )
    found = decided(raw, "Accounts")
    assert list(found.columns.values()) == ["Account ID"]
    assert found.doubts == ()
    assert [(each.column, each.because) for each in found.unfit] == [
        ("Customer sponsor", "It holds job titles.")
    ]
    assert found.unread == {"Exec Sponsor (Customer)": None, "Last meeting type": None}


@pytest.mark.parametrize(("distinct", "asked"), [(12, "Customer sponsor"), (2, None)])
def test_an_executive_of_one_account_each_is_the_customers(
    distinct: int, asked: str | None
) -> None:
    raw = pd.DataFrame(
        {
            "Account ID": [f"A{place}" for place in range(12)],
            "Executive sponsor": [f"Ann Lee{place % distinct}" for place in range(12)],
        },
        dtype=object,
    )
    found = decided(raw, "Accounts")
    assert ("Executive sponsor" in found.columns) is (asked is None)
    assert {doubt.column for doubt in found.doubts} == (
        {asked, "Internal executive"} if asked else set()
    )


@pytest.mark.parametrize("header", ["ID", "Activity ID", "Record ID", "Contact ID", "Deal ID"])
@pytest.mark.parametrize("kind", ["Touches", "Contacts"])
def test_the_id_of_another_thing_is_no_accounts(header: str, kind: str) -> None:
    found = matched([header, "Company", "Date", "Contact"], kind)
    assert found.given("Account ID") is None
    assert found.account_names == ("Company",)


def test_no_suggestion_crosses_a_unit_or_a_sort() -> None:
    headers = ["Account ID", "ARR (USD k)", "Customer sponsor titel", "Lst touch typ"]
    found = matched(headers, "Accounts")
    assert found.unread["ARR (USD k)"] is None
    assert found.columns["Customer sponsor titel"] == "Sponsor title"


def test_where_a_header_is_blank_the_next_one_speaks() -> None:
    raw = pd.DataFrame(
        {
            "Account ID": ["A1", "A2", "A3"],
            "Activity date": ["2026-11-10"] * 3,
            "Call and meeting type": ["", "Logged call", None],
            "Activity type": ["Call", "Meeting", "Meeting"],
        },
        dtype=object,
    )
    rows = tidied(raw, "Touches", "auto", Options(profile="hubspot"))
    assert rows["Type"].tolist() == ["Call", "Call", "Video"]


@pytest.mark.parametrize("first", ["ARR", "ARR (converted)"])
def test_no_amount_speaks_for_one_in_another_currency(first: str) -> None:
    headers = ["Account ID", "Annual recurring revenue", first]
    backups = matched(headers, "Accounts").backups
    assert ("ARR" in backups) is (first == "ARR")


def test_a_doubtful_header_is_refused_in_a_job_with_what_to_say(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    ended = run("new", tmp_path / "n.xlsx", "--from", csv_file(CHAMPION), "--as-of", DAY)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert '--map "Champion=Customer sponsor"' in ended.err
    assert '--map "Champion="' in ended.err
    assert "Bo Li" in ended.err
    assert not (tmp_path / "n.xlsx").exists()


@pytest.mark.parametrize(("answer", "sponsors"), [("", [None, None]), ("Customer sponsor", ["x"])])
@pytest.mark.slow
def test_what_was_said_once_is_remembered_with_day_and_layout(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path, answer: str, sponsors: list[Any]
) -> None:
    path, export = tmp_path / "n.xlsx", csv_file(CHAMPION)
    made = run("new", path, "--from", export, "--as-of", DAY, "--map", f"Champion={answer}")
    assert "new to this tracker" in made.out
    kept = table(path, "Import map").set_index("Header in the file")
    assert kept.loc["Champion", "How"] == "said"
    assert kept.loc["ARR", "How"] == "own name"
    assert set(kept["Layout"]) == {layout_of(CHAMPION.splitlines()[0].split(","))}
    assert set(kept["Decided"]) == {pd.Timestamp(DAY)}
    again = run("refresh", path, "--accounts", export, "--as-of", DAY)
    assert "Headers as they are read" not in again.out
    found = table(path, "Accounts")["Customer sponsor"].tolist()
    assert found == (sponsors if answer == "" else ["Bo Li", "Ce Mi"])
    shown = run("refresh", path, "--accounts", export, "--as-of", DAY, "--dry-run")
    assert "Headers as they are read:" in shown.out


@pytest.mark.slow
def test_a_layout_that_changed_says_what_changed(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "n.xlsx"
    first = csv_file("Account ID,Account,ARR,Region\nA1,Acme,300000,West\n")
    run("new", path, "--from", first, "--as-of", DAY)
    second = csv_file("Account ID,Account,ARR,Health\nA1,Acme,300000,8\n")
    changed = run("refresh", path, "--accounts", second, "--as-of", DAY, "--json")
    mapping = json.loads(changed.out)["imported"]["accounts"]["mapping"]
    assert mapping["new"] is True
    assert mapping["changes"] == [
        '"Region" is gone: Region is no longer read.',
        '"Health" is new and read as Health score.',
    ]
    back = run("refresh", path, "--accounts", first, "--as-of", DAY, "--json")
    assert json.loads(back.out)["imported"]["accounts"]["mapping"]["new"] is False


def test_a_row_of_the_map_that_a_user_changed_is_followed() -> None:
    headers = ["Account ID", "Account", "ARR", "Fee"]
    layout = layout_of(headers)
    kept = tuple(
        Said("Accounts", header, own, None, how, layout)
        for header, own, how in (
            ("Account ID", "Account ID", "own name"),
            ("ARR", None, "own name"),
            ("Fee", "ARR", "not read"),
        )
    )
    found = matched(headers, "Accounts", Options(said=kept))
    assert found.columns == {"Account ID": "Account ID", "Fee": "ARR"}
    other = matched([*headers, "Tier"], "Accounts", Options(said=kept))
    assert other.given("ARR") == "ARR"


@pytest.mark.parametrize(("typed", "sponsor"), [("y\n", "Bo Li"), ("n\n", None)])
@pytest.mark.slow
def test_a_person_at_a_terminal_is_asked(
    run: Command,
    csv_file: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    sponsor: str | None,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(imports, "somebody_is_there", lambda: True)

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return typed.startswith("y")

    monkeypatch.setattr(typer, "confirm", confirm)
    path = tmp_path / "n.xlsx"
    run("new", path, "--from", csv_file(CHAMPION), "--as-of", DAY)
    assert asked == ["  Read it as Customer sponsor?"]
    assert table(path, "Accounts")["Customer sponsor"].tolist()[0] == sponsor


def test_a_check_tells_a_doubt_and_a_score_is_refused(
    run: Command, csv_file: Callable[..., Path]
) -> None:
    export = csv_file(CHAMPION)
    assert "COLUMN_DOUBTFUL" in run("check", export, "--as-of", DAY).out
    refused = run("score", export, "--as-of", DAY)
    assert (refused.code, '--map "Champion="' in refused.err) == (2, True)
    told = run("score", export, "--as-of", DAY, "--map", "Champion=")
    assert "A1,Acme,1,300000,,0," in told.out


@pytest.mark.slow
def test_a_table_is_named_where_a_header_stands_in_two_files(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    accounts = csv_file("Account ID,Account,ARR,Start date\nA1,Acme,300000,2024-01-31\n", "a.csv")
    touches = csv_file("Account ID,Start date,Type\nA1,2026-11-01,Call\n", "t.csv")
    files = ("new", tmp_path / "n.xlsx", "--from", accounts, "--touches", touches, "--as-of", DAY)
    assert '--map "Accounts: Start date="' in run(*files).err
    run(*files, "--map", "Accounts: Start date=")
    assert table(tmp_path / "n.xlsx", "Touches")["Touch date"].notna().all()
    assert table(tmp_path / "n.xlsx", "Accounts")["Go-live date"].isna().all()


@pytest.mark.slow
def test_touches_find_their_account_by_a_name_that_is_its_alone(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    accounts = csv_file(
        "Account ID,Account,ARR\nA1,Acme,300000\nA2,Bolt,300000\nA3,Twin,5\nA4,Twin,5\n", "a.csv"
    )
    touches = csv_file(
        "ID,Company,Date,Type\nA2,Acme,2026-11-10,Call\n9,Twin,2026-11-10,Call\n"
        "8,Nobody,2026-11-10,Call\n",
        "t.csv",
    )
    path = tmp_path / "n.xlsx"
    ended = run("new", path, "--from", accounts, "--touches", touches, "--as-of", DAY)
    assert '1 row without an id found the account by "Company"' in ended.out
    assert "3 rows in the file = 1 imported + 0 merged + 0 left out + 2 rejected" in ended.out
    assert "account unnamed (1)" in ended.out
    assert table(path, "Touches")["Account ID"].tolist() == ["A1"]
    scored = run("score", accounts, "--touches", touches, "--as-of", DAY)
    assert [line.split(",")[18] for line in scored.out.splitlines()[1:3]] == ["6", ""]


@pytest.mark.slow
def test_touches_of_nobody_stop_no_run_of_accounts(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    accounts = csv_file("Account ID,Account,ARR\nA1,Acme,300000\n", "a.csv")
    touches = csv_file("Date,Type\n2026-11-10,Call\n", "t.csv")
    path = tmp_path / "n.xlsx"
    ended = run("new", path, "--from", accounts, "--touches", touches, "--as-of", DAY)
    assert (ended.code, "account unnamed (1)" in ended.out) == (1, True)
    assert table(path, "Accounts")["Account"].tolist() == ["Acme"]
    alone = run("refresh", path, "--touches", touches, "--as-of", DAY)
    assert (alone.code, 'Headers found: "Date", "Type"' in alone.err) == (2, True)
