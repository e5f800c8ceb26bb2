"""Bringing exports into a tracker: what they change, and where every row of them went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.importing import accountnames, brakes, merging, tidying, valuemap
from addin.importing.agreement import (
    agreed,
    brake_issues,
    map_issues,
    remembered,
    require_decided,
    require_meant,
    word_issues,
)
from addin.importing.columnissues import import_issues
from addin.importing.contradictions import notes_on
from addin.importing.dateorder import open_dates, with_told_dates
from addin.importing.deleted import with_deleted
from addin.importing.following import followed
from addin.importing.headers import Options, matched
from addin.importing.respelled import tied_ids
from addin.importing.rows import SAID_ALREADY, LeftOut
from addin.importing.shown import mapping_of
from addin.tracker.workbook import WorkbookError, Write
from scoring.areas import IMPORTED
from scoring.cleaning import IssueList, TableError, joined_issues
from scoring.coverage.pairs import last_people
from scoring.tables.matching import matched_headers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from addin.importing.agreement import Agreement, Asked
    from addin.importing.headers import Matched
    from addin.importing.rows import Export
    from addin.tracker.workbook import Standing
    from scoring.policy import DayPolicy, Policy
    from scoring.tables import Import


@dataclass(frozen=True)
class Imports:
    """What exports change in a tracker.

    Attributes:
        tables: the tables of the tracker with the exports in them.
        places: where each of them stands.
        writes: what is to be written.
        counts: by table in small letters: how it was read, where its rows went, what changes.
        issues: what a reader should know.
    """

    tables: Mapping[str, pd.DataFrame]
    places: Mapping[str, Standing]
    writes: tuple[Write, ...] = ()
    counts: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    issues: pd.DataFrame = field(default_factory=lambda: joined_issues([]))


class _Plan:
    """What exports change, as one after the other is brought in."""

    def __init__(self, found: Mapping[str, pd.DataFrame], places: Mapping[str, Standing]) -> None:
        self.tables, self.places = dict(found), places
        self.writes: list[Write] = []
        self.counts: dict[str, dict[str, Any]] = {}
        self.brakes: dict[str, list[str]] = {}

    def made(self, issues: list[pd.DataFrame]) -> Imports:
        """What came of it."""
        return Imports(
            self.tables, self.places, tuple(self.writes), self.counts, joined_issues(issues)
        )


def planned(
    found: Mapping[str, pd.DataFrame],
    places: Mapping[str, Standing],
    request: Asked,
    policy: Policy,
    as_of: dt.date,
    history: pd.DataFrame,
) -> Imports:
    """What the exports of a request change; nothing is written.

    Args:
        found: the tables of the tracker.
        places: where each of them stands.
        request: what is brought in, and how it is to be read.
        policy: the parameters.
        as_of: day of the import.
        history: typed History.

    Raises:
        WorkbookError, TableError, ProfileError: with one sentence that says what to mend.
        UndecidedError: what it means, or that it is meant at all, must be asked first.
    """
    if not request.exports:
        return Imports(found, places)
    plan = _Plan(found, places)
    rules = policy.on(as_of)
    agreement = agreed(found, request, rules, as_of)
    order = rules.text("import.date_order")
    if len(request.exports) == 1:
        # Beside another export, one that nothing ties to an account stops nobody.
        for table, export in request.exports.items():
            tidying.require_key(export.rows, agreement.hows[table])
    tidy = {
        table: tidying.tidied_as(export.rows, agreement.hows[table], order)
        for table, export in request.exports.items()
    }
    strange = brakes.strange_exports(
        request.exports, tidy, agreement.hows, found.get("Accounts"), rules
    )
    require_meant([text for many in strange.values() for text in many], request)
    words = require_decided(agreement, request, tidy)
    plan.brakes |= strange
    run = _Run(rules, agreement, as_of, last_people(history, as_of))
    parts = [map_issues(agreement, request)]
    for table, export in request.exports.items():
        how = agreement.hows[table]
        rows = valuemap.without_unknown_tiers(tidy[table], words[table])
        parts += [import_issues(export, how), word_issues(words[table])]
        parts.append(_bring_in(plan, table, export, rows, run))
    require_meant([text for many in plan.brakes.values() for text in many], request)
    for table, many in plan.brakes.items():
        plan.counts[table.casefold()]["brakes"] = many
        parts.append(brake_issues(many, table, request))
    writes, problems = remembered(agreement, found, request, as_of)
    plan.writes.extend(writes)
    return plan.made([*parts, problems])


@dataclass(frozen=True)
class _Run:
    policy: DayPolicy
    agreement: Agreement
    as_of: dt.date
    last: pd.DataFrame

    @property
    def files(self) -> Mapping[str, str]:
        """The name of each file, by table."""
        exports = self.agreement.exports
        return {table: export.reading.name for table, export in exports.items()}


def _bring_in(
    plan: _Plan, table: str, export: Export, rows: pd.DataFrame, run: _Run
) -> pd.DataFrame:
    """Put one export into its table, and account for each of its rows; returns the issues."""
    if table not in plan.tables:
        raise WorkbookError(
            f"The workbook has no table called {table} to put the {table.casefold()} into. Add a "
            "sheet of that name with a header row, or leave its export out."
        )
    existing, imports = plan.tables[table], _imports(table)
    how = run.agreement.hows[table]
    order = run.policy.text("import.date_order")
    accounts = plan.tables["Accounts"]
    if table == "Accounts":
        rows = accountnames.by_names(rows, how, accounts)
    spelled = tied_ids(rows, export.rows, how, accounts)
    rows, nobody, unnamed, found = accountnames.tied(spelled.rows, export.rows, how, accounts)
    doubts = [f"{export.reading.name}: {text}" for text in spelled.doubts]
    if table != "Accounts":
        file = export.reading.name
        doubts += brakes.nobody_known(rows, export.rows, how, accounts, file, run.policy)
    if order == "auto" and open_dates(rows, table):
        rows = with_told_dates(rows, _tidied(existing, table, order), table)
    kept = rows["Account ID"].notna()
    if imports.named_by in rows:
        kept |= rows[imports.named_by].notna()
    rejected = rows[~kept]
    kept &= ~nobody
    issues = IssueList(table, rejected["Account ID"])
    article = "an" if imports.named_by.startswith("A") else "a"
    problem = (
        f"Row {{value}} of the file has neither an id nor {article} {imports.named_by.casefold()}."
    )
    fix = "It was not imported: complete it in the CRM, or leave it."
    numbers = pd.Series(rejected.index.astype(str), index=rejected.index, dtype=object)
    issues.add([True] * len(rejected), "Account ID", numbers, "ROW_REJECTED", problem, fix)
    told = issues.frame().assign(Row=pd.NA).astype({"Row": "Int64"})
    brought = _merged if imports.merges else _added
    counts, duplicates, more = brought(plan, table, rows[kept], run)
    plan.brakes[table] = [*plan.brakes.get(table, []), *doubts, *counts.pop("brakes", [])]
    read = _reconciled(export, rows, how, int((~kept).sum()), duplicates)
    read["notes"] += [*spelled.notes, *found, *_backup_notes(how), *notes_on(how)]
    plan.counts[table.casefold()] = read | mapping_of(run.agreement, table) | counts
    return joined_issues([told, unnamed, more])


def _backup_notes(how: Matched) -> list[str]:
    """Which headers speak where the first one of a column is blank."""
    return [
        f'{own} is read from "{how.given(own)}", and where that is blank from '
        f"{' and '.join(f'{chr(34)}{header}{chr(34)}' for header in many)}."
        for own, many in how.backups.items()
    ]


def _reconciled(
    export: Export,
    rows: pd.DataFrame,
    how: Matched,
    rejected: int,
    others: tuple[LeftOut, ...],
) -> dict[str, Any]:
    """Where every row of a file went: imported + merged + left out + rejected."""
    found = export.reading
    merged = sum(entry.why == SAID_ALREADY for entry in others)
    return {
        "file": found.name,
        "read as": how.told,
        "notes": [
            *found.notes,
            *(
                f'"{header}" stands on several columns: the first is read.'
                for header, now in found.repeated
                if now not in how.columns
            ),
        ],
        "rows in file": len(export.rows) + len(found.left_out),
        "imported": len(rows) - rejected - len(others),
        "merged": merged,
        "left out": len(found.left_out) + len(others) - merged,
        "rejected": rejected,
        "other rows": [
            {"row": entry.row, "why": entry.why, "text": entry.text}
            for entry in sorted((*found.left_out, *others), key=lambda entry: entry.row)
        ],
        "not read": [*how.unread, *how.left_out],
        "suggestions": {header: own for header, own in how.unread.items() if own},
    }


_Brought = tuple[dict[str, Any], tuple[LeftOut, ...], pd.DataFrame]


def _imports(table: str) -> Import:
    declared = IMPORTED[table].imports
    if declared is None:
        raise TableError(f"Exports do not go into {table}.")
    return declared


def _merged(plan: _Plan, table: str, rows: pd.DataFrame, run: _Run) -> _Brought:
    """Rows merged by id into those that are there."""
    existing, first = plan.tables[table], plan.places[table].first_row
    lasts = run.policy.integer("handover.days")
    merged = merging.merged(existing, rows, first, run.as_of, run.last, lasts)
    told = brakes.brakes_of_accounts(existing, merged, run.files[table], run.policy)
    # A column that the export lacks and the import leaves alone may hold formulas of the user's.
    still = [header for header in merged.untouched if header not in rows]
    under, absent = _under_headers_of(existing, merged.rows.drop(columns=still), table)
    # Rows stay where they are, blank ones between them too, so the other columns do as well.
    last = under.index.max() if len(under) else first
    whole = under.reindex(range(first, max(last, first) + 1))
    plan.writes.append(Write(table, whole))
    plan.tables[table] = existing.reindex(under.index).assign(**dict(under.items()))
    counts = {
        "brakes": told,
        "new": len(merged.new),
        "changed": merged.changed,
        "unchanged": merged.unchanged,
        "vanished": len(merged.vanished),
        "cleared": merged.cleared,
        "no column for": absent,
        "new accounts": list(merged.new),
        "vanished accounts": list(merged.vanished),
        "changes": merged.changes.to_dict("records"),
    }
    reading = run.agreement.exports[table].reading
    return counts, merged.duplicates, with_deleted(merged.issues, reading.gone)


def _added(plan: _Plan, table: str, rows: pd.DataFrame, run: _Run) -> _Brought:
    """Rows put below those that are there, but for the ones that are there already."""
    imports, order = _imports(table), run.policy.text("import.date_order")
    single = tidying.one_account_each(rows) if imports.several else rows
    known = _tidied(plan.tables[table], table, order, run)
    if run.agreement.meanings:
        # A word that is known from now on is known in the rows that hold it, or they come twice.
        before = _tidied(plan.tables[table], table, order)
        if not known.equals(before):
            _write_days(plan, table, before, known)
    told = with_told_dates(known, single, table) if order == "auto" else known
    if told is not known:
        # What was open when it came is told now, and must not be read another way next week.
        _write_days(plan, table, known, told)
    if imports.followed_by:
        counts, duplicates, issues = _followed(plan, table, told, single, run)
        return counts | {"with several accounts": len(single) - len(rows)}, duplicates, issues
    key = ("Account ID", *imports.same_by)
    if imports.either:
        key = (*key, _TOLD_BY)
        shared = [header for header in imports.either if header in told and header in single]
        by = dict.fromkeys((*shared, imports.either[-1]))
        told, single = (_told_apart(frame, by) for frame in (told, single))
    new = merging.places_of(told, single, key) < 0
    fresh = single[new].drop(columns=_TOLD_BY, errors="ignore")
    again = single.drop(index=fresh.index)
    if imports.either and len(again):
        _bring_up_to_date(plan, table, told, again, key)
    under, absent = _under_headers_of(plan.tables[table], fresh, table)
    _append(plan, table, under, run)
    counts = {"new": len(fresh), "known": len(again), "no column for": absent}
    if imports.several:
        counts["with several accounts"] = len(single) - len(rows)
    return counts, (), joined_issues([])


def _followed(
    plan: _Plan, table: str, known: pd.DataFrame, single: pd.DataFrame, run: _Run
) -> _Brought:
    """Activities put below those that are there, which the export's words of today correct."""
    _, lacking = _under_headers_of(plan.tables[table], single, table)
    found = followed(known, single, _imports(table), keeps="Outcome" not in lacking)
    _write_cells(plan, table, found.changed)
    _write_cells(plan, table, found.moved)
    under, absent = _under_headers_of(plan.tables[table], found.fresh, table)
    _append(plan, table, under, run)
    counts = {
        "new": len(found.fresh),
        "known": len(found.again) - len(found.changed),
        "changed": len(found.changed) + len(found.moved),
        "no column for": absent,
    }
    return counts, found.left_out, joined_issues([])


