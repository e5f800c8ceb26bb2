"""Titles and the level that they tell (C32)."""

from __future__ import annotations

import csv
import datetime as dt
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scoring.coverage.cleaning.titles import LEVELS, title_levels
from scoring.policy import Policy

TITLES = Path(__file__).parents[2] / "golden" / "titles.csv"


def level_of(title: str | None, **settings: Any) -> str:
    policy = Policy.load({f"levels.{name}": words for name, words in settings.items()})
    rank = title_levels(pd.Series([title], dtype="str"), policy.on(dt.date(2027, 3, 1)))[0]
    return "none" if rank < 0 else LEVELS[rank]


def test_each_title_tells_the_level_that_the_field_gives_it() -> None:
    with TITLES.open(encoding="utf-8", newline="") as file:
        rows = [(row["Title"], row["Level"]) for row in csv.DictReader(file)]
    assert len(rows) > 150
    assert {title: level_of(title) for title, _ in rows} == dict(rows)


def test_an_empty_title_tells_any_level() -> None:
    assert level_of(None) == "any"


@pytest.mark.parametrize(
    ("title", "words", "level"),
    [
        ("Overlord", {"c_level": ["overlord"]}, "C-level"),
        ("Grand Vizier of State", {"vp": ["grand * state"]}, "none"),
        ("Grand Old Vizier", {"vp": ["grand * vizier"]}, "VP"),
        ("Grand Vizier", {"vp": ["grand * vizier"]}, "none"),
        ("CEO", {"c_level": ["overlord"]}, "none"),
        ("VP", {"vp": ["v.p."]}, "VP"),
        ("Elder, Court", {"vp_alone": ["elder"]}, "VP"),
        ("Court Elder", {"vp_alone": ["elder"]}, "none"),
        ("CEO", {"c_level": ["*"]}, "none"),
        ("Chief Land to Sea Officer", {}, "none"),
        ("Chief Land to Sea Officer", {"joined": ["land to sea"]}, "C-level"),
        ("Minion of a CEO", {"others": ["minion of"]}, "none"),
    ],
    ids=str,
)
def test_the_words_of_settings_decide(title: str, words: dict[str, Any], level: str) -> None:
    assert level_of(title, **words) == level


@pytest.mark.parametrize(
    "text", ["chief ", "chief a & b ", "chief a, ", "president, ", "a.b.", "x", "to ", "& , "]
)
def test_the_longest_cell_is_read_at_once(text: str) -> None:
    begun = time.perf_counter()
    level_of(text * (32_767 // len(text)))
    assert time.perf_counter() - begun < 2
