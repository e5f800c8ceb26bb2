"""The product's answer to a firm: a tracker in memory, refreshed as a user does it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.importing.rows import Export
from addin.refresh.request import Request
from addin.refresh.story import refresh
from addin.tracker.memory_book import MemoryTable, MemoryWorkbook
from scoring.areas import TABLES
from tests.reference.accounts import BAD
from tests.reference.firms import ACCOUNT_COLUMNS, TOUCH_COLUMNS
from tests.reference.rules import Dated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.refresh.outcome import Outcome
    from tests.reference.firms import Refresh
    from tests.reference.rules import Row

# The named cells of the board slide that the reference knows.
BOARD = (
    "board_red",
    "board_red_base",
    "board_escalations",
    "board_arr_at_risk",
    "board_bridge",
    *(f"board_renewing_{place}" for place in range(1, 5)),
    *(f"board_t{tier}_{what}" for tier in (1, 2) for what in ("rate", "note", "gap", "change")),
    *(
        f"board_red_{place}_{what}"
        for place in range(1, 6)
        for what in ("account", "arr", "due", "owner")
    ),
)
# The table behind the slide's chart of weeks, without the places of its labels.
BOARD_WEEKS = [
    "Week of",
    *(f"Tier {tier} {what}" for tier in (1, 2) for what in ("rate", "target")),
]
# Values of Settings that stand there as shares.
SHARES = ("redlist.t1", "redlist.t2", "targets.t1", "targets.t2", "coverage.threshold")


class Product:
    """A tracker that a firm keeps."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        given = {
            "Accounts": pd.DataFrame(columns=ACCOUNT_COLUMNS),
            "Touches": pd.DataFrame(columns=TOUCH_COLUMNS),
            "Settings": pd.DataFrame(
                setting_rows(settings), columns=["Parameter", "From", "Value"]
            ),
        }
        tables = [MemoryTable.of(name, frame) for name, frame in given.items()]
        tables += [
            MemoryTable.of(name.replace(" ", "_"), pd.DataFrame(columns=table.headers))
            for name, table in TABLES.items()
            if name not in given
        ]
        tables.append(MemoryTable.of("Board_weeks", pd.DataFrame(columns=BOARD_WEEKS)))
        self.book = MemoryWorkbook(tables, dict.fromkeys(BOARD))

    def refreshed(self, look: Refresh) -> Outcome:
        """Type what has changed, import what comes from the CRM, and refresh."""
        table = self.book.table("Accounts")
        table.rows = [row for row in table.rows if row["Account ID"] not in look.gone]
        standing = {row["Account ID"]: row for row in table.rows}
        for (key, header), value in look.typed.items():
            if key not in standing:
                standing[key] = dict.fromkeys(table.headers) | {"Account ID": key}
                table.rows.append(standing[key])
            standing[key][header] = raw(value)
        for row in self.book.table("Red list").rows:
            row.update(raw_row(look.notes.get(row["Account ID"], {})))
        self.book.table("Touches").rows = [raw_row(row) for row in look.touches]
        exports = {}
        if look.exported:
            frame = pd.DataFrame([raw_row(row) for row in look.exported], dtype=object)
            frame.index = pd.RangeIndex(2, len(frame) + 2)
            exports["Accounts"] = Export(frame)
        return self.imported(exports, look.as_of)

    def imported(
        self, exports: Mapping[str, Export], as_of: dt.date, said: Sequence[str] = ()
    ) -> Outcome:
        """Refresh as of a day, after an import of these exports whose headers mean what is said."""
        return refresh(
            self.book,
            Request(
                today=as_of,
                now="2027-01-01 09:00",
                who="ann",
                version="1",
                goes_on=True,
                as_of=as_of,
                exports=exports,
                mapping=tuple(said),
            ),
        )

    def board(self) -> Row:
        """The named cells of the slide; what shows nothing is None."""
        return {
            name: None if value in ("", "–") else plain(value)
            for name, value in self.book.read_values(BOARD).items()
        }

    def rows(self, name: str) -> list[Row]:
        """The rows of a table in plain values: dates, texts, floats, None."""
        frame = self.book.read_table(name.replace(" ", "_"))
        return [
            {header: plain(value) for header, value in row.items()}
            for row in frame.to_dict("records")
        ]


def raw_row(row: Row) -> Row:
    """A row of clean values as a sheet holds it."""
    return {header: raw(value) for header, value in row.items()}


def raw(value: Any) -> Any:
    """A clean value as a cell of a sheet."""
    if value is BAD:
        return "31/02/2026"
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    return value


def plain(value: Any) -> Any:
    """A cell of the tracker as date, text, number or None."""
    return value.date() if isinstance(value, dt.datetime) else value


def setting_rows(settings: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """The rows of Settings that say these."""
    rows = []
    for name, value in settings.items():
        dated = value.steps if isinstance(value, Dated) else ((None, value),)
        rows += [(name, raw(start), cell_of(name, each)) for start, each in dated]
    return rows


def cell_of(name: str, value: Any) -> Any:
    """A setting as its cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value / 10_000 if name in SHARES and isinstance(value, int) else value
