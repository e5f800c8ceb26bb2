"""The level that a title tells (C32)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.cells.distinct import by_distinct
from scoring.cells.texts import folded
from scoring.people import nobody_else

if TYPE_CHECKING:
    from scoring.cleaning.issues import IssueList
    from scoring.policy import DayPolicy


LEVELS = ("any", "Manager", "Director", "VP", "C-level")
"""Levels of a title, lowest first; a level's place in it is its rank."""

CSM_LEVEL = LEVELS.index("Manager")
"""Rank of a CSM."""


def title_levels(titles: pd.Series, policy: DayPolicy) -> pd.Series:
    """Rank of each title in LEVELS: 0 where it is empty, -1 where it tells no level (C32)."""
    staff, c_level, vp, director, manager = (
        _any_of(policy.texts(f"levels.{name}"))
        for name in ("staff", "c_level", "vp", "director", "manager")
    )

    def read(value: Any) -> tuple[Any, str]:
        # An assistant to the CEO is no CEO: what follows "to" is somebody else's title.
        text = folded(str(value)).split(" to ")[0]
        if staff.search(text):
            return LEVELS.index("Manager"), ""
        if vp.search(text):
            return LEVELS.index("VP"), ""
        if c_level.search(text):
            return LEVELS.index("C-level"), ""
        if director.search(text):
            return LEVELS.index("Director"), ""
        return (LEVELS.index("Manager") if manager.search(text) else -1), ""

    ranks, _ = by_distinct(titles, read)
    return pd.Series(pd.to_numeric(ranks), index=titles.index).fillna(0).astype("int8")


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
    fix = "Use a title with VP, Chief or Director in it, or add its word to levels.vp in Settings."
    issues.add(unknown, "Executive title", titles, "TITLE_UNKNOWN", problem, fix)
    return own_csm


def _any_of(titles: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the titles as whole words; a * in one stands for any words."""
    words = (r" \w+(?: \w+)* ".join(map(folded, title.split("*"))) for title in titles)
    return re.compile(r"\b(?:" + "|".join(words) + r")\b")
