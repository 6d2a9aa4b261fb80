#!/usr/bin/env python3
"""How long does the program take to start, to read a scenario, and for the shortest whole run?

    python3 benchmarks/start_up.py build/release/suanli scenarios/quick.yaml

Medians of the time that passes, on the threads that the program takes by itself. The yardstick is the quickest program there
is: starting `true`.
"""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

REPEATS = 15


def median_seconds(command, directory):
    """Of one uncounted and REPEATS counted runs in a directory that is empty each time."""
    seconds = []
    for _ in range(REPEATS + 1):
        with tempfile.TemporaryDirectory(dir=directory) as name:
            began = time.perf_counter()
            subprocess.run(command, cwd=name, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            seconds.append(time.perf_counter() - began)
    return statistics.median(seconds[1:])


def main():
    suanli, scenario = (str(pathlib.Path(word).resolve()) for word in sys.argv[1:3])
    commands = {
        "true": ["true"],
        "suanli --version": [suanli, "--version"],
        "suanli validate": [suanli, "validate", scenario],
        "suanli run, 1 replication, 1 year, 1000 firms": [suanli, "run", scenario, "-o", "out.h5", "--replications", "1", "--firms",
                                                          "1000", "--set", "time.end=2023"],
        "suanli run": [suanli, "run", scenario, "-o", "out.h5"],
    }
    print(f"{pathlib.Path(scenario).name:<48}{'ms':>10}")
    with tempfile.TemporaryDirectory() as directory:
        for name, command in commands.items():
            print(f"{name:<48}{1e3 * median_seconds(command, directory):>10.1f}", flush=True)


if __name__ == "__main__":
    main()
