"""The zip file of a workbook: opened only if it is safe, saved with foreign members as they were.

A member that nobody changed is copied as its raw bytes, local header and compressed data alike,
so that whatever Excel or another program wrote there survives exactly.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO

from addin.package.zipwriting import (
    LOCAL_HEADER,
    LOCAL_SIGNATURE,
    Chunks,
    Entry,
    copy_span,
    replace,
    stamp_of,
    write_directory,
    write_member,
)
from addin.tracker import limits
from addin.tracker.references import column_number
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


_DESCRIPTOR_SIGNATURE = b"PK\x07\x08"
_ERROR_CELL = b't="e"'
_FORMULA = b"</f>"
_NO_VALUE = (b"</f></c>", b"</f><v></v>", b"</f><v/>", b"</f><v />")
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAR_COLUMN = re.compile(rb' r="([A-Za-z]{2,})(?=\d)')
_FAR_ROW = re.compile(rb'<row r="(\d{6,18})"')
_CELL = re.compile(rb' r="[A-Z]*(\d+)"')
_LAST_SINGLE_LETTER = 26
_QUOTED_OTHERWISE = b"='"
_APART = (b" r =", b' r= "')
_FIRST_ROWS = 65_536
"""Bytes at the start of a piece of a large sheet in which a far row is looked for."""
_LONGEST_CELL_NAME = len(b' r="XFD1048576"')
_FLAG_ENCRYPTED = 0x0001
_FLAG_DESCRIPTOR = 0x0008


class Scan:
    """What is seen of cells on the one pass over a file; unpacking a large sheet again is slow.

    Attributes:
        with_errors: members that hold a cell with an error.
        uncalculated: members that hold a formula without a value, as programs write them.
        corners: row and column of the last cell of each member, at least to column Z.
        unusual: members in which a cell may be named as no program writes it, unseen by patterns.
    """

    def __init__(self) -> None:
        self.with_errors: set[str] = set()
        self.uncalculated: set[str] = set()
        self.unusual: set[str] = set()
        self.corners: dict[str, tuple[int, int]] = {}

    def see(self, name: str, piece: bytes, *, whole: bool = False) -> None:
        """Look at a piece of a member, in order; pieces overlap so that no cell is cut.

        Args:
            name: of the member.
            piece: some of its bytes.
            whole: they are all of it, so that a closer look costs little.
        """
        if _ERROR_CELL in piece:
            self.with_errors.add(name)
        # Most sheets have no formula, and are looked through once for all four ends of one.
        if _FORMULA in piece and any(end in piece for end in _NO_VALUE):
            self.uncalculated.add(name)
        if _is_unusual(piece) or (whole and any(written in piece for written in _APART)):
            self.unusual.add(name)
        row, column = self.corners.get(name, (0, _LAST_SINGLE_LETTER))
        letters = max(_FAR_COLUMN.findall(piece), key=lambda far: (len(far), far), default=b"A")
        last = _CELL.match(piece, piece.rfind(b' r="'))
        rows = int(last[1]) if last else 0
        # Rows may stand in any order; numbers too short to do harm need no look.
        far = _FAR_ROW.findall(piece) if whole else _FAR_ROW.findall(piece, 0, _FIRST_ROWS)
        rows = max(rows, *map(int, far), 0)
        self.corners[name] = max(row, rows), max(column, column_number(letters.decode()))


def _is_unusual(piece: bytes) -> bool:
    """Whether the name of a cell may be written in single quotes, apart from its sign, or escaped.

    Single bytes are looked for first, which costs next to nothing.
    """
    return (
        (b"'" in piece and _QUOTED_OTHERWISE in piece)
        or any(sign in piece and sign + b"r" in piece for sign in (b"\n", b"\t", b"\r"))
        or (b"&" in piece and b'r="&' in piece)
    )


class Archive:
    """The members of a workbook file, all of them checked before the first is handed out.

    Args:
        path: the file.
        ours: it was written by this program a moment ago, so its contents need no check.

    Raises:
        WorkbookError: the file is missing, no workbook, damaged, or built to do harm.
    """

    def __init__(self, path: Path, *, ours: bool = False) -> None:
        self.path = path
        _check_signature(path)
        self._stamp = stamp_of(path)
        try:
            with zipfile.ZipFile(path) as zipped:
                self._members = {info.filename: info for info in zipped.infolist()}
                _check_members(path, zipped.infolist())
                self._spans = _raw_spans(path, zipped)
                self.scan = None if ours else _check_contents(path, zipped)
        except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError) as error:
            msg = f"{path.name} is damaged ({error}); restore it from a backup or save it anew."
            raise WorkbookError(msg) from error
        except (NotImplementedError, RuntimeError) as error:
            msg = f"{path.name} is packed in a way Excel does not write ({error}); save it anew."
            raise WorkbookError(msg) from error
        except OSError as error:
            msg = f"{path.name} could not be read ({error.strerror}); check that it is reachable."
            raise WorkbookError(msg) from error

    def names(self) -> list[str]:
        """Names of the members, in the order of the file."""
        return list(self._members)

    def size(self, name: str) -> int:
        """The unpacked size of one member; 0 if there is none."""
        return self._members[name].file_size if name in self._members else 0

    def read(self, name: str) -> bytes:
        """The unpacked bytes of one member."""
        self.check_unchanged()
        with zipfile.ZipFile(self.path) as zipped:
            return zipped.read(name)

    def check_unchanged(self) -> None:
        """Refuse to go on when somebody saved the file since it was opened."""
        if stamp_of(self.path) != self._stamp:
            msg = f"{self.path.name} was changed by another program meanwhile; run this again."
            raise WorkbookError(msg)

    def save(self, out: Path, changed: Mapping[str, Chunks], dropped: set[str]) -> None:
        """Write the archive to `out` whole or not at all, with some members changed or dropped.

        Raises:
            WorkbookError: `out` can't be written; it is then as it was.
        """
        self.check_unchanged()

        def _written(target: BinaryIO) -> None:
            self._write(target, out.name, changed, dropped)
            # Another run may have saved the file while this one wrote its own.
            self.check_unchanged()

        replace(out, self.path, _written)

    def copy(self, out: Path) -> None:
        """Copy the file as it is, whole or not at all."""
        self.check_unchanged()

        def _copy(target: BinaryIO) -> None:
            with self.path.open("rb") as source:
                shutil.copyfileobj(source, target, limits.CHUNK_BYTES)

        replace(out, self.path, _copy)

    def _write(
        self, target: BinaryIO, name_of_file: str, changed: Mapping[str, Chunks], dropped: set[str]
    ) -> None:
        directory: list[bytes] = []
        unpacked = 0
        with self.path.open("rb") as source:
            for name, info in self._members.items():
                if name in dropped:
                    continue
                offset = target.tell()
                if name in changed:
                    entry = write_member(target, name, changed[name], info)
                else:
                    copy_span(source, target, self._spans[name])
                    entry = Entry.of(info)
                directory.append(entry.central_record(offset))
                unpacked += entry.unpacked
        for name, chunks in changed.items():
            if name not in self._members:
                offset = target.tell()
                entry = write_member(target, name, chunks, None)
                directory.append(entry.central_record(offset))
                unpacked += entry.unpacked
        if unpacked > limits.MAX_UNPACKED_BYTES:
            # What can't be opened again must not be written.
            msg = (
                f"{name_of_file} would unpack to {unpacked // limits.MEGABYTE:,} MB, more than "
                f"{limits.MAX_UNPACKED_BYTES // limits.MEGABYTE} MB; move old rows of History or "
                "Touches to another workbook first."
            )
            raise WorkbookError(msg)
        write_directory(target, directory)


def _check_signature(path: Path) -> None:
    if not path.is_file():
        msg = f"There is no file {path}; check its name and folder."
        raise WorkbookError(msg)
    try:
        with path.open("rb") as file:
            signature = file.read(8)
    except OSError as error:
        msg = f"{path.name} could not be read ({error.strerror}); check that you may open it."
        raise WorkbookError(msg) from error
    if signature == _OLE_SIGNATURE:
        msg = (
            f"{path.name} is password-protected or an old .xls file; save it in Excel as .xlsx "
            "without a password to open."
        )
        raise WorkbookError(msg)
    if not signature.startswith(LOCAL_SIGNATURE):
        msg = f"{path.name} is not an Excel workbook; save it in Excel as .xlsx."
        raise WorkbookError(msg)


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    def refuse(reason: str) -> None:
        msg = f"{path.name} {reason}; it was not opened, save it anew in Excel if you trust it."
        raise WorkbookError(msg)

    if len(members) > limits.MAX_ENTRIES:
        refuse(f"holds {len(members):,} parts, more than {limits.MAX_ENTRIES:,}")
    unpacked = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members)
    if unpacked > limits.MAX_UNPACKED_BYTES:
        most = limits.MAX_UNPACKED_BYTES // limits.MEGABYTE
        refuse(f"unpacks to {unpacked // limits.MEGABYTE:,} MB, more than {most} MB")
    if unpacked > limits.RATIO_EXEMPT_BYTES and unpacked > limits.MAX_RATIO * packed:
        refuse("unpacks to over 100 times its size")
    names = [info.orig_filename.lower() for info in members]
    if len(set(names)) < len(names):
        refuse(f"has two parts named {next(n for n in names if names.count(n) > 1)!r}")
    for info in members:
        if problem := _member_problem(info):
            refuse(f"has {problem} ({info.orig_filename!r})")


def _member_problem(info: zipfile.ZipInfo) -> str | None:
    name = info.orig_filename
    if name.startswith("/") or set(name) & set("\\:\0") or ".." in name.split("/"):
        return "a part with an unsafe name"
    if info.flag_bits & _FLAG_ENCRYPTED:
        return "an encrypted part"
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "a part packed in a way Excel does not know"
    large = info.file_size > limits.RATIO_EXEMPT_BYTES
    if large and info.file_size > limits.MAX_RATIO * info.compress_size:
        return "a part that unpacks to over 100 times its size"
    return None


def _raw_spans(path: Path, zipped: zipfile.ZipFile) -> dict[str, tuple[int, int]]:
    """Where each member's local header, data and descriptor lie, as offset and length."""
    members = sorted(zipped.infolist(), key=lambda info: info.header_offset)
    ends = [info.header_offset for info in members[1:]] + [zipped.start_dir]
    spans = {}
    with path.open("rb") as file:
        for info, end in zip(members, ends, strict=True):
            file.seek(info.header_offset)
            fields = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
            length = LOCAL_HEADER.size + fields[9] + fields[10] + info.compress_size
            if fields[0] != LOCAL_SIGNATURE or info.header_offset + length > end:
                msg = f"part {info.filename!r} overlaps another"
                raise zipfile.BadZipFile(msg)
            if info.flag_bits & _FLAG_DESCRIPTOR:
                length += _descriptor_length(file, info, end - info.header_offset - length)
            spans[info.filename] = (info.header_offset, length)
    return spans


