"""The board slide: its numbers and the sentences that are made from them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scoring.policy import FULL, PERCENT, Policy
from scoring.redlist import owners

LISTED = 5
"""Red accounts that the slide has room for."""

_WORDS = "no one two three four five six seven eight nine ten eleven twelve"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_REASONS = {
    1: "no sponsor in place",
    2: "no executive mapped",
    3: "no two-way intro",
    5: "no business outcome on record",
}
_TOUCH_GATE = 4


@dataclass(frozen=True)
class _Tier:
    """One tier's row of the scorecard; rates in basis points, None where there is none."""

    number: int
    rate: int | None
    target: int | None
    accounts: int
    waived: int
    changes: dict[str, int | None]
    full: int = 0
    named: int = 0
    data_issues: int = 0

    @property
    def short_by(self) -> int:
        """Whole points from the target as both are shown; negative above it."""
        return _percent(self.target or 0) - _percent(self.rate or 0)

    @property
    def change(self) -> tuple[str, int] | None:
        """The longest stretch of time for which the change is known, and the change."""
        known = ((when, change) for when, change in self.changes.items() if change is not None)
        return next(known, None)


def board(  # noqa: PLR0913, PLR0917 - the slide shows something of everything
    scored: pd.DataFrame,
    red: pd.DataFrame,
    card: pd.DataFrame,
    trend: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    version: str,
) -> dict[str, Any]:
    """Each named cell of the board slide with its value.

    Args:
        scored: as `scoring.coverage.score_accounts` returns it.
        red: as `scoring.redlist.red_list` returns it.
        card: as `scoring.scorecard.scorecard` returns it.
        trend: as `scoring.trend.trend` returns it, this week included.
        policy: the parameters in force.
        as_of: day of the score.
        version: version of the product.

    Returns:
        Rates as shares (0.8632), money in the currency of the data, dates, counts and sentences by
        the name of the cell; "" where there is nothing to show.

    Source: S0-02, S0-21, S0-22, S2-22, C14, C34.
    """
    past = trend.loc[trend["Snapshot date"] <= pd.Timestamp(as_of)]
    first, second = (_tier(card, past, number) for number in (1, 2))
    at_risk = scored.loc[scored["Red"] == 1, "ARR"].sum()
    values: dict[str, Any] = {
        "board_headline": _headline(first, second, scored, red, policy),
        "board_as_of": as_of,
        "board_arr_at_risk": float(at_risk),
        "board_red": len(red),
        "board_escalations": int(red["Escalate to"].notna().sum()),
        "board_ask": _ask(red, card, policy, as_of),
        "board_source": _source(policy, as_of, version),
    }
    for tier in (first, second):
        name = f"board_t{tier.number}"
        values[f"{name}_rate"] = "" if tier.rate is None else tier.rate / FULL
        values[f"{name}_target"] = "" if tier.target is None else tier.target / FULL
        values[f"{name}_note"] = _note(tier)
    return values | _listed(scored, red)


def _tier(card: pd.DataFrame, trend: pd.DataFrame, number: int) -> _Tier:
    rows = card.loc[(card["View"] == "Tier") & (card["Tier"] == number)]
    if rows.empty:
        return _Tier(number, None, None, 0, 0, {})
    row = rows.iloc[0]
    last_two = trend[f"Tier {number} rate"].tail(2)
    week = last_two.diff().iloc[-1] if len(last_two) > 1 else pd.NA
    changes = {
        "in 13 weeks": _known(row["Change 13 weeks"]),
        "in 4 weeks": _known(row["Change 4 weeks"]),
        "since the last snapshot": _known(week),
    }
    rate, target = _known(row["Coverage rate"]), _known(row["Target"])
    return _Tier(
        number,
        rate,
        target,
        int(row["Accounts"]),
        int(row["Waived"]),
        changes,
        _known(row["Full rate"]) or 0,
        _known(row["Named-only rate"]) or 0,
        int(row["Data issues"]),
    )


