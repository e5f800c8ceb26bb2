"""What a table is, how its headers are matched, and the tables of the tracker itself.

One place says what a column is called in the sheet, the CSV and the docs. The tables of an area
stand in its own folder; `scoring.areas` lists them all.
"""

from scoring.tables.columns import Column, Table
from scoring.tables.matching import matched_headers, named_cells, nearest_column
from scoring.tables.tracker import (
    EXPORT_LOG,
    EXPORT_MAP,
    EXPORT_PROFILES,
    EXPORTED_COLUMNS,
    IMPORT_MAP,
    ISSUES,
    RUN_LOG,
    SETTINGS,
)

__all__ = [
    "EXPORTED_COLUMNS",
    "EXPORT_LOG",
    "EXPORT_MAP",
    "EXPORT_PROFILES",
    "IMPORT_MAP",
    "ISSUES",
    "RUN_LOG",
    "SETTINGS",
    "Column",
    "Table",
    "matched_headers",
    "named_cells",
    "nearest_column",
]
