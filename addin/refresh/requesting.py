"""A refresh that this user asks for, now."""

from __future__ import annotations

import datetime as dt
import getpass
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from addin.refresh.outcome import Request


def new_request(as_of: dt.date | None = None) -> Request:
    """A refresh by this user, now, as of Settings or today unless a day is given."""
    from addin.refresh.outcome import Request

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
