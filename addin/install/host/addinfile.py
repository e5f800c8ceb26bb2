"""The add-in file: whether it is ours, and which xlwings its macros ask for."""

from __future__ import annotations

import io
import re
import zipfile

from addin.install.host.computer import CannotTellError

PROJECT = "sponsor_coverage"
ADDIN_NAME = f"{PROJECT}.xlam"
# The sheet that every version of the add-in carries, and no other add-in has.
SETTINGS_SHEET = f"{PROJECT}.conf"

_WORKBOOK = "xl/workbook.xml"
_MACROS = "xl/vbaProject.bin"
_MOST_BYTES = 50_000_000
_DLL = re.compile(rb"xlwings(?:32|64)-([\w.]+?)\.dll")
# How a packed VBA source begins: a flag byte, then the word Attribute cut by the next flags.
_SOURCE_START = b"\x00Attribut\x00e "
_START_BEFORE = 3
_CHUNK = 4_096


def is_ours(content: bytes) -> bool:
    """Whether this is a Sponsor Coverage add-in, of whatever version."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.getinfo(_MACROS)
            workbook = _part(archive, _WORKBOOK)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError):
        return False
    return f'name="{SETTINGS_SHEET}"'.encode() in workbook


def asked_xlwings(content: bytes) -> str:
    """The version of xlwings whose library the add-in's macros load.

    Raises:
        CannotTellError: the macros could not be read.
    """
    try:
        import olefile
    except ImportError as error:
        raise CannotTellError("the package olefile is missing") from error
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            macros = _part(archive, _MACROS)
        with olefile.OleFileIO(io.BytesIO(macros)) as project:
            streams = [project.openstream(name).read() for name in project.listdir()]
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError) as error:
        raise CannotTellError("the add-in's macros could not be read") from error
    for stream in streams:
        start = stream.find(_SOURCE_START)
        if start >= _START_BEFORE and (
            found := _DLL.search(_unpacked(stream[start - _START_BEFORE :]))
        ):
            return found[1].decode("ascii")
    raise CannotTellError("the add-in's macros name no version of xlwings")


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(f"{name} is too large")
    return content


def _unpacked(container: bytes) -> bytes:
    """The source text in a compressed container of a VBA project ([MS-OVBA] 2.4.1)."""
    text, at = bytearray(), 1
    while at + 2 <= len(container):
        header = int.from_bytes(container[at : at + 2], "little")
        chunk = container[at + 2 : at + (header & 0x0FFF) + 3]
        text += _unpacked_chunk(chunk) if header & 0x8000 else chunk
        at += 2 + max(len(chunk), 1)
    return bytes(text)


def _unpacked_chunk(chunk: bytes) -> bytes:
    text, at = bytearray(), 0
    while at < len(chunk):
        flags, at = chunk[at], at + 1
        for bit in range(8):
            if at >= len(chunk) or len(text) >= _CHUNK:
                break
            if not flags >> bit & 1:
                text.append(chunk[at])
                at += 1
                continue
            token = int.from_bytes(chunk[at : at + 2], "little")
            # The more text there is to point back to, the more bits of a token say how far.
            distance_bits = max((len(text) - 1).bit_length(), 4)
            length = (token & 0xFFFF >> distance_bits) + 3
            back = (token >> 16 - distance_bits) + 1
            if back > len(text):
                return bytes(text)
            repeated = text[len(text) - back :]
            text += (repeated * (length // back + 1))[:length]
            at += 2
    return bytes(text)
