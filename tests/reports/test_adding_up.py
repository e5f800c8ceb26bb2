"""Random trackers, refreshed twice and read back: every figure agrees with every other.

What is compared is what stands in the file, in the console and in the JSON. The sums are done here
again, from the cells.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from addin.refresh.summary import summary, summary_text
from tests.reports import firms
from tests.reports.sheets import Sheets, read

if TYPE_CHECKING:
    from pathlib import Path

    from addin.refresh.outcome import Outcome

QUICK = range(1)
SEEDS = [*QUICK, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 54))]
COVERED = ("Covered", "Slipping")
RATED = (*COVERED, "Amber", "Uncovered")
NUMBER = r"([\d,]+)"


class Reports:
    """One tracker as it is read: its sheets, the JSON, and the lines of the console."""

    def __init__(self, told: firms.Told) -> None:
        self.sheets: Sheets = read(told.tracker)
        self.outcome: Outcome = told.outcome
        found = summary(told.outcome)
        self.json: dict[str, Any] = json.loads(json.dumps(found))
        self.console = summary_text(found, told.tracker)
        self.coverage = self.sheets.tables["Coverage"]
        self.red = self.sheets.tables["Red list"]
        self.card = self.sheets.tables["Scorecard"]

    @property
    def is_measured(self) -> bool:
        return bool(self.json["measured"])

    def says(self, name: str) -> str:
        return str(self.sheets.values[name])

    @property
    def this_week(self) -> dict[str, Any]:
        """The row of Trend of the as-of date, if any account is in its snapshot."""
        trend = self.sheets.tables["Trend"]
        found = [row for row in trend if row["Snapshot date"].date() == self.outcome.as_of]
        return found[0] if found else {}

    def tiers(self) -> list[dict[str, Any]]:
        """The rows of the scorecard of tiers that have accounts."""
        return [row for row in self.sheets.rows("Scorecard", View="Tier") if row["Accounts"]]


@pytest.fixture(scope="session")
def made() -> dict[int, Reports]:
    """What was read already, by seed."""
    return {}


@pytest.fixture(params=SEEDS)
def reports(
    request: pytest.FixtureRequest,
    made: dict[int, Reports],
    tmp_path_factory: pytest.TempPathFactory,
) -> Reports:
    seed: int = request.param
    if seed not in made:
        folder: Path = tmp_path_factory.mktemp("firm")
        made[seed] = Reports(firms.told(seed, folder))
    return made[seed]


def numbers(pattern: str, text: str) -> list[int]:
    """The numbers in a text, by a pattern with a group for each."""
    found = re.search(pattern, text)
    assert found, f"{pattern} not in {text}"
    return [int(group.replace(",", "")) for group in found.groups()]


def shown_percent(part: int, whole: int) -> int:
    """A share as whole per cent, rounded once from the exact one, halves up."""
    return int(Fraction(100 * part, whole) + Fraction(1, 2))


def shown_points(points: float) -> int:
    """Points as they are shown, halves away from zero."""
    return int(abs(round(points, 6)) + 0.5)


class TestRows:
    def test_every_row_of_the_file_is_accounted_for(self, reports: Reports) -> None:
        statuses = Counter(row["Status"] for row in reports.coverage)
        scored = sum(statuses[status] for status in RATED)
        values, rows = reports.sheets.values, reports.json["rows"]
        rejected = statuses["Data issue"] + len(reports.sheets.tables["Accounts"])
        rejected -= len(reports.coverage)
        counts = (scored, statuses["Waived"], statuses["Out of scope"], rejected)
        names = ("scored", "waived", "out of scope", "rejected")
        assert tuple(rows[name] for name in names) == counts
        assert tuple(values[f"start_{name.replace(' ', '_')}"] for name in names) == counts
        assert rows["rows in"] == values["start_rows_in"] == sum(counts)
        log = reports.sheets.tables["Run log"][-1]
        assert tuple(log[name.capitalize()] for name in ("rows in", *names)) == (
            sum(counts),
            *counts,
        )
        told = rf"{NUMBER} rows? .*?= {NUMBER} scored \+ {NUMBER} waived \+ {NUMBER} out of scope"
        told += rf" \+ {NUMBER} with issues"
        for text in (reports.says("board_bridge"), reports.console):
            assert numbers(told, text) == [sum(counts), *counts]
        assert values["start_check"].startswith("✓")

    def test_problems_are_counted_alike(self, reports: Reports) -> None:
        found = len(reports.sheets.tables["Issues"])
        assert found == reports.json["issues"] == reports.sheets.values["start_issues"]
        assert sum(reports.json["issues by code"].values()) == found
        counts = re.findall(r"\((\d+)\)", reports.says("issues_summary"))
        assert sum(map(int, counts)) == found


class TestAccounts:
    def test_accounts_are_solid_slipping_and_uncovered(self, reports: Reports) -> None:
        for row in reports.card:
            if row["Covered"] is None:
                continue
            parts = (row["Solid"], row["Slipping"], row["Uncovered"])
            assert row["Accounts"] == sum(parts), row
            assert row["Covered"] == row["Solid"] + row["Slipping"], row
        assert "✗" not in reports.says("scorecard_check")

    def test_the_whole_is_the_sum_of_the_tiers_and_of_the_directors(self, reports: Reports) -> None:
        (whole,) = reports.sheets.rows("Scorecard", View="All")
        untold = sum(1 for row in reports.coverage if row["Tier"] is None)
        for header in ("Accounts", "Solid", "Slipping", "Red", "Waived"):
            tiers = [row[header] for row in reports.sheets.rows("Scorecard", View="Tier")]
            if whole["Covered"] is None and header not in ("Accounts", "Waived"):
                assert whole[header] is None
                continue
            assert whole[header] == sum(tiers) + (untold if header == "Accounts" else 0)
            for view in ("CS director", "Segment", "Region"):
                rows = reports.sheets.rows("Scorecard", View=view)
                assert not rows or sum(row[header] for row in rows) == sum(tiers)

    def test_they_lead_to_the_red_list(self, reports: Reports) -> None:
        counts = reports.json["accounts"]
        assert (counts is not None) == reports.is_measured
        if counts is None:
            return
        parts = [counts[name] for name in ("solid", "slipping", "uncovered")]
        assert counts["accounts"] == sum(parts)
        red = counts["slipping"] + counts["uncovered"] - counts["uncovered and not red"]
        assert red == len(reports.red)
        told = (
            rf"{NUMBER} accounts? = {NUMBER} solid \+ {NUMBER} slipping .*? \+ {NUMBER} uncovered"
        )
        for text in (reports.says("board_bridge"), reports.console):
            assert numbers(told, text) == [counts["accounts"], *parts]
        assert numbers(rf"red list {NUMBER} = {NUMBER} slipping", reports.says("board_bridge")) == [
            len(reports.red),
            counts["slipping"],
        ]
        for tier in reports.tiers():
            if tier["Tier"] in (1, 2):
                pattern = rf"{NUMBER} = {NUMBER} solid \+ {NUMBER} slipping \+ {NUMBER} uncovered"
                own = [tier[header] for header in ("Accounts", "Solid", "Slipping", "Uncovered")]
                assert numbers(pattern, reports.says(f"board_t{tier['Tier']}_note")) == own


class TestRates:
    def test_a_rate_is_exact_in_its_cell_and_rounded_once_in_every_text(
        self, reports: Reports
    ) -> None:
        for tier in reports.tiers():
            number, rate = tier["Tier"], tier["Coverage rate"]
            (told,) = [each for each in reports.json["rates"] if each["Tier"] == number]
            assert told["Coverage rate"] == rate
            assert reports.sheets.tables["Run log"][-1].get(f"Tier {number} rate", rate) == rate
            if number in (1, 2):
                assert reports.this_week.get(f"Tier {number} rate") == rate
                assert reports.sheets.tables["Board weeks"][-1][f"Tier {number} rate"] == rate
                assert reports.sheets.values[f"board_t{number}_rate"] == (
                    "–" if rate is None else rate
                )
            if rate is None:
                continue
            covered, accounts = tier["Covered"], tier["Accounts"]
            assert rate == pytest.approx(covered / accounts, abs=1e-15)
            shown = shown_percent(covered, accounts)
            for text in (reports.says("scorecard_summary"), reports.says("start_summary")):
                assert re.search(rf"Tier {number} (?:is )?{shown}%", text), text
            assert re.search(rf"Tier {number} +{shown}%", reports.console)
            if number in (1, 2):
                assert f"{shown}%" in reports.says(f"board_t{number}_label").replace("\xa0", " ")

    def test_every_share_of_the_scorecard_is_exact(self, reports: Reports) -> None:
        for row in reports.card:
            if row["Coverage rate"] is not None:
                assert row["Coverage rate"] == pytest.approx(
                    row["Covered"] / row["Accounts"], abs=1e-15
                )
            if row["Gap"] is not None:
                gap = 100 * (row["Coverage rate"] - row["Target"])
                assert row["Gap"] == pytest.approx(gap, abs=1e-8)
            if row["Bonus from"] is not None:
                own = reports.sheets.rows("Scorecard", View="CS director", Name=row["Name"])
                aimed = sum(each["Accounts"] for each in own if each["Share of target"] is not None)
                reached = min(1, row["Coverage rate"] / row["Target"])
                exact = reached * row["Accounts"] / aimed / 10
                assert row["Bonus from"] == pytest.approx(exact, abs=1e-12)

    def test_a_gap_is_the_same_points_everywhere(self, reports: Reports) -> None:
        for tier in reports.tiers():
            if tier["Gap"] is None:
                continue
            points = shown_points(tier["Gap"])
            if tier["Tier"] in (1, 2) and points:
                found = numbers(rf"\b{NUMBER} pts?\b", reports.says(f"board_t{tier['Tier']}_gap"))
                assert found == [points]
            part = (
                reports.says("scorecard_summary").split(f"Tier {tier['Tier']} is")[1].split(";")[0]
            )
            assert not points or numbers(rf"\b{NUMBER} pts?\b", part) == [points]

    def test_a_target_to_come_is_told_as_such_on_every_sheet(self, reports: Reports) -> None:
        ahead = [rate for rate in reports.json["rates"] if rate["Target from"]]
        early = reports.outcome.as_of < dt.date(2027, 1, 1)
        assert bool(ahead) == (early and any(rate["Target"] for rate in reports.json["rates"]))
        if not ahead or not reports.is_measured:
            return
        for tier in reports.tiers():
            if tier["Tier"] in (1, 2):
                first = f"irst target {tier['Target']:.0%} from 1 Jan 2027"
                assert first in reports.says(f"board_t{tier['Tier']}_gap")
                assert first in reports.says("start_summary")
                said = first.replace("target", "target of")
                assert said in reports.says("scorecard_summary")
                assert tier["Share of target"] is None
        assert "in force from 1 Jan 2027" in reports.console


class TestRedList:
    def test_it_is_as_long_on_every_sheet(self, reports: Reports) -> None:
        red = len(reports.red)
        assert red == sum(row["Red"] for row in reports.coverage) == len(reports.json["red"])
        assert red == reports.sheets.tables["Run log"][-1]["Red"]
        if not reports.is_measured:
            return
        values = reports.sheets.values
        assert red == values["board_red"] == values["start_red"]
        with_id = sum(1 for row in reports.red if row["Account ID"])
        assert reports.this_week.get("Red", 0) == with_id
        assert f"\n{red} red, " in reports.console
        escalated = sum(1 for row in reports.red if row["Escalate to"])
        assert escalated == values["board_escalations"] == values["start_escalations"]
        assert escalated == reports.json["escalations"]
        assert numbers(
            rf"{NUMBER} red accounts?.*?, {NUMBER} to escalate", reports.says("start_summary")
        ) == [red, escalated]

    def test_its_arr_is_split_by_renewal_and_adds_up(self, reports: Reports) -> None:
        known = [row["ARR"] for row in reports.red if row["ARR"] is not None]
        if not reports.is_measured:
            assert reports.json["red ARR by renewal"] is None
            assert reports.sheets.values["board_arr_shown"] == "–"
            return
        parts = [part["ARR"] for part in reports.json["red ARR by renewal"]]
        assert sum(parts) == pytest.approx(sum(known))
        assert sum(part["accounts"] for part in reports.json["red ARR by renewal"]) == len(
            reports.red
        )
        values = reports.sheets.values
        if reports.red and not known:
            assert values["board_arr_shown"] == "–"
            assert "$0" not in reports.says("board_headline")
            return
        assert values["board_arr_shown"] == values["board_arr_at_risk"] == sum(known)
        assert [values[f"board_renewing_{place}"] for place in range(1, 5)] == parts
        if not sum(known):
            return
        unit = 1e6 if values["board_unit"] == "M" else 1e3
        for text in (
            reports.says("board_arr_note"),
            reports.says("red_list_summary").split("By renewal")[1],
        ):
            shown = [float(part.replace(",", "")) for part in re.findall(r"([\d,]+\.\d)", text)]
            assert len(shown) == 4
            assert sum(shown) == pytest.approx(round(sum(known) / unit, 1), abs=1e-6)

    def test_one_person_answers_for_an_account(self, reports: Reports) -> None:
        owners = {row["Account ID"]: row["Owner"] for row in reports.red}
        for row in reports.sheets.tables["Standup"]:
            assert row["Owner"] == owners[row["Account ID"]]
        for row in reports.json["red"]:
            assert row["Owner"] == owners[row["Account ID"]]
        if not reports.is_measured:
            return
        for place, row in enumerate(reports.red[:5], start=1):
            assert reports.says(f"board_red_{place}_owner") == (row["Owner"] or "no owner")
            shown = reports.sheets.values[f"board_red_{place}_arr"]
            assert shown == ("–" if row["ARR"] is None else row["ARR"])
            assert reports.sheets.shown[f"board_red_{place}_arr"] == "#,##0.0,,"

    def test_what_moved_leads_from_last_week_to_this(self, reports: Reports) -> None:
        moved = reports.json["since last week"]
        if moved is None or not reports.is_measured:
            assert reports.says("board_red_change") == ""
            return
        last = str(reports.outcome.as_of - dt.timedelta(weeks=1))
        assert moved["snapshot"] == last
        then = [
            row
            for row in reports.sheets.tables["History"]
            if str(row["Snapshot date"])[:10] == last and row["Red"] == 1
        ]
        assert moved["red then"] == len(then)
        new, gone = len(moved["newly red"]), len(moved["recovered"] + moved["no longer scored"])
        now = sum(1 for row in reports.red if row["Account ID"])
        assert len(then) + new - gone == now
        sign = "+" if new > gone else "–" if new < gone else "±"
        assert reports.says("board_red_change") == f"{sign}{abs(new - gone)} this week"
        assert numbers(
            rf"{NUMBER} newly red.*?; {NUMBER} recovered", reports.says("board_moved")
        ) == [
            new,
            len(moved["recovered"]),
        ]
        assert set(moved["newly red"]) <= {row["Account"] for row in reports.red}

    def test_the_standup_takes_its_head_and_names_who_is_not_heard(self, reports: Reports) -> None:
        script = reports.sheets.tables["Standup"]
        said = reports.says("standup_summary")
        if not reports.is_measured or not reports.red:
            assert not script
            return
        assert numbers(rf"{NUMBER} red accounts? in", said) == [len(script)]
        rest = len(reports.red) - len(script)
        assert not rest or numbers(rf"; {NUMBER} more on the Red list", said) == [rest]
        heard = {row["CS director"] for row in script}
        missing = Counter(
            row["CS director"] or "no director"
            for row in reports.red
            if row["CS director"] not in heard
        )
        named = said.partition("Not in the script: ")[2].rstrip(".")
        found = [entry.rpartition(" ") for entry in named.split(", ")] if named else []
        assert {name: int(count) for name, _, count in found} == missing


class TestPath:
    def test_it_closes_the_gap_that_is_told(self, reports: Reports) -> None:
        path = reports.sheets.tables["Path to target"]
        headline, told = reports.says("board_headline"), reports.says("path_to_target_summary")
        if not reports.is_measured:
            assert not path
            return
        for tier in reports.tiers():
            steps = [row for row in path if row["Tier"] == tier["Tier"]]
            plays = sum(row["Plays"] for row in steps)
            assert tier["Plays to target"] in (plays, None)
            if not steps:
                continue
            assert tier["Gap"] < 0
            reached = steps[-1]["Rate after"]
            covered = tier["Covered"] + len(steps)
            assert reached == pytest.approx(covered / tier["Accounts"], abs=1e-15)
            assert (tier["Plays to target"] is None) == (reached < tier["Target"])
            goes = (
                rf"{NUMBER} (?:call|play)s?[^.]*? Tier {tier['Tier']} from {NUMBER}% to {NUMBER}%"
            )
            shown = [shown_percent(tier["Covered"], tier["Accounts"])]
            shown.append(shown_percent(covered, tier["Accounts"]))
            assert numbers(goes, told) == [plays, *shown]
            if headline.startswith(f"Tier {tier['Tier']} coverage"):
                assert numbers(rf"; {NUMBER} (?:call|play)", headline) == [plays]


class TestNotMeasured:
    def test_nothing_is_made_from_nothing(self, reports: Reports) -> None:
        counted = [row for row in reports.json["filled"] if row["Accounts"]]
        empty = [row["Column"] for row in counted if row["Filled"] == 0]
        for place, row in enumerate(reports.json["filled"], start=1):
            told = f"{row['Filled']:,} of {row['Accounts']:,}"
            assert reports.says(f"start_fill_{place}") == told
        if reports.is_measured:
            return
        assert empty
        assert reports.json["first plays"] == {}
        assert reports.json["since last week"] is None
        assert "%" not in reports.says("board_headline")
        for name in ("t1_rate", "t2_rate", "red", "escalations", "arr_shown"):
            assert reports.sheets.values[f"board_{name}"] in ("–", 0) or name.endswith("rate")
        for name in ("start_summary", "scorecard_summary", "coverage_summary", "red_list_summary"):
            if name == "scorecard_summary" or reports.red or name != "red_list_summary":
                assert "ot measured yet" in reports.says(name), name
                assert all(column in reports.says(name) for column in empty), name
        for row in reports.red:
            measured = row["Next play"] is not None
            assert measured or (row["Play due"] is None and row["Escalate to"] is None)
        assert "Coverage is not measured yet" in reports.console
        assert " red, " not in reports.console

    def test_the_audit_leaves_out_who_can_not_be_scored(self, reports: Reports) -> None:
        """E7."""
        statuses = {row["Account ID"]: row["Status"] for row in reports.coverage}
        for row in reports.sheets.tables["Audit"]:
            if row["Account ID"] is not None:
                assert statuses[row["Account ID"]] in RATED
            assert not re.search(r"\b[01]{5}\b", row["Finding"])
        found = len(reports.sheets.tables["Audit"])
        assert found == len(reports.json["audit"])
        if found:
            assert numbers(rf"^{NUMBER} findings?", reports.says("audit_summary")) == [found]
