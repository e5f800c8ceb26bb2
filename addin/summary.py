"""The result of a refresh for people and for scripts."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.history import iso_week
from scoring.policy import FULL
from scoring.reading import missing

if TYPE_CHECKING:
    from pathlib import Path

    from addin.exporting import Exported
    from addin.refreshing import Outcome

_WIDTH = 100
_MOST_LISTED = 10
_MOST_NAMED = 5
# Control characters could take over a terminal, and those of direction turn a line around.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def summary(outcome: Outcome) -> dict[str, Any]:
    """What a refresh found, as plain values: rates, red accounts, escalations, changes, rows.

    Rates are shares of one.
    """
    card = outcome.scorecard
    tiers = card[card["View"] == "Tier"]
    return {
        "as of": outcome.as_of.isoformat(),
        "settings hash": outcome.policy.settings_hash,
        "rows": outcome.rows,
        "imported": outcome.imported,
        "rates": [_rate(row) for row in tiers.to_dict("records")],
        "data issues": int((outcome.scored["Status"] == "Data issue").sum()),
        "red": [_red(row) for row in outcome.red.to_dict("records")],
        "escalations": int(outcome.red["Escalate to"].notna().sum()),
        "since last week": _changes(outcome),
        "path to target": [_step(row) for row in outcome.path.to_dict("records")],
        "audit": [_finding(row) for row in outcome.audit.to_dict("records")],
        "issues": len(outcome.issues),
        "issues by code": {
            str(k): int(v) for k, v in outcome.issues["Code"].value_counts().items()
        },
        "first plays": _plays(outcome.scored),
    }


def _plays(scored: pd.DataFrame) -> dict[str, int]:
    """How many accounts have which next play, planned touches apart."""
    plays = scored.loc[~scored["Play"].isin(["", "plan"]), "Next play"]
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


def _rate(row: dict[str, Any]) -> dict[str, Any]:
    shares = ("Coverage rate", "Target", "Full rate", "Named-only rate", "Reachable rate")
    counts = ("Tier", "Accounts", "Covered", "Waived", "Data issues")
    return {name: _plain(row[name]) for name in counts} | {
        name: _of_one(row[name]) for name in shares
    }


def _red(row: dict[str, Any]) -> dict[str, Any]:
    names = (
        "Account ID",
        "Account",
        "Tier",
        "ARR",
        "CS director",
        "Next play",
        "Play due",
        "Weeks red",
    )
    found = {name: _plain(row[name]) for name in (*names, "Escalate to")}
    return found | {"Current score": _of_one(row["Current score"])}


def _step(row: dict[str, Any]) -> dict[str, Any]:
    names = ("Tier", "Step", "Account ID", "Account", "Plays", "Gates to close", "Days")
    return {name: _plain(row[name]) for name in names} | {"Rate after": _of_one(row["Rate after"])}


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _changes(outcome: Outcome) -> dict[str, Any] | None:
    """What is different from the snapshot before this week's; None where there is none."""
    history = outcome.history
    earlier = history[history["Week"] != iso_week(outcome.as_of)]
    earlier = earlier[earlier["Snapshot date"] <= pd.Timestamp(outcome.as_of)]
    if earlier.empty:
        return None
    last = earlier[earlier["Snapshot date"] == earlier["Snapshot date"].max()]
    was_red = set(last.loc[last["Red"] == 1, "Account ID"])
    scored = outcome.scored.dropna(subset="Account ID").set_index("Account ID")
    names = scored["Account"].fillna(scored.index.to_series()).astype(str)
    is_red = set(scored.index[scored["Red"] == 1])
    known = set(last["Account ID"])
    rated = set(scored.index[scored["Status"].isin(["Covered", "Slipping", "Amber", "Uncovered"])])
    return {
        "snapshot": last["Snapshot date"].iloc[0].date().isoformat(),
        "newly red": sorted(names.loc[sorted((is_red - was_red) & known)]),
        "recovered": sorted(names.loc[sorted((was_red - is_red) & rated)]),
        "no longer scored": sorted(names.loc[sorted((was_red - rated) & set(names.index))]),
    }


