"""xlwings Server: the module unchanged, over HTTP, called by the server's own JavaScript client."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import io
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests import tools
from tests.functions.cells import ACME, AS_OF, HEADERS, TOUCH_HEADERS, as_serial, records, table

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
CLIENT = Path(__file__).with_name("office_host.mjs")
SECONDS_TO_START = 60
LEFT_OUT = None
SERIAL = as_serial(AS_OF)
EPOCH = dt.date(1899, 12, 30)
FORMULA = "=cmd|'/c calc'!A0"
REF = {"type": "Error", "errorType": "Ref", "basicValue": "#REF!", "basicType": "Error"}


def one(value):
    """A single cell, as Office.js passes it."""
    return [[value]]


def _read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _typed(rows):
    """Cells as a CSV has them once Excel has opened it: numbers, dates as serials, blanks."""
    return [rows[0], *([_as_cell(cell) for cell in row] for row in rows[1:])]


def _as_cell(text):
    try:
        return as_serial(dt.date.fromisoformat(text))
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def _acme(**changes):
    row = {
        name: as_serial(cell) if isinstance(cell, dt.date) else cell for name, cell in ACME.items()
    }
    return [["" if cell is None else cell for cell in line] for line in table(row | changes)]


CRM, CRM_TOUCHES = _read("crm_accounts.csv"), _read("crm_touches.csv")
RAVENSTACK = _read("ravenstack_accounts.csv")
CRM_DAY, RAVENSTACK_DAY = dt.date(2017, 12, 31), dt.date(2025, 1, 6)
GREEN = [one("Anna"), one("Maria"), one(SERIAL - 200), one(SERIAL - 10), one("yes")]
TOUCHES = [TOUCH_HEADERS, ["A-1", SERIAL - 1, "Call"]]

CALLS = {
    "crm": ("sponsor_scores", [CRM, one(as_serial(CRM_DAY)), CRM_TOUCHES]),
    "crm, typed": (
        "sponsor_scores",
        [_typed(CRM), one(as_serial(CRM_DAY)), _typed(CRM_TOUCHES)],
    ),
    "ravenstack": ("sponsor_scores", [RAVENSTACK, one(as_serial(RAVENSTACK_DAY)), LEFT_OUT]),
    "ravenstack, typed": (
        "sponsor_scores",
        [_typed(RAVENSTACK), one(RAVENSTACK_DAY.isoformat()), LEFT_OUT],
    ),
    "scores": ("sponsor_scores", [_acme(), one(SERIAL), TOUCHES]),
    "scores of a date cell": (
        "sponsor_scores",
        [
            _acme(),
            one({"type": "FormattedNumber", "basicValue": SERIAL, "numberFormat": "m/d/yyyy"}),
            TOUCHES,
        ],
    ),
    "hostile": ("sponsor_scores", [_acme(Account=FORMULA), one(SERIAL), LEFT_OUT]),
    "errors": (
        "sponsor_issues",
        [_acme(**{"Customer sponsor": REF, "Two-way intro date": REF}), one(SERIAL), LEFT_OUT],
    ),
    "header row": ("sponsor_scores", [[HEADERS], one(SERIAL), LEFT_OUT]),
    "one column": ("sponsor_scores", [[["Account ID"], ["A-1"]], one(SERIAL), LEFT_OUT]),
    "blank cell": ("sponsor_scores", [one(""), one(SERIAL), LEFT_OUT]),
    "red list": ("sponsor_red_list", [_acme(), one(SERIAL), LEFT_OUT]),
    "scorecard": ("sponsor_scorecard", [_acme(), one("Tier"), one(SERIAL), LEFT_OUT]),
    "path": ("sponsor_path_to_target", [_acme(), one(1), one(SERIAL), LEFT_OUT]),
    "score": ("sponsor_score", [*GREEN, one(SERIAL), LEFT_OUT]),
    "score of blank texts": ("sponsor_score", [*[one("")] * 5, one(SERIAL), one("")]),
    "score of zeros": ("sponsor_score", [*[one(0)] * 5, one(SERIAL), one(0)]),
    "score of nulls": ("sponsor_score", [*[one(None)] * 5, one(SERIAL), one(None)]),
    "score of an error": ("sponsor_score", [one(REF), *GREEN[1:], one(SERIAL), LEFT_OUT]),
    "score of a column": ("sponsor_score", [[["A"], ["B"]], *GREEN[1:], one(SERIAL), LEFT_OUT]),
    "current score": ("sponsor_current_score", [*GREEN, one(SERIAL), LEFT_OUT]),
    "next play": ("sponsor_next_play", [*GREEN, one(SERIAL), LEFT_OUT, LEFT_OUT]),
    "play due": ("sponsor_play_due", [*GREEN, one(SERIAL), LEFT_OUT, one(2)]),
    "covered until": ("sponsor_covered_until", [*GREEN, one(SERIAL), LEFT_OUT, one(2)]),
    "no end": ("sponsor_covered_until", [one(""), *GREEN[1:], one(SERIAL), LEFT_OUT, LEFT_OUT]),
    "explain": ("sponsor_explain", [*GREEN, one(SERIAL), LEFT_OUT, LEFT_OUT]),
    "status": ("sponsor_status", [one(0.85), one(1), LEFT_OUT]),
    "tier": ("sponsor_tier", [one(60_000)]),
    "rate of columns": ("sponsor_rate", [[[1], [0.5]], [[1], [1]], one(1), LEFT_OUT]),
    "rate of rows": ("sponsor_rate", [[[1, 0.5]], [[1, 1]], LEFT_OUT, LEFT_OUT]),
    "rate of a cell": ("sponsor_rate", [one(1), one(1), LEFT_OUT, LEFT_OUT]),
    "target": ("sponsor_target", [one(1), one(SERIAL)]),
    "parameter": ("sponsor_parameter", [one("coverage.threshold"), LEFT_OUT]),
    "unknown parameter": ("sponsor_parameter", [one("coverage.treshold"), LEFT_OUT]),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a real xlwings Server whose custom functions are ours."""
    if importlib.util.find_spec("xlwings_server") is None:
        tools._missing("xlwings-server", package='pip install ".[server]"')
    project = tmp_path_factory.mktemp("project")
    (project / "custom_functions").mkdir()
    (project / "custom_functions" / "__init__.py").write_text("from addin.functions import *\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = project / "log.txt"
    command = [sys.executable, "-m", "uvicorn", "xlwings_server.main:main_app", "--port", str(port)]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        # The key that xlwings documents for noncommercial use.
        "XLWINGS_LICENSE_KEY": "noncommercial",
        "XLWINGS_PROJECT_DIR": str(project),
        "XLWINGS_ENABLE_SOCKETIO": "false",
    }
    with (
        log.open("w") as told,
        subprocess.Popen(
            command, cwd=project, env=environment, stdout=told, stderr=told
        ) as process,
    ):
        try:
            origin = f"http://127.0.0.1:{port}"
            _wait_for(origin, process, log)
            yield origin
        finally:
            process.terminate()


