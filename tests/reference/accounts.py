"""One account at a time: gates, scores, status, next play, and the days ahead one by one.

To be read beside docs/rules.md. Accounts and touches are dicts with the headers of the tables.
Values are clean: text, number, date or None; `BAD` stands for a value that can't be read. Scores
are whole basis points.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.reference.pairs import last_touch, pair_start
from tests.reference.people import reaches, same_name
from tests.reference.rules import Dated, rules_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.reference.rules import Row, Rules, Touch


class Unreadable:
    """A cell whose value can't be read."""

    def __repr__(self) -> str:
        return "BAD"


BAD: Final = Unreadable()
GATES = (1, 2, 3, 4, 5)
PAST_ONLY = (
    "Two-way intro date",
    "Last touch date",
    "Outcome date",
    "Sponsor since",
    "Executive since",
)
DECIDING = (
    *PAST_ONLY,
    "Tier",
    "Go-live date",
    "Sponsor status",
    "Profile",
)
NO_OUTCOME = {"no", "tbd", "n/a"}


def reference_rows(
    accounts: Sequence[Row],
    touches: Sequence[Touch],
    settings: Mapping[str, Any],
    as_of: date,
    first_failed: Mapping[str, Mapping[str, date]] | None = None,
) -> list[Row]:
    """One result per account, in the order given; repeated rows have the status Rejected.

    `first_failed` maps an Account ID to the first day of the unbroken run of snapshots, by kind:
    {"A-1": {"gate3": date(2027, 1, 4), "red": date(2027, 1, 11)}}.
    """
    rules = rules_on(settings, as_of)
    rows = []
    for position, account in enumerate(accounts):
        alike = [other for other in accounts if has_same_id(other, account)]
        contradictory = any(other != account for other in alike)
        repeated = any(has_same_id(other, account) for other in accounts[:position])
        own = [touch for touch in touches if has_same_id(touch, account)]
        since = (first_failed or {}).get(account["Account ID"], {})
        rows.append(
            dict.fromkeys(RESULTS) | {"Account ID": account["Account ID"], "Status": "Rejected"}
            if repeated
            else Account(
                account | {"Tier": highest_tier(alike, rules)} if contradictory else account,
                own,
                settings,
                as_of,
                Doubt(contradictory, any(tier_is_open(row, rules) for row in alike)),
            ).row(since)
        )
    return rows


def reference_rate(rows: Sequence[Row], tier: int | None = None) -> float | None:
    """Covered accounts / accounts in the denominator, of one tier or of all; None without any."""
    counted = [row for row in rows if row["Counts"] and (tier is None or row["Tier"] == tier)]
    if not counted:
        return None
    return sum(1 for row in counted if row["Covered"]) / len(counted)


class Doubt(NamedTuple):
    """What the other rows of an id say against one: they differ, or one tells no tier."""

    contradictory: bool = False
    tier_open: bool = False


