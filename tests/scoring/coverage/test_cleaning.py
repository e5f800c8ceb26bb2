"""Messy tables to typed columns: every problem is an issue, and no account is lost."""

import datetime as dt

import pandas as pd
import pytest

from scoring.cleaning import TableError, clean, joined_issues
from scoring.coverage.cleaning.touches import touch_issues
from scoring.coverage.scorecard import scorecard
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS, COVERAGE, TOUCHES
from scoring.policy import Policy

DAY = dt.date(2026, 11, 16)


def accounts(*rows, policy=None, first_row=5):
    """Clean accounts given as dicts; what is not given is an ordinary covered Tier 1 account."""
    base = {
        "Account ID": None,
        "Account": "Acme",
        "ARR": 300000,
        "Customer sponsor": "Ann Ames",
        "Internal executive": "Bo Berg",
        "Executive title": "VP CS",
        "Two-way intro date": "2026-01-05",
        "Last touch date": "2026-11-10",
        "Business outcome": "Saved 3 weeks",
    }
    raw = pd.DataFrame(
        [base | {"Account ID": f"A{place}"} | row for place, row in enumerate(rows)], dtype=object
    )
    raw.index = pd.RangeIndex(first_row, first_row + len(raw))
    return clean(raw, ACCOUNTS, policy or Policy.load(), DAY)


def touches(*rows):
    raw = pd.DataFrame(rows, dtype=object)
    raw.index = pd.RangeIndex(5, 5 + len(raw))
    return clean(raw, TOUCHES, Policy.load(), DAY)


def codes(issues):
    return list(issues["Code"])


def test_a_clean_account_has_no_issue_and_typed_columns():
    typed, issues = accounts({})
    assert issues.empty
    row = typed.iloc[0]
    assert (row["Tier"], row["ARR"]) == (1, 300000.0)
    assert row["Last touch date"] == pd.Timestamp("2026-11-10")
    assert not row["Bad"]


def test_an_issue_names_sheet_row_account_column_value_code_problem_and_fix():
    _, issues = accounts({}, {"Last touch date": "31/02/2026"})
    assert issues.iloc[0].to_dict() == {
        "Sheet": "Accounts",
        "Row": 6,
        "Account ID": "A1",
        "Column": "Last touch date",
        "Value": "31/02/2026",
        "Code": "DATE_UNREADABLE",
        "Problem": 'Last touch date "31/02/2026" is not a date.',
        "Fix": "Use a real date, for example 2026-02-28.",
    }


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Last touch date": "2026-11-17"}, "DATE_FUTURE"),
        ({"Two-way intro date": "2027-01-01"}, "DATE_FUTURE"),
        ({"Outcome date": "soon"}, "DATE_UNREADABLE"),
        ({"Sponsor status": "vanished"}, "CHOICE_UNKNOWN"),
        ({"Profile": "triple"}, "CHOICE_UNKNOWN"),
        ({"Customer sponsor": "#REF!"}, "CELL_ERROR"),
        ({"Go-live date": "later"}, "DATE_UNREADABLE"),
        ({"Go-live date": "2027-11-17"}, "GOLIVE_FAR"),
    ],
    ids=str,
)
def test_a_deciding_value_that_cannot_be_read_marks_the_account(cells, code):
    typed, issues = accounts(cells)
    assert typed["Bad"].iloc[0]
    assert codes(issues) == [code]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Last touch date": 0}, "DATE_ZERO"),
        ({"Health score": "good"}, "NUMBER_UNREADABLE"),
        ({"Renewal date": "later"}, "DATE_UNREADABLE"),
        ({"Last touch type": "telepathy"}, "CHOICE_UNKNOWN"),
        ({"Executive title": None}, "TITLE_MISSING"),
        ({"Executive title": "Wizard"}, "TITLE_UNKNOWN"),
        ({"Owner this quarter": "Ann & Bo"}, "OWNER_SEVERAL"),
        ({"Tier": 1, "ARR": "lots"}, "NUMBER_UNREADABLE"),
        ({"ARR": 0}, "AMOUNT_ZERO"),
        ({"Sponsor status": "Declined"}, "DECLINED_NO_WAIVER"),
        ({"Waiver reason": "declined"}, "WAIVER_INCOMPLETE"),
        ({"Waiver expires": "later"}, "DATE_UNREADABLE"),
    ],
    ids=str,
)
def test_other_problems_are_noted_and_leave_the_account_scored(cells, code):
    typed, issues = accounts(cells)
    assert not typed["Bad"].iloc[0]
    assert code in codes(issues)


