"""How large a tracker would become, told from a few rows before the work of writing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.package.cells import fragment
from addin.tracker import limits
from addin.tracker.workbook import WorkbookError
from scoring.cells.texts import missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_SAMPLE = 200
_AROUND_CELL = len('<c r="AA100000" s="10"')
_LONGEST_USUAL = 200
"""Bytes of a cell; where even such cells would fit, nobody needs to look at them."""
_SURELY = 1.05
"""The sample may be off by some percent, and what is written in the end is measured again."""


def check_room(name: str, frames: Sequence[pd.DataFrame]) -> None:
    """Refuse rows that would make a workbook larger than it can be opened again.

    Args:
        name: of the file that is to be written.
        frames: what is to be put into its tables.

    Raises:
        WorkbookError: says how large it would be, and what to do instead.
    """
    if sum(frame.size for frame in frames) * _LONGEST_USUAL < limits.MAX_UNPACKED_BYTES:
        return
    size = sum(map(_size, frames))
    if size > _SURELY * limits.MAX_UNPACKED_BYTES:
        msg = (
            f"{name} would unpack to about {int(size) // limits.MEGABYTE:,} MB, more than the "
            f"{limits.MAX_UNPACKED_BYTES // limits.MEGABYTE} MB that a tracker may have, so "
            "nothing was changed. Score the exports without a tracker (sponsor-coverage score), or "
            "export fewer: the tiers in scope, and touches of a shorter time."
        )
        raise WorkbookError(msg)


def _size(frame: pd.DataFrame) -> float:
    """The bytes that the rows of a table take in a sheet, by some of them."""
    if frame.empty:
        return 0
    some = frame.iloc[:: max(len(frame) // _SAMPLE, 1)]
    cells = [cell for row in some.astype(object).to_numpy() for cell in row if not missing(cell)]
    texts = sum(len(fragment(cell, date1904=False)) for cell in cells)
    return (texts + _AROUND_CELL * len(cells)) * len(frame) / len(some)
