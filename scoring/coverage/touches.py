"""Which touches count, and why the others do not: one answer for every number and sentence.

A touch counts if it took place, is live, between this sponsor and this executive, and not older
than the two as a pair. Score, cadence, reachable rate, audit and explanation all ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from scoring.coverage.points import NEVER
from scoring.people import same_person

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy

COUNTS, E_MAIL, NOT_LIVE, OTHER_CONTACT, OTHER_PERSON, EARLIER_PAIR, FUTURE, UNDATED, NOT_HELD = (
    range(9)
)
"""Why a touch does not count; COUNTS where it does."""

MISSES = (
    "E-mails",
    "Not live",
    "Other contact",
    "Other person",
    "Earlier pair",
    "Future",
    "Undated",
    "Not held",
)
"""Columns of evidence: how many touches do not count, by the reasons after COUNTS in order."""

_LAST, _DAY = "Last touch date", "Touch date"
_READ = [
    _DAY,
    "Type",
    "Customer contact",
    "Internal person",
    "Qualifies",
    "Future",
    "Held",
]
_E_MAIL_TYPE = "E-mail"


class Pairs(NamedTuple):
    """Whose touches count, account by account.

    Attributes:
        since: day from which on the pair stands (datetime64[s]), NaT: always.
        single: whether the sponsor is a single buyer, whom anybody of ours may call.
        handover_ends: last day on which the outgoing executive counts as well, NaT: no handover.
    """

    since: pd.Series
    single: pd.Series
    handover_ends: pd.Series


class Judged(NamedTuple):
    """Rows of Touches that belong to an account: its place, the day, and why it does not count."""

    place: np.ndarray
    day: np.ndarray
    why: np.ndarray


def judged(accounts: pd.DataFrame, touches: pd.DataFrame, pairs: Pairs) -> Judged:
    """Every row of Touches of a known account, with COUNTS or the first reason why not (C10, C60).

    A row that names nobody fits any pair; see `scoring.people.same_person`. One that is planned for
    today or later is left out.
    """
    place, known = _places(accounts, touches)
    place, rows = place[known], touches[_READ].loc[known]
    day = rows["Touch date"].to_numpy().astype("datetime64[s]")
    live = rows["Qualifies"].to_numpy(dtype=bool)
    early = day < pairs.since.to_numpy().take(place)
    why = np.zeros(len(place), dtype="int8")
    why[early] = EARLIER_PAIR
    open_rows = np.flatnonzero(live & ~early & ~np.isnat(day))
    contact, ours = _same_people(accounts, rows.iloc[open_rows], place[open_rows], pairs)
    why[open_rows] = np.where(contact, np.where(ours, COUNTS, OTHER_PERSON), OTHER_CONTACT)
    dead = np.flatnonzero(~live)
    mailed = (rows["Type"].iloc[dead] == _E_MAIL_TYPE).to_numpy(dtype=bool)
    why[dead] = np.where(mailed, E_MAIL, NOT_LIVE)
    why[np.isnat(day)] = np.where(rows["Future"][np.isnat(day)], FUTURE, UNDATED)
    why[~rows["Held"].to_numpy(dtype=bool)] = NOT_HELD
    return Judged(place, day, why)


def _places(accounts: pd.DataFrame, touches: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The place of each touch's account, and which touches are of one and not still to come."""
    place = pd.Index(accounts["Account ID"]).get_indexer_for(touches["Account ID"])
    return place, (place >= 0) & touches["Planned date"].isna().to_numpy()


def _same_people(
    accounts: pd.DataFrame, rows: pd.DataFrame, place: np.ndarray, pairs: Pairs
) -> tuple[np.ndarray, np.ndarray]:
    """Whether each touch was with the sponsor, and whether it was by the executive."""
    names = ["Customer sponsor", "Internal executive", "Outgoing executive"]
    sponsor, executive, outgoing = (accounts[name].take(place) for name in names)
    contact = same_person(rows["Customer contact"], sponsor)
    ours = same_person(rows["Internal person"], executive)
    shared = pairs.handover_ends.notna().to_numpy().take(place) & outgoing.notna().to_numpy()
    if shared.any():
        ours[shared] |= same_person(rows["Internal person"][shared], outgoing[shared])
    return contact, ours | pairs.single.to_numpy().take(place)


