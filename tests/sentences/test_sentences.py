"""No sentence names a cause that does not bind, and none promises what its play does not reach."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import pytest

from scoring.cleaning import clean
from scoring.coverage.scores import score_accounts
from scoring.coverage.tables import ACCOUNTS, TOUCHES
from scoring.policy import Policy
from tests.sentences import deeds
from tests.sentences.firms import AS_OF, POLICIES, firm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.sentences.deeds import Account, Day, Deed

FEW, MANY = 8, 300

CAUSES = {
    r"the (?:customer sponsor|buyer) has left": "sponsor",
    r"no (?:customer sponsor|buyer) is named": "sponsor",
    r"the sponsor's title does not show .+ or above": "sponsor",
    r"no executive of ours is mapped": "executive",
    r"the executive's title (?:is below|does not show) .+": "executive",
    r"the executive mapped is the account's own CSM": "executive",
    r"the two-way intro has not taken place": "intro",
    r"the two-way intro was with an earlier pair of people": "intro",
    r"the two-way intro has no date(?: and may be of an earlier pair)?": "intro",
    r"the intro date can't be used": "intro",
    r"nobody has spoken to the (?:sponsor|buyer) (?:yet|for \d+ days? \(limit \d+.*\))": "touch",
    r"there has been no live touch (?:yet|for \d+ days? \(limit \d+.*\))": "touch",
    r"the only touch on record .+": "touch",
    r"none of the \d+ touches on record counts \(.+\)": "touch",
    r"the last touch that counts was .+ \(limit \d+; not counted since: .+\)": "touch",
    r"the last touch date can't be used": "touch",
    r"the last touch (?:that counts )?was .+ \(full marks up to day \d+.*\)": "decay",
    r"no intro with a successor has taken place": "intro",
    r"nobody has spoken to a successor yet": "touch",
    r"no business outcome is documented": "outcome",
    r"the business outcome is older than \d+ days": "outcome",
}
"""Each cause by the words for it."""

WAYS: dict[str, Deed] = {
    r"Name a(?: new)? (?:sponsor|buyer)": deeds.new_sponsor,
    r"Show that the sponsor is .+ or above or name another": deeds.new_sponsor,
    r"Show that the sponsor is .+ or above": deeds.sponsor_title,
    r"Or name another": deeds.new_sponsor,
    r"Map an executive": deeds.new_executive,
    r"Map a .+ or above": deeds.new_executive,
    r"Map a .+ or above with a handover": deeds.handover,
    r"Without a handover": deeds.new_executive,
    r"Show that the executive is .+ or above": deeds.executive_title,
    r"Show that the executive is .+ or above or map another": deeds.new_executive,
    r"Or map another": deeds.new_executive,
    r"Hold the intro": deeds.intro,
    r"Call": deeds.call,
    r"Document an outcome": deeds.outcome,
}
"""Each play by the words for it; *the one of the last touch* depends on the play."""

REST = {
    "name a sponsor": deeds.new_sponsor,
    "map an executive": deeds.new_executive,
    "hold the intro": deeds.intro,
    "call": deeds.call,
    "document an outcome": deeds.outcome,
}

_SCORE = r"\d\.\d\d"
SENTENCE = re.compile(
    r"(?P<lead>Counts as not covered until row \d+ is mended \([^)]+\)\. "
    r"|Waived until [^;]+; would score |New customer: counts nowhere up to [^;]+; would score )?"
    rf"(?P<until>Until then )?(?P<score>{_SCORE})"
    r"(?:: (?P<there>[^.]+)| because (?P<why>.+?))?\."
    rf"(?P<steps>(?: [A-Z][^:.]+: (?:still )?{_SCORE}(?:, then [^:]+: {_SCORE})?\.)*)"
    r"(?P<when> (?:Due [^.]+|\d+ days? late|Plan (?:it|the next touch)[^.]+)\.)?"
)
STEP = re.compile(rf" ([A-Z][^:.]+): (?:still )?({_SCORE})(?:, then ([^:]+): ({_SCORE}))?\.")


class Scored(NamedTuple):
    """What the product says of an account."""

    points: int
    sentence: str
    play: str | None
    days: int | None


class Said(NamedTuple):
    """A sentence taken apart."""

    score: str
    causes: list[str]
    steps: list[tuple[str, str, list[str], str]]


def scored(accounts: Sequence[Account], settings: Mapping[str, Any]) -> list[Scored]:
    """The product's score and sentence of each account, all in one tracker."""
    policy = Policy.load(dict(settings))
    rows = [{"Account ID": f"A-{n}", **one.cells} for n, one in enumerate(accounts)]
    logged = [
        {"Account ID": f"A-{n}", **touch} for n, one in enumerate(accounts) for touch in one.touches
    ]
    typed, _ = clean(pd.DataFrame(rows, dtype=object), ACCOUNTS, policy, AS_OF)
    headers = [
        "Account ID",
        "Touch date",
        "Type",
        "Outcome",
        "Customer contact",
        "Internal person",
    ]
    frame = pd.DataFrame(logged, columns=headers, dtype=object)
    touches, _ = clean(frame, TOUCHES, policy, AS_OF)
    found = score_accounts(typed, policy, AS_OF, touches)
    assert len(found) == len(accounts)
    return [
        Scored(
            -1 if pd.isna(row["Current score"]) else int(row["Current score"]),
            row["Explanation"],
            None if pd.isna(row["Next play"]) else row["Next play"],
            None if pd.isna(row["Days since touch"]) else int(row["Days since touch"]),
        )
        for row in found.to_dict("records")
    ]