def _descriptor_length(file: BinaryIO, info: zipfile.ZipInfo, room: int) -> int:
    """How long the record behind the data is: with or without signature, 32-bit or zip64."""
    file.seek(info.header_offset)
    fields = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    file.seek(fields[9] + fields[10] + info.compress_size, os.SEEK_CUR)
    record = file.read(24)
    for signature in (_DESCRIPTOR_SIGNATURE, b""):
        for sizes in ("<LLL", "<LQQ"):
            known = signature + struct.pack(sizes, info.CRC, info.compress_size, info.file_size)
            if record.startswith(known) and len(known) <= room:
                return len(known)
    msg = f"part {info.filename!r} has no valid data descriptor"
    raise zipfile.BadZipFile(msg)


def _check_contents(path: Path, zipped: zipfile.ZipFile) -> Scan:
    """Unpack everything once: no later step meets a wrong checksum or a size that lies."""
    scan = Scan()
    for info in zipped.infolist():
        size = 0
        end = b""
        with zipped.open(info) as member:
            while chunk := member.read(limits.CHUNK_BYTES):
                size += len(chunk)
                scan.see(info.filename, end + chunk, whole=len(chunk) == info.file_size)
                end = chunk[-_LONGEST_CELL_NAME:]
        if size != info.file_size:
            msg = f"part {info.filename!r} has not the size it declares"
            raise zipfile.BadZipFile(msg)
        if info.filename.lower().startswith("_xmlsignatures/"):
            msg = (
                f"{path.name} carries a digital signature, which any change would break; remove "
                "the signature in Excel (File, Info) first."
            )
            raise WorkbookError(msg)
    return scan
