"""What the buttons of the ribbon do: read everything, work it out, write everything.

Every function is called by the add-in's VBA through RunPython, with texts only. Each says in the
status bar what it did, or shows one sentence that says what stood in the way; the workbook is then
as it was.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from addin.desktop import DesktopWorkbook, OneSheetWorkbook, PlannedWorkbook
from addin.desktop.kept import Shelf
from addin.macros.pressing import agree, button, check_is_tracker, day_in
from addin.refresh.request import new_request
from addin.tracker.workbook import WorkbookError
from scoring.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    import xlwings as xw

    from addin.desktop.sheets import OpenSheet
    from addin.refresh.outcome import Outcome
    from addin.refresh.request import Request


@button()
def refresh(book: xw.Book) -> str:
    """Score every account and bring all reports up to date."""
    from addin.refresh.story import refresh as refresh_book

    request = new_request()
    tracker = DesktopWorkbook(book, keep=_keeping("Refresh", request))
    check_is_tracker(tracker)
    return _told(refresh_book(tracker, request))


@button()
def import_accounts(book: xw.Book, path: str) -> str:
    """Bring an export of accounts into Accounts, after showing what would change, and refresh."""
    return _imported(book, path, "Accounts")


@button()
def import_touches(book: xw.Book, path: str) -> str:
    """Add an export of touches to Touches, after showing what would change, and refresh."""
    return _imported(book, path, "Touches")


@button()
def import_table(book: xw.Book, table: str, path: str) -> str:
    """Bring an export into the table that a button stands for, and refresh."""
    return _imported(book, path, table)


@button()
def check_data(book: xw.Book) -> str:
    """Find what is wrong with the data; only Issues and its count on Start are written."""
    from addin.refresh.check_data import write_issues

    request = new_request()
    tracker = DesktopWorkbook(book, keep=_keeping("Check data", request))
    check_is_tracker(tracker)
    sheet = tracker.table("Issues").sheet
    found = write_issues(tracker, request)
    _show(sheet)
    return f"{counted(found, 'issue')} to look at." if found else "no issues."


@button()
def format_red_list(book: xw.Book) -> str:
    """Colour tier, score and red rows of the selected table, or of the tracker's Red list."""
    from addin.macros.redlistformat import format_accounts

    return format_accounts(DesktopWorkbook(book), new_request().today)


@button()
def build_board(book: xw.Book) -> str:
    """Bring the Board sheet up to date from the workbook as it stands."""
    from addin.refresh.story import refresh as refresh_book

    request = new_request()
    tracker = OneSheetWorkbook(book, "Board", keep=_keeping("Build board tab", request))
    check_is_tracker(tracker)
    _require_sheet(book, "Board")
    outcome = refresh_book(tracker, request)
    book.sheets["Board"].activate()
    return f"Board is as of {outcome.as_of}."


@button()
def copy_board(book: xw.Book) -> str:
    """Put a dated copy of the Board behind the last sheet, which later refreshes leave alone."""
    from addin.refresh.story import keep_board

    _require_sheet(book, "Board")
    tracker = DesktopWorkbook(book)
    day = day_in(tracker.read_values(["board_as_of"]).get("board_as_of"), new_request().today)
    title = keep_board(tracker, day)
    tracker.save()
    book.sheets[title].activate()
    return f"{title} stays as it is now."


@button()
def standup_handout(book: xw.Book) -> str:
    """Bring Standup up to date with what was typed into Red list, and make a PDF of it."""
    from addin.refresh.story import refresh as refresh_book

    request = new_request()
    tracker = OneSheetWorkbook(book, "Standup", keep=_keeping("Standup handout", request))
    check_is_tracker(tracker)
    _require_sheet(book, "Standup")
    target = _beside(book, f"Standup {request.today}.pdf")
    as_of = day_in(tracker.read_values(["start_as_of"]).get("start_as_of"), request.today)
    refresh_book(tracker, replace(request, as_of=request.as_of or as_of))
    book.sheets["Standup"].activate()
    if target is None:
        return "Standup is up to date; save the workbook in a folder to get it as a PDF too."
    try:
        book.sheets["Standup"].to_pdf(target)
    except Exception:  # noqa: BLE001 - each host has its own reason not to
        return "Standup is up to date; a PDF could not be made here, so print the sheet."
    return f"the handout is in {target}"


@button()
def export_for_crm(book: xw.Book, profile: str, path: str) -> str:
    """Write the scores that changed since the last export to a file for the CRM."""
    from addin.exporting import write_export

    tracker = DesktopWorkbook(book)
    check_is_tracker(tracker)
    return write_export(tracker, profile, Path(path)).summary


