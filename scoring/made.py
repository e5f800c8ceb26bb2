"""What the areas declare to be made of a refresh: the rows of tables, the named cells of slides.

A maker is a function that is named as "module:function" and whose arguments name what it is made
from, so that a new output needs no line in the refresh. What a refresh knows, by these names:

* scored: Coverage, as `scoring.coverage.scores.score_accounts` returns it;
* red: as `scoring.coverage.redlist.red_list` returns it;
* card: as `scoring.coverage.scorecard.scorecard` returns it;
* history: typed History, this week's snapshot included;
* touches: typed Touches, or None;
* inputs: the typed inputs beside accounts and touches, by the name of their table;
* policy and as_of: the parameters, and the day of the score;
* for a slide, and the tables on it, also facts (`scoring.board.facts.Facts`) and version, of the
  product.
"""

from __future__ import annotations

from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any

from scoring.areas import AREAS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from scoring.tables import Table


def made(maker: str, known: Mapping[str, Any]) -> Any:
    """What a maker makes.

    Args:
        maker: as "module:function".
        known: what it can be made from, by the names of arguments.
    """
    module, _, name = maker.partition(":")
    function = getattr(import_module(module), name)
    return function(**{argument: known[argument] for argument in signature(function).parameters})


def outputs_of(known: Mapping[str, Any]) -> dict[Table, pd.DataFrame]:
    """The rows of each output that says how it is made."""
    return {
        table: made(table.maker, known) for area in AREAS for table in area.outputs if table.maker
    }


def slides_of(known: Mapping[str, Any]) -> tuple[dict[str, Any], dict[Table, pd.DataFrame]]:
    """The named cells of every slide, and the rows of the tables on them."""
    slides = [slide for area in AREAS for slide in area.slides]
    cells: dict[str, Any] = {}
    for slide in slides:
        for maker in slide.makers:
            cells |= made(maker, known)
    return cells, {table: made(table.maker, known) for slide in slides for table in slide.tables}
