"""Blocks of cells as Excel cuts and joins them."""

from __future__ import annotations

from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter, range_boundaries


class Area(NamedTuple):
    """A block of cells, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, text: str) -> Area:
        left, top, right, bottom = range_boundaries(text.replace("$", ""))
        return cls(top or 1, left or 1, bottom or 1_048_576, right or 16_384)

    @property
    def address(self) -> str:
        start = f"${get_column_letter(self.left)}${self.top}"
        end = f"${get_column_letter(self.right)}${self.bottom}"
        return start if start == end else f"{start}:{end}"

    def common(self, other: Area) -> Area | None:
        found = Area(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )
        return found if found.top <= found.bottom and found.left <= found.right else None

    def without(self, other: Area) -> list[Area]:
        cut = self.common(other)
        if cut is None:
            return [self]
        pieces = [
            Area(self.top, self.left, cut.top - 1, self.right),
            Area(cut.bottom + 1, self.left, self.bottom, self.right),
            Area(cut.top, self.left, cut.bottom, cut.left - 1),
            Area(cut.top, cut.right + 1, cut.bottom, self.right),
        ]
        return [area for area in pieces if area.top <= area.bottom and area.left <= area.right]


class Spread:
    """Something that lies over blocks of cells: a conditional format, a validation."""

    def __init__(self, what: Any, areas: list[Area]) -> None:
        self.what, self.areas = what, areas

    def cut(self, area: Area) -> None:
        self.areas = [piece for own in self.areas for piece in own.without(area)]

    def paste(self, source: Area, target: Area) -> None:
        """Lie over `target` as over `source`, whose one row is repeated."""
        over = [found for own in self.areas if (found := own.common(source))]
        self.cut(target)
        shift = target.left - source.left
        self.areas += [
            Area(target.top, found.left + shift, target.bottom, found.right + shift)
            for found in over
        ]

    def state(self) -> tuple[str, frozenset[tuple[int, int]]]:
        """What it is and the cells it lies on, however they are cut."""
        cells = frozenset(
            (row, column)
            for area in self.areas
            for row in range(area.top, min(area.bottom, 60_000) + 1)
            for column in range(area.left, area.right + 1)
        )
        return repr(self.what), cells
