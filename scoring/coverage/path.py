"""The path to target: the fewest plays that bring a group of accounts to its target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.coverage.cases import CASES, GATE_BITS
from scoring.coverage.gates import GATE_HEADERS, GATES, SINGLE_BIT, SPONSOR, TOUCH
from scoring.coverage.points import decay_cap_table, gate_score_table
from scoring.coverage.tables import PATH
from scoring.coverage.targets import goals
from scoring.coverage.trend import rate
from scoring.parameters import FULL
from scoring.wording import counted

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy, Policy

_SETS = np.arange(SINGLE_BIT)


def closing_table(policy: DayPolicy) -> pd.DataFrame:
    """The cheapest gates to close in each case: fewest plays, then fewest days.

    Returns:
        Plays, Days (the time limits of the plays, added up; Int32, NA where nothing makes the
        account covered) and Gates to close, such as "1, 3". The row is the case of
        `scoring.coverage.gates`, plus the number of cases where the score has decayed so far that a
        touch is due as well, plus twice that where the sponsor has departed: a new one is needed
        first, and the case holds what that alone brings back.

    Source: S0-07 to S0-12, C05, C11, C36.
    """
    limits = np.array([policy.integer(gate.limit) for gate in GATES])
    members = (_SETS[:, None] & GATE_BITS) > 0
    plays, days = members.sum(axis=1), members @ limits
    departed, decayed = (
        np.repeat(flags, len(CASES))[:, None] for flags in ([0, 0, 1, 1], [0, 1, 0, 1])
    )
    case = np.tile(CASES, 4)[:, None]
    idle = (_SETS & case & (SINGLE_BIT - 1) & ~(decayed * TOUCH.bit)) != 0
    touchless = (decayed == 1) & ((_SETS & TOUCH.bit) == 0)
    sponsorless = (departed == 1) & ((_SETS & SPONSOR.bit) == 0)
    enough = gate_score_table(policy)[case | _SETS] >= policy.integer("coverage.threshold")
    usable = enough & ~idle & ~touchless & ~sponsorless
    cost = np.where(usable, plays * (days.max() + 1) + days, np.iinfo("int64").max)
    best = cost.argmin(axis=1)
    names = [", ".join(str(gate) for gate in np.flatnonzero(row) + 1) for row in members]
    table = pd.DataFrame({"Plays": plays[best], "Days": days[best]}, dtype="Int32")
    table["Gates to close"] = pd.array(np.array(names, dtype=object)[best], dtype="str")
    return table.where(np.broadcast_to(usable.any(axis=1)[:, None], table.shape))


_READ = [
    *("Account ID", "Tier", "ARR", "Status", "Counted", "Covered", "Single buyer"),
    *("Departed", "Comes back", "Days since touch", "Measured", *GATE_HEADERS),
]


def candidates(scored: pd.DataFrame, policy: DayPolicy) -> pd.DataFrame:
    """Accounts that count and are not covered, with what each needs, cheapest first.

    Data issues are not among them, since nobody can tell what they need before they are mended;
    nor are waived accounts.

    Returns:
        The rows of `scored` with Plays, Days and Gates to close, by plays, then days, then ARR
        (largest first), then id.
    """
    held_back = scored["Status"].isin(("Data issue", "Waived"))
    rows = scored.loc[scored["Counted"] & ~scored["Covered"] & ~held_back]
    single = rows["Single buyer"].to_numpy(dtype=bool)
    departed = rows["Departed"].to_numpy(dtype=bool)
    case = rows[GATE_HEADERS].to_numpy(dtype="int64") @ GATE_BITS + single * SINGLE_BIT
    case += rows["Comes back"].to_numpy(dtype="int64") + departed * 2 * len(CASES)
    if policy.text("coverage.basis") == "current":
        cap = decay_cap_table(policy)
        last = len(cap) - 1
        touched = rows["Days since touch"].mask(departed)
        days = touched.fillna(last).clip(upper=last).to_numpy(dtype="int64")
        short = (cap[days] < policy.integer("coverage.threshold")) & ~single
        case = case + short * len(CASES)
    needs = closing_table(policy).iloc[case].set_axis(rows.index)
    order = ["Plays", "Days", "ARR", "Account ID"]
    found = rows.join(needs).loc[needs["Plays"].notna()]
    return found.sort_values(order, ascending=[True, True, False, True], kind="stable")


def path_to_target(scored: pd.DataFrame, policy: Policy, as_of: dt.date) -> pd.DataFrame:
    """The fewest plays that bring each tier to its target, in the order to do them.

    Where the accounts that can be mended by plays are too few, the path ends below the target.

    Args:
        scored: as `scoring.coverage.score_accounts` returns it.
        policy: the parameters in force.
        as_of: day of the score; decides the target.

    Returns:
        The headers of Path to target, one row an account, by tier and step; Days in whole days,
        Rate after in exact basis points. No row for a tier that is on target or has none, or whose
        coverage is not measured.

    Source: S0-22, S0-38.
    """
    groups = scored[["Tier"]]
    steps = _steps(scored, policy, as_of, groups, _needs(scored, policy, as_of, groups))
    steps["Rate after"] = rate(steps["Covered so far"] + steps["Step"], steps["Accounts"])
    return steps.sort_values(["Tier", "Step"], ignore_index=True)[PATH.own_headers]


def plays_in_words(steps: pd.DataFrame) -> str:
    """How many plays some steps of the path take: calls, where nothing else is to be done.

    >>> plays_in_words(pd.DataFrame({"Plays": [1, 1], "Gates to close": ["4", "4"]}))
    '2 calls'
    """
    calls = (steps["Gates to close"] == str(TOUCH.number)).all()
    return counted(int(steps["Plays"].sum()), "call" if calls else "play")


def plays_to_target(
    scored: pd.DataFrame, policy: Policy, as_of: dt.date, groups: pd.DataFrame
) -> pd.Series:
    """The fewest plays that bring each group to the target of its tier.

    Args:
        scored: as `scoring.coverage.score_accounts` returns it.
        policy: the parameters in force.
        as_of: day of the score; decides the target.
        groups: the group of each account, on the index of `scored`; Tier is one of its columns. An
            account stands in it once for each group it is in.

    Returns:
        Plays (Int32) by group: 0 where the group is on target, NA where there is no target, plays
        alone can't reach it, or coverage is not measured.
    """
    # Rows of all columns are slow to pick.
    read = scored[_READ]
    needs = _needs(read, policy, as_of, groups)
    found = _steps(read, policy, as_of, groups, needs).groupby(list(groups))["Plays"]
    steps = found.size().reindex(needs.index, fill_value=0)
    plays = found.sum().reindex(needs.index, fill_value=0)
    return plays.where((steps == needs["Needed"]).fillna(value=False)).astype("Int32")


def _needs(
    scored: pd.DataFrame, policy: Policy, as_of: dt.date, groups: pd.DataFrame
) -> pd.DataFrame:
    """By group: Accounts, Covered so far, and how many more must be covered (Needed, Int64).

    Needed is NA where there is no target, or where coverage is not measured.
    """
    counted = groups.join(scored.loc[scored["Counted"], ["Covered", "Measured"]], how="inner")
    rows = counted.groupby(list(groups))
    covered = rows["Covered"]
    needs = pd.DataFrame({"Accounts": covered.size(), "Covered so far": covered.sum()})
    targets = {tier: each.rate for tier, each in goals(policy, as_of).items()}
    target = needs.index.get_level_values("Tier").map(targets)
    points = pd.Series(target, index=needs.index).astype("Int64") * needs["Accounts"]
    needed = (-(-points // FULL) - needs["Covered so far"]).clip(lower=0)
    needs["Needed"] = needed.where(rows["Measured"].all())
    return needs


def _steps(
    scored: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    groups: pd.DataFrame,
    needs: pd.DataFrame,
) -> pd.DataFrame:
    """The candidates that bring each group to its target, numbered from 1 in Step."""
    found = candidates(scored, policy.on(as_of)).drop(columns=list(groups), errors="ignore")
    rows = found.join(groups, how="inner").join(needs, on=list(groups))
    rows["Step"] = rows.groupby(list(groups)).cumcount() + 1
    return rows.loc[(rows["Step"] <= rows["Needed"]).fillna(value=False).astype(bool)].copy()
