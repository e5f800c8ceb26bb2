"""What every adapter of the Workbook protocol must do, as tests to inherit.

A test class of an adapter inherits `WorkbookContract` and gives the fixture `open_workbook`, a
function from a path to an open workbook. Only the protocol is used, so whatever stands behind
it may be a file or Excel.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import xlsxwriter

from addin.tracker.workbook import Link, Standing, WorkbookError, place_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.tracker.workbook import Workbook

RED_LIST = ["Account ID", "Account", "ARR", "Current score", "Play due", "Notes", "Next touch"]
OLD_ROWS: list[list[Any]] = [
    ["A1", "Acme", 120_000.0, 0.5, dt.datetime(2026, 1, 5), "call Ann", dt.datetime(2026, 2, 1)],
    ["A2", "Bolt", 90_000.0, 0.75, dt.datetime(2026, 1, 6), None, None],
    ["A3", "Core", 60_000.0, 0.85, None, "waits for legal", dt.datetime(2026, 3, 1)],
]


def build_tracker(path: Path) -> Path:
    """A small tracker: a table with the user's columns, a plain range, named cells."""
    book = xlsxwriter.Workbook(path)
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    percent = book.add_format({"num_format": "0%", "bg_color": "#EEEEEE"})
    sheet = book.add_worksheet("Red list")
    sheet.write_string("A1", "Red list")
    columns = [*RED_LIST, "Weighted"]
    for offset, row in enumerate(OLD_ROWS):
        for place, value in enumerate(row):
            if isinstance(value, dt.datetime):
                sheet.write_datetime(4 + offset, 1 + place, value, date)
            elif place == RED_LIST.index("Current score"):
                sheet.write_number(4 + offset, 1 + place, value, percent)
            elif value is None:
                sheet.write_blank(4 + offset, 1 + place, None, date)
            else:
                sheet.write(4 + offset, 1 + place, value)
        sheet.write_formula(4 + offset, 8, f"=D{5 + offset}*E{5 + offset}", None, row[2] * row[3])
    table = {"name": "Red_list", "columns": [{"header": header} for header in columns]}
    sheet.add_table(3, 1, 6, 8, table)
    plain = book.add_worksheet("Accounts")
    plain.write_string("A1", "Export of Monday")
    plain.write_row("A3", ["Account ID", "Account", "ARR"])
    for offset, row in enumerate(OLD_ROWS):
        plain.write_row(3 + offset, 0, row[:3])
    board = book.add_worksheet("Board")
    board.write_datetime("B2", dt.datetime(2026, 1, 31), date)
    board.write_string("B3", "old headline")
    board.write_string("B4", "local")
    book.define_name("As_of", "=Board!$B$2")
    book.define_name("Headline", "=Board!$B$3")
    book.define_name("Board!Local", "=Board!$B$4")
    book.define_name("Empty_cell", "=Board!$D$9")
    book.close()
    return path


def build_alike(path: Path) -> Path:
    """A workbook whose sheets and table differ by a blank, an underscore and capitals only."""
    book = xlsxwriter.Workbook(path)
    notes = {"Red_list": "of a sheet", "Run log": "of Run log", "Run_log": "of Run_log"}
    for title, note in notes.items():
        sheet = book.add_worksheet(title)
        sheet.write_row("A1", ["Account ID", "Notes"])
        sheet.write_row("A2", ["A1", note])
    sheet = book.add_worksheet("Red list")
    sheet.write_row("A2", ["A1", "of the table"])
    columns = [{"header": "Account ID"}, {"header": "Notes"}]
    sheet.add_table("A1:B2", {"name": "Red_list", "columns": columns})
    book.close()
    return path


def red_list(*accounts: str) -> pd.DataFrame:
    """A new red list for these accounts, without the user's columns."""
    count = len(accounts)
    return pd.DataFrame(
        {
            "Account": [f"New {account}" for account in accounts],
            "Account ID": list(accounts),
            "ARR": [1000.5 * (place + 1) for place in range(count)],
            "Current score": [0.25] * count,
            "Play due": [pd.Timestamp(2026, 5, 4)] * count,
            "Not in the sheet": [1] * count,
        }
    )


