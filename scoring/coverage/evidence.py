"""From clean columns to evidence: which accounts are scored, which gates pass, and until when.

What a gate asks for is decided here, row by row; what the gates are worth is decided in
`scoring.coverage`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from scoring.coverage.cleaning.titles import LEVELS
from scoring.coverage.gates import EXECUTIVE, GATE_HEADERS, GATES, INTRO, OUTCOME, SPONSOR, TOUCH
from scoring.coverage.points import NEVER, last_fresh_day
from scoring.coverage.touches import Pairs, last_met, stated_and_not_logged, touch_evidence

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy, Policy

SCORED, WAIVED, OUT_OF_SCOPE, IN_GRACE, DATA_ISSUE = range(5)
"""Standing of an account: how it enters the rate."""


class Given(NamedTuple):
    """What a score is made from.

    Attributes:
        accounts: as `scoring.cleaning.clean` returns Accounts.
        touches: as `clean` returns Touches, or None.
        policy: the parameters.
        as_of: day of the score.
    """

    accounts: pd.DataFrame
    touches: pd.DataFrame | None
    policy: Policy
    as_of: dt.date

    def found(self) -> pd.DataFrame:
        """The evidence of it."""
        return evidence(self.accounts, self.policy, self.as_of, self.touches)

    def last_met(self) -> pd.DataFrame:
        """Customer contact and Internal person of the last touch that counts, as far as named."""
        pairs = _pairs(self.accounts, self.policy.on(self.as_of), pd.Timestamp(self.as_of))
        return last_met(self.accounts, self.touches, pairs)

    def only(self, places: np.ndarray) -> Given:
        """The same of some accounts alone."""
        accounts, touches = self.accounts.iloc[places], self.touches
        if touches is not None:
            ids = pd.Index(accounts["Account ID"])
            touches = touches.loc[ids.get_indexer_for(touches["Account ID"]) >= 0]
        return self._replace(accounts=accounts, touches=touches)


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
        * Departed, Low sponsor, Low executive, Untitled, Own CSM, Other pair, Undated intro and
          Outcome expired (bool): why gates fail;
        * Unread (int8): bits of the gates that fail as their cell can't be read;
        * Pair since (datetime64[s]), and the other columns of `touch_evidence`.

    Source: S0-07 to S0-11, S0-36, C04, C10, C32 to C36, G10 to G12.
    """
    day, rules = pd.Timestamp(as_of), policy.on(as_of)
    pairs = _pairs(accounts, rules, day)
    pair, single, handover_ends = pairs
    of_pair = touch_evidence(accounts, touches, rules, as_of, pairs)
    touched = of_pair["Last touch date"]
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
        touched_after = touch_evidence(
            accounts, touches, rules, as_of, Pairs(new_pair, single, over)
        )
        touch_afterwards = touched_after["Last touch date"]
    found = found.assign(
        **{
            **of_pair,
            "Days since touch": days,
            "Pair since": pair,
            "Outcome ends": outcome_ends.where(documented & found[OUTCOME.header]),
            "Handover ends": handover_ends,
            "Intro afterwards": intro_afterwards,
            "Touch afterwards": touch_afterwards,
            "Named": named,
            "Departed": departed,
            "Comes back": back.where(departed, 0).astype("int8"),
            "Outcome expired": documented & (outcome_ends < day),
        }
    )
    return found.assign(**_shortfalls(accounts, found, low))


def _shortfalls(accounts: pd.DataFrame, found: pd.DataFrame, low: pd.Series) -> dict[str, Any]:
    """Why gates 1 to 3 fail although something stands in their cells."""
    mapped = accounts["Internal executive"].notna()
    failed = mapped & low
    no_intro = ~found[INTRO.header]
    return {
        "Low sponsor": found["Named"] & ~found[SPONSOR.header],
        "Low executive": failed,
        "Untitled": accounts["Executive level"] <= 0,
        "Own CSM": failed & accounts["Own CSM"],
        "Other pair": accounts["Two-way intro date"].notna() & no_intro,
        "Undated intro": accounts["Intro undated"] & no_intro,
        "Unread": _unread(accounts, found),
    }


def _unread(accounts: pd.DataFrame, found: pd.DataFrame) -> np.ndarray:
    """The gates that fail as their cell can't be read, as bits; Touches may speak for a touch."""
    bits = accounts["Unread"].to_numpy()
    for gate in GATES:
        bits = bits & ~np.where(found[gate.header], gate.bit, 0).astype("int8")
    silent = np.where(found["Departed"], 0, np.where(found["Logged"], ~TOUCH.bit, ~0))
    return bits & silent.astype("int8")


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


def newer_than_logged(
    accounts: pd.DataFrame, touches: pd.DataFrame, policy: Policy, as_of: dt.date
) -> pd.Series:
    """Whether Last touch date tells of a touch that Touches, which decide, do not have.

    Args:
        accounts: as `scoring.cleaning.clean` returns Accounts.
        touches: as `clean` returns Touches.
        policy: the parameters.
        as_of: day of the score.
    """
    rules = policy.on(as_of)
    pairs = _pairs(accounts, rules, pd.Timestamp(as_of))
    newer = stated_and_not_logged(accounts, touches, rules, pairs)
    return pd.Series(newer, index=accounts.index)


def _pairs(accounts: pd.DataFrame, policy: DayPolicy, day: pd.Timestamp) -> Pairs:
    """Whose touches count on a day."""
    single = (accounts["Profile"] == "Single buyer") & policy.flag("profiles.single_buyer")
    since, handover_ends = _pair_start(accounts, single, policy, day)
    return Pairs(since, single, handover_ends)


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


def _days_between(dates: pd.Series, day: pd.Timestamp) -> np.ndarray:
    """Whole days from each date to the day; NEVER where there is none."""
    numbers = dates.to_numpy().astype("datetime64[D]")
    days = (np.datetime64(day.date()) - numbers).astype("int64")
    return np.where(np.isnat(numbers), NEVER, days).astype("int32")
