"""The scorecard: rates by tier, director, region and segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scoring.coverage.bonus import bonus
from scoring.coverage.cadence import reachable_shares
from scoring.coverage.comparison import ALL_ACCOUNTS, KEYS, NO_NAME, rates_then
from scoring.coverage.gates import SPONSOR, TOUCH
from scoring.coverage.measured import unknown
from scoring.coverage.path import plays_to_target
from scoring.coverage.tables import SCORECARD
from scoring.coverage.targets import goals
from scoring.coverage.trend import rate
from scoring.coverage.views import ALL, PROFILE, TIER, VIEWS, shown
from scoring.parameters import FULL, parameters

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pandas.api.extensions import ExtensionArray

    from scoring.coverage.targets import Goal
    from scoring.policy import DayPolicy, Policy

_CHANGES = {"Change 4 weeks": 4, "Change 13 weeks": 13}
_MEASURED = ("Covered", "Solid", "Slipping", "Uncovered", "Red", "Amber")
_UNCOVERED = ("Amber", "Uncovered", "Data issue", "Waived")
"""Statuses of accounts that are not covered, if they count."""


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
        The headers of Scorecard, rates in exact basis points, NA where no account counts. Where
        coverage is not measured, neither rates nor what they are made from are told. Accounts are
        the sum of Solid, Slipping and Uncovered. CSMs are listed only with `views.csm_coverage`.

    Source: S0-01 to S0-05, S0-20 to S0-22, S0-31, C02, C07, C13, C30, C34, C35, C55, G13.
    """
    rules, targets = policy.on(as_of), goals(policy, as_of)
    measures = _measures(scored, reachable_shares(scored, policy, as_of, history))
    groups = _groups(scored, rules)
    sums = _sums(groups.join(measures), rules)
    plays = plays_to_target(scored, policy, as_of, groups)
    # Without an account in scope there are no groups, yet others may have plays.
    sums["Plays to target"] = plays.reindex(sums.index)
    everything = _whole(measures, ALL.name, ALL_ACCOUNTS)
    everything["Plays to target"] = _plays_of_all(sums, targets)
    parts = [everything, sums.reset_index()]
    if scored["Single buyer"].any():
        parts.append(_whole(measures[scored["Single buyer"]], PROFILE.name, "Single buyer"))
    card = _finished(pd.concat(parts, ignore_index=True), rules, targets)
    changes = _changes(card, scored, policy, as_of, history)
    return card.assign(**changes, **bonus(card, rules, targets))[SCORECARD.own_headers]


def repeated_views(scored: pd.DataFrame, policy: DayPolicy) -> dict[str, str]:
    """The views whose rows say what those of an earlier one say, each with that one.

    A region that is one director's throughout tells nothing that his own row does not tell.

    Args:
        scored: the accounts of the scorecard.
        policy: the parameters in force.
    """
    inside = _with_names(scored.loc[scored["Tier"].isin(policy.integers("scope.tiers"))])
    found: dict[str, str] = {}
    if inside.empty:
        return found
    cuts = {TIER.name: inside.groupby("Tier").ngroup()}
    for view in (view for view in shown(policy) if view.cuts):
        own = inside.groupby([view.name, "Tier"]).ngroup()
        twins = (name for name, cut in cuts.items() if _same_cut(own, cut))
        nobody = (inside[view.name] == NO_NAME).all()
        if (view.may_repeat or nobody) and (twin := next(twins, None)):
            found[view.name] = twin
        else:
            cuts[view.name] = own
    return found


def without_repeats(card: pd.DataFrame, scored: pd.DataFrame, policy: DayPolicy) -> pd.DataFrame:
    """The scorecard as it is listed: without the views that repeat another (`repeated_views`)."""
    return card.loc[~card["View"].isin(repeated_views(scored, policy))]


def _with_names(scored: pd.DataFrame) -> pd.DataFrame:
    names = [view.name for view in VIEWS if view.cuts]
    return scored.assign(**{name: scored[name].fillna(NO_NAME) for name in names})


