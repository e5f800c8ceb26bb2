"""Writing the zip file of a workbook: members one by one, then the whole file in one step."""

from __future__ import annotations

import os
import stat
import struct
import tempfile
import time
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from addin.tracker import limits
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Chunks = list[bytes | memoryview]

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
LOCAL_SIGNATURE = b"PK\x03\x04"
_CENTRAL_HEADER = struct.Struct("<4s6H3L5H2L")
_END_RECORD = struct.Struct("<4s4H2LH")
_CENTRAL_SIGNATURE = b"PK\x01\x02"
_END_SIGNATURE = b"PK\x05\x06"
_ZIP64_EXTRA = 0x0001
_FLAG_UTF8 = 0x0800


def true_file(path: Path) -> Path:
    """The file that a path means, beyond a link: beside it are its locks, and it is what is kept.

    Raises:
        WorkbookError: it is a folder, or nothing at all.
    """
    if not path.name or path.is_dir():
        msg = f'"{path}" is a folder; name the workbook in it, such as tracker.xlsx.'
        raise WorkbookError(msg)
    return path.resolve() if path.is_symlink() else path


def check_not_open(path: Path) -> None:
    """Refuse a file that Excel or LibreOffice holds, as its lock file beside it shows."""
    for program, name in (("Excel", f"~${path.name}"), ("LibreOffice", f".~lock.{path.name}#")):
        if path.with_name(name).exists():
            msg = (
                f"{path.name} is open in {program} (its lock file {name} is beside it); close it "
                f"in {program}, or delete the lock file if {program} is not running."
            )
            raise WorkbookError(msg)


def check_target(path: Path) -> None:
    """Refuse a file that can't be replaced: open in Excel, read-only, or in a read-only folder.

    Raises:
        WorkbookError: says which, and what to do.
    """
    check_not_open(path)
    if not path.parent.is_dir():
        msg = f"The folder {path.parent} does not exist; create it or choose another."
        raise WorkbookError(msg)
    read_only = path.exists() and not path.stat().st_mode & stat.S_IWUSR
    if read_only or (path.exists() and not os.access(path, os.W_OK)):
        msg = f"{path.name} is read-only; allow writing to it, or save under another name."
        raise WorkbookError(msg)
    if not os.access(path.parent, os.W_OK):
        msg = f"The folder {path.parent} is read-only; save the workbook somewhere else."
        raise WorkbookError(msg)


@dataclass(frozen=True)
class Entry:
    """What the central directory says of one member."""

    name: bytes
    flags: int
    method: int
    when: tuple[int, int]
    crc: int
    packed: int
    unpacked: int
    made_by: int = 20
    needs: int = 20
    extra: bytes = b""
    comment: bytes = b""
    attributes: tuple[int, int] = (0, 0)

    @classmethod
    def of(cls, info: zipfile.ZipInfo) -> Entry:
        """The entry of a member that is copied."""
        raw = info.orig_filename
        encoded = raw.encode("utf-8" if info.flag_bits & _FLAG_UTF8 else "cp437")
        return cls(
            name=encoded,
            flags=info.flag_bits,
            method=info.compress_type,
            when=_dos_time(info.date_time),
            crc=info.CRC,
            packed=info.compress_size,
            unpacked=info.file_size,
            made_by=info.create_system << 8 | info.create_version,
            needs=info.extract_version,
            extra=_without_zip64(info.extra),
            comment=info.comment,
            attributes=(info.internal_attr, info.external_attr),
        )

    def central_record(self, offset: int) -> bytes:
        """The record of a member that begins at `offset`."""
        header = _CENTRAL_HEADER.pack(
            _CENTRAL_SIGNATURE,
            self.made_by,
            self.needs,
            self.flags,
            self.method,
            *self.when,
            self.crc,
            self.packed,
            self.unpacked,
            len(self.name),
            len(self.extra),
            len(self.comment),
            0,
            *self.attributes,
            offset,
        )
        return header + self.name + self.extra + self.comment

    def local_header(self) -> bytes:
        """What stands before the packed data."""
        header = LOCAL_HEADER.pack(
            LOCAL_SIGNATURE,
            self.needs,
            self.flags,
            self.method,
            *self.when,
            self.crc,
            self.packed,
            self.unpacked,
            len(self.name),
            0,
        )
        return header + self.name