class Account:
    """Everything the rules say of one account on a day, before its past is known.

    `told` are cells that snapshots tell otherwise than the sheet does; what is wrong in the sheet
    stays wrong.
    """

    def __init__(
        self,
        account: Row,
        touches: Sequence[Touch],
        settings: Mapping[str, Any],
        as_of: date,
        doubt: Doubt = Doubt(),  # noqa: B008 - it cannot be changed
        told: Mapping[str, Any] | None = None,
    ) -> None:
        self.settings, self.as_of = settings, as_of
        self.rules = rules = rules_on(settings, as_of)
        self.tier = tier_of(account, rules)
        bad = unreadable_columns(account, rules, as_of)
        no_tier = doubt.tier_open or tier_is_open(account, rules)
        nobody_knows_which = doubt.contradictory or not account["Account ID"]
        self.cells = {
            column: None if value is BAD or column in bad else value
            for column, value in account.items()
        } | dict(told or {})
        self.touches = [
            touch
            for touch in touches
            if isinstance(touch["Touch date"], date)
            and touch["Touch date"] <= as_of
            and took_place(touch)
        ]
        in_scope = self.tier in rules["scope.tiers"]
        hard_issue = no_tier or (nobody_knows_which and in_scope)
        self.is_new = not hard_issue and in_scope and in_grace(self.cells, rules, as_of)
        if hard_issue:
            self.standing = "Data issue"
        elif not in_scope or self.is_new:
            self.standing = "Out of scope"
        elif has_valid_waiver(self.cells, rules, as_of):
            self.standing = "Waived"
        else:
            self.standing = "Data issue" if bad else "scored"

        self.picture = Picture(self.cells, self.touches, rules, as_of)
        self.line = red_line(self.tier, rules)
        self.has_play = self.standing in ("scored", "Data issue")
        self.is_red = self.has_play and self.picture.current_score < self.line
        self.is_covered = self.standing == "scored" and reaches_threshold(self.picture, rules)
        self.counts = self.has_play or (
            self.standing == "Waived" and rules["waiver.in_denominator"]
        )
        self.has_score = hard_issue or in_scope
        self.status = (
            status(covered=self.is_covered, red=self.is_red)
            if self.standing == "scored"
            else self.standing
        )

    def covered_until(self) -> date | None:
        """The last day off the red list, trying one day after the other; None if no end comes."""
        if self.standing != "scored" or self.is_red:
            return None
        return last_day_above_red(self)

    def row(self, since: Mapping[str, date]) -> Row:
        """The account's row of Coverage; `since` says since when which gate failed, or it is red."""
        picture = self.picture
        kind, due = next_play(self, since) if self.has_play else (None, None)
        return {
            "Account ID": self.cells["Account ID"],
            "Tier": self.tier,
            **{f"Gate {gate}": int(picture.gates[gate]) for gate in GATES},
            "Gate score": picture.gate_score if self.has_score else None,
            "Current score": picture.current_score if self.has_score else None,
            "Status": self.status,
            "Red": self.is_red,
            "Open gate": picture.open_gate if self.has_play else None,
            "Play kind": kind,
            "Play due": due,
            "Covered until": self.covered_until(),
            "Days since touch": picture.days_since_touch,
            "Covered": self.is_covered,
            "Counts": self.counts,
        }


RESULTS = (
    "Account ID",
    "Tier",
    *(f"Gate {gate}" for gate in GATES),
    "Gate score",
    "Current score",
    "Status",
    "Red",
    "Open gate",
    "Play kind",
    "Play due",
    "Covered until",
    "Days since touch",
    "Covered",
    "Counts",
)


def took_place(touch: Touch) -> bool:
    """An outcome that is empty or says so; a planned, missed or deleted touch is none (faults D1)."""
    return touch.get("Outcome") in (None, "Took place", "Completed")


def has_same_id(one: Row, other: Row) -> bool:
    """Whether two rows carry the same Account ID; a missing one is like no other."""
    return bool(one["Account ID"]) and one["Account ID"] == other["Account ID"]


def highest_tier(alike: Sequence[Row], rules: Rules) -> int | None:
    """Of rows that differ, the highest tier in scope that any of them has, else the highest."""
    tiers = [tier for row in alike if (tier := tier_of(row, rules)) is not None]
    in_scope = [tier for tier in tiers if tier in rules["scope.tiers"]]
    return min(in_scope or tiers, default=None)


def tier_is_open(account: Row, rules: Rules) -> bool:
    """Whether a row has a tier that can't be read, or none that can be told."""
    return account["Tier"] is BAD or tier_of(account, rules) is None


def tier_of(account: Row, rules: Rules) -> int | None:
    """The Tier column; without it, ARR or ACV against the cuts; None if neither tells (C17)."""
    if isinstance(account["Tier"], int):
        return account["Tier"]
    basis = rules["tiers.basis"]
    amount = account[basis]
    if amount is None:
        amount = account["ACV" if basis == "ARR" else "ARR"]
    if not isinstance(amount, int | float):
        return None
    for tier, cut in enumerate(rules["tiers.cuts"], start=1):
        if amount >= cut:
            return tier
    return 4


def unreadable_columns(account: Row, rules: Rules, as_of: date) -> set[str]:
    """The deciding columns whose value can't be read or can't be true (G14)."""
    deciding = set(DECIDING)
    if account["Tier"] is None or account["Tier"] is BAD:
        deciding.add(rules["tiers.basis"])
    unreadable = {column for column in deciding if account[column] is BAD}
    in_future = {
        column
        for column in PAST_ONLY
        if isinstance(account[column], date) and account[column] > as_of
    }
    return unreadable | in_future


