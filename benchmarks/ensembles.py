#!/usr/bin/env python3
"""Does an ensemble keep its pace and its memory, however long it is?

    python3 benchmarks/ensembles.py build/release/suanli scenarios/quick.yaml > benchmarks/ensembles.txt

Ensembles of one scenario, short and long, on one thread and on two: replications a second, processor time, the most memory
held, the file; and the pace on one thread and on two against that of the shortest ensemble that does not feel its start.
"""
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
import time

COUNTS = [16, 256, 1024, 10000]
SHORTEST = 256
LONGEST_ON_ONE_THREAD = 1024
REPEATS = 5  # of the short ones, of which the fastest counts: other processes only add


def run(suanli, scenario, replications, threads, directory):
    """Seconds that pass, seconds of processors, MiB at most, MB of the file."""
    output = directory / "out.h5"
    output.unlink(missing_ok=True)
    began = time.monotonic()
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        process = subprocess.Popen([suanli, "run", scenario, "-o", output, "--replications", str(replications), "--threads",
                                    str(threads)], stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
    passed = time.monotonic() - began
    if status != 0:
        sys.exit(f"{replications} replications: exit status {status}")
    return passed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.stat().st_size / 1e6


def fastest(*arguments):
    return min(run(*arguments) for _ in range(REPEATS))


def main():
    suanli, scenario = (str(pathlib.Path(word).resolve()) for word in sys.argv[1:3])
    flags = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8") if os.path.exists("/proc/cpuinfo") else ""
    vectors = "AVX-512" if re.search(r"\bavx512f\b", flags) else "AVX2"
    print(f"{platform.machine()} with {vectors}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}; "
          f"{pathlib.Path(scenario).name}\n")
    print(f"{'replications':>12}{'threads':>9}{'s':>8}{'a second':>10}{'processor ms each':>19}{'MiB':>6}{'file MB':>9}"
          f"{'pace':>7}")
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        for threads in (1, 2):
            pace = None
            for count in COUNTS:
                if threads == 1 and count > LONGEST_ON_ONE_THREAD:
                    continue
                measure = fastest if count <= SHORTEST else run
                passed, used, memory, size = measure(suanli, scenario, count, threads, directory)
                pace = pace or (count / passed if count >= SHORTEST else None)
                print(f"{count:>12}{threads:>9}{passed:>8.2f}{count / passed:>10.1f}{1000 * used / count:>19.1f}{memory:>6.0f}"
                      f"{size:>9.1f}{count / passed / pace if pace else float('nan'):>7.2f}", flush=True)


if __name__ == "__main__":
    main()
