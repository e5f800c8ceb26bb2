"""The made-up computers as fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.install.computers import MadeUp, addin_file, macos, windows

if TYPE_CHECKING:
    from pathlib import Path

# Blanks, an apostrophe, accents, what a shell or a macro could take amiss, and a cloud's folder.
USERS = ["zoe", "Zoë O'Neil", "R&D ^ (100%) team", "José; --", "zoe/OneDrive - Contoso"]


@pytest.fixture(scope="session")
def addin() -> bytes:
    """The add-in of this version."""
    return addin_file()


@pytest.fixture
def pc(tmp_path: Path) -> MadeUp:
    """A Windows with Excel, without the add-in."""
    return windows(tmp_path)


@pytest.fixture
def mac(tmp_path: Path) -> MadeUp:
    """A Mac with Excel, without the add-in."""
    return macos(tmp_path)


@pytest.fixture(params=["pc", "mac"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> MadeUp:
    """Each of the two."""
    return windows(tmp_path) if request.param == "pc" else macos(tmp_path)


@pytest.fixture(params=USERS)
def named_pc(request: pytest.FixtureRequest, tmp_path: Path) -> MadeUp:
    """A Windows whose user's folder has a difficult name."""
    return windows(tmp_path, request.param)
