"""The command line: demo, new, refresh, score, check, export, addin.

Exit codes: 0 done; 1 done, with issues to look at under `check`; 2 could not be done.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import sys
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from addin.cli import addin as cli_addin
from addin.cli.exports import Failed, WayBack, send
from addin.cli.imports import (
    FURTHER,
    ArrIs,
    DryRun,
    HowToRead,
    Mapping,
    ProfileName,
    Values,
    Yes,
    asked,
    report_preview,
    settled,
    with_exports,
)
from addin.cli.output import say
from addin.cli.progress import shown
from addin.cli.scores import scores_of, tracker_of
from addin.cli.undoing import Undo, undo_import
from scoring import coverage
from scoring.areas import IMPORTED
from scoring.errors import SponsorCoverageError, sentence

if TYPE_CHECKING:
    import pandas as pd

    from addin.refresh.outcome import Outcome
    from addin.refresh.request import Request

DONE, ISSUES, FAILED = 0, 1, 2
INTERRUPTED = 130
ACCOUNTS = next(name for name, table in IMPORTED.items() if table.needed)
_PLEA = ". Please report it; with SPONSOR_COVERAGE_TRACEBACK=1 set, the same command tells where."
FIRST_YEAR, LAST_YEAR = 1900, 2999

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_addin.app, name="addin")


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"sponsor-coverage {version('sponsor-coverage')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is.", is_eager=True, callback=_tell_version
        ),
    ] = False,
) -> None:
    """Executive sponsor coverage: score accounts, refresh the tracker, find what is missing."""


Tracker = Annotated[Path, typer.Argument(help="The tracker workbook (.xlsx).", show_default=False)]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Day of the scores, as 2026-11-16; default: Settings, else today."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


def main() -> None:
    """Run the command line; every failure is one clear sentence on stderr, and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # Files and pipes get UTF-8 everywhere; a terminal keeps what it can show.
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
    problem, code = _outcome_of_run()
    if problem:
        from scoring.wording import one_line

        typer.echo(f"sponsor-coverage: {one_line(problem)}", err=True)
    sys.exit(code)


def _outcome_of_run() -> tuple[str, int]:
    """What stood in the way, in one sentence ("" if nothing did), and the exit code."""
    try:
        code = app(standalone_mode=False) or DONE
        if sys.stdout is not None:
            sys.stdout.flush()
    except Exception as error:
        # Every one of them: a traceback would end in 1, which means "done, with issues".
        if os.environ.get("SPONSOR_COVERAGE_TRACEBACK"):
            raise
        return _sentence(error), FAILED
    except SystemExit:
        # typer leaves so when whoever reads the output has gone.
        return "the output was not read to its end.", FAILED
    if code == INTERRUPTED:
        return "stopped before it was done.", FAILED
    return "", code


def _sentence(error: Exception) -> str:
    """What went wrong, as one sentence that stands behind the program's name."""
    if isinstance(error, SponsorCoverageError):
        return str(error)
    if hasattr(error, "format_message"):
        said = str(error.format_message()).rstrip(".")
        return f"{said}. Try: sponsor-coverage --help"
    said = sentence(error, _PLEA)
    return said[0].lower() + said[1:]


class _UsageError(SponsorCoverageError):
    """The command can't be carried out as it was given."""


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the demo tracker.")] = Path(),
    *,
    as_json: AsJson = False,
) -> None:
    """Make a full tracker on sample data, refresh it, and print what it found."""
    from addin.demo import make_demo

    if out.exists() and not out.is_dir():
        raise _UsageError(f'"{out}" is a file. Name a folder.')
    with shown() as progress:
        tracker, outcome = make_demo(out, _request(None), progress)
    _report(outcome, tracker, as_json=as_json)


