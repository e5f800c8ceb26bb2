"""The refresh: read every table, score, write every table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.importing.plan import first_row, height, planned
from addin.refresh.changes import ScoreChanges, score_changes
from addin.refresh.headings import headings
from addin.refresh.inputs import checked
from addin.refresh.links import Tracing
from addin.refresh.outcome import Outcome, Request, row_counts
from addin.refresh.runlog import run_log, start_values
from addin.tracker.memory import no_collection
from addin.tracker.workbook import SheetCopier, WorkbookError, Write
from scoring.areas import TABLES
from scoring.board.charts import board_groups, board_titles, board_weeks
from scoring.board.coverage import board
from scoring.board.facts import Facts
from scoring.cleaning import joined_issues
from scoring.coverage.audit import audit
from scoring.coverage.comparison import rates_by_week
from scoring.coverage.history import snapshot, typed_history, with_snapshot
from scoring.coverage.path import path_to_target
from scoring.coverage.redlist import departures, leaving, listed, red_list, standup
from scoring.coverage.scorecard import scorecard
from scoring.coverage.tables import BOARD_GROUPS, BOARD_WEEKS
from scoring.coverage.trend import trend
from scoring.settings import policy_from
from scoring.tables.writing import to_cells

if TYPE_CHECKING:
    import datetime as dt

    from addin.tracker.workbook import Workbook
    from scoring.policy import Policy

_STEPS = 5
_READ, _SCORE, _REPORT, _WRITE, _SAVE = range(_STEPS)


@no_collection()
def refresh(book: Workbook, request: Request) -> Outcome:
    """Score a tracker and bring every output up to date; nothing is written if anything fails.

    Raises:
        WorkbookError, TableError, PolicyError: with one sentence each that says what to mend.
    """
    book.progress("Reading the tracker", _READ, _STEPS)
    found = _read(book)
    comments = _comments(book)
    policy = policy_from(found["Settings"], dict(request.overrides))
    as_of = request.as_of or policy.as_of or request.today
    past, history_problems = typed_history(found["History"])
    imports = planned(found, request.exports, policy, as_of, past)
    before, found = found, imports.tables

    book.progress("Scoring", _SCORE, _STEPS)
    evidence = checked(found["Accounts"], found.get("Touches"), policy, as_of)
    scored = evidence.scored(past)
    moved = _moved(before, scored, imports.counts, policy, as_of, past)
    history, unchanged = with_snapshot(past, snapshot(scored, as_of))

    book.progress("Writing the reports", _REPORT, _STEPS)
    red = red_list(scored, policy, as_of)
    card = scorecard(scored, policy, as_of, history, evidence.touches)
    path = path_to_target(scored, policy, as_of)
    findings = audit(scored, history, policy, as_of)
    weeks = trend(history, policy, policy.on(as_of).integer("trend.weeks"))
    issues = joined_issues([imports.issues, evidence.issues, history_problems])
    rows = row_counts(evidence.rows, scored)
    outcome = Outcome(
        policy,
        as_of,
        scored,
        red,
        card,
        path,
        findings,
        issues,
        history,
        rows,
        imports.counts,
        moved,
    )
    if request.dry_run:
        book.progress("Done", _STEPS, _STEPS)
        return outcome
    if len(history_problems) or not _same_order(found["History"], history, unchanged):
        unchanged = 0
    left = _departed_notes(book, found, comments, outcome)
    agenda = standup(red, scored, policy, as_of, found["Red list"])
    facts = Facts(scored, red, card, weeks, history, policy, as_of)
    slide = board(facts, request.version) | board_titles(facts)
    lines = rates_by_week(card, scored, policy, as_of, history)
    reports = {
        "Coverage": scored,
        "Red list": listed(red, policy.on(as_of)),
        "Standup": agenda,
        "Scorecard": card.assign(**lines),
        "Path to target": path,
        "Issues": issues,
        "Audit": findings,
    }
    links = Tracing(found, scored)
    outputs = [
        *(_output(found, name, frame, links=links) for name, frame in reports.items()),
        _output(found, "Trend", weeks),
        # Old snapshots that read back unchanged stay as they are, so a year of them costs little.
        _output(found, "History", history.iloc[unchanged:], unchanged),
        Write("Board weeks", to_cells(board_weeks(facts), BOARD_WEEKS)),
        Write("Board groups", to_cells(board_groups(facts), BOARD_GROUPS)),
        _output(found, "Standup log", left, height(found["Standup log"])),
        _output(found, "Run log", *run_log(found["Run log"], outcome, request)),
    ]

    book.progress("Writing the tracker", _WRITE, _STEPS)
    present = _present(book)
    for write in [*imports.writes, *outputs]:
        if write.table.casefold() in present:
            book.write_table(
                write.table,
                write.cells,
                key=write.key,
                keep_rows=write.keep_rows,
                drop_notes=write.table in comments,
            )
    book.write_values(slide | start_values(outcome, request) | headings(outcome, agenda))
    if request.keep_board:
        outcome = replace(outcome, kept_board=keep_board(book, as_of))
    book.progress("Saving", _SAVE, _STEPS)
    book.save()
    book.progress("Done", _STEPS, _STEPS)
    return outcome


def keep_board(book: Workbook, as_of: dt.date) -> str:
    """Keep the board's slide as it is on a sheet of its own, named by the as-of date.

    Returns:
        The title of that sheet.

    Raises:
        WorkbookError: the slide can't be copied.
    """
    if not isinstance(book, SheetCopier):
        raise WorkbookError("This workbook's host can't copy a sheet; use Excel for the desktop.")
    return book.copy_sheet("Board", f"Board {as_of:%Y-%m-%d}")


_BROUGHT_IN = ("Contacts", "Import map")
_REMEMBERED = ("Settings", "History", "Red list", "Coverage", "Standup log", "Run log")
_KEYS = {
    "Coverage": "Account ID",
    "Red list": "Account ID",
    "Standup": "Account ID",
    "Scorecard": "Name",
    "Path to target": "Account ID",
    "Trend": "Week",
    "History": "Account ID",
    "Issues": "Account ID",
    "Audit": "Name",
}
"""By what the user's own columns follow their row, in each output that is rewritten."""


