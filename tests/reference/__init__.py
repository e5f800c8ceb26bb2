"""The rules of docs/rules.md a second time, in plain Python, to be compared with the product.

Written from the rules alone: nothing here comes from `scoring`. It goes the long way round, row by
row and day by day, so that a page of it can be read beside the page of the rules that it repeats.
"""

from tests.reference.accounts import (
    BAD,
    GATES,
    Picture,
    decay_cap,
    gate_score,
    red_line,
    reference_rate,
    reference_rows,
    status,
)
from tests.reference.rules import DEFAULTS, Row, Rules, Touch

__all__ = [
    "BAD",
    "DEFAULTS",
    "GATES",
    "Picture",
    "Row",
    "Rules",
    "Touch",
    "decay_cap",
    "gate_score",
    "red_line",
    "reference_rate",
    "reference_rows",
    "status",
]
