"""The score in one sentence that a director can read out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scoring.coverage import evidence as seen
from scoring.coverage.gates import (
    ACTIONS,
    AGAINST_DECAY,
    EXECUTIVE,
    GATES,
    INTRO,
    OUTCOME,
    PLAN,
    SPONSOR,
    TOUCH,
    TOUCHING_PLAYS,
)
from scoring.parameters import FULL
from scoring.wording import word

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy

READ = (
    "Tier",
    "Standing",
    "Single buyer",
    "Departed",
    "Low sponsor",
    "Low executive",
    "Own CSM",
    "Other pair",
    "Outcome expired",
    "Days since touch",
    "Uncapped",
    "Gate score",
    "Current score",
    "Open gate",
    "Play",
    "Due",
    "Waived_until",
    "Live",
)
"""What a sentence is made from: two accounts that are alike in these share theirs."""


def explanations(
    found: pd.DataFrame, after: pd.Series, policy: DayPolicy, as_of: dt.date
) -> pd.Series:
    """One sentence an account: the score, why it is so, and what brings it up by when.

    Args:
        found: evidence with the scores, Open gate, Play, Due, Waived_until and Live.
        after: current score in basis points once the next play is done.
        policy: the parameters in force.
        as_of: day of the score.

    Accounts in the same situation share a sentence, so each situation is put into words once. No
    text of the customer goes in: the sentence can be read out, and can't be a formula.

    Source: C01, C62.
    """
    situations = found[list(READ)].assign(After=after)
    standing = situations["Standing"]
    situations["Waived_until"] = situations["Waived_until"].where(standing == seen.WAIVED)
    situations["Live"] = situations["Live"].where(standing == seen.IN_GRACE)
    numbers = situations.groupby(list(situations.columns), dropna=False, sort=False).ngroup()
    distinct = situations.loc[~numbers.duplicated()]
    sentences = [sentence(row, policy, as_of) for row in distinct.to_dict("records")]
    words = np.array(sentences, dtype=object)
    return pd.Series(
        words[numbers.to_numpy()] if len(words) else [], index=found.index, dtype="str"
    )


def sentence(row: dict[str, Any], policy: DayPolicy, as_of: dt.date) -> str:
    """The sentence of one situation: a value for each of READ, and After."""
    score = _share(row["Current score"])
    if not row["Tier"]:
        return f"Data issue, counted as not covered (see Issues); would score {score}."
    match row["Standing"]:
        case seen.OUT_OF_SCOPE:
            return f"Tier {row['Tier']} is out of scope: it is not scored."
        case seen.IN_GRACE:
            ends = row["Live"] + pd.Timedelta(days=policy.integer("grace.days"))
            return f"New customer: counts nowhere up to {_day(ends, as_of)}; would score {score}."
        case seen.WAIVED:
            return f"Waived until {_day(row['Waived_until'], as_of)}; would score {score}."
    reason, action = _reason(row, policy), _action(row, as_of)
    if row["Standing"] == seen.DATA_ISSUE:
        return f"{score}: data issue, counted as not covered (see Issues); {reason}; {action}."
    return f"{score}: {reason}; {action}."


def _reason(row: dict[str, Any], policy: DayPolicy) -> str:
    days = row["Days since touch"]
    limit = seen.last_fresh_day(policy)
    if row["Play"] == AGAINST_DECAY:
        also = " and no business outcome counts" if row["Open gate"] == OUTCOME.number else ""
        return (
            f"the last touch was {_days(days)} ago, so {_share(row['Gate score'])} has decayed "
            f"(from day {policy.integer('decay.start_days')} on){also}"
        )
    match row["Open gate"]:
        case SPONSOR.number if row["Low sponsor"]:
            least = policy.text(SPONSOR.least_level)
            return f"the customer sponsor is not shown to be {least} or above"
        case SPONSOR.number:
            left = "the customer sponsor has left"
            return left if row["Departed"] else "no customer sponsor is named"
        case EXECUTIVE.number if row["Own CSM"]:
            return "the executive mapped is the account's own CSM"
        case EXECUTIVE.number:
            least = policy.text(EXECUTIVE.least_level)
            low = f"the executive mapped is not shown to be {least} or above"
            return low if row["Low executive"] else "no internal executive is mapped"
        case INTRO.number:
            other = "the two-way intro was with an earlier pair of people"
            return other if row["Other pair"] else "the two-way intro has not taken place"
        case TOUCH.number:
            return _no_touch(row, days, limit)
        case OUTCOME.number:
            expired = (
                f"the business outcome is older than {policy.integer('outcome.expires_days')} days"
            )
            return expired if row["Outcome expired"] else "no business outcome is documented"
    what = (
        "the single buyer is named" if row["Single buyer"] else f"all {word(len(GATES))} gates pass"
    )
    return f"{what}, last touch {_days(days)} ago"


def _no_touch(row: dict[str, Any], days: int, limit: int) -> str:
    never = days == seen.NEVER
    what = "no live touch yet" if never else f"no touch for {_days(days)} (limit {limit})"
    if row["Single buyer"]:
        return f"{what} with the single buyer"
    if row["Gate score"] < row["Uncapped"]:
        return f"{what}, so {_share(row['Uncapped'])} is capped at {_share(row['Gate score'])}"
    return what


def _action(row: dict[str, Any], as_of: dt.date) -> str:
    due = _day(row["Due"], as_of)
    when = f"(was due {due})" if row["Due"] < pd.Timestamp(as_of) else f"by {due}"
    if row["Play"] == PLAN:
        return f"plan the next touch {when}"
    if row["After"] <= row["Current score"]:
        return f"{ACTIONS[row['Play']]} {when}, the first of several plays"
    gain = "return to" if row["Play"] in TOUCHING_PLAYS else "reach"
    return f"{ACTIONS[row['Play']]} {when} to {gain} {_share(row['After'])}"


def _share(points: int) -> str:
    """Basis points as people write a score: two decimals, four only where they say more."""
    text = f"{points / FULL:.4f}"
    return text.removesuffix("00")


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _day(day: pd.Timestamp, as_of: dt.date) -> str:
    text = f"{day.day} {day:%b}"
    return text if day.year == as_of.year else f"{text} {day.year}"
