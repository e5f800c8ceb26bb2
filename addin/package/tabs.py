"""Which sheets of a workbook file are shown, and showing or hiding them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from addin.package.markup import (
    MAIN,
    RELATIONSHIPS,
    attribute,
    excel_text,
    parse,
    start_tag,
    with_attribute,
)
from addin.tracker.references import same_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.package.parts import Parts

_VISIBLE = "visible"


def shown_tabs(parts: Parts) -> dict[str, bool]:
    """Every sheet in tab order, and whether it is shown."""
    return {title: state == _VISIBLE for title, state, _ in _tabs(parts)}


def show_tabs(parts: Parts, wanted: Mapping[str, bool]) -> None:
    """Show or hide the sheets of these titles; the last one that is shown stays so.

    Where the sheet that opens first is hidden, the first one that is shown takes its place.
    """
    tabs = _tabs(parts)
    states = [
        next((shown for name, shown in wanted.items() if same_sheet(name, title)), None)
        for title, _, _ in tabs
    ]
    after = [
        state == _VISIBLE if shown is None else shown
        for (_, state, _), shown in zip(tabs, states, strict=True)
    ]
    if not any(after):
        return
    workbook = parts.read(parts.workbook)
    places = iter(range(len(tabs)))

    def patched(match: re.Match[bytes]) -> bytes:
        place = next(places)
        was = tabs[place][1] == _VISIBLE
        if after[place] == was:
            return match.group(0)
        return with_attribute(match.group(0), "state", _VISIBLE if after[place] else "hidden")

    sheets = re.search(rb"<((?:[\w.-]+:)?)sheets\b.*?</\1sheets\s*>", workbook, re.DOTALL)
    if sheets is None:
        return
    inside = re.sub(start_tag("sheet"), patched, sheets.group(0))
    workbook = workbook[: sheets.start()] + inside + workbook[sheets.end() :]
    parts.write(parts.workbook, _opened_on(parts, workbook, after))


def _opened_on(parts: Parts, workbook: bytes, shown: list[bool]) -> bytes:
    """The workbook part with a sheet in front that is shown."""
    view = start_tag("workbookView").search(workbook)
    if view is None:
        return workbook
    front = int(attribute(view.group(0), "activeTab") or 0)
    if front < len(shown) and shown[front]:
        return workbook
    first = shown.index(True)
    tabs = _tabs(parts)
    for place, selected in ((front, "0"), (first, "1")):
        if place < len(tabs):
            part = tabs[place][2]
            parts.write(part, _selected(parts.read(part), selected))
    tag = with_attribute(view.group(0), "activeTab", str(first))
    tag = with_attribute(tag, "firstSheet", "0") if attribute(tag, "firstSheet") else tag
    return workbook[: view.start()] + tag + workbook[view.end() :]


def _selected(sheet: bytes, selected: str) -> bytes:
    view = start_tag("sheetView").search(sheet)
    if view is None:
        return sheet
    tag = with_attribute(view.group(0), "tabSelected", selected)
    return sheet[: view.start()] + tag + sheet[view.end() :]


def _tabs(parts: Parts) -> list[tuple[str, str, str]]:
    """Title, state and part of every sheet in tab order."""
    links = {link.id: link.target for link in parts.relationships(parts.workbook)}
    root = parse(parts.read(parts.workbook), parts.workbook)
    return [
        (
            excel_text(tab.get("name", "")),
            tab.get("state", _VISIBLE),
            links.get(tab.get(f"{{{RELATIONSHIPS}}}id", ""), ""),
        )
        for tab in root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")
    ]
