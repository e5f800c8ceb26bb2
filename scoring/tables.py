"""The contract of each table: its headers, their other names, their kinds, their help.

One place says what a column is called in the sheet, the CSV and the docs. Cleaning, importing and
the template read it from here.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        header: the words in the sheet.
        kind: id, name (a person), label, text, title, money, number, count, date, intro (a date or
            yes/no), outcome (text or yes/no), flag, tier, score, rate, choice, link, sparkline.
        help: one sentence for the column's note and the docs.
        aliases: other headers that mean the same, as exports have them.
        required: the table can't be used without it.
        decides: a value that can't be read makes the account a data issue: it decides the score.
        past: a date in it can't lie in the future.
        choices: what a choice may be, each with its other spellings.
        user: the column belongs to the user inside a table of ours.
        absent: what it means for the scores when the column is not there at all.
        source: the rule behind an output, by its rows of the requirements.
        page: it stands on the sheet only: a link, a sparkline, or what a sparkline reads.
    """

    header: str
    kind: str
    help: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    decides: bool = False
    past: bool = False
    choices: tuple[tuple[str, ...], ...] = ()
    user: bool = False
    absent: str = ""
    source: str = ""
    page: bool = False


@dataclass(frozen=True)
class Table:
    """A table of the tracker: an input (the user's) or an output (rewritten on each refresh)."""

    name: str
    role: str
    help: str
    columns: tuple[Column, ...]
    key: str | None = None

    @property
    def headers(self) -> list[str]:
        """The headers, in order."""
        return [column.header for column in self.columns]

    @property
    def own_headers(self) -> list[str]:
        """The headers of the columns that the rules fill."""
        return [column.header for column in self.columns if not (column.user or column.page)]

    @property
    def user_headers(self) -> list[str]:
        """The headers of the columns that are the user's."""
        return [column.header for column in self.columns if column.user]

    def column(self, header: str) -> Column:
        """The column with this header."""
        return next(column for column in self.columns if column.header == header)


SPONSOR_STATUS = (
    ("Active", "current", "engaged", "in place", "confirmed", "ok"),
    (
        "At risk",
        "suspected",
        "suspected departure",
        "departure suspected",
        "leaving",
        "unresponsive",
    ),
    (
        "Departed",
        "left",
        "gone",
        "inactive",
        "former",
        "no longer with company",
        "no longer at company",
        "left company",
        "resigned",
        "retired",
    ),
    ("Declined", "opted out", "does not want a sponsor"),
)
PROFILES = (
    ("Standard", "five gates", "default", "normal"),
    ("Single buyer", "one-person buyer", "sole buyer", "single contact"),
)
TOUCH_TYPES = (
    ("Call", "phone", "phone call", "telephone", "outbound call", "inbound call", "executive call"),
    (
        "Video",
        "video call",
        "zoom",
        "teams",
        "ms teams",
        "microsoft teams",
        "google meet",
        "webex",
        "web meeting",
        "virtual meeting",
        "online meeting",
        "meeting",
    ),
    (
        "In person",
        "in-person",
        "in person meeting",
        "onsite",
        "on-site",
        "on site",
        "site visit",
        "visit",
        "face to face",
        "f2f",
        "lunch",
        "dinner",
    ),
    ("SBR", "strategic business review", "annual review", "annual business review"),
    (
        "EBR",
        "executive business review",
        "qbr",
        "quarterly business review",
        "business review",
        "mbr",
        "monthly business review",
    ),
    ("E-mail", "email", "mail", "e-mail sent", "email sent", "email received", "letter"),
    (
        "Marketing",
        "campaign",
        "newsletter",
        "marketing email",
        "drip",
        "nurture",
        "in-app",
        "in-app message",
    ),
    ("Event", "webinar", "conference", "user group", "community", "training"),
    (
        "Chat",
        "slack",
        "sms",
        "text",
        "text message",
        "linkedin",
        "linkedin message",
        "whatsapp",
        "voicemail",
    ),
    ("Other", "task", "to do", "note", "other activity", "left message", "no show", "cancelled"),
)

