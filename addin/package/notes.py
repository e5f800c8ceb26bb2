"""Notes and threaded comments on the rows of a table: they stay with their account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from addin.package.markup import attribute, parse, start_tag, with_attribute
from addin.tracker.references import Area, area_of, cell_name
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.package.parts import Parts
    from addin.tracker.places import Sheet

_KINDS = {"comments": "comment", "threadedComment": "threadedComment"}
_SHAPE = re.compile(rb"<((?:[\w.-]+:)?)shape\b.*?</\1shape>", re.DOTALL)
_IS_NOTE = re.compile(rb"ObjectType=[\"']Note[\"']")
_ROW = re.compile(rb"(<(?:[\w.-]+:)?Row>\s*)(\d+)(?=\s*<)")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?Column>\s*(\d+)\s*<")
_ANCHOR = re.compile(rb"(<(?:[\w.-]+:)?Anchor>)([^<]*)(?=<)")
_ANCHOR_NUMBERS = 8


def has_notes(parts: Parts, sheet: Sheet) -> bool:
    """Whether any cell of a sheet carries a note or comment."""
    return any(link.kind in _KINDS for link in parts.relationships(sheet.part))


def note_texts(parts: Parts, sheet: Sheet) -> dict[tuple[int, int], str]:
    """The notes and comments of a sheet by row and column, with a thread's replies joined."""
    found: dict[tuple[int, int], list[str]] = {}
    links = [link for link in parts.relationships(sheet.part) if link.kind in _KINDS]
    # A thread also stands among the plain notes, with a sentence for older versions of Excel.
    for link in sorted(links, key=lambda link: link.kind == "threadedComment"):
        texts: dict[tuple[int, int], list[str]] = {}
        root = parse(parts.read(link.target), link.target)
        for element in root.iter(f"{{*}}{_KINDS[link.kind]}"):
            area = area_of(element.get("ref") or "")
            if area is not None:
                words = "".join(text.text or "" for text in element.iter("{*}t", "{*}text"))
                texts.setdefault((area.top, area.left), []).append(words.strip())
        found |= texts
    return {place: " / ".join(filter(None, texts)) for place, texts in found.items()}


def move_notes(
    parts: Parts, sheet: Sheet, replaced: Area, moves: Mapping[int, int], *, drop: bool
) -> None:
    """Put the notes on replaced rows where their rows went.

    Args:
        parts: the workbook's parts.
        sheet: the sheet that carries the notes.
        replaced: the cells that are written anew.
        moves: new row by old row.
        drop: take away the notes of rows that are no longer in the table.

    Raises:
        WorkbookError: such a row carries a note and `drop` is off.
    """
    for link in parts.relationships(sheet.part):
        if link.kind not in (*_KINDS, "vmlDrawing"):
            continue
        old = parts.read(link.target)
        if link.kind == "vmlDrawing":
            new = _SHAPE.sub(
                lambda found: _moved_shape(found.group(0), replaced, moves, drop=drop), old
            )
        else:
            new = _moved_comments(old, _KINDS[link.kind], sheet, replaced, moves, drop=drop)
        if new != old:
            parts.write(link.target, new)


def _moved_comments(
    content: bytes,
    element: str,
    sheet: Sheet,
    replaced: Area,
    moves: Mapping[int, int],
    *,
    drop: bool,
) -> bytes:
    tag = start_tag(element)

    def placed(found: re.Match[bytes]) -> bytes:
        whole = found.group(0)
        start = tag.match(whole)
        area = area_of(attribute(start.group(0), "ref") or "") if start else None
        if start is None or area is None or not area.overlaps(replaced):
            return whole
        row = moves.get(area.top)
        if row is None and drop:
            return b""
        if row is None:
            place = f"{sheet.title} {cell_name(area.top, area.left)}"
            msg = (
                f"{place} carries a note, and its row is no longer in the table; move the note's "
                "text to another column or delete the note, and try again."
            )
            raise WorkbookError(msg)
        moved = with_attribute(start.group(0), "ref", cell_name(row, area.left))
        return moved + whole[start.end() :]

    name = element.encode()
    entry = rb"<((?:[\w.-]+:)?)" + name + rb"\b(?:[^>]*/>|.*?</\1" + name + rb">)"
    return re.sub(entry, placed, content, flags=re.DOTALL)


def _moved_shape(shape: bytes, replaced: Area, moves: Mapping[int, int], *, drop: bool) -> bytes:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if not row or not column or not _IS_NOTE.search(shape):
        return shape
    at = Area(*[int(row.group(2)) + 1, int(column.group(1)) + 1] * 2)
    if not at.overlaps(replaced) or moves.get(at.top) == at.top:
        return shape
    target = moves.get(at.top)
    if target is None:
        return b"" if drop else shape
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
