"""The user guide in the browser: the pages of docs, made into HTML on this computer."""

from __future__ import annotations

import html
import re
import shutil
import webbrowser
from pathlib import Path

import typer

from addin.install.xlam import guide_folder
from addin.tracker.workbook import WorkbookError

_PAGE = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)*")
_LINK = re.compile(r'(href="(?![a-z]+:)[^"]*?)\.md(?=[#"])')
_STYLE = (
    "body{font:16px/1.55 Calibri,Carlito,sans-serif;color:#1B2733;max-width:46rem;"
    "margin:2rem auto;padding:0 1rem}h1,h2{color:#17365D}code{background:#F3F6F9}"
    "table{border-collapse:collapse}td,th{border:1px solid #D5DCE3;padding:.3rem .6rem;"
    "text-align:left}a{color:#2F6DB5}img{max-width:100%}"
)


def open_page(page: str, folder: Path | None = None) -> Path:
    """Make HTML of the guide and open a page of it; the file that was opened.

    Raises:
        WorkbookError: there is no such page, or no browser.
    """
    source = guide_folder()
    if not _PAGE.fullmatch(page) or not (source / f"{page}.md").is_file():
        raise WorkbookError(f'The guide has no page "{page}"; open its first page with Help.')
    target = folder or Path(typer.get_app_dir("sponsor-coverage")) / "guide"
    shutil.copytree(
        source,
        target,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("*.md"),
        copy_function=shutil.copyfile,
    )
    for path in sorted(source.rglob("*.md")):
        _write(path, target / path.relative_to(source).with_suffix(".html"))
    opened = target / f"{page}.html"
    if not webbrowser.open(opened.as_uri()):
        raise WorkbookError(f'No browser could be opened; open "{opened}" in one.')
    return opened


def page_as_html(text: str) -> str:
    """A page of the guide as HTML; markup in it is shown and not carried out."""
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    title = html.escape(next(iter(text.splitlines()), "").lstrip("# "))
    linked = _LINK.sub(r"\1.html", body)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body>{linked}</body></html>"
    )


def _write(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page_as_html(source.read_text(encoding="utf-8")), encoding="utf-8")
