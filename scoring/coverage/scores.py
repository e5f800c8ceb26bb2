"""Gates, decay, status, next play: the score of each account on a day.

Scores are whole basis points. Everything that depends on gates alone is read from a table of the
cases there are (each gate, and whether the account has a single buyer: 64 with five gates), so a
million accounts cost a few array look-ups and no rule is written twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scoring.coverage import evidence as seen
from scoring.coverage.cases import CASES, GATE_BITS
from scoring.coverage.explanation import explanations
from scoring.coverage.gates import (
    AGAINST_DECAY,
    GATE_HEADERS,
    GATES,
    INTRO,
    OUTCOME,
    PLAN,
    PLAYS,
    SINGLE_BIT,
    TOUCH,
    TOUCHING_PLAYS,
)
from scoring.coverage.marks import failed_since_texts
from scoring.coverage.measured import known_gates, measured
from scoring.coverage.runs import run_starts
from scoring.parameters import FULL

if TYPE_CHECKING:
    import datetime as dt

    from scoring.policy import DayPolicy, Policy

STATUSES = ("Covered", "Slipping", "Amber", "Uncovered", "Waived", "Out of scope", "Data issue")
_STATUS_OF_STANDING = {
    seen.WAIVED: "Waived",
    seen.OUT_OF_SCOPE: "Out of scope",
    seen.IN_GRACE: "Out of scope",
    seen.DATA_ISSUE: "Data issue",
}
PASSED_ON = (
    "Region",
    "Segment",
    "CSM",
    "AE",
    "Owner this quarter",
    "Customer sponsor",
    "Internal executive",
    "Executive title",
    "Renewal date",
    "Profile",
    "Waiver expires",
    "Go-live date",
    "Repeated",
)


def gate_score_table(policy: DayPolicy, *, capped: bool = True) -> np.ndarray:
    """Gate score in basis points of each case, with the stale cap unless told otherwise.

    Source: waterfall S0-07 to S0-12, weighted C05 and C06, stale cap S0-25, single buyer S0-36.
    """
    passed = (CASES[:, None] & GATE_BITS) > 0
    if policy.text("score.method") == "waterfall":
        levels = np.array(policy.integers("score.levels"))
        score = levels[np.where(passed.all(axis=1), len(GATE_BITS), (~passed).argmax(axis=1))]
    else:
        score = passed @ np.array(policy.integers("score.weights"))
    touched = passed[:, TOUCH.place]
    if capped:
        score = np.where(touched, score, np.minimum(score, policy.integer("decay.stale_cap")))
    asked = passed[:, [gate.place for gate in GATES if gate.single_buyer]].all(axis=1)
    return np.where(CASES >= SINGLE_BIT, np.where(asked, FULL, 0), score).astype("int32")


def open_gate_table() -> np.ndarray:
    """The first gate that fails in each case, 0: none; single buyers have but some (S0-36)."""
    failed = (CASES[:, None] & GATE_BITS) == 0
    failed[SINGLE_BIT:, [gate.place for gate in GATES if not gate.single_buyer]] = False
    return np.where(failed.any(axis=1), failed.argmax(axis=1) + 1, 0).astype("int8")


def decay_cap_table(policy: DayPolicy) -> np.ndarray:
    """Cap on the current score, in basis points, by days since the last touch.

    The last entry stands for every later day, and for never. Halves are rounded up.

    Source: S0-24, S0-25, C02 to C04.
    """
    start, stale = policy.integer("decay.start_days"), policy.integer("decay.stale_days")
    days = np.arange(stale + 2)
    mode = policy.text("decay.mode")
    if mode == "none":
        return np.full(len(days), FULL, dtype="int32")
    ends = {"linear_cap": "decay.stale_cap", "ramp_cliff": "decay.ramp_end"}
    drop = FULL - policy.integer(ends[mode]) if mode in ends else 0
    span = stale - start
    points = FULL * span - drop * np.clip(days - start, 0, span)
    cap = (2 * points + span) // (2 * span)
    fresh = days <= seen.last_fresh_day(policy)
    return np.where(fresh, cap, policy.integer("decay.stale_cap")).astype("int32")


def reaches_line(gate: Any, current: Any, policy: DayPolicy) -> Any:
    """Whether scores in basis points, single or in arrays, are enough to be covered.

    Source: S0-15, C07.
    """
    decisive = gate if policy.text("coverage.basis") == "gate" else current
    return decisive >= policy.integer("coverage.threshold")


def red_lines(policy: DayPolicy) -> np.ndarray:
    """Red line in basis points by tier; place 0, no tier, has a line that nothing falls below."""
    return np.array([0] + [policy.red_line(tier) for tier in range(1, 5)], dtype="int32")


def scores(evidence: pd.DataFrame, policy: DayPolicy) -> pd.DataFrame:
    """Gate score, current score and status from evidence: numbers only, no text of the account.

    Args:
        evidence: as `scoring.coverage.evidence.evidence` returns it; only Tier, Standing, Single
            buyer, Gate 1 to Gate 5 and Days since touch are read.
        policy: the parameters in force.

    Returns:
        Case (int8: gates as bits 1 to 16, single buyer 32), Gate score, Current score (int32, basis
        points), Covered, Counted, Red (bool), Status (category), Open gate (int8, 0: none).

    Source: S0-01, S0-15, S0-27, C02, C07, C08, C34.
    """
    case = evidence["Single buyer"].to_numpy().astype("int8") * np.int8(SINGLE_BIT)
    for each in GATES:
        case += evidence[each.header].to_numpy().astype("int8") * each.bit
    gate = gate_score_table(policy).take(case)
    cap = decay_cap_table(policy)
    days = evidence["Days since touch"].to_numpy()
    place = np.where(days == seen.NEVER, len(cap) - 1, np.minimum(days, len(cap) - 1))
    current = np.where(case >= SINGLE_BIT, gate, np.minimum(gate, cap.take(place)))
    standing = evidence["Standing"].to_numpy()
    covered = reaches_line(gate, current, policy)
    below = current < red_lines(policy).take(evidence["Tier"].to_numpy())
    rated = (standing == seen.SCORED) | (standing == seen.DATA_ISSUE)
    counted = rated | ((standing == seen.WAIVED) & policy.flag("waiver.in_denominator"))
    return pd.DataFrame(
        {
            "Case": case,
            "Gate score": gate,
            "Current score": current,
            "Covered": covered & (standing == seen.SCORED),
            "Counted": counted,
            "Red": below & rated,
            "Status": statuses(standing, covered, below),
            "Open gate": open_gate_table().take(case),
        },
        index=evidence.index,
        copy=False,
    )


def statuses(standing: np.ndarray, covered: np.ndarray, red: np.ndarray) -> pd.Categorical:
    """One status for each standing; a scored account by coverage and red line."""
    by_standing = [
        STATUSES.index(_STATUS_OF_STANDING.get(place, STATUSES[0])) for place in range(5)
    ]
    by_score = np.array(
        [STATUSES.index(name) for name in ("Amber", "Uncovered", "Covered", "Slipping")],
        dtype="int8",
    )
    scored = by_score.take(covered * np.int8(2) + red)
    other = np.array(by_standing, dtype="int8").take(standing)
    codes = np.where(standing == seen.SCORED, scored, other)
    return pd.Categorical.from_codes(codes, categories=list(STATUSES))


def score_accounts(
    accounts: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    touches: pd.DataFrame | None = None,
    history: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Coverage: each account's gates, scores, status, next play, due date and explanation.

    Args:
        accounts: as `scoring.cleaning.clean` returns Accounts.
        policy: the parameters.
        as_of: day of the score.
        touches: as `clean` returns Touches; without it Last touch date decides alone.
        history: earlier snapshots, which start the clocks of plays and of red weeks; without it
            they start on the as-of date.

    Returns:
        On the index of `accounts` the columns of Coverage, with scores as nullable basis points,
        then Covered, Counted, Named, New (bool), Play, Last touch date, Failed since, Red since,
        Measured and Gate 1 filled to Gate 5 filled (bool), and the columns of Accounts that reports
        group by.

    Source: S0-01 to S0-29, C01 to C17, C28, C32 to C36, G10 to G12.
    """
    rules = policy.on(as_of)
    found = seen.evidence(accounts, policy, as_of, touches)
    numbers = scores(found, rules)
    standing = found["Standing"]
    has_plays = standing.isin((seen.SCORED, seen.DATA_ISSUE))
    failed, red = _clocks(accounts["Account ID"], found, numbers["Red"], rules, as_of, history)
    play = _next_play(found, numbers, rules).where(has_plays, "")
    due = _play_due(play, found, numbers["Red"], failed, red, rules)
    shown = standing != seen.OUT_OF_SCOPE
    table = accounts[["Account ID", "Account", "Tier", "ARR", "CS director"]].copy()
    for gate in GATE_HEADERS:
        table[gate] = found[gate].astype("int8")
    table["Gate score"] = numbers["Gate score"].astype("Int32").where(shown)
    table["Current score"] = numbers["Current score"].astype("Int32").where(shown)
    table["Status"] = numbers["Status"].astype("str")
    table["Red"] = numbers["Red"].astype("int8")
    open_gate = numbers["Open gate"].astype("Int8")
    table["Open gate"] = open_gate.where(has_plays & (open_gate > 0))
    table["Next play"] = play.map(PLAYS).astype("str")
    table["Play due"] = due
    table["Covered until"] = _covered_until(found, numbers, (accounts, touches), policy, as_of)
    days = found["Days since touch"].astype("Int32")
    table["Days since touch"] = days.where(days != seen.NEVER)
    table["Explanation"] = explanations(
        found.assign(
            **{
                name: numbers[name] for name in ("Case", "Gate score", "Current score", "Open gate")
            },
            Uncapped=gate_score_table(rules, capped=False).take(numbers["Case"]),
            Play=play,
            Due=due,
            Waived_until=accounts["Waiver expires"],
            Live=accounts["Go-live date"],
        ),
        score_after(found, numbers, play, rules),
        rules,
        as_of,
    )
    table["Covered"] = numbers["Covered"]
    table["Counted"] = numbers["Counted"]
    table["Named"] = found["Named"]
    table["New"] = standing == seen.IN_GRACE
    table["Single buyer"] = found["Single buyer"]
    table["Play"] = play
    table["Last touch date"] = found["Last touch date"]
    table["Failed since"] = failed_since_texts(failed)
    table["Red since"] = red
    known = known_gates(accounts, touches)
    table["Measured"] = measured(
        known, table, gate_score_table(rules), rules.integer("coverage.threshold")
    )
    return table.join([known, accounts[list(PASSED_ON)]])


