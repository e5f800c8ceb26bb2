"""Which old row of a table each new row continues."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def rows_by_key(old: Mapping[int, str], new: Sequence[str]) -> list[int | None]:
    """The old row that each new row continues: same key, and nth to nth where a key repeats.

    A key that differs by blanks around it still is the same account, unless an exact match
    claims the old row.
    """
    found = _claim(old, new, [None] * len(new))
    taken = {row for row in found if row is not None}
    left = {row: key.strip() for row, key in old.items() if row not in taken}
    return _claim(left, [key.strip() for key in new], found) if left else found


def rows_by_place(old_rows: range, count: int) -> list[int | None]:
    """The old row in the same place, as far as there are any."""
    return [
        row if row in old_rows else None for row in range(old_rows.start, old_rows.start + count)
    ]


def _claim(old: Mapping[int, str], new: Sequence[str], found: list[int | None]) -> list[int | None]:
    waiting: defaultdict[str, deque[int]] = defaultdict(deque)
    for row, key in old.items():
        if key:
            waiting[key].append(row)
    return [
        before if before is not None or not waiting.get(key) else waiting[key].popleft()
        for before, key in zip(found, new, strict=True)
    ]
