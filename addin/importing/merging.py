"""What an export changes in a tracker: planned whole before anything is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.importing.handovers import clear_ended
from addin.importing.rows import SAID_ALREADY, LeftOut
from scoring.areas import IMPORTED
from scoring.cells.dates import read_dates
from scoring.cells.distinct import by_distinct, distinct_values
from scoring.cells.ids import read_ids
from scoring.cells.texts import as_text, blank, folded, missing
from scoring.cleaning import IssueList, joined_issues, typed_texts
from scoring.coverage.pairs import OUTGOING, PAIR
from scoring.coverage.tables import ACCOUNTS
from scoring.people import another_person, person_key, same_person
from scoring.tables.matching import matched_headers, named_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KEPT = (
    "Account",
    "Sponsor since",
    "Executive since",
    "Outgoing executive",
    "Waiver reason",
    "Waiver approver",
    "Waiver expires",
)
"""What an export that leaves it empty does not clear: the name, and what lives in the tracker."""

MARK = "Not in import since"
PEOPLE = frozenset(
    column.header
    for table in IMPORTED.values()
    for column in table.columns
    if column.kind == "name"
)
"""Columns in which a person may be written in several ways."""
_CHANGE_HEADERS = ("Account ID", "Account", "Column", "Was", "Now")


@dataclass(frozen=True)
class AccountsPlan:
    """Accounts of a tracker with an export on top.

    Attributes:
        rows: every row on the sheet's rows, in the columns that the import may change.
        new, vanished: names of the accounts.
        changes: one row a cell that changes: Account ID, Account, Column, Was, Now.
        changed, unchanged, cleared: counts of accounts, and of values.
        issues: each value cleared, each pair that changed, each account that stayed.
        duplicates: rows of the export that say what an earlier one says.
        untouched: columns of which no cell changes, new rows included.
    """

    rows: pd.DataFrame
    new: tuple[str, ...]
    vanished: tuple[str, ...]
    changes: pd.DataFrame
    changed: int
    unchanged: int
    cleared: int
    issues: pd.DataFrame
    duplicates: tuple[LeftOut, ...]
    untouched: tuple[str, ...]


def merged(
    existing: pd.DataFrame,
    incoming: pd.DataFrame,
    first_row: int,
    as_of: dt.date,
    last: pd.DataFrame | None = None,
    handover_days: int | None = None,
) -> AccountsPlan:
    """Accounts of a tracker with those of an export on top, and what that changes.

    An export speaks for the columns that it has: what it leaves empty is empty, or a sponsor who
    was taken out of the CRM would count for ever. Only names, waivers, the dates of a pair and,
    until the handover ends, an outgoing executive stay.
    Accounts that it does not name stay as they are, marked; new ones are added below. A sponsor or
    executive in place of another gets the date, which starts the pair anew (C36); whoever comes
    back before a snapshot was taken loses it again. What says that there is nobody, such as TBD, is
    no name and no reason of a waiver, as in scoring. Where an id stands on several rows, the first
    goes with the first, the second with the second, so that the same export changes nothing twice;
    those that the tracker has more of go with the last one, so that what was alike stays alike.

    Args:
        existing: cells of Accounts; the index holds the rows of the sheet.
        incoming: as `tidied` returns it.
        first_row: row of the sheet in which the body starts.
        as_of: day of the import.
        last: who stood in the last snapshot, and the day after it, since when a new pair stands; as
            `scoring.coverage.pairs.last_people` returns it.
        handover_days: how long a handover lasts; None: none ends by its days.
    """
    again = _again(incoming)
    present = set(matched_headers(ACCOUNTS, map(str, existing.columns)).values())
    lasting = (OUTGOING, *(header for _, header in PAIR))
    ours = [header for header in lasting if header in present and header not in incoming]
    ours += [MARK] if MARK in present else []
    headers = [*(header for header in incoming.columns if header != MARK), *ours]
    known = named_cells(existing, ACCOUNTS)[headers].astype(object)
    known = known.where(known.notna(), None)
    incoming = incoming.reindex(columns=headers).astype(object)
    incoming = incoming.where(incoming.notna(), None)
    found = _places_of(incoming, known)
    # A row that the tracker has twice gets both; only a new one is not put there twice.
    merged_away = again & (found < 0)
    duplicates = tuple(
        LeftOut(int(row), SAID_ALREADY, compared(incoming["Account ID"].loc[row]))
        for row in incoming.index[merged_away]
    )
    incoming, found = incoming[~merged_away], found[~merged_away]
    both = found >= 0
    more, theirs = _further_rows(incoming, known, found)
    old = known.iloc[np.append(found[both], more)]
    update = pd.concat([incoming[both], incoming.iloc[theirs]]).set_axis(old.index)
    update["Account ID"] = old["Account ID"]
    for header in update.columns.intersection(KEPT):
        update[header] = update[header].where(_spoken(update, header), old[header])
    moved = _date_pairs(update, old, as_of, last)
    issues = IssueList("Accounts", old["Account ID"])
    changed = moved.other.get("Internal executive", old.index[:0])
    clear_ended(update, old, changed, as_of, handover_days, issues)
    differs = pd.DataFrame(
        {header: differing(old[header], update[header]) for header in headers if header != MARK},
        index=old.index,
    )
    _tell(issues, old, update, differs, moved)
    vanished = known.index.difference(old.index)
    stayed = IssueList("Accounts", known.loc[vanished, "Account ID"])
    problem = "The account is not in the export; it stays and is scored as it stands."
    fix = "Delete its row if the customer has left, or mend the export's filter."
    everywhere = [True] * len(vanished)
    stayed.add(everywhere, "Account ID", stayed.ids, "ACCOUNT_VANISHED", problem, fix)
    known.loc[old.index] = update
    if MARK in headers:
        known[MARK] = known[MARK].where(known.index.isin(vanished), None)
        fresh_mark = known.index.isin(vanished) & known[MARK].isna().to_numpy()
        known.loc[fresh_mark, MARK] = pd.Timestamp(as_of)
    fresh = incoming[~both]
    below = known.index.max() + 1 if len(known) else first_row
    rows = pd.concat([known, fresh.set_axis(range(below, below + len(fresh)))])
    still = ~(differs.any() | fresh[differs.columns].notna().any())
    count = differs.any(axis=1).iloc[: both.sum()]
    return AccountsPlan(
        rows=rows.astype(object).where(rows.notna(), None),
        new=_names(fresh),
        vanished=_names(named_cells(existing, ACCOUNTS).loc[vanished]),
        changes=_changes(old, update, differs),
        changed=int(count.sum()),
        unchanged=int((~count).sum()),
        cleared=int((issues.frame()["Code"] == "VALUE_CLEARED").sum()),
        issues=joined_issues([issues.frame(), stayed.frame()]),
        duplicates=duplicates,
        untouched=tuple(differs.columns[still]),
    )


def _again(incoming: pd.DataFrame) -> np.ndarray:
    """Which rows say the same of the same account as an earlier one."""
    ids = incoming["Account ID"]
    doubtful = ids.duplicated(keep=False) & ids.notna()
    again = np.zeros(len(incoming), dtype=bool)
    if doubtful.any():
        texts = incoming[doubtful].map(compared).agg("\x1f".join, axis=1)
        again[doubtful.to_numpy()] = texts.duplicated().to_numpy()
    return again


def _places_of(incoming: pd.DataFrame, known: pd.DataFrame) -> np.ndarray:
    """The place in `known` of each incoming row; -1 where it is new."""
    places = pd.Series(np.arange(len(known)), index=pd.Index(row_keys(known), dtype=object))
    found = places.reindex(pd.Index(row_keys(incoming), dtype=object))
    return found.fillna(-1).to_numpy(dtype="int64")


def _further_rows(
    incoming: pd.DataFrame, known: pd.DataFrame, found: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Places of rows in `known` beyond those found, and for each that of its account's last one."""
    free = ~np.isin(np.arange(len(known)), found)
    keys = _account_keys(incoming) if free.any() else []
    last = {key: place for place, key in enumerate(keys)}
    places = [
        (place, last[key])
        for place, key in enumerate(_account_keys(known))
        if free[place] and key in last
    ]
    pairs = np.array(places, dtype="int64").reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _spoken(rows: pd.DataFrame, header: str) -> pd.Series:
    """Which cells say something, as scoring reads them: a dash or TBD does not."""
    cells, kind = rows[header], ACCOUNTS.column(header).kind
    if kind in ("date", "intro"):
        days, problems = read_dates(cells, "", (dt.MINYEAR, dt.MAXYEAR))
        return days.notna() | ~problems.isin(["", "DATE_ZERO"])
    if kind in ("money", "number", "tier", "text"):
        spoken, _ = by_distinct(cells, lambda cell: (not blank(cell), ""))
        return pd.Series([each is True for each in spoken], index=cells.index, dtype=bool)
    texts, _ = typed_texts(cells, kind)
    return texts.notna()


