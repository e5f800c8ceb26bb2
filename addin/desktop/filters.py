"""Filters of an open workbook: off while rows are written, on again afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from xlwings.main import AutoFilter, AutoFilterCriteria

    from addin.desktop.sheets import OpenTable

_WILD = ("*", "?")


class Filter:
    """The conditions of one filter, which can be taken off and put back.

    Excel writes a block over filtered rows in ways that can't be relied on, so a filter has to be
    off meanwhile, and one that xlwings can't put back as it was is not touched.

    Raises:
        WorkbookError: a condition could not be put back, or rows are hidden for another reason.
    """

    def __init__(self, table: OpenTable) -> None:
        self._native: AutoFilter = table.filtered
        self._active = [entry for entry in self._native.criteria if entry.type != "none"]
        place = table.place
        for entry in self._active:
            if not _can_come_back(entry):
                header = place.headers[entry.field - 1]
                msg = (
                    f"{place.name} is filtered by {header} in a way that could not be put back (a "
                    "colour, a group of dates, or a text with * or ?); clear that filter (Data, "
                    "Clear) and try again."
                )
                raise WorkbookError(msg)
        if table.native is None and not self._active and _has_hidden_rows(table):
            msg = (
                f"Rows of sheet {place.sheet.title} are hidden, by hand or by a filter over other "
                "columns; show them (Data, Clear, or Unhide) and try again."
            )
            raise WorkbookError(msg)

    @property
    def is_on(self) -> bool:
        """Whether it hides anything."""
        return bool(self._active)

    def off(self) -> None:
        """Take every condition off."""
        for entry in self._active:
            self._native.clear(entry.field)

    def on(self) -> None:
        """Put every condition back."""
        for entry in self._active:
            _apply(self._native, entry)


def _can_come_back(entry: AutoFilterCriteria) -> bool:
    if entry.type == "comparison":
        values = [value for value in (entry.value1, entry.value2) if value is not None]
        return entry.operator is not None and not any(
            sign in value for value in values for sign in _WILD
        )
    return entry.type != "unknown"


def _apply(native: AutoFilter, entry: Any) -> None:
    if entry.type == "values":
        # Excel knows the blanks of a list as an equals sign.
        native.apply_values(entry.field, [value or "=" for value in entry.values or []])
    elif entry.type == "comparison":
        native.apply_comparison(entry.field, entry.operator, entry.value1, entry.value2)
    elif entry.type == "top_items":
        native.apply_top_items(entry.field, entry.count)
    elif entry.type == "bottom_items":
        native.apply_bottom_items(entry.field, entry.count)
    elif entry.type == "top_percent":
        native.apply_top_percent(entry.field, entry.percent)
    else:
        native.apply_bottom_percent(entry.field, entry.percent)


def _has_hidden_rows(table: OpenTable) -> bool:
    place = table.place
    if place.last < place.first:
        return False
    first = place.body
    column = type(first)(first.top, first.left, first.bottom, first.left)
    areas: Any = table.sheet.range(column).get_special_cells("visible")
    return bool(sum(area.shape[0] for area in areas) < first.bottom - first.top + 1)
