"""What an import alone changed in the scores: who turned red, who recovered, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scoring.coverage.gates import GATES
from scoring.people import another_person
from scoring.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

_RATED = ("Covered", "Slipping", "Amber", "Uncovered", "Data issue")


@dataclass(frozen=True)
class ScoreChanges:
    """The accounts whose place on the red list an import changed.

    Attributes:
        newly_red, recovered: one row an account: Account ID, Account, Cause.
    """

    newly_red: pd.DataFrame
    recovered: pd.DataFrame

    @property
    def told(self) -> str:
        """Both in one sentence, grouped by cause, such as `7 accounts newly red, because …`."""
        red, back = len(self.newly_red), len(self.recovered)
        if not red and not back:
            return "The import changes nothing on the red list."
        parts = [f"{counted(red, 'account')} newly red{_because(self.newly_red['Cause'])}"]
        parts.append(f"{back} recovered{_because(self.recovered['Cause'])}")
        return "; ".join(parts) + "."


def _because(causes: Iterable[str]) -> str:
    counts = pd.Series(list(causes), dtype=object).value_counts(sort=True)
    told = [
        f"{cause} ({count})" for cause, count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    ]
    return f", because: {', '.join(told)}" if told else ""


def score_changes(before: pd.DataFrame, after: pd.DataFrame) -> ScoreChanges:
    """What differs on the red list between two scorings of the same day.

    Args:
        before: Coverage, as `scoring.coverage.score_accounts` returns it.
        after: the same with the import.
    """
    old, new = _by_id(before), _by_id(after)
    was = old.reindex(new.index)
    known = new.index.isin(old.index)
    was_red = (was["Red"] == 1).to_numpy(dtype=bool)
    is_red = (new["Red"] == 1).to_numpy(dtype=bool)
    causes = _causes(was, new, known)
    return ScoreChanges(
        newly_red=_rows(new, causes, is_red & ~was_red),
        recovered=_rows(new, causes, was_red & ~is_red),
    )


def _by_id(scored: pd.DataFrame) -> pd.DataFrame:
    named = scored[scored["Account ID"].notna()]
    return named[~named["Account ID"].duplicated()].set_index("Account ID", drop=False)


def _rows(new: pd.DataFrame, causes: np.ndarray, chosen: np.ndarray) -> pd.DataFrame:
    rows = new.loc[chosen, ["Account ID", "Account"]].astype(object)
    return rows.assign(Cause=causes[chosen]).reset_index(drop=True)


def _causes(was: pd.DataFrame, new: pd.DataFrame, known: np.ndarray) -> np.ndarray:
    """Why each account's score may have changed, the plainest cause first."""
    cases = [(~known, "new in the import")]
    rated = new["Status"].isin(_RATED).to_numpy(dtype=bool)
    was_rated = was["Status"].isin(_RATED).to_numpy(dtype=bool)
    cases += [
        ((new["Status"] == "Waived").to_numpy(dtype=bool), "waived"),
        (was_rated & ~rated, "out of scope now"),
        (rated & ~was_rated, "in scope now"),
        ((new["Status"] == "Data issue").to_numpy(dtype=bool), "data that can't be read"),
        ((was["Status"] == "Data issue").to_numpy(dtype=bool), "data mended"),
        (_moved(was["Tier"], new["Tier"]), "tier changed"),
    ]
    for name, told in (
        ("Customer sponsor", "sponsor changed"),
        ("Internal executive", "executive changed"),
    ):
        if name in was and name in new:
            cases.append((another_person(was[name], new[name]), told))
    for gate in GATES:
        one, other = was[gate.header], new[gate.header]
        cases.append((((one == 1) & (other == 0)).to_numpy(dtype=bool), f"{gate.subject} gone"))
    for gate in GATES:
        one, other = was[gate.header], new[gate.header]
        cases.append((((one == 0) & (other == 1)).to_numpy(dtype=bool), f"{gate.subject} in place"))
    return np.select([mask for mask, _ in cases], [told for _, told in cases], "last touch changed")


def _moved(was: pd.Series, now: pd.Series) -> np.ndarray:
    return (was.notna() & now.notna() & (was != now).fillna(value=False)).to_numpy(dtype=bool)
