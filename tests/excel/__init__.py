"""A double of Excel: an xlwings engine that keeps a workbook in memory and acts as Excel does.

It is built from what xlwings' own engines for Windows and macOS do, and from Excel's documented
behaviour: numbers come as floats, dates in the cells' formats, text is understood as if typed,
tables resize by Excel's rules, filters hide rows. It is stricter than Excel where the hosts differ:
to read after a write, to read formats, or to leave xlwings' public interface fails the test.
"""

from __future__ import annotations

from tests.excel.host import Excel, ExcelError

__all__ = ["Excel", "ExcelError"]