def shown(points: int) -> str:
    """Basis points as the sheet shows a score."""
    return str((Decimal(points) / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP))


def taken_apart(sentence: str) -> Said:
    found = SENTENCE.fullmatch(sentence)
    assert found, sentence
    causes = [] if found["why"] is None else [cause_of(each) for each in clauses(found["why"])]
    steps = [
        (way, score, re.split(", | and ", rest) if rest else [], final)
        for way, score, rest, final in STEP.findall(found["steps"])
    ]
    assert not found["steps"] or steps, sentence
    return Said(found["score"], causes, steps)


def clauses(why: str) -> list[str]:
    """The causes of a sentence; a comma or an *and* within brackets parts none."""
    flat = re.sub(r"\([^)]*\)", lambda found: re.sub(", | and ", "~", found[0]), why)
    flat = flat.replace("no date and may be", "no date~and may be")
    parts = re.split(", | and ", flat)
    return [part.replace("~and", " and") for part in parts]


def cause_of(clause: str) -> str:
    found = {cause for words, cause in CAUSES.items() if re.fullmatch(words, clause)}
    assert len(found) == 1, clause
    return found.pop()


def mending(account: Account, cause: str) -> Deed:
    """What puts one cause right and leaves all the rest as it is."""
    cells = account.cells
    if cause in ("touch", "decay"):
        return deeds.call
    if cause == "sponsor":
        if deeds.departed(account):
            return deeds.new_sponsor
        return deeds.sponsor_title if cells["Customer sponsor"] else deeds.sponsor_of_last_touch
    if cause == "executive":
        named = cells["Internal executive"] is not None
        put = deeds.executive_title if named else deeds.executive_of_last_touch
        return lambda one, day: put(one.put(CSM=None), day)
    return {"intro": deeds.intro, "outcome": deeds.outcome}[cause]


def mended(account: Account, causes: Iterable[str], day: Day) -> Account:
    for cause in causes:
        account = mending(account, cause)(account, day)
    return account


def way_of(words: str, account: Account) -> Deed:
    if words.startswith("Or the one of the last touch"):
        nobody = account.cells["Customer sponsor"] is None
        return deeds.sponsor_of_last_touch if nobody else deeds.executive_of_last_touch
    found = [deed for pattern, deed in WAYS.items() if re.fullmatch(pattern, words)]
    assert found, words
    return found[-1]


