"""Draws every sheet of the demo tracker: `python -m workbook_templates.pictures [FOLDER]`.

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
from addin.refreshing import Request
from workbook_templates.build import SHEETS
from workbook_templates.story import AS_OF

_FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
_DOTS_PER_INCH = 78
_FOOTER = re.compile(r"Sponsor Coverage – (.+)")
_WITHOUT_FOOTER = ("Start", "Board")


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
            _drawn(pdf, pages[0], folder / f"{sheet.lower().replace(' ', '_')}.png")
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

    Start and Board bear no footer: the first page is that of Start, those before the first footer
    are Board's.
    """
    texts = _run("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]
    found: dict[str, list[int]] = {sheet.name: [] for sheet in SHEETS}
    for number, text in enumerate(texts, start=1):
        footers = _FOOTER.findall(text)
        name = re.split(r"\s{2,}", footers[-1])[0] if footers else _WITHOUT_FOOTER[number > 1]
        found[name].append(number)
    return found


def _drawn(pdf: Path, page: int, picture: Path) -> Path:
    one = ("-f", str(page), "-l", str(page), "-singlefile")
    _run(
        "pdftoppm", "-png", "-r", str(_DOTS_PER_INCH), *one, str(pdf),
        str(picture.with_suffix("")),
    )  # fmt: skip
    return picture


def _run(*command: str) -> str:
    run = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return run.stdout


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else _FOLDER)