def _present(book: Workbook) -> set[str]:
    """The names of the tables that the workbook has, with blanks as in the sheets' names."""
    return {name.replace("_", " ").casefold() for name in book.tables()}


def _read(book: Workbook) -> dict[str, pd.DataFrame]:
    """Every table that the refresh reads; one that the user deleted is empty."""
    present = _present(book)
    if "accounts" not in present:
        raise WorkbookError(
            "The workbook has no table called Accounts, nor a sheet of that name with a header "
            "row, so it is not a tracker. Name the table Accounts (Table Design, Table Name), or "
            "make a tracker with: sponsor-coverage new TRACKER.xlsx"
        )
    wanted = dict.fromkeys(("Accounts", "Touches", *_BROUGHT_IN, *_REMEMBERED, *_KEYS))
    found = {name: book.read_table(name) for name in wanted if name.casefold() in present}
    for name in _REMEMBERED:
        headers = TABLES[name].headers
        frame = found.get(name, pd.DataFrame(columns=headers, dtype=object))
        missing = [header for header in headers if header not in frame.columns]
        if name == "History" and len(frame) and {"Week", "Snapshot date"} <= set(missing):
            raise WorkbookError(
                f"History has {len(frame)} rows and neither Week nor Snapshot date, so their weeks "
                "can't be told. Put one of these columns back, undo or a copy has it."
            )
        found[name] = frame.assign(**dict.fromkeys(missing))
    return found


def _output(
    found: dict[str, pd.DataFrame],
    name: str,
    frame: pd.DataFrame,
    keep_rows: int = 0,
    links: Tracing | None = None,
) -> Write:
    """An output as cells; the user's columns follow by key, or by place where the key is gone."""
    key = _KEYS.get(name)
    # A note must never end up beside another account: there the adapter asks for the key.
    if key is not None and name not in _REMEMBERED and key not in found.get(name, ()):
        key = None
    cells = to_cells(frame, TABLES[name])
    return Write(name, links.traced(name, cells, frame) if links else cells, key, keep_rows)


def _moved(
    before: dict[str, pd.DataFrame],
    scored: pd.DataFrame,
    imported: dict[str, Any],
    policy: Policy,
    as_of: dt.date,
    past: pd.DataFrame,
) -> ScoreChanges | None:
    """What the import alone changed in the scores; None where there was none, or nothing before."""
    if not imported or before["Accounts"].empty:
        return None
    earlier = checked(before["Accounts"], before.get("Touches"), policy, as_of)
    return score_changes(earlier.scored(past), scored)


def _same_order(raw: pd.DataFrame, history: pd.DataFrame, kept: int) -> bool:
    """Whether the first rows of History in the sheet are the ones that stay, without gaps."""
    rows = raw.index[:kept].to_numpy()
    if not (rows == first_row(raw) + np.arange(kept)).all():
        return False
    given = raw["Account ID"].iloc[:kept].astype(str).to_numpy()
    return bool((given == history["Account ID"].iloc[:kept].astype(str).to_numpy()).all())


_ON_CELLS = "Notes on cells"


def _comments(book: Workbook) -> dict[str, pd.Series]:
    """The notes on cells of the tables whose leaving accounts are logged, by row."""
    present = _present(book)
    return {
        name: pd.Series(book.notes(name), dtype=object)
        for name in ("Red list", "Coverage")
        if name.casefold() in present
    }


def _departed_notes(
    book: Workbook,
    found: dict[str, pd.DataFrame],
    comments: dict[str, pd.Series],
    outcome: Outcome,
) -> pd.DataFrame:
    """The notes of accounts that left the red list or Accounts, for the end of the Standup log.

    What a formula shows is no note: nobody wrote it, and the next row has it too.
    """
    parts = []
    for name, new in (("Red list", outcome.red), ("Coverage", outcome.scored)):
        old = found[name]
        if name in comments:
            rows = old.index[leaving(old, new, TABLES[name])]
            old = old.copy()
            for row, header in book.formulas(name, rows):
                old.loc[row, header] = None
            old = old.assign(**{_ON_CELLS: comments[name].reindex(old.index)})
        parts.append(departures(old, new, outcome.scored, outcome.as_of, TABLES[name]))
    return pd.concat(parts, ignore_index=True)
