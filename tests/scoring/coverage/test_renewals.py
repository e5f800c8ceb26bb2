"""When the accounts on the red list renew."""

from __future__ import annotations

import pandas as pd

from scoring.coverage.redlist import red_list
from scoring.coverage.renewals import renewing
from scoring.policy import Policy
from tests.scoring.coverage.sample import AS_OF, UNCOVERED, scored

POLICY = Policy.load()


def test_the_parts_add_up_to_the_red_list() -> None:
    days = [0, 90, 91, 180, 181, -1, None]
    rows = [
        UNCOVERED
        | {
            "ARR": 10.0**n,
            "Renewal date": day if day is None else pd.Timestamp(AS_OF) + pd.Timedelta(days=day),
        }
        for n, day in enumerate(days)
    ]
    frame = scored({"ARR": 5e9}, *rows, UNCOVERED | {"ARR": None})
    found = renewing(red_list(frame, POLICY, AS_OF), frame, POLICY.on(AS_OF), AS_OF)
    assert [(span.when, span.accounts, span.arr) for span in found] == [
        ("within 90 days", 2, 11),
        ("in 91–180 days", 2, 1100),
        ("later", 1, 10_000),
        ("unknown", 3, 1_100_000),
    ]


def test_settings_say_how_long_the_spans_are() -> None:
    policy = Policy.load({"redlist.renewal_days": [30, 60]})
    found = renewing(red_list(scored(), policy, AS_OF), scored(), policy.on(AS_OF), AS_OF)
    assert [span.when for span in found] == ["within 30 days", "in 31–60 days", "later", "unknown"]
    assert sum(span.accounts for span in found) == 0
