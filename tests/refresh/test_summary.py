"""The printed summary: what a person reads on a Monday morning."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from addin.cli import progress
from addin.cli.progress import ProgressBar
from addin.refresh import summary
from scoring.wording import columns, padded

if TYPE_CHECKING:
    from pathlib import Path

    from addin.refresh.outcome import Outcome
    from tests.refresh.trackers import Command

AS_OF = dt.date(2026, 11, 16)


@pytest.fixture(scope="module")
def shown(whole_demo: tuple[Path, Outcome]) -> str:
    path, outcome = whole_demo
    return summary.summary_text(summary.summary(outcome), path)


def test_it_fits_a_hundred_columns(shown: str) -> None:
    assert max(map(len, shown.splitlines()[:-1])) <= 100


def test_the_columns_stand_below_their_headers(shown: str) -> None:
    lines = shown.splitlines()
    rates = next(place for place, line in enumerate(lines) if "Holdable" in line)
    assert len(set(map(len, lines[rates : rates + 3]))) == 1
    red = next(place for place, line in enumerate(lines) if "Next play" in line)
    places = [lines[red].index(header) for header in ("Account", "Next play", "Due")]
    for line in lines[red + 1 : red + 11]:
        assert all(line[place - 1] == " " and line[place] != " " for place in places)


def test_the_audit_names_who_is_meant(shown: str) -> None:
    assert "Kingsferry Assurance: 5 gates turned" in shown
    assert "Clearfen Diagnostics, Brennick Tooling, Tidemark Carriers" in shown
    assert shown.count("A sponsor is named, and nothing else") <= 1


def test_no_progress_is_shown_where_nobody_watches(
    run: Command, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("refresh", empty).err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with progress.shown() as tell:
        assert isinstance(tell, ProgressBar)


def test_a_bar_is_shown_from_the_start_of_each_work(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        ProgressBar, "__call__", lambda _bar, text, _done, _total: told.append(text)
    )
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    export = tmp_path / "a.csv"
    export.write_text("Account ID,Account,ARR\nA1,Acme,5\n", encoding="utf-8")
    touches = tmp_path / "t.csv"
    touches.write_text("Account ID,Touch date,Type\nA1,2026-11-02,Call\n", encoding="utf-8")
    assert run("score", export, "--touches", touches, "--as-of", "2026-11-16").code < 2
    assert told == [
        "Reading t.csv",
        "Reading a.csv",
        "Scoring",
        "Checking the data",
        "Writing the scores",
    ]


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-15", "1 day late"),
        ("2026-05-25", "175 days late"),
        ("2026-11-16", "today"),
        ("2026-11-23", "by 23 Nov"),
        ("2027-01-04", "by 4 Jan 2027"),
        (None, ""),
    ],
)
def test_a_late_play_reads_as_late(due: str | None, said: str) -> None:
    assert summary._due(due, AS_OF) == said


def test_a_finding_that_begins_with_its_name_is_not_named_twice() -> None:
    text = "Ann, Tier 1 rose from 60% (6 of 10) to 90% (9 of 10) in 4 weeks; it is audited."
    lines = summary._audit_lines([{"Finding": text, "Name": "Ann, Tier 1", "Account ID": None}])
    assert " ".join(line.strip() for line in lines[1:]) == text


@pytest.mark.parametrize("name", ["東京電力ホールディングス株式会社東京", "x" * 60, "🚀" * 40, "a"])
def test_names_of_any_script_take_the_same_room(name: str) -> None:
    assert columns(padded(name, 25)) == 25


def test_issues_are_told_by_kind_with_every_mend() -> None:
    issues = pd.DataFrame(
        {
            "Sheet": ["Accounts", "Accounts", "Touches"],
            "Row": pd.array([5, 6, None], dtype="Int64"),
            "Code": ["A", "A", "B"],
            "Problem": ["One\x1b[2J", "Two", "Three"],
            "Fix": ["Mend one.", "Mend two.", "Mend three."],
        }
    )
    text = summary.issues_text(issues, 1, "file.csv")
    assert "\x1b" not in text
    assert text.splitlines()[0] == "file.csv: 1 row of accounts, 3 issues"
    assert "Accounts row 5: One" in text
    assert "Touches: Three" in text
    for mend in issues["Fix"]:
        assert mend in text
