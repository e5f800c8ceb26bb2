"""Reading exports against the fastest readers there are, and the memory that a million touches take."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import python_calamine as calamine

from addin.importing.decision import decided, reviewed
from addin.importing.files import read_export
from addin.importing.tidying import tidied_as
from tests.benchmarks import firm
from tests.benchmarks.report import Row
from tests.benchmarks.timing import median_seconds, python_command, usage

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNTS = 100_000
TOUCHES = 1_000_000
GIGABYTE = 1_000.0
CSV_BOUND, XLSX_BOUND = 3.0, 1.5

_IMPORT_TOUCHES = """\
import sys
from pathlib import Path
from addin.importing.files import read_export
from addin.importing.tidying import tidied
from addin.importing.merging import places_of
from scoring.coverage.tables import TOUCHES
key = ("Account ID", *TOUCHES.imports.same_by)
rows = tidied(read_export(Path(sys.argv[1]), "Touches").rows, "Touches")
assert len(rows) == int(sys.argv[2]), len(rows)
assert (places_of(rows.iloc[:1000], rows, key) < 0).sum() == len(rows) - 1000
"""


def run() -> list[Row]:
    """Accounts of CSV and xlsx to typed cells, and touches to those that a tracker lacks."""
    with tempfile.TemporaryDirectory() as folder:
        accounts = firm.accounts(ACCOUNTS)
        text, book = Path(folder, "accounts.csv"), Path(folder, "accounts.xlsx")
        accounts.to_csv(text, index=False, date_format="%Y-%m-%d")
        accounts.to_excel(book, index=False, engine="xlsxwriter")
        seconds = median_seconds(
            {
                "ours": _typed(text),
                "pyarrow": lambda: pd.read_csv(text, engine="pyarrow"),
            }
        )
        sheets = median_seconds(
            {
                "ours": _typed(book),
                "calamine": lambda: (
                    calamine.CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
                ),
            },
            rounds=3,
        )
        touches = Path(folder, "touches.csv")
        _touches(accounts).to_csv(touches, index=False, date_format="%Y-%m-%d")
        used = usage(python_command(_IMPORT_TOUCHES, str(touches), str(TOUCHES)))
    what = f"{ACCOUNTS:,} accounts, {len(accounts.columns)} columns, file to typed cells"
    return [
        Row(
            what=f"{what}, CSV",
            ours=seconds["ours"],
            baseline=seconds["pyarrow"],
            baseline_name="`pandas.read_csv`, pyarrow engine, two threads",
            bound=CSV_BOUND,
        ),
        Row(
            what=f"{what}, xlsx",
            ours=sheets["ours"],
            baseline=sheets["calamine"],
            baseline_name="calamine's own read",
            bound=XLSX_BOUND,
        ),
        Row(
            what=f"{TOUCHES:,} touches, file to new rows: peak memory",
            ours=used.peak_megabytes,
            baseline=GIGABYTE,
            baseline_name="one gigabyte",
            unit="MB",
            bound=1.0,
        ),
    ]


def _typed(path: Path) -> Callable[[], pd.DataFrame]:
    """Reads an export into typed cells, its mapping decided and made ready to be shown."""

    def read() -> pd.DataFrame:
        raw = read_export(path, "Accounts").rows
        found = decided(raw, "Accounts")
        reviewed(raw, found, ())
        return tidied_as(raw, found)

    return read


def _touches(accounts: pd.DataFrame) -> pd.DataFrame:
    some = firm.touches(accounts, TOUCHES)
    return some.iloc[np.arange(TOUCHES) % len(some)]
