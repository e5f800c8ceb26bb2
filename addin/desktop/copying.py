"""A copy of an open sheet that stays as it was: its values, looks and charts, and no formula."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.desktop.changes import Step

if TYPE_CHECKING:
    import xlwings as xw

_MEND = (
    "if the workbook's structure is protected, take that off (Review, Protect Workbook), if the "
    "sheet is protected, unprotect it (Review, Unprotect Sheet), and try again"
)


@dataclass(frozen=True)
class SheetCopy:
    """A copy of a sheet that waits to be made, as the last sheet of its workbook."""

    sheet: xw.Sheet
    title: str

    def step(self, *, recalculate: bool) -> Step:
        """The change; `recalculate` where cells are written before it is made."""
        book = self.sheet.book
        known = {sheet.name for sheet in book.sheets}

        def make() -> None:
            if recalculate:
                book.app.calculate()
            copy = self.sheet.copy(after=book.sheets[-1], name=self.title)
            # Excel turns the formulas into what they show: nothing is read back, not even how far
            # the cells go, since some hosts answer with the state before the run.
            copy.cells.copy()
            copy.cells.paste("values")
            book.app.cut_copy_mode = False
            # Links lead to the sheets of today. xlwings has no words of its own for this, so it is
            # done where Excel's own object has them; elsewhere the links stay, and only lead.
            with suppress(Exception):
                copy.api.Cells.ClearHyperlinks()

        def discard() -> None:
            for sheet in [sheet for sheet in book.sheets if sheet.name not in known]:
                sheet.delete()

        return Step(self.sheet.name, make, discard, _MEND)
