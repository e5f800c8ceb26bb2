"""What can be told of install.ps1 without PowerShell: its grammar, its names, its checksums."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

SCRIPT = Path(str(files("addin") / "install" / "install.ps1"))
AUTOMATIC = {
    *("$_", "$true", "$false", "$null", "$lastexitcode", "$pscmdlet", "$psscriptroot"),
    "$whatifpreference",
}
# Commands of Windows PowerShell 5.1 and PowerShell 7 alike.
CMDLETS = {
    "add-type",
    "get-childitem",
    "get-command",
    "get-filehash",
    "invoke-webrequest",
    "join-path",
    "new-item",
    "out-host",
    "read-host",
    "remove-item",
    "resolve-path",
    "select-object",
    "set-strictmode",
    "sort-object",
    "test-path",
    "where-object",
    "write-host",
}
CHANGING = {"get-uv", "remove-item", "invoke-program"}
# Called, by the functions that guard it, only when the user agreed to fetch uv.
GUARDED = {"Get-Uv", "Expand-OneFile"}
# Newer than 5.1: ternary, null-coalescing, pipeline chains, null-conditional.
NEWER = [r"\?\?", r"\s&&\s", r"\s\|\|\s", r"\?\.", r"\$\w+ \? .* : ", r"-Parallel", r"\bclean\s*\{"]


def parsed(text: bytes) -> Node:
    return Parser(Language(tree_sitter_powershell.language())).parse(text).root_node


def nodes(top: Node, *kinds: str) -> Iterator[Node]:
    if top.type in kinds:
        yield top
    for child in top.children:
        yield from nodes(child, *kinds)


def text_of(node: Node) -> str:
    assert node.text is not None
    return node.text.decode("ascii")


def named(top: Node, kind: str) -> set[str]:
    return {text_of(node).casefold() for node in nodes(top, kind)}


@pytest.fixture(scope="module")
def script() -> Node:
    return parsed(SCRIPT.read_bytes())


def test_the_grammar_check_sees_a_mistake() -> None:
    whole = SCRIPT.read_bytes()
    assert parsed(whole[: whole.rindex(b"}")]).has_error


def test_it_is_powershell(script: Node) -> None:
    assert not script.has_error


def test_it_holds_no_letter_that_windows_powershell_would_misread() -> None:
    assert SCRIPT.read_bytes().isascii()


@pytest.mark.parametrize("newer", NEWER)
def test_it_uses_nothing_newer_than_windows_powershell(newer: str) -> None:
    code = "\n".join(line.partition("#")[0] for line in SCRIPT.read_text("ascii").splitlines())
    assert re.search(newer, code) is None


def test_every_command_is_a_function_of_its_own_or_known(script: Node) -> None:
    functions = named(script, "function_name")
    commands = {name for name in named(script, "command_name") if not name.startswith("$")}
    assert commands - functions - CMDLETS == set()
    assert functions - commands == set()


def test_every_variable_is_set_somewhere(script: Node) -> None:
    used = {re.sub(r"[{}]", "", name).replace("@", "$") for name in named(script, "variable")}
    text = SCRIPT.read_text("ascii").casefold()
    set_here = {f"${name}" for name in re.findall(r"\$(\w+)\s*=", text)}
    parameters = {
        f"${name}" for name in re.findall(r"\[(?:string|switch|string\[\]|int\[\])\] \$(\w+)", text)
    }
    own = {name for name in used if not name.startswith("$env:")}
    assert own - set_here - parameters - AUTOMATIC == set()


def called(command: Node) -> str:
    """The name of a called command, or nothing where a variable holds it."""
    return next((text_of(n) for n in command.children if n.type == "command_name"), "").casefold()


def above(node: Node) -> Iterator[Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def agreed_to(command: Node) -> bool:
    """Whether a command stands under a question to the user, or in a function that does."""
    around = list(above(command))
    conditions = [
        text_of(node).partition("{")[0]
        for node in around
        if node.type in {"if_statement", "elseif_clause"}
    ]
    functions = [
        text_of(name)
        for node in around
        if node.type == "function_statement"
        for name in nodes(node, "function_name")
    ]
    return any("ShouldProcess(" in text for text in conditions) or bool(GUARDED & set(functions))


def test_nothing_is_changed_before_the_user_was_asked(script: Node) -> None:
    changing = [node for node in nodes(script, "command") if called(node) in CHANGING]
    assert {called(node) for node in changing} == CHANGING
    assert [text_of(node) for node in changing if not agreed_to(node)] == []


def test_each_archive_has_the_pinned_version_and_its_checksum() -> None:
    text = SCRIPT.read_text("ascii")
    (version,) = re.findall(r"\$UvVersion = '([\d.]+)'", text)
    urls = re.findall(r"Url\s+= '([^']+)'", text)
    sums = re.findall(r"Sha256 = '([0-9a-f]{64})'", text)
    assert len(urls) == len(sums) > 0
    for url in urls:
        assert url.startswith("https://files.pythonhosted.org/packages/")
        assert f"/uv-{version}-py3-none-win_" in url


def test_what_is_fetched_is_compared_before_it_is_unpacked() -> None:
    text = SCRIPT.read_text("ascii")
    body = text[text.index("function Get-Uv") :]
    steps = ["Invoke-WebRequest", "-ne $file.Sha256", "throw", "Expand-OneFile"]
    compared = body.index(steps[1])
    order = [body.index(steps[0]), compared, body.index(steps[2], compared), body.index(steps[3])]
    assert order == sorted(order)
