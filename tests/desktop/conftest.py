"""Excel for the tests of the adapter, watched for what not every host allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.desktop import DesktopWorkbook
from tests.addin.conftest import demo, demo_file, small_file  # noqa: F401 - the same trackers
from tests.excel import Excel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def excel() -> Iterator[Excel]:
    """Excel with nothing open; the test fails if anything asked of it is not for every host."""
    found = Excel()
    yield found
    found.close()
    assert found.journal.violations == []


@pytest.fixture
def open_workbook(excel: Excel) -> Callable[[Path], DesktopWorkbook]:
    """Opens a file in Excel, or goes to it where it is open, in a new run."""
    return lambda path: DesktopWorkbook(excel.open(path))
