"""What every host asks of a function, told from its signature."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import typing
from pathlib import Path

import pytest

from addin import functions

ROOT = Path(__file__).parents[2]
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


_EVERY_CALL = """
import sys
from addin import functions
from tests.functions.cells import ACME, table
accounts = table(ACME)
for spill in (functions.sponsor_scores, functions.sponsor_red_list, functions.sponsor_scorecard,
              functions.sponsor_path_to_target, functions.sponsor_issues):
    spill(accounts)
functions.sponsor_explain("Anna", "Maria", "yes", "2026-01-05", "yes", "2026-02-02")
functions.sponsor_rate([[1]], [[1]])
functions.sponsor_parameter("coverage.threshold", "2026-02-02")
print(*{name.partition(".")[0] for name in sys.modules})
"""


@pytest.mark.slow
def test_nothing_is_loaded_that_a_browser_lacks():
    """In xlwings Lite there is pandas, and none of the libraries that read and write files."""
    done = subprocess.run(
        [sys.executable, "-c", _EVERY_CALL], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stdout.split())
    assert "pandas" in loaded
    assert not loaded & {"lxml", "openpyxl", "python_calamine", "rich", "typer", "xlsxwriter"}
