"""Status, tier, rate, target and parameter."""

from __future__ import annotations

import datetime as dt

import pytest
import xlwings as xw

from addin import functions
from addin.functions.declared import policy_in_force
from scoring.parameters import parameters
from tests.functions.cells import ACME, AS_OF, as_datetime, as_iso, as_serial, records, table

DAY = as_datetime(AS_OF)


@pytest.mark.parametrize(
    ("score", "tier", "status"),
    [
        (0.85, 1, "Covered"),
        (0.8499, 1, "Uncovered"),
        (0.75, 2, "Amber"),
        (0.7, 2.0, "Amber"),
        (0.5, "Tier 2", "Uncovered"),
        ("85%", "T1", "Covered"),
        (1, 3, "Out of scope"),
        (None, 4, "Out of scope"),
        (None, None, None),
        ("", "", None),
    ],
)
def test_a_status_follows_from_score_and_tier(score, tier, status):
    assert functions.sponsor_status(score, tier) == status


def test_a_current_score_below_the_line_makes_it_slipping():
    assert functions.sponsor_status(1.0, 1, 0.8) == "Slipping"


@pytest.mark.parametrize(
    ("score", "tier", "said"),
    [
        (85, 1, 'score "85" is not a score. Use a share from 0 to 1, such as 0.85.'),
        (True, 1, 'score "True" is not a score'),
        ("good", 1, 'score "good" is not a score'),
        (0.85, 9, 'tier "9" is not a tier'),
        (0.85, None, "There is a score and no tier. Fill in the tier."),
        (None, 1, "There is a tier and no score. Fill in the score."),
    ],
)
def test_a_status_says_what_it_lacks(score, tier, said):
    with pytest.raises(xw.XlwingsError, match=said):
        functions.sponsor_status(score, tier)


@pytest.mark.parametrize(
    ("arr", "tier"),
    [
        (250_000, 1),
        (249_999.99, 2),
        ("$50,000", 2),
        ("15k", 3),
        (0, 4),
        (None, None),
        ("", None),
        ("n/a", None),
        (float("nan"), None),
    ],
)
def test_a_tier_is_cut_by_arr(arr, tier):
    assert functions.sponsor_tier(arr) == tier


@pytest.mark.parametrize(
    ("arr", "said"),
    [
        ("much", 'arr "much" is not a number. Use digits'),
        (-5, "arr -5 is below zero"),
        (True, 'arr "True" is not a number'),
    ],
)
def test_a_bad_arr_is_refused(arr, said):
    with pytest.raises(xw.XlwingsError, match=said):
        functions.sponsor_tier(arr)


@pytest.mark.parametrize(("covered", "whole"), [(1, 160), (31, 117), (5, 32), (1, 3), (2, 3)])
def test_a_rate_is_the_exact_share(covered, whole):
    scores = [[1.0]] * covered + [[0.5]] * (whole - covered)
    exact = pytest.approx(covered / whole, rel=1e-14)
    assert functions.sponsor_rate(scores, [[1]] * whole, 1) == exact


def test_a_rate_is_the_scorecards():
    green, stale = ACME, ACME | {"Last touch date": None}
    waiver = {"Waiver reason": "Merger", "Waiver approver": "CRO", "Waiver expires": "2027-05-01"}
    rows = [
        green,
        stale,
        green | waiver,
        stale,
        green | {"Last touch date": "soon"},
        green | {"ARR": 60_000},
        stale | {"ARR": 20_000},
    ]
    accounts = table(*({**row, "Account ID": f"A-{n}"} for n, row in enumerate(rows)))
    scored = records(functions.sponsor_scores(accounts, DAY))
    scores, tiers, statuses = (
        [[row[name]] for row in scored] for name in ("Gate score", "Tier", "Status")
    )
    card = records(functions.sponsor_scorecard(accounts, None, DAY))
    rates = [row["Coverage rate"] for row in card[:3]]
    assert rates[1] == 0.25
    for tier, rate in zip((None, 1, 2), rates, strict=True):
        assert functions.sponsor_rate(scores, tiers, tier, statuses) == rate


