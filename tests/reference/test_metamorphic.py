"""What must hold of any firm, whatever its numbers are: no second opinion is needed to see it.

One more touch or outcome lowers no score, a day on which nothing happens raises none; the order of
rows, the names of headers, the files and the door by which they come in make no difference; a past
week run again gives the same digits; totals are sums of rows.
"""

from __future__ import annotations

import copy
import csv
import datetime as dt
import io
import random
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from addin import functions
from addin.functions import active_tracker, declared
from addin.importing.rows import Export
from scoring.areas import TABLES
from scoring.policy import Policy
from tests.functions.cells import records
from tests.reference.firms import ACCOUNT_COLUMNS, TOUCH_COLUMNS, Refresh, firm_of
from tests.reference.past import week_name
from tests.reference.product import Product, plain, raw, raw_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from tests.reference.rules import Row
    from tests.refresh.trackers import Command

SHEETS = (
    "Coverage",
    "Red list",
    "Standup",
    "Scorecard",
    "Path to target",
    "Trend",
    "Audit",
    "History",
)
# Where a row stands is no finding, and sorting moves it.
LINKS = ("In Accounts", "In Coverage", "Look in", "Row")
SCORES = ("Gate score", "Current score")
SEEDS = range(100, 103)
seeds = pytest.mark.parametrize("seed", SEEDS)
pytestmark = pytest.mark.slow


def sheets(product: Product, names: Iterable[str] = SHEETS) -> dict[str, list[Row]]:
    """What a refresh left on each sheet, without links."""
    return {
        name: [
            {header: value for header, value in row.items() if header not in LINKS}
            for row in product.rows(name)
        ]
        for name in names
    }


def in_one_order(found: Mapping[str, Sequence[Row]]) -> dict[str, list[str]]:
    """The rows of sheets that stand in the order of Accounts, sorted; which row to mend apart."""
    by_input = ("Coverage", "History", "Audit")
    said = {
        name: [re.sub(r"until row \d+ is", "until its row is", str(row)) for row in rows]
        for name, rows in found.items()
    }
    return {name: sorted(rows) if name in by_input else rows for name, rows in said.items()}


def first_look(seed: int) -> Refresh:
    """A firm's first look, all of it typed."""
    look = firm_of(seed).refreshes[0]
    typed = dict(look.typed)
    typed |= {
        (row["Account ID"], header): value
        for row in look.exported
        for header, value in row.items()
        if header != "Account ID" and value is not None
    }
    return Refresh(look.as_of, typed, [], [], look.touches, {})


def accounts_of(look: Refresh) -> list[Row]:
    """The rows that a look types into an empty sheet."""
    rows: dict[str, Row] = {}
    for (key, header), value in look.typed.items():
        blank: Row = dict.fromkeys(ACCOUNT_COLUMNS)
        rows.setdefault(key, blank | {"Account ID": key})[header] = value
    return list(rows.values())


def refreshed(settings: Mapping[str, Any], *looks: Refresh) -> Product:
    """A new tracker after these looks."""
    product = Product(settings)
    for look in looks:
        product.refreshed(look)
    return product


def at_the_last_look(seed: int) -> tuple[Product, Refresh]:
    """A firm's tracker and inputs on its latest day, nothing scored on that day yet."""
    firm = firm_of(seed, refreshes=5)
    latest = max(firm.refreshes, key=lambda look: look.as_of)
    place = firm.refreshes.index(latest)
    return refreshed(firm.settings, *firm.refreshes[:place]), latest


def scores(product: Product) -> dict[tuple[str, str], float]:
    """Both scores of each account that has them."""
    return {
        (row["Account ID"], header): row[header]
        for row in product.rows("Coverage")
        for header in SCORES
        if row[header] is not None
    }


def fallen(before: Mapping[Any, float], after: Mapping[Any, float]) -> dict[Any, Any]:
    """The scores that are lower than before."""
    return {
        key: (value, after[key])
        for key, value in before.items()
        if key in after and after[key] < value
    }


