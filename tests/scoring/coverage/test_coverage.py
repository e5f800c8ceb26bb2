"""Scores, plays and due dates of single accounts."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from scoring.cleaning import clean
from scoring.coverage.points import decay_cap_table, gate_score_table, open_gate_table
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS, TOUCHES
from scoring.policy import Policy

DAY = dt.date(2026, 11, 21)
COVERED = {
    "Account ID": "A",
    "Account": "Acme",
    "ARR": 300000,
    "Customer sponsor": "Ann Ames",
    "Internal executive": "Bo Berg",
    "Executive title": "VP CS",
    "Two-way intro date": "2026-01-05",
    "Last touch date": "2026-11-10",
    "Business outcome": "Saved 3 weeks",
    "Outcome date": "2026-05-01",
}


def score(cells=None, settings=None, touches=None, history=None, day=DAY):
    policy = Policy.load(settings or {})
    raw = pd.DataFrame([COVERED | (cells or {})], dtype=object)
    accounts, _ = clean(raw, ACCOUNTS, policy, day)
    log = None
    if touches is not None:
        columns = ["Account ID", "Touch date", "Type", "Customer contact", "Internal person"]
        log, _ = clean(pd.DataFrame(touches, columns=columns, dtype=object), TOUCHES, policy, day)
    return score_accounts(accounts, policy, day, log, history).iloc[0]


def due(row):
    return row["Play due"].date().isoformat()


def snapshot(week, day, failed, red_since, gates="11101"):
    return pd.DataFrame(
        {
            "Week": [week],
            "Snapshot date": pd.to_datetime([day]).astype("datetime64[s]"),
            "Account ID": ["A"],
            "Gates": [gates],
            "Status": ["Covered" if red_since is None else "Uncovered"],
            "Red": [int(red_since is not None)],
            "Failed since": [failed],
            "Red since": pd.to_datetime([red_since]).astype("datetime64[s]"),
        }
    )


@pytest.mark.parametrize(
    ("tier", "days", "until"),
    [(1, 0, 48), (1, 48, 48), (2, 0, 66), (2, 66, 66)],
    ids=str,
)
def test_covered_until_is_the_last_day_off_the_red_list(tier, days, until):
    touched = DAY - dt.timedelta(days=days)
    row = score({"Tier": tier, "Last touch date": touched.isoformat()})
    assert row["Covered until"].date() == touched + dt.timedelta(days=until)


def test_covered_until_ends_with_the_outcome_where_the_weights_ask_for_it():
    weighted = {
        "score.method": "weighted",
        "score.weights": [20, 20, 20, 20, 20],
        "redlist.t2": 0.85,
    }
    row = score({"Outcome date": "2025-11-25"}, weighted)
    assert row["Covered until"].date() == dt.date(2026, 11, 25)


def test_covered_until_ends_with_the_handover_that_held_the_intro():
    row = score({"Executive since": "2026-08-25", "Outgoing executive": "Zed"})
    assert row["Covered until"].date() == dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("cells", "touches", "until"),
    [
        # The intro is of the new pair and the last touch is not: it ends with the handover.
        ({"Two-way intro date": "2026-08-26", "Last touch date": "2026-08-24"}, None, "2026-10-11"),
        # Once Zed's call no longer counts, Bo's earlier one does.
        (
            {"Two-way intro date": "2026-08-26"},
            [
                ("A", "2026-11-19", "Call", None, "Zed"),
                ("A", "2026-10-20", "Call", None, "Bo Berg"),
            ],
            "2026-12-07",
        ),
        ({"Two-way intro date": "2026-08-26"}, None, "2026-12-28"),
    ],
    ids=["touch lost", "touch replaced", "nothing lost"],
)
def test_covered_until_looks_beyond_a_handover(cells, touches, until):
    handover = {"Executive since": "2026-08-25", "Outgoing executive": "Zed"}
    day = dt.date(2026, 10, 5) if until < "2026-11" else DAY
    row = score(handover | cells, touches=touches, day=day)
    assert row["Covered until"].date().isoformat() == until


def test_covered_until_has_no_end_after_a_handover_either():
    settings = {"redlist.t1": 0.4, "redlist.t2": 0.4}
    handover = {"Executive since": "2026-08-25", "Outgoing executive": "Zed"}
    assert pd.isna(score(handover, settings)["Covered until"])


def test_covered_until_has_no_end_where_nothing_falls_below_the_line():
    row = score(settings={"redlist.t1": 0.4, "redlist.t2": 0.4})
    assert pd.isna(row["Covered until"])


@pytest.mark.parametrize("cells", [{"Customer sponsor": None}, {"Tier": 3}, {"ARR": None}], ids=str)
def test_covered_until_is_empty_where_it_means_nothing(cells):
    assert pd.isna(score(cells)["Covered until"])


def test_a_play_keeps_its_first_due_date_while_its_gate_stays_failed():
    weeks = [
        snapshot("2026-W42", "2026-10-12", "- - 2026-10-12 - -", "2026-10-12", "11011"),
        snapshot("2026-W45", "2026-11-02", "- - 2026-10-12 - -", "2026-10-12", "11011"),
    ]
    assert due(score({"Two-way intro date": None}, history=pd.concat(weeks))) == "2026-11-11"


def test_a_play_starts_anew_where_the_gate_had_passed():
    history = snapshot("2026-W45", "2026-11-02", "- - - - -", None, "11111")
    assert due(score({"Two-way intro date": None}, history=history)) == "2026-12-21"


def test_the_clock_may_start_on_each_as_of_date():
    history = snapshot("2026-W45", "2026-11-02", "- - 2026-10-12 - -", "2026-10-12", "11011")
    row = score({"Two-way intro date": None}, {"sla.clock": "as_of"}, history=history)
    assert due(row) == "2026-12-21"


def test_a_call_that_was_due_against_decay_is_not_put_off_by_going_stale():
    history = snapshot("2026-W40", "2026-10-01", "- - - - -", "2026-10-01", "11111")
    row = score({"Last touch date": "2026-08-20"}, history=history)
    assert (row["Play"], due(row)) == ("touch", "2026-10-15")


def test_an_empty_history_starts_every_clock_today():
    history = snapshot("2026-W45", "2026-11-02", "- - - - -", None).iloc[:0]
    assert due(score({"Customer sponsor": None}, history=history)) == "2026-11-28"


@pytest.mark.parametrize(
    ("touch", "days"),
    [
        (("A", "2026-11-20", "Call", None, None), 1),
        (("A", "2026-11-20", "Call", "ann  ames", "BO BERG"), 1),
        (("A", "2026-11-20", "Call", "Ames, Ann", "Cy Coe; Bo Berg (VP)"), 1),
        (("A", "2026-11-20", "Call", "Someone Else", None), None),
        (("A", "2026-11-20", "Call", None, "Cy Coe"), None),
        (("A", "2026-11-20", "E-mail", None, None), None),
        (("B", "2026-11-20", "Call", None, None), 11),
        (("A", "2026-10-01", "Call", None, None), 51),
    ],
    ids=str,
)
def test_a_row_of_touches_counts_if_it_is_live_and_of_this_pair(touch, days):
    found = score(touches=[touch])["Days since touch"]
    assert found == days or (days is None and pd.isna(found))


def test_without_touches_the_stated_date_counts():
    assert score(touches=[])["Days since touch"] == 11


def test_the_outgoing_executive_still_counts_during_a_handover():
    handover = {"Executive since": "2026-11-01", "Outgoing executive": "Zed Zorn"}
    touch = ("A", "2026-11-20", "Call", "Ann Ames", "Zed Zorn")
    assert score(handover, touches=[touch])["Days since touch"] == 1
    over = handover | {"Executive since": "2026-08-01"}
    assert pd.isna(score(over, touches=[touch])["Days since touch"])


def test_the_internal_person_does_not_matter_for_a_single_buyer():
    touch = ("A", "2026-11-20", "Call", "Ann Ames", "Cy Coe")
    assert score({"Profile": "Single buyer"}, touches=[touch])["Days since touch"] == 1


@pytest.mark.parametrize(
    ("cells", "gates"),
    [
        ({}, "01111"), ({"Sponsor title": "VP IT"}, "11111"), ({"Sponsor title": "Manager"}, "01111"),
        ({"Sponsor title": "CIO", "Executive title": None}, "10111"), ({"Profile": "Single buyer"}, "11111"),
        ({"Sponsor title": "CIO", "Two-way intro date": "yes"}, "11011"),
    ],
    ids=str,
)  # fmt: skip
def test_strict_evidence_asks_for_titles_and_dates(cells, gates):
    row = score(cells, {"gates.strict_evidence": True})
    assert "".join(str(row[f"Gate {number}"]) for number in range(1, 6)) == gates


@pytest.mark.parametrize(
    ("least", "passes"), [("any", 1), ("Manager", 1), ("Director", 0), ("VP", 0)]
)
def test_the_least_level_of_the_executive_may_be_set(least, passes):
    assert score({"Executive title": "CSM"}, {"gate2.min_level": least})["Gate 2"] == passes


def test_an_undated_intro_holds_while_the_pair_stays():
    assert score({"Two-way intro date": "yes"})["Gate 3"] == 1
    assert score({"Two-way intro date": "yes", "Sponsor since": "2026-11-01"})["Gate 3"] == 0


def test_single_buyers_may_be_treated_like_all_others():
    row = score(
        {"Profile": "Single buyer", "Internal executive": None}, {"profiles.single_buyer": False}
    )
    assert row["Gate score"] == 2500


def test_waived_accounts_may_stay_in_the_denominator():
    waiver = {"Waiver reason": "x", "Waiver approver": "y", "Waiver expires": "2027-01-15"}
    assert not score(waiver)["Counted"]
    row = score(waiver, {"waiver.in_denominator": True})
    assert (row["Counted"], row["Covered"], row["Red"]) == (True, False, 0)


def test_the_basis_of_coverage_may_be_the_current_score():
    cells = {"Tier": 2, "Last touch date": "2026-09-24"}
    assert score(cells)["Status"] == "Covered"
    assert score(cells, {"coverage.basis": "current"})["Status"] == "Amber"


def test_the_last_stale_day_may_be_excluded():
    cells = {"Last touch date": "2026-08-23"}
    assert score(cells)["Gate 4"] == 1
    assert score(cells, {"decay.inclusive": False})["Gate 4"] == 0


@pytest.mark.parametrize(
    ("mode", "caps"),
    [
        ("linear_cap", [10000, 9917, 8500, 5000, 5000]),
        ("ramp_cliff", [10000, 9975, 9550, 8500, 5000]),
        ("cliff", [10000, 10000, 10000, 10000, 5000]),
        ("none", [10000] * 5),
    ],
)
def test_each_decay_mode_has_its_caps(mode, caps):
    table = decay_cap_table(Policy.load({"decay.mode": mode}).on(DAY))
    assert list(table[[30, 31, 48, 90, 91]]) == caps


def test_halves_are_rounded_up():
    table = decay_cap_table(Policy.load({"decay.start_days": 10}).on(DAY))
    assert table[13] == 9813  # 10000 - 3 x 62.5 = 9812.5


def test_every_case_of_a_single_buyer_is_all_or_nothing():
    assert set(np.unique(gate_score_table(Policy.load().on(DAY))[32:])) == {0, 10000}
    assert set(np.unique(open_gate_table()[32:])) == {0, 1, 4}


def test_no_accounts_make_an_empty_table():
    policy = Policy.load()
    raw = pd.DataFrame([COVERED], dtype=object).iloc[:0]
    accounts, _ = clean(raw, ACCOUNTS, policy, DAY)
    assert score_accounts(accounts, policy, DAY).empty
