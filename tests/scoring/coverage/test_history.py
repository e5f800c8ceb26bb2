"""Snapshots, the runs they tell, and people who changed."""

from __future__ import annotations

import datetime as dt
from itertools import takewhile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.coverage.history import iso_weeks, mondays, snapshot, typed_history, with_snapshot
from scoring.coverage.marks import gate_passes
from scoring.coverage.pairs import handover_issues, last_people, pair_since
from scoring.coverage.runs import run_starts
from scoring.coverage.tables import HISTORY
from scoring.inputs import checked
from scoring.policy import Policy
from scoring.tables import ISSUES
from scoring.tables.writing import to_cells
from tests.scoring.coverage.sample import AS_OF, BAD, OUT, UNCOVERED, WAIVED, scored, snapshots

MONDAYS = ("2027-02-08", "2027-02-15", "2027-02-22", "2027-03-01")


def cells(history: pd.DataFrame) -> pd.DataFrame:
    """What a sheet holds of a typed history, from sheet row 2."""
    sheet = history.astype(object).where(history.notna(), None)
    for header in ("Gate score", "Current score"):
        sheet[header] = [None if score is None else score / 10000 for score in sheet[header]]
    return sheet.astype(object).set_axis(range(2, len(sheet) + 2))


def days(frame: pd.DataFrame, account: str = "A-1") -> list[str]:
    """Run starts of an account as ISO dates, "" where there is none."""
    starts = frame.drop(columns="Weeks waived").loc[account]
    return ["" if pd.isna(day) else str(day.date()) for day in starts]


def test_it_numbers_weeks_as_iso_does() -> None:
    found = iso_weeks(pd.Series(pd.to_datetime(["2026-12-28", "2027-01-03", "2027-01-04", None])))
    assert found.tolist()[:3] == ["2026-W53", "2026-W53", "2027-W01"]
    assert pd.isna(found[3])


def test_it_finds_the_monday_of_a_week() -> None:
    found = mondays(pd.Series(pd.to_datetime(["2027-03-01", "2027-03-07"])))
    assert found.dt.strftime("%Y-%m-%d").tolist() == ["2027-03-01", "2027-03-01"]


