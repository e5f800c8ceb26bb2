"""What the coverage rate is worth in a director's quarterly bonus; never in a CSM's pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scoring.coverage.comparison import NO_NAME
from scoring.coverage.trend import rate
from scoring.coverage.views import DIRECTOR
from scoring.parameters import FULL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring.coverage.targets import Goal
    from scoring.policy import DayPolicy


def bonus(card: pd.DataFrame, policy: DayPolicy, targets: Mapping[int, Goal]) -> pd.DataFrame:
    """How far each row of the scorecard reaches its target, and what that is worth to a director.

    A row's share of the bonus is its share of target, by its part of the director's accounts that
    have a target, by the weight; the rows of one director add up to the whole. What is above the
    target of one tier so never makes up for another.

    Args:
        card: rows of the scorecard with View, Name, Tier, Accounts, Coverage rate and Target.
        policy: the parameters in force.
        targets: by tier; nothing is owed for one that is not in force yet.

    Returns:
        Share of target; Bonus from and Bonus up to, at the lower and the higher weight, on rows of
        directors only. Exact basis points, NA where there is no target or no account, on the index
        of `card`.

    Source: S0-22, S0-31, C30.
    """
    in_force = card["Tier"].isin([tier for tier, goal in targets.items() if goal.starts is None])
    reached = rate(card["Coverage rate"], card["Target"].where(in_force)).clip(upper=FULL)
    payable = (card["View"] == DIRECTOR.name) & (card["Name"] != NO_NAME) & reached.notna()
    accounts = card["Accounts"].where(payable)
    part = accounts / accounts.groupby(card["Name"]).transform("sum")
    lower, higher = policy.integers("bonus.weight")
    return pd.DataFrame(
        {
            "Share of target": reached,
            "Bonus from": reached * part * lower / FULL,
            "Bonus up to": reached * part * higher / FULL,
        }
    )
