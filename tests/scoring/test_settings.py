"""The Settings table as overrides of a policy."""

import datetime as dt

import pandas as pd
import pytest

from scoring.parameters import parameters
from scoring.policy import Policy, PolicyError
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
    assert policy.on(dt.date(2027, 3, 1)).integer("decay.stale_days") == 60
    assert policy.on(dt.date(2027, 3, 1)).integer("grace.days") == 5


def test_one_changed_date_of_a_target_keeps_the_others():
    rows = settings(
        ("targets.t1", dt.datetime(2027, 1, 1), 0.75, 0.8),
        ("targets.t1", dt.datetime(2028, 1, 1), None, 0.92),
        ("targets.t1", None, None, None),
    )
    policy = policy_from(rows)
    assert policy.on(dt.date(2027, 6, 1)).target(1) == 7500
    assert policy.on(dt.date(2028, 6, 1)).target(1) == 9200


def test_any_parameter_may_have_a_row_for_a_later_day():
    rows = settings(
        ("redlist.t2", None, None, 0.7),
        ("decay.mode", None, "cliff", "linear_cap"),
        ("redlist.t2", dt.datetime(2028, 1, 1), 0.75, None),
        ("decay.mode", "2027-07-01", "none", None),
    )
    policy = policy_from(rows)
    before, after = policy.on(dt.date(2027, 6, 30)), policy.on(dt.date(2028, 1, 1))
    assert (before.red_line(2), before.text("decay.mode")) == (7000, "cliff")
    assert (after.red_line(2), after.text("decay.mode")) == (7500, "none")


def test_none_is_a_mode_of_decay_and_not_an_empty_cell():
    policy = policy_from(settings(("decay.mode", None, "none", "linear_cap")))
    assert policy.on(dt.date(2027, 3, 1)).text("decay.mode") == "none"


def test_a_from_that_is_no_date_is_refused_by_its_row():
    rows = settings(("redlist.t2", None, None, 0.7), ("redlist.t2", "from 2028", 0.75, None))
    said = r'^Settings row 6: From of redlist\.t2 "from 2028" is not a date\. Use one such as'
    with pytest.raises(PolicyError, match=said):
        policy_from(rows)


@pytest.mark.parametrize("cell", ["\u200b", "\ufeff", "\u00a0", "\t ", ""])
def test_a_value_of_signs_that_are_not_seen_means_the_default(cell):
    policy = policy_from(settings(("grace.days", cell, cell, 30.0)))
    assert policy.settings_hash == Policy.load().settings_hash


def test_a_bad_row_is_refused_even_if_a_later_one_of_its_parameter_wins():
    rows = settings(("grace.days", None, "soon", 30.0), ("grace.days", None, 10.0, 30.0))
    with pytest.raises(PolicyError, match=r'^Settings row 5: grace\.days "soon"'):
        policy_from(rows)


def test_a_bad_value_of_a_later_day_is_told_by_its_own_row():
    rows = settings(
        ("redlist.t2", None, 0.72, 0.7),
        ("redlist.t2", dt.datetime(2028, 1, 1), "high", None),
        ("decay.mod", None, "cliff", None),
    )
    with pytest.raises(PolicyError) as error:
        policy_from(rows)
    first, second = error.value.problems
    assert first == 'Settings row 6: redlist.t2 "high" is not a number. Use digits only.'
    assert second.startswith('Settings row 7: there is no parameter "decay.mod".')


def test_settings_without_the_column_from_are_read():
    rows = settings(("grace.days", None, 10.0, 30.0)).drop(columns="From")
    assert policy_from(rows).on(dt.date(2027, 3, 1)).integer("grace.days") == 10


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
    assert policy_from(filled).as_of == dt.date(2026, 11, 16)
