"""The template workbook: built from its sources, complete, small and sound."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter

from scoring.areas import AREAS, TABLES
from scoring.board.charts import GROUPS
from scoring.coverage.gates import GATES
from scoring.coverage.tables import ACCOUNTS, BOARD, SCORECARD, WEEK_HEADERS, WEEKS_SHOWN
from scoring.parameters import BEGINNING, FULL, parameters
from scoring.policy import Policy
from scoring.settings import policy_from
from scoring.tables import SETTINGS, Table
from tests import tools
from tests.package.lint import lint
from workbook_templates import build, design, template_path
from workbook_templates.pages import coverage as coverage_page
from workbook_templates.pages import settings as settings_page
from workbook_templates.sheets import sheets

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = [
    "Start", "Board", "Red list", "Standup", "Scorecard", "Path to target", "Coverage", "Accounts",
    "Touches", "Import map", "Value map", "Export map", "Settings", "Issues", "Trend", "History", "Standup log",
    "Run log", "Audit", "Export log",
]  # fmt: skip
BOARD_NAMES = {
    "board_headline", "board_as_of", "board_arr_at_risk", "board_arr_shown", "board_arr_base",
    "board_arr_change", "board_red", "board_red_base", "board_red_change", "board_escalations",
    "board_escalations_base", "board_escalations_change", "board_weeks_title", "board_weeks_note",
    "board_groups_title", "board_groups_note", "board_red_title", "board_ask", "board_source",
    "board_arr_label", "board_arr_note", "board_bridge", "board_moved", "board_unit",
} | {
    f"board_renewing_{place}" for place in range(1, 5)
} | {
    f"board_head_{part}" for part in ("account", "reason", "owner", "arr", "due")
} | {
    f"board_t{tier}_{part}" for tier in (1, 2) for part in ("rate", "gap", "change", "note", "label")
} | {
    f"board_red_{place}_{part}"
    for place in range(1, 6)
    for part in ("account", "reason", "owner", "arr", "due")
}  # fmt: skip
START_NAMES = {
    "start_last_refresh", "start_as_of", "start_rows_in", "start_scored", "start_waived",
    "start_out_of_scope", "start_rejected", "start_issues", "start_red", "start_escalations",
    "start_version", "start_settings_hash", "start_summary", "start_check",
} | {f"start_fill_{gate.number}" for gate in GATES} | {f"start_area_{area.name}" for area in AREAS}  # fmt: skip


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
    assert _parts(template_path()) == _parts(fresh), "run python -m addin.build"


def test_the_template_stays_small() -> None:
    assert template_path().stat().st_size < 150_000


def test_the_sheets_stand_in_the_order_of_the_week(book: Any) -> None:
    assert book.sheetnames == [sheet.name for sheet in sheets()]
    assert [name for name in book.sheetnames if name in SHEETS] == SHEETS


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


def test_start_has_room_for_what_each_sheet_is() -> None:
    """A line of 138 letters runs off the printed page, and one on screen under the next column."""
    assert max(len(table.help) for table in TABLES.values()) <= 120


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
    rows = {row[0]: row for row in settings_page.settings_rows()}
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
    assert linked >= set(book.sheetnames) - {"Start"}


def test_the_cell_styles_stand_in_excels_gallery(book: Any) -> None:
    assert {name for name in book.named_styles if name.startswith("SC ")} == set(design.STYLES)
    styles = {sheet: book[sheet]["A5"].style for sheet in TABLES}
    assert (styles["Accounts"], styles["Coverage"]) == ("SC Input", "SC Output")
    headers = [cell.value for cell in book["Red list"][4]]
    own = book["Red list"].cell(5, headers.index("Blocker") + 1)
    assert own.style == "SC Yours"
    assert book["Settings"].cell(5, SETTINGS.headers.index("Value") + 1).style == "SC Setting"


def test_inputs_and_outputs_differ_by_more_than_colour() -> None:
    plain = {"font_color", "bg_color", "bottom_color", "border_color", "right_color"}
    shapes = {
        name: {key: value for key, value in design.STYLES[name].items() if key not in plain}
        for name in ("SC Input", "SC Output", "SC Yours", "SC Setting")
    }
    assert len({str(sorted(shape.items())) for shape in shapes.values()}) == len(shapes)
    assert design.STYLES["SC Input header"]["italic"]


def _contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2 has it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", design.STYLES)
def test_every_style_can_be_read(name: str) -> None:
    style = design.STYLES[name]
    assert _contrast(style["font_color"], style.get("bg_color", design.WHITE)) >= 4.5


@pytest.mark.parametrize("status", coverage_page.STATUS_COLOURS)
def test_every_status_can_be_read(status: str) -> None:
    assert _contrast(*coverage_page.STATUS_COLOURS[status]) >= 4.5


def test_every_table_but_those_behind_the_boards_charts_can_be_filtered(book: Any) -> None:
    tables = [table for sheet in book for table in sheet.tables.values()]
    bare = {table.displayName for table in tables if not table.autoFilter}
    assert bare == {table.name.replace(" ", "_") for table in BOARD.tables}


def test_every_input_says_what_it_takes(book: Any) -> None:
    for table in (table for table in TABLES.values() if table.role == "input"):
        told = {
            place
            for rule in book[table.name].data_validations.dataValidation
            for place in str(rule.sqref).split()
            if rule.prompt or rule.error
        }
        wanted = table.columns if table.name != "Settings" else [table.column("Value")]
        letters = [get_column_letter(table.headers.index(column.header) + 1) for column in wanted]
        assert {f"{letter}5" for letter in letters} <= told


def test_every_output_names_its_rule(book: Any) -> None:
    for table in (table for table in TABLES.values() if table.role == "output"):
        rules = book[table.name].data_validations.dataValidation
        told = {str(rule.sqref): rule.prompt for rule in rules if rule.prompt}
        for cell, column in zip(book[table.name][4], table.columns, strict=False):
            words = told[cell.coordinate]
            assert column.user or words.endswith((f"Rule: {column.source}.", "From Accounts."))
            assert column.user or column.source or column.header in ACCOUNTS.headers


def test_the_standup_prints_on_one_page(book: Any) -> None:
    page = book["Standup"].page_setup
    assert book["Standup"].sheet_properties.pageSetUpPr.fitToPage
    # What is not said is 1.
    assert (page.fitToWidth, page.fitToHeight) == (None, None)


def test_a_row_of_the_scorecard_has_a_sparkline_of_its_own_weeks() -> None:
    number = 1 + [sheet.name for sheet in sheets()].index(SCORECARD.name)
    sheet = _parts(template_path())[f"xl/worksheets/sheet{number}.xml"].decode()
    first, last = (SCORECARD.headers.index(WEEK_HEADERS[end]) + 1 for end in (0, -1))
    place = get_column_letter(SCORECARD.headers.index("Last 13 weeks") + 1)
    reads = f"Scorecard!{get_column_letter(first)}5:{get_column_letter(last)}5"
    assert f"<xm:f>{reads}</xm:f><xm:sqref>{place}5</xm:sqref>" in sheet


def test_every_column_explains_itself_at_its_header(book: Any) -> None:
    for table in TABLES.values():
        rules = book[table.name].data_validations.dataValidation
        told = {str(rule.sqref): rule.prompt for rule in rules if rule.prompt}
        cells = book[table.name][4][: len(table.columns)]
        assert all(
            told[cell.coordinate].startswith(column.help[:150])
            for cell, column in zip(cells, table.columns, strict=True)
        )


def test_the_user_columns_of_the_red_list_look_their_own(book: Any) -> None:
    fills = {
        column.header: cell.fill.fgColor.rgb
        for column, cell in zip(TABLES["Red list"].columns, book["Red list"][4], strict=True)
    }
    own = {header for header, fill in fills.items() if fill != fills["Account ID"]}
    assert own == {"Next touch", "Blocker", "Notes"}


def test_each_chart_has_a_text_for_those_who_cannot_see_it() -> None:
    drawings = [
        text for name, text in _parts(template_path()).items() if name.startswith("xl/drawings/d")
    ]
    frames = [frame for text in drawings for frame in text.split(b"<xdr:graphicFrame")[1:]]
    assert len(frames) == 3
    assert all(b'descr="' in frame for frame in frames)


def test_the_charts_of_the_board_read_nothing_but_the_board() -> None:
    parts = _parts(template_path())
    rels = parts["xl/drawings/_rels/drawing1.xml.rels"].decode()
    names = re.findall(r"charts/(chart\d+\.xml)", rels)
    assert len(names) == 2
    for name in names:
        found = re.findall(r"<c:f>([^<]*)</c:f>", parts[f"xl/charts/{name}"].decode())
        assert found
        assert all(reference.startswith("Board!$") for reference in found)


@pytest.mark.parametrize("table", BOARD.tables, ids=lambda table: table.name)
def test_the_tables_beside_the_slide_have_their_contract_and_their_room(
    book: Any, table: Table
) -> None:
    found = book["Board"].tables[table.name.replace(" ", "_")]
    assert [column.name for column in found.tableColumns] == table.headers
    rows = {"Board weeks": WEEKS_SHOWN, "Board groups": GROUPS}[table.name]
    assert len(book["Board"][found.ref]) == rows + 1


def test_the_board_is_a_slide_of_16_to_9(book: Any) -> None:
    board = book["Board"]
    assert board.print_area == "'Board'!$A$1:$N$27"
    # Pixels at 100 %, as Excel draws a column of so many characters, and points of a row.
    width = sum(int(board.column_dimensions[letter].width * 7 + 0.5) for letter in _letters(board))
    height = sum(board.row_dimensions[row].height or 15 for row in range(1, 28)) / 0.75
    assert width / height == pytest.approx(16 / 9, rel=0.001)
    assert (board.page_setup.fitToWidth, board.page_setup.fitToHeight) in {(1, 1), (None, None)}


def _letters(board: Any) -> list[str]:
    """The columns of the slide; openpyxl knows neighbours of one width by their first."""
    return [
        next(
            key
            for key, found in board.column_dimensions.items()
            if found.min <= column <= found.max
        )
        for column in range(1, 15)
    ]


def test_no_condition_of_the_board_hangs_on_what_a_copy_would_not_take_along(book: Any) -> None:
    rules = [rule for found in book["Board"].conditional_formatting for rule in found.rules]
    # The unit of ARR stands beside the slide, on the same sheet.
    assert [rule.formula for rule in rules] == [
        ["AND(ISNUMBER(I19),I19<$M$2)"],
        ['$Q$56="K"'],
        ['$Q$56="K"'],
    ]


def test_the_reasons_of_the_first_accounts_lead_to_their_rows_of_the_red_list(book: Any) -> None:
    places = [book["Board"][f"C{row}"].hyperlink.location for row in range(19, 24)]
    assert places == [f"'Red list'!A{row}" for row in range(5, 10)]


def test_nothing_in_it_is_a_formula_or_an_error(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type in ("f", "e")]


def test_every_page_prints_landscape_with_its_header_but_the_tall_start(book: Any) -> None:
    for sheet in book:
        tall = sheet.title == "Start"
        assert sheet.page_setup.orientation == ("portrait" if tall else "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title in TABLES:
            assert sheet.print_title_rows == "$4:$4"
            assert sheet.title == "Standup" or sheet.page_setup.fitToHeight == 0


def test_excel_would_offer_no_repair() -> None:
    assert lint(template_path()) == []


@pytest.mark.slow
def test_microsofts_validator_finds_nothing() -> None:
    assert tools.validate_ooxml(template_path()) == []
