"""A tracker as any program reads it: the rows of its tables, and the values of its named cells."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils import range_boundaries

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]


@dataclass(frozen=True)
class Sheets:
    """What stands in a tracker.

    Attributes:
        tables: by name, the rows that say something, by header.
        values: by name, what the named cells hold; "" where they are empty.
        shown: by name, the number formats of these cells.
    """

    tables: dict[str, list[Row]]
    values: dict[str, Any]
    shown: dict[str, str]

    def rows(self, table: str, **where: Any) -> list[Row]:
        """The rows of a table, or those with some values."""
        wanted = {header.replace("_", " "): value for header, value in where.items()}
        return [
            row
            for row in self.tables[table]
            if all(row[header] == value for header, value in wanted.items())
        ]


def read(tracker: Path) -> Sheets:
    """The values of a tracker, as openpyxl reads them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(tracker, data_only=True)
    tables: dict[str, list[Row]] = {}
    for sheet in book.worksheets:
        for name, place in sheet.tables.items():
            left, top, right, bottom = range_boundaries(place)
            cells = sheet.iter_rows(top, bottom, left, right, values_only=True)
            headers, *body = list(cells)
            rows = [dict(zip(map(str, headers), row, strict=True)) for row in body]
            tables[name.replace("_", " ")] = [
                row for row in rows if any(value is not None for value in row.values())
            ]
    values, shown = {}, {}
    for name, place in book.defined_names.items():
        for title, cell in place.destinations:
            found = book[title][cell]
            # An empty cell with a link gives the place that it leads to.
            empty = found.hyperlink and found.value == found.hyperlink.location
            values[name] = "" if empty or found.value is None else found.value
            shown[name] = found.number_format
    return Sheets(tables, values, shown)
