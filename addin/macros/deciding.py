"""What an import does not know, asked on the ribbon in one dialog."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from addin.importing.agreement import UndecidedError
from addin.macros.pressing import TITLE, StoppedError, agree
from addin.tracker.workbook import WorkbookError
from scoring.wording import cut, one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    import xlwings as xw

    from addin.importing.agreement import OpenDoubt
    from addin.importing.valuemap import UnknownWord
    from addin.refresh.outcome import Outcome
    from addin.refresh.request import Request

_LONGEST = 40
_MOST_WORDS = 6


def settled(app: xw.App, work: Callable[[Request], Outcome], request: Request) -> Outcome:
    """What an import finds, once its user has said that it is meant, and what its headers mean.

    Args:
        app: in which the question is shown.
        work: called with the request; it raises `UndecidedError` before anything is changed.
        request: what is asked for.

    Raises:
        StoppedError: the user wants neither.
        WorkbookError: words are not known that accounts can't be scored without.
    """
    try:
        return work(request)
    except UndecidedError as undecided:
        brakes, doubts = undecided.brakes, undecided.doubts
        if not brakes and not doubts:
            raise WorkbookError(_words(undecided.words)) from undecided
    if brakes:
        question = "\n\n".join([*map(one_line, brakes), "Bring it in all the same?"])
        agree(app, question)
        return settled(app, work, replace(request, goes_on=True))
    answer = app.alert(_question(doubts), TITLE, "yes_no_cancel", "info")
    if answer == "cancel":
        raise StoppedError
    said = [entry.said(yes=answer == "yes") for entry in doubts]
    return settled(app, work, replace(request, mapping=(*request.mapping, *said)))


def _question(doubts: tuple[OpenDoubt, ...]) -> str:
    lines = ["Nobody has said yet what these headers mean:", ""]
    for entry in doubts:
        doubt = entry.doubt
        seen = ", ".join(cut(one_line(text), _LONGEST) for text in entry.samples)
        lines += [
            f'"{one_line(doubt.header)}" ({seen}): {doubt.column}?',
            f"   {doubt.because}",
        ]
    return "\n".join(
        [
            *lines,
            "",
            "Yes reads them so, No leaves them out; either is remembered in Import map.",
            "To choose one by one, cancel and add them to Import map.",
        ]
    )


def _words(words: tuple[UnknownWord, ...]) -> str:
    shown = ", ".join(
        f'"{cut(one_line(word.word), _LONGEST)}" in {word.column} (one of '
        f"{', '.join(word.choices)})"
        for word in words[:_MOST_WORDS]
    )
    more = len(words) - _MOST_WORDS
    rest = f" and {more} more" if more > 0 else ""
    return (
        f"Nothing tells what these words mean: {shown}{rest}; add a row for each to the sheet "
        "Value map, with what it means, and import again."
    )
