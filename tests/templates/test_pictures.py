"""Trackers as a reader without Excel sees them: printed by LibreOffice and looked at."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from addin.demo import make_demo
from addin.package import PackageWorkbook
from addin.refreshing import Request, refresh
from tests import tools
from tests.package.lint import lint
from workbook_templates import design, pictures, template_path

if TYPE_CHECKING:
    from pathlib import Path

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


def tracker(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "tracker.xlsx"
    accounts = [{"Account ID": f"A-{n}", **row} for n, row in enumerate(rows, 1)]
    book = PackageWorkbook(template_path(), target=path)
    frame = pd.DataFrame(accounts, dtype=object)
    refresh(book, Request(DAY, "2026-11-16 08:30", "RevOps", "test", accounts=frame))
    return path


def printed(path: Path, folder: Path) -> tuple[dict[str, list[int]], str]:
    """The pages of each sheet, and the text of them all."""
    pdf = tools.libreoffice_convert(path, "pdf", folder)
    command = [tools._program("pdftotext", package="poppler-utils"), "-layout", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    return pictures.pages_of(pdf), text


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo"), REQUEST, None)[0]


@pytest.fixture(scope="module")
def paper(demo: Path) -> tuple[dict[str, list[int]], str]:
    return printed(demo, demo.parent)


def test_the_demo_shows_no_error_and_no_number_that_does_not_fit(
    paper: tuple[dict[str, list[int]], str],
) -> None:
    assert ERRORS.findall(paper[1]) == []


def test_every_sheet_of_the_demo_is_printed(paper: tuple[dict[str, list[int]], str]) -> None:
    assert all(paper[0].values()), paper[0]


@pytest.mark.parametrize("sheet", ["Start", "Board", "Standup"])
def test_it_goes_on_one_page(paper: tuple[dict[str, list[int]], str], sheet: str) -> None:
    assert len(paper[0][sheet]) == 1


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
    demo: Path, paper: tuple[dict[str, list[int]], str]
) -> None:
    page = str(paper[0]["Trend"][0])
    pdftoppm = tools._program("pdftoppm", package="poppler-utils")
    pdf = demo.with_suffix(".pdf")
    drawn = subprocess.run(
        [pdftoppm, "-r", "50", "-f", page, "-l", page, str(pdf)], check=True, capture_output=True
    ).stdout
    for colour in (design.BAD, design.TIER_1):
        assert drawn.count(bytes.fromhex(colour[1:])) > 20, colour


def test_the_demo_stays_small(demo: Path) -> None:
    assert demo.stat().st_size < 400_000


@pytest.mark.parametrize("situation", SITUATIONS)
def test_an_odd_tracker_prints_as_it_should(tmp_path: Path, situation: str) -> None:
    path = tracker(tmp_path, SITUATIONS[situation])
    assert lint(path) == []
    pages, text = printed(path, tmp_path)
    assert ERRORS.findall(text) == []
    assert [len(pages[sheet]) for sheet in ("Start", "Board", "Standup")] == [1, 1, 1]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_excel_opens_an_odd_tracker_without_repair(tmp_path: Path, situation: str) -> None:
    assert tools.validate_ooxml(tracker(tmp_path, SITUATIONS[situation])) == []
