"""The problems of a table as they are found, in the columns of Issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scoring.cells.texts import as_text, missing
from scoring.errors import SponsorCoverageError
from scoring.tables import ISSUES

if TYPE_CHECKING:
    from collections.abc import Iterator


class TableError(SponsorCoverageError, ValueError):
    """A table lacks what nothing can be done without; the message says what and how to mend it."""


class IssueList:
    """The problems of one table as they are found, in the columns of Issues.

    Args:
        sheet: the table's.
        ids: what each row has for an account id; the index holds the rows of the sheet.
    """

    def __init__(self, sheet: str, ids: pd.Series) -> None:
        self.sheet, self.ids = sheet, ids
        self._parts: list[pd.DataFrame] = []

    def add(
        self,
        mask: Any,
        column: str,
        values: Any,
        code: str,
        problem: str,
        fix: str,
    ) -> None:
        """Note a problem in each row of `mask`; `{value}` in the text stands for the cell."""
        rows = self.ids.index[np.asarray(mask, dtype=bool)]
        if len(rows) == 0:
            return
        shown = pd.Series(values, index=self.ids.index).loc[rows].map(told)
        columns = {
            "Sheet": self.sheet,
            "Row": rows,
            "Account ID": self.ids.loc[rows],
            "Column": column,
            "Value": shown,
            "Code": code,
            "Problem": [problem.replace("{value}", value) for value in shown],
            "Fix": fix,
        }
        self._parts.append(pd.DataFrame(columns, index=rows, dtype=object))

    def add_column(self, column: str, value: str, code: str, problem: str, fix: str) -> None:
        """Note a problem of a whole column."""
        entry = (self.sheet, None, None, column, value, code, problem, fix)
        self._parts.append(pd.DataFrame([entry], columns=ISSUES.headers))

    def noted(self) -> Iterator[tuple[str, str, pd.Index]]:
        """Column, code and rows of each problem; those of whole columns are left out."""
        for part in self._parts:
            column, code, row = part[["Column", "Code", "Row"]].iloc[0]
            if row is not None:
                yield column, code, part.index

    def frame(self) -> pd.DataFrame:
        """All problems: those of whole columns first, then row by row."""
        return joined_issues(self._parts)


def joined_issues(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Issues of several tables as one frame with the headers of Issues, Row as nullable Int64."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame(columns=ISSUES.headers).astype({"Row": "Int64"})
    frame = pd.concat([part.astype(object) for part in filled], ignore_index=True)[ISSUES.headers]
    frame["Row"] = pd.to_numeric(frame["Row"]).astype("Int64")
    return frame.sort_values(
        ["Sheet", "Row"], na_position="first", kind="stable", ignore_index=True
    )


def code_in_words(code: str) -> str:
    """The name of a kind of problem as people say it.

    >>> code_in_words("ID_CONTRADICTORY"), code_in_words("DATE_FUTURE")
    ('ID contradictory', 'date future')
    """
    return " ".join(word if word == "ID" else word.lower() for word in code.split("_"))


_LONGEST_SHOWN = 80


def told(value: Any) -> str:
    """A cell as an issue quotes it: one text, cut where it is long."""
    text = "" if missing(value) else as_text(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
