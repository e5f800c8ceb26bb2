"""The demo's story: what happened at each account, and on which day.

An account is a list of dated events; folding those up to a day gives what the CRM held then. So
each past Monday can be scored as it really was.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from itertools import cycle

from workbook_templates.demo import firms

AS_OF = dt.date(2026, 11, 16)
WEEKS = 26
MONDAYS = tuple(AS_OF - dt.timedelta(weeks=WEEKS - week) for week in range(WEEKS + 1))
"""The snapshots: 26 Mondays and, last, the as-of date."""

_LATE = 0.2
_LONG_AGO = dt.date(2025, 1, 6)
_FIRST_TOUCH = dt.date(2025, 11, 17)
_SEED = 20261116


@dataclass
class Touch:
    """A row of the touch log, and the day on which it was entered."""

    day: dt.date
    type: str
    contact: str
    person: str
    minutes: int
    topic: str
    action: str = ""
    action_due: dt.date | None = None
    entered: dt.date = _LONG_AGO


@dataclass
class Account:
    """An account of the demo: what never changes, its dated events and its touches."""

    id: str
    fixed: dict[str, str]
    events: list[tuple[dt.date, dict[str, str]]] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    known_from: dt.date = _LONG_AGO

    def at(self, day: dt.date, **changes: str) -> None:
        """Note what changed on a day; a keyword's underscores stand for blanks."""
        self.events.append((day, {key.replace("_", " "): text for key, text in changes.items()}))

    def state(self, day: dt.date) -> dict[str, str]:
        """What the CRM held at the end of a day."""
        held = dict(self.fixed)
        for when, changes in sorted(self.events, key=lambda event: event[0]):
            if when <= day:
                held |= changes
        return held


@dataclass(frozen=True)
class Plan:
    """How an account's coverage goes.

    Attributes:
        gap: the first gate that fails at the start; 0: none, it is covered from the start.
        gained: week in which it becomes covered; None: it never does.
        lost: week in which it stops being covered, for want of a touch.
        regained: week in which it is touched again.
        departed: week in which its sponsor leaves.
        idle: days since the last touch on the as-of date, where the story asks for some.
    """

    gap: int
    gained: int | None = None
    lost: int | None = None
    regained: int | None = None
    departed: int | None = None
    idle: int | None = None


# Tier 1, director by director: six accounts each. The gains are spread so that no eight weeks
# bring more than ten points; the one of week 24 is the gamed account.
_TIER_1_PLANS = {
    "Helen Marsh": (
        Plan(0), Plan(0), Plan(0, idle=51), Plan(3, gained=2), Plan(1, gained=13), Plan(3),
    ),
    "Marcus Bell": (
        Plan(0), Plan(0, lost=12), Plan(2, gained=18, idle=60), Plan(1), Plan(2), Plan(4),
    ),
    "Ingrid Solberg": (
        Plan(0), Plan(0), Plan(0), Plan(2, gained=5), Plan(4, gained=16), Plan(3, gained=26),
    ),
    "Daniel Okafor": (
        Plan(0), Plan(0), Plan(0, departed=22), Plan(3, gained=8), Plan(1, gained=24), Plan(2),
    ),
    "Mei Tanaka": (
        Plan(0), Plan(0), Plan(0, idle=52), Plan(1, gained=10), Plan(2, gained=21), Plan(1),
    ),
}  # fmt: skip
GAMED_WEEK = 24
LAST_GAINED = "SC-1018"
"""The Tier 1 account that becomes covered in the last week."""

# Tier 2: weeks in which accounts turn covered, and in which others go stale.
_TIER_2_COVERED = 16
_TIER_2_GAINS = (1, 2, 4, 5, 7, 8, 10, 11, 12, 15, 17, 18, 19, 21, 22, 24, 25, 26)
_TIER_2_LOSSES = (6, 13, 20)
_TIER_2_IDLE = (67, 69, 71, 72)
_TIER_2_GAPS = (3, 1, 2, 4, 2, 3, 1)


def accounts() -> list[Account]:
    """The 120 accounts of the demo, with all that happened to them."""
    return _Teller(random.Random(_SEED)).tell()  # noqa: S311 - a story needs no secrets