@pytest.mark.parametrize(
    ("cells", "tier"),
    [
        ({"ARR": 250000}, 1), ({"ARR": 249999.99}, 2), ({"ARR": 50000}, 2), ({"ARR": 49999}, 3),
        ({"ARR": 15000}, 3), ({"ARR": 14999}, 4), ({"ARR": 0}, 4), ({"ARR": 1000, "Tier": "T1"}, 1),
    ],
    ids=str,
)  # fmt: skip
def test_the_tier_column_wins_and_arr_cuts_otherwise(cells, tier):
    assert accounts(cells)[0]["Tier"].iloc[0] == tier


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"ARR": None}, "TIER_MISSING"),
        ({"ARR": "lots"}, "TIER_MISSING"),
        ({"ARR": -5}, "AMOUNT_NEGATIVE"),
    ],
    ids=str,
)
def test_an_account_whose_tier_cannot_be_told_has_none(cells, code):
    typed, issues = accounts(cells)
    assert typed["Tier"].isna().all()
    assert code in codes(issues)


def test_the_other_amount_stands_in_where_the_first_is_empty_throughout():
    typed, issues = accounts({"ARR": None, "ACV": 60000})
    assert (typed["Tier"].iloc[0], typed["ARR"].iloc[0]) == (2, 60000)
    assert codes(issues) == ["AMOUNT_SUBSTITUTED"]
    policy = Policy.load({"tiers.basis": "ACV"})
    assert codes(accounts({}, policy=policy)[1]) == ["AMOUNT_SUBSTITUTED"]
    assert accounts({"ACV": 60000}, policy=policy)[0]["Tier"].iloc[0] == 2


def test_the_other_amount_stands_in_row_by_row():
    typed, issues = accounts({"ARR": None, "ACV": 60000}, {}, {"ARR": "lots", "ACV": 60000})
    assert typed["Tier"].to_list() == [2, 1, pd.NA]
    assert codes(issues) == ["AMOUNT_SUBSTITUTED", "NUMBER_UNREADABLE", "TIER_MISSING"]


@pytest.mark.parametrize("cell", ["gold", -1], ids=str)
def test_an_unreadable_tier_leaves_the_amount_to_decide_and_is_a_data_issue(cell):
    typed, issues = accounts({"Tier": cell, "ARR": 60000})
    assert typed["Tier"].iloc[0] == 2
    assert typed["Tier open"].iloc[0]
    assert codes(issues) == ["TIER_UNREADABLE"]


@pytest.mark.parametrize(
    "cell",
    ["No sponsor", "None identified", "Vacant - hiring", "To be hired", "Ann Lee (left company)"],
)
def test_a_text_that_says_there_is_nobody_names_nobody(cell):
    typed, issues = accounts({"Customer sponsor": cell})
    assert typed["Customer sponsor"].isna().all()
    assert not typed["Bad"].any()
    assert codes(issues) == ["PLACEHOLDER"]


@pytest.mark.parametrize("cell", ["<p></p>", "&nbsp;", "<p>n/a</p>", "\u2060\u200b", "<p>-</p>"])
def test_a_cell_that_only_looks_filled_passes_no_gate(cell):
    typed, issues = accounts({"Business outcome": cell, "Customer sponsor": cell})
    assert typed[["Business outcome", "Customer sponsor"]].isna().all(axis=None)
    assert issues.empty


