"""Drawings and charts of a copied sheet: they go on showing what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.tracker.references import renamed_sheet, same_sheet, sheet_areas

if TYPE_CHECKING:
    from lxml import etree

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C, _A = f"{{{_CHART}}}", f"{{{_DRAWING}}}"
_LITERALS = {"numRef": "numLit", "strRef": "strLit", "multiLvlStrRef": "strLit"}


def frozen_chart(root: etree._Element, old: str, new: str) -> etree._Element:
    """A chart of sheet `old` on its copy `new`.

    What it reads from its own sheet it reads from the copy, whose cells stay. What it reads from
    elsewhere, which moves on, becomes part of the chart.
    """
    for formula in list(root.iter("{*}f")):
        areas = sheet_areas(formula.text or "")
        if areas and all(same_sheet(area.sheet, old) for area in areas):
            formula.text = renamed_sheet(formula.text or "", old, new)
        elif formula.tag == f"{_C}f":
            _freeze(formula)
    return root


def frozen_drawing(root: etree._Element, old: str, new: str) -> etree._Element:
    """A drawing of sheet `old` on its copy: shapes that show a cell show the copy's."""
    for shape in root.iter("{*}sp"):
        linked = shape.get("textlink")
        if not linked:
            continue
        areas = sheet_areas(linked)
        own = not areas or all(same_sheet(area.sheet, old) for area in areas)
        shape.set("textlink", renamed_sheet(linked, old, new) if own and areas else "")
    return root


def _freeze(formula: etree._Element) -> None:
    """Put what a reference shows in its place."""
    reference = formula.getparent()
    owner = None if reference is None else reference.getparent()
    if reference is None or owner is None:
        return
    kind = reference.tag.removeprefix(_C)
    cache = next((e for e in reference if e.tag.endswith("Cache")), None)
    if kind == "strRef" and owner.tag == f"{_C}tx":
        _freeze_text(owner, reference, cache)
    elif kind in _LITERALS:
        literal = reference.makeelement(f"{_C}{_LITERALS[kind]}")
        literal.extend([] if cache is None else _points(cache))
        owner.replace(reference, literal)


def _points(cache: etree._Element) -> list[etree._Element]:
    """What a literal holds of a cache; of several levels of an axis only the nearest."""
    level = cache.find(f"{_C}lvl")
    kept = [e for e in cache if e.tag in {f"{_C}formatCode", f"{_C}ptCount", f"{_C}pt"}]
    return kept if level is None else [*kept, *level.findall(f"{_C}pt")]


def _freeze_text(
    owner: etree._Element, reference: etree._Element, cache: etree._Element | None
) -> None:
    """The name of a series, or a title, as plain words."""
    words = "" if cache is None else " ".join(v.text or "" for v in cache.iter(f"{_C}v"))
    parent = owner.getparent()
    if parent is not None and parent.tag == f"{_C}ser":
        text = reference.makeelement(f"{_C}v")
        text.text = words
        owner.replace(reference, text)
        return
    rich = reference.makeelement(f"{_C}rich")
    paragraph = rich.makeelement(f"{_A}p")
    run = paragraph.makeelement(f"{_A}r")
    text = run.makeelement(f"{_A}t")
    text.text = words
    run.append(text)
    paragraph.append(run)
    rich.extend([rich.makeelement(f"{_A}bodyPr"), paragraph])
    owner.replace(reference, rich)
