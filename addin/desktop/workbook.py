"""DesktopWorkbook: the tracker that is open in Excel."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from addin.desktop.body import Body, Request
from addin.desktop.changes import Step, carry_out, same_view, undisturbed
from addin.desktop.copying import SheetCopy
from addin.desktop.entries import CellError, Formula
from addin.desktop.named import CellChange, OpenName, cell_steps, names_of
from addin.desktop.sheets import OpenSheet, OpenTable
from addin.desktop.showing import showing_step
from addin.desktop.tables import TableChange
from addin.tracker.places import check_headers
from addin.tracker.references import Area, same_sheet
from addin.tracker.workbook import Standing, WorkbookError

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw

Progress = Callable[[str, int, int], None]


class DesktopWorkbook:
    """A tracker open in Excel; keeps the `Workbook` protocol of `addin.tracker.workbook`.

    What is read is read in whole blocks and before anything is written; what is written waits
    until `save` brings it into the open workbook in one go. To save the file to disk stays with
    the user, who may also close it without saving.

    Args:
        book: the open workbook.
        progress: told what is going on; Excel's status bar unless said.
        keep: told by `save`, before anything is changed, what is about to change.
    """

    def __init__(
        self,
        book: xw.Book,
        progress: Progress | None = None,
        keep: Callable[[DesktopWorkbook], None] | None = None,
    ) -> None:
        self.book = book
        self._progress = progress
        self._keep = keep
        self._sheets_read: list[OpenSheet] | None = None
        self._names_read: list[OpenName] | None = None
        self._status = None if progress else book.app.status_bar
        self.table_changes: list[TableChange] = []
        self.cell_changes: list[CellChange] = []
        self._copies: list[SheetCopy] = []
        self._showing: list[Step] = []

    def tables(self) -> list[str]:
        """Names that `read_table` accepts, in sheet order."""
        return [table.place.name for sheet in self._sheets for table in sheet.tables]

    def read_table(self, name: str) -> pd.DataFrame:
        """The body of a table: object columns by header, indexed by the sheet's row numbers.

        Cells are str, float, bool, datetime or None; an error such as #N/A is its text. Rows
        that are blank in every column are left out, rows that a filter hides are not.

        Raises:
            WorkbookError: no such table.
        """
        table = self.table(name)
        check_headers(table.place)
        return table.sheet.frame(table.place)

    def standing(self, name: str) -> Standing:
        """Where a table stands: its sheet, the row in which its body starts, and its headers.

        Raises:
            WorkbookError: no such table.
        """
        table = self.table(name)
        return Standing(table.sheet.title, table.place.first, table.place.headers)

    def write_table(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        key: str | None = None,
        keep_rows: int = 0,
        drop_notes: bool = False,
    ) -> None:
        """Replace the body of a table by `frame`, from its row `keep_rows` on, when saved.

        See `addin.tracker.workbook.Workbook.write_table`. An infinite number is written as a blank.
        Links and colours that the user put on single cells stay on their cell.

        Raises:
            WorkbookError: no such table, or its sheet holds something that can't follow its row.
        """
        self.stage(name, Request(frame, key, keep_rows, drop_notes))

    def stage(self, name: str, request: Request) -> None:
        """Work out a table's new body and let it wait for `save`.

        Raises:
            WorkbookError: as `write_table`, or the table waits to be written already.
        """
        table = self.table(name)
        check_headers(table.place)
        if any(change.body.table is table for change in self.table_changes):
            raise WorkbookError(f"{table.place.name} can't be written twice in one run.")
        self.table_changes.append(TableChange(Body(table, request)))

    def notes(self, name: str) -> dict[int, str]:
        """The notes and comments on the body of a table, by the sheet's row numbers.

        Raises:
            WorkbookError: no such table.
        """
        table = self.table(name)
        place = table.place
        found: dict[int, list[str]] = {}
        for note in table.sheet.notes:
            offset = note.column - place.left
            if place.first <= note.row <= place.last and 0 <= offset < len(place.headers):
                text = f"{place.headers[offset]}: {note.words}"
                found.setdefault(note.row, []).append(text)
        return {row: "; ".join(texts) for row, texts in found.items()}

    def formulas(self, name: str, rows: Iterable[int]) -> set[tuple[int, str]]:
        """The cells that hold a formula in these of the sheet's rows, each by row and header.

        Raises:
            WorkbookError: no such table.
        """
        table = self.table(name)
        place = table.place
        wanted = {row for row in rows if place.first <= row <= place.last}
        if not wanted:
            return set()
        area = Area(min(wanted), place.left, max(wanted), place.right)
        held, _ = table.sheet.contents(area)
        return {
            (row, header)
            for row, contents in enumerate(held, area.top)
            if row in wanted
            for header, content in zip(place.headers, contents, strict=True)
            if header is not None and isinstance(content, Formula)
        }

    def read_values(self, names: Iterable[str]) -> dict[str, Any]:
        """The values of named cells; a name that the workbook lacks is left out.

        A name that only one sheet knows can be written `Sheet!name`.
        """
        found = {}
        for name in names:
            place = self.named_cell(name)
            if place is not None:
                sheet, area = place.sheet, place.area
                value = sheet.value(area.top, area.left)
                found[name] = str(value) if isinstance(value, CellError) else value
        return found

    def write_values(self, values: Mapping[str, Any]) -> None:
        """Put values into named cells when saved; unknown names are passed over.

        Raises:
            WorkbookError: a name stands for more than one cell, or a text is too long for one.
        """
        changes = [
            CellChange.of(name, place, value)
            for name, value in values.items()
            if (place := self.named_cell(name)) is not None
        ]
        self.cell_changes.extend(changes)

    def copy_sheet(self, name: str, new_name: str) -> str:
        """Have `save` add a copy of a sheet, as it is saved then, that stays as it was.

        Returns:
            The title of the copy: `new_name`, with " (2)" behind it if there is such a sheet.

        Raises:
            WorkbookError: no such sheet, or no title for a copy.
        """
        from addin.tracker.titles import free_title

        native = next((one for one in self.book.sheets if same_sheet(one.name, name)), None)
        if native is None:
            msg = f"{self.book.name} has no sheet {name!r} to copy; name one of its sheets."
            raise WorkbookError(msg)
        taken = [*self.book.sheet_names, *(copy.title for copy in self._copies)]
        title = free_title(taken, new_name)
        self._copies.append(SheetCopy(native, title))
        return title

    def sheets(self) -> dict[str, bool]:
        """The titles of all sheets in tab order, and whether each is shown."""
        return {sheet.name: bool(sheet.visible) for sheet in self.book.sheets}

    def show_sheets(self, shown: Mapping[str, bool]) -> None:
        """Have `save` show or hide the sheets of these titles; the last one shown stays so."""
        now = self.sheets()
        wanted = {
            title: next((to for name, to in shown.items() if same_sheet(name, title)), is_shown)
            for title, is_shown in now.items()
        }
        if any(wanted.values()):
            changes = {title: to for title, to in wanted.items() if to != now[title]}
            # Shown first, so that Excel always has a sheet to show.
            for title in sorted(changes, key=lambda title: not changes[title]):
                self._showing.append(showing_step(self.book.sheets[title], shown=changes[title]))

    def progress(self, text: str, done: int, total: int) -> None:
        """Say what is going on, in the status bar unless someone else asked to be told."""
        if self._progress is not None:
            self._progress(text, done, total)
        elif done >= total:
            self._clear_status()
        else:
            self.book.app.status_bar = f"Sponsor Coverage: {text} ({done + 1} of {total})"

    def save(self) -> None:
        """Bring everything written so far into the open workbook, or nothing of it.

        The file on disk is not touched. Afterwards the workbook is read anew.

        Raises:
            WorkbookError: Excel refused a change, such as on a protected sheet; every cell is
                then as it was.
        """
        steps: list[Step] = []
        for change in self.table_changes:
            steps += change.steps()
        steps += cell_steps(self.cell_changes)
        written = bool(steps)
        steps += [copy.step(recalculate=written) for copy in self._copies]
        steps += self._showing
        if not steps:
            return
        if self._keep is not None:
            self._keep(self)
        app = self.book.app
        try:
            with same_view(self.book), undisturbed(app):
                carry_out(steps)
                for change in self.table_changes:
                    change.tidy()
        finally:
            if self._progress is None:
                self._clear_status()
        self._sheets_read = self._names_read = None
        self.table_changes, self.cell_changes, self._copies, self._showing = [], [], [], []

    def _clear_status(self) -> None:
        # A status bar that can't be reset must not hide what went wrong.
        with suppress(Exception):
            self.book.app.status_bar = self._status or False

    @property
    def _sheets(self) -> list[OpenSheet]:
        if self._sheets_read is None:
            self._sheets_read = [OpenSheet(sheet) for sheet in self.book.sheets]
        return self._sheets_read

    def table(self, name: str) -> OpenTable:
        """The table, or the plain range, of this name.

        Raises:
            WorkbookError: there is none.
        """
        known = [table for sheet in self._sheets for table in sheet.tables]
        for table in known:
            bare = name.replace(" ", "_").casefold()
            if table.native is not None and table.place.name.casefold() == bare:
                faults = (other.place.fault for other in table.sheet.tables)
                if fault := next(filter(None, faults), ""):
                    raise WorkbookError(fault)
                return table
        for sheet in self._sheets:
            if same_sheet(sheet.title, name) and sheet.plain:
                return sheet.plain[0]
        near = difflib.get_close_matches(name, self.tables(), n=1)
        hint = f"; did you mean {near[0]}?" if near else "; add it, or name a sheet so."
        msg = f"{self.book.name} has no table {name!r}{hint}"
        raise WorkbookError(msg)

    def tables_on(self, title: str) -> list[OpenTable]:
        """The tables of a sheet, or its plain range, whatever it is called."""
        return [
            table
            for sheet in self._sheets
            if same_sheet(sheet.title, title)
            for table in sheet.tables or sheet.plain
        ]

    def named_cell(self, name: str) -> OpenName | None:
        """Where a named cell lies; None where the workbook has no such name."""
        if self._names_read is None:
            self._names_read = names_of(self.book, self._sheets)
        scope, _, bare = name.rpartition("!")
        found = [entry for entry in self._names_read if same_sheet(entry.name, bare)]
        if scope:
            title = scope.strip("'")
            found = [entry for entry in found if entry.scope and same_sheet(entry.scope, title)]
        elif any(entry.scope is None for entry in found):
            found = [entry for entry in found if entry.scope is None]
        return found[0] if len(found) == 1 else None
