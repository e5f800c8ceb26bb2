"""The lower half of the board slide: the red accounts, what moved, and what is to be decided."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.board.facts import known
from scoring.coverage.gates import AGAINST_DECAY, ASKS, GATES, TOUCH
from scoring.coverage.measured import fills, unknown
from scoring.coverage.points import last_fresh_day
from scoring.parameters import FULL
from scoring.wording import counted, day, fitted, joined, short_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.board.amounts import Unit
    from scoring.board.facts import Facts
    from scoring.policy import DayPolicy

LISTED = 5
"""Accounts that the slide has room for; as many as there are columns behind gates."""

DECISIONS = 3
"""Decisions that the slide has room for."""

NOTHING = "–"
"""Stands where there is no number."""

_ACCOUNT_WIDTH, _OWNER_WIDTH, _ROLE_WIDTH, _ASKED_WIDTH = 34, 18, 16, 28
_MOVED_WIDTH = 22
_MOST_MOVED = 4
"""Letters and names that the slide has room for."""

_LOOK = "look at"
_REASONS = {gate.number: gate.why_red for gate in GATES if gate.why_red}
_COLUMNS = ("account", "reason", "owner", "arr", "due")


def red_accounts(facts: Facts, unit: Unit) -> dict[str, Any]:
    """The first red accounts, or as long as coverage is not measured the columns to fill.

    Returns:
        The title, the headers and each cell of the list by its name; "" in places that stay free.
    """
    if facts.is_measured:
        heads = ("Account", "Why it is red", "Owner", f"ARR, {unit.name}", "Due")
        title, columns = _red_title(facts), _first_red(facts)
    else:
        heads = ("Column of Accounts", "How far it is filled", "Who can supply it", "", "")
        title, columns = "What is missing to measure coverage", _to_fill(facts)
    values = {f"board_head_{name}": head for name, head in zip(_COLUMNS, heads, strict=True)}
    for name in _COLUMNS:
        cells = [*columns.get(name, []), *[""] * LISTED][:LISTED]
        values |= {f"board_red_{place}_{name}": cell for place, cell in enumerate(cells, start=1)}
    return values | {"board_red_title": title}


def _first_red(facts: Facts) -> dict[str, list[Any]]:
    top = facts.red.head(LISTED)
    rows = facts.scored.loc[top.index]
    return {
        "account": [fitted(name, _ACCOUNT_WIDTH) for name in _names(top)],
        "reason": [_reason(row, facts.rules) for row in rows.to_dict("records")],
        "owner": [fitted(name, _OWNER_WIDTH) for name in top["Owner"].fillna("no owner")],
        "arr": [NOTHING if pd.isna(arr) else float(arr) for arr in top["ARR"]],
        "due": [NOTHING if pd.isna(due) else due.date() for due in top["Play due"]],
    }


def _to_fill(facts: Facts) -> dict[str, list[Any]]:
    found = fills(facts.scored)
    return {
        "account": [fill.gate.column for fill in found],
        "reason": [f"{fill.filled:,} of {fill.accounts:,} filled" for fill in found],
        "owner": [fill.gate.supplier for fill in found],
    }


def _names(red: pd.DataFrame) -> pd.Series:
    return red["Account"].fillna(red["Account ID"]).fillna("")


def _red_title(facts: Facts) -> str:
    red = len(facts.red)
    if red == 0:
        return f"No account is on the red list{_next_red(facts)}"
    if red == 1:
        return "The one red account"
    first = f"The {red}" if red <= LISTED else f"The first {LISTED} of {red:,}"
    return f"{first} red accounts, by tier and ARR"


def _next_red(facts: Facts) -> str:
    until = facts.scored["Covered until"].dropna()
    if until.empty:
        return ""
    row = facts.scored.loc[until.idxmin()]
    name = fitted(row["Account"] if pd.notna(row["Account"]) else row["Account ID"], _ASKED_WIDTH)
    return f"; next to turn red: {name} on {day(until.min() + pd.Timedelta(days=1))}"


def _reason(row: dict[str, Any], policy: DayPolicy) -> str:
    """Why an account is red, in a few words; nothing of the customer's own text goes in."""
    if row["Status"] == "Data issue":
        return "data that can't be read"
    gate, days = known(row["Open gate"]), known(row["Days since touch"])
    if row["Play"] == AGAINST_DECAY:
        line = policy.red_line(row["Tier"]) / FULL
        score = row["Current score"] / FULL
        since = "never touched" if days is None else f"{counted(days, 'day')} since touch"
        return f"cooling: {since}, score {score:.2f} < {line:.2f}"
    if gate in _REASONS:
        return _REASONS[gate]
    if days is None:
        return "no touch yet"
    return f"no touch for {counted(days, 'day')} (limit {last_fresh_day(policy)})"


