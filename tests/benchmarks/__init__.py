"""Speed and memory, each against a named baseline.

    python -m tests.benchmarks                  every benchmark
    python -m tests.benchmarks NAME ...         some of them
    python -m tests.benchmarks --write FILE     and keep the table

A benchmark is a module `bench_NAME.py` in this folder with a function `run() -> list[Row]`.
`timing` measures, `report` holds `Row`. Absolute seconds differ from machine to machine; what is
kept is the ratio, and a `Row` with a bound fails the run when its ratio exceeds it. Pytest does
not collect this folder. Linux and macOS only.
"""
