"""The Settings table as overrides of a policy."""

import datetime as dt

import pandas as pd
import pytest

from scoring.policy import Policy, PolicyError, parameters
from scoring.settings import policy_from, with_values


def settings(*rows):
    frame = pd.DataFrame(rows, columns=["Parameter", "From", "Value", "Default"], dtype=object)
    return frame.set_axis(range(5, 5 + len(frame)))


def test_an_empty_value_means_the_default():
    policy = policy_from(
        settings(("decay.mode", None, None, "linear_cap"), (None, None, None, None))
    )
    assert policy.settings_hash == Policy.load().settings_hash


def test_a_value_counts_and_the_command_line_wins_over_it():
    rows = settings(("decay.stale_days", None, 60.0, 90.0), ("grace.days", None, 10.0, 30.0))
    policy = policy_from(rows, {"grace.days": 5})
    assert policy.integer("decay.stale_days") == 60
    assert policy.integer("grace.days") == 5


def test_one_changed_date_of_a_target_keeps_the_others():
    rows = settings(
        ("targets.t1", dt.datetime(2027, 1, 1), 0.75, 0.8),
        ("targets.t1", dt.datetime(2028, 1, 1), None, 0.92),
        ("targets.t1", None, None, None),
    )
    policy = policy_from(rows)
    assert policy.target(1, dt.date(2027, 6, 1)) == 7500
    assert policy.target(1, dt.date(2028, 6, 1)) == 9200


def test_settings_without_the_column_from_are_read():
    rows = settings(("grace.days", None, 10.0, 30.0)).drop(columns="From")
    assert policy_from(rows).integer("grace.days") == 10


def test_a_problem_names_its_row():
    rows = settings(("grace.days", None, None, 30), ("decay.mode", None, "liner_cap", "linear_cap"))
    with pytest.raises(PolicyError, match=r'^Settings row 6: decay.mode "liner_cap"'):
        policy_from(rows)


def test_filled_in_values_read_back_as_they_were_given():
    entries = [
        (key, start if entry.is_dated else None, None, None)
        for key, entry in parameters().items()
        for start, _ in entry.default
    ]
    overrides = {
        "decay.mode": "cliff",
        "score.levels": [0, 1000, 2000, 3000, 8500, 10000],
        "views.csm_coverage": True,
        "as_of": dt.date(2026, 11, 16),
        "touch.types": ["Call"],
        "grace.days": 14,
        "targets.t1": [
            {"from": dt.date(2026, 1, 1), "value": 0.5},
            {"from": dt.date(2026, 7, 1), "value": 0.6},
            {"from": dt.date(2027, 7, 1), "value": 0.7},
        ],
    }
    entries.append(("gone.parameter", None, None, None))
    filled = with_values(settings(*entries), overrides)
    assert policy_from(filled).settings_hash == Policy.load(overrides).settings_hash
    assert policy_from(filled).value("as_of") == dt.date(2026, 11, 16)
