"""Changes to an open workbook: made in order, and all taken back when one of them fails."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from addin.desktop.entries import Content, Formula, entries
from addin.tracker.references import Area
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import xlwings as xw

    from addin.desktop.sheets import OpenSheet


_MEND = (
    "if the sheet is protected, unprotect it (Review, Unprotect Sheet), if the bar on top says "
    "Protected View or read-only, enable editing, if a cell is being edited, press Enter, and try "
    "again"
)


@dataclass(frozen=True)
class Step:
    """One change and how it is taken back; for an error, the sheet (`where`) and what to do."""

    where: str
    do: Callable[[], None]
    undo: Callable[[], None]
    mend: str = _MEND


def carry_out(steps: Sequence[Step]) -> None:
    """Make every change, or none.

    Raises:
        WorkbookError: Excel refused one of them; what was changed before is as it was.
    """
    begun: list[Step] = []
    try:
        for step in steps:
            begun.append(step)
            step.do()
    except BaseException as error:
        left = _take_back(begun)
        if not isinstance(error, Exception):
            raise
        raise WorkbookError(_sentence(begun[-1], error, left)) from error


def _take_back(begun: Sequence[Step]) -> list[str]:
    """Undo steps from the last to the first; the sheets on which that failed."""
    left: list[str] = []
    for position, step in enumerate(reversed(begun)):
        try:
            step.undo()
        except Exception:  # noqa: BLE001 - the other steps must be undone all the same
            # The step that failed may have nothing to be undone.
            if position and step.where not in left:
                left.append(step.where)
    return left


def _sentence(step: Step, error: Exception, left: Sequence[str]) -> str:
    where, said = step.where, excels_words(error)
    if left:
        return (
            f'Excel let {where} be written only in part ("{said}"), and what stood before on '
            f"{', '.join(left)} could not all be put back; close the workbook without saving and "
            "open it again."
        )
    return (
        f'Excel did not let {where} be written ("{said}"), so everything was put back as it was; '
        f"{step.mend}."
    )


def excels_words(error: Exception) -> str:
    """What Excel itself says about a refusal, in one line."""
    details = error.args[2] if len(error.args) > 2 else None  # noqa: PLR2004 - as COM passes it
    said = details[2] if isinstance(details, tuple) and len(details) > 2 else None  # noqa: PLR2004
    return " ".join(str(said or str(error) or type(error).__name__).split()).rstrip(".")


@contextmanager
def undisturbed(app: xw.App) -> Iterator[None]:
    """Excel without calculation, redrawing and the user's own event macros; as found afterwards."""
    found = {
        name: getattr(app, name) for name in ("calculation", "enable_events", "screen_updating")
    }
    try:
        app.screen_updating = False
        app.enable_events = False
        app.calculation = "manual"
        yield
    finally:
        for name, value in found.items():
            # One that can't be put back must not keep the others from it.
            with suppress(Exception):
                setattr(app, name, value)


@contextmanager
def same_view(book: xw.Book) -> Iterator[None]:
    """The sheet and the cells that the user looks at; the same afterwards."""
    sheet, selected = book.sheets.active, book.app.selection
    try:
        yield
    finally:
        with suppress(Exception):
            sheet.activate()
            if selected is not None:
                selected.select()


@dataclass(frozen=True)
class Block:
    """Cells to be written: what stands there, what is to, and by which property formulas go in."""

    sheet: OpenSheet
    area: Area
    old: Sequence[list[Content]]
    new: Sequence[list[Content]]
    formula_property: str

    def step(self) -> Step | None:
        """The change of the columns that differ; None where none does."""
        differing = (
            [column for column in range(len(self.new[0])) if self._differs(column)]
            if self.new
            else []
        )
        if not differing:
            return None
        return Step(
            self.sheet.title,
            lambda: self._write(self.new, differing),
            lambda: self._write(self.old, differing),
        )

    def _differs(self, column: int) -> bool:
        old = [row[column] for row in self.old]
        new = [row[column] for row in self.new]
        # True equals 1 in Python and not in a cell.
        return old != new or list(map(type, old)) != list(map(type, new))

    def _write(self, rows: Sequence[list[Content]], columns: Sequence[int]) -> None:
        calculated = {
            column for column in columns if all(isinstance(row[column], Formula) for row in rows)
        }
        for run in _runs(column for column in columns if column not in calculated):
            plain = [
                [None if isinstance(cell, Formula) else cell for cell in row[run[0] : run[-1] + 1]]
                for row in rows
            ]
            self._cells(0, len(rows), run).value = entries(plain)
        for column in columns:
            places = [at for at, row in enumerate(rows) if isinstance(row[column], Formula)]
            for run in _runs(places):
                texts = entries([[rows[at][column]] for at in run])
                cells = self._cells(run[0], run[-1] + 1, [column])
                setattr(cells, self.formula_property, texts)

    def _cells(self, start: int, stop: int, columns: Sequence[int]) -> Any:
        top, left = self.area.top, self.area.left
        area = Area(top + start, left + columns[0], top + stop - 1, left + columns[-1])
        return self.sheet.range(area)


def _runs(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers in groups that follow on each other."""
    pairs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    return [[number for _, number in group] for _, group in pairs]
