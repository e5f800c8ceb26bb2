"""Runs the self-check in real Excel on Windows: `python -m workbook_templates.self_check.run`.

It opens an Excel of its own, loads the add-in, lets Excel work the self-check out, and prints each
check that is not TRUE. Exit code 0: all are TRUE. 1: some are not. 2: it could not be run.
"""

from __future__ import annotations

import argparse
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import xlwings as xw

from workbook_templates.self_check.build import (
    FIRST_ROW,
    LOADED,
    RESULT,
    formula_cells,
    self_check_path,
)


def main(arguments: list[str] | None = None) -> int:
    """Run the self-check and print what is not TRUE."""
    parser = argparse.ArgumentParser(prog="python -m workbook_templates.self_check.run")
    shipped = Path(str(files("addin").joinpath("sponsor_coverage.xlam")))
    parser.add_argument("--addin", type=Path, default=shipped, help="the .xlam to check")
    parser.add_argument("--visible", action="store_true", help="show Excel while it works")
    chosen = parser.parse_args(arguments)
    if not sys.platform.startswith("win"):
        return _refuse("The self-check needs Excel on Windows; worksheet functions run there only.")
    if not chosen.addin.is_file():
        return _refuse(
            f"There is no add-in at {chosen.addin}. Build it with: sponsor-coverage addin build"
        )
    with xw.App(visible=chosen.visible, add_book=False) as app:
        app.display_alerts = False
        app.books.open(chosen.addin)
        book = app.books.open(self_check_path(), read_only=True)
        worked_out(book)
        verdict, failing = failures(book)
    for row in failing:
        print(row)
    print(verdict)
    return 0 if not failing and verdict.endswith("checks TRUE") else 1


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def worked_out(book: xw.Book) -> None:
    """Let Excel enter each formula anew, so that it looks for the add-in's functions, and work."""
    for name, addresses in formula_cells().items():
        for address in addresses:
            cell = book.sheets[name][address]
            cell.formula2 = cell.formula2
    book.app.calculate()


def failures(book: xw.Book) -> tuple[str, list[str]]:
    """What the workbook says of itself, and a line for each check that is not TRUE."""
    page = book.sheets["Self check"]
    last = page.used_range.last_cell.row
    rows: list[list[Any]] = page[f"A{FIRST_ROW}:F{last}"].options(ndim=2, err_to_str=True).value
    failing = [
        f"check {number:g} {what}: {formula} is {answer!r} and must be {expected!r}"
        for number, what, formula, answer, expected, same in rows
        if same is not True
    ]
    loaded = book.names[LOADED].refers_to_range.value
    verdict = str(book.names[RESULT].refers_to_range.value)
    return (verdict if loaded == "yes" else f"{verdict} (add-in loaded: {loaded})"), failing


if __name__ == "__main__":
    sys.exit(main())
