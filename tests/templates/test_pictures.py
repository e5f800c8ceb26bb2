"""Trackers as a reader without Excel sees them: printed by LibreOffice and looked at."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import pytest

from addin.demo import make_demo, pictures
from addin.importing.rows import Export
from addin.package import PackageWorkbook
from addin.refresh.request import Request
from addin.refresh.story import refresh
from tests import tools
from tests.package.lint import lint
from workbook_templates import design, template_path

if TYPE_CHECKING:
    from pathlib import Path

# One worker prints them all; another would start LibreOffice for the same files.
pytestmark = [pytest.mark.slow, pytest.mark.libreoffice]

DAY = dt.date(2026, 11, 16)
REQUEST = Request(DAY, "2026-11-16 08:30", "RevOps", "test")
ERRORS = re.compile(r"#(?:REF!|NAME\?|VALUE!|DIV/0!|NUM!|N/A|NULL!)|Err:\d+|###")
GOOD = {
    "Account": "Acme", "ARR": 300_000, "Tier": 1, "CS director": "Ines Rocha", "Region": "EMEA",
    "Customer sponsor": "Ann Lee", "Internal executive": "Bo Dahl", "Executive title": "CRO",
    "Two-way intro date": "2026-09-01", "Last touch date": "2026-11-10",
    "Last touch type": "Call", "Business outcome": "10% less churn",
}  # fmt: skip
RED = GOOD | {"Internal executive": "", "Two-way intro date": "", "Last touch date": ""}
LONG = "Vereinigte Versicherungs- und Rückversicherungsgesellschaft der Handwerker " * 3
FOREIGN = (
    "شركة الاتصالات المتقدمة",
    "חברת הביטוח הלאומית",
    "株式会社日本先端技術研究所",
    "한국전자통신",
)
SITUATIONS: dict[str, list[dict[str, Any]]] = {
    "one account": [GOOD],
    "nothing red": [GOOD] * 12,
    "300 red accounts": [RED | {"CS director": f"Director {n % 9}"} for n in range(300)],
    "names of 200 characters": [RED | {"Account": LONG[:200], "CS director": LONG[:100]}] * 3,
    "names in other scripts": [RED | {"Account": name, "CS director": name} for name in FOREIGN],
}


class Printed(NamedTuple):
    """A tracker, its PDF, the pages of each sheet, and the text of them all."""

    tracker: Path
    pdf: Path
    pages: dict[str, list[int]]
    text: str


def tracker(path: Path, rows: list[dict[str, Any]]) -> Path:
    accounts = [{"Account ID": f"A-{n}", **row} for n, row in enumerate(rows, 1)]
    book = PackageWorkbook(template_path(), target=path)
    frame = pd.DataFrame(accounts, dtype=object)
    refresh(
        book,
        Request(DAY, "2026-11-16 08:30", "RevOps", "test", exports={"Accounts": Export(frame)}),
    )
    return path


def printed(path: Path, pdf: Path) -> Printed:
    command = [tools._program("pdftotext", package="poppler-utils"), "-layout", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    return Printed(path, pdf, pictures.pages_of(pdf), text)


@pytest.fixture(scope="session")
def trackers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The demo and the odd trackers; not to be changed."""
    folder = tmp_path_factory.mktemp("trackers")
    odd = {
        situation: tracker(folder / f"{number}.xlsx", rows)
        for number, (situation, rows) in enumerate(SITUATIONS.items())
    }
    return odd | {"demo": make_demo(folder, REQUEST, None)[0]}


@pytest.fixture(scope="session")
def papers(
    trackers: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Printed]:
    """All of them on paper, from one start of LibreOffice, which costs more than the printing."""
    folder = tmp_path_factory.mktemp("papers")
    pdfs = tools.libreoffice_convert_all(list(trackers.values()), "pdf", folder)
    return {
        name: printed(path, pdf) for (name, path), pdf in zip(trackers.items(), pdfs, strict=True)
    }


@pytest.fixture
def demo(trackers: dict[str, Path]) -> Path:
    return trackers["demo"]


@pytest.fixture
def paper(papers: dict[str, Printed]) -> Printed:
    return papers["demo"]


def test_the_demo_shows_no_error_and_no_number_that_does_not_fit(
    paper: Printed,
) -> None:
    assert ERRORS.findall(paper.text) == []


def test_every_sheet_of_the_demo_is_printed(paper: Printed) -> None:
    assert all(paper.pages.values()), paper.pages


@pytest.mark.parametrize("sheet", ["Start", "Board", "Standup"])
def test_it_goes_on_one_page(paper: Printed, sheet: str) -> None:
    assert len(paper.pages[sheet]) == 1


def test_no_chart_is_empty(demo: Path) -> None:
    with zipfile.ZipFile(demo) as packed:
        names = [name for name in packed.namelist() if name.startswith("xl/charts/chart")]
        charts = [packed.read(name).decode() for name in names]
    assert charts
    for chart in charts:
        values = re.findall(r"<c:val>.*?</c:val>", chart, re.DOTALL)
        assert values
        assert all("<c:pt " in series for series in values)


def test_the_chart_of_the_red_list_is_drawn(
    paper: Printed,
) -> None:
    page = str(paper.pages["Trend"][0])
    pdftoppm = tools._program("pdftoppm", package="poppler-utils")
    pdf = paper.pdf
    drawn = subprocess.run(
        [pdftoppm, "-r", "50", "-f", page, "-l", page, str(pdf)], check=True, capture_output=True
    ).stdout
    for colour in (design.BAD, design.TIER_1):
        assert drawn.count(bytes.fromhex(colour[1:])) > 20, colour


def test_the_demo_stays_small(demo: Path) -> None:
    assert demo.stat().st_size < 400_000


@pytest.mark.parametrize("situation", SITUATIONS)
def test_an_odd_tracker_prints_as_it_should(papers: dict[str, Printed], situation: str) -> None:
    odd = papers[situation]
    assert lint(odd.tracker) == []
    assert ERRORS.findall(odd.text) == []
    assert [len(odd.pages[sheet]) for sheet in ("Start", "Board", "Standup")] == [1, 1, 1]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_excel_opens_an_odd_tracker_without_repair(
    trackers: dict[str, Path], situation: str
) -> None:
    assert tools.validate_ooxml(trackers[situation]) == []
