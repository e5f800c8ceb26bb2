"""The demo: a full tracker on sample data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from addin.importing.tidying import read_export, tidied
from addin.package import PackageWorkbook
from addin.refresh.story import refresh
from scoring.coverage.history import typed_history
from scoring.coverage.tables import HISTORY
from scoring.policy import overrides_from_toml
from scoring.settings import with_values
from scoring.tables.writing import to_cells
from workbook_templates import demo_path, template_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.refresh.outcome import Outcome
    from addin.refresh.request import Request

NAME = "sponsor_coverage_demo.xlsx"


def make_demo(
    folder: Path, request: Request, progress: Callable[[str, int, int], None] | None
) -> tuple[Path, Outcome]:
    """Write the demo tracker into a folder and refresh it as of the demo's own day.

    An earlier demo tracker there is replaced, in one step.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tracker = folder / NAME
    history, _ = typed_history(pd.read_csv(demo_path("history.csv"), dtype=object))
    overrides = overrides_from_toml(demo_path("settings.toml").read_text(encoding="utf-8"))
    book = PackageWorkbook(template_path(), target=tracker, progress=progress)
    book.write_table("History", to_cells(history, HISTORY))
    settings = with_values(book.read_table("Settings"), overrides)
    book.write_table("Settings", settings, key="Parameter")
    notes = tidied(read_export(demo_path("red_list.csv"), "Red list").rows, "Red list")
    book.write_table("Red_list", notes, key="Account ID")
    accounts = read_export(demo_path("accounts.csv"), "Accounts")
    touches = read_export(demo_path("touches.csv"), "Touches")
    return tracker, refresh(
        book, replace(request, exports={"Accounts": accounts, "Touches": touches})
    )
