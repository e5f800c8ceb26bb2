"""What a run is made from: a tracker's tables or exports, cleaned, with every issue in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.importing.columnissues import import_issues
from addin.importing.files import WORKBOOKS, read_export
from addin.importing.headers import matched
from addin.importing.importmap import hints, said_on_command_line
from addin.importing.plan import options_of
from addin.importing.rows import says_nothing
from addin.importing.tidying import one_account_each, under_own_headers
from addin.tracker.workbook import plain_name, present
from scoring import coverage
from scoring.areas import AREAS, IMPORTED
from scoring.cleaning import IssueList, clean, joined_issues
from scoring.coverage.cleaning.touches import touch_issues
from scoring.coverage.history import typed_history
from scoring.coverage.pairs import pair_since
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS, HISTORY, TOUCHES
from scoring.policy import Policy
from scoring.settings import policy_from
from scoring.tables import SETTINGS
from scoring.tables.matching import matched_headers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from addin.request import Request


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
) -> Source:
    """What a tracker holds, or exports of accounts and touches.

    Args:
        file: a tracker, or an export of accounts.
        request: the exports that win over the tracker's tables, and how they are to be read.

    Raises:
        ImportFileError, WorkbookError, PolicyError: with one sentence that says what to mend.
    """
    tracker = _tables_of_tracker(file)
    mapping, raw = request.mapping, dict(request.exports)
    if tracker is None:
        first = ACCOUNTS.name
        raw = {first: read_export(file, first, hints(mapping, first)), **raw}
    changed = dict(request.overrides)
    policy = policy_from(tracker["Settings"], changed) if tracker else Policy.load(changed)
    said_now = said_on_command_line(
        mapping, {table: list(map(str, rows.columns)) for table, rows in raw.items()}
    )
    day = request.as_of or policy.as_of or request.today
    options = options_of(policy.on(day), request.profile, said_now)
    issues = joined_issues(
        [import_issues(rows, matched(rows.columns, table, options)) for table, rows in raw.items()]
    )
    # Cleaning tells of unknown headers by itself.
    issues = issues[issues["Code"] != "HEADER_UNKNOWN"]
    found = {table: under_own_headers(rows, table, options) for table, rows in raw.items()}
    for name, rows in found.items():
        imports = IMPORTED[name].imports
        if imports and imports.several and "Account ID" in rows:
            found[name] = one_account_each(rows)
    return Source(policy, day, (tracker or {}) | found, issues)


def _tables_of_tracker(file: Path) -> dict[str, pd.DataFrame] | None:
    """The tables of a tracker that scores rest on; None if the file is none."""
    if file.suffix.casefold() not in WORKBOOKS or not file.is_file():
        return None
    from addin.package import PackageWorkbook

    book = PackageWorkbook(file)
    there = present(book)
    if not {"accounts", "settings"} <= there:
        return None
    inputs = (table.name for area in AREAS for table in area.inputs)
    wanted = (SETTINGS.name, *inputs, HISTORY.name)
    return {name: book.read_table(name) for name in wanted if plain_name(name) in there}


@dataclass(frozen=True)
class Checked:
    """Accounts and touches as they are scored, and what is wrong with them.

    Attributes:
        policy: the parameters in force.
        as_of: day of the score.
        accounts: typed Accounts.
        touches: typed Touches; None where there is no row of them.
        issues: the problems, with the headers of Issues.
        rows: rows of Accounts that say something.
    """

    policy: Policy
    as_of: dt.date
    accounts: pd.DataFrame
    touches: pd.DataFrame | None
    issues: pd.DataFrame
    rows: int

    def scored(self, history: pd.DataFrame | None = None) -> pd.DataFrame:
        """Coverage, as `scoring.coverage.score_accounts` returns it.

        Args:
            history: typed History.
        """
        known = self.accounts
        if history is not None:
            known = pair_since(history, known, self.as_of)
        return score_accounts(known, self.policy, self.as_of, self.touches, history)


def checked(
    accounts: pd.DataFrame, touches: pd.DataFrame | None, policy: Policy, as_of: dt.date
) -> Checked:
    """Accounts and touches cleaned, with the same issues whichever door they came through.

    Args:
        accounts: cells of Accounts; the index holds the rows of the sheet.
        touches: cells of Touches, or None.
        policy: the parameters in force.
        as_of: day of the score.

    Raises:
        TableError: a column is missing that nothing can be done without.
    """
    said = _said(accounts)
    known, problems = clean(said, ACCOUNTS, policy, as_of)
    parts = [problems, _empty_columns(said)]
    logged = None
    if touches is not None and len(rows := _said(touches)):
        logged, touch_problems = clean(rows, TOUCHES, policy, as_of)
        parts = [_without_last_touch(part) for part in parts]
        parts += [touch_problems, touch_issues(logged, known, policy.on(as_of))]
    return Checked(policy, as_of, known, logged, joined_issues(parts), len(said))


def other_issues(
    tables: Mapping[str, pd.DataFrame], policy: Policy, as_of: dt.date
) -> list[pd.DataFrame]:
    """What is wrong with the inputs of the areas beside coverage.

    Args:
        tables: cells of the tables that are there, by name.
        policy: the parameters in force.
        as_of: day of the score.
    """
    inputs = [table for area in AREAS if area is not coverage.AREA for table in area.inputs]
    said = {table: _said(tables[table.name]) for table in inputs if table.name in tables}
    return [clean(rows, table, policy, as_of)[1] for table, rows in said.items() if len(rows)]


def _said(raw: pd.DataFrame) -> pd.DataFrame:
    """The rows that hold more than blanks; only these are rows in."""
    silent = raw
    for place in range(raw.shape[1]):
        cells = silent.iloc[:, place]
        silent = silent.loc[[says_nothing(cell) for cell in cells]]
    return raw.drop(index=silent.index) if len(silent) else raw


def _empty_columns(accounts: pd.DataFrame) -> pd.DataFrame:
    """Issues of the columns that scores rest on and that no row fills.

    A tracker has every column from the start, so a first refresh must say which are yet to fill.
    """
    issues = IssueList("Accounts", accounts.iloc[:, 0])
    headers = list(map(str, accounts.columns))
    for given, own in matched_headers(ACCOUNTS, headers).items():
        column = ACCOUNTS.column(own)
        cells = accounts.iloc[:, headers.index(given)]
        if column.absent and len(cells) and all(map(says_nothing, cells)):
            problem = f'The column "{given}" is empty throughout: {column.absent}.'
            issues.add_column(own, "", "COLUMN_EMPTY", problem, f"Fill it. {column.help}")
    return issues.frame()


def _without_last_touch(issues: pd.DataFrame) -> pd.DataFrame:
    """Issues but for a missing Last touch date, which nobody needs where touches are logged."""
    idle = issues["Code"].isin(("COLUMN_MISSING", "COLUMN_EMPTY"))
    return issues[~(idle & (issues["Column"] == "Last touch date"))]


def issues_of(file: Path, request: Request) -> tuple[pd.DataFrame, int]:
    """The issues of a tracker, or of exports of accounts and touches, and the rows of accounts.

    Args:
        file: a tracker, or an export of accounts.
        request: the exports that win over the tracker's tables, and how they are to be read.
    """
    source = source_of(file, request)
    found = source.checked()
    others = other_issues(source.tables, source.policy, source.as_of)
    _, problems = source.typed_history()
    return joined_issues([source.issues, found.issues, *others, problems]), found.rows
