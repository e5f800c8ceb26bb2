"""The last import is taken back, byte for byte, or the command says why not."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from addin.package.before import LastImports
from addin.tracker.workbook import WorkbookError
from tests.refresh.trackers import Command, set_cells

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2026-11-16"
HEADERS = "Account ID,Account,ARR\n"


@pytest.fixture
def tracker(run: Command, tmp_path: Path) -> Path:
    path, export = tmp_path / "tracker.xlsx", tmp_path / "first.csv"
    export.write_text(f"{HEADERS}A1,Acme,5\n", encoding="utf-8")
    assert run("new", path, "--from", export, "--as-of", DAY).code < 2
    return path


@pytest.fixture
def second(tmp_path: Path) -> Path:
    path = tmp_path / "second.csv"
    path.write_text(f"{HEADERS}A1,Acme,7\nA2,Bolt,9\n", encoding="utf-8")
    return path


@pytest.mark.slow
def test_the_last_import_is_undone_byte_for_byte_and_once(
    run: Command, tracker: Path, second: Path, own_folder: Path
) -> None:
    before = tracker.read_bytes()
    nothing = run("refresh", tracker, "--undo")
    assert nothing.code == 2
    assert "no import into it was run by you" in nothing.err
    assert run("refresh", tracker, "--accounts", second, "--as-of", DAY).code < 2
    after = tracker.read_bytes()
    shown = run("refresh", tracker, "--undo", "--dry-run", "--json")
    assert json.loads(shown.out)["written"] is False
    assert tracker.read_bytes() == after != before
    done = run("refresh", tracker, "--undo")
    assert done.code == 0
    assert "is as it was before the import of" in done.out
    assert tracker.read_bytes() == before
    assert run("refresh", tracker, "--undo").code == 2
    assert [path for path in own_folder.rglob("*") if path.is_file()] == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_what_a_link_means_is_brought_back_unless_it_is_open(
    run: Command, tracker: Path, second: Path, tmp_path: Path
) -> None:
    before, link = tracker.read_bytes(), tmp_path / "elsewhere" / "link.xlsx"
    link.parent.mkdir()
    link.symlink_to(tracker)
    assert run("refresh", link, "--accounts", second, "--as-of", DAY).code < 2
    lock = tmp_path / "~$tracker.xlsx"
    lock.touch()
    assert "tracker.xlsx is open in Excel" in run("refresh", link, "--undo").err
    lock.unlink()
    assert run("refresh", link, "--undo").code == 0
    assert link.is_symlink()
    assert tracker.read_bytes() == before


@pytest.mark.slow
def test_what_was_typed_since_is_not_lost(
    run: Command, tracker: Path, second: Path, tmp_path: Path
) -> None:
    before = tracker.read_bytes()
    assert run("refresh", tracker, "--accounts", second, "--as-of", DAY).code < 2
    set_cells(tracker, "Accounts", {("A1", "ARR"): 8})
    changed = tracker.read_bytes()
    refused = run("refresh", tracker, "--undo")
    assert refused.code == 2
    assert "was changed since the import of" in refused.err
    assert tracker.read_bytes() == changed
    done = run("refresh", tracker, "--undo", "--yes")
    assert tracker.read_bytes() == before
    aside = tmp_path / "tracker (before undo).xlsx"
    assert aside.read_bytes() == changed
    assert str(aside) in done.out


@pytest.mark.slow
def test_an_import_that_fails_keeps_what_the_last_one_kept(
    run: Command, tracker: Path, second: Path, tmp_path: Path
) -> None:
    before = tracker.read_bytes()
    assert run("refresh", tracker, "--accounts", second, "--as-of", DAY).code < 2
    bad = tmp_path / "bad.csv"
    bad.write_text("Nonsense\n1\n", encoding="utf-8")
    assert run("refresh", tracker, "--accounts", bad).code == 2
    assert run("refresh", tracker, "--accounts", second, "--dry-run", "--as-of", DAY).code < 2
    assert run("refresh", tracker, "--undo").code == 0
    assert tracker.read_bytes() == before


def test_undo_brings_nothing_in(run: Command, tracker: Path, second: Path) -> None:
    assert "brings none in" in run("refresh", tracker, "--undo", "--accounts", second).err


def test_the_last_few_trackers_are_kept(tmp_path: Path) -> None:
    kept = LastImports(tmp_path / "kept")
    path = tmp_path
    for number in range(22):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(b"old")
        with kept.keeping(path, "2026-11-16 09:00"):
            path.write_bytes(b"new")
    assert len([*(tmp_path / "kept").iterdir()]) == 2 * 20
    kept.undo(path)
    assert path.read_bytes() == b"old"


def test_where_nothing_can_be_kept_nothing_is_imported(tmp_path: Path) -> None:
    path, taken = tmp_path / "t.xlsx", tmp_path / "taken"
    path.write_bytes(b"old")
    taken.write_text("a file where the folder should be", encoding="utf-8")
    with (
        pytest.raises(WorkbookError, match="nothing was changed"),
        LastImports(taken).keeping(path, "now"),
    ):
        path.write_bytes(b"new")
    assert path.read_bytes() == b"old"