@button(needs_workbook=False)
def new_tracker(app: xw.App, path: str) -> str:
    """Make an empty tracker where there is no file yet, and open it."""
    from workbook_templates import template_path

    target = Path(path)
    if target.suffix.casefold() != ".xlsx":
        raise WorkbookError(f'"{target.name}" must end in .xlsx; choose such a name.')
    if target.exists():
        raise WorkbookError(f'"{target}" is there already; choose another name.')
    with target.open("xb") as file, template_path().open("rb") as template:
        shutil.copyfileobj(template, file)
    app.books.open(str(target))
    return "fill the Accounts sheet, or press Import accounts, then press Refresh."


@button()
def restore_last_refresh(book: xw.Book) -> str:
    """Put back what stood before our last write; what was typed since stays."""
    from addin.desktop.restoring import restore

    shelf = Shelf()
    kept = shelf.get(book.fullname)
    if kept is None:
        msg = (
            f"Nothing of {book.name} is kept to be put back: nothing was refreshed in it on this "
            "computer, or the last refresh was undone already; a copy of the file, or its version "
            "history, has what stood before."
        )
        raise WorkbookError(msg)
    restore(DesktopWorkbook(book), kept)
    shelf.drop(book.fullname)
    return f"{kept.action} of {kept.when} was undone."


@button()
def open_settings(book: xw.Book) -> str:
    """Go to the first value of Settings."""
    tracker = DesktopWorkbook(book)
    table = tracker.table("Settings")
    column = table.place.column("Value")
    if column is None:
        raise WorkbookError("Settings has no column called Value; rename the column back.")
    _show(table.sheet)
    table.sheet.native.range((table.place.first, column)).select()
    return "type into Value; an empty one means the default."


@button(needs_workbook=False)
def open_help(_app: xw.App, page: str = "") -> str:
    """Open the user guide in the browser."""
    from addin.macros.guidebook import open_page

    open_page(page or "ribbon/index")
    return "the guide is open in the browser."


def _imported(book: xw.Book, path: str, table: str) -> str:
    from addin.importing.files import read_export
    from addin.macros.deciding import settled
    from addin.refresh.preview import preview_text
    from addin.refresh.story import refresh as refresh_book

    plain = new_request()
    action = f"Import {table.lower()}"
    tracker = PlannedWorkbook(book, keep=_keeping(action, plain))
    check_is_tracker(tracker)
    exports = {table: read_export(Path(path), table)}
    outcome = settled(book.app, partial(refresh_book, tracker), replace(plain, exports=exports))
    agree(book.app, f"{preview_text(outcome)}\n\nBring this in and refresh?")
    tracker.bring_in()
    return _told(outcome)


def _told(outcome: Outcome) -> str:
    from scoring.coverage.measured import not_measured
    from scoring.wording import day

    rows, red = outcome.rows, len(outcome.red)
    escalated = int(outcome.red["Escalate to"].notna().sum())
    unknown = not_measured(outcome.scored)
    found = unknown.lower().rstrip(".") if unknown else f"{red:,} red, {escalated:,} to escalate"
    return (
        f"as of {day(outcome.as_of)}: {rows['scored']:,} of {counted(rows['rows in'], 'row')} "
        f"scored, {found}, {counted(len(outcome.issues), 'issue')}."
    )


def _keeping(action: str, request: Request) -> Callable[[DesktopWorkbook], None]:
    return lambda book: Shelf().put(book, action, request.now)


def _show(sheet: OpenSheet) -> None:
    try:
        sheet.native.activate()
    except Exception as error:
        msg = f"Sheet {sheet.title} is hidden; show it (right-click a tab, Unhide) to see it."
        raise WorkbookError(msg) from error


def _require_sheet(book: xw.Book, title: str) -> None:
    if title.casefold() not in {name.casefold() for name in book.sheet_names}:
        msg = (
            f"{book.name} has no sheet called {title}; copy it from a new tracker (New tracker on "
            "the Sponsor Coverage tab)."
        )
        raise WorkbookError(msg)


def _beside(book: xw.Book, name: str) -> Path | None:
    """A file beside the workbook; None where it lies in no folder that Python can reach."""
    try:
        folder = Path(book.fullname).parent
    except Exception:  # noqa: BLE001 - a workbook in the cloud may have no local path
        return None
    return folder / name if folder.is_absolute() and folder.is_dir() else None