_ACCOUNT_ID = Column(
    "Account ID",
    "id",
    "The account's id in the CRM; it ties every table and every note to the account.",
    (
        "id",
        "account id 18",
        "accountid",
        "account number",
        "company id",
        "record id",
        "customer id",
    ),
    required=True,
)
_ACCOUNT = Column(
    "Account",
    "label",
    "The account's name.",
    ("account name", "name", "company", "company name", "customer", "customer name"),
)
_DIRECTOR = Column(
    "CS director",
    "label",
    "The director of customer success who answers for the account's coverage.",
    ("director", "customer success director", "cs lead", "cs leader", "csm manager", "head of cs"),
)
_TIER = Column(
    "Tier",
    "tier",
    "1 to 4; where it is empty, ARR decides.",
    ("account tier", "customer tier", "tier level"),
)
_ARR = Column(
    "ARR",
    "money",
    "Annual recurring revenue, in one currency.",
    (
        "arr usd",
        "annual recurring revenue",
        "current arr",
        "total arr",
        "annual revenue recurring",
        "arr eur",
        "arr gbp",
    ),
)

ACCOUNTS = Table(
    "Accounts",
    "input",
    "One row an account, as the CRM has it. Only Account ID, Account and ARR (or Tier) are needed.",
    (
        _ACCOUNT_ID,
        _ACCOUNT,
        Column(_ARR.header, "money", _ARR.help, _ARR.aliases, decides=True),
        Column(_TIER.header, "tier", _TIER.help, _TIER.aliases, decides=True),
        Column(
            "Segment",
            "label",
            "Customer segment, for the scorecard.",
            ("customer segment", "market segment"),
        ),
        Column("Industry", "label", "Industry of the account.", ("sector", "vertical")),
        Column(
            "Region",
            "label",
            "Sales region, for the scorecard.",
            ("territory", "geo", "billing country", "country", "market"),
        ),
        _DIRECTOR,
        Column(
            "CSM",
            "name",
            "Customer success manager of the account.",
            ("customer success manager", "csm name", "cs manager", "account manager"),
        ),
        Column(
            "AE",
            "name",
            "Account executive.",
            ("account executive", "account owner", "owner", "sales rep"),
        ),
        Column(
            "Owner this quarter",
            "name",
            "The one person who owns the sponsor relationship this quarter.",
            ("quarter owner", "relationship owner", "sponsor owner"),
        ),
        Column(
            "Go-live date",
            "date",
            "First day in use; a new customer counts nowhere in its first days (grace.days).",
            (
                "go live",
                "golive",
                "live date",
                "customer since",
                "start date",
                "onboarded",
                "launch date",
            ),
            decides=True,
        ),
        Column(
            "Renewal date",
            "date",
            "Next renewal.",
            ("renewal", "contract end", "contract end date", "next renewal"),
        ),
        Column(
            "Health score",
            "number",
            "Health from 0 to 10.",
            ("health", "customer health", "csm health"),
        ),
        Column(
            "Customer sponsor",
            "name",
            "The executive on the customer's side who sponsors us (gate 1).",
            (
                "executive sponsor customer",
                "customer executive sponsor",
                "sponsor",
                "sponsor name",
                "client sponsor",
                "exec sponsor customer side",
                "economic buyer",
            ),
            decides=True,
            absent="no account passes gate 1",
        ),
        Column(
            "Sponsor title",
            "title",
            "The sponsor's job title.",
            ("customer sponsor title", "title of sponsor"),
        ),
        Column(
            "Sponsor status",
            "choice",
            "Active, At risk, Departed or Declined; a departed sponsor fails every gate.",
            ("customer sponsor status", "status of sponsor"),
            decides=True,
            choices=SPONSOR_STATUS,
        ),
        Column(
            "Sponsor since",
            "date",
            "Since when this sponsor stands; earlier intros and touches are another pair's. A "
            "refresh notes a change by itself.",
            ("sponsor start", "sponsor changed"),
            decides=True,
            past=True,
        ),
        Column(
            "Internal executive",
            "name",
            "Our executive who is mapped to the sponsor (gate 2).",
            (
                "executive sponsor",
                "exec sponsor",
                "internal exec",
                "our executive",
                "executive",
                "internal sponsor",
                "executive sponsor internal",
                "mapped executive",
            ),
            decides=True,
            absent="no account passes gate 2",
        ),
        Column(
            "Executive title",
            "title",
            "Our executive's title; below VP does not pass gate 2.",
            ("internal executive title", "exec title", "executive sponsor title"),
        ),
        Column(
            "Executive since",
            "date",
            "Since when this executive is mapped; earlier intros and touches are another pair's.",
            ("executive start", "executive changed"),
            decides=True,
            past=True,
        ),
        Column(
            "Outgoing executive",
            "name",
            "The predecessor who still shares the account during a handover.",
            ("previous executive", "handover from"),
        ),
        Column(
            "Two-way intro date",
            "intro",
            "Day on which sponsor and executive met, both ways (gate 3); yes and no are read too.",
            (
                "intro date",
                "introduction date",
                "two way intro",
                "intro",
                "intro done",
                "executive intro date",
            ),
            decides=True,
            past=True,
            absent="no account passes gate 3",
        ),
        Column(
            "Last touch date",
            "date",
            "Day of the last live touch with the sponsor (gate 4); rows of Touches win over it.",
            (
                "last touch",
                "last sponsor touch",
                "last executive touch",
                "last meeting date",
            ),
            decides=True,
            past=True,
            absent="no account without rows in Touches passes gate 4",
        ),
        Column(
            "Last touch type",
            "choice",
            "What that touch was; only live two-way touches count.",
            ("touch type", "last activity type", "last meeting type"),
            choices=TOUCH_TYPES,
        ),
        Column(
            "Business outcome",
            "outcome",
            "The business outcome that the customer agreed to (gate 5).",
            (
                "outcome",
                "documented outcome",
                "business outcome documented",
                "success plan",
                "value statement",
            ),
            decides=True,
            absent="no account passes gate 5",
        ),
        Column(
            "Outcome date",
            "date",
            "Day on which the outcome was documented; it expires (outcome.expires_days).",
            ("outcome documented", "outcome documented date", "success plan date"),
            decides=True,
            past=True,
        ),
        Column(
            "Profile",
            "choice",
            "Standard, or Single buyer where one person buys and sponsors.",
            ("sponsor profile", "buyer profile"),
            decides=True,
            choices=PROFILES,
        ),
        Column("Waiver reason", "text", "Why the account is left out of coverage.", ("waiver",)),
        Column(
            "Waiver approver",
            "name",
            "Who approved the waiver.",
            ("waiver approved by", "approved by"),
        ),
        Column(
            "Waiver expires",
            "date",
            "Last day of the waiver; how far ahead it may lie, waiver.max_days says.",
            ("waiver expiry", "waiver until", "waiver end"),
        ),
        Column(
            "ACV",
            "money",
            "Annual contract value; decides the tier where Settings says so or ARR is missing.",
            ("annual contract value", "contract value", "acv usd"),
        ),
        Column(
            "Not in import since",
            "date",
            "Day of the first import that no longer named the account; an import fills and clears "
            "it.",
        ),
    ),
    key="Account ID",
)

