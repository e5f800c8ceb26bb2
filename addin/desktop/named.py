"""Named cells of an open workbook, written column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from addin.desktop.changes import Block, Step
from addin.desktop.entries import Content, content_of
from addin.tracker.limits import MAX_TEXT
from addin.tracker.references import Area, cell_name, same_sheet, sheet_areas, sheet_title
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import xlwings as xw

    from addin.desktop.sheets import OpenSheet


@dataclass(frozen=True)
class OpenName:
    """A name of the workbook, or of one sheet (`scope`), that stands for one block of cells."""

    name: str
    scope: str | None
    sheet: OpenSheet
    area: Area


@dataclass(frozen=True)
class CellChange:
    """A named cell and what it is to hold."""

    name: str
    place: OpenName
    old: Content
    new: Content
    formula_property: str

    @classmethod
    def of(cls, name: str, place: OpenName, value: Any) -> CellChange:
        """The change of a named cell to a value.

        Raises:
            WorkbookError: the name stands for several cells, or the text is too long for one.
        """
        sheet, area = place.sheet, place.area
        where = f"{sheet.title} {cell_name(area.top, area.left)}"
        one = (area.top, area.left) == (area.bottom, area.right)
        if not one and not _is_merged(sheet, area):
            msg = f"The name {name} stands for {sheet.title} {area}; let it stand for one cell."
            raise WorkbookError(msg)
        try:
            content = content_of(value)
        except ValueError as error:
            msg = (
                f"{where} ({name}): the text has {error.args[0]:,} characters and a cell holds "
                f"{MAX_TEXT:,}; shorten it."
            )
            raise WorkbookError(msg) from error
        old, prop = sheet.contents(Area(area.top, area.left, area.top, area.left))
        return cls(name, place, old[0][0], content, prop)


def names_of(book: xw.Book, sheets: Sequence[OpenSheet]) -> list[OpenName]:
    """The names of a workbook that stand for one block of cells."""
    found = []
    for native in book.names:
        scope, _, bare = native.name.rpartition("!")
        refers_to = native.refers_to
        areas = sheet_areas(refers_to.removeprefix("=")) if isinstance(refers_to, str) else []
        if len(areas) != 1:
            continue
        for sheet in sheets:
            if same_sheet(sheet.title, areas[0].sheet):
                title = sheet_title(scope) if scope else None
                found.append(OpenName(bare, title, sheet, areas[0].area))
    return found


def cell_steps(changes: Iterable[CellChange]) -> list[Step]:
    """The steps that write named cells, those that lie under each other together."""
    last = {(id(change.place.sheet), _corner(change)): change for change in changes}
    ordered = sorted(last.values(), key=lambda change: (change.place.sheet.title, *_corner(change)))
    runs: list[list[CellChange]] = []
    for change in ordered:
        before = runs[-1][-1] if runs else None
        column, row = _corner(change)
        follows = (
            before is not None
            and before.place.sheet is change.place.sheet
            and before.formula_property == change.formula_property
            and _corner(before) == (column, row - 1)
        )
        if follows:
            runs[-1].append(change)
        else:
            runs.append([change])
    return [step for run in runs if (step := _block(run).step()) is not None]


def _corner(change: CellChange) -> tuple[int, int]:
    return change.place.area.left, change.place.area.top


def _block(run: Sequence[CellChange]) -> Block:
    column, top = _corner(run[0])
    return Block(
        run[0].place.sheet,
        Area(top, column, top + len(run) - 1, column),
        [[change.old] for change in run],
        [[change.new] for change in run],
        run[0].formula_property,
    )


def _is_merged(sheet: OpenSheet, area: Area) -> bool:
    found = sheet.range(Area(area.top, area.left, area.top, area.left)).merge_area
    size = (area.bottom - area.top + 1, area.right - area.left + 1)
    return (found.row, found.column) == (area.top, area.left) and found.shape == size
