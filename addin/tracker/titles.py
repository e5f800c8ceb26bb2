"""The title of a new sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_TITLE = 31
_FORBIDDEN = set("[]:*?/\\")


def free_title(titles: Iterable[str], wanted: str) -> str:
    """The title for a new sheet: the wanted one, with a number behind it if that is taken.

    Raises:
        WorkbookError: no sheet can have this title.
    """
    bad = _FORBIDDEN & set(wanted) or wanted.startswith("'") or wanted.endswith("'")
    if bad or not wanted.strip() or len(wanted) > LONGEST_TITLE:
        msg = (
            f"A sheet can't be called {wanted!r}; use at most {LONGEST_TITLE} characters and "
            "none of [ ] : * ? / \\"
        )
        raise WorkbookError(msg)
    taken = {title.casefold() for title in titles}
    title, number = wanted, 1
    while title.casefold() in taken:
        number += 1
        behind = f" ({number})"
        title = wanted[: LONGEST_TITLE - len(behind)] + behind
    return title
