"""Whatever is written comes back, here and in other readers."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from addin.package import PackageWorkbook
from addin.package.cells import fragment
from tests import tools
from tests.package.lint import lint
from tests.package.trackers import SHEET, build_rich, cell, part

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=40,
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
MOMENTS = st.datetimes(dt.datetime(1904, 1, 2), dt.datetime(9999, 12, 30)).map(
    lambda moment: moment.replace(microsecond=0)
)
HOSTILE = st.sampled_from(
    ["=1+1", "_x0041_", "_x0041_x0042_", "_x005F_", "]]>", "\r\n", " ", "\x00", "'a"]
)
ROWS = st.lists(
    st.tuples(TEXTS | HOSTILE | st.none(), NUMBERS | st.none(), MOMENTS | st.none(), st.booleans()),
    max_size=20,
)


def build_dated(path: Path, *, date1904: bool = False) -> Path:
    book = xlsxwriter.Workbook(path, {"date_1904": date1904})
    sheet = book.add_worksheet("Any")
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_datetime("C2", dt.datetime(2026, 1, 1), moment)
    headers = ["Text", "Number", "Moment", "Flag"]
    columns = [{"header": header} for header in headers]
    sheet.add_table(0, 0, 1, 3, {"name": "Any", "columns": columns})
    book.close()
    return path


def written(path: Path, frame: pd.DataFrame) -> pd.DataFrame:
    workbook = PackageWorkbook(path)
    workbook.write_table("Any", frame)
    workbook.save()
    assert lint(path) == []
    return PackageWorkbook(path).read_table("Any")


@pytest.mark.parametrize("date1904", [False, True])
@given(rows=ROWS)
@pytest.mark.slow
def test_any_table_comes_back_as_it_was_written(
    rows: list[tuple[Any, ...]], *, date1904: bool
) -> None:
    frame = pd.DataFrame(rows, columns=["Text", "Number", "Moment", "Flag"], dtype=object)
    with tempfile.TemporaryDirectory() as folder:
        path = build_dated(Path(folder) / "any.xlsx", date1904=date1904)
        found = written(path, frame)
    for row, back in zip(rows, found.to_numpy().tolist(), strict=True):
        assert back[0] == row[0]
        assert back[1] == row[1]
        assert back[3] == row[3]
        assert (back[2] is None) == (row[2] is None)
        if row[2] is not None:
            assert abs(back[2] - row[2]) < dt.timedelta(milliseconds=2)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "/>"),
        (float("nan"), "/>"),
        (float("inf"), "/>"),
        (pd.NaT, "/>"),
        (pd.NA, "/>"),
        ("", "/>"),
        (np.float64(1.5), "><v>1.5</v></c>"),
        (np.float32(0.5), "><v>0.5</v></c>"),
        (np.int64(7), "><v>7</v></c>"),
        (np.True_, ' t="b"><v>1</v></c>'),
        (True, ' t="b"><v>1</v></c>'),
        (1e300, "><v>1e+300</v></c>"),
        (10**308, f"><v>{10**308}</v></c>"),
        (10**308 + 1, f' t="inlineStr"><is><t>{10**308 + 1}</t></is></c>'),
        (dt.date(2026, 1, 1), "><v>46023</v></c>"),
        (dt.datetime(2026, 1, 1, 12), "><v>46023.5</v></c>"),
        (pd.Timestamp("2026-01-01", tz="Europe/Berlin"), "><v>46023</v></c>"),
        (np.datetime64("2026-01-01"), "><v>46023</v></c>"),
        (np.datetime64("NaT"), "/>"),
        (dt.date(1900, 1, 1), "><v>1</v></c>"),
        (dt.date(1900, 2, 28), "><v>59</v></c>"),
        (dt.date(1900, 3, 1), "><v>61</v></c>"),
        (dt.date(1899, 1, 1), ' t="inlineStr"><is><t>1899-01-01T00:00:00</t></is></c>'),
        (dt.timedelta(hours=36), "><v>1.5</v></c>"),
        (dt.time(6), "><v>0.25</v></c>"),
    ],
)
def test_each_kind_of_value_has_its_form(value: object, said: str) -> None:
    assert fragment(value, date1904=False) == said


@pytest.mark.parametrize(
    "series",
    [
        pd.Series([1.5, None, 2.0]),
        pd.Series([1, 2, 3]),
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series(["a", None, "=b"], dtype="str"),
        pd.Series(["a", None, "b"], dtype="category"),
        pd.Series([True, None, False], dtype="boolean"),
        pd.Series([pd.Timestamp("2026-01-01"), None, pd.Timestamp("1900-01-05")]),
    ],
)
def test_a_typed_column_is_written_as_its_single_values(tmp_path: Path, series: pd.Series) -> None:
    typed = build_dated(tmp_path / "typed.xlsx")
    written(typed, pd.DataFrame({"Number": series, "Flag": True}))
    single = build_dated(tmp_path / "single.xlsx")
    written(single, pd.DataFrame({"Number": series.astype(object), "Flag": True}))
    assert part(typed) == part(single)


def test_errors_come_as_their_text(tmp_path: Path) -> None:
    path = tmp_path / "errors.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.add_table(0, 0, 1, 2, {"name": "Any", "columns": [{"header": h} for h in "abc"]})
    sheet.write_formula("A2", "=NA()", None, "#N/A")
    sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
    sheet.write_formula("C2", '="#N/A"', None, "text")
    book.close()
    found = PackageWorkbook(path).read_table("Any")
    assert found.to_numpy().tolist() == [["#N/A", "#DIV/0!", "text"]]


def test_openpyxl_reads_the_result(tmp_path: Path) -> None:
    path = build_dated(tmp_path / "any.xlsx")
    moment = dt.datetime(2026, 5, 4, 3, 2, 1)
    written(path, pd.DataFrame({"Text": ["=x"], "Number": [0.1], "Moment": [moment]}))
    found = list(openpyxl.load_workbook(path)["Any"].iter_rows(min_row=2, values_only=True))
    assert found == [("=x", 0.1, moment, None)]


@pytest.mark.slow
def test_microsofts_validator_accepts_the_result(tmp_path: Path) -> None:
    path = build_rich(tmp_path / "rich.xlsx")
    before = tools.validate_ooxml(path)
    workbook = PackageWorkbook(path)
    frame = pd.DataFrame({"Account ID": list("abcdefgh"), "ARR": range(8), "Score": 0.5})
    workbook.write_table("Coverage", frame, key="Account ID")
    workbook.save()
    assert [problem for problem in tools.validate_ooxml(path) if problem not in before] == []


@pytest.mark.slow
@pytest.mark.libreoffice
def test_libreoffice_reads_the_same_numbers_and_works_out_formulas(tmp_path: Path) -> None:
    path = build_rich(tmp_path / "rich.xlsx")
    workbook = PackageWorkbook(path)
    frame = pd.DataFrame({"Account ID": ["A2", "=1+1"], "ARR": [10.5, 3.0], "Score": [0.5, 0.25]})
    workbook.write_table("Coverage", frame, key="Account ID")
    workbook.save()
    found = tools.libreoffice_convert(path, "csv", tmp_path / "out")
    with found.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[2:]
    assert rows == [
        ["Account ID", "ARR", "Score", "Notes", "Weighted"],
        ["A2", "10.5", "50%", "note 2", "5.25"],
        ["=1+1", "3", "25%", "", "0.75"],
    ]


def test_styles_of_blank_cells_stay(tmp_path: Path) -> None:
    path = build_rich(tmp_path / "rich.xlsx")
    workbook = PackageWorkbook(path)
    workbook.write_table("Coverage", pd.DataFrame({"Account ID": ["a"], "Score": [None]}))
    workbook.save()
    assert cell(path, "C4", SHEET) == '<c r="C4" s="1"/>'
