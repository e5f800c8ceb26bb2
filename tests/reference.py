"""The rules of docs/rules.md a second time, in plain Python, one account at a time.

Written from the rules alone, to be compared with the product: nothing here comes from `scoring`,
and every number is written out again from the requirements. It is meant to be read beside
docs/rules.md, so it goes the long way round: *covered until* is found by scoring day after day.

Accounts and touches are dicts with the headers of the tables. Values are clean: text, number, date
or None; `BAD` stands for a value that can't be read. Scores are whole basis points.
"""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Row: TypeAlias = "dict[str, Any]"
Touch: TypeAlias = "dict[str, Any]"
Rules: TypeAlias = "Mapping[str, Any]"


class Unreadable:
    """A cell whose value can't be read."""

    def __repr__(self) -> str:
        return "BAD"


BAD: Final = Unreadable()

DEFAULTS: dict[str, Any] = {
    "score.method": "waterfall",  # C05
    "score.levels": [0, 2500, 5000, 7500, 8500, 10000],  # S0-07 … S0-12
    "score.weights": [2000, 2500, 2000, 2000, 1500],  # C06
    "decay.mode": "linear_cap",  # C02
    "decay.start_days": 30,  # S0-24
    "decay.stale_days": 90,  # S0-25
    "decay.inclusive": True,  # C04
    "decay.stale_cap": 5000,  # C01
    "decay.ramp_end": 8500,  # C02
    "coverage.basis": "gate",  # C02
    "coverage.threshold": 8500,  # S0-15
    "redlist.t1": 8500,  # S0-27
    "redlist.t2": 7000,  # S0-27
    "sla_days.gate1": 7,  # S0-07
    "sla_days.gate2": 14,  # S0-08
    "sla_days.gate3": 30,  # S0-09
    "sla_days.gate4": 7,  # S0-10
    "sla_days.gate5": 30,  # S0-11
    "standup.next_touch_days": 14,  # C11
    "touch.plan_days": 84,  # C59
    "touch.plan": "before_red",  # C02, C59
    "touch.types": ["Call", "Video", "In person", "SBR", "EBR"],  # C10
    "tiers.cuts": [250_000, 50_000, 15_000],  # C17
    "tiers.basis": "ARR",  # C17
    "scope.tiers": [1, 2],  # S0-06
    "gate1.min_level": "VP",  # G01
    "gate2.min_level": "VP",  # C32
    "gates.strict_evidence": False,  # G01
    "waiver.max_days": 180,  # C34
    "waiver.in_denominator": False,  # C34
    "profiles.single_buyer": True,  # C35
    "handover.days": 90,  # C36
    "outcome.expires_days": 365,  # G10
    "grace.days": 30,  # G12
}

GATES = (1, 2, 3, 4, 5)
LEVELS = ("any", "Manager", "Director", "VP", "C-level")
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

C_LEVEL_WORDS = {
    "ceo",
    "cfo",
    "coo",
    "cto",
    "cio",
    "cro",
    "cmo",
    "cpo",
    "cco",
    "chief",
    "founder",
    "chairman",
}
VP_WORDS = {"vp", "svp", "evp"}
DIRECTOR_WORDS = {"director", "head"}
MANAGER_WORDS = {"manager", "csm", "am", "ae"}


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
    rules = DEFAULTS | dict(settings)
    unknown = set(settings) - set(DEFAULTS)
    if unknown:
        raise KeyError(f"settings the reference doesn't know: {sorted(unknown)}")
    rows = []
    for position, account in enumerate(accounts):
        alike = [other for other in accounts if has_same_id(other, account)]
        repeated = any(has_same_id(other, account) for other in accounts[:position])
        own = [touch for touch in touches if has_same_id(touch, account)]
        since = (first_failed or {}).get(account["Account ID"], {})
        rows.append(
            rejected_row(account)
            if repeated
            else reference_row([account, *alike], own, rules, as_of, since)
        )
    return rows


def reference_rate(rows: Sequence[Row], tier: int | None = None) -> float | None:
    """Covered accounts / accounts in the denominator, of one tier or of all; None without any."""
    counted = [row for row in rows if row["Counts"] and (tier is None or row["Tier"] == tier)]
    if not counted:
        return None
    return sum(1 for row in counted if row["Covered"]) / len(counted)


