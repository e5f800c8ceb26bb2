"""What a CRM did not take of an upload: taken back in the Export log, to be sent again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.exporting.layout import FILES, KEY, ExportError, ExportFormat, export_format, mapped
from addin.exporting.log import log_texts
from addin.importing.evidence import filled
from addin.importing.files import read_export
from addin.importing.names import Said
from addin.profiles import squeezed
from addin.tracker.workbook import plain_name, present
from scoring.cells.ids import account_ids
from scoring.tables import EXPORT_LOG, EXPORT_MAP
from scoring.wording import counted, cut, one_line

if TYPE_CHECKING:
    from addin.tracker.workbook import Workbook

_KEYS = ("id", "sfid", "recordid", "accountid", "companyid")
"""What vendors call the account's id in a file of errors, squeezed; the profile's own key first."""
_ERROR = ("error", "failure", "fehler", "erreur")
_SHOWN = 12
_LONGEST = 40


@dataclass(frozen=True)
class TakenBack:
    """What a file of errors took back.

    Attributes:
        profile: name of the profile.
        path: the file.
        failed: accounts that it names as failed.
        taken_back: of these, those that the log had as sent.
        is_dry: nothing was written.
    """

    profile: str
    path: Path
    failed: int
    taken_back: int
    is_dry: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for a script."""
        return {
            "profile": self.profile,
            "failed file": str(self.path),
            "failed": self.failed,
            "taken back": self.taken_back,
            "dry run": self.is_dry,
            "summary": self.summary,
        }

    @property
    def summary(self) -> str:
        """The same in one sentence."""
        verb = "would count" if self.is_dry else "count"
        other = self.failed - self.taken_back
        rest = f"; {other:,} were never sent to {self.profile}" if other else ""
        return (
            f"{counted(self.failed, 'account')} failed by {self.path.name}: {self.taken_back:,} "
            f"{verb} as not sent, so the next export has them again{rest}."
        )


def take_back(book: Workbook, profile: str, path: Path, *, is_dry: bool = False) -> TakenBack:
    """Have the accounts that a CRM did not take count as not sent.

    They stay in the log without a fingerprint, since what the CRM has of them may be older: they
    are sent again also where an account never sent would not be.

    Args:
        book: the tracker.
        profile: that the upload was made with.
        path: the CRM's file of the rows that failed.
        is_dry: only find out.

    Raises:
        ExportError: the profile, the log or the ids in the file are not there.
        ImportFileError: the file can't be read.
    """
    there = present(book)
    if plain_name(EXPORT_LOG.name) not in there:
        raise ExportError(
            "The tracker has no Export log, so every account is sent each time and nothing can be "
            "taken back."
        )
    names = EXPORT_MAP.name
    fields = pd.DataFrame(columns=EXPORT_MAP.headers)
    form = mapped(
        _format(profile), book.read_table(names) if plain_name(names) in there else fields
    )
    failed = _failed_ids(path, form)
    log = log_texts(book.read_table(EXPORT_LOG.name))
    mine = (log["Profile"] == form.profile) & log[KEY].isin(failed)
    mine &= ~log.duplicated(["Profile", KEY], keep="last")
    told = TakenBack(form.profile, path, len(failed), int(mine.sum()), is_dry)
    if told.taken_back and not is_dry:
        book.write_table(
            EXPORT_LOG.name, log.assign(Fingerprint=log["Fingerprint"].where(~mine, ""))
        )
        book.save()
    return told


def _format(profile: str) -> ExportFormat:
    """The format of a profile, whichever kind of file it writes."""
    try:
        return export_format(profile, Path(f"any.{FILES[0]}"))
    except ExportError:
        return export_format(profile, Path(f"any.{FILES[1]}"))


def _failed_ids(path: Path, form: ExportFormat) -> set[str]:
    frame = read_export(path, "Accounts", [Said("Accounts", form.key, KEY)]).rows
    headers = {squeezed(header): header for header in reversed(list(map(str, frame.columns)))}
    key = next((headers[each] for each in (squeezed(form.key), *_KEYS) if each in headers), None)
    if key is None:
        seen = ", ".join(
            f'"{cut(one_line(str(header)), _LONGEST)}"' for header in frame.columns[:_SHOWN]
        )
        raise ExportError(
            f'"{path.name}" has no column {form.key}, so nobody can tell whose rows failed. '
            f"Headers found: {seen}. Take the CRM's file with the failed rows themselves."
        )
    told = [header for each, header in headers.items() if any(word in each for word in _ERROR)]
    errors = np.zeros(len(frame), dtype=bool)
    for header in told:
        errors |= filled(frame[header])
    # A file without a word of errors is one of failed rows alone.
    rows = frame[errors] if told else frame
    return set(account_ids(rows[key]).dropna())
