"""What the tracker says of a run: a row of the Run log, and the figures on Start."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.cells.texts import as_text, missing
from scoring.coverage.measured import fills, not_measured
from scoring.coverage.targets import goals
from scoring.coverage.views import TIER, rows_of
from scoring.tables import RUN_LOG
from scoring.tables.writing import to_cells
from scoring.wording import counted, day, percent, short_day, sign

if TYPE_CHECKING:
    from addin.refresh.outcome import Outcome
    from addin.refresh.request import Request
    from scoring.coverage.targets import Goal

_NOT_MEASURED = "not measured yet"


def run_log(log: pd.DataFrame, outcome: Outcome, request: Request) -> tuple[pd.DataFrame, bool]:
    """This run for the Run log, and whether it takes the place of the last.

    A run that finds the same again takes the place of the last.
    """
    tiers = rows_of(TIER, outcome.scorecard)
    rates = tiers.drop_duplicates("Tier").set_index("Tier")["Coverage rate"]
    entry = {
        "When": request.now,
        "Who": request.who,
        "Version": request.version,
        "As of": pd.Timestamp(outcome.as_of),
        "Settings hash": outcome.policy.settings_hash,
        **{name.capitalize(): count for name, count in outcome.rows.items()},
        "Issues": len(outcome.issues),
        "Red": len(outcome.red),
        "Escalations": int(outcome.red["Escalate to"].notna().sum()),
        "Tier 1 rate": rates.get(1),
        "Tier 2 rate": rates.get(2),
    }
    run = pd.DataFrame([entry], columns=RUN_LOG.headers)
    again = len(log) and _same_finding(log.iloc[-1], to_cells(run, RUN_LOG).iloc[0])
    return run, bool(again)


def _same_finding(last: pd.Series, new: pd.Series) -> bool:
    compared = [header for header in RUN_LOG.headers if header != "When"]
    return all(
        (missing(last[name]) and missing(new[name])) or as_text(last[name]) == as_text(new[name])
        for name in compared
    )


def start_values(outcome: Outcome, request: Request) -> dict[str, Any]:
    """What the Start sheet says of the last refresh."""
    escalations = int(outcome.red["Escalate to"].notna().sum())
    rows, unknown = outcome.rows, not_measured(outcome.scored)
    red = outcome.red
    filled = {f"start_fill_{fill.gate.number}": fill for fill in fills(outcome.scored)}
    return {
        "start_last_refresh": f"{_when(request.now)} by {request.who}",
        "start_as_of": pd.Timestamp(outcome.as_of),
        "start_rows_in": rows["rows in"],
        "start_scored": rows["scored"],
        "start_waived": rows["waived"],
        "start_out_of_scope": rows["out of scope"],
        "start_rejected": rows["rejected"],
        "start_issues": len(outcome.issues),
        "start_red": _NOT_MEASURED if unknown else len(red),
        "start_escalations": _NOT_MEASURED if unknown else escalations,
        "start_check": "✓ adds up to the rows in Accounts",
        "start_version": request.version,
        "start_settings_hash": outcome.policy.settings_hash,
        "start_summary": unknown or _found(outcome),
        **{name: f"{fill.filled:,} of {fill.accounts:,}" for name, fill in filled.items()},
    }


def _found(outcome: Outcome) -> str:
    """The week in one sentence."""
    card = outcome.scorecard
    targets = goals(outcome.policy, outcome.as_of)
    rates = [
        f"{row['Name']} {percent(row['Coverage rate'])}%{_target(targets.get(row['Tier']))}"
        for row in rows_of(TIER, card).to_dict("records")
        if row["Accounts"]
    ]
    moved = outcome.movement
    by = ""
    if moved is not None:
        change = len(moved.newly_red) - len(moved.recovered) - len(moved.left)
        by = f" ({sign(change)}{abs(change):,} since {short_day(moved.since, outcome.as_of)})"
    escalated = int(outcome.red["Escalate to"].notna().sum())
    red = f"{counted(len(outcome.red), 'red account')}{by}, {escalated:,} to escalate"
    return f"{'; '.join([*rates, red])}; {counted(len(outcome.issues), 'problem')} to fix."


def _target(goal: Goal | None) -> str:
    return "" if goal is None else f" ({goal.told})"


def _when(text: str) -> str:
    """The time of a run with its date as every sheet writes dates."""
    date, _, clock = text.partition(" ")
    try:
        return f"{day(dt.date.fromisoformat(date))} {clock}".rstrip()
    except ValueError:
        return text
