"""DesktopWorkbook keeps the contract of every adapter."""

from __future__ import annotations

from tests.workbook_contract import WorkbookContract


class TestDesktopWorkbook(WorkbookContract):
    pass
