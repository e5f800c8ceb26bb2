"""Whether two cells name the same person, whatever their order, signs and company."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

import numpy as np
import pandas as pd

from scoring.cells.texts import folded

_ASIDE = re.compile(r"\([^)]*\)")
_SEVERAL = re.compile(r"[;/&\n|]|\band\b", re.IGNORECASE)
_LEAST_WORDS = 2
_REMEMBERED = 100_000


@lru_cache(maxsize=_REMEMBERED)
def people(text: str) -> frozenset[str]:
    """The people a cell names, each as sorted words; "Lee, Ann" and "Ann Lee" are the same.

    >>> people("Lee, Ann") == people("ann  lee")
    True
    >>> sorted(people("Ann Lee; Bob Ray"))
    ['ann lee', 'bob ray']
    """
    parts = _SEVERAL.split(_ASIDE.sub(" ", text))
    # A comma may turn a name round or part two of them: both readings count.
    pieces = (piece for part in parts for piece in part.split(",") if "," in part)
    full = (piece for piece in pieces if len(folded(piece).split()) >= _LEAST_WORDS)
    named = (" ".join(sorted(folded(part).split())) for part in chain(parts, full))
    return frozenset(name for name in named if name)


def same_person(first: pd.Series, second: pd.Series) -> np.ndarray:
    """Row by row, whether two columns name a common person; a missing name fits any."""
    same = first.isna().to_numpy() | second.isna().to_numpy()
    names, others = first.to_numpy(dtype=object), second.to_numpy(dtype=object)
    same |= np.asarray(names == others, dtype=bool)
    open_rows = np.flatnonzero(~same)
    pairs = zip(names[open_rows], others[open_rows], strict=True)
    same[open_rows] = [bool(people(one) & people(other)) for one, other in pairs]
    return same


def nobody_else(first: pd.Series, second: pd.Series) -> np.ndarray:
    """Row by row, whether all whom a column names are named by another too; not where one is empty.

    >>> import pandas as pd
    >>> cell = pd.Series(["Lee, Ann", "Ann Lee & Bob Ray", "Bob Ray", None])
    >>> nobody_else(cell, pd.Series(["ann lee", "Ann Lee", "Bob Ray; Cy Coe", "Ann Lee"])).tolist()
    [True, False, True, False]
    """
    known = (first.notna() & second.notna()).to_numpy()
    codes, names = pd.factorize(first[known])
    other_codes, others = pd.factorize(second[known])
    pairs, places = np.unique(codes * (len(others) + 1) + other_codes, return_inverse=True)
    held = [divmod(pair, len(others) + 1) for pair in pairs]
    alone = [_all_in(names[name], people(others[other])) for name, other in held]
    found = np.zeros(len(first), dtype=bool)
    found[known] = np.array(alone, dtype=bool)[places]
    return found


def _all_in(cell: str, known: frozenset[str]) -> bool:
    parts = [named for part in _SEVERAL.split(cell) if (named := people(part))]
    return bool(parts) and all(named & known for named in parts)
