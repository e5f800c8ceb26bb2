"""Which touches count, wherever they are asked for, and what contradicts them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from scoring.coverage.cadence import reachable_shares, touch_cadence
from scoring.coverage.scorecard import scorecard
from scoring.inputs import checked
from scoring.policy import Policy

if TYPE_CHECKING:
    from scoring.inputs import Checked

DAY = dt.date(2026, 11, 21)
POLICY = Policy.load()
HEADERS = [
    "Account ID",
    "Touch date",
    "Type",
    "Customer contact",
    "Internal person",
    "Outcome",
    "Activity ID",
]
ACCOUNT = {
    "Account ID": "A",
    "Account": "Acme",
    "Tier": 1,
    "Customer sponsor": "Ann Ames",
    "Internal executive": "Bo Berg",
    "Executive title": "VP CS",
    "Two-way intro date": "2026-01-05",
    "Business outcome": "Saved 3 weeks",
}
PAIR = ("Call", "Ann Ames", "Bo Berg")


def found(
    *touches: tuple[Any, ...], cells: dict[str, Any] | None = None, day: dt.date = DAY
) -> Checked:
    """The account with touches on days before the as-of date."""
    rows = [
        dict(zip(HEADERS, ("A", day - dt.timedelta(days=ago), *rest), strict=False))
        for ago, *rest in touches
    ]
    accounts = pd.DataFrame([ACCOUNT | (cells or {})], dtype=object)
    return checked(accounts, pd.DataFrame(rows, columns=HEADERS, dtype=object), POLICY, day)


def cadence(*touches: tuple[Any, ...], cells: dict[str, Any] | None = None) -> float:
    return float(touch_cadence(found(*touches, cells=cells).scored(), POLICY, DAY).iloc[0])


def test_the_cadence_counts_what_gate_4_counts() -> None:
    """Source: C02, C60."""
    ours = [(10, *PAIR), (50, *PAIR)]
    others = [
        (20, "Call", "Eve Else", "Bo Berg"),
        (30, "Call", "Ann Ames", "Cy Coe"),
        (40, "E-mail", "Ann Ames", "Bo Berg"),
        (-5, *PAIR),
    ]
    assert cadence(*ours) == cadence(*ours, *others) == 40


def test_several_touches_of_a_day_are_one() -> None:
    assert cadence((10, *PAIR), (10, *PAIR), (50, *PAIR)) == 40


def test_touches_of_an_earlier_pair_make_no_cadence() -> None:
    since = {"Sponsor since": (DAY - dt.timedelta(days=60)).isoformat()}
    assert cadence((10, *PAIR), (50, *PAIR), (200, *PAIR), cells=since) == 40


@pytest.mark.parametrize(("ago", "passes"), [(60, 1), (61, 0)])
def test_a_touch_of_the_first_day_of_a_pair_is_theirs(ago: int, passes: int) -> None:
    """Source: C36."""
    since = {"Sponsor since": (DAY - dt.timedelta(days=60)).isoformat()}
    assert found((ago, *PAIR), cells=since).scored()["Gate 4"].tolist() == [passes]


@pytest.mark.parametrize(("oldest", "gap"), [(364, 177), (365, 20)])
def test_the_cadence_looks_back_so_many_days(oldest: int, gap: float) -> None:
    assert cadence((10, *PAIR), (30, *PAIR), (oldest, *PAIR)) == gap


def test_a_pair_that_never_spoke_reaches_nothing() -> None:
    """Whoever else calls every fortnight."""
    others = [(ago, "Call", "Ann Ames", "Cy Coe") for ago in range(1, 365, 14)]
    inputs = found(*others)
    shares = reachable_shares(inputs.scored(), POLICY, DAY)
    assert shares.iloc[0].tolist() == [0, 0]
    card = scorecard(inputs.scored(), POLICY, DAY)
    assert card.loc[0, ["Reachable rate", "Off red list"]].tolist() == [0, 0]


def test_who_has_rows_in_touches_has_no_touches_from_elsewhere() -> None:
    """An e-mail in Touches beats a call in Last touch date for score and cadence alike."""
    inputs = found((20, "E-mail", None, None), cells={"Last touch date": "2026-11-11"})
    assert inputs.scored()["Gate 4"].tolist() == [0]
    assert reachable_shares(inputs.scored(), POLICY, DAY)["Covered"].tolist() == [0]


def contradictions(inputs: Checked) -> list[tuple[str, int, str]]:
    rows = inputs.issues.loc[inputs.issues["Code"] == "TOUCH_NOT_LOGGED"]
    return list(rows[["Sheet", "Row", "Value"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("touch", "cells"),
    [
        ((20, "E-mail", None, None), {}),
        ((20, *PAIR), {}),
        ((1, "Call", "Ann Ames", "Cy Coe"), {}),
        ((1, *PAIR), {"Sponsor since": "2026-11-21", "Last touch date": "2026-11-21"}),
    ],
    ids=str,
)
def test_a_newer_touch_that_touches_lack_is_told(
    touch: tuple[Any, ...], cells: dict[str, Any]
) -> None:
    """Source: C10. Both tables can't be right."""
    cells = {"Last touch date": "2026-11-11"} | cells
    assert contradictions(found(touch, cells=cells)) == [("Accounts", 0, cells["Last touch date"])]


