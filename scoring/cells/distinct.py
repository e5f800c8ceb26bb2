"""Reading a column value by value, each distinct one once: exports repeat themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable


def by_distinct(
    values: pd.Series, read: Callable[[Any], tuple[Any, str]]
) -> tuple[np.ndarray, np.ndarray]:
    """What `read` makes of each value, and its code for what it could not read ("" if it could).

    Each distinct value is read once: exports repeat themselves.
    """
    codes, distinct = distinct_values(values)
    pairs = [read(value) for value in distinct]
    results = np.empty(len(pairs) + 1, dtype=object)
    problems = np.full(len(pairs) + 1, "", dtype=object)
    results[-1] = None
    for place, (result, problem) in enumerate(pairs):
        results[place], problems[place] = result, problem
    return results[codes], problems[codes]


def distinct_values(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """A code for each value, -1 where it is missing, and the value that each code stands for."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories.to_numpy(dtype=object)
    return pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=True)
