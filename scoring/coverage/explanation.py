"""The score in words that a director can read out: why it is so, what a play brings, by when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from scoring.coverage import evidence as seen
from scoring.coverage.causes import DECAYED
from scoring.coverage.cleaning.titles import LEVELS
from scoring.coverage.effects import NOTHING
from scoring.coverage.gates import CLOSES, EXECUTIVE, GATES, PLAN, SPONSOR, TOUCH
from scoring.coverage.points import hundredths
from scoring.coverage.reasons import REASONS, TOUCHED, Situation, ago, because, missed_touches
from scoring.parameters import FULL, PERCENT
from scoring.wording import counted, joined, short_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from scoring.policy import DayPolicy

_STANDS = ("Standing", "Current score", "Binding", "Unread")
_OPENING = (*_STANDS, "Tier", "Waived_until", "Live")
_NEXT = (
    *_STANDS,
    "Play",
    "After",
    "Then",
    "Full",
    "Other",
    "Other then",
    "Single buyer",
    "Departed",
    "Low sponsor",
    "Low executive",
    "Untitled",
    "Own CSM",
)
_WHEN = (*_STANDS, "Play", "Due")
_IN_PLACE = ("Causes", "Full", *TOUCHED)
READ = tuple(
    dict.fromkeys(
        (
            *_OPENING,
            *_NEXT,
            *_WHEN,
            *_IN_PLACE,
            *(name for reason in REASONS for name in reason.columns),
        )
    )
)
"""What a sentence is made from, apart from the row and the trouble of a data issue."""


def explanations(
    situations: pd.DataFrame, troubles: pd.Series, policy: DayPolicy, as_of: dt.date
) -> pd.Series:
    """The explanation of each account.

    Accounts that are alike in what a part of the sentence depends on share its words, so each
    part is put into words once for all of them. No text of the customer goes in: the sentence can
    be read out, and can't be a formula.

    Args:
        situations: the columns of READ; the index holds the rows of the sheet.
        troubles: on the same index, what can't be read in the row of a data issue.
        policy: the parameters in force.
        as_of: day of the score.

    Source: C01, C62.
    """
    said = situations.reset_index(drop=True)
    said["Waived_until"] = said["Waived_until"].where(said["Standing"] == seen.WAIVED)
    said["Live"] = said["Live"].where(said["Standing"] == seen.IN_GRACE)
    texts = _worded(said, _OPENING, lambda row: _opening(row, policy, as_of))
    told = said.loc[said["Standing"] != seen.OUT_OF_SCOPE]
    for held, alike in told.groupby("Binding", sort=False):
        columns = [name for reason in REASONS if reason.bit & held for name in reason.columns]
        known = (*_STANDS, *(columns or _IN_PLACE))
        texts[alike.index] += _worded(alike, known, lambda row: _reason(row, policy))
    texts[told.index] += _worded(told, _NEXT, lambda row: _next(row, policy))
    texts[told.index] += _worded(told, _WHEN, lambda row: _when(row, as_of))
    issue = (said["Standing"] == seen.DATA_ISSUE).to_numpy()
    rows = situations.index[issue].astype("str").to_numpy(dtype=object)
    words = troubles[issue].to_numpy(dtype=object)
    texts[issue] = _UNCOVERED_UNTIL + rows + " is mended (" + words + "). " + texts[issue]
    return pd.Series(texts, index=situations.index, dtype="str")


_UNCOVERED_UNTIL = "Counts as not covered until row "


def sentence(row: Situation, policy: DayPolicy, as_of: dt.date) -> str:
    """The explanation of one account, no data issue: a value for each of READ."""
    parts = [_opening(row, policy, as_of)]
    if row["Standing"] != seen.OUT_OF_SCOPE:
        parts += [_reason(row, policy), _next(row, policy), _when(row, as_of)]
    return "".join(parts)


def _worded(
    rows: pd.DataFrame, columns: Sequence[str], say: Callable[[Situation], str]
) -> np.ndarray:
    """Words for each row; rows that are alike in some columns are put into words once."""
    known = list(dict.fromkeys(columns))
    numbers = rows.groupby(known, dropna=False, sort=False).ngroup().to_numpy()
    distinct = rows.loc[~pd.Series(numbers, index=rows.index).duplicated(), known]
    words = np.array([say(row) for row in distinct.to_dict("records")], dtype=object)
    return words[numbers] if len(words) else np.empty(0, dtype=object)


def _opening(row: Situation, policy: DayPolicy, as_of: dt.date) -> str:
    score = _share(row["Current score"])
    link = " because " if row["Binding"] else ""
    match row["Standing"]:
        case seen.OUT_OF_SCOPE:
            return f"Tier {row['Tier']} is out of scope: it is not scored."
        case seen.IN_GRACE:
            ends = row["Live"] + pd.Timedelta(days=policy.integer("grace.days"))
            until = f"New customer: counts nowhere up to {short_day(ends, as_of)}"
            return f"{until}; would score {score}{link}"
        case seen.WAIVED:
            until = short_day(row["Waived_until"], as_of)
            return f"Waived until {until}; would score {score}{link}"
    return f"Until then {score}" if _only_unread(row) else f"{score}{link or ': '}"


def _only_unread(row: Situation) -> bool:
    """Whether nothing but cells that can't be read hold the score of a data issue."""
    held = row["Binding"]
    return bool(row["Standing"] == seen.DATA_ISSUE and held and not held & ~row["Unread"])


