"""A progress bar on the terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType


@contextmanager
def shown() -> Iterator[Callable[[str, int, int], None]]:
    """What takes a text, the steps done, and how many there are; a bar where there is a terminal.

    Whatever asks a person something has to leave it first.
    """
    if not sys.stderr.isatty():
        yield lambda _text, _done, _total: None
        return
    with ProgressBar() as bar:
        yield bar


class ProgressBar:
    """Shows what a refresh is doing; leaves nothing behind, also when it fails.

    To be used with `with`, and called with a text, the steps done, and how many there are.
    """

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description:<24}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=1)

    def __enter__(self) -> Self:
        """Take the line on the terminal."""
        self._bar.start()
        return self

    def __call__(self, text: str, done: int, total: int) -> None:
        """Show the step."""
        self._bar.update(self._task, description=text, completed=done, total=total)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the line back."""
        self._bar.stop()
