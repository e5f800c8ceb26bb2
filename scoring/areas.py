"""The areas of the product, in order, and every table of the tracker by its name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from scoring import AREA_NAMES
from scoring.tables import KEPT_BY_EXPORTS, KEPT_BY_REFRESH

if TYPE_CHECKING:
    from scoring.area import Area

AREAS: tuple[Area, ...] = tuple(import_module(f"scoring.{name}").AREA for name in AREA_NAMES)
"""Every capability that the product has, as its folder declares it."""

REFRESHED = {
    table.name: table
    for table in (*(table for area in AREAS for table in area.tables), *KEPT_BY_REFRESH)
}
"""The tables that a refresh reads or writes."""

TABLES = REFRESHED | {table.name: table for table in KEPT_BY_EXPORTS}
"""The tables of the tracker."""

IMPORTED = {table.name: table for table in TABLES.values() if table.imports}
"""The tables that exports go into."""

CONTRACTS = TABLES | IMPORTED
"""Every table whose headers are known."""