class TestTypedHistory:
    def test_it_reads_back_what_it_wrote(self) -> None:
        taken = snapshot(scored({}, UNCOVERED, {"Tier": None, **BAD}), AS_OF)
        typed, issues = typed_history(cells(taken))
        pd.testing.assert_frame_equal(typed.reset_index(drop=True), taken)
        assert issues.empty
        assert list(issues) == ISSUES.headers

    def test_it_reads_an_empty_sheet(self) -> None:
        typed, issues = typed_history(pd.DataFrame())
        assert list(typed) == HISTORY.headers
        assert typed.empty
        assert issues.empty

    def test_it_does_without_columns_that_were_deleted(self) -> None:
        raw = cells(snapshots(("2027-02-22", {})))[["Week", "Account ID"]]
        typed, issues = typed_history(raw)
        assert typed["Snapshot date"].tolist() == [pd.Timestamp("2027-02-22")]
        assert typed["Gate score"].isna().all()
        assert typed["Red"].tolist() == [0]
        assert issues.empty

    def test_it_leaves_out_rows_without_an_id_or_a_day_and_says_so(self) -> None:
        raw = cells(snapshots(*((day, {}) for day in MONDAYS)))
        raw.loc[2, "Account ID"] = None
        raw.loc[3, ["Snapshot date", "Week"]] = ["soon", "soon"]
        typed, issues = typed_history(raw)
        assert typed.index.tolist() == [4, 5]
        assert issues["Row"].tolist() == [2, 3]
        assert issues["Column"].tolist() == ["Account ID", "Snapshot date"]
        assert set(issues["Code"]) == {"SNAPSHOT_UNREADABLE"}

    def test_it_passes_over_blank_rows(self) -> None:
        raw = cells(snapshots(("2027-02-22", {}), ("2027-03-01", {})))
        raw.loc[2] = None
        raw.loc[3] = ""
        typed, issues = typed_history(raw)
        assert typed.empty
        assert issues.empty

    def test_it_keeps_the_last_snapshot_of_an_account_in_a_week(self) -> None:
        raw = cells(snapshots(("2027-03-03", {"ARR": 2.0}), ("2027-03-01", {"ARR": 1.0})))
        typed, issues = typed_history(raw)
        assert typed["ARR"].tolist() == [2.0]
        assert issues["Code"].tolist() == ["SNAPSHOT_REPEATED"]
        assert issues["Row"].tolist() == [3]

    def test_it_counts_a_cell_that_cant_be_read_as_empty(self) -> None:
        raw = cells(snapshots(("2027-03-01", {})))
        raw.loc[2, ["Gate score", "ARR", "Tier", "Gates", "Red since"]] = [
            85,
            "x",
            "gold",
            "abc",
            "y",
        ]
        typed, issues = typed_history(raw)
        assert typed[["Gate score", "ARR", "Tier", "Gates", "Red since"]].isna().all(axis=None)
        assert set(issues["Code"]) == {"SNAPSHOT_CELL"}
        assert len(issues) == 5

    @pytest.mark.parametrize(
        ("cell", "mark"),
        [
            ("11101", "SEItO"),
            ("SEItO", "SEItO"),
            ("OtIES", "OtIES"),
            ("SE", "SE"),
            ("SEItOX", None),
            ("SEItOs", None),
            ("011111", None),
            ("11211", None),
            ("maybe", None),
        ],
    )
    def test_it_reads_gates_by_name_and_refuses_what_it_cannot_map(
        self, cell: str, mark: str | None
    ) -> None:
        raw = cells(snapshots(("2027-03-01", {})))
        raw.loc[2, "Gates"] = cell
        typed, issues = typed_history(raw)
        assert typed["Gates"].fillna("").tolist() == [mark or ""]
        assert issues["Code"].tolist() == ([] if mark else ["SNAPSHOT_CELL"])

    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            ("- 2026-11-02 - - 2027-01-04", "E2026-11-02 O2027-01-04"),
            ("E2026-11-02 O2027-01-04", "E2026-11-02 O2027-01-04"),
            ("- - - - -", "-"),
            ("-", "-"),
            (None, None),
            ("X2026-11-02", None),
            ("E2026-11-31", None),
            ("E2026-11-02 E2026-11-09", None),
            ("- 2026-11-02", None),
        ],
    )
    def test_it_reads_since_when_gates_have_failed(self, cell: str, text: str | None) -> None:
        raw = cells(snapshots(("2027-03-01", {})))
        raw["Failed since"] = raw["Failed since"].astype(object)
        raw.loc[2, "Failed since"] = cell
        typed, issues = typed_history(raw)
        assert typed["Failed since"].fillna("").tolist() == [text or ""]
        assert issues["Code"].tolist() == ([] if text or cell is None else ["SNAPSHOT_CELL"])

    def test_a_gate_that_a_mark_does_not_speak_of_is_unknown(self) -> None:
        assert gate_passes(pd.Series(["SE", "11101", None, "?!"])).tolist() == [
            ["1", "1", "?", "?", "?"],
            ["1", "1", "1", "0", "1"],
            ["?"] * 5,
            ["?"] * 5,
        ]

    def test_it_reads_gates_that_became_a_number(self) -> None:
        raw = cells(snapshots(("2027-03-01", {})))
        raw.loc[2, "Gates"] = 1101.0
        typed, _ = typed_history(raw)
        assert typed["Gates"].tolist() == ["sEItO"]

    def test_it_keeps_blank_gates_blank(self) -> None:
        raw = cells(snapshots(("2027-03-01", {"Gates": None})))
        typed, issues = typed_history(raw)
        assert typed["Gates"].isna().all()
        assert issues.empty


