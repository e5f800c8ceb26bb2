"""Random accounts under random settings: the product against the reference, and what always holds.

Each example scores a batch of rows that are dense around the thresholds, drawn from one seed. When
product and reference differ, the batch is cut down to the least account that still shows it.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.golden.test_golden import ACCOUNT_COLUMNS, TOUCH_COLUMNS, product_rows
from tests.reference import BAD, DEFAULTS, GATES, Row, reference_rate, reference_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROWS = 150
# A batch hangs on one seed, so hypothesis has nothing to shrink; `least_difference` cuts it down.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
# A batch is worth many small examples: 25 under CI's profile, a few at the desk.
BATCHES = max(3, settings().max_examples // 8)
NOT_COMPARED = {"Covered", "Counts"}
SPONSORS = ["Anna Berg", "ANNA  berg", "Ánna Berg", "Otto Kern"]
OURS = ["Maria Holm", " maria holm", "Jon Falk", "Ines Rocha", "INÊS ROCHA"]
TITLES = [
    "CSM",
    "Customer Success Manager",
    "Director of CS",
    "Head of Sales",
    "VP Sales",
    "Vice President, Product",
    "SVP Operations",
    "CRO",
    "Chief Customer Officer",
    "EVP and CFO",
    "Chief Go to Market Officer",
    "Chairman",
    "Executive Assistant to the CEO",
    "CEO",
    "Wizard",
]
OUTCOMES = ["Took place", "Completed", "No show", "Cancelled", "Planned", "Deleted", "Perhaps"]
TOUCH_TYPES = ["Call", "Video", "In person", "SBR", "EBR", "E-mail", "Marketing", "Other"]
UNREADABLE_DATES = ["31/02/2026", "soon", "2027-13-01"]
AS_OFS = [date(2027, 3, 1), date(2028, 2, 29), date(2027, 11, 1), date(2026, 12, 31)]
SCORED = {"Covered", "Slipping", "Amber", "Uncovered"}


class Cell(NamedTuple):
    """A value as it stands in the sheet, and as the reference takes it."""

    raw: Any
    clean: Any


class Batch(NamedTuple):
    """Accounts and touches, raw and clean side by side, with their settings and as-of date."""

    accounts: list[dict[str, Cell]]
    touches: list[dict[str, Cell]]
    settings: dict[str, Any]
    as_of: date

    def __repr__(self) -> str:
        return f"{len(self.accounts)} accounts as of {self.as_of} with {self.settings}"

    def product(self) -> list[Row]:
        return product_rows(
            raw_rows(self.accounts), raw_rows(self.touches), self.settings, self.as_of
        )

    def reference(self) -> list[Row]:
        rows = reference_rows(
            clean_rows(self.accounts), clean_rows(self.touches), self.settings, self.as_of
        )
        return [row for row in rows if row["Status"] != "Rejected"]


def raw_rows(rows: Iterable[dict[str, Cell]]) -> list[Row]:
    return [{header: cell.raw for header, cell in row.items()} for row in rows]


def clean_rows(rows: Iterable[dict[str, Cell]]) -> list[Row]:
    return [{header: cell.clean for header, cell in row.items()} for row in rows]


EMPTY = Cell(None, None)

seeds = st.integers(0, 2**32 - 1)
scores = st.integers(0, 20).map(lambda steps: steps * 500)
some_settings = st.fixed_dictionaries(
    {},
    optional={
        "score.method": st.sampled_from(["waterfall", "weighted"]),
        "score.levels": st.lists(scores, min_size=6, max_size=6).map(sorted),
        "score.weights": st.sampled_from([[2000] * 5, [2500, 2500, 2500, 1000, 1500]]),
        "decay.mode": st.sampled_from(["linear_cap", "ramp_cliff", "cliff", "none"]),
        "decay.start_days": st.integers(0, 45),
        "decay.stale_days": st.integers(46, 120),
        "decay.inclusive": st.booleans(),
        "decay.stale_cap": scores,
        "decay.ramp_end": scores,
        "coverage.basis": st.sampled_from(["gate", "current"]),
        "coverage.threshold": st.sampled_from([5000, 7500, 8500, 10000]),
        "redlist.t1": st.sampled_from([8500, 9000, 10000]),
        "redlist.t2": st.sampled_from([0, 5000, 7000, 8500]),
        **{f"sla_days.gate{gate}": st.integers(0, 40) for gate in GATES},
        "standup.next_touch_days": st.integers(0, 30),
        "touch.plan_days": st.integers(1, 120),
        "touch.plan": st.sampled_from(["before_red", "days"]),
        "touch.types": st.lists(st.sampled_from(TOUCH_TYPES), min_size=1, max_size=4, unique=True),
        "tiers.cuts": st.just([100_000, 20_000, 5_000]),
        "tiers.basis": st.sampled_from(["ARR", "ACV"]),
        "scope.tiers": st.sampled_from([[1], [2], [1, 2], [1, 2, 3], [1, 2, 3, 4]]),
        "gate1.min_level": st.sampled_from(["any", "Manager", "Director", "VP", "C-level"]),
        "gate2.min_level": st.sampled_from(["any", "Manager", "Director", "VP", "C-level"]),
        "gates.strict_evidence": st.booleans(),
        "waiver.max_days": st.integers(1, 200),
        "waiver.in_denominator": st.booleans(),
        "profiles.single_buyer": st.booleans(),
        "handover.days": st.integers(0, 120),
        "outcome.expires_days": st.integers(1, 400),
        "grace.days": st.integers(0, 60),
    },
)


@st.composite
def batches(draw: st.DrawFn, *, rows: int = ROWS, tidy: bool = False) -> Batch:
    """A batch under settings; `tidy` leaves out what is unreadable, repeated or in the future."""
    chosen = draw(some_settings)
    rules = DEFAULTS | chosen
    # A ramp that ends below the stale cap would climb back on the day the account turns stale.
    chosen["decay.ramp_end"] = max(rules["decay.ramp_end"], rules["decay.stale_cap"])
    return batch_of(draw(seeds), chosen, rows, tidy=tidy)


def batch_of(seed: int, chosen: dict[str, Any], rows: int, *, tidy: bool) -> Batch:
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    as_of = chance.choice(AS_OFS)
    writer = Writer(chance, DEFAULTS | chosen, as_of, tidy=tidy)
    accounts = [writer.account(number) for number in range(rows)]
    if not tidy:
        accounts += [writer.repeated(chance.choice(accounts)) for _ in range(rows // 20)]
        chance.shuffle(accounts)
    touched = [account for account in accounts if not in_possible_handover(account)]
    touches = [writer.touch(chance.choice(touched)) for _ in range(rows // 2)]
    return Batch(accounts, touches, chosen, as_of)


def in_possible_handover(account: dict[str, Cell]) -> bool:
    """Whether the end of a handover could bring back a Last touch date.

    Touches of the outgoing executive count until then, and after it the Last touch date takes their
    place, which may be later: the score would rise on a day without a touch.
    """
    return account["Outgoing executive"] != EMPTY and account["Last touch date"] != EMPTY


class Writer:
    """Writes random cells that are dense around the thresholds of the settings in use."""

    def __init__(
        self, chance: random.Random, rules: dict[str, Any], as_of: date, *, tidy: bool
    ) -> None:
        self.chance, self.rules, self.as_of, self.tidy = chance, rules, as_of, tidy

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def text(self, values: list[str], *, empty: float) -> Cell:
        if self.happens(empty):
            return self.chance.choice([EMPTY, Cell("", None), Cell("  ", None)])
        value = self.chance.choice(values)
        return Cell(value, value)

    def some_day(self, *thresholds: int, empty: float, future: float = 0.0) -> Cell:
        """A date some days ago, near one of the thresholds or anywhere up to the last."""
        if self.happens(empty):
            return EMPTY
        if not self.tidy and self.happens(0.015):
            return Cell(self.chance.choice(UNREADABLE_DATES), BAD)
        days = self.chance.choice(thresholds) + self.chance.randint(-2, 2)
        if self.happens(0.3):
            days = self.chance.randint(0, max(*thresholds, 1))
        if self.tidy or not self.happens(future):
            days = max(days, 0)
        return self.written(self.as_of - timedelta(days=days))

    def written(self, day: date) -> Cell:
        """The ways in which a sheet or a CSV writes a date."""
        evening = datetime.combine(day, time(23, 59))
        midnight = datetime.combine(day, time())
        return Cell(self.chance.choice([midnight, evening, day.isoformat()]), day)

    def account(self, number: int) -> dict[str, Cell]:
        rules = self.rules
        stale, start = rules["decay.stale_days"], rules["decay.start_days"]
        handover = rules["handover.days"]
        account_id = f"A-{number:04}"
        missing_id = not self.tidy and self.happens(0.01)
        known = {
            "Account ID": EMPTY if missing_id else Cell(account_id, account_id),
            "Account": Cell(f"Account {number}", f"Account {number}"),
            "ARR": self.amount(),
            "ACV": self.amount(),
            "Tier": self.tier(),
            "CSM": self.text(["Ines Rocha", "Maria Holm"], empty=0.3),
            "Go-live date": self.some_day(rules["grace.days"], 400, -20, empty=0.6, future=0.5),
            "Customer sponsor": self.text(SPONSORS, empty=0.05),
            "Sponsor title": self.text(TITLES, empty=0.4),
            "Sponsor status": self.text(
                ["Active", "active", "At risk", "Declined", "Departed", "departed"], empty=0.5
            )
            if self.happens(0.2)
            else EMPTY,
            "Sponsor since": self.some_day(0, start, stale, 300, empty=0.8, future=0.1),
            "Internal executive": self.text(OURS, empty=0.05),
            "Executive title": self.text(TITLES[4:10], empty=0.2)
            if self.happens(0.8)
            else self.text(TITLES, empty=0.3),
            "Executive since": self.some_day(0, handover, stale, 300, empty=0.75, future=0.1),
            "Outgoing executive": self.text(OURS, empty=0.6),
            "Two-way intro date": self.intro(),
            "Last touch date": self.some_day(
                0, start, 48, 66, 84, stale, stale + 60, empty=0.05, future=0.03
            ),
            "Last touch type": self.text(TOUCH_TYPES[:5], empty=0.5)
            if self.happens(0.85)
            else self.text(TOUCH_TYPES, empty=0.1),
            "Business outcome": self.text(
                ["Cut close to 5 days", "yes", "no", "TBD", "n/a", "Yes", "No"], empty=0.2
            )
            if self.happens(0.3)
            else self.text(["Cut close to 5 days"], empty=0),
            "Outcome date": self.some_day(
                rules["outcome.expires_days"], 100, empty=0.3, future=0.03
            ),
            "Profile": self.text(["Single buyer", "single_buyer", "Standard"], empty=0.2)
            if self.happens(0.25)
            else EMPTY,
        }
        return dict.fromkeys(ACCOUNT_COLUMNS, EMPTY) | known | self.waiver()

    def waiver(self) -> dict[str, Cell]:
        if not self.happens(0.15):
            return {}
        return {
            "Waiver reason": self.text(["Sponsor declined"], empty=0.1),
            "Waiver approver": self.text(["Noor Haddad"], empty=0.1),
            "Waiver expires": self.some_day(
                0, -60, -self.rules["waiver.max_days"], empty=0.1, future=1.0
            ),
        }

    def tier(self) -> Cell:
        if not self.tidy and self.happens(0.015):
            return Cell("Gold", BAD)
        (tier,) = self.chance.choices([1, 2, 3, 4, None], [45, 35, 3, 2, 15])
        if tier is None:
            return EMPTY
        raw = self.chance.choice([tier, float(tier), str(tier), f"Tier {tier}", f"T{tier}"])
        return Cell(raw, tier)

    def amount(self) -> Cell:
        if self.happens(0.1):
            return EMPTY
        if not self.tidy and self.happens(0.015):
            return Cell("lots", BAD)
        amount = self.chance.choice(self.rules["tiers.cuts"]) + self.chance.randint(-1, 1)
        if self.happens(0.5):
            amount = self.chance.randint(0, 600_000)
        raw = self.chance.choice([amount, float(amount), str(amount), f"${amount:,}.00"])
        return Cell(raw, float(amount))

    def intro(self) -> Cell:
        if self.happens(0.1):
            word = self.chance.choice(["yes", "no"])
            return Cell(self.chance.choice([word, word.title()]), word)
        return self.some_day(0, 30, 200, 400, empty=0.1, future=0.03)

    def repeated(self, account: dict[str, Cell]) -> dict[str, Cell]:
        """The same account again, at times with a row that differs."""
        differs = {"Region": Cell("North", "North")} if self.happens(0.5) else {}
        return account | differs

    def touch(self, account: dict[str, Cell]) -> dict[str, Cell]:
        stale, start = self.rules["decay.stale_days"], self.rules["decay.start_days"]
        return dict.fromkeys(TOUCH_COLUMNS, EMPTY) | {
            "Account ID": account["Account ID"],
            "Touch date": self.some_day(0, start, 48, 66, stale, 150, empty=0.02, future=0.05),
            "Type": self.text(TOUCH_TYPES, empty=0.1),
            "Outcome": self.text(OUTCOMES, empty=0.7),
            "Customer contact": self.text(SPONSORS, empty=0.4),
            "Internal person": self.text(OURS, empty=0.4),
        }


def differences(batch: Batch) -> list[str]:
    """Where product and reference disagree, one line a value."""
    ours, theirs = batch.product(), batch.reference()
    if [row["Account ID"] for row in ours] != [row["Account ID"] for row in theirs]:
        return ["the product has other rows, or in another order"]
    return [
        f"{own['Account ID']} {column}: product {own[column]}, reference {expected}"
        for own, other in zip(ours, theirs, strict=True)
        for column, expected in other.items()
        if column not in NOT_COMPARED and own[column] != expected
    ]


def least_difference(batch: Batch) -> str:
    """The smallest case with the first difference found; empty where there is none."""
    found = differences(batch)
    if not found:
        return ""
    first = found[0]
    account_id = first.split(" ")[0]

    def of_account(row: dict[str, Cell]) -> bool:
        return str(row["Account ID"].clean) == account_id

    def still_differs(candidate: Batch) -> bool:
        return first in differences(candidate)

    alone = batch._replace(
        accounts=list(filter(of_account, batch.accounts)),
        touches=list(filter(of_account, batch.touches)),
    )
    batch = alone if still_differs(alone) else batch
    for place in reversed(range(len(batch.touches))):
        fewer_touches = batch.touches[:place] + batch.touches[place + 1 :]
        candidate = batch._replace(touches=fewer_touches)
        batch = candidate if still_differs(candidate) else batch
    batch = without_cells(batch, still_differs)
    for key in batch.settings:
        fewer = {other: value for other, value in batch.settings.items() if other != key}
        candidate = batch._replace(settings=fewer)
        batch = candidate if still_differs(candidate) else batch
    filled = [
        {header: cell.raw for header, cell in row.items() if cell != EMPTY}
        for row in batch.accounts + batch.touches
    ]
    return "\n".join(
        [f"as of {batch.as_of} with {batch.settings}", *map(str, filled), *differences(batch)]
    )


def without_cells(batch: Batch, still_differs: Callable[[Batch], bool]) -> Batch:
    """Every cell emptied that the difference doesn't need; large batches stay as they are."""
    if len(batch.accounts) > 3:
        return batch
    for name in ("accounts", "touches"):
        for place, row in enumerate(getattr(batch, name)):
            for header in [header for header in row if row[header] != EMPTY]:
                rows: Any = [dict(other) for other in getattr(batch, name)]
                rows[place][header] = EMPTY
                candidate = batch._replace(**{name: rows})
                if header != "Account ID" and still_differs(candidate):
                    batch = candidate
    return batch


