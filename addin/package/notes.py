"""Notes and threaded comments on the rows of a table: they stay with their account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from addin.package.markup import attribute, start_tag, with_attribute
from addin.package.references import Area, area_of, cell_name
from addin.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.package.parts import Parts
    from addin.package.tableparts import Sheet

_KINDS = {"comments": "comment", "threadedComment": "threadedComment"}
_SHAPE = re.compile(
    rb"<((?:[\w.-]+:)?)ClientData\s[^>]*ObjectType=[\"']Note[\"'][^>]*>.*?</\1ClientData>",
    re.DOTALL,
)
_ROW = re.compile(rb"(<(?:[\w.-]+:)?Row>\s*)(\d+)(?=\s*<)")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?Column>\s*(\d+)\s*<")
_ANCHOR = re.compile(rb"(<(?:[\w.-]+:)?Anchor>)([^<]*)(?=<)")
_ANCHOR_NUMBERS = 8


def has_notes(parts: Parts, sheet: Sheet) -> bool:
    """Whether any cell of a sheet carries a note or comment."""
    return any(link.kind in _KINDS for link in parts.relationships(sheet.part))


def move_notes(parts: Parts, sheet: Sheet, replaced: Area, moves: Mapping[int, int]) -> None:
    """Put the notes on replaced rows where their rows went.

    Raises:
        WorkbookError: the row of a note is no longer in the table; a note is never dropped.
    """
    for link in parts.relationships(sheet.part):
        if link.kind in _KINDS:
            old = parts.read(link.target)
            new = _moved_comments(old, _KINDS[link.kind], sheet, replaced, moves)
        elif link.kind == "vmlDrawing":
            old = parts.read(link.target)
            new = _SHAPE.sub(lambda found: _moved_shape(found.group(0), replaced, moves), old)
        else:
            continue
        if new != old:
            parts.write(link.target, new)


def _moved_comments(
    content: bytes, element: str, sheet: Sheet, replaced: Area, moves: Mapping[int, int]
) -> bytes:
    def placed(found: re.Match[bytes]) -> bytes:
        tag = found.group(0)
        area = area_of(attribute(tag, "ref") or "")
        if area is None or not area.overlaps(replaced):
            return tag
        row = moves.get(area.top)
        if row is None:
            place = f"{sheet.title} {cell_name(area.top, area.left)}"
            msg = (
                f"{place} carries a note, and its row is no longer in the table; move the note's "
                "text to another column or delete the note, and try again."
            )
            raise WorkbookError(msg)
        return with_attribute(tag, "ref", cell_name(row, area.left))

    return start_tag(element).sub(placed, content)


def _moved_shape(shape: bytes, replaced: Area, moves: Mapping[int, int]) -> bytes:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if not row or not column:
        return shape
    at = Area(*[int(row.group(2)) + 1, int(column.group(1)) + 1] * 2)
    target = moves.get(at.top)
    if target is None or target == at.top or not at.overlaps(replaced):
        return shape
    shape = _ROW.sub(lambda found: found.group(1) + str(target - 1).encode(), shape, count=1)
    shift = target - at.top

    def shifted(found: re.Match[bytes]) -> bytes:
        numbers = found.group(2).split(b",")
        if len(numbers) != _ANCHOR_NUMBERS:
            return found.group(0)
        for place in (2, 6):
            numbers[place] = b" %d" % max(int(numbers[place]) + shift, 0)
        return found.group(1) + b",".join(numbers)

    return _ANCHOR.sub(shifted, shape)
