"""What a door asks for: of a refresh, a check or a score, in one record."""

from __future__ import annotations

import datetime as dt
import getpass
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.importing.rows import Export


@dataclass(frozen=True, eq=False)
class Request:
    """What one run is asked to do.

    Attributes:
        today: the day it is.
        now: local time of the run, for the Run log.
        who: the user, for the Run log.
        version: of the product, for the Run log.
        as_of: wins over Settings and over today.
        overrides: parameters that win over Settings.
        exports: by the table that they go into, as `read_export` has them.
        profile: the profile to read the exports by; None: found by their headers.
        mapping: what single headers of theirs mean, each as "Header=Column".
        meanings: what single words of theirs mean, each as "Word=Meaning".
        goes_on: what would befall most accounts at once is meant.
        asks: somebody is there to answer, so what is not known is asked.
        dry_run: find out everything and write nothing.
        keep_board: also keep the slide as it is now, on a sheet of its own named by the as-of date.
    """

    today: dt.date
    now: str
    who: str
    version: str
    as_of: dt.date | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)
    exports: Mapping[str, Export] = field(default_factory=dict)
    profile: str | None = None
    mapping: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    goes_on: bool = False
    asks: bool = False
    dry_run: bool = False
    keep_board: bool = False


def new_request(as_of: dt.date | None = None) -> Request:
    """A run by this user, now, as of Settings or today unless a day is given."""
    now = dt.datetime.now().astimezone()
    return Request(
        today=now.date(),
        now=f"{now:%Y-%m-%d %H:%M}",
        who=_user(),
        version=version("sponsor-coverage"),
        as_of=as_of,
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"