@pytest.mark.parametrize(
    ("touch", "cells"),
    [
        ((10, *PAIR), {}),
        ((5, *PAIR), {}),
        ((20, "E-mail", None, None), {"Last touch type": "E-mail"}),
        ((20, "E-mail", None, None), {"Last touch date": None}),
        ((20, "E-mail", None, None), {"Sponsor since": "2026-11-12"}),
        ((20, "E-mail", None, None), {"Tier": 3}),
        ((-1, *PAIR), {}),
    ],
    ids=str,
)
def test_what_contradicts_nothing_is_no_issue(
    touch: tuple[Any, ...], cells: dict[str, Any]
) -> None:
    assert contradictions(found(touch, cells={"Last touch date": "2026-11-11"} | cells)) == []


def red_days_until_planned(tier: int, rule: str) -> int:
    """Days on the red list from a touch up to the day on which the next one is planned."""
    days = range(100)
    accounts = [
        ACCOUNT
        | {"Account ID": f"A-{ago}", "Tier": tier, "Last touch date": DAY - dt.timedelta(days=ago)}
        for ago in days
    ]
    policy = Policy.load({"touch.plan": rule})
    scored = checked(pd.DataFrame(accounts, dtype=object), None, policy, DAY).scored()
    assert scored.loc[0, "Next play"] == "Plan the next touch"
    planned = (scored.loc[0, "Play due"] - pd.Timestamp(DAY)).days
    return int(scored.loc[scored["Days since touch"] <= planned, "Red"].sum())


@pytest.mark.parametrize("tier", [1, 2])
def test_who_follows_the_plan_is_never_on_the_red_list(tier: int) -> None:
    """Source: C02, C59."""
    assert red_days_until_planned(tier, "before_red") == 0
    assert red_days_until_planned(tier, "days") == {1: 36, 2: 18}[tier]


@pytest.mark.parametrize(
    ("outcome", "passes"),
    [
        (None, 1),
        ("Took place", 1),
        ("completed", 1),
        ("Planned", 0),
        ("No show", 0),
        ("Cancelled", 0),
        ("Deleted", 0),
        ("perhaps", 0),
    ],
)
def test_what_did_not_take_place_is_no_touch(outcome: str | None, passes: int) -> None:
    """Source: D1."""
    known = found((5, *PAIR, outcome))
    assert known.scored()["Gate 4"].tolist() == [passes]
    assert known.issues["Code"].tolist().count("CHOICE_UNKNOWN") == (outcome == "perhaps")


@pytest.mark.parametrize("ago", [0, -1, -400])
def test_a_planned_touch_may_be_dated_ahead_and_hinders_no_other(ago: int) -> None:
    known = found((ago, *PAIR, "Planned"), cells={"Last touch date": "2026-11-20"})
    assert known.scored()["Days since touch"].tolist() == [1]
    assert "DATE_FUTURE" not in known.issues["Code"].tolist()
    day = DAY - dt.timedelta(days=ago)
    assert known.touches is not None
    assert known.touches["Planned date"].tolist() == [pd.Timestamp(day)]


@pytest.mark.parametrize(
    ("one", "other", "repeated"),
    [((None, "T1"), (None, "T2"), 0), ((None, "T1"), ("Planned", "T1"), 0), ((None,), (None,), 1)],
)
def test_touches_that_an_id_or_an_outcome_tells_apart_are_no_repeats(
    one: tuple[Any, ...], other: tuple[Any, ...], repeated: int
) -> None:
    """They come by an import, so the issue would come back with each (D3)."""
    codes = found((5, *PAIR, *one), (5, *PAIR, *other)).issues["Code"].tolist()
    assert codes.count("TOUCH_REPEATED") == repeated
