"""Rows of unknown accounts: one by one while they are few, else in one line."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from scoring.cleaning.unknown import unknown_accounts
from scoring.inputs import other_inputs
from scoring.policy import Policy

POLICY = Policy.load()
RULES = POLICY.on(dt.date(2026, 11, 16))
KNOWN = pd.Series(["A1"], dtype="str")


def test_a_few_rows_of_unknown_accounts_are_told_one_by_one() -> None:
    ids = pd.Series(["A1", "X1", None, "X1"], dtype="str", index=[2, 3, 4, 5])
    found = unknown_accounts(ids, KNOWN, "Touches", "touch", RULES)
    assert found["Row"].to_list() == [3, 5]
    assert found["Problem"].iloc[0] == (
        "There is no account X1 in Accounts, so the touch belongs to nobody."
    )


def test_ten_thousand_of_them_are_one_issue_with_the_first_hundred() -> None:
    ids = pd.Series(["A1", *(f"X{number}" for number in range(10_000))], dtype="str")
    found = unknown_accounts(ids, KNOWN, "Touches", "touch", RULES)
    assert len(found) == 1
    problem = found["Problem"].iloc[0]
    assert problem.startswith("10,000 of 10,001 rows belong to 10,000 accounts")
    assert "X99 and 9,900 more." in problem
    assert "X100," not in problem


def test_many_rows_of_one_unknown_account_are_one_issue() -> None:
    ids = pd.Series(["X1"] * 101, dtype="str")
    found = unknown_accounts(ids, KNOWN, "Touches", "touch", RULES)
    assert found["Problem"].to_list() == [
        "101 of 101 rows belong to 1 account that Accounts does not have: X1."
    ]


def test_contacts_of_unknown_accounts_are_told_too() -> None:
    tables = {
        "Contacts": pd.DataFrame({"Account ID": ["A1", "X1"], "Contact": ["Al", "Bo"]}),
        "Accounts": pd.DataFrame({"Account ID": ["A1"]}),
    }
    _, issues = other_inputs(tables, POLICY, dt.date(2026, 11, 16))
    assert [code for part in issues for code in part["Code"]] == ["ACCOUNT_UNKNOWN"]
    _, issues = other_inputs({"Contacts": tables["Contacts"]}, POLICY, dt.date(2026, 11, 16))
    assert [code for part in issues for code in part["Code"]] == []
