"""Scores back out: the file that a CRM takes, only what has changed, and a log of what was sent."""

from addin.exporting.writing import Exported, write_export

__all__ = ["Exported", "write_export"]
