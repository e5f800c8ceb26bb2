"""Work that is done is done, whether or not anybody can read what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from addin.cli import main; main()"]
FULL = Path("/dev/full")


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_a_full_standard_output_fails_no_refresh(demo: Path) -> None:
    before = demo.read_bytes()
    with FULL.open("wb") as full:
        ran = subprocess.run(
            [*COMMAND, "refresh", str(demo), "--as-of", "2026-12-28"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ran.returncode == 1
    assert ran.stderr.startswith(b"sponsor-coverage: done, but what was done can't be told")
    assert ran.stderr.count(b"\n") == 1
    assert demo.read_bytes() != before


@pytest.mark.slow
def test_a_refresh_needs_no_standard_output(demo: Path) -> None:
    close = f"import sys; sys.stdout = None; {COMMAND[2]}"
    ran = subprocess.run(
        [COMMAND[0], "-c", close, "refresh", str(demo)], stderr=subprocess.PIPE, check=False
    )
    assert (ran.returncode, ran.stderr) == (1, b"")


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_scores_that_nobody_gets_are_a_failure(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("Account ID,Account,ARR\nA1,Acme,300000\n", encoding="utf-8")
    with FULL.open("wb") as full:
        ran = subprocess.run(
            [*COMMAND, "score", str(accounts)], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ran.returncode == 2