TOUCHES = Table(
    "Touches",
    "input",
    "One row a touch, as the CRM's activities have it. Optional; wins over Last touch date.",
    (
        _ACCOUNT_ID,
        Column(
            "Touch date",
            "date",
            "Day of the touch.",
            (
                "date",
                "activity date",
                "due date",
                "completed date",
                "start",
                "start date",
                "meeting date",
            ),
            required=True,
            past=True,
        ),
        Column(
            "Type",
            "choice",
            "What it was; only live two-way touches count.",
            (
                "activity type",
                "touch type",
                "task subtype",
                "event type",
                "meeting type",
                "channel",
            ),
            choices=TOUCH_TYPES,
        ),
        Column(
            "Customer contact",
            "name",
            "Whom we met; empty counts for the sponsor.",
            ("contact", "contact name", "attendee", "who", "customer attendee"),
        ),
        Column(
            "Internal person",
            "name",
            "Who met them; empty counts for the executive.",
            ("internal attendee", "host", "executive", "our attendee"),
        ),
        Column(
            "Minutes", "number", "Length in minutes.", ("duration", "duration minutes", "length")
        ),
        Column(
            "Topics", "text", "What it was about.", ("subject", "topic", "description", "comments")
        ),
        Column("Actions", "text", "What was agreed.", ("action items", "next steps")),
        Column("Action due", "date", "When that is due.", ("actions due", "next step due")),
    ),
)

