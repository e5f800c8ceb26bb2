"""The option of the command line that takes the last import back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from addin.cli.output import say

if TYPE_CHECKING:
    from pathlib import Path

Undo = Annotated[
    bool,
    typer.Option("--undo", help="Bring the tracker back to before the last import into it."),
]


def undo_import(tracker: Path, *, goes_on: bool, dry_run: bool, as_json: bool) -> None:
    """Take the last import into a tracker back, and say so.

    Raises:
        WorkbookError: nothing is kept of it, or it was changed since.
    """
    from addin.package.before import LastImports

    found = LastImports().undo(tracker, goes_on=goes_on, is_dry=dry_run)
    if as_json:
        record = {
            "tracker": str(tracker),
            "undone": found.when,
            "beside": None if found.aside is None else str(found.aside),
            "written": not dry_run,
        }
        say(json.dumps(record, indent=2, ensure_ascii=False))
        return
    would = "would be" if dry_run else "is"
    say(f"{tracker} {would} as it was before the import of {found.when}.")
    if found.aside is not None:
        say(f"What it was until now {would} in {found.aside}.")
