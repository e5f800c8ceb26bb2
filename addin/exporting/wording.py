"""What an export says to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.cells.texts import missing
from scoring.wording import one_line, wrapped

if TYPE_CHECKING:
    from addin.exporting.writing import Exported

_MOST_NAMED = 5


def export_text(exported: Exported) -> str:
    """What an export wrote and left out, with each reason once and its first rows."""
    lines = [exported.summary, "", "Fields:"]
    lines += [f"  {field} = {header}" for field, header in exported.fields.items()]
    if len(exported.left_out):
        lines += ["", f"Left out ({len(exported.left_out)}):"]
    for reason, rows in exported.left_out.groupby("Reason", sort=False):
        named = [
            f"row {row}" if missing(account) else f"row {row} {account}"
            for row, account in zip(rows["Row"], rows["Account ID"], strict=True)
        ]
        more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        told = f"{', '.join(named[:_MOST_NAMED])}{more}: {reason}"
        lines += wrapped("  ", one_line(told), "    ")
    for note in exported.notes:
        lines += ["", *wrapped("Note: ", one_line(note))]
    return "\n".join(map(one_line, lines))
