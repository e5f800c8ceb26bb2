"""What a CRM takes: the [export] section of a profile, with the tracker's Export map on top."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from addin import profiles
from addin.importing.headers import Options, matched
from scoring.cells.texts import as_text, blank, folded, yes_or_no
from scoring.errors import SponsorCoverageError
from scoring.tables import EXPORTED_COLUMNS
from scoring.tables.writing import FORMULA_STARTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

KEY = "Account ID"
FILES = ("csv", "xlsx")
_VARIANTS = tuple(f"{profiles.GENERIC}_{kind}" for kind in FILES)
_KNOWN = {
    *("file", "key", "id_pattern", "date", "yes", "no", "score", "nothing", "nothing_text"),
    *("encoding", "longest_text", "note", "fields"),
}
_LONGEST_FIELD = 255


class ExportError(SponsorCoverageError):
    """The export can't be made; the message is one sentence that says what to mend."""


@dataclass(frozen=True)
class ExportFormat:
    """How one CRM wants its file.

    Attributes:
        profile: name of the profile, such as salesforce.
        title: the vendor, for people.
        file: csv or xlsx.
        key: the field by which the CRM finds the account.
        date: pattern of a date in text, as strftime has it.
        yes, no: what stands for a flag.
        score: share (0.85) or percent (85.00).
        nothing: what empties a field, where an empty cell would leave it as it is.
        nothing_text: the same for a field of text.
        id_pattern: what the CRM's own ids look like.
        encoding: of a CSV file.
        longest_text: characters that a field of text takes; what is longer is cut. 0: no limit.
        note: what a user has to know before the upload.
        fields: column of ours to field of the CRM, in the order of the file.
    """

    profile: str
    title: str
    file: str
    key: str
    fields: Mapping[str, str]
    date: str = "%Y-%m-%d"
    yes: str = "true"
    no: str = "false"
    score: str = "share"
    nothing: str = ""
    nothing_text: str = ""
    id_pattern: str = ""
    encoding: str = "utf-8"
    longest_text: int = 0
    note: str = ""


def names() -> tuple[str, ...]:
    """The profiles that can be exported to, the generic ones last."""
    vendors = [name for name in profiles.names() if name != profiles.GENERIC]
    return (*(name for name in vendors if profiles.profile(name).exports), *_VARIANTS)


def export_format(name: str, out: Path) -> ExportFormat:
    """The format of a profile; of the generic one, CSV or xlsx as the file's name ends.

    Raises:
        ExportError: there is no such profile, or it is another kind of file.
    """
    wanted = "_".join(folded(name).split())
    ending = out.suffix.casefold().removeprefix(".")
    if wanted == profiles.GENERIC:
        wanted = f"{profiles.GENERIC}_{ending}" if ending in FILES else _VARIANTS[0]
    if wanted not in names():
        near = difflib.get_close_matches(wanted, names(), n=1, cutoff=0.4)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise ExportError(f'There is no profile "{name}".{hint} There are: {", ".join(names())}.')
    base = profiles.GENERIC if wanted in _VARIANTS else wanted
    found = profiles.profile(base)
    section = dict(found.exports)
    if wanted in _VARIANTS:
        section["file"] = wanted.rpartition("_")[2]
    form = _parsed(wanted, found.title, section)
    if ending != form.file:
        raise ExportError(
            f'"{out.name}" must end in .{form.file}, the kind of file that {form.title} takes.'
        )
    return form


def _parsed(name: str, title: str, section: dict[str, Any]) -> ExportFormat:
    unknown = sorted(set(section) - _KNOWN)
    fields = dict(section.pop("fields", {}))
    unknown += sorted(set(fields) - set(EXPORTED_COLUMNS))
    if unknown or section.get("file") not in FILES or not section.get("key"):
        raise ExportError(
            f"The [export] of profile {name} needs file, key and known fields; "
            f"not known: {', '.join(unknown) or 'none'}."
        )
    return ExportFormat(name, title, fields=MappingProxyType(fields), **section)