class TestSnapshot:
    def test_it_keeps_accounts_in_scope_that_have_an_id(self) -> None:
        taken = snapshot(scored({}, WAIVED, BAD, OUT, {"Account ID": None, **BAD}), AS_OF)
        assert taken["Account ID"].tolist() == ["A-1", "A-2", "A-3"]
        assert list(taken) == HISTORY.headers
        assert set(taken["Week"]) == {"2027-W09"}

    def test_what_was_not_measured_is_neither_failed_nor_red(self) -> None:
        blind = UNCOVERED | {"Measured": False, "Gate 3 filled": False}
        taken = snapshot(scored(blind, blind | {"Gates": "10010"}), AS_OF)
        assert taken["Gates"].tolist() == ["SE?To", "Se?To"]
        assert taken["Red"].tolist() == [0, 0]
        read, problems = typed_history(to_cells(taken, HISTORY))
        assert read["Gates"].tolist() == taken["Gates"].tolist()
        assert problems.empty

    def test_it_writes_gates_as_letters(self) -> None:
        taken = snapshot(scored({"Gates": "10110"}, {"Gates": "00000"}), AS_OF)
        assert taken["Gates"].tolist() == ["SeITo", "seito"]

    def test_it_replaces_the_week(self) -> None:
        history = snapshots(("2027-02-22", {}), ("2027-03-02", {}), ("2027-03-08", {}))
        taken = snapshot(scored({}, {}), dt.date(2027, 3, 4))
        new, unchanged = with_snapshot(history, taken)
        assert new["Snapshot date"].dt.strftime("%m-%d").tolist() == [
            "02-22",
            "03-04",
            "03-04",
            "03-08",
        ]
        assert unchanged == 1
        assert new.dtypes.equals(history.dtypes)

    def test_it_puts_snapshots_in_order_of_date(self) -> None:
        history = snapshots(("2027-02-08", {}), ("2027-02-22", {}), ("2027-02-15", {}))
        new, unchanged = with_snapshot(history, snapshot(scored({}), AS_OF))
        assert new["Snapshot date"].is_monotonic_increasing
        assert unchanged == 1

    def test_it_starts_a_history(self) -> None:
        taken = snapshot(scored({}), AS_OF)
        new, unchanged = with_snapshot(typed_history(pd.DataFrame())[0], taken)
        pd.testing.assert_frame_equal(new, taken)
        assert unchanged == 0

    def test_it_keeps_the_rest_when_there_is_nobody_to_note(self) -> None:
        history = snapshots(("2027-02-22", {}))
        new, unchanged = with_snapshot(history, snapshot(scored(), AS_OF))
        assert unchanged == len(new) == 1

    @settings(max_examples=20)
    @given(st.lists(st.dates(dt.date(2027, 1, 1), dt.date(2027, 6, 30)), max_size=4))
    def test_taking_it_twice_changes_nothing(self, taken_on: list[dt.date]) -> None:
        history, found = typed_history(pd.DataFrame())[0], scored({}, UNCOVERED)
        for day in [*taken_on, AS_OF]:
            history, _ = with_snapshot(history, snapshot(found, day))
        again, unchanged = with_snapshot(history, snapshot(found, AS_OF))
        pd.testing.assert_frame_equal(again, history)
        assert unchanged == (history["Snapshot date"] < pd.Timestamp(AS_OF)).sum()


