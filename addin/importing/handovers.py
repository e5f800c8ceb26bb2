"""The end of a handover: an import clears an outgoing executive who no longer hands over."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from scoring.cells.dates import date_order, read_dates
from scoring.cleaning import typed_texts
from scoring.coverage.pairs import OUTGOING
from scoring.people import same_person

if TYPE_CHECKING:
    from scoring.cleaning import IssueList

_EXECUTIVE, _SINCE = "Internal executive", "Executive since"


def clear_ended(
    update: pd.DataFrame,
    old: pd.DataFrame,
    changed: pd.Index,
    as_of: dt.date,
    days: int | None,
    issues: IssueList,
) -> None:
    """Clear, in `update`, the outgoing executives that an export left where they were.

    A handover ends so many days after its executive began, or when another one comes whom somebody
    else hands over to.

    Args:
        update: rows of Accounts as they will be.
        old: the same rows as they are.
        changed: those whose executive is another person from now on.
        as_of: day of the import.
        days: how long a handover lasts (handover.days); None: that is not looked at.
        issues: those of the rows, to which each name that goes is added.

    Source: C36.
    """
    if OUTGOING not in update:
        return
    names, _ = typed_texts(old[OUTGOING], "name")
    kept = names.notna() & (update[OUTGOING] == old[OUTGOING])
    ended = pd.Series(False, index=update.index)  # noqa: FBT003 - a value
    if _EXECUTIVE in update:
        before, _ = typed_texts(old[_EXECUTIVE], "name")
        ended = pd.Series(update.index.isin(changed), update.index) & ~same_person(before, names)
    if days is not None and _SINCE in update:
        cells = update[_SINCE]
        since, _ = read_dates(cells, date_order(cells), (dt.MINYEAR, dt.MAXYEAR))
        ended |= since < pd.Timestamp(as_of) - pd.Timedelta(days=days)
    ended &= kept
    update[OUTGOING] = update[OUTGOING].astype(object).mask(ended, None)
    problem = 'Outgoing executive was "{value}"; that handover has ended, so it is empty now.'
    fix = "If somebody hands over to the present executive, type that name."
    issues.add(ended, OUTGOING, old[OUTGOING], "HANDOVER_ENDED", problem, fix)
