"""The two charts of the board slide: coverage by week, and by director, against the target."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from scoring.board.facts import SPANS
from scoring.coverage.comparison import NO_NAME
from scoring.coverage.history import iso_week
from scoring.coverage.tables import BOARD_GROUPS, BOARD_WEEKS, WEEKS_SHOWN
from scoring.coverage.trend import rate
from scoring.coverage.views import TIER, rows_of
from scoring.parameters import FULL
from scoring.wording import counted, fitted, percent, short_day

if TYPE_CHECKING:
    from scoring.board.facts import Facts, Tier

GROUPS = 6
"""Columns that the chart by director has room for."""

_NAME_WIDTH = 16
_LABELS_APART = 1300
"""Basis points between two labels at the ends of their lines, so that both can be read."""

_NOUNS = {"CS director": "CS director", "Segment": "segment", "Region": "region"}


def board_weeks(facts: Facts) -> pd.DataFrame:
    """Coverage and target in force, week by week, as many weeks as the slide's chart has room for.

    A week without a snapshot has its date and its targets, and no rate, so that time runs evenly.

    Returns:
        The headers of Board weeks, oldest week first; rates in exact basis points. Only the
        last row has the heights at which the names of the lines stand.

    Source: S0-21, S0-22, C14.
    """
    days = [facts.as_of - dt.timedelta(weeks=back) for back in reversed(range(WEEKS_SHOWN))]
    known = facts.trend.set_index("Week")
    rows = pd.DataFrame({"Week of": pd.to_datetime(days).astype("datetime64[s]")})
    pair = facts.tiers
    for tier in pair:
        rates = known[f"{tier.name} rate"].reindex([iso_week(day) for day in days])
        rates = pd.Series(rates.array, dtype="Float64")
        rates.iloc[-1] = pd.NA if tier.rate is None else tier.rate
        targets = [_target(facts, tier, day) for day in days]
        rows[f"{tier.name} rate"] = rates
        rows[f"{tier.name} target"] = pd.array(targets, dtype="Int32")
    for tier, height in zip(pair, _label_heights(*pair), strict=True):
        ends = pd.array([pd.NA] * (WEEKS_SHOWN - 1) + [height], dtype="Float64")
        rows[f"{tier.name} name at"] = ends
    return rows[BOARD_WEEKS.headers]


def _target(facts: Facts, tier: Tier, day: dt.date) -> int | None:
    # A tier that the slide has no rate of needs no line to be measured against.
    return None if tier.rate is None else facts.policy.on(day).target(tier.number)


def _label_heights(first: Tier, second: Tier) -> list[int | Any]:
    """Where the names stand: at the end of their lines, moved apart where these are near."""
    if first.rate is None or second.rate is None:
        return [pd.NA if tier.rate is None else tier.rate for tier in (first, second)]
    above, below = max(first.rate, second.rate), min(first.rate, second.rate)
    lack = max(_LABELS_APART - (above - below), 0)
    below = max(below - lack // 2, 0)
    above = max(above, below + _LABELS_APART)
    if above > FULL:
        above, below = FULL, FULL - _LABELS_APART
    return [above, below] if first.rate >= second.rate else [below, above]


def board_groups(facts: Facts) -> pd.DataFrame:
    """Coverage of the headline tier by director, worst first, against its target.

    Before the first target is in force that one stands for it, as everywhere.

    Where no account has a director it tells segments, else regions, else the tier alone. Those
    beyond the slide's room stand together as the last one.

    Returns:
        The headers of Board groups, always as many rows, blank ones on both sides; rates in exact
        basis points, under Short of target or On target.

    Source: S0-21, S0-22, C14, C30.
    """
    tier = facts.headline_tier
    groups = _listed(_groups(facts, tier)[1])
    reached = groups["Rate"] >= (0 if tier is None or tier.target is None else tier.target)
    target = pd.NA if tier is None or tier.target is None else tier.target
    rows = pd.DataFrame(
        {
            "Name": groups["Name"],
            "Short of target": groups["Rate"].mask(reached),
            "On target": groups["Rate"].where(reached),
            "Target": pd.array([target] * len(groups), dtype="Int32"),
        }
    )
    before = (GROUPS - len(rows)) // 2
    return rows.set_index(pd.RangeIndex(before, before + len(rows))).reindex(range(GROUPS))[
        BOARD_GROUPS.headers
    ]


def board_titles(facts: Facts) -> dict[str, Any]:
    """What stands above the charts and at the ends of the lines, by the name of the cell.

    Source: S0-21, S0-22, C34.
    """
    pair = facts.tiers
    values: dict[str, Any] = {
        "board_weeks_title": _weeks_title(facts, pair),
        "board_weeks_note": f"Coverage rate over {WEEKS_SHOWN} weeks{_dashes(pair)}",
    }
    for tier in pair:
        shown = "" if tier.rate is None else f" {tier.name} {percent(tier.rate)}%"
        # Blanks that do not break keep the name in one line, and clear of the last mark.
        values[f"board_t{tier.number}_label"] = shown.replace(" ", "\u00a0")
    told = facts.headline_tier
    values["board_groups_title"] = _groups_title(told, *_groups(facts, told))
    note = "" if told is None or told.rate is None else f"Lowest first{_dash(told)}{_waived(told)}"
    return values | {"board_groups_note": note}


def _dashes(pair: tuple[Tier, Tier]) -> str:
    goals = [tier.goal for tier in pair if tier.rate is not None and tier.goal is not None]
    if any(goal.starts is None for goal in goals):
        return "; dashes: target in force"
    return f"; {goals[0].told}" if goals else ""


def _dash(tier: Tier) -> str:
    return "" if tier.goal is None else f"; mark: {tier.goal.told}"


def _waived(tier: Tier) -> str:
    return f"; {tier.waived:,} waived" if tier.waived else ""


def _weeks_title(facts: Facts, pair: tuple[Tier, Tier]) -> str:
    """From where to where the lines go: what neither the tiles nor their changes say."""
    shown = board_weeks(facts)
    told = []
    for tier in pair:
        line = shown.loc[shown[f"{tier.name} rate"].notna(), ["Week of", f"{tier.name} rate"]]
        if len(line) > 1:
            day, rate = line.iloc[0]
            since = f"since {short_day(day, facts.as_of)}"
            told.append((f"{tier.name} from {percent(rate)}% to {percent(tier.rate or 0)}%", since))
    weeks = int(shown[["Tier 1 rate", "Tier 2 rate"]].notna().any(axis=1).sum())
    needed = min(SPANS.values())
    if not weeks:
        return "Coverage by week: not measured yet"
    if weeks < needed:
        return f"Week {weeks}: the trend needs {counted(needed - weeks, 'more week')}"
    parts = [
        what if since in (later for _, later in told[place + 1 :]) else f"{what} {since}"
        for place, (what, since) in enumerate(told)
    ]
    return ", ".join(parts)


def _groups(facts: Facts, tier: Tier | None) -> tuple[str, pd.DataFrame]:
    """The view that tells the tier's accounts apart, and its rows of the scorecard, worst first."""
    if tier is None or tier.rate is None:
        return "", facts.card.iloc[:0]
    own = facts.card.loc[(facts.card["Tier"] == tier.number) & (facts.card["Accounts"] > 0)]
    own = own.sort_values(["Coverage rate", "Accounts", "Name"], ascending=[True, False, True])
    for view in _NOUNS:
        found = own.loc[own["View"] == view]
        if (found["Name"] != NO_NAME).any():
            return view, found
    return "", rows_of(TIER, own)


