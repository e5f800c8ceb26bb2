"""A handover has an end: what an import does to the outgoing executive, and what becomes of the score."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from addin.importing.merging import merged
from tests.refresh.trackers import Command, table

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = dt.date(2026, 11, 16)
HEADERS = (
    "Account ID,Account,ARR,Customer sponsor,Internal executive,Executive title,"
    "Outgoing executive,Two-way intro date,Last touch date,Last touch type,Business outcome\n"
)
ROW = "A1,Acme,300000,Ann Ask,{},CEO,{},2026-09-01,2026-11-10,Call,Saves 20%\n"


def handing_over(outgoing: str | None, executive: str, since: Any = None) -> pd.DataFrame:
    row = ["A1", executive, since, outgoing]
    columns = ["Account ID", "Internal executive", "Executive since", "Outgoing executive"]
    return pd.DataFrame([row], columns=columns, dtype=object)


@pytest.mark.parametrize("without", [[], ["Outgoing executive"]], ids=["empty", "no column"])
@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        (handing_over("Al Old", "Ed Exe", "2026-08-18"), "Ed Exe", True),
        (handing_over("Al Old", "Ed Exe", "2026-08-17"), "Ed Exe", False),
        (handing_over("Al Old", "Ed Exe", "2026-11-01"), "Flo Few", False),
        (handing_over("Exe, Ed", "Ed Exe", "2026-01-01"), "Flo Few", True),
        (handing_over("Al Old", "Ed Exe"), "ed  exe", True),
        (handing_over("n/a", "Ed Exe", "2026-01-01"), "Ed Exe", True),
        (handing_over(None, "Ed Exe", "2026-01-01"), "Flo Few", True),
    ],
)
def test_an_outgoing_executive_goes_when_the_handover_ends(
    before: pd.DataFrame, now: str, without: list[str], *, kept: bool
) -> None:
    export = handing_over(None, now).drop(columns=without)
    plan = merged(before, export, 5, AS_OF, handover_days=90)
    was = before["Outgoing executive"].iloc[0]
    assert plan.rows["Outgoing executive"].iloc[0] == (was if kept else None)
    ended = plan.issues[plan.issues["Code"] == "HANDOVER_ENDED"]
    assert ended["Value"].tolist() == ([] if kept else [was])


def test_an_outgoing_executive_of_the_export_stays() -> None:
    before = handing_over("Al Old", "Ed Exe", "2026-01-01")
    plan = merged(before, handing_over("Bo Late", "Flo Few"), 5, AS_OF, handover_days=90)
    assert plan.rows["Outgoing executive"].tolist() == ["Bo Late"]


def test_without_an_executive_in_the_export_no_handover_ends_by_a_change() -> None:
    before = handing_over("Al Old", "Ed Exe", "2026-01-01")
    plan = merged(before, before[["Account ID"]], 5, AS_OF)
    assert plan.rows["Outgoing executive"].tolist() == ["Al Old"]


@pytest.mark.slow
def test_an_executive_who_comes_later_is_spared_nothing(run: Command, tmp_path: Path) -> None:
    tracker, export = tmp_path / "tracker.xlsx", tmp_path / "export.csv"

    def brought(command: str, day: str, executive: str, outgoing: str) -> list[Any]:
        export.write_text(HEADERS + ROW.format(executive, outgoing), encoding="utf-8")
        asked = "--from" if command == "new" else "--accounts"
        run(command, tracker, asked, export, "--as-of", day)
        row = table(tracker, "Coverage").iloc[0]
        named = table(tracker, "Accounts")["Outgoing executive"].iloc[0]
        return [row["Gate score"], "" if pd.isna(named) else named]

    assert brought("new", "2026-11-16", "Ed Exe", "") == [1, ""]
    assert brought("refresh", "2026-11-23", "Flo Fox", "Ed Exe") == [1, "Ed Exe"]
    assert brought("refresh", "2026-11-30", "Flo Fox", "") == [1, "Ed Exe"]
    assert brought("refresh", "2026-12-07", "Gus Got", "") == [0.5, ""]
