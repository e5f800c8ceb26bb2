"""The areas of the product, in order, and every table of the tracker by its name."""

from __future__ import annotations

from scoring import coverage
from scoring.coverage.tables import (
    ACCOUNTS,
    AUDIT,
    CONTACTS,
    COVERAGE,
    HISTORY,
    PATH,
    RED_LIST,
    SCORECARD,
    STANDUP,
    STANDUP_LOG,
    TOUCHES,
    TREND,
)
from scoring.tables import EXPORT_LOG, EXPORT_MAP, IMPORT_MAP, ISSUES, RUN_LOG, SETTINGS

AREAS = (coverage.AREA,)
"""Every capability that the product has; to add one is to add its folder and its name here."""

TABLES = {
    table.name: table
    for table in (
        SETTINGS,
        ACCOUNTS,
        TOUCHES,
        IMPORT_MAP,
        COVERAGE,
        RED_LIST,
        SCORECARD,
        PATH,
        HISTORY,
        TREND,
        STANDUP,
        ISSUES,
        STANDUP_LOG,
        RUN_LOG,
        AUDIT,
        EXPORT_MAP,
        EXPORT_LOG,
    )
}
"""The tables of the tracker as it comes."""

IMPORTED = {table.name: table for table in (ACCOUNTS, TOUCHES, CONTACTS)}
"""The tables that exports go into; Contacts only where the user added it to the tracker."""

CONTRACTS = {**TABLES, **IMPORTED}
