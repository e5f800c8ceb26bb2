"""The template follows what the areas declare: a table is enough to have its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin.package import PackageWorkbook
from scoring.area import Area
from scoring.coverage import AREA as COVERAGE
from scoring.tables import Column, Table
from scoring.tables.page import TAB_GROUPS, Look, Page
from scoring.tables.shared import ACCOUNT_ID
from scoring.tables.slide import Slide
from tests import tools
from tests.package.lint import lint
from workbook_templates import design
from workbook_templates.build import build
from workbook_templates.drawing import Drawing, drawing
from workbook_templates.sheets import sheets

if TYPE_CHECKING:
    from pathlib import Path

VISITS = Table(
    "Site visits",
    "input",
    "One row a visit.",
    (
        ACCOUNT_ID,
        Column("Day", "date", "Day of the visit.", required=True, look=Look(width=31)),
        Column("Outcome", "choice", "How it went.", choices=(("Good",), ("Bad",))),
    ),
)
PLANS = Table(
    "Visit plan",
    "output",
    "Whom to visit next.",
    (
        ACCOUNT_ID,
        Column("Share", "rate", "Visits made.", source="S1-01", look=Look(form="fine rate")),
        Column("Remark", "text", "Yours.", user=True),
    ),
    page=Page(
        group="Act",
        frozen_columns=1,
        finds=True,
        second=("busiest", "The busiest month"),
        printed_to="Share",
    ),
)
VISITING = Area(
    "visiting",
    "Visits",
    "The visits of the year.",
    "Whom to visit next.",
    (VISITS, PLANS),
    hidden=True,
)
BOTH = (COVERAGE, VISITING)


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("areas") / "tracker.xlsx"
    build(path, BOTH)
    return path


@pytest.fixture(scope="module")
def book(tracker: Path) -> Any:
    return openpyxl.load_workbook(tracker)


@pytest.mark.parametrize("table", [VISITS, PLANS], ids=lambda table: table.name)
def test_a_declared_table_has_its_sheet(book: Any, table: Table) -> None:
    page = book[table.name]
    (found,) = page.tables.values()
    assert found.displayName == table.name.replace(" ", "_")
    assert [cell.value for cell in page[4]][: len(table.headers)] == table.headers
    assert page["A2"].value == table.help


def test_its_sheet_stands_behind_those_of_its_group(book: Any) -> None:
    names = book.sheetnames
    for own, kind in (("Site visits", COVERAGE.inputs), ("Visit plan", COVERAGE.outputs)):
        assert names[names.index(own) - 1] in {table.name for table in kind}
    assert book["Site visits"].sheet_properties.tabColor.rgb[2:] == design.GREY[1:]


def test_its_columns_look_as_they_say(book: Any) -> None:
    # Half a character or so is the margin that Excel adds.
    assert book["Site visits"].column_dimensions["B"].width == pytest.approx(31, abs=1)
    assert book["Visit plan"]["B5"].number_format == design.NUMBER_FORMATS["fine rate"]
    assert book["Visit plan"]["C5"].style == "SC Yours"
    assert book["Visit plan"]["C3"].value == "✎ Yours to change"
    assert book["Visit plan"].print_area == "'Visit plan'!$A$1:$B$5"


def test_the_cells_of_its_sentences_have_their_names(book: Any) -> None:
    names = {name: found.attr_text for name, found in book.defined_names.items()}
    assert names[PLANS.cell("summary")] == "'Visit plan'!$A$2"
    assert names["visit_plan_busiest"] == "'Visit plan'!$B$3"


def test_the_sheets_of_an_area_that_says_so_are_made_hidden(book: Any) -> None:
    hidden = {sheet.title for sheet in book if sheet.sheet_state != "visible"}
    assert hidden == {"Site visits", "Visit plan"}


def test_start_leads_to_its_sheets_and_says_what_it_needs_and_gives(book: Any) -> None:
    cells = [cell for row in book["Start"] for cell in row]
    links = {cell.hyperlink.location for cell in cells if cell.hyperlink}
    assert {"'Site visits'!A1", "'Visit plan'!A1"} <= links
    words = [str(cell.value) for cell in cells]
    for area in BOTH:
        place = words.index(area.title)
        assert area.gives in words[place:]
        assert any(text.startswith(f"Needs: {area.needs}") for text in words[place:])
    states = {area.name: _named(book, f"start_area_{area.name}") for area in BOTH}
    assert states == {"coverage": "Shown", "visiting": "Hidden"}


def test_start_says_of_a_sheet_that_it_is_hidden_as_long_as_it_is(book: Any) -> None:
    marked = {
        str(place.sqref): [rule.formula[0] for rule in place.rules]
        for place in book["Start"].conditional_formatting
    }
    for area in BOTH:
        rows = [
            cell.row
            for row in book["Start"]
            for cell in row
            if cell.value in {table.name for table in area.tables} and cell.column == 3
        ]
        told = [where for where, [formula] in marked.items() if area.shown_in in formula]
        assert {f"D{row}" for row in rows[-len(area.tables) :]} <= set(" ".join(told).split())


def _named(book: Any, name: str) -> Any:
    sheet, _, cell = book.defined_names[name].attr_text.partition("!")
    return book[sheet.strip("'")][cell.replace("$", "")].value


def test_a_refresh_finds_its_tables(tracker: Path) -> None:
    assert {"Site_visits", "Visit_plan"} <= set(PackageWorkbook(tracker).tables())


@pytest.mark.slow
def test_nothing_is_wrong_with_the_file(tracker: Path) -> None:
    assert lint(tracker) == []
    assert tools.validate_ooxml(tracker) == []


def test_an_area_may_bring_a_slide_of_its_own() -> None:
    slide = Slide("Visits slide", "One page on visits.", Page("Meet", place=1))
    area = Area("visiting", "Visits", "Visits.", "A slide.", (), slides=(slide,))
    (found,) = (sheet for sheet in sheets((COVERAGE, area)) if sheet.name == slide.name)
    assert (found.table, found.help, found.page.is_report) == (None, slide.help, True)


def test_without_an_area_its_sheets_are_not_there() -> None:
    left = {sheet.name for sheet in sheets(())}
    assert left == {
        "Start", "Import map", "Value map", "Export map", "Settings", "Issues", "Run log", "Export log",
    }  # fmt: skip


def test_a_sheet_with_no_module_of_its_own_is_drawn_as_all_are() -> None:
    assert drawing("Site visits") == Drawing()
    assert drawing("Red list").bar == "Current score"


def test_every_group_of_tabs_has_its_colour() -> None:
    assert set(design.TAB_COLOURS) == set(TAB_GROUPS)
    assert {sheet.page.group for sheet in sheets()} <= set(TAB_GROUPS)


@pytest.mark.parametrize("sheet", sheets(), ids=lambda sheet: sheet.name)
def test_what_a_table_says_of_its_page_fits_its_columns(sheet: Any) -> None:
    if sheet.table is not None:
        assert sheet.page.printed_to in ("", *sheet.table.headers)
        assert drawing(sheet.name).bar in ("", *sheet.table.headers)
        forms = {column.look.form for column in sheet.table.columns}
        assert forms <= {"", *design.NUMBER_FORMATS}
