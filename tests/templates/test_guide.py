"""The pages of the guide that are made from what the areas declare."""

from __future__ import annotations

import re

import pytest

from scoring.areas import AREAS
from workbook_templates.guide import DOCS, pages
from workbook_templates.sheets import sheets


@pytest.mark.parametrize("name", pages())
def test_the_committed_page_is_what_the_areas_declare(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == pages()[name], "run python -m addin.build"


def test_every_page_that_the_index_names_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", pages()["index.md"])
    assert {area.guide for area in AREAS if area.guide} <= set(links)
    assert [link for link in links if not (DOCS / link).exists()] == []


def test_every_sheet_and_column_is_listed_once() -> None:
    text = pages()["sheets.md"]
    for sheet in sheets():
        assert text.count(f"## {sheet.name}\n") == 1
        part = text.partition(f"## {sheet.name}\n")[2].partition("\n## ")[0]
        if sheet.table is not None:
            assert re.findall(r"^\| (.+?) \|", part, re.MULTILINE)[1:] == sheet.table.headers


def test_the_tour_shows_every_sheet_that_comes_shown() -> None:
    tour = (DOCS / "workbook.md").read_text(encoding="utf-8")
    titles = {
        title
        for line in re.findall(r"^## (.+)$", tour, re.MULTILINE)
        for title in re.split(r", | and ", line)
    }
    assert {sheet.name for sheet in sheets() if not sheet.hidden} - titles == set()
