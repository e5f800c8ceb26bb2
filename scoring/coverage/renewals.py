"""When the accounts on the red list renew: what of their ARR can be lost soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy


@dataclass(frozen=True)
class Renewing:
    """The accounts that renew in a span of time.

    Attributes:
        when: the span in a few words.
        accounts: how many they are.
        arr: their ARR, as far as it is known.
    """

    when: str
    accounts: int
    arr: float


def renewing(
    red: pd.DataFrame, scored: pd.DataFrame, policy: DayPolicy, as_of: dt.date
) -> list[Renewing]:
    """The red list split by renewal date; the parts add up to the whole.

    A date that has passed says nothing of the next renewal, so it is unknown.

    Args:
        red: as `scoring.coverage.redlist.red_list` returns it.
        scored: the frame it was made from; tells the renewal dates.
        policy: the parameters in force; `redlist.renewal_days` are the ends of the spans.
        as_of: day of the score; a renewal on it still lies ahead.

    Source: S0-21.
    """
    days = (scored["Renewal date"].reindex(red.index) - pd.Timestamp(as_of)) / pd.Timedelta(days=1)
    ends = policy.integers("redlist.renewal_days")
    starts = [0, *(end + 1 for end in ends)]
    names = [
        f"within {ends[0]} days",
        *(f"in {one}–{end} days" for one, end in zip(starts[1:], ends[1:], strict=False)),
        "later",
    ]
    spans = zip(names, starts, [*ends, float("inf")], strict=True)
    masks = [(name, (days >= start) & (days <= end)) for name, start, end in spans]
    masks.append(("unknown", ~(days >= 0)))
    return [
        Renewing(name, int(mask.sum()), float(red.loc[mask, "ARR"].sum())) for name, mask in masks
    ]
