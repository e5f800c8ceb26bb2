"""The command line's way back into a CRM: scores out, failed uploads in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from addin.cli.output import say
from addin.cli.progress import shown

Failed = Annotated[
    Path | None,
    typer.Option(
        "--failed",
        help="The CRM's file of rows that failed in the last upload; they count as not sent.",
    ),
]


@dataclass(frozen=True)
class WayBack:
    """What goes back into a CRM, and how.

    Attributes:
        profile: the CRM.
        out: the file to write; None: none.
        failed: the CRM's file of errors.
        everything: every account, changed or not.
        dry_run: write nothing.
    """

    profile: str
    out: Path | None
    failed: Path | None
    everything: bool
    dry_run: bool


def send(tracker: Path, way: WayBack, *, as_json: bool) -> None:
    """Take back what failed, then write what is to be sent, and say both.

    Raises:
        ExportError, WorkbookError, ImportFileError: with one sentence that says what to mend.
    """
    from addin.exporting.failed import take_back
    from addin.exporting.wording import export_text
    from addin.exporting.writing import write_export
    from addin.package import PackageWorkbook

    told: dict[str, Any] = {}
    if way.failed is not None:
        book = PackageWorkbook(tracker)
        found = take_back(book, way.profile, way.failed, is_dry=way.dry_run)
        told = found.as_dict()
        if not as_json:
            say(found.summary)
    if way.out is not None:
        with shown() as tell:
            book = PackageWorkbook(tracker, progress=tell)
            exported = write_export(
                book, way.profile, way.out, everything=way.everything, is_dry=way.dry_run
            )
        told = exported.as_dict() | ({"taken back": told["taken back"]} if told else {})
        if not as_json:
            say(export_text(exported))
    if as_json:
        say(json.dumps(told, indent=2, ensure_ascii=False))
