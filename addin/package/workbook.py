"""PackageWorkbook: a tracker that is an .xlsx or .xlsm file, edited without Excel."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.package import charts, names, notes, room, sheetcopy, surroundings, tabs
from addin.package.body import Body
from addin.package.cells import TextTooLongError, fragment
from addin.package.filters import filter_of_sheet, filter_of_table, filtered_rows_shown
from addin.package.parts import Parts
from addin.package.reading import Grid, Reader
from addin.package.sheetxml import SheetXml, cells, formula_of, position
from addin.package.tableparts import check_pivot_tables, resized, sheets_of, tables_on
from addin.package.zipwriting import check_not_open, check_target, true_file
from addin.tracker.places import Sheet, Table, check_headers, plain_range
from addin.tracker.references import Area, Growth, SheetArea, cell_name, same_sheet
from addin.tracker.titles import free_title
from addin.tracker.workbook import Standing, WorkbookError, is_named_as_ours

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[str, int, int], None]


class PackageWorkbook:
    """A tracker file; keeps the `Workbook` protocol of `addin.tracker.workbook`.

    Changes wait in memory until `save` puts the file in place in one step. Only the parts that
    change are written anew; every other part stays as its raw bytes.

    Args:
        path: the file to read.
        target: the file that `save` writes; the same one unless said.
        progress: told what is going on: a text, the steps done, and how many there are.

    Raises:
        WorkbookError: the file is missing, open in Excel, no workbook, or not safe to open.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        target: str | Path | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._path = true_file(Path(path))
        self._target = self._path if target is None else true_file(Path(target))
        self._progress = progress
        check_not_open(self._path)
        self._open(self._path)

    def _open(self, path: Path, *, ours: bool = False) -> None:
        self._path = path
        self._parts = Parts(path, ours=ours)
        self._reader = Reader(self._parts)
        self._sheets = sheets_of(self._parts)
        self._date1904 = names.uses_1904(self._parts.read(self._parts.workbook))
        self._grids: dict[str, Grid] = {}
        self._tables: dict[str, list[Table]] = {}
        self._growths: list[Growth] = []
        self._changed: list[SheetArea] = []
        self._changed_tables: set[str] = set()
        self._copies: dict[str, Sheet] = {}
        if not ours:
            self._reader.read_ahead(sheet for sheet in self._sheets if self._has_table(sheet))

    def tables(self) -> list[str]:
        """Names that `read_table` accepts, in sheet order."""
        return [table.name for sheet in self._sheets for table in self._tables_on(sheet)]

    def read_table(self, name: str) -> pd.DataFrame:
        """The body of a table: object columns by header, indexed by the sheet's row numbers.

        Cells are str, float, bool, datetime or None; an error such as #N/A is its text. Rows
        that are blank in every column are left out.

        Raises:
            WorkbookError: no such table.
        """
        table = self._table(name)
        check_headers(table)
        return self._grid(table.sheet).frame(table)

    def standing(self, name: str) -> Standing:
        """Where a table stands: its sheet, the row in which its body starts, and its headers.

        Raises:
            WorkbookError: no such table.
        """
        table = self._table(name)
        return Standing(table.sheet.title, table.first, table.headers)

    def write_table(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        key: str | None = None,
        keep_rows: int = 0,
        drop_notes: bool = False,
    ) -> None:
        """Replace the body of a table by `frame`, from its row `keep_rows` on.

        See `addin.tracker.workbook.Workbook.write_table`. An infinite number is written as a blank,
        and notes stay with their account.

        Raises:
            WorkbookError: no such table, or its sheet holds something that can't follow its row;
                nothing was changed.
        """
        table = self._table(name)
        check_headers(table)
        part = table.sheet.part
        sheet = SheetXml(self._parts.read(part), table.sheet.title)
        body = Body(
            sheet,
            table,
            frame,
            key=key,
            keep_rows=keep_rows,
            value_at=lambda row, column: self._grid(table.sheet).value(row, column),
            follow=surroundings.has_links(sheet.tail) or notes.has_notes(self._parts, table.sheet),
            date1904=self._date1904,
        )
        growth = body.growth
        surroundings.check_merged(sheet.tail, body.affected, table.sheet.title)
        check_pivot_tables(self._parts, table.sheet, body.affected)
        rows = body.chunks(self._shown(body, sheet))
        moves = body.moves
        sheet.head = surroundings.grown_head(sheet.head, growth)
        sheet.tail = surroundings.grown_tail(sheet.tail, growth)
        sheet.tail = surroundings.moved_links(sheet.tail, body.replaced, moves)
        with self._parts.all_or_nothing():
            notes.move_notes(self._parts, table.sheet, body.replaced, moves, drop=drop_notes)
            last = max(body.old_last, body.new_last)
            if not self._parts.write(part, sheet.with_rows(body.first, last, rows)):
                return
            if table.part is not None:
                self._parts.write(table.part, resized(self._parts.read(table.part), growth))
            workbook = self._parts.read(self._parts.workbook)
            self._parts.write(self._parts.workbook, names.grown_names(workbook, growth))
        self._growths.append(growth)
        self._changed.append(SheetArea(table.sheet.title, body.affected))
        self._changed_tables.add(table.name.casefold())
        self._grids.pop(part, None)
        self._tables.pop(part, None)

    def notes(self, name: str) -> dict[int, str]:
        """The notes and comments on the body of a table, by the sheet's row numbers.

        Raises:
            WorkbookError: no such table.
        """
        table = self._table(name)
        found: dict[int, list[str]] = {}
        for (row, column), text in sorted(notes.note_texts(self._parts, table.sheet).items()):
            place = column - table.left
            if table.first <= row <= table.last and 0 <= place < len(table.headers):
                found.setdefault(row, []).append(f"{table.headers[place]}: {text}")
        return {row: "; ".join(texts) for row, texts in found.items()}

    def formulas(self, name: str, rows: Iterable[int]) -> set[tuple[int, str]]:
        """The cells that hold a formula in these of the sheet's rows, each by row and header.

        Raises:
            WorkbookError: no such table.
        """
        table = self._table(name)
        wanted = {row for row in rows if table.first <= row <= table.last}
        if not wanted:
            return set()
        sheet = SheetXml(self._parts.read(table.sheet.part), table.sheet.title)
        places = (
            position(cell)
            for row in sheet.rows(min(wanted), max(wanted))
            if row.number in wanted
            for cell in cells(row.cells)
            if formula_of(cell)
        )
        headers = dict(enumerate(table.headers, table.left))
        return {(row, header) for row, column in places if (header := headers.get(column))}

    def read_values(self, names: Iterable[str]) -> dict[str, Any]:
        """The values of named cells; a name that the workbook lacks is left out.

        A name that only one sheet knows can be written `Sheet!name`.
        """
        return {
            name: self._grid(sheet).value(area.top, area.left)
            for name, (sheet, area) in self._named_cells(names).items()
        }

    def write_values(self, values: Mapping[str, Any]) -> None:
        """Put values into named cells, keeping their formats; unknown names are passed over.

        Raises:
            WorkbookError: a name stands for more than one cell, or a text is too long for one.
        """
        with self._parts.all_or_nothing():
            for name, (sheet, area) in self._named_cells(values).items():
                self._write_cell(name, sheet, area, values[name])

    def copy_sheet(self, name: str, new_name: str) -> str:
        """Have `save` add a copy of a sheet, as it is saved then, that stays as it was.

        Returns:
            The title of the copy: `new_name`, with " (2)" behind it if there is such a sheet.

        Raises:
            WorkbookError: no such sheet, or none that can be copied, or no title for one.
        """
        sheet = next((one for one in self._sheets if same_sheet(one.title, name)), None)
        if sheet is None:
            msg = f"{self._path.name} has no sheet {name!r} to copy; name one of its sheets."
            raise WorkbookError(msg)
        sheetcopy.check_copyable(self._parts, sheet)
        title = free_title([*self._parts.tab_titles(), *self._copies], new_name)
        self._copies[title] = sheet
        return title

    def sheets(self) -> dict[str, bool]:
        """The titles of all sheets in tab order, and whether each is shown."""
        return tabs.shown_tabs(self._parts)

    def show_sheets(self, shown: Mapping[str, bool]) -> None:
        """Show or hide the sheets of these titles; the last one that is shown stays so."""
        tabs.show_tabs(self._parts, shown)

    def progress(self, text: str, done: int, total: int) -> None:
        """Pass on what is going on to whoever asked for it."""
        if self._progress is not None:
            self._progress(text, done, total)

    def check_room(self, frames: Sequence[pd.DataFrame]) -> None:
        """Refuse rows that would make the target larger than it can be opened again.

        Raises:
            WorkbookError: says how large it would be, and what to do instead.
        """
        room.check_room(self._target.name, frames)

    def save(self, out: str | Path | None = None) -> None:
        """Put everything written so far into the target, or into `out`; whole or not at all.

        A file that nothing changed is left alone. Afterwards the workbook stands for the file
        that was saved.

        Raises:
            WorkbookError: the file is open in Excel, read-only, or changed meanwhile; it is then
                as it was.
        """
        target = Path(out) if out is not None else self._target
        if target.suffix.lower() != self._path.suffix.lower():
            msg = f"{target.name} must end in {self._path.suffix}, as the workbook it is made from."
            raise WorkbookError(msg)
        same = target.exists() and target.samefile(self._path)
        if same and not self._parts.changed and not self._copies:
            return
        check_target(target)
        if self._parts.changed or self._copies:
            self._finish()
        self._parts.save(target)
        self._open(target, ours=True)

    def _finish(self) -> None:
        """Bring what shows or derives from changed cells in line with them."""
        parts = self._parts
        with parts.all_or_nothing():
            workbook = parts.read(parts.workbook)
            for part in parts.of_type("drawingml.chart+xml"):
                chart = charts.refreshed_chart(
                    parts.read(part), self._growths, self._is_changed, self._chart_values
                )
                parts.write(part, chart)
            affected = self._changed_tables | {
                entry.name.casefold()
                for entry in names.cell_names(workbook, parts.workbook)
                if self._is_changed(entry.area)
            }
            for part in parts.of_type("pivotCacheDefinition+xml"):
                cache = charts.refreshed_pivot(
                    parts.read(part), self._growths, affected, self._is_changed
                )
                parts.write(part, cache)
            parts.write(parts.workbook, names.calculated_on_load(workbook))
            # Last, so that a copied chart shows the points that it was just given.
            for title, sheet in self._copies.items():
                sheetcopy.add_copy(parts, sheet, title)
            for link in parts.relationships(parts.workbook):
                if link.kind == "calcChain":
                    parts.drop(link.target, parts.workbook)
        # Growing twice would be wrong, should this save fail and be tried again.
        self._growths.clear()
        self._copies.clear()

    def _is_changed(self, area: SheetArea) -> bool:
        return any(
            same_sheet(area.sheet, other.sheet) and area.area.overlaps(other.area)
            for other in self._changed
        )

    def _chart_values(self, area: SheetArea) -> list[list[Any]]:
        sheet = next(sheet for sheet in self._sheets if same_sheet(sheet.title, area.sheet))
        return self._grid(sheet).values(area.area, date1904=self._date1904)

    def _has_table(self, sheet: Sheet) -> bool:
        return any(link.kind == "table" for link in self._parts.relationships(sheet.part))

    def _tables_on(self, sheet: Sheet) -> list[Table]:
        found = self._real_tables_on(sheet)
        # A sheet of the user's is none of our business, and may be large.
        if found or not is_named_as_ours(sheet.title):
            return found
        plain = plain_range(sheet, self._grid(sheet).rows)
        return [plain] if plain else []

    def _real_tables_on(self, sheet: Sheet) -> list[Table]:
        if sheet.part not in self._tables:
            found = tables_on(self._parts, sheet)
            found.sort(key=lambda table: (table.header, table.left))
            self._tables[sheet.part] = found
        return self._tables[sheet.part]

    def _table(self, name: str) -> Table:
        known = [table for sheet in self._sheets for table in self._real_tables_on(sheet)]
        for table in known:
            if table.name.casefold() == name.replace(" ", "_").casefold():
                faults = (other.fault for other in known if other.sheet == table.sheet)
                if fault := next(filter(None, faults), ""):
                    raise WorkbookError(fault)
                return table
        for sheet in self._sheets:
            if same_sheet(sheet.title, name) and all(table.sheet != sheet for table in known):
                plain = plain_range(sheet, self._grid(sheet).rows)
                if plain is not None:
                    return plain
        near = difflib.get_close_matches(name, self.tables(), n=1)
        hint = f"; did you mean {near[0]}?" if near else "; add it, or name a sheet so."
        msg = f"{self._path.name} has no table {name!r}{hint}"
        raise WorkbookError(msg)

    def _grid(self, sheet: Sheet) -> Grid:
        if sheet.part not in self._grids:
            self._grids[sheet.part] = Grid(self._reader, sheet)
        return self._grids[sheet.part]

    def _shown(self, body: Body, sheet: SheetXml) -> list[bool] | None:
        part = body.table.part
        if part is not None:
            condition = filter_of_table(self._parts.read(part), part)
        else:
            condition = filter_of_sheet(sheet.head, sheet.tail, body.table.sheet.part)
        return filtered_rows_shown(condition, body.column_values, len(body.frame))

    def _named_cells(self, wanted: Iterable[str]) -> dict[str, tuple[Sheet, Area]]:
        """Where the cell of each name stands; a name without a single one is left out."""
        known: dict[str, list[names.DefinedName]] = {}
        workbook = self._parts.workbook
        for entry in names.cell_names(self._parts.read(workbook), workbook):
            known.setdefault(entry.name.casefold(), []).append(entry)
        titles = self._parts.tab_titles()
        places = {name: self._named_cell(name, known, titles) for name in wanted}
        return {name: place for name, place in places.items() if place is not None}

    def _named_cell(
        self, name: str, known: Mapping[str, list[names.DefinedName]], titles: list[str]
    ) -> tuple[Sheet, Area] | None:
        scope, _, bare = name.rpartition("!")
        found = known.get(bare.casefold(), [])
        if scope:
            found = [
                entry
                for entry in found
                if entry.scope is not None and same_sheet(titles[entry.scope], scope.strip("'"))
            ]
        elif any(entry.scope is None for entry in found):
            found = [entry for entry in found if entry.scope is None]
        if len(found) != 1:
            return None
        area = found[0].area
        for sheet in self._sheets:
            if same_sheet(sheet.title, area.sheet):
                return sheet, area.area
        return None

    def _write_cell(self, name: str, sheet: Sheet, area: Area, value: object) -> None:
        xml = SheetXml(self._parts.read(sheet.part), sheet.title)
        place = f"{sheet.title} {cell_name(area.top, area.left)}"
        one = (area.top, area.left) == (area.bottom, area.right)
        if not one and not surroundings.is_merged(xml.tail, area):
            msg = f"The name {name} stands for {sheet.title} {area}; let it stand for one cell."
            raise WorkbookError(msg)
        try:
            text = fragment(value, date1904=self._date1904)
        except TextTooLongError as error:
            msg = (
                f"{place} ({name}): the text has {error.length:,} characters and a cell holds "
                "32,767; shorten it."
            )
            raise WorkbookError(msg) from error
        chunks = xml.with_cell(area.top, area.left, text)
        if self._parts.write(sheet.part, chunks):
            corner = Area(area.top, area.left, area.top, area.left)
            self._changed.append(SheetArea(sheet.title, corner))
            self._grids.pop(sheet.part, None)