def _listed(card: pd.DataFrame) -> pd.DataFrame:
    """Name and Rate of as many groups as there is room for, the others as one."""
    shown = card if len(card) <= GROUPS else card.head(GROUPS - 1)
    names = shown["Name"].mask(shown["Name"] == NO_NAME, "none named")
    rows = shown[["Covered", "Accounts"]].assign(
        Label=[fitted(name, _NAME_WIDTH) for name in names], Rate=shown["Coverage rate"]
    )
    rest = card.iloc[len(shown) :]
    if len(rest):
        sums = rest[["Covered", "Accounts"]].sum().to_frame().T
        sums = sums.assign(
            Label=f"{len(rest):,} others", Rate=rate(sums["Covered"], sums["Accounts"])
        )
        rows = pd.concat([rows, sums])
    texts = [
        f"{label}\n{percent(share)}%: {covered:,} of {accounts:,}"
        for label, share, covered, accounts in zip(
            *(rows[name] for name in ("Label", "Rate", "Covered", "Accounts")), strict=True
        )
    ]
    return pd.DataFrame({"Name": texts, "Rate": rows["Rate"].array}).astype({"Name": "str"})


def _groups_title(tier: Tier | None, view: str, card: pd.DataFrame) -> str:
    if tier is None or tier.rate is None:
        return "Nothing to compare yet"
    if not view:
        return f"{tier.name} coverage against its target"
    noun = _NOUNS[view]
    ahead = "first " if tier.goal and tier.goal.starts else ""
    target = f"{ahead}{tier.name} target"
    rates = card.loc[card["Name"] != NO_NAME, "Coverage rate"]
    short = int((rates < (tier.target or 0)).sum())
    if not short:
        return f"Every {noun} has reached the {target}"
    if short == len(rates):
        who = f"The one {noun} is" if short == 1 else f"All {short:,} {noun}s are"
    else:
        who = f"{short:,} of {counted(len(rates), noun)} {'is' if short == 1 else 'are'}"
    return f"{who} under the {target}"
