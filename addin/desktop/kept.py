"""What stood in a workbook before we wrote, and what we wrote: kept on disk for Restore.

An add-in's writes empty Excel's undo list, so the last of them are kept in files of
the user's own folder, the last few for each workbook.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import hashlib
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.desktop.entries import CellError, Content, Formula
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.desktop.tables import TableChange
    from addin.desktop.workbook import DesktopWorkbook

_FORMAT = 1
_MOST_FILES = 60
_MOST_STEPS = 5
# A tracker of 20,000 accounts with a year of History keeps some megabytes.
_MOST_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class KeptTable:
    """The rows of a table that were replaced, and those that took their place."""

    name: str
    headers: Sequence[str | None]
    ours: Sequence[str]
    key: str | None
    keep_rows: int
    old: Sequence[list[Content]]
    new: Sequence[list[Content]]
    notes: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Kept:
    """One write of ours into one workbook."""

    workbook: str
    action: str
    when: str
    tables: Sequence[KeptTable] = ()
    cells: Mapping[str, list[Content]] = field(default_factory=dict)


class Shelf:
    """The folder with the last few writes into each workbook; old ones make room for new ones."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            import typer

            folder = Path(typer.get_app_dir("sponsor-coverage")) / "before"
        self._folder = folder

    def put(self, book: DesktopWorkbook, action: str, when: str) -> None:
        """Keep what a workbook is about to change, on top of what was kept before.

        Raises:
            WorkbookError: it can't be kept; nothing was changed.
        """
        found = Kept(
            workbook=book.book.fullname,
            action=action,
            when=when,
            tables=[_table(change) for change in book.table_changes],
            cells={change.name: [change.old, change.new] for change in book.cell_changes},
        )
        text = json.dumps(_plain({"format": _FORMAT, **vars(found)}))
        path = self._folder / f"{_mark(found.workbook)}-{time.time_ns():020}.json.gz"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            partial = path.with_suffix(".partial")
            with partial.open("wb") as file:
                partial.chmod(0o600)
                file.write(gzip.compress(text.encode("utf-8", "surrogatepass"), compresslevel=3))
            partial.replace(path)
        except OSError as error:
            msg = (
                f'What stands in the workbook could not be kept in "{self._folder}" '
                f"({error.strerror or error}), so nothing was changed; make room there or allow "
                "writing, and try again."
            )
            raise WorkbookError(msg) from error
        self._prune(path)

    def get(self, workbook: str) -> Kept | None:
        """The last write that was kept of a workbook; None where there is none to be read."""
        for path in self._kept(workbook):
            try:
                raw = gzip.decompress(path.read_bytes())
                found = json.loads(raw.decode("utf-8", "surrogatepass"), object_hook=_from_json)
                if found.pop("format") != _FORMAT or found["workbook"] != workbook:
                    return None
                found["tables"] = [KeptTable(**table) for table in found["tables"]]
                return Kept(**found)
            except (OSError, EOFError, ValueError, KeyError, TypeError):
                return None
        return None

    def drop(self, workbook: str) -> None:
        """Forget the last write that was kept of a workbook."""
        for path in self._kept(workbook)[:1]:
            path.unlink(missing_ok=True)

    def _kept(self, workbook: str) -> list[Path]:
        """The files of a workbook, the newest first."""
        return sorted(self._folder.glob(f"{_mark(workbook)}-*.json.gz"), reverse=True)

    def _prune(self, newest: Path) -> None:
        own = newest.name.partition("-")[0]
        files = sorted(
            (path for path in self._folder.glob("*.json.gz") if path != newest),
            key=lambda path: path.name.rpartition("-")[2],
            reverse=True,
        )
        size, steps = newest.stat().st_size, 1
        for place, path in enumerate(files, 2):
            size += path.stat().st_size
            steps += path.name.startswith(own)
            too_old = path.name.startswith(own) and steps > _MOST_STEPS
            if too_old or place > _MOST_FILES or size > _MOST_BYTES:
                # Another Excel may hold or have taken it away.
                with contextlib.suppress(OSError):
                    path.unlink()


def _mark(workbook: str) -> str:
    """A file name for a workbook that says nothing about it."""
    return hashlib.sha256(workbook.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _table(change: TableChange) -> KeptTable:
    body, place = change.body, change.place
    old = body.old[: max(body.old_last - body.first + 1, 0)]
    new = body.new[: max(body.new_last - body.first + 1, 0)]
    moves = body.moves
    return KeptTable(
        name=place.name,
        headers=list(place.headers),
        ours=[header for header in body.request.frame.columns if header in place.headers],
        key=body.request.key,
        keep_rows=body.request.keep_rows,
        old=old,
        new=new,
        notes=[
            {
                "offset": note.row - body.first,
                "column": note.column,
                "text": note.text,
                "replies": list(note.replies),
                "threaded": note.threaded,
            }
            for note in change.notes
            if note.row not in moves
        ],
    )


def _plain(value: Any) -> Any:
    """A value as JSON has it; what JSON has no word for becomes an object of one key."""
    if isinstance(value, CellError):
        return {"error": str(value)}
    if isinstance(value, Formula):
        return {"formula": value.text}
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, KeptTable):
        return _plain(vars(value))
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _from_json(found: dict[str, Any]) -> Any:
    if found.keys() == {"moment"}:
        return dt.datetime.fromisoformat(found["moment"])
    if found.keys() == {"formula"}:
        return Formula(found["formula"])
    if found.keys() == {"error"}:
        return CellError(found["error"])
    return found
