"""A column of the user's own: raw cells that follow their row, formulas that reach every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.package import sheetxml
from addin.package.markup import escape_text
from addin.tracker.formulas import carried, column_formula, shared_at
from addin.tracker.references import cell_name, column_letters
from addin.tracker.workbook import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.package.sheetxml import SheetXml


class OwnColumn:
    """The old cells of one column, to be written out again at their rows' new places."""

    def __init__(  # noqa: PLR0913 - one call, each a fact of its own
        self,
        *,
        sheet: SheetXml,
        number: int,
        cells: Mapping[int, bytes],
        sharers: Mapping[str, tuple[str, int, int]],
        calculated: str | None,
        first: int,
        look: str | None,
    ) -> None:
        self._sheet = sheet
        self._number = number
        self._letters = column_letters(number)
        self._cells = cells
        self._sharers = sharers
        self._look = look
        self._calculated = calculated
        texts = {row: self._formula_text(row, cell) for row, cell in cells.items() if b"<f" in cell}
        self._texts = {row: text for row, text in texts.items() if text}
        self.has_formulas = bool(self._texts)
        self.formula = column_formula(
            self._texts,
            filled=sum(sheetxml.has_content(cell) for cell in cells.values()),
            calculated=calculated,
            first=first,
            place=self._place,
        )

    def cells(self, rows: range, sources: Sequence[int | None]) -> list[str]:
        """The cells for new rows, each from the old row that it continues, if any."""
        return [self._cell(row, old) for row, old in zip(rows, sources, strict=True)]

    def last_trace(self, row: int) -> str:
        """The cell of a body without rows: it keeps a formula that stands nowhere else."""
        if self._calculated is None and self.formula is not None:
            return self._with_formula(row, self._look, self.formula.at(row))
        return sheetxml.blank_cell(row, self._number, self._look)

    def _cell(self, row: int, old: int | None) -> str:
        cell = None if old is None else self._cells.get(old)
        if cell is None or old is None:
            if self.formula is not None:
                return self._with_formula(row, self._look, self.formula.at(row))
            return sheetxml.blank_cell(row, self._number, self._look)
        if old in self._texts:
            text = carried(self._texts[old], old, row, self.formula, self._place)
            return self._with_formula(row, sheetxml.style(cell), text)
        if self.formula is not None and not sheetxml.has_content(cell):
            return self._with_formula(row, sheetxml.style(cell), self.formula.at(row))
        return sheetxml.moved(cell, row).decode("utf-8", "surrogateescape")

    def _with_formula(self, row: int, look: str | None, text: str) -> str:
        style = f' s="{look}"' if look else ""
        return f'<c r="{self._letters}{row}"{style}><f>{escape_text(text)}</f></c>'

    def _formula_text(self, row: int, cell: bytes) -> str | None:
        formula = sheetxml.formula_of(cell)
        if formula is None or formula.kind != "shared" or formula.text:
            return formula.text if formula else None
        origin = self._sharers.get(formula.shared or "")
        origin = origin or self._sheet.find_shared_formula(formula.shared or "")
        if origin is None:
            msg = f"The formula in {self._place(row)} has lost its origin; retype it in Excel."
            raise WorkbookError(msg)
        return shared_at(origin[0], origin[1:], row, self._number)

    def _place(self, row: int) -> str:
        return f"{self._sheet.title} {cell_name(row, self._number)}"
