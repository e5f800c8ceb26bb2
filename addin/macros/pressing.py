"""A button of the ribbon: one guard for all, so that every failure is one sentence in Excel."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any

import xlwings as xw

from addin.tracker.workbook import WorkbookError, has_table
from scoring.errors import SponsorCoverageError, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.desktop import DesktopWorkbook

TITLE = "Sponsor Coverage"
_PLEA = ", and nothing was changed; please report it."


class StoppedError(SponsorCoverageError):
    """The user said no; nothing was changed."""


def button(*, needs_workbook: bool = True) -> Callable[[Callable[..., str]], Callable[..., None]]:
    """Make an entry point of a function from an open workbook and texts to one sentence.

    The sentence is shown in the status bar; an error is shown as a message, and leaves the status
    bar as it was. With `needs_workbook` off the function gets Excel itself instead of a workbook.
    """

    def made(action: Callable[..., str]) -> Callable[..., None]:
        @wraps(action)
        def pressed(*texts: str) -> None:
            app, book = _called_from()
            try:
                said = action(_workbook(book) if needs_workbook else app, *texts)
                app.status_bar = f"{TITLE}: {said}"
            except StoppedError:
                _clear(app)
            except Exception as error:  # noqa: BLE001 - a traceback says nothing to the user
                _clear(app)
                app.alert(sentence(error, _PLEA), TITLE, "ok", "critical")

        return pressed

    return made


def _called_from() -> tuple[xw.App, xw.Book | None]:
    """Excel, and the workbook in which the button was pressed."""
    try:
        book = xw.Book.caller()
    except Exception:
        app = xw.apps.active
        if app is None:
            raise
        return app, None
    return book.app, book


def _workbook(book: xw.Book | None) -> xw.Book:
    if book is None:
        raise WorkbookError("No workbook is open; open your tracker first.")
    return book


def _clear(app: xw.App) -> None:
    with suppress(Exception):
        app.status_bar = False


def check_is_tracker(book: DesktopWorkbook) -> None:
    """Refuse a workbook that has no accounts.

    Raises:
        WorkbookError: says which table is missing and how to make a tracker.
    """
    if not has_table(book, "Accounts"):
        msg = (
            f"{book.book.name} has no table called Accounts, nor a sheet of that name with a "
            "header row, so it is not a tracker; go to your tracker, or make one with New tracker "
            f"on the {TITLE} tab."
        )
        raise WorkbookError(msg)


def agree(app: xw.App, question: str) -> None:
    """Ask before something is changed.

    Raises:
        StoppedError: the user said no.
    """
    if app.alert(question, TITLE, "ok_cancel", "info") != "ok":
        raise StoppedError


def day_in(value: Any, fallback: dt.date) -> dt.date:
    """The day in a cell; another one where the cell holds none."""
    return value.date() if isinstance(value, dt.datetime) else fallback
