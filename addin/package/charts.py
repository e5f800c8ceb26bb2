"""Charts and pivot tables that read changed cells: shown afresh, otherwise left as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from typing import Any

from addin.package.markup import attribute, escape_text, start_tag, with_attribute
from addin.tracker.references import Growth, SheetArea, same_sheet, sheet_areas
from addin.tracker.values import plain_text

_REFERENCE = re.compile(
    rb"<((?:[\w.-]+:)?)(numRef|strRef|multiLvlStrRef)(?=[\s>])[^>]*>.*?</\1\2>", re.DOTALL
)
_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?f>)([^<]*)(?=</)")
_CACHE = re.compile(
    rb"<((?:[\w.-]+:)?)(numCache|strCache|multiLvlStrCache)>(.*?)</\1\2>", re.DOTALL
)
_FORMAT = re.compile(rb"<(?:[\w.-]+:)?formatCode>[^<]*</(?:[\w.-]+:)?formatCode>")
_EXTENSION = re.compile(rb"<(?:[\w.-]+:)?extLst>.*</(?:[\w.-]+:)?extLst>", re.DOTALL)
_PIVOT_ROOT = start_tag("pivotCacheDefinition")
_PIVOT_SOURCE = start_tag("worksheetSource")

Values = Callable[[SheetArea], Sequence[Sequence[Any]]]


def refreshed_chart(
    chart: bytes, growths: Iterable[Growth], changed: Callable[[SheetArea], bool], values: Values
) -> bytes:
    """A chart part whose references follow the tables and whose cached points are the new ones.

    `values` gives the rows of a block as they are now.
    """
    growths = list(growths)

    def refreshed(found: re.Match[bytes]) -> bytes:
        whole = found.group(0)
        formula = _FORMULA.search(whole)
        if not formula:
            return whole
        old = unescape(formula.group(2).decode())
        new = old
        for growth in growths:
            new = growth.formula(new, single_cells=True)
        areas = sheet_areas(new)
        if new != old:
            start, end = formula.span(2)
            whole = whole[:start] + escape_text(new).encode() + whole[end:]
        if not any(changed(area) for area in areas):
            return whole
        rows = [row for area in areas for row in _in_line(values(area), found.group(2))]
        return _CACHE.sub(lambda cache: _filled(cache, rows), whole)

    return _REFERENCE.sub(refreshed, chart)


def refreshed_pivot(
    cache: bytes, growths: Iterable[Growth], names: set[str], changed: Callable[[SheetArea], bool]
) -> bytes:
    """A pivot cache that asks to be refreshed on opening if it reads changed cells.

    `names` are the tables and defined names that changed, in casefolded form.
    """
    source = _PIVOT_SOURCE.search(cache)
    root = _PIVOT_ROOT.search(cache)
    if not source or not root:
        return cache
    tag = source.group(0)
    sheet, reference = attribute(tag, "sheet"), attribute(tag, "ref")
    affected = (attribute(tag, "name") or "").casefold() in names
    if attribute(tag, "r:id") is None and sheet and reference:
        for growth in growths:
            if same_sheet(growth.sheet, sheet):
                reference = growth.area(reference)
        quoted = "'" + sheet.replace("'", "''") + "'"
        affected = affected or any(map(changed, sheet_areas(f"{quoted}!{reference}")))
        if reference != attribute(tag, "ref"):
            tag = with_attribute(tag, "ref", reference)
    if not affected:
        return cache
    cache = cache[: source.start()] + tag + cache[source.end() :]
    marked = with_attribute(root.group(0), "refreshOnLoad", "1")
    return cache[: root.start()] + marked + cache[root.end() :]


def _in_line(rows: Sequence[Sequence[Any]], kind: bytes) -> list[list[Any]]:
    """The cells of a block in the order of a series; a multi-level axis keeps its levels."""
    if kind == b"multiLvlStrRef":
        return [list(row) for row in rows]
    return [[value] for row in rows for value in row]


def _filled(cache: re.Match[bytes], rows: list[list[Any]]) -> bytes:
    prefix, kind, old = cache.group(1).decode(), cache.group(2).decode(), cache.group(3)
    number_format = _FORMAT.match(old)
    extension = _EXTENSION.search(old)
    width = max(map(len, rows), default=1)
    levels = [[row[level] for row in rows] for level in reversed(range(width))]
    as_number = kind == "numCache"
    points = ["".join(_points(level, prefix, as_number=as_number)) for level in levels]
    if kind == "multiLvlStrCache":
        points = [f"<{prefix}lvl>{level}</{prefix}lvl>" for level in points]
    inside = (
        (number_format.group(0) if number_format else b"")
        + f'<{prefix}ptCount val="{len(rows)}"/>{"".join(points)}'.encode()
        + (extension.group(0) if extension else b"")
    )
    return f"<{prefix}{kind}>".encode() + inside + f"</{prefix}{kind}>".encode()


def _points(values: list[Any], prefix: str, *, as_number: bool) -> Iterable[str]:
    for place, value in enumerate(values):
        text = _point(value, as_number=as_number)
        if text is not None:
            yield f'<{prefix}pt idx="{place}"><{prefix}v>{text}</{prefix}v></{prefix}pt>'


def _point(value: object, *, as_number: bool) -> str | None:
    if value is None:
        return None
    if as_number:
        return plain_text(value) if isinstance(value, float) else None
    return "".join(
        letter for letter in escape_text(plain_text(value)) if letter >= " " or letter in "\t\n"
    )
