"""The result of a refresh for people and for scripts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.refresh.preview import import_lines, others_text
from scoring.cells.texts import missing
from scoring.cleaning.issues import code_in_words
from scoring.coverage.gates import PLAN
from scoring.coverage.measured import fills, is_measured
from scoring.coverage.renewals import renewing
from scoring.coverage.targets import goals
from scoring.coverage.views import TIER, rows_of
from scoring.parameters import FULL
from scoring.wording import (
    counted,
    cut,
    day,
    one_line,
    padded,
    percent,
    short_day,
    signed,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from addin.refresh.outcome import Outcome
    from scoring.coverage.measured import Fill
    from scoring.coverage.targets import Goal

_MOST_LISTED = 10
_MOST_NAMED = 5


def summary(outcome: Outcome) -> dict[str, Any]:
    """What a refresh found, as plain values: rates, red accounts, escalations, changes, rows.

    Rates are exact shares of one. Where coverage is not measured they are None, and so are the sums
    that would rest on it; "red" has the rows of the Red list all the same.
    """
    tiers = rows_of(TIER, outcome.scorecard)
    targets = goals(outcome.policy, outcome.as_of)
    measured = is_measured(outcome.scored)
    return {
        "as of": outcome.as_of.isoformat(),
        "settings hash": outcome.policy.settings_hash,
        "rows": outcome.rows,
        "imported": outcome.imported,
        "by the import": _moved(outcome),
        "touches of others": others_text(outcome),
        "measured": measured,
        "filled": [_fill(fill) for fill in fills(outcome.scored)],
        "rates": [_rate(row, targets.get(row["Tier"])) for row in tiers.to_dict("records")],
        "accounts": _accounts(outcome) if measured else None,
        "data issues": int((outcome.scored["Status"] == "Data issue").sum()),
        "red": _listed(outcome.red, _RED, ["Current score"]),
        "red ARR by renewal": _renewing(outcome) if measured else None,
        "escalations": int(outcome.red["Escalate to"].notna().sum()),
        "since last week": _changes(outcome),
        "path to target": _listed(outcome.path, _STEP, ["Rate after"]),
        "audit": _listed(outcome.audit, outcome.audit.columns),
        "kept board": outcome.kept_board or None,
        "issues": len(outcome.issues),
        "issues by code": {
            str(k): int(v) for k, v in outcome.issues["Code"].value_counts().items()
        },
        "first plays": _plays(outcome.scored) if measured else {},
    }


def _accounts(outcome: Outcome) -> dict[str, int]:
    """What the accounts that count are made of: solid + slipping + uncovered."""
    counts = outcome.bridge
    return {
        "accounts": counts.accounts,
        "solid": counts.solid,
        "slipping": counts.slipping,
        "uncovered": counts.uncovered,
        "uncovered and not red": counts.not_red,
    }


def _renewing(outcome: Outcome) -> list[dict[str, Any]]:
    spans = renewing(outcome.red, outcome.scored, outcome.rules, outcome.as_of)
    return [{"renewing": span.when, "accounts": span.accounts, "ARR": span.arr} for span in spans]


def _moved(outcome: Outcome) -> dict[str, Any] | None:
    moved = outcome.moved
    if moved is None:
        return None
    return {
        "told": moved.told,
        "newly red": moved.newly_red.to_dict("records"),
        "recovered": moved.recovered.to_dict("records"),
    }


def _plays(scored: pd.DataFrame) -> dict[str, int]:
    """How many accounts have which next play, planned touches apart."""
    plays = scored.loc[~scored["Play"].isin(["", PLAN]), "Next play"]
    return {str(play): int(count) for play, count in plays.value_counts().items()}


def _plain(value: Any) -> Any:
    if missing(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def _of_one(points: Any) -> float | None:
    plain = _plain(points)
    return None if plain is None else plain / FULL


def _rate(row: dict[str, Any], goal: Goal | None) -> dict[str, Any]:
    shares = ("Coverage rate", "Target", "Full rate", "Named-only rate", "Reachable rate")
    counts = ("Tier", "Accounts", "Covered", "Solid", "Slipping", "Uncovered", "Red", "Waived")
    starts = None if goal is None or goal.starts is None else goal.starts.isoformat()
    return (
        {name: _plain(row[name]) for name in (*counts, "Data issues")}
        | {name: _of_one(row[name]) for name in shares}
        | {"Target from": starts}
    )


def _fill(fill: Fill) -> dict[str, Any]:
    return {
        "Column": fill.gate.column,
        "Filled": fill.filled,
        "Accounts": fill.accounts,
        "Who can supply it": fill.gate.supplier,
    }


_RED = (
    "Account ID",
    "Account",
    "Tier",
    "ARR",
    "CS director",
    "Owner",
    "Next play",
    "Play due",
    "Weeks red",
    "Escalate to",
)
_STEP = ("Tier", "Step", "Account ID", "Account", "Plays", "Gates to close", "Days")


def _listed(
    frame: pd.DataFrame, names: Iterable[str], shares: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """Rows as plain values; shares, which are basis points in the frame, of one."""
    columns = {name: _plain_values(frame[name]) for name in names}
    columns |= {
        name: [None if points is None else points / FULL for points in _plain_values(frame[name])]
        for name in shares
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain_values(values: pd.Series) -> list[Any]:
    """As `_plain` of each, a column at once."""
    if values.dtype.kind == "M":
        values = values.dt.strftime("%Y-%m-%d")
    if values.dtype == object:
        return list(map(_plain, values))
    return values.astype(object).where(values.notna(), None).tolist()


def _changes(outcome: Outcome) -> dict[str, Any] | None:
    """What is different from the snapshot before this week's; None where there is none."""
    found = outcome.movement
    if found is None:
        return None
    return {
        "snapshot": found.since.isoformat(),
        "red then": found.was,
        "newly red": found.newly_red,
        "recovered": found.recovered,
        "no longer scored": found.left,
    }