def _clocks(
    ids: pd.Series,
    found: pd.DataFrame,
    red: pd.Series,
    policy: DayPolicy,
    as_of: dt.date,
    history: pd.DataFrame | None,
) -> tuple[pd.DataFrame, pd.Series]:
    """Since when each gate has failed and the account has been red; NaT where it does not (C12)."""
    today = pd.Series(pd.Timestamp(as_of), index=ids.index).astype("datetime64[s]")
    if history is None or history.empty or policy.text("sla.clock") == "as_of":
        earlier = pd.DataFrame(pd.NaT, index=ids.index, columns=[*GATE_HEADERS, "Red"])
    else:
        earlier = run_starts(history, as_of).reindex(ids).set_axis(ids.index)
    earlier = earlier.astype("datetime64[s]")
    failed = pd.DataFrame(
        {gate: earlier[gate].fillna(today).where(~found[gate]) for gate in GATE_HEADERS},
        index=ids.index,
    )
    return failed, earlier["Red"].fillna(today).where(red)


def _next_play(found: pd.DataFrame, numbers: pd.DataFrame, policy: DayPolicy) -> pd.Series:
    """The next play: the open gate's, a touch against decay, or a planned touch (C11)."""
    lines = red_lines(policy).take(found["Tier"].to_numpy())
    decayed = numbers["Red"] & (numbers["Gate score"] >= lines)
    names = np.array([PLAN, *(gate.key for gate in GATES)], dtype=object)
    play = pd.Series(names.take(numbers["Open gate"]), index=found.index)
    return play.mask(decayed, AGAINST_DECAY)