def test_a_rate_takes_rows_columns_and_headers():
    assert functions.sponsor_rate([[0.85, 0.5, None]], [[1, 1, 1]], 1) == pytest.approx(1 / 3)
    assert functions.sponsor_rate([["Gate score"], [1]], [["Tier"], [1]], 1) == 1.0
    assert functions.sponsor_rate([[1.0]], [["Tier 2"]], "2") == 1.0
    assert functions.sponsor_rate([[1.0], [None]], [[None], [None]], None) == 0.0
    assert functions.sponsor_rate([[1.0], [None], [""]], [[1], [None], [""]], 1) == 1.0


@pytest.mark.parametrize("waived", ["Waived", "waived", " WAIVED\u00a0"])
def test_a_status_counts_however_it_is_written(waived):
    scores, tiers = [["Gate score"], [1.0], [0.5]], [["Tier"], [1], [1]]
    assert functions.sponsor_rate(scores, tiers, 1, [["Status"], ["Covered"], [waived]]) == 1.0
    assert functions.sponsor_rate(scores, tiers, 1, [["Status"], ["\u200b"], [None]]) == 0.5


def test_an_account_of_which_only_the_status_is_known_counts():
    rate = functions.sponsor_rate([[1.0], [None]], [[1], [None]], None, [[""], ["Data issue"]])
    assert rate == 0.5


def test_a_word_that_is_no_status_is_refused():
    said = r'statuses "Wavied" is not a status\. Use one of Covered, Slipping'
    with pytest.raises(xw.XlwingsError, match=said):
        functions.sponsor_rate([[1.0], [0.5]], [[1], [1]], 1, [["Covered"], ["Wavied"]])


@pytest.mark.parametrize("scores", [None, [[None]], [["", ""]]])
def test_a_rate_of_nothing_is_empty(scores):
    assert functions.sponsor_rate(scores, scores, 1) is None


def test_a_rate_wants_ranges_of_the_same_size():
    with pytest.raises(
        xw.XlwingsError, match=r"scores has 2 cells, tiers has 1 cells\. Pass ranges"
    ):
        functions.sponsor_rate([[1], [1]], [[1]], 1)


@pytest.mark.parametrize("cell", [as_datetime, as_serial, as_iso])
def test_a_target_is_the_one_in_force(cell):
    assert functions.sponsor_target(1, cell(dt.date(2020, 1, 1))) is None
    policy = policy_in_force()
    start, points = policy.dated("targets.t1")[0]
    assert functions.sponsor_target("Tier 1", cell(start)) == points / 10_000
    assert functions.sponsor_target(3, cell(start)) is None
    assert functions.sponsor_target(None, cell(start)) is None


def test_a_parameter_is_shown_as_settings_shows_it():
    assert functions.sponsor_parameter("coverage.threshold") == 0.85
    assert functions.sponsor_parameter([["redlist.t2"]], DAY) == 0.7
    assert functions.sponsor_parameter("decay.stale_days") == 90
    assert functions.sponsor_parameter("gates.strict_evidence") == "no"
    assert functions.sponsor_parameter("tiers.cuts") == "250000, 50000, 15000"
    assert functions.sponsor_parameter("as_of") is None


def test_every_parameter_can_be_asked_for():
    for key in parameters():
        shown = functions.sponsor_parameter(key, DAY)
        assert shown is None or isinstance(shown, int | float | str | dt.datetime)


@pytest.mark.parametrize("name", ["coverage.treshold", "Coverage.Threshold"])
def test_an_unknown_parameter_suggests_the_nearest(name):
    with pytest.raises(xw.XlwingsError, match=r'Did you mean "coverage\.threshold"'):
        functions.sponsor_parameter(name)


def test_no_parameter_at_all_is_refused():
    with pytest.raises(
        xw.XlwingsError, match=r'There is no parameter ""\. Settings lists them all'
    ):
        functions.sponsor_parameter(None)
