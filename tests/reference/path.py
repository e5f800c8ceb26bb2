"""The fewest plays that bring a group to its target, by trying every set of gates (S0-22, C05)."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from tests.reference.accounts import (
    GATES,
    decay_cap,
    executive_is_mapped,
    gate_score,
    is_departed,
    outcome_is_documented,
)
from tests.reference.rules import planned_target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Any

    from tests.reference.accounts import Account
    from tests.reference.rules import Row
    from tests.reference.tracker import Scored


class Need(NamedTuple):
    """What one account needs to be covered."""

    plays: int
    days: int
    gates: tuple[int, ...]


def gates_to_close(account: Account) -> dict[int, bool]:
    """Gate → passes, once what comes back by itself is back.

    A successor of a departed sponsor finds the executive and the outcome in place (C36).
    """
    passes = dict(account.picture.gates)
    if is_departed(account.cells):
        passes[2] = executive_is_mapped(account.cells, account.rules)
        passes[5] = outcome_is_documented(account.cells, account.rules, account.as_of)
    return passes


def need_of(account: Account) -> Need | None:
    """The cheapest set of plays after which the account is covered; None if none is enough."""
    rules, picture = account.rules, account.picture
    passes = gates_to_close(account)
    watched = (1, 4) if picture.single_buyer else GATES
    # A touch is a play also where gate 4 passes and the score has decayed.
    playable = [gate for gate in watched if not passes[gate] or gate == 4]
    found = []
    for count in range(1, len(playable) + 1):
        for chosen in combinations(playable, count):
            after = {gate: passes[gate] or gate in chosen for gate in GATES}
            days = 0 if 4 in chosen else picture.days_since_touch
            if score_of(after, days, account) >= rules["coverage.threshold"]:
                limits = sum(rules[f"sla_days.gate{gate}"] for gate in chosen)
                found.append(Need(count, limits, chosen))
    return min(found, default=None)


def score_of(passes: Mapping[int, bool], days: int | None, account: Account) -> int:
    """The score that coverage is told by, with these gates passed and so many days gone."""
    rules = account.rules
    if account.picture.single_buyer:
        return 10000 if passes[1] and passes[4] else 0
    score = gate_score(passes, rules)
    return min(score, decay_cap(days, rules)) if rules["coverage.basis"] == "current" else score


def candidates(group: Sequence[Scored]) -> list[tuple[Scored, Need]]:
    """Accounts that count and are not covered, cheapest first (data issues are to be mended)."""
    found = [
        (one, need)
        for one in group
        if one.account.standing == "scored"
        and not one.account.is_covered
        and (need := need_of(one.account)) is not None
    ]
    return sorted(
        found,
        key=lambda pair: (
            pair[1].plays,
            pair[1].days,
            -(pair[0].cells["ARR"] or 0),
            pair[0].account_id,
        ),
    )


def steps(group: Sequence[Scored], target: int) -> tuple[list[tuple[Scored, Need]], bool]:
    """The accounts to cover until the target is reached, and whether it is."""
    counted = [one for one in group if one.account.counts]
    covered = sum(one.account.is_covered for one in counted)
    taken: list[tuple[Scored, Need]] = []
    for candidate in candidates(group):
        if reaches(covered + len(taken), len(counted), target):
            break
        taken.append(candidate)
    return taken, reaches(covered + len(taken), len(counted), target)


def reaches(covered: int, counted: int, target: int) -> bool:
    """Whether a share, as it is, is at least the target."""
    return counted > 0 and Fraction(covered, counted) >= Fraction(target, 10000)


def plays_to_target(group: Sequence[Scored], target: int | None) -> int | None:
    """Fewest plays; None where there is no target, or plays alone do not reach it."""
    if target is None or not any(one.account.counts for one in group):
        return None
    taken, reached = steps(group, target)
    return sum(need.plays for _, need in taken) if reached else None


def fewest_by_trying(group: Sequence[Scored], target: int) -> int | None:
    """The same by trying every set of accounts; for small groups."""
    counted = [one for one in group if one.account.counts]
    covered = sum(one.account.is_covered for one in counted)
    found = candidates(group)
    sums = [
        sum(need.plays for _, need in chosen)
        for count in range(len(found) + 1)
        for chosen in combinations(found, count)
        if reaches(covered + count, len(counted), target)
    ]
    return min(sums, default=None)


def path_to_target(scored: Sequence[Scored], settings: Mapping[str, Any], as_of: date) -> list[Row]:
    """The rows of Path to target, tier by tier."""
    rows: list[Row] = []
    for tier in sorted({one.account.tier for one in scored if one.account.tier is not None}):
        target = planned_target(settings, tier, as_of)
        group = [one for one in scored if one.account.tier == tier]
        if target is None:
            continue
        counted = [one for one in group if one.account.counts]
        covered = sum(one.account.is_covered for one in counted)
        for step, (one, need) in enumerate(steps(group, target)[0], start=1):
            rows.append(
                {
                    "Tier": tier,
                    "Step": step,
                    "Account ID": one.account_id,
                    "Account": one.cells["Account"],
                    "ARR": one.cells["ARR"],
                    "CS director": one.cells["CS director"],
                    "Plays": need.plays,
                    "Gates to close": ", ".join(map(str, need.gates)),
                    "Days": need.days,
                    "Rate after": Fraction(covered + step, len(counted)),
                }
            )
    return rows