def in_grace(account: Row, rules: Rules, as_of: date) -> bool:
    """Up to and including day 30 after go-live, also before it (G12)."""
    go_live = account["Go-live date"]
    return go_live is not None and (as_of - go_live).days <= rules["grace.days"]


def has_valid_waiver(account: Row, rules: Rules, as_of: date) -> bool:
    """Reason, approver and an expiry between today and 180 days ahead (C34)."""
    expires = account["Waiver expires"]
    if not (account["Waiver reason"] and account["Waiver approver"] and expires):
        return False
    days_left: int = (expires - as_of).days
    return 0 <= days_left <= int(rules["waiver.max_days"])


class Picture:
    """How an account stands on one day: gates, scores, days since the last touch."""

    def __init__(self, account: Row, touches: Sequence[Touch], rules: Rules, day: date) -> None:
        self.single_buyer = rules["profiles.single_buyer"] and is_single_buyer(account)
        self.last_touch = last_touch(account, touches, rules, day, single_buyer=self.single_buyer)
        self.days_since_touch = None if self.last_touch is None else (day - self.last_touch).days
        self.stale = is_stale(self.days_since_touch, rules)
        self.gates = gates(account, rules, day, stale=self.stale, single_buyer=self.single_buyer)
        watched = (1, 4) if self.single_buyer else GATES
        failing = [gate for gate in watched if not self.gates[gate]]
        self.open_gate = failing[0] if failing else None
        if self.single_buyer:
            self.gate_score = self.current_score = 0 if failing else 10000
        else:
            self.gate_score = gate_score(self.gates, rules)
            self.current_score = min(self.gate_score, decay_cap(self.days_since_touch, rules))


def is_single_buyer(account: Row) -> bool:
    """Whether the profile says that one person buys (C35)."""
    profile = account["Profile"]
    return profile is not None and same_name(profile.replace("_", " "), "single buyer")


def gates(
    account: Row, rules: Rules, day: date, *, stale: bool, single_buyer: bool
) -> dict[int, bool]:
    """Gate number → passes; a departed sponsor fails all five (C36)."""
    if is_departed(account):
        return dict.fromkeys(GATES, False)
    return {
        1: sponsor_is_named(account, rules, single_buyer=single_buyer),
        2: executive_is_mapped(account, rules),
        3: intro_is_done(account, rules, day, single_buyer=single_buyer),
        4: not stale,
        5: outcome_is_documented(account, rules, day),
    }


def is_departed(account: Row) -> bool:
    """Sponsor status says the sponsor has left."""
    return (account["Sponsor status"] or "").strip().lower() == "departed"


def sponsor_is_named(account: Row, rules: Rules, *, single_buyer: bool) -> bool:
    """Gate 1: named; with strict evidence also a title of the least level (S0-07, G01)."""
    if not account["Customer sponsor"]:
        return False
    if not rules["gates.strict_evidence"] or single_buyer:
        return True
    return reaches(account["Sponsor title"] or "", rules["gate1.min_level"])


def executive_is_mapped(account: Row, rules: Rules) -> bool:
    """Gate 2: named and at least a VP; an empty title leaves it open (S0-08, C32).

    The account's own CSM counts as a CSM, whatever the title says.
    """
    executive, title = account["Internal executive"], account["Executive title"]
    if not executive:
        return False
    if account["CSM"] and same_name(executive, account["CSM"]):
        return reaches("CSM", rules["gate2.min_level"])
    if title:
        return reaches(title, rules["gate2.min_level"])
    if rules["gates.strict_evidence"]:
        return reaches("", rules["gate2.min_level"])
    return True


def intro_is_done(account: Row, rules: Rules, day: date, *, single_buyer: bool) -> bool:
    """Gate 3: held, by this pair (S0-09, C36, G11)."""
    intro = account["Two-way intro date"]
    start = pair_start(account, rules, day, single_buyer=single_buyer)
    if isinstance(intro, date):
        return start is None or intro >= start
    return intro == "yes" and start is None and not rules["gates.strict_evidence"]


def outcome_is_documented(account: Row, rules: Rules, day: date) -> bool:
    """Gate 5: there is one, and it is at most a year old (S0-11, G10)."""
    outcome = (account["Business outcome"] or "").strip().lower()
    if not outcome or outcome in NO_OUTCOME:
        return False
    documented = account["Outcome date"]
    return documented is None or (day - documented).days <= rules["outcome.expires_days"]


