"""What a refresh decides, seen in a tracker in memory: no file, no Excel."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from addin.importing.rows import Export
from addin.tracker.memory_book import MemoryTable, MemoryWorkbook
from addin.tracker.workbook import WorkbookError
from scoring.areas import TABLES
from scoring.cleaning import TableError
from scoring.policy import PolicyError
from tests.refresh.trackers import OUTPUTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.refresh.outcome import Outcome

    Refreshed = Callable[..., Outcome]

WEEK = "2026-11-23"


def cells(book: MemoryWorkbook, *names: str) -> dict[str, list[list[Any]]]:
    """The cells of outputs, for comparing."""
    return {name: book.read_table(name).to_numpy().tolist() for name in names or OUTPUTS}


def column(book: MemoryWorkbook, name: str, header: str) -> list[Any]:
    found: list[Any] = book.read_table(name)[header].tolist()
    return found


def row_of(book: MemoryWorkbook, name: str, key: str, header: str = "Account ID") -> dict[str, Any]:
    """A row to type into."""
    return next(row for row in book.table(name).rows if row[header] == key)


def without(book: MemoryWorkbook, name: str, *headers: str) -> None:
    """Delete columns of a table, as a user does."""
    table = book.table(name)
    table.headers = [header for header in table.headers if header not in headers]
    table.rows = [{header: row[header] for header in table.headers} for row in table.rows]


def blanked(row: dict[str, Any]) -> None:
    row.update(dict.fromkeys(row))


def small(accounts: pd.DataFrame, **others: pd.DataFrame) -> MemoryWorkbook:
    """A tracker of these accounts and other tables, with every output there and empty."""
    given = {"Accounts": accounts, **others}
    tables = [MemoryTable.of(name, frame) for name, frame in given.items()]
    for name in (*OUTPUTS, "Settings"):
        if name not in given:
            headers = TABLES[name.replace("_", " ")].headers
            tables.append(MemoryTable.of(name, pd.DataFrame(columns=headers)))
    return MemoryWorkbook(tables)


ACCOUNT = {
    "Account ID": "A1",
    "Account": "Acme",
    "ARR": 300_000,
    "Customer sponsor": "Ann Ask",
    "Internal executive": "Ivo Hall",
    "Executive title": "VP Sales",
    "Last touch date": dt.datetime(2026, 11, 2),
}


def mended(book: MemoryWorkbook) -> list[str]:
    """Let the account at the top of the red list be touched, and the second one vanish."""
    red: list[str] = column(book, "Red list", "Account ID")
    blanked(row_of(book, "Accounts", red[1]))
    touches = book.table("Touches")
    touch = {"Account ID": red[0], "Touch date": dt.datetime(2026, 11, 16), "Type": "Call"}
    touches.rows.append(dict.fromkeys(touches.headers) | touch)
    return red


def test_refreshing_twice_is_refreshing_once(tracker: MemoryWorkbook, refreshed: Refreshed) -> None:
    refreshed(tracker)
    once, logged = cells(tracker), len(tracker.read_table("Run log"))
    refreshed(tracker)
    assert cells(tracker) == once
    assert len(tracker.read_table("Run log")) == logged


@pytest.mark.slow
def test_a_new_week_adds_a_snapshot_and_the_same_week_replaces_it(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    before = tracker.read_table("History")
    refreshed(tracker, WEEK)
    added = tracker.read_table("History")
    new = added[added["Week"] == "2026-W48"]
    assert len(added) == len(before) + len(new)
    assert not new["Account ID"].duplicated().any()
    assert added.iloc[: len(before)].to_numpy().tolist() == before.to_numpy().tolist()
    refreshed(tracker, "2026-11-25")
    again = tracker.read_table("History")
    assert len(again) == len(added)
    days = again.loc[again["Week"] == "2026-W48", "Snapshot date"].unique()
    assert list(days) == [dt.datetime(2026, 11, 25)]


def test_weeks_later_nothing_is_lost_or_told_twice(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    issues, logged = len(tracker.read_table("Issues")), len(tracker.read_table("Run log"))
    for week in range(1, 4):
        refreshed(tracker, str(dt.date(2026, 11, 16) + dt.timedelta(weeks=week)))
    history = tracker.read_table("History")
    assert not history.duplicated(["Account ID", "Week"]).any()
    assert history["Week"].nunique() == 7
    assert len(tracker.read_table("Issues")) == pytest.approx(issues, abs=3)
    assert len(tracker.read_table("Run log")) == logged + 3
    assert not tracker.read_table("Standup log").duplicated(["Account ID", "Notes"]).any()


def test_notes_follow_their_account_and_move_to_the_log_when_it_leaves(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    red = mended(tracker)
    for account in red[:4]:
        row_of(tracker, "Red list", account)["Notes"] = f"note of {account}"
    logged = len(tracker.read_table("Standup log"))
    refreshed(tracker)
    now = tracker.read_table("Red list").set_index("Account ID")
    assert not {*red[:2]} & {*now.index}
    assert now.loc[red[2:4], "Notes"].tolist() == [f"note of {account}" for account in red[2:4]]
    log = tracker.read_table("Standup log").iloc[logged:].set_index("Account ID")
    assert log["Notes"].to_dict() == {account: f"note of {account}" for account in red[:2]}
    assert log["Why"].to_dict() == {red[0]: "Off the red list", red[1]: "No longer in Accounts"}
    refreshed(tracker)
    assert len(tracker.read_table("Standup log")) == logged + 2


@pytest.mark.slow
def test_a_note_on_a_cell_goes_to_the_log_and_a_formula_does_not(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    red = mended(tracker)
    table = tracker.table("Red list")
    for account in red[:2]:
        row_of(tracker, "Red list", account)["Notes"] = "shown by a formula"
        table.formulas.add((table.rows.index(row_of(tracker, "Red list", account)) + 5, "Notes"))
    table.notes = {5: "Account: ask Bob"}
    refreshed(tracker)
    log = tracker.read_table("Standup log").set_index("Account ID")
    assert log.loc[red[0], "Other columns"] == "Notes on cells: Account: ask Bob"
    assert set(log["Notes"]) == {None}


@pytest.mark.slow
def test_the_log_keeps_every_row_also_below_a_cleared_one(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    red = mended(tracker)
    for account in red:
        row_of(tracker, "Red list", account)["Notes"] = account
    refreshed(tracker)
    assert column(tracker, "Standup log", "Notes") == red[:2]
    blanked(tracker.table("Standup log").rows[0])
    row_of(tracker, "Accounts", red[2])["Account ID"] = "SC-9999"
    refreshed(tracker)
    assert tracker.read_table("Standup log")["Notes"].to_dict() == {6: red[1], 7: red[2]}


@pytest.mark.slow
def test_a_scorecard_of_an_earlier_template_shows_its_gaps_as_per_cent(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    refreshed(tracker)
    points = column(tracker, "Scorecard", "Gap")
    without(tracker, "Scorecard", "Solid", "Slipping", "Uncovered")
    refreshed(tracker)
    card = tracker.read_table("Scorecard")
    known = card["Gap"].notna()
    assert known.any()
    gaps = card["Coverage rate"] - card["Target"]
    assert card.loc[known, "Gap"].tolist() == pytest.approx(gaps[known].tolist())
    assert [gap for gap in points if gap is not None] == pytest.approx(
        [100 * gap for gap in gaps[known]]
    )


@pytest.mark.slow
def test_reordered_columns_stay_where_the_user_put_them(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    for name in ("Coverage", "Accounts", "History"):
        tracker.table(name).headers.reverse()
    before = cells(tracker, "Coverage", "History", "Red_list")
    refreshed(tracker)
    assert cells(tracker, "Coverage", "History", "Red_list") == before


def test_history_without_its_weeks_is_never_thrown_away(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    without(tracker, "History", "Week", "Snapshot date")
    before = cells(tracker)
    with pytest.raises(WorkbookError, match="neither Week nor Snapshot date"):
        refreshed(tracker)
    assert cells(tracker) == before


@pytest.mark.parametrize("name", ["Red list", "Coverage"])
@pytest.mark.slow
def test_notes_are_never_guessed_where_the_ids_are_gone(
    tracker: MemoryWorkbook, refreshed: Refreshed, name: str
) -> None:
    without(tracker, name, "Account ID")
    with pytest.raises((WorkbookError, TableError), match="Account ID"):
        refreshed(tracker)


def test_a_tracker_without_accounts_is_none(refreshed: Refreshed) -> None:
    with pytest.raises(WorkbookError, match="no table called Accounts"):
        refreshed(MemoryWorkbook([]))


def test_nothing_but_accounts_is_enough(refreshed: Refreshed) -> None:
    book = MemoryWorkbook([MemoryTable.of("Accounts", pd.DataFrame([ACCOUNT]))])
    assert refreshed(book).rows["scored"] == 1


def test_rows_of_blanks_are_no_rows(refreshed: Refreshed) -> None:
    blanks = (" ", "\t", "\xa0", "\u3000")
    empty = dict.fromkeys(ACCOUNT)
    rows = [ACCOUNT, *(empty | {"Account ID": blank, "Account": blank} for blank in blanks)]
    found = refreshed(small(pd.DataFrame(rows, dtype=object)))
    assert found.rows["rows in"] == 1
    assert not found.issues["Row"].isin(range(6, 6 + len(blanks))).any()


def test_an_account_that_stands_twice_is_scored_once_and_led_to(refreshed: Refreshed) -> None:
    rows = [ACCOUNT, ACCOUNT | {"ARR": 90_000}, ACCOUNT | {"Account ID": "A2"}]
    book = small(pd.DataFrame(rows, dtype=object))
    refreshed(book)
    assert column(book, "Coverage", "Account ID") == ["A1", "A2"]
    red = book.read_table("Red list").set_index("Account ID")["In Coverage"]
    assert red.to_dict() == {"A1": 5.0, "A2": 6.0}


@pytest.mark.slow
def test_a_history_that_was_sorted_another_way_comes_back_in_order(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    history = tracker.table("History")
    count = len(history.rows)
    history.rows.reverse()
    refreshed(tracker)
    found = tracker.read_table("History")
    assert len(found) == count
    assert found["Snapshot date"].is_monotonic_increasing
    assert not found.duplicated(["Account ID", "Week"]).any()


@pytest.mark.slow
def test_touches_of_blanks_are_no_touches(refreshed: Refreshed) -> None:
    book = small(pd.DataFrame([ACCOUNT]), Touches=touches(2).astype(object).map(lambda _: " "))
    found = refreshed(book)
    assert found.scored["Days since touch"].tolist() == [14]
    assert found.issues[found.issues["Sheet"] == "Touches"].empty
    untold = small(pd.DataFrame([ACCOUNT | {"Last touch date": None}]), Touches=touches(0))
    untold.table("Touches").rows.append(dict.fromkeys(untold.table("Touches").headers, " "))
    issues = refreshed(untold).issues
    assert "Last touch date" in issues.loc[issues["Code"] == "COLUMN_EMPTY", "Column"].tolist()


@pytest.mark.slow
def test_a_cleared_row_of_history_costs_no_other_row(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    history = tracker.table("History")
    blanked(history.rows[3])
    count = len(tracker.read_table("History"))
    refreshed(tracker)
    found = tracker.read_table("History")
    assert len(found) == count
    assert found.index.tolist() == list(range(5, 5 + count))
    assert not found.duplicated(["Account ID", "Week"]).any()


@pytest.mark.slow
def test_an_input_is_never_written(tracker: MemoryWorkbook, refreshed: Refreshed) -> None:
    before = cells(tracker, "Accounts", "Touches", "Settings")
    refreshed(tracker, WEEK)
    assert cells(tracker, "Accounts", "Touches", "Settings") == before


def test_a_dry_run_writes_nothing(tracker: MemoryWorkbook, refreshed: Refreshed) -> None:
    before = cells(tracker)
    assert len(refreshed(tracker, WEEK, dry_run=True).scored)
    assert cells(tracker) == before


def test_every_snapshot_but_an_unreadable_one_is_kept(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    history = tracker.table("History")
    torn = history.rows[3]
    torn["Snapshot date"] = torn["Week"] = "last week?"
    count, known = len(history.rows), (torn["Account ID"], history.rows[4]["Account ID"])
    found = refreshed(tracker)
    told = found.issues[found.issues["Sheet"] == "History"]
    assert told["Row"].tolist() == [8]
    now = tracker.read_table("History")
    assert len(now) == count - 1
    assert now.index.tolist() == list(range(5, 5 + count - 1))
    assert now["Account ID"].iloc[3] == known[1]
    assert "last week?" not in now["Snapshot date"].tolist()


def test_an_unreadable_cell_of_history_is_told_and_the_weeks_around_it_stay(
    tracker: MemoryWorkbook, refreshed: Refreshed
) -> None:
    history = tracker.table("History")
    others = [dict(row) for row in history.rows[:3]]
    torn = {"Current score": "high", "Gates": "11x11", "Tier": "gold"}
    for place, (header, value) in enumerate(torn.items(), 3):
        history.rows[place][header] = value
    found = refreshed(tracker, WEEK)
    told = found.issues[found.issues["Sheet"] == "History"]
    assert told["Row"].tolist() == [8, 9, 10]
    assert tracker.table("History").rows[:3] == others
    for problem, (header, value) in zip(told["Problem"], torn.items(), strict=True):
        assert value in problem
        assert value not in column(tracker, "History", header)


@pytest.mark.slow
def test_settings_count(tracker: MemoryWorkbook, refreshed: Refreshed) -> None:
    row_of(tracker, "Settings", "as_of", "Parameter")["Value"] = dt.datetime(2026, 11, 30)
    row_of(tracker, "Settings", "score.method", "Parameter")["Value"] = "weighted"
    found = refreshed(tracker)
    assert found.as_of == dt.date(2026, 11, 30)
    assert found.scored["Gate score"].dropna().isin([2000, 4500]).any()
    assert refreshed(tracker, "2026-12-06").as_of == dt.date(2026, 12, 6)


@pytest.mark.parametrize(
    ("key", "value"),
    [("coverage.threshold", "high"), ("as_of", "soon"), ("score.method", "guess")],
)
def test_a_bad_setting_is_named_by_its_row(
    tracker: MemoryWorkbook, refreshed: Refreshed, key: str, value: str
) -> None:
    settings = tracker.table("Settings")
    row_of(tracker, "Settings", key, "Parameter")["Value"] = value
    row = 5 + [line["Parameter"] for line in settings.rows].index(key)
    with pytest.raises(PolicyError, match=f"Settings row {row}.*{value}"):
        refreshed(tracker)


def touches(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Account ID": ["A1"] * count,
            "Touch date": [dt.datetime(2026, 11, 2) + dt.timedelta(day) for day in range(count)],
            "Type": ["Call"] * count,
        }
    )


def limited(rows: int) -> pd.DataFrame:
    return pd.DataFrame([{"Parameter": "import.max_rows", "Value": rows}])


@pytest.mark.parametrize(("most", "fits"), [(6, False), (7, True), (8, True)])
def test_an_import_fills_a_sheet_to_its_last_row_and_no_further(
    refreshed: Refreshed, most: int, *, fits: bool
) -> None:
    # Two touches in rows 5 and 6 and two more below: the last one stands `most` rows below row 1.
    book = small(pd.DataFrame([ACCOUNT]), Touches=touches(2), Settings=limited(most))
    new = touches(4).iloc[2:].reset_index(drop=True)
    if fits:
        refreshed(book, exports={"Touches": Export(new)})
        assert book.read_table("Touches").index.tolist() == [5, 6, 7, 8]
        return
    with pytest.raises(TableError, match="Touches would have 4 rows, more than a sheet takes"):
        refreshed(book, exports={"Touches": Export(new)})
    assert len(book.read_table("Touches")) == 2


def test_a_red_line_from_a_day_on_is_followed_across_the_new_year(refreshed: Refreshed) -> None:
    account = {
        "Account ID": "A-1", "Account": "Acme", "Tier": 2, "ARR": 90_000.0,
        "Customer sponsor": "Anna Berg", "Internal executive": "Maria Holm",
        "Executive title": "VP Sales", "Two-way intro date": dt.datetime(2026, 1, 11),
        "Last touch date": dt.datetime(2027, 10, 30), "Business outcome": "Closes in 5 days",
    }  # fmt: skip
    book = small(pd.DataFrame([account], dtype=object))
    line = {"redlist.t2": [{"from": "2028-01-01", "value": 0.75}]}
    before = refreshed(book, "2027-12-27", overrides=line)
    assert before.scored["Covered until"].iloc[0] == pd.Timestamp("2027-12-31")
    assert before.red.empty
    after = refreshed(book, "2028-01-03", overrides=line)
    assert after.red["Account ID"].tolist() == ["A-1"]
    assert column(book, "Trend", "Red") == [0, 1]
    assert column(book, "Trend", "Tier 2 target") == [0.5, 0.78]
    plain = refreshed(small(pd.DataFrame([account], dtype=object)), "2028-01-03")
    assert plain.red.empty
