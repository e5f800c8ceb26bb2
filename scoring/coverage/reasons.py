"""Why a score is where it is: each cause in words that a director can read out.

No text of the customer goes in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring.coverage.causes import DECAYED
from scoring.coverage.gates import EXECUTIVE, GATES, INTRO, OUTCOME, SPONSOR, TOUCH
from scoring.coverage.points import NEVER, last_fresh_day
from scoring.coverage.touches import MISSES
from scoring.wording import counted, joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring.coverage.gates import Gate
    from scoring.policy import DayPolicy

Situation = dict[str, Any]
"""What is known of an account: its columns of evidence and scores, by header."""


@dataclass(frozen=True)
class Reason:
    """A cause in words.

    Attributes:
        bit: the cause, see `scoring.coverage.causes`.
        columns: headers that its words depend on.
        words: the clause, without capital and full stop.
    """

    bit: int
    columns: tuple[str, ...]
    words: Callable[[Situation, DayPolicy], str]


def _sponsor(row: Situation, policy: DayPolicy) -> str:
    if row["Departed"]:
        return f"the {'buyer' if row['Single buyer'] else 'customer sponsor'} has left"
    if row["Low sponsor"]:
        return f"the sponsor's title does not show {policy.text(SPONSOR.least_level)} or above"
    if row["Unread"] & SPONSOR.bit:
        return "the cell of the customer sponsor can't be read"
    return "no buyer is named" if row["Single buyer"] else "no customer sponsor is named"


def _executive(row: Situation, policy: DayPolicy) -> str:
    least = policy.text(EXECUTIVE.least_level)
    if row["Unread"] & EXECUTIVE.bit:
        return "the cell of the internal executive can't be read"
    if row["Own CSM"]:
        return "the executive mapped is the account's own CSM"
    if row["Low executive"]:
        shown = f"does not show {least} or above" if row["Untitled"] else f"is below {least}"
        return f"the executive's title {shown}"
    return "no executive of ours is mapped"


def _intro(row: Situation, policy: DayPolicy) -> str:
    if row["Departed"]:
        return "no intro with a successor has taken place"
    if row["Unread"] & INTRO.bit:
        return "the intro date can't be used"
    if row["Other pair"]:
        return "the two-way intro was with an earlier pair of people"
    if row["Undated intro"]:
        doubt = "" if policy.flag("gates.strict_evidence") else " and may be of an earlier pair"
        return f"the two-way intro has no date{doubt}"
    return "the two-way intro has not taken place"


def _no_touch(row: Situation, policy: DayPolicy) -> str:
    days = row["Days since touch"]
    if row["Departed"]:
        return "nobody has spoken to a successor yet"
    if days != NEVER:
        aside = f"limit {last_fresh_day(policy)}"
        if missed := missed_touches(row):
            aside = f"{aside}; not counted since: {missed}"
        if _maybe_spoke(row):
            return f"the last touch that counts was {ago(days)} ({aside})"
        return f"{_nobody_spoke(row)} for {counted(days, 'day')} ({aside})"
    if row["Unread"] & TOUCH.bit:
        return "the last touch date can't be used"
    found = {name: row[name] for name in MISSES if row[name]}
    total = sum(found.values())
    if total > 1:
        return f"none of the {total:,} touches on record counts ({missed_touches(row)})"
    if total == 1:
        alone, _ = _MISSED[next(iter(found))]
        stated = _stated(row)
        return f"the only touch on record {alone}" + (f" ({stated})" if stated else "")
    return f"{_nobody_spoke(row)} yet"


def _maybe_spoke(row: Situation) -> bool:
    """Whether somebody may have spoken to the sponsor since, in a touch that does not count."""
    silent = ("E-mails", "Other contact", "Future", "Not held")
    return row["Stated days"] != NEVER or any(row[name] for name in MISSES if name not in silent)


def _nobody_spoke(row: Situation) -> str:
    if row[SPONSOR.header]:
        return f"nobody has spoken to the {_whom(row)}"
    return "there has been no live touch"


def _decayed(row: Situation, policy: DayPolicy) -> str:
    missed = missed_touches(row)
    which, aside = ("that counts ", f"; not counted since: {missed}") if missed else ("", "")
    full = f"full marks up to day {policy.integer('decay.start_days')}"
    return f"the last touch {which}was {ago(row['Days since touch'])} ({full}{aside})"


def _outcome(row: Situation, policy: DayPolicy) -> str:
    if row["Unread"] & OUTCOME.bit:
        return "the cell of the business outcome can't be read"
    if row["Outcome expired"]:
        return f"the business outcome is older than {policy.integer('outcome.expires_days')} days"
    return "no business outcome is documented"


_MISSED = {
    "E-mails": ("is an e-mail", "by e-mail"),
    "Not live": ("is of a type that does not count", "of a type that does not count"),
    "Other contact": (
        "is with somebody else at the customer",
        "with somebody else at the customer",
    ),
    "Other person": ("is by somebody else of ours", "by somebody else of ours"),
    "Earlier pair": ("is with an earlier pair of people", "with an earlier pair of people"),
    "Future": ("is dated in the future", "dated in the future"),
    "Undated": ("has no date that can be read", "without a date that can be read"),
    "Not held": ("did not take place", "that did not take place"),
}
"""Why touches do not count: of a single one, and behind a number of them."""


def missed_touches(row: Situation) -> str:
    """The touches since the last one that counts which do not count, by why; "" if there is none.

    >>> row = dict.fromkeys(MISSES, 0) | {"E-mails": 2, "Other person": 1, "Stated days": NEVER}
    >>> missed_touches(row)
    '2 by e-mail, 1 by somebody else of ours'
    """
    told = ", ".join(f"{row[name]:,} {_MISSED[name][1]}" for name in MISSES if row[name])
    return "; ".join(part for part in (told, _stated(row)) if part)


def _stated(row: Situation) -> str:
    """The newer Last touch date that gives way to Touches; "" if there is none."""
    if row["Stated days"] == NEVER:
        return ""
    return f"Last touch date says {ago(row['Stated days'])}, but the sheet Touches decides"


def ago(days: int) -> str:
    """How long ago a day was.

    >>> ago(0), ago(1), ago(58)
    ('today', '1 day ago', '58 days ago')
    """
    return f"{counted(days, 'day')} ago" if days else "today"


def _whom(row: Situation) -> str:
    return "buyer" if row["Single buyer"] else "sponsor"


TOUCHED = (
    "Days since touch",
    *MISSES,
    "Stated days",
    "Single buyer",
    "Departed",
    "Unread",
    SPONSOR.header,
)
_OWN = (
    Reason(SPONSOR.bit, ("Departed", "Low sponsor", "Unread", "Single buyer"), _sponsor),
    Reason(EXECUTIVE.bit, ("Low executive", "Untitled", "Own CSM", "Unread"), _executive),
    Reason(INTRO.bit, ("Departed", "Other pair", "Undated intro", "Unread"), _intro),
    Reason(TOUCH.bit, TOUCHED, _no_touch),
    Reason(DECAYED, TOUCHED, _decayed),
    Reason(OUTCOME.bit, ("Outcome expired", "Unread"), _outcome),
)


def plain_reason(gate: Gate) -> Reason:
    """A gate that fails, in the words that it brings itself."""

    def words(row: Situation, _: DayPolicy) -> str:
        if row["Unread"] & gate.bit:
            return f"the cell of the {gate.subject} can't be read"
        return gate.why_red or f"there is no {gate.subject}"

    return Reason(gate.bit, ("Unread",), words)


_TOLD = [reason.bit for reason in _OWN]
REASONS = (*_OWN, *(plain_reason(gate) for gate in GATES if gate.bit not in _TOLD))
"""The causes in the order in which a sentence names them."""


def because(row: Situation, policy: DayPolicy) -> str:
    """The binding causes of one account in words."""
    held = [reason for reason in REASONS if row["Binding"] & reason.bit]
    return joined([reason.words(row, policy) for reason in held])
