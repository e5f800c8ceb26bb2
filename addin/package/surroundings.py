"""What a sheet says around its rows: ranges that follow a table, links that follow a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from addin.package.markup import attribute, patch_attribute, start_tag, with_attribute
from addin.package.sparklines import grown_sparklines
from addin.tracker.references import Area, Growth, area_of, cell_name
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXTENDED = re.compile(
    rb"<([\w.-]+:(?:conditionalFormatting|dataValidation))(?=[\s>])[^>]*(?<!/)>.*?</\1>", re.DOTALL
)
_EXTENDED_AREAS = re.compile(rb"(<[\w.-]+:sqref>)([^<]*)(?=</)")
_HYPERLINK = re.compile(rb"<hyperlink\s[^>]*?(?:/>|>\s*</hyperlink>)")
_HYPERLINKS = re.compile(rb"<hyperlinks(?:\s[^>]*)?>\s*</hyperlinks>")


def grown_head(head: bytes, growth: Growth) -> bytes:
    """The head of a sheet with its dimension fitted to the new body."""

    def fitted(text: str) -> str | None:
        area = area_of(text)
        if area is None:
            return None
        bottom = growth.new_last if area.bottom <= growth.old_last else area.bottom
        return str(
            Area(
                min(area.top, growth.header),
                min(area.left, growth.left),
                max(bottom, growth.new_last),
                max(area.right, growth.right),
            )
        )

    return patch_attribute(head, "dimension", "ref", fitted)


def grown_tail(tail: bytes, growth: Growth) -> bytes:
    """The tail of a sheet: formats, validations, filters, sparklines follow the body."""
    if growth.old_last == growth.new_last:
        return tail
    marked = "conditionalFormatting|dataValidation|protectedRange|ignoredError"
    tail = patch_attribute(tail, marked, "sqref", growth.areas)
    tail = patch_attribute(tail, "autoFilter|sortState|sortCondition", "ref", growth.area)

    def areas(found: re.Match[bytes]) -> bytes:
        return found.group(1) + growth.areas(found.group(2).decode()).encode()

    tail = _EXTENDED.sub(lambda found: _EXTENDED_AREAS.sub(areas, found.group(0)), tail)
    return grown_sparklines(tail, growth)


def check_merged(tail: bytes, affected: Area, sheet: str) -> None:
    """Refuse merged cells among the rows to be written, for their cells can't be told apart.

    Raises:
        WorkbookError: names the first such block.
    """
    for area in merged_areas(tail):
        if area.overlaps(affected):
            msg = f"{sheet} {area} are merged cells inside a table; unmerge them and try again."
            raise WorkbookError(msg)


def merged_areas(tail: bytes) -> list[Area]:
    """The blocks of a sheet that are each one merged cell."""
    areas = (area_of(attribute(tag, "ref") or "") for tag in start_tag("mergeCell").findall(tail))
    return [area for area in areas if area is not None]


def is_merged(tail: bytes, area: Area) -> bool:
    """Whether this block is one merged cell."""
    return area in merged_areas(tail)


def has_links(tail: bytes) -> bool:
    """Whether the sheet holds hyperlinks."""
    return b"<hyperlink " in tail


def moved_links(tail: bytes, replaced: Area, moves: Mapping[int, int]) -> bytes:
    """Hyperlinks on replaced rows, put where their row went; those of vanished rows go."""

    def placed(found: re.Match[bytes]) -> bytes:
        tag = found.group(0)
        area = area_of(attribute(tag, "ref") or "")
        if area is None or not area.overlaps(replaced):
            return tag
        return b"".join(
            _link_at(tag, row, area)
            for old in range(area.top, area.bottom + 1)
            if (row := moves.get(old) if replaced.top <= old <= replaced.bottom else old)
        )

    return _HYPERLINKS.sub(b"", _HYPERLINK.sub(placed, tail))


def _link_at(tag: bytes, row: int, area: Area) -> bytes:
    left, right = cell_name(row, area.left), cell_name(row, area.right)
    end = tag.index(b">") + 1
    reference = left if left == right else f"{left}:{right}"
    return with_attribute(tag[:end], "ref", reference) + tag[end:]
