"""What a run is made from: a tracker's tables or exports, cleaned, with every issue in them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from addin.importing.accountnames import tied
from addin.importing.agreement import (
    agreed,
    brake_issues,
    map_issues,
    require_decided,
    require_meant,
    word_issues,
)
from addin.importing.brakes import strange_exports
from addin.importing.columnissues import import_issues
from addin.importing.files import WORKBOOKS, read_export
from addin.importing.importmap import hints
from addin.importing.respelled import tied_ids
from addin.importing.tidying import one_account_each, under_own_headers
from addin.importing.valuemap import without_unknown_tiers
from addin.tracker.workbook import TRACKER, plain_name, present
from scoring.areas import AREAS, IMPORTED
from scoring.cleaning import joined_issues
from scoring.coverage.history import typed_history
from scoring.coverage.tables import ACCOUNTS, HISTORY, TOUCHES
from scoring.inputs import Checked, checked, other_inputs
from scoring.policy import Policy
from scoring.settings import policy_from
from scoring.tables import IMPORT_MAP, SETTINGS, VALUE_MAP

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    from addin.refresh.request import Request
    from addin.tracker.workbook import Workbook

    Opened = Callable[[Path], Workbook]


@dataclass(frozen=True)
class Source:
    """The tables that accounts are scored from, as they stand.

    Attributes:
        policy: the parameters.
        as_of: day of the scores.
        tables: cells of the tables that are there, by name.
        issues: what is wrong with the exports' headers.
    """

    policy: Policy
    as_of: dt.date
    tables: Mapping[str, pd.DataFrame]
    issues: pd.DataFrame = field(default_factory=lambda: joined_issues([]))

    def typed_history(self) -> tuple[pd.DataFrame | None, pd.DataFrame]:
        """Typed History, if there is any, and its issues."""
        history = self.tables.get(HISTORY.name)
        return (None, joined_issues([])) if history is None else typed_history(history)

    def checked(self) -> Checked:
        """Accounts and touches as they are scored."""
        tables = self.tables
        return checked(tables[ACCOUNTS.name], tables.get(TOUCHES.name), self.policy, self.as_of)


def source_of(
    file: Path,
    request: Request,
    opened: Opened,
) -> Source:
    """What a tracker holds, or exports of accounts and touches.

    Args:
        file: a tracker, or an export of accounts.
        request: the exports that win over the tracker's tables, and how they are to be read.
        opened: opens a workbook file.

    Raises:
        ImportFileError, WorkbookError, PolicyError: with one sentence that says what to mend.
    """
    tracker = _tables_of_tracker(file, opened)
    if tracker is None:
        first = ACCOUNTS.name
        export = read_export(file, first, hints(request.mapping, first))
        request = replace(request, exports={first: export, **request.exports})
    changed = dict(request.overrides)
    policy = policy_from(tracker["Settings"], changed) if tracker else Policy.load(changed)
    day = request.as_of or policy.as_of or request.today
    agreement = agreed(tracker or {}, request, policy.on(day), day)
    found = {
        table: under_own_headers(export.rows, agreement.hows[table])
        for table, export in request.exports.items()
    }
    accounts = (tracker or {}).get(ACCOUNTS.name)
    strange = strange_exports(request.exports, found, agreement.hows, accounts, policy.on(day))
    require_meant([text for many in strange.values() for text in many], request)
    words = require_decided(agreement, request, found)
    parts = [map_issues(agreement, request)]
    parts += [brake_issues(many, table, request) for table, many in strange.items()]
    for table, export in request.exports.items():
        how = agreement.hows[table]
        # Cleaning tells of unknown headers by itself.
        issues = import_issues(export, how)
        parts += [issues[issues["Code"] != "HEADER_UNKNOWN"], word_issues(words[table])]
        rows = without_unknown_tiers(found[table], words[table])
        imports = IMPORTED[table].imports
        known = ((tracker or {}) | found)[ACCOUNTS.name]
        whose = known.iloc[:0] if table == ACCOUNTS.name else known
        spelled = tied_ids(rows, export.rows, how, whose)
        doubts, rows = [f"{export.reading.name}: {text}" for text in spelled.doubts], spelled.rows
        require_meant(doubts, request)
        parts.append(brake_issues(doubts, table, request))
        if table != ACCOUNTS.name:
            rows, nobody, unnamed, _ = tied(rows, export.rows, how, known)
            rows = rows[~nobody]
            parts.append(unnamed)
        found[table] = one_account_each(rows) if imports and imports.several else rows
    return Source(policy, day, (tracker or {}) | found, joined_issues(parts))


def _tables_of_tracker(file: Path, opened: Opened) -> dict[str, pd.DataFrame] | None:
    """The tables of a tracker that scores rest on; None if the file is none."""
    if file.suffix.casefold() not in WORKBOOKS or not file.is_file():
        return None
    book = opened(file)
    there = present(book)
    if not there >= TRACKER:
        return None
    inputs = (table.name for area in AREAS for table in area.inputs)
    wanted = (SETTINGS.name, IMPORT_MAP.name, VALUE_MAP.name, *inputs, HISTORY.name)
    return {name: book.read_table(name) for name in wanted if plain_name(name) in there}


def issues_of(file: Path, request: Request, opened: Opened) -> tuple[pd.DataFrame, int]:
    """The issues of a tracker, or of exports of accounts and touches, and the rows of accounts.

    Args:
        file: a tracker, or an export of accounts.
        request: the exports that win over the tracker's tables, and how they are to be read.
        opened: opens a workbook file.
    """
    source = source_of(file, request, opened)
    found = source.checked()
    _, others = other_inputs(source.tables, source.policy, source.as_of)
    past, problems = source.typed_history()
    known = found.issues_beside(past)
    return joined_issues([source.issues, known, *others, problems]), found.rows
