"""Reading a column value by value, each distinct one once: exports repeat themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable


def by_distinct(
    values: pd.Series, read: Callable[[Any], tuple[Any, str]], dtype: str = "object"
) -> tuple[Any, pd.Categorical]:
    """What `read` makes of each value, and its code for what it could not read ("" if it could).

    Args:
        values: cells.
        read: reads one of them; None where there is nothing.
        dtype: of the results; typing the distinct ones costs little.

    Returns:
        An array of the results in the order of `values`, and one of the codes, which are few.
    """
    codes, distinct = distinct_values(values)
    pairs = [*map(read, distinct), (None, "")]
    results = np.fromiter((result for result, _ in pairs), dtype=object, count=len(pairs))
    typed = results if dtype == "object" else pd.Series(results).astype(dtype).array
    problems = [problem for _, problem in pairs]
    # Most columns have none, and to sort a column of codes takes as long as to read it.
    if not any(problems):
        return typed.take(codes), no_problems(len(codes))
    return typed.take(codes), pd.Categorical(problems).take(codes)


_NO_PROBLEM = pd.CategoricalDtype([""])


def no_problems(count: int) -> pd.Categorical:
    """The codes of so many values of which each could be read."""
    none = np.zeros(count, dtype="int8")
    return pd.Categorical.from_codes(none, dtype=_NO_PROBLEM, validate=False)


def distinct_values(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """A code for each value, -1 where it is missing, and the value that each code stands for."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories.to_numpy(dtype=object)
    return pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=True)


def among(values: pd.Series, others: pd.Series | pd.Index) -> np.ndarray:
    """Whether each text stands among others, missing ones with missing ones.

    pandas looks at `others` one by one when both are of its type for texts.
    """
    return values.astype(object).isin(others.to_numpy(dtype=object)).to_numpy()
