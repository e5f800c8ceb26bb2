"""Reading and patching XML as bytes, so that what is not touched stays as it was written."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING

from addin.tracker.references import column_number
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = b"http://purl.oclc.org/ooxml/"
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_UTF8 = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_CELL_NAME = re.compile(r"([A-Za-z]*)(\d{1,18})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def check_xml(content: bytes, part: str) -> bytes:
    """Refuse XML that could do harm or that this program does not read, before it is parsed.

    Raises:
        WorkbookError: a document type definition, an encoding other than UTF-8, strict OOXML.
    """
    start = content[:4096]
    declared = _ENCODING.search(start)
    marked = start[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if marked or (declared and declared.group(1).lower() not in _UTF8):
        msg = f"Part {part} is not written in UTF-8; open the workbook in Excel and save it once."
        raise WorkbookError(msg)
    prolog = _PROLOG.match(content)
    # A document type definition may only stand before the root element.
    if prolog is None or content.startswith(b"<!", prolog.end()):
        msg = (
            f"Part {part} begins in a way that Excel never writes and that is not safe to open; "
            "export the workbook anew."
        )
        raise WorkbookError(msg)
    if _STRICT in start:
        msg = "The workbook is a Strict Open XML file; save it in Excel as 'Excel Workbook'."
        raise WorkbookError(msg)
    return content


def corner_of(content: bytes, part: str) -> tuple[int, int]:
    """Row and column of the last cell of a sheet, as a parser reads their names.

    Raises:
        WorkbookError: the part is not well-formed.
    """
    from lxml import etree

    bottom = right = 0
    try:
        for _, element in etree.iterparse(
            BytesIO(content), events=("end",), resolve_entities=False, no_network=True
        ):
            named = _CELL_NAME.fullmatch(element.get("r", "").strip())
            if named:
                bottom = max(bottom, int(named[2] or 0))
                right = max(right, column_number(named[1]))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        msg = f"Part {part} is damaged ({error}); open the workbook in Excel and save it once."
        raise WorkbookError(msg) from error
    return bottom, right


def parse(content: bytes, part: str) -> etree._Element:
    """The root element of a small part; never with entities, DTDs or network.

    Raises:
        WorkbookError: the part is not well-formed.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(check_xml(content, part), parser)
    except etree.XMLSyntaxError as error:
        msg = (
            f"Part {part} is damaged ({error.msg}); open the workbook in Excel, let it repair, "
            "and save."
        )
        raise WorkbookError(msg) from error


def serialized(root: etree._Element) -> bytes:
    """A part from its root element."""
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def attribute(tag: bytes, name: str) -> str | None:
    """The value of an attribute in the bytes of a start tag."""
    found = _attribute_pattern(name).search(tag)
    if not found:
        return None
    return unescape((found.group(3) if found.group(3) is not None else found.group(4)).decode())


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """A start tag with one attribute set, everything else in it kept to the byte."""
    text = escape_attribute(value).encode()
    found = _attribute_pattern(name).search(tag)
    if found:
        group = 3 if found.group(3) is not None else 4
        return tag[: found.start(group)] + text + tag[found.end(group) :]
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    head = tag[:end].rstrip()
    return head + b" " + name.encode() + b'="' + text + b'"' + tag[end:]


def patch_attribute(
    content: bytes, tags: str, name: str, change: Callable[[str], str | None]
) -> bytes:
    """Change an attribute wherever one of `tags` (a|b) has it; None takes it as it was."""

    def patched(match: re.Match[bytes]) -> bytes:
        tag = match.group(0)
        old = attribute(tag, name)
        new = None if old is None else change(old)
        return tag if new is None or new == old else with_attribute(tag, name, new)

    return re.sub(start_tag(tags), patched, content)


def start_tag(tags: str) -> re.Pattern[bytes]:
    """Matches the start tags of elements by local name, with any prefix."""
    return re.compile(rb"<(?:[\w.-]+:)?(?:%b)(?=[\s/>])[^>]*>" % tags.encode())


def escape_text(text: str) -> str:
    """Text for the inside of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    """Text for the inside of a double-quoted attribute."""
    return escape_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def excel_text(text: str) -> str:
    """Text as Excel stands for it in names: `_x000a_` is the character itself."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


def _attribute_pattern(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"(\s)(%b)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')" % re.escape(name).encode())
