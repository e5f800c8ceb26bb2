"""Product and reference on the same firm, cell by cell."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.reference import tracker
from tests.reference.accounts import GATES
from tests.reference.audit import audit
from tests.reference.board import Holds, board, weeks
from tests.reference.firms import ACCOUNT_COLUMNS
from tests.reference.past import Past, week_name
from tests.reference.path import path_to_target
from tests.reference.product import Product
from tests.reference.redlist import PLAYS, points, red_list, red_row, standup
from tests.reference.rules import rules_on
from tests.reference.scorecard import Scorecard
from tests.reference.sentences import wrong_in
from tests.reference.sheet import Sheet
from tests.reference.trend import trend

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from tests.reference.firms import Firm
    from tests.reference.rules import Row
    from tests.reference.tracker import Scored

LETTERS = "SEITO"
# Binary fractions aside, a share stands in its cell as it is.
EXACT = 1e-8


class Difference(NamedTuple):
    """One cell in which the two disagree."""

    look: int
    as_of: date
    sheet: str
    key: tuple[Any, ...]
    column: str
    product: Any
    reference: Any


class Reference:
    """A tracker as the reference keeps it."""

    def __init__(self, firm: Firm) -> None:
        self.settings = firm.settings
        self.sheet = Sheet(ACCOUNT_COLUMNS)
        self.past = Past()
        # What was known before the last refresh.
        self.known = self.past
        self.scored: list[Scored] = []
        self.notes: dict[str, Row] = {}

    def refreshed(self, look: Any) -> dict[str, list[Row]]:
        """What stands on each sheet after a refresh."""
        self.sheet.take(look, self.past, self.settings)
        self.known, accounts = self.past, list(self.sheet.rows.values())
        as_of, settings = look.as_of, self.settings
        rules = rules_on(settings, as_of)
        self.scored = scored = tracker.score_all(accounts, look.touches, settings, as_of, self.past)
        self.past = self.past.with_week(tracker.snapshots(scored), as_of)
        red = red_list(scored, rules | {"redlist.order": "tier"})
        for key in self.notes.keys() & look.notes.keys():
            self.notes[key] = look.notes[key]
        # Notes stay with their account as long as it is red, and leave with it.
        self.notes = {one.account_id: self.notes.get(one.account_id, {}) for one in red}
        card = Scorecard(scored, self.past, settings, as_of).rows()
        return {
            "Coverage": [coverage_row(one) for one in scored],
            "Red list": [red_row(one, rules) for one in red_list(scored, rules)],
            "Standup": standup(red, rules, as_of, self.notes),
            "Scorecard": card,
            "Path to target": path_to_target(scored, settings, as_of),
            "Trend": trend(self.past, settings, as_of),
            "Board": [board(scored, red, card, rules, as_of)],
            "Board weeks": weeks(card, settings, as_of),
            "Audit": audit(scored, self.past, settings, as_of),
            "History": [
                history_row(one)
                for one in scored
                if one.account_id and one.account.status != "Out of scope"
            ],
        }


def coverage_row(one: Scored) -> Row:
    """A row of Coverage as the sheet has it, but for its sentence."""
    row, cells = one.row, one.cells
    return {
        "Account ID": one.account_id,
        "Account": cells["Account"],
        "Tier": one.account.tier,
        "ARR": cells["ARR"],
        "CS director": cells["CS director"],
        **{f"Gate {gate}": row[f"Gate {gate}"] for gate in GATES},
        "Gate score": points(row["Gate score"]),
        "Current score": points(row["Current score"]),
        "Status": row["Status"],
        "Red": int(row["Red"]),
        "Open gate": row["Open gate"],
        "Next play": PLAYS[row["Play kind"]] if row["Play kind"] else None,
        "Play due": row["Play due"],
        "Covered until": row["Covered until"],
        "Days since touch": row["Days since touch"],
    }


def history_row(one: Scored) -> Row:
    """This week's row of History."""
    row, cells = one.row, one.cells
    marks = "".join(
        letter if one.account.picture.gates[gate] else letter.lower()
        for gate, letter in zip(GATES, LETTERS, strict=True)
    )
    since = " ".join(f"{LETTERS[gate - 1]}{day}" for gate, day in one.failed_since.items())
    return {
        "Week": week_name(one.account.as_of),
        "Snapshot date": one.account.as_of,
        "Account ID": one.account_id,
        "Tier": one.account.tier,
        "ARR": cells["ARR"],
        "CS director": cells["CS director"],
        "Gates": marks,
        "Gate score": points(row["Gate score"]),
        "Current score": points(row["Current score"]),
        "Status": row["Status"],
        "Red": int(row["Red"]),
        "Last touch date": one.account.picture.last_touch,
        "Customer sponsor": cells["Customer sponsor"],
        "Internal executive": cells["Internal executive"],
        "Failed since": since or "-",
        "Red since": one.red_since,
    }


