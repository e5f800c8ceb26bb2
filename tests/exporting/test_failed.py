"""An upload that failed in part is taken back into the Export log, and sent again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.exporting.firm import COVERED, FADING, WAIVED

if TYPE_CHECKING:
    from pathlib import Path

    from tests.refresh.trackers import Command


def _ids(path: Path) -> list[str]:
    return [line.split(",")[0] for line in path.read_text("utf-8").splitlines()[1:]]


@pytest.mark.parametrize(
    "text",
    [
        f"ID,SPONSOR_COVERAGE_SCORE__C,ERROR\n{FADING},0.6,UNABLE_TO_LOCK_ROW\n",
        f'"sf__Id","sf__Error","Id"\n"","ROW:1","{FADING[:15]}"\n',
        f"Id,Status,Error message\n{COVERED},ok,\n{FADING},bad,no such company\n",
        f"Id,Sponsor_Coverage_Status__c\n{FADING},Slipping\n",
    ],
)
@pytest.mark.slow
def test_what_failed_is_sent_again_and_nothing_else(
    run: Command, tracker: Path, tmp_path: Path, text: str
) -> None:
    out, error = tmp_path / "out.csv", tmp_path / "error.csv"
    send = ("export", tracker, "--profile", "salesforce", "--out", out)
    assert run(*send).code == 0
    assert _ids(out) == [COVERED, FADING, WAIVED]
    error.write_text(text, encoding="utf-8")
    told = run("export", tracker, "--profile", "salesforce", "--failed", error, "--json")
    assert json.loads(told.out)["taken back"] == 1
    assert run(*send).code == 0
    assert _ids(out) == [FADING]
    assert run(*send).code == 0
    assert _ids(out) == []


@pytest.mark.slow
def test_both_are_done_in_one_go_and_a_dry_run_does_neither(
    run: Command, tracker: Path, tmp_path: Path
) -> None:
    out, error = tmp_path / "out.csv", tmp_path / "error.csv"
    send = ("export", tracker, "--profile", "salesforce", "--out", out)
    run(*send)
    error.write_text(f"Id,ERROR\n{FADING},x\n001000000000000AAA,x\n", encoding="utf-8")
    before = tracker.read_bytes()
    dry = run(*send, "--failed", error, "--dry-run")
    assert "1 would count as not sent" in dry.out
    assert tracker.read_bytes() == before
    told = run(*send, "--failed", error)
    assert "1 count as not sent" in told.out
    assert "1 were never sent" in told.out
    assert _ids(out) == [FADING]


def test_a_file_that_names_no_account_is_refused(
    run: Command, tracker: Path, tmp_path: Path
) -> None:
    error = tmp_path / "error.csv"
    error.write_text("Row,Error type\n2,Invalid number\n", encoding="utf-8")
    refused = run("export", tracker, "--profile", "salesforce", "--failed", error)
    assert refused.code == 2
    assert "has no column Id" in refused.err
    assert '"Row", "Error type"' in refused.err
    assert "Say --out" in run("export", tracker, "--profile", "salesforce").err
