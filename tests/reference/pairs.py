"""Which touches count, and since when a pair of people stands: one definition for every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference.people import matches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tests.reference.rules import Row, Rules, Touch


def in_handover(account: Row, rules: Rules, day: date) -> bool:
    """An outgoing executive is named, and ours changed at most 90 days ago (C36)."""
    started = account["Executive since"]
    if not account["Outgoing executive"] or started is None:
        return False
    days_in: int = (day - started).days
    return days_in <= int(rules["handover.days"])


def pair_start(account: Row, rules: Rules, day: date, *, single_buyer: bool) -> date | None:
    """The day this pair of people began, None if they never changed."""
    began = [account["Sponsor since"]]
    if not single_buyer and not in_handover(account, rules, day):
        began.append(account["Executive since"])
    return max((start for start in began if start is not None), default=None)


def last_touch(
    account: Row, touches: Sequence[Touch], rules: Rules, day: date, *, single_buyer: bool
) -> date | None:
    """The latest touch of this pair that counts (C04)."""
    return max(
        counting_touches(account, touches, rules, day, single_buyer=single_buyer), default=None
    )


def counting_touches(
    account: Row,
    touches: Sequence[Touch],
    rules: Rules,
    day: date,
    *,
    single_buyer: bool,
    known: Sequence[date | None] = (),
) -> list[date]:
    """The days of all touches that count: from Touches, else Last touch date (C10).

    `known` are those that earlier snapshots had as the last one; they stand beside Last touch date.
    """
    start = pair_start(account, rules, day, single_buyer=single_buyer)

    def is_of_this_pair(touched: date) -> bool:
        return touched <= day and (start is None or touched >= start)

    if touches:
        return [
            touch["Touch date"]
            for touch in touches
            if qualifies(touch["Type"], rules)
            and names_this_pair(touch, account, rules, day, single_buyer=single_buyer)
            and is_of_this_pair(touch["Touch date"])
        ]
    last, kind = account["Last touch date"], account["Last touch type"]
    counts = last is not None and (not kind or qualifies(kind, rules))
    return [
        touched
        for touched in [*known, last if counts else None]
        if touched is not None and is_of_this_pair(touched)
    ]


def qualifies(kind: object, rules: Rules) -> bool:
    """Live and two-way (C10)."""
    return isinstance(kind, str) and kind.strip().lower() in [
        name.lower() for name in rules["touch.types"]
    ]


def names_this_pair(
    touch: Touch, account: Row, rules: Rules, day: date, *, single_buyer: bool
) -> bool:
    """The people of a touch are this sponsor and this executive; an empty name matches."""
    if not matches(touch["Customer contact"], [account["Customer sponsor"]]):
        return False
    if single_buyer:
        return True
    ours = [account["Internal executive"]]
    if in_handover(account, rules, day):
        ours.append(account["Outgoing executive"])
    return matches(touch["Internal person"], ours)
