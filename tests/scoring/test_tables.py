"""The contracts of the tables: their headers, and which given header stands for which."""

import pandas as pd
import pytest

from scoring.areas import TABLES
from scoring.tables.matching import matched_headers, nearest_column
from scoring.tables.shared import ACCOUNT_ID
from scoring.tables.writing import to_csv


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_headers_of_a_table_are_distinct_and_explained(table):
    assert len({header.casefold() for header in table.headers}) == len(table.headers)
    assert all(column.help.endswith(".") for column in table.columns)
    assert all(table.column(header).header == header for header in table.headers)


def test_a_tables_own_headers_leave_out_the_users():
    own = TABLES["Red list"].own_headers
    assert "Weeks red" in own
    assert "Blocker" not in own


def test_the_headers_of_an_export_are_matched_to_ours():
    given = ["Id", "Account Name", "ARR (USD)", "Customer Since", "Plan"]
    assert matched_headers(TABLES["Accounts"], given) == {
        "Id": "Account ID",
        "Account Name": "Account",
        "ARR (USD)": "ARR",
        "Customer Since": "Go-live date",
    }


def test_our_own_header_beats_an_alias():
    assert matched_headers(TABLES["Accounts"], ["Account Name", "Account", "Account ID"]) == {
        "Account": "Account",
        "Account ID": "Account ID",
    }


def test_a_header_with_a_slip_is_told_from_one_that_means_nothing():
    assert nearest_column(TABLES["Accounts"], "Custmer sponsor") == "Customer sponsor"
    assert nearest_column(TABLES["Accounts"], "Plan") is None


def test_a_column_may_be_wider_in_one_table_and_is_else_the_same():
    wide = ACCOUNT_ID.wide(31)
    assert (wide.look.width, wide.header, wide.aliases) == (
        31,
        ACCOUNT_ID.header,
        ACCOUNT_ID.aliases,
    )
    assert ACCOUNT_ID.look.width == 0


def test_a_named_cell_above_a_table_bears_its_name():
    assert TABLES["Path to target"].cell("summary") == "path_to_target_summary"


def test_flags_are_written_as_one_or_zero():
    frame = pd.DataFrame({"Account ID": ["A1", "A2"], "Red": [True, False]})
    assert to_csv(frame, TABLES["Coverage"]) == "Account ID,Red\nA1,1\nA2,0\n"