def last_days(touched: Judged, accounts: int) -> np.ndarray:
    """Day of the last touch that counts of each account (datetime64[s]), NaT: none."""
    last = np.full(accounts, np.iinfo("int64").min)
    counting = touched.why == COUNTS
    np.maximum.at(last, touched.place[counting], touched.day[counting].astype("int64"))
    return last.view("datetime64[s]")


def last_met(accounts: pd.DataFrame, touches: pd.DataFrame | None, pairs: Pairs) -> pd.DataFrame:
    """Whom the touches of the last day that counts name, the first of each account.

    Returns:
        Customer contact and Internal person on the index of `accounts`; missing: nobody.
    """
    headers = ["Customer contact", "Internal person"]
    if touches is None:
        return pd.DataFrame(index=accounts.index, columns=headers, dtype=object)
    _, known = _places(accounts, touches)
    touched = judged(accounts, touches, pairs)
    last = last_days(touched, len(accounts)).take(touched.place)
    told = (touched.why == COUNTS) & (touched.day == last)
    rows = touches.loc[known, headers].astype(object).loc[told]
    first = rows.groupby(touched.place[told]).first()
    return first.reindex(np.arange(len(accounts))).set_axis(accounts.index)


def between_others(scored: pd.DataFrame, touches: pd.DataFrame) -> pd.DataFrame:
    """Live touches of counted accounts that would count but for the people whom they name.

    They lie after the last touch that counts, and not before the pair stood.

    Args:
        scored: as `scoring.coverage.scores.score_accounts` returns it.
        touches: as `clean` returns Touches.

    Returns:
        Account ID, Account, Touch date, Customer contact and Internal person, the newest first.

    Source: C10.
    """
    place = pd.Index(scored["Account ID"]).get_indexer_for(touches["Account ID"])
    day = touches[_DAY].to_numpy().astype("datetime64[s]")
    live = np.flatnonzero((place >= 0) & touches["Qualifies"].to_numpy(dtype=bool) & ~np.isnat(day))
    place, day = place[live], day[live]
    last, since = (
        scored[name].to_numpy().astype("datetime64[s]").take(place)
        for name in (_LAST, "Pair since")
    )
    found = scored["Counted"].to_numpy(dtype=bool).take(place) & ~(day <= last) & ~(day < since)
    rows = touches[["Account ID", _DAY, "Customer contact", "Internal person"]].iloc[live[found]]
    rows.insert(1, "Account", scored["Account"].take(place[found]).to_numpy())
    return rows.sort_values(_DAY, ascending=False, kind="stable", ignore_index=True)


def touch_evidence(
    accounts: pd.DataFrame,
    touches: pd.DataFrame | None,
    policy: DayPolicy,
    as_of: dt.date,
    pairs: Pairs,
) -> pd.DataFrame:
    """What is known of each account's touches.

    The rows of Touches decide alone for an account that has any that took place on a day that can
    be used; Last touch date for the others.

    Args:
        accounts: as `scoring.cleaning.clean` returns Accounts.
        touches: as `clean` returns Touches, or None.
        policy: the parameters in force.
        as_of: day of the score.
        pairs: whose touches count.

    Returns:
        On the index of `accounts`: Last touch date (datetime64[s]); the columns of MISSES (int32),
        touches after that day that do not count; Logged (bool): Touches decide; Stated days
        (int32): days since a Last touch date that would count and is newer than all that Touches
        have, NEVER if there is none; Touch days (int32) and First touch date (datetime64[s]): the
        days with a touch that counts in the last `touch.cadence_days`, and the first of them.

    Source: S0-10, C04, C10, C36, C60.
    """
    size = len(accounts)
    none = Judged(*(np.empty(0, kind) for kind in ("int64", "datetime64[s]", "int8")))
    touched = none if touches is None else judged(accounts, touches, pairs)
    logged = np.zeros(size, dtype=bool)
    logged[touched.place[~np.isnat(touched.day) & (touched.why != NOT_HELD)]] = True
    stated, whys = _stated(accounts, policy, pairs.since)
    last = np.where(logged, last_days(touched, size), stated)
    newer = logged & ~np.isnat(stated) & ~(last >= stated)
    ages = (np.datetime64(as_of, "s") - stated).astype("timedelta64[D]").astype("int64")
    misses = _misses(touched, last)
    alone = np.flatnonzero(~logged & (whys != COUNTS))
    misses[alone, whys[alone] - 1] += 1
    days = _recent_days(touched, policy, as_of, size)
    columns = {
        _LAST: last,
        **{name: misses[:, column] for column, name in enumerate(MISSES)},
        "Logged": logged,
        "Stated days": np.where(newer, ages, NEVER).astype("int32"),
        "Touch days": days[0],
        "First touch date": days[1],
    }
    return pd.DataFrame(columns, index=accounts.index, copy=False)


