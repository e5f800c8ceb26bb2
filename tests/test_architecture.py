"""The house stays as it was built: what may import what, how long a module is, where numbers stand.

Each guard looks at the product, and then at a small house made up with the fault it is there for.
"""

import sys
from pathlib import Path

import pytest

from tests import records
from tests.architecture import (
    bannered,
    circles,
    domain_numbers,
    file_arrows,
    folder_arrows,
    modules_of,
    outside,
    reaching,
    too_long,
    using,
    with_numbers,
)

ROOT = Path(__file__).parents[1]
HOUSE = modules_of(ROOT)
PARAMETERS = sorted((ROOT / "scoring").rglob("parameters.toml"))
LINES = 450
# A gate's number, a month's days: too common to tell a number of the domain by.
SMALL = 31
# A hundred, as of percents, a thousand, 1.00 in basis points, and the years at which calendars
# begin, are nobody's rule.
UNITS = {100.0, 1000.0, 10000.0, 1900.0, 2000.0}
# The lines and targets that the rules say most often, as a sheet shows them.
SHARES = {0.85, 0.7, 0.92, 0.78}
# More than a reader can tell apart without their names.
BY_POSITION = 5
CHANGE_ON_PURPOSE = {
    "addin.desktop.notes.NoteOnCell": "taken off its cell and put on another, it is another object of Excel",
    "addin.package.body.OldRows": "filled row by row as a sheet is read, and by nobody else",
    "addin.tracker.memory_book.MemoryTable": "the table of a user, who types into it",
    "workbook_templates.demo.story.Account": "the demo's story is told by what happens to it",
    "workbook_templates.demo.story.Touch": "the same",
}
FILLED_ON_IMPORT = {
    "addin.functions.declared.ARGUMENT_HELP": "by the functions themselves, once, as they are declared",
}


def _room(room):
    return {name: it for name, it in HOUSE.items() if name.partition(".")[0] == room}


