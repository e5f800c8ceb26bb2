"""What looks too good or too hollow."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest

from scoring.coverage.audit import audit
from scoring.coverage.tables import AUDIT
from scoring.policy import Policy
from tests.scoring.coverage.sample import (
    AS_OF,
    BAD,
    OUT,
    UNCOVERED,
    WAIVED,
    scored,
    snapshots,
    weeks,
)

POLICY = Policy.load()


def findings(history: pd.DataFrame, *rows: dict[str, object], **settings: object) -> pd.DataFrame:
    policy = Policy.load({key.replace("__", "."): value for key, value in settings.items()})
    return audit(scored(*rows), history, policy, AS_OF)


def accounts(covered: int, of: int) -> list[dict[str, object]]:
    return [{} if n < covered else UNCOVERED for n in range(of)]


def rising(*covered: int, of: int = 25, **settings: object) -> pd.DataFrame:
    """Pace findings of a tier that covered so many accounts, week by week, up to now."""
    found = findings(weeks(list(covered), of=of), *accounts(covered[-1], of), **settings)
    return found[found["Detector"] == "Pace"]


class TestPace:
    def test_sixty_to_seventy_two_in_six_weeks_is_audited(self) -> None:
        """Golden: section 8."""
        found = rising(15, 15, 16, 16, 17, 17, 18)
        assert list(found) == AUDIT.own_headers
        assert found["View"].tolist() == ["Tier", "CS director"]
        assert found["Name"].tolist() == ["Tier 1", "Ines Rocha, Tier 1"]
        assert found["Finding"][0] == (
            "Tier 1 rose from 60% (15 of 25) to 72% (18 of 25) in 5 weeks; "
            "more than 10 points in less than 8 weeks is audited."
        )
        assert found["To"].tolist() == [pd.Timestamp(AS_OF)] * 2

    def test_from_is_the_latest_day_of_the_lowest_rate(self) -> None:
        found = rising(15, 14, 14, 15, 18)
        assert found["From"][0] == pd.Timestamp(AS_OF) - pd.Timedelta(weeks=2)

    @pytest.mark.parametrize(
        ("covered", "flagged"),
        [
            ((24, 28), False),
            ((24, 29), True),
            ((24, *[28] * 7, 29), False),
            ((24, *[28] * 6, 29), True),
            ((29, 24), False),
        ],
    )
    def test_more_than_ten_points_in_less_than_eight_weeks(
        self, covered: tuple[int, ...], *, flagged: bool
    ) -> None:
        assert bool(len(rising(*covered, of=40))) == flagged

    def test_ten_points_are_not_more_than_ten_whatever_their_fractions(self) -> None:
        assert rising(2, 5, of=30).empty
        assert not rising(2, 6, of=30).empty

    @pytest.mark.parametrize(("weeks_taken", "flagged"), [(19, True), (20, False)])
    def test_sixty_to_ninety_two_in_less_than_twenty_weeks(
        self, weeks_taken: int, *, flagged: bool
    ) -> None:
        steps = [15 + math.ceil(8 * week / weeks_taken) for week in range(weeks_taken + 1)]
        found = rising(*steps, gaming__points=0.99)
        assert bool(len(found)) == flagged
        if flagged:
            assert "from 60% to 92% in less than 20 weeks is audited" in found["Finding"][0]

    def test_a_rise_by_a_single_account_is_left_out(self) -> None:
        assert rising(3, 4, of=5).empty
        assert len(rising(3, 4, of=5, gaming__min_moved=1)) == 2
        assert not rising(3, 5, of=5).empty

    def test_a_first_snapshot_is_no_rise(self) -> None:
        assert findings(snapshots(), *accounts(25, 25)).empty

    def test_what_came_later_is_not_looked_at(self) -> None:
        history = weeks([15, 25], of=25, end="2027-03-08")
        assert findings(history, *accounts(15, 25)).empty

    def test_a_rate_is_rounded_as_on_every_sheet(self) -> None:
        assert "from 38% (6 of 16) to 50% (8 of 16)" in rising(6, 8, of=16)["Finding"][0]


class TestGatesAtOnce:
    @staticmethod
    def turned(before: str, after: str, **values: object) -> pd.DataFrame:
        history = snapshots(("2027-02-22", {"Gates": before}))
        found = findings(history, {"Gates": after} | values)
        return found[found["Detector"] == "Gates at once"]

    def test_three_gates_between_two_snapshots_are_audited(self) -> None:
        found = self.turned("10001", "11111")
        assert found["Account ID"].tolist() == ["A-1"]
        assert found["Name"].tolist() == ["Acme"]
        assert found["From"].tolist() == [pd.Timestamp("2027-02-22")]
        assert found["Finding"].item() == (
            "3 gates turned from failed to passed between two snapshots: executive, intro, touch; "
            "check their evidence."
        )

    def test_two_are_not(self) -> None:
        assert self.turned("11001", "11111").empty

    def test_what_comes_back_with_a_new_sponsor_is_not_counted(self) -> None:
        new = {"Customer sponsor": "Carl Ek"}
        assert self.turned("00000", "11001", **new).empty
        assert self.turned("00000", "11101", **new).empty
        assert self.turned("00000", "11110", **new)["Finding"].str.startswith("3 gates").all()
        assert len(self.turned("00000", "11001")) == 1

    def test_they_may_have_turned_weeks_ago(self) -> None:
        rows = [("2027-01-11", {"Gates": "10001"}), ("2027-01-18", {})]
        assert len(findings(snapshots(*rows), {})) == 1
        rows = [("2026-12-28", {"Gates": "10001"}), ("2027-01-04", {})]
        assert findings(snapshots(*rows), {}).empty

    @pytest.mark.parametrize("kind", [WAIVED, WAIVED | {"Counted": True}, BAD, OUT])
    def test_who_can_not_be_scored_is_left_out(self, kind: dict[str, object]) -> None:
        """E7."""
        assert self.turned("10001", "11111", **kind).empty

    def test_so_is_who_is_no_longer_there(self) -> None:
        rows = [("2027-02-15", {"Gates": "10001"}), ("2027-02-22", {})]
        assert findings(snapshots(*rows), {"Account ID": "A-2"}).empty

    def test_a_gate_that_was_not_measured_did_not_turn(self) -> None:
        assert self.turned("S???O", "11111").empty

    def test_two_accounts_are_not_mixed_up(self) -> None:
        history = snapshots(("2027-02-22", {"Account ID": "A-2", "Gates": "00000"}))
        assert findings(history, {}).empty


class TestHollow:
    def test_a_sponsor_in_name_only_is_named(self) -> None:
        found = findings(snapshots(), UNCOVERED | {"Gates": "10000"}, {})
        assert found[["Detector", "Account ID"]].to_numpy().tolist() == [["Named only", "A-1"]]
        assert found["From"].isna().all()

    def test_so_is_one_whose_title_is_too_low(self) -> None:
        """With strict evidence gate 1 fails as well, and the sponsor is named all the same."""
        found = findings(snapshots(), UNCOVERED | {"Gates": "00000"}, {})
        assert found["Detector"].tolist() == ["Named only"]
        nobody = findings(snapshots(), UNCOVERED | {"Gates": "00000", "Named": False}, {})
        assert nobody.empty

    def test_mapped_and_left_tells_the_silence(self) -> None:
        silent = UNCOVERED | {"Gates": "11101", "Days since touch": 104}
        never = UNCOVERED | {"Gates": "11100", "Days since touch": None, "Last touch date": None}
        found = findings(snapshots(), silent, never)
        assert set(found["Detector"]) == {"Mapped and left"}
        start = "Sponsor, executive and intro are in place, and the two have not spoken "
        assert found["Finding"].tolist() == [start + "for 104 days.", start + "yet."]
        assert found["From"].isna().tolist() == [False, True]

    @pytest.mark.parametrize(
        "kind", [WAIVED, WAIVED | {"Counted": True}, BAD, {"Single buyer": True}]
    )
    def test_only_accounts_with_five_gates_that_count_are_looked_at(
        self, kind: dict[str, object]
    ) -> None:
        assert findings(snapshots(), UNCOVERED | {"Gates": "10000"} | kind).empty

    def test_an_empty_column_makes_nobody_hollow(self) -> None:
        blind = UNCOVERED | {"Measured": False, "Gate 4 filled": False}
        named = findings(snapshots(), blind | {"Gates": "10000"})
        left = findings(snapshots(), blind | {"Gates": "11100", "Days since touch": None})
        assert named.empty
        assert left.empty


def test_nothing_to_find_keeps_the_columns() -> None:
    found = audit(scored(), snapshots(), POLICY, dt.date(2027, 3, 1))
    assert list(found) == AUDIT.own_headers
    assert found.empty
