"""The board's slide as LibreOffice prints it: one page, nothing cut off, charts that are drawn."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from addin.importing.rows import Export
from addin.package import PackageWorkbook
from addin.refresh.request import Request
from addin.refresh.story import refresh
from tests import tools
from workbook_templates import design, template_path
from workbook_templates.pages import board as board_page

if TYPE_CHECKING:
    from pathlib import Path

# One worker prints them all; another would start LibreOffice for the same files.
pytestmark = [pytest.mark.slow, pytest.mark.libreoffice]

AS_OF = dt.date(2027, 3, 1)
# Points a pixel: LibreOffice scales the slide to whole per cent of the paper, and draws columns a
# little wider than Excel does.
DOWN = 0.74 * 0.75
ACROSS = 0.586
NEAR = 4.0
LONG = "Consolidated International Holdings of Greater Northern Transportation and Logistics " * 3
SCRIPTS = (
    "北海風力発電株式会社東日本支社",
    "شركة الخليج للطاقة",
    "חברת הובלה צפונית",
    "한국전력공사",
)


# Start, the slide and the red list: room to see a slide that runs over onto another page.
FIRST_PAGES = 'pdf:calc_pdf_Export:{"PageRange":{"type":"string","value":"1-4"}}'


class Printed(NamedTuple):
    """A tracker, its PDF, and the words on each page."""

    tracker: Path
    pdf: Path
    pages: list[list[tools.Word]]


class Slide(NamedTuple):
    """A tracker on paper, and the words on its slide."""

    paper: Printed
    words: list[tools.Word]


def account(number: int, *, good: bool, **values: object) -> dict[str, object]:
    row: dict[str, object] = {
        "Account ID": f"A-{number}",
        "Account": f"Company {number}",
        "ARR": 500_000 + number,
        "Tier": 1 + number % 2,
        "CS director": f"Director {number % 4}",
        "Customer sponsor": "Anna Berg",
        "Internal executive": "Maria Holm",
        "Executive title": "VP Sales",
        "Two-way intro date": "2026-06-01",
        "Last touch date": "2027-02-20",
        "Last touch type": "Call",
        "Business outcome": "Cut costs",
        "Outcome date": "2026-12-01",
    }
    bad = {"Internal executive": None, "Last touch date": "2026-07-01"}
    return row | ({} if good else bad) | values


def some(**values: object) -> list[dict[str, object]]:
    return [account(n, good=n % 3 > 0, **values) for n in range(12)]


CASES: dict[str, tuple[list[dict[str, object]], dt.date]] = {
    "some accounts": (some(), AS_OF),
    "one account": ([account(0, good=False)], AS_OF),
    "nothing red": ([account(n, good=True) for n in range(6)], AS_OF),
    "not measured": (
        some(**{"Customer sponsor": None, "Two-way intro date": None, "Business outcome": None}),
        AS_OF,
    ),
    "a small firm": (some(ARR=51_000, Tier=2), AS_OF),
    "nobody counts": ([account(0, good=True, Tier=4)], AS_OF),
    "no Tier 1": (some(Tier=2), AS_OF),
    "no target": (some(), dt.date(2026, 12, 21)),
    "long names": (
        [
            account(n, good=False, Account=LONG[n:200], **{"CS director": LONG[n:]})
            for n in range(9)
        ],
        AS_OF,
    ),
    "wide letters": (some(Account="W" * 200, **{"CS director": "MW" * 100}), AS_OF),
    "scripts": (
        [
            account(n, good=False, Account=SCRIPTS[n % 4] * 3, **{"CS director": SCRIPTS[n % 4]})
            for n in range(8)
        ],
        AS_OF,
    ),
}


def made(path: Path, case: str) -> Path:
    rows, as_of = CASES[case]
    book = PackageWorkbook(template_path(), target=path)
    refresh(
        book,
        Request(
            today=as_of,
            now="2027-03-01 09:00",
            who="tests",
            version="1.2.3",
            exports={"Accounts": Export(pd.DataFrame(rows, dtype=object))},
        ),
    )
    return path


def without_long_tables(book: PackageWorkbook) -> None:
    """Leave out what would print on many pages; the slide's cells hold values and stay."""
    for name in ("Accounts", "Coverage", "History", "Touches"):
        book.write_table(name, book.read_table(name).iloc[:1])
    book.save()


