"""A tracker over the weeks: each refresh scores the accounts and keeps a snapshot (C15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tests.reference.accounts import GATES, Account, Doubt, has_same_id, highest_tier, tier_is_open
from tests.reference.past import (
    Past,
    Snapshot,
    failed_since,
    red_since,
    weeks_red,
)
from tests.reference.rules import rules_on
from tests.reference.sheet import told_by_snapshots

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tests.reference.rules import Row, Touch


class Scored(NamedTuple):
    """One account with its row of Coverage and its past."""

    account: Account
    row: Row
    failed_since: dict[int, date]
    red_since: date | None
    weeks_red: int | None

    @property
    def cells(self) -> Row:
        """The account as the rules read it."""
        return self.account.cells

    @property
    def account_id(self) -> str:
        """The account's id, "" where it has none."""
        return self.cells["Account ID"] or ""


def score_all(
    accounts: Sequence[Row],
    touches: Sequence[Touch],
    settings: Mapping[str, Any],
    as_of: date,
    past: Past,
) -> list[Scored]:
    """Every account that is no repeat of another row, in the order given."""
    rules = rules_on(settings, as_of)
    found = []
    for position, account in enumerate(accounts):
        if any(has_same_id(other, account) for other in accounts[:position]):
            continue
        alike = [other for other in accounts if has_same_id(other, account)]
        tier_open = any(tier_is_open(other, rules) for other in alike)
        contradictory = any(other != account for other in alike)
        cells = account | {"Tier": highest_tier(alike, rules)} if contradictory else account
        told = told_by_snapshots(account, past, settings, as_of)
        own = [touch for touch in touches if has_same_id(touch, account)]
        scored = Account(
            cells,
            own,
            settings,
            as_of,
            Doubt(contradictory, tier_open),
            told,
        )
        found.append(with_past(scored, past))
    return found


def with_past(account: Account, past: Past) -> Scored:
    """The account with the runs that its snapshots tell."""
    account_id, as_of = account.cells["Account ID"] or "", account.as_of
    failed = {
        gate: failed_since(past, account_id, as_of, gate)
        for gate in GATES
        if not account.picture.gates[gate]
    }
    red = red_since(past, account_id, as_of) if account.is_red else None
    clocks = {f"gate{gate}": day for gate, day in failed.items()}
    clocks |= {"red": red} if red else {}
    weeks = weeks_red(past, account_id, as_of, red) if red else None
    return Scored(account, account.row(clocks), failed, red, weeks)


def snapshots(scored: Sequence[Scored]) -> list[Snapshot]:
    """This week's snapshots: every account in scope that has an id, but for new ones (S0-21)."""
    return [
        Snapshot(
            day=one.account.as_of,
            account_id=one.account_id,
            tier=one.account.tier,
            arr=one.cells["ARR"],
            director=one.cells["CS director"],
            passed=one.account.picture.gates,
            gate_score=one.row["Gate score"],
            current_score=one.row["Current score"],
            status=one.account.status,
            is_red=one.account.is_red,
            last_touch=one.account.picture.last_touch,
            sponsor=one.cells["Customer sponsor"],
            executive=one.cells["Internal executive"],
            failed_since=one.failed_since,
            red_since=one.red_since,
        )
        for one in scored
        if one.account_id and one.account.status != "Out of scope"
    ]