@seeds
def test_one_more_touch_of_the_pair_never_lowers_a_score(seed: int) -> None:
    product, look = at_the_last_look(seed)
    other = copy.deepcopy(product)
    product.refreshed(look)
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    others = []
    for row in product.rows("Accounts"):
        # A row of Touches wins over Last touch date, so a touch that is news is not older than it.
        known = row["Last touch date"]
        since = known if isinstance(known, dt.date) else look.as_of - dt.timedelta(days=200)
        days = max(0, (look.as_of - since).days)
        day = look.as_of - dt.timedelta(days=chance.randint(0, days))
        touch = {"Account ID": row["Account ID"], "Touch date": day, "Type": "Call"}
        others.append(dict.fromkeys(TOUCH_COLUMNS) | touch)
    look.touches = look.touches + others
    other.refreshed(look)
    assert fallen(scores(product), scores(other)) == {}


@seeds
def test_a_documented_outcome_never_lowers_a_score(seed: int) -> None:
    product, look = at_the_last_look(seed)
    other = copy.deepcopy(product)
    product.refreshed(look)
    documented = {"Business outcome": "Costs down 10%", "Outcome date": look.as_of}
    look.typed = look.typed | {
        (row["Account ID"], header): value
        for row in product.rows("Accounts")
        for header, value in documented.items()
    }
    look.exported = []
    twin = copy.deepcopy(other)
    other.refreshed(look)
    look.typed = {place: value for place, value in look.typed.items() if place[1] not in documented}
    twin.refreshed(look)
    assert fallen(scores(twin), scores(other)) == {}


@seeds
def test_days_on_which_nothing_happens_raise_no_score(seed: int) -> None:
    product, look = at_the_last_look(seed)
    product.refreshed(look)
    before = scores(product)
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    day = look.as_of
    for _ in range(3):
        day += dt.timedelta(days=chance.randint(1, 45))
        product.refreshed(Refresh(day, {}, [], [], look.touches, {}))
        after = scores(product)
        assert fallen(after, before) == {}
        before = after


@seeds
def test_the_order_of_rows_makes_no_difference(seed: int) -> None:
    firm, chance = firm_of(seed, refreshes=3), random.Random(seed)  # noqa: S311 - examples, not secrets
    product, other = Product(firm.settings), Product(firm.settings)
    for look in firm.refreshes:
        product.refreshed(look)
        for name in ("Accounts", "Red list", "History"):
            rows = other.book.table(name).rows
            if name != "History":
                chance.shuffle(rows)
        touches = chance.sample(look.touches, len(look.touches))
        exported = chance.sample(look.exported, len(look.exported))
        other.refreshed(Refresh(look.as_of, look.typed, look.gone, exported, touches, look.notes))
        assert in_one_order(sheets(other)) == in_one_order(sheets(product))


def export_of(rows: Sequence[Row], names: Mapping[str, str] | None = None) -> Export:
    """An export of rows, its headers called by other names."""
    frame = pd.DataFrame([raw_row(row) for row in rows], dtype=object)
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return Export(frame.rename(columns=dict(names or {})))


def imported(look: Refresh, *files: tuple[str, Export]) -> Product:
    """A new tracker after one refresh for each file."""
    product = Product({})
    for table, export in files:
        product.imported({table: export}, look.as_of)
    return product


@seeds
def test_other_names_of_headers_make_no_difference(seed: int) -> None:
    look, chance = first_look(seed), random.Random(seed)  # noqa: S311 - examples, not secrets
    files = []
    for table, rows in (("Accounts", accounts_of(look)), ("Touches", look.touches)):
        names = {
            column.header: chance.choice(column.aliases)
            for column in TABLES[table].columns
            if column.aliases
        }
        assert len(names) > 4
        files.append((table, rows, names))
    as_ours = imported(look, *((table, export_of(rows)) for table, rows, _ in files))
    renamed = Product({})
    for table, rows, names in files:
        # Some may mean something else, so a person says what they mean.
        said = [f"{name}={header}" for header, name in names.items()]
        renamed.imported({table: export_of(rows, names)}, look.as_of, said)
    assert sheets(renamed) == sheets(as_ours)


