"""The tier of each account (C17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.cells.distinct import by_distinct
from scoring.cells.ids import read_tier

if TYPE_CHECKING:
    from scoring.cleaning.issues import IssueList
    from scoring.policy import DayPolicy


def tiers(
    cells: pd.Series,
    typed: dict[str, pd.Series],
    bad: dict[str, pd.Series],
    issues: IssueList,
    policy: DayPolicy,
) -> tuple[pd.Series, pd.Series]:
    """The tier of each account: the Tier column, else the cut of its amount (C17)."""
    values, problems = by_distinct(cells, read_tier)
    given = pd.Series(pd.to_numeric(values, errors="coerce"), index=cells.index, dtype="float64")
    unreadable = pd.Series(problems != "", index=cells.index)
    fix = "Use 1, 2, 3 or 4, or clear the cell to let the amount decide."
    problem = 'Tier "{value}" is not a tier.'
    issues.add(unreadable, "Tier", cells, "TIER_UNREADABLE", problem, fix)
    header, amount = _tier_amount(typed, bad, issues, policy)
    negative = amount < 0
    problem = f"{header} {{value}} is below zero."
    fix = "Type the recurring revenue of a year, 0 or more."
    issues.add(negative, header, amount, "AMOUNT_NEGATIVE", problem, fix)
    amount = amount.where(~negative)
    # A gap falls below no cut, so it must not be taken for the first tier.
    tier = given.fillna(tier_of_amount(amount, policy).where(amount.notna()))
    nothing = tier.isna() & ~unreadable
    problem = f"There is neither a Tier nor a usable {header}, so the account can't be scored."
    fix = f"Type the {header}, or a Tier from 1 to 4."
    issues.add(nothing, "Tier", cells, "TIER_MISSING", problem, fix)
    zero = given.isna() & ~unreadable & (amount == 0)
    problem = f"{header} is 0, so the account falls into the lowest tier."
    fix = f"Type the {header}, or a Tier from 1 to 4; clear the row if it is no customer."
    issues.add(zero, header, amount, "AMOUNT_ZERO", problem, fix)
    return tier.astype("Int8"), unreadable


def tier_of_amount(amount: Any, policy: DayPolicy) -> Any:
    """The tier of an amount, or of each in a Series without gaps (C17)."""
    return 1 + sum(amount < cut for cut in policy.integers("tiers.cuts"))


def _tier_amount(
    typed: dict[str, pd.Series], bad: dict[str, pd.Series], issues: IssueList, policy: DayPolicy
) -> tuple[str, pd.Series]:
    """The amount that cuts the tiers; where it is empty, the other one stands in (C17)."""
    wanted = policy.text("tiers.basis")
    other = "ACV" if wanted == "ARR" else "ARR"
    empty = typed[wanted].isna() & ~bad[wanted]
    lent = empty & typed[other].notna()
    fix = f"Add {wanted}, or set tiers.basis to {other}."
    if empty.all() and lent.any():
        problem = f"{wanted} is empty throughout, so {other} decides the tiers."
        issues.add_column(wanted, "", "AMOUNT_SUBSTITUTED", problem, fix)
    else:
        problem = f"{wanted} is empty, so {other} {{value}} stands in."
        issues.add(lent, wanted, typed[other], "AMOUNT_SUBSTITUTED", problem, fix)
    amount = typed[wanted].where(~lent, typed[other])
    if wanted == "ARR":
        typed["ARR"] = amount
    return wanted, amount
