"""Exports as people send them: no row is lost, none is made up, and what is doubtful is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.table import Table

from addin.importing import textfiles
from addin.importing.columnissues import import_issues
from addin.importing.files import read_export
from addin.importing.headers import Options, Said, matched
from addin.importing.rows import Export, ImportFileError
from addin.importing.tidying import one_account_each, tidied
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HEADER = "Account ID,Account Name,ARR,Tier\n"


@pytest.fixture(params=["with Arrow", "without Arrow"])
def _reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without Arrow":
        monkeypatch.setattr(textfiles, "find_spec", lambda _name: None)


def read(folder: Path, content: str | bytes) -> Export:
    path = folder / "a.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_export(path, "Accounts")


def ids(export: Export) -> list[Any]:
    return tidied(export.rows, "Accounts")["Account ID"].tolist()


def left_out(export: Export) -> list[tuple[int, str]]:
    return [(entry.row, entry.why) for entry in export.reading.left_out]


@pytest.mark.usefixtures("_reader")
@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ('1,"A,100,1\n2,B,100,1\n3,C,100,1\n', 2),
        ('1,A,100,1\n2,"Beta,200,1\n3,Gam,300,2\n4,Delta" Inc,400,2\n5,E,5,2\n', 3),
        ('1,A,100,1\n2,"B,5,6', 3),
    ],
    ids=["to the end", "to another quote", "in the last row"],
)
def test_a_quote_that_does_not_close_is_refused_with_its_row(
    tmp_path: Path, rows: str, row: int
) -> None:
    with pytest.raises(ImportFileError, match=f"row {row}: a quote opens there and does not close"):
        read(tmp_path, HEADER + rows)


@pytest.mark.usefixtures("_reader")
def test_quotes_inside_a_text_do_no_harm(tmp_path: Path) -> None:
    raw = read(tmp_path, f'{HEADER}1,5" pipe,1,1\n2,B "x" y,1,1\n3,"two, and\nlines",3,3\n')
    assert raw.rows["Account Name"].tolist() == ['5" pipe', 'B "x" y', "two, and\nlines"]


@pytest.mark.usefixtures("_reader")
def test_a_long_text_of_several_lines_is_read(tmp_path: Path) -> None:
    text = "a line\n" * 30_000
    raw = read(tmp_path, f'{HEADER}1,"{text}",1,1\n2,B,1,1\n')
    assert raw.rows["Account Name"].tolist() == [text, "B"]


def test_a_single_column_may_hold_lines_and_quotes(tmp_path: Path) -> None:
    raw = read(tmp_path, 'Account Name\n"two\nlines"\n"Ann" Ace\n')
    assert raw.rows["Account Name"].tolist() == ["two\nlines", "Ann Ace"]


@pytest.mark.usefixtures("_reader")
def test_one_odd_byte_garbles_no_other_letter(tmp_path: Path) -> None:
    raw = read(tmp_path, f"{HEADER}1,Société Pérez,1,1\n2,Ann".encode() + b"\xe9,1,1\n")
    assert raw.rows["Account Name"].tolist() == ["Société Pérez", "Anné"]
    assert raw.reading.notes[0].startswith("Line 3 holds a letter that is not UTF-8")
    whole = read(tmp_path, f"{HEADER}1,Société,1,1\n2,Zoë,1,1\n".encode("cp1252"))
    assert whole.rows["Account Name"].tolist() == ["Société", "Zoë"]
    assert whole.reading.notes == ()


@pytest.mark.usefixtures("_reader")
def test_accounts_below_a_blank_line_are_no_footer(tmp_path: Path) -> None:
    assert ids(read(tmp_path, f"{HEADER}1,A,100,1\n\n2,,,\n3,,,\n")) == ["1", "2", "3"]


@pytest.mark.usefixtures("_reader")
@pytest.mark.parametrize(
    "note",
    [
        "Confidential Information - Do Not Distribute",
        "Vertrauliche Informationen",
        "Informations confidentielles",
        "Prepared by Ann",
    ],
)
def test_what_stands_below_a_note_is_none_of_the_accounts(tmp_path: Path, note: str) -> None:
    raw = read(tmp_path, f'{HEADER}1,A,100,1\n\n"My Report"\n"{note}"\n"Acme Inc"\n')
    assert ids(raw) == ["1"]
    assert left_out(raw) == [(4, "footer"), (5, "footer"), (6, "footer")]


@pytest.mark.usefixtures("_reader")
def test_a_header_that_comes_again_parts_no_rows(tmp_path: Path) -> None:
    raw = read(tmp_path, f"{HEADER}1,A,1,1\n\n{HEADER}2,B,2,2\n{HEADER}3,C,3,2\n")
    assert ids(raw) == ["1", "2", "3"]
    assert left_out(raw) == [(4, "the header again"), (6, "the header again")]


@pytest.mark.usefixtures("_reader")
def test_a_header_with_a_blank_comes_again_too(tmp_path: Path) -> None:
    header = ",Account ID,ARR\n"
    assert ids(read(tmp_path, f"{header}0,1,5\n{header}1,2,6\n")) == ["1", "2"]


@pytest.mark.usefixtures("_reader")
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Account Name,ARR\nA,9\nB,8\nGrand Total,17\n", ["A", "B"]),
        (f"{HEADER}1,A,5,1\n1 Total,,5,\n2,B,6,1\nGesamt,,11,\n", ["1", "2"]),
        ("Tier,Account ID,Account Name,ARR\n1,7,A,5\nSubtotal,Sum,,5\n,Count,1,\n", ["7"]),
        ("Account Name,ARR\nTotal Energies,9\nB,8\n", ["Total Energies", "B"]),
    ],
    ids=["pivot", "subtotals", "report", "a name"],
)
def test_totals_are_no_accounts(tmp_path: Path, text: str, kept: list[str]) -> None:
    assert ids(read(tmp_path, text)) == kept


@pytest.mark.usefixtures("_reader")
def test_the_first_account_is_no_second_header(tmp_path: Path) -> None:
    header = ",Account ID,Account Name,ARR,Account Type,Vertical name\n"
    raw = read(tmp_path, f"{header}0,1,Acme,100,Customer,Health\n1,2,B,100,Partner,Tech\n")
    assert ids(raw) == ["1", "2"]


def test_a_column_without_a_header_at_the_end_is_kept(tmp_path: Path) -> None:
    raw = read(tmp_path, "Account ID,ARR,\n1,5,x\n2,6,\n")
    assert raw.rows["Column 3"].tolist() == ["x", ""]
    assert "Column 3" not in read(tmp_path, "Account ID,ARR,\n1,5,\n2,6,\n").headers


def test_rows_with_too_few_cells_are_told(tmp_path: Path) -> None:
    raw = read(tmp_path, f"{HEADER}1,A,Saves\nmoney,100\n2,B,5,1\n")
    assert raw.reading.notes[0].startswith("2 rows with fewer cells than headers, such as row 2")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"a": 1}', "JSON"),
        ('[{"a": 1}]', "JSON"),
        ("<!DOCTYPE html><html>", "a web page"),
        ('\ufeff<?xml version="1.0"?>', "XML"),
        ("%PDF-1.7", "a PDF file"),
    ],
)
def test_other_kinds_of_files_are_called_by_their_names(
    tmp_path: Path, content: str, kind: str
) -> None:
    with pytest.raises(ImportFileError, match=f"is {kind}, no table"):
        read(tmp_path, content)


def test_a_table_of_sums_above_is_not_taken_for_the_accounts(tmp_path: Path) -> None:
    raw = read(tmp_path, f"Tier,ARR,Region,CSM\n1,500,EMEA,x\n\n{HEADER}1,A,100,1\n")
    assert ids(raw) == ["1"]


def workbook(folder: Path, rows: Iterable[Any], table: str | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if table:
        sheet.add_table(Table(displayName="T", ref=table))
    path = folder / "a.xlsx"
    book.save(path)
    return path


def test_cells_before_the_first_header_are_read(tmp_path: Path) -> None:
    rows = [[None, "Account ID", "ARR"], [None, "1", 5], ["alone"], ["k", "2", 6]]
    raw = read_export(workbook(tmp_path, rows), "Accounts")
    assert raw.rows["Column 1"].fillna("").tolist() == ["", "alone", "k"]
    assert raw.rows.index.tolist() == [2, 3, 4]


def test_rows_below_a_table_of_excels_are_told(tmp_path: Path) -> None:
    rows = [["x"], ["Account ID", "ARR"], ["1", 5], ["2", 6], ["Total", 11]]
    raw = read_export(workbook(tmp_path, rows, "A2:B3"), "Accounts")
    assert ids(raw) == ["1"]
    below = "below the table"
    assert left_out(raw) == [(1, "above the header"), (4, below), (5, below)]
    assert 'not read, such as row 4: "2, 6"' in raw.reading.notes[0]


def test_a_cell_far_away_is_refused_before_it_takes_the_memory(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["Account ID", "ARR"], ["1", 5]])
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["XFD1048576"] = 5
    book.save(path)
    with pytest.raises(WorkbookError, match="a cell as far away as XFD1048576"):
        read_export(path, "Accounts")


def test_a_sheet_that_is_seen_goes_before_a_hidden_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    current = book.worksheets[0]
    current.title = "Current"
    current.append(["Account ID", "ARR"])
    current.append(["new", 5])
    old = book.create_sheet("Old")
    old.append(["Account ID", "ARR", "Tier"])
    old.append(["old", 5, 1])
    old.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    raw = read_export(tmp_path / "a.xlsx", "Accounts")
    assert ids(raw) == ["new"]
    assert raw.reading.notes == ("Read from sheet Current; not read: Old.",)


def test_formulas_that_nobody_has_worked_out_are_told(tmp_path: Path) -> None:
    raw = read_export(workbook(tmp_path, [["Account ID", "ARR"], ["1", "=1+1"]]), "Accounts")
    assert raw.reading.notes[-1].startswith("Some formulas on the sheet have no value yet")
    plain = read_export(workbook(tmp_path, [["Account ID", "ARR"], ["1", 2]]), "Accounts")
    assert plain.reading.notes == ()


def test_a_name_below_a_person_is_that_persons(tmp_path: Path) -> None:
    rows = [
        ["Customer sponsor", None, "Account", None, None],
        ["Name", "Title", "ID", "Name", "ARR"],
        ["Ann Ace", "CFO", "1", "Acme", 5],
    ]
    found = tidied(read_export(workbook(tmp_path, rows), "Accounts").rows, "Accounts").iloc[0]
    assert (found["Customer sponsor"], found["Account"]) == ("Ann Ace", "Acme")


def test_no_mapping_is_offered_that_takes_a_month_for_a_year() -> None:
    assert matched(["Account ID", "MRR"], "Accounts").unread == {"MRR": None}


@pytest.mark.parametrize("header", ["Last Activity", "OwnerId", "Account Type"])
def test_another_word_is_no_slip(header: str) -> None:
    assert matched(["Account ID", header], "Accounts").unread == {header: None}


def test_api_names_in_capitals_tell_data_loader() -> None:
    headers = ["ID", "NAME", "OWNERID", "ANNUALREVENUE", "ARR__C", "TIER__C", "LASTMODIFIEDDATE"]
    found = matched(headers, "Accounts")
    assert found.profile.name == "salesforce"
    assert (found.columns["ARR__C"], found.columns["TIER__C"]) == ("ARR", "Tier")


def test_turnover_beside_monthly_revenue_is_told(tmp_path: Path) -> None:
    raw = read(tmp_path, "Account ID,Annual Revenue,MRR\n1,5000000,500\n")
    found = matched(raw.headers, "Accounts")
    assert [(doubt.header, doubt.column) for doubt in found.doubts] == [("Annual Revenue", "ARR")]
    assert "AMOUNT_MONTHLY" in set(import_issues(raw, found)["Code"])


def test_what_was_said_of_a_header_does_not_look_at_capitals_or_blanks() -> None:
    said = Options(said=(Said("Accounts", "my money", "ARR"),))
    assert matched(["Account ID", "My\u00a0 Money"], "Accounts", said).columns == {
        "Account ID": "Account ID",
        "My\u00a0 Money": "ARR",
    }


def test_a_repeated_header_that_is_mapped_is_not_told_as_left(tmp_path: Path) -> None:
    raw = read(tmp_path, "Account ID,ARR,ARR\n1,5,6\n")
    said = Options(said=(Said("Accounts", "ARR (2)", "ARR"),))
    codes = import_issues(raw, matched(raw.headers, "Accounts", said))["Code"].tolist()
    assert "HEADER_REPEATED" not in codes
    assert (
        "HEADER_REPEATED" in import_issues(raw, matched(raw.headers, "Accounts"))["Code"].tolist()
    )


def test_signs_without_width_are_none_of_an_id() -> None:
    raw = pd.DataFrame({"Account ID": ["\u200b100", "\u200e102", "103"], "ARR": [1, 2, 3]})
    assert ids(Export(raw)) == ["100", "102", "103"]


def test_a_company_that_is_named_twice_in_a_cell_gets_the_touch_once() -> None:
    raw = pd.DataFrame({"Account ID": ["101; 101;102"], "Touch date": ["2026-11-02"]})
    assert one_account_each(tidied(raw, "Touches"))["Account ID"].tolist() == ["101", "102"]


def test_a_day_before_1900_stays_the_text_that_it_is() -> None:
    raw = pd.DataFrame({"Account ID": ["1"], "Renewal date": ["0001-01-01T00:00:00"]})
    assert tidied(raw, "Accounts")["Renewal date"].tolist() == ["0001-01-01T00:00:00"]


@pytest.mark.usefixtures("_reader")
@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff\u00a0\ufeff", "\u00ad", "\u2800"])
@pytest.mark.parametrize("rows", [1, 2_000], ids=["few", "many"])
def test_what_nobody_sees_is_an_empty_cell_and_an_empty_row(
    tmp_path: Path, unseen: str, rows: int
) -> None:
    header = "Account ID,Account Name,Customer sponsor\n"
    others = "".join(f"B{number},Bolt {number},Bo {number}\n" for number in range(rows))
    export = read(tmp_path, f"{header}1,Acme,{unseen}\n{unseen},{unseen},{unseen}\n{others}")
    found = tidied(export.rows, "Accounts")
    assert len(found) == rows + 1
    assert found["Customer sponsor"].tolist()[:2] == [None, "Bo 0"]
    book = [["Account ID", "Customer sponsor"], ["1", unseen], [unseen, unseen], ["2", "Bo"]]
    of_book = tidied(read_export(workbook(tmp_path, book), "Accounts").rows, "Accounts")
    assert of_book["Customer sponsor"].tolist() == [None, "Bo"]