@dataclass(frozen=True)
class _Moves:
    """Accounts by place of the pair: somebody else took it, or the one of the last snapshot did."""

    other: Mapping[str, pd.Index]
    back: Mapping[str, pd.Index]


def _date_pairs(
    update: pd.DataFrame, old: pd.DataFrame, as_of: dt.date, last: pd.DataFrame | None
) -> _Moves:
    """Note the day on which another person took the place of a sponsor or executive."""
    other: dict[str, pd.Index] = {}
    back: dict[str, pd.Index] = {}
    for name, header in PAIR:
        if name not in update or header not in update:
            continue
        rows = old.index[differing(old[name], update[name])]
        was, now = (
            part.loc[rows, name]
            .where(_spoken(part.loc[rows], name), None)
            .map(as_text, na_action="ignore")
            for part in (old, update)
        )
        ids = read_ids(old.loc[rows, "Account ID"].to_numpy(dtype=object))
        known = _people() if last is None else last
        then = known.reindex(ids).set_axis(rows)
        since = then["Since"].fillna(pd.Timestamp(as_of)).astype(object)
        changed = another_person(was, now)
        again = changed & then[name].notna().to_numpy() & same_person(now, then[name])
        untold = ~differing(old.loc[rows, header], update.loc[rows, header])
        other[name], back[name] = rows[changed & ~again], rows[again]
        cells = update[header].astype(object)
        cells.loc[rows[changed & ~again & untold]] = since
        ours = ~differing(cells[rows], since)
        cells.loc[rows[again & untold & ours]] = None
        update[header] = cells
    return _Moves(other, back)


