"""What stops an import until somebody says that it is meant: other records, blanks, renames."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from addin.importing.accountnames import names_in
from addin.importing.evidence import filled
from addin.importing.merging import compared
from addin.importing.roles import asked_columns, names_account
from addin.profiles import squeezed
from scoring.cells.distinct import distinct_values
from scoring.cells.ids import read_ids
from scoring.cells.texts import as_text, blank, folded
from scoring.coverage.tables import ACCOUNTS
from scoring.parameters import FULL
from scoring.tables.matching import named_cells
from scoring.wording import counted, cut, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from addin.importing.headers import Matched
    from addin.importing.merging import AccountsPlan
    from addin.importing.rows import Export
    from scoring.policy import DayPolicy

_ID, _NAME = "Account ID", "Account"
_LOOKED_AT = 2_000
_LONGEST = 40
_SALESFORCE = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")
_PREFIX = 3


@lru_cache(maxsize=1)
def _objects() -> Mapping[str, tuple[frozenset[str], tuple[frozenset[str], ...]]]:
    """By the name of a record: how its ids begin, and headers that it alone has together."""
    raw = tomllib.loads((files(__package__) / "objects.toml").read_text(encoding="utf-8"))
    return {
        name: (frozenset(each["ids"]), tuple(map(frozenset, each["marks"])))
        for name, each in raw.items()
    }


def wrong_object(
    export: Export,
    rows: pd.DataFrame,
    found: Matched,
    accounts: pd.DataFrame | None,
    policy: DayPolicy,
) -> tuple[str, ...]:
    """Whether an export of accounts holds contacts, deals or other records instead, in a sentence.

    Accounts that the tracker knows by id and name are accounts, whatever stands beside them.

    Args:
        export: as it was read.
        rows: of it, under our own headers.
        found: how its headers are read.
        accounts: the tracker's Accounts; None where there is no tracker.
        policy: the parameters in force.
    """
    if found.table != ACCOUNTS.name:
        return ()
    told = _by_ids(rows, found) or _by_headers(export, found) or _by_repeats(rows, found, policy)
    if not told or (accounts is not None and _knows(accounts, rows, policy)):
        return ()
    name = one_line(export.reading.name)
    return (f"{name} does not look like accounts: {told}",)


def strange_exports(
    exports: Mapping[str, Export],
    rows: Mapping[str, pd.DataFrame],
    hows: Mapping[str, Matched],
    accounts: pd.DataFrame | None,
    policy: DayPolicy,
) -> dict[str, list[str]]:
    """By table, why its export may hold other records; takes what `wrong_object` takes."""
    return {
        table: [*wrong_object(export, rows[table], hows[table], accounts, policy)]
        for table, export in exports.items()
    }


def _knows(accounts: pd.DataFrame, rows: pd.DataFrame, policy: DayPolicy) -> bool:
    """Whether a tracker knows most of these accounts by id and name."""
    if _NAME not in rows or not len(rows):
        return False
    pairs = set(_pairs(named_cells(accounts, ACCOUNTS)))
    known = sum(pair in pairs for pair in _pairs(rows))
    return known * FULL > policy.integer("import.brake_share") * len(rows)


def _pairs(rows: pd.DataFrame) -> list[tuple[str | None, str]]:
    ids = read_ids(rows[_ID].to_numpy(dtype=object))
    return [*zip(ids, (folded(compared(name)) for name in rows[_NAME]), strict=True)]


def _by_ids(rows: pd.DataFrame, found: Matched) -> str:
    """What the ids are those of, by how they begin in Salesforce."""
    given = found.given(_ID)
    if given is None:
        return ""
    head = rows[_ID].iloc[:_LOOKED_AT]
    ids = [as_text(each) for each in head if not blank(each)]
    begin = Counter(each[:_PREFIX] for each in ids if _SALESFORCE.fullmatch(each))
    for name, (prefixes, _) in _objects().items():
        count = sum(begin[prefix] for prefix in prefixes)
        if count and 2 * count > len(ids):
            example = next(each for each in ids if each[:_PREFIX] in prefixes)
            return (
                f'"{one_line(given)}" holds ids of {name}, which begin with '
                f'{example[:_PREFIX]}, such as "{example}".'
            )
    return ""


def _by_headers(export: Export, found: Matched) -> str:
    """What the rows are, by headers that accounts do not have; ours must be vague for it."""
    given, name = found.given(_ID), found.given(_NAME)
    if all(header is not None and names_account(header) for header in (given, name)):
        return ""
    headers = {squeezed(header): header for header in reversed(export.headers)}
    others = {squeezed(header) for header in export.headers if header not in found.columns}
    for kind, (_, marks) in _objects().items():
        for together in marks:
            if together <= others:
                shown = " and ".join(f'"{one_line(headers[key])}"' for key in sorted(together))
                taken = " and ".join(
                    f'"{one_line(header)}" would be {own}'
                    for own, header in ((_ID, given), (_NAME, name))
                    if header is not None
                )
                return f"{shown} are headers of {kind}, and {taken or 'nothing tells the account'}."
    return ""


def _by_repeats(rows: pd.DataFrame, found: Matched, policy: DayPolicy) -> str:
    """Whether several rows that differ stand for an account throughout."""
    if found.given(_ID) is None:
        return ""
    ids = rows[_ID]
    again = ids.duplicated() & ids.notna()
    least, share = policy.integer("import.brake_accounts"), policy.integer("import.brake_share")
    if again.sum() < least or again.sum() * FULL <= share * len(rows):
        return ""
    alike = rows[ids.duplicated(keep=False)].astype(object).map(compared).agg("\x1f".join, axis=1)
    differ = len(alike) - int(alike.duplicated().sum()) - int(ids[alike.index].nunique())
    if differ * FULL <= share * len(rows):
        return ""
    return (
        f"{counted(len(rows), 'row')} hold {counted(int(ids.nunique()), 'account')}, each several "
        "times with other values, as a list of people or deals does."
    )


def brakes_of_accounts(
    existing: pd.DataFrame, plan: AccountsPlan, name: str, policy: DayPolicy
) -> list[str]:
    """What an export would do to most accounts of a tracker at once, a sentence each.

    Args:
        existing: Accounts as it stands.
        plan: the two merged.
        name: of the file.
        policy: the parameters in force.
    """
    share, least = (
        policy.integer("import.brake_share"),
        policy.integer("import.brake_accounts"),
    )
    known = named_cells(existing, ACCOUNTS)
    marked = ~filled(known["Not in import since"])
    gone = plan.issues.loc[plan.issues["Code"] == "ACCOUNT_VANISHED", "Row"].astype(int)
    live = int(marked.sum())
    lost = int(marked[known.index.isin(gone)].sum())
    fresh, total = len(plan.new), len(plan.new) + plan.changed + plan.unchanged
    name = one_line(name)
    told = []
    if lost >= least and _most(lost, live, share) and _most(fresh, total, share):
        alike = _same_names(known.loc[gone], plan.new)
        same = f", although {counted(alike, 'name')} are the same" if alike else ""
        mend = (
            "Their ids may be those of another system, or spelled anew"
            if alike
            else "It may be the export of another business unit"
        )
        told.append(
            f"{name} names {lost:,} of the tracker's {counted(live, 'account')} no more, and "
            f"{fresh:,} of its {counted(total, 'account')} are new{same}. {mend}."
        )
    changes = plan.changes
    stay = known.drop(index=gone)
    renamed = changes[(changes["Column"] == _NAME) & (changes["Was"] != "")]
    other = [
        (was, now)
        for was, now in zip(renamed["Was"], renamed["Now"], strict=True)
        if not set(folded(was).split()) & set(folded(now).split())
    ]
    if len(other) >= least and _most(len(other), len(stay), share):
        was, now = (cut(one_line(text), _LONGEST) for text in other[0])
        told.append(
            f"{name} calls {len(other):,} of {counted(len(stay), 'account')} by another name, such "
            f'as "{now}" for "{was}". Its names may be those of other records.'
        )
    cleared = plan.issues[plan.issues["Code"] == "VALUE_CLEARED"]["Column"].value_counts()
    asked = asked_columns(ACCOUNTS.name)
    for header, count in cleared.items():
        if header not in asked:
            continue
        had = int(filled(stay[header]).sum())
        if count >= least and _most(int(count), had, share):
            told.append(
                f"{name} clears {header} of {count:,} of the {counted(had, 'account')} that have "
                "one. The field may have been renamed, or hidden from who exports."
            )
    return told


def _most(count: int, total: int, share: int) -> bool:
    return count * FULL > share * total


def _same_names(gone: pd.DataFrame, new: tuple[str, ...]) -> int:
    names = {folded(compared(name)) for name in gone[_NAME] if not blank(name)}
    return sum(folded(name) in names for name in new)


def nobody_known(
    rows: pd.DataFrame,
    raw: pd.DataFrame,
    found: Matched,
    accounts: pd.DataFrame,
    file: str,
    policy: DayPolicy,
) -> list[str]:
    """Whether touches or contacts belong to no account that the tracker has, in a sentence.

    Args:
        rows: of the export, under our own headers.
        raw: the cells that they were made of.
        found: how these are read.
        accounts: Accounts with the exports in them.
        file: its name.
        policy: the parameters in force.
    """
    _, distinct = distinct_values(rows[_ID])
    given = {
        part.strip()
        for text in read_ids(distinct)
        if text is not None
        for part in text.split(";")
        if part.strip()
    }
    cells = named_cells(accounts, ACCOUNTS)
    known = set(read_ids(cells[_ID].to_numpy(dtype=object))) - {None}
    if not known or len(given) < policy.integer("import.brake_accounts") or given & known:
        return []
    names = {folded(compared(name)) for name in cells[_NAME] if not blank(name)}
    alike = len(names & {folded(name) for name in names_in(raw, found.account_names)} - {""})
    same = f", although {counted(alike, 'name')} are" if alike else ""
    example = cut(next(iter(sorted(given))), _LONGEST)
    told = (
        f"{one_line(file)}: none of its {counted(len(given), 'account id')}, such as "
        f'"{one_line(example)}", is one of the tracker{same}. It may be the export of another '
        "business unit, or hold other ids than the accounts have."
    )
    return [told]