CONTACTS = Table(
    "Contacts",
    "input",
    "One row a person on the customer's side. Optional: kept for the stakeholder rules, which no "
    "score uses yet.",
    (
        _ACCOUNT_ID,
        Column(
            "Contact ID",
            "id",
            "The person's id in the CRM.",
            ("contact id 18", "contactid", "person id", "user id"),
        ),
        Column(
            "Contact",
            "name",
            "The person's full name.",
            ("contact name", "full name", "name", "person", "person name"),
            required=True,
        ),
        Column("Title", "title", "The person's job title.", ("job title", "position", "role")),
        Column(
            "Persona",
            "label",
            "Power user, team manager, function VP, CEO or COO, or your own word.",
            ("buying role", "contact type", "stakeholder type", "persona level"),
        ),
        Column(
            "Level",
            "label",
            "Seniority as the CRM has it.",
            ("seniority", "management level", "title level"),
        ),
        Column("E-mail", "text", "The person's address.", ("email", "email address", "mail")),
        Column(
            "Status",
            "choice",
            "Active, At risk, Departed or Declined.",
            ("contact status", "contact state"),
            choices=SPONSOR_STATUS,
        ),
        Column(
            "Last contact date",
            "date",
            "Day of the last exchange with the person.",
            ("last activity date", "last contacted", "last activity"),
            past=True,
        ),
    ),
)

IMPORT_MAP = Table(
    "Import map",
    "input",
    "How headers of your exports are read, where you said so; a blank Column leaves one out.",
    (
        Column("Table", "label", "Accounts, Touches or Contacts."),
        Column("Header in the file", "label", "The header as the export has it."),
        Column("Column", "label", "The column of the table that it fills; blank: not read."),
        Column("Profile", "label", "Only for files of this profile; blank: for every file."),
    ),
)

SETTINGS = Table(
    "Settings",
    "input",
    "One row a parameter. Change Value; an empty one means the default.",
    (
        Column("Parameter", "label", "Name of the parameter."),
        Column("From", "date", "Day from which the value holds; for dated targets only."),
        Column("Value", "text", "The value in use; change it here.", user=True),
        Column("Default", "text", "The value that the product brings."),
        Column("Unit", "label", "What the value counts."),
        Column("What it does", "text", "The parameter in one sentence."),
        Column("Source", "label", "Row of the requirements it comes from."),
        Column("Verified", "label", "Unverified: a claim that nobody could check."),
    ),
    key="Parameter",
)

_GATES = tuple(
    Column(f"Gate {number}", "flag", f"{text}: 1 yes, 0 no.", source=source)
    for number, (text, source) in enumerate(
        (
            ("Customer sponsor named", "S0-07, C36"),
            ("Our executive mapped", "S0-08, C32"),
            ("Two-way intro done", "S0-09, G11"),
            ("Touched lately enough (decay.stale_days)", "S0-10, C04, C10"),
            ("Business outcome documented", "S0-11, G10"),
        ),
        start=1,
    )
)
_GATE_SCORE = Column(
    "Gate score",
    "score",
    "Score from the five gates; decides whether the account is covered.",
    source="C01, C05, C06",
)
_CURRENT_SCORE = Column(
    "Current score",
    "score",
    "Gate score, decayed since the last touch; decides the red list.",
    source="S0-24, S0-25, C02",
)
_STATUS = Column(
    "Status",
    "label",
    "Covered, Slipping, Amber, Uncovered, Waived, Out of scope or Data issue.",
    source="S0-15, S0-27, C08",
)
_OPEN_GATE = Column("Open gate", "count", "The first gate that fails.", source="S0-07 to S0-11")
_NEXT_PLAY = Column("Next play", "text", "What to do next.", source="S0-07 to S0-11")
_PLAY_DUE = Column("Play due", "date", "When that is due.", source="C11, C12")

_IN_COVERAGE = Column(
    "In Coverage",
    "link",
    "Click to see the account's gates and explanation, in the row of Coverage that this numbers.",
    source="S0-13",
    page=True,
)

