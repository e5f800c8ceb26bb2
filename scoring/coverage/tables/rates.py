"""The outputs with a row for each rate, week or run."""

from __future__ import annotations

from scoring.tables.columns import Column, Table
from scoring.tables.page import Look, Page
from scoring.tables.shared import TIER
from scoring.tables.slide import Slide

WEEKS_SHOWN = 13
"""Weeks of a sparkline of the scorecard: one quarter."""


def _weeks_ago(weeks: int) -> str:
    return f"{weeks} weeks ago" if weeks > 1 else ("1 week ago" if weeks else "This week")


WEEK_HEADERS = tuple(map(_weeks_ago, reversed(range(WEEKS_SHOWN))))
"""Headers of the rates that a sparkline of the scorecard reads, oldest first."""

SCORECARD = Table(
    "Scorecard",
    "output",
    "Coverage rates against the dated target, by tier, director, region and segment.",
    (
        Column(
            "View",
            "label",
            "What the row is cut by: All, Tier, CS director, Region, Segment, Profile.",
            source="S0-21",
            look=Look(width=12),
        ),
        Column("Name", "label", "Which one.", source="S0-21", look=Look(width=24)),
        TIER,
        Column(
            "Accounts",
            "count",
            "Accounts in the denominator: Solid + Slipping + Uncovered.",
            source="S0-01, C34",
        ),
        Column(
            "Solid",
            "count",
            "Covered, and not on the red list.",
            source="S0-15",
            look=Look(width=8),
        ),
        Column(
            "Slipping",
            "count",
            "Covered by its gates, yet on the red list, since the last touch is long ago.",
            source="S0-15, S0-27",
            look=Look(width=9.5),
        ),
        Column(
            "Uncovered",
            "count",
            "Not covered: the red ones, the amber ones, and those with data issues.",
            source="S0-15, C08",
        ),
        Column("Covered", "count", "Solid + Slipping.", source="S0-15, C07", look=Look(width=9.5)),
        Column(
            "Coverage rate", "rate", "Covered / accounts.", source="S0-01, C07", look=Look(width=13)
        ),
        Column(
            "Target",
            "rate",
            "Target in force on the as-of date; before the first one, that one.",
            source="S0-22, C13, C14",
        ),
        Column(
            "Gap", "points", "Coverage rate less target, in points of per cent.", source="S0-22"
        ),
        Column(
            "Last 13 weeks",
            "sparkline",
            "The coverage rate of each of the last 13 weeks, from the columns at the right.",
            source="S0-21",
            page=True,
            look=Look(width=20),
        ),
        Column(
            "Change 4 weeks",
            "points",
            "Coverage rate less that of four weeks ago, in points of per cent.",
            source="S0-21",
        ),
        Column(
            "Change 13 weeks",
            "points",
            "Coverage rate less that of thirteen weeks ago, in points of per cent.",
            source="S0-21",
        ),
        Column(
            "Plays to target",
            "count",
            "Fewest plays in the row's own book that bring it to its target. A tier may take the "
            "cheapest of all its accounts, so its directors' plays add up to more.",
            source="S0-22, C02",
        ),
        Column("Red", "count", "Accounts on the red list.", source="S0-27"),
        Column("Waived", "count", "Accounts left out by a waiver.", source="C34"),
        Column("Full rate", "rate", "Share with 1.00: five of five gates.", source="C07"),
        Column(
            "Named-only rate",
            "rate",
            "Share with a sponsor named, whatever else: vanity coverage.",
            source="S0-05, C07",
        ),
        Column(
            "Reachable rate",
            "rate",
            "The rate that today's rhythm of calls can hold once all other gaps close.",
            source="C02",
        ),
        Column(
            "Median (unverified)",
            "rate",
            "Published median, not verified.",
            source="S0-03, C55",
            look=Look(width=13),
        ),
        Column(
            "Gold standard (unverified)",
            "rate",
            "Published best practice, not verified.",
            source="S0-02, C55",
            look=Look(width=13),
        ),
        Column(
            "Look in",
            "link",
            "Click to go to the accounts behind the row: filter there by its name.",
            source="S0-13",
            page=True,
            look=Look(width=12),
        ),
        Column(
            "Share of target",
            "rate",
            "Coverage rate / target in force, at most 100%.",
            source="S0-22, S0-31",
        ),
        Column(
            "Bonus from",
            "rate",
            "Director rows: share of the quarterly bonus at the lower weight; add up a director's "
            "rows. Never for a CSM's pay (bonus.weight).",
            source="S0-31, C30",
            look=Look(form="fine rate"),
        ),
        Column(
            "Bonus up to",
            "rate",
            "The same at the higher weight (bonus.weight).",
            source="S0-31, C30",
            look=Look(form="fine rate"),
        ),
        Column("ARR-weighted rate", "rate", "Covered ARR / ARR.", source="G13"),
        Column(
            "Off red list",
            "rate",
            "Share of days the present cadence keeps accounts off the red list.",
            source="C02",
        ),
        Column("Amber", "count", "Neither covered nor red.", source="C08"),
        Column("New", "count", "New customers in their first days, left out.", source="G12"),
        Column(
            "Data issues",
            "count",
            "Accounts that can't be scored; they count as not covered.",
            source="G14",
        ),
        *(
            Column(header, "rate", "Coverage rate of that ISO week.", source="S0-21", page=True)
            for header in WEEK_HEADERS
        ),
    ),
    key="Name",
    came_with_points=("Solid", "Slipping", "Uncovered"),
    page=Page(
        group="Meet",
        place=3,
        is_report=True,
        frozen_columns=3,
        printed_to="Waived",
        finds=True,
        second=("check", "Accounts = solid + slipping + uncovered"),
    ),
)

