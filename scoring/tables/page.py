"""How a table stands in the tracker: its tab, and how its columns look."""

from __future__ import annotations

from dataclasses import dataclass

TAB_GROUPS = ("Start", "Meet", "Act", "Data", "Set", "Check", "Log")
"""The groups of tabs, from left to right; a table's sheet stands in one of them."""

_LAST = 100


@dataclass(frozen=True)
class Look:
    """How a column looks where it differs from others of its kind.

    Attributes:
        width: in characters; 0: as wide as its kind.
        form: the sort of number, by the template's name for it; empty: its kind's.
        one_line: its words run on over the empty cells beside it, instead of wrapping.
    """

    width: float = 0
    form: str = ""
    one_line: bool = False


AS_ITS_KIND = Look()


@dataclass(frozen=True)
class Page:
    """The sheet of a table, or of a slide.

    Attributes:
        group: of tabs, one of `TAB_GROUPS`; empty: Data for an input, Check for an output.
        place: its place in the group; sheets of one place stand in the order they are declared.
        is_report: it is a page to read, without gridlines.
        frozen_columns: that stay in sight at the left, and on each printed page.
        pages_wide: how many printed pages its columns go on.
        one_page: it prints on one page whatever it holds.
        printed_to: header of the last column that is printed; empty: all are.
        finds: a refresh says in a sentence above the table what it found.
        second: the last word of the name of the cell with a second sentence, and what that says
            before a refresh.
        made_by: what it says of the rows of an output.
        keeps_rows: its rows are the product's although it is an input: only the columns marked as
            the user's are the user's.
    """

    group: str = ""
    place: int = _LAST
    is_report: bool = False
    frozen_columns: int = 0
    pages_wide: int = 1
    one_page: bool = False
    printed_to: str = ""
    finds: bool = False
    second: tuple[str, str] | None = None
    made_by: str = "Made by Refresh: what is typed here is replaced"
    keeps_rows: bool = False


PLAIN = Page()
