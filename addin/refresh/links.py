"""Links that lead from each number to where it comes from: report, Coverage, Accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.tracker.references import column_letters
from addin.tracker.workbook import Link, place_of
from scoring.cells.texts import missing
from scoring.coverage.tables import COVERAGE, SCORECARD
from scoring.coverage.views import VIEWS
from scoring.tables import ISSUES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from addin.tracker.workbook import Standing
    from scoring.tables import Table

_BEHIND = {view.name: view.filtered_in for view in VIEWS}
"""Table and column by which the accounts of a row of the scorecard can be filtered."""


class Tracing:
    """Where the rows of each table stand once the refresh has written them.

    Args:
        found: the tables as they were read.
        places: where each of them stands.
        scored: the rows of Coverage in their order, on the rows of Accounts.
    """

    def __init__(
        self,
        found: Mapping[str, pd.DataFrame],
        places: Mapping[str, Standing],
        scored: pd.DataFrame,
    ) -> None:
        self._found, self._places = found, places
        ids = scored["Account ID"]
        known = (ids.notna() & ~ids.duplicated()).to_numpy()
        place = places.get(COVERAGE.name)
        first = place.first_row if place else 0
        rows = pd.Series(range(first, first + len(scored)), index=ids.astype(object))
        # Nothing leads to a sheet that is not there.
        self._rows = rows[known].to_dict() if place else {}
        self._accounts = scored.index

    def traced(self, table: Table, cells: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
        """The cells of a table with its links; `frame` is what they were made from."""
        if table is COVERAGE:
            # Where nothing is scored there is nothing to trace, and each link costs on opening.
            told = frame["Gate score"].notna()
            accounts = self._links("Accounts", self._accounts.where(told.to_numpy()))
            return cells.assign(**{"In Accounts": self._column(accounts, cells)})
        if table is ISSUES:
            places = zip(frame["Sheet"], frame["Row"], strict=True)
            leads = [link for sheet, row in places for link in self._links(sheet, [row])]
            return cells.assign(Row=self._column(leads, cells))
        if table is SCORECARD:
            behind = [self._behind(view) for view in frame["View"]]
            return cells.assign(**{"Look in": self._column(behind, cells), "Last 13 weeks": None})
        for column in table.columns:
            if column.leads_to == COVERAGE.name:
                rows = (self._rows.get(key) for key in frame["Account ID"].astype(object))
                links = self._links(COVERAGE.name, rows)
                cells = cells.assign(**{column.header: self._column(links, cells)})
        return cells

    def _links(self, name: str, rows: Iterable[Any]) -> list[Link | int | None]:
        place = self._places.get(name)
        found = [None if missing(row) else int(row) for row in rows]
        if place is None:
            return list(found)
        return [row and Link(place_of(place.sheet, row), row) for row in found]

    def _behind(self, view: str) -> Link | None:
        name, header = _BEHIND[view]
        place = self._places.get(name)
        if place is None:
            return None
        given = list(self._found[name].columns)
        letters = column_letters(given.index(header) + 1 if header in given else 1)
        return Link(place_of(place.sheet, place.first_row - 1, letters), name)

    @staticmethod
    def _column(
        values: list[Link | int | None] | list[Link | None], cells: pd.DataFrame
    ) -> pd.Series:
        return pd.Series(values, index=cells.index, dtype=object)
