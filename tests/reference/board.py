"""The numbers of the board slide (S0-21, S0-22), by the name of their cell.

Of a sentence the numbers and names are told that it must hold; how it is worded is the product's.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.reference.redlist import escalate_to, owner
from tests.reference.rules import rules_on
from tests.reference.scorecard import WEEKS, is_full, is_named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tests.reference.rules import Row, Rules
    from tests.reference.tracker import Scored

SHOWN = 5
RENEWS = (90, 180)


class Holds(NamedTuple):
    """A text that has these parts."""

    parts: tuple[str, ...]


def rounded(value: Fraction) -> int:
    """The nearest whole number, halves away from nothing: rounded once, from the exact share."""
    whole = int((2 * abs(value) + 1) // 2)
    return whole if value >= 0 else -whole


def board(
    scored: Sequence[Scored], red: Sequence[Scored], card: Sequence[Row], rules: Rules, day: date
) -> dict[str, Any]:
    """The cells of the slide that hold numbers, and what its sentences must say.

    Args:
        scored: every account.
        red: the red list by tier and ARR.
        card: the rows of the scorecard.
        rules: the parameters in force.
        day: the as-of date.
    """
    counted = [one for one in scored if one.account.counts]
    covered = [one for one in counted if one.account.is_covered]
    slipping = sum(one.account.is_red for one in covered)
    uncovered = len(counted) - len(covered)
    known = [one.cells["ARR"] for one in red if one.cells["ARR"] is not None]
    values: dict[str, Any] = {
        "board_red": len(red),
        "board_red_base": Holds((f"{len(counted)} account",)),
        "board_escalations": sum(escalate_to(one, rules) is not None for one in red),
        "board_arr_at_risk": sum(known) if known or not red else None,
        "board_bridge": Holds(
            (
                f"{len(covered) - slipping} solid",
                f"{slipping} slipping",
                f"{uncovered} uncovered",
                f"red list {len(red)} ",
                "adds up",
            )
        ),
        **renewing(red, day),
    }
    for row in card:
        if row["View"] == "Tier" and row["Tier"] in (1, 2):
            values |= tier_cells(row, [one for one in counted if one.account.tier == row["Tier"]])
    for place, one in enumerate(red[:SHOWN], start=1):
        values |= {
            f"board_red_{place}_account": one.cells["Account"],
            f"board_red_{place}_arr": one.cells["ARR"],
            f"board_red_{place}_due": one.row["Play due"],
            f"board_red_{place}_owner": owner(one) or "no owner",
        }
    return values


def weeks(card: Sequence[Row], settings: Mapping[str, Any], day: date) -> list[Row]:
    """The chart of weeks: the as-of date and the same weekday of the twelve weeks before."""
    tiers = {row["Tier"]: row for row in card if row["View"] == "Tier"}
    rows = []
    for ago in range(WEEKS - 1, -1, -1):
        of = day - timedelta(weeks=ago)
        then = rules_on(settings, of)
        header = "This week" if not ago else "1 week ago" if ago == 1 else f"{ago} weeks ago"
        row: Row = {"Week of": of}
        for tier in (1, 2):
            target = then[f"targets.t{tier}"] if tier in then["scope.tiers"] else None
            row[f"Tier {tier} rate"] = tiers[tier][header] if tier in tiers else None
            row[f"Tier {tier} target"] = None if target is None else Fraction(target, 10000)
        rows.append(row)
    return rows


def tier_cells(row: Row, counted: Sequence[Scored]) -> dict[str, Any]:
    """What the slide says of one tier."""
    name = f"board_t{row['Tier']}"
    if row["Coverage rate"] is None:
        return {}
    full = sum(is_full(one) for one in counted)
    names = sum(is_named(one) for one in counted)
    parts = [
        f"{row['Accounts']} = {row['Solid']} solid + {row['Slipping']} slipping",
        f"{row['Uncovered']} uncovered",
        f"{full} pass",
        f"{names} ha",
    ]
    parts += [f"{row['Waived']} waived"] if row["Waived"] else []
    parts += [f"{row['Data issues']} data issue"] if row["Data issues"] else []
    cells: dict[str, Any] = {
        f"{name}_rate": row["Coverage rate"],
        f"{name}_note": Holds(tuple(parts)),
    }
    if row["Gap"] is not None:
        short = abs(rounded(row["Gap"]))
        target = rounded(100 * row["Target"])
        cells[f"{name}_gap"] = Holds((f"{target}%", *([f"{short} pt"] if short else [])))
    return cells


def renewing(red: Sequence[Scored], day: date) -> dict[str, Any]:
    """ARR of the red list by when it renews: within 90 days, 180, later, unknown."""
    spans = [0.0] * (len(RENEWS) + 2)
    for one in red:
        renews = one.cells["Renewal date"]
        place = len(RENEWS) + 1
        if renews is not None and renews >= day:
            days = (renews - day).days
            place = next((place for place, most in enumerate(RENEWS) if days <= most), len(RENEWS))
        spans[place] += one.cells["ARR"] or 0
    return {f"board_renewing_{place}": amount for place, amount in enumerate(spans, start=1)}
