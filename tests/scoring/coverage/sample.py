"""Small frames made by hand: scored accounts, snapshots, cells of History."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from scoring.coverage.tables import COVERAGE, HISTORY

AS_OF = dt.date(2027, 3, 1)
"""A Monday."""

_DAY = pd.Timestamp("2027-02-19")
_ACCOUNT: dict[str, Any] = {
    "Account ID": "A-1",
    "Account": "Acme",
    "Tier": 1,
    "ARR": 500_000.0,
    "CS director": "Ines Rocha",
    "Gates": "11111",
    "Gate score": 10000,
    "Current score": 10000,
    "Status": "Covered",
    "Red": 0,
    "Open gate": None,
    "Next play": "Plan the next touch",
    "Play due": pd.Timestamp("2027-05-14"),
    "Covered until": pd.Timestamp("2027-04-08"),
    "Days since touch": 10,
    "Explanation": "1.00: sponsor, executive, intro, touch and outcome are in place.",
    "Covered": True,
    "Counted": True,
    "Named": True,
    "New": False,
    "Single buyer": False,
    "Departed": False,
    "Comes back": 0,
    "Play": "plan",
    "Last touch date": _DAY,
    "Pair since": None,
    "Logged": False,
    "Touch days": 0,
    "First touch date": None,
    "Failed since": "-",
    "Red since": None,
    "Weeks waived": 0,
    "Region": "EMEA",
    "Segment": "Enterprise",
    "CSM": "Noor Haddad",
    "AE": None,
    "Owner this quarter": None,
    "Customer sponsor": "Anna Berg",
    "Internal executive": "Maria Holm",
    "Executive title": "VP Sales",
    "Profile": None,
    "Renewal date": None,
    "Repeated": 0,
    "Measured": True,
    **{f"Gate {number} filled": True for number in range(1, 6)},
}
_KINDS = {
    "Tier": "Int8",
    "ARR": "float64",
    "Gate score": "Int32",
    "Current score": "Int32",
    "Red": "int8",
    "Open gate": "Int8",
    "Play due": "datetime64[s]",
    "Covered until": "datetime64[s]",
    "Days since touch": "Int32",
    "Last touch date": "datetime64[s]",
    "Pair since": "datetime64[s]",
    "Logged": "bool",
    "Touch days": "int32",
    "First touch date": "datetime64[s]",
    "Red since": "datetime64[s]",
    "Weeks waived": "int64",
    "Renewal date": "datetime64[s]",
    "Repeated": "int64",
    "Measured": "bool",
    **{f"Gate {number} filled": "bool" for number in range(1, 6)},
    "Covered": "bool",
    "Counted": "bool",
    "Named": "bool",
    "New": "bool",
    "Single buyer": "bool",
    "Departed": "bool",
    "Comes back": "int8",
}
UNCOVERED: dict[str, Any] = {
    "Gates": "11010",
    "Gate score": 5000,
    "Current score": 5000,
    "Status": "Uncovered",
    "Red": 1,
    "Open gate": 3,
    "Next play": "Hold the two-way intro",
    "Play": "intro",
    "Play due": pd.Timestamp("2027-03-20"),
    "Covered until": None,
    "Covered": False,
    "Failed since": "I2027-02-18 O2027-02-18",
    "Red since": pd.Timestamp("2027-02-18"),
}
WAIVED: dict[str, Any] = {"Status": "Waived", "Counted": False, "Covered": False, "Play": ""}
BAD: dict[str, Any] = {"Status": "Data issue", "Covered": False}
OUT: dict[str, Any] = {"Status": "Out of scope", "Counted": False, "Covered": False, "Play": ""}


def scored(*rows: dict[str, Any]) -> pd.DataFrame:
    """A scored frame: each row an account all green but for what is said; ids are A-1, A-2, ..."""
    numbered = [_ACCOUNT | {"Account ID": f"A-{n}"} | row for n, row in enumerate(rows, start=1)]
    frame = pd.DataFrame(numbered or None, columns=list(_ACCOUNT))
    for place in range(5):
        frame[f"Gate {place + 1}"] = [int(str(gates)[place]) for gates in frame["Gates"]]
    texts = [header for header in frame if header not in _KINDS]
    kinds = dict.fromkeys(texts, "str") | _KINDS
    kinds |= {f"Gate {place}": "int8" for place in range(1, 6)}
    frame = frame.astype(kinds).set_axis(range(2, len(frame) + 2))
    order = [
        *COVERAGE.own_headers,
        *(header for header in frame if header not in COVERAGE.own_headers),
    ]
    return frame[order].drop(columns="Gates")


def snapshots(*rows: tuple[str, dict[str, Any]]) -> pd.DataFrame:
    """Typed History from pairs of a day and what differs from an all green account A-1."""
    plain = {header: _ACCOUNT.get(header) for header in HISTORY.headers}
    plain |= {"Last touch date": pd.Timestamp("2027-01-05"), "Failed since": None}
    made = []
    for day, differs in rows:
        date = pd.Timestamp(day)
        year, week, _ = date.isocalendar()
        made.append(plain | {"Snapshot date": date, "Week": f"{year}-W{week:02d}"} | differs)
    frame = pd.DataFrame(made or None, columns=HISTORY.headers)
    kinds = {header: _KINDS.get(header, "str") for header in HISTORY.headers}
    return frame.astype(kinds | {"Snapshot date": "datetime64[s]"})


def weeks(covered: list[int], of: int, end: str = "2027-03-01", **row: Any) -> pd.DataFrame:
    """Weekly snapshots up to `end` of `of` accounts, so many of them covered in each."""
    last = pd.Timestamp(end)
    made = []
    for back, number in enumerate(reversed(covered)):
        day = str((last - pd.Timedelta(weeks=back)).date())
        for n in range(of):
            status = {} if n < number else {"Status": "Uncovered", "Gates": "11010", "Red": 1}
            made.append((day, {"Account ID": f"A-{n + 1}", **status, **row}))
    return snapshots(*reversed(made))
