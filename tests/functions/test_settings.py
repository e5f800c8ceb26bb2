"""Settings of the active tracker: honoured in classic Excel, and nothing looked at elsewhere."""

from __future__ import annotations

import datetime as dt

import pytest
import xlwings as xw

from addin import functions
from addin.functions import active_tracker
from addin.functions.active_tracker import LONGEST, QUIET, ActiveSettings, default_policy
from tests.functions.classic import MISSING, classic_excel

HEADERS = ["Parameter", "From", "Value", "Default", "Unit"]
ACCOUNTS = [["Account ID", "Account", "ARR"], ["A-1", "Acme", 500_000]]
DAY = {"date": "2027-03-01"}
GREEN = ["Anna", "Maria", "yes", {"date": "2027-01-20"}, "yes"]


def _tracker(*rows, tables=True, name="tracker.xlsx", title=()):
    sheets = {"Accounts": ACCOUNTS, "Settings": [*title, HEADERS, *rows]}
    return {"name": name, "sheets": sheets, "tables": tables}


def _row(parameter, value, since=None):
    return [parameter, since, value, None, None]


STRICTER = _tracker(_row("coverage.threshold", 0.9), _row("decay.mode", None))
TWO_FAULTS = _tracker(_row("decay.start_days", "soon"), _row("decay.stale_dais", 90))

# Each call names another workbook, so that Settings are read for each.
CALLS = {
    "no workbook": ("sponsor_parameter", ["coverage.threshold", MISSING]),
    "a tracker": ("sponsor_parameter", ["coverage.threshold", MISSING], STRICTER),
    "a plain range": (
        "sponsor_parameter",
        ["coverage.threshold", MISSING],
        _tracker(
            _row("coverage.threshold", 0.8),
            tables=False,
            name="plain.xlsx",
            title=[["Settings", None, None, None, None]],
        ),
    ),
    "no tracker": (
        "sponsor_parameter",
        ["coverage.threshold", MISSING],
        {"name": "b.xlsx", "sheets": {"Settings": [HEADERS, _row("coverage.threshold", 0.9)]}},
    ),
    "a dated target": (
        "sponsor_target",
        [1, DAY],
        _tracker(_row("targets.t1", 0.4, {"date": "2027-01-01"}), name="c.xlsx"),
    ),
    "a flag": (
        "sponsor_parameter",
        ["gates.strict_evidence", MISSING],
        _tracker(_row("gates.strict_evidence", "TRUE"), name="d.xlsx"),
    ),
    "an as-of date": (
        "sponsor_current_score",
        [*GREEN, MISSING, MISSING],
        _tracker(_row("as_of", {"date": "2027-03-01"}), name="e.xlsx"),
    ),
    "an as-of date of its own": (
        "sponsor_current_score",
        [*GREEN, {"date": "2027-01-21"}, MISSING],
        _tracker(_row("as_of", {"date": "2027-03-01"}), name="f.xlsx"),
    ),
    "a table scored with them": (
        "sponsor_scores",
        [{"range": ACCOUNTS}, DAY, MISSING],
        _tracker(_row("tiers.cuts", "600000, 500000, 400000"), name="g.xlsx"),
    ),
    "a bad value": (
        "sponsor_tier",
        [500_000],
        _tracker(_row("decay.start_days", "soon"), name="h.xlsx"),
    ),
    "an error": (
        "sponsor_tier",
        [500_000],
        _tracker(_row("decay.start_days", -2146826265), name="i.xlsx"),
    ),
    "two faults": ("sponsor_tier", [500_000], TWO_FAULTS | {"name": "j.xlsx"}),
    "a contradiction": (
        "sponsor_tier",
        [500_000],
        _tracker(_row("redlist.t2", 0.95), name="k.xlsx"),
    ),
    "no headers": (
        "sponsor_tier",
        [500_000],
        {"name": "l.xlsx", "sheets": {"Accounts": ACCOUNTS, "Settings": [["Name"], ["x"]]}},
    ),
    "afterwards": ("sponsor_tier", [500_000], STRICTER),
}


@pytest.fixture(scope="module")
def answers():
    told = classic_excel(list(map(list, CALLS.values())))
    return dict(zip(CALLS, told["answers"], strict=True))


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("no workbook", 0.85),
        ("a tracker", 0.9),
        ("a plain range", 0.8),
        ("no tracker", 0.85),
        ("a dated target", 0.4),
        ("a flag", "yes"),
        ("an as-of date", 0.9167),
        ("an as-of date of its own", 1.0),
        ("afterwards", 1),
    ],
)
def test_the_active_tracker_is_honoured(answers, call, answer):
    assert answers[call] == [[answer]]


def test_a_table_is_scored_by_the_active_tracker(answers):
    row = dict(zip(*answers["a table scored with them"], strict=True))
    assert row["Tier"] == 2


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            "a bad value",
            'Settings row 5: decay.start_days "soon" is not a number. Use digits only.',
        ),
        ("an error", 'Settings row 5: decay.start_days "#REF!" is not a number. Use digits only.'),
        (
            "two faults",
            (
                'Settings row 5: decay.start_days "soon" is not a number. Use digits only. '
                "Settings has 1 more to mend."
            ),
        ),
        (
            "a contradiction",
            (
                "Policy: redlist.t2 0.95 lies above redlist.t1 0.85. Tier 2 can't be held to more "
                "than Tier 1."
            ),
        ),
        (
            "no headers",
            "Settings of the active tracker has no header row with Parameter and Value.",
        ),
    ],
)
def test_settings_that_cannot_be_used_are_told_and_not_passed_over(answers, call, said):
    [[text]] = answers[call]
    assert text.startswith(said)
    assert "\n" not in text


