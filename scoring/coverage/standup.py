"""The standup's script: who speaks of which red account in which minute, and the planned touch."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from scoring.cells.dates import date_order, read_dates
from scoring.cells.ids import account_ids
from scoring.coverage.departures import texts_of
from scoring.coverage.redlist import by_director
from scoring.coverage.tables import RED_LIST, STANDUP
from scoring.tables.matching import named_cells

if TYPE_CHECKING:
    from scoring.policy import Policy

SECONDS_IN_MINUTE = 60


def standup(
    red: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    current: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The script of the weekly standup: who speaks of which red account, when, and what comes next.

    It takes the first accounts of the red list for which the script has time, and goes director by
    director: each speaks once, in the order in which their accounts stand on the red list.

    The next touch is the one that the user planned, if it lies between the as-of date and the limit
    of the standup; else the earlier of the play's due date and that limit.

    Args:
        red: as `red_list` returns it.
        policy: the parameters.
        as_of: day of the score.
        current: cells of the Red list as it stands in the workbook, with the user's columns.

    Returns:
        The headers of Standup on the index of `red`; as many rows as the minutes allow.

    Source: S0-26, S0-28, S0-37, C11.
    """
    rules = policy.on(as_of)
    seconds = rules.integer("standup.script_minutes") * SECONDS_IN_MINUTE
    red = by_director(red.head(max(1, seconds // rules.integer("standup.account_seconds"))))
    today = pd.Timestamp(as_of)
    limit = today + pd.Timedelta(days=rules.integer("standup.next_touch_days"))
    planned, blocker = _planned(red, current)
    in_time = planned.where((planned >= today) & (planned <= limit))
    due = red["Play due"].fillna(limit)
    starts = [seconds * place // max(len(red), 1) for place in range(len(red))]
    minutes = [f"{at // SECONDS_IN_MINUTE}:{at % SECONDS_IN_MINUTE:02d}" for at in starts]
    script = red.assign(
        **{
            "Minute": pd.array(minutes, dtype="str"),
            "Next touch by": in_time.fillna(due.clip(lower=today, upper=limit)),
            "Blocker": blocker,
        }
    )
    return script[STANDUP.own_headers]


def _planned(red: pd.DataFrame, current: pd.DataFrame | None) -> tuple[pd.Series, pd.Series]:
    """The user's next touch and blocker of each red account."""
    cells = pd.DataFrame() if current is None else current
    yours = named_cells(cells, RED_LIST)
    order = date_order(yours["Next touch"])
    days, _ = read_dates(yours["Next touch"], order, (dt.MINYEAR, dt.MAXYEAR))
    typed = pd.DataFrame({"Next touch": days, "Blocker": texts_of(yours["Blocker"])})
    typed = typed.set_axis(pd.Index(account_ids(yours["Account ID"]), dtype=object))
    typed = typed[typed.index.notna() & ~typed.index.duplicated()]
    mapped = typed.reindex(red["Account ID"].astype(object)).set_axis(red.index)
    return mapped["Next touch"].astype("datetime64[s]"), mapped["Blocker"].astype("str")
