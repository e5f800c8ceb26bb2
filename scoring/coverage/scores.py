"""Gates, decay, status, next play: the score of each account on a day.

Everything that depends on gates alone is read from the tables of `scoring.coverage.points`, so a
million accounts cost a few array look-ups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.coverage import evidence as seen
from scoring.coverage.causes import binding_causes, causes
from scoring.coverage.effects import effects
from scoring.coverage.explanation import READ, explanations
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
)
from scoring.coverage.marks import failed_since_texts
from scoring.coverage.measured import known_gates, measured
from scoring.coverage.points import (
    NEVER,
    cases,
    decay_caps,
    gate_score_table,
    hundredths,
    last_day_at_or_above,
    last_fresh_day,
    open_gate_table,
    reaches_line,
    red_lines,
)
from scoring.coverage.runs import running

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
    case = cases(evidence)
    gate = gate_score_table(policy).take(case)
    days = evidence["Days since touch"].to_numpy()
    current = np.minimum(gate, decay_caps(case, days, policy))
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
        Weeks waived, Departed, Comes back, Measured and Gate 1 filled to Gate 5 filled (bool), and
        the columns of Accounts that reports group by.

    Source: S0-01 to S0-29, C01 to C17, C28, C32 to C36, G10 to G12.
    """
    return _scored(accounts, policy, as_of, touches, history)[0]


