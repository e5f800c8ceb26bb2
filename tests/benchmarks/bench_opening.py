"""Opening: the tracker's looks and links cost LibreOffice little beside the values themselves."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pandas as pd
import xlsxwriter

from addin.package import PackageWorkbook
from tests.benchmarks import firm
from tests.benchmarks.report import Row
from tests.benchmarks.timing import median_usage

ACCOUNTS = 20_000
TOUCHES_EACH = 3
WEEKS = 2

_OPEN = ("--headless", "--norestore", "--convert-to", "csv")


def run() -> list[Row]:
    """LibreOffice opens the tracker and leaves; it writes the first sheet only, which is small."""
    soffice = shutil.which("soffice")
    if soffice is None:
        msg = "soffice is not installed; this benchmark opens the tracker in LibreOffice"
        raise FileNotFoundError(msg)
    with tempfile.TemporaryDirectory() as folder:
        tracker, bare = Path(folder, "tracker.xlsx"), Path(folder, "bare.xlsx")
        firm.build_tracker(tracker, ACCOUNTS, touches_each=TOUCHES_EACH, weeks=WEEKS)
        write_bare(tracker, bare)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        commands = {
            file.stem: [soffice, profile, *_OPEN, "--outdir", folder, str(file)]
            for file in (tracker, bare)
        }
        taken = median_usage(commands, rounds=3)
    return [
        Row(
            what=f"LibreOffice opens a tracker of {ACCOUNTS:,} accounts",
            ours=taken["tracker"].seconds,
            baseline=taken["bare"].seconds,
            baseline_name="the same values without any format",
            bound=1.5,
        )
    ]


def write_bare(tracker: Path, bare: Path) -> None:
    """The values of every table of a tracker, and nothing else."""
    source = PackageWorkbook(tracker)
    book = xlsxwriter.Workbook(bare, {"default_date_format": "yyyy-mm-dd"})
    for name in source.tables():
        frame = source.read_table(name)
        sheet = book.add_worksheet(name.replace("_", " "))
        sheet.write_row(3, 0, list(frame.columns))
        for row, values in zip(frame.index, frame.to_numpy(), strict=True):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row - 1, column, value)
                elif not pd.isna(value):
                    sheet.write(row - 1, column, value)
    book.close()
