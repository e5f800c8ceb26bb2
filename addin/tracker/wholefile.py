"""Files that are written whole: the old file or the new one, never a part."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scoring.errors import SponsorCoverageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class OutputFileError(SponsorCoverageError):
    """A file can't be written; the message is one sentence that says why and how to mend it."""


def check_writable(path: Path) -> None:
    """Refuse a path that no file can be put at, before any work is done for it.

    Raises:
        OutputFileError: it is a folder, in no folder, read-only, or open in Excel.
    """
    if path.is_dir() or not path.parent.is_dir():
        kind = "is a folder" if path.is_dir() else "is in a folder that does not exist"
        raise OutputFileError(f'"{path}" {kind}. Name a file in a folder that exists.')
    if path.is_file() and not path.stat().st_mode & stat.S_IWUSR:
        raise OutputFileError(f'"{path}" is read-only. Allow writing to it, or name another.')
    # Beside what a link means, as Excel sees it.
    real = path.resolve()
    if real.with_name(f"~${real.name}").exists():
        raise OutputFileError(f'"{path}" is open in Excel. Close it there, or name another file.')


def write_whole(path: Path, content: bytes) -> None:
    """Write a file at once.

    Raises:
        OutputFileError: the file can't be written; it is then as it was.
    """
    with written(path, content):
        pass


@contextmanager
def written(path: Path, content: bytes) -> Iterator[None]:
    """A file in its place while the body runs; if that fails, what was there before is back.

    So a file and the record of it stand or fall together.

    Raises:
        OutputFileError: the file can't be written; it is then as it was.
    """
    check_writable(path)
    if path.exists() and not path.is_file():
        # Such as /dev/null: to take its place would do harm.
        path.write_bytes(content)
        yield
        return
    target = path.resolve()
    before = target.with_name(f".{target.name}.before")
    existed = target.exists()
    try:
        if existed:
            shutil.copy2(target, before)
        _put(target, content)
        try:
            yield
        except BaseException:
            if existed:
                before.replace(target)
            else:
                target.unlink(missing_ok=True)
            raise
    finally:
        before.unlink(missing_ok=True)


def _put(target: Path, content: bytes) -> None:
    partial = target.with_name(f".{target.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, partial)
        partial.replace(target)
    except PermissionError as error:
        raise OutputFileError(
            f'"{target}" could not be replaced ({error.strerror}). Close it in Excel and '
            "everywhere else, or name another file."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
