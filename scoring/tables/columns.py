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
            yes/no), outcome (text or yes/no), flag, tier, score, rate, points (of per cent, as
            of a gap), choice, link, sparkline.
        help: one sentence for the column's note and the docs.
        aliases: other headers that mean the same, as exports have them.
        required: the table can't be used without it.
        decides: a value that can't be read makes the account a data issue: it decides the score.
        past: a date in it can't lie in the future.
        choices: what a choice may be, each with its other spellings.
        gravest: of several headers of an export, the one whose choice stands last speaks, and not
            the first that says anything.
        user: the column belongs to the user inside a table of ours.
        absent: what it means for the scores when the column is not there at all.
        source: the rule behind an output, by its rows of the requirements.
        page: it stands on the sheet only: a link, a sparkline, or what a sparkline reads.
        leads_to: the table in which a link shows the row's account.
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
    gravest: bool = False
    user: bool = False
    absent: str = ""
    source: str = ""
    page: bool = False
    leads_to: str = ""
    look: Look = AS_ITS_KIND

    def wide(self, width: float) -> Column:
        """The same column of another width, in characters."""
        return replace(self, look=replace(self.look, width=width))


@dataclass(frozen=True)
class Import:
    """How exports come into a table.

    Attributes:
        help: of the option that names the file.
        named_by: what tells whose a row is where it has no id; with neither it belongs to nobody.
        merges: rows are merged by their id into those that are there; else new ones go below.
        same_by: what makes a row below the same as one that is there, beside the account.
        either: the first of these that a row has tells it within its account, and a row that is
            there is brought up to date.
        followed_by: the CRM's own id of a row, by which a later export corrects it.
        several: a cell of ids may name several accounts, and the row counts for each.
        button: what the button of the ribbon says of itself.
        keytip: the two keys that press it.
    """

    help: str
    named_by: str
    button: str
    keytip: str
    merges: bool = False
    same_by: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    followed_by: str = ""
    several: bool = False


@dataclass(frozen=True)
class Table:
    """A table of the tracker: an input (the user's) or an output (rewritten on each refresh).

    Attributes:
        name: of the table and of its sheet.
        role: input or output.
        help: what it is, in a sentence or two.
        columns: from left to right.
        key: by which the user's own columns follow their row.
        needed: a workbook without it is no tracker.
        remembers: what it held before decides what is written; one that was deleted is empty.
        logs_notes: what the user wrote beside a row that leaves it moves to the Standup log.
        imports: how exports come into it; None: they don't.
        one_of: columns of which it can't do without all; the first two are named where all are
            missing.
        cleaner: the function that types its cells, as "module:function"; "": nothing does.
        maker: the function that makes its rows of what a refresh knows, as `scoring.made` has it;
            "": the refresh does so itself.
        came_with_points: columns; a sheet that lacks them all is of a template that formats points
            as per cent.
    """

    name: str
    role: str
    help: str
    columns: tuple[Column, ...]
    key: str | None = None
    needed: bool = False
    remembers: bool = False
    logs_notes: bool = False
    imports: Import | None = None
    cleaner: str = ""
    maker: str = ""
    came_with_points: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
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
