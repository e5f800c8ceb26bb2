"""The board slide: its numbers and the sentences that are made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring.board.amounts import adding_up, arr_of, unit_for
from scoring.board.facts import compared, counts_then
from scoring.board.redaccounts import NOTHING, decisions, moved, red_accounts
from scoring.coverage.gates import GATES
from scoring.coverage.measured import unknown
from scoring.coverage.path import plays_in_words
from scoring.coverage.renewals import renewing
from scoring.parameters import FULL
from scoring.wording import counted, day, fitted, joined, percent, points, sign, signed

if TYPE_CHECKING:
    import pandas as pd

    from scoring.board.amounts import Unit
    from scoring.board.facts import Facts, Tier

_NOT_MEASURED = "not measured yet"
_FIRST_WIDTH = 24
"""Letters of a name that the headline has room for."""

_MOST_NAMED = 2


def board(facts: Facts, version: str) -> dict[str, Any]:
    """Each named cell of the board slide with its value.

    Args:
        facts: what the refresh found.
        version: version of the product.

    Returns:
        Rates as shares (0.8632), money in the currency of the data, dates, counts and sentences by
        the name of the cell; "" where there is nothing to show.

    Source: S0-02, S0-21, S0-22, S2-22, C07, C14, C34, C55.
    """
    unit = unit_for(facts.scored, facts.rules)
    values: dict[str, Any] = {
        "board_headline": _headline(facts, unit),
        "board_as_of": facts.as_of,
        "board_bridge": _bridge(facts),
        "board_moved": moved(facts),
        "board_ask": decisions(facts, unit),
        "board_source": _source(facts, version),
        "board_unit": unit.letter,
    }
    for tier in facts.tiers:
        name = f"board_t{tier.number}"
        values[f"{name}_rate"] = NOTHING if tier.rate is None else tier.rate / FULL
        values[f"{name}_gap"], values[f"{name}_change"] = _gap(tier), _change(tier)
        values[f"{name}_note"] = _note(tier)
    return values | _counts(facts, unit) | _arr(facts, unit) | red_accounts(facts, unit)


def _counts(facts: Facts, unit: Unit) -> dict[str, Any]:
    """Red accounts and escalations, and what changed in them and in their ARR."""
    weeks = facts.rules.integer("escalation.red_weeks")
    bases = {
        "red": f"of {counted(facts.bridge.accounts, 'account')} that count",
        "escalations": f"red for {counted(weeks, 'week')} or more",
    }
    if not facts.is_measured:
        counts = dict.fromkeys(["board_red", "board_escalations"], NOTHING)
        told = {f"board_{name}_base": _NOT_MEASURED for name in bases}
        return counts | told | {f"board_{name}_change": "" for name in ("arr", *bases)}
    escalated = int(facts.red["Escalate to"].notna().sum())
    values: dict[str, Any] = {"board_red": len(facts.red), "board_escalations": escalated}
    # Accounts without an id are in no snapshot.
    known = facts.red.loc[facts.red["Account ID"].notna()]
    now = {
        "arr": float(known["ARR"].sum()),
        "red": len(known),
        "escalations": int(known["Escalate to"].notna().sum()),
    }
    moves: dict[str, list[str]] = {name: [] for name in now}
    for then in compared(facts):
        for name, count in counts_then(facts, then.day).items():
            by = now[name] - count
            change = unit.change(by) if name == "arr" else f"{sign(by)}{abs(by):,.0f}"
            moves[name].append(f"{change} {then.when}")
    changes = {f"board_{name}_change": ", ".join(parts) for name, parts in moves.items()}
    return values | {f"board_{name}_base": base for name, base in bases.items()} | changes


def _arr(facts: Facts, unit: Unit) -> dict[str, Any]:
    """ARR on the red list, its share of the whole, and when it renews."""
    red, accounts = facts.red, facts.scored.loc[facts.scored["Counted"]]
    spans = renewing(red, facts.scored, facts.rules, facts.as_of)
    amount, whole = float(red["ARR"].sum()), float(accounts["ARR"].sum())
    values: dict[str, Any] = {
        "board_arr_label": f"ARR on the red list, {unit.name}",
        "board_arr_shown": NOTHING,
        "board_arr_at_risk": "",
        "board_arr_base": _NOT_MEASURED,
        "board_arr_note": "",
        **{f"board_renewing_{place}": "" for place in range(1, len(spans) + 1)},
    }
    if not facts.is_measured:
        return values
    if len(red) and red["ARR"].isna().all():
        return values | {"board_arr_base": f"ARR of {counted(len(red), 'account')} unknown"}
    shares = f"{percent(FULL * amount / whole)}% of {unit.told(whole)}" if whole > 0 else ""
    missing = int(red["ARR"].isna().sum())
    lack = f"{missing:,} more without ARR" if missing else ""
    parts = adding_up([span.arr for span in spans], unit)
    split = ", ".join(f"{part} {span.when}" for span, part in zip(spans, parts, strict=True))
    return values | {
        "board_arr_shown": amount,
        "board_arr_at_risk": amount,
        "board_arr_base": "; ".join(filter(None, [shares, lack])) or "ARR unknown",
        "board_arr_note": f"By renewal: {split}" if amount > 0 else "",
        **{f"board_renewing_{place}": span.arr for place, span in enumerate(spans, start=1)},
    }


def _headline(facts: Facts, unit: Unit) -> str:
    """The state of the headline tier in one sentence."""
    tier = facts.headline_tier
    if tier is None:
        return "No account counts towards coverage yet."
    start = f"No Tier 1 account counts; {tier.name}" if tier.number > 1 else tier.name
    if tier.rate is None:
        return _unmeasured(facts)
    covered = f"{tier.covered:,} of {tier.accounts:,}"
    state = f"{start} coverage is {percent(tier.rate)}% ({covered}){_against(tier)}"
    return f"{state}; {_closing(tier, facts) if tier.is_short else _listed(tier, facts, unit)}."


def _unmeasured(facts: Facts) -> str:
    missing = unknown(facts.scored)
    columns = joined([fill.gate.column for fill in missing])
    verb = "is" if len(missing) == 1 else "are"
    what = f"{columns} {verb} empty" if len(missing) < len(GATES) else "Sponsor data is missing"
    accounts = counted(facts.bridge.accounts, "account")
    return f"{what} for all {accounts} that count; coverage is not measured yet."


def _against(tier: Tier) -> str:
    target = "target"
    if tier.goal and tier.goal.starts:
        target = f"the first target ({percent(tier.goal.rate)}% from {day(tier.goal.starts)})"
    if not tier.gap:
        return f", on {target}"
    return f", {points(tier.gap)} {'under' if tier.is_short else 'above'} {target}"


def _closing(tier: Tier, facts: Facts) -> str:
    """What closes the gap to the target: the path to it, told once on the slide."""
    steps = facts.path.loc[facts.path["Tier"] == tier.number]
    if steps.empty:
        return "no play closes the gap before the data issues are mended"
    last, told = float(steps["Rate after"].max()), plays_in_words(steps)
    names = [fitted(name, _FIRST_WIDTH) for name in steps["Account"].fillna(steps["Account ID"])]
    where = f"in {counted(len(steps), 'account')}, {names[0]} first"
    if len(names) <= _MOST_NAMED:
        where = f"{'to' if 'call' in told else 'in'} {joined(names)}"
    what = f"{told}, {where},"
    one = "s" if steps["Plays"].sum() == 1 else ""
    if last >= (tier.target or 0):
        return f"{what} close{one} the gap"
    return f"{what} bring{one} it to {percent(last)}%, and the rest needs its data mended"


def _listed(tier: Tier, facts: Facts, unit: Unit) -> str:
    """The accounts on the red list, the tier's own before those of others."""
    own = facts.red.loc[facts.red["Tier"] == tier.number]
    which, rows = ("", own) if len(own) else (_tier_words(facts.red), facts.red)
    if rows.empty:
        return "no account is on the red list"
    accounts = counted(len(rows), f"{which}account")
    are = "is" if len(rows) == 1 else "are"
    return f"{accounts} ({arr_of(rows, unit)}) {are} on the red list"


