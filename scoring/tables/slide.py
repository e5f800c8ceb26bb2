"""What a slide is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.tables.columns import Table
    from scoring.tables.page import Page


@dataclass(frozen=True)
class Slide:
    """A sheet that is drawn by itself and holds no table of its own name.

    Attributes:
        name: what its tab says.
        help: one sentence for Start.
        page: where its tab stands.
        makers: the functions that make its named cells, as `scoring.made` has them.
        tables: those beside it, such as the numbers of its charts, each with a maker.
    """

    name: str
    help: str
    page: Page
    makers: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
