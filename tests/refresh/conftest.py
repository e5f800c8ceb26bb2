"""A tracker in memory, for what a refresh decides; files are for what becomes of files."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from addin.package import PackageWorkbook
from addin.refresh.request import Request
from addin.refresh.story import refresh
from addin.tracker.memory_book import MemoryWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.refresh.outcome import Outcome

MONDAY = dt.date(2026, 11, 16)


@pytest.fixture(scope="session")
def small_book(small_file: Path) -> MemoryWorkbook:
    """The small demo tracker, read once; not to be changed."""
    names = ["coverage_summary", "red_list_summary", "start_last_refresh"]
    return MemoryWorkbook.of(PackageWorkbook(small_file), names)


@pytest.fixture
def tracker(small_book: MemoryWorkbook) -> MemoryWorkbook:
    """A demo tracker of one's own, in memory."""
    return small_book.anew()


@pytest.fixture
def refreshed() -> Callable[..., Outcome]:
    """Refreshes a book; without a day by its Settings, as on the demo's Monday."""

    def run(book: MemoryWorkbook, as_of: str | None = None, **asked: Any) -> Outcome:
        day = dt.date.fromisoformat(as_of) if as_of else None
        request = Request(
            today=MONDAY, now="2026-11-16 09:30", who="ann", version="1", as_of=day, **asked
        )
        return refresh(book, request)

    return run