@pytest.mark.parametrize("cell", ["Not started", "Not documented yet", "To be agreed"])
def test_a_text_that_says_there_is_no_outcome_documents_none(cell):
    typed, issues = accounts({"Business outcome": cell})
    assert typed["Business outcome"].isna().all()
    assert codes(issues) == ["PLACEHOLDER"]


@pytest.mark.parametrize(
    "cell",
    [
        "Integration User", "System Administrator", "No longer with company", "N/A - none", "N/A (none)", "offen",
        "Offen (bis Mai)", "noch offen", "kein Sponsor", "Kein Ansprechpartner", "k. A.", "N.N.", "ohne Sponsor",
        "non attribu\u00e9", "Aucun", "Aucun sponsor", "\u00c0 d\u00e9finir", "sin asignar", "Sin patrocinador", "Ninguno",
        "por definir - Q3", "nessuno", "da definire", "n\u00e3o atribu\u00eddo", "Sem sponsor", "geen sponsor", "onbekend",
        "House account", "Deleted User: 42", "Former employee", "pas de sponsor", "Vacant since May",
    ],
)  # fmt: skip
def test_words_for_nobody_are_known_in_the_languages_of_crms(cell):
    typed, issues = accounts({"Customer sponsor": cell})
    assert typed["Customer sponsor"].isna().all()
    assert codes(issues) == ["PLACEHOLDER"]


@pytest.mark.parametrize(
    "cell",
    ["Tobias Offen", "Offen, Tobias", "Ann Personne", "Admin Kaya", "Kein Tanaka", "Ann Test", "Sin Li", "Nina Nemo"],
)  # fmt: skip
def test_a_person_may_be_called_like_such_a_word(cell):
    typed, issues = accounts({"Customer sponsor": cell})
    assert typed["Customer sponsor"].tolist() == [cell]
    assert issues.empty


@pytest.mark.parametrize(
    "cell",
    [
        "None", "None yet", "None (see CRM)", "N/A - none", "Pending: CFO", "pending approval", "In progress - Q3",
        "TBD with CFO", "To be agreed with the CIO", "offen", "noch offen (Mai)", "in Bearbeitung", "en cours",
        "\u00c0 d\u00e9finir", "pendiente", "da definire", "em andamento", "nog te bepalen", "k.A.", "Aucun.",
    ],
)  # fmt: skip
def test_words_for_no_outcome_are_known_in_the_languages_of_crms(cell):
    typed, issues = accounts({"Business outcome": cell})
    assert typed["Business outcome"].isna().all()
    assert codes(issues) in (["PLACEHOLDER"], [])


@pytest.mark.parametrize(
    "cell",
    [
        "No downtime in the third quarter", "Nothing lost in migration", "None of the sites had an outage",
        "Pending invoices cut by 30%", "Unknown, undocumented costs cut by 10%", "Offene Posten halbiert",
        "In progress tickets down 40%", "To be the market leader they cut costs", "Missing parts down to 2%",
        "Pending-invoice backlog gone", "Kein Ausfall im dritten Quartal", "Aucun incident depuis mai",
    ],
)  # fmt: skip
def test_an_outcome_may_begin_with_no(cell):
    assert accounts({"Business outcome": cell})[0]["Business outcome"].iloc[0] == cell


def test_a_surname_with_a_comma_is_one_owner():
    assert accounts({"Owner this quarter": "Smith, John"})[1].empty


def test_a_repeated_row_counts_once_and_is_noted():
    typed, issues = accounts({"Account ID": "X"}, {"Account ID": "X"}, {})
    assert list(typed["Account ID"]) == ["X", "A2"]
    assert list(typed["Repeated"]) == [1, 0]
    assert not typed["Contradictory"].any()
    assert codes(issues) == ["ID_REPEATED"]


