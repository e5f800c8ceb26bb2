"""The command line of the Excel add-in: build, install, uninstall, doctor.

Exit codes of doctor: 0 all well; 1 something to mend; 2 something could not be found out. The
others end as all commands do: 0 done, 2 could not be done.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from addin.install.host.computer import OpenWorkbook
    from addin.install.installing import Step

app = typer.Typer(help="The Excel add-in: build it, install it, remove it, find what is wrong.")

_SIGNS = {"well": "✓", "mend": "✗", "unknown": "?"}
# For a screen that can't show the signs.
_PLAIN_SIGNS = {"well": "ok", "mend": "!!", "unknown": "??"}


@app.command()
def build(
    out: Annotated[Path, typer.Option("--out", help="The add-in file to write (.xlam).")] = Path(
        "sponsor_coverage.xlam"
    ),
) -> None:
    """Build the add-in file from its sources. Works without Excel, on any system."""
    from addin.install.installing import InstallError

    if out.suffix.casefold() != ".xlam" or not out.absolute().parent.is_dir():
        raise InstallError(f'--out "{out}" must end in .xlam and lie in a folder that exists.')
    try:
        from addin.install.xlam import build_addin

        build_addin(out)
    except ModuleNotFoundError as error:
        raise InstallError(
            f'The package {error.name} is missing. python -m pip install ".[build,excel]" in a '
            "checkout brings what building needs."
        ) from error
    typer.echo(f"Built {out}.")


@app.command()
def install() -> None:
    """Put the add-in where Excel loads it, and tell it which Python to start."""
    from addin.install.host.thiscomputer import this_computer
    from addin.install.installing import install as install_addin
    from addin.install.installing import only_with_excel

    computer = this_computer()
    only_with_excel(computer)
    steps = install_addin(computer, _addin())
    _tell(steps)
    if not any(step.changed for step in steps):
        typer.echo("All was in place already; nothing was changed.")
    elif computer.excel_runs():
        typer.echo("Quit Excel, with all its windows, and start it again to load the add-in.")
    else:
        typer.echo("Start Excel: the ribbon has a new tab, Sponsor Coverage.")
    typer.echo("To see whether all is well: sponsor-coverage addin doctor")


@app.command()
def uninstall() -> None:
    """Remove the add-in and its settings, and nothing else."""
    from addin.install.host.thiscomputer import this_computer
    from addin.install.installing import uninstall as uninstall_addin

    steps = uninstall_addin(this_computer())
    _tell(steps)
    if not any(step.changed for step in steps):
        typer.echo("There was nothing of ours; nothing was changed.")


@app.command()
def doctor(
    tracker: Annotated[
        Path | None,
        typer.Argument(
            help="A workbook to look into; default: the active one.", show_default=False
        ),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say whether the add-in works on this computer, and how to mend what does not."""
    from addin.install.doctor import examine, exit_code
    from addin.install.host.thiscomputer import this_computer
    from addin.install.installing import only_with_excel
    from scoring.wording import one_line

    computer = this_computer()
    only_with_excel(computer)
    book = None if tracker is None else _looked_into(tracker)
    findings = examine(computer, _addin(), book)
    code = exit_code(findings)
    if as_json:
        listed = [dataclasses.asdict(finding) for finding in findings]
        told = {"well": code == 0, "findings": listed}
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        signs = _signs()
        for finding in findings:
            line = f"{finding.check}: {finding.says} {finding.mend}"
            typer.echo(f"{signs[finding.state]} {one_line(line).rstrip()}")
    raise typer.Exit(code)


def _addin() -> bytes:
    """The add-in that came with this program."""
    from addin.install.installing import InstallError
    from addin.install.xlam import addin_path

    path = addin_path()
    if not path.is_file():
        raise InstallError(
            f'This copy of Sponsor Coverage came without its add-in, "{path}". Build it: '
            f'sponsor-coverage addin build --out "{path}"'
        )
    return path.read_bytes()


def _looked_into(tracker: Path) -> OpenWorkbook:
    """What a workbook file could put in place of the settings."""
    from python_calamine import CalamineError, CalamineWorkbook

    from addin.install.host.computer import OpenWorkbook
    from addin.install.installing import InstallError

    if not tracker.is_file():
        raise InstallError(f'There is no workbook "{tracker}". Check the name and the folder.')
    try:
        with CalamineWorkbook.from_path(tracker) as book:
            return OpenWorkbook(tracker.name, tuple(book.sheet_names), tracker.absolute().parent)
    except CalamineError as error:
        raise InstallError(
            f'"{tracker}" is not a workbook that can be read. Name an .xlsx or .xlsm file.'
        ) from error


def _tell(steps: list[Step]) -> None:
    from scoring.wording import one_line

    for step in steps:
        typer.echo(one_line(step.says))


def _signs() -> dict[str, str]:
    try:
        "".join(_SIGNS.values()).encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return _PLAIN_SIGNS
    return _SIGNS
