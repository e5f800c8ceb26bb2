"""The self-check workbook: current, sound, complete, and right in what it expects."""

from __future__ import annotations

import datetime as dt
import inspect
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from addin import functions
from tests import tools
from tests.functions.cells import as_serial
from tests.functions.classic import MISSING, classic_excel
from tests.package.lint import lint
from workbook_templates.self_check import build as self_check
from workbook_templates.self_check.build import (
    FIRST_ROW,
    LOADED,
    NOT_LOADED,
    RESULT,
    self_check_path,
)
from workbook_templates.self_check.checks import checks
from workbook_templates.self_check.given import CELL_ERROR, LEFT_OUT, TEN_DAYS_AGO

NAMED = sorted(name for name in vars(functions) if name.startswith("sponsor_"))
ERROR_CODE = -2146826281
"""What COM passes for #DIV/0!."""


def _cell(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"date": value.date().isoformat()}
    if value == TEN_DAYS_AGO:
        return as_serial(dt.datetime.now().astimezone().date()) - 10
    return ERROR_CODE if value == CELL_ERROR else value


def _argument(value: Any) -> Any:
    if value is LEFT_OUT:
        return MISSING
    if isinstance(value, list):
        return {"range": [list(map(_cell, row)) for row in value]}
    return _cell(value)


def _call(check: Any) -> list[Any]:
    function = getattr(functions, check.function)
    given = [_argument(argument.value) for argument in check.arguments]
    missing = len(inspect.signature(function).parameters) - len(given)
    return [check.function, [*given, *[MISSING] * missing]]


@cache
def made() -> list[Any]:
    """Every check; to make them takes a second, so collecting the tests does not."""
    return checks()


@pytest.fixture(scope="module")
def answers() -> list[Any]:
    """What the functions answer to each check, called as classic Excel calls them."""
    found: list[Any] = classic_excel([_call(check) for check in made()])["answers"]
    return found


def _looked_at(check: Any, spill: Any) -> Any:
    if check.pick is None:
        return spill[0][0]
    if check.pick == (0, 0):
        return f"{len(spill)} rows, {len(spill[0])} columns"
    row, column = check.pick
    return spill[row - 1][column - 1]


def _is_right(check: Any, answer: Any) -> bool:
    if check.is_error:
        return bool(answer.startswith(check.expected))
    return bool(answer == ("" if check.expected is None else _cell(check.expected)))


@pytest.mark.parametrize("function", NAMED)
@pytest.mark.slow
def test_the_functions_answer_what_the_check_expects(answers, function) -> None:
    own = [
        (check, _looked_at(check, answer))
        for check, answer in zip(made(), answers, strict=True)
        if check.function == function
    ]
    assert {check.what: answer for check, answer in own if not _is_right(check, answer)} == {}


@pytest.mark.slow
def test_every_function_is_checked() -> None:
    assert {check.function for check in made()} == set(NAMED)


def test_every_argument_is_given_and_left_out_somewhere() -> None:
    for name in {check.function for check in made()}:
        parameters = inspect.signature(getattr(functions, name)).parameters
        most = max(len(check.arguments) for check in made() if check.function == name)
        required = sum(p.default is inspect.Parameter.empty for p in parameters.values())
        assert most >= required
    given = {type(argument.value) for check in made() for argument in check.arguments}
    assert given >= {list, str, float, type(LEFT_OUT)}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    path = tmp_path_factory.mktemp("self_check") / "self_check.xlsx"
    self_check.build(path)
    return path


def test_the_committed_workbook_is_what_the_sources_build(fresh) -> None:
    assert fresh.read_bytes() == self_check_path().read_bytes()


def test_excel_would_offer_no_repair() -> None:
    assert lint(self_check_path()) == []


def test_microsofts_validator_finds_nothing() -> None:
    assert tools.validate_ooxml(self_check_path()) == []


def test_without_the_add_in_it_says_so_and_shows_no_error() -> None:
    book = openpyxl.load_workbook(self_check_path(), data_only=True)
    page, spills = book["Self check"], book["Spills"]
    assert page["A2"].value.startswith("Add-in not loaded")
    for row in range(FIRST_ROW, FIRST_ROW + len(made())):
        assert page.cell(row, 4).value == page.cell(row, 6).value == NOT_LOADED
    for cell in (cell for row in [*page.rows, *spills.rows] for cell in row):
        assert cell.data_type != "e", cell.coordinate


def test_each_formula_spills_as_a_dynamic_array_would() -> None:
    book = openpyxl.load_workbook(self_check_path())
    formulas = [cell for row in book["Self check"].rows for cell in row if cell.data_type == "f"]
    assert len(formulas) == 2 * len(made()) + 2
    for cell in formulas:
        assert isinstance(cell.value, ArrayFormula)
        assert cell.value.ref == cell.coordinate


def test_the_verdict_can_be_read_by_name() -> None:
    names = openpyxl.load_workbook(self_check_path()).defined_names
    assert names[RESULT].attr_text == "'Self check'!$A$2"
    assert names[LOADED].attr_text == "'Self check'!$C$4"


@pytest.mark.slow
@pytest.mark.libreoffice
def test_worked_out_by_a_program_without_the_add_in_it_says_so(tmp_path) -> None:
    text = tools.libreoffice_convert(self_check_path(), "csv", tmp_path, recalc=True).read_text()
    assert "Add-in not loaded: nothing was checked." in text
    assert text.count("#NAME?") == 1, "the hint on how to mend it, and no cell"
    assert text.count(NOT_LOADED) >= 2 * len(made())
