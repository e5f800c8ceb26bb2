"""The way back: scores and plays of a tracker as the file that a CRM takes."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.exporting.files import file_content
from addin.exporting.freshness import as_of_of, check_fresh
from addin.exporting.layout import KEY, ExportError, ExportFormat, export_format, mapped
from addin.exporting.log import sent_before, with_sent
from addin.exporting.rows import LIVE, REMOVED, fingerprints, row_texts
from addin.tracker.memory import no_collection
from addin.tracker.wholefile import check_writable, written
from addin.tracker.workbook import WorkbookError, plain_name, present
from scoring.areas import TABLES
from scoring.coverage.history import iso_week, typed_history
from scoring.inputs import checked
from scoring.settings import policy_from
from scoring.tables import EXPORT_LOG, EXPORT_MAP
from scoring.tables.writing import FORMULA_STARTS, harmless
from scoring.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from addin.tracker.workbook import Workbook

_STEPS = 2
_SOMETIMES = ("Open gate", "Covered until")
"""What an account with a score has or has not, so that an empty cell says something of it."""

LEFT_OUT = ["Row", "Account ID", "Account", "Reason"]
_DECISIVE = [KEY, *(column.header for column in TABLES["Accounts"].columns if column.decides)]


@dataclass(frozen=True)
class Exported:
    """What an export wrote, and where every row of Accounts went.

    Rows in = written - removed + unchanged + left out.

    Attributes:
        profile: name of the profile.
        path: the file.
        as_of: day of the scores.
        rows_in: rows of Accounts.
        written: rows of the file, without its header.
        emptied: of these, rows that carry a status and no score: waived, out of scope, data issues
            and removed accounts.
        removed: of these, accounts that are no longer in Accounts.
        unchanged: accounts that the CRM has already, as they are now.
        left_out: Row, Account ID, Account and Reason of each row that may not be sent.
        fields: field of the CRM to column of ours, in the order of the file.
        notes: what else a user has to know.
        is_dry: nothing was written.
    """

    profile: str
    path: Path
    as_of: dt.date
    rows_in: int
    written: int
    emptied: int
    removed: int
    unchanged: int
    left_out: pd.DataFrame
    fields: Mapping[str, str]
    notes: tuple[str, ...]
    is_dry: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The export as plain values, for a script."""
        left_out = self.left_out.astype(object).where(self.left_out.notna(), None)
        return {
            "profile": self.profile,
            "file": str(self.path),
            "as of": self.as_of.isoformat(),
            "dry run": self.is_dry,
            "rows in": self.rows_in,
            "written": self.written,
            "emptied": self.emptied,
            "removed": self.removed,
            "unchanged": self.unchanged,
            "left out": left_out.to_dict("records"),
            "fields": dict(self.fields),
            "notes": list(self.notes),
            "summary": self.summary,
        }

    @property
    def summary(self) -> str:
        """The export in one sentence."""
        verb = "Would write" if self.is_dry else "Wrote"
        parts = [f"{verb} {counted(self.written, 'account')} to {self.path}"]
        if self.emptied:
            parts.append(f"{self.emptied} of them with a status and no score")
        parts.append(f"{self.unchanged} unchanged since the last export")
        parts.append(f"{len(self.left_out)} left out")
        return f"{', '.join(parts)}; scores as of {self.as_of}."


@dataclass(frozen=True)
class _Plan:
    """All that an export is going to write, before any of it is written."""

    exported: Exported
    content: bytes
    log: pd.DataFrame | None


def write_export(
    book: Workbook,
    profile: str,
    out: Path,
    *,
    everything: bool = False,
    is_dry: bool = False,
    now: dt.datetime | None = None,
) -> Exported:
    """Write the accounts that changed since the last export to a profile, and log that in the book.

    The file and the log stand or fall together: if the tracker can't be saved, the file is as it
    was before.

    Args:
        book: a refreshed tracker.
        profile: such as salesforce.
        out: the file to write.
        everything: every account, changed or not.
        is_dry: find out what would be written, and write nothing.
        now: time for the log.

    Raises:
        ExportError: the profile or the Export map can't be followed, or the tracker has to be
            refreshed first.
        OutputFileError, WorkbookError: the file or the tracker can't be written; neither was.

    Source: S0-17, S0-18, S1-11.
    """
    check_writable(out)
    form = export_format(profile, out)
    book.progress("Comparing with the last export", 0, _STEPS)
    plan = _planned(
        book, form, out, everything=everything, now=now or dt.datetime.now().astimezone()
    )
    if is_dry:
        return replace(plan.exported, is_dry=True)
    book.progress("Writing the export", 1, _STEPS)
    if plan.log is not None:
        book.write_table(EXPORT_LOG.name, plan.log)
    with written(out, plan.content):
        book.save()
    book.progress("Done", _STEPS, _STEPS)
    return plan.exported


