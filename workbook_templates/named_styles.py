"""Gives cell styles their names, which XlsxWriter leaves out: they stand in Excel's gallery."""

from __future__ import annotations

import zipfile
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PART = "xl/styles.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_INHERITED = ("NumberFormat", "Font", "Fill", "Border", "Alignment", "Protection")


def name_styles(path: Path, styles: Mapping[str, int], formats: Mapping[int, str]) -> None:
    """Name the cell styles of a workbook that was just written; the same bytes each time.

    Args:
        path: the workbook; it is written anew.
        styles: names of the styles, each with the number of the format that shows it.
        formats: which style each format of the workbook follows, by their numbers.
    """
    with zipfile.ZipFile(path) as packed:
        members = [(info, packed.read(info)) for info in packed.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for info, content in members:
            named = _named(content, styles, formats) if info.filename == _PART else content
            packed.writestr(info, named, zipfile.ZIP_DEFLATED)


def _named(content: bytes, styles: Mapping[str, int], formats: Mapping[int, str]) -> bytes:
    root = etree.fromstring(content)
    looks = _list(root, "cellXfs")
    parents, names = _list(root, "cellStyleXfs"), _list(root, "cellStyles")
    numbers: dict[str, int] = {}
    for name, shown in styles.items():
        parent = deepcopy(looks[shown])
        del parent.attrib["xfId"]
        for part in _INHERITED:
            # What a style does not speak of, a cell that takes it keeps.
            if parent.get(f"apply{part}") is None:
                parent.set(f"apply{part}", "0")
        parents.append(parent)
        numbers[name] = len(parents) - 1
        etree.SubElement(names, f"{_MAIN}cellStyle", name=name, xfId=str(numbers[name]))
    for number, name in formats.items():
        looks[number].set("xfId", str(numbers[name]))
    for listed in (parents, names):
        listed.set("count", str(len(listed)))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _list(root: etree._Element, name: str) -> etree._Element:
    found = root.find(f"{_MAIN}{name}")
    if found is None:
        msg = f"The workbook's styles have no {name}."
        raise ValueError(msg)
    return found