class WorkbookContract:
    """Tests that every adapter passes."""

    @pytest.fixture
    def tracker(self, tmp_path: Path) -> Path:
        return build_tracker(tmp_path / "tracker.xlsx")

    def test_it_lists_tables_and_plain_ranges_in_sheet_order(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        assert open_workbook(tracker).tables()[:2] == ["Red_list", "Accounts"]

    def test_it_reads_cells_as_they_stand_with_the_sheets_row_numbers(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        frame = open_workbook(tracker).read_table("Red_list")
        assert list(frame.columns) == [*RED_LIST, "Weighted"]
        assert frame.index.tolist() == [5, 6, 7]
        assert frame[RED_LIST].to_numpy().tolist() == OLD_ROWS
        assert {str(kind) for kind in frame.dtypes} == {"object"}

    def test_it_reads_a_plain_range_below_its_title(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        frame = open_workbook(tracker).read_table("Accounts")
        assert frame.index.tolist() == [4, 5, 6]
        assert frame["Account"].tolist() == ["Acme", "Bolt", "Core"]

    def test_it_names_a_table_that_is_missing(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        with pytest.raises(WorkbookError, match="Red_lst"):
            open_workbook(tracker).read_table("Red_lst")

    @pytest.mark.parametrize("accounts", [["A3", "A9", "A1"], ["A2"], [f"A{n}" for n in range(40)]])
    def test_its_user_columns_follow_their_account(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook], accounts: list[str]
    ) -> None:
        workbook = open_workbook(tracker)
        workbook.write_table("Red_list", red_list(*accounts), key="Account ID")
        workbook.save()
        frame = open_workbook(tracker).read_table("Red_list")
        known = {row[0]: row[5:] for row in OLD_ROWS}
        assert frame["Account ID"].tolist() == accounts
        assert frame[["Notes", "Next touch"]].to_numpy().tolist() == [
            known.get(account, [None, None]) for account in accounts
        ]
        assert frame["Account"].tolist() == [f"New {account}" for account in accounts]
        assert frame["Play due"].tolist() == [dt.datetime(2026, 5, 4)] * len(accounts)

    def test_it_writes_an_empty_table_and_fills_it_again(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        workbook = open_workbook(tracker)
        workbook.write_table("Red_list", red_list(), key="Account ID")
        workbook.save()
        workbook = open_workbook(tracker)
        assert workbook.read_table("Red_list").drop(columns="Weighted").dropna(how="all").empty
        workbook.write_table("Red_list", red_list("A7", "A8"), key="Account ID")
        workbook.save()
        assert open_workbook(tracker).read_table("Red_list")["Account ID"].tolist() == ["A7", "A8"]

    def test_it_keeps_the_first_rows(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        workbook = open_workbook(tracker)
        workbook.write_table("Red_list", red_list("A8", "A3"), key="Account ID", keep_rows=2)
        workbook.save()
        frame = open_workbook(tracker).read_table("Red_list")
        assert frame["Account ID"].tolist() == ["A1", "A2", "A8", "A3"]
        assert frame["Notes"].tolist() == ["call Ann", None, None, "waits for legal"]
        assert frame[RED_LIST].to_numpy().tolist()[:2] == OLD_ROWS[:2]

    def test_hostile_text_stays_text(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "<b>&amp;", " blanks ", "two\nlines", "0012"]
        frame = red_list(*[f"A{place}" for place in range(len(hostile))]).assign(Account=hostile)
        workbook = open_workbook(tracker)
        workbook.write_table("Red_list", frame, key="Account ID")
        workbook.write_values({"Headline": "=HYPERLINK(1)"})
        workbook.save()
        workbook = open_workbook(tracker)
        assert workbook.read_table("Red_list")["Account"].tolist() == hostile
        assert workbook.read_values(["Headline"]) == {"Headline": "=HYPERLINK(1)"}

    def test_a_link_reads_back_as_the_value_it_shows(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        frame = red_list("A1", "A2").astype(object)
        frame["ARR"] = [Link(place_of("Accounts", 4), 17), Link(place_of('Say "hi"', 5), "open")]
        workbook = open_workbook(tracker)
        workbook.write_table("Red_list", frame, key="Account ID")
        workbook.save()
        assert open_workbook(tracker).read_table("Red_list")["ARR"].tolist() == [17.0, "open"]

    def test_a_link_gives_way_to_the_next_one(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        for row in (4, 5):
            workbook = open_workbook(tracker)
            frame = red_list("A1").astype(object)
            frame["ARR"] = [Link(place_of("Accounts", row), row)]
            workbook.write_table("Red_list", frame, key="Account ID")
            workbook.save()
        assert open_workbook(tracker).read_table("Red_list")["ARR"].tolist() == [5.0]

    def test_it_says_on_which_sheet_a_table_stands(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        book = open_workbook(tracker)
        for name, sheet, row in (("red list", "Red list", 5), ("accounts", "Accounts", 4)):
            headers = tuple(book.read_table(name))
            assert book.standing(name) == Standing(sheet, row, headers)

    def test_it_tells_formulas_from_what_was_typed(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        workbook = open_workbook(tracker)
        assert workbook.formulas("Red_list", [5, 7, 90]) == {(5, "Weighted"), (7, "Weighted")}
        assert workbook.formulas("Accounts", [4]) == set()
        assert workbook.formulas("Red_list", []) == set()

    def test_missing_values_of_all_kinds_are_blank(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        frame = red_list("A1", "A2", "A3", "A4").astype(object)
        frame["ARR"] = [float("nan"), None, pd.NA, pd.NaT]
        workbook = open_workbook(tracker)
        workbook.write_table("Red_list", frame, key="Account ID")
        workbook.save()
        assert open_workbook(tracker).read_table("Red_list")["ARR"].tolist() == [None] * 4

    def test_it_writes_a_plain_range(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        workbook = open_workbook(tracker)
        workbook.write_table("Accounts", red_list(*"abcde"), key="Account ID")
        workbook.save()
        assert open_workbook(tracker).read_table("Accounts")["Account ID"].tolist() == [*"abcde"]

    @pytest.mark.parametrize("name", ["Red_list", "Red list", "red LIST", "RED_list"])
    def test_a_table_goes_before_a_sheet_of_its_name(
        self, tmp_path: Path, open_workbook: Callable[[Path], Workbook], name: str
    ) -> None:
        workbook = open_workbook(build_alike(tmp_path / "alike.xlsx"))
        assert workbook.read_table(name)["Notes"].tolist() == ["of the table"]

    @pytest.mark.parametrize("name", ["Run log", "Run_log", "run LOG"])
    def test_sheets_whose_names_are_nearly_alike_are_told_apart(
        self, tmp_path: Path, open_workbook: Callable[[Path], Workbook], name: str
    ) -> None:
        workbook = open_workbook(build_alike(tmp_path / "alike.xlsx"))
        sign = "_" if "_" in name else " "
        assert workbook.read_table(name)["Notes"].tolist() == [f"of Run{sign}log"]
        workbook.write_table(name, pd.DataFrame({"Account ID": ["A9"]}))
        workbook.save()
        workbook = open_workbook(tmp_path / "alike.xlsx")
        other = "Run log" if sign == "_" else "Run_log"
        assert workbook.read_table(name)["Account ID"].tolist() == ["A9"]
        assert workbook.read_table(other)["Account ID"].tolist() == ["A1"]

    def test_it_reads_and_writes_named_cells(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        workbook = open_workbook(tracker)
        names = ["As_of", "Headline", "Unknown", "Local", "Empty_cell"]
        assert workbook.read_values(names) == {
            "As_of": dt.datetime(2026, 1, 31),
            "Headline": "old headline",
            "Local": "local",
            "Empty_cell": None,
        }
        written = {
            "As_of": dt.date(2026, 2, 28),
            "Headline": 0.85,
            "Unknown": 1,
            "Local": True,
            "Empty_cell": "filled",
        }
        workbook.write_values(written)
        workbook.save()
        assert open_workbook(tracker).read_values(names) == {
            "As_of": dt.datetime(2026, 2, 28),
            "Headline": 0.85,
            "Local": True,
            "Empty_cell": "filled",
        }

    def test_a_key_that_the_table_lacks_is_refused(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        with pytest.raises(WorkbookError, match="Owner"):
            open_workbook(tracker).write_table("Red_list", red_list("A1"), key="Owner")

    def test_it_hides_and_shows_sheets_when_saved(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        workbook = open_workbook(tracker)
        before = workbook.sheets()
        titles = list(before)
        assert all(before.values())
        workbook.show_sheets({titles[0].upper(): False, "no such sheet": False})
        workbook.save()
        hidden = open_workbook(tracker)
        assert hidden.sheets() == before | {titles[0]: False}
        assert hidden.tables() == workbook.tables()
        hidden.show_sheets({titles[0]: True, titles[1]: False})
        hidden.save()
        assert open_workbook(tracker).sheets() == before | {titles[1]: False}

    def test_the_last_sheet_that_is_shown_stays_so(
        self, tracker: Path, open_workbook: Callable[[Path], Workbook]
    ) -> None:
        workbook = open_workbook(tracker)
        before = workbook.sheets()
        workbook.show_sheets(dict.fromkeys(before, False))
        workbook.save()
        assert open_workbook(tracker).sheets() == before
