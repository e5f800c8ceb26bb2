"""What makes a worksheet function of a function: help, ranges, errors, and the rules in force."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import xlwings as xw

from addin.functions import arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scoring.policy import DayPolicy, Policy

_Function = TypeVar("_Function", bound="Callable[..., Any]")

# Only the decorators of classic xlwings come from there; no other host has an Excel to ask.
_CLASSIC = xw.func.__module__ == "xlwings.udfs"

_CATEGORY = "Sponsor Coverage"

_HELP = {
    "accounts": "The accounts with their header row, for example Accounts[#All].",
    "touches": "Optional: the touches with their header row; they win over Last touch date.",
    "as_of": "Optional: day of the score; left out: that in Settings, else today. Pass a cell, so "
    "that a printed number stays what it was.",
    "customer_sponsor": "The customer's executive sponsor; empty, n/a, TBD or no: none.",
    "internal_executive": "Our executive who is mapped to the sponsor; empty: none.",
    "intro": "Day of the two-way intro, or yes or no.",
    "last_touch": "Day of the last live touch with the sponsor; empty: never.",
    "outcome": "The documented business outcome, or yes or no.",
    "profile": "Optional: Standard, or Single buyer where one person buys and sponsors.",
    "tier": "Tier of the account, 1 to 4; left out: 1.",
}

ARGUMENT_HELP: dict[str, dict[str, str]] = {}
"""The help of each argument by function, which the decorators of some hosts keep to themselves."""


def worksheet_function(
    *names: str, ranges: Iterable[str] = (), **documented: str
) -> Callable[[_Function], _Function]:
    """Marks a function for every host, with help for each argument; ranges come as rows of cells.

    An error in a cell comes as its text, so that it is not taken for an empty one.
    """
    several = {"accounts", "touches", *ranges}

    def decorated(function: _Function) -> _Function:
        ARGUMENT_HELP[function.__name__] = {name: (_HELP | documented)[name] for name in names}
        if _CLASSIC:
            function = _told_in_the_cell(function)
        for name in names:
            options: dict[str, Any] = {"doc": ARGUMENT_HELP[function.__name__][name]}
            options["err_to_str"] = True
            if name in several:
                options["ndim"] = 2
            function = xw.arg(name, **options)(function)
        return xw.func(category=_CATEGORY)(function)

    return decorated


def _told_in_the_cell(function: _Function) -> _Function:
    """A function that answers with the sentence of its error.

    What classic xlwings would put into the cell is a traceback of many lines around it.
    """

    @wraps(function)
    def told(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except xw.XlwingsError as error:
            return str(error)

    return cast("_Function", told)


def rules_of_the_day() -> DayPolicy:
    """The parameters in force on the as-of date of Settings, else today."""
    policy = policy_in_force()
    return policy.on(policy.as_of or arguments.today())


def policy_in_force() -> Policy:
    """The Settings of the tracker that is active in classic Excel, elsewhere the defaults.

    Raises:
        XlwingsError: Settings can't be used; it names the row, the parameter and the mend.
    """
    from addin.functions.active_tracker import active_policy, default_policy

    return active_policy() if _CLASSIC else default_policy()
