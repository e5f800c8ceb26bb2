"""The steps by which one table of an open workbook gets its new body."""

from __future__ import annotations

from contextlib import suppress
from copy import copy
from typing import TYPE_CHECKING

from addin.desktop.changes import Block, Step
from addin.desktop.filters import Filter
from addin.desktop.notes import NoteOnCell, check_notes, inside
from addin.tracker.references import Area

if TYPE_CHECKING:
    from addin.desktop.body import Body


class TableChange:
    """A table's new body, worked out and waiting to be written.

    Raises:
        WorkbookError: something in the sheet stands in the way; nothing was changed.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.place = body.table.place
        self._sheet = body.table.sheet
        self._native = body.table.native
        self._filter = Filter(body.table)
        self.notes = inside(self._sheet.notes, body.replaced)
        if not body.request.drop_notes:
            check_notes(self.notes, self.place.sheet.title, body.replaced, body.moves)

    def steps(self) -> list[Step]:
        """The changes in their order."""
        body, where = self.body, self.place.sheet.title
        found: list[Step | None] = []
        if self._filter.is_on:
            found.append(Step(where, self._filter.off, self._filter.on))
        if body.new_last > body.old_last:
            found += [self._resized(), self._formatted()]
        block = Block(self._sheet, body.affected, body.old, body.new, body.formula_property)
        found.append(block.step())
        if body.new_last < body.old_last:
            found.append(self._resized())
        found.append(self._noted())
        if self._filter.is_on:
            found.append(Step(where, self._filter.on, self._filter.off))
        return [step for step in found if step is not None]

    def tidy(self) -> None:
        """Take the looks off rows that the table left; they are empty already."""
        body = self.body
        if body.new_last >= body.old_last:
            return
        rows = self._sheet.range(self._rows(body.new_last + 1, body.old_last))
        # What is done is right without it, so it must not fail the run.
        with suppress(Exception):
            rows.clear_formats()
        with suppress(Exception):
            rows.data_validation.delete()

    def _rows(self, top: int, bottom: int) -> Area:
        return Area(top, self.place.left, bottom, self.place.right)

    def _resized(self) -> Step | None:
        if self._native is None:
            return None
        native, body = self._native, self.body
        new, old = (
            self._sheet.range(self._rows(self.place.header, last))
            for last in (body.new_last, body.old_last)
        )
        return Step(self.place.sheet.title, lambda: native.resize(new), lambda: native.resize(old))

    def _formatted(self) -> Step | None:
        """New rows that look, and check what is typed, as the first one does."""
        place, body = self.place, self.body
        if place.last < place.first:
            return None
        first = self._sheet.range(self._rows(place.first, place.first))
        rows = self._sheet.range(self._rows(body.old_last + 1, body.new_last))
        untouched = body.old_last >= self._sheet.used.bottom

        def look() -> None:
            first.copy()
            rows.paste("formats")
            rows.paste("validation")
            first.sheet.book.app.cut_copy_mode = False

        def plain() -> None:
            # Rows that held a look before are left with ours rather than with none.
            if untouched:
                rows.clear_formats()
                rows.data_validation.delete()

        return Step(place.sheet.title, look, plain)

    def _noted(self) -> Step | None:
        moves = self.body.moves
        moving = [note for note in self.notes if moves.get(note.row) != note.row]
        coming = self.body.request.notes
        if not moving and not coming:
            return None
        sheet = self._sheet.native
        put: list[NoteOnCell] = []
        taken: list[NoteOnCell] = []

        def move() -> None:
            for note in moving:
                note.take_away()
                taken.append(note)
            for note in moving:
                row = moves.get(note.row)
                if row is not None:
                    new = copy(note)
                    put.append(new)
                    new.put(sheet, row)
            for note in coming:
                put.append(note)
                note.put(sheet, note.row)

        def back() -> None:
            while put:
                put.pop().take_away()
            while taken:
                note = taken.pop()
                note.put(sheet, note.row)

        return Step(self.place.sheet.title, move, back)
