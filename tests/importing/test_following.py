"""Touches that an export brings again: corrected by their id in the CRM, else word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from addin.importing.following import followed
from addin.importing.headers import matched
from addin.importing.outcomes import gravest
from scoring.coverage.tables import TOUCHES
from tests.refresh.trackers import Command, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.importing.following import Followed

ACCOUNTS = (
    "Account ID,Account,ARR,Customer sponsor\nA1,Acme,300000,Ann Ask\nA2,Bolt,300000,Bo Berg\n"
)
HEADERS = ["Account ID", "Touch date", "Type", "Outcome", "Activity ID"]
DAY = "2026-11-16"
SOON = "2026-12-01"


def rows(*lines: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=HEADERS, dtype=object, index=range(5, 5 + len(lines)))


def brought(known: pd.DataFrame, incoming: pd.DataFrame) -> Followed:
    assert TOUCHES.imports is not None
    return followed(known, incoming, TOUCHES.imports)


CALL = ("A1", "2026-11-02", "Call", None, "T1")


def test_an_activity_that_was_put_right_replaces_its_row() -> None:
    found = brought(rows(CALL), rows(("A1", "2026-11-03", "E-mail", "Took place", "T1")))
    assert found.fresh.empty
    assert found.changed.loc[5].tolist() == ["A1", "2026-11-03", "E-mail", "Took place", "T1"]


def test_the_same_again_changes_nothing() -> None:
    found = brought(rows(CALL), rows(CALL))
    assert (len(found.again), len(found.changed), len(found.fresh), len(found.moved)) == (
        1,
        0,
        0,
        0,
    )


def test_an_activity_that_was_moved_counts_for_its_new_account_alone() -> None:
    found = brought(rows(CALL), rows(("A2", *CALL[1:])))
    assert found.fresh["Account ID"].tolist() == ["A2"]
    assert found.moved.to_dict("index") == {5: {"Outcome": "Deleted"}}


def test_the_same_id_of_another_system_takes_no_row_away() -> None:
    found = brought(rows(CALL), rows(("A2", "2026-11-09", *CALL[2:])))
    assert found.fresh["Account ID"].tolist() == ["A2"]
    assert found.moved.empty


def test_an_activity_of_several_accounts_has_a_row_for_each() -> None:
    other = ("A2", *CALL[1:])
    found = brought(rows(CALL), rows(CALL, other))
    assert found.fresh["Account ID"].tolist() == ["A2"]
    assert found.moved.empty
    found = brought(rows(CALL, other), rows(other))
    assert found.moved.index.tolist() == [5]


def test_a_deleted_activity_is_no_row_unless_it_was_there() -> None:
    gone = (*CALL[:3], "Deleted", "T1")
    assert brought(rows(CALL), rows(gone)).changed["Outcome"].tolist() == ["Deleted"]
    found = brought(rows(), rows(gone))
    assert found.fresh.empty
    assert [left.why for left in found.left_out] == ["deleted in the CRM"]


def test_a_row_that_came_before_ids_did_gets_its_id() -> None:
    found = brought(rows((*CALL[:4], None)), rows(CALL))
    assert found.fresh.empty
    assert found.changed["Activity ID"].tolist() == ["T1"]


def test_two_activities_of_the_same_words_and_other_ids_are_two() -> None:
    found = brought(rows(CALL), rows(CALL, (*CALL[:4], "T2")))
    assert found.fresh["Activity ID"].tolist() == ["T2"]


def test_an_id_of_several_activities_tells_none() -> None:
    """As where the column holds the account's own id."""
    first, second = CALL, (*CALL[:1], "2026-11-09", *CALL[2:])
    assert len(brought(rows(), rows(first, second)).fresh) == 2
    assert len(brought(rows((*CALL[:4], None)), rows(first, second)).fresh) == 1


def test_without_ids_word_for_word_repeats_are_merged() -> None:
    plain = (*CALL[:4], None)
    found = brought(rows(), rows(plain, plain))
    assert len(found.fresh) == 1
    assert [left.why for left in found.left_out] == ["the same as an earlier row"]