TREND = Table(
    "Trend",
    "output",
    "Coverage by week, for the charts: the last snapshots (trend.weeks).",
    (
        Column("Week", "label", "ISO week.", source="C15", look=Look(width=11)),
        Column("Snapshot date", "date", "As-of date of the snapshot.", source="C14"),
        Column("Tier 1 rate", "rate", "Coverage rate of Tier 1.", source="S0-01"),
        Column("Tier 1 target", "rate", "Target in force that day.", source="S0-22, C14"),
        Column("Tier 2 rate", "rate", "Coverage rate of Tier 2.", source="S0-01"),
        Column("Tier 2 target", "rate", "Target in force that day.", source="S0-22, C14"),
        Column("Red", "count", "Accounts on the red list.", source="S0-27"),
        Column(
            "Gaps closed",
            "count",
            "Accounts that left the red list since the snapshot before.",
            source="S0-30",
        ),
        Column(
            "Weeks to close",
            "number",
            "Mean weeks these had been red.",
            source="S0-30",
            look=Look(form="tenths"),
        ),
        Column(
            "Weekly review (unverified)",
            "number",
            "Published weeks to close a gap that is surfaced weekly.",
            source="S0-30, C55",
            look=Look(width=15, form="tenths"),
        ),
        Column(
            "Monthly review (unverified)",
            "number",
            "The same where it is surfaced monthly.",
            source="S0-30, C55",
            look=Look(width=15, form="tenths"),
        ),
    ),
    key="Week",
    page=Page(group="Check", place=2),
)

BOARD_WEEKS = Table(
    "Board weeks",
    "output",
    "What the chart of the weeks shows; it stands beside the slide, so that a copy takes it along.",
    (
        Column("Week of", "date", "As-of date, and the same weekday of the weeks before."),
        Column("Tier 1 rate", "rate", "Coverage rate of Tier 1; blank without a snapshot."),
        Column("Tier 1 target", "rate", "Target in force that day."),
        Column("Tier 2 rate", "rate", "Coverage rate of Tier 2; blank without a snapshot."),
        Column("Tier 2 target", "rate", "Target in force that day."),
        Column("Tier 1 name at", "rate", "Height of the line's name, clear of the other one."),
        Column("Tier 2 name at", "rate", "Height of the line's name, clear of the other one."),
    ),
    maker="scoring.board.charts:board_weeks",
)

BOARD_GROUPS = Table(
    "Board groups",
    "output",
    "What the chart of the CS directors shows.",
    (
        Column("Name", "label", "CS director, segment or region, with the accounts covered."),
        Column("Short of target", "rate", "Coverage rate, if it is below the target."),
        Column("On target", "rate", "Coverage rate, if it has reached the target."),
        Column("Target", "rate", "Target in force on the as-of date."),
    ),
    maker="scoring.board.charts:board_groups",
)

BOARD = Slide(
    "Board",
    "One page for the board: rates against targets, the trend, the five to talk about.",
    Page(group="Meet", place=0, is_report=True),
    makers=("scoring.board.coverage:board", "scoring.board.charts:board_titles"),
    tables=(BOARD_WEEKS, BOARD_GROUPS),
)
"""The slide of coverage."""
