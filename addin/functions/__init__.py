"""The worksheet functions: one module that classic xlwings, xlwings Server and Lite load unchanged.

A docstring is the help of its function in Excel, so it is one line. Nothing is volatile: what a
function answers follows from its arguments and the parameters in force. In classic Excel these are
the Settings of the tracker that is active, if one is; other hosts show a function no workbook, so
there they are the defaults of parameters.toml. Only an as-of date that is left out means today.

Classic Excel runs them on Windows; macOS has the macros only.
"""

from addin.functions.coverage import (
    sponsor_covered_until,
    sponsor_current_score,
    sponsor_explain,
    sponsor_issues,
    sponsor_next_play,
    sponsor_parameter,
    sponsor_path_to_target,
    sponsor_play_due,
    sponsor_rate,
    sponsor_red_list,
    sponsor_score,
    sponsor_scorecard,
    sponsor_scores,
    sponsor_status,
    sponsor_target,
    sponsor_tier,
)
from addin.functions.declared import ARGUMENT_HELP

__all__ = [
    "ARGUMENT_HELP",
    "sponsor_covered_until",
    "sponsor_current_score",
    "sponsor_explain",
    "sponsor_issues",
    "sponsor_next_play",
    "sponsor_parameter",
    "sponsor_path_to_target",
    "sponsor_play_due",
    "sponsor_rate",
    "sponsor_red_list",
    "sponsor_score",
    "sponsor_scorecard",
    "sponsor_scores",
    "sponsor_status",
    "sponsor_target",
    "sponsor_tier",
]