def mapped(form: ExportFormat, table: pd.DataFrame) -> ExportFormat:
    """A format with the rows of the tracker's Export map on top.

    Args:
        form: as the profile has it.
        table: cells of Export map; the index holds the rows of the sheet.

    Raises:
        ExportError: a row names what is not known, or two columns go into one field; or a field
            would be read as another column when the CRM's export comes back.
    """
    places = dict.fromkeys((KEY, *form.fields), f"profile {form.profile}")
    fields = {KEY: form.key, **form.fields}
    for row, cells in zip(table.index, table.to_dict("records"), strict=True):
        place = f"Export map row {row}"
        texts = {str(name): _text(cell) for name, cell in cells.items()}
        if not any(texts.values()) or not _is_meant(texts.get("Profile", ""), form, place):
            continue
        column = _column(texts.get("Column", ""), place)
        if not _is_sent(texts.get("Send", ""), place):
            if column == KEY:
                raise ExportError(f"{place}: Account ID must be sent. Put yes in Send.")
            fields.pop(column, None)
            continue
        field = texts.get("Field", "") or fields.get(column) or form.fields.get(column, "")
        if not field:
            raise ExportError(
                f"{place}: {form.profile} has no field of its own for {column}. Fill in Field."
            )
        fields[column], places[column] = field, place
    _check_fields(form, fields, places)
    key = fields.pop(KEY)
    return replace(form, key=key, fields=MappingProxyType(fields))


def _text(cell: Any) -> str:
    return "" if blank(cell, frozenset({""})) else as_text(cell)


def _is_meant(profile: str, form: ExportFormat, place: str) -> bool:
    wanted = "_".join(folded(profile).split())
    if wanted and wanted not in (*names(), profiles.GENERIC):
        near = difflib.get_close_matches(wanted, names(), n=1, cutoff=0.4)
        hint = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(names())}."
        raise ExportError(f'{place}: there is no profile "{profile}".{hint}')
    generic = wanted == profiles.GENERIC and form.profile in _VARIANTS
    return not wanted or generic or wanted == form.profile


def _column(given: str, place: str) -> str:
    known = {folded(name): name for name in (KEY, *EXPORTED_COLUMNS)}
    if folded(given) in known:
        return known[folded(given)]
    near = difflib.get_close_matches(folded(given), known, n=1, cutoff=0.6)
    hint = (
        f"Did you mean {known[near[0]]}?" if near else f"Use one of: {', '.join(known.values())}."
    )
    raise ExportError(f'{place}: there is no column "{given}" to send. {hint}')


def _is_sent(given: str, place: str) -> bool:
    said = yes_or_no(given) if given else True
    if said is None:
        raise ExportError(f'{place}: Send "{given}" is neither yes nor no. Use one of these.')
    return said


def _check_fields(form: ExportFormat, fields: dict[str, str], places: dict[str, str]) -> None:
    seen: dict[str, str] = {}
    for column, field in fields.items():
        place = places[column]
        if field.startswith(FORMULA_STARTS) or not field.isprintable():
            raise ExportError(f'{place}: "{field}" can\'t be a field. Use the name the CRM has.')
        if len(field) > _LONGEST_FIELD:
            raise ExportError(f"{place}: the field's name is too long. Use the name the CRM has.")
        other = seen.setdefault(field.casefold(), column)
        if other != column:
            raise ExportError(
                f'{place}: "{field}" is the field of {other} and of {column}. Give each its own.'
            )
        read_as = _read_as(form, field)
        if read_as not in (None, column):
            raise ExportError(
                f'{place}: {column} can\'t go into "{field}", which is read as {read_as} when the '
                "CRM's next export comes in. Give it a field of its own."
            )


def _read_as(form: ExportFormat, field: str) -> str | None:
    """The column of Accounts that an import of the CRM's next export would take a field for."""
    base = profiles.GENERIC if form.profile in _VARIANTS else form.profile
    # Told that amounts are monthly, an import takes every header that it ever takes.
    found = matched([field], "Accounts", Options(profile=base, monthly=True))
    doubted = {doubt.header: doubt.column for doubt in found.doubts}
    return found.columns.get(field) or doubted.get(field)