def reference_row(
    alike: Sequence[Row],
    touches: Sequence[Touch],
    rules: Rules,
    as_of: date,
    since: Mapping[str, date],
) -> Row:
    """Everything the rules say of one account, given in the rows of its ID; the first counts."""
    account = alike[0]
    contradictory = any(other != account for other in alike)
    if contradictory:
        account = account | {"Tier": highest_tier(alike, rules)}
    tier_open = any(tier_is_open(row, rules) for row in alike)
    id_issue = contradictory or not account["Account ID"]
    tier = tier_of(account, rules)
    bad = unreadable_columns(account, rules, as_of)
    account = {
        column: None if value is BAD or column in bad else value
        for column, value in account.items()
    }
    touches = [
        touch
        for touch in touches
        if isinstance(touch["Touch date"], date) and touch["Touch date"] <= as_of
    ]
    if tier_open or (id_issue and tier in rules["scope.tiers"]):
        standing = "Data issue"
    elif tier not in rules["scope.tiers"] or in_grace(account, rules, as_of):
        standing = "Out of scope"
    elif has_valid_waiver(account, rules, as_of):
        standing = "Waived"
    elif bad:
        standing = "Data issue"
    else:
        standing = "scored"

    picture = Picture(account, touches, rules, as_of)
    line = red_line(tier, rules)
    red = standing in ("scored", "Data issue") and picture.current_score < line
    basis = picture.current_score if rules["coverage.basis"] == "current" else picture.gate_score
    covered = standing == "scored" and basis >= rules["coverage.threshold"]
    has_score = tier_open or tier in rules["scope.tiers"]
    has_play = standing in ("scored", "Data issue")
    kind, due = next_play(picture, line, rules, as_of, since) if has_play else (None, None)
    if kind == "plan" and due is not None and not red and rules["touch.plan"] == "before_red":
        last = covered_until(account, touches, rules, as_of, line)
        due = due if last is None else min(due, last)
    return {
        "Account ID": account["Account ID"],
        "Tier": tier,
        **{f"Gate {gate}": int(picture.gates[gate]) for gate in GATES},
        "Gate score": picture.gate_score if has_score else None,
        "Current score": picture.current_score if has_score else None,
        "Status": status(covered=covered, red=red) if standing == "scored" else standing,
        "Red": red,
        "Open gate": picture.open_gate if has_play else None,
        "Play kind": kind,
        "Play due": due,
        "Covered until": (
            covered_until(account, touches, rules, as_of, line)
            if standing == "scored" and not red
            else None
        ),
        "Days since touch": picture.days_since_touch,
        "Covered": covered,
        "Counts": has_play or (standing == "Waived" and rules["waiver.in_denominator"]),
    }


def rejected_row(account: Row) -> Row:
    """A repeat of a row that was already counted."""
    return {
        "Account ID": account["Account ID"],
        "Tier": None,
        **{f"Gate {gate}": None for gate in GATES},
        "Gate score": None,
        "Current score": None,
        "Status": "Rejected",
        "Red": False,
        "Open gate": None,
        "Play kind": None,
        "Play due": None,
        "Covered until": None,
        "Days since touch": None,
        "Covered": False,
        "Counts": False,
    }


def has_same_id(one: Row, other: Row) -> bool:
    """Whether two rows carry the same Account ID; a missing one is like no other."""
    return bool(one["Account ID"]) and one["Account ID"] == other["Account ID"]


def highest_tier(alike: Sequence[Row], rules: Rules) -> int | None:
    """Of rows that differ, the highest tier in scope that any of them has, else the highest."""
    tiers = [tier for row in alike if (tier := tier_of(row, rules)) is not None]
    return min([tier for tier in tiers if tier in rules["scope.tiers"]] or tiers, default=None)


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

    The account's own CSM counts as a CSM, whatever the title.
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


def in_handover(account: Row, rules: Rules, day: date) -> bool:
    """An outgoing executive is named, and ours changed at most 90 days ago (C36)."""
    started = account["Executive since"]
    if not account["Outgoing executive"] or started is None:
        return False
    days_in: int = (day - started).days
    return days_in <= int(rules["handover.days"])


def pair_start(account: Row, rules: Rules, day: date, *, single_buyer: bool) -> date | None:
    """The day this pair of people began, None if they never changed."""
    began = [account["Sponsor since"]]
    if not single_buyer and not in_handover(account, rules, day):
        began.append(account["Executive since"])
    return max((start for start in began if start is not None), default=None)


