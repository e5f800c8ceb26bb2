"""A tracker as it was before the last import: kept in the user's own folder, for `--undo`.

It is not kept beside the tracker: in a folder that a team shares, such as one of SharePoint's, a
second tracker would be taken for one to work in.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from addin.package.zipwriting import check_not_open, true_file
from addin.tracker.wholefile import write_whole
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_TRACKERS = 20


@dataclass(frozen=True)
class Undone:
    """An import that was taken back.

    Attributes:
        when: it was made.
        aside: where the tracker is as it was before the undoing, if it had changed since.
    """

    when: str
    aside: Path | None = None


class LastImports:
    """The folder with each tracker as it was before its last import, of the last few trackers."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            import typer

            folder = Path(typer.get_app_dir("sponsor-coverage")) / "imports"
        self.folder = folder

    @contextmanager
    def keeping(self, tracker: Path, when: str) -> Iterator[None]:
        """Keep a tracker as it is while the body imports into it, in place of the last time.

        Raises:
            WorkbookError: it can't be kept; nothing was changed.
        """
        stem = self._stem(tracker)
        partial = stem.with_suffix(".partial")
        existed = tracker.is_file()
        if existed:
            try:
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.copyfile(tracker, partial)
                partial.chmod(0o600)
            except OSError as error:
                _gone(partial)
                msg = (
                    f'{tracker.name} could not be kept in "{self.folder}" for --undo '
                    f"({error.strerror or error}), so nothing was changed; make room there or "
                    "allow writing, and try again."
                )
                raise WorkbookError(msg) from error
        try:
            yield
        except BaseException:
            _gone(partial)
            raise
        # First, so that a stop in between leaves nothing that would undo the wrong import.
        _gone(stem.with_suffix(".json"))
        if existed:
            # The import is done, and a disk that is full now must not make it look undone.
            with contextlib.suppress(OSError):
                partial.replace(stem.with_suffix(".before"))
                record = {"when": when, "after": _digest(tracker)}
                stem.with_suffix(".json").write_text(json.dumps(record), encoding="utf-8")
                self._prune()

    def undo(self, tracker: Path, *, goes_on: bool = False, is_dry: bool = False) -> Undone:
        """Bring a tracker back to before its last import, byte for byte.

        Args:
            tracker: the file.
            goes_on: also where it was changed since; it is then put beside as it is now.
            is_dry: only say what would be done.

        Raises:
            WorkbookError: nothing is kept, or the file was changed since, or it can't be written.
        """
        tracker = true_file(tracker)
        stem = self._stem(tracker)
        before, note = stem.with_suffix(".before"), stem.with_suffix(".json")
        try:
            record = json.loads(note.read_text(encoding="utf-8"))
            content = before.read_bytes()
            when, after = str(record["when"]), str(record["after"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            msg = (
                f"Nothing of {tracker.name} is kept to be undone: no import into it was run by "
                "you on this computer, or it was undone already. A copy of the file, or its "
                "version history, has what stood before."
            )
            raise WorkbookError(msg) from error
        check_not_open(tracker)
        changed = tracker.is_file() and _digest(tracker) != after
        if changed and not goes_on:
            msg = (
                f"{tracker.name} was changed since the import of {when}, by hand or by a refresh, "
                "and that would be lost. Say --yes to undo all the same; the file as it is now is "
                "then put beside it."
            )
            raise WorkbookError(msg)
        aside = _free(tracker) if changed else None
        if is_dry:
            return Undone(when, aside)
        if aside is not None:
            shutil.copyfile(tracker, aside)
        write_whole(tracker, content)
        _gone(note)
        _gone(before)
        return Undone(when, aside)

    def _stem(self, tracker: Path) -> Path:
        """The files of a tracker, whose names say nothing about it."""
        text = str(tracker.resolve()).casefold()
        return self.folder / hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _prune(self) -> None:
        notes = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for note in notes[:-_MOST_TRACKERS]:
            _gone(note)
            _gone(note.with_suffix(".before"))


def _gone(path: Path) -> None:
    """Take a file away; another run may hold or have taken it away."""
    with contextlib.suppress(OSError):
        path.unlink()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _free(tracker: Path) -> Path:
    """A name beside a tracker for it as it was before an undoing."""
    name, number = tracker.with_name(f"{tracker.stem} (before undo){tracker.suffix}"), 2
    while name.exists():
        name = tracker.with_name(f"{tracker.stem} (before undo {number}){tracker.suffix}")
        number += 1
    return name