def test_no_other_host_is_asked_for_a_workbook(monkeypatch):
    monkeypatch.setattr(xw.Book, "caller", lambda: pytest.fail("Excel was asked"))
    assert functions.sponsor_parameter("coverage.threshold") == 0.85


class _Range:
    row = 4

    def __init__(self, rows):
        self.value = rows

    def options(self, **_):
        return self


class _Table:
    def __init__(self, name, rows, book):
        self.name, self._rows, self._book = name, rows, book

    @property
    def range(self):
        self._book.read += 1
        return _Range(self._rows)


class _Sheet:
    def __init__(self, table):
        self.name, self.tables = table.name, [table]


class _Book:
    """A tracker that counts how often its Settings are read."""

    def __init__(self, name="tracker.xlsx"):
        self.name, self.read, self.threshold = name, 0, 0.9

    @property
    def sheets(self):
        settings = [["Parameter", "Value"], ["coverage.threshold", self.threshold]]
        tables = _Table("Accounts", ACCOUNTS, self), _Table("Settings", settings, self)
        return [_Sheet(table) for table in tables]


class _Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return _Clock()


@pytest.fixture
def settings(clock):
    return ActiveSettings(clock)


def test_a_calculation_reads_settings_once(settings, clock):
    book = _Book()
    for _ in range(50):
        clock.now += QUIET / 20
        settings.policy(book)
    assert book.read == 1


def test_the_next_calculation_reads_them_again(settings, clock):
    book = _Book()
    assert settings.policy(book).on(dt.date(2027, 3, 1)).integer("coverage.threshold") == 9_000
    book.threshold, clock.now = 0.8, clock.now + 1.1 * QUIET
    assert settings.policy(book).on(dt.date(2027, 3, 1)).integer("coverage.threshold") == 8_000


def test_a_long_calculation_reads_them_again_now_and_then(settings, clock):
    book = _Book()
    for _ in range(41):
        clock.now += LONGEST / 20
        settings.policy(book)
    assert book.read in (2, 3)


def test_another_workbook_has_its_own(settings):
    stricter, other = _Book(), _Book("other.xlsx")
    other.threshold = 0.8
    found = [
        settings.policy(book).on(dt.date(2027, 3, 1)).integer("coverage.threshold")
        for book in (stricter, other)
    ]
    assert found == [9_000, 8_000]


def test_the_same_settings_are_the_same_policy(settings, clock):
    book = _Book()
    first = settings.policy(book)
    clock.now += 60
    assert settings.policy(book) is first


def test_a_fault_of_excel_is_not_taken_for_no_workbook(monkeypatch):
    def busy():
        raise RuntimeError("Excel is busy")

    monkeypatch.setattr(xw.Book, "caller", busy)
    with pytest.raises(RuntimeError, match="busy"):
        active_tracker.active_policy()


def test_a_python_that_excel_did_not_call_has_the_defaults(monkeypatch):
    def elsewhere():
        raise Exception("Book.caller() must not be called directly.")  # noqa: TRY002 - as xlwings does

    monkeypatch.setattr(xw.Book, "caller", elsewhere)
    assert active_tracker.active_policy() is default_policy()


RUN = "import pathlib; pathlib.Path({!r}).touch()"


def _with_code(mark, *sheets, name):
    """A tracker that came by mail: its sheets are called as modules of Python, and hold code."""
    hostile = _tracker(_row("coverage.threshold", 0.9), name=name)
    code = [[RUN.format(str(mark))], ["raise SystemExit(3)"]]
    return hostile | {"sheets": {**dict.fromkeys(sheets, code), **hostile["sheets"]}}


def test_code_on_the_sheets_of_the_active_workbook_never_runs(tmp_path):
    mark = tmp_path / "ran"
    threshold = ("sponsor_parameter", ["coverage.threshold", MISSING])
    books = [
        _with_code(mark, "addin.functions.py", name="a.xlsx"),
        _with_code(mark, "x.py", "xlwings.conf", name="x.py"),
        _with_code(mark, "xlwings.py", "addin.py", "scoring.py", name="addin.functions.py"),
    ]
    told = classic_excel([[*threshold, book] for book in books])
    assert told["answers"] == [[[0.9]]] * 3
    assert told["forbidden"] == []
    assert not mark.exists()


@pytest.mark.slow
def test_the_double_sees_code_that_would_be_looked_for():
    # Handed over itself, such a workbook stops xlwings: the test above could fail.
    hostile = _with_code("ran", "x.py", name="a.xlsx")
    (answer,) = classic_excel([["sponsor_parameter", ["coverage.threshold", MISSING], hostile, 1]])[
        "answers"
    ]
    assert answer["error"] == "LicenseError"


@pytest.mark.slow
def test_with_only_protected_view_the_defaults_hold():
    calls = [["sponsor_parameter", ["coverage.threshold", MISSING], "protected view"]]
    assert classic_excel(calls)["answers"] == [[[0.85]]]
