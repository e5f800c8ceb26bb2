"""What people do to an account, cell by cell: name a sponsor, hold an intro, call.

Written from docs/rules.md; nothing here comes from `scoring` but the headers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

SOMEBODY, OUR_SOMEBODY = "Nora Newhall", "Ned Newton"
TOP = "CEO"


class Account(NamedTuple):
    """The cells of one row of Accounts and those of its rows of Touches."""

    cells: dict[str, Any]
    touches: list[dict[str, Any]]

    def put(self, **cells: Any) -> Account:
        """The account with other cells; an underscore stands for a blank in a header."""
        return self._replace(
            cells=self.cells | {name.replace("_", " "): value for name, value in cells.items()}
        )


class Day(NamedTuple):
    """When things are done, which types of touches count, and the day of the last that counted."""

    today: dt.date
    live: Sequence[str]
    last: dt.date | None


Deed: TypeAlias = "Callable[[Account, Day], Account]"


def departed(account: Account) -> bool:
    return bool(account.cells["Sponsor status"] == "Departed")


def new_sponsor(account: Account, day: Day) -> Account:
    """Somebody else in place of a sponsor, since today; or somebody in an empty cell."""
    stood = account.cells["Customer sponsor"] is not None or departed(account)
    since = day.today if stood else account.cells["Sponsor since"]
    done = account.put(Customer_sponsor=SOMEBODY, Sponsor_title=TOP, Sponsor_status=None)
    return done.put(Sponsor_since=since)


def sponsor_of_last_touch(account: Account, day: Day) -> Account:
    """The contact of the last touch that counts as the sponsor."""
    cells = account.cells
    ours = (None, cells["Internal executive"], cells["Outgoing executive"])
    anybody = cells["Internal executive"] is None or cells["Profile"] == "Single buyer"
    known = [
        touch["Customer contact"]
        for touch in _last_touches(account, day)
        if anybody or touch["Internal person"] in ours
    ]
    name = next(filter(None, known), SOMEBODY)
    return account.put(Customer_sponsor=name, Sponsor_title=TOP)


def new_executive(account: Account, day: Day) -> Account:
    """Somebody else in place of an executive, since today; or somebody in an empty cell."""
    done = account.put(Internal_executive=OUR_SOMEBODY, Executive_title=TOP)
    if account.cells["Internal executive"] is None:
        return done
    return done.put(Executive_since=day.today, Outgoing_executive=None)


def executive_of_last_touch(account: Account, day: Day) -> Account:
    """Our person in the last touch that counts as the executive."""
    sponsors = (None, account.cells["Customer sponsor"])
    known = [
        touch["Internal person"]
        for touch in _last_touches(account, day)
        if account.cells["Customer sponsor"] is None or touch["Customer contact"] in sponsors
    ]
    name = next(filter(None, known), OUR_SOMEBODY)
    return account.put(Internal_executive=name, Executive_title=TOP)


def handover(account: Account, day: Day) -> Account:
    """A new executive since today, with the present one as the outgoing one."""
    outgoing = account.cells["Internal executive"]
    return new_executive(account, day).put(Outgoing_executive=outgoing)


def sponsor_title(account: Account, _: Day) -> Account:
    return account.put(Sponsor_title=TOP)


def executive_title(account: Account, _: Day) -> Account:
    return account.put(Executive_title=TOP)


def intro(account: Account, day: Day) -> Account:
    return account.put(**{"Two-way intro date": day.today})


def call(account: Account, day: Day) -> Account:
    """A touch of today between the two, in Touches, which decide once they have one."""
    touch = {
        "Touch date": day.today,
        "Type": day.live[0],
        "Customer contact": account.cells["Customer sponsor"],
        "Internal person": account.cells["Internal executive"],
    }
    return account._replace(touches=[*account.touches, touch])


def outcome(account: Account, day: Day) -> Account:
    return account.put(Business_outcome="Saved three weeks", Outcome_date=day.today)


def _last_touches(account: Account, day: Day) -> list[dict[str, Any]]:
    """The live touches of the day of the last one that counts."""
    return [
        touch
        for touch in account.touches
        if touch["Touch date"] == day.last
        and touch["Type"] in day.live
        and touch.get("Outcome") in (None, "Took place", "Completed")
    ]