def _write_cells(plan: _Plan, table: str, update: pd.DataFrame) -> None:
    """Cells of rows that are there, on the rows of the sheet."""
    if update.empty:
        return
    existing = plan.tables[table].astype(object)
    under, _ = _under_headers_of(existing, update, table)
    existing.loc[under.index, list(under.columns)] = under.to_numpy(dtype=object)
    plan.tables[table] = existing
    _write_whole(plan, table, under.columns)


def _tidied(
    existing: pd.DataFrame, table: str, order: str, run: _Run | None = None
) -> pd.DataFrame:
    """A table of the tracker as an export's rows are compared with it; in a run, by its words."""
    if existing.empty:
        return existing
    # The tracker's own headers mean what they say, whatever stands below them.
    known = run.agreement.options if run else Options()
    options = Options(meanings=known.meanings, clock=known.clock)
    return tidying.tidied_as(existing, matched(existing.columns, table, options), order)


def _write_whole(plan: _Plan, table: str, headers: Iterable[str]) -> None:
    """Write these columns of a table anew; what was to be written of it before goes with it."""
    body = plan.tables[table]
    before = [write for write in plan.writes if write.table == table]
    columns = dict.fromkeys((*(name for write in before for name in write.cells), *headers))
    rows = range(plan.places[table].first_row, body.index.max() + 1)
    plan.writes[:] = [write for write in plan.writes if write.table != table]
    plan.writes.append(Write(table, body.reindex(rows)[list(columns)]))