COVERAGE = Table(
    "Coverage",
    "output",
    "Each account with its gates, scores, next play and the sentence that explains them.",
    (
        _ACCOUNT_ID,
        _ACCOUNT,
        Column(
            "In Accounts",
            "link",
            "Click to see what the CRM says, in the row of Accounts that this numbers; empty where "
            "nothing is scored. It holds until that sheet is sorted anew.",
            source="S0-13",
            page=True,
        ),
        _TIER,
        _ARR,
        _DIRECTOR,
        *_GATES,
        _GATE_SCORE,
        _CURRENT_SCORE,
        _STATUS,
        Column("Red", "flag", "1: on the red list.", source="S0-27, C08"),
        _OPEN_GATE,
        _NEXT_PLAY,
        _PLAY_DUE,
        Column(
            "Covered until",
            "date",
            "Last day off the red list if nobody touches the account again.",
            source="C02",
        ),
        Column(
            "Days since touch",
            "count",
            "Whole days since the last touch that counts; empty: never.",
            source="C04, C10",
        ),
        Column("Explanation", "text", "The score in one sentence.", source="C01"),
    ),
    key="Account ID",
)

RED_LIST = Table(
    "Red list",
    "output",
    "The accounts to talk about on Monday: by tier, then ARR.",
    (
        _ACCOUNT_ID,
        _ACCOUNT,
        _IN_COVERAGE,
        _TIER,
        _ARR,
        _DIRECTOR,
        Column("CSM", "name", "Customer success manager of the account.", source="S0-37"),
        _CURRENT_SCORE,
        _OPEN_GATE,
        _NEXT_PLAY,
        _PLAY_DUE,
        Column(
            "Weeks red",
            "count",
            "Weeks since the account turned red, this one included.",
            source="S0-29",
        ),
        Column("First red", "date", "Day of the first red snapshot of this run.", source="S0-29"),
        Column(
            "Escalate to",
            "label",
            "Who steps in once it is red for too long (escalation.red_weeks).",
            source="S0-29, C27, C28",
        ),
        Column(
            "Next touch",
            "date",
            "Yours: the planned touch, by the day above this column (standup.next_touch_days).",
            user=True,
        ),
        Column("Blocker", "text", "Yours: what stands in the way.", user=True),
        Column(
            "Notes",
            "text",
            "Yours; they move to the Standup log when the account leaves.",
            user=True,
        ),
    ),
    key="Account ID",
)

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
        ),
        Column("Name", "label", "Which one.", source="S0-21"),
        _TIER,
        Column("Accounts", "count", "Accounts in the denominator.", source="S0-01, C34"),
        Column("Covered", "count", "Of these, covered.", source="S0-15, C07"),
        Column("Coverage rate", "rate", "Covered / accounts.", source="S0-01, C07"),
        Column("Target", "rate", "Target in force on the as-of date.", source="S0-22, C13, C14"),
        Column("Gap", "rate", "Coverage rate less target.", source="S0-22"),
        Column(
            "Last 13 weeks",
            "sparkline",
            "The coverage rate of each of the last 13 weeks, from the columns at the right.",
            source="S0-21",
            page=True,
        ),
        Column(
            "Change 4 weeks", "rate", "Coverage rate less that of four weeks ago.", source="S0-21"
        ),
        Column(
            "Change 13 weeks",
            "rate",
            "Coverage rate less that of thirteen weeks ago.",
            source="S0-21",
        ),
        Column(
            "Plays to target",
            "count",
            "Fewest plays that bring the row to its target.",
            source="S0-22, C02",
        ),
        Column("Red", "count", "Accounts on the red list.", source="S0-27"),
        Column("Waived", "count", "Accounts left out by a waiver.", source="C34"),
        Column("Full rate", "rate", "Share with 1.00: all five gates.", source="C07"),
        Column(
            "Named-only rate",
            "rate",
            "Share with a sponsor named, whatever else: vanity coverage.",
            source="S0-05, C07",
        ),
        Column(
            "Reachable rate",
            "rate",
            "The rate that the present touch cadence can hold.",
            source="C02",
        ),
        Column(
            "Median (unverified)",
            "rate",
            "Published median, not verified.",
            source="S0-03, C55",
        ),
        Column(
            "Gold standard (unverified)",
            "rate",
            "Published best practice, not verified.",
            source="S0-02, C55",
        ),
        Column(
            "Look in",
            "link",
            "Click to go to the accounts behind the row: filter there by its name.",
            source="S0-13",
            page=True,
        ),
        Column(
            "Share of target",
            "rate",
            "Coverage rate / target, at most 100%.",
            source="S0-22, S0-31",
        ),
        Column(
            "Bonus from",
            "rate",
            "Director rows: share of the quarterly bonus at the lower weight; add up a director's "
            "rows. Never for a CSM's pay (bonus.weight).",
            source="S0-31, C30",
        ),
        Column(
            "Bonus up to",
            "rate",
            "The same at the higher weight (bonus.weight).",
            source="S0-31, C30",
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
)