@no_collection()
def _planned(
    book: Workbook, form: ExportFormat, out: Path, *, everything: bool, now: dt.datetime
) -> _Plan:
    tables = _read(book)
    form = mapped(form, tables.get(EXPORT_MAP.name, pd.DataFrame(columns=EXPORT_MAP.headers)))
    policy = policy_from(tables["Settings"]) if "Settings" in tables else policy_from(_NO_SETTINGS)
    as_of = as_of_of(book, tables.get("Run log"))
    found = checked(tables["Accounts"], tables.get("Touches"), policy, as_of)
    history = tables.get("History")
    scored = found.scored(None if history is None else typed_history(history)[0])
    check_fresh(tables["Coverage"], scored)

    log = tables.get(EXPORT_LOG.name)
    known = sent_before(_empty_log() if log is None else log, form)
    rows = _rows(scored, form, as_of)
    reasons = _reasons(rows, found.issues, form, known, everything=everything)
    sendable = pd.concat([rows[reasons == ""], _removed(known, rows, form, as_of)])
    last = sendable[KEY].map(known["Fingerprint"])
    is_gone = sendable["Status"] == REMOVED
    is_changed = last != sendable["Fingerprint"]
    sent = sendable[is_changed | (everything and ~is_gone)]
    left_out = pd.concat(
        [_left_out(rows, reasons), _further_rows(tables["Accounts"], scored, found.issues)]
    ).sort_values("Row", kind="stable", ignore_index=True)
    removed = int((sent["Status"] == REMOVED).sum())
    exported = Exported(
        profile=form.profile,
        path=out,
        as_of=as_of,
        rows_in=found.rows,
        written=len(sent),
        emptied=int((~sent["Status"].isin(LIVE)).sum()),
        removed=removed,
        unchanged=int((~is_gone).sum()) - (len(sent) - removed),
        left_out=left_out,
        fields={form.key: KEY, **{field: header for header, field in form.fields.items()}},
        notes=(*_age(as_of, now.date()), *_notes(sent, form, is_logged=log is not None)),
    )
    _check_sum(exported)
    content = file_content(sent, form)
    fresh = None
    if log is not None and len(sent):
        fresh = with_sent(log, form, sent[[KEY, "Status", "Fingerprint"]], f"{now:%Y-%m-%d %H:%M}")
    return _Plan(exported, content, fresh)


_NO_SETTINGS = pd.DataFrame(columns=TABLES["Settings"].headers, dtype=object)


def _empty_log() -> pd.DataFrame:
    return pd.DataFrame(columns=EXPORT_LOG.headers, dtype=object)


def _read(book: Workbook) -> dict[str, pd.DataFrame]:
    there = present(book)
    for needed in ("Accounts", "Coverage"):
        if plain_name(needed) not in there:
            raise WorkbookError(
                f"The workbook has no table called {needed}, so it is not a tracker, or that table "
                "was deleted. Make a tracker with: sponsor-coverage new TRACKER.xlsx"
            )
    wanted = ("Settings", "Accounts", "Touches", "History", "Coverage", "Run log")
    logs = (EXPORT_MAP.name, EXPORT_LOG.name)
    return {name: book.read_table(name) for name in (*wanted, *logs) if plain_name(name) in there}


def _rows(scored: pd.DataFrame, form: ExportFormat, as_of: dt.date) -> pd.DataFrame:
    """Each account: id, status, fingerprint, and the texts of the file."""
    texts = row_texts(scored, form, as_of)
    return texts.assign(
        Fingerprint=fingerprints(texts, form),
        Name=scored["Account"],
        **{KEY: scored[KEY].astype(object), "Status": scored["Status"].astype(object)},
    )


