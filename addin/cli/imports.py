"""The options of the command line that bring exports in, and what they ask of a run."""

from __future__ import annotations

import inspect
import json
import sys
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

import typer

from addin.cli.progress import shown
from scoring.areas import IMPORTED
from scoring.errors import SponsorCoverageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from addin.importing.agreement import OpenDoubt
    from addin.importing.rows import Export
    from addin.importing.valuemap import UnknownWord
    from addin.refresh.outcome import Outcome
    from addin.refresh.request import Request
    from scoring.tables import Table

_Result = TypeVar("_Result")


class StoppedError(SponsorCoverageError):
    """A person at the terminal said no; nothing was changed."""


_LONGEST = 40

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
Values = Annotated[
    list[str] | None,
    typer.Option(
        "--value",
        metavar='"WORD=MEANING"',
        help="What a word in the file means, such as Huddle=Video; a tracker remembers it.",
    ),
]
ArrIs = Annotated[
    str | None,
    typer.Option("--arr-is", metavar="annual|monthly", help="What the amounts in the file are."),
]
Yes = Annotated[
    bool,
    typer.Option("--yes", help="Go on where an import would befall most accounts at once."),
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


@dataclass(frozen=True)
class HowToRead:
    """How the command line wants exports to be read."""

    profile: str | None = None
    mapping: Sequence[str] | None = None
    meanings: Sequence[str] | None = None
    arr_is: str | None = None
    goes_on: bool = False


def asked(
    request: Request, paths: dict[str, Path], how: HowToRead, *, dry_run: bool = False
) -> Request:
    """The request with the exports read, and how the command line wants them read."""
    said = tuple(how.mapping or ())
    amounts = {} if how.arr_is is None else {"import.amounts": how.arr_is}
    return replace(
        request,
        exports=_read(paths, said),
        profile=how.profile,
        mapping=said,
        meanings=tuple(how.meanings or ()),
        goes_on=how.goes_on,
        asks=somebody_is_there(),
        overrides={**request.overrides, **amounts},
        dry_run=dry_run,
    )


def _read(paths: dict[str, Path], said: tuple[str, ...]) -> dict[str, Export]:
    with shown() as tell:
        exports = {}
        for place, (table, path) in enumerate(paths.items()):
            tell(f"Reading {path.name}", place, len(paths))
            from addin.importing.files import read_export
            from addin.importing.importmap import hints

            exports[table] = read_export(path, table, hints(said, table))
        return exports


def somebody_is_there() -> bool:
    """Whether a person at a terminal can answer a question."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def settled(work: Callable[[Request], _Result], request: Request) -> _Result:
    """What a work gives, once a person has said what it does not know.

    Without a terminal it is refused with the option that says it.

    Args:
        work: called with the request; it raises `UndecidedError` before anything is changed.
        request: what is asked for.
    """
    from addin.importing.agreement import UndecidedError

    try:
        return work(request)
    except UndecidedError as open_questions:
        if not (request.asks or (open_questions.brakes and somebody_is_there())):
            raise
        if open_questions.brakes:
            return settled(work, _agreed_to(open_questions.brakes, request))
        mapping = [_ask_header(entry) for entry in open_questions.doubts]
        values = [_ask_word(word) for word in open_questions.words]
    said = replace(
        request,
        mapping=(*request.mapping, *mapping),
        meanings=(*request.meanings, *filter(None, values)),
        # What was passed over is not asked again, and refused where nothing can go on without it.
        asks=bool(mapping),
    )
    return settled(work, said)


def _agreed_to(brakes: Iterable[str], request: Request) -> Request:
    """The request, once a person has said that what would befall most accounts is meant."""
    from scoring.wording import one_line

    for text in brakes:
        typer.echo(one_line(text), err=True)
    if not typer.confirm("Go on all the same?", default=False, err=True):
        raise StoppedError("stopped, and nothing was changed.")
    return replace(request, goes_on=True)


def _ask_header(entry: OpenDoubt) -> str:
    from scoring.wording import cut, one_line

    doubt = entry.doubt
    seen = ", ".join(cut(one_line(text), _LONGEST) for text in entry.samples) or "no value"
    typer.echo(f'{one_line(entry.file)}: "{one_line(doubt.header)}" holds {seen}.', err=True)
    typer.echo(f"  {doubt.because}", err=True)
    yes = typer.confirm(f"  Read it as {doubt.column}?", default=False, err=True)
    return entry.said(yes=yes)


def _ask_word(word: UnknownWord) -> str:
    from scoring.wording import counted, one_line

    typer.echo(
        f'{word.column} holds "{one_line(word.word)}" in {counted(word.count, "row")}.', err=True
    )
    known = {choice.casefold(): choice for choice in word.choices}
    while True:
        answer = typer.prompt(
            f"  What is it? {', '.join(word.choices)}; Enter to leave it open",
            default="",
            show_default=False,
            err=True,
        )
        if not answer.strip():
            return ""
        if answer.strip().casefold() in known:
            return f"{word.column}: {word.word}={known[answer.strip().casefold()]}"


def report_preview(outcome: Outcome, *, as_json: bool) -> None:
    """Print what a dry run found."""
    from addin.refresh.preview import preview_text
    from addin.refresh.summary import summary

    if as_json:
        found = summary(outcome) | {"written": False}
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        typer.echo(preview_text(outcome))
