"""The command line: demo, new, refresh, score, check, export, addin."""

from addin.cli.commands import main

__all__ = ["main"]