def _play_due(
    play: pd.Series,
    found: pd.DataFrame,
    red: pd.Series,
    failed: pd.DataFrame,
    red_since: pd.Series,
    policy: DayPolicy,
) -> pd.Series:
    """When the next play is due (C11, C12, C59)."""
    due = pd.Series(pd.NaT, index=play.index, dtype="datetime64[s]")
    for gate in GATES:
        limit = pd.Timedelta(days=policy.integer(gate.limit))
        due = due.mask(play == gate.key, failed[gate.header] + limit)
    against_decay = red_since + pd.Timedelta(days=policy.integer("standup.next_touch_days"))
    due = due.mask(play == AGAINST_DECAY, against_decay)
    stale = (play == TOUCH.key) & red & (against_decay < due)
    due = due.mask(stale, against_decay)
    planned = found["Last touch date"] + pd.Timedelta(days=policy.integer("touch.plan_days"))
    return due.mask(play == PLAN, planned)


def score_after(
    found: pd.DataFrame, numbers: pd.DataFrame, play: pd.Series, policy: DayPolicy
) -> pd.Series:
    """Current score once the next play is done, in basis points."""
    bits = {gate.key: gate.bit for gate in GATES}
    closed = numbers["Case"].to_numpy() | play.map(bits).fillna(0).astype("int8").to_numpy()
    gate = gate_score_table(policy).take(closed)
    cap = decay_cap_table(policy)
    days = found["Days since touch"].to_numpy()
    fresh = play.isin(TOUCHING_PLAYS).to_numpy() | (closed >= SINGLE_BIT)
    place = np.where(days == seen.NEVER, len(cap) - 1, np.minimum(days, len(cap) - 1))
    after = np.where(fresh, gate, np.minimum(gate, cap.take(place)))
    return pd.Series(after, index=play.index)


