"""How the time of a refresh grows with the accounts."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median

from tests.benchmarks import firm
from tests.benchmarks.bench_refresh import refresh_command
from tests.benchmarks.report import Row
from tests.benchmarks.timing import usage

SIZES = (1_000, 10_000, 100_000)
TOUCHES_EACH = 1
WEEKS = 2
"""Few: the largest tracker must stay below the 512 MB of sheet text that the product opens."""
ROUNDS = 2
LARGEST_STEP = 1.5
"""What an account may cost in the largest tracker, against the next smaller: 1 is linear."""


def run() -> list[Row]:
    """Time per account at each size, against that at a tenth of it; sizes take turns."""
    with tempfile.TemporaryDirectory() as folder:
        commands: dict[int, list[str]] = {}
        for size in SIZES:
            tracker = Path(folder, f"{size}.xlsx")
            firm.build_tracker(tracker, size, touches_each=TOUCHES_EACH, weeks=WEEKS)
            commands[size] = refresh_command(tracker, Path(folder, "out.xlsx"))
        taken = [
            {size: usage(command) for size, command in commands.items()} for _ in range(ROUNDS)
        ]
    seconds = {size: median(each[size].seconds for each in taken) for size in SIZES}
    peak = {size: max(each[size].peak_megabytes for each in taken) for size in SIZES}
    _, middle, large = SIZES
    rows = [
        Row(
            what=f"refresh of {size:,} accounts, per 1,000",
            ours=1000 * seconds[size] / size,
            baseline=1000 * seconds[smaller] / smaller,
            baseline_name=f"{smaller:,} accounts",
            bound=LARGEST_STEP if size == large else 1.0,
        )
        for smaller, size in pairwise(SIZES)
    ]
    memory = Row(
        what=f"refresh of {large:,} accounts: peak memory",
        ours=peak[large],
        baseline=peak[middle],
        baseline_name=f"{middle:,} accounts",
        unit="MB",
        bound=large / middle,
    )
    return [*rows, memory]
