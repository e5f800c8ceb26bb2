"""The rows of Settings: each parameter with its default, and a check on what is typed beside it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from scoring.parameters import BEGINNING, FULL, Parameter, parameters
from scoring.tables import SETTINGS
from workbook_templates import design, validations
from workbook_templates.design import BODY_ROW
from workbook_templates.drawing import Drawing

if TYPE_CHECKING:
    from workbook_templates.conditions import Condition, Places
    from workbook_templates.writer import Writer


def settings_rows() -> list[list[Any]]:
    """The rows of Settings: one a parameter, one a dated value of it, with Value left empty.

    A score or rate stands as a share (0.85), a list as a text ("1, 2"), a flag as yes or no.
    """
    return [
        [
            entry.key,
            None if start == BEGINNING else start,
            None,
            _default(entry, value),
            entry.unit,
            entry.description,
            entry.source,
            "yes" if entry.verified else "unverified",
        ]
        for entry in parameters().values()
        for start, value in entry.default
    ]


def _default(entry: Parameter, value: Any) -> Any:
    if entry.is_list:
        return ", ".join(_item_text(entry, item) for item in value)
    if entry.item_kind == "score":
        return value / FULL
    if entry.item_kind == "flag":
        return "yes" if value else "no"
    return None if value == "" else value


def _item_text(entry: Parameter, item: Any) -> str:
    return f"{item / FULL:.2f}" if entry.item_kind in ("score", "weight") else str(item)


def _value_format(entry: Parameter) -> str:
    if entry.is_list:
        return "@"
    if entry.kind == "date":
        return design.DATE_OR_NUMBER
    return {"score": "0.00", "money": "#,##0"}.get(entry.kind, "General")


def _default_format(entry: Parameter) -> str:
    # A table that is written anew takes its looks from its first row, so that one must fit all.
    return "General" if entry.kind == "date" else _value_format(entry)


def _fill(writer: Writer, page: Any) -> None:
    entries = [(entry, start) for entry in parameters().values() for start, _ in entry.default]
    for row, (values, (entry, _)) in enumerate(
        zip(settings_rows(), entries, strict=True), start=BODY_ROW
    ):
        page.set_row(row, design.COMFORTABLE)
        for index, (column, value) in enumerate(zip(SETTINGS.columns, values, strict=True)):
            own = {"Value": _value_format(entry), "Default": _default_format(entry)}
            more = {"align": "left"} if column.header in own else {}
            form = writer.cell(
                column, SETTINGS, **more, num_format=own.get(column.header, "General")
            ) if more else writer.cell(column, SETTINGS)  # fmt: skip
            if value is None:
                page.write_blank(row, index, None, form)
            elif isinstance(value, dt.date):
                page.write_datetime(row, index, value, form)
            else:
                page.write(row, index, value, form)
        place = SETTINGS.headers.index("Value")
        page.data_validation(row, place, row, place, validations.value_check(entry))


def _conditions(places: Places) -> list[Condition]:
    unverified = {"italic": True, "font_color": design.BAD}
    replaced = {"font_color": design.MUTED, "font_strikeout": True}
    return [
        (["Verified"], f'{places.at("Verified")}="unverified"', unverified),
        (["Default"], f'{places.at("Value")}<>""', replaced),
    ]


DRAWING = Drawing(
    conditions=_conditions,
    checks={"From": validations.date_check("Day from which the value holds.")},
    rows=len(settings_rows()),
    fill=_fill,
)
