"""Headers of two rows: a span above, and what it means for the cells below."""

from __future__ import annotations

import pytest

from addin.importing.headerrows import header_in


@pytest.mark.parametrize(
    ("span", "below", "texts"),
    [
        ("Sponsor", ("status", "since"), ("Sponsor status", "Sponsor since")),
        ("Waiver", ("reason", "expires"), ("Waiver reason", "Waiver expires")),
        ("Last touch", ("date", "type"), ("Last touch date", "Last touch type")),
    ],
)
def test_two_columns_told_by_their_span_make_a_header(
    span: str, below: tuple[str, str], texts: tuple[str, str]
) -> None:
    found = header_in([[span, ""], list(below), ["x", "y"]], "Accounts", ())
    assert (found.top, found.depth, found.texts) == (0, 2, texts)


def test_one_column_told_by_its_span_does_not() -> None:
    rows = [["Outcome", "", "Account ID"], ["date", "x", ""], ["1", "2", "3"]]
    found = header_in(rows, "Accounts", ())
    assert (found.top, found.depth) == (0, 1)
