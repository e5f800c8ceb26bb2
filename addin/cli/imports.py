"""The options of the command line that bring exports in, and what they ask of a run."""

from __future__ import annotations

import inspect
import json
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from scoring.areas import IMPORTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from addin.refresh.outcome import Outcome
    from addin.request import Request
    from scoring.tables import Table

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

FURTHER = tuple(table for table in IMPORTED.values() if not table.needed)
"""The tables that exports go into beside the accounts."""


def with_exports(tables: Iterable[Table]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option for the export of each table, in the place of its `paths`.

    The command gets the files that were named, by the table that each goes into.
    """
    named = {_option_name(table): table for table in tables}

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(command, include_extras=True)
        given = inspect.signature(command).parameters.values()
        options = [_option(name, table) for name, table in named.items()]
        parameters = [
            parameter
            for own in given
            for parameter in (
                options
                if own.name == "paths"
                else [own.replace(annotation=hints.get(own.name, own.annotation))]
            )
        ]

        @wraps(command)
        def run(**options: Any) -> None:
            paths = {table.name: options.pop(name) for name, table in named.items()}
            command(paths={name: path for name, path in paths.items() if path}, **options)

        run.__dict__["__signature__"] = inspect.Signature(parameters)
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        return run

    return decorated


def _option_name(table: Table) -> str:
    return table.name.casefold().replace(" ", "_")


def _option(name: str, table: Table) -> inspect.Parameter:
    said = table.imports.help if table.imports else ""
    option = typer.Option(f"--{name.replace('_', '-')}", help=said)
    return inspect.Parameter(
        name,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        default=None,
        annotation=Annotated[Path | None, option],
    )


def asked(
    request: Request,
    paths: dict[str, Path],
    profile: str | None,
    mapping: list[str] | None,
    arr_is: str | None,
    *,
    dry_run: bool = False,
) -> Request:
    """The request with the exports read, and how the command line wants them read."""
    from addin.importing.files import read_export
    from addin.importing.importmap import hints

    said = tuple(mapping or ())
    amounts = {} if arr_is is None else {"import.amounts": arr_is}
    return replace(
        request,
        exports={
            table: read_export(path, table, hints(said, table)) for table, path in paths.items()
        },
        profile=profile,
        mapping=said,
        overrides={**request.overrides, **amounts},
        dry_run=dry_run,
    )


def report_preview(outcome: Outcome, *, as_json: bool) -> None:
    """Print what a dry run found."""
    from addin.refresh.preview import preview_text
    from addin.refresh.summary import summary

    if as_json:
        found = summary(outcome) | {"written": False}
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        typer.echo(preview_text(outcome))
