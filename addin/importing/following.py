"""Activities that an export brings again: told by the CRM's own id, else word for word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.importing import deleted
from addin.importing.merging import compared, differing, places_of
from addin.importing.rows import SAID_ALREADY, LeftOut
from scoring.coverage.tables.choices import DELETED, TOOK_PLACE

if TYPE_CHECKING:
    from scoring.tables import Import

_ID, _DAY, _OUTCOME = "Account ID", "Touch date", "Outcome"


@dataclass(frozen=True)
class Followed:
    """Rows of an export beside those that a tracker has.

    Attributes:
        fresh: rows that the tracker does not have yet.
        again: rows that it has, on its own rows, as the export has them now.
        changed: those of them on which a cell changes.
        moved: the outcome of rows whose activity is no more of their account: deleted.
        left_out: rows of the export that say what an earlier one says, and those that were deleted
            before the tracker had them.
    """

    fresh: pd.DataFrame
    again: pd.DataFrame
    changed: pd.DataFrame
    moved: pd.DataFrame
    left_out: tuple[LeftOut, ...]


def followed(
    known: pd.DataFrame, incoming: pd.DataFrame, imports: Import, *, keeps: bool = True
) -> Followed:
    """Which rows of an export a tracker has, and what they change.

    An activity's id tells it, whatever else was put right since; together with the account, where
    it counts for several. An id that stands on several activities of the export tells none.
    Without an id the columns of `same_by` tell a row; one that came before ids did gets its id.

    Args:
        known: the tracker's rows, as `tidied` returns them; the index holds the rows of the sheet.
        incoming: as `tidied` returns it, one account a row.
        imports: how the table takes exports in.
        keeps: the tracker has a column for the outcome. An earlier one does not, and there what
            did not take place would count.
    """
    incoming, others = _once(incoming)
    if not keeps:
        incoming, missed = _taken_place(incoming)
        others = (*others, *missed)
    told_by = imports.followed_by
    if told_by in incoming:
        incoming = incoming.assign(**{told_by: _telling_ids(incoming, told_by)})
    gone = _is_deleted(incoming)
    by_id = _places_by_id(known, incoming, told_by)
    rest = np.flatnonzero(by_id < 0)
    untold = np.flatnonzero(~np.isin(np.arange(len(known)), by_id))
    same = _places_by_words(known.iloc[untold], incoming.iloc[rest], imports)
    places = by_id
    places[rest[same >= 0]] = untold[same[same >= 0]]
    there = places >= 0
    again = incoming[there].set_axis(known.index[places[there]])
    never = tuple(
        LeftOut(int(row), deleted.DELETED, compared(incoming[_ID].loc[row]))
        for row in incoming.index[~there & gone]
    )
    return Followed(
        fresh=incoming[~there & ~gone],
        again=again,
        changed=again[_changed(known.loc[again.index], again)],
        moved=pd.DataFrame(
            {_OUTCOME: DELETED},
            index=_moved(known, incoming, places, told_by) if keeps else known.index[:0],
        ),
        left_out=(*others, *never),
    )


def _once(incoming: pd.DataFrame) -> tuple[pd.DataFrame, tuple[LeftOut, ...]]:
    """The rows without those that say, word for word, what an earlier one says."""
    repeated = incoming.astype(object).duplicated()
    return incoming[~repeated], tuple(
        LeftOut(int(row), SAID_ALREADY, compared(incoming[_ID].loc[row]))
        for row in incoming.index[repeated]
    )


def _taken_place(incoming: pd.DataFrame) -> tuple[pd.DataFrame, tuple[LeftOut, ...]]:
    """The rows that took place, and those that did not."""
    held = (incoming[_OUTCOME].isna() | (incoming[_OUTCOME] == TOOK_PLACE)).to_numpy(dtype=bool)
    why = "did not take place, and Touches has no column Outcome"
    return incoming[held], tuple(
        LeftOut(int(row), why, compared(incoming[_ID].loc[row])) for row in incoming.index[~held]
    )


def _is_deleted(rows: pd.DataFrame) -> np.ndarray:
    if _OUTCOME not in rows:
        return np.zeros(len(rows), dtype=bool)
    return (rows[_OUTCOME] == DELETED).to_numpy(dtype=bool)


def _telling_ids(incoming: pd.DataFrame, told_by: str) -> pd.Series:
    """The ids that stand for one activity each, once for each of its accounts."""
    ids = incoming[told_by].astype(object)
    twice = incoming.duplicated([told_by, _ID]) & ids.notna()
    return ids.where(~ids.isin(ids[twice]), None)


def _places_by_id(known: pd.DataFrame, incoming: pd.DataFrame, told_by: str) -> np.ndarray:
    """The place in `known` of each row's activity and account; -1 where it is not there."""
    found = np.full(len(incoming), -1)
    if told_by not in known or told_by not in incoming:
        return found
    theirs, ours = (np.flatnonzero(frame[told_by].notna()) for frame in (known, incoming))
    places = places_of(known.iloc[theirs], incoming.iloc[ours], (told_by, _ID))
    found[ours] = np.append(theirs, -1).take(places, mode="wrap")
    return found


def _places_by_words(known: pd.DataFrame, incoming: pd.DataFrame, imports: Import) -> np.ndarray:
    """The place in `known` of a row that is the same in what tells it, and has no other id."""
    found = places_of(known, incoming, (_ID, *imports.same_by))
    told_by = imports.followed_by
    if told_by in known and told_by in incoming and len(known):
        theirs = known[told_by].notna().to_numpy().take(found, mode="wrap")
        found[(found >= 0) & theirs & incoming[told_by].notna().to_numpy()] = -1
    return found


def _changed(known: pd.DataFrame, again: pd.DataFrame) -> np.ndarray:
    """On which rows the export says another thing than the tracker."""
    shared = [header for header in again.columns if header in known]
    unequal = np.zeros(len(again), dtype=bool)
    for header in shared:
        unequal |= differing(known[header], again[header])
    return unequal


def _moved(
    known: pd.DataFrame, incoming: pd.DataFrame, places: np.ndarray, told_by: str
) -> pd.Index:
    """Rows whose activity is in the export, and no more for their account.

    Ids of another system may be the same by chance, so the day has to be the same as well.
    """
    if told_by not in known or told_by not in incoming:
        return known.index[:0]
    lost = known[known[told_by].notna() & ~np.isin(np.arange(len(known)), places)]
    return lost.index[places_of(incoming, lost, (told_by, _DAY)) >= 0]
