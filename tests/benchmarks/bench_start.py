"""Starting up: scoring a small export takes little more than importing pandas."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks import firm
from tests.benchmarks.report import Row
from tests.benchmarks.timing import median_usage, python_command

ACCOUNTS = 100

_COMMAND_LINE = "from addin.cli import main; main()"


def run() -> list[Row]:
    """Whole processes, the start of Python included."""
    with tempfile.TemporaryDirectory() as folder:
        export, out = Path(folder, "accounts.csv"), Path(folder, "coverage.csv")
        cells = firm.accounts(ACCOUNTS)
        cells["Last touch date"] = cells["Outcome date"]
        cells.to_csv(export, index=False)
        options = ("--as-of", firm.AS_OF.isoformat(), "--out", str(out))
        taken = median_usage(
            {
                "score": python_command(_COMMAND_LINE, "score", str(export), *options),
                "pandas": python_command("import pandas"),
            },
            rounds=9,
        )
    return [
        Row(
            what=f"`sponsor-coverage score` on {ACCOUNTS} accounts",
            ours=taken["score"].seconds,
            baseline=taken["pandas"].seconds,
            baseline_name='`python -c "import pandas"`',
            bound=2.0,
        )
    ]
