"""A copy of a sheet that stays as it was: its values, looks and charts, and no link back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from addin.package import chartcopy, names
from addin.package.markup import (
    MAIN,
    RELATIONSHIPS,
    attribute,
    excel_text,
    parse,
    serialized,
    start_tag,
    with_attribute,
)
from addin.tracker.references import renamed_sheet, same_sheet
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from lxml import etree

    from addin.package.parts import Parts
    from addin.tracker.places import Sheet

_M = f"{{{MAIN}}}"
_R_ID = f"{{{RELATIONSHIPS}}}id"
_TAKEN = ("drawing",)
_SHARED = ("image",)
# What belongs to the sheet as a place to work, not to the picture that is kept.
_LEFT = (
    "comments",
    "customProperty",
    "hyperlink",
    "person",
    "printerSettings",
    "table",
    "threadedComment",
    "vmlDrawing",
)
_LEFT_ELEMENTS = (
    "customProperties",
    "hyperlinks",
    "legacyDrawing",
    "legacyDrawingHF",
    "tableParts",
)
_INSIDE_DRAWINGS = ("chart", "chartColorStyle", "chartStyle", "chartUserShapes")
_REVISION = "{http://schemas.microsoft.com/office/spreadsheetml/2014/revision}uid"
_SHEETS_END = re.compile(rb"</(?:[\w.-]+:)?sheets\s*>")
_ID_ATTRIBUTE = re.compile(rb"\s([\w.-]+:id)\s*=")


def check_copyable(parts: Parts, sheet: Sheet) -> None:
    """Refuse a sheet with something on it that a copy can neither take along nor do without.

    Raises:
        WorkbookError: names what it is.
    """
    for link in parts.relationships(sheet.part):
        if link.kind not in (*_TAKEN, *_SHARED, *_LEFT):
            msg = (
                f"Sheet {sheet.title} holds a {link.kind}, which a copy can't take along; copy the "
                "sheet in Excel (right-click on its tab, Move or Copy), or move that elsewhere."
            )
            raise WorkbookError(msg)


def add_copy(parts: Parts, sheet: Sheet, title: str) -> None:
    """Add a copy of a sheet behind the last one.

    Formulas become the values that they show; charts go on showing what they show, also of other
    sheets. Tables become plain cells, and links, notes and comments stay behind, since what they
    speak of moves on. At the end of the tabs no other sheet's place changes.

    Raises:
        WorkbookError: the sheet can't be copied; nothing was changed.
    """
    check_copyable(parts, sheet)
    with parts.all_or_nothing():
        root = parse(parts.read(sheet.part), sheet.part)
        _freeze(root, sheet.title, title)
        part = parts.free_name(sheet.part)
        _copy_links(parts, sheet.part, part, sheet.title, title)
        known = {link.id for link in parts.relationships(part)}
        for element in root.iter("*"):
            if element.get(_R_ID, "") not in {"", *known}:
                kind = element.tag.rpartition("}")[2]
                msg = (
                    f"Sheet {sheet.title} holds a {kind}, which a copy can't take along; copy the "
                    "sheet in Excel (right-click on its tab, Move or Copy)."
                )
                raise WorkbookError(msg)
        parts.add(part, serialized(root), parts.content_type(sheet.part))
        _enter(parts, sheet, part, title, _formulas(root))


def _freeze(root: etree._Element, old: str, new: str) -> None:
    """Values for formulas, and nothing that belongs to the sheet that is copied alone."""
    for name in _LEFT_ELEMENTS:
        for element in root.findall(f"{_M}{name}"):
            root.remove(element)
    for setup in root.iter(f"{_M}pageSetup"):
        _drop(setup, _R_ID)
    for properties in root.iter(f"{_M}sheetPr"):
        _drop(properties, "codeName")
    # Two sheets selected together would both be changed by whoever types into one of them.
    for view in root.iter(f"{_M}sheetView"):
        _drop(view, "tabSelected")
    _drop(root, _REVISION)
    for cell in root.iter(f"{_M}c"):
        _freeze_cell(cell)
    for formula in _formula_elements(root):
        formula.text = renamed_sheet(formula.text or "", old, new)


def _drop(element: etree._Element, attribute_name: str) -> None:
    if attribute_name in element.attrib:
        del element.attrib[attribute_name]


def _freeze_cell(cell: etree._Element) -> None:
    formula = cell.find(f"{_M}f")
    if formula is None:
        return
    cell.remove(formula)
    _drop(cell, "cm")
    value = cell.find(f"{_M}v")
    if cell.get("t") == "str" and value is not None:
        text, cell.attrib["t"] = value.text, "inlineStr"
        cell.remove(value)
        inside = cell.makeelement(f"{_M}is")
        words = inside.makeelement(
            f"{_M}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
        )
        words.text = text
        inside.append(words)
        cell.append(inside)


def _formula_elements(root: etree._Element) -> list[etree._Element]:
    """Conditions, validations and sparklines: whatever refers to cells and is no cell."""
    return list(root.iter("{*}formula", "{*}formula1", "{*}formula2", "{*}f"))


def _formulas(root: etree._Element) -> str:
    return "\n".join(element.text or "" for element in _formula_elements(root))


def _copy_links(parts: Parts, owner: str, new_owner: str, old: str, new: str) -> None:
    """Give the copy of a part the relationships of the part; drawings and charts are copied too."""
    if not parts.has(parts.relationships_part(owner)):
        return
    rels = parts.relationships_part(owner)
    root = parse(parts.read(rels), rels)
    found = {link.id: link for link in parts.relationships(owner)}
    for element in list(root):
        link = found.get(element.get("Id", ""))
        if link is None or (link.kind in _LEFT and owner.startswith("xl/worksheets/")):
            root.remove(element)
        elif not link.external and link.kind in (*_TAKEN, *_INSIDE_DRAWINGS):
            element.set("Target", "/" + _copy_part(parts, link.target, old, new))
    parts.add(parts.relationships_part(new_owner), serialized(root), None)


def _copy_part(parts: Parts, part: str, old: str, new: str) -> str:
    copy = parts.free_name(part)
    kind = parts.content_type(part)
    content = parts.read(part)
    if kind.endswith("drawingml.chart+xml"):
        content = serialized(chartcopy.frozen_chart(parse(content, part), old, new))
    elif kind.endswith("drawing+xml"):
        content = serialized(chartcopy.frozen_drawing(parse(content, part), old, new))
    # Known from here on, so that the parts it refers to get other names.
    parts.add(copy, content, kind)
    _copy_links(parts, part, copy, old, new)
    return copy


def _enter(parts: Parts, sheet: Sheet, part: str, title: str, formulas: str) -> None:
    """Make the new sheet known to the workbook, with the names that are its own."""
    rels = parts.relationships_part(parts.workbook)
    root = parse(parts.read(rels), rels)
    links = {link.id: link.target for link in parts.relationships(parts.workbook)}
    source = next(e for e in root if links.get(e.get("Id", "")) == sheet.part)
    identity = next(f"rId{n}" for n in range(1, len(root) + 2) if f"rId{n}" not in links)
    entry = {"Id": identity, "Type": source.get("Type", ""), "Target": f"/{part}"}
    root.append(root.makeelement(source.tag, entry))
    parts.write(rels, serialized(root))

    workbook = parts.read(parts.workbook)
    tabs = [found.group(0) for found in start_tag("sheet").finditer(workbook)]
    numbers = [int(attribute(tab, "sheetId") or 0) for tab in tabs]
    place = next(at for at, tab in enumerate(tabs) if same_sheet(_title(tab), sheet.title))
    tab = tabs[place]
    tab = with_attribute(tab, "name", title)
    tab = with_attribute(tab, "sheetId", str(max(numbers) + 1))
    tab = re.sub(rb'\sstate\s*=\s*"[^"]*"', b"", tab)
    link = _ID_ATTRIBUTE.search(tab)
    end = _SHEETS_END.search(workbook)
    if link is None or end is None:
        msg = f"{parts.path.name} lists its sheets in an unknown way; save it in Excel once."
        raise WorkbookError(msg)
    tab = with_attribute(tab, link.group(1).decode(), identity)
    if not tab.endswith(b"/>"):
        tab = tab[:-1] + b"/>"
    workbook = workbook[: end.start()] + tab + workbook[end.start() :]
    own = names.names_of_copy(workbook, place, len(tabs), formulas, sheet.title, title)
    parts.write(parts.workbook, names.with_names(workbook, own))


def _title(tab: bytes) -> str:
    return excel_text(attribute(tab, "name") or "")
