"""docs/functions.md: current, complete, and with examples that say what the functions say."""

from __future__ import annotations

import inspect
import re

import pytest

from addin import functions
from addin.build.reference import _EXAMPLES, MARKER, PAGE, written

TEXT = PAGE.read_text(encoding="utf-8")
NAMES = [
    name
    for name, function in vars(functions).items()
    if name.startswith("sponsor_") and inspect.isfunction(function)
]


@pytest.mark.slow
def test_the_generated_part_is_current():
    assert written(TEXT) == TEXT, "run: python -m addin.build"


def test_every_function_has_an_example():
    assert set(_EXAMPLES) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_section_has_help_arguments_example_and_errors(name):
    section = TEXT.split(f"### {name}\n")[1].split("\n### ")[0]
    for argument, told in functions.ARGUMENT_HELP[name].items():
        assert f"| {argument} | {told} |" in section
    assert f"    ={name}(" in section
    assert re.search(r"^(gives `.+`\.|spills \d+ rows)", section, re.MULTILINE)
    assert section.partition("What it says when something is wrong:")[2].count("\n* ") >= 1


def test_the_help_of_each_argument_is_in_the_order_of_the_arguments():
    for name in NAMES:
        assert list(functions.ARGUMENT_HELP[name]) == list(
            inspect.signature(getattr(functions, name)).parameters
        )


def test_a_page_without_its_marker_is_refused():
    with pytest.raises(ValueError, match="where the generated part begins"):
        written(TEXT.replace(MARKER, ""))
