"""What every test shares: settings, trackers to refresh, the command line as a user starts it."""

from __future__ import annotations

import gc
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from addin.cli import commands as cli
from addin.demo import make_demo
from addin.package import PackageWorkbook
from tests import tools
from tests.excel import Excel
from tests.refresh.trackers import Command, Run
from workbook_templates import demo_path, template_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from addin.refresh.outcome import Outcome

# Examples build frames, which is slow enough at first to trip a deadline and nothing else.
settings.register_profile("local", deadline=None, max_examples=20)
# The same examples on each run: a red CI is about the change, not about luck.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    max_examples=200,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# For a search at leisure: pytest --hypothesis-profile=thorough
settings.register_profile("thorough", settings.get_profile("local"), max_examples=5_000)
settings.load_profile("ci" if tools.in_ci() else "local")


# What these begin with takes long to make, so that one worker of pytest-xdist runs them all.
_TOGETHER = (
    ("tests/refresh/test_board_rendered.py",),
    ("tests/templates/test_pictures.py",),
    ("tests/refresh/test_refresh.py", "tests/refresh/test_summary.py"),
    ("tests/exporting/",),
    ("tests/xlam/",),
    ("tests/functions/test_classic_excel.py",),
    ("tests/functions/test_settings.py",),
    ("tests/functions/test_xlwings_server.py",),
    ("tests/templates/test_self_check.py",),
    ("tests/golden/test_golden.py",),
)


class _Scheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Spreads tests over the workers one by one, but for those that stay together.

    The mark xdist_group does so up to pytest 9.1, and nothing since: pytest-xdist #1386.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((names[0] for names in _TOGETHER if nodeid.startswith(names)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return _Scheduling(config, log)


def pytest_collection_finish() -> None:
    """Leave all that is imported by now out of the search for garbage: a twentieth of a run."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    own_folder: Path,  # noqa: ARG001
) -> Command:
    """Starts the command line with some arguments, in this process."""

    def started(*arguments: str | Path) -> Run:
        monkeypatch.setattr(sys, "argv", ["sponsor-coverage", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        code = left.value.code
        assert isinstance(code, int)
        return Run(code, said.out, said.err)

    return started


@pytest.fixture(scope="session")
def whole_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """The whole demo tracker, not to be changed, and what its refresh found."""
    return make_demo(tmp_path_factory.mktemp("demo"), cli._request(None), None)


@pytest.fixture(scope="session")
def demo_file(whole_demo: tuple[Path, Outcome]) -> Path:
    """The whole demo tracker; not to be changed."""
    return whole_demo[0]


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo tracker with a part of its accounts and weeks; not to be changed."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copy(demo_path("settings.toml"), folder)
    accounts = _given("accounts").iloc[:40]
    weeks = sorted(_given("history")["Week"].unique())[-3:]
    for name in ("accounts", "touches", "history", "red_list"):
        frame = _given(name)
        frame = frame[frame["Account ID"].isin(accounts["Account ID"])]
        if name == "history":
            frame = frame[frame["Week"].isin(weeks)]
        frame.to_csv(folder / f"{name}.csv", index=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("addin.demo.demo_path", folder.joinpath)
        tracker, _ = make_demo(folder, cli._request(None), None)
    book = PackageWorkbook(tracker)
    # One of the notes is of an account that is not red any more.
    book.write_table("Standup log", book.read_table("Standup log").iloc[:0])
    book.save()
    return tracker


def _given(name: str) -> pd.DataFrame:
    return pd.read_csv(demo_path(f"{name}.csv"), dtype=str)


@pytest.fixture
def demo(small_file: Path, tmp_path: Path) -> Path:
    """A demo tracker of one's own."""
    return Path(shutil.copy(small_file, tmp_path / "tracker.xlsx"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A new tracker without a row."""
    return Path(shutil.copy(template_path(), tmp_path / "empty.xlsx"))


@pytest.fixture
def excel() -> Iterator[Excel]:
    """Excel with nothing open; the test fails if anything asked of it is not for every host."""
    found = Excel()
    yield found
    found.close()
    assert found.journal.violations == []


@pytest.fixture
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
def press(excel: Excel, own_folder: Path) -> Callable[..., Pressed]:  # noqa: ARG001
    """Presses a button of the ribbon in a workbook."""

    def pressed(button: Callable[..., None], path: Path | None, *texts: str) -> Pressed:
        if path is not None:
            excel.open(path).set_mock_caller()
        excel.journal.new_run()
        excel.app.alerts.clear()
        button(*texts)
        return Pressed(list(excel.app.alerts), excel.app.status_bar)

    return pressed
