"""The red list, in its order, with its weeks red and its escalations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.cells.distinct import by_distinct
from scoring.cells.texts import folded
from scoring.coverage.runs import weeks_red
from scoring.coverage.tables import RED_LIST

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy, Policy

_LONG_FORMS = (
    (r"\b(?:senior|executive) vice president\b", "vp"),
    (r"\bvice president\b", "vp"),
    (r"\bv p\b", "vp"),
    (r"\b[se]vp\b", "vp"),
    (r"\bcustomer success\b", "cs"),
    (r"\bchief (\w)\w* officer\b", r"c\1o"),
    (r"\bchief (\w)\w* (\w)\w* officer\b", r"c\1\2o"),
)


def red_list(scored: pd.DataFrame, policy: Policy, as_of: dt.date) -> pd.DataFrame:
    """Red accounts by tier, then ARR, then id, with their weeks red and who steps in.

    Weeks red counts ISO weeks from the first red day of the run to the as-of date, both included,
    but for those in which a waiver stood.

    Args:
        scored: as `scoring.coverage.score_accounts` returns it.
        policy: the parameters.
        as_of: day of the score.

    Returns:
        The headers of Red list that are not the user's, on the index of `scored`. Where coverage is
        not measured there is nothing to be done by any day, and nobody steps in.

    Source: S0-27, S0-29, S0-32, S0-37, C08, C27, C28.
    """
    rules = policy.on(as_of)
    red = scored.loc[scored["Red"] == 1].sort_values(
        ["Tier", "ARR", "Account ID"], ascending=[True, False, True], kind="stable"
    )
    since = red["Red since"].fillna(pd.Timestamp(as_of)).astype("datetime64[s]")
    weeks = weeks_red(since, red["Weeks waived"], as_of)
    measured = red["Measured"].astype(bool)
    due = (weeks >= rules.integer("escalation.red_weeks")) & measured
    role = rules.text("escalation.to")
    own = red["Internal executive"].notna() & holds_role(red["Executive title"], role)
    to = pd.Series(role, index=red.index, dtype="str").mask(own, rules.text("escalation.fallback"))
    listed = red.assign(
        **{
            "Owner": owners(red),
            "Next play": red["Next play"].where(measured),
            "Play due": red["Play due"].where(measured),
            "Weeks red": weeks,
            "First red": since,
            "Escalate to": to.where(due),
        }
    )
    return listed[RED_LIST.own_headers]


def owners(scored: pd.DataFrame) -> pd.Series:
    """Who answers for an account: the owner of the quarter, else the director, else the CSM.

    Source: S0-32, S0-37.
    """
    return scored["Owner this quarter"].fillna(scored["CS director"]).fillna(scored["CSM"])


def listed(red: pd.DataFrame, policy: DayPolicy) -> pd.DataFrame:
    """The red list in the order of `redlist.order`: as it is, or director by director.

    Source: S0-27, S0-32.
    """
    return by_director(red) if policy.text("redlist.order") == "director" else red


def by_director(red: pd.DataFrame) -> pd.DataFrame:
    """Red accounts director by director, in the order in which these come up."""
    turn, _ = pd.factorize(red["CS director"], use_na_sentinel=False)
    return red.iloc[np.argsort(turn, kind="stable")]


def holds_role(titles: pd.Series, role: str) -> pd.Series:
    """Whether each title is that of a role, in whatever way it is written.

    A senior or executive vice president counts as a vice president; a regional or assistant one
    does not. An empty title holds no role.

    >>> titles = pd.Series(["SVP, Customer Success", "VP of CS", "VP Sales", "RVP CS", None])
    >>> holds_role(titles, "VP CS").tolist()
    [True, True, False, False, False]

    Source: C27.
    """
    words = _words(role)
    found, _ = by_distinct(titles, lambda title: (words <= _words(str(title)), ""))
    return pd.Series(found == True, index=titles.index, dtype=bool)  # noqa: E712 - elementwise


def _words(title: str) -> set[str]:
    text = folded(title)
    for long, short in _LONG_FORMS:
        text = re.sub(long, short, text)
    return set(text.split())
