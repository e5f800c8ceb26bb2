"""What a user should know of whole columns of an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin.importing.names import monthly_headers
from addin.profiles import squeezed
from scoring.cells.numbers import currencies
from scoring.cells.texts import says_nothing
from scoring.cleaning import IssueList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.importing.headers import Matched
    from addin.importing.rows import Export

_CURRENCY = "currency"
_CURRENCY_COLUMNS = frozenset(
    {"currency", "currencyisocode", "currencycode", "accountcurrency", "companycurrency"}
)
"""Headers, squeezed, that hold the currency of every amount in their row."""


def import_issues(export: Export, found: Matched) -> pd.DataFrame:
    """Issues of whole columns: repeated and unknown headers, amounts and letters that may mislead.

    Args:
        export: as it was read.
        found: how its headers are read.
    """
    issues = IssueList(found.table, pd.Series(dtype=object))
    raw = export.rows
    if export.reading.letters:
        problem = f"{export.reading.name}: {export.reading.letters}"
        fix = "See whether the letters are right; else save the file as CSV UTF-8 and take that."
        issues.add_column("", "", "LETTERS_UNCERTAIN", problem, fix)
    for header, now in export.reading.repeated:
        if now in found.columns:
            continue
        own = found.columns.get(header, header)
        problem = f'Two columns are called "{header}"; the first is read, the other is "{now}".'
        issues.add_column(own, header, "HEADER_REPEATED", problem, "Rename one of them.")
    for own in ("ARR", "ACV"):
        _note_currencies(issues, raw, found, own)
    if found.given("Account ID") is None and found.table == "Accounts":
        problem = "The export has no ids, so the account's name stands for its id."
        fix = "Add the CRM's id to the export: a customer who is renamed looks like a new one."
        issues.add_column("Account ID", "", "ID_FROM_NAME", problem, fix)
    for header, meant in found.unread.items():
        if meant is not None:
            problem = f'The column "{header}" is not read. Did you mean "{meant}"?'
            fix = f'If so, say --map "{header}={meant}", or add it to the Import map.'
            issues.add_column(meant, header, "HEADER_UNKNOWN", problem, fix)
    unread = monthly_headers(found.unread, found.table)
    if unread and not found.monthly and found.given("ARR") is None:
        problem = f'"{unread[0]}" holds amounts of a month and is not read.'
        fix = "Say --arr-is monthly, or set import.amounts, to take a year of them as ARR."
        issues.add_column("ARR", unread[0], "AMOUNT_MONTHLY", problem, fix)
    return issues.frame()


def _note_currencies(issues: IssueList, raw: pd.DataFrame, found: Matched, own: str) -> None:
    """Amounts in several currencies would be added up as if they were in one."""
    given = found.given(own)
    if given is None:
        return
    several = sorted(set(_currencies(raw, found, given)))
    if len(several) > 1:
        problem = (
            f'"{given}" holds amounts in {", ".join(several)}, added up as if in one currency.'
        )
        fix = "Export the amounts converted to one currency, and import them again."
        issues.add_column(own, given, "CURRENCY_MIXED", problem, fix)


def _currencies(raw: pd.DataFrame, found: Matched, given: str) -> Iterator[str]:
    yield from currencies(raw[given])
    for header in map(str, raw.columns):
        key = squeezed(header)
        beside = key == squeezed(given) + _CURRENCY
        if beside or (key in _CURRENCY_COLUMNS and not found.profile.prefers(given)):
            cells = raw[header].unique()
            yield from (str(cell).strip().upper() for cell in cells if not says_nothing(cell))
