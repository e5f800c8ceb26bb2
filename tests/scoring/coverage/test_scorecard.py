"""Rates by tier, director, region and segment, and what the cadence can hold."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd
import pytest

from scoring.coverage.cadence import reachable_shares, touch_cadence
from scoring.coverage.scorecard import repeated_views, scorecard, without_repeats
from scoring.coverage.tables import SCORECARD
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


def logged(*ago: int) -> dict[str, object]:
    """An account with touches that count so many days before the as-of date, the last first."""
    days = [pd.Timestamp(AS_OF) - pd.Timedelta(days=day) for day in ago]
    return {
        "Logged": True,
        "Touch days": len(ago),
        "First touch date": days[-1] if days else None,
        "Last touch date": days[0] if days else None,
    }


def every(days: int) -> dict[str, object]:
    return logged(*range(0, 365, days))


def row(card: pd.DataFrame, view: str, name: str, tier: int | None = None) -> pd.Series:
    found = card[(card["View"] == view) & (card["Name"] == name)]
    found = found[found["Tier"].isna() if tier is None else found["Tier"] == tier]
    assert len(found) == 1
    return found.iloc[0]


class TestScorecard:
    def test_it_has_a_row_for_all_each_tier_and_each_group(self) -> None:
        frame = scored({}, {"Tier": 2, "Region": None, "CS director": "Bo Dahl"})
        card = scorecard(frame, POLICY, AS_OF)
        assert list(card) == SCORECARD.own_headers
        assert card[["View", "Name", "Tier"]].fillna(0).to_numpy().tolist() == [
            ["All", "All scored accounts", 0],
            ["Tier", "Tier 1", 1],
            ["Tier", "Tier 2", 2],
            ["CS director", "Bo Dahl", 2],
            ["CS director", "Ines Rocha", 1],
            ["Region", "(none)", 2],
            ["Region", "EMEA", 1],
            ["Segment", "Enterprise", 1],
            ["Segment", "Enterprise", 2],
        ]

    def test_it_stands_without_an_account_in_scope(self) -> None:
        card = scorecard(scored(OUT | {"Tier": 3}, BAD | {"Tier": 4}), POLICY, AS_OF)
        assert set(card["View"]) == {"All", "Tier"}

    def test_it_ranks_no_csm_unless_switched_on(self) -> None:
        assert "CSM" not in set(scorecard(scored({}), POLICY, AS_OF)["View"])
        card = scorecard(scored({}), Policy.load({"views.csm_coverage": True}), AS_OF)
        assert row(card, "CSM", "Noor Haddad", 1)["Coverage rate"] == 10000

    def test_it_counts_each_kind_of_account_once(self) -> None:
        amber = {"Status": "Amber", "Covered": False, "Gate score": 7500}
        new = OUT | {"New": True}
        red_issue = BAD | {"Red": 1}
        frame = scored({}, {}, UNCOVERED, amber, WAIVED, new, OUT | {"Tier": 4}, red_issue)
        tier = row(scorecard(frame, POLICY, AS_OF), "Tier", "Tier 1", 1)
        counts = ["Accounts", "Covered", "Red", "Amber", "Waived", "New", "Data issues"]
        assert tier[counts].tolist() == [5, 2, 2, 1, 1, 1, 1]
        assert tier["Coverage rate"] == 4000
        assert tier["Full rate"] == 4000
        assert tier["Named-only rate"] == 8000

    def test_full_and_named_only_rates_stand_beside_the_rate(self) -> None:
        frame = scored(
            {"Gate score": 8500, "Gates": "11110"},
            UNCOVERED | {"Gates": "10000"},
            UNCOVERED | {"Gates": "00000", "Named": False},
            UNCOVERED | {"Gate score": None},
        )
        everything = row(scorecard(frame, POLICY, AS_OF), "All", "All scored accounts")
        rates = ["Coverage rate", "Full rate", "Named-only rate"]
        assert everything[rates].tolist() == [2500, 0, 7500]

    def test_arr_weighs_the_second_line(self) -> None:
        frame = scored({"ARR": 3e6}, UNCOVERED | {"ARR": 1e6}, UNCOVERED | {"ARR": None})
        tier = row(scorecard(frame, POLICY, AS_OF), "Tier", "Tier 1", 1)
        assert tier["ARR-weighted rate"] == 7500
        assert tier["Coverage rate"] == 10_000 / 3

    def test_without_accounts_there_is_no_rate(self) -> None:
        card = scorecard(scored(), POLICY, AS_OF)
        tier = row(card, "Tier", "Tier 1", 1)
        assert tier["Accounts"] == 0
        assert tier[["Coverage rate", "ARR-weighted rate", "Plays to target"]].isna().all()
        assert len(card) == 3

    def test_an_issue_without_a_tier_counts_in_the_row_of_all_only(self) -> None:
        card = scorecard(scored({}, BAD | {"Tier": None}), POLICY, AS_OF)
        assert row(card, "All", "All scored accounts")["Coverage rate"] == 5000
        assert row(card, "Tier", "Tier 1", 1)["Coverage rate"] == 10000
        assert row(card, "CS director", "Ines Rocha", 1)["Accounts"] == 1

    def test_waived_accounts_may_stay_in_the_denominator(self) -> None:
        policy = Policy.load({"waiver.in_denominator": True})
        card = scorecard(scored({}, WAIVED | {"Counted": True}), policy, AS_OF)
        tier = row(card, "Tier", "Tier 1", 1)
        assert tier[["Accounts", "Covered", "Waived", "Named-only rate"]].tolist() == [
            2,
            1,
            1,
            5000,
        ]

    def test_single_buyers_have_a_row_of_their_own(self) -> None:
        frame = scored({"Single buyer": True}, UNCOVERED | {"Single buyer": True}, {})
        buyers = row(scorecard(frame, POLICY, AS_OF), "Profile", "Single buyer")
        assert buyers[["Accounts", "Coverage rate"]].tolist() == [2, 5000]

    def test_the_target_in_force_goes_with_a_tier(self) -> None:
        card = scorecard(scored({}, UNCOVERED), POLICY, AS_OF)
        tier = row(card, "Tier", "Tier 1", 1)
        assert tier[["Target", "Gap"]].tolist() == [8000, -3000]
        assert row(card, "Region", "EMEA", 1)["Gap"] == -3000
        assert pd.isna(row(card, "All", "All scored accounts")["Target"])

    def test_before_the_first_target_that_one_stands_for_it(self) -> None:
        card = scorecard(scored({}), POLICY, AS_OF.replace(year=2026))
        tier = row(card, "Tier", "Tier 1", 1)
        assert tier[["Target", "Gap"]].tolist() == [8000, 2000]
        assert card[["Share of target", "Bonus from"]].isna().all(axis=None)

    def test_a_tier_without_a_target_has_none(self) -> None:
        card = scorecard(scored({"Tier": 3}), Policy.load({"scope.tiers": [3]}), AS_OF)
        assert card[["Target", "Gap"]].isna().all(axis=None)

    def test_accounts_are_solid_slipping_and_uncovered(self) -> None:
        slipping = {"Status": "Slipping", "Red": 1}
        amber = {"Status": "Amber", "Covered": False}
        frame = scored({}, slipping, UNCOVERED, amber, BAD, WAIVED, OUT)
        tier = row(scorecard(frame, POLICY, AS_OF), "Tier", "Tier 1", 1)
        headers = ["Accounts", "Solid", "Slipping", "Uncovered", "Covered"]
        assert tier[headers].tolist() == [5, 1, 1, 3, 2]

    def test_plays_of_all_are_those_of_the_tiers(self) -> None:
        frame = scored({}, UNCOVERED, {"Tier": 2}, UNCOVERED | {"Tier": 2})
        card = scorecard(frame, POLICY, AS_OF)
        assert row(card, "All", "All scored accounts")["Plays to target"] == 1
        unreachable = scorecard(scored({}, BAD), POLICY, AS_OF)
        assert pd.isna(row(unreachable, "All", "All scored accounts")["Plays to target"])

    def test_benchmarks_stand_on_tier_rows_only(self) -> None:
        card = scorecard(scored({}, {"Tier": 3}), Policy.load({"scope.tiers": [1, 2, 3]}), AS_OF)
        headers = ["Median (unverified)", "Gold standard (unverified)"]
        tiers = card[card["View"] == "Tier"][headers].fillna(0).to_numpy().tolist()
        assert tiers == [[6400, 9200], [3100, 7800], [0, 0]]
        assert card[card["View"] != "Tier"][headers].isna().all(axis=None)

    def test_it_tells_the_plays_that_each_row_needs(self) -> None:
        card = scorecard(scored({}, UNCOVERED | {"Region": None}), POLICY, AS_OF)
        assert row(card, "Tier", "Tier 1", 1)["Plays to target"] == 1
        assert row(card, "Region", "(none)", 1)["Plays to target"] == 1
        assert row(card, "Region", "EMEA", 1)["Plays to target"] == 0


class TestNotMeasured:
    BLIND: ClassVar[dict[str, object]] = UNCOVERED | {"Measured": False, "Gate 3 filled": False}

    def test_nothing_is_told_of_what_nobody_knows(self) -> None:
        card = scorecard(
            scored(self.BLIND, self.BLIND | {"Tier": 2}), POLICY, AS_OF, weeks([1], of=1)
        )
        told = ["Coverage rate", "Gap", "Covered", "Solid", "Slipping", "Uncovered", "Red", "Amber"]
        told += [
            "Full rate",
            "ARR-weighted rate",
            "Plays to target",
            "Change 4 weeks",
            "Bonus from",
        ]
        assert card[told].isna().all(axis=None)
        tier = row(card, "Tier", "Tier 1", 1)
        assert tier[["Accounts", "Target", "Named-only rate"]].tolist() == [1, 8000, 10000]

    def test_what_one_column_tells_is_told(self) -> None:
        blind = {"Gate 5 filled": False, "Gate score": 8500, "Gates": "11110"}
        tier = row(scorecard(scored(blind), POLICY, AS_OF), "Tier", "Tier 1", 1)
        assert tier["Coverage rate"] == 10000
        assert pd.isna(tier["Full rate"])
        assert tier["Reachable rate"] == 10000

    def test_without_touches_nobody_knows_what_they_can_hold(self) -> None:
        frame = scored(self.BLIND | {"Gate 4 filled": False, "Gate 1 filled": False})
        tier = row(scorecard(frame, POLICY, AS_OF), "Tier", "Tier 1", 1)
        assert tier[["Named-only rate", "Reachable rate", "Off red list"]].isna().all()

    def test_single_buyers_need_two_columns_only(self) -> None:
        buyer = {"Single buyer": True, "Gate 3 filled": False}
        card = scorecard(scored(buyer, self.BLIND | {"Tier": 2}), POLICY, AS_OF)
        assert (
            row(card, "Tier", "Tier 1", 1)[["Coverage rate", "Full rate"]].tolist() == [10000] * 2
        )
        assert pd.isna(row(card, "All", "All scored accounts")["Coverage rate"])


class TestRepeats:
    def test_a_view_that_says_what_another_says_is_left_out(self) -> None:
        bo = {"CS director": "Bo Dahl", "Region": "APAC", "Segment": "Small"}
        frame = scored({}, {"Tier": 2}, {"Tier": 2, "Segment": "Small"}, bo, bo | {"Tier": 2})
        rules = POLICY.on(AS_OF)
        assert repeated_views(frame, rules) == {"Region": "CS director"}
        card = without_repeats(scorecard(frame, POLICY, AS_OF), frame, rules)
        assert set(card["View"]) == {"All", "Tier", "CS director", "Segment"}

    def test_one_region_repeats_the_tiers_and_so_do_directors_that_nobody_named(self) -> None:
        frame = scored({"CS director": None}, {"CS director": None, "Tier": 2})
        found = repeated_views(frame, POLICY.on(AS_OF))
        assert found == {"CS director": "Tier", "Region": "Tier", "Segment": "Tier"}

    def test_a_single_director_is_listed_for_the_bonus(self) -> None:
        assert "CS director" not in repeated_views(scored({}), POLICY.on(AS_OF))

    def test_without_accounts_nothing_repeats(self) -> None:
        assert repeated_views(scored(OUT | {"Tier": 4}), POLICY.on(AS_OF)) == {}


class TestChanges:
    def test_they_compare_with_the_snapshot_of_that_week(self) -> None:
        history = weeks([1, *[2] * 8, 3, *[4] * 4], of=4)
        card = scorecard(scored({}, {}, {}, {}), POLICY, AS_OF, history)
        for view, name, tier in (
            ("All", "All scored accounts", None),
            ("Tier", "Tier 1", 1),
            ("CS director", "Ines Rocha", 1),
            ("Region", "EMEA", 1),
            ("Segment", "Enterprise", 1),
        ):
            changes = row(card, view, name, tier)[["Change 4 weeks", "Change 13 weeks"]]
            assert changes.tolist() == [2500, 7500]
        assert row(card, "Tier", "Tier 2", 2)[["Change 4 weeks"]].isna().all()

    @pytest.mark.parametrize(
        ("day", "known"),
        [("2027-02-02", False), ("2027-02-01", True), ("2027-01-25", True), ("2027-01-24", False)],
    )
    def test_the_snapshot_may_be_a_week_older(self, day: str, known: bool) -> None:  # noqa: FBT001
        card = scorecard(scored({}), POLICY, AS_OF, snapshots((day, {})))
        assert row(card, "Tier", "Tier 1", 1)[["Change 4 weeks"]].notna().tolist() == [known]

    def test_of_two_such_snapshots_the_later_counts(self) -> None:
        red = {"Status": "Uncovered"}
        history = snapshots(("2027-01-25", red), ("2027-02-01", {}))
        card = scorecard(scored({}), POLICY, AS_OF, history)
        assert row(card, "Tier", "Tier 1", 1)["Change 4 weeks"] == 0

    def test_a_region_is_compared_with_the_accounts_it_has_today(self) -> None:
        uncovered = {"Status": "Uncovered", "Account ID": "A-2"}
        gone = {"Status": "Uncovered", "Account ID": "A-9"}
        history = snapshots(("2027-02-01", {}), ("2027-02-01", uncovered), ("2027-02-01", gone))
        card = scorecard(scored({}, {"Region": "APAC"}), POLICY, AS_OF, history)
        assert row(card, "Region", "EMEA", 1)["Change 4 weeks"] == 0
        assert row(card, "Region", "APAC", 1)["Change 4 weeks"] == 10000
        assert row(card, "Tier", "Tier 1", 1)["Change 4 weeks"] == 10000 - 10000 / 3

    def test_accounts_of_no_director_are_compared_too(self) -> None:
        history = snapshots(("2027-02-01", {"CS director": None}))
        card = scorecard(scored({"CS director": None}), POLICY, AS_OF, history)
        assert row(card, "CS director", "(none)", 1)["Change 4 weeks"] == 0


class TestCadence:
    def test_it_is_the_mean_gap_between_touch_days(self) -> None:
        assert touch_cadence(scored(logged(0, 20, 60)), POLICY, AS_OF).tolist() == [30.0]

    def test_a_longer_silence_since_counts_instead(self) -> None:
        assert touch_cadence(scored(logged(200, 210)), POLICY, AS_OF).tolist() == [200.0]

    def test_who_never_spoke_has_none(self) -> None:
        history = snapshots(("2027-01-11", {"Last touch date": pd.Timestamp("2027-01-10")}))
        assert touch_cadence(scored(logged()), POLICY, AS_OF, history).isna().all()

    def test_a_single_touch_takes_the_usual_gap_of_its_tier(self) -> None:
        frame = scored(logged(5), logged(10, 90), logged(100))
        assert touch_cadence(frame, POLICY, AS_OF).tolist() == [80.0, 80.0, 100.0]

    def test_without_any_gap_it_is_twice_the_usual_time_since_the_touch(self) -> None:
        days = [pd.Timestamp(AS_OF) - pd.Timedelta(days=ago) for ago in (0, 20, 70)]
        frame = scored(*({"Last touch date": day} for day in days))
        assert touch_cadence(frame, POLICY, AS_OF).tolist() == [40.0, 40.0, 70.0]

    def test_a_touch_today_makes_it_a_day_at_least(self) -> None:
        frame = scored({"Last touch date": pd.Timestamp(AS_OF)})
        assert touch_cadence(frame, POLICY, AS_OF).tolist() == [1.0]

    def test_history_tells_earlier_touches_of_who_has_none_in_touches(self) -> None:
        history = snapshots(("2027-01-11", {"Last touch date": pd.Timestamp("2027-01-10")}))
        assert touch_cadence(scored({}), POLICY, AS_OF, history).tolist() == [40.0]
        assert touch_cadence(scored(logged(10, 30)), POLICY, AS_OF, history).tolist() == [20.0]

    def test_a_later_snapshot_tells_nothing_on_a_past_day(self) -> None:
        """E14: what a later week found out was not known then, and the week gives its digits."""
        history = snapshots(("2027-03-08", {"Last touch date": pd.Timestamp("2027-01-10")}))
        assert touch_cadence(scored({}), POLICY, AS_OF, history).tolist() == [20.0]

    def test_history_tells_nothing_of_an_earlier_pair(self) -> None:
        history = snapshots(("2027-01-11", {"Last touch date": pd.Timestamp("2027-01-10")}))
        frame = scored({"Pair since": pd.Timestamp("2027-01-11")})
        assert touch_cadence(frame, POLICY, AS_OF, history).tolist() == [20.0]

    def test_history_tells_nothing_older_than_the_window_nor_later_than_today(self) -> None:
        days = {"2026-03-02": "2026-03-01", "2027-03-08": "2027-03-05"}
        history = snapshots(
            *((week, {"Last touch date": pd.Timestamp(day)}) for week, day in days.items())
        )
        frame = scored({"Last touch date": None})
        assert touch_cadence(frame, POLICY, AS_OF, history).isna().all()


class TestReachable:
    def test_one_touch_a_quarter_holds_tier_1_off_the_red_list_half_the_time(self) -> None:
        """Golden: C02."""
        frame = scored(every(91))
        found = reachable_shares(frame, POLICY, AS_OF)
        assert found["Covered"].tolist() == [90 / 91]
        assert found["Off red list"].tolist() == [48 / 91]
        card = scorecard(frame, POLICY, AS_OF)
        tier = row(card, "Tier", "Tier 1", 1)
        rates = tier[["Reachable rate", "Off red list"]].astype(float)
        assert rates.tolist() == pytest.approx([10_000 * 90 / 91, 10_000 * 48 / 91])

    @pytest.mark.parametrize(
        ("settings", "account", "covered", "off"),
        [
            ({}, {"Tier": 2}, 90, 66),
            ({"coverage.basis": "current"}, {}, 48, 48),
            ({"decay.mode": "cliff"}, {}, 90, 90),
            ({"decay.mode": "none"}, {}, 90, 90),
            ({"decay.inclusive": False}, {}, 89, 48),
            ({}, {"Single buyer": True}, 90, 90),
            ({"coverage.threshold": 0.5}, {}, 100, 48),
            ({"redlist.t1": 0.5, "redlist.t2": 0.5}, {}, 90, 100),
        ],
    )
    def test_it_follows_the_policy(
        self, settings: dict[str, object], account: dict[str, object], covered: int, off: int
    ) -> None:
        frame = scored(account | every(100))
        found = reachable_shares(frame, Policy.load(settings), AS_OF)
        assert found.iloc[0].round(9).tolist() == [covered / 100, off / 100]

    def test_never_touched_never_reached(self) -> None:
        frame = scored({}, {"Last touch date": None})
        assert reachable_shares(frame, POLICY, AS_OF)["Covered"].tolist() == [1.0, 0.0]

    def test_an_account_without_a_tier_is_on_no_list(self) -> None:
        found = reachable_shares(scored(BAD | {"Tier": None}), POLICY, AS_OF)
        assert found["Off red list"].tolist() == [0.0]

    def test_data_issues_are_not_relied_on(self) -> None:
        card = scorecard(scored({}, BAD), POLICY, AS_OF)
        assert row(card, "Tier", "Tier 1", 1)["Reachable rate"] == 5000
