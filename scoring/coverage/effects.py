"""What a play brings: it is done, as the sheet would show it done, and the account scored again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.coverage.causes import causes
from scoring.coverage.cleaning.titles import LEVELS
from scoring.coverage.gates import CLOSES, EXECUTIVE, INTRO, SPONSOR, TOUCH
from scoring.coverage.pairs import EMPTY, OUTGOING, PAIR
from scoring.coverage.points import cases, decay_caps, gate_score_table
from scoring.people import same_person

if TYPE_CHECKING:
    import datetime as dt

    from scoring.coverage.evidence import Given

NOTHING = -1
"""Score of another way that there is not."""

_LEVELS = {"Customer sponsor": "Sponsor level", "Internal executive": "Executive level"}
_LOW = ("Low sponsor", "Low executive")
_SOMEBODY_NEW = "somebody whom no touch and no column names"


def effects(
    given: Given, found: pd.DataFrame, numbers: pd.DataFrame, play: pd.Series
) -> pd.DataFrame:
    """The current score once the play of each account is done on the as-of date.

    To name a sponsor or map an executive brings a person who is new to the account: in place of
    another, who may be one whom only snapshots know, the pair begins anew (C36), in a cell that was
    always empty it does not, and a touch that names somebody else is no longer theirs. The other
    way to do it keeps what there is: the title is put right, it is the person of the last touch, or
    the present executive hands over.

    Args:
        given: what the score is made from.
        found: the evidence of it.
        numbers: as `scoring.coverage.scores.scores` returns it of `found`.
        play: keys of plays.

    Returns:
        On the index of the accounts: After case (int8), After days (int32), After (basis points)
        and Then, the causes that are left (bits); Other (basis points, NOTHING where there is no
        other way) and Other then.

    Source: S0-07 to S0-11, C11, C36.
    """
    rules = given.policy.on(given.as_of)
    place, distinct = pd.factorize(play)
    bits = np.array([CLOSES[key].bit for key in distinct], dtype="int8").take(place)
    case = numbers["Case"].to_numpy() | bits
    days = np.where(bits == TOUCH.bit, 0, found["Days since touch"].to_numpy()).astype("int32")
    then = _with_people_replaced(causes(case, days, rules), given, found, days)
    other_case, other_days, other_then = case.copy(), days.copy(), then.copy()
    new = np.flatnonzero((bits == SPONSOR.bit) | (bits == EXECUTIVE.bit))
    if len(new):
        sponsor, people = bits[new] == SPONSOR.bit, found.iloc[new]
        mine = given.only(new)
        case[new], days[new], then[new] = _with_somebody_new(mine, people, sponsor)
        vacant = np.flatnonzero(_is_vacant(mine.accounts, sponsor))
        other_case[new[vacant]], other_days[new[vacant]] = case[new[vacant]], days[new[vacant]]
        named, told = _with_the_one_of_last_touch(
            mine.only(vacant), people.iloc[vacant], sponsor[vacant]
        )
        known = new[vacant[named]]
        other_case[known], other_days[known], other_then[known] = told
        # Who is to be mapped in an empty cell may be new to the last touch.
        unmapped = (other_then[new] & EXECUTIVE.bit) > 0
        other_then[new] |= np.where(unmapped, TOUCH.bit, 0)
        over = np.flatnonzero(~sponsor & _hands_over(people))
        shared = new[over]
        other_case[shared], other_days[shared], other_then[shared] = _with_handover(mine, over)
    table = gate_score_table(rules)
    other = np.minimum(table.take(other_case), decay_caps(other_case, other_days, rules))
    columns = {
        "After case": case,
        "After days": days,
        "After": np.minimum(table.take(case), decay_caps(case, days, rules)),
        "Then": then,
        "Other": np.where(found["Departed"], NOTHING, other),
        "Other then": other_then,
    }
    return pd.DataFrame(columns, index=found.index, copy=False)


def _with_somebody_new(
    given: Given, found: pd.DataFrame, sponsor: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Case, days and the causes left with a new sponsor, or else a new executive.

    Where an executive is still to be mapped after the sponsor, that may cost an intro and a touch,
    so what is left is told of the account with both.
    """
    accounts = given.accounts.copy()
    stood = (found["Low sponsor"] | found["Departed"]).to_numpy()
    _put(accounts, "Customer sponsor", sponsor, sponsor & stood, given.as_of)
    accounts["Sponsor status"] = accounts["Sponsor status"].mask(sponsor)
    low = found["Low executive"].to_numpy()
    _put_executive(accounts, ~sponsor, low, given.as_of)
    case, days, then = _outcome(given._replace(accounts=accounts))
    unmapped = np.flatnonzero(sponsor & ((then & EXECUTIVE.bit) > 0))
    both = accounts.iloc[unmapped].copy()
    _put_executive(both, np.ones(len(both), dtype=bool), low[unmapped], given.as_of)
    _, _, then_both = _outcome(given._replace(accounts=both))
    then[unmapped] = then_both | EXECUTIVE.bit
    return case, days, then


def _is_vacant(accounts: pd.DataFrame, sponsor: np.ndarray) -> np.ndarray:
    """Whether the cell of the sponsor, or else of the executive, is empty."""
    empty = [accounts[name].isna().to_numpy() for name, _ in PAIR]
    return np.where(sponsor, *empty)


