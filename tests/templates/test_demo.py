"""The demo data: made by the product from its story, and a story worth telling."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pandas as pd
import pytest

from scoring.coverage.gates import GATE_HEADERS
from scoring.coverage.history import snapshot, typed_history, with_snapshot
from scoring.coverage.tables import ACCOUNTS, HISTORY, TOUCHES
from scoring.policy import Policy
from workbook_templates import demo_path
from workbook_templates.demo import build as demo
from workbook_templates.demo import firms, story

pytestmark = pytest.mark.slow

COVERED = 8500
TEN_POINTS = 0.10
GAMED = "SC-1023"


@pytest.fixture(scope="module")
def told() -> list[story.Account]:
    return story.accounts()


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.from_toml(demo_path("settings.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def history() -> pd.DataFrame:
    return typed_history(_read("history.csv"))[0]


@pytest.fixture(scope="module")
def scored(told: list[story.Account], policy: Policy, history: pd.DataFrame) -> pd.DataFrame:
    return demo.scored_on(told, story.AS_OF, policy, history)


@pytest.fixture(scope="module")
def snapshots(scored: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    return with_snapshot(history, snapshot(scored, story.AS_OF))[0]


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(demo_path(name), dtype=str, keep_default_na=False)


def _rates(snapshots: pd.DataFrame, tier: int) -> list[float]:
    counted = snapshots[(snapshots["Tier"] == tier) & (snapshots["Status"] != "Waived")]
    covered = (counted["Gate score"] >= COVERED) & (counted["Status"] != "Data issue")
    return [float(rate) for rate in covered.groupby(counted["Snapshot date"]).mean()]


def test_the_files_are_what_the_sources_write() -> None:
    for name, text in demo.files().items():
        # read_bytes, since a checkout must not change the line ends either.
        assert demo_path(name).read_bytes().decode() == text, "run python -m addin.build"


def test_the_story_is_told_the_same_twice() -> None:
    assert story.accounts() == story.accounts()


def test_the_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in demo_path("").iterdir()) < 1_500_000


def test_the_headers_are_those_of_the_contracts() -> None:
    assert set(_read("accounts.csv").columns) < set(ACCOUNTS.headers)
    assert _read("touches.csv").columns.tolist() == TOUCHES.headers
    assert _read("history.csv").columns.tolist() == HISTORY.headers


def test_there_are_120_accounts_and_two_rows_too_many() -> None:
    accounts = _read("accounts.csv")
    assert len(accounts) == 122
    assert accounts["Account ID"].nunique() == accounts["Account"].nunique() == 120
    tiers = accounts.drop_duplicates("Account ID")["Tier"].value_counts()
    assert tiers["1"] == 31
    assert tiers["2"] == 60
    assert tiers["3"] + tiers["4"] == 29
    assert accounts["CS director"].nunique() == 5
    assert accounts["CSM"].nunique() == 12
    assert set(accounts["Internal executive"]) - {""} == {name for name, _ in firms.EXECUTIVES}


def test_the_history_holds_26_mondays(history: pd.DataFrame) -> None:
    days = sorted(history["Snapshot date"].dt.date.unique())
    assert days == list(story.MONDAYS[:-1])
    assert len(days) == 26
    assert all(day.weekday() == 0 for day in days)
    assert days[-1] == story.AS_OF - dt.timedelta(weeks=1)


def test_the_targets_begin_with_the_programme(policy: Policy) -> None:
    assert policy.on(dt.date(2026, 5, 31)).target(1) is None
    assert [policy.on(story.AS_OF).target(tier) for tier in (1, 2)] == [8000, 5000]
    assert policy.on(dt.date(2027, 6, 1)).target(1) == 9200
    assert policy.as_of == story.AS_OF


@pytest.mark.parametrize(("tier", "start", "end"), [(1, 0.467, 0.733), (2, 0.276, 0.508)])
def test_coverage_climbs_and_never_too_fast(
    snapshots: pd.DataFrame, tier: int, start: float, end: float
) -> None:
    rates = _rates(snapshots, tier)
    assert rates[0] == pytest.approx(start, abs=0.001)
    assert rates[-1] == pytest.approx(end, abs=0.001)
    assert all(new - old < TEN_POINTS + 0.0001 for old, new in zip(rates, rates[8:], strict=False))
    assert any(new < old for old, new in pairwise(rates)), "no programme only rises"


def test_one_director_lags(scored: pd.DataFrame) -> None:
    first = scored[(scored["Tier"] == 1) & scored["Counted"]]
    rates = first.groupby("CS director")["Covered"].mean()
    assert rates.idxmin() == firms.LAGGING_DIRECTOR
    assert rates.drop(firms.LAGGING_DIRECTOR).min() > rates.min() + 0.25


def test_one_account_turned_all_its_gates_in_one_week(snapshots: pd.DataFrame) -> None:
    # An account that starts to be scored has turned nothing.
    order = snapshots.sort_values(["Account ID", "Snapshot date"])
    before = order.groupby("Account ID")["Gates"].shift()
    pairs = zip(order["Account ID"], before, order["Gates"], strict=True)
    turned = {
        account
        for account, old, new in pairs
        if isinstance(old, str)
        and sum(a.islower() and b.isupper() for a, b in zip(old, new, strict=True)) >= 3
    }
    assert turned == {GAMED}


def test_each_kind_of_trouble_is_there(scored: pd.DataFrame) -> None:
    accounts = _read("accounts.csv")
    assert (accounts["Sponsor status"] == "Departed").any()
    assert (accounts["Two-way intro date"] == "2026-02-30").sum() == 1
    assert (_read("touches.csv")["Touch date"] > story.AS_OF.isoformat()).sum() == 1
    assert (accounts["Waiver reason"] != "").sum() == 2
    assert (scored["Status"] == "Waived").sum() == 1
    assert (scored["Status"] == "Data issue").sum() >= 3
    assert (accounts["Profile"] == "Single buyer").sum() == 4
    assert scored["New"].sum() == 1
    assert set(scored["Status"]) >= {"Covered", "Slipping", "Uncovered", "Out of scope"}


def test_some_are_red_for_weeks_and_one_of_them_is_the_vps_own(scored: pd.DataFrame) -> None:
    red = scored[scored["Red"] == 1]
    long = red[red["Red since"] <= pd.Timestamp(story.AS_OF - dt.timedelta(weeks=1))]
    assert len(long) > 10
    assert (red["Red since"] == pd.Timestamp(story.AS_OF)).any()
    assert firms.VP_CS[0] in set(long["Internal executive"])


def test_the_notes_are_those_of_red_accounts_and_one_that_has_left(
    scored: pd.DataFrame, history: pd.DataFrame
) -> None:
    noted = set(_read("red_list.csv")["Account ID"])
    last = history[history["Snapshot date"] == history["Snapshot date"].max()]
    assert noted <= set(last.loc[last["Red"] == 1, "Account ID"])
    assert noted - set(scored.loc[scored["Red"] == 1, "Account ID"]) == {story.LAST_GAINED}


def test_every_gate_is_open_somewhere(scored: pd.DataFrame) -> None:
    inside = scored[scored["Status"] != "Out of scope"]
    assert all((inside[gate] == 0).any() and (inside[gate] == 1).any() for gate in GATE_HEADERS)