class TestRunStarts:
    def test_what_a_snapshot_notes_counts_within_its_own_week_only(self) -> None:
        noted = {"Gates": "11010", "Failed since": "I2027-02-22 O2026-12-01", "Red": 1}
        history = snapshots(("2027-02-24", noted | {"Red since": pd.Timestamp("2027-02-23")}))
        found = days(run_starts(history, AS_OF))
        assert found == ["", "", "2027-02-22", "", "2027-02-24", "2027-02-23"]

    @pytest.mark.parametrize(
        ("noted", "start"),
        [
            ("S2027-02-08", "2027-02-08"),
            ("S2027-02-07", "2027-02-10"),
            ("S2027-02-11", "2027-02-10"),
            ("S2026-11-02", "2027-02-10"),
            ("", "2027-02-10"),
        ],
    )
    def test_a_run_starts_in_the_week_of_its_first_snapshot(self, noted: str, start: str) -> None:
        first = {"Gates": "01111", "Failed since": noted}
        later = {"Gates": "01111", "Failed since": "S2026-11-02"}
        history = snapshots(("2027-02-10", first), ("2027-02-22", later))
        assert days(run_starts(history, AS_OF))[0] == start

    @pytest.mark.parametrize(
        ("between", "start"), [("11111", "2027-02-22"), ("01111", "2027-02-08")]
    )
    def test_a_week_filled_in_later_is_heeded(self, between: str, start: str) -> None:
        as_it_was = {"Gates": "01111", "Failed since": "S2027-02-08", "Red": 1}
        red = as_it_was | {"Red since": pd.Timestamp("2027-02-08")}
        filled = {"Gates": between, "Red": int(between[0] == "0")}
        history = snapshots(("2027-02-08", red), ("2027-02-22", red), ("2027-02-15", filled))
        found = days(run_starts(history, AS_OF))
        assert (found[0], found[-1]) == (start, start)

    def test_waived_weeks_neither_count_nor_break_a_run(self) -> None:
        failing: dict[str, object] = {"Gates": "01111", "Red": 1}
        waived: dict[str, object] = {"Gates": "11111", "Status": "Waived"}
        mondays_of = [
            f"{day:%Y-%m-%d}" for day in pd.date_range("2027-01-11", periods=7, freq="7D")
        ]
        rows: list[dict[str, object]] = [waived, failing, waived, failing, waived, waived, failing]
        found = run_starts(snapshots(*zip(mondays_of, rows, strict=True)), AS_OF)
        assert (days(found)[0], days(found)[-1]) == ("2027-01-18", "2027-01-18")
        assert found["Weeks waived"].tolist() == [3]

    def test_a_week_in_which_nothing_was_measured_starts_and_breaks_no_run(self) -> None:
        red = {"Red": 1, "Gates": "SEItO", "Status": "Uncovered"}
        blind = {"Gates": "?????", "Status": "Uncovered"}
        history = snapshots(
            ("2027-02-01", blind),
            ("2027-02-08", red),
            ("2027-02-15", blind),
            ("2027-02-22", red),
        )
        found = run_starts(history, AS_OF).iloc[0]
        assert found[["Gate 4", "Red"]].tolist() == [pd.Timestamp("2027-02-08")] * 2
        assert pd.isna(found["Gate 1"])

    def test_a_run_does_not_begin_in_a_waived_week(self) -> None:
        waived = {"Gates": "01111", "Status": "Waived", "Failed since": "S2027-02-15"}
        history = snapshots(("2027-02-15", waived), ("2027-02-22", {"Gates": "01111"}))
        assert days(run_starts(history, AS_OF))[0] == "2027-02-22"

    def test_a_waiver_of_this_week_is_about_to_be_replaced(self) -> None:
        red = {"Gates": "01111", "Red": 1}
        history = snapshots(("2027-02-22", red), ("2027-03-01", {"Status": "Waived"}))
        found = run_starts(history, dt.date(2027, 3, 3))
        assert days(found)[-1] == "2027-02-22"
        assert found["Weeks waived"].tolist() == [0]

    def test_an_account_that_was_only_ever_waived_has_no_run(self) -> None:
        history = snapshots(("2027-02-22", {"Gates": "01111", "Status": "Waived"}))
        assert run_starts(history, AS_OF).empty

    def test_it_tells_runs_from_older_snapshots_that_noted_nothing(self) -> None:
        rows: list[dict[str, object]] = [
            {"Gates": "11111"},
            {"Gates": "11011", "Red": 1},
            {"Gates": "11010", "Red": 1},
        ]
        found = run_starts(snapshots(*zip(MONDAYS, rows, strict=False)), AS_OF)
        assert days(found) == ["", "", "2027-02-15", "", "2027-02-22", "2027-02-15"]

    def test_a_pass_breaks_the_run(self) -> None:
        rows = [{"Gates": "01111"}, {"Gates": "11111"}, {"Gates": "01111"}]
        history = snapshots(*zip(MONDAYS, rows, strict=False))
        assert days(run_starts(history, AS_OF))[0] == "2027-02-22"

    def test_a_skipped_week_does_not(self) -> None:
        history = snapshots(("2027-01-04", {"Gates": "01111"}), ("2027-02-22", {"Gates": "01111"}))
        assert days(run_starts(history, AS_OF))[0] == "2027-01-04"

    def test_it_reads_past_spoilt_notes(self) -> None:
        rows = [
            {"Gates": "01111", "Failed since": text} for text in ("a b c d e", "2027-01-01", "")
        ]
        history = snapshots(*zip(MONDAYS, rows, strict=False))
        assert days(run_starts(history, AS_OF))[0] == "2027-02-08"

    def test_it_looks_at_nothing_later_than_the_day(self) -> None:
        history = snapshots(("2027-02-22", {"Gates": "01111"}), ("2027-03-08", {"Gates": "10111"}))
        assert days(run_starts(history, AS_OF))[:2] == ["2027-02-22", ""]

    def test_this_weeks_snapshot_can_start_a_run(self) -> None:
        history = snapshots(("2027-02-22", {}), ("2027-03-01", {"Gates": "01111"}))
        assert days(run_starts(history, dt.date(2027, 3, 3)))[0] == "2027-03-01"

    def test_this_weeks_snapshot_cant_end_one_since_it_is_replaced(self) -> None:
        history = snapshots(("2027-02-22", {"Gates": "01111"}), ("2027-03-01", {}))
        assert days(run_starts(history, dt.date(2027, 3, 3)))[0] == "2027-02-22"

    def test_it_keeps_accounts_apart(self) -> None:
        history = snapshots(
            ("2027-02-15", {"Gates": "01111"}),
            ("2027-02-15", {"Account ID": "A-2", "Gates": None}),
            ("2027-02-22", {"Account ID": "A-2", "Gates": "01111"}),
            ("2027-02-22", {}),
        )
        found = run_starts(history, AS_OF)
        assert days(found)[0] == ""
        assert days(found, "A-2")[0] == "2027-02-22"
        assert found.index.name == "Account ID"

    def test_it_finds_nothing_in_an_empty_history(self) -> None:
        found = run_starts(snapshots(), AS_OF)
        assert found.empty
        assert (found.drop(columns="Weeks waived").dtypes == "datetime64[s]").all()

    @given(st.lists(st.sampled_from(["0", "1"]), min_size=1, max_size=12))
    def test_it_agrees_with_counting_back(self, results: list[str]) -> None:
        start = dt.date(2026, 9, 7)
        dates = [start + dt.timedelta(weeks=week) for week in range(len(results))]
        rows = [
            (str(day), {"Gates": f"{one}1111"}) for day, one in zip(dates, results, strict=True)
        ]
        back = list(zip(dates, results, strict=True))[::-1]
        failed = [str(day) for day, one in takewhile(lambda pair: pair[1] == "0", back)]
        expected = failed[-1] if failed else ""
        assert days(run_starts(snapshots(*rows), AS_OF))[0] == expected