DECISIVE = (
    "score",
    "gates",
    "gate1",
    "gate2",
    "decay",
    "redlist",
    "outcome",
    "handover",
    "profiles",
)
"""Groups of parameters that decide how long a score stays above its red line."""


def _covered_until(
    found: pd.DataFrame,
    numbers: pd.DataFrame,
    clean: tuple[pd.DataFrame, pd.DataFrame | None],
    policy: Policy,
    as_of: dt.date,
) -> pd.Series:
    """Last day off the red list without a further touch; NaT: red now, or no end in sight.

    A parameter that changes on a later day counts from that day on: whoever is still off the list
    the day before is looked at anew, with what cleaning told on the as-of date.
    """
    until = _last_day(found, numbers["Case"].to_numpy(), policy.on(as_of))
    accounts, touches = clean
    for start in policy.changes_after(as_of, DECISIVE):
        rules = policy.on(start)
        then = seen.evidence(accounts, policy, start, touches)
        later = _last_day(then, scores(then, rules)["Case"].to_numpy(), rules)
        eve = np.datetime64(start) - np.timedelta64(1, "D")
        lasting = np.isnat(until) | (until > eve)
        until = np.where(lasting, np.where(np.isnat(later), later, np.maximum(later, eve)), until)
    off_list = (found["Standing"] == seen.SCORED) & ~numbers["Red"]
    return pd.Series(until, index=found.index).astype("datetime64[s]").where(off_list)