@pytest.fixture
def built(tmp_path):
    """Makes a small house of the files given by their path."""

    def build(**files):
        for name, text in files.items():
            path = tmp_path / (name.replace("__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return modules_of(tmp_path, ("scoring", "addin"))

    return build


def test_the_rules_know_the_standard_library_numpy_and_pandas_only():
    assert outside(HOUSE, "scoring", {*sys.stdlib_module_names, "numpy", "pandas"}) == []


def test_rules_that_reach_outside_are_found(built):
    house = built(scoring__rates="def rate():\n    import xlwings\n")
    assert outside(house, "scoring", {"pandas"}) == ["scoring.rates: xlwings"]


@pytest.mark.parametrize(
    ("room", "other"), [("addin.package", "addin.desktop"), ("addin.desktop", "addin.package")]
)
def test_no_adapter_imports_the_other(room, other):
    assert reaching(HOUSE, room, [other]) == []


def test_an_adapter_that_imports_the_other_is_found(built):
    house = built(addin__desktop__book="from addin.package import cells\n")
    assert reaching(house, "addin.desktop", ["addin.package"]) == [
        "addin.desktop.book: addin.package"
    ]


def test_the_template_is_made_from_the_rules_alone():
    assert reaching(HOUSE, "workbook_templates", ["addin"]) == []


def test_no_files_import_in_a_circle():
    assert circles(file_arrows(HOUSE)) == []


def test_files_in_a_circle_are_found_however_late_they_import(built):
    house = built(
        addin__one="from addin import two\n",
        addin__two="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import addin.three\n",
        addin__three="def late():\n    from .one import it\n",
        addin__four="import addin.one\n",
    )
    assert circles(file_arrows(house)) == [["addin.one", "addin.three", "addin.two"]]


def test_no_folders_import_in_a_circle():
    graphs = folder_arrows(HOUSE)
    assert [found for graph in graphs for found in circles(graph)] == []


def test_folders_in_a_circle_are_found_at_any_depth(built):
    house = built(
        addin__near__one__a="from addin.near.two.d import it\n",
        addin__near__one__b="",
        addin__near__two__c="from addin.near.one.b import it\n",
        addin__near__two__d="",
    )
    assert circles(file_arrows(house)) == []
    assert [found for graph in folder_arrows(house) for found in circles(graph)] == [["one", "two"]]


def test_no_module_is_longer_than_a_reader_holds():
    assert too_long(HOUSE, LINES) == []


def test_a_long_module_is_found(built):
    assert too_long(built(addin__long="x = 1\n" * (LINES + 1)), LINES) == ["addin.long"]
    assert too_long(built(addin__long="x = 1\n" * LINES), LINES) == []


def test_no_module_has_banner_comments():
    assert bannered(HOUSE) == []


@pytest.mark.parametrize("banner", ["# --- Dates ---", "    # ======", "#### Rates"])
def test_a_banner_comment_is_found(built, banner):
    house = built(addin__dates=f"x = 1\n{banner}\n", addin__plain="x = 1  # a -- b\n# why\n")
    assert bannered(house) == ["addin.dates"]


def test_no_number_of_the_domain_stands_in_code():
    numbers = set().union(*(domain_numbers(path, SMALL) for path in PARAMETERS)) - UNITS
    assert 90.0 in numbers
    # Pages are laid out, and examples told, in fractions of their own.
    assert with_numbers(_room("scoring"), numbers | SHARES) == []
    assert with_numbers(_room("addin"), numbers) == []


def test_a_number_of_the_domain_in_code_is_found(built, tmp_path):
    parameters = tmp_path / "parameters.toml"
    parameters.write_text(
        "[stale]\nvalue = 90\nminimum = 77\n"
        "[red]\nvalues = [{from = 2026-01-01, value = 8500}]\n[few]\nvalue = 3\n",
        "utf-8",
    )
    numbers = domain_numbers(parameters, SMALL)
    house = built(scoring__cap="LIMIT = 90\nLINE = 8500\nFEW = 3\nSEEN = 77\n")
    assert numbers == {90.0, 8500.0}
    assert with_numbers(house, numbers) == ["scoring.cap line 1: 90", "scoring.cap line 2: 8500"]


def test_nothing_hangs_on_a_frame():
    # What hangs on a frame is lost on some ways and copied on others; a record is neither.
    assert using(HOUSE, "attrs") == []


def test_what_hangs_on_a_frame_is_found(built):
    house = built(addin__reading='def read(frame):\n    frame.attrs["sheet"] = "Data"\n')
    assert using(house, "attrs") == ["addin.reading line 2"]


def test_every_module_of_the_doors_has_a_room():
    loose = [name for name, it in HOUSE.items() if it.folder == "addin" and name != "addin"]
    assert loose == []


def test_records_are_frozen_or_say_why_not():
    assert set(records.changeable(HOUSE)) == set(CHANGE_ON_PURPOSE)


def test_a_record_that_can_be_changed_is_found(built):
    house = built(
        scoring__one="@dataclass\nclass Open:\n    x: int\n",
        scoring__two="@dataclass(frozen=True)\nclass Shut:\n    x: int\nclass Plain:\n    x: int\n",
        scoring__three="@dataclasses.dataclass(eq=False)\nclass Half:\n    x: int\n",
    )
    assert records.changeable(house) == ["scoring.one.Open", "scoring.three.Half"]


def test_what_a_frozen_record_holds_is_frozen_too():
    assert records.hollow(HOUSE) == []


def test_a_frozen_record_with_a_list_is_found(built):
    house = built(
        scoring__rows="@dataclass(frozen=True)\nclass Found:\n"
        "    rows: list[int]\n    names: tuple[str, ...]\n    cells: Mapping[str, list[int]]\n"
    )
    assert records.hollow(house) == ["scoring.rows.Found.rows: list[int]"]


def test_no_record_is_made_of_many_arguments_without_names():
    assert records.by_position(HOUSE, BY_POSITION) == []


def test_a_record_made_of_many_arguments_without_names_is_found(built):
    house = built(
        scoring__facts="@dataclass\nclass Facts:\n    a: int\n    b: int\n    c: int\n",
        scoring__rooms="from scoring.facts import Facts\n",
        scoring__use="from scoring import rooms\nfrom scoring.rooms import Facts as F\n"
        "F(1, 2, c=3)\nF(1, 2, 3)\nF(*few)\nrooms.Facts(1, 2, 3)\nother(1, 2, 3)\n",
    )
    assert records.by_position(house, 2) == [
        f"scoring.use line {line}: Facts" for line in (4, 5, 6)
    ]


def test_no_cache_is_keyed_by_an_object_that_equals_itself_alone():
    assert records.keyed_by_identity(HOUSE) == []
    assert set(records.shared(HOUSE)) == set(FILLED_ON_IMPORT)


def test_a_cache_keyed_by_identity_is_found(built):
    house = built(
        scoring__day="@dataclass(frozen=True)\nclass Day:\n    n: int\n"
        "@dataclass(frozen=True, eq=False)\nclass Run:\n    n: int\n",
        scoring__use="from scoring.day import Day, Run\n"
        "@cache\ndef good(day: Day, text: str | None, days: tuple[Day, ...]): ...\n"
        "@functools.lru_cache(maxsize=2)\ndef bad(run: Run, frame: pd.DataFrame, day: Day): ...\n"
        "class Book:\n    @cached_property\n    def rows(self): ...\n"
        "@dataclass(frozen=True)\nclass Shut:\n    @cached_property\n    def rows(self): ...\n",
        scoring__kept="_seen: dict[int, str] = {}\nNAMES = {1: 'one'}\n_rows = defaultdict()\n",
    )
    assert records.keyed_by_identity(house) == [
        "scoring.use.rows: self",
        "scoring.use.bad: run",
        "scoring.use.bad: frame",
    ]
    assert records.shared(house) == ["scoring.kept._seen", "scoring.kept._rows"]
