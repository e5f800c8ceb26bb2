"""The tracker as a file: edits .xlsx and .xlsm without Excel, part by part."""

from addin.package.workbook import PackageWorkbook

__all__ = ["PackageWorkbook"]
