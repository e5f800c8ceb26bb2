"""Run the benchmarks and print their table. See the package's docstring."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path

from tests import benchmarks
from tests.benchmarks.report import Row, markdown_page, markdown_table

_PREFIX = "bench_"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: every bound kept. 1: a bound broken. 2: nothing to run."""
    known = benchmark_names()
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known) or "none yet")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the tables as markdown")
    chosen = parser.parse_args(arguments)
    unknown = sorted(set(chosen.names) - set(known))
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(known) or 'none'}")
    if chosen.write and chosen.names:
        parser.error("--write keeps the whole page, so it takes no NAME")
    if not known:
        parser.error(f"there is no {_PREFIX}*.py in {benchmarks.__name__} yet")

    results: dict[str, list[Row]] = {}
    for name in chosen.names or known:
        results[name] = importlib.import_module(f"{benchmarks.__name__}.{_PREFIX}{name}").run()
        print(f"## {name}\n\n{markdown_table(results[name])}\n", flush=True)
    if chosen.write:
        chosen.write.write_text(markdown_page(results), encoding="utf-8")

    broken = [row for rows in results.values() for row in rows if not row.within_bound]
    for row in broken:
        print(f"over its bound: {row.what}, {row.ratio:.2f} > {row.bound:.2f}", file=sys.stderr)
    return 1 if broken else 0


def benchmark_names() -> list[str]:
    """The benchmarks in this folder, in order of the alphabet."""
    found = pkgutil.iter_modules(benchmarks.__path__)
    return sorted(
        module.name.removeprefix(_PREFIX) for module in found if module.name.startswith(_PREFIX)
    )


if __name__ == "__main__":
    sys.exit(main())
