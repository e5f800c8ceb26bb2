"""Bringing exports into a tracker: what they change, and where every row of them went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.importing import merging, tidying
from addin.importing.columnissues import import_issues
from addin.importing.dateorder import open_dates, with_told_dates
from addin.importing.headers import Matched, Options, Said
from addin.importing.importmap import said_in, said_on_command_line, with_said
from addin.importing.rows import LeftOut, reading_of
from addin.tracker.workbook import WorkbookError, Write
from scoring.areas import IMPORTED
from scoring.cleaning import IssueList, TableError, joined_issues
from scoring.coverage.history import last_people
from scoring.tables.matching import matched_headers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from scoring.policy import Policy

_BODY_OF_TEMPLATE = 5
_KEYS = {"Accounts": "Account", "Touches": "Touch date", "Contacts": "Contact"}
"""What tells whose a row is when it has no id: with neither, it can belong to nobody."""


@dataclass(frozen=True)
class Asked:
    """How the user wants exports to be read, where there is no tracker to remember it.

    Attributes:
        profile: the profile to read them by; None: found by the headers.
        mapping: what single headers mean, each as "Header=Column".
        overrides: parameters that the options set.
    """

    profile: str | None = None
    mapping: tuple[str, ...] = ()
    overrides: Mapping[str, Any] = field(default_factory=dict)


PLAINLY = Asked()


@dataclass(frozen=True)
class Exports:
    """The exports that one refresh brings in, and how the user wants them read.

    Attributes:
        accounts, touches, contacts: rows as `read_export` returns them.
        profile: the profile to read them by; None: found by the headers.
        mapping: what single headers mean, each as "Header=Column".
    """

    accounts: pd.DataFrame | None = None
    touches: pd.DataFrame | None = None
    contacts: pd.DataFrame | None = None
    profile: str | None = None
    mapping: tuple[str, ...] = ()

    def given(self) -> dict[str, pd.DataFrame]:
        """The exports by the table that they go into."""
        found = {"Accounts": self.accounts, "Touches": self.touches, "Contacts": self.contacts}
        return {table: rows for table, rows in found.items() if rows is not None}


@dataclass(frozen=True)
class Imports:
    """What exports change in a tracker.

    Attributes:
        tables: the tables of the tracker with the exports in them.
        writes: what is to be written.
        counts: by table in small letters: how it was read, where its rows went, what changes.
        issues: what a reader should know.
    """

    tables: dict[str, pd.DataFrame]
    writes: list[Write] = field(default_factory=list)
    counts: dict[str, dict[str, Any]] = field(default_factory=dict)
    issues: pd.DataFrame = field(default_factory=lambda: joined_issues([]))


def planned(
    found: Mapping[str, pd.DataFrame],
    exports: Exports,
    policy: Policy,
    as_of: dt.date,
    history: pd.DataFrame,
) -> Imports:
    """What the exports change; nothing is written.

    Args:
        found: the tables of the tracker.
        exports: what is brought in.
        policy: the parameters in force.
        as_of: day of the import.
        history: typed History.

    Raises:
        WorkbookError, TableError, ProfileError: with one sentence that says what to mend.
    """
    plan = Imports(dict(found))
    given = exports.given()
    if not given:
        return plan
    options, said = _options(found, exports, policy)
    run = _Run(policy, options, as_of, last_people(history, as_of))
    parts = []
    for table, raw in given.items():
        how = tidying.matched_export(raw, table, options)
        parts.append(import_issues(raw, how))
        parts.append(_bring_in(plan, table, raw, how, run))
    if said and "Import map" in found:
        rows = with_said(found["Import map"], said)
        plan.writes.append(Write("Import map", rows))
    elif said:
        issues = IssueList("Import map", pd.Series(dtype=object))
        problem = "The tracker has no table Import map, so what --map said is forgotten again."
        fix = (
            'Add a sheet "Import map" with the headers Table, Header in the file, Column, Profile.'
        )
        issues.add_column("Column", said[0].header, "MAP_NOT_KEPT", problem, fix)
        parts.append(issues.frame())
    return Imports(plan.tables, plan.writes, plan.counts, joined_issues(parts))


@dataclass(frozen=True)
class _Run:
    policy: Policy
    options: Options
    as_of: dt.date
    last: pd.DataFrame


def _options(
    found: Mapping[str, pd.DataFrame], exports: Exports, policy: Policy
) -> tuple[Options, tuple[Said, ...]]:
    """How to read the exports, and what the command line said that the map is to keep."""
    headers = {table: list(map(str, rows.columns)) for table, rows in exports.given().items()}
    now = said_on_command_line(exports.mapping, headers)
    kept = said_in(found["Import map"]) if "Import map" in found else ()
    return options_of(policy, exports.profile, (*kept, *now)), now


def options_of(policy: Policy, profile: str | None, said: tuple[Said, ...]) -> Options:
    """How to read exports under a policy."""
    return Options(
        profile=profile,
        said=said,
        monthly=policy.text("import.amounts") == "monthly",
        months=policy.integer("import.months"),
    )


def _bring_in(
    plan: Imports, table: str, raw: pd.DataFrame, how: Matched, run: _Run
) -> pd.DataFrame:
    """Put one export into its table, and account for each of its rows; returns the issues."""
    if table not in plan.tables:
        raise WorkbookError(
            f"The workbook has no table called {table} to put the {table.casefold()} into. Add a "
            "sheet of that name with a header row, or leave its export out."
        )
    existing = plan.tables[table]
    names = merging.ids_by_name(plan.tables["Accounts"]) if how.given("Account ID") is None else {}
    order = run.policy.text("import.date_order")
    rows = tidying.tidied(raw, table, order, run.options, names)
    if order == "auto" and open_dates(rows, table):
        rows = with_told_dates(rows, _tidied(existing, table, order), table)
    kept = rows["Account ID"].notna()
    if _KEYS[table] in rows:
        kept |= rows[_KEYS[table]].notna()
    rejected = rows[~kept]
    issues = IssueList(table, rejected["Account ID"])
    article = "an" if _KEYS[table].startswith("A") else "a"
    problem = (
        f"Row {{value}} of the file has neither an id nor {article} {_KEYS[table].casefold()}."
    )
    fix = "It was not imported: complete it in the CRM, or leave it."
    numbers = pd.Series(rejected.index.astype(str), index=rejected.index, dtype=object)
    issues.add([True] * len(rejected), "Account ID", numbers, "ROW_REJECTED", problem, fix)
    told = issues.frame().assign(Row=pd.NA).astype({"Row": "Int64"})
    brought = {"Accounts": _accounts, "Touches": _touches, "Contacts": _contacts}[table]
    counts, duplicates, more = brought(plan, existing, rows[kept], run)
    plan.counts[table.casefold()] = _reconciled(raw, rows, how, len(rejected), duplicates) | counts
    return joined_issues([told, more])


def _reconciled(
    raw: pd.DataFrame,
    rows: pd.DataFrame,
    how: Matched,
    rejected: int,
    duplicates: tuple[LeftOut, ...],
) -> dict[str, Any]:
    """Where every row of a file went: imported + merged + left out + rejected."""
    found = reading_of(raw)
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
            *(
                f'"{header}" is read as {entry.column}: {entry.because}'
                for header, entry in how.doubtful.items()
            ),
        ],
        "rows in file": len(raw) + len(found.left_out),
        "imported": len(rows) - rejected - len(duplicates),
        "merged": len(duplicates),
        "left out": len(found.left_out),
        "rejected": rejected,
        "other rows": [
            {"row": entry.row, "why": entry.why, "text": entry.text}
            for entry in sorted((*found.left_out, *duplicates), key=lambda entry: entry.row)
        ],
        "not read": [*how.unread, *how.left_out],
        "suggestions": {header: own for header, own in how.unread.items() if own},
    }


_Brought = tuple[dict[str, Any], tuple[LeftOut, ...], pd.DataFrame]


def _accounts(plan: Imports, existing: pd.DataFrame, rows: pd.DataFrame, run: _Run) -> _Brought:
    first = first_row(existing)
    merged = merging.merged(existing, rows, first, run.as_of, run.last)
    # A column that the export lacks and the import leaves alone may hold formulas of the user's.
    still = [header for header in merged.untouched if header not in rows]
    under, absent = _under_headers_of(existing, merged.rows.drop(columns=still), "Accounts")
    # Rows stay where they are, blank ones between them too, so the other columns do as well.
    whole = under.reindex(range(first, max(under.index.max(), first) + 1))
    plan.writes.append(Write("Accounts", whole))
    plan.tables["Accounts"] = existing.reindex(under.index).assign(**dict(under.items()))
    counts = {
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
    return counts, merged.duplicates, merged.issues


def _touches(plan: Imports, existing: pd.DataFrame, rows: pd.DataFrame, run: _Run) -> _Brought:
    order = run.policy.text("import.date_order")
    touches = tidying.one_account_each(rows)
    known = _tidied(existing, "Touches", order)
    told = with_told_dates(known, touches, "Touches") if order == "auto" else known
    if told is not known:
        # What was open when it came is told now, and must not be read another way next week.
        existing = _with_days(plan, existing, told)
    fresh = merging.new_rows(told, touches)
    under, absent = _under_headers_of(existing, fresh, "Touches")
    _append(plan, "Touches", existing, under, run)
    counts = {
        "new": len(fresh),
        "known": len(touches) - len(fresh),
        "with several accounts": len(touches) - len(rows),
        "no column for": absent,
    }
    return counts, (), joined_issues([])


def _tidied(existing: pd.DataFrame, table: str, order: str) -> pd.DataFrame:
    return tidying.tidied(existing, table, order) if len(existing) else existing


def _with_days(plan: Imports, existing: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Touches with days in place of the texts of an open column, in the tracker too."""
    under, _ = _under_headers_of(existing, told[["Touch date"]], "Touches")
    whole = under.reindex(range(first_row(existing), existing.index.max() + 1))
    plan.writes.append(Write("Touches", whole))
    plan.tables["Touches"] = known = existing.assign(**dict(under.items()))
    return known


