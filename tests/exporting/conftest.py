"""A small tracker with every kind of account, refreshed, and exports of it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from addin.exporting.writing import Exported, write_export
from addin.importing.rows import Export
from addin.package import PackageWorkbook
from addin.refresh.request import Request
from addin.refresh.story import refresh
from tests.exporting.firm import ACCOUNTS, AS_OF, HOSTILE
from workbook_templates import template_path

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable


@pytest.fixture(scope="session")
def firm_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The refreshed tracker; not to be changed."""
    return made(tmp_path_factory.mktemp("firm") / "tracker.xlsx", ACCOUNTS)


@pytest.fixture
def tracker(firm_file: Path, tmp_path: Path) -> Path:
    """The refreshed tracker, one's own."""
    return Path(shutil.copy(firm_file, tmp_path / "tracker.xlsx"))


@pytest.fixture(scope="session")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A refreshed tracker of text that means harm; not to be changed."""
    return made(tmp_path_factory.mktemp("hostile") / "tracker.xlsx", HOSTILE)


@pytest.fixture
def hostile(hostile_file: Path, tmp_path: Path) -> Path:
    """A tracker of text that means harm, one's own."""
    return Path(shutil.copy(hostile_file, tmp_path / "hostile.xlsx"))


@pytest.fixture
def export(tracker: Path) -> Callable[..., Exported]:
    """Exports the tracker to a file in its folder."""

    def exported(profile: str = "salesforce", name: str = "out.csv", **more: Any) -> Exported:
        return write_export(PackageWorkbook(tracker), profile, tracker.with_name(name), **more)

    return exported


def made(path: Path, accounts: list[dict[str, object]], as_of: dt.date = AS_OF) -> Path:
    """A tracker with these accounts, refreshed."""
    frame = pd.DataFrame(accounts, dtype=object)
    refresh(PackageWorkbook(template_path(), target=path), request(as_of, frame))
    return path


def request(as_of: dt.date = AS_OF, accounts: pd.DataFrame | None = None) -> Request:
    """A refresh on a day."""
    return Request(
        today=as_of,
        now=f"{as_of} 09:00",
        who="Ann",
        version="1",
        as_of=as_of,
        exports={} if accounts is None else {"Accounts": Export(accounts)},
    )