PATH = Table(
    "Path to target",
    "output",
    "The fewest plays that bring each tier to its target, cheapest first.",
    (
        _TIER,
        Column("Step", "count", "Order in which to do them.", source="S0-22, C02"),
        _ACCOUNT_ID,
        _ACCOUNT,
        _IN_COVERAGE,
        _ARR,
        _DIRECTOR,
        Column(
            "Plays",
            "count",
            "Plays that this account needs to be covered.",
            source="S0-07 to S0-11",
        ),
        Column("Gates to close", "label", "Which gates they close.", source="S0-14"),
        Column("Days", "count", "Days these plays take by their time limits.", source="C12"),
        Column(
            "Rate after",
            "rate",
            "Coverage rate of the tier once this step is done.",
            source="S0-01",
        ),
    ),
)

HISTORY = Table(
    "History",
    "output",
    "One row an account and ISO week: what each refresh found.",
    (
        Column("Week", "label", "ISO week of the snapshot, such as 2026-W47.", source="C15"),
        Column("Snapshot date", "date", "As-of date of the snapshot.", source="C14"),
        _ACCOUNT_ID,
        _TIER,
        _ARR,
        _DIRECTOR,
        Column("Gates", "label", "The five gates as five digits, such as 11101.", source="S0-14"),
        _GATE_SCORE,
        _CURRENT_SCORE,
        _STATUS,
        Column("Red", "flag", "1: was on the red list.", source="S0-27"),
        Column("Last touch date", "date", "Last touch that counted then.", source="C10"),
        Column("Customer sponsor", "name", "Who was the sponsor then.", source="C36"),
        Column("Internal executive", "name", "Who was our executive then.", source="C36"),
        Column(
            "Failed since",
            "label",
            "Since when gates 1 to 5 have failed, one date or - each; starts clocks.",
            source="C12",
        ),
        Column("Red since", "date", "First red snapshot of the unbroken run.", source="S0-29"),
    ),
)

TREND = Table(
    "Trend",
    "output",
    "Coverage by week, for the charts: the last snapshots (trend.weeks).",
    (
        Column("Week", "label", "ISO week.", source="C15"),
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
        Column("Weeks to close", "number", "Mean weeks these had been red.", source="S0-30"),
        Column(
            "Weekly review (unverified)",
            "number",
            "Published weeks to close a gap that is surfaced weekly.",
            source="S0-30, C55",
        ),
        Column(
            "Monthly review (unverified)",
            "number",
            "The same where it is surfaced monthly.",
            source="S0-30, C55",
        ),
    ),
)

STANDUP = Table(
    "Standup",
    "output",
    "The script of the standup, director by director: red account, owner, next touch, blocker.",
    (
        Column(
            "Minute", "label", "When to speak of it, minutes and seconds.", source="S0-26, S0-28"
        ),
        _DIRECTOR,
        _ACCOUNT,
        _TIER,
        Column("Owner", "name", "Owner this quarter, else the CS director.", source="S0-32, S0-37"),
        _CURRENT_SCORE,
        Column("Weeks red", "count", "Weeks since the account turned red.", source="S0-29"),
        Column("Escalate to", "label", "Who steps in.", source="S0-29, C28"),
        _NEXT_PLAY,
        Column(
            "Next touch by",
            "date",
            "The planned touch, at the latest on the standup's limit (standup.next_touch_days).",
            source="S0-28, C11",
        ),
        Column("Blocker", "text", "What stands in the way, from the Red list.", source="S0-28"),
        _ACCOUNT_ID,
        _IN_COVERAGE,
    ),
)

