"""Whose a touch or a contact is where the export names the account and not its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.importing.evidence import filled
from addin.importing.merging import compared, ids_by_name
from scoring.cells.texts import blank, folded
from scoring.cleaning import IssueList
from scoring.wording import counted

if TYPE_CHECKING:
    from addin.importing.headers import Matched

_ID = "Account ID"
_SUCH_AS = 3
_MOST_HEADERS = 12


def tied(
    rows: pd.DataFrame, raw: pd.DataFrame, found: Matched, accounts: pd.DataFrame
) -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame, list[str]]:
    """Rows with the ids of the accounts that they name, where a name is one account's alone.

    Args:
        rows: as `addin.importing.tidying.tidied_as` returns them.
        raw: the cells that they were made of.
        found: how these are read.
        accounts: the tracker's Accounts, or an export's under our own headers.

    Returns:
        The rows; which of them belong to nobody that is known, although they name an account; an
        issue that counts these; and a note that counts those that were found.
    """
    nobody = np.zeros(len(rows), dtype=bool)
    if found.table == "Accounts":
        return rows, nobody, _none(found), []
    if not found.account_names:
        nobody[:] = found.given(_ID) is None
        return rows, nobody, _nothing_tells(found, raw) if nobody.any() else _none(found), []
    places = np.flatnonzero(~filled(rows[_ID]))
    if not len(places):
        return rows, nobody, _none(found), []
    names = names_in(raw.iloc[places], found.account_names)
    known = ids_by_name(accounts)
    ids = [known.get(folded(name)) if name else None for name in names]
    told = np.array([given is not None for given in ids], dtype=bool)
    nobody[places] = ~told & np.array([bool(name) for name in names], dtype=bool)
    values = rows[_ID].to_numpy(dtype=object, copy=True)
    values[places[told]] = [given for given in ids if given is not None]
    notes = []
    if told.any():
        headers = " and ".join(f'"{header}"' for header in found.account_names)
        notes = [f"{counted(int(told.sum()), 'row')} without an id found the account by {headers}."]
    whole = rows.assign(**{_ID: pd.Series(values, index=rows.index, dtype=object)})
    unknown = [name for name, is_told in zip(names, told, strict=True) if name and not is_told]
    return whole, nobody, _issue(found, unknown), notes


def _none(found: Matched) -> pd.DataFrame:
    return IssueList(found.table, pd.Series(dtype=object)).frame()


def _nothing_tells(found: Matched, raw: pd.DataFrame) -> pd.DataFrame:
    issues = IssueList(found.table, pd.Series(dtype=object))
    seen = ", ".join(f'"{header}"' for header in list(map(str, raw.columns))[:_MOST_HEADERS])
    problem = (
        f"No header of the file holds the account's id or name, so none of its "
        f"{counted(len(raw), 'row')} was imported. Headers found: {seen}."
    )
    fix = 'Add the account\'s id to the export, or say which header holds it: --map "…=Account ID".'
    issues.add_column(_ID, "", "ACCOUNT_UNNAMED", problem, fix)
    return issues.frame()


def by_names(rows: pd.DataFrame, found: Matched, accounts: pd.DataFrame) -> pd.DataFrame:
    """Accounts of an export without ids, with the ids that the tracker has for their names."""
    if found.given(_ID) is not None:
        return rows
    known = ids_by_name(accounts)
    ids = [known.get(folded(str(name)), name) for name in rows["Account"]]
    return rows.assign(**{_ID: pd.Series(ids, index=rows.index, dtype=object)})


def names_in(raw: pd.DataFrame, headers: tuple[str, ...]) -> list[str]:
    """What each row calls its account by the first of these headers that says it, else ""."""
    names = [""] * len(raw)
    for header in headers:
        cells = raw[header].tolist()
        names = [
            name or ("" if blank(cell) else compared(cell))
            for name, cell in zip(names, cells, strict=True)
        ]
    return names


def _issue(found: Matched, names: list[str]) -> pd.DataFrame:
    """One issue for all rows that name an account which nobody knows."""
    issues = IssueList(found.table, pd.Series(dtype=object))
    if names:
        unknown = list(dict.fromkeys(names))
        shown = ", ".join(f'"{name}"' for name in unknown[:_SUCH_AS])
        problem = (
            f"{counted(len(names), 'row')} of the file have no id and name an account that "
            f"Accounts does not have, or has twice, such as {shown}; they were not imported."
        )
        fix = "Add the account's id to the export, or mend the names, and import it again."
        issues.add_column(_ID, unknown[0], "ACCOUNT_UNNAMED", problem, fix)
    return issues.frame()
