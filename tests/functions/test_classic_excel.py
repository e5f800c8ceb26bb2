"""Classic Excel: the real xlwings.udfs writes the wrappers and calls every function."""

from __future__ import annotations

import re

import pytest

from tests.functions.cells import ACME, HEADERS, TOUCH_HEADERS
from tests.functions.classic import MISSING, classic_excel

pytestmark = pytest.mark.slow

LONGEST_LINE = 1023
LONGEST_HELP = 255
DAY = {"date": "2027-03-01"}
FORMULA = "=cmd|'/c calc'!A0"

VBA_WORDS = frozenset(
    [
        "and",
        "as",
        "boolean",
        "byref",
        "byte",
        "byval",
        "call",
        "case",
        "class",
        "const",
        "currency",
        "date",
        "debug",
        "declare",
        "dim",
        "do",
        "double",
        "each",
        "else",
        "end",
        "enum",
        "erase",
        "error",
        "event",
        "exit",
        "false",
        "for",
        "friend",
        "function",
        "get",
        "gosub",
        "goto",
        "if",
        "implements",
        "in",
        "input",
        "integer",
        "is",
        "let",
        "like",
        "line",
        "lock",
        "long",
        "loop",
        "lset",
        "me",
        "mod",
        "new",
        "next",
        "not",
        "nothing",
        "null",
        "object",
        "on",
        "open",
        "option",
        "optional",
        "or",
        "paramarray",
        "preserve",
        "print",
        "private",
        "property",
        "public",
        "put",
        "raiseevent",
        "redim",
        "rem",
        "resume",
        "return",
        "rset",
        "seek",
        "select",
        "set",
        "single",
        "static",
        "step",
        "stop",
        "string",
        "sub",
        "then",
        "time",
        "to",
        "true",
        "type",
        "typeof",
        "unlock",
        "until",
        "variant",
        "wend",
        "while",
        "width",
        "with",
        "withevents",
        "write",
        "xor",
    ]
)


def _cell(value):
    return {"date": value.isoformat()[:10]} if hasattr(value, "isoformat") else value


ACCOUNTS = {"range": [HEADERS, [_cell(ACME.get(name)) for name in HEADERS]]}
HOSTILE = {"range": [HEADERS, [_cell((ACME | {"Account": FORMULA}).get(name)) for name in HEADERS]]}
TOUCHES = {"range": [TOUCH_HEADERS, ["A-1", {"date": "2027-02-28"}, "Call"]]}
ONE_ROW = {"range": [HEADERS]}
ONE_COLUMN = {"range": [["Account ID"], ["A-1"]]}
LONE_CELL = {"range": [["A-1"]]}
GREEN = ["Anna", {"range": [["Maria"]]}, {"date": "2026-06-01"}, {"date": "2027-02-19"}, "yes"]

CALLS = {
    "scores": ("sponsor_scores", [ACCOUNTS, DAY, TOUCHES]),
    "scores without the rest": ("sponsor_scores", [ACCOUNTS, MISSING, MISSING]),
    "scores of hostile text": ("sponsor_scores", [HOSTILE, DAY, MISSING]),
    "scores of one row": ("sponsor_scores", [ONE_ROW, DAY, MISSING]),
    "scores of one column": ("sponsor_scores", [ONE_COLUMN, DAY, MISSING]),
    "scores of a lone cell": ("sponsor_scores", [LONE_CELL, DAY, MISSING]),
    "scores of a blank cell": ("sponsor_scores", [{"range": [[None]]}, DAY, MISSING]),
    "red list": ("sponsor_red_list", [ACCOUNTS, DAY, MISSING]),
    "scorecard": ("sponsor_scorecard", [ACCOUNTS, "Tier", DAY, MISSING]),
    "path": ("sponsor_path_to_target", [ACCOUNTS, 1, DAY, MISSING]),
    "issues": ("sponsor_issues", [ACCOUNTS, DAY, MISSING]),
    "score": ("sponsor_score", [*GREEN, DAY, MISSING]),
    "score of blanks": ("sponsor_score", [None] * 5 + [DAY, None]),
    "score of an error": ("sponsor_score", [{"range": [[-2146826265]]}, *GREEN[1:], DAY, MISSING]),
    "score of a bad date": ("sponsor_score", [*GREEN[:3], "31/02/2027", "yes", DAY, MISSING]),
    "current score": ("sponsor_current_score", [*GREEN, DAY, MISSING]),
    "next play": ("sponsor_next_play", [*GREEN, DAY, MISSING, MISSING]),
    "play due": ("sponsor_play_due", [*GREEN, DAY, MISSING, 2]),
    "covered until": ("sponsor_covered_until", [*GREEN, DAY, MISSING, {"range": [[2]]}]),
    "covered until, red": ("sponsor_covered_until", [None, *GREEN[1:], DAY, MISSING, MISSING]),
    "explain": ("sponsor_explain", [*GREEN, DAY, MISSING, MISSING]),
    "status": ("sponsor_status", [0.85, 1, MISSING]),
    "tier": ("sponsor_tier", [{"range": [[60000]]}]),
    "rate": ("sponsor_rate", [{"range": [[1], [0.5]]}, {"range": [[1], [1]]}, 1, MISSING]),
    "target": ("sponsor_target", [1, DAY]),
    "parameter": ("sponsor_parameter", ["coverage.threshold", MISSING]),
}


