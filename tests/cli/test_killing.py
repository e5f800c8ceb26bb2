"""A refresh that is killed leaves the old tracker or the new one, at whatever step it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.refresh.trackers import Command, table

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

KILLED_AT_STEP = """
import os, signal, sys
from addin.cli import commands as cli
from addin.refresh.story import refresh
from addin.package import PackageWorkbook

def progress(text, done, total):
    if done == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

request = cli._request("2026-11-23")
refresh(PackageWorkbook(sys.argv[1], progress=progress), request)
"""
KILLED_WHILE_SAVING = """
import os, signal, sys
from pathlib import Path
from addin.cli import commands as cli
from addin.refresh.story import refresh
from addin.package import PackageWorkbook

def replace(self, target):
    if sys.argv[2] == "after":
        os.replace(self, target)
    os.kill(os.getpid(), signal.SIGKILL)

Path.replace = replace
request = cli._request("2026-11-23")
refresh(PackageWorkbook(sys.argv[1]), request)
"""


def killed(code: str, *arguments: object) -> None:
    ran = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], check=False)
    assert ran.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("step", [0, 2, 3, 4])
def test_a_kill_before_the_end_leaves_the_old_tracker(demo: Path, step: int) -> None:
    before = demo.read_bytes()
    killed(KILLED_AT_STEP, demo, step)
    assert demo.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_kill_after_the_save_leaves_the_new_tracker(run: Command, demo: Path) -> None:
    killed(KILLED_AT_STEP, demo, 5)
    assert "2026-W48" in table(demo, "History")["Week"].to_numpy()
    assert run("refresh", demo, "--as-of", "2026-11-23").code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_around_the_replacing_leaves_a_whole_tracker(
    run: Command, demo: Path, moment: str
) -> None:
    before = demo.read_bytes()
    killed(KILLED_WHILE_SAVING, demo, moment)
    assert (demo.read_bytes() == before) == (moment == "before")
    assert run("refresh", demo, "--as-of", "2026-11-23").code == 1
    assert table(demo, "History")["Week"].iloc[-1] == "2026-W48"
