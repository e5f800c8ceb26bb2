"""What user and product agree on before an export is read: mapping and words, and what is open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from addin.importing import importmap, valuemap
from addin.importing.decision import Review, decided, records_of, reviewed
from addin.importing.headers import Options, layout_of
from addin.tracker.workbook import Write
from scoring.cells.dates import Clock
from scoring.cleaning import IssueList, joined_issues
from scoring.errors import SponsorCoverageError
from scoring.tables import IMPORT_MAP, VALUE_MAP
from scoring.wording import counted, cut, one_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from addin.importing.headers import Doubt, Matched, Said, SaidValue
    from addin.importing.rows import Export
    from addin.importing.valuemap import UnknownWord
    from scoring.policy import DayPolicy

_LONGEST = 40
_MOST_ASKED = 12
_LAYOUT = "Layout"
_GO_ON = "Nothing was changed; say --yes to go on all the same."


class Asked(Protocol):
    """What imports need of a request; `addin.refresh.request.Request` says what each is."""

    @property
    def exports(self) -> Mapping[str, Export]: ...  # noqa: D102

    @property
    def profile(self) -> str | None: ...  # noqa: D102

    @property
    def mapping(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def meanings(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def asks(self) -> bool: ...  # noqa: D102

    @property
    def goes_on(self) -> bool: ...  # noqa: D102

    @property
    def dry_run(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True)
class OpenDoubt:
    """A doubt about a header, with what a person needs to settle it.

    Attributes:
        file: the name of the file.
        doubt: what is doubtful.
        samples: up to three values of the header.
        qualified: the header stands in several files, so the table must be said with it.
    """

    file: str
    doubt: Doubt
    samples: tuple[str, ...]
    qualified: bool

    def said(self, *, yes: bool) -> str:
        """What `--map` says of it."""
        table = f"{self.doubt.table}: " if self.qualified else ""
        return f"{table}{self.doubt.header}={self.doubt.column if yes else ''}"


class UndecidedError(SponsorCoverageError):
    """Nobody has said yet what an export means, or that it is meant at all; nothing was changed.

    Attributes:
        doubts: headers that may mean a column that decides a score.
        words: words that nothing tells.
        brakes: what would befall most accounts at once, a sentence each.
    """

    def __init__(
        self,
        doubts: Iterable[OpenDoubt] = (),
        words: Iterable[UnknownWord] = (),
        brakes: Iterable[str] = (),
    ) -> None:
        self.doubts = tuple(doubts)
        self.words = tuple(words)
        self.brakes = tuple(brakes)
        mend = [_GO_ON] if self.brakes else []
        texts = [*self.brakes, *mend, *map(_doubt_text, self.doubts), *_word_texts(self.words)]
        super().__init__(" ".join(texts))


def require_meant(brakes: Iterable[str], request: Asked) -> None:
    """Refuse exports that would befall most accounts at once, unless somebody said to go on.

    Args:
        brakes: what they would do, a sentence each.
        request: what is brought in; a dry run goes on and tells it.

    Raises:
        UndecidedError: holds what to ask.
    """
    found = tuple(brakes)
    if found and not (request.goes_on or request.dry_run):
        raise UndecidedError(brakes=found)


def brake_issues(brakes: Iterable[str], table: str, request: Asked) -> pd.DataFrame:
    """An issue for each reason to ask before an export goes in, as long as nobody said to go on."""
    issues = IssueList(table, pd.Series(dtype=object))
    for problem in () if request.goes_on else brakes:
        issues.add_column("", "", "EXPORT_DOUBTFUL", problem, _GO_ON)
    return issues.frame()


def _doubt_text(entry: OpenDoubt) -> str:
    doubt = entry.doubt
    seen = ", ".join(cut(one_line(text), _LONGEST) for text in entry.samples)
    shown = f" ({seen})" if seen else ""
    return (
        f'{one_line(entry.file)}: "{one_line(doubt.header)}"{shown} {doubt.seems}. '
        f'{doubt.because} Say --map "{entry.said(yes=True)}" to read it so, or '
        f'--map "{entry.said(yes=False)}" to leave it out.'
    )


def _word_texts(words: tuple[UnknownWord, ...]) -> Iterable[str]:
    for each in words[:_MOST_ASKED]:
        choices = ", ".join(each.choices)
        yield (
            f'{each.column} holds "{cut(one_line(each.word), _LONGEST)}" in '
            f"{counted(each.count, 'row')}, which is none of {choices}. Say "
            f'--value "{one_line(each.word)}=…", with one of them, or nothing to read it as empty.'
        )
    if len(words) > _MOST_ASKED:
        yield f"{len(words) - _MOST_ASKED} more words are not known; see --dry-run."


@dataclass(frozen=True, eq=False)
class Agreement:
    """How the exports of a request are read.

    Attributes:
        options: for every one of them.
        hows: the mapping of each, by table.
        exports: what is brought in, by table.
        unknown_share: of accounts that may fail for words that nobody knows, in basis points.
        kept: what the tracker's Import map holds.
        said: what was said of headers now, for the map to keep.
        meanings: what was said of words now, for the Value map to keep.
    """

    options: Options
    hows: Mapping[str, Matched]
    exports: Mapping[str, Export]
    unknown_share: int
    kept: tuple[Said, ...] = ()
    said: tuple[Said, ...] = ()
    meanings: tuple[SaidValue, ...] = ()

    @cached_property
    def reviews(self) -> Mapping[str, Review]:
        """What a person should see of each mapping; worked out where somebody asks."""
        return {
            table: reviewed(self.exports[table].rows, how, self.kept)
            for table, how in self.hows.items()
        }


def agreed(
    tables: Mapping[str, pd.DataFrame], request: Asked, policy: DayPolicy, as_of: dt.date
) -> Agreement:
    """How the exports of a request are read, by the maps of a tracker and by what was said now.

    Args:
        tables: the tables of the tracker; none where there is no tracker.
        request: what is brought in, and what was said of it.
        policy: the parameters in force.
        as_of: day of the import.

    Raises:
        TableError, ProfileError: what was said, or a row of a map, makes no sense.
    """
    headers = {table: export.headers for table, export in request.exports.items()}
    kept = importmap.said_in(tables["Import map"]) if "Import map" in tables else ()
    known = valuemap.values_in(tables["Value map"]) if "Value map" in tables else ()
    now = tuple(
        replace(entry, layout=layout_of(headers[entry.table]))
        for entry in importmap.said_on_command_line(request.mapping, headers)
    )
    options = Options(
        profile=request.profile,
        said=(*kept, *now),
        monthly=policy.text("import.amounts") == "monthly",
        months=policy.integer("import.months"),
        meanings=known,
        clock=Clock(policy.text("import.timezone"), as_of),
    )
    hows = _decided(request, options)
    pairs = [(request.exports[table].rows, how) for table, how in hows.items()]
    values = valuemap.said_on_command_line(request.meanings, pairs)
    if values:
        options = replace(options, meanings=(*known, *values))
        hows = _decided(request, options)
    share = policy.integer("import.unknown_share")
    return Agreement(options, hows, request.exports, share, kept=kept, said=now, meanings=values)


def _decided(request: Asked, options: Options) -> dict[str, Matched]:
    return {
        table: decided(export.rows, table, options) for table, export in request.exports.items()
    }


def require_decided(
    agreement: Agreement, request: Asked, rows: Mapping[str, pd.DataFrame]
) -> dict[str, tuple[UnknownWord, ...]]:
    """Refuse exports of which a doubtful header or a needed word was not decided.

    A dry run goes on without them. Where somebody is there to answer, every unknown word is asked.

    Args:
        agreement: how the exports are read.
        request: what is brought in.
        rows: of each export, under our own headers.

    Returns:
        The words of each table that nothing tells.

    Raises:
        UndecidedError: says what to say, or holds what to ask.
    """
    words = {
        table: valuemap.unknown_words(frame, table, agreement.unknown_share)
        for table, frame in rows.items()
    }
    if request.dry_run:
        return words
    doubts = open_doubts(agreement, request)
    every = [each for many in words.values() for each in many]
    needed = every if request.asks else [each for each in every if each.needed]
    if doubts or needed:
        raise UndecidedError(doubts, needed)
    return words


def open_doubts(agreement: Agreement, request: Asked) -> list[OpenDoubt]:
    """The headers of all exports of which nobody has said what they mean."""
    found = []
    for table, how in agreement.hows.items():
        export = request.exports[table]
        others = [
            header
            for name, other in request.exports.items()
            if name != table
            for header in other.headers
        ]
        for doubt, values in agreement.reviews[table].doubts if how.doubts else ():
            found.append(OpenDoubt(export.reading.name, doubt, values, doubt.header in others))
    return found


def map_issues(agreement: Agreement, request: Asked) -> pd.DataFrame:
    """An issue for each header that is not read although its name may mean a column.

    Nobody has decided it yet, which a dry run and a check tell; or its cells are of another sort.
    """
    parts = []
    for entry in open_doubts(agreement, request):
        doubt = entry.doubt
        issues = IssueList(doubt.table, pd.Series(dtype=object))
        unread = "" if doubt.inside else " and is not read"
        problem = f'"{doubt.header}" {doubt.seems}{unread}. {doubt.because}'
        fix = (
            f'Say --map "{entry.said(yes=True)}" to read it so, or '
            f'--map "{entry.said(yes=False)}" to leave it out.'
        )
        issues.add_column(doubt.column, doubt.header, "COLUMN_DOUBTFUL", problem, fix)
        parts.append(issues.frame())
    for how in agreement.hows.values():
        issues = IssueList(how.table, pd.Series(dtype=object))
        for unfit in how.unfit:
            problem = f'"{unfit.header}" is not read as {unfit.column}. {unfit.because}'
            fix = f'If it is {unfit.column} all the same: --map "{unfit.header}={unfit.column}".'
            issues.add_column(unfit.column, unfit.header, "COLUMN_UNFIT", problem, fix)
        parts.append(issues.frame())
    return joined_issues(parts)


def word_issues(words: Iterable[UnknownWord]) -> pd.DataFrame:
    """One issue for each word that nothing tells, however many rows hold it."""
    parts = []
    for each in words:
        issues = IssueList(each.table, pd.Series(dtype=object))
        instead = (
            "the amount decides meanwhile"
            if each.column == "Tier" and not each.needed
            else "it counts as not known meanwhile"
        )
        problem = (
            f'{each.column} holds "{each.word}" in {counted(each.count, "row")}, which is none of '
            f"{', '.join(each.choices)}; {instead}."
        )
        fix = f'Say --value "{each.word}=…" with what it means, or add it to the Value map.'
        issues.add_column(each.column, each.word, "VALUE_UNKNOWN", problem, fix)
        parts.append(issues.frame())
    return joined_issues(parts)


def remembered(
    agreement: Agreement, tables: Mapping[str, pd.DataFrame], request: Asked, day: dt.date
) -> tuple[list[Write], pd.DataFrame]:
    """What the tracker's maps are to hold from now on, and an issue where they can't.

    Args:
        agreement: how the exports were read.
        tables: the tables of the tracker.
        request: what is brought in.
        day: of the import.
    """
    writes: list[Write] = []
    issues = IssueList("Import map", pd.Series(dtype=object))
    sheet = tables.get("Import map")
    records = [
        record
        for table, how in agreement.hows.items()
        if agreement.reviews[table].is_new
        for record in records_of(
            how, agreement.reviews[table].layout, request.exports[table].headers
        )
    ]
    if sheet is not None and _LAYOUT not in sheet:
        records = []
    if (agreement.said or records) and sheet is not None:
        writes.append(Write("Import map", importmap.with_said(sheet, agreement.said, records, day)))
    elif agreement.said:
        problem = "The tracker has no table Import map, so what --map said is forgotten again."
        fix = f'Add a sheet "Import map" with the headers {", ".join(IMPORT_MAP.headers)}.'
        issues.add_column("Column", agreement.said[0].header, "MAP_NOT_KEPT", problem, fix)
    if agreement.meanings and "Value map" in tables:
        rows = valuemap.with_values(tables["Value map"], agreement.meanings, day)
        writes.append(Write("Value map", rows))
    elif agreement.meanings:
        problem = "The tracker has no table Value map, so what --value said is forgotten again."
        fix = f'Add a sheet "Value map" with the headers {", ".join(VALUE_MAP.headers)}.'
        issues.add_column("Meaning", agreement.meanings[0].word, "MAP_NOT_KEPT", problem, fix)
    return writes, issues.frame()