def _reasons(
    rows: pd.DataFrame,
    issues: pd.DataFrame,
    form: ExportFormat,
    known: pd.DataFrame,
    *,
    everything: bool,
) -> pd.Series:
    """Why a row may not be sent; "" if it may.

    What was sent earlier is sent again whatever its status, or its old score would live on.
    """
    reasons = pd.Series("", index=rows.index, dtype=object)
    new = ~rows[KEY].isin(known.index)
    if not everything:
        idle = new & (rows["Status"] == "Out of scope")
        reasons = reasons.mask(
            idle, "Out of scope and never sent, so there is nothing to take back."
        )
    first = issues[issues["Column"].isin(_DECISIVE) & (issues["Sheet"] == "Accounts")]
    first = first.dropna(subset="Row").drop_duplicates("Row").set_index("Row")["Problem"]
    problems = pd.Series(rows.index.map(first), index=rows.index, dtype=object)
    said = "Data issue, so there is no score to send. " + problems.fillna("See Issues.")
    reasons = reasons.mask(new & (rows["Status"] == "Data issue"), said)
    if form.file == "csv":
        runs = rows[KEY].map(lambda text: harmless(text) != text, na_action="ignore")
        runs = runs.fillna(value=False).astype(bool) & rows[KEY].astype("str").str.startswith(
            FORMULA_STARTS
        )
        said = (
            "A spreadsheet would run this Account ID as a formula, and with a sign before it the "
            "CRM would not find the account. Mend the id, or export to generic_xlsx."
        )
        reasons = reasons.mask(runs, said)
    return reasons.mask(rows[KEY].isna(), "The row has no Account ID.")


def _removed(
    known: pd.DataFrame, rows: pd.DataFrame, form: ExportFormat, as_of: dt.date
) -> pd.DataFrame:
    """A row for each account that was sent earlier and is no longer in Accounts."""
    gone = known.index.difference(rows[KEY].dropna())
    blank: dict[str, Any] = {
        header: pd.Series(pd.NA, index=range(len(gone)))
        for header in (*TABLES["Coverage"].headers, *TABLES["Accounts"].headers)
    }
    dates = {
        header: pd.Series(pd.NaT, index=range(len(gone)), dtype="datetime64[s]")
        for header in ("Play due", "Covered until")
    }
    frame = pd.DataFrame(blank | dates, index=range(len(gone)))
    frame = frame.assign(**{KEY: gone.to_numpy(), "Status": REMOVED, "Red": 0})
    return _rows(frame, form, as_of)


def _left_out(rows: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    out = rows[reasons != ""]
    told = {"Row": out.index, "Account ID": out[KEY], "Account": out["Name"]}
    return pd.DataFrame(told | {"Reason": reasons[out.index]}, columns=LEFT_OUT)


def _further_rows(
    accounts: pd.DataFrame, scored: pd.DataFrame, issues: pd.DataFrame
) -> pd.DataFrame:
    """The rows of Accounts whose id stands further up too."""
    repeated = issues[
        (issues["Sheet"] == "Accounts")
        & issues["Code"].isin(("ID_REPEATED", "ID_CONTRADICTORY"))
        & issues["Row"].isin(accounts.index.difference(scored.index))
    ].drop_duplicates("Row")
    return pd.DataFrame(
        {
            "Row": repeated["Row"].astype("int64"),
            "Account ID": repeated["Account ID"],
            "Account": None,
            "Reason": repeated["Problem"],
        },
        columns=LEFT_OUT,
    )


def _age(as_of: dt.date, today: dt.date) -> list[str]:
    if iso_week(as_of) == iso_week(today):
        return []
    said = f"The scores are as of {as_of}, another week than today's."
    return [f"{said} Refresh the tracker first to send this week's."]


def _notes(sent: pd.DataFrame, form: ExportFormat, *, is_logged: bool) -> list[str]:
    notes = [form.note] if form.note else []
    if not is_logged:
        notes.append(
            "The tracker has no Export log, so every account is sent. Add a sheet Export log with "
            f"the headers {', '.join(EXPORT_LOG.headers)} to send changes only."
        )
    live = sent["Status"].isin(LIVE)
    if not live.all() and not form.nothing:
        notes.append(
            f"{counted(int((~live).sum()), 'row')} carry a status and empty scores. Where an "
            "import leaves a field alone if its cell is empty, the old score stays beside the new "
            "status: filter by the status."
        )
    hollow = [
        header for header in _SOMETIMES if header in sent and (sent.loc[live, header] == "").any()
    ]
    if hollow and not form.nothing:
        notes.append(
            f"{' and '.join(hollow)} are empty in some rows that have a score, and such an import "
            "leaves what was there: read them beside the status."
        )
    if form.id_pattern and len(sent):
        strange = ~sent[KEY].astype("str").str.fullmatch(re.compile(form.id_pattern))
        if strange.any():
            notes.append(
                f"{counted(int(strange.sum()), 'id')} can't be a {form.title} id, such as "
                f"{sent.loc[strange, KEY].iloc[0]}. If Account ID is a field of your own there, "
                "name it in Export map, column Account ID."
            )
    return notes


def _check_sum(exported: Exported) -> None:
    told = exported.written - exported.removed + exported.unchanged + len(exported.left_out)
    if told != exported.rows_in:
        raise ExportError(
            f"The rows do not add up: {exported.rows_in} in Accounts, {told} told of. Nothing was "
            "written; please report this."
        )
