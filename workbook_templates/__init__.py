"""The tracker's template workbook and the demo data; both ship with the product."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def template_path() -> Path:
    """The empty tracker workbook.

    >>> template_path().name
    'sponsor_coverage.xlsx'
    """
    return Path(str(files(__name__) / "sponsor_coverage.xlsx"))


def demo_path(name: str) -> Path:
    """A file of the demo data: accounts, touches, history or red_list .csv, or settings.toml.

    >>> demo_path("accounts.csv").name
    'accounts.csv'
    """
    return Path(str(files(__name__) / "demo" / name))
