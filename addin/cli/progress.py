"""A progress bar on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from types import TracebackType


class ProgressBar:
    """Shows what a refresh is doing; leaves nothing behind, also when it fails.

    To be used with `with`, and called with a text, the steps done, and how many there are.
    """

    def __init__(self) -> None:
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