def test_rows_of_one_id_that_differ_cannot_be_trusted():
    typed, issues = accounts({"Account ID": "X", "ARR": 1}, {"Account ID": "X"}, {})
    assert list(typed["Contradictory"]) == [True, False]
    assert typed["Tier"].iloc[0] == 1  # the higher of the two
    assert list(typed["Repeated"]) == [1, 0]
    assert codes(issues) == ["ID_CONTRADICTORY"] * 2


@pytest.mark.parametrize(
    ("rows", "scope", "tier", "status"),
    [
        ([{"Tier": 3}, {"Tier": 4}], [1, 2], 3, "Out of scope"),
        ([{"Tier": 3}, {"Tier": 2}], [1, 2], 2, "Data issue"),
        ([{"Tier": 1}, {"Tier": 2}], [2], 2, "Data issue"),
        ([{"Tier": 3}, {"Tier": "gold", "ARR": 20000}], [1, 2], 3, "Data issue"),
        ([{"Tier": 3}, {"ARR": None}], [1, 2], 3, "Data issue"),
        ([{"Tier": 3, "Region": "East"}, {"Tier": 3}], [1, 2], 3, "Out of scope"),
        ([{"Tier": 3, "Account ID": None}], [1, 2], 3, "Out of scope"),
        ([{"Tier": 2, "Account ID": None}], [1, 2], 2, "Data issue"),
    ],
    ids=str,
)
def test_an_id_that_cannot_be_trusted_counts_only_where_a_tier_of_its_rows_is_in_scope(
    rows, scope, tier, status
):
    policy = Policy.load({"scope.tiers": scope})
    typed, _ = accounts(*({"Account ID": "X"} | row for row in rows), policy=policy)
    scored = score_accounts(typed, policy, DAY)
    assert scored[["Tier", "Status"]].to_numpy().tolist() == [[tier, status]]
    assert scored["Counted"].tolist() == [status == "Data issue"]
    assert scorecard(scored, policy, DAY)["Accounts"].iloc[0] == int(status == "Data issue")


def test_a_row_without_an_id_is_kept_as_a_data_issue():
    typed, issues = accounts({"Account ID": None})
    assert list(typed["Contradictory"]) == [True]
    assert codes(issues) == ["ID_MISSING"]


def test_ids_that_differ_in_capitals_only_stay_apart():
    typed, _ = accounts({"Account ID": "0015000000Gv7qJ"}, {"Account ID": "0015000000GV7QJ"})
    assert typed["Account ID"].nunique() == 2
    assert not typed["Contradictory"].any()


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("CRO", 4), ("Chief Customer Officer", 4), ("VP CS", 3), ("Senior Vice President, Sales", 3),
        ("President", 4), ("Director of CS", 2), ("Senior CSM", 1), ("Wizard", -1),
        ("Executive Assistant to the CEO", 1), ("Aide to the CEO", 1), ("Engineer, Office of the CTO", 1), ("Product Owner", -1), ("Chief Engineer", -1),
        ("Chief Executive Officer", 4), ("Chief of Staff", -1), (None, 0),
    ],
    ids=str,
)  # fmt: skip
def test_a_title_tells_its_level(title, level):
    assert accounts({"Executive title": title})[0]["Executive level"].iloc[0] == level


@pytest.mark.parametrize("title", [None, "VP CS", "Chief Customer Officer", "Wizard", "CSM"])
@pytest.mark.parametrize(
    "names",
    [
        ("Cy  Coe", "cy coé"),
        ("Coe, Cy", "Cy Coe"),
        ("Cy Coe (VP)", "Cy Coe"),
        ("Cy Coe", "Cy Coe; Di Dow"),
        ("Cy Coe & Di Dow", "Di Dow, Cy Coe"),
    ],
    ids=str,
)
def test_an_executive_who_is_the_own_csm_counts_as_a_csm_whatever_the_title(title, names):
    executive, csm = names
    typed, issues = accounts(
        {"Executive title": title, "Internal executive": executive, "CSM": csm}
    )
    assert typed["Executive level"].iloc[0] == 1
    assert codes(issues) == ["EXECUTIVE_IS_CSM"]