def _people() -> pd.DataFrame:
    """Nobody, as of a tracker without snapshots."""
    names = {name: pd.Series(dtype="str") for name, _ in PAIR}
    return pd.DataFrame({**names, "Since": pd.Series(dtype="datetime64[s]")})


def _tell(
    issues: IssueList,
    old: pd.DataFrame,
    update: pd.DataFrame,
    differs: pd.DataFrame,
    moves: _Moves,
) -> None:
    for header in update.columns:
        if header in (MARK, *KEPT):
            continue
        empty = old[header].notna() & update[header].isna()
        problem = f'{header} was "{{value}}" and is empty in the export, so it is empty now.'
        fix = "Put it back in the CRM if it still holds, or type it here after the import."
        issues.add(empty, header, old[header], "VALUE_CLEARED", problem, fix)
        rows = old.index[differs[header] & update[header].notna()]
        hollow = rows[_spoken(old.loc[rows], header) & ~_spoken(update.loc[rows], header)]
        problem = f'{header} was "{{value}}", and what the export has now says that there is none.'
        issues.add(old.index.isin(hollow), header, old[header], "VALUE_CLEARED", problem, fix)
    for name, header in PAIR:
        if name in moves.other:
            problem = f'{name} was "{{value}}" and is another person now, so the pair starts anew.'
            fix = f"If the new one began on another day, type it into {header}."
            other = old.index.isin(moves.other[name])
            issues.add(other, name, old[name], "PAIR_CHANGED", problem, fix)
            problem = (
                f'{name} was "{{value}}" and is again the one of the last snapshot, so the pair '
                "goes on."
            )
            fix = f"If it started anew all the same, type the day into {header}."
            back = old.index.isin(moves.back[name])
            issues.add(back, name, old[name], "PAIR_RESTORED", problem, fix)


def _changes(old: pd.DataFrame, update: pd.DataFrame, differs: pd.DataFrame) -> pd.DataFrame:
    """One row a cell that changes, account by account."""
    rows, columns = np.nonzero(differs.to_numpy(dtype=bool))
    headers = [differs.columns[column] for column in columns]
    index = [old.index[row] for row in rows]
    names = dict(zip(old.index, _names(update), strict=True))
    return pd.DataFrame(
        {
            "Account ID": [compared(old["Account ID"].loc[row]) for row in index],
            "Account": [names[row] for row in index],
            "Column": headers,
            "Was": [compared(old[h].loc[row]) for row, h in zip(index, headers, strict=True)],
            "Now": [compared(update[h].loc[row]) for row, h in zip(index, headers, strict=True)],
        },
        columns=list(_CHANGE_HEADERS),
        dtype=object,
    )


