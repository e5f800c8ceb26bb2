"""The sentence above each report: what it found, in named cells of the tracker."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.board.amounts import adding_up, arr_of, unit_for
from scoring.cleaning.issues import code_in_words
from scoring.coverage.gates import GATES
from scoring.coverage.measured import listed, not_measured, unknown
from scoring.coverage.path import plays_in_words
from scoring.coverage.renewals import renewing
from scoring.coverage.scorecard import repeated_views
from scoring.coverage.standup import SECONDS_IN_MINUTE
from scoring.coverage.targets import goals
from scoring.coverage.views import ALL, TIER, rows_of
from scoring.wording import counted, cut, day, one_line, percent, points

if TYPE_CHECKING:
    from addin.refresh.outcome import Outcome
    from scoring.coverage.targets import Goal

_MOST_DIRECTORS = 8
_MOST_STEPS = 3
_NO_DIRECTOR = "no director"
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
        "scorecard_check": _check(outcome),
        "coverage_summary": _coverage(outcome),
        "issues_summary": _issues(outcome.issues),
        "audit_summary": _audit(outcome),
    }


def _red_list(outcome: Outcome) -> str:
    red, rules = outcome.red, outcome.rules
    if red.empty:
        return "Nothing is red: every account that is scored stands above its red line."
    if unknown := not_measured(outcome.scored):
        those = counted(len(red), "account")
        return f"{unknown} {those} stand here for that alone, so no play is due yet."
    counts = red["Tier"].value_counts().sort_index()
    tiers = " and ".join(f"{count:,} in Tier {tier}" for tier, count in counts.items())
    roles = red["Escalate to"].dropna()
    to = " or ".join(sorted(set(roles)))
    raised = f"{len(roles):,} go to {to}, " if len(roles) else ""
    late = int((red["Play due"] < pd.Timestamp(outcome.as_of)).sum())
    unit = unit_for(outcome.scored, rules)
    accounts = f"{counted(len(red), 'red account')}, {tiers}, {arr_of(red, unit)}"
    told = f"{accounts}: {raised}{late:,} past due."
    spans = renewing(red, outcome.scored, rules, outcome.as_of)
    parts = adding_up([span.arr for span in spans], unit)
    split = ", ".join(f"{part} {span.when}" for span, part in zip(spans, parts, strict=True))
    return f"{told} By renewal, {unit.name}: {split}." if red["ARR"].sum() > 0 else told


def _directors(red: pd.DataFrame) -> str:
    names = red["CS director"].fillna(_NO_DIRECTOR).value_counts()
    return "By director: " + _counted_names(names, " · ") if len(names) else ""


def _counted_names(counts: pd.Series, between: str) -> str:
    """Names with their counts, as many as a line has room for."""
    shown = [
        f"{_name(str(name))} {count:,}" for name, count in counts.head(_MOST_DIRECTORS).items()
    ]
    rest = len(counts) - len(shown)
    return between.join([*shown, *([counted(rest, "more director")] if rest else [])])


def _name(name: str) -> str:
    """A name for the middle of a line: not too long, and read from right to left by itself only."""
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    turned = any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in short)
    return f"{short}{_LEFT_TO_RIGHT_MARK}" if turned else short


def _standup(outcome: Outcome, agenda: pd.DataFrame) -> str:
    if agenda.empty and not outcome.red.empty:
        return f"Nothing to read out. {not_measured(outcome.scored)}"
    if agenda.empty:
        return "Nothing is red. Use the minutes for the plays that come due on Coverage."
    rules = outcome.rules
    minutes, meeting = (rules.integer(f"standup.{of}_minutes") for of in ("script", "meeting"))
    told = (
        f"{counted(len(agenda), 'red account')} in {minutes} of the {meeting} minutes, "
        f"{minutes * SECONDS_IN_MINUTE // len(agenda)} seconds each"
    )
    rest = len(outcome.red) - len(agenda)
    return (
        f"{told}; {rest:,} more on the Red list.{_unheard(outcome.red, agenda)}"
        if rest
        else f"{told}."
    )


def _unheard(red: pd.DataFrame, agenda: pd.DataFrame) -> str:
    """The directors who have red accounts and no turn in the script."""
    names = red["CS director"].fillna(_NO_DIRECTOR)
    heard = names.reindex(agenda.index)
    counts = names[~names.isin(heard)].value_counts()
    return f" Not in the script: {_counted_names(counts, ', ')}." if len(counts) else ""


def _when(outcome: Outcome) -> str:
    return f"Week of Monday {day(_monday(outcome.as_of))}"


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _scorecard(outcome: Outcome) -> str:
    card = outcome.scorecard
    tiers = rows_of(TIER, card[card["Accounts"] > 0]).to_dict("records")
    if not tiers:
        return "No account is scored yet: fill Accounts, then refresh."
    targets = goals(outcome.policy, outcome.as_of)
    told = [_tier(row, targets.get(row["Tier"])) for row in tiers if pd.notna(row["Coverage rate"])]
    left = int(rows_of(ALL, card)["Waived"].sum())
    sentences = [
        f"{'; '.join(told)}." if told else "",
        not_measured(outcome.scored) or _partly(outcome.scored),
        f"{counted(left, 'account')} left out by a waiver." if left else "",
    ]
    return " ".join(filter(None, sentences))


def _partly(scored: pd.DataFrame) -> str:
    """What is unknown although the coverage rate is measured without it."""
    missing = unknown(scored)
    return f"Full rate is not measured yet, {listed(missing)}." if missing else ""


def _tier(row: dict[str, Any], goal: Goal | None) -> str:
    covered = f"{row['Covered']:,} of {row['Accounts']:,}"
    rate = f"{row['Name']} is {percent(row['Coverage rate'])}% ({covered})"
    if goal is None:
        return f"{rate}, with no target"
    side = "above" if row["Gap"] > 0 else "under"
    how = f"{points(row['Gap'])} {side}" if row["Gap"] else "on"
    return f"{rate}, {how} its {goal.said}"


def _check(outcome: Outcome) -> str:
    """Whether each row of the scorecard adds up, as it is written."""
    card = outcome.scorecard
    card = card[card["Accounts"] > 0].dropna(subset="Covered")
    if card.empty and outcome.bridge.accounts:
        return "Not measured yet"
    parts = card["Solid"] + card["Slipping"] + card["Uncovered"]
    sums = (parts == card["Accounts"]) & (card["Solid"] + card["Slipping"] == card["Covered"])
    repeats = repeated_views(outcome.scored, outcome.rules)
    twins = "".join(f"; {view} is left out: it repeats {one}" for view, one in repeats.items())
    holds = "✓ in each row" if sums.all() else "✗ not in each row: please report this"
    return f"Accounts = solid + slipping + uncovered {holds}{twins}"


def _path(outcome: Outcome) -> str:
    if unknown := not_measured(outcome.scored):
        return f"{unknown} Plays can be counted once these columns are filled."
    card = outcome.scorecard
    tiers = rows_of(TIER, card[card["Accounts"] > 0]).to_dict("records")
    targets = goals(outcome.policy, outcome.as_of)
    told = [_way(row, targets.get(row["Tier"]), outcome.path) for row in tiers]
    return " ".join(told) or "No account counts towards a target yet."


def _way(row: dict[str, Any], goal: Goal | None, path: pd.DataFrame) -> str:
    """How a tier comes to its target."""
    name, now = row["Name"], percent(row["Coverage rate"])
    if goal is None:
        return f"{name} has no target."
    steps = path[path["Tier"] == row["Tier"]]
    if row["Gap"] >= 0:
        return f"{name} is at {now}%, {'on' if not row['Gap'] else 'above'} its {goal.said}."
    if steps.empty:
        return f"{name} stays at {now}%: mend the data issues of its accounts first."
    reached = steps["Rate after"].max()
    names = [
        cut(one_line(name), _LONGEST_NAME) for name in steps["Account"].fillna(steps["Account ID"])
    ]
    rates = [f"{percent(rate)}%" for rate in steps["Rate after"]]
    ways = [f"{name} ({rate})" for name, rate in zip(names, rates, strict=True)]
    shown = ", then ".join(ways[:_MOST_STEPS]) + (", and so on" if len(ways) > _MOST_STEPS else "")
    bring = "brings" if steps["Plays"].sum() == 1 else "bring"
    where = f" in {counted(len(steps), 'account')}" if steps["Plays"].sum() > len(steps) else ""
    aim = goal.told if reached >= goal.rate else f"{goal.told}; mend the data issues for the rest"
    way = f"{plays_in_words(steps)}{where} {bring} {name} from {now}% to {percent(reached)}%"
    return f"{way} ({aim}): {shown}."


def _coverage(outcome: Outcome) -> str:
    counts = outcome.bridge
    if not counts.rows:
        return "No accounts yet: fill Accounts, then refresh."
    if not_measured(outcome.scored):
        return not_measured(outcome.scored)
    others = {
        "waived": counts.waived,
        "out of scope": counts.out_of_scope,
        "with data issues": counts.issues,
    }
    told = [f"{count:,} {what}" for what, count in others.items() if count]
    covered = f"{counts.solid + counts.slipping:,} of {counted(counts.accounts, 'account')}"
    rest = f"; {', '.join(told)}" if told else ""
    return f"{covered} that count are covered, {counts.slipping:,} of them slipping{rest}."


def _issues(issues: pd.DataFrame) -> str:
    if issues.empty:
        return "Nothing to fix."
    kinds = issues["Code"].value_counts()
    return f"{counted(len(issues), 'problem')} to fix: " + ", ".join(
        f"{code_in_words(code)} ({count:,})" for code, count in kinds.items()
    )


_HAVE = {gate.key: f"{'an' if gate.key[0] in 'aeiou' else 'a'} {gate.key}" for gate in GATES}


def _audit(outcome: Outcome) -> str:
    found, missing = outcome.audit, unknown(outcome.scored)
    if found.empty and missing:
        first = missing[0]
        have = f"{first.filled:,} of {first.accounts:,} have {_HAVE[first.gate.key]}"
        return f"Not enough data to audit ({have}). Not measured yet, {listed(missing)}."
    if found.empty:
        judged = outcome.bridge.accounts - outcome.bridge.issues
        return f"No suspicious pattern in {counted(judged, 'account')}."
    kinds = found["Detector"].value_counts()
    told = ", ".join(f"{kind} ({count:,})" for kind, count in kinds.items())
    return f"{counted(len(found), 'finding')} to look at: {told}. None is proof."
