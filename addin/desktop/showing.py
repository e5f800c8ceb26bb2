"""Showing a sheet of an open workbook, or hiding it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.desktop.changes import Step

if TYPE_CHECKING:
    import xlwings as xw

_MEND = (
    "if the workbook's structure is protected, take that off (Review, Protect Workbook), and try "
    "again"
)


def showing_step(sheet: xw.Sheet, *, shown: bool) -> Step:
    """The change that shows or hides a sheet."""

    def put(visible: bool) -> None:  # noqa: FBT001 - as Excel has it
        sheet.visible = visible

    return Step(sheet.name, lambda: put(shown), lambda: put(not shown), _MEND)
