"""What an area of the product is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.tables.columns import Table
    from scoring.tables.slide import Slide


SHOWN, HIDDEN = "Shown", "Hidden"
"""What Start says of the sheets of an area."""


@dataclass(frozen=True)
class Area:
    """A capability with its own inputs, rules and sheets, as its folder declares it.

    Attributes:
        name: of the folder, such as coverage; `areas.<name>` in Settings shows its sheets.
        title: as people say it.
        needs: what it works from, in one sentence.
        gives: what it makes of that, in one sentence.
        tables: its inputs and outputs, in order.
        guide: its page in the guide; "": none of its own.
        functions: the module of its worksheet functions; "": none.
        slides: its sheets that are drawn by themselves.
        hidden: its sheets are made hidden, until it is in use.
    """

    name: str
    title: str
    needs: str
    gives: str
    tables: tuple[Table, ...]
    guide: str = ""
    functions: str = ""
    slides: tuple[Slide, ...] = ()
    hidden: bool = False

    @property
    def inputs(self) -> tuple[Table, ...]:
        """The tables that are the user's."""
        return tuple(table for table in self.tables if table.role == "input")

    @property
    def outputs(self) -> tuple[Table, ...]:
        """The tables that a refresh makes."""
        return tuple(table for table in self.tables if table.role == "output")

    @property
    def parameter(self) -> str:
        """The parameter that says whether its sheets are shown."""
        return f"areas.{self.name}"

    @property
    def shown_in(self) -> str:
        """The name of the cell on Start that says whether its sheets are shown."""
        return f"start_area_{self.name}"
