"""Reading files: whatever is in them, no row is lost and every other one is accounted for."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from addin.importing import textfiles
from addin.importing.codepages import code_page
from addin.importing.files import read_export
from addin.importing.headerrows import distinct_headers
from addin.importing.rows import Export, ImportFileError
from addin.importing.tidying import tidied
from addin.tracker.workbook import WorkbookError
from scoring.cleaning import TableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """A workbook with these rows on each sheet."""

    def made(merged: Sequence[str] = (), **sheets: list[list[Any]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            page = book.create_sheet(title)
            for row in rows:
                page.append(row)
            for area in merged:
                page.merge_cells(area)
        book.save(tmp_path / "export.xlsx")
        return tmp_path / "export.xlsx"

    return made


def records(frame: pd.DataFrame) -> list[list[Any]]:
    return frame.astype(object).to_numpy().tolist()


def whys(export: Export) -> dict[int, str]:
    return {entry.row: entry.why for entry in export.reading.left_out}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_encoding_is_told_by_its_bytes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Account ID;Account;ARR\r\nA1;Köln – Süd;1.200,00 €\r\n".encode(encoding))
    found = tidied(read_export(path, "Accounts").rows, "Accounts")
    assert records(found) == [["A1", "Köln – Süd", 1200.0]]


def test_windows_letters_far_below_the_header_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f"A{number},Firm,{number}\n" for number in range(20_000))
    path.write_bytes(f"Account ID,Account,ARR\n{rows}Z1,Zürich,5\n".encode("cp1252"))
    found = read_export(path, "Accounts")
    assert len(found.rows) == 20_001
    assert found.rows["Account"].iloc[-1] == "Zürich"


def test_totals_between_and_another_table_below_are_left_out_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Weekly accounts\n\nAccount ID,Account Name,ARR\nA1,Acme,5\n\nA2,Bolt,6\nSubtotal,,11\n"
        "A3,Core,7\n\nAccount ID,Date,Type,Who\nA1,2026-01-01,Call,x\n",
        encoding="utf-8",
    )
    found = read_export(path, "Accounts")
    assert found.rows["Account ID"].tolist() == ["A1", "A2", "A3"]
    assert whys(found) == {
        1: "above the header", 7: "total", 10: "another table", 11: "another table",
    }  # fmt: skip


def test_repeated_and_blank_headers_are_kept_apart() -> None:
    headers, repeated = distinct_headers(["ARR", "", "ARR", "ARR (2)", "ARR"])
    assert len(set(headers)) == 5
    assert [header for header, _ in repeated] == ["ARR", "ARR"]


def test_a_column_without_a_header_is_kept_if_it_says_something(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Account ID,,Account,,ARR\nA1,,Acme,note,5\n", encoding="utf-8")
    assert read_export(path, "Accounts").headers == [
        "Account ID",
        "Account",
        "Column 4",
        "ARR",
    ]


def test_a_file_of_half_a_gigabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(600 * 1024 * 1024)
    with pytest.raises(ImportFileError, match="600 MB, more than 512 MB"):
        read_export(path, "Accounts")


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b" " * 50_000_000)
    with pytest.raises(WorkbookError, match="100 times its size"):
        read_export(path, "Accounts")


def test_a_header_of_two_rows_with_merged_cells_is_read(sheet: Callable[..., Path]) -> None:
    path = sheet(
        ["A2:B2", "C2:D2"],
        Report=[
            ["Weekly"],
            ["Account", None, "Executive", None],
            ["ID", "Name", "Sponsor", "Title"],
            ["A1", "Acme", "Ed Exe", "CEO"],
            ["Total", None, None, None],
        ],
    )
    raw = read_export(path, "Accounts")
    found = tidied(raw.rows, "Accounts")
    assert found.iloc[0].to_dict() == {
        "Account ID": "A1",
        "Account": "Acme",
        "Internal executive": "Ed Exe",
        "Executive title": "CEO",
    }
    assert whys(raw)[5] == "total"


def test_the_table_of_several_on_a_sheet_is_chosen_by_its_headers(
    sheet: Callable[..., Path],
) -> None:
    path = sheet(
        Export=[
            ["Legend", "Meaning"],
            ["x", "y"],
            [],
            ["Account ID", "Account Name", "ARR"],
            ["A1", "Acme", 5],
            [],
            ["Account ID", "Date", "Type", "Contact"],
            ["A1", dt.date(2026, 1, 1), "Call", "Ann"],
        ]
    )
    accounts, touches = read_export(path, "Accounts"), read_export(path, "Touches")
    assert records(accounts.rows) == [["A1", "Acme", 5.0]]
    assert whys(accounts) == {
        1: "above the header", 2: "above the header", 7: "another table", 8: "another table",
    }  # fmt: skip
    assert touches.rows["Type"].tolist() == ["Call"]


def test_the_sheet_of_several_is_chosen_by_its_headers_and_said(
    sheet: Callable[..., Path],
) -> None:
    path = sheet(Notes=[["To", "do"], ["a", "b"]], Data=[["Id", "Name", "ARR"], ["A1", "Acme", 5]])
    found = read_export(path, "Accounts")
    assert found.rows.iloc[0].tolist() == ["A1", "Acme", 5.0]
    assert found.reading.sheet == "Data"
    assert "not read: Notes" in found.reading.notes[0]


def test_cells_beside_the_table_are_told(sheet: Callable[..., Path]) -> None:
    path = sheet(Data=[["Id", "Name", "ARR"], ["A1", "Acme", 5, None, "a remark"]])
    assert "a remark" in read_export(path, "Accounts").reading.notes[0]


def test_ids_and_zeros_survive_a_workbook(sheet: Callable[..., Path]) -> None:
    path = sheet(Data=[["Id", "Name"], ["00042", "Acme"], [1042, "Bolt"], ["001D000000IRt53", "C"]])
    found = tidied(read_export(path, "Accounts").rows, "Accounts")
    assert found["Account ID"].tolist() == ["00042", "1042", "001D000000IRt53IAD"]


WORDS = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Cs"), exclude_characters="\x00"),
    max_size=12,
) | st.sampled_from(["a;b", "a,b", 'say "hi"', "two\nlines", "Total", "tab\tbed", "x|y", "-", "0"])
ROW = st.tuples(WORDS, st.sampled_from(["5", "1,200.00", "8.0E7", "", "(500)"]), WORDS)
FOOTERS: tuple[list[list[str]], ...] = (
    [],
    [["Grand Totals (3 records)", "", "5"]],
    [
        [],
        ["Weekly accounts"],
        ["Copyright (c) 2000-2026 salesforce.com, inc."],
        ["Generated By: A"],
    ],
)


def written(rows: list[list[str]], delimiter: str, quoting: Any, newline: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=newline).writerows(rows)
    return text.getvalue()


@st.composite
def exports(draw: st.DrawFn) -> tuple[bytes, list[str], int]:
    """A file of accounts, their names, and the rows that it has besides its header."""
    rows = draw(st.lists(ROW, min_size=1, max_size=8))
    wide = [""] if draw(st.booleans()) else []
    header = ["Account ID", "Account", *wide, "ARR", "Remark of ours"]
    body = [[f"A{n}", name, *wide, arr, remark] for n, (name, arr, remark) in enumerate(rows)]
    if draw(st.booleans()):
        body.insert(len(body) // 2, [""] * len(header))
    titles = [[f"Report {n}"] for n in range(draw(st.integers(0, 3)))]
    whole = [*titles, header, *body, *draw(st.sampled_from(FOOTERS))]
    delimiter = draw(st.sampled_from(",;\t|"))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    text = written(whole, delimiter, quoting, draw(st.sampled_from(["\n", "\r\n"])))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    if encoding == "cp1252":
        # What reads as UTF-8 by chance can't be told from it.
        ambiguous = text.encode(encoding).decode("utf-8", "surrogateescape")
        assume(all(letter.isascii() or "\udc80" <= letter <= "\udcff" for letter in ambiguous))
        # Letters at random may fit another page better, which is said.
        assume(code_page(text.encode(encoding)).name == encoding)
    said = sum(any(cell.strip() for cell in row) for row in whole)
    return text.encode(encoding), [name for name, _, _ in rows], said - 1


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(export=exports())
@pytest.mark.slow
def test_no_row_of_any_file_is_lost(tmp_path: Path, export: tuple[bytes, list[str], int]) -> None:
    content, names, rows = export
    path = tmp_path / "fuzzed.csv"
    path.write_bytes(content)
    found = read_export(path, "Accounts")
    assert found.rows["Account ID"].tolist() == [f"A{n}" for n in range(len(names))]
    assert found.rows["Account"].tolist() == names
    assert len(found.rows) + len(found.reading.left_out) == rows
    assert len(tidied(found.rows, "Accounts")) == len(names)


def refusal_of(path: Path) -> str:
    """The sentence with which a file is refused; "" if it is read."""
    try:
        tidied(read_export(path, "Accounts").rows, "Accounts")
    except (ImportFileError, WorkbookError, TableError) as error:
        return str(error)
    return ""


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.tsv", "a.txt", "a.xlsx"]))
@example(content=b"\x80\n\x01", name="a.csv")
@example(content=b'\ra\t,\xe9"\n', name="a.csv")
@example(content=b"\x00\r;\n\xe91;", name="a.csv")
def test_any_bytes_are_read_or_refused_in_one_sentence(
    tmp_path: Path, content: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert "\n" not in refusal_of(path)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.lists(
        st.sampled_from(
            ["Account ID", "ARR", "A1", ",", ",", "\n", "\n", '"', " ", "x", "\r", ";"]
        ),
        max_size=60,
    ).map("".join)
)
def test_any_text_is_read_or_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"Account ID,Account,ARR\n{text}".encode())
    assert "\n" not in refusal_of(path)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(
        st.lists(WORDS | st.sampled_from(['"', 'a"b', '""', " x "]), min_size=3, max_size=3),
        min_size=1,
        max_size=8,
    ),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    crlf=st.booleans(),
)
def test_the_quick_way_reads_what_the_careful_way_reads(
    rows: list[list[str]],
    quoting: Any,
    crlf: bool,  # noqa: FBT001
) -> None:
    whole = [["Account ID", "Account", "ARR"], *rows]
    content = written(whole, ",", quoting, "\r\n" if crlf else "\n").encode()
    quick = textfiles._quickly(content, ",", "a", "Accounts", ())
    if quick is not None:
        careful = textfiles._carefully(content.decode(), ",", "a", "Accounts", ())
        assert quick.rows.astype(object).to_numpy().tolist() == records(careful.rows)
        assert quick.rows.index.tolist() == careful.rows.index.tolist()
