"""The scorecard: rates of all accounts, each tier, director, region and segment (S0-20 to S0-22)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.reference.accounts import is_departed
from tests.reference.cadence import cadences, off_red_list, reachable
from tests.reference.past import monday_of
from tests.reference.path import plays_to_target
from tests.reference.rules import planned_target, rules_on

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from tests.reference.past import Past, Snapshot
    from tests.reference.rules import Row
    from tests.reference.tracker import Scored

CUTS = ("CS director", "Region", "Segment")
WEEKS = 13
NOBODY = "(none)"


class Scorecard:
    """All rows of the scorecard of a day."""

    def __init__(
        self, scored: Sequence[Scored], past: Past, settings: Mapping[str, Any], as_of: date
    ) -> None:
        self.scored = scored
        self.past = past.up_to(as_of)
        self.settings, self.as_of = settings, as_of
        self.rules = rules_on(settings, as_of)
        self.cadences = cadences(scored, self.past)

    def rows(self) -> list[Row]:
        """In the order of the sheet: by view, then name, then tier."""
        tiers = [
            tier
            for tier in self.rules["scope.tiers"]
            if any(one.account.tier == tier for one in self.scored)
        ]
        rows = [self._row("All", "All scored accounts", None, lambda _: True, lambda _: True)]
        rows += [self._tier_row(tier) for tier in tiers]
        cuts = [*CUTS, "CSM"] if self.rules["views.csm_coverage"] else CUTS
        for view in cuts:
            names = sorted({named(one.cells[view]) for one in self.scored})
            rows += [
                self._cut_row(view, name, tier)
                for name in names
                for tier in tiers
                if any(
                    named(one.cells[view]) == name and one.account.tier == tier and is_shown(one)
                    for one in self.scored
                )
            ]
        if any(one.account.picture.single_buyer and is_shown(one) for one in self.scored):
            rows.append(self._profile_row())
        self._add_bonus(rows)
        return rows

    def _tier_row(self, tier: int) -> Row:
        return self._row(
            "Tier",
            f"Tier {tier}",
            tier,
            lambda one: one.account.tier == tier,
            lambda shot: shot.tier == tier,
        )

    def _cut_row(self, view: str, name: str, tier: int) -> Row:
        today = {one.account_id: one.cells[view] for one in self.scored}

        def belonged(shot: Snapshot) -> bool:
            # Snapshots keep the director; regions and segments are those of today.
            if view != "CS director" and shot.account_id not in today:
                return False
            cut = shot.director if view == "CS director" else today[shot.account_id]
            return named(cut) == name and shot.tier == tier

        return self._row(
            view,
            name,
            tier,
            lambda one: named(one.cells[view]) == name and one.account.tier == tier,
            belonged,
        )

    def _profile_row(self) -> Row:
        return self._row(
            "Profile",
            "Single buyer",
            None,
            lambda one: one.account.picture.single_buyer,
            None,
        )

    def _row(
        self,
        view: str,
        name: str,
        tier: int | None,
        belongs: Callable[[Scored], bool],
        belonged: Callable[[Snapshot], bool] | None,
    ) -> Row:
        group = [one for one in self.scored if belongs(one)]
        counted = [one for one in group if one.account.counts]
        covered = [one for one in counted if one.account.is_covered]
        rate = share_of(len(covered), len(counted))
        in_force = self.rules[f"targets.t{tier}"] if tier in (1, 2) else None
        target = None if view == "Profile" else planned_target(self.settings, tier, self.as_of)
        arr = sum(one.cells["ARR"] or 0 for one in counted)
        weeks = {
            f"{ago} weeks ago" if ago > 1 else "1 week ago": self._rate_of_week(ago, belonged)
            for ago in range(WEEKS - 1, 0, -1)
        }
        return {
            "View": view,
            "Name": name,
            "Tier": tier,
            "Accounts": len(counted),
            "Solid": sum(not one.account.is_red for one in covered),
            "Slipping": sum(one.account.is_red for one in covered),
            "Uncovered": len(counted) - len(covered),
            "Covered": len(covered),
            "Coverage rate": rate,
            "Target": None if target is None else Fraction(target, 10000),
            "Gap": gap(rate, target),
            "Change 4 weeks": self._change(rate, 4, belonged),
            "Change 13 weeks": self._change(rate, 13, belonged),
            "Plays to target": (
                self._plays_of_tiers() if view == "All" else plays_to_target(group, target)
            ),
            "Red": sum(one.account.is_red for one in group),
            "Waived": sum(one.account.standing == "Waived" for one in group),
            "Full rate": share_of(sum(is_full(one) for one in counted), len(counted)),
            "Named-only rate": share_of(sum(is_named(one) for one in counted), len(counted)),
            "Reachable rate": self._mean(reachable, counted),
            "Median (unverified)": self._benchmark("median", view, tier),
            "Gold standard (unverified)": self._benchmark("gold", view, tier),
            "Share of target": share_of_target(rate, in_force),
            "Bonus from": None,
            "Bonus up to": None,
            "ARR-weighted rate": share_of(sum(one.cells["ARR"] or 0 for one in covered), arr),
            "Off red list": self._mean(off_red_list, counted),
            "Amber": sum(one.account.status == "Amber" for one in group),
            "New": sum(one.account.is_new for one in group),
            "Data issues": sum(one.account.standing == "Data issue" for one in group),
            **weeks,
            "This week": rate,
        }

    def _plays_of_tiers(self) -> int | None:
        """The plays of all tiers that have a target; None where plays do not reach one of them."""
        found = [
            plays_to_target([one for one in self.scored if one.account.tier == tier], target)
            for tier in self.rules["scope.tiers"]
            if any(one.account.tier == tier and one.account.counts for one in self.scored)
            and (target := planned_target(self.settings, tier, self.as_of)) is not None
        ]
        plays = [each for each in found if each is not None]
        return sum(plays) if found and len(plays) == len(found) else None

    def _mean(self, share: Callable[..., Fraction], counted: Sequence[Scored]) -> Fraction | None:
        if not counted:
            return None
        shares = [share(one, self.cadences[one.account_id], self.rules) for one in counted]
        return sum(shares, Fraction(0)) / len(counted)

    def _benchmark(self, which: str, view: str, tier: int | None) -> Fraction | None:
        if view != "Tier" or tier not in (1, 2):
            return None
        return Fraction(self.rules[f"benchmark.{which}_t{tier}"], 10000)

    def _rate_of_week(
        self, ago: int, belonged: Callable[[Snapshot], bool] | None
    ) -> Fraction | None:
        monday = monday_of(self.as_of) - timedelta(weeks=ago)
        for day in self.past.days():
            if belonged and monday_of(day) == monday:
                return self._rate_then(day, belonged)
        return None

    def _change(
        self, rate: Fraction | None, weeks: int, belonged: Callable[[Snapshot], bool] | None
    ) -> Fraction | None:
        latest = self.as_of - timedelta(weeks=weeks)
        days = [day for day in self.past.days() if latest - timedelta(days=7) <= day <= latest]
        if rate is None or not days or belonged is None:
            return None
        then = self._rate_then(days[-1], belonged)
        return None if then is None else 100 * (rate - then)

    def _rate_then(self, day: date, belonged: Callable[[Snapshot], bool]) -> Fraction | None:
        return rate_of(filter(belonged, self.past.on(day)), self.settings)

    def _add_bonus(self, rows: list[Row]) -> None:
        """A director's tiers by their part of the accounts that have a target (S0-31)."""
        for row in rows:
            if row["View"] != "CS director" or row["Name"] == NOBODY:
                continue
            if row["Share of target"] is None:
                continue
            accounts = sum(
                other["Accounts"]
                for other in rows
                if other["View"] == "CS director"
                and other["Name"] == row["Name"]
                and other["Share of target"] is not None
            )
            worth = row["Share of target"] * Fraction(row["Accounts"], accounts)
            least, most = self.rules["bonus.weight"]
            row["Bonus from"] = worth * Fraction(least, 10000)
            row["Bonus up to"] = worth * Fraction(most, 10000)


