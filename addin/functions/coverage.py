"""The worksheet functions of coverage: whole tables, single accounts, rates and parameters.

A docstring is the help of its function in Excel, so it is one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import xlwings as xw

from addin.functions import arguments
from addin.functions.arguments import as_of_or_today, points_or_none, tier_or_none
from addin.functions.declared import policy_in_force, rules_of_the_day, worksheet_function
from addin.functions.spills import days_after, spilled
from scoring.parameters import FULL

if TYPE_CHECKING:
    import datetime as dt

    from addin.functions.situations import Facts, Situation
    from scoring.inputs import Checked
    from scoring.policy import DayPolicy, Policy
    from scoring.tables import Table

_ONE_ACCOUNT = (
    "customer_sponsor",
    "internal_executive",
    "intro",
    "last_touch",
    "outcome",
    "as_of",
    "profile",
)
_ONE_ACCOUNT_OF_TIER = (*_ONE_ACCOUNT, "tier")


@worksheet_function("accounts", "as_of", "touches")
def sponsor_scores(accounts: Any, as_of: Any = None, touches: Any = None) -> Any:
    """Score every account: gates, scores, status, next play and the sentence that explains it."""
    from scoring.coverage.tables import COVERAGE

    return spilled(_checked(accounts, as_of, touches).scored(), COVERAGE)


@worksheet_function("accounts", "as_of", "touches")
def sponsor_red_list(accounts: Any, as_of: Any = None, touches: Any = None) -> Any:
    """List the red accounts by tier, then ARR, with what to do next and by when."""
    from scoring.coverage.redlist import red_list
    from scoring.coverage.tables import RED_LIST

    found = _checked(accounts, as_of, touches)
    return spilled(red_list(found.scored(), found.policy, found.as_of), RED_LIST)


@worksheet_function(
    "accounts",
    "by",
    "as_of",
    "touches",
    by="What to cut by: All, Tier, CS director, Region, Segment or Profile; empty: all of them.",
)
def sponsor_scorecard(accounts: Any, by: Any = None, as_of: Any = None, touches: Any = None) -> Any:
    """Show coverage rates against the target, by tier, director, region, segment or profile."""
    from scoring.coverage.scorecard import scorecard, without_repeats
    from scoring.coverage.tables import SCORECARD

    found = _checked(accounts, as_of, touches)
    policy, day = found.policy, found.as_of
    view = _view(arguments.text_of(by, "by"), policy.on(day))
    scored = found.scored()
    card = scorecard(scored, policy, day)
    if view is None:
        return spilled(without_repeats(card, scored, policy.on(day)), SCORECARD)
    return spilled(card[card["View"] == view], SCORECARD)


@worksheet_function(
    "accounts", "tier", "as_of", "touches", tier="Tier to bring to its target; empty: every tier."
)
def sponsor_path_to_target(
    accounts: Any, tier: Any = None, as_of: Any = None, touches: Any = None
) -> Any:
    """List the fewest plays that bring a tier to its target, in the order to do them."""
    from scoring.coverage.path import path_to_target
    from scoring.coverage.tables import PATH

    wanted = tier_or_none(tier)
    found = _checked(accounts, as_of, touches)
    path = path_to_target(found.scored(), found.policy, found.as_of)
    return spilled(path if wanted is None else path[path["Tier"] == wanted], PATH)


@worksheet_function("accounts", "as_of", "touches")
def sponsor_issues(accounts: Any, as_of: Any = None, touches: Any = None) -> Any:
    """List what is wrong with the accounts, and how to mend it; rows count from the header row."""
    from scoring.tables import ISSUES

    return spilled(_checked(accounts, as_of, touches).issues, ISSUES)


def _checked(accounts: Any, as_of: Any, touches: Any) -> Checked:
    """Accounts and touches as every door has them: the same rows, issues and evidence.

    Raises:
        XlwingsError: one of them can't be used; it says what to mend.
    """
    from scoring.coverage.tables import ACCOUNTS, TOUCHES
    from scoring.errors import SponsorCoverageError
    from scoring.inputs import checked

    policy = policy_in_force()
    day = as_of_or_today(as_of, policy)
    table = arguments.table_of(accounts, "accounts")
    logged = arguments.optional_table_of(touches, "touches")
    try:
        table = _as_imported(table, ACCOUNTS)
        logged = None if logged is None else _as_imported(logged, TOUCHES)
        return checked(table, logged, policy, day)
    except SponsorCoverageError as error:
        raise xw.XlwingsError(str(error)) from error


def _as_imported(cells: pd.DataFrame, table: Table) -> pd.DataFrame:
    """A range whose headers mean what an import takes them for.

    That of a tracker's own table, which an earlier template may have made, means what a refresh
    takes it for: there a header that is none of ours is the user's.

    Raises:
        TableError: nothing in it tells the accounts apart.
    """
    ours = {*table.headers} & {*cells.columns}
    if 2 * len(ours) > len(table.headers):
        return cells
    from addin.importing.decision import decided
    from addin.importing.tidying import under_own_headers

    # As in a file, where a blank header is none, and of two alike the second one is said.
    repeated = cells.columns.duplicated() | (cells.columns == "")
    single = cells.loc[:, ~repeated]
    found = decided(single, table.name)
    if not found.columns:
        return cells
    return pd.concat([under_own_headers(single, found), cells.loc[:, repeated]], axis=1)


def _view(name: str, policy: DayPolicy) -> str | None:
    """The view of the scorecard that a name means, None for all of them."""
    from scoring.cells.texts import folded
    from scoring.coverage.views import shown

    known = {
        folded(word): view.name for view in shown(policy) for word in (view.name, *view.aliases)
    }
    if not folded(name):
        return None
    if folded(name) not in known:
        views = ", ".join(view.name for view in shown(policy))
        raise xw.XlwingsError(f'by "{name}" is not a view. Use one of {views}.')
    return known[folded(name)]


@worksheet_function(*_ONE_ACCOUNT)
def sponsor_score(
    customer_sponsor: Any,
    internal_executive: Any,
    intro: Any,
    last_touch: Any,
    outcome: Any,
    as_of: Any = None,
    profile: Any = None,
) -> Any:
    """Gate score of one account, such as 0.85: it decides whether the account is covered."""
    gates = (customer_sponsor, internal_executive, intro, last_touch, outcome)
    return _share(_account(*gates, as_of, profile).stands.gate)


@worksheet_function(*_ONE_ACCOUNT)
def sponsor_current_score(
    customer_sponsor: Any,
    internal_executive: Any,
    intro: Any,
    last_touch: Any,
    outcome: Any,
    as_of: Any = None,
    profile: Any = None,
) -> Any:
    """Gate score of one account, decayed since the last touch: it decides the red list."""
    gates = (customer_sponsor, internal_executive, intro, last_touch, outcome)
    return _share(_account(*gates, as_of, profile).stands.current)


@worksheet_function(*_ONE_ACCOUNT_OF_TIER)
def sponsor_next_play(
    customer_sponsor: Any,
    internal_executive: Any,
    intro: Any,
    last_touch: Any,
    outcome: Any,
    as_of: Any = None,
    profile: Any = None,
    tier: Any = None,
) -> Any:
    """What to do next for one account; empty where its tier is out of scope."""
    gates = (customer_sponsor, internal_executive, intro, last_touch, outcome)
    return _account(*gates, as_of, profile, tier).stands.play


@worksheet_function(*_ONE_ACCOUNT_OF_TIER)
def sponsor_play_due(
    customer_sponsor: Any,
    internal_executive: Any,
    intro: Any,
    last_touch: Any,
    outcome: Any,
    as_of: Any = None,
    profile: Any = None,
    tier: Any = None,
) -> Any:
    """Day by which the next play of one account is due, if it came up on the as-of date."""
    gates = (customer_sponsor, internal_executive, intro, last_touch, outcome)
    account = _account(*gates, as_of, profile, tier)
    return days_after(account.day, account.stands.due)


@worksheet_function(*_ONE_ACCOUNT_OF_TIER)
def sponsor_covered_until(
    customer_sponsor: Any,
    internal_executive: Any,
    intro: Any,
    last_touch: Any,
    outcome: Any,
    as_of: Any = None,
    profile: Any = None,
    tier: Any = None,
) -> Any:
    """Last day off the red list without another touch; empty: red now, or no end in sight."""
    gates = (customer_sponsor, internal_executive, intro, last_touch, outcome)
    account = _account(*gates, as_of, profile, tier)
    return days_after(account.day, account.stands.until)


@worksheet_function(*_ONE_ACCOUNT_OF_TIER)
def sponsor_explain(
    customer_sponsor: Any,
    internal_executive: Any,
    intro: Any,
    last_touch: Any,
    outcome: Any,
    as_of: Any = None,
    profile: Any = None,
    tier: Any = None,
) -> Any:
    """The current score of one account in a sentence: why it is so, and what brings it up."""
    from addin.functions.situations import sentence

    gates = (customer_sponsor, internal_executive, intro, last_touch, outcome)
    account = _account(*gates, as_of, profile, tier)
    return sentence(account.facts, account.tier, account.policy, account.day)


@worksheet_function(
    "score",
    "tier",
    "current_score",
    score="Gate score of the account, such as 0.85.",
    tier="Tier of the account, 1 to 4.",
    current_score="Optional: its current score; left out, the gate score stands for both.",
)
def sponsor_status(score: Any, tier: Any, current_score: Any = None) -> Any:
    """Covered, Slipping, Amber or Uncovered by score and tier; empty where both are empty."""
    from addin.functions.situations import status

    gate, current, number = points_or_none(score), points_or_none(current_score), tier_or_none(tier)
    if gate is None and number is None:
        return None
    policy = rules_of_the_day()
    if number is not None and number not in policy.integers("scope.tiers"):
        return "Out of scope"
    if gate is None or number is None:
        given, missing = ("tier", "score") if gate is None else ("score", "tier")
        raise xw.XlwingsError(f"There is a {given} and no {missing}. Fill in the {missing}.")
    return status(gate, gate if current is None else current, number, policy)


@worksheet_function("arr", arr="Annual recurring revenue of the account.")
def sponsor_tier(arr: Any) -> Any:
    """Tier of an account by its ARR, 1 to 4; empty where there is none."""
    from scoring.coverage.cleaning.tiers import tier_of_amount

    amount = arguments.amount_or_none(arr, "arr")
    return None if amount is None else tier_of_amount(amount, rules_of_the_day())


class _Account(NamedTuple):
    """One account as its cells say: what decides its score, by what policy and for which day."""

    facts: Facts
    tier: int
    policy: Policy
    day: dt.date

    @property
    def stands(self) -> Situation:
        """How it stands."""
        from addin.functions.situations import situation

        return situation(self.facts, self.tier, self.policy, self.day)


def _account(*cells: Any) -> _Account:
    """What the cells of one account say, from sponsor to profile; without a tier, one in scope."""
    from addin.functions.situations import facts_of

    gates, (as_of, profile, *tier) = list(cells[:5]), cells[5:]
    policy = policy_in_force()
    day = as_of_or_today(as_of, policy)
    facts = facts_of(gates, profile, policy, day)
    number = tier_or_none(tier[0]) if tier else None
    return _Account(facts, number or min(policy.on(day).integers("scope.tiers")), policy, day)


def _share(points: float | None) -> float | None:
    return None if points is None else points / FULL


@worksheet_function(
    "scores",
    "tiers",
    "tier",
    "statuses",
    "current_scores",
    ranges=("scores", "tiers", "statuses", "current_scores"),
    scores="Gate scores of the accounts; an empty one counts as not covered.",
    tiers="Their tiers, in a range of the same size.",
    tier="Tier to show; empty: all tiers in scope.",
    statuses="Optional: their statuses; a known one decides, as on the scorecard.",
    current_scores="Optional: their current scores, which decide where coverage.basis says so; "
    "left out, the gate scores stand for both.",
)
def sponsor_rate(
    scores: Any, tiers: Any, tier: Any = None, statuses: Any = None, current_scores: Any = None
) -> Any:
    """Coverage rate of a tier from scores: covered accounts by all accounts; empty if none."""
    from scoring.coverage.trend import coverage_rate

    wanted = tier_or_none(tier)
    rows = arguments.accounts_of(scores, tiers, statuses, current_scores)
    return _share(coverage_rate(rows, rules_of_the_day(), wanted))


@worksheet_function("tier", "as_of", tier="Tier, 1 to 4.")
def sponsor_target(tier: Any, as_of: Any = None) -> Any:
    """Target coverage rate of a tier on a day; empty where there is none yet."""
    number = tier_or_none(tier)
    if number is None:
        return None
    policy = policy_in_force()
    return _share(policy.on(as_of_or_today(as_of, policy)).target(number))


@worksheet_function(
    "name", "as_of", name="Name of the parameter as in Settings, for example coverage.threshold."
)
def sponsor_parameter(name: Any, as_of: Any = None) -> Any:
    """Value of a parameter on a day, as Settings shows it, so that no number is typed."""
    from scoring.parameters import parameters
    from scoring.settings import shown_value

    key = arguments.text_of(name, "name")
    by_name = {entry.key: entry for entry in parameters().values()}
    by_name |= {alias: entry for entry in parameters().values() for alias in entry.aliases}
    if key not in by_name:
        raise xw.XlwingsError(
            f'There is no parameter "{key[:80]}".{arguments.nearest(key, by_name)}'
        )
    policy = policy_in_force()
    entry = by_name[key]
    rules = policy.on(as_of_or_today(as_of, policy))
    value = policy.as_of if entry.key == "as_of" else rules.value(entry.key)
    if value is None or value == "":
        return None
    shown = shown_value(entry, value)
    return shown.to_pydatetime() if isinstance(shown, pd.Timestamp) else shown