# --- For people ----------------------------------------------------------------------------------


def summary_text(found: dict[str, Any], tracker: Path) -> str:
    """The summary as a person reads it, at most 100 columns wide."""
    as_of = dt.date.fromisoformat(found["as of"])
    blocks = [
        [f"Sponsor coverage as of {as_of:%A}, {_day(as_of, as_of, year=True)}"],
        _rate_lines(found["rates"], found["data issues"]),
        _red_lines(found, as_of),
        _week_lines(found, as_of),
        _audit_lines(found["audit"]),
        _row_lines(found, tracker),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _rate_lines(rates: list[dict[str, Any]], data_issues: int) -> list[str]:
    header = (
        f"{'':8}{'Coverage':>9}{'Target':>9}{'Gap':>11}{'Covered':>10}{'Waived':>8}"
        f"{'All gates':>11}{'Sponsor named':>15}{'Reachable':>11}"
    )
    bad = f"{counted(data_issues, 'account')} with data issues: not covered, see Issues"
    return [header, *map(_rate_line, rates), *([bad] if data_issues else [])]


def _rate_line(rate: dict[str, Any]) -> str:
    gap = "-"
    if rate["Coverage rate"] is not None and rate["Target"] is not None:
        gap = f"{(rate['Coverage rate'] - rate['Target']) * 100:+.1f} pts"
    covered = f"{rate['Covered']}/{rate['Accounts']}"
    return (
        f"{'Tier ' + str(rate['Tier']):8}{_percent(rate['Coverage rate']):>9}"
        f"{_percent(rate['Target']):>9}{gap:>11}{covered:>10}{rate['Waived']:>8}"
        f"{_percent(rate['Full rate']):>11}{_percent(rate['Named-only rate']):>15}"
        f"{_percent(rate['Reachable rate']):>11}"
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


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
        f"  {red['Tier']:<5}{_fitted(name, _NAME_WIDTH)}{red['Current score']:>6.2f}"
        f"{red['Weeks red']:>7}  {_fitted(red['Next play'], _PLAY_WIDTH)}"
        f"{_due(red['Play due'], as_of):<15}{red['Escalate to'] or ''}"
    ).rstrip()


def _due(day: str | None, as_of: dt.date) -> str:
    if day is None:
        return ""
    due = dt.date.fromisoformat(day)
    late = (as_of - due).days
    if late > 0:
        return f"{counted(late, 'day')} late"
    return "today" if late == 0 else f"by {_day(due, as_of)}"


def _day(day: dt.date, as_of: dt.date, *, year: bool = False) -> str:
    return f"{day.day} {day:%b %Y}" if year or day.year != as_of.year else f"{day.day} {day:%b}"


def _more(count: int, where: str) -> list[str]:
    return [f"  ... and {count} more {where}"] if count > 0 else []


def _week_lines(found: dict[str, Any], as_of: dt.date) -> list[str]:
    plays = [f"{play} ({count})" for play, count in found["first plays"].items()]
    return [
        *(_wrapped("Next plays: ", ", ".join(plays)) if plays else []),
        *_change_lines(found["since last week"], as_of),
        *_path_lines(found["path to target"]),
    ]


def _change_lines(changes: dict[str, Any] | None, as_of: dt.date) -> list[str]:
    if changes is None:
        return ["This is the first snapshot: changes show from next week on."]
    since = _day(dt.date.fromisoformat(changes["snapshot"]), as_of)
    return [
        line
        for what in ("newly red", "recovered", "no longer scored")
        if changes[what] or what != "no longer scored"
        for line in _wrapped(
            f"Since {since}: ", f"{len(changes[what])} {what}{_names(changes[what])}"
        )
    ]


def _names(names: list[str]) -> str:
    if not names:
        return ""
    shown = [_cut(one_line(name), _NAME_WIDTH) for name in names[:_MOST_NAMED]]
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
        lines += _wrapped(f"Path to target, Tier {tier}: ", text)
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
        lines += _wrapped("  ", one_line(who + text), "    ")
    told = sum(len(names) for names in list(named.values())[:_MOST_NAMED])
    return [*lines, *_more(len(audit) - told, "on the Audit sheet")]


def _row_lines(found: dict[str, Any], tracker: Path) -> list[str]:
    rows = found["rows"]
    sums = (
        f"{counted(rows['rows in'], 'row')} in = {rows['scored']} scored + {rows['waived']} waived "
        f"+ {rows['out of scope']} out of scope + {rows['rejected']} rejected"
    )
    issues = counted(found["issues"], "issue")
    if found["issues"]:
        codes = [f"{code} ({count})" for code, count in found["issues by code"].items()]
        issues = f"{issues}, on the Issues sheet: {', '.join(codes)}"
    return [
        *_import_lines(found["imported"]),
        sums if rows["rows in"] else "Accounts is empty: fill it, or bring in an export.",
        *_wrapped("", issues, "  "),
        f"Tracker: {one_line(tracker)}",
    ]


def _import_lines(imported: dict[str, Any]) -> list[str]:
    lines = []
    if accounts := imported.get("accounts"):
        lines.append(
            f"Accounts brought in: {accounts['new']} new, {accounts['changed']} changed, "
            f"{accounts['unchanged']} unchanged, {accounts['vanished']} not in the export "
            "(they stay)"
        )
        if accounts["cleared"]:
            lines.append(
                f"{counted(accounts['cleared'], 'value')} cleared by the export: see Issues"
            )
    if touches := imported.get("touches"):
        lines.append(f"Touches brought in: {touches['new']} new, {touches['known']} known already")
    for table, counts in imported.items():
        if counts["not read"]:
            headers = ", ".join(_cut(one_line(name), _NAME_WIDTH) for name in counts["not read"])
            lines += _wrapped(f"Columns of {table} not read: ", headers)
    return lines


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
            lines += _wrapped("  ", f"{issue['Sheet']}{row}: {one_line(issue['Problem'])}", "    ")
            lines += [] if shared else _wrapped("    Mend: ", one_line(issue["Fix"]), "    ")
        lines += _more(len(group) - _MOST_NAMED, "of this kind")
        lines += _wrapped("  Mend: ", one_line(group["Fix"].iloc[0]), "    ") if shared else []
    return "\n".join(lines)


# --- Text on a terminal --------------------------------------------------------------------------


def export_text(exported: Exported) -> str:
    """What an export wrote and left out, for people."""
    lines = [exported.summary, "", "Fields:"]
    lines += [f"  {field} = {header}" for field, header in exported.fields.items()]
    if len(exported.left_out):
        lines += ["", f"Left out ({len(exported.left_out)}):"]
        for reason, rows in exported.left_out.groupby("Reason", sort=False):
            named = [
                f"row {row}" if missing(account) else f"row {row} {account}"
                for row, account in zip(rows["Row"], rows["Account ID"], strict=True)
            ]
            more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
            told = f"{', '.join(named[:_MOST_NAMED])}{more}: {reason}"
            lines += _wrapped("  ", told, "    ")
    for note in exported.notes:
        lines += ["", *_wrapped("Note: ", note)]
    return "\n".join(map(one_line, lines))


def counted(count: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "issue"), counted(2, "issue")
    ('1 issue', '2 issues')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def one_line(text: object) -> str:
    r"""A text on one line, without signs that a terminal would obey.

    >>> one_line("Acme\x1b[2J\nInc")
    'Acme [2J Inc'
    """
    return _UNSEEN.sub(" ", str(text))


def _wrapped(label: str, text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=label, subsequent_indent=indent, break_on_hyphens=False
    )


def _columns(text: str) -> int:
    """Columns that a text takes on a terminal: East Asian signs and emoji are two wide."""
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )


def _cut(text: str, width: int) -> str:
    if _columns(text) <= width:
        return text
    while _columns(text) > width - 1:
        text = text[:-1]
    return text + "…"


def _fitted(text: str, width: int) -> str:
    cut = _cut(text, width - 1)
    return cut + " " * (width - _columns(cut))
