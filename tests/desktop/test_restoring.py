"""Restore last refresh puts back what stood before, and keeps what was typed since."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from addin.desktop import DesktopWorkbook
from addin.desktop.kept import Shelf
from addin.macros import buttons as macros
from tests.desktop.test_refresh import differences, make_messy
from tests.refresh.trackers import opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Pressed
    from tests.excel import Excel

    Press = Callable[..., Pressed]


def without_looks(state: dict[str, Any]) -> dict[str, Any]:
    """What a workbook holds, without formats of rows that a table left."""
    for sheet in state.values():
        if isinstance(sheet, dict):
            sheet["cells"] = {p: c[0] for p, c in sheet["cells"].items() if c[0] is not None}
            sheet["formats"] = sheet["validations"] = []
    return state


def type_into(excel: Excel, path: Path, name: str, row: int, header: str, text: str) -> None:
    book = DesktopWorkbook(excel.open(path))
    table = book.table(name)
    column = table.place.column(header)
    assert column is not None
    table.sheet.native.range((row, column)).value = text


@pytest.mark.slow
def test_it_puts_everything_back(demo: Path, excel: Excel, press: Press) -> None:
    make_messy(demo)
    with opened(demo) as book:
        book["Accounts"].delete_rows(30, 8)
        book["Accounts"].tables["Accounts"].ref = "A4:AF36"
    excel.open(demo).sheets["Coverage"].range((12, 2)).add_note("ask Bob")
    before = without_looks(excel.app.open_books[0].state())
    assert press(macros.refresh, demo).alerts == []
    assert without_looks(excel.app.open_books[0].state()) != before
    found = press(macros.restore_last_refresh, demo)
    assert found.alerts == []
    assert str(found.status).startswith("Sponsor Coverage: Refresh of 20")
    assert differences(before, without_looks(excel.app.open_books[0].state())) == []


@pytest.mark.slow
def test_a_second_time_it_says_that_there_is_nothing(demo: Path, press: Press) -> None:
    press(macros.refresh, demo)
    assert press(macros.restore_last_refresh, demo).alerts == []
    [(_, said)] = press(macros.restore_last_refresh, demo).alerts
    assert "was undone already" in said


@pytest.mark.slow
def test_what_was_typed_since_stays(demo: Path, excel: Excel, press: Press) -> None:
    press(macros.refresh, demo)
    type_into(excel, demo, "Red list", 5, "Notes", "typed since")
    red = DesktopWorkbook(excel.open(demo)).read_table("Red list")
    account = red["Account ID"].iloc[0]
    assert press(macros.restore_last_refresh, demo).alerts == []
    red = DesktopWorkbook(excel.open(demo)).read_table("Red list").set_index("Account ID")
    assert red.loc[account, "Notes"] == "typed since"


@pytest.mark.slow
def test_an_import_goes_back_and_typed_cells_stay(
    demo: Path, tmp_path: Path, excel: Excel, press: Press
) -> None:
    accounts = DesktopWorkbook(excel.open(demo)).read_table("Accounts")
    ids = accounts["Account ID"].tolist()
    export = tmp_path / "export.csv"
    export.write_text(f"Account ID,Account,ARR\n{ids[0]},Renamed,1\nNEW-1,New,5000\n")
    press(macros.import_accounts, demo, str(export))
    type_into(excel, demo, "Accounts", 6, "Customer sponsor", "Typed Since")
    assert press(macros.restore_last_refresh, demo).alerts == []
    after = DesktopWorkbook(excel.open(demo)).read_table("Accounts")
    assert after["Account ID"].tolist() == ids
    assert after["Account"].iloc[0] == accounts["Account"].iloc[0]
    assert after["Customer sponsor"].iloc[1] == "Typed Since"


@pytest.mark.slow
def test_a_row_that_would_go_with_what_was_typed_is_refused(
    demo: Path, tmp_path: Path, excel: Excel, press: Press
) -> None:
    export = tmp_path / "export.csv"
    export.write_text("Account ID,Account,ARR,Tier\nNEW-1,New,900000000,1\n")
    press(macros.import_accounts, demo, str(export))
    red = DesktopWorkbook(excel.open(demo)).read_table("Red list")
    row = int(red.index[red["Account ID"] == "NEW-1"][0])
    type_into(excel, demo, "Red list", row, "Notes", "precious")
    before = excel.app.open_books[0].state()
    [(_, said)] = press(macros.restore_last_refresh, demo).alerts
    assert "was typed for NEW-1" in said
    assert differences(before, excel.app.open_books[0].state()) == []


@pytest.mark.slow
def test_a_renamed_table_is_named(demo: Path, excel: Excel, press: Press) -> None:
    press(macros.refresh, demo)
    data = next(d for d in excel.app.open_books[0].sheet_data if d.title == "Red list")
    data.tables[0].name = "Rot"
    [(_, said)] = press(macros.restore_last_refresh, demo).alerts
    assert "has no table 'Red_list'" in said


@pytest.mark.slow
def test_a_workbook_closed_without_saving_is_told_apart(
    demo: Path, excel: Excel, press: Press
) -> None:
    with opened(demo) as book:
        book["Accounts"].delete_rows(30, 3)
        book["Accounts"].tables["Accounts"].ref = "A4:AF41"
    press(macros.refresh, demo)
    excel.app.open_books.clear()
    before = excel.open(demo).impl.state()
    [(_, said)] = press(macros.restore_last_refresh, demo).alerts
    assert "closed without saving" in said
    assert differences(before, excel.app.open_books[0].state()) == []


@pytest.mark.slow
def test_another_workbook_of_the_same_name_has_nothing_to_put_back(
    demo: Path, tmp_path: Path, excel: Excel, press: Press
) -> None:
    press(macros.refresh, demo)
    other = tmp_path / "elsewhere" / demo.name
    other.parent.mkdir()
    other.write_bytes(demo.read_bytes())
    excel.app.open_books.clear()
    [(_, said)] = press(macros.restore_last_refresh, other).alerts
    assert "is kept to be put back" in said


@pytest.mark.slow
def test_what_is_kept_is_no_pickle_and_is_bounded(
    demo: Path, excel: Excel, press: Press, own_folder: Path
) -> None:
    for week in range(7):
        type_into(excel, demo, "Accounts", 5, "Last touch date", f"no date {week}")
        assert press(macros.check_data, demo).alerts == []
    files = list(own_folder.rglob("*.json.gz"))
    assert len(files) == 5
    assert gzip.decompress(files[0].read_bytes()).startswith(b'{"format": 1')
    assert oct(files[0].stat().st_mode & 0o777) == "0o600"


@pytest.mark.slow
def test_a_damaged_file_is_nothing_to_restore(demo: Path, press: Press, own_folder: Path) -> None:
    press(macros.refresh, demo)
    for path in own_folder.rglob("*.json.gz"):
        path.write_bytes(b"not gzip")
    [(_, said)] = press(macros.restore_last_refresh, demo).alerts
    assert "is kept to be put back" in said


@pytest.mark.slow
def test_nothing_is_written_where_nothing_can_be_kept(
    demo: Path, excel: Excel, press: Press, own_folder: Path
) -> None:
    own_folder.write_text("a file in the way")
    before = excel.open(demo).impl.state()
    [(_, said)] = press(macros.refresh, demo).alerts
    assert "nothing was changed" in said
    assert differences(before, excel.app.open_books[0].state()) == []
    assert Shelf().get(str(demo)) is None
