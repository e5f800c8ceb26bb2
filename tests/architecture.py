"""What the guards of the house look at: modules, what they import, and where that goes in circles."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ROOMS = ("scoring", "addin", "workbook_templates")
BANNER = re.compile(r"^\s*#\s*[-=#*~─]{3,}", re.MULTILINE)


@dataclass(frozen=True)
class Module:
    """A file of Python by its dotted name; a package goes by the name of its folder."""

    name: str
    path: Path
    is_package: bool
    tree: ast.Module = field(compare=False, repr=False)

    @property
    def folder(self) -> str:
        """The package that the module belongs to."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


def modules_of(root: Path, rooms: Iterable[str] = ROOMS) -> dict[str, Module]:
    """Every module of the rooms below a root, by its name."""
    found = {}
    for room in rooms:
        for path in sorted((root / room).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            tree = ast.parse(path.read_text("utf-8"))
            found[name] = Module(name, path, is_package, tree)
    return found


def imported(module: Module, known: Iterable[str] = ()) -> set[str]:
    """What a module imports, wherever in it: at its top, in a function, for type checkers only."""
    modules, names = set(known), set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, module)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                names.add(inner if inner in modules else base)
    return names


def imported_names(module: Module) -> dict[str, tuple[str, str]]:
    """The names that a module takes from others, each with that module and its name there."""
    return {
        alias.asname or alias.name: (_base(node, module), alias.name)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _base(node: ast.ImportFrom, module: Module) -> str:
    """The module that names are taken from."""
    base = node.module or ""
    if not node.level:
        return base
    above = module.folder.split(".")
    kept = above[: len(above) - node.level + 1]
    return ".".join([*kept, *([base] if base else [])])


def file_arrows(modules: dict[str, Module]) -> dict[str, set[str]]:
    """Which module imports which other of the house."""
    return {
        name: {other for other in imported(module, modules) if other in modules} - {name}
        for name, module in modules.items()
    }


def folder_arrows(modules: dict[str, Module]) -> Iterator[dict[str, set[str]]]:
    """Which folder imports which beside it, one graph for each folder that holds both.

    A module beside folders stands for itself, and so does what a folder's own `__init__` says.
    """
    graphs: dict[str, dict[str, set[str]]] = {}
    for name, others in file_arrows(modules).items():
        here = name.split(".")
        for other in others:
            there = other.split(".")
            shared = next(
                (
                    depth
                    for depth, (one, two) in enumerate(zip(here, there, strict=False))
                    if one != two
                ),
                None,
            )
            if shared is None:
                continue
            graph = graphs.setdefault(".".join(here[:shared]), {})
            graph.setdefault(here[shared], set()).add(there[shared])
            graph.setdefault(there[shared], set())
    yield from graphs.values()


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """What reaches itself again, each circle as the sorted names that are in it."""
    reached = {name: _reached(name, arrows) for name in arrows}
    found = {
        tuple(sorted(other for other in reached[name] if name in reached.get(other, set())))
        for name in arrows
        if name in reached[name]
    }
    return [list(names) for names in sorted(found)]


def _reached(start: str, arrows: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(arrows[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(arrows.get(name, ()))
    return seen


def reaching(modules: dict[str, Module], room: str, forbidden: Iterable[str]) -> list[str]:
    """The imports of a room that go where they must not, as "module: import"."""
    return sorted(
        f"{name}: {other}"
        for name, module in modules.items()
        if _inside(name, room)
        for other in imported(module, modules)
        if any(_inside(other, outside) for outside in forbidden)
    )


def outside(modules: dict[str, Module], room: str, allowed: Iterable[str]) -> list[str]:
    """The imports of a room that are none of those allowed, as "module: import"."""
    tops = {room, *allowed}
    return sorted(
        f"{name}: {other}"
        for name, module in modules.items()
        if _inside(name, room)
        for other in imported(module, modules)
        if other.partition(".")[0] not in tops
    )


def _inside(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


def too_long(modules: dict[str, Module], lines: int) -> list[str]:
    """The modules of more lines than that."""
    return [
        name
        for name, module in modules.items()
        if len(module.path.read_text("utf-8").splitlines()) > lines
    ]


def bannered(modules: dict[str, Module]) -> list[str]:
    """The modules that have a banner comment."""
    return [name for name, it in modules.items() if BANNER.search(it.path.read_text("utf-8"))]


def using(modules: dict[str, Module], attribute: str) -> list[str]:
    """Where an attribute of that name is used."""
    return [
        f"{name} line {node.lineno}"
        for name, it in modules.items()
        for node in ast.walk(it.tree)
        if isinstance(node, ast.Attribute) and node.attr == attribute
    ]


def domain_numbers(parameters: Path, small: int) -> set[float]:
    """The numbers that the parameters hold, apart from whole ones up to a small one."""
    found = set(_values(tomllib.loads(parameters.read_text("utf-8")), counts=False))
    return {value for value in found if value > small or value != int(value)}


def _values(entry: object, *, counts: bool) -> Iterator[float]:
    """The numbers under a key `value` or `values`; a minimum or a maximum is no rule."""
    if isinstance(entry, dict):
        for key, inner in entry.items():
            yield from _values(inner, counts=counts or key in {"value", "values"})
    elif isinstance(entry, list):
        for inner in entry:
            yield from _values(inner, counts=counts)
    elif counts and isinstance(entry, int | float) and not isinstance(entry, bool):
        yield float(entry)


def with_numbers(modules: dict[str, Module], numbers: set[float]) -> list[str]:
    """The places that have such a number in code, as "module line: number"."""
    return [
        f"{name} line {node.lineno}: {node.value}"
        for name, module in modules.items()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and float(node.value) in numbers
    ]