ISSUES = Table(
    "Issues",
    "output",
    "What is wrong with the data, and how to mend it.",
    (
        Column("Sheet", "label", "Table with the problem.", source="G14"),
        Column(
            "Row",
            "link",
            "Row of the sheet, click to go there; empty: the whole column.",
            source="G14",
        ),
        _ACCOUNT_ID,
        Column("Column", "label", "Column with the problem.", source="G14"),
        Column("Value", "text", "What stands there.", source="G14"),
        Column("Code", "label", "Stable name of the problem.", source="G14"),
        Column("Problem", "text", "What is wrong.", source="G14"),
        Column("Fix", "text", "How to mend it.", source="G14"),
    ),
)

STANDUP_LOG = Table(
    "Standup log",
    "output",
    "The notes of accounts that left the red list; nothing here is ever removed.",
    (
        Column("Logged", "date", "As-of date on which the account left.", source="S0-28"),
        _ACCOUNT_ID,
        _ACCOUNT,
        _DIRECTOR,
        Column("Why", "label", "Off the red list, or no longer in Accounts.", source="S0-28"),
        Column("Next touch", "text", "As it stood.", source="S0-28"),
        Column("Blocker", "text", "As it stood.", source="S0-28"),
        Column("Notes", "text", "As it stood.", source="S0-28"),
        Column(
            "Other columns", "text", "The other columns of yours, header by header.", source="S0-28"
        ),
    ),
)

RUN_LOG = Table(
    "Run log",
    "output",
    "Each refresh: who, when, with which settings, and where every row went.",
    (
        Column("When", "text", "Local time of the run.", source="S0-13, G14"),
        Column("Who", "label", "User who ran it.", source="S0-13, G14"),
        Column("Version", "label", "Version of the product.", source="S0-13, G14"),
        Column("As of", "date", "As-of date of the scores.", source="S0-13, G14"),
        Column("Settings hash", "label", "Changes with any setting.", source="S0-13, G14"),
        Column(
            "Rows in", "count", "Scored + waived + out of scope + rejected.", source="S0-13, G14"
        ),
        Column("Scored", "count", "Accounts scored.", source="S0-13, G14"),
        Column("Waived", "count", "Accounts waived.", source="S0-13, G14"),
        Column("Out of scope", "count", "Tier 3 and 4, and new customers.", source="S0-13, G14"),
        Column("Rejected", "count", "Data issues and repeated rows.", source="S0-13, G14"),
        Column("Issues", "count", "Rows of the Issues sheet.", source="S0-13, G14"),
        Column("Red", "count", "Accounts on the red list.", source="S0-27"),
        Column("Escalations", "count", "Red accounts that go to an executive.", source="S0-29"),
        Column("Tier 1 rate", "rate", "Coverage rate of Tier 1.", source="S0-01"),
        Column("Tier 2 rate", "rate", "Coverage rate of Tier 2.", source="S0-01"),
    ),
)

AUDIT = Table(
    "Audit",
    "output",
    "What looks too good or too hollow: gains faster than usual, sponsors in name only.",
    (
        Column(
            "Detector",
            "label",
            "Pace, Gates at once, Named only, or Mapped and left.",
            source="S0-38, G02",
        ),
        Column(
            "View",
            "label",
            "What was looked at: Tier, CS director or Account.",
            source="S0-38, G02",
        ),
        Column("Name", "label", "Which one.", source="S0-38, G02"),
        _ACCOUNT_ID,
        _IN_COVERAGE,
        Column("From", "date", "Start of the window.", source="S0-38, G02"),
        Column("To", "date", "End of the window.", source="S0-38, G02"),
        Column("Finding", "text", "What was found, in one sentence.", source="S0-38, G02"),
    ),
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
)

BOARD_TABLES = (BOARD_WEEKS, BOARD_GROUPS)
"""The tables on the Board sheet; every other table has a sheet of its own name."""

