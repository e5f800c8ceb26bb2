"""What an import brings, for people: the same words before it is written and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.refresh.mapping_text import mapping_lines
from scoring.wording import counted, cut, day, one_line, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.refresh.outcome import Outcome

_MOST_ROWS = 8
_MOST_NAMED = 12
_MOST_CHANGES = 20
_NAME_WIDTH = 40


def preview_text(outcome: Outcome) -> str:
    """What the exports of a refresh would change, whole: for a dry run and for the ribbon.

    Args:
        outcome: of a refresh with `dry_run` set.
    """
    lines = import_lines(outcome.imported, whole=True)
    if accounts := outcome.imported.get("accounts"):
        lines += _named("New accounts", accounts["new accounts"])
        lines += _change_lines(accounts["changes"])
        lines += _named("Not in the export, they stay", accounts["vanished accounts"])
    lines += moved_lines(outcome)
    lines += wrapped("", others_text(outcome))
    lines += wrapped("", f"{counted(len(outcome.issues), 'issue')} to look at afterwards.")
    return "\n".join([*lines, "Nothing was written."])


def others_text(outcome: Outcome) -> str:
    """How many live touches count for nobody, since they name other people; "" if none does."""
    rows = outcome.others
    if rows is None or rows.empty:
        return ""
    first = rows.iloc[0].astype(object)
    people = [
        f'"{cut(one_line(first[name]), _NAME_WIDTH)}"' if pd.notna(first[name]) else nobody
        for name, nobody in (
            ("Customer contact", "somebody"),
            ("Internal person", "somebody of ours"),
        )
    ]
    account = first["Account"] if pd.notna(first["Account"]) else first["Account ID"]
    do = "does" if len(rows) == 1 else "do"
    return (
        f"{len(rows):,} live touch{'' if len(rows) == 1 else 'es'} {do} not count for the people "
        f"named, such as {' with '.join(people)} ({cut(one_line(account), _NAME_WIDTH)}, "
        f"{day(first['Touch date'])}): see whether they are sponsor and executive."
    )


def moved_lines(outcome: Outcome) -> list[str]:
    """What the import alone changed on the red list."""
    return [] if outcome.moved is None else wrapped("By the import: ", outcome.moved.told)


def import_lines(imported: Mapping[str, Any], *, whole: bool = False) -> list[str]:
    """How each export was read, where its rows went, and what it changes, in counts.

    Args:
        imported: by table, as the outcome has it.
        whole: the mapping is shown also where the tracker knows its layout.
    """
    lines: list[str] = []
    for table, counts in imported.items():
        name = table.capitalize()
        lines += wrapped(f"{name}: ", one_line(f"{counts['file']}. {counts['read as']}."))
        lines += _row_lines(counts)
        if table == "accounts":
            lines += wrapped("  ", _account_counts(counts), "    ")
            if counts["cleared"]:
                lines.append(f"  {counted(counts['cleared'], 'value')} cleared: see Issues")
        else:
            again = f"{counts['changed']} changed, " if counts.get("changed") else ""
            lines.append(f"  {counts['new']} new, {again}{counts['known']} known already")
            if more := counts.get("with several accounts"):
                lines.append(f"  {more} of them from rows that name several accounts")
        lines += [
            line for note in counts["notes"] for line in wrapped("  Note: ", one_line(note), "    ")
        ]
        for text in counts["brakes"]:
            lines += wrapped("  Asked first: ", one_line(text), "    ")
        lines += _header_lines(counts)
        if whole or counts["mapping"]["new"]:
            lines += mapping_lines(counts["mapping"])
    return lines


def _account_counts(counts: dict[str, Any]) -> str:
    return (
        f"{counts['new']} new, {counts['changed']} changed, {counts['unchanged']} unchanged, "
        f"{counts['vanished']} not in the export (they stay)"
    )


def _row_lines(counts: dict[str, Any]) -> list[str]:
    lines = wrapped(
        "  ",
        f"{counted(counts['rows in file'], 'row')} in the file = {counts['imported']} imported + "
        f"{counts['merged']} merged + {counts['left out']} left out + "
        f"{counts['rejected']} rejected",
        "    ",
    )
    rows = counts["other rows"]
    for entry in rows[:_MOST_ROWS]:
        text = one_line(f'Row {entry["row"]}, {entry["why"]}: "{entry["text"]}"')
        lines += wrapped("    ", text, "      ")
    if len(rows) > _MOST_ROWS:
        lines.append(f"    ... and {len(rows) - _MOST_ROWS} more, all in --json")
    return lines


def _header_lines(counts: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    meant = counts["suggestions"]
    plain = [
        cut(one_line(header), _NAME_WIDTH) for header in counts["not read"] if header not in meant
    ]
    if plain:
        lines += wrapped("  Columns not read: ", ", ".join(plain), "    ")
    for header, own in meant.items():
        shown = one_line(header)
        text = f'"{shown}" is not read. Did you mean "{own}"? Then: --map "{shown}={own}"'
        lines += wrapped("  ", text, "    ")
    if counts["no column for"]:
        absent = ", ".join(counts["no column for"])
        lines += wrapped("  The tracker has no column for: ", absent, "    ")
    return lines


def _named(what: str, names: list[str]) -> list[str]:
    if not names:
        return []
    shown = ", ".join(cut(one_line(name), _NAME_WIDTH) for name in names[:_MOST_NAMED])
    rest = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return wrapped(f"{what} ({len(names)}): ", shown + rest)


def _change_lines(changes: list[dict[str, Any]]) -> list[str]:
    lines = [f"Changes ({len(changes)}):"] if changes else []
    for change in changes[:_MOST_CHANGES]:
        was, now = (cut(one_line(change[side] or "empty"), _NAME_WIDTH) for side in ("Was", "Now"))
        name = cut(one_line(change["Account"]), _NAME_WIDTH)
        lines += wrapped("  ", f"{name}, {change['Column']}: {was} → {now}", "    ")
    if len(changes) > _MOST_CHANGES:
        lines.append(f"  ... and {len(changes) - _MOST_CHANGES} more, all in --json")
    return lines
