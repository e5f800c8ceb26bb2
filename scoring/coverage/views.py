"""The views of the scorecard: what its rates are cut by, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from scoring.policy import DayPolicy

SNAPSHOT, TODAY = "snapshot", "today"
"""Whether a past rate has the accounts that were there then, or those that are there today."""


@dataclass(frozen=True)
class View:
    """One view.

    Attributes:
        name: as the column View says it.
        filtered_in: table and column by which the accounts of its rows can be filtered.
        cuts: whether each value of a column of its name is a row in each tier.
        may_repeat: whether it is left out where it cuts the accounts as an earlier view does.
        past: how its rates of earlier weeks are told, `SNAPSHOT` or `TODAY`; "": they are not.
        switch: the parameter without which it is not shown; "": it always is.
        aliases: other words for it.
    """

    name: str
    filtered_in: tuple[str, str]
    cuts: bool = False
    may_repeat: bool = False
    past: str = ""
    switch: str = ""
    aliases: tuple[str, ...] = ()


ALL = View("All", ("Coverage", "Status"), past=SNAPSHOT)
TIER = View("Tier", ("Coverage", "Tier"), past=SNAPSHOT)
DIRECTOR = View(
    "CS director", ("Coverage", "CS director"), cuts=True, past=SNAPSHOT, aliases=("director",)
)
PROFILE = View("Profile", ("Accounts", "Profile"))
VIEWS = (
    ALL,
    TIER,
    DIRECTOR,
    View("Region", ("Accounts", "Region"), cuts=True, may_repeat=True, past=TODAY),
    View("Segment", ("Accounts", "Segment"), cuts=True, may_repeat=True, past=TODAY),
    PROFILE,
    # Pay tied to it makes people fake coverage (S0-31, C30).
    View("CSM", ("Accounts", "CSM"), cuts=True, switch="views.csm_coverage"),
)


def shown(policy: DayPolicy) -> list[View]:
    """The views that a policy shows."""
    return [view for view in VIEWS if not view.switch or policy.flag(view.switch)]


def rows_of(view: View, card: pd.DataFrame) -> pd.DataFrame:
    """The rows of a scorecard that are cut by a view."""
    return card.loc[card["View"] == view.name]
