"""What the guards of the house look at in its records and caches: who can be changed, and how.

A record is a dataclass or a named tuple. What is known of it is told from the source, by the name
under which a module has it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.architecture import imported_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.architecture import Module

_CACHES = {"cache", "lru_cache"}
_CHANGEABLE = {"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter"}
_HOLDERS = {*_CHANGEABLE, "OrderedDict", "WeakKeyDictionary", "WeakValueDictionary"}
# A cell is of any kind, and what has no hash is refused by the cache itself.
_VALUES = {"str", "int", "float", "bool", "bytes", "None", "date", "dt", "Any", "tuple"}


@dataclass(frozen=True)
class Record:
    """A class of the house.

    Attributes:
        fields: names and kinds of its fields, if it is a record.
        is_record: whether it is a dataclass or a named tuple.
        is_tuple: whether it is a named tuple.
        is_frozen: whether its fields can't be set anew.
        is_value: whether two that hold the same are equal and have the same hash.
    """

    name: str
    fields: tuple[tuple[str, str], ...]
    is_record: bool
    is_tuple: bool
    is_frozen: bool
    is_value: bool


def records(modules: Mapping[str, Module]) -> dict[tuple[str, str], Record]:
    """The classes of the house, by module and name."""
    return {
        (name, node.name): _record(node)
        for name, module in modules.items()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    }


def _record(node: ast.ClassDef) -> Record:
    options = next((said for name, said in _decorators(node) if name == "dataclass"), None)
    methods = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    is_tuple = "NamedTuple" in bases
    is_frozen = is_tuple or bool(options and options.get("frozen") == "True")
    by_value = is_tuple or bool(is_frozen and options and options.get("eq") != "False")
    fields = (
        (part.target.id, ast.unparse(part.annotation))
        for part in node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    )
    return Record(
        name=node.name,
        fields=tuple(fields),
        is_record=is_tuple or options is not None,
        is_tuple=is_tuple,
        is_frozen=is_frozen,
        is_value=by_value or {"__eq__", "__hash__"} <= methods or "Enum" in bases,
    )


def _decorators(node: ast.ClassDef | ast.FunctionDef) -> Iterator[tuple[str, dict[str, str]]]:
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
        name = ast.unparse(called).rpartition(".")[2]
        yield name, {str(word.arg): ast.unparse(word.value) for word in keywords}


def changeable(modules: Mapping[str, Module]) -> list[str]:
    """The dataclasses whose fields can be set anew."""
    return [
        f"{module}.{record.name}"
        for (module, _), record in records(modules).items()
        if record.is_record and not record.is_frozen
    ]


def hollow(modules: Mapping[str, Module]) -> list[str]:
    """The fields of frozen records that can be changed all the same, as "class.field: kind"."""
    return [
        f"{module}.{record.name}.{name}: {kind}"
        for (module, _), record in records(modules).items()
        if record.is_record and record.is_frozen
        for name, kind in record.fields
        if kind.partition("[")[0] in _CHANGEABLE
    ]


class _Names:
    """What the names of each module stand for."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._known = records(modules)
        self._taken = {name: imported_names(module) for name, module in modules.items()}

    def of(self, name: ast.expr, module: str) -> Record | None:
        """The class that a name means in a module, through whatever passes it on."""
        if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name):
            base, inner = self._taken[module].get(name.value.id, ("", ""))
            return self._found(f"{base}.{inner}", name.attr)
        return self._found(module, name.id) if isinstance(name, ast.Name) else None

    def _found(self, module: str, name: str) -> Record | None:
        place: tuple[str, str] | None = (module, name)
        while place is not None and place not in self._known:
            place = self._taken.get(place[0], {}).get(place[1])
        return None if place is None else self._known[place]


def by_position(modules: Mapping[str, Module], most: int) -> list[str]:
    """Where a record is made of more arguments by position than that; an open row counts as all."""
    names = _Names(modules)
    return [
        f"{name} line {call.lineno}: {record.name}"
        for name, module in modules.items()
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        and (record := names.of(call.func, name)) is not None
        and record.is_record
        and _positions(call, record) > most
    ]


def _positions(call: ast.Call, record: Record) -> int:
    if any(isinstance(part, ast.Starred) for part in call.args):
        # A tuple is its row; of another record nobody sees what goes where.
        return 0 if record.is_tuple else len(record.fields)
    return len(call.args)


def keyed_by_identity(modules: Mapping[str, Module]) -> list[str]:
    """The caches whose key may be an object that equals itself alone, as "function: argument".

    What a property keeps belongs to its object, and goes stale where that can be changed.
    """
    names = _Names(modules)
    kept = [
        f"{name}.{method.name}: self"
        for name, module in modules.items()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and not _record(node).is_frozen
        for method in node.body
        if isinstance(method, ast.FunctionDef)
        and any(decorator == "cached_property" for decorator, _ in _decorators(method))
    ]
    return kept + [
        f"{name}.{node.name}: {argument.arg}"
        for name, module in modules.items()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef)
        and any(decorator in _CACHES for decorator, _ in _decorators(node))
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if not _is_value(argument.annotation, name, names)
    ]


def _is_value(annotation: ast.expr | None, module: str, names: _Names) -> bool:
    parts = list(ast.walk(annotation)) if annotation is not None else []
    named = [part for part in parts if isinstance(part, ast.Name)]
    return bool(parts) and all(
        part.id in _VALUES or ((found := names.of(part, module)) is not None and found.is_value)
        for part in named
    )


def shared(modules: Mapping[str, Module]) -> list[str]:
    """The empty holders of a module, which can only be there to be filled: a cache, or a list."""
    return [
        f"{name}.{ast.unparse(target)}"
        for name, module in modules.items()
        for node in module.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_empty_holder(node.value)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]


def _is_empty_holder(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List):
        return not value.elts
    if isinstance(value, ast.Call):
        return not value.args and ast.unparse(value.func).rpartition(".")[2] in _HOLDERS
    return False
