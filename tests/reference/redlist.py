"""The red list in its order, who steps in, and the script of the standup (S0-26 to S0-29)."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tests.reference.rules import Row, Rules
    from tests.reference.tracker import Scored

PLAYS = {
    "gate1": "Name a customer sponsor",
    "gate2": "Map an internal executive",
    "gate3": "Hold the two-way intro",
    "gate4": "Call the sponsor",
    "gate5": "Document the business outcome",
    "touch": "Call the sponsor",
    "plan": "Plan the next touch",
}


def points(score: int | None) -> Fraction | None:
    """Basis points as the share that a sheet shows."""
    return None if score is None else Fraction(score, 10000)


def red_list(scored: Sequence[Scored], rules: Rules) -> list[Scored]:
    """Red accounts by tier, then ARR, then id; or director by director (S0-27)."""
    red = [one for one in scored if one.account.is_red]
    red.sort(
        key=lambda one: (
            one.account.tier,
            one.cells["ARR"] is None,
            -(one.cells["ARR"] or 0),
            one.account_id,
        )
    )
    return by_director(red) if rules["redlist.order"] == "director" else red


def by_director(red: Sequence[Scored]) -> list[Scored]:
    """Director by director, in the order in which these come up."""
    directors: list[str | None] = []
    for one in red:
        if one.cells["CS director"] not in directors:
            directors.append(one.cells["CS director"])
    return [one for director in directors for one in red if one.cells["CS director"] == director]


def red_row(one: Scored, rules: Rules) -> Row:
    """A row of the Red list, but for what the user types."""
    cells, row = one.cells, one.row
    return {
        "Account ID": one.account_id,
        "Account": cells["Account"],
        "Tier": one.account.tier,
        "ARR": cells["ARR"],
        "CS director": cells["CS director"],
        "Owner": owner(one),
        "CSM": cells["CSM"],
        "Current score": points(row["Current score"]),
        "Open gate": row["Open gate"],
        "Next play": PLAYS[row["Play kind"]],
        "Play due": row["Play due"],
        "Weeks red": one.weeks_red,
        "First red": one.red_since,
        "Escalate to": escalate_to(one, rules),
    }


def escalate_to(one: Scored, rules: Rules) -> str | None:
    """Who steps in once an account is red for too long; somebody else than its executive (C27)."""
    if one.weeks_red is None or one.weeks_red < rules["escalation.red_weeks"]:
        return None
    title = one.cells["Executive title"] if one.cells["Internal executive"] else None
    holds = holds_role(title or "", rules["escalation.to"])
    return str(rules["escalation.fallback" if holds else "escalation.to"])


def holds_role(title: str, role: str) -> bool:
    """Whether a title is that of a role: a senior vice president is one, a regional one is none."""
    return _words_of(title) == _words_of(role)


def _words_of(title: str) -> list[str]:
    text = title.lower().replace("vice president", "vp").replace("customer success", "cs")
    words = re.findall(r"[a-z]+", text)
    plain = {"svp": "vp", "evp": "vp"}
    return sorted(
        plain.get(word, word) for word in words if word not in ("of", "senior", "executive")
    )


def standup(
    red: Sequence[Scored], rules: Rules, as_of: date, noted: Mapping[str, Mapping[str, Any]]
) -> list[Row]:
    """The script: as many from the head of the list as the minutes allow, director by director.

    Args:
        red: the red list by tier, whatever order its sheet has.
        rules: the parameters in force.
        as_of: the day of the standup.
        noted: what the user typed on the Red list, by account and header.
    """
    seconds = rules["standup.script_minutes"] * 60
    fitting = max(1, seconds // rules["standup.account_seconds"])
    spoken = by_director(red[:fitting])
    rows = []
    for place, one in enumerate(spoken):
        start = place * seconds // len(spoken)
        notes = noted.get(one.account_id, {})
        rows.append(
            {
                "Minute": f"{start // 60}:{start % 60:02}",
                "CS director": one.cells["CS director"],
                "Account": one.cells["Account"],
                "Tier": one.account.tier,
                "Owner": owner(one),
                "Current score": points(one.row["Current score"]),
                "Weeks red": one.weeks_red,
                "Escalate to": escalate_to(one, rules),
                "Next play": PLAYS[one.row["Play kind"]],
                "Next touch by": next_touch(one, notes.get("Next touch"), rules, as_of),
                "Blocker": notes.get("Blocker"),
                "Account ID": one.account_id,
            }
        )
    return rows


def owner(one: Scored) -> str | None:
    """Who answers for an account: of the quarter, else the director, else the CSM (S0-37)."""
    cells = one.cells
    return cells["Owner this quarter"] or cells["CS director"] or cells["CSM"]


def next_touch(one: Scored, planned: date | None, rules: Rules, as_of: date) -> date:
    """What the user planned within 14 days; else the play's due date, at most day 14 (C11).

    A due date that has passed asks for a touch today.
    """
    limit = as_of + timedelta(days=rules["standup.next_touch_days"])
    if planned is not None and as_of <= planned <= limit:
        return planned
    due: date = one.row["Play due"]
    return max(as_of, min(due, limit))
