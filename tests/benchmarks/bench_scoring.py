"""Scoring a million accounts: numbers and status, against row-by-row code and against SQL."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd

from scoring.cleaning import clean
from scoring.coverage import evidence as seen
from scoring.coverage import tables
from scoring.coverage.scores import STATUSES, score_accounts, scores
from scoring.parameters import FULL
from scoring.policy import DayPolicy, Policy
from tests import reference
from tests.benchmarks import firm
from tests.benchmarks.report import Row
from tests.benchmarks.timing import median_seconds

ACCOUNTS = 1_000_000
SAMPLE = 20_000
TIMES = 100
"""How much faster than row by row it has to be."""
MADE = 100_000
"""Accounts that are made up; they repeat until there are enough."""

_STANDING = {seen.WAIVED: "Waived", seen.DATA_ISSUE: "Data issue"}

_SQL = """
WITH gated AS (
    SELECT *,
        CASE
            WHEN "Single buyer" THEN CASE WHEN "Gate 1" AND "Gate 4" THEN {full} ELSE 0 END
            WHEN NOT "Gate 1" THEN {levels[0]}
            WHEN NOT "Gate 2" THEN {levels[1]}
            WHEN NOT "Gate 3" THEN {levels[2]}
            WHEN NOT "Gate 4" THEN least({levels[3]}, {stale_cap})
            WHEN NOT "Gate 5" THEN {levels[4]}
            ELSE {levels[5]}
        END AS gate,
        CASE
            WHEN NOT "Gate 1" THEN 1
            WHEN NOT "Single buyer" AND NOT "Gate 2" THEN 2
            WHEN NOT "Single buyer" AND NOT "Gate 3" THEN 3
            WHEN NOT "Gate 4" THEN 4
            WHEN NOT "Single buyer" AND NOT "Gate 5" THEN 5
            ELSE 0
        END AS open
    FROM {source}
), decayed AS (
    SELECT *,
        CASE
            WHEN "Single buyer" THEN gate
            WHEN "Days since touch" < 0 OR "Days since touch" > {stale} THEN least(gate, {stale_cap})
            WHEN "Days since touch" <= {start} THEN gate
            ELSE least(gate, (2 * ({full} * {span} - ({full} - {stale_cap})
                * ("Days since touch" - {start})) + {span}) // (2 * {span}))
        END AS "current"
    FROM gated
), judged AS (
    SELECT *,
        gate >= {threshold} AS covers,
        "current" < CASE "Tier" WHEN 0 THEN 0 WHEN 1 THEN {t1} ELSE {t2} END AS below
    FROM decayed
)
SELECT
    gate::INTEGER AS "Gate score",
    "current"::INTEGER AS "Current score",
    covers AND "Standing" = {scored} AS "Covered",
    "Standing" IN ({scored}, {data_issue}) AS "Counted",
    below AND "Standing" IN ({scored}, {data_issue}) AS "Red",
    CASE "Standing"
        WHEN {waived} THEN 'Waived'
        WHEN {out_of_scope} THEN 'Out of scope'
        WHEN {in_grace} THEN 'Out of scope'
        WHEN {data_issue} THEN 'Data issue'
        ELSE CASE
            WHEN covers AND below THEN 'Slipping'
            WHEN covers THEN 'Covered'
            WHEN below THEN 'Uncovered'
            ELSE 'Amber'
        END
    END::status AS "Status",
    open::TINYINT AS "Open gate"
FROM judged
"""


def run() -> list[Row]:
    """Ours is single-threaded, so DuckDB gets one thread too."""
    policy = Policy.from_toml("")
    rules = policy.on(firm.AS_OF)
    typed, logged = _typed_firm(policy)
    some = seen.evidence(typed, policy, firm.AS_OF, logged)
    found = some.iloc[np.arange(ACCOUNTS) % len(some)].reset_index(drop=True)
    records = found.head(SAMPLE).to_dict("records")

    database = duckdb.connect(config={"threads": 1})
    names = ", ".join(f"'{status}'" for status in STATUSES)
    database.execute(f"CREATE TYPE status AS ENUM ({names})")
    database.register("frame", found)
    database.execute("CREATE TABLE native AS SELECT * FROM frame")

    def by_sql(source: str) -> pd.DataFrame:
        return database.execute(_sql(rules, source)).df()

    ours = scores(found, rules)
    _check_equal(ours, by_sql("frame"))
    _check_equal(ours.head(SAMPLE), [_scored_row(record) for record in records])
    seconds = median_seconds(
        {
            "ours": lambda: scores(found, rules),
            "frame": lambda: by_sql("frame"),
            "table": lambda: by_sql("native"),
            "rows": lambda: [_scored_row(record) for record in records],
        }
    )
    whole = median_seconds(
        {
            "numbers": lambda: scores(seen.evidence(typed, policy, firm.AS_OF, logged), rules),
            "scores": lambda: scores(some, rules),
            "whole": lambda: score_accounts(typed, policy, firm.AS_OF, logged),
        },
        rounds=3,
    )
    scale = ACCOUNTS / SAMPLE
    million = f"{ACCOUNTS:,} accounts, evidence to numbers and status"
    return [
        Row(
            what=f"{million}, {TIMES} times over",
            ours=TIMES * seconds["ours"],
            baseline=seconds["rows"] * scale,
            baseline_name=f"row by row once, the reference's code on {SAMPLE:,} rows, scaled",
            bound=1.0,
        ),
        Row(
            what=million,
            ours=seconds["ours"],
            baseline=seconds["frame"],
            baseline_name="SQL in DuckDB, one thread, frame to frame",
            bound=1.0,
        ),
        Row(
            what=million,
            ours=seconds["ours"],
            baseline=seconds["table"],
            baseline_name="SQL in DuckDB, one thread, its own table to frame",
            bound=1.0,
        ),
        Row(
            what=f"{MADE:,} accounts, Coverage with plays, dates and explanation",
            ours=whole["whole"],
            baseline=whole["numbers"],
            baseline_name="gates, numbers and status only, from the same accounts and touches",
        ),
        Row(
            what=f"{MADE:,} accounts, Coverage with plays, dates and explanation",
            ours=whole["whole"],
            baseline=whole["scores"],
            baseline_name="numbers and status only, from evidence",
        ),
    ]


def _typed_firm(policy: Policy) -> tuple[pd.DataFrame, pd.DataFrame]:
    cells = firm.accounts(MADE)
    cells = cells.astype(object).assign(Profile=None)
    cells.loc[::25, "Profile"] = "Single buyer"
    cells.loc[::50, "Tier"] = "gold"
    cells.loc[7::50, "Sponsor status"] = "???"
    cells.loc[3::50, "Go-live date"] = pd.Timestamp(firm.AS_OF)
    typed, _ = clean(cells, tables.ACCOUNTS, policy, firm.AS_OF)
    logged, _ = clean(firm.touches(cells, 3 * MADE), tables.TOUCHES, policy, firm.AS_OF)
    return typed, logged


def _sql(policy: DayPolicy, source: str) -> str:
    start, stale = policy.integer("decay.start_days"), policy.integer("decay.stale_days")
    return _SQL.format(
        source=source,
        full=FULL,
        levels=policy.integers("score.levels"),
        start=start,
        stale=stale,
        span=stale - start,
        stale_cap=policy.integer("decay.stale_cap"),
        threshold=policy.integer("coverage.threshold"),
        t1=policy.red_line(1),
        t2=policy.red_line(2),
        scored=seen.SCORED,
        waived=seen.WAIVED,
        out_of_scope=seen.OUT_OF_SCOPE,
        in_grace=seen.IN_GRACE,
        data_issue=seen.DATA_ISSUE,
    )


def _scored_row(found: dict[str, Any]) -> dict[str, Any]:
    """Row-by-row code: what `scores` does, by the reference's functions, for one account."""
    rules = reference.DEFAULTS
    days = None if found["Days since touch"] < 0 else found["Days since touch"]
    passes = {gate: found[f"Gate {gate}"] for gate in reference.GATES}
    watched = (1, 4) if found["Single buyer"] else reference.GATES
    failing = [gate for gate in watched if not passes[gate]]
    if found["Single buyer"]:
        gate = current = 0 if failing else FULL
    else:
        gate = reference.gate_score(passes, rules)
        current = min(gate, reference.decay_cap(days, rules))
    standing = found["Standing"]
    below = current < reference.red_line(found["Tier"] or None, rules)
    covers = gate >= rules["coverage.threshold"]
    if standing == seen.SCORED:
        status = reference.status(covered=covers, red=below)
    else:
        status = _STANDING.get(standing, "Out of scope")
    rated = standing in (seen.SCORED, seen.DATA_ISSUE)
    return {
        "Gate score": gate,
        "Current score": current,
        "Covered": covers and standing == seen.SCORED,
        "Counted": rated,
        "Red": below and rated,
        "Status": status,
        "Open gate": failing[0] if failing else 0,
    }


def _check_equal(ours: pd.DataFrame, other: pd.DataFrame | list[dict[str, Any]]) -> None:
    """A comparison of speed means nothing unless both did the same."""
    theirs = type(ours)(other)
    for column in theirs:
        same = ours[column].astype(str).to_numpy() == theirs[column].astype(str).to_numpy()
        if not same.all():
            raise AssertionError(f"{(~same).sum():,} rows differ in {column}")