@pytest.fixture(scope="session")
def printed(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    """Every tracker of this module on paper; the kept slide stands last in its tracker."""
    folder = tmp_path_factory.mktemp("slides")
    trackers = {case: made(folder / f"{n}.xlsx", case) for n, case in enumerate(CASES)}
    for name in ("demo", "cut", "kept"):
        trackers[name] = folder / f"{name}.xlsx"
        book = PackageWorkbook(demo_file, target=trackers[name])
        if name == "cut":
            book.write_values({"board_headline": "Far too much to say in two lines. " * 12})
        if name == "kept":
            book.copy_sheet("Board", "Board 2026-11-16")
        without_long_tables(book)
    *slides, kept = trackers.values()
    pdfs = tools.libreoffice_convert_all(slides, FIRST_PAGES, folder)
    pdfs.append(tools.libreoffice_convert(kept, "pdf", folder))
    return {
        name: Printed(tracker, pdf, tools.pdf_pages(pdf))
        for (name, tracker), pdf in zip(trackers.items(), pdfs, strict=True)
    }


def slide_of(paper: Printed) -> Slide:
    boards = [words for words in paper.pages if any(word.text == "EXECUTIVE" for word in words)]
    assert len(boards) == 1, "the slide is not on one page"
    return Slide(paper, boards[0])


@pytest.fixture(params=CASES)
def slide(request: pytest.FixtureRequest, printed: dict[str, Printed]) -> Slide:
    return slide_of(printed[request.param])


def shown(cell: Any) -> str:
    """The text of a cell as its format shows it."""
    value, form = cell.value, cell.number_format
    if isinstance(value, dt.datetime):
        day = f"{value.day} {value:%b %Y}"
        return f"As of {day}" if form.startswith('"As of') else day
    if isinstance(value, float | int):
        forms = {"0%": f"{value:.0%}", "#,##0.0,,": f"{value / 1e6:,.1f}"}
        return forms.get(form, f"{value:,.0f}")
    # openpyxl gives an empty cell with a link the place that it leads to.
    return "" if cell.hyperlink and value == cell.hyperlink.location else value or ""


def boxes(sheet: Any, words: list[tools.Word]) -> dict[str, tuple[float, float, float, float]]:
    """Where each cell of the slide lies on the paper, merged ones whole; B2 tells where it starts."""
    across, down = [0.0], [0.0]
    for width in board_page.WIDTHS:
        across.append(across[-1] + width * ACROSS)
    for height in board_page.HEIGHTS:
        down.append(down[-1] + height * DOWN)
    start = next(word for word in words if word.text == "EXECUTIVE")
    left = start.left - 2 * ACROSS - across[1]
    top = (start.top + start.bottom) / 2 - (down[1] + down[2]) / 2
    merged = {str(area).split(":")[0]: str(area) for area in sheet.merged_cells.ranges}
    found = {}
    for row in sheet["A1:N27"]:
        for cell in row:
            first, upper, last, lower = range_boundaries(
                merged.get(cell.coordinate, cell.coordinate)
            )
            assert isinstance(first, int)
            assert isinstance(upper, int)
            assert isinstance(last, int)
            assert isinstance(lower, int)
            found[cell.coordinate] = (
                left + across[first - 1],
                top + down[upper - 1],
                left + across[last],
                top + down[lower],
            )
    return found


def letters(text: str) -> Counter[str]:
    return Counter("".join(unicodedata.normalize("NFKC", text).split()))


def cut_off(slide: Slide) -> list[str]:
    """The cells of the slide whose text does not stand, whole, within their edges on the page."""
    sheet = openpyxl.load_workbook(slide.paper.tracker)["Board"]
    problems = []
    for name, (left, top, right, bottom) in boxes(sheet, slide.words).items():
        text = shown(sheet[name])
        if not text.strip():
            continue
        # A short text may run on over empty cells beside it; only what is merged ends at its edge.
        inside = [
            word.text
            for word in slide.words
            if word.left >= left - NEAR
            and word.top >= top - NEAR
            and word.bottom <= bottom + NEAR
            and (word.right <= right + NEAR or name in {"B2", "K17"})
        ]
        missing = letters(text) - letters("".join(inside))
        if missing:
            problems.append(f"{name}: {text!r} shows only {' '.join(inside)!r}")
    return problems


def test_no_text_is_cut_off(slide: Slide) -> None:
    assert cut_off(slide) == []


def test_what_is_not_the_slide_is_not_printed(slide: Slide) -> None:
    texts = [word.text for page in slide.paper.pages for word in page]
    assert "behind" not in texts


def test_no_cell_of_the_slide_shows_an_error(slide: Slide) -> None:
    assert not [word.text for word in slide.words if word.text.startswith("#")]


def test_a_text_that_is_too_long_would_be_noticed(printed: dict[str, Printed]) -> None:
    assert [problem.partition(":")[0] for problem in cut_off(slide_of(printed["cut"]))] == ["B3"]


def test_both_charts_are_drawn(printed: dict[str, Printed]) -> None:
    tracker, pdf, pages = printed["demo"]
    page = next(n for n, words in enumerate(pages) if words and words[0].text == "EXECUTIVE")
    sheet = openpyxl.load_workbook(tracker)["Board"]
    place = boxes(sheet, pages[page])
    weeks = (*place["B15"][:2], place["E15"][2], place["E15"][3])
    groups = (*place["G15"][:2], place["M15"][2], place["M15"][3])
    for box, colour in (
        (weeks, design.TIER_1),
        (weeks, "#9A6700"),
        (groups, design.BAD),
        (groups, design.TIER_1),
    ):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert tools.pdf_colours(pdf, page + 1, box)[red, green, blue] > 20, (box, colour)
    texts = [word.text for word in pages[page]]
    assert {"24", "Aug", "Marcus", "Solberg"} <= set(texts)


def test_a_kept_slide_is_printed_like_the_slide(printed: dict[str, Printed]) -> None:
    pages = printed["kept"].pages
    boards = [words for words in pages if words and words[0].text == "EXECUTIVE"]
    assert len(boards) == 2
    first, kept = ([word.text for word in words] for words in boards)
    assert first == kept