def _same_cut(one: pd.Series, other: pd.Series) -> bool:
    """Whether two ways of cutting the accounts give the same groups."""
    pairs = pd.DataFrame({"one": one, "other": other}).drop_duplicates()
    return len(pairs) == one.nunique() == other.nunique()


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


def _plays_of_all(sums: pd.DataFrame, targets: Mapping[int, Goal]) -> ExtensionArray:
    """Plays that bring every tier with accounts and a target to it; NA where one can't be."""
    tiers = sums.loc[TIER.name]
    aimed = tiers.index.get_level_values("Tier").isin(list(targets)) & (tiers["Accounts"] > 0)
    plays = tiers.loc[aimed, "Plays to target"].sum(skipna=False, min_count=1)
    return pd.array([plays], dtype="Int32")


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
    single = scored["Single buyer"].astype(bool)
    nothing_of = [fill.gate for fill in unknown(scored)]
    half = ~single & bool(nothing_of) | single & any(gate.single_buyer for gate in nothing_of)
    full = (scored["Gate score"] == FULL).fillna(value=False).astype(bool)
    covered = scored["Covered"] & counted
    measures = {
        "Accounts": counted,
        "Covered": covered,
        "Solid": counted & (scored["Status"] == "Covered"),
        "Slipping": counted & (scored["Status"] == "Slipping"),
        "Uncovered": counted & scored["Status"].isin(_UNCOVERED),
        "Unknown": counted & ~scored["Measured"].astype(bool),
        "Unknown full": counted & half,
        "Unknown named": counted & (SPONSOR in nothing_of),
        "Unknown touch": counted & (TOUCH in nothing_of),
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


_RATES = (
    ("Coverage rate", "Covered", "Accounts", "Unknown"),
    ("Full rate", "Full", "Accounts", "Unknown full"),
    ("Named-only rate", "Named", "Accounts", "Unknown named"),
    ("Reachable rate", "Reachable", "Accounts", "Unknown touch"),
    ("Off red list", "Off", "Accounts", "Unknown touch"),
    ("ARR-weighted rate", "Covered ARR", "ARR", "Unknown"),
)
"""Each rate with its part, its whole, and what counts the accounts that make it unknown."""

_SETTLED = {"Reachable": 9, "Off": 9, "Covered ARR": 6, "ARR": 6}
"""Decimals behind which a sum of shares, or of amounts, hangs on the order of its rows."""


def _finished(card: pd.DataFrame, policy: DayPolicy, targets: Mapping[int, Goal]) -> pd.DataFrame:
    """Rates, targets and benchmarks from the sums."""
    card = card.round(_SETTLED)
    for header, part, whole, unknown_in in _RATES:
        card[header] = rate(card[part], card[whole]).mask(card[unknown_in] > 0)
    tiers = policy.integers("scope.tiers")
    card["Target"] = _by_tier(card["Tier"], {tier: goal.rate for tier, goal in targets.items()})
    card["Gap"] = card["Coverage rate"] - card["Target"]
    for header, key in (
        ("Median (unverified)", "benchmark.median_t"),
        ("Gold standard (unverified)", "benchmark.gold_t"),
    ):
        published = [tier for tier in tiers if f"{key}{tier}" in parameters()]
        known = {tier: policy.integer(f"{key}{tier}") for tier in published}
        card[header] = _by_tier(card["Tier"].where(card["View"] == TIER.name), known)
    counts = ["Accounts", "Waived", "New", "Data issues"]
    card = card.astype(dict.fromkeys([*counts, *_MEASURED], "Int64"))
    for header in _MEASURED:
        card[header] = card[header].mask(card["Unknown"] > 0)
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
        past = pd.Series(pd.NA, index=card.index, dtype="Float64")
        if then is not None:
            own = then.loc[then["Weeks"] == weeks]
            past = card[KEYS].merge(own, on=KEYS, how="left")["Coverage rate"].astype("Float64")
        changes[header] = card["Coverage rate"] - past
    return changes


def _by_tier(tiers: pd.Series, values: Mapping[int, int]) -> pd.Series:
    return tiers.astype("Int64").map(values).astype("Int32")
