"""Every input is looked at, whichever area declares it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from scoring import coverage, inputs
from scoring.inputs import other_inputs
from scoring.policy import Policy
from scoring.stakeholders.tables import CONTACTS

if TYPE_CHECKING:
    import pytest

DAY = dt.date(2026, 11, 16)


def test_a_third_input_of_coverage_is_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    third = replace(coverage.AREA, tables=(*coverage.AREA.tables, CONTACTS))
    monkeypatch.setattr(coverage, "AREA", third)
    monkeypatch.setattr(inputs, "AREAS", (third,))
    row = {"Account ID": "A1", "Contact": "Ann Ames", "Last contact date": "31/02/2026"}
    tables = {
        "Contacts": pd.DataFrame([row], dtype=object, index=[5]),
        "Accounts": pd.DataFrame({"Account ID": ["A1"]}, dtype=object, index=[5]),
    }
    typed, issues = other_inputs(tables, Policy.load(), DAY)
    assert list(typed) == ["Contacts"]
    assert pd.concat(issues)["Code"].tolist() == ["DATE_UNREADABLE"]
