"""The refresh: read every table, score, write every table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.importing.plan import planned
from addin.refresh.changes import ScoreChanges, score_changes
from addin.refresh.headings import headings
from addin.refresh.links import Tracing
from addin.refresh.outcome import Outcome
from addin.refresh.runlog import run_log, start_values
from addin.refresh.shown import tabs_of
from addin.refresh.tables import found_in, in_its_units, output_of
from addin.tracker.memory import no_collection
from addin.tracker.workbook import Bounded, SheetCopier, WorkbookError, plain_name, present
from scoring.areas import IMPORTED, REFRESHED
from scoring.board.facts import Facts
from scoring.cleaning import joined_issues
from scoring.coverage.bridge import bridge
from scoring.coverage.comparison import rates_by_week
from scoring.coverage.departures import departures, leaving
from scoring.coverage.history import snapshot, typed_history, with_snapshot
from scoring.coverage.measured import is_measured
from scoring.coverage.movement import movement
from scoring.coverage.redlist import listed, red_list
from scoring.coverage.scorecard import scorecard, without_repeats
from scoring.coverage.standup import standup
from scoring.coverage.tables import (
    ACCOUNTS,
    COVERAGE,
    HISTORY,
    RED_LIST,
    SCORECARD,
    STANDUP,
    STANDUP_LOG,
    TOUCHES,
    TREND,
)
from scoring.coverage.touches import between_others
from scoring.coverage.trend import trend
from scoring.inputs import checked, other_inputs
from scoring.made import outputs_of, slides_of
from scoring.settings import policy_from
from scoring.tables import ISSUES, RUN_LOG, SETTINGS
from scoring.tables.writing import to_cells

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from addin.refresh.request import Request
    from addin.refresh.tables import Found
    from addin.tracker.workbook import Workbook, Write
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
    found = found_in(book, (REFRESHED | IMPORTED).values())
    _check_history(found)
    comments = {
        name: pd.Series(book.notes(name), dtype=object)
        for name, table in REFRESHED.items()
        if table.logs_notes and name in found.places
    }
    policy = policy_from(found.tables[SETTINGS.name], dict(request.overrides))
    as_of = request.as_of or policy.as_of or request.today
    past, history_problems = typed_history(found.tables[HISTORY.name])
    imports = planned(found.tables, found.places, request, policy, as_of, past)
    tables = imports.tables
    _require_room(book, imports.writes)

    book.progress("Scoring", _SCORE, _STEPS)
    evidence = checked(tables[ACCOUNTS.name], tables.get(TOUCHES.name), policy, as_of)
    scored = evidence.scored(past)
    history, unchanged = with_snapshot(past, snapshot(scored, as_of))

    book.progress("Writing the reports", _REPORT, _STEPS)
    red = red_list(scored, policy, as_of)
    card = scorecard(scored, policy, as_of, history)
    typed, others = other_inputs(tables, policy, as_of)
    known = {
        "scored": scored,
        "red": red,
        "card": card,
        "history": history,
        "touches": evidence.touches,
        "inputs": typed,
        "policy": policy,
        "as_of": as_of,
    }
    outcome = Outcome(
        policy=policy,
        as_of=as_of,
        scored=scored,
        red=red,
        scorecard=card,
        made=outputs_of(known),
        issues=joined_issues(
            [imports.issues, evidence.issues_beside(past), *others, history_problems]
        ),
        history=history,
        bridge=bridge(evidence.rows, scored),
        movement=movement(scored, history, as_of),
        imported=imports.counts,
        moved=_moved(found.tables, scored, imports.counts, policy, as_of, past),
        others=None if evidence.touches is None else between_others(scored, evidence.touches),
    )
    if request.dry_run:
        book.progress("Done", _STEPS, _STEPS)
        return outcome
    if len(history_problems) or not _same_order(found, history, unchanged):
        unchanged = 0
    weeks = trend(history, policy, as_of)
    told = red if is_measured(scored) else red.iloc[:0]
    agenda = standup(told, policy, as_of, tables[RED_LIST.name])
    facts = Facts(
        scored=scored,
        red=red,
        card=outcome.scorecard,
        path=outcome.path,
        trend=weeks,
        history=history,
        bridge=outcome.bridge,
        policy=policy,
        as_of=as_of,
    )
    slides, beside = slides_of(known | {"facts": facts, "version": request.version})
    lines = rates_by_week(outcome.scorecard, scored, policy, as_of, history)
    run, again = run_log(tables[RUN_LOG.name], outcome, request)
    reports = {
        COVERAGE: scored,
        RED_LIST: listed(red, policy.on(as_of)),
        STANDUP: agenda,
        SCORECARD: without_repeats(outcome.scorecard.assign(**lines), scored, outcome.rules),
        TREND: weeks,
        # Old snapshots that read back unchanged stay as they are, so a year of them costs little.
        HISTORY: history.iloc[unchanged:],
        STANDUP_LOG: _departed_notes(book, tables, comments, outcome),
        ISSUES: outcome.issues,
        RUN_LOG: run,
        **outcome.made,
        **beside,
    }
    _require_room(book, imports.writes, reports.values())
    kept = {
        HISTORY: unchanged,
        STANDUP_LOG: found.height(STANDUP_LOG.name),
        RUN_LOG: found.height(RUN_LOG.name) - int(again),
    }
    links = Tracing(tables, imports.places, scored)
    outputs = (
        output_of(
            table,
            in_its_units(
                table,
                links.traced(table, to_cells(frame, table), frame),
                found.places.get(table.name),
            ),
            tables,
            kept.get(table, 0),
        )
        for table, frame in reports.items()
    )

    book.progress("Writing the tracker", _WRITE, _STEPS)
    there = present(book)
    for write in [*imports.writes, *outputs]:
        if plain_name(write.table) in there:
            book.write_table(
                write.table,
                write.cells,
                key=write.key,
                keep_rows=write.keep_rows,
                drop_notes=write.table in comments,
            )
    tabs = tabs_of(book, tables, imports.places, outcome.rules)
    values = slides | start_values(outcome, request) | headings(outcome, agenda)
    book.write_values(values | dict(tabs.values))
    book.show_sheets(tabs.sheets)
    if request.keep_board:
        outcome = replace(outcome, kept_board=keep_board(book, as_of))
    book.progress("Saving", _SAVE, _STEPS)
    book.save()
    book.progress("Done", _STEPS, _STEPS)
    return outcome


def _require_room(
    book: Workbook, writes: Iterable[Write], reports: Iterable[pd.DataFrame] = ()
) -> None:
    """Refuse what the file has no room for, before the work, which takes minutes for such many."""
    if isinstance(book, Bounded):
        book.check_room([*(write.cells for write in writes), *reports])


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


def _check_history(found: Found) -> None:
    """Refuse snapshots of which nobody can tell the week."""
    history, absent = found.tables[HISTORY.name], found.absent[HISTORY.name]
    if len(history) and {"Week", "Snapshot date"} <= set(absent):
        raise WorkbookError(
            f"History has {len(history)} rows and neither Week nor Snapshot date, so their weeks "
            "can't be told. Put one of these columns back, undo or a copy has it."
        )


def _moved(
    before: Mapping[str, pd.DataFrame],
    scored: pd.DataFrame,
    imported: Mapping[str, Any],
    policy: Policy,
    as_of: dt.date,
    past: pd.DataFrame,
) -> ScoreChanges | None:
    """What the import alone changed in the scores; None where there was none, or nothing before."""
    if not imported or before[ACCOUNTS.name].empty or not is_measured(scored):
        return None
    earlier = checked(before[ACCOUNTS.name], before.get(TOUCHES.name), policy, as_of)
    return score_changes(earlier.scored(past), scored)


def _same_order(found: Found, history: pd.DataFrame, kept: int) -> bool:
    """Whether the first rows of History in the sheet are the ones that stay, without gaps."""
    place = found.places.get(HISTORY.name)
    if place is None:
        return kept == 0
    raw = found.tables[HISTORY.name]
    rows = raw.index[:kept].to_numpy()
    if not (rows == place.first_row + np.arange(kept)).all():
        return False
    given = raw["Account ID"].iloc[:kept].astype(str).to_numpy()
    return bool((given == history["Account ID"].iloc[:kept].astype(str).to_numpy()).all())


_ON_CELLS = "Notes on cells"


def _departed_notes(
    book: Workbook,
    found: Mapping[str, pd.DataFrame],
    comments: dict[str, pd.Series],
    outcome: Outcome,
) -> pd.DataFrame:
    """The notes of accounts that left the red list or Accounts, for the end of the Standup log.

    What a formula shows is no note: nobody wrote it, and the next row has it too.
    """
    parts = []
    for table, new in ((RED_LIST, outcome.red), (COVERAGE, outcome.scored)):
        name = table.name
        gone = leaving(found[name], new, table)
        if name in comments:
            gone = gone.copy()
            for row, header in book.formulas(name, gone.index):
                gone.loc[row, header] = None
            gone = gone.assign(**{_ON_CELLS: comments[name].reindex(gone.index)})
        parts.append(departures(gone, outcome.scored, outcome.as_of, table))
    return pd.concat(parts, ignore_index=True)