def _write_days(plan: _Plan, table: str, known: pd.DataFrame, told: pd.DataFrame) -> None:
    """Days in place of the texts of an open column, in the tracker too."""
    existing = plan.tables[table]
    days = told[[header for header in told if not told[header].equals(known[header])]]
    under, _ = _under_headers_of(existing, days, table)
    plan.tables[table] = existing.assign(**dict(under.items()))
    _write_whole(plan, table, list(under.columns))


def _append(plan: _Plan, table: str, rows: pd.DataFrame, run: _Run) -> None:
    """Put rows below a table."""
    if rows.empty:
        return
    existing, place = plan.tables[table], plan.places[table]
    at, most = place.height(existing), run.policy.integer("import.max_rows")
    if place.first_row + at + len(rows) - 1 > most + 1:
        raise TableError(
            f"{table} would have {at + len(rows):,} rows, more than a sheet takes. Move old ones "
            "to another workbook, or export a shorter time."
        )
    rows = rows.set_axis(pd.RangeIndex(len(rows)) + place.first_row + at)
    plan.tables[table] = pd.concat([existing.astype(object), rows]) if len(existing) else rows
    if any(write.table == table for write in plan.writes):
        _write_whole(plan, table, rows.columns)
    else:
        plan.writes.append(Write(table, rows, keep_rows=at))


