"""The outputs with a row for each account."""

from __future__ import annotations

from scoring.coverage.gates import GATES
from scoring.tables.columns import Column, Table
from scoring.tables.page import Look, Page
from scoring.tables.shared import ACCOUNT, ACCOUNT_ID, ARR, DIRECTOR, TIER

_GATES = tuple(
    Column(gate.header, "flag", f"{gate.what}: 1 yes, 0 no.", source=gate.source) for gate in GATES
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
    look=Look(width=14),
)
_OPEN_GATE = Column(
    "Open gate",
    "count",
    "The first gate that fails.",
    source="S0-07 to S0-11",
    look=Look(form="gate"),
)
_NEXT_PLAY = Column(
    "Next play", "text", "What to do next.", source="S0-07 to S0-11", look=Look(width=28)
)
_PLAY_DUE = Column("Play due", "date", "When that is due.", source="C11, C12", look=Look(width=17))

_OWNER = Column(
    "Owner",
    "name",
    "Who answers for the account: owner this quarter, else the CS director, else the CSM.",
    source="S0-32, S0-37",
)
_IN_COVERAGE = Column(
    "In Coverage",
    "link",
    "Click to see the account's gates and explanation, in the row of Coverage that this numbers.",
    source="S0-13",
    page=True,
    leads_to="Coverage",
)

COVERAGE = Table(
    "Coverage",
    "output",
    "Each account with its gates, scores, next play and the sentence that explains them.",
    (
        ACCOUNT_ID,
        ACCOUNT,
        Column(
            "In Accounts",
            "link",
            "Click to see what the CRM says, in the row of Accounts that this numbers; empty where "
            "nothing is scored. It holds until that sheet is sorted anew.",
            source="S0-13",
            page=True,
            leads_to="Accounts",
        ),
        TIER,
        ARR,
        DIRECTOR,
        *_GATES,
        _GATE_SCORE,
        _CURRENT_SCORE,
        _STATUS,
        Column("Red", "flag", "1: on the red list.", source="S0-27, C08", look=Look(form="red")),
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
        Column(
            "Explanation",
            "text",
            "The score, what holds it there, what the next play brings, and by when.",
            source="C01, C62",
            look=Look(width=130, one_line=True),
        ),
    ),
    key="Account ID",
    remembers=True,
    logs_notes=True,
    page=Page(group="Act", place=2, frozen_columns=2, pages_wide=2, finds=True),
)

RED_LIST = Table(
    "Red list",
    "output",
    "The accounts to talk about on Monday: by tier, then ARR.",
    (
        ACCOUNT_ID.wide(11),
        ACCOUNT.wide(25),
        _IN_COVERAGE.wide(9.5),
        TIER.wide(6.5),
        ARR.wide(11),
        DIRECTOR.wide(15),
        _OWNER.wide(15),
        _CURRENT_SCORE,
        _OPEN_GATE.wide(8.5),
        _NEXT_PLAY.wide(26),
        _PLAY_DUE,
        Column(
            "Weeks red",
            "count",
            "Weeks since the account turned red, this one included and waived ones not.",
            source="S0-29",
            look=Look(width=8.5),
        ),
        Column(
            "First red",
            "date",
            "Day of the first red snapshot of this run.",
            source="S0-29",
            look=Look(width=11.5),
        ),
        Column(
            "Escalate to",
            "label",
            "Who steps in once it is red for too long (escalation.red_weeks).",
            source="S0-29, C27, C28",
            look=Look(width=11),
        ),
        Column(
            "Next touch",
            "date",
            "Yours: the planned touch, by the day above this column (standup.next_touch_days).",
            user=True,
            look=Look(width=12),
        ),
        Column("Blocker", "text", "Yours: what stands in the way.", user=True, look=Look(width=30)),
        Column(
            "Notes",
            "text",
            "Yours; they move to the Standup log when the account leaves.",
            user=True,
            look=Look(width=30),
        ),
        Column(
            "CSM",
            "name",
            "Customer success manager of the account; whom to ask is under Owner.",
            source="S0-37",
            look=Look(width=15),
        ),
    ),
    key="Account ID",
    remembers=True,
    logs_notes=True,
    page=Page(
        group="Meet",
        place=1,
        is_report=True,
        frozen_columns=2,
        printed_to="Notes",
        finds=True,
        second=("directors", "By director: after the first refresh"),
    ),
)