def _append(
    plan: Imports, table: str, existing: pd.DataFrame, rows: pd.DataFrame, run: _Run
) -> None:
    """Put rows below a table."""
    if rows.empty:
        return
    at, most = height(existing), run.policy.integer("import.max_rows")
    if first_row(existing) + at + len(rows) - 1 > most + 1:
        raise TableError(
            f"{table} would have {at + len(rows):,} rows, more than a sheet takes. Move old ones "
            "to another workbook, or export a shorter time."
        )
    rows = rows.set_axis(pd.RangeIndex(len(rows)) + first_row(existing) + at)
    plan.writes.append(Write(table, rows, keep_rows=at))
    plan.tables[table] = pd.concat([existing.astype(object), rows]) if len(existing) else rows


def _contacts(plan: Imports, existing: pd.DataFrame, rows: pd.DataFrame, run: _Run) -> _Brought:
    known = _tidied(existing, "Contacts", run.policy.text("import.date_order"))
    by_id = "Contact ID" in rows and "Contact ID" in known
    known, named = (_with_person(frame, by_id=by_id) for frame in (known, rows))
    key = ("Account ID", _PERSON)
    fresh = rows.loc[merging.new_rows(known, named, key).index]
    again = rows.drop(index=fresh.index)
    under, absent = _under_headers_of(existing, fresh, "Contacts")
    if len(again):
        update, _ = _under_headers_of(existing, again, "Contacts")
        keys = [merging.key_texts(frame, key) for frame in (known, named.loc[again.index])]
        rows_of = pd.Series(existing.index, index=keys[0]).reindex(keys[1])
        existing = existing.astype(object)
        existing.loc[rows_of, list(update.columns)] = update.to_numpy(dtype=object)
        everything = existing.reindex(range(first_row(existing), existing.index.max() + 1))
        plan.writes.append(Write("Contacts", everything[list(update.columns)]))
    _append(plan, "Contacts", existing, under, run)
    counts = {"new": len(fresh), "known": len(again), "no column for": absent}
    return counts, (), joined_issues([])