def _last_day(found: pd.DataFrame, case: np.ndarray, policy: DayPolicy) -> np.ndarray:
    """Last day off the red list by the rules of one day; NaT: no end in sight.

    A handover splits the time ahead: up to its end things stand as now, after it the new pair's
    intro and touch count.
    """
    lines = red_lines(policy).take(found["Tier"].to_numpy())
    touched = found["Last touch date"].to_numpy().astype("datetime64[D]")
    outcome_ends = found["Outcome ends"].to_numpy().astype("datetime64[D]")
    until = _off_list_until(case, touched, outcome_ends, lines, policy)
    handover_ends = found["Handover ends"].to_numpy().astype("datetime64[D]")
    if np.isnat(handover_ends).all():
        return until
    after = case & ~(INTRO.bit | TOUCH.bit)
    after |= np.where(found["Intro afterwards"], INTRO.bit, 0).astype("int8")
    touch_after = found["Touch afterwards"].to_numpy().astype("datetime64[D]")
    after |= np.where(np.isnat(touch_after), 0, TOUCH.bit).astype("int8")
    later = _off_list_until(after, touch_after, outcome_ends, lines, policy)
    lasting = ~(until <= handover_ends) & ~np.isnat(handover_ends)
    until = np.where(lasting, np.fmax(later, handover_ends), until)
    return np.where(lasting & np.isnat(later), np.datetime64("NaT"), until)


def _off_list_until(
    case: np.ndarray,
    touched: np.ndarray,
    outcome_ends: np.ndarray,
    lines: np.ndarray,
    policy: DayPolicy,
) -> np.ndarray:
    """Last day at or above the red line for gates as in `case`; NaT: no end in sight.

    Gates only ever fail with time, so the score only falls: the answer is the earliest of the days
    after which what is left no longer reaches the line. What never reached it ended long ago.
    """
    table = gate_score_table(policy)
    nothing = np.datetime64("NaT", "D")
    stale = touched + np.timedelta64(seen.last_fresh_day(policy), "D")
    ends = (
        (np.where(case & TOUCH.bit, stale, nothing), TOUCH.bit),
        (np.where(case & OUTCOME.bit, outcome_ends, nothing), OUTCOME.bit),
    )
    until = _decay_ends(touched, lines, case, policy)
    for end, _ in ends:
        lost = np.zeros(len(case), dtype="int8")
        for other, bit in ends:
            lost |= np.where(other <= end, bit, 0).astype("int8")
        until = np.fmin(until, np.where(table.take(case & ~lost) < lines, end, nothing))
    return np.where(table.take(case) < lines, np.datetime64("0001-01-01"), until)


def _decay_ends(
    touched: np.ndarray, lines: np.ndarray, case: np.ndarray, policy: DayPolicy
) -> np.ndarray:
    """Last day on which decay alone leaves the account at or above its red line."""
    days = np.zeros(len(lines), dtype="timedelta64[D]")
    for line in np.unique(lines):
        last_day = last_day_at_or_above(line, policy)
        days[lines == line] = np.timedelta64("NaT") if last_day is None else last_day
    return np.where(case >= SINGLE_BIT, np.datetime64("NaT", "D"), touched + days)


def last_day_at_or_above(line: int, policy: DayPolicy) -> int | None:
    """Last day since a touch on which the decay cap reaches a line in basis points; None: always.

    >>> import datetime as dt
    >>> from scoring.policy import Policy
    >>> rules = Policy.load().on(dt.date(2027, 1, 4))
    >>> last_day_at_or_above(8500, rules), last_day_at_or_above(7000, rules)
    (48, 66)
    """
    cap = decay_cap_table(policy)
    below = np.flatnonzero(cap < line)
    return int(below[0]) - 1 if len(below) else None