def _known(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


# --- Sentences -----------------------------------------------------------------------------------


def _headline(
    first: _Tier, second: _Tier, scored: pd.DataFrame, red: pd.DataFrame, policy: Policy
) -> str:
    """The state of the headline tier in one sentence."""
    tier = first if first.rate is not None else second
    if tier.rate is None:
        return "No account counts towards coverage yet."
    start = f"{_course(tier)}{_against_target(tier)}"
    if tier is second:
        start = f"No Tier 1 account counts; {start}"
    short = tier.target is not None and tier.rate < tier.target
    own = scored.loc[scored["Tier"] == tier.number]
    open_ones = own.loc[own["Counted"] & ~own["Covered"]]
    listed = red.loc[red["Tier"] == tier.number]
    if short:
        hold = "holds it back" if len(open_ones) == 1 else "hold it back"
        return f"{start}; {_accounts_worth(open_ones, policy)} {hold}."
    if listed.empty:
        return f"{start}; no account is on the red list."
    are = "is" if len(listed) == 1 else "are"
    return f"{start}; {_accounts_worth(listed, policy)} {are} on the red list."


def _course(tier: _Tier) -> str:
    name, shown = f"Tier {tier.number} coverage", f"{_percent(tier.rate or 0)}%"
    if tier.change is None:
        return f"{name} stands at {shown}"
    points = _percent(tier.change[1])
    verb = "rose to" if points > 0 else "fell to" if points < 0 else "holds at"
    return f"{name} {verb} {shown}"


def _against_target(tier: _Tier) -> str:
    if tier.target is None or tier.rate is None:
        return ""
    if tier.rate == tier.target:
        return ", on target"
    side = "short of" if tier.rate < tier.target else "above"
    return f", {_points(abs(tier.short_by))} {side} target"


def _note(tier: _Tier) -> str:
    """What stands below a tier's rate: gap to target, full and named-only rate, waivers, change."""
    if tier.rate is None:
        return f"No Tier {tier.number} account counts; {tier.waived} waived"
    gap = _against_target(tier).removeprefix(", ") or "no target in force"
    beside = f"all gates {_percent(tier.full)}%, named {_percent(tier.named)}%"
    parts = [gap, beside, f"{tier.waived} waived"]
    if tier.data_issues:
        parts.append(f"{tier.data_issues} data issue{'' if tier.data_issues == 1 else 's'}")
    if tier.change is not None:
        when, change = tier.change
        points = _percent(change)
        size = f"{abs(points)} point{'' if abs(points) == 1 else 's'}"
        way = "up" if points > 0 else "down"
        parts.append(f"{way} {size} {when}" if points else f"unchanged {when}")
    text = "; ".join(parts)
    return text[0].upper() + text[1:]


def _ask(red: pd.DataFrame, card: pd.DataFrame, policy: Policy, as_of: dt.date) -> str:
    """What is asked of the people in the room."""
    roles = red["Escalate to"].dropna().value_counts().sort_index()
    if len(roles):
        steps = [f"{role} to step in on {_count(int(count))}" for role, count in roles.items()]
        weeks = policy.integer("escalation.red_weeks")
        return f"{' and '.join(steps)}, red for {_word(weeks)} weeks or more."
    if len(red):
        limit = as_of + dt.timedelta(days=policy.integer("standup.next_touch_days"))
        count = _count(len(red))
        return f"Each owner to touch the account by {_day(limit)}: {count} on the red list."
    plays = card.loc[card["View"] == "Tier", "Plays to target"].fillna(0).sum()
    if plays:
        few = "play that reaches" if plays == 1 else "plays that reach"
        return f"Back the {_word(int(plays))} {few} the targets."
    return "Nothing to ask this week."


def _source(policy: Policy, as_of: dt.date, version: str) -> str:
    kind = "gate score" if policy.text("coverage.basis") == "gate" else "current score"
    line = policy.integer("coverage.threshold") / FULL
    tiers = ", ".join(map(str, policy.integers("scope.tiers")))
    waived = "in" if policy.flag("waiver.in_denominator") else "out"
    shares = [_percent(policy.integer(f"benchmark.median_t{tier}")) for tier in (1, 2)]
    medians = " and ".join(f"{share}% in Tier {tier}" for tier, share in enumerate(shares, start=1))
    return (
        f"As of {_day(as_of)}. Covered: {kind} of at least {line:.2f}; tiers {tiers}, waived "
        f"accounts left {waived}. Published medians, unverified: {medians}. "
        f"Sponsor Coverage {version}, settings {policy.settings_hash}."
    )


# --- Red accounts --------------------------------------------------------------------------------


def _listed(scored: pd.DataFrame, red: pd.DataFrame) -> dict[str, Any]:
    """The first red accounts with owner, reason and due date; "" in the places that stay free."""
    top = red.head(LISTED)
    rows = scored.loc[top.index]
    columns = {
        "account": top["Account"].fillna(top["Account ID"]).fillna("").tolist(),
        "owner": owners(rows).fillna("").tolist(),
        "reason": [_reason(row) for row in rows.to_dict("records")],
        "due": ["" if pd.isna(day) else day.date() for day in top["Play due"]],
    }
    free = [""] * (LISTED - len(top))
    return {
        f"board_red_{place}_{name}": value
        for name, values in columns.items()
        for place, value in enumerate([*values, *free], start=1)
    }


def _reason(row: dict[str, Any]) -> str:
    """Why an account is red, in a few words; nothing of the customer's own text goes in."""
    if row["Status"] == "Data issue":
        return "data that can't be read"
    gate, days = _known(row["Open gate"]), _known(row["Days since touch"])
    if row["Play"] != "touch" and gate in _REASONS:
        return _REASONS[gate]
    if days is None:
        return "no touch yet"
    return f"no touch for {days} day{'' if days == 1 else 's'}"


# --- Words ---------------------------------------------------------------------------------------


def _accounts_worth(rows: pd.DataFrame, policy: Policy) -> str:
    return f"{_count(len(rows))} worth {money(float(rows['ARR'].sum()), policy)}"


def _count(number: int) -> str:
    return f"{_word(number)} account{'' if number == 1 else 's'}"


def _points(number: int) -> str:
    """Points in words; what rounds to none is less than one."""
    if number == 0:
        return "less than a point"
    return f"{_word(number)} point{'' if number == 1 else 's'}"


def _word(number: int) -> str:
    words = _WORDS.split()
    return words[number] if number < len(words) else f"{number:,}"


def _percent(points: int) -> int:
    """Basis points as whole per cent, halves away from zero."""
    whole = (abs(points) + PERCENT // 2) // PERCENT
    return whole if points >= 0 else -whole


def money(amount: float, policy: Policy) -> str:
    """An amount as people say it, with the sign of `views.currency`.

    >>> [money(amount, Policy.load()) for amount in (4_230_000, 999_960, 420_400, 80)]
    ['$4.2M', '$1M', '$420K', '$80']
    """
    sign = policy.text("views.currency")
    for size, letter in ((1e9, "B"), (1e6, "M")):
        if round(amount / size, 1) >= 1:
            return f"{sign}{amount / size:.1f}".removesuffix(".0") + letter
    if round(amount / 1e3) >= 1:
        return f"{sign}{amount / 1e3:.0f}K"
    return f"{sign}{amount:.0f}"


def _day(day: dt.date) -> str:
    return f"{day.day} {_MONTHS.split()[day.month - 1]} {day.year}"
