"""The board slide: its numbers and the sentences that are made from them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.board.facts import Facts, Tier, counts_then, known
from scoring.coverage.gates import AGAINST_DECAY, GATES
from scoring.coverage.standup import owners
from scoring.parameters import FULL
from scoring.wording import day, fitted, in_words, money, percent, points, word

if TYPE_CHECKING:
    from scoring.policy import DayPolicy

LISTED = 5
"""Red accounts that the slide has room for."""

NOTHING = "–"
"""Stands where there is no number."""

_ACCOUNT_WIDTH, _OWNER_WIDTH, _ROLE_WIDTH, _FIRST_WIDTH = 36, 18, 16, 24
"""Letters that the slide has room for."""

_REASONS = {gate.number: gate.why_red for gate in GATES if gate.why_red}


def board(facts: Facts, version: str) -> dict[str, Any]:
    """Each named cell of the board slide with its value.

    Args:
        facts: what the refresh found.
        version: version of the product.

    Returns:
        Rates as shares (0.8632), money in the currency of the data, dates, counts and sentences by
        the name of the cell; "" where there is nothing to show.

    Source: S0-02, S0-21, S0-22, S2-22, C07, C14, C34, C55.
    """
    first, second = facts.tiers
    values: dict[str, Any] = {
        "board_headline": _headline(facts),
        "board_as_of": facts.as_of,
        "board_ask": _ask(facts),
        "board_source": _source(facts, version),
    }
    for tier in (first, second):
        name = f"board_t{tier.number}"
        values[f"{name}_rate"] = NOTHING if tier.rate is None else tier.rate / FULL
        values[f"{name}_gap"] = _gap(tier)
        values[f"{name}_change"] = "" if tier.change is None else _moved(*tier.change)
        values[f"{name}_note"] = _note(tier)
    return values | _counts(facts) | _listed(facts)


def _counts(facts: Facts) -> dict[str, Any]:
    """ARR at risk, red accounts and escalations, each beside its whole and its change."""
    policy = facts.rules
    at_risk = float(facts.scored.loc[facts.scored["Red"] == 1, "ARR"].sum())
    counting = facts.scored.loc[facts.scored["Counted"]]
    whole = float(counting["ARR"].sum())
    escalations = int(facts.red["Escalate to"].notna().sum())
    values: dict[str, Any] = {
        "board_arr_at_risk": at_risk,
        "board_arr_shown": money(at_risk, policy),
        "board_arr_base": f"of {money(whole, policy)} in scope",
        "board_red": len(facts.red),
        "board_red_base": f"of {in_words(len(counting), 'account')} in scope",
        "board_escalations": escalations,
        "board_escalations_base": f"red {_weeks_red(policy)}",
    }
    if whole > 0:
        values["board_arr_base"] = f"{percent(round(FULL * at_risk / whole))}% " + str(
            values["board_arr_base"]
        )
    then = counts_then(facts)
    for name, now in (("arr", at_risk), ("red", len(facts.red)), ("escalations", escalations)):
        values[f"board_{name}_change"] = ""
        if then is not None:
            when, earlier = then[0], then[1][name]
            size = (
                money(abs(now - earlier), policy)
                if name == "arr"
                else word(int(abs(now - earlier)))
            )
            values[f"board_{name}_change"] = _way(now - earlier, size, when)
    return values


def _weeks_red(policy: DayPolicy) -> str:
    return f"for {in_words(policy.integer('escalation.red_weeks'), 'week')} or more"


def _headline(facts: Facts) -> str:
    """The state of the headline tier in one sentence."""
    tier = facts.headline_tier
    if tier is None:
        return "No account counts towards coverage yet."
    start = f"{_course(tier)}{_against_target(tier)}"
    if tier.number > 1:
        start = f"No Tier 1 account counts; {start}"
    own = facts.scored.loc[facts.scored["Tier"] == tier.number]
    open_ones = own.loc[own["Counted"] & ~own["Covered"]]
    listed = facts.red.loc[facts.red["Tier"] == tier.number]
    if tier.is_short:
        hold = "holds it back" if len(open_ones) == 1 else "hold it back"
        return f"{start}; {_accounts_worth(open_ones, facts.rules)} {hold}."
    if listed.empty:
        which = "no account" if facts.red.empty else f"no {tier.name} account"
        return f"{start}; {which} is on the red list."
    are = "is" if len(listed) == 1 else "are"
    return f"{start}; {_accounts_worth(listed, facts.rules)} {are} on the red list."


def _course(tier: Tier) -> str:
    name, shown = f"{tier.name} coverage", f"{percent(tier.rate or 0)}%"
    if tier.change is None:
        return f"{name} stands at {shown}"
    moved = tier.change[1]
    verb = "rose to" if moved > 0 else "fell to" if moved < 0 else "holds at"
    return f"{name} {verb} {shown}"


def _against_target(tier: Tier) -> str:
    if tier.target is None or tier.rate is None:
        return ""
    if tier.rate == tier.target:
        return ", on target"
    side = "short of" if tier.is_short else "above"
    return f", {points(tier.gap)} {side} target"


def _accounts_worth(rows: pd.DataFrame, policy: DayPolicy) -> str:
    return f"{in_words(len(rows), 'account')} worth {money(float(rows['ARR'].sum()), policy)}"


def _gap(tier: Tier) -> str:
    """The first line below a tier's rate: its target, and how far it is."""
    if tier.target is None:
        return "No target in force"
    goal = f"Target {percent(tier.target)}%"
    if tier.rate is None:
        return goal
    if tier.rate == tier.target:
        return f"{goal}: reached"
    return f"{goal}: {points(tier.gap)} {'short' if tier.is_short else 'above'}"