def _acts(row: Situation) -> bool:
    """Whether there is a play to speak of."""
    return row["Standing"] in (seen.SCORED, seen.DATA_ISSUE) and not _only_unread(row)


def _reason(row: Situation, policy: DayPolicy) -> str:
    if _only_unread(row):
        return "."
    if row["Binding"]:
        return f"{because(row, policy)}."
    return f"{_in_place(row)}." if _acts(row) else "."


def _in_place(row: Situation) -> str:
    """What there is where nothing can raise the score."""
    most = "the most that these settings give"
    if row["Causes"] & ~DECAYED:
        return most
    keys = [gate.key for gate in GATES if gate.single_buyer or not row["Single buyer"]]
    asked = ["buyer", *keys[1:]] if row["Single buyer"] else keys
    last = "last touch that counts" if missed_touches(row) else "last touch"
    there = f"{joined(asked)} are in place ({last} {ago(row['Days since touch'])})"
    return there if row["Full"] == FULL else f"{there}; {most}"


def _next(row: Situation, policy: DayPolicy) -> str:
    """What the play brings, and what is left to do then."""
    if not _acts(row) or (row["Play"] == PLAN and not row["Binding"]):
        return ""
    return "".join(f" {_step(way, row)}." for way in _ways(row, policy))


class _Way(NamedTuple):
    """A way to do a play, the score it brings, and the causes that are left then."""

    words: str
    score: int
    left: int


def _ways(row: Situation, policy: DayPolicy) -> list[_Way]:
    """The ways to do the play: two where they keep more or less of what the account has."""
    new, kept = (row["After"], row["Then"]), (row["Other"], row["Other then"])
    alone, both = _words_for(row, policy)
    if row["Other"] in (NOTHING, row["After"]):
        return [_Way(alone, *new)]
    brings = (new, kept) if both[1].startswith(_THE_KNOWN_ONE) else (kept, new)
    return [_Way(words, *brought) for words, brought in zip(both, brings, strict=True)]


_THE_KNOWN_ONE = "Or the one of the last touch"


def _words_for(row: Situation, policy: DayPolicy) -> tuple[str, tuple[str, str]]:
    """The play in words, and the words for its two ways."""
    gate = CLOSES[row["Play"]]
    if gate is not SPONSOR and gate is not EXECUTIVE:
        return gate.action.capitalize(), ("", "")
    least = f"{policy.text(gate.least_level)} or above"
    if gate is SPONSOR and row["Low sponsor"]:
        return _proof("sponsor", "name another", least)
    if gate is EXECUTIVE and row["Low executive"]:
        if row["Untitled"] and not row["Own CSM"]:
            return _proof("executive", "map another", least)
        return f"Map a {least}", (f"Map a {least} with a handover", "Without a handover")
    words = gate.action.capitalize()
    if gate is SPONSOR:
        whom = "buyer" if row["Single buyer"] else "sponsor"
        words = f"Name a{' new' if row['Departed'] else ''} {whom}"
    asked = gate is EXECUTIVE or policy.flag("gates.strict_evidence")
    only = f" if {least}" if asked and policy.text(gate.least_level) != LEVELS[0] else ""
    return words, (words, f"{_THE_KNOWN_ONE}{only}")


def _proof(whom: str, other: str, least: str) -> tuple[str, tuple[str, str]]:
    """The words where a title is to be put right, or another person to be found."""
    shown = f"Show that the {whom} is {least}"
    return f"{shown} or {other}", (shown, f"Or {other}")


def _step(way: _Way, row: Situation) -> str:
    score, full = _share(way.score), _share(row["Full"])
    same = "still " if score == _share(row["Current score"]) else ""
    told = f"{way.words}: {same}{score}"
    if not way.left or score == full:
        return told
    left = way.left | (TOUCH.bit if way.left & DECAYED else 0)
    rest = [gate.action for gate in GATES if left & gate.bit]
    return f"{told}, then {joined(rest)}: {full}"


def _when(row: Situation, as_of: dt.date) -> str:
    """By when the play is due, or how late it is."""
    if not _acts(row):
        return ""
    late, day = (as_of - row["Due"].date()).days, short_day(row["Due"], as_of)
    if row["Play"] != PLAN:
        return f" {counted(late, 'day')} late." if late > 0 else f" Due {day if late else 'today'}."
    what = "Plan it" if row["Binding"] else "Plan the next touch"
    when = f": {counted(late, 'day')} late" if late > 0 else f" by {day}" if late else " today"
    return f" {what}{when}."


def _share(points: int) -> str:
    """Basis points as the sheet shows a score: two decimals, halves up."""
    return f"{int(hundredths(points)) / PERCENT:.2f}"
