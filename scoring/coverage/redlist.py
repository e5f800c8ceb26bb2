"""The red list, its escalations, the standup's script, and the notes of accounts that leave."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.cells.dates import date_order, read_dates
from scoring.cells.distinct import by_distinct
from scoring.cells.ids import read_id
from scoring.cells.texts import as_text, folded
from scoring.coverage.history import mondays
from scoring.coverage.tables import RED_LIST, STANDUP, STANDUP_LOG
from scoring.tables.matching import matched_headers, named_cells

if TYPE_CHECKING:
    from scoring.policy import DayPolicy, Policy
    from scoring.tables import Table

SECONDS_IN_MINUTE = 60
_WEEK = pd.Timedelta(weeks=1)
_LONG_FORMS = (
    (r"\b(?:senior|executive) vice president\b", "vp"),
    (r"\bvice president\b", "vp"),
    (r"\bv p\b", "vp"),
    (r"\b[se]vp\b", "vp"),
    (r"\bcustomer success\b", "cs"),
    (r"\bchief (\w)\w* officer\b", r"c\1o"),
    (r"\bchief (\w)\w* (\w)\w* officer\b", r"c\1\2o"),
)
_LOGGED = ("Next touch", "Blocker", "Notes")


def red_list(scored: pd.DataFrame, policy: Policy, as_of: dt.date) -> pd.DataFrame:
    """Red accounts by tier, then ARR, then id, with their weeks red and who steps in.

    Weeks red counts ISO weeks from the first red day of the run to the as-of date, both included.

    Args:
        scored: as `scoring.coverage.score_accounts` returns it.
        policy: the parameters.
        as_of: day of the score.

    Returns:
        The headers of Red list that are not the user's, on the index of `scored`.

    Source: S0-27, S0-29, C08, C27, C28.
    """
    rules = policy.on(as_of)
    red = scored.loc[scored["Red"] == 1].sort_values(
        ["Tier", "ARR", "Account ID"], ascending=[True, False, True], kind="stable"
    )
    since = red["Red since"].fillna(pd.Timestamp(as_of)).astype("datetime64[s]")
    monday = pd.Timestamp(as_of) - pd.Timedelta(days=as_of.weekday())
    weeks = ((monday - mondays(since)) // _WEEK + 1).astype("Int32")
    due = weeks >= rules.integer("escalation.red_weeks")
    role = rules.text("escalation.to")
    own = red["Internal executive"].notna() & holds_role(red["Executive title"], role)
    to = pd.Series(role, index=red.index, dtype="str").mask(own, rules.text("escalation.fallback"))
    listed = red.assign(**{"Weeks red": weeks, "First red": since, "Escalate to": to.where(due)})
    return listed[RED_LIST.own_headers]


def listed(red: pd.DataFrame, policy: DayPolicy) -> pd.DataFrame:
    """The red list in the order of `redlist.order`: as it is, or director by director.

    Source: S0-27, S0-32.
    """
    return _by_director(red) if policy.text("redlist.order") == "director" else red


def holds_role(titles: pd.Series, role: str) -> pd.Series:
    """Whether each title is that of a role, in whatever way it is written.

    A senior or executive vice president counts as a vice president; a regional or assistant one
    does not. An empty title holds no role.

    >>> titles = pd.Series(["SVP, Customer Success", "VP of CS", "VP Sales", "RVP CS", None])
    >>> holds_role(titles, "VP CS").tolist()
    [True, True, False, False, False]

    Source: C27.
    """
    words = _words(role)
    found, _ = by_distinct(titles, lambda title: (words <= _words(str(title)), ""))
    return pd.Series(found == True, index=titles.index, dtype=bool)  # noqa: E712 - elementwise


def _words(title: str) -> set[str]:
    text = folded(title)
    for long, short in _LONG_FORMS:
        text = re.sub(long, short, text)
    return set(text.split())


def standup(
    red: pd.DataFrame,
    scored: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    current: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The script of the weekly standup: who speaks of which red account, when, and what comes next.

    It takes the first accounts of the red list for which the script has time, and goes director by
    director: each speaks once, in the order in which their accounts stand on the red list.

    The next touch is the one that the user planned, if it lies between the as-of date and the limit
    of the standup; else the earlier of the play's due date and that limit.

    Args:
        red: as `red_list` returns it.
        scored: the frame it was made from; tells the owners.
        policy: the parameters.
        as_of: day of the score.
        current: cells of the Red list as it stands in the workbook, with the user's columns.

    Returns:
        The headers of Standup on the index of `red`; as many rows as the minutes allow.

    Source: S0-26, S0-28, S0-37, C11.
    """
    rules = policy.on(as_of)
    seconds = rules.integer("standup.script_minutes") * SECONDS_IN_MINUTE
    red = _by_director(red.head(max(1, seconds // rules.integer("standup.account_seconds"))))
    today = pd.Timestamp(as_of)
    limit = today + pd.Timedelta(days=rules.integer("standup.next_touch_days"))
    planned, blocker = _planned(red, current)
    in_time = planned.where((planned >= today) & (planned <= limit))
    due = red["Play due"].fillna(limit)
    starts = [seconds * place // max(len(red), 1) for place in range(len(red))]
    minutes = [f"{at // SECONDS_IN_MINUTE}:{at % SECONDS_IN_MINUTE:02d}" for at in starts]
    script = red.assign(
        **{
            "Minute": pd.array(minutes, dtype="str"),
            "Owner": owners(scored).reindex(red.index),
            "Next touch by": in_time.fillna(due.clip(lower=today, upper=limit)),
            "Blocker": blocker,
        }
    )
    return script[STANDUP.own_headers]


def _by_director(red: pd.DataFrame) -> pd.DataFrame:
    """Red accounts director by director, in the order in which these come up."""
    turn, _ = pd.factorize(red["CS director"], use_na_sentinel=False)
    return red.iloc[np.argsort(turn, kind="stable")]


def owners(scored: pd.DataFrame) -> pd.Series:
    """Who answers for an account: the owner of the quarter, else the CS director (S0-32, S0-37)."""
    return scored["Owner this quarter"].fillna(scored["CS director"])


def _planned(red: pd.DataFrame, current: pd.DataFrame | None) -> tuple[pd.Series, pd.Series]:
    """The user's next touch and blocker of each red account."""
    cells = pd.DataFrame() if current is None else current
    yours = named_cells(cells, RED_LIST)
    ids, _ = by_distinct(yours["Account ID"], read_id)
    order = date_order(yours["Next touch"])
    days, _ = read_dates(yours["Next touch"], order, (dt.MINYEAR, dt.MAXYEAR))
    typed = pd.DataFrame({"Next touch": days, "Blocker": _texts(yours["Blocker"])})
    typed = typed.set_axis(pd.Index(ids, dtype=object))
    typed = typed[typed.index.notna() & ~typed.index.duplicated()]
    mapped = typed.reindex(red["Account ID"].astype(object)).set_axis(red.index)
    return mapped["Next touch"].astype("datetime64[s]"), mapped["Blocker"].astype("str")


def _texts(cells: pd.Series) -> pd.Series:
    """What the user typed, word for word; cells without a word are missing."""

    def read(value: object) -> tuple[str | None, str]:
        return as_text(value) or None, ""

    texts, _ = by_distinct(cells, read)
    return pd.Series(texts, index=cells.index, dtype="str")


def leaving(old: pd.DataFrame, new: pd.DataFrame, table: Table = RED_LIST) -> pd.Series:
    """Which rows of a table leave it, on the index of `old`; one without an Account ID always does.

    Args:
        old: cells of the table as it stands in the workbook.
        new: the same table as it will be written; only Account ID is read.
        table: Red list or Coverage.

    Source: S0-28.
    """
    return ~_ids(old, table).isin(new["Account ID"].dropna())


def _ids(cells: pd.DataFrame, table: Table) -> pd.Series:
    ids, _ = by_distinct(named_cells(cells, table)["Account ID"], read_id)
    return pd.Series(ids, index=cells.index, dtype="str")


def departures(
    old: pd.DataFrame,
    new: pd.DataFrame,
    accounts: pd.DataFrame,
    as_of: dt.date,
    table: Table = RED_LIST,
) -> pd.DataFrame:
    """What the user wrote beside accounts that leave a table, as rows for the Standup log.

    Args:
        old: cells of the table as it stands in the workbook, with the user's columns.
        new: the same table as it will be written; only Account ID is read.
        accounts: typed Accounts; tells whether an account is still there.
        as_of: day on which they leave.
        table: Red list or Coverage; every column that is not the table's own is the user's.

    Returns:
        The headers of Standup log, one row an account that leaves and has some text of the user.

    Source: S0-28.
    """
    given = list(map(str, old.columns))
    ours = matched_headers(table, given)
    handled = {*_LOGGED, *(column.header for column in table.columns if not column.user)}
    named = named_cells(old, table)
    headers = ("Account", "CS director", *_LOGGED)
    logged = pd.DataFrame({header: _texts(named[header]) for header in headers if header in named})
    logged = logged.reindex(columns=headers)
    logged["Account ID"] = _ids(old, table)
    other = pd.Series("", index=old.index, dtype=object)
    for place in (place for place, header in enumerate(given) if ours.get(header) not in handled):
        text = _texts(old.iloc[:, place])
        entry = (f"{given[place]}: " + text).fillna("").astype(object)
        other = other + np.where((other != "") & (entry != ""), "; ", "") + entry
    logged["Other columns"] = other.mask(other == "", None).astype("str")
    logged["Logged"] = pd.Timestamp(as_of)
    there = logged["Account ID"].isin(accounts["Account ID"].dropna())
    why = np.where(
        there, f"Off the {table.name[0].lower()}{table.name[1:]}", "No longer in Accounts"
    )
    logged["Why"] = np.where(logged["Account ID"].isna(), "No Account ID", why)
    spoke = logged[[*_LOGGED, "Other columns"]].notna().any(axis=1)
    rows = logged.loc[leaving(old, new, table) & spoke, STANDUP_LOG.headers].reset_index(drop=True)
    return rows.astype({"Logged": "datetime64[s]", "Why": "str"})
