"""The contract of each table: its headers, their other names, their kinds, their help.

One place says what a column is called in the sheet, the CSV and the docs. Cleaning, importing and
the template read it from here.
"""

from scoring.cells.texts import folded
from scoring.tables.accounts import (
    AUDIT,
    COVERAGE,
    HISTORY,
    ISSUES,
    PATH,
    RED_LIST,
    STANDUP,
    STANDUP_LOG,
)
from scoring.tables.choices import PROFILES, SPONSOR_STATUS, TOUCH_TYPES
from scoring.tables.columns import Column, Table
from scoring.tables.exports import EXPORT_LOG, EXPORT_MAP, EXPORT_PROFILES, EXPORTED_COLUMNS
from scoring.tables.inputs import ACCOUNTS, CONTACTS, IMPORT_MAP, SETTINGS, TOUCHES
from scoring.tables.matching import CONTRACTS, IMPORTED, TABLES, matched_headers, nearest_column
from scoring.tables.rates import (
    BOARD_GROUPS,
    BOARD_TABLES,
    BOARD_WEEKS,
    RUN_LOG,
    SCORECARD,
    TREND,
    WEEK_HEADERS,
    WEEKS_SHOWN,
)

__all__ = [
    "ACCOUNTS",
    "AUDIT",
    "BOARD_GROUPS",
    "BOARD_TABLES",
    "BOARD_WEEKS",
    "CONTACTS",
    "CONTRACTS",
    "COVERAGE",
    "EXPORTED_COLUMNS",
    "EXPORT_LOG",
    "EXPORT_MAP",
    "EXPORT_PROFILES",
    "HISTORY",
    "IMPORTED",
    "IMPORT_MAP",
    "ISSUES",
    "PATH",
    "PROFILES",
    "RED_LIST",
    "RUN_LOG",
    "SCORECARD",
    "SETTINGS",
    "SPONSOR_STATUS",
    "STANDUP",
    "STANDUP_LOG",
    "TABLES",
    "TOUCHES",
    "TOUCH_TYPES",
    "TREND",
    "WEEKS_SHOWN",
    "WEEK_HEADERS",
    "Column",
    "Table",
    "folded",
    "matched_headers",
    "nearest_column",
]
