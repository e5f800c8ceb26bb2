"""What goes out and comes in again changes nothing, and is never taken for an input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from addin import profiles
from addin.exporting import layout
from addin.exporting.writing import write_export
from addin.importing.files import read_export
from addin.package import PackageWorkbook
from addin.refresh.story import refresh
from scoring.cells.texts import folded
from scoring.coverage.tables import ACCOUNTS as ACCOUNTS_TABLE
from scoring.tables import EXPORT_PROFILES
from scoring.tables.matching import matched_headers
from tests.exporting.conftest import request
from tests.exporting.firm import AS_OF, PROFILES, cells

pytestmark = pytest.mark.slow

MARK = "Not in import since"
TABLES = ("Accounts", "Touches", "Coverage", "History", "Red list")


def bodies(path: Path) -> dict[str, Any]:
    """The tables that an import could spoil."""
    book = PackageWorkbook(path)
    return {
        # An import marks what it does not name, and what may not be sent it can't name.
        name: book.read_table(name).drop(columns=MARK, errors="ignore").to_numpy().tolist()
        for name in TABLES
    }


def marked(path: Path) -> set[Any]:
    """The accounts that the import did not name."""
    accounts = PackageWorkbook(path).read_table("Accounts")
    return set(accounts.loc[accounts[MARK].notna(), "Account ID"])


def form_of(profile: str) -> layout.ExportFormat:
    """The format of a profile as it comes."""
    return layout.export_format(profile, Path(PROFILES[profile]))


def vendor_of(profile: str) -> profiles.Profile:
    """The profile by which such a file is imported."""
    return profiles.profile(profile.partition("_csv")[0].partition("_xlsx")[0])


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("source", ["hostile", "demo"])
def test_a_round_trip_changes_nothing(
    request_of_pytest: pytest.FixtureRequest,
    tmp_path: Path,
    profile: str,
    source: str,
) -> None:
    path = request_of_pytest.getfixturevalue(source)
    before = bodies(path)
    out = tmp_path / PROFILES[profile]
    told = write_export(PackageWorkbook(path), profile, out, everything=True)
    assert told.written
    asked = request(told.as_of, read_export(out, "Accounts").rows)
    outcome = refresh(PackageWorkbook(path), asked)
    assert outcome.imported["accounts"]["new"] == 0
    assert outcome.imported["accounts"]["changed"] == 0
    assert outcome.imported["accounts"]["suggestions"] == {}
    assert bodies(path) == before
    assert marked(path) <= set(told.left_out["Account ID"])


@pytest.fixture
def request_of_pytest(request: pytest.FixtureRequest) -> pytest.FixtureRequest:
    """The request, beside which a refresh has one too."""
    return request


@pytest.mark.parametrize("profile", PROFILES)
def test_no_field_of_ours_is_taken_for_an_input(profile: str) -> None:
    vendor = vendor_of(profile)
    known = {
        vendor.key(name, "Accounts")
        for section in (vendor.imports, vendor.monthly)
        for names in section.get("Accounts", {}).values()
        for name in names
    }
    known |= {
        vendor.key(name, "Accounts")
        for entry in vendor.doubtful
        if entry.table == "Accounts"
        for name in entry.headers
    }
    fields = list(form_of(profile).fields.values())
    assert not known & {vendor.key(field, "Accounts") for field in fields}
    assert matched_headers(ACCOUNTS_TABLE, fields) == {}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_field_is_named_once_and_says_whose_it_is(profile: str) -> None:
    form = form_of(profile)
    fields = [form.key, *form.fields.values()]
    assert len({field.casefold() for field in fields}) == len(fields)
    ours = [field for field in form.fields.values() if field != "Name in tracker"]
    assert all("coverage" in folded(field) for field in ours)


def test_the_map_offers_every_profile() -> None:
    assert set(EXPORT_PROFILES) == set(layout.names()) == set(PROFILES)


def test_an_export_reads_back_as_it_was_written(hostile: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    write_export(PackageWorkbook(hostile), "generic_xlsx", out)
    rows = cells(out).set_index("Account ID")
    assert rows.loc["=1+1", "Coverage executive sponsor"] == "+49 30 1234"
    assert rows.loc["8.0E7", "Coverage score"] == 1.0
    assert rows.loc["00042", "Coverage as of"] == AS_OF.isoformat()