KEYS = {
    "Coverage": ("Account ID",),
    "Red list": ("Account ID",),
    "Standup": ("Account ID",),
    "Scorecard": ("View", "Name", "Tier"),
    "Path to target": ("Tier", "Step"),
    "Trend": ("Week",),
    "Board": (),
    "Board weeks": ("Week of",),
    "Audit": ("Detector", "Name", "From"),
    "History": ("Account ID",),
}
IN_ORDER = ("Red list", "Standup", "Scorecard", "Path to target", "Trend")


def differences(firm: Firm) -> Iterator[Difference]:
    """Every cell in which product and reference disagree, refresh by refresh."""
    product, reference = Product(firm.settings), Reference(firm)
    for number, look in enumerate(firm.refreshes):
        product.refreshed(look)
        expected = reference.refreshed(look)
        yield from untrue_sentences(number, look.as_of, product, reference)
        for sheet, rows in expected.items():
            found = [product.board()] if sheet == "Board" else product.rows(sheet)
            if sheet == "History":
                week = week_name(look.as_of)
                found = [row for row in found if row["Week"] == week]
            for key, column, own, other in sheet_differences(sheet, found, rows):
                yield Difference(number, look.as_of, sheet, key, column, own, other)


def untrue_sentences(
    number: int, as_of: date, product: Product, reference: Reference
) -> Iterator[Difference]:
    """Explanations that say what is not so, of accounts whose gates both see alike."""
    told = {row["Account ID"]: row for row in product.rows("Coverage")}
    for one in reference.scored:
        row = told.get(one.account_id)
        if row is None or any(row[f"Gate {gate}"] != one.row[f"Gate {gate}"] for gate in GATES):
            continue
        cells = reference.sheet.rows[one.account_id]
        wrong = wrong_in(row["Explanation"], one, cells, reference.known, reference.settings)
        if wrong:
            key = (one.account_id,)
            yield Difference(
                number, as_of, "Coverage", key, "Explanation", row["Explanation"], wrong
            )


def sheet_differences(
    sheet: str, found: Sequence[Row], expected: Sequence[Row]
) -> Iterator[tuple[tuple[Any, ...], str, Any, Any]]:
    """(key, column, product's value, reference's value) of each cell that differs."""
    by_key = {key_of(sheet, row): row for row in found}
    ours = {key_of(sheet, row): row for row in expected}
    for key in ours.keys() - by_key.keys():
        yield key, "row", None, "stands there"
    for key in by_key.keys() - ours.keys():
        yield key, "row", "stands there", None
    both = [key for key in ours if key in by_key]
    if sheet in IN_ORDER and both != [key for key in by_key if key in ours]:
        yield (), "order", [*by_key], [*ours]
    for key in both:
        for column, other in ours[key].items():
            own = by_key[key][column]
            if not is_same(own, other):
                yield key, column, own, other


def key_of(sheet: str, row: Row) -> tuple[Any, ...]:
    """What tells a row of a sheet from the others."""
    return tuple(
        int(row[header]) if isinstance(row[header], float) else row[header]
        for header in KEYS[sheet]
    )


def is_same(own: Any, other: Any) -> bool:
    """Whether a cell holds the value; a share is exact."""
    if isinstance(other, Holds):
        return all(part in (own or "") for part in other.parts)
    if own is None or other is None or isinstance(other, str):
        return bool(own == other)
    if isinstance(other, Fraction):
        return abs(own - float(other)) < EXACT
    return bool(own == other)