def rate_of(shots: Any, settings: Mapping[str, Any]) -> Fraction | None:
    """The coverage rate that snapshots of a day had, by the rules of that day."""
    covered = counted = 0
    for shot in shots:
        if shot.status == "Waived" and not rules_on(settings, shot.day)["waiver.in_denominator"]:
            continue
        counted += 1
        covered += shot.status in ("Covered", "Slipping")
    return share_of(covered, counted)


def is_shown(one: Scored) -> bool:
    """Whether an account makes a row of the scorecard stand there."""
    return one.account.standing != "Out of scope" or one.account.is_new


def named(value: str | None) -> str:
    """The name of a row; accounts without one make a row of their own, so that rows add up."""
    return value or NOBODY


def is_full(one: Scored) -> bool:
    """All gates passed: 1.00 (C07)."""
    return one.account.standing == "scored" and one.account.picture.open_gate is None


def is_named(one: Scored) -> bool:
    """A sponsor is named, whatever else; bad data improves no rate (S0-05, G14)."""
    if one.account.standing != "scored":
        return False
    return bool(one.cells["Customer sponsor"]) and not is_departed(one.cells)


def share_of(part: float, whole: float) -> Fraction | None:
    """The exact share; None of nothing."""
    return Fraction(part) / Fraction(whole) if whole else None


def gap(rate: Fraction | None, target: int | None) -> Fraction | None:
    """Rate less target, in points of per cent."""
    if rate is None or target is None:
        return None
    return 100 * (rate - Fraction(target, 10000))


def share_of_target(rate: Fraction | None, target: int | None) -> Fraction | None:
    """Rate / target, at most 1."""
    if rate is None or not target:
        return None
    return min(Fraction(1), rate / Fraction(target, 10000))