def _without_zip64(extra: bytes) -> bytes:
    kept = b""
    while len(extra) >= 4:  # noqa: PLR2004 - two shorts, kind and length
        kind, length = struct.unpack_from("<HH", extra)
        if kind != _ZIP64_EXTRA:
            kept += extra[: 4 + length]
        extra = extra[4 + length :]
    return kept


def _dos_time(when: tuple[int, int, int, int, int, int]) -> tuple[int, int]:
    year, month, day, hour, minute, second = when
    return hour << 11 | minute << 5 | second // 2, max(year - 1980, 0) << 9 | month << 5 | day


def copy_span(source: BinaryIO, target: BinaryIO, span: tuple[int, int]) -> None:
    """Copy a stretch of one file, given as offset and length, to another."""
    offset, left = span
    source.seek(offset)
    while left:
        chunk = source.read(min(left, limits.CHUNK_BYTES))
        if not chunk:
            msg = "The workbook was cut short by another program meanwhile; run this again."
            raise WorkbookError(msg)
        target.write(chunk)
        left -= len(chunk)


def write_member(
    target: BinaryIO, name: str, chunks: Iterable[bytes | memoryview], old: zipfile.ZipInfo | None
) -> Entry:
    """Deflate one part into the file; `old` lends its date."""
    start = target.tell()
    encoded = name.encode()
    when = _dos_time(old.date_time if old else (1980, 1, 1, 0, 0, 0))
    flags = 0 if encoded.isascii() else _FLAG_UTF8
    empty = Entry(encoded, flags, zipfile.ZIP_DEFLATED, when, crc=0, packed=0, unpacked=0)
    target.write(empty.local_header())
    pieces = list(chunks)
    large = sum(len(piece) for piece in pieces) > limits.LARGE_PART_BYTES
    level = limits.LEVEL_OF_LARGE_PARTS if large else limits.LEVEL_OF_PARTS
    deflater = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    crc = packed = unpacked = 0
    for piece in _in_chunks(pieces):
        crc = zlib.crc32(piece, crc)
        unpacked += len(piece)
        packed += target.write(deflater.compress(piece))
    packed += target.write(deflater.flush())
    entry = Entry(
        encoded, flags, zipfile.ZIP_DEFLATED, when, crc=crc, packed=packed, unpacked=unpacked
    )
    end = target.tell()
    target.seek(start)
    target.write(entry.local_header())
    target.seek(end)
    return entry


def _in_chunks(pieces: Iterable[bytes | memoryview]) -> Iterator[memoryview]:
    for piece in pieces:
        view = memoryview(piece)
        for at in range(0, len(view), limits.CHUNK_BYTES):
            yield view[at : at + limits.CHUNK_BYTES]


def replace(out: Path, original: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a file beside `out`, then put it in the place of `out` in one step."""
    check_target(out)
    before = stamp_of(out)
    mode = stat.S_IMODE((out if out.exists() else original).stat().st_mode)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.stem}-", suffix=".tmp", dir=out.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        # Writing takes seconds, in which somebody may have opened or saved it.
        check_not_open(out)
        if stamp_of(out) != before:
            msg = f"{out.name} was changed by another program meanwhile; run this again."
            raise WorkbookError(msg)
        _put_in_place(temporary, out)
    except OSError as error:
        msg = (
            f"{out.name} could not be saved ({error.strerror or error}) and is as it was; close "
            "it everywhere, check the space on the disk, and try again."
        )
        raise WorkbookError(msg) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def stamp_of(path: Path) -> tuple[int, int] | None:
    """What tells whether a file was saved since; None where there is none."""
    if not path.exists():
        return None
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def _put_in_place(temporary: Path, out: Path) -> None:
    attempts = 3
    for attempt in range(attempts):
        try:
            temporary.replace(out)
        except PermissionError:
            # Virus scanners and sync clients on Windows hold a fresh file for a moment.
            if attempt == attempts - 1:
                raise
            time.sleep(0.2)
        else:
            break
    if os.name == "posix":
        folder = os.open(out.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_directory(target: BinaryIO, records: list[bytes]) -> None:
    """End the file with the list of its members."""
    start = target.tell()
    target.writelines(records)
    size = target.tell() - start
    if target.tell() > limits.MAX_ARCHIVE_BYTES:
        msg = "The workbook would grow beyond 4 GB; move old rows to another workbook first."
        raise WorkbookError(msg)
    count = len(records)
    target.write(_END_RECORD.pack(_END_SIGNATURE, 0, 0, count, count, size, start, 0))
