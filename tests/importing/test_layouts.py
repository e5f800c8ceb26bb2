"""Layouts of vendors with a known truth: what is read, asked and left, and that nothing is wrong."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from addin.importing.decision import decided
from addin.importing.roles import asked_columns
from scoring.areas import CONTRACTS

LAYOUTS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "layouts.toml").read_text(encoding="utf-8")
)["layout"]
LEAST_READ = 0.95


def frame(layout: dict[str, Any]) -> pd.DataFrame:
    """The cells of a layout."""
    return pd.DataFrame(
        {header: pd.Series(values, dtype=object) for header, _, *values in layout["columns"]}
    )


def outcomes(layout: dict[str, Any]) -> dict[str, list[str]]:
    """Each header by what became of it: read, asked, unread, wrong."""
    table = layout["table"]
    found = decided(frame(layout), table)
    fills = {header: own for own in found.columns.values() for header in found.spoken(own)}
    doubts = {doubt.header: doubt.column for doubt in found.doubts}
    told: dict[str, list[str]] = {"read": [], "asked": [], "unread": [], "wrong": [], "left": []}
    for header, truth, *_ in layout["columns"]:
        got = fills.get(header)
        if got is not None:
            kind = "read" if got == truth else "wrong"
        elif header in doubts:
            kind = "asked" if doubts[header] == truth.removeprefix("?") or not truth else "wrong"
        else:
            kind = "unread" if truth and not truth.startswith("?") else "left"
        told[kind].append(f"{header} -> {got or doubts.get(header)}, is {truth}")
    return told


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout["name"])
def test_no_header_of_a_layout_is_read_wrongly(layout: dict[str, Any]) -> None:
    found = outcomes(layout)
    assert found["wrong"] == []
    assert found["unread"] == []


def test_what_decides_a_score_is_read_asked_or_left_and_never_wrong() -> None:
    counts: Counter[str] = Counter()
    for layout in LAYOUTS:
        asked = asked_columns(layout["table"])
        means = {header: truth.removeprefix("?") for header, truth, *_ in layout["columns"]}
        for kind, texts in outcomes(layout).items():
            headers = [text.partition(" -> ")[0] for text in texts]
            counts[kind] += sum(means[header] in asked for header in headers)
    certain = counts["read"] + counts["unread"] + counts["wrong"]
    assert counts["wrong"] == 0
    assert counts["read"] >= LEAST_READ * certain


@pytest.mark.parametrize("table", ["Accounts", "Touches"])
def test_every_column_that_decides_is_asked(table: str) -> None:
    deciding = {column.header for column in CONTRACTS[table].columns if column.decides}
    required = {column.header for column in CONTRACTS[table].columns if column.required}
    assert deciding | required <= asked_columns(table)
