"""The mapping that a user keeps in the tracker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from addin.exporting.layout import ExportError
from tests.exporting.firm import cells, fill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from addin.exporting.writing import Exported


def test_a_row_of_the_map_wins_over_the_profile(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    rows: list[dict[str, object]] = [
        {"Profile": "salesforce", "Column": "gate score", "Field": "Exec_Score__c"},
        {"Profile": "", "Column": "Red", "Send": "no"},
        {"Column": "CSM", "Field": "Coverage_CSM__c", "Send": "yes"},
        {"Profile": "salesforce", "Column": "Account ID", "Field": "Tracker_Id__c"},
        {"Profile": "hubspot", "Column": "Status", "Send": "no"},
    ]
    fill(tracker, "Export map", rows)
    sent = cells(export().path)
    assert list(sent.columns[:2]) == ["Tracker_Id__c", "Exec_Score__c"]
    assert sent.columns[-1] == "Coverage_CSM__c"
    assert "Sponsor_Coverage_Status__c" in sent
    assert "Sponsor_Coverage_Red__c" not in sent
    assert sent["Coverage_CSM__c"].unique().tolist() == ["Carl"]


def test_a_changed_map_sends_every_account_again(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    export()
    rows: list[dict[str, object]] = [{"Column": "Status", "Field": "Exec_Coverage_Status__c"}]
    fill(tracker, "Export map", rows)
    assert export().written == 3


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Profile": "salesfroce", "Column": "Red"}, "row 5: there is no profile"),
        ({"Column": "Curent score"}, "Did you mean Current score?"),
        ({"Column": "Red", "Send": "perhaps"}, 'Send "perhaps" is neither yes nor no'),
        ({"Column": "CSM"}, "salesforce has no field of its own for CSM. Fill in Field."),
        ({"Column": "Account ID", "Send": "no"}, "Account ID must be sent"),
        ({"Column": "CSM", "Field": "id"}, '"id" is the field of Account ID and of CSM'),
        ({"Column": "Red", "Field": "=cmd()"}, "can't be a field"),
        ({"Column": "Red", "Field": "a\nb"}, "can't be a field"),
        ({"Column": "Gate score", "Field": "Health_Score__c"}, "is read as Health score"),
        ({"Column": "Next play", "Field": "Success_Plan__c"}, "is read as Business outcome"),
        ({"Column": "Gate score", "Field": "MRR__c"}, "is read as ARR"),
        ({"Column": "Gate score", "Field": "AnnualRevenue"}, "is read as ARR"),
        ({"Column": "Status", "Field": "Sponsor Status"}, "is read as Sponsor status"),
    ],
)
def test_a_row_that_cannot_be_followed_is_named(
    tracker: Path, export: Callable[..., Exported], row: dict[str, object], said: str
) -> None:
    fill(tracker, "Export map", [row])
    with pytest.raises(ExportError, match=re.escape(said)) as error:
        export()
    assert str(error.value).startswith("Export map row 5:")


def test_an_executive_may_go_back_to_where_it_came_from(
    tracker: Path, export: Callable[..., Exported]
) -> None:
    rows: list[dict[str, object]] = [
        {"Column": "Internal executive", "Field": "Executive_Sponsor__c"}
    ]
    fill(tracker, "Export map", rows)
    assert cells(export().path)["Executive_Sponsor__c"].unique().tolist() == ["Ivo Exec"]
