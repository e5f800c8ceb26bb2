"""The template is made from what the rules declare, and from nothing of the doors."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import workbook_templates

FOLDER = Path(workbook_templates.__path__[0])


@pytest.mark.parametrize(
    "path", sorted(FOLDER.rglob("*.py")), ids=lambda path: str(path.relative_to(FOLDER))
)
def test_it_imports_nothing_of_the_add_in(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named += [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    ]
    assert [name for name in named if name.partition(".")[0] == "addin"] == []
