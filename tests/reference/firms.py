"""Random firms over ten refreshes: what happens to their accounts, and when somebody looks.

Everything is drawn from one seed. A firm is told twice, as cells for the product and as clean values
for the reference, by the same events.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from scoring.areas import TABLES
from tests.reference.accounts import BAD
from tests.reference.rules import Dated, Row, Touch

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNT_COLUMNS = TABLES["Accounts"].headers
TOUCH_COLUMNS = TABLES["Touches"].headers
OUTCOMES = ("Took place", "No show", "Cancelled", "Planned", "Deleted", "Perhaps")
DIRECTORS = ["Helen Marsh", "Daniel Okafor", "Mei Tanaka", None]
REGIONS = ["North", "South", None]
SEGMENTS = ["Enterprise", "Mid-market", None]
CSMS = ["Ines Rocha", "Joel Abrams", "Katie Lund"]
EXECUTIVES = {
    "Maria Holm": "VP Sales",
    "Jon Falk": "CRO",
    "Vera Stone": "VP Customer Success",
    "Paul Reyes": "SVP Product",
    "Ines Rocha": "VP Onboarding",
    "Tom Brandt": "Director of Sales",
}
SPONSORS = ["Anna Berg", "Otto Kern", "Ruben Cho", "Camille Arnesen", "Rosa Zeller", "Bo Dahl"]
KINDS = ["Call", "Video", "In person", "SBR", "EBR", "E-mail", "Marketing"]
SPELLINGS: list[Callable[[str], str]] = [str, str.upper, lambda name: f" {name}  "]
PEOPLE = ("Customer sponsor", "Internal executive")
SINCE = ("Sponsor since", "Executive since")
_EVERYTHING = [
    header
    for header in ACCOUNT_COLUMNS
    if header not in SINCE and header != "Not in import since" and not header.startswith("Waiver")
]
# What an export of accounts holds: all that the CRM knows, or only who stands where.
EXPORTED = [
    _EVERYTHING,
    [*_EVERYTHING, *SINCE],
    ["Account ID", "Account", "ARR", "Tier", *PEOPLE, "Sponsor status", "Executive title"],
    ["Account ID", "Account", "CS director", "Last touch date"],
]


@dataclass
class Refresh:
    """One look at the tracker: as of which day, and what was done to its inputs before.

    Attributes:
        as_of: the day it is made for.
        typed: cells of Accounts that the user typed, by account and header.
        gone: accounts whose row the user deleted.
        exported: rows of an export of accounts, all with the same columns; empty: no import.
        touches: what stands in Touches.
        notes: what the user typed beside accounts of the Red list, where they stand there.
    """

    as_of: date
    typed: dict[tuple[str, str], Any]
    gone: list[str]
    exported: list[Row]
    touches: list[Touch]
    notes: dict[str, Row]


@dataclass
class Firm:
    """A firm with its settings and its refreshes, in the order in which they were run."""

    seed: int
    settings: dict[str, Any]
    refreshes: list[Refresh]


def firm_of(seed: int, *, accounts: int = 40, refreshes: int = 10) -> Firm:
    """The firm of a seed."""
    return _Story(seed, accounts).told(refreshes)


class _Story:
    def __init__(self, seed: int, size: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - examples, not secrets
        self.seed = seed
        self.settings = self._settings()
        self.first = self.chance.choice(
            [date(2026, 11, 16), date(2026, 12, 14), date(2027, 3, 1), date(2027, 11, 22)]
        )
        self.today = self.first
        self.number = 0
        self.accounts = [self._account() for _ in range(size)]
        self.touches: list[Touch] = []
        self.exported: list[str] = []
        self.standing: dict[str, Row] = {}
        self._earlier_touches()

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def told(self, refreshes: int) -> Firm:
        looks = []
        for as_of in self._days(refreshes):
            self.exported = self.chance.choice(EXPORTED) if self.happens(0.35) else []
            if as_of > self.today:
                self._pass_time(as_of)
            looks.append(self._look(as_of))
        return Firm(self.seed, self.settings, looks)

    def _days(self, refreshes: int) -> list[date]:
        """Mondays to Sundays: some weeks twice, some skipped, some of these filled in later."""
        days: list[date] = []
        skipped: list[date] = []
        monday = self.first - timedelta(days=self.first.weekday())
        while len(days) < refreshes:
            draw = self.chance.random()
            day = monday + timedelta(days=self.chance.randint(0, 6))
            if draw < 0.2 and days:
                skipped.append(day)
                monday += timedelta(weeks=1)
                continue
            days.append(day)
            if draw < 0.4:
                days.append(monday + timedelta(days=self.chance.randint(0, 6)))
            if skipped and self.happens(0.4):
                days.append(skipped.pop(self.chance.randrange(len(skipped))))
            monday += timedelta(weeks=self.chance.choice([1, 1, 1, 1, 2, 5]))
        return days[:refreshes]

    def _settings(self) -> dict[str, Any]:
        early = Dated(((date(2026, 11, 1), 8000), (date(2027, 1, 1), 9200)))
        choices: dict[str, list[Any]] = {
            "coverage.basis": ["current"],
            "redlist.t2": [8500, Dated(((None, 7000), (date(2027, 1, 11), 8000)))],
            "redlist.order": ["director"],
            "sla.clock": ["as_of"],
            "score.method": ["weighted"],
            "decay.mode": ["ramp_cliff", "cliff", "none"],
            "decay.inclusive": [False],
            "waiver.in_denominator": [True],
            "escalation.red_weeks": [1, 3],
            "scope.tiers": [[1, 2, 3], [1]],
            "gates.strict_evidence": [True],
            "profiles.single_buyer": [False],
            "handover.days": [20],
            "outcome.expires_days": [100],
            "touch.plan": ["days"],
            "touch.cadence_days": [120],
            "standup.account_seconds": [120],
            "targets.t1": [early],
            "targets.t2": [Dated(((date(2026, 11, 1), 5000),))],
            "gaming.weeks": [4, 12],
        }
        return {
            name: self.chance.choice(values)
            for name, values in choices.items()
            if self.happens(0.07 if not name.startswith("targets") else 0.5)
        }

    def _ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.chance.randint(least, most))

    def _account(self) -> Row:
        self.number += 1
        executive = self.chance.choice([*EXECUTIVES, None])
        account = dict.fromkeys(ACCOUNT_COLUMNS) | {
            "Account ID": f"A-{self.number:03}",
            "Account": f"Account {self.number}",
            "ARR": self.chance.choice([None, 60_000, 90_000, 250_000, 400_000, 1_261_000]),
            "Tier": self.chance.choices([1, 2, 3, None], [45, 40, 5, 10])[0],
            "Segment": self.chance.choice(SEGMENTS),
            "Region": self.chance.choice(REGIONS),
            "CS director": self.chance.choice(DIRECTORS),
            "CSM": self.chance.choice([*CSMS, None]),
            "Owner this quarter": self.chance.choice(["Ravi Menon", None]),
            "Customer sponsor": self.chance.choice([*SPONSORS, *SPONSORS, None]),
            "Sponsor title": self.chance.choice(["COO", "VP Operations", "Manager", None]),
            "Internal executive": executive,
            "Executive title": EXECUTIVES[executive] if executive else None,
            "Renewal date": self._ago(-400, 60) if self.happens(0.8) else None,
            "Two-way intro date": self._ago(20, 400) if self.happens(0.75) else None,
            "Business outcome": "Close in 5 days" if self.happens(0.7) else None,
        }
        if self.happens(0.5):
            account["Outcome date"] = self._ago(10, 380)
        if self.happens(0.1):
            account["Go-live date"] = self._ago(-10, 40)
        if self.happens(0.1):
            account["Profile"] = "Single buyer"
        if self.happens(0.6):
            account["Last touch date"] = self._ago(0, 120)
            account["Last touch type"] = self.chance.choice(["Call", None, "E-mail"])
        return account

    def _earlier_touches(self) -> None:
        for account in self.accounts:
            if self.happens(0.6):
                for _ in range(self.chance.randint(1, 5)):
                    self._touch(account, self._ago(0, 400))

    def _touch(self, account: Row, day: date) -> None:
        spelled = self.chance.choice(SPELLINGS)
        sponsor, executive = account["Customer sponsor"], account["Internal executive"]
        contact = self.chance.choice([sponsor, sponsor, None, "Somebody Else"])
        person = self.chance.choice(
            [executive, executive, executive, None, account["Outgoing executive"], "Joel Abrams"]
        )
        self.touches.append(
            dict.fromkeys(TOUCH_COLUMNS)
            | {
                "Account ID": account["Account ID"],
                "Touch date": day,
                "Type": self.chance.choice([*KINDS, *KINDS[:5]]),
                "Outcome": self.chance.choice([*[None] * 8, "Completed", *OUTCOMES]),
                "Customer contact": spelled(contact) if contact else None,
                "Internal person": spelled(person) if person else None,
            }
        )

    def _pass_time(self, day: date) -> None:
        """What happens to each account until the day of the next look."""
        since, self.today = self.today, day
        span = (day - since).days
        for account in self.accounts:
            self._live(account, span)
        if self.happens(0.2):
            self.accounts.append(self._account())
            self.accounts[-1]["Go-live date"] = self._ago(-5, 10)
        if self.happens(0.15) and len(self.accounts) > 6:
            self.accounts.pop(self.chance.randrange(len(self.accounts)))

    def _within(self, span: int) -> date:
        return self._ago(0, max(0, span - 1))

    def _live(self, account: Row, span: int) -> None:
        """What may happen to an account between two looks, each by its chance."""
        events: list[tuple[float, Callable[[Row, int], None]]] = [
            (0.25, self._speak),
            (0.05, self._hold_intro),
            (0.06, self._document_outcome),
            (0.05, self._change_executive),
            (0.05, self._change_sponsor),
            (0.03, self._lose_sponsor),
            (0.05, self._change_waiver),
            (0.08, self._move),
            (0.02, self._misspell),
            (0.3, self._mend),
        ]
        for chance, event in events:
            if self.happens(chance):
                event(account, span)

    def _speak(self, account: Row, span: int) -> None:
        day = self._within(span)
        has_rows = any(touch["Account ID"] == account["Account ID"] for touch in self.touches)
        if has_rows or self.happens(0.2):
            self._touch(account, day)
        else:
            account["Last touch date"] = day

    def _hold_intro(self, account: Row, span: int) -> None:
        account["Two-way intro date"] = self._within(span)

    def _document_outcome(self, account: Row, span: int) -> None:
        account["Business outcome"] = "Costs down 10%"
        account["Outcome date"] = self._within(span)

    def _lose_sponsor(self, account: Row, _: int) -> None:
        account["Sponsor status"] = "Departed"

    def _move(self, account: Row, _: int) -> None:
        moves: dict[str, list[Any]] = {
            "CS director": DIRECTORS,
            "Tier": [1, 2, 3, None],
            "ARR": [None, 55_000, 270_000, 500_000],
        }
        header = self.chance.choice(list(moves))
        account[header] = self.chance.choice(moves[header])

    def _misspell(self, account: Row, _: int) -> None:
        account[self.chance.choice(["Two-way intro date", "Outcome date"])] = BAD

    def _mend(self, account: Row, _: int) -> None:
        for header in ("Two-way intro date", "Outcome date"):
            if account[header] is BAD:
                account[header] = self._ago(0, 200)

    def _change_executive(self, account: Row, span: int) -> None:
        before = account["Internal executive"]
        others = [name for name in EXECUTIVES if name != before]
        account["Internal executive"] = self.chance.choice([*others, *others, None])
        name = account["Internal executive"]
        account["Executive title"] = EXECUTIVES[name] if name else None
        account["Executive since"] = self._given_since(PEOPLE[1], span) if name else None
        draw = self.chance.random()
        if draw < 0.4:
            account["Outgoing executive"] = before
        elif draw < 0.5:
            account["Outgoing executive"] = self.chance.choice(others)
        elif draw < 0.7:
            account["Outgoing executive"] = None

    def _change_sponsor(self, account: Row, span: int) -> None:
        others = [name for name in SPONSORS if name != account["Customer sponsor"]]
        account["Customer sponsor"] = self.chance.choice([*others, None])
        account["Sponsor status"] = self.chance.choice(["Active", None])
        named = account["Customer sponsor"] is not None
        account["Sponsor since"] = self._given_since(PEOPLE[0], span) if named else None

    def _change_waiver(self, account: Row, _: int) -> None:
        if account["Waiver reason"]:
            for header in ("Waiver reason", "Waiver approver", "Waiver expires"):
                account[header] = None
        else:
            account["Waiver reason"] = "Sponsor declined"
            account["Waiver approver"] = "Noor Haddad"
            account["Waiver expires"] = self._ago(-40, 2)

    def _given_since(self, person: str, span: int) -> date | None:
        """A day from which a new person stands, where somebody tells it.

        By an import that has no such column nobody can; the cell is then that of the predecessor.
        """
        told = not self.exported or person not in self.exported or SINCE[0] in self.exported
        return self._within(span) if told and self.happens(0.3) else None

    def _look(self, as_of: date) -> Refresh:
        """What was typed since the last look, and what an import brings of the rest."""
        exported = [
            {header: account[header] for header in self.exported}
            for account in self.accounts
            if self.exported and self.happens(0.95)
        ]
        brought = {row["Account ID"] for row in exported}
        ids = [account["Account ID"] for account in self.accounts]
        typed = {}
        for account in self.accounts:
            key = account["Account ID"]
            blank: Row = dict.fromkeys(ACCOUNT_COLUMNS)
            for header, before in self.standing.get(key, blank).items():
                comes = key in brought and header in self.exported
                if account[header] != before and not comes:
                    typed[key, header] = account[header]
        gone = [key for key in self.standing if key not in ids]
        self.standing = {account["Account ID"]: dict(account) for account in self.accounts}
        notes: dict[str, Row] = {
            key: {
                "Next touch": as_of + timedelta(days=self.chance.randint(-3, 20)),
                "Blocker": self.chance.choice(["Sponsor travels", None]),
            }
            for key in ids
            if self.happens(0.1)
        }
        touches = [dict(one) for one in self.touches]
        return Refresh(as_of, typed, gone, exported, touches, notes)
