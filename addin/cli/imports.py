"""The options of the command line that bring exports in, and what they ask of a refresh."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from addin.importing.plan import Asked
    from addin.refresh.outcome import Outcome, Request

Touches = Annotated[Path | None, typer.Option("--touches", help="Export of touches (CSV or xlsx).")]
Contacts = Annotated[
    Path | None,
    typer.Option("--contacts", help="Export of contacts, for a tracker with a table Contacts."),
]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile",
        help="Whose export it is, such as salesforce or hubspot; default: told by its headers.",
    ),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar='"HEADER=COLUMN"',
        help="What a header means; a tracker remembers it. Say it again for more.",
    ),
]
ArrIs = Annotated[
    str | None,
    typer.Option("--arr-is", metavar="annual|monthly", help="What the amounts in the file are."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")
]


@dataclass(frozen=True)
class Files:
    """The exports that a command line names, and how it wants them read."""

    accounts: Path | None = None
    touches: Path | None = None
    contacts: Path | None = None
    profile: str | None = None
    mapping: tuple[str, ...] = ()
    arr_is: str | None = None

    def any(self) -> bool:
        """Whether there is anything to bring in."""
        return any(path is not None for path in (self.accounts, self.touches, self.contacts))

    def asked_of(self, request: Request, *, dry_run: bool) -> Request:
        """The request with the exports read."""
        from addin.importing.files import read_export
        from addin.importing.importmap import hints

        def read(path: Path | None, table: str) -> Any:
            return None if path is None else read_export(path, table, hints(self.mapping, table))

        return replace(
            request,
            accounts=read(self.accounts, "Accounts"),
            touches=read(self.touches, "Touches"),
            contacts=read(self.contacts, "Contacts"),
            profile=self.profile,
            mapping=self.mapping,
            overrides=self.overrides,
            dry_run=dry_run,
        )

    @property
    def asked(self) -> Asked:
        """How the exports are to be read, where there is no tracker."""
        from addin.importing.plan import Asked

        return Asked(self.profile, self.mapping, self.overrides)

    @property
    def overrides(self) -> dict[str, Any]:
        """Parameters that the options set."""
        return {} if self.arr_is is None else {"import.amounts": self.arr_is}


def report_preview(outcome: Outcome, *, as_json: bool) -> None:
    """Print what a dry run found."""
    from addin.refresh.preview import preview_text
    from addin.refresh.summary import summary

    if as_json:
        found = summary(outcome) | {"written": False}
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        typer.echo(preview_text(outcome))
