"""Sparklines beside a table's rows: one a row, as many as the table has now."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from addin.package.markup import escape_text
from addin.tracker.formulas import RowFormula
from addin.tracker.references import area_of, cell_name

if TYPE_CHECKING:
    from addin.tracker.references import Growth

_BLOCK = re.compile(rb"(<([\w.-]+:)?sparklines(?:\s[^>]*)?>)(.*?)(</\2sparklines>)", re.DOTALL)
_SPARKLINE = re.compile(rb"<([\w.-]+:)?sparkline(?:\s[^>]*)?>.*?</\1sparkline>", re.DOTALL)
_READS = re.compile(rb"(<(?:[\w.-]+:)?f>)([^<]*)(?=</)")
_STANDS = re.compile(rb"(<(?:[\w.-]+:)?sqref>)([^<]*)(?=</)")


class _Sparkline(NamedTuple):
    """One sparkline: where it stands, and its bytes."""

    row: int
    column: int
    raw: bytes


def grown_sparklines(tail: bytes, growth: Growth) -> bytes:
    """The tail of a sheet with the sparklines of the body's first row on each of its rows.

    A column without a sparkline in the first row has single ones of the user's, which stay.
    """
    if b"sparkline" not in tail:
        return tail

    def filled(block: re.Match[bytes]) -> bytes:
        whole = [_placed(found.group(0)) for found in _SPARKLINE.finditer(block.group(3))]
        patterns = [
            line
            for line in whole
            if line.row == growth.first and growth.left <= line.column <= growth.right
        ]
        if not patterns:
            return block.group(0)
        columns = {line.column for line in patterns}
        others = [
            line.raw
            for line in whole
            if line.column not in columns or not growth.first <= line.row <= growth.old_last
        ]
        return b"".join((block.group(1), *others, *_column(patterns, growth), block.group(4)))

    return _BLOCK.sub(filled, tail)


def _placed(raw: bytes) -> _Sparkline:
    stands = _STANDS.search(raw)
    area = area_of(stands.group(2).decode()) if stands else None
    return _Sparkline(area.top, area.left, raw) if area else _Sparkline(0, 0, raw)


def _column(patterns: list[_Sparkline], growth: Growth) -> list[bytes]:
    """The sparklines of the first row, written out for every row of the body."""
    made = []
    for line in patterns:
        reads = _READS.search(line.raw)
        place = f"{growth.sheet} {cell_name(line.row, line.column)}"
        formula = RowFormula(unescape(reads.group(2).decode()), line.row, place) if reads else None
        for row in range(growth.first, growth.new_last + 1):
            raw = _with(line.raw, _STANDS, cell_name(row, line.column))
            made.append(_with(raw, _READS, formula.at(row)) if formula else raw)
    return made


def _with(raw: bytes, element: re.Pattern[bytes], text: str) -> bytes:
    return element.sub(lambda found: found.group(1) + escape_text(text).encode(), raw, count=1)
