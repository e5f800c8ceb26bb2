"""Internal executives who are the account's own CSM, and titles that tell no level (C32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scoring.coverage.cleaning.titles import LEVELS
from scoring.people import nobody_else

if TYPE_CHECKING:
    from scoring.cleaning.issues import IssueList
    from scoring.policy import DayPolicy

CSM_LEVEL = LEVELS.index("Manager")
"""Rank of a CSM."""


def own_csms(accounts: pd.DataFrame, issues: IssueList, policy: DayPolicy) -> pd.Series:
    """Which executives are the account's own CSM, whose title then tells nothing (C32).

    Whether an executive's title tells a level is noted on the way.
    """
    executives, titles = accounts["Internal executive"], accounts["Executive title"]
    own_csm = pd.Series(nobody_else(executives, accounts["CSM"]), index=accounts.index)
    least = policy.text("gate2.min_level")
    if LEVELS.index(least) > CSM_LEVEL:
        problem = (
            'The internal executive "{value}" is the account\'s own CSM, who does not pass gate 2, '
            "whatever the title."
        )
        fix = f"Map somebody else, {least} or above."
        issues.add(own_csm, "Internal executive", executives, "EXECUTIVE_IS_CSM", problem, fix)
    others = executives.notna() & ~own_csm
    untitled = others & (accounts["Executive level"] == 0)
    problem = 'The internal executive "{value}" has no title, so the level is not shown to be VP.'
    fix = f"Type the title; gate 2 asks for {least} or above."
    issues.add(untitled, "Executive title", executives, "TITLE_MISSING", problem, fix)
    unknown = others & (accounts["Executive level"] < 0)
    problem = 'The executive title "{value}" tells no level, so gate 2 fails.'
    fix = (
        "Use a title with VP, Chief or Director in it, or add its word to levels.vp or "
        "levels.c_level in Settings."
    )
    issues.add(unknown, "Executive title", titles, "TITLE_UNKNOWN", problem, fix)
    return own_csm