PATH = Table(
    "Path to target",
    "output",
    "The fewest plays that bring each tier to its target, cheapest first.",
    (
        TIER,
        Column("Step", "count", "Order in which to do them.", source="S0-22, C02"),
        ACCOUNT_ID,
        ACCOUNT,
        _IN_COVERAGE,
        ARR,
        DIRECTOR,
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
    key="Account ID",
    page=Page(group="Act", place=1, frozen_columns=1, finds=True),
    maker="scoring.coverage.path:path_to_target",
)

HISTORY = Table(
    "History",
    "output",
    "One row per account and ISO week: what each refresh found.",
    (
        Column(
            "Week",
            "label",
            "ISO week of the snapshot, such as 2026-W47.",
            source="C15",
            look=Look(width=11),
        ),
        Column("Snapshot date", "date", "As-of date of the snapshot.", source="C14"),
        ACCOUNT_ID,
        TIER,
        ARR,
        DIRECTOR,
        Column(
            "Gates",
            "label",
            "A letter a gate, a capital if it passed: Sponsor, Executive, Intro, Touch, Outcome, "
            "such as SEItO; ? where no account said anything of it. Five digits of older trackers "
            "are read too.",
            source="S0-14",
            look=Look(width=9),
        ),
        _GATE_SCORE,
        _CURRENT_SCORE,
        _STATUS,
        Column("Red", "flag", "1: was on the red list.", source="S0-27", look=Look(form="red")),
        Column("Last touch date", "date", "Last touch that counted then.", source="C10"),
        Column("Customer sponsor", "name", "Who was the sponsor then.", source="C36"),
        Column("Internal executive", "name", "Who was our executive then.", source="C36"),
        Column(
            "Failed since",
            "label",
            "Since when each gate that fails has failed, by its letter, such as T2026-11-02; what "
            "lies before its week is told by the earlier snapshots.",
            source="C12",
            look=Look(width=56),
        ),
        Column("Red since", "date", "First red snapshot of the unbroken run.", source="S0-29"),
    ),
    key="Account ID",
    remembers=True,
    page=Page(group="Log", place=1),
)

STANDUP = Table(
    "Standup",
    "output",
    "The script of the standup, director by director: red account, owner, next touch, blocker.",
    (
        Column(
            "Minute",
            "label",
            "When to speak of it, minutes and seconds.",
            source="S0-26, S0-28",
            look=Look(width=9),
        ),
        DIRECTOR.wide(18),
        ACCOUNT,
        TIER,
        _OWNER.wide(17),
        _CURRENT_SCORE,
        Column("Weeks red", "count", "Weeks since the account turned red.", source="S0-29"),
        Column("Escalate to", "label", "Who steps in.", source="S0-29, C28", look=Look(width=13)),
        _NEXT_PLAY,
        Column(
            "Next touch by",
            "date",
            "The planned touch, at the latest on the standup's limit (standup.next_touch_days).",
            source="S0-28, C11",
        ),
        Column(
            "Blocker",
            "text",
            "What stands in the way, from the Red list.",
            source="S0-28",
            look=Look(width=42),
        ),
        ACCOUNT_ID.wide(12),
        _IN_COVERAGE,
    ),
    key="Account ID",
    page=Page(
        group="Meet",
        place=2,
        is_report=True,
        one_page=True,
        printed_to="Blocker",
        finds=True,
        second=("when", "The script of the weekly standup"),
    ),
)

STANDUP_LOG = Table(
    "Standup log",
    "output",
    "The notes of accounts that left the red list; nothing here is ever removed.",
    (
        Column("Logged", "date", "As-of date on which the account left.", source="S0-28"),
        ACCOUNT_ID,
        ACCOUNT,
        DIRECTOR,
        Column(
            "Why",
            "label",
            "Off the red list, or no longer in Accounts.",
            source="S0-28",
            look=Look(width=22),
        ),
        Column("Next touch", "text", "As it stood.", source="S0-28", look=Look(width=14)),
        Column("Blocker", "text", "As it stood.", source="S0-28"),
        Column("Notes", "text", "As it stood.", source="S0-28"),
        Column(
            "Other columns",
            "text",
            "The other columns of yours, header by header.",
            source="S0-28",
            look=Look(width=26),
        ),
    ),
    remembers=True,
    page=Page(group="Log", place=2),
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
            look=Look(width=15),
        ),
        Column(
            "View",
            "label",
            "What was looked at: Tier, CS director or Account.",
            source="S0-38, G02",
            look=Look(width=13),
        ),
        Column("Name", "label", "Which one.", source="S0-38, G02", look=Look(width=30)),
        ACCOUNT_ID,
        _IN_COVERAGE,
        Column("From", "date", "Start of the window.", source="S0-38, G02"),
        Column("To", "date", "End of the window.", source="S0-38, G02"),
        Column(
            "Finding",
            "text",
            "What was found, in one sentence.",
            source="S0-38, G02",
            look=Look(width=110, one_line=True),
        ),
    ),
    key="Name",
    page=Page(group="Log", place=4, finds=True),
    maker="scoring.coverage.audit:audit",
)
