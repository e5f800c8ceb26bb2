"""What the areas declare is whole: each of their inputs can be cleaned and told apart."""

from __future__ import annotations

import subprocess
import sys

import pytest

from scoring.areas import AREAS, IMPORTED, REFRESHED, TABLES


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_an_area_says_how_each_of_its_inputs_is_cleaned(area) -> None:
    assert [table.name for table in area.inputs if not table.cleaner] == []
    assert {*area.inputs, *area.outputs} == set(area.tables)
    assert area.parameter == f"areas.{area.name}"


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_what_a_table_says_of_its_columns_are_columns_of_it(table) -> None:
    imports = table.imports
    told = (imports.named_by, *imports.same_by, *imports.either) if imports else ()
    named = {table.key or table.headers[0], *table.one_of, *told}
    assert named - set(table.headers) == set()


def test_exports_go_into_inputs_alone() -> None:
    assert {table.role for table in IMPORTED.values()} == {"input"}
    assert set(REFRESHED) <= set(TABLES)


def test_a_door_may_ask_the_areas_without_loading_pandas() -> None:
    code = "import sys, addin.cli.commands, scoring.areas; print('pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
