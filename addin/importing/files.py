"""Reading an export: the rows of its table as raw cells, and an account of every other row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.importing.deleted import without_deleted
from addin.importing.grouped import filled_down
from addin.importing.otherrows import without_others
from addin.importing.rows import ImportFileError
from addin.tracker.memory import no_collection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from addin.importing.names import Said
    from addin.importing.rows import Export

_MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 512 * _MEGABYTE
"""As much as a workbook may unpack to: a million touches are a quarter of it."""

WORKBOOKS = (".xlsx", ".xlsm")


@no_collection()
def read_export(path: Path, table: str, said: Iterable[Said] = ()) -> Export:
    """The rows of an export as raw cells, and how they were read.

    Finds encoding, delimiter, sheet and header row by itself, leaves out footers and totals, and
    fills the values of groups down; the reading says what was left out. Columns of texts come as
    categories, each text once, or as `str` where nearly each is another.

    Args:
        path: a .csv, .tsv, .txt, .xlsx or .xlsm file.
        table: "Accounts", "Touches" or "Contacts", to tell the header row and the sheet.
        said: what the user said of single headers.

    Raises:
        ImportFileError, WorkbookError: there is no such file, it is none of these kinds, it is too
            large or built to do harm, or it holds no row.
    """
    if path.is_dir():
        raise ImportFileError(f'"{path}" is a folder. Give the file in it.')
    if not path.exists():
        raise ImportFileError(f'There is no file "{path}". Check the name and the folder.')
    if path.suffix.casefold() in (".xls", ".xlsb", ".ods", ".numbers", ".pdf"):
        raise ImportFileError(f'"{path.name}" is not a CSV or xlsx file. Save it as .xlsx first.')
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise ImportFileError(
            f'"{path.name}" has {size // _MEGABYTE:,} MB, more than '
            f"{MAX_FILE_BYTES // _MEGABYTE} MB. Export fewer columns or a shorter time."
        )
    said = tuple(said)
    if path.suffix.casefold() in WORKBOOKS:
        from addin.importing.workbooks import from_workbook

        found = from_workbook(path, table, said)
    else:
        from addin.importing.textfiles import from_text

        found = from_text(path, table, said)
    whole = filled_down(without_others(found, table, said))
    export = without_deleted(whole, table, said)
    if export.rows.empty and not whole.rows.empty:
        raise ImportFileError(
            f'"{path.name}" holds only records that were deleted or merged in the CRM. Export '
            "those that are live."
        )
    if export.rows.empty:
        raise ImportFileError(f'"{path.name}" holds a header and no rows. Export it again.')
    return export