def last_touch(
    account: Row, touches: Sequence[Touch], rules: Rules, day: date, *, single_buyer: bool
) -> date | None:
    """The latest qualifying touch of this pair: from Touches, else Last touch date (C04, C10)."""
    start = pair_start(account, rules, day, single_buyer=single_buyer)

    def is_of_this_pair(touched: date) -> bool:
        return start is None or touched >= start

    logged: list[date] = [
        touch["Touch date"]
        for touch in touches
        if qualifies(touch["Type"], rules)
        and names_this_pair(touch, account, rules, day, single_buyer=single_buyer)
        and is_of_this_pair(touch["Touch date"])
    ]
    if touches:
        return max(logged, default=None)
    touched, kind = account["Last touch date"], account["Last touch type"]
    if touched is None or not is_of_this_pair(touched):
        return None
    return touched if not kind or qualifies(kind, rules) else None


def qualifies(kind: object, rules: Rules) -> bool:
    """Live and two-way (C10)."""
    return isinstance(kind, str) and kind.strip().lower() in [
        name.lower() for name in rules["touch.types"]
    ]


def names_this_pair(
    touch: Touch, account: Row, rules: Rules, day: date, *, single_buyer: bool
) -> bool:
    """The people of a touch are this sponsor and this executive; an empty name matches."""
    if not matches(touch["Customer contact"], [account["Customer sponsor"]]):
        return False
    if single_buyer:
        return True
    ours = [account["Internal executive"]]
    if in_handover(account, rules, day):
        ours.append(account["Outgoing executive"])
    return matches(touch["Internal person"], ours)


def matches(name: str | None, people: Iterable[str | None]) -> bool:
    """Whether a name is one of these people; an empty name on either side matches."""
    return not name or any(not person or same_name(name, person) for person in people)


def same_name(one: str, other: str) -> bool:
    """Equal names, capitals, accents and spaces apart."""
    return plain(one) == plain(other)


def plain(name: str) -> str:
    """A name without capitals, accents and spaces."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(
        letter
        for letter in letters.casefold()
        if not unicodedata.combining(letter) and not letter.isspace()
    )


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


def reaches(title: str, least: str) -> bool:
    """Whether a title tells at least this level."""
    return LEVELS.index(level_of(title)) >= LEVELS.index(least)


def level_of(title: str) -> str:
    """The level a title tells; "any" where it tells none."""
    text = title.lower().replace(",", " ").replace("vice president", "vp")
    words = set(text.split())
    if "assistant to" in text:
        return "Manager"
    if words & C_LEVEL_WORDS:
        return "C-level"
    if words & VP_WORDS:
        return "VP"
    if words & DIRECTOR_WORDS:
        return "Director"
    return "Manager" if words & MANAGER_WORDS else "any"


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


def next_play(
    picture: Picture, line: int, rules: Rules, as_of: date, since: Mapping[str, date]
) -> tuple[str, date]:
    """(kind, due date) of what to do next (C11, C12, C59)."""
    is_red = picture.current_score < line
    call_due = since.get("red", as_of) + timedelta(days=rules["standup.next_touch_days"])
    if is_red and picture.gate_score >= line:
        return "touch", call_due
    if picture.open_gate is not None:
        kind = f"gate{picture.open_gate}"
        due = since.get(kind, as_of) + timedelta(days=rules[f"sla_days.{kind}"])
        return kind, min(due, call_due) if kind == "gate4" and is_red else due
    if picture.last_touch is None:
        raise AssertionError("nothing is open, so gate 4 passes, so there was a touch")
    return "plan", picture.last_touch + timedelta(days=rules["touch.plan_days"])


def covered_until(
    account: Row, touches: Sequence[Touch], rules: Rules, as_of: date, line: int
) -> date | None:
    """The last day off the red list, trying one day after the other; None if no end comes."""
    horizon = 2 + max(
        rules["decay.stale_days"], rules["outcome.expires_days"], rules["handover.days"]
    )
    for ahead in range(1, horizon + 1):
        day = as_of + timedelta(days=ahead)
        if Picture(account, touches, rules, day).current_score < line:
            return day - timedelta(days=1)
    return None
