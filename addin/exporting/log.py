"""The Export log of a tracker: what was last sent of each account, by profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scoring.cells.ids import account_ids
from scoring.cells.texts import as_text, missing
from scoring.tables import EXPORT_LOG

if TYPE_CHECKING:
    from addin.exporting.layout import ExportFormat


def sent_before(log: pd.DataFrame, form: ExportFormat) -> pd.DataFrame:
    """What the log has of a profile: Status and Fingerprint by Account ID, the last row of each."""
    cells = log_texts(log)
    mine = cells[cells["Profile"] == form.profile]
    mine = mine[mine["Account ID"] != ""]
    return mine.drop_duplicates("Account ID", keep="last").set_index("Account ID")


def with_sent(log: pd.DataFrame, form: ExportFormat, sent: pd.DataFrame, when: str) -> pd.DataFrame:
    """The log with what is sent now in place of what was sent before.

    Args:
        log: cells of Export log.
        form: the profile.
        sent: Account ID, Status and Fingerprint of each row of the file.
        when: local time of the export.
    """
    fresh = sent.assign(Profile=form.profile, Sent=when)[EXPORT_LOG.headers]
    old = log_texts(log)
    again = (old["Profile"] == form.profile) & old["Account ID"].isin(fresh["Account ID"])
    kept = old[~(again & old.duplicated(["Profile", "Account ID"], keep="last"))]
    place = kept["Account ID"].where(kept["Profile"] == form.profile)
    new = fresh.set_index("Account ID")
    for header in ("Status", "Fingerprint", "Sent"):
        kept = kept.assign(**{header: place.map(new[header]).fillna(kept[header])})
    added = fresh[~fresh["Account ID"].isin(place)]
    return pd.concat([kept, added], ignore_index=True).astype(object)


def log_texts(log: pd.DataFrame) -> pd.DataFrame:
    """The cells of Export log as texts, "" where there is none."""
    cells = log.reindex(columns=EXPORT_LOG.headers).astype(object)
    cells = cells.assign(**{"Account ID": account_ids(cells["Account ID"]).astype(object)})
    return cells.map(lambda cell: "" if missing(cell) else as_text(cell)).astype(object)