@pytest.fixture(scope="module")
def excel():
    return classic_excel(list(map(list, CALLS.values())))


@pytest.fixture
def answers(excel):
    return dict(zip(CALLS, excel["answers"], strict=True))


def test_every_function_is_called(excel):
    assert {name for name, _ in CALLS.values()} == set(excel["functions"])


def test_every_function_gets_a_wrapper_that_the_vba_editor_takes(excel):
    found = re.findall(r"^Function (\w+)\((.*)\)$", excel["vba"], re.MULTILINE)
    assert {name for name, _ in found} == set(excel["functions"])
    assert max(map(len, excel["vba"].splitlines())) <= LONGEST_LINE
    excel["vba"].encode("cp1252")
    assert "Application.Volatile" not in excel["vba"]
    for name, signature in found:
        words = [part.removeprefix("Optional ").casefold() for part in signature.split(", ")]
        assert not VBA_WORDS & {name.casefold(), *words}
        assert not any(word.startswith("_") for word in words)


def test_help_is_within_the_limits_of_the_wizard(excel):
    for name, told in excel["functions"].items():
        assert told["category"] == "Sponsor Coverage"
        assert 0 < len(told["help"]) <= LONGEST_HELP, name
        assert "\n" not in told["help"]
        for argument, text in told["arguments"].items():
            assert not text.startswith("Positional argument"), (name, argument)
            assert 0 < len(text) <= LONGEST_HELP
        assert len(told["arguments"]) + sum(map(len, told["arguments"])) < 254
        (told["help"] + "".join(told["arguments"].values())).encode("cp1252")


def test_ranges_keep_two_dimensions_and_nothing_expands(excel):
    ranges = {"accounts", "touches", "scores", "tiers", "statuses", "current_scores"}
    for told in excel["functions"].values():
        for argument, options in told["options"].items():
            assert ("ndim" in options) == (argument in ranges)
            assert "err_to_str" in options
            assert "expand" not in options


def test_no_paid_module_is_loaded(excel):
    assert excel["forbidden"] == []


def test_a_table_spills(answers):
    spill = answers["scores"]
    assert spill[0][:2] == ["Account ID", "Account"]
    assert [len(row) for row in spill] == [20, 20]
    assert dict(zip(*spill, strict=True))["Days since touch"] == 1
    assert len(answers["scores without the rest"]) == 2
    assert len(answers["scores of one row"]) == 1


def test_an_empty_cell_comes_out_as_empty_text(answers):
    row = dict(zip(*answers["scores"], strict=True))
    assert row["Open gate"] == ""
    assert answers["covered until, red"] == [[""]]


def test_hostile_text_comes_out_as_text(answers):
    assert dict(zip(*answers["scores of hostile text"], strict=True))["Account"] == "'" + FORMULA


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("scores of one column", "Accounts has no column"),
        ("scores of a lone cell", "Accounts has no column Account ID"),
        ("scores of a blank cell", "accounts is empty. Pass the table with its header row"),
        ("score of an error", "customer_sponsor holds the error #REF!. Mend the formula there"),
        ("score of a bad date", 'last_touch "31/02/2027" is not a date. Use a real date'),
    ],
)
def test_what_is_wrong_is_told_in_the_cell(answers, call, said):
    [[text]] = answers[call]
    assert text.startswith(said)


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("score", 1.0),
        ("score of blanks", 0.0),
        ("current score", 1.0),
        ("next play", "Plan the next touch"),
        ("play due", {"date": "2027-04-26"}),
        ("covered until", {"date": "2027-04-26"}),
        ("status", "Covered"),
        ("tier", 2),
        ("rate", 0.5),
        ("parameter", 0.85),
    ],
)
def test_one_cell_gets_one_answer(answers, call, answer):
    assert answers[call] == [[answer]]