def _note(tier: Tier) -> str:
    """What a rate never stands without: its accounts, all gates and named only, waivers (C07)."""
    if tier.rate is None:
        return f"No {tier.name} account counts; {tier.waived} waived"
    issues = f"{tier.data_issues} data issue{'' if tier.data_issues == 1 else 's'}"
    parts = [
        f"{tier.covered:,} of {tier.accounts:,} covered",
        f"all gates {percent(tier.full)}%, named {percent(tier.named)}%",
        f"{tier.waived:,} waived",
        *([issues] if tier.data_issues else []),
    ]
    return "; ".join(parts)


def _moved(when: str, by: int) -> str:
    return _way(by, in_words(abs(by), "point"), when)


def _way(difference: float, size: str, when: str) -> str:
    if not difference:
        return f"Unchanged {when}"
    return f"{'Up' if difference > 0 else 'Down'} {size} {when}"


def _ask(facts: Facts) -> str:
    """What is asked of the people in the room: who does what, for how many accounts, by when."""
    red, policy = facts.red, facts.rules
    limit = day(facts.as_of + dt.timedelta(days=policy.integer("standup.next_touch_days")))
    roles = red["Escalate to"].dropna()
    asks = []
    for role in sorted(set(roles)):
        own = red.loc[red["Escalate to"] == role]
        ask = (
            f"{fitted(role, _ROLE_WIDTH)} to step in on {in_words(len(own), 'account')} by {limit}"
        )
        first = f", {fitted(_names(own).iloc[0], _FIRST_WIDTH)} first" if len(own) > 1 else ""
        asks.append(f"{ask}{first}.")
    rest = len(red) - len(roles)
    if rest:
        other = "other " if len(roles) else ""
        which = f"the {word(rest)} {other}red account{'' if rest == 1 else 's'}"
        asks.append(f"Owners to touch {which} by {limit}.")
    plays = int(facts.card.loc[facts.card["View"] == "Tier", "Plays to target"].fillna(0).sum())
    if plays:
        few = "play that reaches" if plays == 1 else "plays that reach"
        asks.append(f"Everyone to back the {word(plays)} {few} the targets.")
    if len(asks) > 1:
        asks = [f"{place}. {ask}" for place, ask in enumerate(asks, start=1)]
    return "\n".join(asks) or "Nothing to ask this week."


def _source(facts: Facts, version: str) -> str:
    policy = facts.rules
    kind = "gate score" if policy.text("coverage.basis") == "gate" else "current score"
    line = policy.integer("coverage.threshold") / FULL
    scope = ", ".join(map(str, policy.integers("scope.tiers")))
    waived = "in" if policy.flag("waiver.in_denominator") else "out"
    shares = [percent(policy.integer(f"benchmark.median_t{tier}")) for tier in (1, 2)]
    medians = " and ".join(f"{share}% in Tier {tier}" for tier, share in enumerate(shares, start=1))
    return (
        f"As of {day(facts.as_of)}. Covered: {kind} of at least {line:.2f}; tiers {scope}, waived "
        f"accounts left {waived}. At risk: ARR of the accounts on the red list. Published medians, "
        f"unverified: {medians}. Sponsor Coverage {version}, settings {facts.policy.settings_hash}."
    )


def _listed(facts: Facts) -> dict[str, Any]:
    """The first red accounts with reason, owner, ARR and due date; "" in places that stay free."""
    top = facts.red.head(LISTED)
    rows = facts.scored.loc[top.index]
    columns = {
        "account": [fitted(name, _ACCOUNT_WIDTH) for name in _names(top)],
        "reason": [_reason(row) for row in rows.to_dict("records")],
        "owner": [fitted(name, _OWNER_WIDTH) for name in owners(rows).fillna("no owner")],
        "arr": [NOTHING if pd.isna(arr) else money(arr, facts.rules) for arr in top["ARR"]],
        "due": [NOTHING if pd.isna(due) else due.date() for due in top["Play due"]],
    }
    free = [""] * (LISTED - len(top))
    values = {
        f"board_red_{place}_{name}": value
        for name, column in columns.items()
        for place, value in enumerate([*column, *free], start=1)
    }
    if top.empty:
        values["board_red_1_account"] = "Nobody is on it."
    return values | {"board_red_title": _red_title(len(facts.red))}


def _names(red: pd.DataFrame) -> pd.Series:
    return red["Account"].fillna(red["Account ID"]).fillna("")


def _red_title(red: int) -> str:
    if red == 0:
        return "No account is on the red list"
    if red == 1:
        return "The one red account"
    if red <= LISTED:
        return f"The {word(red)} red accounts, by tier and ARR"
    return f"The first {word(LISTED)} of {word(red)} red accounts, by tier and ARR"


def _reason(row: dict[str, Any]) -> str:
    """Why an account is red, in a few words; nothing of the customer's own text goes in."""
    if row["Status"] == "Data issue":
        return "data that can't be read"
    gate, days = known(row["Open gate"]), known(row["Days since touch"])
    if row["Play"] != AGAINST_DECAY and gate in _REASONS:
        return _REASONS[gate]
    if days is None:
        return "no touch yet"
    return f"no touch for {days:,} day{'' if days == 1 else 's'}"
