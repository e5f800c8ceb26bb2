"""The workbook part: defined names, the date system, and the wish to be calculated on opening."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from addin.package.markup import MAIN, attribute, escape_text, parse, start_tag, with_attribute
from addin.tracker.references import Growth, SheetArea, renamed_sheet, same_sheet, sheet_areas

_NAME = re.compile(rb"(<(?:[\w.-]+:)?definedName\s[^>]*>)([^<]*)(?=</)")
_CALCULATION = start_tag("calcPr")
# What may stand before calcPr, in the order of the schema.
_BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")


@dataclass(frozen=True)
class DefinedName:
    """A name of the workbook, or of one sheet (`scope`, counted from 0 in tab order)."""

    name: str
    scope: int | None
    area: SheetArea


def uses_1904(workbook: bytes) -> bool:
    """Whether the workbook counts dates from 1904, as old Macs did."""
    found = start_tag("workbookPr").search(workbook)
    return found is not None and attribute(found.group(0), "date1904") in {"1", "true"}


def cell_names(workbook: bytes, part: str) -> list[DefinedName]:
    """The names that stand for one block of cells."""
    found = []
    for element in parse(workbook, part).iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
        areas = sheet_areas(element.text or "")
        scope = element.get("localSheetId")
        if len(areas) == 1:
            number = None if scope is None else int(scope)
            found.append(DefinedName(element.get("name", ""), number, areas[0]))
    return found


def grown_names(workbook: bytes, growth: Growth) -> bytes:
    """The workbook part with the names that cover the body, or print it, fitted to it."""

    def grown(found: re.Match[bytes]) -> bytes:
        text = unescape(found.group(2).decode())
        new = growth.formula(text)
        if new == text:
            return found.group(0)
        return found.group(1) + escape_text(new).encode()

    return _NAME.sub(grown, workbook)


def names_of_copy(
    workbook: bytes, place: int, new_place: int, formulas: str, old: str, new: str
) -> list[bytes]:
    """The names that the copy of a sheet needs for itself, as elements.

    Those that only the sheet knows (its print area among them), and those of the whole workbook
    that stand for its cells and that its `formulas` use. `place` counts the tabs from 0.
    """
    own: dict[str, bytes] = {}
    shared: dict[str, bytes] = {}
    for found in _NAME.finditer(workbook):
        tag, text = found.group(1), unescape(found.group(2).decode())
        name, scope = attribute(tag, "name") or "", attribute(tag, "localSheetId")
        tag = with_attribute(tag, "localSheetId", str(new_place))
        prefix = tag[1 : tag.index(b"definedName")]
        content = escape_text(renamed_sheet(text, old, new)).encode()
        element = tag + content + b"</" + prefix + b"definedName>"
        # The filter's hidden name is Excel's own and comes back by itself.
        if scope == str(place) and name != "_xlnm._FilterDatabase":
            own[name.casefold()] = element
        elif (
            scope is None
            and any(same_sheet(area.sheet, old) for area in sheet_areas(text))
            and _uses(formulas, name)
        ):
            shared[name.casefold()] = element
    return list((shared | own).values())


def _uses(formulas: str, name: str) -> bool:
    bare = rf"(?<![\w.!]){re.escape(name)}(?![\w.(])"
    return re.search(bare, formulas, re.IGNORECASE) is not None


def with_names(workbook: bytes, elements: list[bytes]) -> bytes:
    """The workbook part with these names added."""
    end = re.search(rb"</(?:[\w.-]+:)?definedNames\s*>", workbook)
    # A workbook without any name has none that a copy could take along.
    if not elements or end is None:
        return workbook
    return workbook[: end.start()] + b"".join(elements) + workbook[end.start() :]


def calculated_on_load(workbook: bytes) -> bytes:
    """The workbook part asking Excel to work out every formula when it opens the file."""
    found = _CALCULATION.search(workbook)
    if found:
        tag = with_attribute(found.group(0), "fullCalcOnLoad", "1")
        return workbook[: found.start()] + tag + workbook[found.end() :]
    for element in _BEFORE_CALCULATION:
        end = re.search(
            rb"</((?:[\w.-]+:)?)%b\s*>|<((?:[\w.-]+:)?)%b(?:\s[^>]*)?/>"
            % ((element.encode(),) * 2),
            workbook,
        )
        if end:
            prefix = end.group(1) or end.group(2) or b""
            tag = b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>'
            return workbook[: end.end()] + tag + workbook[end.end() :]
    return workbook