@app.command()
@with_exports(FURTHER)
def new(
    tracker: Tracker,
    source: Annotated[
        Path | None, typer.Option("--from", help="Export of accounts to fill it with.")
    ] = None,
    *,
    paths: dict[str, Path],
    as_of: AsOf = None,
    profile: ProfileName = None,
    mapping: Mapping = None,
    values: Values = None,
    arr_is: ArrIs = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make a tracker, empty or filled from any CSV or xlsx export."""
    from workbook_templates import template_path

    if tracker.exists():
        raise _UsageError(
            f'"{tracker}" is there already. Choose another name, or refresh that one.'
        )
    if tracker.suffix.casefold() != ".xlsx":
        raise _UsageError(f'"{tracker}" must end in .xlsx.')
    files = ({ACCOUNTS: source} if source else {}) | paths
    how = HowToRead(profile, mapping, values, arr_is, yes)
    request = asked(_request(as_of), files, how, dry_run=dry_run)
    if files:
        outcome = _refresh(template_path(), tracker, request)
        _finish(outcome, tracker, dry_run=dry_run, as_json=as_json)
        return
    from addin.package import PackageWorkbook

    PackageWorkbook(template_path(), target=tracker).save()
    if as_json:
        say(json.dumps({"tracker": str(tracker)}, indent=2))
    else:
        say(f"Made {tracker}.")
        say(f'Fill its Accounts sheet, then: sponsor-coverage refresh "{tracker}"')


@app.command()
@with_exports(IMPORTED.values())
def refresh(
    tracker: Tracker,
    *,
    paths: dict[str, Path],
    as_of: AsOf = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write here and leave the tracker as it is.")
    ] = None,
    profile: ProfileName = None,
    mapping: Mapping = None,
    values: Values = None,
    arr_is: ArrIs = None,
    keep_board: Annotated[
        bool,
        typer.Option(
            "--keep-board", help="Also keep the board's slide as it is now, on a sheet of its own."
        ),
    ] = False,
    undo: Undo = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Refresh a tracker: score every account and bring all its reports up to date."""
    if undo:
        if paths or out:
            raise _UsageError("--undo takes the last import back and brings none in.")
        undo_import(tracker, goes_on=yes, dry_run=dry_run, as_json=as_json)
        return
    _spare(out, *paths.values())
    plain = replace(_request(as_of), keep_board=keep_board)
    how = HowToRead(profile, mapping, values, arr_is, yes)
    request = asked(plain, paths, how, dry_run=dry_run)
    outcome = _refresh(tracker, out or tracker, request)
    _finish(outcome, out or tracker, dry_run=dry_run, as_json=as_json)


@app.command()
@with_exports(table for table in FURTHER if table in coverage.AREA.tables)
def score(
    accounts: Annotated[
        Path, typer.Argument(help="Accounts as CSV or xlsx, or a tracker.", show_default=False)
    ],
    *,
    paths: dict[str, Path],
    policy: Annotated[
        Path | None, typer.Option("--policy", help="TOML file with parameters that differ.")
    ] = None,
    as_of: AsOf = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="CSV file to write; default: standard output.")
    ] = None,
    profile: ProfileName = None,
    mapping: Mapping = None,
    values: Values = None,
    arr_is: ArrIs = None,
    yes: Yes = False,
) -> None:
    """Score accounts without a tracker and write the Coverage columns as CSV."""
    from scoring.wording import counted

    _spare(out, accounts, *paths.values(), policy)
    plain = replace(_request(as_of), overrides=_overrides(policy))
    request = asked(plain, paths, HowToRead(profile, mapping, values, arr_is, yes))
    scores = settled(partial(scores_of, accounts), request)
    if out is None:
        sys.stdout.write(scores.text)
    else:
        from addin.tracker.wholefile import write_whole

        write_whole(out, scores.text.encode())
        say(f"Wrote {counted(scores.accounts, 'account')} to {out}.")
    if issues := scores.issues:
        options = "".join(f' --{name.casefold()} "{path}"' for name, path in paths.items())
        typer.echo(
            f'{counted(issues, "issue")}; see: sponsor-coverage check "{accounts}"{options}',
            err=True,
        )
        raise typer.Exit(ISSUES)


