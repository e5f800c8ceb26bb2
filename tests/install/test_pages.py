"""The install pages say what the program does."""

from __future__ import annotations

import plistlib
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from addin.install.doctor import examine
from tests.install.computers import SCRIPT, macos, windows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.install.computers import MadeUp

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [("install-windows.md", windows), ("install-macos.md", macos)]


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize(("name", "computer"), PAGES)
def test_each_line_of_doctor_has_its_row(
    name: str, computer: Callable[[Path], MadeUp], addin: bytes, tmp_path: Path
) -> None:
    table = page(name).partition("## When doctor says")[2]
    rows = re.findall(r"^\| ([^|]+?) \|", table, flags=re.MULTILINE)
    checks = [finding.check for finding in examine(computer(tmp_path).computer, addin)]
    assert rows == ["line", *checks]


def test_the_windows_page_names_the_places(pc: MadeUp) -> None:
    text = page("install-windows.md")
    roaming, home = pc.computer.environment["APPDATA"], str(pc.computer.home)
    assert str(pc.addin).replace(roaming, "%APPDATA%") in text
    assert str(pc.settings).replace(home, "%USERPROFILE%") in text


def test_the_macos_page_names_the_places(mac: MadeUp) -> None:
    text = page("install-macos.md")
    for place in (mac.addin, mac.settings, mac.script):
        assert f"`{place.relative_to(mac.computer.home)}`" in text
    assert SCRIPT in text


def test_the_job_for_launchd_can_be_read() -> None:
    start = page("scheduled.md").partition("    <?xml")[2].partition("</plist>")[0]
    job = plistlib.loads(textwrap.dedent(f"    <?xml{start}</plist>").encode())
    assert job["ProgramArguments"][1] == "refresh"
    assert job["StartCalendarInterval"] == {"Weekday": 1, "Hour": 6, "Minute": 30}
