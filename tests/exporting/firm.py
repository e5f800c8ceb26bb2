"""The accounts of the tests, and what users do to their tracker."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.package import PackageWorkbook
from addin.refresh.request import Request
from addin.refresh.story import refresh

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = dt.date(2026, 11, 16)
PROFILES = {
    "salesforce": "out.csv",
    "hubspot": "out.csv",
    "gainsight": "out.csv",
    "totango_catalyst": "out.csv",
    "vitally": "out.csv",
    "planhat": "out.xlsx",
    "churnzero": "out.csv",
    "generic_csv": "out.csv",
    "generic_xlsx": "out.xlsx",
}

_COVERED = {
    "Account": "Acme",
    "ARR": "800000",
    "Tier": 1,
    "CS director": "Dora",
    "CSM": "Carl",
    "Go-live date": dt.datetime(2024, 1, 1),
    "Customer sponsor": "Ada Lovelace",
    "Sponsor title": "CFO",
    "Internal executive": "Ivo Exec",
    "Executive title": "CTO",
    "Two-way intro date": dt.datetime(2026, 5, 4),
    "Last touch date": dt.datetime(2026, 11, 2),
    "Last touch type": "Call",
    "Business outcome": "Saved 10 %",
    "Outcome date": dt.datetime(2026, 6, 1),
}
_WAIVER = {
    "Waiver reason": "In court",
    "Waiver approver": "Vera",
    "Waiver expires": dt.datetime(2027, 1, 31),
}
COVERED, FADING, WAIVED, SMALL, BROKEN = (
    "001D000000IRt53IAD",
    "001D000000IRt54IAD",
    "001D000000IRt55IAD",
    "001D000000IRt56IAD",
    "001D000000IRt57IAD",
)


def account(number: str, **more: object) -> dict[str, object]:
    """An account that is covered, but for what is said."""
    return {
        "Account ID": number,
        **_COVERED,
        **dict.fromkeys(_WAIVER),
        **{key.replace("_", " "): value for key, value in more.items()},
    }


ACCOUNTS = [
    # The short form of the id: the file has to have the long one.
    account(COVERED[:15]),
    account(FADING, Last_touch_date=dt.datetime(2026, 9, 1), Customer_sponsor="Grace"),
    account(WAIVED) | _WAIVER,
    account(SMALL, ARR="900", Tier=4),
    account(BROKEN, Last_touch_date="31/31/2026"),
    account(None),  # type: ignore[arg-type]
]

HOSTILE = [
    account("00042", Customer_sponsor='=HYPERLINK("http://x")', Internal_executive="@SUM(1)"),
    account("8.0E7", Internal_executive='Ann "The Boss" O\'Neil; Esq., Ltd'),
    account("Zoë-ß-日本", Internal_executive="Émile\nZola\r\nJr"),
    account("=1+1", Internal_executive="+49 30 1234"),
    account("-17", Internal_executive="-"),
    account("1;2,3", Internal_executive="\tTab"),
]


def cells(path: Path) -> pd.DataFrame:
    """The rows of a written file as texts, under the headers of the CRM."""
    if path.suffix == ".xlsx":
        frame = PackageWorkbook(path).read_table("Accounts")
        return frame.map(_text).reset_index(drop=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return pd.DataFrame(rows[1:], columns=rows[0], dtype=object)


def _text(cell: Any) -> Any:
    return None if cell is None else cell.isoformat()[:10] if isinstance(cell, dt.date) else cell


def row(path: Path, number: str) -> dict[str, Any]:
    """One account's row of a written file."""
    found = cells(path)
    mine = found[found.iloc[:, 0] == number]
    assert len(mine) == 1, found.iloc[:, 0].tolist()
    return {str(key): value for key, value in mine.iloc[0].items()}


def change(path: Path, number: str, changes: dict[str, object], as_of: dt.date = AS_OF) -> None:
    """Type values into an account's row of Accounts, and refresh."""
    book = PackageWorkbook(path)
    accounts = book.read_table("Accounts")
    for header, value in changes.items():
        accounts.loc[accounts["Account ID"] == number, header] = value
    book.write_table("Accounts", accounts)
    refreshed(book, as_of)


def delete(path: Path, number: str, as_of: dt.date = AS_OF) -> None:
    """Delete an account's row of Accounts, and refresh."""
    book = PackageWorkbook(path)
    accounts = book.read_table("Accounts")
    book.write_table("Accounts", accounts[accounts["Account ID"] != number])
    refreshed(book, as_of)


def refreshed(book: PackageWorkbook, as_of: dt.date = AS_OF) -> None:
    """Refresh a tracker on a day."""
    refresh(book, Request(today=as_of, now=f"{as_of} 09:00", who="Ann", version="1", as_of=as_of))


def fill(path: Path, table: str, rows: list[dict[str, object]]) -> None:
    """Put rows into a table."""
    book = PackageWorkbook(path)
    book.write_table(table, pd.DataFrame(rows, columns=book.read_table(table).columns))
    book.save()
