"""Outputs and slides are made as they are declared, from what a refresh knows."""

from __future__ import annotations

import inspect
from importlib import import_module

import pandas as pd
import pytest

from scoring import made as making
from scoring.area import Area
from scoring.areas import AREAS
from scoring.made import made, outputs_of, slides_of
from scoring.tables import Column, Table
from scoring.tables.page import PLAIN
from scoring.tables.slide import Slide

OF_A_TABLE = {"scored", "red", "card", "history", "touches", "inputs", "policy", "as_of"}
OF_A_SLIDE = OF_A_TABLE | {"facts", "version"}
SLIDES = [slide for area in AREAS for slide in area.slides]
MAKERS = [
    *((table.maker, OF_A_TABLE) for area in AREAS for table in area.tables if table.maker),
    *((table.maker, OF_A_SLIDE) for slide in SLIDES for table in slide.tables),
    *((maker, OF_A_SLIDE) for slide in SLIDES for maker in slide.makers),
]


def visits(scored: pd.DataFrame, inputs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return pd.DataFrame({"Account ID": scored["Account ID"], "Visits": len(inputs["Visits"])})


def cells(version: str) -> dict[str, str]:
    return {"visits_version": version}


@pytest.mark.parametrize(("maker", "known"), MAKERS, ids=[maker for maker, _ in MAKERS])
def test_a_maker_asks_for_what_a_refresh_knows_alone(maker: str, known: set[str]) -> None:
    module, _, name = maker.partition(":")
    asked = inspect.signature(getattr(import_module(module), name)).parameters
    assert set(asked) <= known


def test_every_table_on_a_slide_says_how_it_is_made() -> None:
    assert [table.name for slide in SLIDES for table in slide.tables if not table.maker] == []


def test_a_declared_output_and_a_declared_slide_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    column = Column("Account ID", "id", "Whose.")
    table = Table("Visits made", "output", "Visits.", (column,), maker=f"{__name__}:visits")
    beside = Table("Visits beside", "output", "Visits.", (column,), maker=f"{__name__}:visits")
    slide = Slide("Visits", "Visits.", PLAIN, (f"{__name__}:cells",), (beside,))
    area = Area("visits", "Visits", "Visits.", "Visits.", (table,), slides=(slide,))
    monkeypatch.setattr(making, "AREAS", (area,))
    known = {
        "scored": pd.DataFrame({"Account ID": ["A1", "A2"]}),
        "inputs": {"Visits": pd.DataFrame({"Day": [1, 2, 3]})},
        "version": "1",
    }
    assert outputs_of(known)[table]["Visits"].tolist() == [3, 3]
    values, tables = slides_of(known)
    assert values == {"visits_version": "1"}
    assert list(tables) == [beside]


def test_what_a_refresh_does_not_know_is_named() -> None:
    with pytest.raises(KeyError, match="inputs"):
        made(f"{__name__}:visits", {"scored": pd.DataFrame()})
