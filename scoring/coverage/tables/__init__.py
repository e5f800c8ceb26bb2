"""The tables of coverage: what the user brings, and what a refresh makes of it."""

from scoring.coverage.tables.accounts import (
    AUDIT,
    COVERAGE,
    HISTORY,
    PATH,
    RED_LIST,
    STANDUP,
    STANDUP_LOG,
)
from scoring.coverage.tables.choices import PROFILES, TOUCH_OUTCOMES, TOUCH_TYPES
from scoring.coverage.tables.inputs import ACCOUNTS, TOUCHES
from scoring.coverage.tables.rates import (
    BOARD,
    BOARD_GROUPS,
    BOARD_WEEKS,
    SCORECARD,
    TREND,
    WEEK_HEADERS,
    WEEKS_SHOWN,
)

__all__ = [
    "ACCOUNTS",
    "AUDIT",
    "BOARD",
    "BOARD_GROUPS",
    "BOARD_WEEKS",
    "COVERAGE",
    "HISTORY",
    "PATH",
    "PROFILES",
    "RED_LIST",
    "SCORECARD",
    "STANDUP",
    "STANDUP_LOG",
    "TOUCHES",
    "TOUCH_OUTCOMES",
    "TOUCH_TYPES",
    "TREND",
    "WEEKS_SHOWN",
    "WEEK_HEADERS",
]