def contradicted(sentence: str, account: Account) -> None:
    """Look up in the sheet what the sentence says of it."""
    cells = account.cells
    touches = [touch for touch in account.touches if is_on_record(touch)]
    stated = cells["Last touch date"]
    for words, true in {
        "no customer sponsor is named": cells["Customer sponsor"] is None,
        "no executive of ours is mapped": cells["Internal executive"] is None,
        "is the account's own CSM": cells["Internal executive"] == cells["CSM"],
        "intro has not taken place": cells["Two-way intro date"] in (None, "no"),
        "intro has no date": cells["Two-way intro date"] == "yes",
        "intro date can't be used": not_past(cells["Two-way intro date"]),
        "no business outcome is documented": cells["Business outcome"] is None,
        "has left": deeds.departed(account),
        "successor yet": deeds.departed(account),
        " buyer yet": not touches and stated is None,
        " the sponsor yet": not touches and stated is None,
        "live touch yet": not touches and stated is None,
        "last touch date can't be used": not_past(stated),
        "the only touch on record": len(touches) + (stated is not None) > 0,
        "an earlier pair": cells["Sponsor since"] or cells["Executive since"],
    }.items():
        assert words not in sentence or true, (words, sentence, account)
    if told := re.search(r"none of the (\d+) touches", sentence):
        assert int(told[1]) in (len(touches), len(touches) + 1), (sentence, account)
    if told := re.search(r"(?:nobody has spoken to|there has been no live).+? (\d+) day", sentence):
        last = AS_OF - dt.timedelta(days=int(told[1]))
        later = [touch for touch in touches if is_day(touch["Touch date"]) > last]
        told = re.search(r"not counted since: ([^)]+)\)", sentence)
        number = sum(map(int, re.findall(r"(\d+) (?:by|with|dated|that)", told[1]))) if told else 0
        assert number == len(later), (sentence, account)


def not_past(value: Any) -> bool:
    return not isinstance(value, dt.date) or value > AS_OF


def is_on_record(touch: Mapping[str, Any]) -> bool:
    """Whether a sentence may speak of a touch: not once deleted, nor while it is still to come."""
    outcome, day = touch.get("Outcome"), is_day(touch["Touch date"])
    return outcome != "Deleted" and (outcome != "Planned" or day < AS_OF or day == dt.date.max)


def is_day(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.max


ALL = ("sponsor", "executive", "intro", "touch", "outcome")


def checked(name: str, accounts: int, seed: int) -> None:
    """Check each sentence of a firm by doing what it says."""
    made = firm(name, accounts, seed)
    live = Policy.load(made.settings).on(AS_OF).texts("touch.types")
    ours = scored(made.accounts, made.settings)
    tried: list[tuple[str, Account]] = []

    def trying(label: str, account: Account) -> int:
        tried.append((label, account))
        return len(tried) - 1

    plans = []
    for account, now in zip(made.accounts, ours, strict=True):
        if now.sentence.endswith("is out of scope: it is not scored."):
            continue
        said = taken_apart(now.sentence)
        last = None if now.days is None else AS_OF - dt.timedelta(days=now.days)
        day = deeds.Day(AS_OF, live, last)
        named = ["touch" if cause == "decay" else cause for cause in said.causes]
        sets = {
            chosen: trying(f"mend {chosen}", mended(account, chosen, day))
            for size in range(1, len(named) + 1)
            for chosen in combinations(named, size)
        }
        alone = {cause: trying(f"mend {cause}", mended(account, [cause], day)) for cause in ALL}
        whole = trying("mend all", mended(account, ALL, day))
        steps = []
        for way, score, rest, final in said.steps:
            done = way_of(way, account)(account, day)
            at = trying(way, done)
            for each in rest:
                done = REST[each](done, day)
            steps.append((score, at, final, trying(f"{way}, then {rest}", done)))
        plans.append((account, now, said, named, sets, alone, whole, steps))
    results = [result.points for result in scored([one for _, one in tried], made.settings)]
    for account, now, said, named, sets, alone, whole, steps in plans:
        context = f"{name}, {seed}: {now.sentence}\n{account}"
        assert said.score == shown(now.points), context
        raising = {chosen for chosen, at in sets.items() if results[at] > now.points}
        least = min((len(chosen) for chosen in raising), default=0)
        binding = {cause for chosen in raising if len(chosen) == least for cause in chosen}
        assert binding == set(named), (context, {s: results[at] for s, at in sets.items()})
        singles = {cause for cause, at in alone.items() if shown(results[at]) > said.score}
        if "Until then" in now.sentence:
            # The cell that the lead names is the cause.
            assert singles, context
        else:
            assert singles <= set(named), (context, singles)
            assert named or shown(results[whole]) == said.score, (context, tried[whole])
        contradicted(now.sentence, account)
        for score, at, final, end in steps:
            assert score == shown(results[at]), (context, tried[at])
            assert not final or final == shown(results[end]), (context, tried[end])


@pytest.mark.parametrize("name", list(POLICIES)[::3])
def test_each_sentence_is_true_when_done(name: str) -> None:
    checked(name, FEW, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("name", POLICIES)
def test_thousands_of_sentences_are_true_when_done(name: str) -> None:
    checked(name, MANY, seed=2)
