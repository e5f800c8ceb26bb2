"""What can go wrong in a way that we foresee, and any error as one sentence."""

from __future__ import annotations


class SponsorCoverageError(Exception):
    """Something can't be done; the text is the sentence for the user: what, where and the mend."""


def sentence(error: Exception, plea: str) -> str:
    """What went wrong, in one sentence for any door.

    `plea` ends the sentence of an error that nobody foresaw: what to do, and what was left alone.

    >>> sentence(SponsorCoverageError("Accounts has no column Tier. Add one."), ".")
    'Accounts has no column Tier. Add one.'
    >>> sentence(FileNotFoundError(2, "No such file", "crm.csv"), ".")
    'Could not use "crm.csv": No such file.'
    >>> sentence(KeyError("tier"), "; please report it.")
    "Something went wrong that should not (KeyError: 'tier'); please report it."
    """
    if isinstance(error, SponsorCoverageError):
        return str(error)
    if isinstance(error, OSError):
        name = f' "{error.filename}"' if error.filename else ""
        return f"Could not use{name}: {error.strerror or error}."
    told = " ".join(str(error).split())
    return f"Something went wrong that should not ({type(error).__name__}: {told}){plea}"
