r"""The text file in which the add-in's macros look up their settings.

One setting a line, `"KEY","value"`, as VBA writes them. Lines that are not ours stay to the byte.

>>> changed(b'"SHOW CONSOLE","True"\n', {"INTERPRETER_WIN": b"C:\\py.exe"}, b"\n")
b'"SHOW CONSOLE","True"\n"INTERPRETER_WIN","C:\\py.exe"\n'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SETTING = re.compile(rb'^\s*"?([^",]*?)"?\s*,\s*(?:"([^"]*)"|(.*?))\s*$')


def setting(content: bytes, key: str) -> bytes | None:
    r"""The value of a key, the first one as VBA finds it; None if the key is not there.

    >>> setting(b'"interpreter_win","C:\\py.exe"\r\n', "INTERPRETER_WIN")
    b'C:\\py.exe'
    """
    for line in content.splitlines():
        name, value = _parts(line)
        if name == key:
            return value
    return None


def changed(content: bytes, values: Mapping[str, bytes | None], line_end: bytes) -> bytes:
    """The content with these values; None takes a key away, and what is right already stays."""
    lines, waiting = [], dict(values)
    for line in content.splitlines(keepends=True):
        name, present = _parts(line)
        if name not in values:
            lines.append(line)
            continue
        # The first line of a key is the one that counts, so later ones go.
        wanted = waiting.pop(name, None)
        if wanted is not None:
            lines.append(line if wanted == present else _line(name, wanted, line_end))
    added = [_line(name, value, line_end) for name, value in waiting.items() if value is not None]
    if added and lines and not lines[-1].endswith((b"\r", b"\n")):
        lines[-1] += line_end
    return b"".join(lines + added)


def _parts(line: bytes) -> tuple[str, bytes]:
    found = _SETTING.match(line)
    if found is None:
        return "", b""
    value = found[2] if found[2] is not None else found[3]
    return found[1].decode("latin-1").strip().upper(), value


def _line(name: str, value: bytes, line_end: bytes) -> bytes:
    return b'"' + name.encode("ascii") + b'","' + value + b'"' + line_end
