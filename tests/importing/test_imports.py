"""Imports into a tracker: announced whole, merged with care, remembered, and accounted for."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from addin.importing.files import read_export
from addin.package import PackageWorkbook
from scoring.tables import IMPORT_MAP
from scoring.tables.writing import to_cells
from tests.importing.vendors import EXPORTS
from tests.refresh.trackers import Command, opened, parts, set_cells, table

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parents[1] / "data"
DAY = "2026-11-16"
HEADERS = (
    "Account ID,Account,ARR,Customer sponsor,Internal executive,Executive title,"
    "Two-way intro date,Last touch date,Last touch type,Business outcome,Outcome date\n"
)
FULL = "300000,Ann Ask,Ed Exe,CEO,2026-09-01,2026-11-10,Call,Saves 20%,2026-10-01\n"


@pytest.fixture(scope="session")
def made_trackers() -> dict[str, bytes]:
    """The trackers that tests of this module begin with, each made once."""
    return {}


@pytest.fixture
def tracker(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path, made_trackers: dict[str, bytes]
) -> Path:
    """A tracker with three accounts, one of them red."""
    path = tmp_path / "tracker.xlsx"
    if "three" in made_trackers:
        path.write_bytes(made_trackers["three"])
        return path
    text = f"{HEADERS}A1,Acme,{FULL}A2,Bolt,{FULL}A3,Core,300000,,,,,,,,\n"
    assert run("new", path, "--from", csv_file(text), "--as-of", DAY).code == 0
    made_trackers["three"] = path.read_bytes()
    return path


@pytest.mark.slow
def test_a_dry_run_says_everything_and_writes_nothing(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    before = tracker.read_bytes()
    export = csv_file(
        f"{HEADERS}A1,Acme,{FULL}A2,Bolt Ltd,300000,,Ed Exe,CEO,,2026-11-10,Call,x,\nA9,New,5,,,,,,,,\n"
    )
    ended = run("refresh", tracker, "--accounts", export, "--as-of", DAY, "--dry-run")
    assert tracker.read_bytes() == before
    assert ended.code == 1
    assert "3 rows in the file = 3 imported + 0 merged + 0 left out + 0 rejected" in ended.out
    assert "1 new, 1 changed, 1 unchanged, 1 not in the export" in ended.out
    assert "New accounts (1): New" in ended.out
    assert "Bolt Ltd, Customer sponsor: Ann Ask → empty" in ended.out
    assert "Not in the export, they stay (1): Core" in ended.out
    assert "1 account newly red, because: customer sponsor gone (1)" in ended.out
    assert ended.out.rstrip().endswith("Nothing was written.")


def test_a_dry_run_of_a_new_tracker_makes_none(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    made = run(
        "new", tmp_path / "n.xlsx", "--from", csv_file(f"{HEADERS}A1,Acme,{FULL}"), "--dry-run"
    )
    assert "1 new" in made.out
    assert not (tmp_path / "n.xlsx").exists()


@pytest.mark.slow
def test_a_dry_run_in_json_lists_every_change(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    export = csv_file("Account ID,Account,ARR\nA1,Acme,400000\n")
    ended = run("refresh", tracker, "--accounts", export, "--as-of", DAY, "--dry-run", "--json")
    found = json.loads(ended.out)
    accounts = found["imported"]["accounts"]
    assert found["written"] is False
    assert accounts["changes"] == [
        {"Account ID": "A1", "Account": "Acme", "Column": "ARR", "Was": "300000", "Now": "400000"}
    ]
    assert accounts["vanished accounts"] == ["Bolt", "Core"]


def test_what_was_announced_is_what_happens(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    export = csv_file(f"{HEADERS}A1,Acme,{FULL}A3,Core,{FULL}")
    asked = ("refresh", tracker, "--accounts", export, "--as-of", DAY, "--json")
    announced = json.loads(run(*asked, "--dry-run").out)
    done = json.loads(run(*asked).out)
    for part in ("imported", "by the import", "rows", "red", "issues by code"):
        assert done[part] == announced[part]
    assert done["by the import"]["told"] == (
        "0 accounts newly red; 1 recovered, because: customer sponsor in place (1)."
    )


@pytest.mark.slow
def test_an_account_that_vanished_is_marked_until_it_is_back(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    without = csv_file(f"{HEADERS}A1,Acme,{FULL}A2,Bolt,{FULL}")
    run("refresh", tracker, "--accounts", without, "--as-of", DAY)
    run("refresh", tracker, "--accounts", without, "--as-of", "2026-11-23")
    marks = table(tracker, "Accounts").set_index("Account ID")["Not in import since"]
    assert marks["A3"] == pd.Timestamp(DAY)
    assert marks[["A1", "A2"]].isna().all()
    back = csv_file(f"{HEADERS}A1,Acme,{FULL}A3,Core,{FULL}")
    run("refresh", tracker, "--accounts", back, "--as-of", "2026-11-23")
    marks = table(tracker, "Accounts").set_index("Account ID")["Not in import since"]
    assert marks["A2"] == pd.Timestamp("2026-11-23")
    assert pd.isna(marks["A3"])


@pytest.mark.parametrize(
    ("was", "now", "header"),
    [("Ann Ask", "Zoe Zip", "Sponsor since"), ("Ed Exe", "Flo Fox", "Executive since")],
)
@pytest.mark.slow
def test_another_sponsor_or_executive_gets_the_date_and_starts_anew(
    run: Command, tracker: Path, csv_file: Callable[..., Path], was: str, now: str, header: str
) -> None:
    other = f"{HEADERS}A1,Acme,{FULL.replace(was, now)}A2,Bolt,{FULL}A3,Core,300000,,,,,,,,\n"
    ended = run("refresh", tracker, "--accounts", csv_file(other), "--as-of", "2026-11-23")
    since = table(tracker, "Accounts").set_index("Account ID")[header]
    # The day after the last snapshot: since then the new one may have stood.
    assert since["A1"] == pd.Timestamp("2026-11-17")
    assert pd.isna(since["A2"])
    coverage = table(tracker, "Coverage").set_index("Account ID")
    assert coverage["Gate 3"][["A1", "A2"]].tolist() == [0, 1]
    assert "pair changed (1)" in ended.out
    assert "changed (1)" in ended.out


@pytest.mark.slow
def test_the_first_sponsor_of_an_account_is_no_change(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    run("refresh", tracker, "--accounts", csv_file(f"{HEADERS}A3,Core,{FULL}"), "--as-of", DAY)
    row = table(tracker, "Accounts").set_index("Account ID").loc["A3"]
    assert row["Customer sponsor"] == "Ann Ask"
    assert pd.isna(row["Sponsor since"])


@pytest.mark.slow
def test_user_columns_and_waivers_stay(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    set_cells(
        tracker,
        "Accounts",
        {
            ("A3", "Waiver reason"): "Merger",
            ("A3", "Waiver approver"): "VP",
            ("A3", "Waiver expires"): pd.Timestamp("2026-12-31").to_pydatetime(),
        },
    )
    run("refresh", tracker, "--accounts", csv_file(f"{HEADERS}A3,Core,{FULL}"), "--as-of", DAY)
    row = table(tracker, "Accounts").set_index("Account ID").loc["A3"]
    assert (row["Waiver reason"], row["Waiver approver"]) == ("Merger", "VP")
    assert table(tracker, "Coverage").set_index("Account ID")["Status"]["A3"] == "Waived"


@pytest.mark.slow
def test_rows_that_say_the_same_are_merged_and_named(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    text = f"{HEADERS}A1,Acme,{FULL}A1,Acme,{FULL}A2,Bolt,{FULL}"
    made = run("new", tmp_path / "n.xlsx", "--from", csv_file(text), "--as-of", DAY)
    assert "3 rows in the file = 2 imported + 1 merged + 0 left out + 0 rejected" in made.out
    assert 'Row 3, the same as an earlier row: "A1"' in made.out
    assert table(tmp_path / "n.xlsx", "Accounts")["Account ID"].tolist() == ["A1", "A2"]


@pytest.mark.slow
def test_a_row_that_is_nobodys_is_rejected_by_name(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    made = run(
        "new", tmp_path / "n.xlsx", "--from", csv_file(f"{HEADERS}A1,Acme,{FULL},,5,,,,,,,,\n"),
        "--as-of", DAY,
    )  # fmt: skip
    assert "2 rows in the file = 1 imported + 0 merged + 0 left out + 1 rejected" in made.out
    issues = table(tmp_path / "n.xlsx", "Issues").set_index("Code")
    assert "Row 3 of the file" in issues["Problem"]["ROW_REJECTED"]


@pytest.mark.slow
def test_accounts_without_ids_are_found_by_their_names(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    export = csv_file("Customer,ARR\nACME,500000\nDyn,7\n")
    ended = run("refresh", tracker, "--accounts", export, "--as-of", DAY)
    rows = table(tracker, "Accounts")
    assert rows["Account ID"].tolist() == ["A1", "A2", "A3", "Dyn"]
    assert rows["ARR"].tolist()[0] == 500000
    assert "ID from name (1)" in ended.out


@pytest.mark.slow
def test_a_mapping_once_set_is_remembered(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    export = csv_file("Account ID,Account,ARR,Fee,Tier\nA1,Acme,1,400000,3\n")
    asked = ("refresh", tracker, "--accounts", export, "--as-of", DAY)
    run(*asked, "--map", "Fee=ARR", "--map", "Tier=")
    kept = table(tracker, "Import map")
    assert kept.loc[kept["How"] == "said"].iloc[:, :3].to_numpy().tolist() == [
        ["Accounts", "Fee", "ARR"],
        ["Accounts", "Tier", None],
    ]
    csv_file("Account ID,Account,ARR,Fee,Tier\nA1,Acme,1,500000,3\n")
    run(*asked)
    row = table(tracker, "Accounts").set_index("Account ID").loc["A1"]
    assert (row["ARR"], row["Tier"]) == (500000, None)


@pytest.mark.slow
def test_the_latest_word_on_a_header_counts(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    export = csv_file("Account ID,Account,Fee,Price\nA1,Acme,400000,500000\n")
    asked = ("refresh", tracker, "--accounts", export, "--as-of", DAY)
    run(*asked, "--map", "Fee=ARR")
    run(*asked, "--map", "Fee=", "--map", "Price=ARR")
    assert table(tracker, "Accounts").set_index("Account ID")["ARR"]["A1"] == 500000
    assert table(tracker, "Import map")["How"].tolist().count("said") == 2


@pytest.mark.slow
def test_a_tracker_without_the_map_works_and_says_that_it_forgets(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    with opened(tracker) as book:
        del book["Import map"]
    export = csv_file("Account ID,Account,Fee\nA1,Acme,400000\n")
    ended = run("refresh", tracker, "--accounts", export, "--as-of", DAY, "--map", "Fee=ARR")
    assert ended.code == 1
    assert "map not kept (1)" in ended.out
    assert table(tracker, "Accounts")["ARR"].tolist()[0] == 400000


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["Account", "Fee", "ARR", None], 'Import map row 5: "Account" is none of'),
        (["Accounts", "Fee", "ARRR", None], 'Did you mean "ARR"'),
        (["Accounts", "Fee", "ARR", "salesforec"], 'Did you mean "salesforce"'),
    ],
)
def test_a_map_that_says_nonsense_is_named_by_its_row(
    run: Command, tracker: Path, csv_file: Callable[..., Path], row: list[Any], said: str
) -> None:
    book = PackageWorkbook(tracker)
    frame = pd.DataFrame([row], columns=IMPORT_MAP.headers[: len(row)], dtype=object)
    frame = frame.reindex(columns=IMPORT_MAP.headers)
    book.write_table("Import map", to_cells(frame, IMPORT_MAP))
    book.save()
    before = tracker.read_bytes()
    ended = run("refresh", tracker, "--accounts", csv_file("Account ID,ARR\nA1,5\n"))
    assert ended.code == 2
    assert said in ended.err
    assert tracker.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--map", "Fee"), 'must be written as "Header in the file=Column"'),
        (("--map", "Fees=ARR"), 'no file has the header "Fees"'),
        (("--map", "Fee=ARRR"), 'Did you mean "ARR"'),
        (("--profile", "hubspt"), 'Did you mean "hubspot"'),
        (("--arr-is", "weekly"), "weekly"),
    ],
)
def test_options_that_say_nonsense_are_refused(
    run: Command, tracker: Path, csv_file: Callable[..., Path], options: tuple[str, ...], said: str
) -> None:
    before = tracker.read_bytes()
    export = csv_file("Account ID,Account,Fee\nA1,Acme,5\n")
    ended = run("refresh", tracker, "--accounts", export, *options)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert said in ended.err
    assert tracker.read_bytes() == before


@pytest.mark.slow
def test_monthly_amounts_are_times_twelve_only_when_told(
    run: Command, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    export = csv_file(EXPORTS["vitally"].text)
    untold = run("score", export)
    assert (untold.code, "--arr-is monthly" in untold.err) == (2, True)
    told = run("score", export, "--arr-is", "monthly")
    assert "A1,Acme,1,240000," in told.out or "A1,Acme,2,240000," in told.out
    run("new", tmp_path / "n.xlsx", "--from", export, "--arr-is", "monthly")
    assert table(tmp_path / "n.xlsx", "Accounts")["ARR"].tolist() == [240000]


@pytest.mark.slow
def test_touches_map_to_our_types_and_the_same_file_adds_nothing_twice(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    export = csv_file(EXPORTS["gainsight timeline"].text.replace("1P02ABC", "A1"))
    asked = ("refresh", tracker, "--touches", export, "--as-of", DAY)
    assert "1 new, 0 known already" in run(*asked).out
    before = parts(tracker)["xl/worksheets/sheet9.xml"]
    assert "0 new, 1 known already" in run(*asked).out
    assert parts(tracker)["xl/worksheets/sheet9.xml"] == before
    assert table(tracker, "Touches")["Type"].tolist() == ["In person"]


SEVERAL = (
    "Activity type,Activity date,Associated Company IDs\n"
    "Meeting,2026-10-30,A1; A2;A1\nCall,2026-10-20,A2\nCall,2026-10-10,;\nCall,soon,A1;A3\n"
)


@pytest.mark.slow
def test_a_touch_with_several_accounts_counts_for_each(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    said = run("refresh", tracker, "--touches", csv_file(SEVERAL), "--as-of", DAY).out
    assert "4 rows in the file = 4 imported + 0 merged + 0 left out + 0 rejected" in said
    assert "6 new, 0 known already\n  2 of them from rows that name several accounts" in said
    assert table(tracker, "Touches")["Account ID"].tolist() == ["A1", "A2", None, "A1", "A2", "A3"]


@pytest.mark.slow
def test_every_door_reads_several_accounts_alike(
    run: Command, tracker: Path, csv_file: Callable[..., Path], tmp_path: Path
) -> None:
    touches = csv_file(SEVERAL)
    run("refresh", tracker, "--touches", touches, "--as-of", DAY)
    accounts = tmp_path / "plain.csv"
    table(tracker, "Accounts").to_csv(accounts, index=False)
    scored = run("score", accounts, "--touches", touches, "--as-of", DAY).out.splitlines()[1:]
    days = {line.split(",")[0]: line.split(",")[18] for line in scored if line.startswith("A")}
    shown = table(tracker, "Coverage").set_index("Account ID")["Days since touch"]
    assert {key: "" if value is None else f"{value:g}" for key, value in shown.items()} == days


@pytest.mark.slow
def test_repeated_touches_are_merged_and_future_ones_issues(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    text = "Account ID,Date,Type\nA1,2026-11-02,Call\nA1,2026-11-02,Call\nA1,2027-01-02,Call\n"
    said = run("refresh", tracker, "--touches", csv_file(text), "--as-of", DAY).out
    assert "3 rows in the file = 2 imported + 1 merged + 0 left out + 0 rejected" in said
    codes = table(tracker, "Issues")["Code"].tolist()
    assert codes.count("TOUCH_REPEATED") == 0
    assert codes.count("DATE_FUTURE") == 1


@pytest.mark.slow
def test_contacts_are_added_once_and_brought_up_to_date(
    run: Command, tracker: Path, csv_file: Callable[..., Path]
) -> None:
    export = csv_file(EXPORTS["salesforce contacts"].text)
    assert "1 new" in run("refresh", tracker, "--contacts", export, "--as-of", DAY).out
    again = csv_file(EXPORTS["salesforce contacts"].text.replace("CFO", "CEO"))
    assert "0 new, 1 known" in run("refresh", tracker, "--contacts", again, "--as-of", DAY).out
    assert table(tracker, "Contacts")["Title"].tolist() == ["CEO"]
    with opened(tracker) as book:
        assert book["Contacts"].sheet_state == "visible"
        del book["Contacts"]
    refused = run("refresh", tracker, "--contacts", export)
    assert (refused.code, "no table called Contacts" in refused.err) == (2, True)


def said_rows(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(any(cell.strip() for cell in row) for row in csv.reader(file)) - 1


# Nobody but a person knows that a practice file has a yearly turnover for revenue.
SAID_BY_A_PERSON = {
    "crm_account_list.csv": ("--map", "revenue=ARR"),
    "ravenstack_account_list.csv": ("--map", "plan_tier="),
}


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_every_row_of_real_data_is_accounted_for(run: Command, path: Path, tmp_path: Path) -> None:
    option = "--touches" if "touches" in path.name else "--from"
    asked = ("--as-of", "2017-12-31", "--json", "--dry-run", *SAID_BY_A_PERSON.get(path.name, ()))
    made = run("new", tmp_path / "n.xlsx", option, path, *asked)
    if "pipeline" in path.name:
        assert made.code == 2
        assert "no column Account ID" in made.err
        return
    counts = next(iter(json.loads(made.out)["imported"].values()))
    assert counts["rows in file"] == said_rows(path)
    assert counts["rows in file"] == sum(
        counts[part] for part in ("imported", "merged", "left out", "rejected")
    )
    assert counts["left out"] + counts["merged"] == len(counts["other rows"])


@pytest.mark.parametrize("name", EXPORTS)
def test_every_row_of_a_vendors_export_is_accounted_for(
    name: str, csv_file: Callable[..., Path]
) -> None:
    given = EXPORTS[name]
    path = csv_file(given.text)
    export = read_export(path, given.table)
    assert len(export.rows) + len(export.reading.left_out) == said_rows(path)


@pytest.mark.slow
def test_an_xlsx_report_with_titles_totals_and_footer_is_accounted_for(
    run: Command, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (
        ["Weekly accounts"],
        ["As of 2026-11-16 09:00"],
        [],
        [None, "Account ID", "Account Name", "ARR"],
        [None, "A1", "Acme", 5000000],
        [None, "A2", "Bolt", 6],
        [None, "Total", None, 5000006],
        [],
        [None, "Confidential Information - Do Not Distribute"],
    ):
        page.append(row)
    book.save(tmp_path / "report.xlsx")
    made = run("new", tmp_path / "n.xlsx", "--from", tmp_path / "report.xlsx", "--as-of", DAY)
    assert "6 rows in the file = 2 imported + 0 merged + 4 left out + 0 rejected" in made.out
    assert table(tmp_path / "n.xlsx", "Accounts")["Account ID"].tolist() == ["A1", "A2"]
