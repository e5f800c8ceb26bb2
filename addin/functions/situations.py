"""Every situation that a single account can be in, scored once by the rules for whole tables.

An account that a worksheet function is given cell by cell has no history and no dates but those of
its intro and its last touch. So few things decide its score that all of them can be scored in one
go: after that a cell costs a look-up, and no rule is written twice.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from addin.functions import arguments
from addin.functions.arguments import INTRO_DATED, INTRO_NONE, INTRO_UNDATED
from scoring.cleaning import clean
from scoring.coverage import explanation
from scoring.coverage.evidence import SCORED
from scoring.coverage.points import NEVER, reaches_line, red_lines
from scoring.coverage.scores import DECISIVE, situations, statuses
from scoring.coverage.tables import ACCOUNTS
from scoring.policy import DayPolicy, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

_ID = "Account ID"
_DAY = pd.Timedelta(days=1)


class Facts(NamedTuple):
    """What decides the score of an account without history.

    Attributes:
        sponsor: a customer sponsor is named.
        executive: an internal executive is named.
        intro: INTRO_NONE, INTRO_UNDATED or INTRO_DATED.
        outcome: a business outcome is documented.
        single_buyer: the profile says so.
        days: whole days since the last touch, NEVER where there was none.
    """

    sponsor: bool
    executive: bool
    intro: int
    outcome: bool
    single_buyer: bool
    days: int


class Situation(NamedTuple):
    """How an account stands; dates as days from the as-of date, None where there is none.

    Attributes:
        gate: gate score in basis points, None where it is out of scope.
        current: current score in basis points, None where it is out of scope.
        play: what to do next.
        due: when that is due.
        until: last day off the red list without a further touch.
        read: what its sentence is made from.
    """

    gate: int | None
    current: int | None
    play: str | None
    due: int | None
    until: int | None
    read: Mapping[str, Any]


def facts_of(gates: list[Any], profile: Any, policy: Policy, as_of: dt.date) -> Facts:
    """What the cells of one account say: sponsor, executive, intro, last touch and outcome.

    Raises:
        XlwingsError: one of them can't be read.
    """
    sponsor, executive, intro, last_touch, outcome = gates
    touched = arguments.day_or_none(last_touch, "last_touch", policy, as_of)
    return Facts(
        sponsor=arguments.says_something(sponsor, "customer_sponsor"),
        executive=arguments.says_something(executive, "internal_executive"),
        intro=arguments.intro_of(intro, policy, as_of),
        outcome=arguments.says_something(outcome, "outcome"),
        single_buyer=arguments.is_single_buyer(profile),
        days=NEVER if touched is None else (as_of - touched).days,
    )


def situation(facts: Facts, tier: int, policy: Policy, as_of: dt.date) -> Situation:
    """How an account with these facts stands, in a tier, on the day its days are counted to."""
    rules = policy.on(as_of)
    # Where no rule changes later, one day is as good as another.
    changes = policy.changes_after(as_of, DECISIVE)
    known = _situations(tier, policy, as_of) if changes else _situations_always(tier, rules)
    return known[facts if facts in known else facts._replace(days=_longest(rules))]


def sentence(facts: Facts, tier: int, policy: Policy, as_of: dt.date) -> str:
    """The score in one sentence, as `scoring.coverage.explanation` puts it."""
    found = situation(facts, tier, policy, as_of)
    day = dt.datetime(as_of.year, as_of.month, as_of.day)
    due = pd.NaT if found.due is None else day + dt.timedelta(days=found.due)
    return explanation.sentence(
        {**found.read, "Days since touch": facts.days, "Due": due}, policy.on(as_of), as_of
    )


def _longest(policy: DayPolicy) -> int:
    """From this many days on only the sentence changes."""
    return policy.integer("decay.stale_days") + 1


@lru_cache(maxsize=32)
def _situations_always(tier: int, rules: DayPolicy) -> dict[Facts, Situation]:
    """Every situation of a tier by rules that do not change."""
    # Any day will do, as long as the rules take it for a date.
    day = dt.date(rules.integer("import.first_year"), 12, 31)
    return _situations(tier, Policy.always(rules), day)


@lru_cache(maxsize=32)
def _situations(tier: int, policy: Policy, as_of: dt.date) -> dict[Facts, Situation]:
    """Every situation of a tier on a day."""
    rules = policy.on(as_of)
    both = (False, True)
    intros = (INTRO_NONE, INTRO_UNDATED, INTRO_DATED)
    days = (NEVER, *range(_longest(rules) + 1))
    facts = [Facts(*case) for case in product(both, both, intros, both, both, days)]
    accounts, _ = clean(_cells(facts, tier, as_of), ACCOUNTS, policy, as_of)
    scored, read = situations(accounts, policy, as_of)
    columns = (
        _plain(scored["Gate score"]),
        _plain(scored["Current score"]),
        _plain(scored["Next play"]),
        _plain((scored["Play due"] - pd.Timestamp(as_of)) // _DAY),
        _plain((scored["Covered until"] - pd.Timestamp(as_of)) // _DAY),
        read.to_dict("records"),
    )
    return {
        fact: Situation(*values)
        for fact, values in zip(facts, zip(*columns, strict=True), strict=True)
    }


def _cells(facts: list[Facts], tier: int, as_of: dt.date) -> pd.DataFrame:
    """Accounts as a sheet would have them, one for each fact."""
    table = pd.DataFrame(facts)
    today = pd.Timestamp(as_of)
    since = pd.to_timedelta(table["days"].where(table["days"] != NEVER), unit="D")
    intros = {INTRO_NONE: None, INTRO_UNDATED: "yes", INTRO_DATED: today}
    return pd.DataFrame(
        {
            _ID: range(len(table)),
            "Account": None,
            "Tier": tier,
            "Customer sponsor": table["sponsor"].map({True: "Named", False: None}),
            "Internal executive": table["executive"].map({True: "Mapped", False: None}),
            "Two-way intro date": table["intro"].map(intros).astype(object),
            "Last touch date": today - since,
            "Business outcome": table["outcome"].map({True: "yes", False: None}),
            "Profile": table["single_buyer"].map({True: "Single buyer", False: None}),
        }
    )


def _plain(values: pd.Series) -> list[Any]:
    """Values of a column as Python has them, whole numbers as int, None where there is none."""
    return [
        None if pd.isna(value) else int(value) if isinstance(value, float) else value
        for value in values.astype(object)
    ]


@lru_cache(maxsize=4096)
def status(gate: int, current: int, tier: int, policy: DayPolicy) -> str:
    """Status of a scored account by its scores in basis points (S0-15, S0-27, C07, C08)."""
    covered = np.array([reaches_line(gate, current, policy)])
    red = np.array([current < red_lines(policy)[tier]])
    return str(statuses(np.array([SCORED]), covered, red)[0])