@settings(max_examples=BATCHES, phases=UNSHRUNK)
@given(batches())
def test_product_and_reference_agree_on_every_value(batch: Batch) -> None:
    assert not least_difference(batch)


@settings(max_examples=BATCHES, phases=UNSHRUNK)
@given(batches())
@pytest.mark.slow
def test_a_score_lies_between_0_and_1(batch: Batch) -> None:
    for row in batch.product():
        for name in ("Gate score", "Current score"):
            assert row[name] is None or 0 <= row[name] <= 10_000


@settings(max_examples=BATCHES, phases=UNSHRUNK)
@given(batches())
@pytest.mark.slow
def test_another_qualifying_touch_never_lowers_a_score(batch: Batch) -> None:
    kind = DEFAULTS["touch.types"][0]
    live = batch._replace(settings=batch.settings | {"touch.types": [kind]})
    today = Cell(batch.as_of.isoformat(), batch.as_of)
    called = {"Touch date": today, "Type": Cell(kind, kind)}
    more = live._replace(
        touches=live.touches
        + [
            dict.fromkeys(TOUCH_COLUMNS, EMPTY) | called | {"Account ID": row["Account ID"]}
            for row in live.accounts
        ]
    )
    assert none_is_lower(live.product(), more.product())


@settings(max_examples=BATCHES, phases=UNSHRUNK)
@given(batches(tidy=True))
@pytest.mark.slow
def test_a_day_without_a_touch_never_raises_a_score(batch: Batch) -> None:
    tomorrow = batch._replace(as_of=batch.as_of + timedelta(days=1))
    assert none_is_lower(tomorrow.product(), batch.product())