def _wait_for(origin, process, log):
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{origin}/xlwings/custom-functions-meta.json"):  # noqa: S310 - our own server
                return
        except URLError:
            time.sleep(0.1)
    pytest.fail(f"xlwings Server did not start: {log.read_text()}")


@pytest.fixture(scope="module")
def client(server):
    """What the server's own client is told."""
    node = tools._program("node", package="nodejs")
    done = subprocess.run(
        [node, str(CLIENT), server],
        input=json.dumps(list(CALLS.values())),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def answers(client):
    return dict(zip(CALLS, client["answers"], strict=True))


@pytest.fixture(scope="module")
def command_line(tmp_path_factory):
    def score(accounts, day, *options):
        out = tmp_path_factory.mktemp("out") / "scores.csv"
        command = [sys.executable, "-c", "from addin.cli import main; main()", "score"]
        rest = [str(DATA / accounts), "--as-of", day.isoformat(), "--out", str(out), *options]
        done = subprocess.run([*command, *rest], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return out.read_text(encoding="utf-8")

    return {
        "crm": score("crm_accounts.csv", CRM_DAY, "--touches", str(DATA / "crm_touches.csv")),
        "ravenstack": score("ravenstack_accounts.csv", RAVENSTACK_DAY),
    }


def _as_csv(spill):
    """A spill in the writing of the command line: ISO dates, scores with four decimals."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(spill[0])
    for row in spill[1:]:
        writer.writerow(_written(header, cell) for header, cell in zip(spill[0], row, strict=True))
    return text.getvalue()


def _written(header, cell):
    if isinstance(cell, dict):
        return (EPOCH + dt.timedelta(days=cell["basicValue"])).isoformat()
    if cell == "" or header not in ("Gate score", "Current score", "ARR"):
        return cell
    return f"{cell:.15g}" if header == "ARR" else f"{cell:.4f}"


def test_every_function_is_associated_and_called(client):
    named = {name.upper() for name, _ in CALLS.values()}
    assert named == set(client["associated"])
    assert named == {function["id"] for function in client["meta"]["functions"]}


def test_the_server_offers_the_help_and_nothing_volatile(client):
    for function in client["meta"]["functions"]:
        assert 0 < len(function["description"]) <= 255
        assert "volatile" not in function["options"]
        assert all(0 < len(given["description"]) <= 255 for given in function["parameters"])


def test_only_optional_arguments_may_be_left_out(client):
    by_id = {function["id"]: function["parameters"] for function in client["meta"]["functions"]}
    optional = [given["name"] for given in by_id["SPONSOR_SCORES"] if given.get("optional")]
    assert optional == ["as_of", "touches"]


@pytest.mark.parametrize("call", ["crm", "crm, typed", "ravenstack", "ravenstack, typed"])
def test_scores_are_the_command_lines(answers, command_line, call):
    assert _as_csv(answers[call]) == command_line[call.partition(",")[0]]


def test_a_date_cell_counts_like_its_serial(answers):
    assert answers["scores of a date cell"] == answers["scores"]
    assert records(answers["scores"])[0]["Days since touch"] == 1


def test_hostile_text_stays_text(answers):
    assert records(answers["hostile"])[0]["Account"] == "'" + FORMULA


def test_an_error_in_a_cell_is_an_issue(answers):
    found = {(row["Column"], row["Value"]) for row in records(answers["errors"])}
    assert ("Customer sponsor", "'#REF!") in found


def test_a_header_row_alone_gives_headers(answers):
    assert [row[:2] for row in answers["header row"]] == [["Account ID", "Account"]]


@pytest.mark.parametrize("call", ["red list", "scorecard", "path", "errors"])
def test_every_spill_is_a_block_of_plain_cells(answers, call):
    spill = answers[call]
    assert len({len(row) for row in spill}) == 1
    for cell in (cell for row in spill for cell in row):
        assert isinstance(cell, str | int | float) or cell["type"] == "FormattedNumber"


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("score", 1),
        ("score of blank texts", 0),
        ("score of zeros", 0),
        ("score of nulls", 0),
        ("current score", 1),
        ("next play", "Plan the next touch"),
        (
            "play due",
            {"type": "FormattedNumber", "basicValue": SERIAL + 56, "numberFormat": "m/d/yyyy"},
        ),
        (
            "covered until",
            {"type": "FormattedNumber", "basicValue": SERIAL + 56, "numberFormat": "m/d/yyyy"},
        ),
        ("no end", ""),
        ("status", "Covered"),
        ("tier", 2),
        ("rate of columns", 0.5),
        ("rate of rows", 0.5),
        ("rate of a cell", 1),
        ("parameter", 0.85),
    ],
)
def test_one_cell_gets_one_answer(answers, call, answer):
    assert answers[call] == [[answer]]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("one column", "Accounts has no column"),
        ("blank cell", "accounts is empty. Pass the table with its header row"),
        ("score of an error", "customer_sponsor holds the error #REF!. Mend the formula there"),
        ("score of a column", "customer_sponsor is 2 cells and must be one."),
        (
            "unknown parameter",
            'There is no parameter "coverage.treshold". Did you mean "coverage.threshold"?',
        ),
    ],
)
def test_what_is_wrong_is_told_on_the_cell(answers, call, said):
    assert answers[call]["error"] == "#VALUE!"
    assert answers[call]["text"].startswith(said)
