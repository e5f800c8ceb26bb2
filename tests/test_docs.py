"""What README and docs tell people to type works, and comes from where README says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scoring.parameters import parameters

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CONTRIBUTING = ROOT / "docs" / "contributing.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
SPAN = re.compile(r"`([^`\n]+)`")
COMMANDS = dict.fromkeys(
    span
    for span in SPAN.findall(CONTRIBUTING.read_text("utf-8"))
    if re.match(r"(python|bash|git|pre-commit)\s", span)
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
INSTALL = re.compile(
    r"(?:uv tool|pip3?) install\s+(?:--?[\w-]+(?:[ =]only-managed)?\s+)*(\"[^\"]+\"|[^\s\"`;|]+)"
)
# Of an index, where they are; each is another project's program.
OF_AN_INDEX = {"pre-commit", "oletools"}


def ran(*words: str) -> str:
    """What a command says in a checkout; it must end well."""
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def checked_extras(requirement: str) -> str:
    """A requirement without its extras, which must be ours."""
    name, _, extras = requirement.partition("[")
    given = {extra.strip() for extra in extras.removesuffix("]").split(",") if extra}
    assert given <= set(PROJECT["optional-dependencies"])
    return name


def harmless(command: str) -> None:
    """Carry out the part of a command that changes nothing and takes no time."""
    match shlex.split(command):
        case ["python", "-m", "pytest", *rest]:
            few = (
                []
                if any(word.startswith("tests/") for word in rest)
                else ["tests/test_architecture.py"]
            )
            ran(sys.executable, "-m", "pytest", *rest, *few, "--collect-only", "-q")
        case ["python", "-m", "pip", "install", *_, requirement]:
            assert checked_extras(requirement) in {".", *OF_AN_INDEX}
        case ["python", "-m", module, *rest]:
            told = ran(sys.executable, "-m", module, "--help")
            assert [word for word in rest if word.startswith("--") and word not in told] == []
        case ["bash", script]:
            if shutil.which("bash"):
                ran("bash", "-n", script)
            assert (ROOT / script).is_file()
        case ["git", "tag"] | ["git", "push", "--tags"]:
            pass
        case ["pre-commit", "install"]:
            assert (ROOT / ".pre-commit-config.yaml").is_file()
        case _:
            pytest.fail(f"no way to try: {command}")


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_for_working_on_it_is_there(command: str) -> None:
    harmless(command)


def test_the_page_names_its_seven_commands_and_files_that_exist() -> None:
    page = CONTRIBUTING.read_text("utf-8")
    assert len([line for line in page.splitlines() if line.startswith("| ") and "`" in line]) >= 7
    assert len(COMMANDS) >= 7
    named = [
        span for span in SPAN.findall(page) if re.fullmatch(r"(tests|docs|\.ci)/[\w./*-]+", span)
    ]
    assert len(named) > 5
    assert [path for path in named if not list(ROOT.glob(path.rstrip("/")))] == []


def test_the_page_of_the_house_names_what_is_there() -> None:
    spans = dict.fromkeys(SPAN.findall(ARCHITECTURE.read_text("utf-8")))
    rooms = ("addin", "scoring", "tests", "workbook_templates")
    paths = [span for span in spans if re.fullmatch(rf"({'|'.join(rooms)})(/\w+)+(\.\w+)?", span)]
    assert len(paths) > 15
    assert [path for path in paths if not (ROOT / path).exists()] == []
    code = [path.read_text("utf-8") for room in rooms for path in (ROOT / room).rglob("*.py")]
    words = set(re.findall(r"\w+", " ".join([*code, *parameters()])))
    names = [span for span in spans if re.fullmatch(r"\w+(\.\w+)*", span) and span not in rooms]
    assert len(names) > 15
    assert [name for name in names if not set(name.split(".")) - {"py"} <= words] == []


@pytest.mark.slow
def test_pictures_are_an_option_of_the_build() -> None:
    assert "--pictures" in ran(sys.executable, "-m", "addin.build", "--help")


@pytest.mark.slow
def test_a_build_leaves_a_checkout_as_it_was(tmp_path: Path) -> None:
    copy = tmp_path / "checkout"
    kept = ("addin", "docs", "scoring", "workbook_templates")
    for name in kept:
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, copy / name, ignore=left_out)
    before = {path: path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file()}
    command = [sys.executable, "-B", "-m", "addin.build"]
    # What it starts itself must leave nothing either.
    quiet = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(command, cwd=copy, env=quiet, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    after = {path: path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file()}
    changed = [path for path in before | after if before.get(path) != after.get(path)]
    assert [str(path.relative_to(copy)) for path in changed] == [], "run python -m addin.build"


def sources(text: str) -> set[str]:
    """What install commands name to be installed: the dot, a wheel file, or a name of an index."""
    names = {checked_extras(said.strip('",:')) for said in INSTALL.findall(text)}
    return {"a wheel file" if name.endswith(".whl") else name for name in names}


def test_nothing_is_installed_from_where_the_readme_does_not_install_it() -> None:
    known = sources(PAGES[0].read_text("utf-8"))
    assert known == {".", "a wheel file"}
    code = [*sorted((ROOT / "addin").rglob("*.py")), ROOT / "addin" / "install" / "install.ps1"]
    strange = {
        str(path.relative_to(ROOT)): others
        for path in (*PAGES, *code)
        if (others := sources(path.read_text("utf-8")) - known - OF_AN_INDEX)
    }
    assert strange == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('uv tool install --force "sponsor-coverage[excel]"', {"sponsor-coverage"}),
        ("`uv tool install sponsor-coverage` is enough", {"sponsor-coverage"}),
        ('python -m pip install -e ".[dev,test]", then', {"."}),
        ('uv tool install --python-preference only-managed "NAME.whl[excel]"', {"a wheel file"}),
        ("pip install . && sponsor-coverage demo", {"."}),
    ],
)
def test_what_a_command_installs_is_told(text: str, found: set[str]) -> None:
    assert sources(text) == found


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_two_commands_in_a_line_have_their_form_for_powershell(page: Path) -> None:
    text = page.read_text("utf-8")
    pairs = re.findall(r"^(?:    |.*?`)([^`\n]+?) && ([^`\n]+)", text, re.MULTILINE)
    assert text.count(" && ") == len(pairs)
    assert [
        pair for pair in pairs if f"{pair[0].strip()}; if ($?) {{ {pair[1]} }}" not in text
    ] == []
