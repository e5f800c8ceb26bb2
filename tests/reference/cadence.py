"""How often accounts are touched, and what share of days that holds (C02)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from tests.reference.accounts import decay_cap, is_stale
from tests.reference.pairs import counting_touches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tests.reference.past import Past
    from tests.reference.rules import Rules
    from tests.reference.tracker import Scored


def touch_days(one: Scored, past: Past) -> list[date]:
    """The days of the last year on which the pair touched, by the one definition of a touch.

    Where the account has no row in Touches, the last touches that snapshots knew tell it.
    """
    account = one.account
    days = counting_touches(
        account.cells,
        account.touches,
        account.rules,
        account.as_of,
        single_buyer=account.picture.single_buyer,
        known=[shot.last_touch for shot in past.of(one.account_id)],
    )
    oldest = account.as_of - timedelta(days=account.rules["touch.cadence_days"])
    return sorted({day for day in days if oldest < day <= account.as_of})


def cadences(scored: Sequence[Scored], past: Past) -> dict[str, Fraction | None]:
    """Days from one touch of an account to the next; None: not touched in these days."""
    days = {one.account_id: touch_days(one, past) for one in scored}
    as_of = {one.account_id: one.account.as_of for one in scored}
    tiers = {one.account_id: one.account.tier for one in scored}
    gaps = {
        key: Fraction((found[-1] - found[0]).days, len(found) - 1)
        for key, found in days.items()
        if len(found) > 1
    }
    since = {key: (as_of[key] - found[-1]).days for key, found in days.items() if found}

    def gap_of_tier(tier: int | None) -> Fraction:
        own = [gap for key, gap in gaps.items() if tiers[key] == tier]
        if own:
            return Fraction(median(own))
        return 2 * Fraction(median([gone for key, gone in since.items() if tiers[key] == tier]))

    return {
        key: max(gaps.get(key) or gap_of_tier(tiers[key]), Fraction(since[key]))
        if key in since
        else None
        for key in days
    }


def days_held(one: Scored, rules: Rules, *, line: int, by_decay: bool) -> int | None:
    """How many days after a touch an account without other gaps reaches a line; None: for ever."""
    last = None
    for days in range(rules["decay.stale_days"] + 2):
        if _score(one, rules, days, by_decay=by_decay) < line:
            return -1 if last is None else last
        last = days
    return None


def _score(one: Scored, rules: Rules, days: int, *, by_decay: bool) -> int:
    stale = is_stale(days, rules)
    if one.account.picture.single_buyer:
        return 0 if stale else 10000
    weighted = rules["score.method"] == "weighted"
    full = sum(rules["score.weights"]) if weighted else rules["score.levels"][5]
    if stale:
        without_touch = full - rules["score.weights"][3] if weighted else rules["score.levels"][3]
        full = min(without_touch, rules["decay.stale_cap"])
    return min(full, decay_cap(days, rules)) if by_decay else full


def share(one: Scored, cadence: Fraction | None, held: int | None) -> Fraction:
    """Share of days, at most 1, that the cadence holds; 0 for whom nobody touches (C02)."""
    if cadence is None or one.account.standing != "scored":
        return Fraction(0)
    if held is None or cadence == 0:
        return Fraction(1)
    return min(Fraction(1), max(Fraction(0), Fraction(held) / cadence))


def reachable(one: Scored, cadence: Fraction | None, rules: Rules) -> Fraction:
    """What the account adds to the reachable rate."""
    by_decay = rules["coverage.basis"] == "current"
    held = days_held(one, rules, line=rules["coverage.threshold"], by_decay=by_decay)
    return share(one, cadence, held)


def off_red_list(one: Scored, cadence: Fraction | None, rules: Rules) -> Fraction:
    """Share of days that the cadence keeps the account off the red list."""
    return share(one, cadence, days_held(one, rules, line=one.account.line, by_decay=True))
