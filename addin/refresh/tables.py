"""The tables of a tracker as a run finds them, and its outputs as they go back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from addin.tracker.workbook import WorkbookError, Write, plain_name, present
from scoring.parameters import PERCENT
from scoring.tables.writing import to_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from addin.tracker.workbook import Standing, Workbook
    from scoring.tables import Table


@dataclass(frozen=True, eq=False)
class Found:
    """What a tracker holds.

    Attributes:
        tables: cells of each table that is there; of one that a run remembers, even if not.
        places: where each that is there stands.
        absent: the headers that a remembered one lacks.
    """

    tables: Mapping[str, pd.DataFrame]
    places: Mapping[str, Standing]
    absent: Mapping[str, list[str]]

    def height(self, name: str) -> int:
        """Rows of a table down to the last one that says something."""
        place = self.places.get(name)
        return place.height(self.tables[name]) if place else 0


def found_in(book: Workbook, wanted: Iterable[Table]) -> Found:
    """The tables that a tracker has of those that are wanted.

    Raises:
        WorkbookError: it lacks one without which it is no tracker.
    """
    there = present(book)
    tables: dict[str, pd.DataFrame] = {}
    places: dict[str, Standing] = {}
    absent: dict[str, list[str]] = {}
    for table in wanted:
        name = table.name
        if plain_name(name) in there:
            place = places[name] = book.standing(name)
            if _holds_nothing_of_the_users(book, table, place):
                tables[name] = pd.DataFrame(columns=[*place.headers], dtype=object)
            else:
                tables[name] = book.read_table(name)
        elif table.needed:
            raise WorkbookError(
                f"The workbook has no table called {name}, nor a sheet of that name with a header "
                f"row, so it is not a tracker. Name the table {name} (Table Design, Table Name), "
                "or make a tracker with: sponsor-coverage new TRACKER.xlsx"
            )
        if table.remembers:
            frame = tables.get(name, pd.DataFrame(columns=table.headers, dtype=object))
            absent[name] = [header for header in table.headers if header not in frame.columns]
            tables[name] = frame.assign(**dict.fromkeys(absent[name]))
    return Found(tables, places, absent)


def _holds_nothing_of_the_users(book: Workbook, table: Table, place: Standing) -> bool:
    """Whether a table is read for the user's notes alone, and has neither a column nor a note."""
    ours = {column.header for column in table.columns if not column.user}
    return table.logs_notes and ours.issuperset(place.headers) and not book.notes(table.name)


def in_its_units(table: Table, cells: pd.DataFrame, place: Standing | None) -> pd.DataFrame:
    """The cells of an output in the units that the formats of its sheet take them for.

    A tracker of an earlier template shows gaps and changes as per cent, so points become shares.
    """
    newer = set(table.came_with_points)
    if place is None or not newer or newer & set(place.headers):
        return cells
    points = [column.header for column in table.columns if column.kind == "points"]
    return cells.assign(**{header: cells[header] / PERCENT for header in points})


def output_of(
    table: Table, cells: pd.DataFrame, found: Mapping[str, pd.DataFrame], keep_rows: int = 0
) -> Write:
    """An output to be written; the user's columns follow by key, or by place without one."""
    key = table.key
    # A note must never end up beside another account: there the adapter asks for the key.
    if key is not None and not table.remembers and key not in found.get(table.name, ()):
        key = None
    return Write(table.name, cells, key, keep_rows)


def typed_output(
    table: Table, frame: pd.DataFrame, found: Mapping[str, pd.DataFrame], keep_rows: int = 0
) -> Write:
    """The same from a typed frame."""
    return output_of(table, to_cells(frame, table), found, keep_rows)
