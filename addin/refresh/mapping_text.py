"""A mapping in words: what is read from which header, shown once for each layout."""

from __future__ import annotations

from typing import Any

from scoring.wording import cut, one_line, wrapped

_VALUE_WIDTH = 24
_HEADER_WIDTH = 40


def mapping_lines(mapping: dict[str, Any]) -> list[str]:
    """How the headers of one export are read.

    Args:
        mapping: as `addin.importing.shown.mapping_of` has it.
    """
    lines = ["  Headers as they are read" + (", new to this tracker:" if mapping["new"] else ":")]
    for change in mapping["changes"]:
        lines += wrapped("    Changed: ", one_line(change), "      ")
    for each in mapping["columns"]:
        headers = ", then ".join(f'"{_cut(header)}"' for header in each["headers"])
        values = ", ".join(cut(one_line(value), _VALUE_WIDTH) for value in each["values"])
        shown = f": {values}" if values else ""
        text = f"{headers}, {each['how']}, {each['filled']:.0%} filled{shown}"
        lines += wrapped(f"    {each['column']}: ", text, "      ")
    for doubt in mapping["doubts"]:
        values = ", ".join(cut(one_line(value), _VALUE_WIDTH) for value in doubt["values"])
        header = one_line(doubt["header"])
        seems = (
            f"is {doubt['column']}, in doubt"
            if doubt["read"]
            else f"may be {doubt['column']} and is not read"
        )
        text = (
            f'"{header}" ({values}) {seems}. {doubt["because"]} '
            f'Say --map "{header}={doubt["column"]}" or --map "{header}=".'
        )
        lines += wrapped("    To decide: ", text, "      ")
    return lines


def _cut(header: str) -> str:
    return cut(one_line(header), _HEADER_WIDTH)
