"""Exports as workbooks: the sheet, the table on it, and the rows below its header."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from addin.importing.columns import Column, silent_rows
from addin.importing.headerrows import HEADER_SEARCH, Header, distinct_headers, header_in
from addin.importing.rows import Export, ImportFileError, LeftOut, Reading, rows_above, told_row
from addin.package.parts import Parts
from addin.package.reading import Grid, Reader
from addin.package.surroundings import merged_areas
from addin.package.tableparts import sheets_of, tables_on
from addin.tracker.places import Sheet, Table
from addin.tracker.workbook import WorkbookError
from scoring.cells.texts import folded, says_nothing

if TYPE_CHECKING:
    from pathlib import Path

    from addin.importing.names import Said
    from addin.tracker.references import Area


_UNCALCULATED = (
    "Some formulas on the sheet have no value yet and count as empty. Open the file in Excel and "
    "save it, then import it again."
)


@dataclass(frozen=True)
class _Place:
    """A header on a sheet: the part of the sheet it stands in begins at `top` and `left`."""

    sheet: Sheet
    grid: Grid
    header: Header
    top: int
    left: int
    last: int


def from_workbook(path: Path, table: str, said: tuple[Said, ...]) -> Export:
    """The rows of the table in a workbook whose header names the most of our columns.

    A sheet or a table of our name goes first, so that in a tracker it is the one.

    Raises:
        ImportFileError, WorkbookError: no sheet can be read, or none holds a table.
    """
    parts = Parts(path)
    reader = Reader(parts)
    best: _Place | None = None
    trouble: WorkbookError | None = None
    seen: list[str] = []
    for sheet in _ours_first(parts, table):
        try:
            places = _places(reader, sheet, table, said)
        except WorkbookError as error:
            # A sheet beside the export may be as odd as it likes, if another one is the export.
            trouble = error
            continue
        for place in places:
            if best is None or _fitness(place) > _fitness(best):
                best = place
            seen.append(sheet.title)
            if folded(sheet.title) == folded(table) and place.header.known > 1:
                return _frame(place, path.name, (), _merged(parts, place.sheet))
    if best is None:
        if trouble is not None:
            raise trouble
        raise ImportFileError(
            f'"{path.name}" holds no table. Give it a header row and save it again.'
        )
    others = [title for title in dict.fromkeys(seen) if title != best.sheet.title]
    notes = (
        (f"Read from sheet {best.sheet.title}; not read: {', '.join(others)}.",) if others else ()
    )
    return _frame(best, path.name, notes, _merged(parts, best.sheet))


def _fitness(place: _Place) -> tuple[bool, int]:
    """A sheet that the user sees goes before a hidden one, if it names any of our columns."""
    return not place.sheet.hidden and place.header.known > 1, place.header.known


def _ours_first(parts: Parts, table: str) -> list[Sheet]:
    def ours(sheet: Sheet) -> bool:
        named = (
            [found.name for found in tables_on(parts, sheet)] if _has_tables(parts, sheet) else []
        )
        return folded(table) in map(folded, (sheet.title, *named))

    return sorted(sheets_of(parts), key=lambda sheet: not ours(sheet))


def _has_tables(parts: Parts, sheet: Sheet) -> bool:
    return any(link.kind == "table" for link in parts.relationships(sheet.part))


def _places(reader: Reader, sheet: Sheet, table: str, said: tuple[Said, ...]) -> list[_Place]:
    """The headers that a sheet may mean: of its tables, else of the rows that look like one."""
    grid, parts = Grid(reader, sheet), reader.parts
    found = [
        _Place(
            sheet,
            grid,
            header_in([[header or "" for header in known.headers]], table, said),
            top=known.header - 1,
            left=known.left - 1,
            last=known.last,
        )
        for known in (tables_on(parts, sheet) if _has_tables(parts, sheet) else [])
        if not known.fault
    ]
    if any(place.header.known > 1 for place in found) or not grid.rows:
        return found
    starts = [0, *_after_blank_rows(grid.rows)]
    for start in starts:
        rows = grid.rows[start : start + (HEADER_SEARCH if start == 0 else 2)]
        header = header_in(rows, table, said)
        if any(header.texts):
            found.append(_Place(sheet, grid, header, top=start, left=0, last=len(grid.rows)))
    return found


def _after_blank_rows(rows: list[list[object]]) -> list[int]:
    """Rows below the first ones that follow a blank one: another table may begin there."""
    return [
        number
        for number in range(HEADER_SEARCH, len(rows))
        if not any(rows[number - 1]) and any(rows[number])
    ]


def _merged(parts: Parts, sheet: Sheet) -> list[Area]:
    """The merged cells of a sheet; most have none, and are not read again for it."""
    if not parts.has_merged_cells(sheet.part):
        return []
    return merged_areas(parts.read(sheet.part))


def _frame(place: _Place, name: str, notes: tuple[str, ...], merged: list[Area]) -> Export:
    header, grid = place.header, place.grid
    rows = grid.rows[place.top + header.top + header.depth : place.last]
    named = next((at for at, text in enumerate(header.texts) if text), 0)
    # A column without a header may stand before the first one that has one.
    left = next((at for at in range(named) if _says_something(rows, place.left + at)), named)
    texts = list(header.texts[left:])
    while texts and not texts[-1]:
        texts.pop()
    headers, repeated = distinct_headers(texts)
    top = place.top + header.top
    first = top + header.depth + 1
    table = Table(
        name=place.sheet.title,
        sheet=place.sheet,
        part=None,
        header=top + 1,
        first=first,
        last=place.last,
        left=place.left + left + 1,
        headers=tuple(headers),
    )
    frame = _rows_of(grid, table)
    above = rows_above(grid.rows[:top])
    below = _below(place)
    beside = _beside(place, first, place.left + left + len(headers))
    if grid.is_uncalculated:
        notes = (*notes, _UNCALCULATED)
    notes = (*notes, *beside, *_note_on_rows_below(below))
    spans = tuple(
        (headers[area.left - table.left], area.top, area.bottom)
        for area in merged
        if 0 <= area.left - table.left < len(headers) and area.bottom > area.top >= first
    )
    reading = Reading(
        name,
        place.sheet.title,
        left_out=(*above, *below),
        repeated=repeated,
        notes=notes,
        spans=spans,
    )
    return Export(frame, reading)


def _says_something(rows: list[list[object]], column: int) -> bool:
    return not all(says_nothing(row[column]) for row in rows)


def _below(place: _Place) -> list[LeftOut]:
    """What stands below a table of Excel's: its totals, notes, and rows that it did not take in."""
    rows = enumerate(place.grid.rows[place.last :], start=place.last + 1)
    return [
        LeftOut(number, "below the table", told_row(row))
        for number, row in rows
        if not all(map(says_nothing, row))
    ]


