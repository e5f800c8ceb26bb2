"""The worked examples of docs/rules.md and docs/board.md, read from the pages and run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scoring.policy import Policy
from tests.reference.examples import MONDAY, ExampleError, example_of, examples_in, run

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("rules.md", "board.md")
EXAMPLES = [example for page in PAGES for example in examples_in(DOCS / page)]
NAMES = [f"{place} {one.name}" for place, one in enumerate(EXAMPLES, start=1)]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[str]]:
    """What comes out otherwise than the pages say, by example."""
    return dict(zip(NAMES, run(EXAMPLES), strict=True))


@pytest.mark.slow
@pytest.mark.xdist_group("worked examples")
@pytest.mark.parametrize("name", NAMES)
def test_an_example_comes_out_as_the_page_says(name: str, outcomes: dict[str, list[str]]) -> None:
    assert outcomes[name] == []


def test_each_section_of_the_rules_ends_with_examples() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    for section in page.split("\n## ")[1:]:
        assert "| example | given | comes out |" in section, section.splitlines()[0]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Two way intro date empty", "Gate score 0.50"),
        ("Two-way intro date empty", "Gate skore 0.50"),
        ("weeks before: blue", "Gate score 0.50"),
        ("score.method = weighted", "Gate score 0.50"),
    ],
)
def test_an_example_that_cannot_be_read_is_an_error(given: str, expected: str) -> None:
    with pytest.raises(ExampleError):
        example_of("misspelt", given, expected)


def test_an_example_that_is_wrong_is_told() -> None:
    wrong = example_of("wrong", "Business outcome empty", "Gate score 0.86; gates 11110")
    assert run([wrong]) == [["wrong: Coverage, Gate score is 0.85, not 0.86"]]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_only_parameters_that_there_are(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    known = {name for name, _ in Policy.load({}).on(MONDAY).items()}
    named = set(re.findall(r"`([a-z_]+[0-9]?\.[a-z_0-9]+)`", text))
    assert named
    assert named <= known