class _Teller:
    """Tells the story; the same seed tells the same one."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.firms = [(name, trade) for trade, names in firms.FIRMS.items() for name in names]
        rng.shuffle(self.firms)
        self.people = [
            f"{first} {last}" for first in firms.FIRST_NAMES for last in firms.LAST_NAMES
        ]
        rng.shuffle(self.people)
        self.csms = {name: cycle(csms) for name, csms in firms.CSMS.items()}
        self.executives = cycle(firms.EXECUTIVES)
        self.told: list[Account] = []
        self._plans: dict[str, Plan] = {}

    def tell(self) -> list[Account]:
        for director, plans in _TIER_1_PLANS.items():
            for plan in plans:
                self._live(self._account(1, director), plan, calm=True)
        self._new_customer()
        self._tell_tier_2()
        self._tell_tier_3_and_4()
        self._mark_special_accounts()
        return sorted(self.told, key=lambda account: account.id)

    def _account(self, tier: int, director: str) -> Account:
        name, trade = self.firms[len(self.told)]
        low, high = {1: (250, 1400), 2: (50, 245), 3: (15, 49), 4: (4, 14)}[tier]
        arr = round(low + (high - low) * self.rng.random() ** 2) * 1000
        went_live = _LONG_AGO - dt.timedelta(days=self.rng.randint(0, 1500))
        renewal = AS_OF + dt.timedelta(days=self.rng.randint(20, 360))
        csm = next(self.csms[director])
        seller = self.rng.choice(firms.SELLERS)
        account = Account(
            f"SC-{1001 + len(self.told)}",
            {
                "Account": name,
                "ARR": str(arr),
                "Tier": str(tier),
                "Segment": {1: "Enterprise", 2: "Mid-market"}.get(tier, "Growth"),
                "Industry": trade,
                "Region": firms.REGIONS[director],
                "CS director": director,
                "CSM": csm,
                "AE": seller,
                "Owner this quarter": self.rng.choice((csm, csm, seller)),
                "Go-live date": went_live.isoformat(),
                "Renewal date": renewal.isoformat(),
                "Health score": str(self.rng.choice((4, 5, 6, 6, 7, 7, 8, 8, 9))),
            },
        )
        self.told.append(account)
        return account

    def _in_week(self, week: int) -> dt.date:
        """A working day before the Monday of a week and after the Monday before it."""
        return MONDAYS[0] + dt.timedelta(weeks=week) - dt.timedelta(days=self.rng.randint(3, 6))

    def _before_start(self, low: int, high: int) -> dt.date:
        return MONDAYS[0] - dt.timedelta(days=self.rng.randint(low, high))

    def _live(self, account: Account, plan: Plan, *, calm: bool) -> None:
        """Let the account's gates close and open as planned."""
        self._plans[account.id] = plan
        tier_1 = account.fixed["Tier"] == "1"
        if tier_1 and plan.gained == GAMED_WEEK:
            self._game(account)
            return
        # A red account whose executive is the one to escalate to goes to somebody else.
        kept_by_vp = tier_1 and plan == Plan(3)
        executive, executive_title = firms.VP_CS if kept_by_vp else next(self.executives)
        named = self._new_sponsor()
        mapped = {"Internal executive": executive, "Executive title": executive_title}
        days = self._gate_days(plan)
        for gate, changes in ((1, named), (2, mapped)):
            if gate in days:
                account.events.append((days[gate], changes))
        if 3 not in days:  # noqa: PLR2004 - gate 3: the intro
            return
        account.events.append((days[3], {"Two-way intro date": days[3].isoformat()}))
        self._document_outcome(account, days[3])
        self._talk(account, plan, days[3], calm=calm)
        if plan.departed is not None:
            account.at(self._in_week(plan.departed - 3), Sponsor_status="At risk")
            account.at(self._in_week(plan.departed), Sponsor_status="Departed")

    def _new_sponsor(self) -> dict[str, str]:
        return {
            "Customer sponsor": self.people.pop(),
            "Sponsor title": self.rng.choice(firms.SPONSOR_TITLES),
            "Sponsor status": "Active",
        }

    def _gate_days(self, plan: Plan) -> dict[int, dt.date]:
        """The day on which gates 1, 2 and 3 close; one that never does is left out."""
        before = {
            1: self._before_start(200, 480),
            2: self._before_start(120, 190),
            3: self._before_start(100, 118),
        }
        if plan.gap in (0, 4):
            return before
        days = {gate: day for gate, day in before.items() if gate < plan.gap}
        if plan.gained is not None:
            ahead = {1: 5, 2: 2, 3: 0}
            late = {gate: self._in_week(plan.gained - ahead[gate]) for gate in range(plan.gap, 4)}
            return days | late
        if plan.gap < 3 and self.rng.random() < 0.5:  # noqa: PLR2004 - half get a step further
            days[plan.gap] = self._in_week(self.rng.randint(6, 24))
        return days

    def _game(self, account: Account) -> None:
        """Everything done on one day, ten minutes before the review."""
        day = MONDAYS[GAMED_WEEK] - dt.timedelta(days=4)
        executive, title = firms.EXECUTIVES[1]
        done = {
            "Internal executive": executive,
            "Executive title": title,
            "Two-way intro date": day.isoformat(),
            "Business outcome": "Value delivered",
            "Outcome date": day.isoformat(),
        }
        account.events.append((day, self._new_sponsor() | done))
        touch = self._touch(day, account.state(day), "Call")
        touch.minutes, touch.topic = 5, "Sponsor intro"
        account.touches.append(touch)

    def _document_outcome(self, account: Account, intro: dt.date) -> None:
        if self.rng.random() < 0.25:  # noqa: PLR2004 - a quarter have none
            return
        day = AS_OF - dt.timedelta(days=self.rng.randint(8, 340))
        # An outcome in the week of the intro would look like gaming.
        if day < intro + dt.timedelta(days=14):
            day = intro + dt.timedelta(days=self.rng.randint(15, 50))
        if day < AS_OF:
            text = self.rng.choice(firms.OUTCOMES)
            account.at(day, Business_outcome=text, Outcome_date=day.isoformat())

    def _talk(self, account: Account, plan: Plan, intro: dt.date, *, calm: bool) -> None:
        """The touches from the intro on, with the silences that the plan asks for."""
        silence = []
        if plan.gap == 4:  # noqa: PLR2004 - gate 4: stale from the start
            until = self._in_week(plan.gained) if plan.gained else AS_OF
            silence.append((intro, until))
        if plan.lost is not None:
            last = MONDAYS[plan.lost] - dt.timedelta(days=91)
            until = self._in_week(plan.regained) if plan.regained else AS_OF
            silence.append((last, until))
        end = AS_OF - dt.timedelta(days=plan.idle if plan.idle is not None else 0)
        if plan.departed is not None:
            end = self._in_week(plan.departed - 4)
        end = max(end, intro)
        day, days = intro, [intro]
        while (day := day + dt.timedelta(days=self._pause(calm=calm))) < end:
            days.append(day)
        for start, until in silence:
            days = [day for day in days if not start < day < until]
            days += [day for day in (start, until) if day < AS_OF]
        if plan.idle is not None:
            days.append(end)
        for day in sorted(set(map(_working_day, days))):
            account.touches.append(self._touch(day, account.state(AS_OF)))

    def _pause(self, *, calm: bool) -> int:
        """Days until the next touch; now and then too many to stay off the red list."""
        usual, late = ((26, 44), (50, 64)) if calm else ((34, 60), (68, 84))
        return self.rng.randint(*(late if self.rng.random() < _LATE else usual))

    def _touch(self, day: dt.date, state: dict[str, str], kind: str = "") -> Touch:
        action = self.rng.choice(firms.ACTIONS) if self.rng.random() < 0.4 else ""  # noqa: PLR2004
        due = day + dt.timedelta(days=self.rng.randint(7, 21)) if action else None
        return Touch(
            day=day,
            type=kind or self.rng.choice(("Video", "Video", "Call", "Call", "In person", "EBR")),
            contact=state["Customer sponsor"],
            person=state.get("Internal executive", ""),
            minutes=self.rng.choice((25, 30, 30, 45, 60)),
            topic=self.rng.choice(firms.TOPICS),
            action=action,
            action_due=due,
            entered=day,
        )

    def _new_customer(self) -> None:
        account = self._account(1, "Mei Tanaka")
        account.known_from = dt.date(2026, 10, 12)
        account.fixed["Go-live date"] = "2026-10-26"
        account.at(
            dt.date(2026, 10, 28), Customer_sponsor=self.people.pop(), Sponsor_status="Active"
        )

    def _tell_tier_2(self) -> None:
        directors, gaps = cycle(firms.REGIONS), cycle(_TIER_2_GAPS)
        plans = [Plan(0, idle=days) for days in _TIER_2_IDLE]
        plans += [Plan(0)] * (_TIER_2_COVERED - len(plans) - len(_TIER_2_LOSSES))
        plans += [Plan(0, lost=week) for week in _TIER_2_LOSSES]
        plans += [Plan(next(gaps), gained=week) for week in _TIER_2_GAINS]
        plans += [Plan(next(gaps)) for _ in range(60 - len(plans))]
        # The director who lags keeps most of the accounts that never get covered.
        open_ones = [plan for plan in plans if plan.gap and plan.gained is None]
        lagging, others = open_ones[:9], open_ones[9:]
        rest = [plan for plan in plans if plan.gained is not None or not plan.gap] + others
        self.rng.shuffle(rest)
        lagging += [rest.pop() for _ in range(3)]
        for plan in lagging:
            self._live(self._account(2, firms.LAGGING_DIRECTOR), plan, calm=False)
        for plan in rest:
            director = next(directors)
            while director == firms.LAGGING_DIRECTOR:
                director = next(directors)
            self._live(self._account(2, director), plan, calm=False)

    def _tell_tier_3_and_4(self) -> None:
        directors = cycle(firms.REGIONS)
        while len(self.told) < len(self.firms):
            account = self._account(3 if len(self.told) % 5 < 3 else 4, next(directors))  # noqa: PLR2004
            if self.rng.random() < 0.4:  # noqa: PLR2004 - a few have a sponsor all the same
                account.at(
                    self._before_start(10, 300),
                    Customer_sponsor=self.people.pop(),
                    Sponsor_title=self.rng.choice(firms.SPONSOR_TITLES),
                    Sponsor_status="Active",
                )

    def _mark_special_accounts(self) -> None:
        """Waivers, single buyers, a sponsor who was replaced, e-mails, and errors in the data."""
        tier_2 = [account for account in self.told if account.fixed["Tier"] == "2"]
        covered = [account for account in tier_2 if self._plans[account.id] == Plan(0)]
        never = [
            account
            for account in tier_2
            if self._plans[account.id].gained is None and self._plans[account.id].gap
        ]
        stale = [account for account in never if self._plans[account.id].gap == 4]  # noqa: PLR2004
        unnamed = [account for account in never if account not in stale]
        self._waive(unnamed[0], unnamed[1])
        for account in covered[:3]:
            self._make_single_buyer(account)
        self._make_single_buyer(stale[0])
        self._replace_sponsor(covered[3])
        for account in stale:
            self._send_mails(account)
        self._enter_errors(covered[4], stale[1], unnamed[2])

    def _waive(self, valid: Account, expired: Account) -> None:
        approver = firms.VP_CS[0]
        words = "Being merged into its parent; contract moves at renewal"
        for day, until in (
            (dt.date(2026, 4, 27), "2026-10-16"),
            (dt.date(2026, 10, 12), "2027-03-31"),
        ):
            valid.at(day, Waiver_reason=words, Waiver_approver=approver, Waiver_expires=until)
        words = "Sponsor on leave until the end of October"
        day = dt.date(2026, 5, 11)
        expired.at(day, Waiver_reason=words, Waiver_approver=approver, Waiver_expires="2026-10-30")

    def _make_single_buyer(self, account: Account) -> None:
        """One person buys and sponsors; nobody of ours is mapped."""
        account.fixed["Profile"] = "Single buyer"
        ours = ("Internal executive", "Executive title", "Two-way intro date")
        account.events = [
            (day, {key: text for key, text in changes.items() if key not in ours})
            for day, changes in account.events
        ]
        for touch in account.touches:
            touch.person = account.fixed["CSM"]

    def _replace_sponsor(self, account: Account) -> None:
        """The sponsor leaves in week 9; the successor is met in week 14."""
        left, named, met = self._in_week(9), self._in_week(11), self._in_week(14)
        account.at(left, Sponsor_status="Departed", Business_outcome="", Outcome_date="")
        account.events = [
            (day, changes)
            for day, changes in account.events
            if day <= left or "Business outcome" not in changes
        ]
        account.at(named, **{"Sponsor since": named.isoformat()}, **self._new_sponsor())
        account.at(met, **{"Two-way intro date": met.isoformat()})
        account.touches = [touch for touch in account.touches if touch.day <= left]
        state, day = account.state(AS_OF), met
        while day < AS_OF:
            account.touches.append(self._touch(_working_day(day), state))
            day += dt.timedelta(days=self.rng.randint(34, 55))

    def _send_mails(self, account: Account) -> None:
        """What people do instead of calling; it does not count."""
        state = account.state(AS_OF)
        for _ in range(3):
            day = _working_day(AS_OF - dt.timedelta(days=self.rng.randint(5, 120)))
            mail = self._touch(day, state, self.rng.choice(("E-mail", "E-mail", "Marketing")))
            mail.person, mail.minutes, mail.action, mail.action_due = (
                account.fixed["CSM"],
                0,
                "",
                None,
            )
            account.touches.append(mail)

    def _enter_errors(self, impossible: Account, future: Account, doubled: Account) -> None:
        """A day that no month has, a touch that has not happened, an id on two unlike rows."""
        impossible.at(self._in_week(25), **{"Two-way intro date": "2026-02-30"})
        planned = self._touch(AS_OF + dt.timedelta(days=17), future.state(AS_OF), "Video")
        planned.entered = AS_OF - dt.timedelta(days=3)
        planned.topic = "Planned: reconnect"
        future.touches.append(planned)
        twin = Account(doubled.id, doubled.fixed | {"ARR": "61000"}, list(doubled.events))
        twin.known_from = AS_OF - dt.timedelta(days=4)
        self.told.append(twin)
        same = next(account for account in self.told if account.fixed["Tier"] == "3")
        self.told.append(
            Account(same.id, same.fixed, same.events, known_from=AS_OF - dt.timedelta(days=4))
        )


def _working_day(day: dt.date) -> dt.date:
    """The day itself, or the Friday before a weekend."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))
