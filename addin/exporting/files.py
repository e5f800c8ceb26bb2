"""The bytes of an export file: CSV, or an xlsx workbook of one sheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

from addin.exporting.layout import KEY, ExportError
from addin.exporting.rows import column_of

if TYPE_CHECKING:
    import pandas as pd

    from addin.exporting.layout import ExportFormat

_MOST_ROWS = 1_048_576
_LONGEST_CELL = 32_767
_FIRST_COLUMN_WIDTH, _COLUMN_WIDTH = 22, 26


def file_content(rows: pd.DataFrame, form: ExportFormat) -> bytes:
    """The whole file.

    Args:
        rows: texts with the columns Account ID and those of `form.fields`.
        form: how the CRM wants them.

    Raises:
        ExportError: more rows or a longer text than a sheet can hold.
    """
    return _as_csv(rows, form) if form.file == "csv" else _as_xlsx(rows, form)


def _as_csv(rows: pd.DataFrame, form: ExportFormat) -> bytes:
    # With CR LF as line end the writer quotes either sign inside a value too.
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([form.key, *form.fields.values()])
    writer.writerows(zip(*(rows[header] for header in (KEY, *form.fields)), strict=True))
    return text.getvalue().encode(form.encoding)


def _as_xlsx(rows: pd.DataFrame, form: ExportFormat) -> bytes:
    if len(rows) >= _MOST_ROWS:
        raise ExportError(
            f"{len(rows):,} accounts do not fit into one sheet. Use the profile generic_csv."
        )
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    # The clock would change the file each time.
    book.set_properties({"created": dt.datetime(2026, 1, 1)})
    page = book.add_worksheet("Accounts")
    text, date = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    # 0.8496 is red, and with two decimals it would look like 0.85, which is not.
    score, bold = book.add_format({"num_format": "0.0000"}), book.add_format({"bold": True})
    page.set_column(0, 0, _FIRST_COLUMN_WIDTH, text)
    page.set_column(1, len(form.fields), _COLUMN_WIDTH)
    page.freeze_panes(1, 1)
    for place, (header, field) in enumerate({KEY: form.key, **form.fields}.items()):
        kind = column_of(header).kind
        page.write_string(0, place, field, bold)
        for row, cell in enumerate(rows[header], start=1):
            if not cell:
                continue
            if kind == "date":
                page.write_datetime(row, place, dt.datetime.strptime(cell, form.date), date)
            elif kind in ("score", "count", "tier"):
                page.write_number(row, place, float(cell), score if kind == "score" else None)
            elif len(cell) > _LONGEST_CELL:
                raise ExportError(
                    f"{header} of account {rows[KEY].iloc[row - 1]} is longer than the "
                    f"{_LONGEST_CELL:,} characters that a cell holds. Shorten it, or use a CSV "
                    "profile."
                )
            else:
                page.write_string(row, place, cell, text)
    book.close()
    return file.getvalue()
