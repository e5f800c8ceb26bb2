"""Scores of exports without a tracker, with a bar from the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.cli.progress import shown

if TYPE_CHECKING:
    from pathlib import Path

    from addin.package import PackageWorkbook
    from addin.refresh.request import Request

_STEPS = 4
_READ, _SCORE, _CHECK, _WRITE = range(_STEPS)


@dataclass(frozen=True)
class Scores:
    """What accounts score.

    Attributes:
        text: Coverage as CSV.
        accounts: how many they are.
        issues: how many problems the data has.
    """

    text: str
    accounts: int
    issues: int


def scores_of(file: Path, request: Request) -> Scores:
    """The scores of a tracker or of exports.

    Args:
        file: a tracker, or an export of accounts.
        request: the exports that win over the tracker's tables, and how they are to be read.

    Raises:
        ImportFileError, WorkbookError, PolicyError: with one sentence that says what to mend.
        UndecidedError: something must be asked first.
    """
    with shown() as tell:
        tell(f"Reading {file.name}", _READ, _STEPS)
        from addin.refresh.inputs import source_of
        from scoring.coverage.tables import COVERAGE
        from scoring.tables.writing import to_csv

        source = source_of(file, request, opened=tracker_of)
        tell("Scoring", _SCORE, _STEPS)
        found = source.checked()
        past, problems = source.typed_history()
        scored = found.scored(past)
        tell("Checking the data", _CHECK, _STEPS)
        issues = len(source.issues) + len(found.issues_beside(past)) + len(problems)
        tell("Writing the scores", _WRITE, _STEPS)
        return Scores(to_csv(scored, COVERAGE), len(found.accounts), issues)


def tracker_of(path: Path) -> PackageWorkbook:
    """The tracker; exports alone are scored without what edits workbooks."""
    from addin.package import PackageWorkbook

    return PackageWorkbook(path)
