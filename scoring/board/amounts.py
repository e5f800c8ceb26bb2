"""ARR on the slide: one unit and one number of decimals for all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.wording import sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from scoring.policy import DayPolicy

MILLION, THOUSAND = 1_000_000, 1_000
_DECIMALS = 1


@dataclass(frozen=True)
class Unit:
    """The unit in which the slide tells ARR.

    Attributes:
        sign: of the currency.
        letter: M or K; the template's number formats hang on it.
    """

    sign: str
    letter: str

    @property
    def size(self) -> int:
        """Currency in one unit."""
        return MILLION if self.letter == "M" else THOUSAND

    @property
    def name(self) -> str:
        """The unit as a header has it, such as `$M`."""
        return f"{self.sign}{self.letter}"

    def told(self, amount: float) -> str:
        """An amount in a sentence.

        >>> Unit("$", "M").told(12_035_000), Unit("€", "K").told(51_300)
        ('$12.0M', '€51.3K')
        """
        return f"{self.sign}{amount / self.size:,.{_DECIMALS}f}{self.letter}"

    def change(self, amount: float) -> str:
        """A change with its sign.

        >>> [Unit("$", "M").change(by) for by in (640_000, -1_910_000, 100)]
        ['+$0.6M', '–$1.9M', '±$0.0M']
        """
        return f"{sign(round(amount / self.size, _DECIMALS))}{self.told(abs(amount))}"


def unit_for(scored: pd.DataFrame, policy: DayPolicy) -> Unit:
    """Millions, or thousands where the accounts that count have not one million in all."""
    whole = scored.loc[scored["Counted"].astype(bool), "ARR"].sum()
    return Unit(policy.text("views.currency"), "M" if whole >= MILLION else "K")


def adding_up(amounts: Sequence[float], unit: Unit) -> list[str]:
    """Parts as they are shown, rounded so that they add up to their whole as that is shown.

    The largest remainders are rounded up, as many as the whole asks for.

    >>> adding_up([1_240_000, 1_240_000, 1_240_000], Unit("$", "M"))
    ['1.3', '1.2', '1.2']
    """
    steps = [amount / unit.size * 10**_DECIMALS for amount in amounts]
    whole = round(sum(steps))
    shown = [int(step) for step in steps]
    by_rest = sorted(range(len(steps)), key=lambda place: shown[place] - steps[place])
    for place in by_rest[: whole - sum(shown)]:
        shown[place] += 1
    return [f"{part / 10**_DECIMALS:,.{_DECIMALS}f}" for part in shown]


def arr_of(rows: pd.DataFrame, unit: Unit) -> str:
    """What some accounts are worth, where that is known.

    Source: S0-21, G14.
    """
    unknown = int(rows["ARR"].isna().sum())
    if unknown == len(rows):
        return "ARR unknown"
    rest = f", {unknown:,} without ARR" if unknown else ""
    return f"{unit.told(float(rows['ARR'].sum()))} ARR{rest}"
