"""The audit: rates that rise faster than usual, gates closed all at once, sponsors in name only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.coverage.gates import GATE_HEADERS, GATES, SPONSOR, TOUCH
from scoring.coverage.history import snapshot, with_snapshot
from scoring.coverage.marks import FAILED, PASSED, gate_passes
from scoring.coverage.measured import unknown
from scoring.coverage.runs import by_account
from scoring.coverage.tables import AUDIT
from scoring.coverage.trend import DAYS_IN_WEEK, weekly_rates
from scoring.parameters import PERCENT
from scoring.people import same_person
from scoring.wording import percent

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy, Policy

_BACK_BY_THEMSELVES = [gate.place for gate in GATES if gate.comes_back]
_MAPPED = [gate.header for gate in GATES if gate.mapped]


def audit(
    scored: pd.DataFrame, history: pd.DataFrame, policy: Policy, as_of: dt.date
) -> pd.DataFrame:
    """What looks too good or too hollow, each finding in one sentence.

    Args:
        scored: as `scoring.coverage.score_accounts` returns it.
        history: typed History, with or without this week's snapshot.
        policy: the parameters.
        as_of: day of the score; what came later is not looked at.

    Returns:
        The headers of Audit: Pace, then Gates at once, Named only, Mapped and left. Only accounts
        that count in the rate and can be scored are looked at, and no CSM is named. What an empty
        column makes look hollow is no finding.

    Source: S0-05, S0-33, S0-38, C13, G02.
    """
    past, _ = with_snapshot(history, snapshot(scored, as_of))
    past = past.loc[past["Snapshot date"] <= pd.Timestamp(as_of)]
    parts = [
        _pace(past, policy, as_of, ["Tier"]),
        _pace(past, policy, as_of, ["CS director", "Tier"]),
        _gates_at_once(past, scored, policy.on(as_of), as_of),
        *_hollow(scored, as_of),
    ]
    found = pd.concat([part.assign(**_blank(part)) for part in parts], ignore_index=True)
    texts = ["Detector", "View", "Name", "Account ID", "Finding"]
    kinds = dict.fromkeys(texts, "str") | dict.fromkeys(["From", "To"], "datetime64[s]")
    return found[AUDIT.own_headers].astype(kinds)


_SETTLED = 6
"""Decimals of a basis point behind which a difference of exact rates hangs on binary fractions."""


def _blank(part: pd.DataFrame) -> dict[str, pd.Series]:
    missing = pd.Series(None, index=part.index, dtype="str")
    return {header: missing for header in AUDIT.own_headers if header not in part}


def _pace(past: pd.DataFrame, policy: Policy, as_of: dt.date, by: list[str]) -> pd.DataFrame:
    """Groups whose rate rose faster than usual up to their latest snapshot (S0-38, C13).

    Two rules: a rise of more than `gaming.points` within less than `gaming.weeks`, and a climb
    between the rates of `gaming.climb` in less than `gaming.climb_weeks`. The rise is measured from
    the lowest rate within the window. A rise by fewer accounts than `gaming.min_moved` is no trend.
    """
    rules = policy.on(as_of)
    weeks = weekly_rates(past, policy, by)
    latest = weeks.loc[weeks["Snapshot date"] == past["Snapshot date"].max()]
    pairs = weeks.merge(latest, on=by, suffixes=("", " now"))
    apart = pairs["Snapshot date now"] - pairs["Snapshot date"]
    pairs["Weeks"] = apart / pd.Timedelta(days=DAYS_IN_WEEK)
    rise = pairs["Coverage rate now"] - pairs["Coverage rate"]
    pairs["Rise"] = rise.round(_SETTLED)
    low, high = rules.integers("gaming.climb")
    span, climb_span = rules.integer("gaming.weeks"), rules.integer("gaming.climb_weeks")
    moved = pairs["Covered now"] - pairs["Covered"] >= rules.integer("gaming.min_moved")
    fast = moved & (pairs["Weeks"] < span) & (pairs["Rise"] > rules.integer("gaming.points"))
    climbs = (pairs["Coverage rate"] <= low) & (pairs["Coverage rate now"] >= high)
    climbed = moved & (pairs["Weeks"] < climb_span) & climbs
    points = rules.integer("gaming.points") // PERCENT
    kinds = {
        f"more than {points} points in less than {span} weeks": fast,
        f"from {_percent(low)} to {_percent(high)} in less than {climb_span} weeks": climbed,
    }
    found = [
        _steepest(pairs[mask], by).assign(Rule=rule) for rule, mask in kinds.items() if mask.any()
    ]
    return _pace_rows(pd.concat(found, ignore_index=True), by) if found else pd.DataFrame()


def _steepest(pairs: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Of each group the pair with the largest rise, the shortest of these."""
    order = pairs.sort_values(["Rise", "Snapshot date"], ascending=False, kind="stable")
    return order.drop_duplicates(by).sort_values(by)


