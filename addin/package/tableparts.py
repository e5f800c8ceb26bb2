"""Where the tables of a workbook lie: table parts, and plain ranges with a header row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from addin.package import limits
from addin.package.markup import (
    MAIN,
    RELATIONSHIPS,
    attribute,
    excel_text,
    parse,
    patch_attribute,
    start_tag,
)
from addin.package.references import Area, Growth, area_of
from addin.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.package.parts import Parts

_LEAST_HEADERS = 2


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its title and its part."""

    title: str
    part: str
    hidden: bool = False


@dataclass(frozen=True)
class Table:
    """A table or plain range: header row, body rows `first` to `last`, columns left to right.

    A plain range has no `part`, and a body that ends before it begins when it has no rows.
    """

    name: str
    sheet: Sheet
    part: str | None
    header: int
    first: int
    last: int
    left: int
    headers: tuple[str | None, ...]
    formulas: tuple[str | None, ...] = ()
    totals: bool = False

    @property
    def right(self) -> int:
        """The last column."""
        return self.left + len(self.headers) - 1

    @property
    def body(self) -> Area:
        """The cells below the header."""
        return Area(self.first, self.left, self.last, self.right)

    def column(self, header: str) -> int | None:
        """The sheet's column under this header."""
        return self.left + self.headers.index(header) if header in self.headers else None


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
    """The tables of a sheet, as its table parts describe them.

    Raises:
        WorkbookError: a table part contradicts itself.
    """
    return [
        _table(parts, sheet, link.target)
        for link in parts.relationships(sheet.part)
        if link.kind == "table" and parts.has(link.target)
    ]


def _table(parts: Parts, sheet: Sheet, part: str) -> Table:
    root = parse(parts.read(part), part)
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
        msg = (
            f"Table {name} on sheet {sheet.title} has a range that does not fit its columns or "
            "the sheet; open the workbook in Excel, let it repair, and save."
        )
        raise WorkbookError(msg)
    if headers != 1:
        msg = (
            f"Table {name} on sheet {sheet.title} has no header row; show it in Excel (Table "
            "Design, Header Row)."
        )
        raise WorkbookError(msg)
    formulas = [column.findtext(f"{{{MAIN}}}calculatedColumnFormula") for column in columns]
    return Table(
        name=name,
        sheet=sheet,
        part=part,
        header=area.top,
        first=area.top + 1,
        last=area.bottom - totals,
        left=area.left,
        headers=tuple(excel_text(column.get("name", "")) for column in columns),
        formulas=tuple(formulas),
        totals=totals > 0,
    )


def plain_range(sheet: Sheet, grid: Sequence[Sequence[Any]]) -> Table | None:
    """The plain range of a sheet without tables: its header row and all that is below.

    The header is the first row with two or more cells that are all text and with something right
    below; failing that, the last row of the sheet, when it looks like a header.
    """
    header = _header_row(grid)
    if header is None:
        return None
    filled = [at for at, value in enumerate(grid[header]) if value != ""]
    left, right = filled[0], filled[-1]
    last = header
    for number in range(len(grid) - 1, header, -1):
        if any(value != "" for value in grid[number][left : right + 1]):
            last = number
            break
    headers = [value or None for value in grid[header][left : right + 1]]
    return Table(
        name=sheet.title,
        sheet=sheet,
        part=None,
        header=header + 1,
        first=header + 2,
        last=last + 1,
        left=left + 1,
        headers=tuple(headers),
        formulas=(None,) * len(headers),
    )


def _header_row(grid: Sequence[Sequence[Any]]) -> int | None:
    last = None
    for number, row in enumerate(grid):
        filled = [value for value in row if value != ""]
        if not filled:
            continue
        last = None
        if len(filled) < _LEAST_HEADERS or not all(isinstance(value, str) for value in filled):
            continue
        last = number
        below = grid[number + 1] if number + 1 < len(grid) else []
        if any(value != "" for value in below):
            return number
    return last


def check_headers(table: Table) -> None:
    """Refuse headers of which two are equal, as a column could not be told from another."""
    seen: set[str] = set()
    for header in table.headers:
        if header is not None and header in seen:
            msg = f"{table.name} has two columns headed {header!r}; rename one of them."
            raise WorkbookError(msg)
        seen.add(header or "")


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