def is_stale(days: int | None, rules: Rules) -> bool:
    """Never touched, or longer ago than day 90; that day itself counts if inclusive (C04)."""
    if days is None:
        return True
    last_good = int(rules["decay.stale_days"]) - (0 if rules["decay.inclusive"] else 1)
    return days > last_good


def gate_score(passes: Mapping[int, bool], rules: Rules) -> int:
    """Waterfall or weighted, at most the stale cap when gate 4 fails (C01, C05, C06)."""
    if rules["score.method"] == "weighted":
        score = sum(rules["score.weights"][gate - 1] for gate in GATES if passes[gate])
    else:
        failing = [gate for gate in GATES if not passes[gate]]
        first = failing[0] if failing else 6
        score = rules["score.levels"][first - 1]
    return int(score if passes[4] else min(score, rules["decay.stale_cap"]))


def decay_cap(days: int | None, rules: Rules) -> int:
    """The most an account can score so many days after its last touch (C02)."""
    mode = rules["decay.mode"]
    if mode == "none":
        return 10000
    if days is None or is_stale(days, rules):
        return int(rules["decay.stale_cap"])
    start, end = int(rules["decay.start_days"]), int(rules["decay.stale_days"])
    if mode == "cliff" or days <= start:
        return 10000
    floor = int(rules["decay.ramp_end" if mode == "ramp_cliff" else "decay.stale_cap"])
    lost = (10000 - floor) * (days - start)
    span = end - start
    return (2 * (10000 * span - lost) + span) // (2 * span)


def red_line(tier: int | None, rules: Rules) -> int:
    """Tier 1 has its own line, every other tier has Tier 2's; without a tier nothing is red."""
    if tier is None:
        return 0
    return int(rules["redlist.t1" if tier == 1 else "redlist.t2"])


def status(*, covered: bool, red: bool) -> str:
    """The word for a scored account."""
    if covered:
        return "Slipping" if red else "Covered"
    return "Uncovered" if red else "Amber"


def next_play(account: Account, since: Mapping[str, date]) -> tuple[str, date]:
    """(kind, due date) of what to do next (C11, C12, C59)."""
    picture, rules, as_of = account.picture, account.rules, account.as_of
    if rules["sla.clock"] == "as_of":
        since = {}
    call_due = since.get("red", as_of) + timedelta(days=rules["standup.next_touch_days"])
    if account.is_red and picture.gate_score >= account.line:
        return "touch", call_due
    if picture.open_gate is not None:
        kind = f"gate{picture.open_gate}"
        due = since.get(kind, as_of) + timedelta(days=rules[f"sla_days.{kind}"])
        return kind, min(due, call_due) if kind == "gate4" and account.is_red else due
    if picture.last_touch is None:
        raise AssertionError("nothing is open, so gate 4 passes, so there was a touch")
    planned = picture.last_touch + timedelta(days=rules["touch.plan_days"])
    before_red = rules["touch.plan"] == "before_red" and not account.is_red
    last_day = last_day_above_red(account) if before_red else None
    return "plan", planned if last_day is None else min(planned, last_day)


def reaches_threshold(picture: Picture, rules: Rules) -> bool:
    """Whether the score that coverage is told by is enough (S0-15, C07)."""
    by_decay = rules["coverage.basis"] == "current"
    score = picture.current_score if by_decay else picture.gate_score
    return bool(score >= rules["coverage.threshold"])


def last_day_above_red(account: Account) -> date | None:
    """The last day off the red list, trying one day after the other; None if no end comes."""
    today = account.rules
    changes = [
        start
        for value in account.settings.values()
        if isinstance(value, Dated)
        for start, _ in value.steps
        if start is not None
    ]
    horizon = 2 + max(
        today["decay.stale_days"], today["outcome.expires_days"], today["handover.days"]
    )
    last = max([account.as_of, *changes]) + timedelta(days=horizon)
    day = account.as_of
    while day < last:
        day += timedelta(days=1)
        rules = rules_on(account.settings, day) | {name: today[name] for name in READING}
        picture = Picture(account.cells, account.touches, rules, day)
        if picture.current_score < red_line(account.tier, rules):
            return day - timedelta(days=1)
    return None


# How cells are read goes by the as-of date alone, also on a day ahead.
READING = ("tiers.cuts", "tiers.basis", "touch.types")
