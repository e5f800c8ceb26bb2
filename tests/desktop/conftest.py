"""Excel for the tests of the adapter, watched for what not every host allows."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from addin.desktop import DesktopWorkbook
from tests.refresh.trackers import set_cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.excel import Excel


@pytest.fixture(scope="session")
def undated_file(
    small_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A demo tracker that was refreshed last week; not to be changed."""
    path = Path(shutil.copy(small_file, tmp_path_factory.mktemp("undated") / "tracker.xlsx"))
    set_cells(path, "Settings", {("as_of", "Value"): None})
    return path


@pytest.fixture
def demo(undated_file: Path, tmp_path: Path) -> Path:
    """A demo tracker of one's own that was refreshed last week."""
    return Path(shutil.copy(undated_file, tmp_path / "tracker.xlsx"))


@pytest.fixture
def open_workbook(excel: Excel) -> Callable[[Path], DesktopWorkbook]:
    """Opens a file in Excel, or goes to it where it is open, in a new run."""
    return lambda path: DesktopWorkbook(excel.open(path))
