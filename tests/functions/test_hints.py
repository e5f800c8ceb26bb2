"""What every host asks of a function, told from its signature."""

from __future__ import annotations

import inspect
import re
import typing

import pytest

from addin import functions

FUNCTIONS = [
    function
    for name, function in sorted(vars(functions).items())
    if name.startswith("sponsor_") and inspect.isfunction(function)
]
RESERVED = {"type", "end", "date", "next", "to", "caller"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_hints_are_plain(function):
    hints = typing.get_type_hints(function, include_extras=True)
    assert set(hints.values()) == {typing.Any}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_parameters_are_positional_and_fit_vba(function):
    parameters = inspect.signature(function).parameters
    for name, parameter in parameters.items():
        assert parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
        assert parameter.default in (inspect.Parameter.empty, None)
        assert name not in RESERVED
        assert not name.startswith("_")
    assert len(parameters) + sum(map(len, parameters)) < 254


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_name_reads_as_a_cell(function):
    assert not re.fullmatch(r"[A-Z]{1,3}\d+|R\d*C\d*", function.__name__, re.IGNORECASE)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_help_is_one_line_within_the_limit(function):
    assert function.__doc__
    assert len(function.__doc__) <= 255
    assert "\n" not in function.__doc__
