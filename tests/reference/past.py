"""What earlier weeks say: snapshots, runs, since when a pair stands (C12, C36, S0-29)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Snapshot:
    """One account in one ISO week, as the refresh of that week found it."""

    day: date
    account_id: str
    tier: int | None
    arr: float | None
    director: str | None
    passed: Mapping[int, bool]
    gate_score: int | None
    current_score: int | None
    status: str
    is_red: bool
    last_touch: date | None
    sponsor: str | None
    executive: str | None
    failed_since: Mapping[int, date] = field(default_factory=dict)
    red_since: date | None = None


def week_of(day: date) -> tuple[int, int]:
    """The ISO year and week, so that 3 January 2027 is in week 53 of 2026."""
    year, week, _ = day.isocalendar()
    return year, week


def week_name(day: date) -> str:
    """The ISO week as History writes it."""
    year, week = week_of(day)
    return f"{year}-W{week:02}"


def monday_of(day: date) -> date:
    """The Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def weeks_between(start: date, end: date) -> int:
    """ISO weeks from one day to another, both included."""
    return (monday_of(end) - monday_of(start)).days // 7 + 1


class Past:
    """The snapshots that a tracker has kept, at most one of an account and ISO week."""

    def __init__(self, snapshots: Iterable[Snapshot] = ()) -> None:
        self.snapshots = list(snapshots)

    def with_week(self, taken: Sequence[Snapshot], as_of: date) -> Past:
        """These snapshots in place of all of their ISO week, in order of date."""
        others = [shot for shot in self.snapshots if week_of(shot.day) != week_of(as_of)]
        return Past(sorted([*others, *taken], key=lambda shot: shot.day))

    def of(self, account_id: str) -> list[Snapshot]:
        """The snapshots of an account in order of date."""
        found = [shot for shot in self.snapshots if shot.account_id == account_id]
        return sorted(found, key=lambda shot: shot.day)

    def before(self, account_id: str, as_of: date) -> list[Snapshot]:
        """An account's snapshots of earlier ISO weeks."""
        monday = monday_of(as_of)
        return [shot for shot in self.of(account_id) if shot.day < monday]

    def replaced(self, account_id: str, as_of: date) -> Snapshot | None:
        """The account's snapshot of this ISO week, which a refresh replaces."""
        for shot in self.of(account_id):
            if week_of(shot.day) == week_of(as_of):
                return shot
        return None

    def up_to(self, as_of: date) -> Past:
        """What was known on a day."""
        return Past(shot for shot in self.snapshots if shot.day <= as_of)

    def days(self) -> list[date]:
        """The days on which snapshots were taken, one a week."""
        return sorted({shot.day for shot in self.snapshots})

    def on(self, day: date) -> list[Snapshot]:
        """The snapshots of one day."""
        return [shot for shot in self.snapshots if shot.day == day]


def first_day(shot: Snapshot, carried: date | None) -> date:
    """The first day of a snapshot's own week on which something held that holds in it.

    It is the day that the snapshot carries, where that lies in its week: a snapshot of that day was
    replaced by this one.
    """
    if carried is None or carried > shot.day or week_of(carried) != week_of(shot.day):
        return shot.day
    return carried


def run_start(
    past: Past,
    account_id: str,
    as_of: date,
    held: Callable[[Snapshot], bool],
    stored: Callable[[Snapshot], date | None],
) -> date:
    """The first day of the unbroken run that holds on the as-of date (C12, S0-29).

    A start that a snapshot carries counts inside its own ISO week only: there it tells of the
    snapshot that was replaced. All else is told by the snapshots' dates. A waived week neither
    begins a run nor breaks one (C34).
    """
    start = as_of
    replaced = past.replaced(account_id, as_of)
    if replaced is not None and held(replaced) and not is_waived(replaced):
        start = min(as_of, first_day(replaced, stored(replaced)))
    for shot in reversed(past.before(account_id, as_of)):
        if is_waived(shot):
            continue
        if not held(shot):
            break
        start = first_day(shot, stored(shot))
    return start


def failed_since(past: Past, account_id: str, as_of: date, gate: int) -> date:
    """Since when a gate that fails has failed (C12)."""
    return run_start(
        past,
        account_id,
        as_of,
        lambda shot: not shot.passed[gate],
        lambda shot: shot.failed_since.get(gate),
    )


def is_waived(shot: Snapshot) -> bool:
    """Whether the account was left out by a waiver in that week."""
    return shot.status == "Waived"


def red_since(past: Past, account_id: str, as_of: date) -> date:
    """Since when an account that is red has been red (S0-29)."""
    return run_start(
        past,
        account_id,
        as_of,
        lambda shot: shot.is_red,
        lambda shot: shot.red_since,
    )


def weeks_red(past: Past, account_id: str, as_of: date, start: date) -> int:
    """ISO weeks from the first red day to the as-of date, without those waived (S0-29, C34)."""
    waived = sum(is_waived(shot) for shot in past.before(account_id, as_of) if shot.day > start)
    return weeks_between(start, as_of) - waived