@app.command()
@with_exports(FURTHER)
def check(
    file: Annotated[
        Path, typer.Argument(help="A tracker, or an export of accounts.", show_default=False)
    ],
    *,
    paths: dict[str, Path],
    as_of: AsOf = None,
    profile: ProfileName = None,
    mapping: Mapping = None,
    values: Values = None,
    arr_is: ArrIs = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with the data, and how to mend it. Changes nothing."""
    how = HowToRead(profile, mapping, values, arr_is)
    # Nothing is changed, so what is not decided is told as an issue.
    request = asked(_request(as_of), paths, how, dry_run=True)
    with shown() as tell:
        tell(f"Reading {file.name}", 0, 1)
        from addin.refresh.inputs import issues_of

        issues, rows = issues_of(file, request, tracker_of)
    if as_json:
        found = {"rows in": rows, "issues": _records(issues)}
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        from addin.refresh.summary import issues_text

        typer.echo(issues_text(issues, rows, file.name))
    if len(issues):
        raise typer.Exit(ISSUES)


@app.command()
def export(
    tracker: Tracker,
    profile: Annotated[
        str, typer.Option("--profile", help="The CRM: salesforce, hubspot, generic_csv and others.")
    ],
    out: Annotated[Path | None, typer.Option("--out", help="The file to write.")] = None,
    *,
    failed: Failed = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every account, not only what has changed.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the scores of a refreshed tracker as the file that a CRM takes."""
    if out is None and failed is None:
        raise _UsageError("Say --out with the file to write, or --failed with the CRM's errors.")
    _spare(out, tracker, failed)
    send(tracker, WayBack(profile, out, failed, everything, dry_run), as_json=as_json)


def _refresh(source: Path, target: Path, request: Request) -> Outcome:
    from addin.package import PackageWorkbook
    from addin.package.before import LastImports
    from addin.refresh.story import refresh as refresh_book

    def work(asked: Request) -> Outcome:
        imports = bool(asked.exports) and not asked.dry_run
        keeping = LastImports().keeping(target, asked.now) if imports else nullcontext()
        with keeping, shown() as progress:
            book = PackageWorkbook(source, target=target, progress=progress)
            return refresh_book(book, asked)

    return settled(work, request)


def _spare(out: Path | None, *inputs: Path | None) -> None:
    """Refuse to write over a file that the run reads."""
    for given in inputs:
        if out and given and out.exists() and given.exists() and out.samefile(given):
            raise _UsageError(f'--out "{out}" is a file that is read. Choose another name.')


def _request(as_of: str | None) -> Request:
    from addin.refresh.request import new_request

    return new_request(_day(as_of))


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise _UsageError(f'--as-of "{text}" is not a date. Use one such as 2026-11-16.') from error
    # Excel's dates begin in 1900, and what is due later must have its date too.
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _UsageError(f'--as-of "{text}" is not a day of our time. Use one such as 2026-11-16.')
    return day


def _overrides(path: Path | None) -> dict[str, Any]:
    from scoring.policy import overrides_from_toml

    if path is None:
        return {}
    if not path.is_file():
        raise _UsageError(f'There is no file "{path}". Check the name and the folder.')
    try:
        return overrides_from_toml(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _UsageError(f'"{path}" is not a text file in UTF-8. Save it as one.') from error


def _finish(outcome: Outcome, tracker: Path, *, dry_run: bool, as_json: bool) -> None:
    if dry_run:
        report_preview(outcome, as_json=as_json)
    else:
        _report(outcome, tracker, as_json=as_json)
    if len(outcome.issues):
        raise typer.Exit(ISSUES)


def _report(outcome: Outcome, tracker: Path, *, as_json: bool) -> None:
    from addin.refresh.summary import summary, summary_text

    found = summary(outcome)
    say(
        json.dumps(found | {"tracker": str(tracker)}, indent=2, ensure_ascii=False)
        if as_json
        else summary_text(found, tracker)
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
