"""Telling what was done: where nobody can read it, the work is done all the same."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer


def say(text: str) -> None:
    """Print what was done. That it can't be printed is said beside it, and fails nothing."""
    try:
        typer.echo(text)
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        # What is still to be printed would fail once more, at the latest when Python ends.
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
        why = error.strerror or str(error)
        typer.echo(f"sponsor-coverage: done, but what was done can't be told ({why}).", err=True)
