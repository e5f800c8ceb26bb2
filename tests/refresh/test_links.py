"""Links: formulas that no text of a customer can enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from addin.package import PackageWorkbook
from addin.refresh.links import Tracing
from addin.tracker.workbook import Link, Standing, place_of
from scoring.coverage.tables import RED_LIST
from scoring.tables import ISSUES
from tests import tools
from tests.package.lint import lint
from tests.package.trackers import build_rich, cell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("place", ["Accounts A5", "'Accounts'!A0", "'A'!A1\",1)", "http://x.org"])
def test_a_link_leads_nowhere_but_to_a_cell(place: str) -> None:
    with pytest.raises(ValueError, match="no place of a workbook"):
        Link(place, 1)


@pytest.mark.parametrize("value", ['a"b', "=1", "x" * 41, ""])
def test_a_link_shows_no_text_that_could_be_a_formula(value: str) -> None:
    with pytest.raises(ValueError, match="number or a short word"):
        Link("'Accounts'!A5", value)


def _linked(path: Path, links: list[Link]) -> Path:
    frame = pd.DataFrame({"Account ID": ["A1", "A2"], "ARR": links}, dtype=object)
    book = PackageWorkbook(build_rich(path))
    book.write_table("Coverage", frame, key="Account ID")
    book.save()
    return path


def test_a_link_stands_in_the_file_with_its_value(tmp_path: Path) -> None:
    path = _linked(tmp_path / "t.xlsx", [Link("'Other'!A1", 17), Link("'Other'!A1", "open")])
    assert cell(path, "B4") == ("""<c r="B4"><f>HYPERLINK("#'Other'!A1",17)</f><v>17</v></c>""")
    assert cell(path, "B5") == (
        """<c r="B5" t="str"><f>HYPERLINK("#'Other'!A1","open")</f><v>open</v></c>"""
    )


@pytest.mark.slow
def test_excel_opens_links_without_repair(tmp_path: Path) -> None:
    odd = place_of("""R&D "x"<y>'s""", 1)
    path = _linked(tmp_path / "t.xlsx", [Link(odd, 17), Link("'Other'!A1", "open")])
    assert lint(path) == []
    assert tools.validate_ooxml(path) == []


@pytest.mark.slow
@pytest.mark.libreoffice
def test_libreoffice_works_out_the_value_that_is_cached(tmp_path: Path) -> None:
    path = _linked(tmp_path / "t.xlsx", [Link("'Other'!A1", 17), Link("'Other'!A1", "open")])
    text = tools.libreoffice_convert(path, "csv", tmp_path, recalc=True).read_text()
    assert [line.split(",")[1] for line in text.splitlines()[3:5]] == ["17", "open"]


def test_issues_lead_to_a_sheet_that_the_user_renamed() -> None:
    accounts = pd.DataFrame({"Account ID": ["A1"]}, index=[7], dtype=object)
    issues = pd.DataFrame({"Sheet": ["Accounts", "Touches"], "Row": [7, 9]}, dtype=object)
    scored = pd.DataFrame({"Account ID": ["A1"]})
    links = Tracing(
        {"Accounts": accounts}, {"Accounts": Standing("Customers", 5, ("Account ID",))}, scored
    )
    assert links.traced(ISSUES, issues, issues)["Row"].tolist() == [
        Link(place_of("Customers", 7), 7),
        9,
    ]


@pytest.mark.parametrize("there", [True, False])
def test_a_red_account_leads_to_its_first_row_of_coverage(*, there: bool) -> None:
    """Rows of one id lead to the first, and nothing to a sheet that was deleted."""
    scored = pd.DataFrame({"Account ID": ["A1", "A2", "A1", None]})
    red = pd.DataFrame({"Account ID": ["A1", "A2"]})
    places = {"Coverage": Standing("Scores", 9, ("Account ID",))} if there else {}
    links = Tracing({}, places, scored).traced(RED_LIST, red, red)["In Coverage"].tolist()
    leads = [Link(place_of("Scores", 9), 9), Link(place_of("Scores", 10), 10)]
    assert links == (leads if there else [None, None])
