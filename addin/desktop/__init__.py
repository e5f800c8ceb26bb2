"""The tracker that is open in Excel, changed in place through xlwings' public API."""

from addin.desktop.partial import OneSheetWorkbook, PlannedWorkbook
from addin.desktop.workbook import DesktopWorkbook

__all__ = ["DesktopWorkbook", "OneSheetWorkbook", "PlannedWorkbook"]
