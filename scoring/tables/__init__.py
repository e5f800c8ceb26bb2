"""What a table is, and the tables of the tracker itself.

One place says what a column is called in the sheet, the CSV and the docs. The tables of an area
stand in its own folder; `scoring.areas` lists them all.
"""

from scoring.tables.columns import Column, Import, Table
from scoring.tables.tracker import (
    EXPORT_LOG,
    EXPORT_MAP,
    EXPORT_PROFILES,
    EXPORTED_COLUMNS,
    IMPORT_MAP,
    ISSUES,
    KEPT_BY_EXPORTS,
    KEPT_BY_REFRESH,
    RUN_LOG,
    SETTINGS,
    VALUE_MAP,
)

__all__ = [
    "EXPORTED_COLUMNS",
    "EXPORT_LOG",
    "EXPORT_MAP",
    "EXPORT_PROFILES",
    "IMPORT_MAP",
    "ISSUES",
    "KEPT_BY_EXPORTS",
    "KEPT_BY_REFRESH",
    "RUN_LOG",
    "SETTINGS",
    "VALUE_MAP",
    "Column",
    "Import",
    "Table",
]
