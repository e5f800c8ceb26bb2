"""Draws every sheet of the demo tracker: `python -m addin.demo.pictures [FOLDER]`.

LibreOffice prints the tracker and poppler draws the first page of each sheet, so the pictures show
what a reader without Excel sees. They go to docs/pictures unless a folder is named.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from addin.demo import make_demo
from addin.refresh.request import Request
from workbook_templates.demo.story import AS_OF
from workbook_templates.sheets import sheets

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
_DOTS_PER_INCH = 94
_DRAFT_DOTS_PER_INCH = 20
# Long tables are cut, for their rows are alike; whole pages are shown whole.
_MOST_INCHES = 4.0
_WHOLE = [sheet.name for sheet in sheets() if sheet.table is None or sheet.page.one_page]
_MARGIN_INCHES = 0.15
_FOOTER_INCHES = 0.7
_PAPER = 250
_FOOTER = re.compile(r"Sponsor Coverage – (.+)")


def draw(folder: Path) -> list[Path]:
    """Draw the first page of each sheet of the demo tracker into a folder.

    Raises:
        FileNotFoundError: LibreOffice (soffice) or poppler (pdftotext, pdftoppm) is missing.
        subprocess.CalledProcessError: one of them failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        request = Request(AS_OF, f"{AS_OF} 08:30", "RevOps", "demo")
        tracker, _ = make_demo(Path(scratch), request, None)
        pdf = printed(tracker, Path(scratch))
        return [
            _drawn(pdf, pages[0], sheet, folder / f"{sheet.lower().replace(' ', '_')}.png")
            for sheet, pages in pages_of(pdf).items()
        ]


def printed(tracker: Path, folder: Path) -> Path:
    """The tracker as LibreOffice prints it, as a PDF in a folder."""
    profile = (folder / "profile").as_uri()
    _run(
        "soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
        "--outdir", str(folder), str(tracker),
    )  # fmt: skip
    return folder / f"{tracker.stem}.pdf"


def pages_of(pdf: Path) -> dict[str, list[int]]:
    """The pages of each sheet of a printed tracker, counted from 1.

    Start and the slides bear no footer; each of them is one page, but for the last.
    """
    texts = _run("pdftotext", "-layout", str(pdf), "-").decode().split("\f")[:-1]
    shown = [sheet for sheet in sheets() if not sheet.hidden]
    found: dict[str, list[int]] = {sheet.name: [] for sheet in shown}
    bare = [sheet.name for sheet in shown if sheet.table is None]
    for number, text in enumerate(texts, start=1):
        footers = _FOOTER.findall(text)
        if footers:
            name = re.split(r"\s{2,}", footers[-1])[0]
        else:
            name = bare.pop(0) if len(bare) > 1 else bare[0]
        # One that comes hidden is printed once a refresh shows it.
        found.setdefault(name, []).append(number)
    return found


def _drawn(pdf: Path, page: int, sheet: str, picture: Path) -> Path:
    one = ("-f", str(page), "-l", str(page), "-singlefile")
    left, top, width, height = _inked(pdf, one)
    if sheet not in _WHOLE:
        height = min(height, _MOST_INCHES)
    places = {"-x": left, "-y": top, "-W": width, "-H": height}
    cut = [text for key, inches in places.items() for text in (key, _dots(inches))]
    target = str(picture.with_suffix(""))
    _run("pdftoppm", "-png", "-r", str(_DOTS_PER_INCH), *one, *cut, str(pdf), target)
    return picture


def _inked(pdf: Path, one: tuple[str, ...]) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is on a page apart from its footer, in inches."""
    resolution = ("-gray", "-r", str(_DRAFT_DOTS_PER_INCH))
    _, size, _, pixels = _run("pdftoppm", *resolution, *one, str(pdf)).split(b"\n", 3)
    across, down = map(int, size.split())
    shown = down - round(_FOOTER_INCHES * _DRAFT_DOTS_PER_INCH)
    rows = [pixels[at : at + across] for at in range(0, shown * across, across)]
    inked = [place for place, row in enumerate(rows) if min(row) < max(row)] or [0, shown - 1]
    columns = [place for place in range(across) if min(row[place] for row in rows) < _PAPER]
    edges = columns[0], inked[0], columns[-1] + 1, inked[-1] + 1
    left, top, right, bottom = (edge / _DRAFT_DOTS_PER_INCH for edge in edges)
    margin = _MARGIN_INCHES
    x, y = max(left - margin, 0), max(top - margin, 0)
    return x, y, right + margin - x, bottom + margin - y


def _dots(inches: float) -> str:
    return str(round(inches * _DOTS_PER_INCH))


def _run(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
