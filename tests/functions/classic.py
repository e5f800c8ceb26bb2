"""Calls through the stubbed classic host, in a Python of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_HOST = Path(__file__).with_name("com_host.py")
_ROOT = Path(__file__).parents[2]

MISSING = {"missing": True}
"""An argument that is left out."""


def classic_excel(calls: list[list[Any]]) -> dict[str, Any]:
    """What the host tells: the VBA wrappers, the functions, and what each call answers."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(_HOST)],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told