@pytest.mark.parametrize(
    "names", [("Bo Berg & Cy Coe", "Cy Coe"), ("Bo Berg", None), ("& ;", "Cy Coe")], ids=str
)
def test_beside_a_csm_the_title_of_somebody_else_tells(names):
    executive, csm = names
    typed, issues = accounts({"Internal executive": executive, "CSM": csm})
    assert typed["Executive level"].iloc[0] == 3
    assert issues.empty


def test_where_a_manager_is_enough_the_own_csm_is_no_issue():
    policy = Policy.load({"gate2.min_level": "Manager"})
    assert accounts({"Internal executive": "Cy Coe", "CSM": "Cy Coe"}, policy=policy)[1].empty


@pytest.mark.parametrize(
    ("expires", "valid", "code"),
    [
        ("2026-11-16", True, None),
        ("2026-11-15", False, "WAIVER_EXPIRED"),
        ("2027-05-15", True, None),
        ("2027-05-16", False, "WAIVER_TOO_LONG"),
    ],
)
def test_a_waiver_counts_from_today_to_half_a_year_ahead(expires, valid, code):
    waiver = {"Waiver reason": "declined", "Waiver approver": "VP CS", "Waiver expires": expires}
    typed, issues = accounts(waiver)
    assert typed["Waiver valid"].iloc[0] == valid
    assert codes(issues) == ([code] if code else [])


@pytest.mark.parametrize(
    ("cell", "date", "undated"),
    [
        ("yes", None, True),
        (True, None, True),
        ("no", None, False),
        ("WAHR", None, True),
        ("\u2713", None, True),
        ("FALSCH", None, False),
        ("\u2717", None, False),
        ("2026-01-05", "2026-01-05", False),
    ],
    ids=str,
)
def test_an_intro_may_be_a_date_or_yes_or_no(cell, date, undated):
    typed, issues = accounts({"Two-way intro date": cell})
    assert typed["Intro undated"].iloc[0] == undated
    assert typed["Two-way intro date"].iloc[0] == pd.Timestamp(date) or date is None
    assert issues.empty


def test_a_word_that_many_intros_share_is_one_issue_and_no_data_issue():
    rows = [{"Two-way intro date": cell} for cell in ("Jein", "jein ", "soon", "2026-01-05", "yes")]
    typed, issues = accounts(*rows)
    assert sorted(codes(issues)) == ["DATE_UNREADABLE", "VALUE_UNKNOWN"]
    assert list(typed["Bad"]) == [False, False, True, False, False]
    assert list(typed["Intro undated"]) == [False, False, False, False, True]
    unknown = issues[issues["Code"] == "VALUE_UNKNOWN"]
    assert '1 word in 2 rows such as "Jein"' in unknown["Problem"].iloc[0]


def test_errors_in_intros_stay_issues_of_their_accounts():
    typed, _ = accounts(*[{"Two-way intro date": "#REF!"}] * 2)
    assert list(typed["Bad"]) == [True, True]


@pytest.mark.parametrize(
    "cell", ["TBD", "no", "FALSCH", "\u2717", "-", 0.0, "n/a", False], ids=repr
)
def test_placeholders_name_no_sponsor_and_no_outcome(cell):
    typed, _ = accounts({"Customer sponsor": cell, "Business outcome": cell})
    assert typed[["Customer sponsor", "Business outcome"]].isna().all(axis=None)


def test_an_ambiguous_column_is_said_once():
    _, issues = accounts({"Last touch date": "03/04/2026"}, {"Last touch date": "05/06/2026"})
    assert codes(issues) == ["DATE_ORDER_OPEN"]
    assert pd.isna(issues["Row"].iloc[0])


def test_the_order_of_dates_may_be_set():
    policy = Policy.load({"import.date_order": "day first"})
    typed, issues = accounts({"Last touch date": "03/04/2026"}, policy=policy)
    assert typed["Last touch date"].iloc[0] == pd.Timestamp("2026-04-03")
    assert issues.empty


