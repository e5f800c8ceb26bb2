"""Files are written whole, or are as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.tracker.wholefile import OutputFileError, check_writable, write_whole, written

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ["a.csv"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert real.read_text() == "new"


@pytest.mark.parametrize("existed", [True, False])
def test_what_was_there_is_back_when_the_rest_fails(tmp_path: Path, *, existed: bool) -> None:
    path = tmp_path / "a.csv"
    if existed:
        path.write_text("old")
    seen = []

    def fail() -> None:
        seen.append(path.read_text())
        raise RuntimeError

    with pytest.raises(RuntimeError), written(path, b"new"):
        fail()
    assert seen == ["new"]
    assert names(tmp_path) == (["a.csv"] if existed else [])
    assert not existed or path.read_text() == "old"


def test_a_file_that_cannot_be_replaced_is_named_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def replace(_source: Path, _target: Path) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr("pathlib.Path.replace", replace)
    with pytest.raises(OutputFileError, match=r"a.csv\" could not be replaced \(in use\)"):
        write_whole(path, b"new")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.csv"]


def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.touch(0o400)
    with pytest.raises(OutputFileError, match="read-only"):
        check_writable(path)
