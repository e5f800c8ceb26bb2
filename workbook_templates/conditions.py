"""Conditional formats: few, cheap, and never a colour without a word or sign beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from xlsxwriter.utility import xl_col_to_name

from workbook_templates import design
from workbook_templates.design import BODY_ROW

if TYPE_CHECKING:
    from scoring.tables import Table

ALARM = {"font_color": design.BAD, "bold": True}
LATE = ALARM | {"num_format": f'"late  "{design.DATE}'}
PAST = ALARM | {"num_format": f'"past  "{design.DATE}'}
RAISED = ALARM | {"num_format": '"▲ "@'}
RAISED_NUMBER = ALARM | {"num_format": '"▲ "0'}
GROUP_ENDS = {"bottom": design.THIN, "bottom_color": design.NAVY}
AGAIN = {"font_color": design.FADED}

Condition: TypeAlias = tuple[list[str], str, dict[str, Any]]
"""The headers of the columns, the formula and the look of a conditional format."""


class Places:
    """The cells of a table as the formulas of its conditional formats name them."""

    def __init__(self, table: Table) -> None:
        self.headers = table.headers

    def at(self, header: str, row: int = BODY_ROW + 1) -> str:
        """The cell of a column in the first row, or in another one."""
        return f"${xl_col_to_name(self.headers.index(header))}{row}"

    def repeats(self, header: str) -> str:
        """Whether a cell says what the one above it says."""
        return f"{self.at(header)}={self.at(header, BODY_ROW)}"

    def ends(self, header: str) -> str:
        """Whether the cell below says something else."""
        return f"{self.at(header)}<>{self.at(header, BODY_ROW + 2)}"

    def overdue(self, header: str) -> str:
        """Whether a date lies before the as-of date."""
        return f"AND(ISNUMBER({self.at(header)}),{self.at(header)}<start_as_of)"