def _tier_words(red: pd.DataFrame) -> str:
    found = sorted(red["Tier"].unique())
    return f"Tier {found[0]} " if len(found) == 1 else ""


def _gap(tier: Tier) -> str:
    """The first line below a tier's rate: its target, and how far it is."""
    if tier.goal is None:
        return "No target"
    told = _capital(tier.goal.told)
    if tier.rate is None:
        return _NOT_MEASURED.capitalize() if tier.accounts else told
    ahead = tier.goal.starts is not None
    how = f"{points(tier.gap)} {'away' if ahead else 'short'}" if tier.is_short else "reached"
    if tier.gap > 0:
        how = f"{points(tier.gap)} above"
    return f"{told} ({how})" if ahead else f"{told}: {how}"


def _change(tier: Tier) -> str:
    """The second line: how the rate moved, or as long as there is none the target to come."""
    if tier.rate is None and tier.accounts and tier.goal is not None:
        return _capital(tier.goal.told)
    return ", ".join(f"{signed(by)} {when}" for when, by in tier.changes)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _note(tier: Tier) -> str:
    """What a rate never stands without: its accounts, all gates and named only, waivers (C07)."""
    waived = f"{tier.waived:,} waived" if tier.waived else ""
    issues = counted(tier.data_issues, "data issue") if tier.data_issues else ""
    left = ", ".join(filter(None, [waived, issues]))
    if not tier.accounts:
        return "; ".join(filter(None, [f"No {tier.name} account counts", left]))
    if tier.rate is None:
        return "; ".join(filter(None, [f"{counted(tier.accounts, 'account')} that count", left]))
    parts = f"{tier.solid:,} solid + {tier.slipping:,} slipping + {tier.uncovered:,} uncovered"
    deep = [
        _many(tier.full, "passes", "pass", "every gate"),
        _many(tier.named, "has", "have", "a sponsor by name"),
        left,
    ]
    return f"{tier.accounts:,} = {parts}. {', '.join(filter(None, deep))}."