def _pace_rows(rises: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    tier = "Tier " + rises["Tier"].astype("str")
    director = by[0] != "Tier"
    name = rises["CS director"] + ", " + tier if director else tier
    count = rises["Weeks"].round().astype("int64").astype("str")
    weeks = (count + " weeks").where(count != "1", "one week")
    finding = (
        name + " rose from " + _share_text(rises, "") + " to " + _share_text(rises, " now") + " in "
        + weeks + "; " + rises["Rule"].astype("str") + " is audited."
    )  # fmt: skip
    columns = {
        "Detector": "Pace",
        "View": by[0],
        "Name": name,
        "From": rises["Snapshot date"],
        "To": rises["Snapshot date now"],
        "Finding": finding,
    }
    return pd.DataFrame(columns, index=rises.index)


def _share_text(rises: pd.DataFrame, when: str) -> pd.Series:
    """A rate with its counts: "60% (30 of 50)"."""
    shown = rises["Coverage rate" + when].map(percent).astype("str")
    counts = rises["Covered" + when].astype("str") + " of " + rises["Accounts" + when].astype("str")
    return shown + "% (" + counts + ")"


def _percent(points: int) -> str:
    return f"{points / PERCENT:g}%"


def _gates_at_once(
    past: pd.DataFrame, scored: pd.DataFrame, policy: DayPolicy, as_of: dt.date
) -> pd.DataFrame:
    """Accounts of which many gates passed all at once, within the last `gaming.weeks` (S0-33).

    A departed sponsor fails all gates, so the executive and the outcome come back by themselves
    when a new sponsor is named: these two are not counted then.
    """
    rows, first = by_account(past, ["Gates", "Customer sponsor"])
    digits = gate_passes(rows["Gates"])
    turned = np.zeros(digits.shape, dtype=bool)
    turned[1:] = (digits[1:] == PASSED) & (digits[:-1] == FAILED)
    turned[first] = False
    before = rows.shift()
    named = before["Customer sponsor"].notna().to_numpy()
    departed = np.append(False, (digits == FAILED).all(axis=1)[:-1])[: len(digits)]
    # Few sponsors leave, so few names are compared.
    departed = np.flatnonzero(departed & turned.any(axis=1))
    then, now = (part["Customer sponsor"].iloc[departed] for part in (before, rows))
    replaced = ~same_person(then, now) | (named[departed] & now.isna().to_numpy())
    turned[np.ix_(departed[replaced], _BACK_BY_THEMSELVES)] = False
    since = pd.Timestamp(as_of) - pd.Timedelta(weeks=policy.integer("gaming.weeks"))
    count = turned.sum(axis=1)
    many = count >= policy.integer("gaming.gates_at_once")
    accounts = scored.loc[_looked_at(scored)].set_index("Account ID")["Account"]
    lately = (rows["Snapshot date"] > since) & rows["Account ID"].isin(accounts.index)
    places = np.flatnonzero(many & lately.to_numpy())
    found = rows.loc[places]
    columns = {
        "Detector": "Gates at once",
        "View": "Account",
        "Name": found["Account ID"].map(accounts),
        "Account ID": found["Account ID"],
        "From": before.loc[places, "Snapshot date"],
        "To": found["Snapshot date"],
        "Finding": [_turned_text(each) for each in turned[places]],
    }
    return pd.DataFrame(columns, index=found.index)


def _turned_text(turned: np.ndarray) -> str:
    names = [gate.key for gate, one in zip(GATES, turned, strict=True) if one]
    return (
        f"{len(names)} gates turned from failed to passed between two snapshots: "
        f"{', '.join(names)}; check their evidence."
    )


def _looked_at(scored: pd.DataFrame) -> pd.Series:
    """The accounts whose gates can be judged: neither waived nor data issues."""
    held_back = scored["Status"].isin(("Data issue", "Waived"))
    return scored["Counted"].astype(bool) & ~held_back & scored["Account ID"].notna()


def _hollow(scored: pd.DataFrame, as_of: dt.date) -> list[pd.DataFrame]:
    """Sponsors in name only, and accounts that were mapped and then left alone (S0-05, G02)."""
    looked_at = _looked_at(scored) & ~scored["Single buyer"].astype(bool)
    nothing_of = [fill.gate for fill in unknown(scored)]
    passed = scored[GATE_HEADERS] == 1
    rest = passed.drop(columns=SPONSOR.header).any(axis=1)
    named = looked_at & scored["Named"].astype(bool) & ~rest & (not nothing_of)
    left = looked_at & passed[_MAPPED].all(axis=1) & ~passed[TOUCH.header]
    left &= TOUCH not in nothing_of
    days = scored["Days since touch"].astype("str")
    silent = "Sponsor, executive and intro are in place, and the two have not spoken "
    silent = silent + ("for " + days + " days.").where(scored["Days since touch"].notna(), "yet.")
    return [
        _accounts(scored.loc[named], "Named only", as_of).assign(
            Finding="A sponsor is named, and nothing else counts: executive, intro, touch, outcome."
        ),
        _accounts(scored.loc[left], "Mapped and left", as_of).assign(
            Finding=silent[left], From=scored.loc[left, "Last touch date"]
        ),
    ]


def _accounts(rows: pd.DataFrame, detector: str, as_of: dt.date) -> pd.DataFrame:
    columns = {
        "Detector": detector,
        "View": "Account",
        "Name": rows["Account"],
        "Account ID": rows["Account ID"],
        "To": pd.Timestamp(as_of),
    }
    return pd.DataFrame(columns, index=rows.index)
