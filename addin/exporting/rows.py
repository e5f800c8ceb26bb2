"""What an export says of each account, as the texts of its file."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pandas as pd

from scoring.areas import TABLES
from scoring.parameters import FULL
from scoring.tables import Column
from scoring.tables.writing import harmless

if TYPE_CHECKING:
    import datetime as dt

    from addin.exporting.layout import ExportFormat

LIVE = ("Covered", "Slipping", "Amber", "Uncovered")
"""The statuses of an account that has a score to send."""
REMOVED = "Removed"
"""Status sent once of an account that was exported earlier and is no longer in Accounts."""
DATED = "As of"
"""The column that changes with every refresh, so it does not make a row a changed one."""

_ONLY_IF_LIVE = frozenset(
    {
        "Gate score",
        "Current score",
        "Open gate",
        "Next play",
        "Play due",
        "Covered until",
        "Days since touch",
    }
)
_UNPRINTED = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_SEPARATORS = "\x1e", "\x1f"


def column_of(header: str) -> Column:
    """The contract of a column that can be exported."""
    if header == DATED:
        return Column(DATED, "date", "Day of the scores.")
    for name in ("Coverage", "Accounts"):
        if header in TABLES[name].headers:
            return TABLES[name].column(header)
    raise KeyError(header)


def row_texts(scored: pd.DataFrame, form: ExportFormat, as_of: dt.date) -> pd.DataFrame:
    """The texts of every account: one column a column of ours that the format sends.

    A score or play goes out only of an account that has a live score; of any other one (waived, out
    of scope, a data issue, removed) these fields are emptied, so that no old score stays alive.
    Names are never emptied in the CRM: a blank one is an empty cell.

    Args:
        scored: Coverage with the columns of Accounts that are passed on.
        form: as `addin.exporting.layout.mapped` returns it.
        as_of: day of the scores.
    """
    live = scored["Status"].isin(LIVE)
    dated = scored.assign(**{DATED: pd.Timestamp(as_of)})
    return pd.DataFrame(
        {header: _texts(dated[header], column_of(header), form, live) for header in form.fields},
        index=scored.index,
        dtype=object,
    )


def _texts(values: pd.Series, column: Column, form: ExportFormat, live: pd.Series) -> pd.Series:
    if column.kind == "score":
        scale, digits = (100, 2) if form.score == "percent" else (1, 4)
        texts = (values.astype("Float64") * scale / FULL).map(
            f"{{:.{digits}f}}".format, na_action="ignore"
        )
    elif column.kind == "flag":
        texts = values.map({1: form.yes, 0: form.no})
    elif column.kind == "date":
        texts = values.dt.strftime(form.date)
    elif column.kind in ("count", "tier"):
        texts = values.astype("Int64").astype("str")
    else:
        texts = values.map(lambda text: _cut(plain(text, form.file), form), na_action="ignore")
    texts = texts.astype(object).where(values.notna())
    if column.header in _ONLY_IF_LIVE:
        spoken = column.kind == "text"
        texts = texts.where(live).fillna(form.nothing_text if spoken else form.nothing)
    return texts.fillna("")


def plain(text: object, file: str) -> str:
    r"""A customer's text on one line; in a CSV file also such that no spreadsheet runs it.

    A cell of an .xlsx file says itself that it holds a text, so nothing is put before it there.

    >>> plain("=1+1", "csv"), plain("=1+1", "xlsx"), plain(" Ada\nLovelace ", "csv")
    ("'=1+1", '=1+1', 'Ada Lovelace')
    """
    line = _UNPRINTED.sub(" ", str(text)).strip()
    return str(harmless(line)) if file == "csv" else line


def _cut(text: str, form: ExportFormat) -> str:
    most = form.longest_text or len(text)
    return text if len(text) <= most else text[: most - 1] + "…"


def fingerprints(texts: pd.DataFrame, form: ExportFormat) -> pd.Series:
    """For each row a text that changes with any field or value that is sent, save the as-of date.

    The order of the columns does not matter.
    """
    headers = sorted((h for h in texts.columns if h != DATED), key=lambda h: form.fields[h])
    pair, end = _SEPARATORS
    names = [form.fields[header] + pair for header in headers]
    rows = zip(*(texts[header] for header in headers), strict=True) if headers else None
    found = [
        hashlib.blake2b(
            end.join(map("".join, zip(names, row, strict=True))).encode(), digest_size=8
        ).hexdigest()
        for row in (rows if rows is not None else [()] * len(texts))
    ]
    return pd.Series(found, index=texts.index, dtype=object)
