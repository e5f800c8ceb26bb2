"""Functions of one account: what they take, and that they say what the whole table says."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest
import xlwings as xw
from hypothesis import given, settings
from hypothesis import strategies as st

from addin import functions
from scoring.cleaning import clean
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS
from scoring.parameters import FULL
from scoring.policy import Policy
from tests.functions.cells import AS_OF, as_datetime, as_iso, as_serial

INTRO, TOUCH = dt.date(2026, 6, 1), dt.date(2027, 2, 19)
GREEN = ("Anna Berg", "Maria Holm", INTRO, TOUCH, "Costs down")
DAY = as_datetime(AS_OF)

ONE_ACCOUNT = [
    functions.sponsor_score,
    functions.sponsor_current_score,
    functions.sponsor_next_play,
    functions.sponsor_play_due,
    functions.sponsor_covered_until,
    functions.sponsor_explain,
]


@pytest.mark.parametrize("cell", [as_datetime, as_serial, as_iso, lambda day: day])
def test_a_date_is_the_same_day_from_every_host(cell):
    cells = ("Anna Berg", "Maria Holm", cell(INTRO), cell(TOUCH), "yes", cell(AS_OF))
    assert functions.sponsor_current_score(*cells) == 1.0
    assert functions.sponsor_covered_until(*cells) == dt.datetime(2027, 4, 8)


@pytest.mark.parametrize("blank", [None, 0, 0.0, "", " ", "n/a", float("nan")])
def test_an_empty_cell_is_empty_from_every_host(blank):
    assert (
        functions.sponsor_score(
            blank,
            blank,
            blank,
            blank,
            blank,
            DAY,
            blank,
        )
        == 0.0
    )
    assert functions.sponsor_score(*GREEN[:3], blank, "yes", DAY) == 0.5
    assert functions.sponsor_score(*GREEN[:4], blank, DAY) == 0.85
    assert functions.sponsor_next_play(blank, *GREEN[1:], DAY, blank, blank) == (
        "Name a customer sponsor"
    )


def test_a_cell_in_a_range_of_one_is_that_cell():
    assert functions.sponsor_score(*[[[cell]] for cell in (*GREEN, DAY, None)]) == 1.0


@pytest.mark.parametrize(
    ("intro", "score"),
    [("yes", 1.0), ("no", 0.5), (True, 1.0), (False, 0.5), (1, 1.0), (0, 0.5), ("2026-06-01", 1.0)],
)
def test_an_intro_may_be_yes_or_no(intro, score):
    assert functions.sponsor_score("Anna", "Maria", intro, TOUCH, "yes", DAY) == score


def test_a_single_buyer_has_two_gates():
    assert functions.sponsor_score("Anna", None, None, TOUCH, None, DAY, "Single buyer") == 1.0
    assert functions.sponsor_score("Anna", None, None, None, None, DAY, "one-person buyer") == 0.0


def test_an_omitted_as_of_is_today(monkeypatch):
    monkeypatch.setattr("addin.functions.arguments.today", lambda: AS_OF)
    for omitted in (None, "", 0):
        assert functions.sponsor_covered_until(*GREEN, omitted) == dt.datetime(2027, 4, 8)


def test_an_omitted_tier_is_the_first():
    old = (*GREEN[:3], dt.date(2027, 1, 5), "yes", DAY)
    assert functions.sponsor_next_play(*old) == "Call the sponsor"
    assert functions.sponsor_next_play(*old, None, 2) == "Plan the next touch"
    assert functions.sponsor_next_play(*old, None, 3) is None
    assert functions.sponsor_explain(*old, None, 3) == "Tier 3 is out of scope: it is not scored."


def test_a_sentence_tells_the_days_however_many_they_are():
    said = functions.sponsor_explain(*GREEN[:3], AS_OF - dt.timedelta(days=1000), "yes", DAY)
    assert said == (
        "0.50 because nobody has spoken to the sponsor for 1,000 days (limit 90). Call: 1.00. "
        "Due 8 Mar."
    )


@pytest.mark.parametrize("function", ONE_ACCOUNT)
@pytest.mark.parametrize(
    ("place", "cell", "said"),
    [
        (0, "#REF!", "customer_sponsor holds the error #REF!. Mend the formula there"),
        (0, -2146826245, "customer_sponsor holds the error #VALUE!"),
        (1, "#SPILL!", "internal_executive holds the error"),
        (2, "soon", 'intro "soon" is not a date. Use a real date, for example 2026-02-28.'),
        (2, "#VALUE!", 'intro "#VALUE!" is not a date'),
        (3, "31/02/2026", 'last_touch "31/02/2026" is not a date'),
        (3, "03/04/2026", 'last_touch "03/04/2026" may be day first or month first'),
        (3, -4, 'last_touch "-4" is not a date'),
        (3, True, 'last_touch "True" is not a date'),
        (3, dt.datetime(2027, 3, 2), "last_touch 2027-03-02 lies after the as-of date 2027-03-01"),
        (2, 46450, "intro 2027-03-04 lies after the as-of date"),
        (3, [[1], [2]], "last_touch is 2 cells and must be one. Pass a single cell and fill down"),
        (4, "#NAME?", "outcome holds the error"),
        (5, "someday", 'as_of "someday" is not a date'),
        (5, dt.datetime(2326, 1, 1), 'as_of "2326-01-01" is not a date'),
        (6, "bulk", 'profile "bulk" is not known. Use one of Standard, Single buyer.'),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(function, place, cell, said):
    cells = [*GREEN, DAY, None]
    cells[place] = cell
    with pytest.raises(xw.XlwingsError, match="^" + re.escape(said)) as refused:
        function(*cells)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) <= 255


@pytest.mark.parametrize("code", [-2146826288, -2146826281, -2146826265, -2146826201])
def test_each_error_of_classic_excel_is_one(code):
    with pytest.raises(xw.XlwingsError, match="customer_sponsor holds the error #VALUE!"):
        functions.sponsor_score(code, *[None] * 6)


@pytest.mark.parametrize("number", [-2146826289, -2146826200])
def test_a_number_beside_the_errors_is_a_number(number):
    with pytest.raises(xw.XlwingsError, match=r"arr -2.14683e\+09 is below zero"):
        functions.sponsor_tier(number)


def test_a_long_text_is_cut_in_the_message():
    with pytest.raises(xw.XlwingsError) as refused:
        functions.sponsor_score(*GREEN[:3], "=cmd|' /c calc'!A0\n" * 900, "yes", DAY)
    assert len(str(refused.value)) <= 255
    assert "\n" not in str(refused.value)


def test_a_bad_tier_is_refused():
    with pytest.raises(xw.XlwingsError, match=r'tier "gold" is not a tier\. Use 1, 2, 3 or 4'):
        functions.sponsor_explain(*GREEN, DAY, None, "gold")


_DAYS = st.one_of(st.none(), st.integers(0, 120), st.integers(0, 2000)).map(
    lambda days: None if days is None else AS_OF - dt.timedelta(days=days)
)
_NAMES = st.sampled_from([None, "Anna", "no", "TBD", "yes", "-"])


_ACCOUNTS = st.tuples(
    _NAMES,
    _NAMES,
    st.one_of(_DAYS, st.sampled_from(["yes", "no", None])),
    _DAYS,
    _NAMES,
    st.just(AS_OF),
    st.sampled_from([None, "Standard", "single buyer"]),
)


@settings(max_examples=40)
@given(
    account=_ACCOUNTS,
    tier=st.integers(1, 4),
    host=st.sampled_from([as_datetime, as_serial, as_iso]),
)
@pytest.mark.slow
def test_one_account_gets_what_the_whole_table_gives_it(account, tier, host):
    cells = [host(cell) if isinstance(cell, dt.date) else cell for cell in account]
    sponsor, executive, intro, touched, outcome, _, profile = cells
    row = {
        "Account ID": "A-1",
        "Account": "Acme",
        "Tier": tier,
        "Customer sponsor": sponsor,
        "Internal executive": executive,
        "Two-way intro date": intro,
        "Last touch date": touched,
        "Business outcome": outcome,
        "Profile": profile,
    }
    policy = Policy.load()
    raw = pd.DataFrame([row], dtype=object)
    account, _ = clean(raw, ACCOUNTS, policy, AS_OF)
    scored = score_accounts(account, policy, AS_OF).astype(object)
    expected = scored.where(scored.notna(), None).iloc[0]
    if tier <= 2:
        assert functions.sponsor_score(*cells) == expected["Gate score"] / FULL
        assert functions.sponsor_current_score(*cells) == expected["Current score"] / FULL
        gate, current = functions.sponsor_score(*cells), functions.sponsor_current_score(*cells)
        assert functions.sponsor_status(gate, tier, current) == expected["Status"]
    else:
        assert functions.sponsor_status(None, tier) == expected["Status"]
    assert functions.sponsor_next_play(*[*cells, tier]) == expected["Next play"]
    assert functions.sponsor_play_due(*[*cells, tier]) == expected["Play due"]
    assert functions.sponsor_covered_until(*[*cells, tier]) == expected["Covered until"]
    assert functions.sponsor_explain(*[*cells, tier]) == expected["Explanation"]
