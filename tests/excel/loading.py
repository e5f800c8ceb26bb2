"""Opens an .xlsx file in the double."""

from __future__ import annotations

import datetime as dt
import warnings
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.formula import ArrayFormula
from xlwings.base_classes import autofilter_criteria_snapshot

from tests.excel.areas import Area, Spread
from tests.excel.cells import ERRORS, Cell, ErrorValue, calculated
from tests.excel.host import App, Book
from tests.excel.sheetdata import NoteData, SheetData, TableData

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_KINDS = {
    "cellIs": "cell_value",
    "expression": "custom",
    "dataBar": "data_bar",
    "colorScale": "color_scale",
    "iconSet": "icon_set",
}


def loaded(app: App, path: Path) -> Book:
    """The workbook in a file; the same bytes are read from XML only once."""
    return _read(path.read_bytes()).copy_for(app, path)


@lru_cache(maxsize=8)
def _read(content: bytes) -> Book:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raw = openpyxl.load_workbook(BytesIO(content))
        values = openpyxl.load_workbook(BytesIO(content), data_only=True)
    # Nobody's: it is only copied, so that no test sees what another one did.
    book = Book(App(), Path())
    for sheet in raw.worksheets:
        book.sheet_data.append(_sheet(book, sheet, values[sheet.title]))
    book.active = book.sheet_data[raw.worksheets.index(raw.active) if raw.active else 0]
    for name, defined in raw.defined_names.items():
        book.defined.append((name, f"={defined.attr_text}"))
    for sheet in raw.worksheets:
        quoted = sheet.title if sheet.title.isidentifier() else f"'{sheet.title}'"
        for name, defined in sheet.defined_names.items():
            book.defined.append((f"{quoted}!{name}", f"={defined.attr_text}"))
        if sheet.print_area:
            book.defined.append((f"{quoted}!Print_Area", f"={sheet.print_area}"))
    return book


def _sheet(book: Book, sheet: Worksheet, values: Worksheet) -> SheetData:
    data = SheetData(book, sheet.title)
    data.visible = sheet.sheet_state == "visible"
    data.protected = bool(sheet.protection.sheet)
    for place, cell in sheet._cells.items():
        shown = values._cells[place].value
        held = _cell(cell.value, shown, cell.number_format)
        if held != Cell():
            data.cells[place] = held
        if cell.hyperlink:
            data.hyperlinks.add(place)
        if cell.comment:
            data.notes.append(NoteData(data, *place, cell.comment.text, cell.comment.author or ""))
    data.merged = [Area.of(str(found)) for found in sheet.merged_cells.ranges]
    data.hidden_by_hand = {
        row for row, dimension in sheet.row_dimensions.items() if dimension.hidden
    }
    for found in sheet.conditional_formatting:
        for rule in found.rules:
            what = {
                "type": _KINDS.get(rule.type, "unknown"),
                "formula": f"={rule.formula[0]}" if rule.formula else None,
                "operator": rule.operator,
            }
            areas = [Area.of(str(area)) for area in found.sqref.ranges]
            data.formats.append(Spread(what, areas))
    for validation in sheet.data_validations.dataValidation:
        areas = [Area.of(str(area)) for area in validation.sqref.ranges]
        said = (validation.type, validation.formula1, validation.prompt)
        data.validations.append(Spread(said, areas))
    for table in sheet.tables.values():
        data.tables.append(_table(data, table))
    return data


def _cell(held: Any, shown: Any, look: str) -> Cell:
    array = isinstance(held, ArrayFormula)
    text = held.text if isinstance(held, ArrayFormula) else held
    formula = text if isinstance(text, str) and text.startswith("=") and shown != text else None
    if formula and shown is None and formula.startswith("=HYPERLINK("):
        # Excel calculates on opening what another program saved without its value.
        shown = calculated(formula, lambda _row, _column: None)
    if shown in ERRORS:
        value: Any = ErrorValue(shown)
    elif isinstance(shown, dt.datetime | dt.date | dt.time | dt.timedelta):
        value = float(to_excel(shown))
    elif isinstance(shown, int | float) and not isinstance(shown, bool):
        value = float(shown)
    else:
        value = shown
    return Cell(value or (value if value in (0, False) else None), formula, look, array)


def _table(data: SheetData, table: Any) -> TableData:
    found = TableData(data, table.displayName, Area.of(table.ref))
    found.totals = bool(table.totalsRowCount)
    found.headers_shown = table.headerRowCount != 0
    for place, column in enumerate(table.tableColumns):
        if column.calculatedColumnFormula is not None:
            found.calculated[place] = "=" + column.calculatedColumnFormula.attr_text
    for entry in table.autoFilter.filterColumn if table.autoFilter else []:
        field = entry.colId + 1
        if entry.filters is not None:
            shown = [f"={value}" for value in entry.filters.filter]
            found.filters[field] = autofilter_criteria_snapshot(field, "values", shown)
        else:
            found.filters[field] = autofilter_criteria_snapshot(field, "unknown")
    found.hide()
    return found
