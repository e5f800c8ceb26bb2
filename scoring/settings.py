"""The Settings table of a tracker, as overrides of a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.cells.texts import says_nothing
from scoring.parameters import BEGINNING, FULL, Parameter, aliases, parameters
from scoring.policy import Policy, PolicyError
from scoring.values import read_day, read_value

if TYPE_CHECKING:
    import datetime as dt


def policy_from(settings: pd.DataFrame, overrides: dict[str, Any] | None = None) -> Policy:
    """The policy of a tracker: the defaults, then its Settings, then `overrides`.

    Args:
        settings: cells of Settings with the columns Parameter, From, Value and Default; the index
            holds the rows of the sheet. A row with an empty Value says nothing; once one row of a
            parameter has a Value, its other rows with a date count with their Default. A value
            without a date holds from the beginning, one with a date from that day on.
        overrides: what the command line adds, as `Policy.load` takes it.

    Raises:
        PolicyError: with every problem, each by its row of Settings.
    """
    rows = settings.loc[~settings["Parameter"].map(says_nothing)]
    rows = rows.assign(Parameter=rows["Parameter"].astype(str).str.strip())
    if "From" not in rows:
        rows = rows.assign(From=None)
    filled = ~rows["Value"].map(says_nothing)
    given: dict[str, Any] = {}
    places: dict[str, str] = {}
    unread: dict[str, list[str]] = {}
    for key, entries in rows[rows["Parameter"].isin(rows.loc[filled, "Parameter"])].groupby(
        "Parameter"
    ):
        name = str(key)
        own = filled[entries.index]
        places[name] = f"Settings row {entries.index[own][0]}"
        unread[name] = _unreadable(entries, own)
        given[name] = _values(entries, own)
    problems = [problem for told in unread.values() for problem in told]
    # A parameter of which a row can't be read has been told of by that row.
    told = tuple(f"{places[name]}: {name} " for name, found in unread.items() if found)
    try:
        policy = Policy.load(given | (overrides or {}), places=places)
    except PolicyError as error:
        others = [problem for problem in error.problems if not problem.startswith(told)]
        raise PolicyError(problems + others) from error
    if problems:
        raise PolicyError(problems)
    return policy


def _unreadable(entries: pd.DataFrame, filled: pd.Series) -> list[str]:
    """What can't be read in the rows of one parameter, each by its row."""
    key = str(entries["Parameter"].iloc[0])
    entry = parameters().get(aliases().get(key, key))
    problems = []
    for row, start in entries["From"].items():
        try:
            _day(start)
        except ValueError as error:
            problems.append(f"Settings row {row}: From of {key} {error}")
    for row, value in entries.loc[filled, "Value"].items():
        try:
            if entry is not None:
                read_value(entry, value)
        except ValueError as error:
            problems.append(f"Settings row {row}: {key} {error}")
    return problems


def _day(cell: Any) -> dt.date | None:
    return None if says_nothing(cell) else read_day(cell)


def _values(entries: pd.DataFrame, filled: pd.Series) -> Any:
    dated = ~entries["From"].map(says_nothing)
    if not dated.any():
        return entries.loc[filled, "Value"].iloc[-1]
    values = entries["Value"].where(filled, entries["Default"])
    # Without a date a row counts only if somebody typed into it: its default holds anyway.
    counts = (dated | filled) & ~values.map(says_nothing)
    return [
        ({} if says_nothing(start) else {"from": start}) | {"value": value}
        for start, value in zip(entries.loc[counts, "From"], values[counts], strict=True)
    ]


def with_values(settings: pd.DataFrame, overrides: dict[str, Any]) -> pd.DataFrame:
    """The rows of Settings with the Value of every overridden parameter filled in.

    A dated parameter gets one row for each of its dates.

    Args:
        settings: cells of Settings.
        overrides: as `Policy.load` takes them.
    """
    policy = Policy.load(overrides)
    rows = []
    for key, entries in settings.groupby("Parameter", sort=False):
        entry = parameters().get(str(key))
        if entry is None or policy.dated(entry.key) == entry.default:
            rows.append(entries)
            continue
        dated = policy.dated(entry.key)
        filled = entries.iloc[[min(place, len(entries) - 1) for place in range(len(dated))]].copy()
        filled["Value"] = [shown_value(entry, value) for _, value in dated]
        if dated[0][0] != BEGINNING or len(dated) > 1:
            days = [None if start == BEGINNING else pd.Timestamp(start) for start, _ in dated]
            filled["From"] = pd.Series(days, index=filled.index, dtype=object)
        rows.append(filled)
    return pd.concat(rows, ignore_index=True)


def shown_value(entry: Parameter, value: Any) -> Any:
    """A value as Settings shows it: scores as 0.85, several as one text, yes or no."""
    if entry.is_list:
        return ", ".join(str(shown_item(entry, item)) for item in value)
    return shown_item(entry, value)


def shown_item(entry: Parameter, value: Any) -> Any:
    """One value as Settings shows it."""
    match entry.item_kind:
        case "score" | "weight":
            return value / FULL
        case "flag":
            return "yes" if value else "no"
        case "date" if value:
            return pd.Timestamp(value)
    return value
