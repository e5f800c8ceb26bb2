"""Coverage: five gates, decay, the red list and what is made of them (S0)."""

from scoring.area import Area
from scoring.coverage.tables import (
    ACCOUNTS,
    AUDIT,
    BOARD,
    COVERAGE,
    HISTORY,
    PATH,
    RED_LIST,
    SCORECARD,
    STANDUP,
    STANDUP_LOG,
    TOUCHES,
    TREND,
)

AREA = Area(
    name="coverage",
    title="Sponsor coverage",
    needs="Accounts from the CRM, and the touches with their sponsors.",
    gives="A score for each account, the red list, the scorecard and the board slide.",
    tables=(
        ACCOUNTS,
        TOUCHES,
        COVERAGE,
        RED_LIST,
        STANDUP,
        SCORECARD,
        PATH,
        AUDIT,
        TREND,
        HISTORY,
        STANDUP_LOG,
    ),
    guide="rules.md",
    functions="addin.functions",
    slides=(BOARD,),
)
"""What the doors read of coverage."""