def none_is_lower(before: list[Row], after: list[Row]) -> bool:
    """Whether every score after is at least what it was before."""
    return all(
        later[name] is None or earlier[name] is None or later[name] >= earlier[name]
        for earlier, later in zip(before, after, strict=True)
        for name in ("Gate score", "Current score")
    )


@settings(max_examples=BATCHES, phases=UNSHRUNK)
@given(batches())
@pytest.mark.slow
def test_no_row_is_lost(batch: Batch) -> None:
    counts = Counter(
        "scored" if row["Status"] in SCORED else row["Status"] for row in batch.product()
    )
    repeats = len(batch.accounts) - len(batch.reference())

    assert set(counts) <= {"scored", "Waived", "Out of scope", "Data issue"}
    assert counts.total() + repeats == len(batch.accounts)


@settings(max_examples=BATCHES, phases=UNSHRUNK)
@given(batches(), seeds)
@pytest.mark.slow
def test_permuted_rows_give_permuted_results(batch: Batch, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    accounts = chance.sample(batch.accounts, len(batch.accounts))
    touches = chance.sample(batch.touches, len(batch.touches))
    permuted = batch._replace(accounts=accounts, touches=touches)

    assert sorted(map(str, permuted.product())) == sorted(map(str, batch.product()))


@settings(max_examples=BATCHES, phases=UNSHRUNK)
@given(batches())
def test_the_reference_rate_lies_between_0_and_1(batch: Batch) -> None:
    rows = batch.reference()
    for tier in (None, 1, 2, 3, 4):
        rate = reference_rate(rows, tier)
        assert rate is None or 0 <= rate <= 1


@pytest.mark.parametrize(("least", "gate"), [("any", 1), ("Manager", 1), ("VP", 0)])
def test_the_accounts_own_csm_counts_as_a_csm_also_in_strict_mode(least: str, gate: int) -> None:
    account = dict.fromkeys(ACCOUNT_COLUMNS) | {"Account ID": "A-1", "Account": "Acme", "Tier": 1}
    account |= {"CSM": "Ines Rocha", "Internal executive": "Ines Rocha"}
    strict = {"gates.strict_evidence": True, "gate2.min_level": least}
    for scorer in (product_rows, reference_rows):
        (row,) = scorer([account], [], strict, AS_OFS[0])
        assert row["Gate 2"] == gate


def test_the_reference_counts_covered_accounts_of_the_denominator() -> None:
    rows: list[Row] = [
        {"Tier": 1, "Covered": True, "Counts": True},
        {"Tier": 1, "Covered": False, "Counts": True},
        {"Tier": 1, "Covered": False, "Counts": False},
        {"Tier": 2, "Covered": True, "Counts": True},
    ]
    assert reference_rate(rows, 1) == 0.5
    assert reference_rate(rows, 2) == 1.0
    assert reference_rate(rows) == 2 / 3
    assert reference_rate(rows, 3) is None


def test_the_reference_counts_a_play_from_the_first_day_of_its_run() -> None:
    account: Row = dict.fromkeys(ACCOUNT_COLUMNS) | {
        "Account ID": "A-1",
        "Tier": 1,
        "Customer sponsor": "Anna Berg",
        "Internal executive": "Maria Holm",
        "Executive title": "VP Sales",
        "Business outcome": "yes",
        "Last touch date": date(2027, 1, 10),
    }
    since = {"A-1": {"gate3": date(2027, 1, 4), "red": date(2027, 1, 11)}}
    introduced = account | {"Two-way intro date": "yes"}

    (open_intro,) = reference_rows([account], [], {}, AS_OFS[0], since)
    (decayed,) = reference_rows([introduced], [], {}, AS_OFS[0], since)

    assert (open_intro["Play kind"], open_intro["Play due"]) == ("gate3", date(2027, 2, 3))
    assert (decayed["Play kind"], decayed["Play due"]) == ("touch", date(2027, 1, 25))
