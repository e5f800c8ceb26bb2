"""Excel for the tests of the adapter, watched for what not every host allows."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from addin.desktop import DesktopWorkbook
from tests.excel import Excel
from tests.refresh.trackers import set_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder, where what stood before is kept."""
    folder = tmp_path / "user"
    for name in ("XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(folder))
    return folder


@dataclass(frozen=True)
class Pressed:
    """What a button left: the messages shown, and the status bar."""

    alerts: list[tuple[str, str]]
    status: str | bool


@pytest.fixture
def press(excel: Excel) -> Callable[..., Pressed]:
    """Presses a button of the ribbon in a workbook."""

    def pressed(button: Callable[..., None], path: Path | None, *texts: str) -> Pressed:
        if path is not None:
            excel.open(path).set_mock_caller()
        excel.journal.new_run()
        excel.app.alerts.clear()
        button(*texts)
        return Pressed(list(excel.app.alerts), excel.app.status_bar)

    return pressed
