"""Letters of a text file: found out by its bytes, and made UTF-8."""

from __future__ import annotations

import re

from addin.importing.codepages import code_page

HEAD_BYTES = 1 << 16
"""As much of a file as tells how it is written."""

MARK = b"\xef\xbb\xbf"
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (MARK, "utf-8-sig"))
_LONGEST_LETTER = 4
_ODD_BYTE = re.compile("[\udc80-\udcff]")


def in_utf8(content: bytes) -> tuple[bytes, str | None]:
    """The same text in UTF-8 without a mark and without NULs, and a note on odd letters in it.

    None instead of a note: only its head is known to be UTF-8. Whoever reads the text finds out at
    no cost, and only then is it worth a second look.
    """
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None and b"\0" in content[:HEAD_BYTES]:
        encoding = _utf16(content)
    if encoding in (None, "utf-8-sig"):
        content = content.removeprefix(MARK).replace(b"\0", b"")
        head = content[:HEAD_BYTES]
        return (content, None) if _is_utf8(head) else without_other_bytes(content)
    text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    return text.replace("\0", "").encode("utf-8", errors="replace"), ""


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A letter may be cut at the end of the head.
        return error.start > len(head) - _LONGEST_LETTER
    return True


def without_other_bytes(content: bytes) -> tuple[bytes, str]:
    """The text in UTF-8, and a note where letters of it are uncertain.

    A text that is not UTF-8 is read by the code page that fits its words, and the note says which
    where it is not Windows' usual one; single bytes of one that is UTF-8 for the most part are
    taken for the usual letters.
    """
    text = content.decode("utf-8", "surrogateescape")
    odd = [found.start() for found in _ODD_BYTE.finditer(text)]
    if not odd:
        return content, ""
    if len(odd) > sum(not letter.isascii() for letter in text) - len(odd):
        page = code_page(content)
        return content.decode(page.name, errors="replace").encode("utf-8"), page.note
    line = text.count("\n", 0, odd[0]) + 1
    note = f"Line {line} holds a letter that is not UTF-8 as the others are; check its accents."
    return _ODD_BYTE.sub(_windows_letter, text).encode("utf-8"), note


def _windows_letter(odd: re.Match[str]) -> str:
    return odd[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _utf16(content: bytes) -> str | None:
    """The byte order of UTF-16 without a mark, told by where the zeros of plain letters stand."""
    head = content[:HEAD_BYTES]
    half = max(len(head) // 2, 1)
    if head[1::2].count(0) > half / 2 and head[0::2].count(0) < half / 4:
        return "utf-16-le"
    if head[0::2].count(0) > half / 2 and head[1::2].count(0) < half / 4:
        return "utf-16-be"
    return None
