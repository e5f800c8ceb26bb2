"""Plays done, for real: what a path counts is what doing it takes."""

from __future__ import annotations

import datetime as dt
import random
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from scoring.cleaning import clean
from scoring.coverage.gates import GATES
from scoring.coverage.path import candidates
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS
from scoring.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

AS_OF = dt.date(2027, 3, 1)
GREEN: dict[str, Any] = {
    "Account": "Acme",
    "Tier": 1,
    "CSM": "Ines Rocha",
    "Customer sponsor": "Anna Berg",
    "Sponsor title": "Chief Operating Officer",
    "Internal executive": "Maria Holm",
    "Executive title": "VP Sales",
    "Two-way intro date": "2026-01-25",
    "Last touch date": "2027-02-19",
    "Business outcome": "Close in five days",
    "Outcome date": "2026-11-01",
}
DEPARTED = {"Sponsor status": "Departed"}
SETS = list(chain.from_iterable(combinations(range(1, 6), size) for size in range(6)))


def done(account: dict[str, Any], gates: Sequence[int]) -> dict[str, Any]:
    """The account once the plays of some gates are done."""
    today = AS_OF.isoformat()
    account = dict(account)
    if 1 in gates:
        if account.get("Sponsor status") == "Departed":
            account |= {"Sponsor status": None, "Sponsor since": today}
        account |= {"Customer sponsor": "Nina Voss", "Sponsor title": "CEO"}
    if 2 in gates:
        account |= {"Internal executive": "Paul Brandt", "Executive title": "EVP and CFO"}
    if 3 in gates:
        account |= {"Two-way intro date": today}
    if 4 in gates:
        account |= {"Last touch date": today, "Last touch type": "Call"}
    if 5 in gates:
        account |= {"Business outcome": "Saved 20%", "Outcome date": today}
    return account


def some_account(chance: random.Random) -> dict[str, Any]:
    """A green account in which some things are amiss."""
    amiss: list[dict[str, Any]] = [
        DEPARTED,
        {"Customer sponsor": None},
        {"Sponsor title": "Wizard"},
        {"Internal executive": None},
        {"Executive title": "CSM"},
        {"Internal executive": "Ines Rocha"},
        {"Two-way intro date": None},
        {"Last touch date": None},
        {"Last touch date": "2026-10-01"},
        {"Last touch date": "2027-01-05"},
        {"Business outcome": None},
        {"Outcome date": "2026-02-01"},
        {"Sponsor since": "2027-02-10"},
        {"Profile": "Single buyer"},
        {"Tier": 2},
    ]
    account = dict(GREEN)
    for cells in chance.sample(amiss, chance.randint(0, 5)):
        account |= cells
    return account


def scored(accounts: Sequence[dict[str, Any]], policy: Policy) -> pd.DataFrame:
    raw = pd.DataFrame(accounts, dtype=object)
    raw["Account ID"] = [f"A-{place}" for place in range(len(raw))]
    typed, _ = clean(raw.set_axis(range(2, len(raw) + 2)), ACCOUNTS, policy, AS_OF)
    return score_accounts(typed, policy, AS_OF).reset_index(drop=True)


POLICIES: list[dict[str, Any]] = [
    {},
    {"score.method": "weighted"},
    {"score.method": "weighted", "coverage.threshold": 0.75, "sla_days.gate1": 90},
    {"coverage.basis": "current"},
    {"coverage.basis": "current", "score.method": "weighted", "decay.stale_cap": 0.9},
    {"gates.strict_evidence": True},
    {"decay.mode": "none", "decay.stale_cap": 1.0, "coverage.basis": "current"},
]


@pytest.mark.parametrize("settings", POLICIES, ids=str)
def test_no_fewer_plays_are_enough_than_the_path_counts(settings: dict[str, Any]) -> None:
    """S0-22, C05, C36: found by doing every set of plays."""
    policy = Policy.load(settings)
    rules, chance = policy.on(AS_OF), random.Random(7)  # noqa: S311 - examples, not secrets
    accounts = [some_account(chance) for _ in range(60)]
    limits = [rules.integer(gate.limit) for gate in GATES]
    after = scored([done(account, gates) for account in accounts for gates in SETS], policy)
    covered = after["Covered"].to_numpy().reshape(len(accounts), len(SETS))
    costs = [(len(gates), sum(limits[gate - 1] for gate in gates)) for gates in SETS]
    found = candidates(scored(accounts, policy), rules)
    for place, enough in enumerate(covered):
        least = min(cost for cost, on in zip(costs, enough, strict=True) if on)
        if enough[0]:
            assert place not in found.index
        else:
            row = found.loc[place]
            assert (row["Plays"], row["Days"]) == least, accounts[place]


@pytest.mark.parametrize(
    ("cells", "promise", "gates"),
    [
        ({}, "Name a new sponsor: 0.50", "1, 3, 4"),
        ({"Internal executive": None}, "Name a new sponsor: 0.25", "1, 2, 3, 4"),
        ({"Internal executive": "Ines Rocha"}, "Name a new sponsor: 0.25", "1, 2, 3, 4"),
        ({"Business outcome": None}, "Name a new sponsor: 0.50", "1, 3, 4"),
        ({"Profile": "Single buyer"}, "Name a new buyer: still 0.00", "1, 4"),
    ],
)
def test_what_comes_back_with_a_new_sponsor_is_no_play(
    cells: dict[str, Any], promise: str, gates: str
) -> None:
    """C36: gates 2 and 5 failed with the sponsor who departed, and are there for the next."""
    found = scored([GREEN | DEPARTED | cells], Policy.load())
    assert promise in found["Explanation"].item()
    assert found["Gate score"].item() == 0
    needs = candidates(found, Policy.load().on(AS_OF))
    assert needs["Gates to close"].tolist() == [gates]
    assert needs["Plays"].tolist() == [len(gates.split(","))]