def _names(rows: pd.DataFrame) -> tuple[str, ...]:
    """What people call the accounts: their names, else their ids."""
    names = rows["Account"] if "Account" in rows else pd.Series(None, index=rows.index)
    return tuple(
        compared(name) or compared(given)
        for name, given in zip(names, rows["Account ID"], strict=True)
    )


def differing(old: pd.Series, new: pd.Series) -> np.ndarray:
    """Which cells say another thing; a number is the same as its text."""
    left, right = old.to_numpy(dtype=object), new.to_numpy(dtype=object)
    unequal = np.fromiter(
        (one is not other and one != other for one, other in zip(left, right, strict=True)),
        dtype=bool,
        count=len(left),
    )
    for place in np.flatnonzero(unequal):
        unequal[place] = compared(left[place]) != compared(right[place])
    return unequal


def compared(cell: Any) -> str:
    """A cell as the text by which it is compared; "" where it is missing."""
    return "" if missing(cell) else as_text(cell)


def name_compared(cell: Any) -> str:
    """A cell that names people as the text by which it is compared, however it is written."""
    return person_key(compared(cell))


def row_keys(rows: pd.DataFrame) -> list[str]:
    """What tells a row: its id, else its name, and how many rows before it share that."""
    return _counted(_account_keys(rows))


def _account_keys(rows: pd.DataFrame) -> list[str]:
    """What tells the account of a row: its id, else its name."""
    ids = read_ids(rows["Account ID"].to_numpy(dtype=object))
    names = rows["Account"] if "Account" in rows else [None] * len(rows)
    return [
        f"id {given}" if given is not None else f"name {compared(name)}"
        for given, name in zip(ids, names, strict=True)
    ]


def ids_by_name(existing: pd.DataFrame) -> dict[str, Any]:
    """The ids of a tracker's accounts by folded name, where a name is one account's alone."""
    known = named_cells(existing, ACCOUNTS)
    names = known["Account"].map(lambda name: folded(compared(name)))
    once = ~names.duplicated(keep=False) & (names != "") & known["Account ID"].notna()
    return dict(zip(names[once], known.loc[once, "Account ID"], strict=True))


def places_of(existing: pd.DataFrame, incoming: pd.DataFrame, key: Iterable[str]) -> np.ndarray:
    """The place among a tracker's rows of each row of an export; -1 where it is new.

    The second of two alike in the export goes with the second in the tracker.

    Args:
        existing: the tracker's rows, as `tidied` returns them.
        incoming: as `tidied` returns it.
        key: the columns that tell a row.
    """
    if existing.empty or incoming.empty:
        return np.full(len(incoming), -1)
    codes = np.zeros(len(existing) + len(incoming), dtype="int64")
    for header in key:
        texts = [_texts(frame, header) for frame in (existing, incoming)]
        column, distinct = pd.factorize(np.concatenate(texts))
        codes, _ = pd.factorize(codes * (len(distinct) + 1) + column)
    known, new = (_nth(part) for part in np.split(codes, [len(existing)]))
    return pd.Index(known).get_indexer(pd.Index(new))


def _nth(codes: np.ndarray) -> np.ndarray:
    """A number for each code and how many came before it that are alike."""
    before = pd.Series(codes).groupby(codes).cumcount().to_numpy(dtype="int64")
    return (codes.astype("int64") << 32) + before


def _counted(texts: list[str]) -> list[str]:
    counts = pd.Series(texts, dtype=object).groupby(texts).cumcount() if texts else []
    return [f"{text}\x1f{count}" for text, count in zip(texts, counts, strict=True)]


def _texts(frame: pd.DataFrame, header: str) -> np.ndarray:
    if header not in frame:
        return np.full(len(frame), "", dtype=object)
    codes, distinct = distinct_values(frame[header])
    told = name_compared if header in PEOPLE else compared
    texts = np.array([*map(told, distinct), ""], dtype=object)
    return texts[codes]
