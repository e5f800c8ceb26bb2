"""The template workbook: built from its sources, complete, small and sound."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from scoring.policy import BEGINNING, FULL, Policy, parameters
from scoring.settings import policy_from
from scoring.tables import SETTINGS, TABLES
from tests import tools
from tests.package.lint import lint
from workbook_templates import build, start_page, template_path

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = [
    "Start", "Board", "Red list", "Standup", "Scorecard", "Path to target", "Coverage", "Accounts",
    "Touches", "Import map", "Settings", "Issues", "Trend", "History", "Standup log", "Run log", "Audit",
    "Export map", "Export log",
]  # fmt: skip
BOARD_NAMES = {
    "board_headline", "board_as_of", "board_t1_rate", "board_t1_target", "board_t1_note",
    "board_t2_rate", "board_t2_target", "board_t2_note", "board_arr_at_risk", "board_red",
    "board_escalations", "board_ask", "board_source",
} | {
    f"board_red_{place}_{part}"
    for place in range(1, 6)
    for part in ("account", "owner", "reason", "due")
}  # fmt: skip
START_NAMES = {
    "start_last_refresh", "start_as_of", "start_rows_in", "start_scored", "start_waived",
    "start_out_of_scope", "start_rejected", "start_issues", "start_red", "start_escalations",
    "start_version", "start_settings_hash", "start_summary",
}  # fmt: skip


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(template_path())


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "sponsor_coverage.xlsx"
    build.build(path)
    return path


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def _cells(sheet: Any, table: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def test_two_builds_are_the_same_to_the_byte(fresh: Path, tmp_path: Path) -> None:
    build.build(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == fresh.read_bytes()


def test_the_committed_template_is_what_the_sources_build(fresh: Path) -> None:
    # Part by part, since another zlib packs the same parts into other bytes.
    assert _parts(template_path()) == _parts(fresh), "run python -m workbook_templates.build"


def test_the_template_stays_small() -> None:
    assert template_path().stat().st_size < 150_000


def test_the_sheets_stand_in_the_order_of_the_week(book: Any) -> None:
    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("name", TABLES)
def test_each_table_has_the_headers_of_its_contract(book: Any, name: str) -> None:
    sheet = book[name]
    table = sheet.tables[name.replace(" ", "_")]
    assert list(sheet.tables) == [table.displayName]
    assert table.displayName == table.name
    assert [column.name for column in table.tableColumns] == TABLES[name].headers
    assert _cells(sheet, table)[0] == TABLES[name].headers
    assert not table.totalsRowCount
    assert table.ref.startswith("A4:")


@pytest.mark.parametrize("name", [name for name in TABLES if name != "Settings"])
def test_each_table_but_settings_has_one_blank_styled_row(book: Any, name: str) -> None:
    sheet = book[name]
    rows = sheet[sheet.tables[name.replace(" ", "_")].ref]
    assert len(rows) == 2
    assert all(cell.value is None and cell.has_style for cell in rows[1])


def test_settings_lists_every_parameter_with_its_default(book: Any) -> None:
    rows = _cells(book["Settings"], book["Settings"].tables["Settings"])[1:]
    wanted = [
        (entry.key, None if start == BEGINNING else dt.datetime.combine(start, dt.time()))
        for entry in parameters().values()
        for start, _ in entry.default
    ]
    assert [(row[0], row[1]) for row in rows] == wanted
    shown = pd.DataFrame(rows, columns=SETTINGS.headers)
    assert shown["Value"].isna().all()
    entries = [parameters()[key] for key in shown["Parameter"]]
    assert shown["Unit"].tolist() == [entry.unit for entry in entries]
    assert shown["What it does"].tolist() == [entry.description for entry in entries]
    assert shown["Source"].tolist() == [entry.source for entry in entries]
    assert shown["Verified"].tolist() == [
        "yes" if entry.verified else "unverified" for entry in entries
    ]


def test_a_default_typed_into_value_changes_nothing(book: Any) -> None:
    rows = _cells(book["Settings"], book["Settings"].tables["Settings"])[1:]
    settings = pd.DataFrame(rows, columns=SETTINGS.headers, dtype=object)
    settings = settings.where(settings.notna(), None)
    settings["Value"] = settings["Default"]
    assert policy_from(settings).settings_hash == Policy.load().settings_hash


def test_a_score_stands_in_settings_as_a_share() -> None:
    rows = {row[0]: row for row in build.settings_rows()}
    assert rows["coverage.threshold"][3] == parameters()["coverage.threshold"].default[0][1] / FULL
    assert rows["scope.tiers"][3] == "1, 2"
    assert rows["decay.inclusive"][3] == "yes"


@pytest.mark.parametrize(("sheet", "names"), [("Board", BOARD_NAMES), ("Start", START_NAMES)])
def test_each_named_cell_is_single_or_the_corner_of_its_merge(
    book: Any, sheet: str, names: set[str]
) -> None:
    places = {
        name: defined.attr_text
        for name, defined in book.defined_names.items()
        if name.startswith(sheet.lower())
    }
    assert set(places) == names
    corners = {str(merged).split(":")[0]: str(merged) for merged in book[sheet].merged_cells.ranges}
    cells = [place.partition("!")[2].replace("$", "") for place in places.values()]
    assert len(set(cells)) == len(cells)
    assert all(place.startswith(f"{sheet}!") for place in places.values())
    assert set(corners) <= set(cells), "a merge without a name"


def test_every_sheet_can_be_reached_from_start(book: Any) -> None:
    places = {cell.hyperlink.location for row in book["Start"] for cell in row if cell.hyperlink}
    linked = {str(place).partition("!")[0].strip("'") for place in places if place}
    assert linked >= set(SHEETS) - {"Start"}


def test_every_column_explains_itself_at_its_header(book: Any) -> None:
    for table in TABLES.values():
        rules = book[table.name].data_validations.dataValidation
        told = {str(rule.sqref): rule.prompt for rule in rules if rule.prompt}
        cells = book[table.name][4][: len(table.columns)]
        assert all(
            told[cell.coordinate].startswith(column.help[:200])
            for cell, column in zip(cells, table.columns, strict=True)
        )


def test_the_user_columns_of_the_red_list_look_their_own(book: Any) -> None:
    fills = {
        column.header: cell.fill.fgColor.rgb
        for column, cell in zip(TABLES["Red list"].columns, book["Red list"][4], strict=True)
    }
    own = {header for header, fill in fills.items() if fill != fills["Account ID"]}
    assert own == {"Next touch", "Blocker", "Notes"}


def test_each_chart_reads_the_trend_and_has_a_text_for_those_who_cannot_see_it() -> None:
    parts = _parts(template_path())
    charts = [text.decode() for name, text in parts.items() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2
    assert all("Trend!$B$5:$B$5" in chart for chart in charts)
    drawings = [text for name, text in parts.items() if name.startswith("xl/drawings/drawing")]
    assert all(b'descr="' in drawing for drawing in drawings)


def test_nothing_in_it_is_a_formula_or_an_error(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type in ("f", "e")]


def test_every_page_prints_landscape_and_fits_its_width(book: Any) -> None:
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title in TABLES:
            assert sheet.print_title_rows == "$4:$4"
            assert sheet.page_setup.fitToHeight == 0


def test_start_names_no_table_that_is_not_there() -> None:
    named = {sheet for _, _, sheets in start_page.CONTENTS for sheet in sheets}
    assert named == set(SHEETS) - {"Start"}


def test_excel_would_offer_no_repair() -> None:
    assert lint(template_path()) == []


def test_microsofts_validator_finds_nothing() -> None:
    assert tools.validate_ooxml(template_path()) == []
