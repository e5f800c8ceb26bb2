"""From clean columns to evidence: which accounts are scored, which gates pass, and until when.

What a gate asks for is decided here, row by row; what the gates are worth is decided in
`scoring.coverage`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.cells.distinct import among
from scoring.coverage.cleaning.titles import LEVELS
from scoring.coverage.gates import (
    EXECUTIVE,
    GATE_HEADERS,
    GATES,
    INTRO,
    OUTCOME,
    SPONSOR,
    TOUCH,
)
from scoring.people import same_person

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy, Policy

SCORED, WAIVED, OUT_OF_SCOPE, IN_GRACE, DATA_ISSUE = range(5)
"""Standing of an account: how it enters the rate."""

NEVER = -1
"""Days since touch where there has been none."""


def evidence(
    accounts: pd.DataFrame, policy: Policy, as_of: dt.date, touches: pd.DataFrame | None = None
) -> pd.DataFrame:
    """What the gates see of each account on a day.

    Args:
        accounts: as `scoring.cleaning.clean` returns Accounts.
        policy: the parameters.
        as_of: day of the score.
        touches: as `clean` returns Touches, or None.

    Returns:
        On the index of `accounts`:
        * Tier (int8, 0 where it can't be told), Standing (int8, as above), Single buyer (bool);
        * Gate 1 to Gate 5 (bool) on that day;
        * Days since touch (int32, NEVER), Last touch date (datetime64[s]);
        * Outcome ends (datetime64[s]): last day on which gate 5 still passes, NaT if it has none;
        * Handover ends (datetime64[s]): last day on which a handover spares the pair, or NaT;
          Intro afterwards (bool), Touch afterwards (datetime64[s]): what counts from then on;
        * Comes back (int8): bits of the gates that pass again once a departed sponsor is replaced;
        * Named (bool): there is a sponsor, whatever the evidence;
        * Departed, Low sponsor, Low executive, Own CSM, Other pair, Outcome expired (bool): why
          gates fail.

    Source: S0-07 to S0-11, S0-36, C04, C10, C32 to C36, G10 to G12.
    """
    day, rules = pd.Timestamp(as_of), policy.on(as_of)
    single = (accounts["Profile"] == "Single buyer") & rules.flag("profiles.single_buyer")
    pair, handover_ends = _pair_start(accounts, single, rules, day)
    touched = _last_touch(accounts, touches, rules, pair, single, handover_ends)
    days = _days_between(touched, day)
    departed = accounts["Sponsor status"] == "Departed"
    outcome_ends = accounts["Outcome date"] + pd.Timedelta(
        days=rules.integer("outcome.expires_days")
    )
    documented = accounts["Business outcome"].notna()
    fresh = (days != NEVER) & (days <= last_fresh_day(rules))
    low = _level_refuted(accounts, rules)
    named = accounts["Customer sponsor"].notna() & ~departed
    found = pd.DataFrame(
        {
            "Tier": accounts["Tier"].fillna(0).astype("int8"),
            "Standing": _standing(accounts, rules, day),
            "Single buyer": single,
            SPONSOR.header: _sponsor_named(accounts, single, rules),
            EXECUTIVE.header: accounts["Internal executive"].notna() & ~low,
            INTRO.header: _intro_done(accounts, pair, rules),
            TOUCH.header: fresh,
            OUTCOME.header: documented & ~(outcome_ends < day),
        },
        index=accounts.index,
    )
    returning = [gate for gate in GATES if gate.comes_back]
    back = found[[gate.header for gate in returning]] @ [gate.bit for gate in returning]
    found[GATE_HEADERS] = found[GATE_HEADERS].to_numpy() & ~departed.to_numpy()[:, None]
    intro_afterwards, touch_afterwards = found[INTRO.header], touched
    if handover_ends.notna().any():
        over = pd.Series(pd.NaT, index=accounts.index, dtype="datetime64[s]")
        new_pair = _later(accounts["Sponsor since"], accounts["Executive since"].where(~single))
        intro_afterwards = _intro_done(accounts, new_pair, rules) & ~departed
        touch_afterwards = _last_touch(accounts, touches, rules, new_pair, single, over)
    return found.assign(
        **{
            "Days since touch": days,
            "Last touch date": touched,
            "Outcome ends": outcome_ends.where(documented & found[OUTCOME.header]),
            "Handover ends": handover_ends,
            "Intro afterwards": intro_afterwards,
            "Touch afterwards": touch_afterwards,
            "Named": named,
            "Departed": departed,
            "Comes back": back.where(departed, 0).astype("int8"),
            "Low sponsor": named & ~found[SPONSOR.header],
            "Low executive": low & accounts["Internal executive"].notna(),
            "Own CSM": accounts["Own CSM"],
            "Other pair": accounts["Two-way intro date"].notna() & ~found[INTRO.header],
            "Outcome expired": documented & (outcome_ends < day),
        }
    )


def last_fresh_day(policy: DayPolicy) -> int:
    """The last day since a touch on which gate 4 passes (C04)."""
    return policy.integer("decay.stale_days") - (0 if policy.flag("decay.inclusive") else 1)


def _standing(accounts: pd.DataFrame, policy: DayPolicy, day: pd.Timestamp) -> np.ndarray:
    """How each account enters the rate; the first rule that fits wins."""
    tier = accounts["Tier"].fillna(0)
    grace = pd.Timedelta(days=policy.integer("grace.days"))
    return np.select(
        [
            accounts["Tier open"],
            ~tier.isin(policy.integers("scope.tiers")),
            accounts["Contradictory"],
            accounts["Go-live date"] >= day - grace,
            accounts["Waiver valid"],
            accounts["Bad"],
        ],
        [DATA_ISSUE, OUT_OF_SCOPE, DATA_ISSUE, IN_GRACE, WAIVED, DATA_ISSUE],
        SCORED,
    ).astype("int8")


def _later(first: pd.Series, second: pd.Series) -> pd.Series:
    """The later of two dates; a missing one does not count."""
    return first.where(second.isna() | (first >= second), second)


def _pair_start(
    accounts: pd.DataFrame, single: pd.Series, policy: DayPolicy, day: pd.Timestamp
) -> tuple[pd.Series, pd.Series]:
    """Since when the pair stands on the day, and when a handover that spares it ends (C36)."""
    executive_since = accounts["Executive since"]
    ends = executive_since + pd.Timedelta(days=policy.integer("handover.days"))
    handover = accounts["Outgoing executive"].notna() & (ends >= day)
    ours = executive_since.where(~(handover | single))
    return _later(accounts["Sponsor since"], ours), ends.where(handover & ~single)


def _sponsor_named(accounts: pd.DataFrame, single: pd.Series, policy: DayPolicy) -> pd.Series:
    """Gate 1; a single buyer needs no more than a name (S0-36)."""
    named = accounts["Customer sponsor"].notna()
    if policy.flag("gates.strict_evidence"):
        named &= single | (accounts["Sponsor level"] >= _least(policy, SPONSOR.least_level))
    return named


def _level_refuted(accounts: pd.DataFrame, policy: DayPolicy) -> pd.Series:
    """Whether the executive's title speaks against gate 2; an empty one in strict mode only."""
    least = _least(policy, EXECUTIVE.least_level)
    level = accounts["Executive level"]
    low = level < least
    return low if policy.flag("gates.strict_evidence") else low & (level != 0)


def _least(policy: DayPolicy, key: str) -> int:
    """Rank of the least level asked for; below every rank where any level will do."""
    rank = LEVELS.index(policy.text(key))
    return rank or -1


def _intro_done(accounts: pd.DataFrame, pair: pd.Series, policy: DayPolicy) -> pd.Series:
    """Gate 3: the intro took place, and not before the pair stood (S0-09, G11)."""
    intro = accounts["Two-way intro date"]
    dated = intro.notna() & ~(intro < pair)
    if policy.flag("gates.strict_evidence"):
        return dated
    return dated | (accounts["Intro undated"] & pair.isna())


def _last_touch(
    accounts: pd.DataFrame,
    touches: pd.DataFrame | None,
    policy: DayPolicy,
    pair: pd.Series,
    single: pd.Series,
    handover_ends: pd.Series,
) -> pd.Series:
    """Day of the last qualifying touch of the pair (C10, C60).

    The rows of Touches decide alone for an account that has any; Last touch date for the others.
    """
    kind = accounts["Last touch type"]
    stated = accounts["Last touch date"].where(kind.isna() | kind.isin(policy.texts("touch.types")))
    if touches is None or touches.empty:
        return stated.where(~(stated < pair))
    logged = _last_logged(accounts, touches, pair, single, handover_ends)
    in_log = among(accounts["Account ID"], touches["Account ID"])
    return logged.where(in_log, stated.where(~(stated < pair)))


_OF_TOUCHES = ["Account ID", "Touch date", "Customer contact", "Internal person"]
_PAIR = ["Customer sponsor", "Internal executive", "Outgoing executive"]


def _last_logged(
    accounts: pd.DataFrame,
    touches: pd.DataFrame,
    pair: pd.Series,
    single: pd.Series,
    handover_ends: pd.Series,
) -> pd.Series:
    """Day of the last row of Touches that qualifies and is of the pair."""
    rows = touches.loc[touches["Qualifies"], _OF_TOUCHES]
    places = pd.Index(accounts["Account ID"]).get_indexer_for(rows["Account ID"])
    rows, places = rows.loc[places >= 0], places[places >= 0]
    held = accounts[_PAIR].iloc[places]
    same = same_person(rows["Customer contact"], held["Customer sponsor"])
    ours = same_person(rows["Internal person"], held["Internal executive"])
    outgoing = held["Outgoing executive"].where(handover_ends.iloc[places].notna())
    ours |= same_person(rows["Internal person"], outgoing) & outgoing.notna().to_numpy()
    ours |= single.iloc[places].to_numpy()
    when = rows["Touch date"].to_numpy()
    of_pair = same & ours & ~(when < pair.iloc[places].to_numpy())
    last = pd.Series(when[of_pair]).groupby(places[of_pair]).max()
    dates = last.reindex(range(len(accounts))).to_numpy()
    return pd.Series(dates, index=accounts.index).astype("datetime64[s]")


def _days_between(dates: pd.Series, day: pd.Timestamp) -> np.ndarray:
    """Whole days from each date to the day; NEVER where there is none."""
    numbers = dates.to_numpy().astype("datetime64[D]")
    days = (np.datetime64(day.date()) - numbers).astype("int64")
    return np.where(np.isnat(numbers), NEVER, days).astype("int32")
