"""The rates of past weeks beside those of the scorecard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.coverage.comparison import rates_by_week
from scoring.coverage.scorecard import scorecard
from scoring.coverage.tables import WEEK_HEADERS
from scoring.policy import Policy
from tests.scoring.coverage.sample import AS_OF, UNCOVERED, scored, snapshots, weeks

if TYPE_CHECKING:
    import pandas as pd

POLICY = Policy.load()


def _rates(frame: pd.DataFrame, history: pd.DataFrame, view: str, name: str) -> list[float]:
    card = scorecard(frame, POLICY, AS_OF, history).pipe(
        lambda made: made.set_axis(range(5, 5 + len(made)))
    )
    found = rates_by_week(card, frame, POLICY, AS_OF, history)
    assert list(found) == list(WEEK_HEADERS)
    assert found.index.equals(card.index)
    row = found[((card["View"] == view) & (card["Name"] == name)).to_numpy()]
    return row.iloc[0].fillna(-1).tolist()


def test_the_last_13_weeks_stand_oldest_first() -> None:
    frame = scored({}, {}, {}, UNCOVERED)
    history = weeks([1, *[2] * 8, *[3] * 5], of=4)
    wanted = [*[5000] * 8, *[7500] * 5]
    for view, name in (("All", "All scored accounts"), ("Tier", "Tier 1"), ("Region", "EMEA")):
        assert _rates(frame, history, view, name) == wanted
    assert _rates(frame, history, "CS director", "Ines Rocha") == wanted


def test_a_week_without_a_snapshot_is_empty() -> None:
    history = snapshots(("2027-02-18", {}), ("2027-02-01", {}))
    found = _rates(scored({}), history, "Tier", "Tier 1")
    assert found == [*[-1] * 8, 10000, -1, 10000, -1, 10000]


def test_this_week_is_the_rate_of_the_row_itself() -> None:
    history = snapshots(("2027-03-01", {"Status": "Uncovered"}))
    assert _rates(scored({}), history, "Tier", "Tier 1")[-1] == 10000


def test_without_history_there_is_this_week_only() -> None:
    found = _rates(scored({}), snapshots(), "Tier", "Tier 1")
    assert found == [*[-1] * 12, 10000]