def moved(facts: Facts) -> str:
    """Who came to the red list and who recovered since the last snapshot, by name.

    Source: S0-21, S0-26.
    """
    if not facts.is_measured:
        return ""
    found = facts.movement
    if found is None:
        return (
            "The first snapshot that is measured: what turns red or recovers shows from next week."
        )
    parts = [
        f"{len(found.newly_red):,} newly red{_some(found.newly_red)}",
        f"{len(found.recovered):,} recovered{_some(found.recovered)}",
    ]
    if found.left:
        parts.append(f"{len(found.left):,} no longer scored{_some(found.left)}")
    return f"Since {short_day(found.since, facts.as_of)}: {'; '.join(parts)}."


def _some(names: Sequence[str]) -> str:
    if not names:
        return ""
    shown = [fitted(name, _MOVED_WIDTH) for name in names[:_MOST_MOVED]]
    more = f" and {len(names) - _MOST_MOVED:,} more" if len(names) > _MOST_MOVED else ""
    return f" ({', '.join(shown)}{more})"


def decisions(facts: Facts, unit: Unit) -> str:
    """What the people in the room decide or help with: who, what, for which account, by when.

    Source: S0-21, S0-29, C27.
    """
    limit = facts.as_of + dt.timedelta(days=facts.rules.integer("standup.next_touch_days"))
    by = f"by {day(limit)}"
    if not facts.is_measured:
        columns = joined([fill.gate.column for fill in unknown(facts.scored)])
        accounts = counted(facts.bridge.accounts, "account")
        return f"RevOps – bring in {columns} – {accounts}, largest first – {by}"
    red = facts.red.loc[facts.red["Escalate to"].notna()].head(DECISIONS)
    rows = facts.scored.loc[red.index].assign(**{"Escalate to": red["Escalate to"]})
    asks = [f"{_ask(row, unit)} – {by}" for row in rows.to_dict("records")]
    if facts.bridge.issues and len(asks) < DECISIONS:
        accounts = counted(facts.bridge.issues, "account")
        asks.append(f"RevOps – mend the rows on Issues – {accounts} not covered till then – {by}")
    if len(asks) > 1:
        asks = [f"{place}. {ask}" for place, ask in enumerate(asks, start=1)]
    return "\n".join(asks) or "Nothing to decide this week."


def _ask(row: dict[str, Any], unit: Unit) -> str:
    name = row["Account"] if pd.notna(row["Account"]) else row["Account ID"]
    days = known(row["Days since touch"])
    about = [] if pd.isna(row["ARR"]) else [unit.told(row["ARR"])]
    if row["Play"] in (TOUCH.key, AGAINST_DECAY):
        about.append("never touched" if days is None else f"{counted(days, 'day')} silent")
    where = f" ({', '.join(about)})" if about else ""
    role = fitted(row["Escalate to"], _ROLE_WIDTH)
    return f"{role} – {ASKS.get(row['Play'], _LOOK)} {fitted(str(name), _ASKED_WIDTH)}{where}"