class TestPairSince:
    @staticmethod
    def accounts(**values: object) -> pd.DataFrame:
        row: dict[str, object] = {"Account ID": "A-1", "Customer sponsor": "Anna Berg"}
        row |= {"Internal executive": "Maria Holm"}
        row |= {"Sponsor since": None, "Executive since": None, "Outgoing executive": None} | values
        since = {"Sponsor since": "datetime64[s]", "Executive since": "datetime64[s]"}
        frame = pd.DataFrame([row])
        return frame.astype(dict.fromkeys(frame, "str") | since)

    @pytest.mark.parametrize(
        ("names", "since"),
        [
            (["Carl Ek", "Anna Berg", "Anna Berg"], "2027-02-09"),
            (["Carl Ek", "Carl Ek", "Carl Ek"], "2027-02-23"),
            (["Anna Berg", "Carl Ek", None], "2027-02-16"),
            (["anna  BERG", "Anna Berg", None], ""),
            ([None, None, "Anna Berg"], ""),
            ([None, "Carl Ek", None], "2027-02-16"),
        ],
    )
    def test_it_dates_a_new_sponsor_from_the_last_snapshot_of_another(
        self, names: list[str | None], since: str
    ) -> None:
        rows = [{"Customer sponsor": name} for name in names]
        history = snapshots(*zip(MONDAYS, rows, strict=False))
        filled = pair_since(history, self.accounts(), AS_OF)
        found = filled["Sponsor since"][0]
        assert ("" if pd.isna(found) else str(found.date())) == since
        assert filled["Executive since"].isna().all()

    def test_it_dates_a_new_executive(self) -> None:
        history = snapshots(("2027-02-15", {"Internal executive": "Ola Lund"}), ("2027-02-22", {}))
        filled = pair_since(history, self.accounts(), AS_OF)
        assert filled["Executive since"][0] == pd.Timestamp("2027-02-16")

    def test_the_users_date_wins(self) -> None:
        history = snapshots(("2027-02-15", {"Customer sponsor": "Carl Ek"}))
        own = pd.Timestamp("2026-01-01")
        filled = pair_since(history, self.accounts(**{"Sponsor since": own}), AS_OF)
        assert filled["Sponsor since"][0] == own

    @pytest.mark.parametrize(
        ("names", "given", "since"),
        [
            # An import wrote the day after the snapshot before Carl's for Carl.
            (["Dan Ox", "Carl Ek", "Carl Ek"], "2027-02-09", "2027-02-23"),
            ([None, "Carl Ek", "Carl Ek"], "2027-02-09", "2027-02-23"),
            # Without a snapshot before, it wrote the day of the import, in the week of the first.
            (["Carl Ek", "Carl Ek", "Carl Ek"], "2027-02-08", "2027-02-23"),
            # Any other date is the user's.
            (["Dan Ox", "Carl Ek", "Carl Ek"], "2027-02-10", "2027-02-10"),
            (["Carl Ek", "Carl Ek", "Carl Ek"], "2027-02-07", "2027-02-07"),
            (["Carl Ek", "Carl Ek", "Anna Berg"], "2027-02-23", "2027-02-23"),
        ],
    )
    def test_a_date_that_an_import_wrote_for_another_is_none(
        self, names: list[str | None], given: str, since: str
    ) -> None:
        rows = [{"Customer sponsor": name} for name in names]
        history = snapshots(*zip(MONDAYS, rows, strict=False))
        accounts = self.accounts(**{"Sponsor since": pd.Timestamp(given)})
        found = pair_since(history, accounts, AS_OF)["Sponsor since"][0]
        assert str(found.date()) == since

    def test_it_tells_whom_an_empty_cell_held_and_since_when_another_may_stand(self) -> None:
        rows = [{"Customer sponsor": name} for name in ("Dan Ox", "Carl Ek", None)]
        history = snapshots(*zip(MONDAYS, rows, strict=False))
        found = pair_since(history, self.accounts(**{"Customer sponsor": None}), AS_OF).iloc[0]
        assert found["Sponsor before"] == "Carl Ek"
        assert found["Sponsor back since"] == pd.Timestamp("2027-02-09")
        assert found["New sponsor since"] == pd.Timestamp("2027-02-16")
        filled = pair_since(history, self.accounts(), AS_OF).iloc[0]
        assert pd.isna(filled["Sponsor back since"])
        assert pd.isna(filled["New sponsor since"])

    def test_nobody_has_no_since(self) -> None:
        history = snapshots(("2027-02-15", {}))
        filled = pair_since(history, self.accounts(**{"Customer sponsor": None}), AS_OF)
        assert filled["Sponsor since"].isna().all()

    def test_it_does_not_look_at_this_weeks_snapshot(self) -> None:
        history = snapshots(("2027-02-22", {}), ("2027-03-01", {"Customer sponsor": "Carl Ek"}))
        filled = pair_since(history, self.accounts(), dt.date(2027, 3, 3))
        assert filled["Sponsor since"].isna().all()

    @pytest.mark.parametrize(
        ("executives", "kept"),
        [
            (["Ola Lund", "Maria Holm", "Maria Holm"], True),
            (["Lund, Ola", "HOLM, Maria", None], True),
            ([None, "Ola Lund", "Ola Lund"], True),
            (["Ola Lund", "Jon Falk", "Jon Falk"], False),
            (["Jon Falk", "Maria Holm", "Maria Holm"], False),
            (["Maria Holm", "Maria Holm", "Maria Holm"], True),
            ([None, None, None], True),
        ],
    )
    def test_a_handover_is_from_the_executive_before(
        self, executives: list[str | None], *, kept: bool
    ) -> None:
        rows = [{"Internal executive": name} for name in executives]
        past = snapshots(*zip(MONDAYS, rows, strict=False))
        accounts = self.accounts(
            **{"Outgoing executive": "Ola Lund", "Executive since": pd.Timestamp("2027-02-20")}
        )
        assert pair_since(past, accounts, AS_OF)["Outgoing executive"].notna().item() == kept
        told = handover_issues(past, accounts, Policy.load().on(AS_OF), AS_OF)
        assert told["Code"].tolist() == ([] if kept else ["HANDOVER_OF_ANOTHER"])
        later = AS_OF + dt.timedelta(days=90)
        assert handover_issues(past, accounts, Policy.load().on(later), later).empty

    def test_the_snapshot_of_this_week_tells_no_executive_before(self) -> None:
        rows = [{"Internal executive": name} for name in ("Ola Lund", "Jon Falk")]
        past = snapshots(*zip(MONDAYS[2:], rows, strict=True))
        found = pair_since(past, self.accounts(**{"Outgoing executive": "Ola Lund"}), AS_OF)
        assert found["Outgoing executive"].tolist() == ["Ola Lund"]

    def test_it_leaves_the_frame_that_it_was_given_alone(self) -> None:
        accounts = self.accounts()
        pair_since(snapshots(("2027-02-15", {"Customer sponsor": "Carl Ek"})), accounts, AS_OF)
        assert accounts["Sponsor since"].isna().all()