def test_a_tracker_without_the_column_takes_only_what_took_place() -> None:
    assert TOUCHES.imports is not None
    incoming = rows(CALL, ("A1", SOON, "Call", "Planned", "T2"))
    known = rows().drop(columns=["Outcome", "Activity ID"])
    found = followed(known, incoming, TOUCHES.imports, keeps=False)
    assert found.fresh["Activity ID"].tolist() == ["T1"]
    assert [left.why for left in found.left_out] == [
        "did not take place, and Touches has no column Outcome"
    ]


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        ({"Status": "Completed", "IsDeleted": "false", "IsClosed": "true"}, "Took place"),
        ({"Status": "Completed", "IsDeleted": "TRUE", "IsClosed": "true"}, "Deleted"),
        ({"Status": "Not Started", "IsDeleted": "false", "IsClosed": "false"}, "Planned"),
        ({"Status": None, "IsClosed": "false"}, "Planned"),
        ({"Status": "Completed", "CallDisposition": "Left voicemail"}, "Not reached"),
        ({"Status": "Completed", "CallDisposition": "Interested"}, "Took place"),
        ({"Status": None, "CallDisposition": "Interested"}, "Interested"),
        ({"Call outcome": "Connected", "Meeting outcome": None}, "Took place"),
        ({"Call outcome": None, "Meeting outcome": "NO_SHOW"}, "Not reached"),
        ({"Meeting outcome": "Rescheduled"}, "Cancelled"),
        ({"Status": "Scheduled"}, "Planned"),
        ({"Status": "not completed"}, "Planned"),
        ({"Statut": "Terminé"}, "Took place"),
        ({"Completed": "yes"}, "Took place"),
        ({"Completed": "no"}, "Planned"),
        ({"No-show": "no", "Status": None}, None),
        ({"Status": None}, None),
    ],
)
def test_the_gravest_of_what_is_said_of_an_activity_counts(
    cells: dict[str, str | None], meant: str | None
) -> None:
    raw = pd.DataFrame([cells], dtype=object)
    found = matched(raw.columns, "Touches")
    assert set(found.spoken("Outcome")) == set(cells)
    assert gravest(raw, found, TOUCHES.column("Outcome")).tolist() == [meant]


@pytest.fixture
def tracker(run: Command, csv_file: Callable[..., Path], tmp_path: Path) -> Path:
    path = tmp_path / "tracker.xlsx"
    assert run("new", path, "--from", csv_file(ACCOUNTS), "--as-of", DAY).code == 1
    return path


@pytest.mark.slow
def test_a_call_that_turns_out_to_be_a_no_show_counts_no_more(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    text = "Id,AccountId,ActivityDate,TaskSubtype,Status\n"
    days = "Days since touch"
    run(
        *("refresh", tracker, "--as-of", DAY, "--touches"),
        csv_file(f"{text}T1,A1,2026-11-10,Call,Completed\nT2,A1,{SOON},Call,Not Started\n"),
    )
    assert table(tracker, "Coverage")[days].tolist()[0] == 6
    assert "DATE_FUTURE" not in table(tracker, "Issues")["Code"].tolist()
    said = run(
        *("refresh", tracker, "--as-of", DAY, "--touches"),
        csv_file(f"{text}T1,A1,2026-11-10,Call,No show\nT2,A1,{SOON},Call,Not Started\n"),
    )
    assert "0 new, 1 changed, 1 known already" in said.out
    assert table(tracker, "Touches")["Outcome"].tolist() == ["Not reached", "Planned"]
    assert pd.isna(table(tracker, "Coverage")[days].tolist()[0])


@pytest.mark.slow
def test_words_that_nobody_knows_are_an_issue_and_no_touch(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    export = csv_file("Account ID,Date,Type,Outcome\nA1,2026-11-10,Call,Perhaps\n")
    said = run("refresh", tracker, "--as-of", DAY, "--touches", export)
    assert "value unknown (1)" in said.out
    assert pd.isna(table(tracker, "Coverage")["Days since touch"].tolist()[0])
    run("refresh", tracker, "--as-of", DAY, "--touches", export, "--value", "Perhaps=Took place")
    assert table(tracker, "Coverage")["Days since touch"].tolist()[0] == 6


@pytest.mark.slow
def test_what_was_said_in_a_meeting_is_no_outcome_of_it(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    told = "They agreed to roll it out in all the sites by spring"
    export = csv_file(f"Account ID,Date,Type,Result\nA1,2026-11-10,Call,{told}\n")
    run("refresh", tracker, "--as-of", DAY, "--touches", export)
    assert table(tracker, "Coverage")["Days since touch"].tolist()[0] == 6
