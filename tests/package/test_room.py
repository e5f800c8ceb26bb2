"""A tracker that would become too large is refused before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from addin.package import room
from addin.tracker import limits
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.refresh.trackers import Command


def test_rows_that_fit_are_let_through() -> None:
    room.check_room("t.xlsx", [pd.DataFrame({"A": ["x"] * 10}), pd.DataFrame()])
    thin = pd.DataFrame({name: [None] * 300_000 for name in "ABCDEFGHIJ"})
    room.check_room("t.xlsx", [thin, pd.DataFrame()])


@pytest.mark.slow
def test_rows_that_do_not_fit_are_refused_with_a_way_out() -> None:
    wide = pd.DataFrame({f"C{number}": ["some text or other"] * 400_000 for number in range(20)})
    with pytest.raises(WorkbookError, match=r"t\.xlsx would unpack to about") as refused:
        room.check_room("t.xlsx", [wide])
    assert "sponsor-coverage score" in str(refused.value)


@pytest.mark.slow
def test_a_new_tracker_that_is_too_large_is_not_made_and_the_right_file_is_named(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export, tracker = tmp_path / "a.csv", tmp_path / "firm.xlsx"
    rows = [f"A{number},Customer {number},300000" for number in range(50)]
    export.write_text("\n".join(["Account ID,Account,ARR", *rows, ""]), encoding="utf-8")
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 20_000)
    monkeypatch.setattr("addin.package.archive._check_members", lambda *_: None)
    refused = run("new", tracker, "--from", export, "--as-of", "2026-11-16")
    assert refused.code == 2
    assert "firm.xlsx would unpack to about" in refused.err
    assert not tracker.exists()
