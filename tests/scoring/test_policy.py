"""Parameters and policy: defaults, overrides, and refusals that name every problem at once."""

import datetime as dt

import pytest

from scoring.parameters import parameters, parameters_in
from scoring.policy import Policy, PolicyError

DAY = dt.date(2027, 3, 1)


def test_every_parameter_has_a_unit_a_sentence_and_a_source():
    for entry in parameters().values():
        assert entry.unit, entry.key
        assert entry.description.endswith("."), entry.key
        assert entry.source[0] in "SCG", entry.key


def test_every_benchmark_is_unverified():
    benchmarks = [entry for key, entry in parameters().items() if key.startswith("benchmark.")]
    assert len(benchmarks) > 10
    assert not any(entry.verified for entry in benchmarks)


def test_every_default_is_a_value_that_the_policy_itself_accepts():
    for key, entry in parameters().items():
        for start, value in entry.default:
            if value == "":
                continue
            given = [{"from": start, "value": value}] if entry.is_dated else value
            given = list(given) if isinstance(given, tuple) else given
            assert Policy.load({key: given}).dated(key)[0][1] == value


@pytest.mark.parametrize("given", [0.5, 5000, "0.5", "50%", "5000", 5000.0], ids=repr)
def test_a_score_may_be_a_share_a_percentage_or_basis_points(given):
    assert Policy.load({"decay.stale_cap": given}).on(DAY).integer("decay.stale_cap") == 5000


@pytest.mark.parametrize(
    "given", [[20, 25, 20, 20, 15], [0.2, 0.25, 0.2, 0.2, 0.15], "20; 25; 20; 20; 15"], ids=repr
)
def test_weights_may_be_percentages_shares_or_text(given):
    assert Policy.load({"score.weights": given}).on(DAY).integers("score.weights") == (
        2000, 2500, 2000, 2000, 1500,
    )  # fmt: skip


def test_a_nested_table_overrides_like_dotted_keys():
    nested = Policy.load({"decay": {"mode": "cliff"}, "sla": {"gate1": 3}})
    dotted = Policy.load({"decay.mode": "cliff", "sla_days.gate1": {"value": 3}})
    assert nested.settings_hash == dotted.settings_hash


def test_toml_targets_as_a_table_of_dated_rows_replace_the_defaults():
    policy = Policy.from_toml("[[targets]]\nfrom = 2026-06-01\nt1 = 0.7\nt2 = 0.4\n")
    assert policy.on(dt.date(2026, 5, 31)).target(1) is None
    assert policy.on(dt.date(2026, 6, 1)).target(1) == 7000
    assert policy.on(dt.date(2030, 1, 1)).target(2) == 4000


def test_the_target_is_the_one_in_force_on_the_day():
    policy = Policy.load()
    days = (dt.date(2026, 12, 31), dt.date(2027, 1, 1), dt.date(2028, 1, 1))
    assert [policy.on(day).target(1) for day in days] == [None, 8000, 9200]
    assert [policy.on(day).target(2) for day in days] == [None, 5000, 7800]
    assert policy.on(days[-1]).target(3) is None


def test_all_problems_are_told_at_once_with_a_hint():
    with pytest.raises(PolicyError) as error:
        Policy.load(
            {
                "decay.mode": "linar",
                "decay.stale_dys": 3,
                "score.weights": [20, 25, 20, 20, 16],
                "redlist.t1": 0.6,
                "decay.start_days": 90,
                "score.levels": [0, 2500, 5000, 7500, 8500, 8000],
                "tiers.cuts": [250000, 300000, 15000],
                "health.cuts": [9, 8],
                "views.csm_coverage": "perhaps",
                "grace.days": 1.5,
                "waiver.max_days": 0,
                "fiscal_year_start_month": 13,
                "touch.plan_days": "soon",
                "coverage.threshold": 85,
                "scope.tiers": [],
                "sla_days.gate1": True,
                "as_of": "tomorrow",
                "gaming.climb": [6000],
            }
        )
    text = str(error.value)
    assert len(error.value.problems) == 18
    assert 'Did you mean "linear_cap"?' in text
    assert 'Did you mean "decay.stale_days"?' in text
    assert "add up to 101" in text
    assert "redlist.t2 0.70 lies above redlist.t1 0.60" in text


