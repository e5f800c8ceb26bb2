"""The double's engine, application and workbooks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlwings as xw
from xlwings import base_classes

from tests.excel.cells import ERRORS, prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.excel.sheetdata import SheetData
    from tests.excel.sheets import Range

_TEXTS = {code: text for text, code in ERRORS.items()}


class ExcelError(Exception):
    """A refusal of Excel, in the shape in which COM raises it."""

    def __init__(self, said: str) -> None:
        super().__init__(-2147352567, "Exception occurred.", (0, "Microsoft Excel", said), None)


class Journal:
    """What was asked of Excel in one run, and what is not allowed in it."""

    def __init__(self) -> None:
        self.fail_at: int | None = None
        self.violations: list[str] = []
        self.new_run()

    def new_run(self) -> None:
        """Excel is called afresh: what was written is there to be read."""
        self.reads: list[str] = []
        self.writes: list[str] = []

    def read(self, what: str) -> None:
        if self.writes:
            self.refuse(f"{what} was read after a write: some hosts answer with the state before")
        self.reads.append(what)

    def write(self, what: str) -> None:
        self.writes.append(what)
        if len(self.writes) == self.fail_at:
            raise ExcelError("Not enough system resources to display completely.")

    def refuse(self, what: str) -> None:
        self.violations.append(what)
        raise AssertionError(what)

    def public_only(self, what: str) -> None:
        """Refuse what xlwings may do inside and the product may not."""
        if asked_by_product(4):
            self.refuse(f"{what} is not to be used")


def asked_by_product(depth: int = 3) -> bool:
    """Whether the product asked, and not xlwings for its own use.

    xlwings lies between the two, so the caller to be looked at is some frames away.
    """
    caller = Path(sys._getframe(depth).f_code.co_filename)
    return "addin" in caller.parts and "xlwings" not in caller.parts


class Engine:
    name = "excel double"
    type = "desktop"

    def __init__(self, app: App) -> None:
        self._app = app

    @property
    def apps(self) -> Apps:
        return Apps(self._app)

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: Any) -> Any:
        return prepared(value)

    @staticmethod
    def clean_value_data(
        data: Any,
        dates: Any,
        empty: Any,
        numbers: Any,
        err_to_str: bool,  # noqa: FBT001
    ) -> list[list[Any]]:
        def cleaned(value: Any) -> Any:
            if value is None or (isinstance(value, str) and not value):
                return empty
            if hasattr(value, "year"):
                parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return dates(**{part: getattr(value, part) for part in parts}, tzinfo=None)
            if numbers is not None and isinstance(value, float):
                return numbers(value)
            if type(value) is int and value in _TEXTS:
                return _TEXTS[value] if err_to_str else None
            return value

        return [[cleaned(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        return [self._app.pid]

    def __iter__(self) -> Iterator[App]:
        return iter([self._app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self._app

    @staticmethod
    def cleanup() -> None:
        pass


class App(base_classes.App):
    # Plain attributes in the place of the base class's properties.
    calculation: str = ""
    screen_updating = display_alerts = enable_events = True
    status_bar: str | bool = False
    cut_copy_mode: Any = None
    engine: Any = None
    pid = 4711
    version = "16.0"
    visible = True

    def __init__(self) -> None:
        self.journal = Journal()
        self.engine = Engine(self)
        self.calculation = "automatic"
        self.screen_updating = self.display_alerts = self.enable_events = True
        self.status_bar = False
        self.said_in_status: list[str] = []
        self.cut_copy_mode = None
        self.open_books: list[Book] = []
        self.active_book: Book | None = None
        self.alerts: list[tuple[str, str]] = []
        self.answers: list[str] = []
        self.copied: tuple[SheetData, Any] | None = None
        self.protected_view = False

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "status_bar" and isinstance(value, str):
            self.said_in_status.append(value)
        if name == "cut_copy_mode" and value is False:
            value = None
        super().__setattr__(name, value)

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Range | None:
        return self.active_book.active.selection if self.active_book else None

    def alert(self, prompt: str, title: str, buttons: str, _mode: Any, _callback: Any) -> str:
        self.alerts.append((buttons, prompt))
        return self.answers.pop(0) if self.answers else "ok"

    def calculate(self) -> None:
        pass

    def activate(self, steal_focus: bool = False) -> None:  # noqa: FBT001, FBT002
        pass


class Books(base_classes.Books):
    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> Book | None:
        return self.app.active_book

    def __call__(self, key: int | str) -> Book:
        if isinstance(key, int):
            return self.app.open_books[key - 1]
        for book in self.app.open_books:
            if book.name.casefold() == key.casefold():
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.app.open_books)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self.app.open_books))

    def open(self, fullname: str, *_: Any, **__: Any) -> Book:
        from tests.excel.loading import loaded

        book = loaded(self.app, Path(fullname))
        self.app.open_books.append(book)
        book.activate()
        return book


class Book(base_classes.Book):
    app: Any = None

    def __init__(self, app: App, path: Path) -> None:
        self.app = app
        self.path = path
        self.sheet_data: list[SheetData] = []
        self.defined: list[tuple[str, str]] = []
        self.pdfs: list[list[str]] = []
        self.active: SheetData

    def copy_for(self, app: App, path: Path) -> Book:
        """A workbook that holds the same and shares nothing that can be changed."""
        book = Book(app, path)
        book.sheet_data = [data.copy_for(book) for data in self.sheet_data]
        book.active = book.sheet_data[self.sheet_data.index(self.active)]
        book.defined = list(self.defined)
        return book

    @property
    def api(self) -> Any:
        self.app.journal.public_only("Book.api")
        return object()

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def fullname(self) -> str:
        return str(self.path)

    @property
    def sheets(self) -> Any:
        from tests.excel.sheets import Sheets

        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self.app.active_book = self

    def to_pdf(self, path: str, quality: str | None = None) -> None:
        visible = [data.title for data in self.sheet_data if data.visible]
        self.pdfs.append(visible)
        Path(path).write_bytes(b"%PDF-1.7\n")

    def state(self) -> dict[str, Any]:
        """Everything that the workbook holds, to be compared."""
        found: dict[str, Any] = {data.title: data.state() for data in self.sheet_data}
        found["names"] = sorted(self.defined)
        return found


class Names(base_classes.Names):
    def __init__(self, book: Book) -> None:
        self._book = book

    def __len__(self) -> int:
        return len(self._book.defined)

    def __call__(self, key: int) -> Name:
        return Name(self._book, *self._book.defined[key - 1])


class Name(base_classes.Name):
    def __init__(self, book: Book, name: str, refers_to: str) -> None:
        self._book, self._name, self._refers_to = book, name, refers_to

    @property
    def name(self) -> str:
        return self._name

    @property
    def refers_to(self) -> str:
        self._book.app.journal.read(f"name {self._name}")
        return self._refers_to


class Excel:
    """Excel with some workbooks open, as a test sees it."""

    def __init__(self) -> None:
        self.app = App()
        self.journal = self.app.journal
        self._engine = xw.Engine(impl=self.app.engine)
        xw.engines.add(self._engine)
        self._engine.activate()

    def open(self, path: Path) -> xw.Book:
        """A workbook, opened unless it is open; a new run begins."""
        self.journal.new_run()
        for book in self.app.open_books:
            if book.path == Path(path):
                book.activate()
                return xw.Book(impl=book)
        return xw.Book(impl=self.app.books.open(str(path)))

    def close(self) -> None:
        """Leave xlwings as it was found."""
        xw.engines.engines.remove(self._engine)
        del xw.engines.engines_by_name[self._engine.name]
        xw.engines.active = xw.engines.engines[0] if xw.engines.engines else None
        if hasattr(xw.Book, "_mock_caller"):
            del xw.Book._mock_caller