@seeds
def test_touches_in_two_files_count_as_in_one(seed: int) -> None:
    look, chance = first_look(seed), random.Random(seed)  # noqa: S311 - examples, not secrets
    accounts = ("Accounts", export_of(accounts_of(look)))
    cut = chance.randrange(1, len(look.touches) - 1)
    halves = [look.touches[:cut], look.touches[cut:]]
    at_once = imported(look, accounts, ("Touches", export_of(look.touches)))
    split = imported(look, accounts, *(("Touches", export_of(half)) for half in halves))
    # A file that comes again, in part, adds nothing.
    split.imported({"Touches": export_of(halves[0])}, look.as_of)
    assert sheets(split) == sheets(at_once)


def comparable(rows: Iterable[Row], headers: Sequence[str]) -> list[list[Any]]:
    """Cells without what only their door puts on them."""
    return [[told(row[header]) for header in headers] for row in rows]


def told(cell: Any) -> Any:
    """A cell as text or number, whatever its door makes of dates and of nothing."""
    if cell is None or cell == "" or (not isinstance(cell, str) and pd.isna(cell)):
        return None
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    # A row to be mended stands at its place in the range, on the sheet or in the file.
    return re.sub(r"\brow \d+", "row", cell) if isinstance(cell, str) else float(cell)


@seeds
def test_the_door_makes_no_difference(
    seed: int, run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = first_look(seed)
    product = refreshed({}, look)
    monkeypatch.setattr(active_tracker, "default_policy", lambda: Policy.load({}))
    monkeypatch.setattr(declared, "_CLASSIC", False)
    ranges = {
        "accounts": (ACCOUNT_COLUMNS, accounts_of(look)),
        "touches": (TOUCH_COLUMNS, look.touches),
    }
    cells = {
        name: [list(headers), *([raw(row[header]) for header in headers] for row in rows)]
        for name, (headers, rows) in ranges.items()
    }
    day = dt.datetime.combine(look.as_of, dt.time())
    found = {
        "Coverage": functions.sponsor_scores(cells["accounts"], day, cells["touches"]),
        "Red list": functions.sponsor_red_list(cells["accounts"], day, cells["touches"]),
        "Scorecard": functions.sponsor_scorecard(cells["accounts"], None, day, cells["touches"]),
        "Path to target": functions.sponsor_path_to_target(
            cells["accounts"], None, day, cells["touches"]
        ),
    }
    for sheet, spill in found.items():
        headers = [header for header in TABLES[sheet].own_headers if header not in LINKS]
        # The weeks of a scorecard are told by snapshots, which a cell does not have.
        headers = [header for header in headers if header != "This week"]
        ours = comparable(product.rows(sheet), headers)
        assert comparable(records(spill), headers) == ours, sheet

    paths = {name: tmp_path / f"{name}.csv" for name in cells}
    for name, path in paths.items():
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                [told(cell) if isinstance(cell, dt.date) else cell for cell in row]
                for row in cells[name]
            )
    asked = (paths["accounts"], "--touches", paths["touches"], "--as-of", look.as_of.isoformat())
    shown = list(csv.DictReader(io.StringIO(run("score", *asked).out)))
    texts = ["Account ID", "Status", "Next play", "Play due", "Covered until", "Explanation"]
    assert comparable(shown, texts) == comparable(product.rows("Coverage"), texts)
    for header in SCORES:
        digits = [float(row[header]) if row[header] else None for row in shown]
        assert digits == [row[header] for row in product.rows("Coverage")]


def repeatable(looks: Sequence[Refresh]) -> int:
    """The place of a look, not the last, whose week and those before are never touched again."""
    for place in range(len(looks) - 2, 0, -1):
        later = {week_name(look.as_of) for look in looks[place + 1 :]}
        first = min(look.as_of for look in looks[place + 1 :])
        if first > looks[place].as_of and week_name(looks[place].as_of) not in later:
            return place
    raise AssertionError("every week is looked at again")


