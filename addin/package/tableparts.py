"""The table parts of a workbook: read, checked, and resized with their bodies."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from addin.package.markup import (
    MAIN,
    RELATIONSHIPS,
    attribute,
    excel_text,
    parse,
    patch_attribute,
    start_tag,
)
from addin.tracker import limits
from addin.tracker.places import Sheet, Table
from addin.tracker.references import Area, Growth, area_of
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from addin.package.parts import Parts


_REMEMBERED = 256


def sheets_of(parts: Parts) -> list[Sheet]:
    """The worksheets in tab order; chart and dialog sheets are left out."""
    links = {link.id: link for link in parts.relationships(parts.workbook)}
    root = parse(parts.read(parts.workbook), parts.workbook)
    found = []
    for element in root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"):
        link = links.get(element.get(f"{{{RELATIONSHIPS}}}id", ""))
        if link is not None and link.kind == "worksheet" and parts.has(link.target):
            hidden = element.get("state", "visible") != "visible"
            found.append(Sheet(excel_text(element.get("name", "")), link.target, hidden))
    return found


def tables_on(parts: Parts, sheet: Sheet) -> list[Table]:
    """The tables of a sheet, as its table parts describe them."""
    return [
        _table(parts.read(link.target), sheet, link.target)
        for link in parts.relationships(sheet.part)
        if link.kind == "table" and parts.has(link.target)
    ]


@lru_cache(maxsize=_REMEMBERED)
def _table(content: bytes, sheet: Sheet, part: str) -> Table:
    """A table as its part says; every write looks for its table among all of them."""
    root = parse(content, part)
    name = excel_text(root.get("displayName") or root.get("name") or "")
    area = area_of(root.get("ref", ""))
    columns = root.findall(f"{{{MAIN}}}tableColumns/{{{MAIN}}}tableColumn")
    headers = int(root.get("headerRowCount", "1"))
    totals = int(root.get("totalsRowCount", "0"))
    broken = (
        area is None
        or area.right - area.left + 1 != len(columns)
        or area.right > limits.MAX_COLUMNS
        or area.bottom > limits.MAX_ROWS
        or area.top < 1
        or area.bottom - area.top + 1 <= headers + totals - 1
    )
    if area is None or broken:
        return Table(
            name,
            sheet,
            part,
            header=1,
            first=2,
            last=1,
            left=1,
            headers=(),
            fault=f"Table {name} on sheet {sheet.title} has a range that does not fit its columns "
            "or the sheet; open the workbook in Excel, let it repair, and save.",
        )
    formulas = [column.findtext(f"{{{MAIN}}}calculatedColumnFormula") for column in columns]
    return Table(
        name=name,
        sheet=sheet,
        part=part,
        header=area.top,
        first=area.top + headers,
        last=area.bottom - totals,
        left=area.left,
        headers=tuple(excel_text(column.get("name", "")) for column in columns),
        formulas=tuple(formulas),
        totals=totals > 0,
        fault=""
        if headers == 1
        else f"Table {name} on sheet {sheet.title} has no header row; show it in Excel (Table "
        "Design, Header Row).",
    )


def check_pivot_tables(parts: Parts, sheet: Sheet, affected: Area) -> None:
    """Refuse to write where a pivot table stands: Excel owns its cells.

    Raises:
        WorkbookError: names the place.
    """
    for link in parts.relationships(sheet.part):
        if link.kind != "pivotTable" or not parts.has(link.target):
            continue
        for tag in start_tag("location").findall(parts.read(link.target)):
            area = area_of(attribute(tag, "ref") or "")
            if area and area.overlaps(affected):
                msg = f"{sheet.title} {area} is a pivot table; move it to another sheet."
                raise WorkbookError(msg)


def resized(content: bytes, growth: Growth) -> bytes:
    """A table part whose range, filter and sort follow the body."""

    def bottom(text: str) -> str | None:
        area = area_of(text)
        return growth.area(text) if area and area.bottom == growth.old_last else None

    return patch_attribute(content, "table|autoFilter|sortState|sortCondition", "ref", bottom)