def test_it_takes_ten_thousand_accounts_for_a_year() -> None:
    accounts, weeks = 10_000, 52
    one = snapshots(("2027-02-22", {"Gates": "11010", "Red": 1}))
    history = one.iloc[np.zeros(accounts * weeks, dtype=int)].reset_index(drop=True)
    back = pd.to_timedelta(7 * np.repeat(np.arange(weeks), accounts), unit="D")
    history["Snapshot date"] = history["Snapshot date"] - back.astype("timedelta64[s]")
    numbers = pd.Series(np.tile(np.arange(accounts), weeks))
    history["Account ID"] = "A-" + numbers.astype("str")
    found = run_starts(history, AS_OF)
    assert len(found) == accounts
    assert (found["Red"] == pd.Timestamp("2026-03-02")).all()


def test_somebody_new_may_stand_since_the_day_after_the_last_earlier_week() -> None:
    days = pd.to_datetime(["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-16"])
    people = ["Ann", "Bea", "Cy", "Dee"]
    past = pd.DataFrame(
        {
            "Account ID": ["A", "A", "A", "B"],
            "Snapshot date": days,
            "Customer sponsor": people,
            "Internal executive": [None, "Ed", "Flo", "Gus"],
        }
    )
    # The snapshot of the week itself is about to be replaced.
    found = last_people(past.iloc[::-1], dt.date(2026, 11, 18)).reset_index()
    assert found.to_numpy().tolist() == [["A", "Bea", "Ed", pd.Timestamp("2026-11-10")]]


def test_snapshots_add_their_own_issues_to_those_of_the_tables() -> None:
    row = {"Account ID": "A-1", "Tier": 1, "Internal executive": "Maria Holm", "CSM": "Bo Dahl"}
    row |= {"Executive since": "2027-02-20", "Outgoing executive": "Ola Lund"}
    found = checked(pd.DataFrame([row], dtype=object), None, Policy.load(), AS_OF)
    past = snapshots(("2027-02-15", {"Internal executive": "Jon Falk"}))
    assert found.issues_beside(None) is found.issues
    added = {*found.issues_beside(past)["Code"]} - {*found.issues["Code"]}
    assert added == {"HANDOVER_OF_ANOTHER"}
