"""What changed on the red list since the last snapshot, account by account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from scoring.coverage.history import iso_week
from scoring.coverage.marks import is_unmeasured
from scoring.coverage.measured import is_measured

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

_RATED = ("Covered", "Slipping", "Amber", "Uncovered", "Data issue")


@dataclass(frozen=True)
class Movement:
    """Who came to the red list and who left it; then + newly red - recovered - left = now.

    Attributes:
        since: day of the snapshot that it is compared with.
        was: red accounts then.
        newly_red: names of the accounts that are red and were not, in the order of the red list.
        recovered: names of those that are scored and no longer red, by tier and ARR.
        left: names of those that are waived, out of scope or gone; the id where there is no name.
    """

    since: dt.date
    was: int
    newly_red: Sequence[str]
    recovered: Sequence[str]
    left: Sequence[str]


def movement(scored: pd.DataFrame, history: pd.DataFrame, as_of: dt.date) -> Movement | None:
    """What changed on the red list since the last snapshot before this week's.

    Accounts without an id are in no snapshot, so they are left out.

    Args:
        scored: as `scoring.coverage.score_accounts` returns it.
        history: typed History.
        as_of: day of the score.

    Returns:
        None where there is no such snapshot, or coverage was not measured in it or is not now.

    Source: S0-21, S0-26.
    """
    last = last_snapshot(history, as_of)
    if last is None or not is_measured(scored):
        return None
    was = pd.Index(last.loc[last["Red"] == 1, "Account ID"].unique())
    rows = scored.dropna(subset="Account ID").sort_values(
        ["Tier", "ARR", "Account ID"], ascending=[True, False, True], kind="stable"
    )
    ids, red = rows["Account ID"], rows["Red"] == 1
    names = rows["Account"].fillna(ids).astype(str)
    off = ids.isin(was) & ~red
    rated = rows["Status"].isin(_RATED)
    gone = was.difference(pd.Index(ids))
    return Movement(
        last["Snapshot date"].iloc[0].date(),
        len(was),
        names[red & ~ids.isin(was)].tolist(),
        names[off & rated].tolist(),
        [*names[off & ~rated], *map(str, gone)],
    )


def last_snapshot(history: pd.DataFrame, as_of: dt.date) -> pd.DataFrame | None:
    """The rows of the last snapshot before this week's; None where none is measured."""
    earlier = history[history["Week"] != iso_week(as_of)]
    earlier = earlier[earlier["Snapshot date"] <= pd.Timestamp(as_of)]
    last = earlier[earlier["Snapshot date"] == earlier["Snapshot date"].max()]
    return None if last.empty or is_unmeasured(last["Gates"]).any() else last
