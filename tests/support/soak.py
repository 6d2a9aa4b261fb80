#!/usr/bin/env python3
"""Runs many small replications in one ensemble: memory stays flat, no handle leaks, the file is whole.

    soak.py SUANLI SCENARIO REPLICATIONS
"""
import os
import subprocess
import sys
import time

import trials

SIZE = ["--firms", "100", "--set", "time.end=2024", "--threads", "2"]


def watched(process, parts):
    """(resident memory [byte], open files, parts) a hundredth of a second apart, for as long as the process lives."""
    page = os.sysconf("SC_PAGE_SIZE")
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/statm", encoding="ascii") as file:
                resident = int(file.read().split()[1]) * page
            yield resident, len(os.listdir(f"/proc/{process.pid}/fd")), len(list(parts.glob("*.rows")))
        except (FileNotFoundError, PermissionError, ProcessLookupError, IndexError):
            return
        time.sleep(0.01)


def main():
    suanli, scenario, replications = sys.argv[1:]
    with trials.scratch() as base:
        process = subprocess.Popen([suanli, "run", scenario, "-o", "b.h5", "--replications", replications, *SIZE], cwd=base,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        began = time.monotonic()
        seen = list(watched(process, base / "b.h5.parts"))
        said = process.communicate()[1]
        took = time.monotonic() - began
        trials.require(process.returncode == 0, f"exit code {process.returncode}: {said}")
        # Quantiles, at the end, take a variable of all replications at once. Before, HDF5 keeps where rows lie, 16 bytes for each
        # variable and 16 replications; nothing else shall grow.
        all_parts = max(count for _, _, count in seen)
        simulating = seen[:[count for _, _, count in seen].index(all_parts)]
        trials.require(len(simulating) >= 20, f"over after {took:.1f} s: too soon to see anything")
        early, late = (max(resident for resident, _, _ in simulating[len(simulating) * first // 10:len(simulating) * last // 10])
                       for first, last in ((2, 4), (8, 10)))
        trials.require(late < 1.1 * early + trials.MEBIBYTE, f"memory grows from {early} to {late} bytes")
        files = [count for _, count, _ in seen]
        trials.require(max(files[len(files) // 2:]) <= max(files[:len(files) // 2]) + 2, f"files stay open: {files[::10]}")
        for words in (["check", "b.h5"], ["summary", "b.h5"], ["digest", "b.h5"]):
            said = trials.run([suanli, *words], base, 600)
            trials.require(said.code == 0, f"{words[0]}: {said.code} {said.out[-2000:]} {said.err}")
        left = [path.name for path in base.iterdir()]
        trials.require(left == ["b.h5"], f"left behind: {left}")
        size = (base / "b.h5").stat().st_size
    print(f"soak: {replications} replications in {took:.0f} s: {early / trials.MEBIBYTE:.0f} MiB early and "
          f"{late / trials.MEBIBYTE:.0f} MiB late, at most {max(files)} open files, a file of {size / trials.MEBIBYTE:.0f} MiB "
          "that check, summary and digest read")


if __name__ == "__main__":
    main()
