"""The parts of a workbook and how they refer to each other, with the changes not yet saved."""

from __future__ import annotations

import posixpath
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from addin.package.archive import Archive, Scan
from addin.package.markup import MAIN, attribute, check_xml, corner_of, excel_text, parse, start_tag
from addin.tracker import limits
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from addin.package.zipwriting import Chunks

CONTENT_TYPES = "[Content_Types].xml"
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_NO_MACROS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TYPES_END = re.compile(rb"</((?:[\w.-]+:)?)Types\s*>")
_SUFFIXES = {".xlsx": _NO_MACROS, ".xlsm": _MACROS}


@dataclass(frozen=True)
class Relationship:
    """One reference of a part: `kind` is the last word of its type, `target` a part name."""

    id: str
    kind: str
    target: str
    external: bool


class Parts:
    """Reads parts by name or by relationship; holds changed parts until they are saved."""

    def __init__(self, path: Path, *, ours: bool = False) -> None:
        if path.suffix.lower() not in _SUFFIXES:
            msg = f"{path.name} is neither .xlsx nor .xlsm; save it in Excel as one of these."
            raise WorkbookError(msg)
        self.archive = Archive(path, ours=ours)
        self.path = path
        self._spelling = {name.lower(): name for name in self.archive.names()}
        self._changed: dict[str, Chunks] = {}
        self._dropped: set[str] = set()
        self._latest: tuple[str, bytes] | None = None
        self._scanned: tuple[bytes, Scan] | None = None
        self._small: dict[str, bytes] = {}
        self._types: tuple[dict[str, str], dict[str, str]] | None = None
        self.workbook = self._find_workbook()
        self._check_macros()

    @property
    def changed(self) -> bool:
        """Whether there is anything to save."""
        return bool(self._changed or self._dropped)

    def has(self, name: str) -> bool:
        """Whether the workbook has a part of this name."""
        return self._spell(name) is not None

    def read(self, name: str) -> bytes:
        """The bytes of a part as they would be saved now.

        Raises:
            WorkbookError: there is no such part, or it is not safe to parse.
        """
        spelled = self._spell(name)
        if spelled is None:
            msg = f"{self.path.name} lacks its part {name}; open it in Excel and let it repair."
            raise WorkbookError(msg)
        if spelled in self._changed:
            chunks = self._changed[spelled]
            if len(chunks) != 1 or not isinstance(chunks[0], bytes):
                self._changed[spelled] = [b"".join(chunks)]
            return bytes(self._changed[spelled][0])
        if self._latest is None or self._latest[0] != spelled:
            if spelled in self._small:
                return self._small[spelled]
            content = check_xml(self.archive.read(spelled), spelled)
            if len(content) < limits.MEGABYTE:
                self._small[spelled] = content
                return content
            # A large sheet is asked for several times in a row, and takes seconds to unpack.
            self._latest = spelled, content
        return self._latest[1]

    def has_errors(self, name: str) -> bool:
        """Whether a sheet may hold a cell with an error such as #N/A."""
        scan = self._scan(name)
        return (self._spell(name) or name) in scan.with_errors | scan.unusual

    def is_uncalculated(self, name: str) -> bool:
        """Whether a sheet holds a formula whose value nobody has worked out."""
        return (self._spell(name) or name) in self._scan(name).uncalculated

    def has_merged_cells(self, name: str) -> bool:
        """Whether a sheet holds merged cells."""
        # Only exports are asked, so that trackers are not looked through for it.
        return b"mergeCell " in self.read(name)

    def corner(self, name: str) -> tuple[int, int]:
        """Row and column of the last cell of a sheet, at least to column Z.

        Patterns see the last row and every far column at no cost. Where cells may be written in
        another way, or out of order on a wide sheet, the parser says where they stand.
        """
        scan, spelled = self._scan(name), self._spell(name) or name
        height, width = scan.corners.get(spelled, (0, 0))
        if spelled in scan.unusual or width * limits.ROWS_UNSEEN > limits.MAX_GRID_CELLS:
            bottom, right = corner_of(self.read(name), name)
            return max(height, bottom), max(width, right)
        return height, width

    def _scan(self, name: str) -> Scan:
        spelled = self._spell(name) or name
        if self.archive.scan is not None and spelled not in self._changed:
            return self.archive.scan
        content = self.read(name)
        if self._scanned is None or self._scanned[0] is not content:
            self._scanned = content, Scan()
            self._scanned[1].see(spelled, content, whole=True)
        return self._scanned[1]

    def write(self, name: str, content: bytes | Chunks) -> bool:
        """Hold the new bytes of a part until the workbook is saved; False if they are the old."""
        chunks: Chunks = [content] if isinstance(content, bytes) else content
        if _equals(self.read(name), chunks):
            return False
        self._changed[self._spell(name) or name] = chunks
        self._latest = None
        if name == CONTENT_TYPES:
            self._types = None
        return True

    def add(self, name: str, content: bytes, kind: str | None) -> None:
        """Hold a new part until the workbook is saved.

        `kind` is its content type; None for a part whose ending tells it.
        """
        self._spelling[name.lower()] = name
        self._dropped.discard(name)
        self._changed[name] = [content]
        if kind is None:
            return
        types = self.read(CONTENT_TYPES)
        end = _TYPES_END.search(types)
        if end is None:
            msg = f"{self.path.name} does not list its parts; open it in Excel and save it once."
            raise WorkbookError(msg)
        entry = f'<{end.group(1).decode()}Override PartName="/{name}" ContentType="{kind}"/>'
        self.write(CONTENT_TYPES, types[: end.start()] + entry.encode() + types[end.start() :])

    def free_name(self, like: str) -> str:
        """A name for a new part beside another one: sheet7.xml beside sheet1.xml."""
        stem, ending = posixpath.splitext(like)
        stem = stem.rstrip("0123456789")
        number = 1
        while f"{stem}{number}{ending}".lower() in self._spelling:
            number += 1
        return f"{stem}{number}{ending}"

    def content_type(self, name: str) -> str:
        """The content type of a part."""
        overrides, defaults = self._content_types()
        listed = {part.lower(): kind for part, kind in overrides.items()}
        return listed.get(name.lower()) or defaults.get(name.rpartition(".")[2].lower(), "")

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Forget what was written inside the block if it fails."""
        before = dict(self._changed), set(self._dropped), dict(self._spelling)
        try:
            yield
        except BaseException:
            self._changed, self._dropped, self._spelling = before
            self._types = None
            raise

    def relationships_part(self, owner: str) -> str:
        """The name of the part that says what `owner` refers to."""
        return _rels_name(owner)

    def tab_titles(self) -> list[str]:
        """The titles of all sheets, chart sheets too, in tab order."""
        root = parse(self.read(self.workbook), self.workbook)
        tabs = root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")
        return [excel_text(tab.get("name", "")) for tab in tabs]

    def drop(self, name: str, owner: str) -> None:
        """Remove a part together with its content type and the reference from `owner`."""
        spelled = self._spell(name)
        if spelled is None:
            return
        self._dropped.add(spelled)
        self._changed.pop(spelled, None)
        rels = _rels_name(owner)
        keep = {link.id for link in self.relationships(owner) if link.target != spelled}
        self._remove_tags(rels, "Relationship", lambda tag: attribute(tag, "Id") not in keep)
        target = "/" + spelled.lower()
        self._remove_tags(
            CONTENT_TYPES,
            "Override",
            lambda tag: (attribute(tag, "PartName") or "").lower() == target,
        )

    def relationships(self, owner: str) -> list[Relationship]:
        """What a part refers to, in file order; the empty owner is the package itself."""
        name = _rels_name(owner)
        if not self.has(name):
            return []
        found = []
        for element in parse(self.read(name), name):
            if not isinstance(element.tag, str):
                continue
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external:
                target = posixpath.normpath(
                    posixpath.join("/", posixpath.dirname(owner), unquote(target))
                ).lstrip("/")
                target = self._spell(target) or target
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            found.append(Relationship(element.get("Id", ""), kind, target, external))
        return found

    def of_type(self, *endings: str) -> list[str]:
        """Names of the parts whose content type ends so."""
        overrides, _ = self._content_types()
        return [
            spelled
            for name, kind in overrides.items()
            if kind.endswith(endings) and (spelled := self._spell(name))
        ]

    def save(self, out: Path) -> None:
        """Write the workbook with its changes, whole or not at all."""
        if self.changed:
            self.archive.save(out, self._changed, self._dropped)
        else:
            self.archive.copy(out)

    def _spell(self, name: str) -> str | None:
        spelled = self._spelling.get(name.lower())
        return None if spelled in self._dropped else spelled

    def _remove_tags(self, name: str, tag: str, doomed: Callable[[bytes], bool]) -> None:
        old = self.read(name)
        pattern = re.compile(
            start_tag(tag).pattern + rb"(?:(?<!/>)\s*</(?:[\w.-]+:)?%b\s*>)?" % tag.encode()
        )
        new = pattern.sub(lambda found: b"" if doomed(found.group(0)) else found.group(0), old)
        if new != old:
            self.write(name, new)

    def _content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        if self._types is None:
            overrides: dict[str, str] = {}
            defaults: dict[str, str] = {}
            for element in parse(self.read(CONTENT_TYPES), CONTENT_TYPES):
                if not isinstance(element.tag, str):
                    continue
                kind = element.get("ContentType", "")
                if element.tag.endswith("}Override"):
                    overrides[element.get("PartName", "").lstrip("/")] = kind
                else:
                    defaults[element.get("Extension", "").lower()] = kind
            self._types = overrides, defaults
        return self._types

    def _find_workbook(self) -> str:
        if not self.has(CONTENT_TYPES):
            msg = (
                f"{self.path.name} is a zip file but no Excel workbook; save it in Excel as .xlsx."
            )
            raise WorkbookError(msg)
        for link in self.relationships(""):
            if link.kind == "officeDocument" and self.has(link.target):
                check_xml(self.archive.read(link.target), link.target)
                return link.target
        msg = f"{self.path.name} is a zip file but no Excel workbook; save it in Excel as .xlsx."
        raise WorkbookError(msg)

    def _check_macros(self) -> None:
        overrides, defaults = self._content_types()
        by_name = {name.lower(): kind for name, kind in overrides.items()}
        suffix = self.path.suffix.lower()
        kind = by_name.get(self.workbook.lower(), defaults.get("xml", ""))
        with_macros = any(link.kind == "vbaProject" for link in self.relationships(self.workbook))
        if suffix == ".xlsm" and not with_macros:
            msg = f"{self.path.name} is named .xlsm but holds no macros; save it in Excel as .xlsx."
            raise WorkbookError(msg)
        if suffix == ".xlsx" and (with_macros or kind == _MACROS):
            msg = f"{self.path.name} is named .xlsx but holds macros; save it in Excel as .xlsm."
            raise WorkbookError(msg)
        if kind != _SUFFIXES[suffix]:
            msg = f"{self.path.name} is a template or add-in inside; save it in Excel as {suffix}."
            raise WorkbookError(msg)


def _equals(old: bytes, chunks: Chunks) -> bool:
    if len(old) != sum(map(len, chunks)):
        return False
    view = memoryview(old)
    at = 0
    for chunk in chunks:
        if view[at : at + len(chunk)] != chunk:
            return False
        at += len(chunk)
    return True


def _rels_name(owner: str) -> str:
    folder, name = posixpath.split(owner)
    return posixpath.join(folder, "_rels", name + ".rels")
