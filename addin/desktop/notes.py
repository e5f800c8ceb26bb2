"""Notes and threaded comments of an open workbook: they stay with their account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.tracker.references import cell_name
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xlwings as xw

    from addin.tracker.references import Area


@dataclass
class NoteOnCell:
    """A note, or a thread of comments, on one cell."""

    row: int
    column: int
    text: str
    replies: tuple[str, ...] = ()
    threaded: bool = False
    native: xw.Note | xw.Comment | None = field(default=None, compare=False, repr=False)

    @property
    def words(self) -> str:
        """Everything it says, in one line of text."""
        return " / ".join(text for text in (self.text.strip(), *self.replies) if text)

    def take_away(self) -> None:
        """Delete it from its cell."""
        if self.native is not None:
            self.native.delete()
            self.native = None

    def put(self, sheet: xw.Sheet, row: int) -> None:
        """Write it on the cell of its column in a row."""
        cell = sheet.range((row, self.column))
        # Excel takes no note without a text.
        text = self.text or " "
        if not self.threaded:
            self.native = cell.add_note(text)
            return
        # Known at once, so that it can be taken away should a reply fail.
        self.native = comment = cell.add_comment(text)
        for reply in self.replies:
            comment.add_reply(reply)


def notes_on(sheet: xw.Sheet) -> list[NoteOnCell]:
    """The notes and comments of a sheet; a thread stands for the plain note that shadows it."""
    found: dict[tuple[int, int], NoteOnCell] = {}
    for note in sheet.notes:
        cell = note.location
        found[cell.row, cell.column] = NoteOnCell(
            cell.row, cell.column, text=note.text, native=note
        )
    try:
        comments = list(sheet.comments)
    except Exception:  # noqa: BLE001 - Excel for Mac and old versions know no threads
        comments = []
    for comment in comments:
        cell = comment.location
        found[cell.row, cell.column] = NoteOnCell(
            cell.row,
            cell.column,
            text=_signed(comment),
            replies=tuple(reply.text for reply in comment.replies),
            threaded=True,
            native=comment,
        )
    return [found[place] for place in sorted(found)]


def _signed(comment: xw.Comment) -> str:
    """A comment's text with its author: where it is written anew, Excel signs it with the user."""
    mark = f"[{comment.author}] "
    return comment.text if comment.text.startswith("[") else mark + comment.text


def check_notes(
    notes: list[NoteOnCell], title: str, replaced: Area, moves: Mapping[int, int]
) -> None:
    """Refuse to let a note go whose row is no longer in the table.

    Raises:
        WorkbookError: names the note's cell.
    """
    for note in inside(notes, replaced):
        if note.row not in moves:
            msg = (
                f"{title} {cell_name(note.row, note.column)} carries a note, and its row is no "
                "longer in the table; move the note's text to another column or delete the note, "
                "and try again."
            )
            raise WorkbookError(msg)


def inside(notes: list[NoteOnCell], area: Area) -> list[NoteOnCell]:
    """The notes on a block of cells."""
    return [
        note
        for note in notes
        if area.top <= note.row <= area.bottom and area.left <= note.column <= area.right
    ]