def test_a_ramp_may_not_end_below_the_stale_cap():
    given = {"decay.ramp_end": 0.4}
    assert Policy.load(given).on(DAY).integer("decay.ramp_end") == 4000
    with pytest.raises(PolicyError, match=r"decay.ramp_end 0.40 lies below decay.stale_cap 0.50"):
        Policy.load(given | {"decay.mode": "ramp_cliff"})


def test_a_date_may_have_one_value_only():
    rows = [{"from": "2027-01-01", "t1": 0.7}, {"from": "2027-01-01", "t1": 0.8}]
    with pytest.raises(PolicyError, match=r"targets.t1 has two values from the same day"):
        Policy.load({"targets": rows})


def test_a_far_off_key_gets_no_hint():
    with pytest.raises(PolicyError, match=r'there is no parameter "zzz"\.$'):
        Policy.load({"zzz": 1})


def test_a_far_off_choice_gets_no_hint():
    with pytest.raises(PolicyError, match=r"ramp_cliff, cliff, none\.$"):
        Policy.load({"decay.mode": "qqq"})


def test_text_that_is_not_toml_is_refused():
    with pytest.raises(PolicyError, match="Policy file"):
        Policy.from_toml("decay.mode = ")


def test_the_hash_changes_with_a_rule_and_not_with_the_day():
    base = Policy.load().settings_hash
    assert Policy.load({"as_of": "2026-11-16"}).settings_hash == base
    assert Policy.load({"grace.days": 31}).settings_hash != base


def test_dates_may_carry_a_time():
    policy = Policy.load({"as_of": dt.datetime(2026, 11, 16, 8, 30)})
    assert policy.as_of == dt.date(2026, 11, 16)
    assert Policy.load({"as_of": dt.date(2026, 11, 16)}).as_of == dt.date(2026, 11, 16)


def test_choices_are_read_whatever_their_capitals_and_signs():
    policy = Policy.load(
        {"touch.types": ["in_person", "email", "sbr"], "gate2.min_level": "c level"}
    )
    assert policy.on(DAY).texts("touch.types") == ("In person", "E-mail", "SBR")
    assert policy.on(DAY).text("gate2.min_level") == "C-level"


def test_getters_return_their_kind():
    policy = Policy.load({"views.csm_coverage": "yes", "touch.types": "Call, EBR"})
    assert policy.on(DAY).flag("views.csm_coverage") is True
    assert policy.on(DAY).texts("touch.types") == ("Call", "EBR")
    assert policy.on(DAY).number("benchmark.weeks_to_close_weekly") == 3.4
    assert policy.on(DAY).text("tiers.basis") == "ARR"
    assert policy.on(DAY).red_line(1) == 8500
    assert policy.on(DAY).red_line(3) == policy.on(DAY).red_line(2) == 7000


