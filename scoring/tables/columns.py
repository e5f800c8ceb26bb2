"""What a table and a column of it are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoring.tables.page import AS_ITS_KIND, PLAIN, Look, Page


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        header: the words in the sheet.
        kind: id, name (a person), label, text, title, money, number, count, date, intro (a date or
            yes/no), outcome (text or yes/no), flag, tier, score, rate, choice, link, sparkline.
        help: one sentence for the column's note and the docs.
        aliases: other headers that mean the same, as exports have them.
        required: the table can't be used without it.
        decides: a value that can't be read makes the account a data issue: it decides the score.
        past: a date in it can't lie in the future.
        choices: what a choice may be, each with its other spellings.
        user: the column belongs to the user inside a table of ours.
        absent: what it means for the scores when the column is not there at all.
        source: the rule behind an output, by its rows of the requirements.
        page: it stands on the sheet only: a link, a sparkline, or what a sparkline reads.
        look: its width and number format where its kind's do not fit.
    """

    header: str
    kind: str
    help: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    decides: bool = False
    past: bool = False
    choices: tuple[tuple[str, ...], ...] = ()
    user: bool = False
    absent: str = ""
    source: str = ""
    page: bool = False
    look: Look = AS_ITS_KIND

    def wide(self, width: float) -> Column:
        """The same column of another width, in characters."""
        return replace(self, look=replace(self.look, width=width))


@dataclass(frozen=True)
class Table:
    """A table of the tracker: an input (the user's) or an output (rewritten on each refresh)."""

    name: str
    role: str
    help: str
    columns: tuple[Column, ...]
    key: str | None = None
    page: Page = PLAIN

    def cell(self, part: str) -> str:
        """The name of a named cell above the table, such as red_list_summary."""
        return f"{self.name.lower().replace(' ', '_')}_{part}"

    @property
    def headers(self) -> list[str]:
        """The headers, in order."""
        return [column.header for column in self.columns]

    @property
    def own_headers(self) -> list[str]:
        """The headers of the columns that the rules fill."""
        return [column.header for column in self.columns if not (column.user or column.page)]

    @property
    def user_headers(self) -> list[str]:
        """The headers of the columns that are the user's."""
        return [column.header for column in self.columns if column.user]

    def column(self, header: str) -> Column:
        """The column with this header."""
        return next(column for column in self.columns if column.header == header)
