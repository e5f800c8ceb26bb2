"""Writes the demo data: `python -m addin.build`.

Accounts and touches as they stand on the as-of date, the settings, and a history that the product
itself has made by scoring each of the 26 Mondays before. The same sources give the same files.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.cleaning import clean
from scoring.coverage.history import snapshot, typed_history, with_snapshot
from scoring.coverage.pairs import pair_since
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS, HISTORY, TOUCHES
from scoring.parameters import FULL
from scoring.policy import Policy
from workbook_templates.demo.story import AS_OF, LAST_GAINED, MONDAYS, Account, accounts

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """\
# The demo's settings: the programme began in June 2026, so its targets count from there.
as_of = 2026-11-16

[[targets]]
from = 2026-06-01
t1 = 0.80
t2 = 0.50

[[targets]]
from = 2027-06-01
t1 = 0.92
t2 = 0.78
"""

# What the standup wrote down last Monday, by the gate that was open; 0: only decay.
_NOTES = {
    0: (3, "", "Touch went past day 30; booked"),
    1: (7, "Nobody owns the budget since the reorganisation", "CSM to ask procurement who signs"),
    2: (9, "", "Waiting for a free executive"),
    3: (10, "Sponsor keeps moving the intro", "Offer the site visit instead"),
    4: (4, "Sponsor travels until the 20th", "Try her assistant"),
    5: (12, "", "Outcome drafted, not agreed yet"),
}
_NOTED = 8

_NOT_IN_THE_EXPORT = ("Executive since", "Outgoing executive", "ACV")
ACCOUNT_HEADERS = [header for header in ACCOUNTS.headers if header not in _NOT_IN_THE_EXPORT]


def files() -> dict[str, str]:
    """The text of each file of the demo, by name."""
    told = accounts()
    kept = history(told)
    return {
        "accounts.csv": _csv(account_rows(told, AS_OF)),
        "touches.csv": _csv(touch_rows(told, AS_OF)),
        "history.csv": _csv(_plain(kept)),
        "red_list.csv": _csv(red_list_rows(told, kept)),
        "settings.toml": SETTINGS,
    }


def account_rows(told: list[Account], day: dt.date) -> pd.DataFrame:
    """Accounts as the CRM would have exported it at the end of a day."""
    known = [account for account in told if account.known_from <= day]
    rows = [_account_row(account, day) for account in known]
    return pd.DataFrame(rows, columns=ACCOUNT_HEADERS, dtype=object).fillna("")


def _account_row(account: Account, day: dt.date) -> dict[str, str]:
    logged = [touch for touch in account.touches if touch.entered <= day and touch.minutes]
    last = max(logged, key=lambda touch: touch.day, default=None)
    touched = (
        {"Last touch date": last.day.isoformat(), "Last touch type": last.type} if last else {}
    )
    profile = {"Profile": "Standard"}
    return {"Account ID": account.id} | profile | account.state(day) | touched


def touch_rows(told: list[Account], day: dt.date) -> pd.DataFrame:
    """Touches as the CRM would have exported them at the end of a day."""
    rows = [
        {
            "Account ID": account.id,
            "Touch date": touch.day.isoformat(),
            "Type": touch.type,
            "Outcome": "Completed",
            "Customer contact": touch.contact,
            "Internal person": touch.person,
            "Minutes": str(touch.minutes or ""),
            "Topics": touch.topic,
            "Actions": touch.action,
            "Action due": touch.action_due.isoformat() if touch.action_due else "",
            "Activity ID": f"{account.id}-{number}",
        }
        for account in told
        for number, touch in enumerate(account.touches, start=1)
        if touch.entered <= day
    ]
    frame = pd.DataFrame(rows, columns=TOUCHES.headers, dtype=object)
    return frame.sort_values(["Touch date", "Account ID"], kind="stable", ignore_index=True)


def history(told: list[Account]) -> pd.DataFrame:
    """The snapshots of the Mondays before the as-of date, as refreshes would have left them."""
    policy = Policy.from_toml(SETTINGS)
    kept, _ = typed_history(pd.DataFrame(columns=HISTORY.headers))
    for monday in MONDAYS[:-1]:
        scored = scored_on(told, monday, policy, kept)
        kept, _ = with_snapshot(kept, snapshot(scored, monday))
    return kept


def red_list_rows(told: list[Account], kept: pd.DataFrame) -> pd.DataFrame:
    """What people had written on the red list of the last snapshot.

    One of the accounts is off the list by the as-of date, so a refresh logs its notes.
    """
    last = kept.loc[(kept["Snapshot date"] == pd.Timestamp(MONDAYS[-2])) & (kept["Red"] == 1)]
    last = last.sort_values(["Tier", "ARR"], ascending=[True, False], kind="stable")
    gained = last["Account ID"] == LAST_GAINED
    names = {account.id: account.fixed["Account"] for account in told}
    rows = []
    for row in pd.concat([last.loc[~gained].head(_NOTED), last.loc[gained]]).to_dict("records"):
        first = next((place for place, mark in enumerate(row["Gates"], 1) if mark.islower()), 0)
        days, blocker, note = _NOTES[first]
        planned = (AS_OF + dt.timedelta(days)).isoformat()
        who = (row["Account ID"], names[row["Account ID"]], row["CS director"])
        rows.append((*who, planned, blocker, note))
    columns = ["Account ID", "Account", "CS director", "Next touch", "Blocker", "Notes"]
    return pd.DataFrame(rows, columns=columns)


def scored_on(
    told: list[Account], day: dt.date, policy: Policy, earlier: pd.DataFrame
) -> pd.DataFrame:
    """The score of a day, from what was known on it and the snapshots before."""
    typed, _ = clean(account_rows(told, day), ACCOUNTS, policy, day)
    typed = pair_since(earlier, typed, day)
    touches, _ = clean(touch_rows(told, day), TOUCHES, policy, day)
    return score_accounts(typed, policy, day, touches=touches, history=earlier)


def _plain(kept: pd.DataFrame) -> pd.DataFrame:
    """History as it stands in the sheet: scores as shares, dates as ISO text."""
    plain = kept.astype(object).where(kept.notna(), "")
    for column in HISTORY.columns:
        if column.kind == "date":
            plain[column.header] = plain[column.header].map(_iso)
        elif column.kind == "score":
            plain[column.header] = plain[column.header].map(lambda v: v if v == "" else v / FULL)
        elif column.kind == "money":
            plain[column.header] = plain[column.header].map(lambda v: v if v == "" else f"{v:.0f}")
    return plain


def _iso(value: Any) -> str:
    return value and pd.Timestamp(value).date().isoformat()


def _csv(frame: pd.DataFrame) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(frame.itertuples(index=False))
    return text.getvalue()


def write(folder: Path) -> None:
    """Write the files of the demo into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