def test_a_date_that_may_be_either_in_a_mixed_column_is_refused():
    cells = ["03/04/2026", "25/04/2026", "04/25/2026"]
    typed, issues = accounts(*[{"Last touch date": cell} for cell in cells])
    assert codes(issues) == ["DATE_AMBIGUOUS"]
    assert list(typed["Bad"]) == [True, False, False]


def test_headers_may_be_aliases_and_blank_rows_are_passed_over():
    raw = pd.DataFrame(
        {
            "Id": ["7", None, ""],
            "Account Name": ["Acme", None, " "],
            "Annual Recurring Revenue": ["1M", None, ""],
        },
        dtype=object,
    )
    typed, issues = clean(raw, ACCOUNTS, Policy.load(), DAY)
    assert list(typed["Account ID"]) == ["7"]
    assert set(codes(issues)) == {"COLUMN_MISSING"}


def test_a_missing_column_says_what_it_means():
    _, issues = clean(
        pd.DataFrame({"Account ID": ["7"], "Tier": [1]}), ACCOUNTS, Policy.load(), DAY
    )
    problem = issues.set_index("Column").loc["Internal executive", "Problem"]
    assert problem == 'There is no column "Internal executive": no account passes gate 2.'


def test_a_header_that_is_nearly_right_is_pointed_out_and_a_repeated_one_too():
    raw = pd.DataFrame([["7", 1, "Ann", "Bo", "x", 1, 2]], dtype=object)
    raw.columns = ["Account ID", "Tier", "Customr sponsor", "Region", "Region", "Mine", "Mine"]
    _, issues = clean(raw, ACCOUNTS, Policy.load(), DAY)
    assert {"HEADER_UNKNOWN", "HEADER_REPEATED"} <= set(codes(issues))


@pytest.mark.parametrize("columns", [["Account"], ["Account ID"], []], ids=str)
def test_a_table_without_its_least_columns_is_refused(columns):
    with pytest.raises(TableError, match="Accounts has no column"):
        clean(pd.DataFrame(columns=columns), ACCOUNTS, Policy.load(), DAY)


def test_long_values_are_cut_in_the_issue():
    _, issues = accounts({"Last touch date": "x" * 500})
    assert len(issues["Value"].iloc[0]) == 80


def test_a_clean_touch_is_typed_and_qualifies():
    typed, issues = touches({"Account ID": "A", "Touch date": "2026-11-01", "Type": "Zoom"})
    assert issues.empty
    assert typed.iloc[0][["Type", "Qualifies"]].to_list() == ["Video", True]


@pytest.mark.parametrize(
    ("cells", "code", "kept"),
    [
        ({"Account ID": None}, "ID_MISSING", False),
        ({"Touch date": None}, "DATE_MISSING", False),
        ({"Touch date": "never"}, "DATE_UNREADABLE", False),
        ({"Touch date": "2026-11-17"}, "DATE_FUTURE", False),
        ({"Type": None}, "TYPE_MISSING", True),
        ({"Type": "telepathy"}, "CHOICE_UNKNOWN", True),
    ],
    ids=str,
)
def test_a_touch_with_a_problem_does_not_count(cells, code, kept):
    good = {"Account ID": "A", "Touch date": "2026-11-01", "Type": "Call"}
    typed, issues = touches(good, good | cells)
    assert codes(issues) == [code]
    dated = typed.loc[typed["Touch date"].notna()]
    assert list(dated["Qualifies"]) == [True, False][: 2 if kept else 1]
    assert list(typed["Future"]) == [False, code == "DATE_FUTURE"][: len(typed)]


def test_touches_without_any_type_are_said_once():
    typed, issues = touches({"Account ID": "A", "Touch date": "2026-11-01"})
    assert codes(issues) == ["COLUMN_MISSING"]
    assert not typed["Qualifies"].any()