_PERSON = "Contact ID or Contact"


def _with_person(contacts: pd.DataFrame, *, by_id: bool) -> pd.DataFrame:
    """Contacts with what tells a person within an account: the id, else the name."""
    names = contacts["Contact"] if "Contact" in contacts else pd.Series(None, contacts.index)
    if by_id:
        given = contacts["Contact ID"].astype(object)
        names = given.where(given.notna(), names)
    return contacts.assign(**{_PERSON: names.astype(object)})


def _under_headers_of(
    sheet: pd.DataFrame, rows: pd.DataFrame, table: str
) -> tuple[pd.DataFrame, list[str]]:
    """Rows under the headers that a sheet has for them, and the headers that it lacks."""
    known = matched_headers(IMPORTED[table], map(str, sheet.columns))
    given = {own: header for header, own in known.items()}
    absent = [header for header in rows.columns if header not in given]
    return rows.drop(columns=absent).rename(columns=given), absent


def first_row(frame: pd.DataFrame) -> int:
    """Row of the sheet in which a table's body starts."""
    return int(frame.attrs.get("first row", frame.index.min() if len(frame) else _BODY_OF_TEMPLATE))


def height(frame: pd.DataFrame) -> int:
    """Rows of a body down to the last one that says something, blank ones between included."""
    return int(frame.index.max()) - first_row(frame) + 1 if len(frame) else 0
