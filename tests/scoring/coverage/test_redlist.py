"""The red list, its escalations, the standup and the notes that are left behind."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from scoring.coverage.departures import departures, leaving
from scoring.coverage.redlist import holds_role, listed, red_list
from scoring.coverage.standup import standup
from scoring.coverage.tables import COVERAGE, RED_LIST, STANDUP, STANDUP_LOG
from scoring.policy import Policy
from tests.scoring.coverage.sample import AS_OF, BAD, UNCOVERED, WAIVED, scored

POLICY = Policy.load()


def red_since(day: str, **values: object) -> dict[str, object]:
    return UNCOVERED | {"Red since": pd.Timestamp(day)} | values


class TestRedList:
    def test_it_lists_red_accounts_by_tier_then_arr_then_id(self) -> None:
        frame = scored(
            UNCOVERED | {"Account ID": "D", "Tier": 2, "ARR": 9e6},
            UNCOVERED | {"Account ID": "C", "ARR": 3e5},
            UNCOVERED | {"Account ID": "B", "ARR": 3e5},
            UNCOVERED | {"Account ID": "A", "ARR": 4e5},
            UNCOVERED | BAD | {"Account ID": "E", "Tier": None, "ARR": None},
            {"Account ID": "F"},
            WAIVED | {"Account ID": "G"},
        )
        found = red_list(frame, POLICY, AS_OF)
        assert found["Account ID"].tolist() == ["A", "B", "C", "D", "E"]
        assert found.index.tolist() == [5, 4, 3, 2, 6]
        assert list(found) == RED_LIST.own_headers

    @pytest.mark.parametrize(
        ("since", "as_of", "weeks"),
        [
            ("2027-03-01", "2027-03-01", 1),
            ("2027-03-01", "2027-03-07", 1),
            ("2027-02-28", "2027-03-01", 2),
            ("2027-01-03", "2027-01-04", 2),
            ("2026-12-28", "2027-01-11", 3),
        ],
    )
    def test_it_counts_iso_weeks_this_one_included(
        self, since: str, as_of: str, weeks: int
    ) -> None:
        found = red_list(scored(red_since(since)), POLICY, dt.date.fromisoformat(as_of))
        assert found["Weeks red"].tolist() == [weeks]
        assert found["First red"].tolist() == [pd.Timestamp(since)]

    def test_an_account_without_a_first_red_day_is_red_since_today(self) -> None:
        found = red_list(scored(UNCOVERED | {"Red since": None}), POLICY, AS_OF)
        assert found["Weeks red"].tolist() == [1]

    def test_two_red_weeks_go_to_the_vp_cs(self) -> None:
        frame = scored(red_since("2027-03-01"), red_since("2027-02-22"))
        found = red_list(frame, POLICY, AS_OF)["Escalate to"]
        assert found.fillna("").tolist() == ["", "VP CS"]

    @pytest.mark.parametrize(
        ("title", "executive", "to"),
        [
            ("VP CS", "Maria Holm", "CRO"),
            ("VP Customer Success", "Maria Holm", "CRO"),
            ("VP of CS", "Maria Holm", "CRO"),
            ("Vice President, Customer Success", "Maria Holm", "CRO"),
            ("Senior Vice President Customer Success EMEA", "Maria Holm", "CRO"),
            ("SVP, Customer Success", "Maria Holm", "CRO"),
            ("RVP Customer Success", "Maria Holm", "VP CS"),
            ("VP Sales", "Maria Holm", "VP CS"),
            (None, "Maria Holm", "VP CS"),
            ("VP CS", None, "VP CS"),
        ],
    )
    def test_they_go_to_the_cro_where_the_vp_cs_is_the_sponsor(
        self, title: str | None, executive: str | None, to: str
    ) -> None:
        people = {"Executive title": title, "Internal executive": executive}
        found = red_list(scored(red_since("2027-02-22", **people)), POLICY, AS_OF)
        assert found["Escalate to"].tolist() == [to]

    def test_an_empty_list_keeps_its_columns(self) -> None:
        found = red_list(scored({}), POLICY, AS_OF)
        assert list(found) == RED_LIST.own_headers
        assert found.empty


def test_initials_stand_for_a_chief() -> None:
    titles = pd.Series(["Chief Revenue Officer", "CRO", "Chief Customer Officer"])
    assert holds_role(titles, "CRO").tolist() == [True, True, False]
    titles = pd.Series(["Chief Human Resources Officer"])
    assert holds_role(titles, "CHRO").tolist() == [True]


def test_one_person_answers_for_an_account_on_every_sheet() -> None:
    rows: list[dict[str, Any]] = [{"Owner this quarter": "Bo Dahl"}, {}, {"CS director": None}]
    rows.append({"CS director": None, "CSM": None})
    frame = scored(*(UNCOVERED | row for row in rows))
    red = red_list(frame, POLICY, AS_OF)
    assert red["Owner"].fillna("").tolist() == ["Bo Dahl", "Ines Rocha", "Noor Haddad", ""]
    script = standup(red, POLICY, AS_OF)
    assert script["Owner"].fillna("").to_dict() == red["Owner"].fillna("").to_dict()


def test_what_is_not_measured_is_nobodys_to_do() -> None:
    old = UNCOVERED | {"Red since": pd.Timestamp("2027-02-01"), "Measured": False}
    red = red_list(scored(old), POLICY, AS_OF).iloc[0]
    assert red["Weeks red"] == 5
    assert red[["Next play", "Play due", "Escalate to"]].isna().all()


def test_the_list_may_go_director_by_director() -> None:
    rows: list[dict[str, Any]] = [
        {},
        {"CS director": "Bo Dahl", "ARR": 9e6},
        {"Tier": 2},
        {"Tier": 2, "CS director": "Bo Dahl"},
    ]
    red = red_list(scored(*(UNCOVERED | row for row in rows)), POLICY, AS_OF)
    assert listed(red, POLICY.on(AS_OF))["Account ID"].tolist() == ["A-2", "A-1", "A-3", "A-4"]
    policy = Policy.load({"redlist.order": "director"})
    assert listed(red, policy.on(AS_OF))["Account ID"].tolist() == ["A-2", "A-4", "A-1", "A-3"]


class TestStandup:
    @staticmethod
    def script(*rows: dict[str, object], current: pd.DataFrame | None = None) -> pd.DataFrame:
        frame = scored(*rows)
        red = red_list(frame, POLICY, AS_OF)
        return standup(red, POLICY, AS_OF, current)

    def test_it_spreads_eight_minutes_over_the_accounts(self) -> None:
        found = self.script(*[UNCOVERED] * 5)
        assert found["Minute"].tolist() == ["0:00", "1:36", "3:12", "4:48", "6:24"]
        assert list(found) == STANDUP.own_headers

    def test_what_the_minutes_do_not_allow_stays_on_the_red_list(self) -> None:
        found = self.script(*[UNCOVERED] * 60)
        assert found["Account ID"].tolist() == sorted(f"A-{n}" for n in range(1, 61))[:24]
        assert found["Minute"].iloc[[0, 1, -1]].tolist() == ["0:00", "0:20", "7:40"]

    def test_a_script_without_time_still_has_one_account(self) -> None:
        frame = scored(UNCOVERED, UNCOVERED)
        policy = Policy.load({"standup.account_seconds": 600})
        assert len(standup(red_list(frame, POLICY, AS_OF), policy, AS_OF)) == 1

    def test_each_director_speaks_once_the_most_important_account_first(self) -> None:
        bo, cy = {"CS director": "Bo Dahl"}, {"CS director": None}
        rows: list[dict[str, Any]] = [
            {},
            bo | {"ARR": 9e6},
            cy,
            {"Tier": 2},
            bo | {"Tier": 2},
            {"ARR": 8e6},
        ]
        found = self.script(*(UNCOVERED | row for row in rows))
        assert found["Account ID"].tolist() == ["A-2", "A-5", "A-6", "A-1", "A-4", "A-3"]
        assert found["Minute"].is_monotonic_increasing

    def test_nobody_red_leaves_it_empty(self) -> None:
        found = self.script({})
        assert found.empty
        assert list(found) == STANDUP.own_headers

    def test_the_next_touch_is_the_plays_due_date_from_today_to_day_fourteen(self) -> None:
        dues = ["2027-02-20", "2027-03-10", "2027-03-15", "2027-03-16", None]
        found = self.script(*(UNCOVERED | {"Play due": day and pd.Timestamp(day)} for day in dues))
        assert found["Next touch by"].dt.strftime("%m-%d").tolist() == [
            "03-01",
            "03-10",
            "03-15",
            "03-15",
            "03-15",
        ]

    @pytest.mark.parametrize(
        ("planned", "expected"),
        [
            (dt.datetime(2027, 3, 12), "03-12"),
            ("2027-03-15", "03-15"),
            ("2027-03-16", "03-08"),
            ("2027-02-28", "03-08"),
            ("after Easter", "03-08"),
            (None, "03-08"),
        ],
    )
    def test_the_users_own_date_wins_within_the_limit(self, planned: object, expected: str) -> None:
        current = pd.DataFrame({"Account ID": ["A-1"], "Next touch": [planned]}, dtype=object)
        row = UNCOVERED | {"Play due": pd.Timestamp("2027-03-08")}
        found = self.script(row, current=current)
        assert found["Next touch by"].dt.strftime("%m-%d").tolist() == [expected]

    def test_blockers_follow_their_account(self) -> None:
        current = pd.DataFrame(
            {"Account ID": ["A-2", None, "A-2", "A-9"], "Blocker": ["=1+1", "x", "twice", "gone"]}
        )
        found = self.script(UNCOVERED, UNCOVERED, current=current)
        assert found["Blocker"].fillna("").tolist() == ["", "=1+1"]

    def test_a_list_without_ids_has_no_blockers(self) -> None:
        found = self.script(UNCOVERED, current=pd.DataFrame({"Blocker": ["x"]}))
        assert found["Blocker"].isna().all()


class TestDepartures:
    @staticmethod
    def old(**columns: list[object]) -> pd.DataFrame:
        rows = max(map(len, columns.values()), default=1)
        plain: dict[str, list[object]] = {
            "Account ID": [f"A-{n}" for n in range(1, rows + 1)],
            "Account": ["Acme"] * rows,
            "ARR": [5.0] * rows,
            "CS director": ["Ines Rocha"] * rows,
        }
        return pd.DataFrame(plain | columns, dtype=object)

    @staticmethod
    def ids(*accounts: str | None) -> pd.DataFrame:
        return pd.DataFrame({"Account ID": pd.array(accounts, dtype="str")})

    def test_it_logs_what_was_written_beside_accounts_that_leave(self) -> None:
        old = self.old(
            Blocker=["budget", "legal", None], Notes=["a", None, None], Mood=[3.0, None, None]
        )
        old["Next touch"] = [dt.datetime(2027, 3, 4), None, None]
        old["Call list"] = ["x", None, ""]
        found = departures(leaving(old, self.ids("A-2")), self.ids("A-1", "A-2", "A-3"), AS_OF)
        assert found.to_dict("records") == [
            {
                "Logged": pd.Timestamp(AS_OF),
                "Account ID": "A-1",
                "Account": "Acme",
                "CS director": "Ines Rocha",
                "Why": "Off the red list",
                "Next touch": "4 Mar 2027",
                "Blocker": "budget",
                "Notes": "a",
                "Other columns": "Mood: 3; Call list: x",
            }
        ]

    def test_it_tells_accounts_that_are_gone(self) -> None:
        found = departures(leaving(self.old(Notes=["a"]), self.ids()), self.ids("A-2"), AS_OF)
        assert found["Why"].tolist() == ["No longer in Accounts"]

    def test_text_without_an_id_is_kept(self) -> None:
        old = self.old(Notes=["a"]).drop(columns="Account ID")
        found = departures(leaving(old, self.ids("A-1", None)), self.ids("A-1", None), AS_OF)
        assert found["Why"].tolist() == ["No Account ID"]
        assert found["Notes"].tolist() == ["a"]

    def test_silence_is_not_logged(self) -> None:
        old = self.old(Notes=["  "], Blocker=[None])
        found = departures(leaving(old, self.ids()), self.ids(), AS_OF)
        assert found.empty
        assert list(found) == STANDUP_LOG.headers

    def test_it_takes_the_users_columns_of_coverage_too(self) -> None:
        old = self.old(Notes=["a"], Comment=["b"])
        found = departures(leaving(old, self.ids()), self.ids(), AS_OF, COVERAGE)
        assert found["Other columns"].tolist() == ["Notes: a; Comment: b"]
        assert found["Notes"].isna().all()
        assert found["Why"].tolist() == ["No longer in Accounts"]

    def test_two_columns_of_one_name_are_both_kept(self) -> None:
        old = self.old(Mine=["a"])
        old.insert(len(old.columns), "Mine", ["b"], allow_duplicates=True)
        found = departures(leaving(old, self.ids()), self.ids(), AS_OF)
        assert found["Other columns"].tolist() == ["Mine: a; Mine: b"]

    def test_a_link_of_ours_is_no_text_of_the_users(self) -> None:
        old = self.old().assign(**{"In Coverage": 17.0})
        assert departures(leaving(old, self.ids()), self.ids(), AS_OF).empty

    def test_an_empty_list_leaves_nothing(self) -> None:
        found = departures(leaving(pd.DataFrame(), self.ids()), self.ids(), AS_OF)
        assert found.empty
        assert list(found) == STANDUP_LOG.headers
