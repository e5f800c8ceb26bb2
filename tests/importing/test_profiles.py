"""Profiles: sound files, and the exports of each vendor read as what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from addin import profiles
from addin.importing.columnissues import import_issues
from addin.importing.detection import detected
from addin.importing.files import read_export
from addin.importing.headers import Options, Said, matched
from addin.importing.rows import Export
from addin.importing.tidying import tidied
from addin.profiles import ProfileError, parsed, profile
from addin.profiles.page import PAGE, page
from scoring.cleaning import TableError
from tests.importing.vendors import EXPORTS

if TYPE_CHECKING:
    from pathlib import Path

SOUND = 'title = "X"\nsources = ["https://x.example"]\n[import.Accounts]\n"ARR" = ["Money"]\n'


@pytest.mark.parametrize("name", profiles.names())
def test_each_profile_is_sound_and_names_its_sources(name: str) -> None:
    found = profile(name)
    assert found.title
    assert found.sources
    assert {"Accounts", "Touches", "Contacts"} <= set(found.imports)


def test_the_vendors_asked_for_are_there() -> None:
    assert set(profiles.names()) >= {
        "salesforce", "hubspot", "gainsight", "totango_catalyst", "vitally", "planhat", "churnzero",
        "pipedrive", "zoho", "dynamics_365", "attio", "intercom", "custify", "clientsuccess",
        "generic",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "not valid TOML"),
        ('title = "X"\nsources = ["y"]\n', "no import"),
        (SOUND + '[imports]\nx = "y"\n', 'unknown section "imports". Did you mean "import"'),
        (SOUND + '"AR" = ["x"]\n', 'column of Accounts "AR"'),
        (SOUND + '"Account" = ["money"]\n', "stands for both ARR and Account"),
        (SOUND + '"Account" = "Name"\n', "list of texts"),
        (SOUND + '"Account" = [" "]\n', "list of texts"),
        (SOUND + '[import.Account]\nx = ["y"]\n', 'Did you mean "Accounts"'),
        (SOUND + '[layouts."A"]\nTouch = ["x"]\n', 'Did you mean "Touches"'),
        (SOUND + '[[doubtful]]\ntable = "Accounts"\n', "doubtful needs"),
        (SOUND + '[values.Touches.Type]\n"Phone" = ["x"]\n', "choice of Type"),
        (
            SOUND + '[values.Touches.Type]\n"Call" = ["x"]\n"Video" = ["X"]\n',
            "means both Call and Video",
        ),
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(text: str, said: str) -> None:
    with pytest.raises(ProfileError, match="Profile x") as refused:
        parsed("x", text)
    assert said in str(refused.value)


def test_an_unknown_profile_is_refused_with_the_nearest() -> None:
    with pytest.raises(ProfileError, match='Did you mean "salesforce"'):
        profile("Sales force")
    assert profile("Totango/Catalyst").name == "totango_catalyst"


@pytest.mark.parametrize("name", EXPORTS)
def test_the_export_of_each_vendor_is_told_by_its_headers(name: str, tmp_path: Path) -> None:
    given = EXPORTS[name]
    path = tmp_path / "export.csv"
    path.write_text(given.text, encoding="utf-8")
    raw = read_export(path, given.table).rows
    found = matched(raw.columns, given.table)
    assert (found.profile.name, found.layout) == (given.profile, given.told)


@pytest.mark.parametrize("name", EXPORTS)
def test_the_export_of_each_vendor_says_what_it_should(name: str, tmp_path: Path) -> None:
    given = EXPORTS[name]
    path = tmp_path / "export.csv"
    path.write_text(given.text, encoding="utf-8")
    raw = read_export(path, given.table).rows
    said = tuple(Said(given.table, header, own) for header, own in given.said.items())
    options = Options(monthly=given.monthly, months=12, said=said)
    first = tidied(raw, given.table, "auto", options).iloc[0]
    assert {header: first[header] for header in given.first} == given.first


def test_the_footer_of_a_report_is_left_out_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(EXPORTS["salesforce report"].text, encoding="utf-8")
    left = read_export(path, "Accounts").reading.left_out
    assert [entry.why for entry in left] == ["footer"] * 4
    assert left[0].row == 6
    assert left[1].text.startswith("Copyright (c)")


def test_headers_that_any_vendor_might_write_tell_none() -> None:
    assert detected(["Account ID", "Account", "ARR", "Tier"], "Accounts")[0].name == "generic"


def test_a_profile_that_was_chosen_beats_the_headers() -> None:
    headers = ["externalId", "name", "Owner", "ARR"]
    assert matched(headers, "Accounts", Options(profile="planhat")).columns["Owner"] == "CSM"
    assert matched(headers, "Accounts", Options(profile="salesforce")).columns["Owner"] == "AE"


def test_turnover_is_asked_for_revenue_only_where_nothing_better_is_there() -> None:
    lone = matched(["Id", "Name", "AnnualRevenue"], "Accounts", Options(profile="salesforce"))
    assert "AnnualRevenue" not in lone.columns
    [doubt] = lone.doubts
    assert (doubt.header, doubt.column, "turnover" in doubt.because) == (
        "AnnualRevenue",
        "ARR",
        True,
    )
    said = Options(profile="salesforce", said=(Said("Accounts", "AnnualRevenue", "ARR"),))
    yes = matched(["Id", "Name", "AnnualRevenue"], "Accounts", said)
    assert (yes.columns["AnnualRevenue"], yes.doubts) == ("ARR", ())
    both = matched(
        ["Id", "Name", "AnnualRevenue", "ARR__c"], "Accounts", Options(profile="salesforce")
    )
    assert (both.columns["ARR__c"], both.doubts) == ("ARR", ())
    assert "AnnualRevenue" in both.unread


def test_converted_amounts_win_over_those_in_the_currency_of_each_record() -> None:
    headers = ["Account ID", "ARR Currency", "ARR", "ARR (converted) Currency", "ARR (converted)"]
    asked = Options(profile="salesforce")
    assert matched(headers, "Accounts", asked).columns["ARR (converted)"] == "ARR"
    said = Options(profile="salesforce", said=(Said("Accounts", "ARR", "ARR"),))
    assert matched(headers, "Accounts", said).columns["ARR"] == "ARR"


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("Account ID (18 Char)", "Accounts"),
        ("Account Casesafe ID", "Touches"),
        ("18 Digit ID", "Contacts"),
    ],
)
@pytest.mark.parametrize("vendor", ["salesforce", "generic"])
def test_an_id_of_18_letters_is_known_in_every_table(header: str, table: str, vendor: str) -> None:
    # Of an account, ID is as good.
    own = [] if table == "Accounts" else ["ID"]
    found = matched([header, *own, "Date"], table, Options(profile=vendor))
    assert found.columns[header] == "Account ID"


def test_a_report_of_touches_may_part_the_name_of_the_contact() -> None:
    headers = ["Account ID", "Date", "First Name", "Last Name"]
    found = matched(headers, "Touches", Options(profile="salesforce"))
    assert found.joined == {"Customer contact": ("First Name", "Last Name")}


def currency_issues(columns: dict[str, list[str]]) -> list[str]:
    raw = pd.DataFrame({"Account ID": ["A1", "A2"], **columns})
    found = matched(raw.columns, "Accounts", Options(profile="salesforce"))
    issues = import_issues(Export(raw), found)
    return issues.loc[issues["Code"] == "CURRENCY_MIXED", "Problem"].tolist()


@pytest.mark.parametrize(
    ("columns", "held"),
    [
        ({"ARR": ["$5", "€7"]}, "EUR, USD"),
        ({"ARR": ["5", "7"], "ARR Currency": ["USD", "eur"]}, "EUR, USD"),
        ({"ARR": ["5", "7"], "Account Currency": ["USD", "CHF"]}, "CHF, USD"),
    ],
)
def test_amounts_in_several_currencies_are_an_issue(
    columns: dict[str, list[str]], held: str
) -> None:
    (problem,) = currency_issues(columns)
    assert problem == f'"ARR" holds amounts in {held}, added up as if in one currency.'


@pytest.mark.parametrize(
    "columns",
    [
        {"ARR": ["$5", "USD 7"], "ARR Currency": ["USD", " "]},
        {"ARR (converted)": ["5", "7"], "Account Currency": ["USD", "CHF"]},
        {"Tier": ["1", "2"], "Account Currency": ["USD", "CHF"]},
    ],
)
def test_amounts_in_one_currency_are_none(columns: dict[str, list[str]]) -> None:
    assert currency_issues(columns) == []


def test_a_contract_value_may_be_of_a_month_or_of_a_year() -> None:
    headers = ["account_id", "Account Name", "Contract Value"]
    yearly = matched(headers, "Accounts", Options(profile="totango_catalyst"))
    [doubt] = yearly.doubts
    assert "of a month or of a year" in doubt.because
    told = matched(headers, "Accounts", Options(profile="totango_catalyst", monthly=True))
    assert (told.columns["Contract Value"], told.monthly) == ("ACV", frozenset({"ACV"}))
    assert not told.doubts


def test_monthly_amounts_are_read_only_when_told() -> None:
    headers = ["externalId", "name", "mrr"]
    assert "mrr" in matched(headers, "Accounts", Options(profile="vitally")).unread
    told = matched(headers, "Accounts", Options(profile="vitally", monthly=True))
    assert (told.columns["mrr"], told.monthly) == ("ARR", frozenset({"ARR"}))


def test_an_unknown_header_is_offered_with_the_column_that_it_may_mean() -> None:
    found = matched(["Account ID", "Account", "ARR", "Custmer sponsor", "Plan"], "Accounts")
    assert found.unread == {"Custmer sponsor": "Customer sponsor", "Plan": None}
    assert found.told == "Read as a spreadsheet (3 of 5 headers known)"


def test_what_the_user_said_of_a_header_counts_first() -> None:
    said = (Said("Accounts", "Money", "ARR"), Said("Accounts", "Tier", None))
    found = matched(["Account ID", "ARR", "Money", "Tier"], "Accounts", Options(said=said))
    assert found.columns == {"Account ID": "Account ID", "Money": "ARR"}
    assert found.left_out == ("Tier",)
    again = (*said, Said("Accounts", "ARR", "ARR"))
    assert matched(["ARR", "Money"], "Accounts", Options(said=again)).columns == {"ARR": "ARR"}


def test_a_mapping_for_one_profile_leaves_the_others_alone() -> None:
    said = (Said("Accounts", "Owner", "CS director", "planhat"),)
    headers = ["externalId", "name", "Owner", "ARR"]
    planhat = matched(headers, "Accounts", Options(profile="planhat", said=said))
    assert planhat.columns["Owner"] == "CS director"
    other = matched(headers, "Accounts", Options(profile="salesforce", said=said))
    assert other.columns["Owner"] == "AE"


def test_a_mapping_to_no_column_is_refused_with_the_nearest() -> None:
    said = (Said("Accounts", "Money", "ARRR"),)
    with pytest.raises(TableError, match='Did you mean "ARR"'):
        matched(["Money"], "Accounts", Options(said=said))


def test_the_page_of_the_docs_lists_what_the_files_say() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page().rstrip() + "\n", "run python -m addin.build"
