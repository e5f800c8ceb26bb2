"""Open workbooks of which only a part is to be written, or not before the user agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.desktop.workbook import DesktopWorkbook
from addin.tracker.references import same_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    import xlwings as xw


class PlannedWorkbook(DesktopWorkbook):
    """A workbook whose `save` waits until `bring_in` is called."""

    def save(self) -> None:
        """Leave everything as it is."""

    def bring_in(self) -> None:
        """Bring everything written so far into the open workbook, or nothing of it.

        Raises:
            WorkbookError: as `DesktopWorkbook.save`.
        """
        super().save()


class OneSheetWorkbook(DesktopWorkbook):
    """A workbook of which only what lies on one sheet is written."""

    def __init__(
        self,
        book: xw.Book,
        sheet: str,
        keep: Callable[[DesktopWorkbook], None] | None = None,
    ) -> None:
        super().__init__(book, keep=keep)
        self._sheet = sheet

    def write_table(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        key: str | None = None,
        keep_rows: int = 0,
        drop_notes: bool = False,
    ) -> None:
        """Write a table if it lies on the sheet; pass over it if not."""
        if same_sheet(self.table(name).sheet.title, self._sheet):
            super().write_table(name, frame, key=key, keep_rows=keep_rows, drop_notes=drop_notes)

    def write_values(self, values: Mapping[str, Any]) -> None:
        """Write the named cells that lie on the sheet, and pass over the others."""
        here = {
            name: value
            for name, value in values.items()
            if (place := self.named_cell(name)) is not None
            and same_sheet(place.sheet.title, self._sheet)
        }
        super().write_values(here)

    def show_sheets(self, shown: Mapping[str, bool]) -> None:
        """Leave the tabs as they are."""