def situations(
    accounts: pd.DataFrame, policy: Policy, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`score_accounts` without touches and history, and beside it what the sentences are made from.

    Returns:
        The scored frame, and the columns of `scoring.coverage.explanation.READ`.
    """
    return _scored(accounts, policy, as_of, None, None)


def _scored(
    accounts: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    touches: pd.DataFrame | None,
    history: pd.DataFrame | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rules = policy.on(as_of)
    given = seen.Given(accounts, touches, policy, as_of)
    found = given.found()
    numbers = scores(found, rules)
    standing = found["Standing"]
    has_plays = standing.isin((seen.SCORED, seen.DATA_ISSUE))
    since = running(accounts["Account ID"], found, numbers["Red"], as_of, history)
    play = _next_play(found, numbers, rules)
    until = _last_days(given, found, numbers)
    due = _play_due(play, numbers["Red"], _clock(since, rules, as_of), rules)
    ends = until.where(~numbers["Red"])
    due = due.mask(play == PLAN, _planned(found["Last touch date"], ends, rules))
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
    table["Next play"] = play.where(has_plays, "").map(PLAYS).astype("str")
    table["Play due"] = due.where(has_plays)
    table["Covered until"] = ends.where(standing == seen.SCORED)
    days = found["Days since touch"].astype("Int32")
    table["Days since touch"] = days.where(days != NEVER)
    read = _situations(given, found, numbers, play).assign(Due=due)
    table["Explanation"] = explanations(read, accounts["Trouble"], rules, as_of)
    table["Covered"] = numbers["Covered"]
    table["Counted"] = numbers["Counted"]
    table["Named"] = found["Named"]
    table["New"] = standing == seen.IN_GRACE
    for name in ("Single buyer", "Departed", "Comes back"):
        table[name] = found[name]
    table["Play"] = play.where(has_plays, "")
    for header in ("Last touch date", "Pair since", "Logged", "Touch days", "First touch date"):
        table[header] = found[header]
    table["Failed since"] = failed_since_texts(since)
    table["Red since"] = since["Red"]
    table["Weeks waived"] = since["Weeks waived"]
    filled = known_gates(accounts, touches)
    table["Measured"] = measured(
        filled, table, gate_score_table(rules), rules.integer("coverage.threshold")
    )
    return table.join([filled, accounts[list(PASSED_ON)]]), read


def _situations(
    given: seen.Given, found: pd.DataFrame, numbers: pd.DataFrame, play: pd.Series
) -> pd.DataFrame:
    """The columns that explanations are made from, but for Due."""
    rules = given.policy.on(given.as_of)
    case, days = numbers["Case"].to_numpy(), found["Days since touch"].to_numpy()
    done = effects(given, found, numbers, play)
    successor = done["After case"].to_numpy(), done["After days"].to_numpy()
    ends = gate_score_table(rules)[[SINGLE_BIT - 1, 2 * SINGLE_BIT - 1]]
    full = ends.take(found["Single buyer"].to_numpy().astype("int64"))
    binding = binding_causes(case, days, found["Departed"].to_numpy(), successor, rules)
    # What costs less than the sheet shows is no reason for anybody.
    short = hundredths(numbers["Current score"].to_numpy()) < hundredths(full)
    return pd.concat([found, done], axis=1).assign(
        **{
            "Current score": numbers["Current score"],
            "Causes": causes(case, days, rules),
            "Binding": np.where(short, binding, 0),
            "Full": full,
            "Play": play,
            "Waived_until": given.accounts["Waiver expires"],
            "Live": given.accounts["Go-live date"],
            "Due": pd.NaT,
        }
    )[list(READ)]


def _clock(since: pd.DataFrame, policy: DayPolicy, as_of: dt.date) -> pd.DataFrame:
    """When the days of plays begin to count (C12)."""
    begun = since[[*GATE_HEADERS, "Red"]]
    anew = policy.text("sla.clock") == "as_of"
    return begun.where(begun.isna(), pd.Timestamp(as_of)) if anew else begun


def _next_play(found: pd.DataFrame, numbers: pd.DataFrame, policy: DayPolicy) -> pd.Series:
    """The next play: the open gate's, a touch against decay, or a planned touch (C11)."""
    lines = red_lines(policy).take(found["Tier"].to_numpy())
    decayed = numbers["Red"] & (numbers["Gate score"] >= lines)
    names = np.array([PLAN, *(gate.key for gate in GATES)], dtype=object)
    play = pd.Series(names.take(numbers["Open gate"]), index=found.index)
    return play.mask(decayed, AGAINST_DECAY)


def _play_due(
    play: pd.Series,
    red: pd.Series,
    since: pd.DataFrame,
    policy: DayPolicy,
) -> pd.Series:
    """When the next play is due, but for a planned touch (C11, C12)."""
    due = pd.Series(pd.NaT, index=play.index, dtype="datetime64[s]")
    for gate in GATES:
        limit = pd.Timedelta(days=policy.integer(gate.limit))
        due = due.mask(play == gate.key, since[gate.header] + limit)
    against_decay = since["Red"] + pd.Timedelta(days=policy.integer("standup.next_touch_days"))
    due = due.mask(play == AGAINST_DECAY, against_decay)
    stale = (play == TOUCH.key) & red & (against_decay < due)
    return due.mask(stale, against_decay)


def _planned(touched: pd.Series, until: pd.Series, policy: DayPolicy) -> pd.Series:
    """When the next touch is planned (C02, C59).

    That is before the account turns red, so that who follows the plan never has it on the red list.
    """
    planned = touched + pd.Timedelta(days=policy.integer("touch.plan_days"))
    if policy.text("touch.plan") == "before_red":
        return planned.mask(until < planned, until)
    return planned


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


def _last_days(given: seen.Given, found: pd.DataFrame, numbers: pd.DataFrame) -> pd.Series:
    """Last day off the red list without a further touch; NaT: no end in sight.

    A parameter that changes on a later day counts from that day on: whoever is still off the list
    the day before is looked at anew, with what cleaning told on the as-of date.
    """
    policy = given.policy
    until = _last_day(found, numbers["Case"].to_numpy(), policy.on(given.as_of))
    for start in policy.changes_after(given.as_of, DECISIVE):
        rules = policy.on(start)
        then = given._replace(as_of=start).found()
        later = _last_day(then, scores(then, rules)["Case"].to_numpy(), rules)
        eve = np.datetime64(start) - np.timedelta64(1, "D")
        lasting = np.isnat(until) | (until > eve)
        until = np.where(lasting, np.where(np.isnat(later), later, np.maximum(later, eve)), until)
    return pd.Series(until, index=found.index).astype("datetime64[s]")


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
    stale = touched + np.timedelta64(last_fresh_day(policy), "D")
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
