"""The script that drives the self-check in Excel, as far as it goes without Excel."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from workbook_templates.self_check import run as run_self_check
from workbook_templates.self_check.run import failures

pytestmark = pytest.mark.slow


class _Range:
    def __init__(self, value=None, row=0):
        self.value, self.row = value, row
        self.refers_to_range = self.last_cell = self

    def options(self, **_):
        return self


class _Page:
    used_range = _Range(row=8)

    def __init__(self, rows):
        self._rows = rows

    def __getitem__(self, address):
        assert address == "A7:F8"
        return _Range(self._rows)


class _Workbook:
    def __init__(self, rows, verdict, loaded="yes"):
        self.sheets = {"Self check": _Page(rows)}
        self.names = {"self_check_result": _Range(verdict), "add_in_loaded": _Range(loaded)}


def _book(rows, verdict, loaded="yes") -> Any:
    return _Workbook(rows, verdict, loaded)


GOOD = [1.0, "Tier", "=sponsor_tier(1)", 4.0, 4.0, True]
BAD = [2.0, "Tier", "=sponsor_tier(2)", 3.0, 4.0, False]
UNKNOWN = [2.0, "Tier", "=sponsor_tier(2)", "#NAME?", 4.0, "add-in not loaded"]


def test_a_sound_workbook_has_no_failures():
    assert failures(_book([GOOD, GOOD], "All 2 checks TRUE")) == ("All 2 checks TRUE", [])


@pytest.mark.parametrize("row", [BAD, UNKNOWN])
def test_whatever_is_not_true_is_told(row):
    _, failing = failures(_book([GOOD, row], "Not TRUE: check 2"))
    [line] = failing
    assert line.startswith("check 2 Tier: =sponsor_tier(2) is ")
    assert line.endswith("and must be 4.0")


def test_an_add_in_that_is_not_loaded_is_told():
    verdict, _ = failures(_book([UNKNOWN, UNKNOWN], "Add-in not loaded", loaded="no"))
    assert verdict == "Add-in not loaded (add-in loaded: no)"


def test_another_system_is_refused_in_one_sentence(capsys, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    assert run_self_check.main([]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_missing_add_in_is_refused_in_one_sentence(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "win32")
    assert run_self_check.main(["--addin", str(tmp_path / "none.xlam")]) == 2
    told = capsys.readouterr().err
    assert "Build it with: sponsor-coverage addin build" in told
    assert told.count("\n") == 1
