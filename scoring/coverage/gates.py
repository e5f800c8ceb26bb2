"""The gates: what each is called, what it is worth, and how the house speaks of it.

Nothing else knows a gate by its place. What an account must show to pass one is the matter of
`scoring.coverage.evidence`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gate:
    """One gate.

    Attributes:
        number: its place in the waterfall, from 1; `score.levels` and `score.weights` follow it.
        key: its name wherever the place must not matter, such as the plays.
        letter: its mark in a cell of History, which stays the same when gates change.
        what: what the column says it tells.
        source: rows of the requirements.
        column: the column of Accounts that tells it.
        supplier: who can fill that column.
        subject: what is gone or in place after an import.
        play: the next play while it is open.
        action: the play in a sentence.
        ask: the play as the board hears it, before the account's name.
        why_red: why an account is red, on the board; None where that takes its days as well.
        single_buyer: whether an account with a single buyer has it (S0-36).
        mapped: whether it is part of the mapping, which touches then keep alive (G02).
        comes_back: whether a new sponsor brings it back without work, as it failed with the
            departed one only (S0-33).
    """

    number: int
    key: str
    letter: str
    what: str
    source: str
    column: str
    supplier: str
    subject: str
    play: str
    action: str
    ask: str
    why_red: str | None = None
    single_buyer: bool = False
    mapped: bool = False
    comes_back: bool = False

    @property
    def header(self) -> str:
        """Its column, in Coverage and in evidence."""
        return f"Gate {self.number}"

    @property
    def filled(self) -> str:
        """The column that says whether an account tells anything of it."""
        return f"{self.header} filled"

    @property
    def place(self) -> int:
        """Its place in arrays with a column a gate."""
        return self.number - 1

    @property
    def bit(self) -> int:
        """Its bit in a case."""
        return 1 << self.place

    @property
    def limit(self) -> str:
        """The parameter that says how many days its play may take."""
        return f"sla_days.gate{self.number}"

    @property
    def least_level(self) -> str:
        """The parameter that says which level it asks for, where it asks for one."""
        return f"gate{self.number}.min_level"


SPONSOR = Gate(
    number=1,
    key="sponsor",
    letter="S",
    what="Customer sponsor named",
    source="S0-07, C36",
    column="Customer sponsor",
    supplier="each CSM",
    subject="customer sponsor",
    play="Name a customer sponsor",
    action="name a sponsor",
    ask="find a sponsor at",
    why_red="no sponsor in place",
    single_buyer=True,
    mapped=True,
)
EXECUTIVE = Gate(
    number=2,
    key="executive",
    letter="E",
    what="Our executive mapped",
    source="S0-08, C32",
    column="Internal executive",
    supplier="the CS directors",
    subject="mapped executive",
    play="Map an internal executive",
    action="map an executive",
    ask="map an executive to",
    why_red="no executive mapped",
    mapped=True,
    comes_back=True,
)
INTRO = Gate(
    number=3,
    key="intro",
    letter="I",
    what="Two-way intro done",
    source="S0-09, G11",
    column="Two-way intro date",
    supplier="each owner",
    subject="two-way intro",
    play="Hold the two-way intro",
    action="hold the intro",
    ask="hold the intro with",
    why_red="no two-way intro",
    mapped=True,
)
TOUCH = Gate(
    number=4,
    key="touch",
    letter="T",
    what="Touched lately enough (decay.stale_days)",
    source="S0-10, C04, C10",
    column="Last touch date",
    supplier="RevOps",
    subject="touch in time",
    play="Call the sponsor",
    action="call",
    ask="call the sponsor at",
    single_buyer=True,
)
OUTCOME = Gate(
    number=5,
    key="outcome",
    letter="O",
    what="Business outcome documented",
    source="S0-11, G10",
    column="Business outcome",
    supplier="each CSM",
    subject="business outcome",
    play="Document the business outcome",
    action="document an outcome",
    ask="agree an outcome with",
    why_red="no business outcome on record",
    comes_back=True,
)

GATES = (SPONSOR, EXECUTIVE, INTRO, TOUCH, OUTCOME)
GATE_HEADERS = [gate.header for gate in GATES]
SINGLE_BIT = 1 << len(GATES)
"""The bit of a case that says that the account has a single buyer."""

AGAINST_DECAY, PLAN = "decay", "plan"
"""Plays that close no gate: a touch against decay, and to plan the next one."""
PLAYS: dict[str, str | None] = {
    **{gate.key: gate.play for gate in GATES},
    AGAINST_DECAY: TOUCH.play,
    PLAN: "Plan the next touch",
    "": None,
}
_TOUCHES = dict.fromkeys((AGAINST_DECAY, PLAN), TOUCH)
CLOSES = {gate.key: gate for gate in GATES} | _TOUCHES
"""The gate that a play closes or, as a touch, keeps from closing."""

ASKS = {**{gate.key: gate.ask for gate in GATES}, AGAINST_DECAY: TOUCH.ask}