def _many(count: int | None, one: str, several: str, rest: str) -> str:
    """How many do something: "1 has a sponsor", "2 have a sponsor"; "" where nobody knows."""
    if count is None:
        return ""
    return f"{count:,} {one if count == 1 else several} {rest}"


def _bridge(facts: Facts) -> str:
    """How the counts on the slide hang together; each sum has been checked."""
    found = facts.bridge
    file = (
        f"{counted(found.rows, 'row')} of the file = {found.scored:,} scored + {found.waived:,} "
        f"waived + {found.out_of_scope:,} out of scope + {found.rejected:,} with issues"
    )
    if not facts.is_measured:
        return f"{file} ✓ adds up"
    red = f"red list {found.red:,} = {found.slipping:,} slipping + {found.uncovered:,} uncovered"
    red += f" – {found.not_red:,} not red" if found.not_red else ""
    parts = (
        f"{found.solid:,} solid + {found.slipping:,} slipping (covered, yet on the red list) + "
        f"{found.uncovered:,} uncovered"
    )
    accounts = counted(found.accounts, "account")
    return f"{accounts} = {parts}; {red}; {file} ✓ adds up"


def _source(facts: Facts, version: str) -> str:
    policy = facts.rules
    kind = "gate score" if policy.text("coverage.basis") == "gate" else "current score"
    line = policy.integer("coverage.threshold") / FULL
    scope = ", ".join(map(str, policy.integers("scope.tiers")))
    waived = "in" if policy.flag("waiver.in_denominator") else "out"
    red = " and ".join(f"{policy.red_line(tier) / FULL:.2f} in Tier {tier}" for tier in (1, 2))
    shares = [percent(policy.integer(f"benchmark.median_t{tier}")) for tier in (1, 2)]
    medians = " / ".join(f"{share}%" for share in shares)
    return (
        f"As of {day(facts.as_of)}. Covered: {kind} of at least {line:.2f}; tiers {scope}, waived "
        f"accounts left {waived}. Red list: current score below {red}. Published medians {medians} "
        f"(unverified). Sponsor Coverage {version}, settings {facts.policy.settings_hash}."
    )
