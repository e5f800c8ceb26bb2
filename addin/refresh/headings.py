"""The sentence above each report: what it found, in named cells of the tracker."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.coverage.standup import SECONDS_IN_MINUTE
from scoring.parameters import FULL
from scoring.wording import counted, percent_text

if TYPE_CHECKING:
    from addin.refresh.outcome import Outcome

_MOST_DIRECTORS = 8
_LONGEST_NAME = 30
_RIGHT_TO_LEFT = {"R", "AL"}
_LEFT_TO_RIGHT_MARK = "\u200e"


def headings(outcome: Outcome, agenda: pd.DataFrame) -> dict[str, Any]:
    """What stands above the tables of the reports, by the names of its cells."""
    days = outcome.rules.integer("standup.next_touch_days")
    return {
        "red_list_summary": _red_list(outcome),
        "red_list_directors": _directors(outcome.red),
        "red_list_order": outcome.rules.text("redlist.order"),
        "red_list_touch_by": pd.Timestamp(outcome.as_of) + pd.Timedelta(days=days),
        "standup_summary": _standup(outcome, agenda),
        "standup_attendees": "In the room: " + ", ".join(outcome.rules.texts("standup.attendees")),
        "standup_when": _when(outcome),
        "scorecard_summary": _scorecard(outcome),
        "path_to_target_summary": _path(outcome),
        "coverage_summary": _coverage(outcome.scored),
        "issues_summary": _issues(outcome.issues),
        "audit_summary": _audit(outcome.audit),
    }


def _red_list(outcome: Outcome) -> str:
    red = outcome.red
    if red.empty:
        return "Nothing is red: every account that is scored stands above its red line."
    counts = red["Tier"].value_counts().sort_index()
    tiers = " and ".join(f"{count} in Tier {tier}" for tier, count in counts.items())
    arr = red["ARR"].sum()
    late = (red["Play due"] < pd.Timestamp(outcome.as_of)).sum()
    escalated = int(red["Escalate to"].notna().sum())
    worth = f"{outcome.rules.text('views.currency')}{arr:,.0f}"
    return (
        f"{counted(len(red), 'red account')}, {tiers}, worth {worth} a year: "
        f"{escalated} to escalate, {late} with an overdue play."
    )


def _directors(red: pd.DataFrame) -> str:
    names = red["CS director"].fillna("no director").value_counts()
    shown = [f"{_name(str(name))} {count}" for name, count in names.head(_MOST_DIRECTORS).items()]
    rest = len(names) - len(shown)
    more = [f"{counted(rest, 'more director')}"] if rest else []
    return "By director: " + " · ".join([*shown, *more]) if shown else ""


def _name(name: str) -> str:
    """A name for the middle of a line: not too long, and read from right to left by itself only."""
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    turned = any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in short)
    return f"{short}{_LEFT_TO_RIGHT_MARK}" if turned else short


def _standup(outcome: Outcome, agenda: pd.DataFrame) -> str:
    if agenda.empty:
        return "Nothing is red. Use the minutes for the plays that come due on Coverage."
    rest = len(outcome.red) - len(agenda)
    seconds = outcome.rules.integer("standup.script_minutes") * SECONDS_IN_MINUTE
    each = seconds // len(agenda)
    told = f"{counted(len(agenda), 'red account')}, {each} seconds each"
    return f"{told}; {rest} more on the Red list." if rest else f"{told}."


def _when(outcome: Outcome) -> str:
    policy, monday = outcome.rules, _monday(outcome.as_of)
    return (
        f"Week of Monday {monday.day} {monday:%B %Y}. The standup has "
        f"{policy.integer('standup.meeting_minutes')} minutes, this script "
        f"{policy.integer('standup.script_minutes')}."
    )


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _scorecard(outcome: Outcome) -> str:
    card = outcome.scorecard
    tiers = card[card["View"] == "Tier"].to_dict("records")
    told = [_tier(row) for row in tiers if not pd.isna(row["Coverage rate"])]
    if not told:
        return "No account is scored yet: fill Accounts, then refresh."
    left = int(card.loc[card["View"] == "All", "Waived"].sum())
    waived = f" {counted(left, 'account')} left out by a waiver." if left else ""
    return f"{'; '.join(told)}.{waived}"


def _tier(row: dict[str, Any]) -> str:
    rate = f"{row['Name']} {percent_text(row['Coverage rate'])}"
    if pd.isna(row["Target"]):
        return f"{rate}, no target yet"
    gap = abs(row["Gap"]) / (FULL / 100)
    side = "above" if row["Gap"] > 0 else "short" if row["Gap"] < 0 else "to the point"
    how = side if row["Gap"] == 0 else f"{gap:.1f} points {side}"
    return f"{rate} against {percent_text(row['Target'])}, {how}"


def _path(outcome: Outcome) -> str:
    path = outcome.path
    if path.empty:
        return "No steps: each tier is at its target, has none, or has issues to mend first."
    steps = path.groupby("Tier").agg({"Plays": "sum", "Step": "size", "Rate after": "max"})
    told = [
        f"Tier {tier} comes to {percent_text(row['Rate after'])} with "
        f"{counted(int(row['Plays']), 'play')} in {counted(int(row['Step']), 'account')}"
        for tier, row in steps.iterrows()
    ]
    return "; ".join(told) + "."


def _coverage(scored: pd.DataFrame) -> str:
    if scored.empty:
        return "No accounts yet: fill Accounts, then refresh."
    found = [f"{count} {status}" for status, count in scored["Status"].value_counts().items()]
    return f"{counted(len(scored), 'account')}: {', '.join(found)}."


def _issues(issues: pd.DataFrame) -> str:
    if issues.empty:
        return "Nothing to mend."
    codes = issues["Code"].value_counts()
    return f"{counted(len(issues), 'issue')} to mend: " + ", ".join(
        f"{code} ({count})" for code, count in codes.items()
    )


def _audit(audit: pd.DataFrame) -> str:
    if audit.empty:
        return "Nothing looks too good or too hollow."
    kinds = audit["Detector"].value_counts()
    found = ", ".join(f"{kind} ({count})" for kind, count in kinds.items())
    return f"{counted(len(audit), 'finding')} to look at: {found}. None is proof."
