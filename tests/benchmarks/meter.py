"""Run a command and print its seconds and peak memory as JSON; started by `timing.usage`.

It imports as little as it can, for its own memory is the least that it can report.
"""

import os
import sys
import time


def main(command: list[str]) -> int:
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            os.execvp(command[0], command)  # noqa: S606 -- no shell is what we want
        except OSError as error:
            os.write(2, f"{command[0]}: {error.strerror}".encode())
            os._exit(127)
    _, status, resources = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    # Linux counts in kilobytes, macOS in bytes.
    peak_bytes = resources.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f'{{"seconds": {seconds!r}, "peak_bytes": {peak_bytes}}}')
    return 0 if status == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