def stated_and_not_logged(
    accounts: pd.DataFrame, touches: pd.DataFrame, policy: DayPolicy, pairs: Pairs
) -> np.ndarray:
    """Whether Last touch date would count, and is newer than all that counts in Touches (bool)."""
    stated, _ = _stated(accounts, policy, pairs.since)
    place = pd.Index(accounts["Account ID"]).get_indexer_for(touches["Account ID"])
    day = touches["Touch date"].to_numpy().astype("datetime64[s]")
    known = (place >= 0) & ~np.isnat(day) & touches["Held"].to_numpy(dtype=bool)
    logged = np.zeros(len(accounts), dtype=bool)
    logged[place[known]] = True
    # No older touch can speak against it, so few are left to judge.
    known[known] = day[known] >= stated.take(place[known])
    last = last_days(judged(accounts, touches.loc[known], pairs), len(accounts))
    return logged & ~np.isnat(stated) & ~(last >= stated)


def _stated(
    accounts: pd.DataFrame, policy: DayPolicy, since: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Last touch date where it counts, and where there is one that does not, why not."""
    kind, day = accounts["Last touch type"], accounts["Last touch date"]
    live = (kind.isna() | kind.isin(policy.texts("touch.types"))).to_numpy(dtype=bool)
    early = (day < since).to_numpy(dtype=bool)
    dead = np.where((kind == _E_MAIL_TYPE).to_numpy(dtype=bool), E_MAIL, NOT_LIVE)
    why = np.where(live, np.where(early, EARLIER_PAIR, COUNTS), dead)
    why = np.where(day.isna(), COUNTS, why)
    return day.where(why == COUNTS).to_numpy().astype("datetime64[s]"), why


def _misses(touched: Judged, last: np.ndarray) -> np.ndarray:
    """Touches that do not count and are newer than the last that does: a column a reason."""
    before = last.take(touched.place)
    missed = (touched.why != COUNTS) & ~(touched.day <= before)
    flat = touched.place[missed] * len(MISSES) + touched.why[missed] - 1
    counts = np.bincount(flat, minlength=len(last) * len(MISSES))
    return counts.reshape(len(last), len(MISSES)).astype("int32")


def _recent_days(
    touched: Judged, policy: DayPolicy, as_of: dt.date, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """How many days with a touch that counts each account had of late, and the first of them."""
    today = np.datetime64(as_of, "D")
    window = np.timedelta64(policy.integer("touch.cadence_days"), "D")
    day = touched.day.astype("datetime64[D]")
    recent = (touched.why == COUNTS) & (day > today - window)
    ago = (today - day[recent]).astype("int64")
    span = int(window.astype("int64"))
    once = np.unique(touched.place[recent] * span + ago)
    place, ago = np.divmod(once, span)
    count = np.bincount(place, minlength=size).astype("int32")
    first = np.full(size, np.datetime64("NaT"), dtype="datetime64[s]")
    # Of an account's days the one that is the longest ago comes last, and stays.
    first[place] = (today - ago.astype("timedelta64[D]")).astype("datetime64[s]")
    return count, first
