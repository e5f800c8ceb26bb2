"""PackageWorkbook keeps the contract of every adapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.package import PackageWorkbook
from tests.workbook_contract import WorkbookContract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class TestPackageWorkbook(WorkbookContract):
    @pytest.fixture
    def open_workbook(self) -> Callable[[Path], PackageWorkbook]:
        return PackageWorkbook
