"""What a sentence says, read back, and whether it is so: reasons that bind, plays that reach (C01).

A reason binds if the score rises once it alone is mended; where two hold it at the same height, those
that raise it together. What a play reaches is found by doing it, in the sheet, and scoring again.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

from tests.reference.accounts import (
    GATES,
    Account,
    decay_cap,
    executive_is_mapped,
    gate_score,
    is_departed,
    outcome_is_documented,
)
from tests.reference.pairs import counting_touches
from tests.reference.sheet import told_by_snapshots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from tests.reference.past import Past
    from tests.reference.rules import Row, Touch
    from tests.reference.tracker import Scored

DECAYED = 6
FULL = 10000
# Each reason by words that no other has, in the order in which they are looked for.
REASONS: tuple[tuple[str, int], ...] = (
    (r"full marks up to day", DECAYED),
    (r"intro", 3),
    (r"nobody has spoken|no live touch|touch(es)? on record|last touch that counts was", 4),
    (r"last touch date can't be used", 4),
    (r"executive", 2),
    (r"outcome", 5),
    (r"sponsor|buyer", 1),
)
SCORE = r"(?:still )?(\d\.\d\d)"


def hundredths(score: int) -> int:
    """A score in the two decimals that a sentence has, halves up."""
    return (score + 50) // 100


def causes(account: Account) -> set[int]:
    """What keeps the account from full marks: gates that fail, and decay."""
    picture = account.picture
    watched = (1, 4) if picture.single_buyer else GATES
    passes = gates_of_its_own(account)
    found = {gate for gate in watched if not passes[gate]}
    if passes[4] and score_if(account, {DECAYED} | found) > score_if(account, found):
        found.add(DECAYED)
    return found


def gates_of_its_own(account: Account) -> dict[int, bool]:
    """Gates, but for those that only the departed sponsor fails: a new one has them back (C36)."""
    passes = dict(account.picture.gates)
    if is_departed(account.cells):
        passes[2] = executive_is_mapped(account.cells, account.rules)
        passes[5] = outcome_is_documented(account.cells, account.rules, account.as_of)
    return passes


def score_if(account: Account, mended: Iterable[int]) -> int:
    """The current score once these causes are mended and nothing else."""
    mended = set(mended)
    if is_departed(account.cells) and 1 not in mended:
        # Nothing can be done with who has left.
        return account.picture.current_score
    passes = {gate: ok or gate in mended for gate, ok in gates_of_its_own(account).items()}
    if account.picture.single_buyer:
        return FULL if passes[1] and passes[4] else 0
    fresh = mended & {4, DECAYED}
    days = 0 if fresh else account.picture.days_since_touch
    return min(gate_score(passes, account.rules), decay_cap(days, account.rules))


def binding(account: Account) -> set[int]:
    """The causes that bind: those that raise the score alone, else the fewest that do together."""
    all_causes = sorted(causes(account))
    now = hundredths(score_if(account, ()))
    for count in range(1, len(all_causes) + 1):
        raising = [
            set(chosen)
            for chosen in combinations(all_causes, count)
            if hundredths(score_if(account, chosen)) > now
        ]
        if raising:
            return set().union(*raising)
    return set()


def reasons_in(text: str) -> list[int]:
    """The causes that a sentence names between *because* and its full stop, in its order."""
    because = re.search(r"\d\.\d\d because (.*?)\.(?: [A-Z]|$)", text)
    if because is None:
        return []
    # What stands in brackets, or behind "but", is no reason of its own.
    bare = re.sub(r"\((?!full marks)[^)]*\)", "", because[1])
    return [
        next(cause for words, cause in REASONS if re.search(words, part))
        for part in re.split(r", (?=no|the)| and (?=no|the)", bare)
    ]


def name_sponsor(row: Row, day: date) -> Row:
    """Somebody new; since today, if another stood there."""
    stood = row["Customer sponsor"] is not None or is_departed(row)
    return row | {
        "Customer sponsor": "Nora New",
        "Sponsor title": "CEO",
        "Sponsor status": None,
        "Sponsor since": day if stood else row["Sponsor since"],
    }


def map_executive(row: Row, day: date) -> Row:
    """Somebody new of ours; since today, if another stood there."""
    stood = row["Internal executive"] is not None
    return row | {
        "Internal executive": "Owen New",
        "Executive title": "CEO",
        "Executive since": day if stood else row["Executive since"],
        # Who was named as leaving before still is; who is replaced does not hand over.
        "Outgoing executive": None if stood else row["Outgoing executive"],
    }


def map_with_handover(row: Row, day: date) -> Row:
    """Somebody new, and the one who stood there is still around."""
    return map_executive(row, day) | {"Outgoing executive": row["Internal executive"]}


def hold_intro(row: Row, day: date) -> Row:
    return row | {"Two-way intro date": day}


def document_outcome(row: Row, day: date) -> Row:
    return row | {"Business outcome": "Saved three weeks", "Outcome date": day}


def show_sponsor(row: Row, _: date) -> Row:
    return row | {"Sponsor title": "CEO"}


def show_executive(row: Row, _: date) -> Row:
    return row | {"Executive title": "CEO"}


# What is done to the row of Accounts; a call is done in Touches.
DEEDS: tuple[tuple[str, Callable[[Row, date], Row] | None], ...] = (
    (r"^show that the sponsor", show_sponsor),
    (r"^show that the executive", show_executive),
    (r"^(or )?name ", name_sponsor),
    (r"^map .* with a handover", map_with_handover),
    (r"^(or )?map |^without a handover", map_executive),
    (r"^hold the intro", hold_intro),
    (r"^document an outcome", document_outcome),
    (r"^or the one of the last touch", None),
    (r"^call", None),
)


class Doing:
    """An account in its sheet, to which plays are done."""

    def __init__(self, one: Scored, row: Row, past: Past, settings: Mapping[str, Any]) -> None:
        self.day = one.account.as_of
        self.past, self.settings = past, settings
        self.row, self.touches = dict(row), list(one.account.touches)

    def do(self, words: str) -> None:
        """One play.

        Raises:
            ValueError: nobody knows the play.
        """
        deeds = [deed for pattern, deed in DEEDS if re.search(pattern, words.lower())]
        if not deeds:
            raise ValueError(f"no play is called {words!r}")
        if "the one of the last touch" in words:
            self.name_of_last_touch()
            return
        deed = deeds[0]
        if deed is not None:
            self.row = deed(self.row, self.day)
            return
        touch: Touch = {
            "Account ID": self.row["Account ID"],
            "Touch date": self.day,
            "Type": self._live(),
            "Customer contact": self.row["Customer sponsor"],
            "Internal person": self.row["Internal executive"],
        }
        self.touches = [*self.touches, touch]

    def name_of_last_touch(self) -> None:
        """Whom the last touch that counts names, in the cell that is empty."""
        account = Account(self.row, self.touches, self.settings, self.day)
        whom, title, told = (
            ("Customer sponsor", "Sponsor title", "Customer contact")
            if self.row["Customer sponsor"] is None
            else ("Internal executive", "Executive title", "Internal person")
        )
        counting = [
            touch
            for touch in self.touches
            if touch["Touch date"] == account.picture.last_touch
            and touch[told]
            and counting_touches(
                self.row,
                [touch],
                account.rules,
                self.day,
                single_buyer=account.picture.single_buyer,
            )
        ]
        self.row = self.row | {whom: counting[0][told], title: "CEO"}

    def _live(self) -> str:
        account = Account(self.row, self.touches, self.settings, self.day)
        return str(account.rules["touch.types"][0])

    def score(self) -> int:
        """The current score now, in hundredths."""
        told = told_by_snapshots(self.row, self.past, self.settings, self.day)
        account = Account(self.row, self.touches, self.settings, self.day, told=told)
        return hundredths(account.picture.current_score)


def wrong_in(
    text: str, one: Scored, row: Row, past: Past, settings: Mapping[str, Any]
) -> list[str]:
    """What an explanation says that is not so.

    Args:
        text: the sentence.
        one: the account as the reference has it.
        row: its row of Accounts.
        past: what the tracker knew before.
        settings: the settings in force.
    """
    account, wrong = one.account, []
    if not account.has_play:
        return []
    as_read = re.sub(r"^Counts as not covered until .*? is mended \(.*?\)\. ?", "", text)
    told = re.search(r"(\d\.\d\d)", as_read)
    now = hundredths(account.picture.current_score)
    if told is None or read(told[1]) != now:
        wrong.append(f"the score is {now}")
    if account.standing == "Data issue":
        # How an unreadable cell is told, and which reasons are left, is for the golden sentences.
        return wrong
    named = reasons_in(as_read)
    if set(named) != binding(account) or len(set(named)) != len(named):
        wrong.append(f"it names {named}, and {sorted(binding(account))} bind")
    for promise in re.findall(rf"(?:^|\. |: )((?:[A-Z][^.:]*): {SCORE}[^.]*(?:\.\d\d)?)", as_read):
        wrong += broken(promise[0], Doing(one, row, past, settings))
    return wrong


def broken(promise: str, doing: Doing) -> list[str]:
    """What a promise such as "Call: 0.85, then document an outcome: 1.00" does not keep."""
    wrong = []
    for step in re.findall(rf"([^:]+): {SCORE}", promise):
        words, reached = step
        for words_of_one in re.split(r", then |, | and ", words.strip(", ").removeprefix("then ")):
            doing.do(words_of_one)
        if doing.score() != read(reached):
            wrong.append(f"{promise!r}: {words.strip(', ')} reaches {doing.score()}")
    return wrong


def read(score: str) -> int:
    """A score as it is told, in hundredths."""
    return int(score.replace(".", ""))