def _note_on_rows_below(below: list[LeftOut]) -> list[str]:
    if not below:
        return []
    where = f'such as row {below[0].row}: "{below[0].text}"'
    mend = "Draw the corner of the table over them if they belong to it."
    return [f"Rows below the table are not read, {where}. {mend}"]


def _rows_of(grid: Grid, table: Table) -> pd.DataFrame:
    """The body of a table like `Grid.frame`, each distinct cell of a column made once."""
    columns = [Column() for _ in table.headers]
    for first, block in grid.blocks(table):
        for place, (column, cells) in enumerate(zip(columns, block, strict=True)):
            column.add(cells, partial(grid.settled, column=table.left + place, first=first))
    whole = [column.whole(partial(grid.settled, column=0, first=0)) for column in columns]
    frame = pd.DataFrame(dict(zip(map(str, table.headers), whole, strict=True)), copy=False)
    frame.index = pd.RangeIndex(table.first, table.first + len(frame))
    blank = silent_rows(whole)
    return frame[~blank] if blank.any() else frame


def _beside(place: _Place, first: int, right: int) -> list[str]:
    """A note where cells stand to the right of the table under no header."""
    rows = place.grid.rows[first - 1 : place.last]
    if not rows or len(rows[0]) <= right:
        return []
    found = next(
        (
            number
            for number, row in enumerate(rows, first)
            if not all(map(says_nothing, row[right:]))
        ),
        None,
    )
    if found is None:
        return []
    text = told_row(place.grid.rows[found - 1][right:])
    return [
        f'Cells beside the table have no header and are not read, such as row {found}: "{text}".'
    ]
