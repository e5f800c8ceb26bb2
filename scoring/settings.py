"""The Settings table of a tracker, as overrides of a policy."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scoring.cells.texts import blank
from scoring.policy import FULL, Parameter, Policy, parameters


def policy_from(settings: pd.DataFrame, overrides: dict[str, Any] | None = None) -> Policy:
    """The policy of a tracker: the defaults, then its Settings, then `overrides`.

    Args:
        settings: cells of Settings with the columns Parameter, From, Value and Default; the index
            holds the rows of the sheet. A row with an empty Value says nothing; once one row of a
            dated parameter has a Value, its other rows count with their Default.
        overrides: what the command line adds, as `Policy.load` takes it.

    Raises:
        PolicyError: with every problem, each by its row of Settings.
    """
    rows = settings.loc[~settings["Parameter"].map(blank)]
    rows = rows.assign(Parameter=rows["Parameter"].astype(str).str.strip())
    filled = ~rows["Value"].map(blank)
    given: dict[str, Any] = {}
    places: dict[str, str] = {}
    for key, entries in rows[rows["Parameter"].isin(rows.loc[filled, "Parameter"])].groupby(
        "Parameter"
    ):
        name = str(key)
        first = entries.index[filled[entries.index]][0]
        places[name] = f"Settings row {first}"
        given[name] = _values(entries, filled[entries.index])
    return Policy.load(given | (overrides or {}), places=places)


def _values(entries: pd.DataFrame, filled: pd.Series) -> Any:
    dated = (
        ~entries["From"].map(blank)
        if "From" in entries
        else pd.Series(data=False, index=entries.index)
    )
    if not dated.any():
        return entries.loc[filled, "Value"].iloc[-1]
    values = entries["Value"].where(filled, entries["Default"])
    return [
        {"from": start, "value": value}
        for start, value, known in zip(entries["From"], values, dated, strict=True)
        if known and not blank(value)
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
        if entry.is_dated:
            filled["From"] = [pd.Timestamp(start) for start, _ in dated]
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
