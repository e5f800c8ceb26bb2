"""Restore: what our last write changed is put back, and what the user did since is kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.desktop.body import Request
from addin.desktop.entries import Content, Formula
from addin.desktop.notes import NoteOnCell
from addin.tracker.references import Area, cell_name
from addin.tracker.values import plain_text
from addin.tracker.workbook import WorkbookError, plain_name
from scoring.areas import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.desktop.kept import Kept, KeptTable
    from addin.desktop.sheets import OpenTable
    from addin.desktop.workbook import DesktopWorkbook


def restore(book: DesktopWorkbook, kept: Kept) -> None:
    """Put back the tables and cells that our last write changed, and save.

    The user's own columns follow their account as they stand now; where an account comes back, so
    do its own cells. In inputs, a cell that was typed into since stays as typed.

    Raises:
        WorkbookError: the workbook no longer holds what that write left, or something typed since
            would be lost; nothing was changed.
    """
    for table in kept.tables:
        book.stage(table.name, _request(_Now(book, table)))
    book.write_values({name: old for name, (old, _) in kept.cells.items()})
    book.save()


class _Now:
    """A table as it stands, beside what was kept of it."""

    def __init__(self, book: DesktopWorkbook, kept: KeptTable) -> None:
        self.kept = kept
        self.table: OpenTable = book.table(kept.name)
        place = self.table.place
        headers = list(place.headers)
        gone = [header for header in kept.ours if header not in headers]
        if gone:
            msg = (
                f"{kept.name} has no column {gone[0]!r} any more, so what stood before can't be "
                "put back; rename the column back and try again."
            )
            raise WorkbookError(msg)
        self.first = place.first + kept.keep_rows
        height = max(place.last - self.first + 1, 0)
        self.rows: list[list[Content]] = []
        if height:
            area = Area(self.first, place.left, place.last, place.right)
            self.rows, _ = self.table.sheet.contents(area)
        self.places = {header: at for at, header in enumerate(headers) if header is not None}
        self.kept_places = {
            header: at for at, header in enumerate(kept.headers) if header is not None
        }

    @property
    def is_input(self) -> bool:
        """Whether the table is the user's own, into which an import wrote."""
        named = plain_name(self.kept.name)
        return any(
            plain_name(name) == named and table.role == "input" for name, table in TABLES.items()
        )

    def now(self, row: list[Content], header: str) -> Content:
        """A cell of today's row."""
        return row[self.places[header]]

    def kept_cell(self, row: list[Content], header: str) -> Content:
        """A cell of a kept row."""
        return row[self.kept_places[header]]

    def stale(self) -> WorkbookError:
        """The refusal of a workbook that is not as our write left it."""
        return WorkbookError(
            f"{self.kept.name} is no longer as our last write left it (rows were added, deleted or "
            "sorted, the tracker was refreshed elsewhere, or it was closed without saving), so "
            "nothing was put back; a copy of the file, or its version history, has what stood "
            "before."
        )


def _request(now: _Now) -> Request:
    return _input_request(now) if now.is_input else _output_request(now)


def _output_request(now: _Now) -> Request:
    kept = now.kept
    if _names(now, now.rows, now.places) != _names(now, kept.new, now.kept_places):
        raise now.stale()
    # A table that goes by place may be of a fixed height, as those behind the board's charts.
    old = kept.old if kept.key is None else _without_blanks_below(kept.old)
    frame = _frame(kept.ours, [[now.kept_cell(row, name) for name in kept.ours] for row in old])
    own = [header for header in kept.headers if header is not None and header not in kept.ours]
    if kept.key is not None:
        _check_nothing_typed_goes(now, old)
    return Request(
        frame,
        key=kept.key,
        keep_rows=kept.keep_rows,
        fallback={header: [now.kept_cell(row, header) for row in old] for header in own},
        notes=_notes(now),
    )


def _names(now: _Now, rows: Sequence[list[Content]], at: dict[str, int]) -> Counter[str]:
    """The rows of a table by their key; by all of our columns where there is none."""
    columns = [now.kept.key] if now.kept.key is not None else now.kept.ours
    texts = (
        "\x00".join("" if _is_formula(row[at[name]]) else _text(row[at[name]]) for name in columns)
        for row in rows
    )
    return Counter(text for text in texts if text.strip("\x00"))


def _check_nothing_typed_goes(now: _Now, old: Sequence[list[Content]]) -> None:
    """Refuse where a row would go whose own cells hold something that was typed since."""
    kept = now.kept
    key = str(kept.key)
    left = Counter(_text(now.kept_cell(row, key)) for row in old)
    for offset, row in enumerate(now.rows):
        name = _text(now.now(row, key))
        if left[name]:
            left[name] -= 1
            continue
        for header, at in now.places.items():
            content = row[at]
            if header in kept.ours or content is None or _is_formula(content):
                continue
            cell = cell_name(now.first + offset, now.table.place.left + at)
            msg = (
                f"{now.table.place.sheet.title} {cell} was typed for {name}, which leaves the table"
                " when what stood before is put back; move its text elsewhere and try again."
            )
            raise WorkbookError(msg)


def _input_request(now: _Now) -> Request:
    """An input goes back cell by cell; what was typed since the import stays."""
    kept = now.kept
    wrote, rows = _without_blanks_below(kept.new), _without_blanks_below(now.rows)
    old = _without_blanks_below(kept.old)
    named = [header for header in kept.ours if header == "Account ID"]
    same_rows = len(rows) == len(wrote) and all(
        _text(now.now(row, name)) == _text(now.kept_cell(new, name))
        for row, new in zip(rows, wrote, strict=True)
        for name in named
    )
    if not same_rows:
        raise now.stale()
    for offset, (row, new) in enumerate(zip(rows, wrote, strict=True)):
        if offset < len(old):
            continue
        for header in kept.ours:
            if not _same(now.now(row, header), now.kept_cell(new, header)):
                cell = cell_name(now.first + offset, now.table.place.left + now.places[header])
                msg = (
                    f"{now.table.place.sheet.title} {cell} was changed since, in a row that came "
                    "with the import and would go; move its text elsewhere and try again."
                )
                raise WorkbookError(msg)
    cells = [
        [
            now.kept_cell(row, header)
            if offset >= len(rows)
            or _same(now.now(rows[offset], header), now.kept_cell(wrote[offset], header))
            else now.now(rows[offset], header)
            for header in kept.ours
        ]
        for offset, row in enumerate(old)
    ]
    return Request(_frame(kept.ours, cells), keep_rows=kept.keep_rows, notes=_notes(now))


def _frame(headers: Sequence[str], rows: Sequence[list[Any]]) -> pd.DataFrame:
    columns = {header: [row[at] for row in rows] for at, header in enumerate(headers)}
    return pd.DataFrame(columns, columns=headers, dtype=object)


def _notes(now: _Now) -> tuple[NoteOnCell, ...]:
    return tuple(
        NoteOnCell(
            row=now.first + note["offset"],
            column=note["column"],
            text=note["text"],
            replies=tuple(note["replies"]),
            threaded=note["threaded"],
        )
        for note in now.kept.notes
    )


def _without_blanks_below(rows: Sequence[list[Content]]) -> Sequence[list[Content]]:
    end = len(rows)
    while end and all(cell is None or _is_formula(cell) for cell in rows[end - 1]):
        end -= 1
    return rows[:end]


def _same(one: Content, other: Content) -> bool:
    return type(one) is type(other) and one == other


def _is_formula(content: Content) -> bool:
    return isinstance(content, Formula)


def _text(content: Content) -> str:
    return content.text if isinstance(content, Formula) else plain_text(content)
