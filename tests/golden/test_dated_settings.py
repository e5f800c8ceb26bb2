"""Settings that change on a day, as in dated_settings.csv, and the days ahead one by one."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scoring.cleaning import clean
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS
from scoring.parameters import FULL
from scoring.policy import Policy

_FILE = Path(__file__).with_name("dated_settings.csv")
GREEN = {
    "Account ID": "A-1",
    "Account": "Acme",
    "Customer sponsor": "Anna Berg",
    "Internal executive": "Maria Holm",
    "Executive title": "VP Sales",
    "Two-way intro date": "2026-01-11",
    "Business outcome": "Cut close from 9 to 5 days",
}


def cases() -> list[dict[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def policy_of(text: str) -> Policy:
    """The policy of "redlist.t2 from 2028-01-01 = 0.75; …"."""
    changes: dict[str, list[dict[str, Any]]] = {}
    for entry in text.split(";"):
        key, _, rest = entry.strip().partition(" from ")
        start, _, value = (part.strip() for part in rest.partition("="))
        changes.setdefault(key, []).append({"from": start, "value": value})
    return Policy.load(changes)


def scored(case: dict[str, str], policy: Policy, day: dt.date) -> pd.Series:
    cells = GREEN | {"Tier": case["Tier"], "Last touch date": case["Last touch date"]}
    accounts, _ = clean(pd.DataFrame([cells], dtype=object), ACCOUNTS, policy, day)
    return score_accounts(accounts, policy, day).iloc[0]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["Case"])
def test_a_setting_counts_from_its_day_on(case: dict[str, str]) -> None:
    row = scored(case, policy_of(case["Settings"]), dt.date.fromisoformat(case["As of"]))
    until = row["Covered until"]
    assert {
        "score": f"{row['Current score'] / FULL:.4f}",
        "red": "yes" if row["Red"] else "no",
        "status": row["Status"],
        "until": "-" if pd.isna(until) else until.date().isoformat(),
    } == {
        "score": case["Expected current score"],
        "red": case["Expected red"],
        "status": case["Expected status"],
        "until": case["Expected covered until"],
    }


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["Case"])
def test_covered_until_is_the_last_day_before_the_first_red_one(case: dict[str, str]) -> None:
    policy, day = policy_of(case["Settings"]), dt.date.fromisoformat(case["As of"])
    first = scored(case, policy, day)
    if pd.isna(first["Covered until"]):
        assert first["Red"]
        return
    one = dt.timedelta(days=1)
    last = first["Covered until"].date()
    # While no setting changes a score only falls, so the last day before a change tells of all.
    changes = map(dt.date.fromisoformat, re.findall(r" from (\S+)", case["Settings"]))
    eves = [start - one for start in changes if day < start <= last]
    assert not any(scored(case, policy, eve)["Red"] for eve in [day, *eves, last])
    assert scored(case, policy, last + one)["Red"]
