"""The last row that a sheet has: read, written, grown to, and never passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
import xlsxwriter

from addin.package import PackageWorkbook
from addin.tracker.workbook import WorkbookError
from tests.package.trackers import TABLE, part

if TYPE_CHECKING:
    from pathlib import Path

LAST = 1_048_576


def build_low(path: Path, rows: int, below: int) -> Path:
    """A table of so many rows with so many rows of the sheet left below it."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Run log")
    last = LAST - 1 - below
    for row in range(last - rows + 1, last + 1):
        sheet.write_row(row, 0, [f"A{row}", row])
    columns = [{"header": "Account ID"}, {"header": "ARR"}]
    sheet.add_table(last - rows, 0, last, 1, {"name": "Run_log", "columns": columns})
    book.close()
    return path


def accounts(count: int) -> pd.DataFrame:
    return pd.DataFrame({"Account ID": [f"B{n}" for n in range(count)], "ARR": [1.0] * count})


@pytest.mark.slow
def test_the_last_row_is_read(tmp_path: Path) -> None:
    frame = PackageWorkbook(build_low(tmp_path / "t.xlsx", 2, below=0)).read_table("Run log")
    assert frame.index.tolist() == [LAST - 1, LAST]
    assert frame["ARR"].tolist() == [LAST - 2, LAST - 1]


def test_a_table_grows_to_the_last_row(tmp_path: Path) -> None:
    path = build_low(tmp_path / "t.xlsx", 2, below=1)
    book = PackageWorkbook(path)
    book.write_table("Run log", accounts(3))
    book.save()
    assert f'ref="A{LAST - 3}:B{LAST}"' in part(path, TABLE)
    assert f'<c r="A{LAST}"' in part(path)


@pytest.mark.parametrize("keep", [0, 1])
def test_a_table_never_grows_beyond_it(tmp_path: Path, keep: int) -> None:
    path = build_low(tmp_path / "t.xlsx", 2, below=0)
    before = path.read_bytes()
    book = PackageWorkbook(path)
    with pytest.raises(WorkbookError, match=r"would end in row 1,048,577, and Excel has 1,048,576"):
        book.write_table("Run log", accounts(3 - keep), keep_rows=keep)
    book.save()
    assert path.read_bytes() == before