class TestDatedParameters:
    """Any parameter may change with time."""

    rules = Policy.load(
        {
            "redlist.t2": [{"from": "2028-01-01", "value": 0.75}],
            "decay.mode": [{"value": "cliff"}, {"from": dt.date(2027, 7, 1), "value": "none"}],
            "touch.types": [{"from": 46753, "value": "Call"}],
        }
    )

    def test_before_its_date_stands_what_would_stand_without_it(self):
        assert self.rules.on(dt.date(2027, 12, 31)).red_line(2) == 7000
        assert self.rules.on(dt.date(2028, 1, 1)).red_line(2) == 7500

    def test_a_value_without_a_date_holds_from_the_beginning(self):
        assert self.rules.on(dt.date(1999, 1, 1)).text("decay.mode") == "cliff"
        assert self.rules.on(dt.date(2027, 7, 1)).text("decay.mode") == "none"

    def test_lists_and_serials_are_dated_too(self):
        assert len(self.rules.on(dt.date(2027, 12, 31)).texts("touch.types")) > 1
        assert self.rules.on(dt.date(2028, 1, 1)).texts("touch.types") == ("Call",)

    def test_days_with_the_same_numbers_have_the_same_policy(self):
        other = Policy.load({"redlist.t2": 0.75, "decay.mode": "none", "touch.types": "Call"})
        one, two = self.rules.on(dt.date(2028, 2, 1)), other.on(dt.date(2028, 6, 1))
        assert one == two
        assert len({one, two}) == 1
        assert one != self.rules.on(dt.date(2027, 7, 1))
        assert one != "a policy"

    def test_two_policies_with_the_same_dates_are_equal(self):
        again = Policy.load({"redlist.t2": [{"from": "2028-01-01", "value": 0.75}]})
        assert again == Policy.load({"redlist.t2": [{"from": "2028-01-01", "value": 0.75}]})
        assert (
            len({again, Policy.load({"redlist.t2": [{"from": "2028-01-01", "value": 0.75}]})}) == 1
        )
        assert again != Policy.load()
        assert again != "a policy"

    def test_it_knows_the_days_on_which_a_group_changes(self):
        days = self.rules.changes_after(dt.date(2027, 7, 1), ("redlist", "decay"))
        assert days == [dt.date(2028, 1, 1)]

    def test_a_contradiction_is_told_with_the_day_from_which_it_stands(self):
        rows = [{"from": "2028-01-01", "value": 0.9}]
        with pytest.raises(PolicyError) as error:
            Policy.load({"redlist.t2": rows})
        (problem,) = error.value.problems
        assert problem.startswith("Policy: redlist.t2 0.90 lies above redlist.t1 0.85.")
        assert problem.endswith("(from 2028-01-01)")

    def test_the_as_of_date_is_one_day(self):
        with pytest.raises(PolicyError, match="as_of is one day"):
            Policy.load({"as_of": [{"from": "2028-01-01", "value": "2028-01-03"}]})

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ({"from": "2028-01-01"}, "has no value from 2028-01-01 on"),
            (
                {"from": "2028-01-01", "value": 0.9, "until": "2029-01-01"},
                "has until in a dated row",
            ),
        ],
    )
    def test_a_dated_row_has_a_day_and_a_value_alone(self, row, said):
        with pytest.raises(PolicyError, match=f"redlist.t2 {said}"):
            Policy.load({"redlist.t2": [{"value": 0.7}, row]})

    def test_a_date_that_cannot_be_read_is_refused(self):
        with pytest.raises(PolicyError, match=r'redlist\.t2 "soon" is not a date'):
            Policy.load({"redlist.t2": [{"from": "soon", "value": 0.9}]})


class TestParameterFiles:
    """A file of parameters is refused where it is not as it must be."""

    entry = 'kind = "days"\nunit = "days"\ndescription = "D."\nsource = "S0-01"\nverified = true\n'

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ("", "needs either value or values"),
            (
                "value = 1\nvalues = [{ from = 2027-01-01, value = 2 }]",
                "needs either value or values",
            ),
            ("value = 1\nvalu = 2", "not known, or lacks some: valu"),
            (
                "values = [{ from = 2028-01-01, value = 2 }, { from = 2027-01-01, value = 1 }]",
                "in order of time",
            ),
        ],
    )
    def test_it_names_the_entry(self, more, said):
        with pytest.raises(ValueError, match=rf"area: (?:the values of )?a\.b .*{said}"):
            parameters_in(f"[a.b]\n{self.entry}{more}", "area")

    def test_it_lacks_nothing(self):
        with pytest.raises(ValueError, match=r"lacks some: source, verified"):
            parameters_in('[a.b]\nkind = "days"\nunit = "days"\ndescription = "D."\nvalue = 1')

    def test_it_may_change_from_a_day_on(self):
        values = "values = [{ value = 1 }, { from = 2028-01-01, value = 2 }]"
        (entry,) = parameters_in(f"[a.b]\n{self.entry}{values}", "area")
        assert entry.default == ((dt.date.min, 1), (dt.date(2028, 1, 1), 2))
        assert not entry.is_dated

    def test_no_parameter_stands_in_two_files(self, monkeypatch):
        monkeypatch.setattr("scoring.parameters.PACKAGES", ("scoring", "scoring"))
        parameters.cache_clear()
        with pytest.raises(ValueError, match="there is a parameter as_of already"):
            parameters()
        parameters.cache_clear()


@pytest.mark.parametrize("zone", ["", "Europe/Berlin", "UTC"])
def test_a_zone_is_one_of_the_worlds(zone):
    policy = Policy.load({"import.timezone": zone})
    assert policy.on(dt.date(2027, 1, 1)).text("import.timezone") == zone


@pytest.mark.parametrize("zone", ["Mars/Base", "../secret", "Berlin time"])
def test_what_is_no_zone_is_refused(zone):
    with pytest.raises(PolicyError, match=r"is not a time zone\. Use one such as Europe/Berlin"):
        Policy.load({"import.timezone": zone})
