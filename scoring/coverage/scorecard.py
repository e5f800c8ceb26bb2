"""The scorecard: rates by tier, director, region and segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scoring.coverage.bonus import bonus
from scoring.coverage.cadence import reachable_shares
from scoring.coverage.comparison import ALL_ACCOUNTS, KEYS, NO_NAME, rates_then
from scoring.coverage.path import plays_to_target
from scoring.coverage.tables import SCORECARD
from scoring.coverage.trend import rate
from scoring.coverage.views import ALL, PROFILE, TIER, shown
from scoring.parameters import FULL, parameters

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from scoring.policy import DayPolicy, Policy

_CHANGES = {"Change 4 weeks": 4, "Change 13 weeks": 13}


def scorecard(
    scored: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    history: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Rates, targets and counts of all accounts, each tier, and each director, region and segment.

    Args:
        scored: as `scoring.coverage.score_accounts` returns it.
        policy: the parameters.
        as_of: day of the score.
        history: typed History, for the changes, and for the cadence of accounts that Touches do not
            know; those of regions and segments are told by today's
            accounts.

    Returns:
        The headers of Scorecard, rates in basis points, NA where no account counts. CSMs are listed
        only with `views.csm_coverage`.

    Source: S0-01 to S0-05, S0-20 to S0-22, S0-31, C02, C07, C13, C30, C34, C35, C55, G13.
    """
    rules = policy.on(as_of)
    measures = _measures(scored, reachable_shares(scored, policy, as_of, history))
    groups = _groups(scored, rules)
    sums = _sums(groups.join(measures), rules)
    plays = plays_to_target(scored, policy, as_of, groups)
    # Without an account in scope there are no groups, yet others may have plays.
    sums["Plays to target"] = plays.reindex(sums.index)
    parts = [_whole(measures, ALL.name, ALL_ACCOUNTS), sums.reset_index()]
    if scored["Single buyer"].any():
        parts.append(_whole(measures[scored["Single buyer"]], PROFILE.name, "Single buyer"))
    card = _finished(pd.concat(parts, ignore_index=True), rules)
    changes = _changes(card, scored, policy, as_of, history)
    return card.assign(**changes, **bonus(card, rules))[SCORECARD.own_headers]


def _groups(scored: pd.DataFrame, policy: DayPolicy) -> pd.DataFrame:
    """View, Name and Tier of each account in scope, once for each view that has groups.

    One frame for all views, so that each number is worked out once and not view by view.
    """
    rows = scored.loc[scored["Tier"].isin(policy.integers("scope.tiers"))]
    tier = rows["Tier"]
    cuts = {TIER.name: "Tier " + tier.astype("str")}
    cuts |= {view.name: rows[view.name].fillna(NO_NAME) for view in shown(policy) if view.cuts}
    order = pd.CategoricalDtype(list(cuts))
    parts = [pd.DataFrame({"View": name, "Name": of, "Tier": tier}) for name, of in cuts.items()]
    return pd.concat(parts).astype({"View": order, "Name": "str"})


def _sums(rows: pd.DataFrame, policy: DayPolicy) -> pd.DataFrame:
    """The measures of each group by View, Name and Tier; a tier without accounts has zeros."""
    sums = rows.groupby(KEYS).sum()
    tiers = [(TIER.name, f"Tier {tier}", tier) for tier in policy.integers("scope.tiers")]
    return sums.reindex([*tiers, *(key for key in sums.index if key[0] != TIER.name)], fill_value=0)


def _whole(measures: pd.DataFrame, view: str, name: str) -> pd.DataFrame:
    """The sums of all of these accounts, of whatever tier."""
    missing = pd.array([pd.NA], dtype="Int32")
    whole = measures.sum().to_frame().T
    return whole.assign(**{"View": view, "Name": name, "Tier": missing, "Plays to target": missing})


def _measures(scored: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """What is added up, account by account."""
    counted = scored["Counted"].astype(bool)
    readable = counted & ~scored["Status"].isin(("Data issue", "Waived"))
    arr = scored["ARR"].fillna(0).where(counted, 0)
    full = (scored["Gate score"] == FULL).fillna(value=False).astype(bool)
    covered = scored["Covered"] & counted
    measures = {
        "Accounts": counted,
        "Covered": covered,
        "Full": readable & full,
        "Named": readable & scored["Named"],
        "ARR": arr,
        "Covered ARR": arr.where(covered, 0),
        "Reachable": shares["Covered"].where(readable, 0),
        "Off": shares["Off red list"].where(readable, 0),
        "Red": scored["Red"] == 1,
        "Amber": scored["Status"] == "Amber",
        "Waived": scored["Status"] == "Waived",
        "New": scored["New"].astype(bool),
        "Data issues": scored["Status"] == "Data issue",
    }
    return pd.DataFrame(measures, index=scored.index).astype("float64")


def _finished(card: pd.DataFrame, policy: DayPolicy) -> pd.DataFrame:
    """Rates, targets and benchmarks from the sums."""
    rates = {
        "Coverage rate": "Covered",
        "Full rate": "Full",
        "Named-only rate": "Named",
        "Reachable rate": "Reachable",
        "Off red list": "Off",
    }
    card = card.assign(**{to: rate(card[part], card["Accounts"]) for to, part in rates.items()})
    card["ARR-weighted rate"] = rate(card["Covered ARR"], card["ARR"])
    tiers = policy.integers("scope.tiers")
    targets = {tier: policy.target(tier) for tier in tiers}
    card["Target"] = _by_tier(card["Tier"], targets)
    card["Gap"] = card["Coverage rate"] - card["Target"]
    for header, key in (
        ("Median (unverified)", "benchmark.median_t"),
        ("Gold standard (unverified)", "benchmark.gold_t"),
    ):
        published = [tier for tier in tiers if f"{key}{tier}" in parameters()]
        known = {tier: policy.integer(f"{key}{tier}") for tier in published}
        card[header] = _by_tier(card["Tier"].where(card["View"] == TIER.name), known)
    counts = ["Accounts", "Covered", "Red", "Amber", "Waived", "New", "Data issues"]
    return card.astype(
        dict.fromkeys(counts, "int64") | {"View": "str", "Name": "str", "Tier": "Int8"}
    )


def _changes(
    card: pd.DataFrame,
    scored: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    history: pd.DataFrame | None,
) -> dict[str, pd.Series]:
    """The coverage rate less that of some weeks ago, by header."""
    changes = {}
    then = None
    if history is not None:
        then = rates_then(history, scored, policy, as_of, list(_CHANGES.values()))
    for header, weeks in _CHANGES.items():
        past = pd.Series(pd.NA, index=card.index, dtype="Int32")
        if then is not None:
            own = then.loc[then["Weeks"] == weeks]
            past = card[KEYS].merge(own, on=KEYS, how="left")["Coverage rate"].astype("Int32")
        changes[header] = card["Coverage rate"] - past
    return changes


def _by_tier(tiers: pd.Series, values: Mapping[int, int | None]) -> pd.Series:
    known = {tier: value for tier, value in values.items() if value is not None}
    return tiers.astype("Int64").map(known).astype("Int32")