def _with_the_one_of_last_touch(
    given: Given, found: pd.DataFrame, sponsor: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Places where an empty cell gets whom the last touch names; their case, days and what is left.

    It names nobody for the account where our person is its own CSM.
    """
    accounts, met = given.accounts.copy(), given.last_met()
    own = same_person(met["Internal person"], accounts["CSM"]) & accounts["CSM"].notna().to_numpy()
    met["Internal person"] = met["Internal person"].mask(own)
    named = np.where(sponsor, *(met[told].notna().to_numpy() for told in met))
    for (name, _), told, who in zip(PAIR, met, (sponsor, ~sponsor), strict=True):
        known = named & who
        back = known & same_person(met[told], _told(accounts, EMPTY[name].before))
        accounts[name] = accounts[name].mask(known, met[told])
        _stand(accounts, name, known & ~back, EMPTY[name].new)
        if name == EXECUTIVE.column:
            left = known & ~back & ~_hands_over_to_another(accounts, accounts[OUTGOING])
            accounts[OUTGOING] = accounts[OUTGOING].mask(left)
        _stand(accounts, name, back, EMPTY[name].back)
    places = np.flatnonzero(named)
    given = given._replace(accounts=accounts).only(places)
    case, days, then = _outcome(given)
    return places, (case, days, _with_people_replaced(then, given, found.iloc[places], days))


def _with_people_replaced(
    then: np.ndarray, given: Given, found: pd.DataFrame, days: np.ndarray
) -> np.ndarray:
    """The causes left, with the intro and touch that go where somebody is to take a place yet."""
    then, accounts = then.copy(), given.accounts
    day = np.datetime64(given.as_of, "D")
    for (name, _), bit, low in zip(PAIR, (SPONSOR.bit, EXECUTIVE.bit), _LOW, strict=True):
        replaced = ((then & bit) > 0) & found[low].to_numpy()
        vacant = ((then & bit) > 0) & accounts[name].isna().to_numpy()
        since = _told(accounts, EMPTY[name].new).to_numpy().astype("datetime64[D]")
        intro = accounts["Two-way intro date"].to_numpy().astype("datetime64[D]")
        again = vacant & ~np.isnat(since)
        old = (day - since).astype("int64") < days
        then |= np.where(replaced | (again & ~(intro >= since)), INTRO.bit, 0).astype(then.dtype)
        then |= np.where(replaced | (again & old), TOUCH.bit, 0).astype(then.dtype)
    return then


def _hands_over(found: pd.DataFrame) -> np.ndarray:
    """Whether the executive mapped has to hand over, as no title makes good for it (C32, C36)."""
    own, untitled = found["Own CSM"].to_numpy(), found["Untitled"].to_numpy()
    return found["Low executive"].to_numpy() & (own | ~untitled)


def _with_handover(given: Given, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Case, days and the causes left where the executive mapped hands over to a new one."""
    accounts = given.accounts.iloc[rows].copy()
    leaving = accounts["Internal executive"].copy()
    everybody = np.ones(len(accounts), dtype=bool)
    _put_executive(accounts, everybody, everybody, given.as_of)
    accounts[OUTGOING] = leaving.where(_hands_over_to_another(accounts, leaving))
    return _outcome(given._replace(accounts=accounts))


def _put_executive(
    accounts: pd.DataFrame, who: np.ndarray, in_place: np.ndarray, as_of: dt.date
) -> None:
    """Map a new executive, in place of another one where there is one, who does not hand over."""
    _put(accounts, "Internal executive", who, who & in_place, as_of)
    accounts["Own CSM"] = accounts["Own CSM"] & ~who
    outgoing = accounts[OUTGOING]
    stays = ~in_place & _hands_over_to_another(accounts, outgoing)
    accounts[OUTGOING] = outgoing.mask(who & ~stays)


def _hands_over_to_another(accounts: pd.DataFrame, leaving: pd.Series) -> np.ndarray:
    """Whether somebody leaves who is, as far as snapshots know, the executive before a new one."""
    return same_person(leaving, _told(accounts, EMPTY["Internal executive"].before))


def _put(
    accounts: pd.DataFrame, name: str, who: np.ndarray, in_place: np.ndarray, as_of: dt.date
) -> None:
    """Put somebody new and of the highest level in a column, since today if in place of another."""
    accounts[name] = accounts[name].mask(who, _SOMEBODY_NEW)
    _stand(accounts, name, who & ~in_place, EMPTY[name].new)
    since = dict(PAIR)[name]
    accounts[_LEVELS[name]] = accounts[_LEVELS[name]].mask(who, len(LEVELS) - 1)
    accounts[since] = accounts[since].mask(in_place, pd.Timestamp(as_of))


def _stand(accounts: pd.DataFrame, name: str, who: np.ndarray, told: str) -> None:
    """Let people of the highest level stand in a cell that was empty, since when snapshots tell."""
    since, level = dict(PAIR)[name], _LEVELS[name]
    accounts[level] = accounts[level].mask(who, len(LEVELS) - 1)
    if told in accounts:
        accounts[since] = accounts[since].mask(who, accounts[told])


def _told(accounts: pd.DataFrame, column: str) -> pd.Series:
    """What snapshots tell; nothing where there are none."""
    if column in accounts:
        return accounts[column]
    return pd.Series(pd.NaT, index=accounts.index, dtype="datetime64[s]")


def _outcome(given: Given) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Case, days since the last touch and the causes left of accounts as they are."""
    found = given.found()
    case, days = cases(found), found["Days since touch"].to_numpy()
    return case, days, causes(case, days, given.policy.on(given.as_of))
