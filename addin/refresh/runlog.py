"""What the tracker says of a run: a row of the Run log, and the figures on Start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.cells.texts import as_text, missing
from scoring.tables import RUN_LOG
from scoring.tables.writing import to_cells

if TYPE_CHECKING:
    from addin.refresh.outcome import Outcome
    from addin.request import Request


def run_log(log: pd.DataFrame, outcome: Outcome, request: Request) -> tuple[pd.DataFrame, bool]:
    """This run for the Run log, and whether it takes the place of the last.

    A run that finds the same again takes the place of the last.
    """
    tiers = outcome.scorecard[outcome.scorecard["View"] == "Tier"]
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
    red, escalations = len(outcome.red), int(outcome.red["Escalate to"].notna().sum())
    rows = outcome.rows
    return {
        "start_last_refresh": f"{request.now} by {request.who}",
        "start_as_of": pd.Timestamp(outcome.as_of),
        "start_rows_in": rows["rows in"],
        "start_scored": rows["scored"],
        "start_waived": rows["waived"],
        "start_out_of_scope": rows["out of scope"],
        "start_rejected": rows["rejected"],
        "start_issues": len(outcome.issues),
        "start_red": red,
        "start_escalations": escalations,
        "start_version": request.version,
        "start_settings_hash": outcome.policy.settings_hash,
        "start_summary": (
            f"{rows['rows in']} rows in: {rows['scored']} scored, {rows['waived']} waived, "
            f"{rows['out of scope']} out of scope, {rows['rejected']} rejected. "
            f"{red} red, {escalations} to escalate, {len(outcome.issues)} issues."
        ),
    }
