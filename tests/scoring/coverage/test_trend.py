"""Coverage by week, and how long gaps took to close."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest

from scoring.coverage.tables import TREND
from scoring.coverage.trend import rate, trend, weekly_rates, weeks_to_close
from scoring.policy import Policy
from scoring.wording import percent
from tests.scoring.coverage.sample import AS_OF, snapshots, weeks

POLICY = Policy.load()
RED = {"Status": "Uncovered", "Red": 1}


def test_a_rate_is_exact_and_empty_without_accounts() -> None:
    found = rate(pd.Series([1, 2, 0]), pd.Series([16, 3, 0]))
    assert found.astype(object).where(found.notna(), None).tolist() == [625, 20_000 / 3, None]


@pytest.mark.parametrize("whole", [1, 3, 7, 32, 117, 160, 200, 1024])
def test_it_is_rounded_once_where_it_is_shown(whole: int) -> None:
    """E8: 31 of 117 is 26%, not the 27% of 26.50%."""
    parts = range(whole + 1)
    exact = [int((Decimal(100) * part / whole).quantize(0, ROUND_HALF_UP)) for part in parts]
    rates = rate(pd.Series(parts), pd.Series([whole] * (whole + 1)))
    assert [percent(each) for each in rates] == exact


class TestWeeklyRates:
    def test_waived_accounts_leave_the_rate(self) -> None:
        day = "2027-03-01"
        statuses = ["Covered", "Slipping", "Amber", "Uncovered", "Data issue", "Waived"]
        history = snapshots(*((day, {"Status": status}) for status in statuses))
        found = weekly_rates(history, POLICY)
        assert found[["Accounts", "Covered", "Coverage rate"]].to_numpy().tolist() == [[5, 2, 4000]]

    def test_they_stay_in_it_where_the_policy_says_so(self) -> None:
        history = snapshots(("2027-03-01", {}), ("2027-03-01", {"Status": "Waived"}))
        found = weekly_rates(history, Policy.load({"waiver.in_denominator": True}))
        assert found["Coverage rate"].tolist() == [5000]

    @pytest.mark.parametrize(("basis", "expected"), [("gate", 10000), ("current", 0)])
    def test_scores_stand_in_where_the_status_was_deleted(self, basis: str, expected: int) -> None:
        row = {"Status": None, "Gate score": 8500, "Current score": 8499}
        found = weekly_rates(snapshots(("2027-03-01", row)), Policy.load({"coverage.basis": basis}))
        assert found["Coverage rate"].tolist() == [expected]

    def test_it_groups_by_columns_of_history(self) -> None:
        history = snapshots(("2027-03-01", {"Tier": 2}), ("2027-03-01", {}), ("2027-02-22", RED))
        found = weekly_rates(history, POLICY, ["Tier"])
        assert found[["Tier", "Covered"]].to_numpy().tolist() == [[1, 0], [1, 1], [2, 1]]


class TestWeeksToClose:
    def test_it_counts_from_the_first_red_snapshot_to_the_first_that_is_not(self) -> None:
        history = snapshots(
            ("2027-02-01", {}), ("2027-02-08", RED), ("2027-02-22", RED), ("2027-03-01", {})
        )
        found = weeks_to_close(history)
        assert found["Weeks"].tolist() == [3.0]
        assert found["Closed"].tolist() == [pd.Timestamp("2027-03-01")]
        assert found["Week"].tolist() == ["2027-W09"]

    @pytest.mark.parametrize(
        ("noted", "closed_in"), [("2027-02-15", 2.0), ("2027-02-08", 12 / 7), (None, 12 / 7)]
    )
    def test_a_noted_first_red_day_counts_within_its_own_week(
        self, noted: str | None, closed_in: float
    ) -> None:
        first = RED | {"Red since": None if noted is None else pd.Timestamp(noted)}
        late = RED | {"Red since": pd.Timestamp("2027-01-04")}
        history = snapshots(("2027-02-17", first), ("2027-02-22", late), ("2027-03-01", {}))
        assert weeks_to_close(history)["Weeks"].tolist() == [closed_in]

    def test_a_waiver_closes_no_gap(self) -> None:
        history = snapshots(("2027-02-22", RED), ("2027-03-01", {"Status": "Waived"}))
        assert weeks_to_close(history).empty

    def test_waived_weeks_are_none_of_those_that_a_gap_took(self) -> None:
        waived = {"Status": "Waived"}
        history = snapshots(
            ("2027-01-25", waived),
            ("2027-02-01", RED),
            ("2027-02-08", waived),
            ("2027-02-15", RED),
            ("2027-02-22", waived),
            ("2027-03-01", {}),
        )
        found = weeks_to_close(history)
        assert found["Red since"].tolist() == [pd.Timestamp("2027-02-01")]
        assert found["Weeks"].tolist() == [2.0]

    def test_a_week_in_which_nothing_was_measured_closes_no_gap(self) -> None:
        blind = ("2027-02-15", {"Gates": "?????", "Status": "Uncovered"})
        found = weeks_to_close(
            snapshots(("2027-02-08", RED), blind, ("2027-02-22", RED), ("2027-03-01", {}))
        )
        assert found[["Week", "Weeks"]].to_numpy().tolist() == [["2027-W09", 3.0]]

    def test_it_keeps_accounts_apart(self) -> None:
        history = snapshots(("2027-02-22", RED), ("2027-03-01", {"Account ID": "A-2"}))
        assert weeks_to_close(history).empty

    def test_it_finds_none_in_an_empty_history(self) -> None:
        assert weeks_to_close(snapshots()).empty


class TestTrend:
    def test_it_shows_the_latest_weeks_with_the_target_of_their_day(self) -> None:
        history = weeks([1, 2, 3], of=4, end="2027-01-04")
        found = trend(history, Policy.load({"trend.weeks": 2}), AS_OF)
        assert list(found) == TREND.headers
        assert found["Week"].tolist() == ["2026-W53", "2027-W01"]
        assert found["Tier 1 rate"].tolist() == [5000, 7500]
        targets = found["Tier 1 target"]
        assert targets.isna().tolist() == [True, False]
        assert targets[1] == 8000
        assert found["Tier 2 rate"].isna().all()

    def test_it_counts_red_accounts_and_closed_gaps_beside_the_benchmarks(self) -> None:
        found = trend(weeks([1, 1, 3], of=4), POLICY, AS_OF)
        assert found["Red"].tolist() == [3, 3, 1]
        assert found["Gaps closed"].tolist() == [0, 0, 2]
        assert found["Weeks to close"].fillna(-1).tolist() == [-1, -1, 2.0]
        assert found["Weekly review (unverified)"].tolist() == [3.4] * 3
        assert found["Monthly review (unverified)"].tolist() == [9.1] * 3

    def test_it_is_empty_without_snapshots(self) -> None:
        found = trend(snapshots(), POLICY, AS_OF)
        assert list(found) == TREND.headers
        assert found.empty

    def test_a_past_day_shows_no_later_weeks(self) -> None:
        """E14: what came later is not known on that day."""
        history = weeks([1, 2, 3, 4], of=4)
        found = trend(history, POLICY, dt.date(2027, 2, 17))
        assert found["Week"].tolist() == ["2027-W06", "2027-W07"]
        assert found["Gaps closed"].tolist() == [0, 1]

    def test_a_week_in_which_nothing_was_measured_has_neither_rate_nor_red_accounts(self) -> None:
        blind = {"Gates": "?????", "Status": "Uncovered"}
        history = snapshots(("2027-02-22", blind), ("2027-03-01", {}))
        found = trend(history, POLICY, AS_OF)
        assert found["Tier 1 rate"].fillna(-1).tolist() == [-1, 10000]
        assert found["Red"].fillna(-1).tolist() == [-1, 0]