_TOLD_BY = "Told by"


def _told_apart(rows: pd.DataFrame, by: Iterable[str]) -> pd.DataFrame:
    """Rows with what tells each within its account: the first of these columns that says it."""
    found = pd.Series(None, rows.index, dtype=object)
    for header in by:
        if header in rows:
            cells = rows[header].astype(object)
            if header in merging.PEOPLE:
                cells = cells.map(merging.name_compared, na_action="ignore")
            found = found.where(found.notna(), cells)
    return rows.assign(**{_TOLD_BY: found})


def _bring_up_to_date(
    plan: _Plan, table: str, known: pd.DataFrame, again: pd.DataFrame, key: tuple[str, ...]
) -> None:
    """The rows that are there already, as the export has them now."""
    rows = known.index[merging.places_of(known, again, key)]
    _write_cells(plan, table, again.drop(columns=_TOLD_BY).set_axis(rows))


def _under_headers_of(
    sheet: pd.DataFrame, rows: pd.DataFrame, table: str
) -> tuple[pd.DataFrame, list[str]]:
    """Rows under the headers that a sheet has for them, and the headers that it lacks."""
    known = matched_headers(IMPORTED[table], map(str, sheet.columns))
    given = {own: header for header, own in known.items()}
    absent = [header for header in rows.columns if header not in given]
    return rows.drop(columns=absent).rename(columns=given), absent