def test_touches_of_unknown_accounts_and_before_the_contract_are_noted():
    typed, _ = accounts({"Go-live date": "2026-01-01"})
    log, _ = touches(
        {"Account ID": "A0", "Touch date": "2026-11-01", "Type": "Call"},
        {"Account ID": "A0", "Touch date": "2024-12-31", "Type": "Call"},
        {"Account ID": "B", "Touch date": "2026-11-01", "Type": "Call"},
    )
    issues = touch_issues(log, typed, Policy.load().on(DAY))
    assert dict(zip(issues["Row"], issues["Code"], strict=True)) == {
        6: "TOUCH_BEFORE_CONTRACT",
        7: "ACCOUNT_UNKNOWN",
    }


@pytest.mark.parametrize(("days", "told"), [(30, []), (31, ["TOUCH_BEFORE_CONTRACT"])])
def test_a_touch_may_lie_so_many_days_before_go_live(days, told):
    policy = Policy.load({"touch.before_golive_days": 30}).on(DAY)
    typed, _ = accounts({"Go-live date": "2026-03-01"})
    early = dt.date(2026, 3, 1) - dt.timedelta(days)
    log, _ = touches({"Account ID": "A0", "Touch date": early.isoformat(), "Type": "Call"})
    assert touch_issues(log, typed, policy)["Code"].tolist() == told


def test_a_touch_that_stands_there_twice_is_noted_once():
    typed, _ = accounts({})
    call = {"Account ID": "A0", "Touch date": "2026-11-01", "Type": "Call"}
    log, _ = touches(call, call, call | {"Topics": "Renewal"})
    issues = touch_issues(log, typed, Policy.load().on(DAY))
    assert issues[["Row", "Code"]].to_numpy().tolist() == [[6, "TOUCH_REPEATED"]]


def test_no_issues_make_an_empty_frame_with_all_headers():
    assert next(iter(joined_issues([]).columns)) == "Sheet"


def test_issues_stand_by_sheet_and_row_and_those_of_a_row_in_the_order_of_its_columns():
    everything = {
        "ARR": "much",
        "Tier": "gold",
        "Go-live date": "31/02/2026",
        "Customer sponsor": "#REF!",
        "Internal executive": "TBD someone",
        "Two-way intro date": "2027-01-01",
        "Last touch date": "soon",
    }
    rows = [{"Account ID": "A1"} | everything, {"Account": "B", "ARR": -5}, {"Account ID": "A2"}]
    raw = pd.DataFrame(rows, index=[9, 7, 5], dtype=object)
    _, of_accounts = clean(raw, ACCOUNTS, Policy.load(), DAY)
    _, of_touches = touches({"Account ID": "A9", "Touch date": "soon", "Type": "Smoke"})
    found = joined_issues([of_touches, of_accounts])
    assert found[["Sheet", "Row"]].drop_duplicates().to_numpy().tolist() == [
        ["Accounts", pd.NA],
        ["Accounts", 5],
        ["Accounts", 7],
        ["Accounts", 9],
        ["Touches", 5],
    ]
    worst = found[found["Row"].eq(9).fillna(value=False)]
    assert worst["Code"].tolist() == [
        "NUMBER_UNREADABLE",
        "DATE_UNREADABLE",
        "CELL_ERROR",
        "PLACEHOLDER",
        "DATE_FUTURE",
        "DATE_UNREADABLE",
        "TIER_UNREADABLE",
    ]
    assert worst["Column"].iloc[[0, -1]].tolist() == ["ARR", "Tier"]
    assert found.loc[found["Sheet"] == "Touches", "Code"].tolist() == [
        "DATE_UNREADABLE",
        "CHOICE_UNKNOWN",
    ]


def test_a_table_that_no_area_cleans_is_refused() -> None:
    with pytest.raises(TableError, match="No area says how the table Coverage is cleaned"):
        clean(pd.DataFrame(columns=COVERAGE.headers), COVERAGE, Policy.load(), DAY)
