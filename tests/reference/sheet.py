"""The sheet Accounts as a tracker keeps it: what is typed, what an import brings, and whom it knew.

A refresh finds out by itself when another sponsor or executive stands there (C36, G11). An import
sees the change between file and sheet and notes its day in the sheet; what was typed is told by the
snapshots of earlier weeks.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.reference.firms import SINCE
from tests.reference.past import monday_of
from tests.reference.people import same_name
from tests.reference.rules import rules_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.reference.firms import Refresh
    from tests.reference.past import Past, Snapshot
    from tests.reference.rules import Row

PAIR = (("Customer sponsor", "Sponsor since"), ("Internal executive", "Executive since"))


class Sheet:
    """The rows of Accounts by id, in the order of the sheet."""

    def __init__(self, headers: list[str]) -> None:
        self.headers = headers
        self.rows: dict[str, Row] = {}

    def take(self, look: Refresh, past: Past, settings: Mapping[str, Any]) -> None:
        """Everything that was done to the sheet before a refresh, its import included."""
        days = rules_on(settings, look.as_of)["handover.days"]
        for key in look.gone:
            self.rows.pop(key, None)
        for (key, header), value in look.typed.items():
            self._row(key)[header] = value
        if not look.exported:
            return
        named = {row["Account ID"] for row in look.exported}
        for key, row in self.rows.items():
            if key not in named and row["Not in import since"] is None:
                row["Not in import since"] = look.as_of
        for exported in look.exported:
            row = self._row(exported["Account ID"])
            row["Not in import since"] = None
            before = dict(row)
            # An empty cell of an export does not clear since when a person stands.
            row |= {
                header: value
                for header, value in exported.items()
                if header not in SINCE or value is not None
            }
            for person, since in PAIR:
                if person in exported and is_another(before[person], row[person]):
                    given = exported.get(since)
                    row[since] = given or stands_since(
                        past.before(row["Account ID"], look.as_of), person, row[person], look.as_of
                    )

            if has_ended(before, row, look.as_of, days):
                row["Outgoing executive"] = None

    def _row(self, key: str) -> Row:
        return self.rows.setdefault(key, dict.fromkeys(self.headers) | {"Account ID": key})


def has_ended(before: Row, row: Row, as_of: date, days: int) -> bool:
    """Whether an import finds an outgoing executive there whose handover is over (C36)."""
    outgoing, since = row["Outgoing executive"], row["Executive since"]
    if not outgoing or outgoing != before["Outgoing executive"]:
        return False
    replaced = is_another(before["Internal executive"], row["Internal executive"])
    return (replaced and is_another(before["Internal executive"], outgoing)) or (
        isinstance(since, date) and (as_of - since).days > days
    )


def is_another(before: str | None, after: str | None) -> bool:
    """Whether somebody else stands there; nobody before or after is no change of people."""
    return bool(before and after) and not same_name(str(before), str(after))


def stands_since(earlier: list[Snapshot], person: str, name: str, as_of: date) -> date | None:
    """The day after the last snapshot of an earlier week, or the as-of date where there is none.

    None where the last one already had this person, so that the pair goes on.
    """
    if not earlier:
        return as_of
    known = person_of(earlier[-1], person)
    if known and same_name(known, name):
        return None
    return earlier[-1].day + timedelta(days=1)


def person_of(shot: Snapshot, person: str) -> str | None:
    """Who stood in a snapshot."""
    return shot.sponsor if person == "Customer sponsor" else shot.executive


def told_by_snapshots(account: Row, past: Past, settings: Mapping[str, Any], as_of: date) -> Row:
    """The cells of the pair that snapshots tell otherwise than the sheet does (C36, G11).

    A new person stands since the day after the last snapshot of an earlier week that has another
    name. A handover is believed only from the executive of that snapshot, and ends with its days.
    """
    known: Row = {}
    earlier = past.before(account["Account ID"], as_of) if account["Account ID"] else []
    for person, since in PAIR:
        predecessors = predecessors_of(earlier, person, account[person])
        if not predecessors:
            continue
        given = account[since]
        # A date that can't be tells nothing, nor does one that an import wrote for another.
        told = isinstance(given, date) and given <= as_of
        if not told or is_written_for(predecessors, earlier, given):
            known[since] = predecessors[-1].day + timedelta(days=1)
        if person == "Internal executive" and is_another(
            predecessors[-1].executive, account["Outgoing executive"]
        ):
            known["Outgoing executive"] = None
    started = (account | known)["Executive since"]
    days = rules_on(settings, as_of)["handover.days"]
    if isinstance(started, date) and (as_of - started).days > days:
        known["Outgoing executive"] = None
    return known


def is_written_for(predecessors: list[Snapshot], earlier: list[Snapshot], given: date) -> bool:
    """Whether an import wrote a date when the predecessor came (`stands_since`)."""
    first = predecessors[0].day
    before = [shot.day for shot in earlier if shot.day < first]
    if before:
        return given == before[-1] + timedelta(days=1)
    return monday_of(first) <= given <= first


def predecessors_of(earlier: list[Snapshot], person: str, name: str | None) -> list[Snapshot]:
    """The snapshots in which the last other person stood, up to the last of them."""
    told = [shot for shot in earlier if person_of(shot, person)]
    while told and not is_another(person_of(told[-1], person), name):
        told.pop()
    start = len(told)
    while start and not is_another(person_of(told[start - 1], person), person_of(told[-1], person)):
        start -= 1
    return told[start:] if name else []