@seeds
def test_a_past_week_run_again_gives_the_same_digits(seed: int) -> None:
    firm = firm_of(seed, refreshes=5)
    place = repeatable(firm.refreshes)
    look = firm.refreshes[place]
    product = refreshed(firm.settings, *firm.refreshes[:place])
    as_it_was = copy.deepcopy(product)
    product.refreshed(look)
    then = sheets(product)
    for later in firm.refreshes[place + 1 :]:
        product.refreshed(later)

    as_it_was.book.table("History").rows = product.book.table("History").rows
    as_it_was.refreshed(look)
    again = sheets(as_it_was)
    for known in (then, again):  # later weeks may stand there before it
        known["History"] = [row for row in known["History"] if row["Snapshot date"] <= look.as_of]
    for sheet, rows in then.items():
        assert again[sheet] == rows, sheet


SUMMED = ("Accounts", "Covered", "Red", "Waived", "Amber", "New", "Data issues")


@seeds
def test_totals_are_sums_of_rows(seed: int) -> None:
    firm = firm_of(seed, refreshes=5)
    product = Product(firm.settings)
    for look in firm.refreshes:
        outcome = product.refreshed(look)
        found = sheets(product)
        coverage, card = found["Coverage"], found["Scorecard"]
        (everything,) = [row for row in card if row["View"] == "All"]
        tiers = {row["Tier"]: row for row in card if row["View"] == "Tier"}

        for header in SUMMED:
            # An account whose tier can't be told counts in the overall rate alone.
            untold = {
                "Accounts": sum(row["Tier"] is None for row in coverage),
                "Data issues": sum(row["Tier"] is None for row in coverage),
            }.get(header, 0)
            assert everything[header] == sum(row[header] for row in tiers.values()) + untold
            for view in ("CS director", "Region", "Segment"):
                cut: Counter[float] = Counter()
                for row in card:
                    if row["View"] == view:
                        cut[row["Tier"]] += row[header]
                assert {tier: cut[tier] for tier in tiers} == {
                    tier: row[header] for tier, row in tiers.items()
                }, (view, header)

        statuses = Counter(row["Status"] for row in coverage)
        red = sum(row["Red"] for row in coverage)
        assert everything["Covered"] == statuses["Covered"] + statuses["Slipping"]
        assert everything["Amber"] == statuses["Amber"]
        assert everything["Waived"] == statuses["Waived"]
        assert everything["Data issues"] == statuses["Data issue"]
        assert everything["Red"] == red == len(found["Red list"])
        assert statuses.total() == len(coverage)
        assert outcome.rows["rows in"] == sum(outcome.rows.values()) / 2

        week = week_name(look.as_of)
        snapshots = [row for row in found["History"] if row["Week"] == week]
        (now,) = [row for row in found["Trend"] if row["Week"] == week]
        assert now["Red"] == red == sum(row["Red"] for row in snapshots)
        for tier in (1, 2):
            rate = tiers[tier]["Coverage rate"] if tier in tiers else None
            assert now[f"Tier {tier} rate"] == rate

        for tier, row in tiers.items():
            steps = [step for step in found["Path to target"] if step["Tier"] == tier]
            if row["Plays to target"] is not None:
                assert row["Plays to target"] == sum(step["Plays"] for step in steps)

        directors = {row["Name"] for row in card if row["View"] == "CS director"}
        for director in directors:
            own = [row for row in card if (row["View"], row["Name"]) == ("CS director", director)]
            most = sum(row["Bonus up to"] or 0 for row in own)
            assert most <= 0.15 + 0.0002


def test_a_plain_cell_is_what_a_reader_sees() -> None:
    assert plain(dt.datetime(2027, 3, 1)) == dt.date(2027, 3, 1)
    assert plain("a text") == "a text"