EXPORTED_COLUMNS = (
    "Gate score",
    "Current score",
    "Status",
    "Red",
    "Open gate",
    "Next play",
    "Play due",
    "Covered until",
    "Days since touch",
    "Tier",
    "Account",
    "CS director",
    "CSM",
    "Owner this quarter",
    "Customer sponsor",
    "Internal executive",
    "Executive title",
    "As of",
)
"""What an export can send of an account, beside its id."""

EXPORT_PROFILES = (
    "salesforce",
    "hubspot",
    "gainsight",
    "totango_catalyst",
    "vitally",
    "planhat",
    "churnzero",
    "generic_csv",
    "generic_xlsx",
)

EXPORT_MAP = Table(
    "Export map",
    "input",
    "Which column goes into which field of the CRM. A row here wins over the profile's own choice.",
    (
        Column(
            "Profile",
            "choice",
            "The profile of the export; empty: every profile.",
            choices=tuple((name,) for name in EXPORT_PROFILES),
        ),
        Column(
            "Column",
            "choice",
            "What to send; Account ID stands for the field by which the CRM finds the account.",
            choices=tuple((name,) for name in ("Account ID", *EXPORTED_COLUMNS)),
        ),
        Column("Field", "label", "Name of the field in the CRM; empty: as the profile has it."),
        Column(
            "Send", "choice", "yes, or no to leave it out; empty: yes.", choices=(("yes",), ("no",))
        ),
    ),
)

EXPORT_LOG = Table(
    "Export log",
    "output",
    "What was last exported of each account; delete a row here, and the account is sent again.",
    (
        Column("Profile", "label", "The profile of the export.", source="S0-17"),
        _ACCOUNT_ID,
        Column(
            "Status",
            "label",
            "The status that was sent; Removed: no longer in Accounts.",
            source="S0-17",
        ),
        Column("Fingerprint", "label", "Changes with any value that was sent.", source="S0-17"),
        Column("Sent", "text", "Local time of the export.", source="S0-17"),
    ),
)

TABLES = {
    table.name: table
    for table in (
        SETTINGS,
        ACCOUNTS,
        TOUCHES,
        IMPORT_MAP,
        COVERAGE,
        RED_LIST,
        SCORECARD,
        PATH,
        HISTORY,
        TREND,
        STANDUP,
        ISSUES,
        STANDUP_LOG,
        RUN_LOG,
        AUDIT,
        EXPORT_MAP,
        EXPORT_LOG,
    )
}
"""The tables of the tracker as it comes."""

IMPORTED = {table.name: table for table in (ACCOUNTS, TOUCHES, CONTACTS)}
"""The tables that exports go into; Contacts only where the user added it to the tracker."""

CONTRACTS = {**TABLES, **IMPORTED}


_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text without capitals, accents and signs, for comparing headers, names and choices.

    >>> folded("  E-Mail (sent) ")
    'e mail sent'
    """
    if text.isascii():
        # Most cells, at a fifth of the time; nothing below would change them otherwise.
        return _SIGNS.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _SIGNS.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


@lru_cache(maxsize=32)
def _names(table: str) -> dict[str, str]:
    columns = CONTRACTS[table].columns
    names = {
        folded(alias): column.header for column in reversed(columns) for alias in column.aliases
    }
    return names | {folded(column.header): column.header for column in columns}


def matched_headers(table: str, headers: Iterable[str]) -> dict[str, str]:
    """Which given header stands for which column of the table.

    A header that is the column's own beats an alias, and an earlier alias a later one; no column
    is taken twice. Headers that stand for nothing are the user's own and are left out.
    """
    given = [str(header) for header in headers]
    ranks: list[tuple[int, str, str]] = []
    for column in CONTRACTS[table].columns:
        order = [folded(column.header), *map(folded, column.aliases)]
        ranks += [
            (order.index(folded(header)), header, column.header)
            for header in given
            if folded(header) in order
        ]
    matched: dict[str, str] = {}
    for _, header, own in sorted(ranks, key=lambda rank: (rank[0], given.index(rank[1]))):
        if header not in matched and own not in matched.values():
            matched[header] = own
    return {header: matched[header] for header in given if header in matched}


def nearest_column(table: str, header: str) -> str | None:
    """The column that a header may have meant, or None."""
    near = difflib.get_close_matches(folded(header), _names(table), n=1, cutoff=0.8)
    return _names(table)[near[0]] if near else None
