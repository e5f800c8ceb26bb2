"""The pages of the user guide that the areas declare: `python -m addin.build`.

They are the guide's index and the list of sheets and columns, and stand in docs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scoring.areas import AREAS
from workbook_templates.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.tables import Column, Table

DOCS = Path(__file__).parents[1] / "docs"
_INDEX = """\
# User guide

In the order in which you will need it.

## Set it up

* The Excel add-in: [on Windows](install-windows.md), [on a Mac](install-macos.md).
* [Does it work in my Excel?](self-check.md) Five minutes, once after installing.
* [A refresh without Excel](scheduled.md), each Monday by itself.
* For IT: [what is in the add-in file](add-in-file.md).

## Use it

* [The tracker, sheet by sheet](workbook.md), and [column by column](sheets.md)
* [The buttons of the ribbon](ribbon/index.md), a page for each
* [Bringing CRM data in](importing.md), and [which headers each vendor's export has](profiles.md)
* [Scores back into the CRM](exporting.md)
* [Worksheet functions](functions.md)

## Say where a number comes from

{areas}
* [The board's slide, number by number](board.md)
* [How fast it is](benchmarks.md)

## Work on it

* [Seven commands, and what is expected](contributing.md)
* [How it is built](architecture.md), and where to add what
"""
_SHEETS = """\
# The tracker, column by column

What stands on each sheet and which rule it comes from, in the order of the tabs; select a header in
the tracker to read the same there. [workbook.md](workbook.md) is the tour with pictures.
"""


def pages() -> dict[str, str]:
    """The pages as Markdown, by their names in docs."""
    told = "\n".join(
        f"* [{area.title}: how every number is made]({area.guide})" for area in AREAS if area.guide
    )
    listed = "\n".join([_SHEETS, *_sheet_lines()])
    return {"index.md": _INDEX.format(areas=told), "sheets.md": f"{listed.rstrip()}\n"}


def _sheet_lines() -> Iterator[str]:
    for sheet in sheets():
        yield f"## {sheet.name}\n"
        yield sheet.help + (" Hidden until its area is in use." if sheet.hidden else "") + "\n"
        if sheet.table is not None:
            yield "| column | what it says | from |\n|---|---|---|"
            for column in sheet.table.columns:
                yield f"| {column.header} | {column.help} | {_origin(column, sheet.table)} |"
            yield ""


def _origin(column: Column, table: Table) -> str:
    if column.user or (table.role == "input" and not table.page.keeps_rows):
        return "you, needed" if column.required else "you"
    return column.source or ("the product" if table.page.keeps_rows else "Accounts")