def summary_text(found: dict[str, Any], tracker: Path) -> str:
    """The summary as a person reads it, at most 100 columns wide."""
    as_of = dt.date.fromisoformat(found["as of"])
    blocks = [
        [f"Sponsor coverage as of {as_of:%A}, {day(as_of)}"],
        _rate_lines(found),
        *([_red_lines(found, as_of), _week_lines(found, as_of)] if found["measured"] else []),
        _audit_lines(found["audit"]),
        _row_lines(found, tracker),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _rate_lines(found: dict[str, Any]) -> list[str]:
    if not found["measured"]:
        return _missing_lines(found["filled"])
    header = (
        f"{'':8}{'Coverage':>9}{'Target':>9}{'Gap':>9}{'Covered':>11}{'Waived':>8}"
        f"{'Five of five':>14}{'Sponsor named':>15}{'Holdable':>11}"
    )
    return [header, *map(_rate_line, found["rates"]), *_rate_notes(found)]


def _missing_lines(filled: list[dict[str, Any]]) -> list[str]:
    """What is missing to measure coverage, as far as each column is filled, and who could help."""
    lines = ["Coverage is not measured yet; it takes every column behind its gates:"]
    for column in filled:
        told = f"{column['Filled']:,} of {column['Accounts']:,} filled"
        lines.append(f"  {column['Column']:<22}{told:>24}   {column['Who can supply it']}")
    return lines


def _rate_notes(found: dict[str, Any]) -> list[str]:
    """What stands below the rates: how they hang together, and what their names mean."""
    counts = found["accounts"]
    parts = (
        f"{counts['solid']:,} solid + {counts['slipping']:,} slipping (covered, yet red) + "
        f"{counts['uncovered']:,} uncovered"
    )
    notes = [f"{counted(counts['accounts'], 'account')} = {parts}"]
    ahead = {rate["Target from"] for rate in found["rates"] if rate["Target from"]}
    if ahead:
        days = " and ".join(day(dt.date.fromisoformat(start)) for start in sorted(ahead))
        notes.append(f"These targets are the first ones, in force from {days}")
    if found["data issues"]:
        issues = counted(found["data issues"], "account")
        notes.append(f"{issues} with data issues: not covered, see Issues")
    notes.append("Holdable: what today's rhythm of calls can hold once all other gaps close")
    return notes


def _rate_line(rate: dict[str, Any]) -> str:
    gap = "-"
    if rate["Coverage rate"] is not None and rate["Target"] is not None:
        gap = signed((rate["Coverage rate"] - rate["Target"]) * FULL)
    covered = f"{rate['Covered'] or 0}/{rate['Accounts']}"
    return (
        f"{'Tier ' + str(rate['Tier']):8}{_percent(rate['Coverage rate']):>9}"
        f"{_percent(rate['Target']):>9}{gap:>9}{covered:>11}{rate['Waived']:>8}"
        f"{_percent(rate['Full rate']):>14}{_percent(rate['Named-only rate']):>15}"
        f"{_percent(rate['Reachable rate']):>11}"
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{percent(share * FULL)}%"


_NAME_WIDTH = 25
_PLAY_WIDTH = 30


def _red_lines(found: dict[str, Any], as_of: dt.date) -> list[str]:
    red = found["red"]
    head = f"{len(red)} red, {found['escalations']} to escalate"
    if not red:
        return [head]
    header = (
        f"  Tier {'Account':<{_NAME_WIDTH}}{'Score':>6}{'Weeks':>7}  "
        f"{'Next play':<{_PLAY_WIDTH}}{'Due':<15}Escalate"
    )
    lines = [_red_line(account, as_of) for account in red[:_MOST_LISTED]]
    return [head, header, *lines, *_more(len(red) - _MOST_LISTED, "on the Red list sheet")]


def _red_line(red: dict[str, Any], as_of: dt.date) -> str:
    name = one_line(red["Account"] or red["Account ID"] or "")
    return (
        f"  {red['Tier']:<5}{padded(name, _NAME_WIDTH)}{red['Current score']:>6.2f}"
        f"{red['Weeks red']:>7}  {padded(red['Next play'], _PLAY_WIDTH)}"
        f"{_due(red['Play due'], as_of):<15}{red['Escalate to'] or ''}"
    ).rstrip()


def _due(text: str | None, as_of: dt.date) -> str:
    if text is None:
        return ""
    due = dt.date.fromisoformat(text)
    late = (as_of - due).days
    if late > 0:
        return f"{counted(late, 'day')} late"
    return "today" if late == 0 else f"by {short_day(due, as_of)}"


def _more(count: int, where: str) -> list[str]:
    return [f"  ... and {count} more {where}"] if count > 0 else []


def _week_lines(found: dict[str, Any], as_of: dt.date) -> list[str]:
    plays = [f"{play} ({count})" for play, count in found["first plays"].items()]
    return [
        *(wrapped("Next plays: ", ", ".join(plays)) if plays else []),
        *_change_lines(found["since last week"], as_of),
        *_path_lines(found["path to target"]),
    ]


def _change_lines(changes: dict[str, Any] | None, as_of: dt.date) -> list[str]:
    if changes is None:
        return ["The first snapshot that is measured: changes show from next week on."]
    since = short_day(dt.date.fromisoformat(changes["snapshot"]), as_of)
    new, lost = len(changes["newly red"]), len(changes["recovered"] + changes["no longer scored"])
    was = changes["red then"]
    sums = f"{was} + {new} newly red - {lost} off the list = {was + new - lost}"
    return [f"Red since {since}: {sums}"] + [
        line
        for what in ("newly red", "recovered", "no longer scored")
        if changes[what] or what != "no longer scored"
        for line in wrapped(
            f"Since {since}: ", f"{len(changes[what])} {what}{_names(changes[what])}"
        )
    ]


def _names(names: list[str]) -> str:
    if not names:
        return ""
    shown = [cut(one_line(name), _NAME_WIDTH) for name in names[:_MOST_NAMED]]
    rest = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f": {', '.join(shown)}{rest}"


def _path_lines(path: list[dict[str, Any]]) -> list[str]:
    lines = []
    for tier in dict.fromkeys(step["Tier"] for step in path):
        steps = [step for step in path if step["Tier"] == tier]
        plays = counted(sum(step["Plays"] for step in steps), "play")
        names = [str(step["Account"] or step["Account ID"]) for step in steps]
        text = (
            f"{plays} in {counted(len(steps), 'account')} to reach "
            f"{_percent(steps[-1]['Rate after'])}{_names(names)}"
        )
        lines += wrapped(f"Path to target, Tier {tier}: ", text)
    return lines


def _audit_lines(audit: list[dict[str, Any]]) -> list[str]:
    """Findings that say the same of several accounts are told once."""
    if not audit:
        return []
    named: dict[str, list[str]] = {}
    for finding in audit:
        named.setdefault(str(finding["Finding"]), []).append(
            str(finding["Name"] or finding["Account ID"] or "")
        )
    lines = [f"{counted(len(audit), 'finding')} of the audit to look at"]
    for text, names in list(named.items())[:_MOST_NAMED]:
        # A finding about a tier or a director begins with its name.
        who = "" if text.startswith(names[0]) else _names(names).removeprefix(": ") + ": "
        lines += wrapped("  ", one_line(who + text), "    ")
    told = sum(len(names) for names in list(named.values())[:_MOST_NAMED])
    return [*lines, *_more(len(audit) - told, "on the Audit sheet")]


def _row_lines(found: dict[str, Any], tracker: Path) -> list[str]:
    rows = found["rows"]
    sums = (
        f"{counted(rows['rows in'], 'row')} in = {rows['scored']} scored + {rows['waived']} waived "
        f"+ {rows['out of scope']} out of scope + {rows['rejected']} with issues"
    )
    issues = counted(found["issues"], "issue")
    if found["issues"]:
        codes = found["issues by code"].items()
        kinds = ", ".join(f"{code_in_words(code)} ({count})" for code, count in codes)
        issues = f"{issues}, on the Issues sheet: {kinds}"
    return [
        *import_lines(found["imported"]),
        *(wrapped("By the import: ", moved["told"]) if (moved := found["by the import"]) else []),
        *wrapped("", found["touches of others"]),
        sums if rows["rows in"] else "Accounts is empty: fill it, or bring in an export.",
        *wrapped("", issues, "  "),
        *([f"Slide kept as it is: sheet {found['kept board']}"] if found["kept board"] else []),
        f"Tracker: {one_line(tracker)}",
    ]


def issues_text(issues: pd.DataFrame, rows: int, name: str) -> str:
    """The issues as a person reads them: by kind, the most frequent first."""
    head = f"{one_line(name)}: {counted(rows, 'row')} of accounts"
    if issues.empty:
        return f"{head}, nothing to mend."
    lines = [f"{head}, {counted(len(issues), 'issue')}"]
    for code, group in sorted(issues.groupby("Code"), key=lambda item: -len(item[1])):
        lines += ["", f"{code} ({len(group)})"]
        shared = len(set(group["Fix"])) == 1
        for issue in group.head(_MOST_NAMED).to_dict("records"):
            row = "" if pd.isna(issue["Row"]) else f" row {issue['Row']}"
            lines += wrapped("  ", f"{issue['Sheet']}{row}: {one_line(issue['Problem'])}", "    ")
            lines += [] if shared else wrapped("    Mend: ", one_line(issue["Fix"]), "    ")
        lines += _more(len(group) - _MOST_NAMED, "of this kind")
        lines += wrapped("  Mend: ", one_line(group["Fix"].iloc[0]), "    ") if shared else []
    return "\n".join(lines)
